"""A board that the resident parent opens is an ordinary board, to the last cell and whatever ends it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wire.conftest import ROOT, Program
from tests.wire.resident import (
    Resident,
    alive,
    environment,
    resident,
    state,
)
from tests.wire.screens import BY_KEY, KALENDER, PAPAN, without_clock
from tests.wire.terminal import Terminal

pytestmark = [pytest.mark.wire, pytest.mark.skipif(sys.platform != "linux", reason="Linux only")]

GONE = 10.0  # seconds within which nobody may be left
MOMENT = ("--as-of", "2024-01-31T20:00")


def cells(terminal: Terminal) -> list[object]:
    """The screen: every character with its colours, as far as one can see them: a blank has a background only."""
    terminal.screen()
    found = [terminal._emulator.cell(x, y) for y in range(terminal.rows) for x in range(terminal.cols)]
    bare = [one.data == " " and not (one.underscore or one.strikethrough or one.reverse) for one in found]
    return [one.bg if blank else one for one, blank in zip(found, bare, strict=True)]


# ── As an ordinary start ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("cols", "rows", "env"), [(120, 40, {}), (80, 24, {"TERM": "screen", "COLORTERM": None})])
def test_every_screen_is_that_of_an_ordinary_start(
    siaga: Program, cols: int, rows: int, env: dict[str, str | None]
) -> None:
    def seen(expected: dict[str, list[object]] | None = None) -> dict[str, list[object]]:
        terminal = siaga(*MOMENT, cols=cols, rows=rows, env=env)
        terminal.wait_for("┌ Perlu tindakan")
        found: dict[str, list[object]] = {}
        for key, regex in {**BY_KEY, "1": "┌ Perlu tindakan"}.items():
            terminal.press(key)
            terminal.wait_for(regex)
            if expected is None:
                terminal.quiet(800)
            else:
                terminal.pump(10, lambda wanted=expected[key]: cells(terminal) == wanted)  # type: ignore[misc]
            found[key] = cells(terminal)
        found["queries"] = [terminal.queries]
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == []
        return found

    ordinary = seen()
    with resident(siaga.home) as parent:
        other = siaga(*MOMENT)
        other.wait_for(PAPAN)
        parent.session_of(other)
        other.press("q")
        other.wait_exit()
        again = seen(ordinary)
    for name, wanted in ordinary.items():
        assert again[name] == wanted, name


def test_environment_folder_and_rights_are_those_of_the_log_in(siaga: Program, parent: Resident) -> None:
    elsewhere = siaga.folder / "elsewhere"
    elsewhere.mkdir()
    script = f'umask 027; cd {elsewhere}; exec "$0" "$@"'
    path = {"PYTHONPATH": None, "SIAGA_LOOK_LANGUAGE": "en", "NO_COLOR": "1"}
    terminal = siaga.start(["sh", "-c", script, *siaga.argv()], env=path)
    terminal.wait_for("Needs action")
    session = parent.session_of(terminal)
    assert str(Path(f"/proc/{session}/cwd").readlink()) == str(elsewhere)
    assert "Umask:\t0027" in Path(f"/proc/{session}/status").read_text()
    colours = {colour for pair in terminal.colours() for colour in pair} - {"default"}
    assert all(len(set(re.findall("..", colour))) == 1 for colour in colours), "only greys"
    assert str(Path(f"/proc/{session}/fd/0").readlink()) == str(Path(f"/proc/{terminal.pid}/fd/0").readlink())


def test_whoever_comes_in_with_an_account_is_that_account(siaga: Program, parent: Resident) -> None:
    for name, role in (("sari", "operator"), ("tamu", "pengamat")):
        words = siaga.argv("user", "add", name, "--role", role)
        subprocess.run(words, cwd=ROOT, env=environment(siaga.home), check=True)
    for name in ("sari", "tamu"):
        terminal = siaga("--as", name, env={"SIAGA_LOOK_LANGUAGE": "en"})
        terminal.wait_for(PAPAN)
        assert name in terminal.text
        parent.session_of(terminal)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert parent.drained()


def test_a_session_loads_nothing_more(siaga: Program) -> None:
    told = siaga.folder / "loaded"
    script = f"""
import random, sys
from tui import cli
real = cli.main
def main(arguments=None, *, peer=-1):
    before = set(sys.modules)
    code = real(arguments, peer=peer)
    if peer >= 0:
        print(sorted(set(sys.modules) - before), random.random(), file=open({str(told)!r}, "a"))
    return code
cli.main = main
sys.exit(main(["serve"]))"""
    siaga.environment()
    with resident(siaga.home, [sys.executable, "-c", script]):
        for _ in range(2):
            terminal = siaga()
            terminal.wait_for(PAPAN)
            terminal.press("q")
            assert terminal.wait_exit() == 0
    loaded, chance = zip(*(line.rsplit(" ", 1) for line in told.read_text().splitlines()), strict=True)
    assert loaded == ("[]", "[]")
    assert chance[0] != chance[1], "each has its own"


def test_a_crash_is_reported_as_ever(siaga: Program, tmp_path: Path) -> None:
    home = tmp_path / "crashing"
    home.mkdir()
    script = """
import sys
from screens import papan
from tui import cli
def show(*_arguments):
    raise RuntimeError("Siti Rahayu")
papan.Papan.show = show
sys.exit(cli.main(["serve"]))"""
    with resident(home, [sys.executable, "-c", script]):
        terminal = siaga(env={"HOME": str(home)})
        assert terminal.wait_exit() == 1
    assert "karena kesalahan di dalam program" in terminal.text
    assert terminal.modes_left() == []
    log = (home / ".local/state/siaga/siaga.log").read_text()
    assert "CRASH" in log
    assert "RuntimeError" in log
    assert "Siti" not in log


def test_only_a_board_is_opened_from_it(siaga: Program, parent: Resident) -> None:
    for words in (["status"], ["--version"], ["--help"]):
        done = subprocess.run(
            siaga.argv(*words),
            cwd=ROOT,
            env=environment(siaga.home),
            check=True,
            capture_output=True,
        )
        assert done.stdout
    piped = subprocess.run(siaga.argv(), cwd=ROOT, env=environment(siaga.home), stdin=subprocess.DEVNULL, check=False)
    assert piped.returncode == 2
    assert parent.sessions() == []


# ── Ends ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=["term", "hup", "int"]
)
@pytest.mark.parametrize("to", ["client", "session"])
def test_a_signal_ends_both_and_gives_the_terminal_back(
    siaga: Program, parent: Resident, number: int, code: int, to: str
) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    session = parent.session_of(terminal)
    os.kill(terminal.pid if to == "client" else session, number)
    assert terminal.wait_exit(GONE) == code
    assert not alive(session)
    assert terminal.modes_left() == []


@pytest.mark.parametrize("delay", [0.02, 0.03, 0.05, 0.1, 0.2])
def test_a_signal_at_the_start(siaga: Program, parent: Resident, delay: float) -> None:
    terminal = siaga()
    terminal.pump(delay)
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit(GONE) in {143, -signal.SIGTERM}
    assert parent.drained()
    assert terminal.modes_left() == []


def test_what_cannot_be_opened_has_the_same_exit_code(siaga: Program, parent: Resident) -> None:
    siaga.database = siaga.folder / "none" / "siaga.db"
    terminal = siaga("--readonly")
    assert terminal.wait_exit() == 3
    assert "siaga:" in terminal.text
    terminal = siaga(env={"SIAGA_LOOK_THEME": "ungu"})
    assert terminal.wait_exit() == 2
    assert "SIAGA_LOOK_THEME" in terminal.text


def test_a_lost_terminal_leaves_nobody_behind(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    session = parent.session_of(terminal)
    terminal.hangup()
    assert terminal.wait_exit(GONE) == 129
    assert parent.until_ended(session)


def test_a_killed_client_takes_its_session_with_it(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    session = parent.session_of(terminal)
    terminal.signal(signal.SIGKILL)
    assert parent.until_ended(session)
    assert terminal.modes_left() == []


def test_a_killed_session_ends_its_client_and_the_terminal_is_given_back(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    os.kill(parent.session_of(terminal), signal.SIGKILL)
    assert terminal.wait_exit(GONE) == 137
    assert terminal.modes_left() == []


def test_another_size(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    parent.session_of(terminal)
    terminal.quiet()
    before = without_clock(terminal.screen())
    for cols, rows in ((80, 24), (10, 5), (120, 40)):
        terminal.resize(cols, rows)
        terminal.pump(0.1)
    terminal.wait_for(PAPAN)
    terminal.quiet(400)
    assert without_clock(terminal.screen()) == before


def test_ctrl_c_is_a_key(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    parent.session_of(terminal)
    terminal.press("ctrl+c")
    terminal.wait_for("Untuk keluar tekan")


def test_keys_before_the_first_picture(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_taken()
    terminal.press("4")
    terminal.wait_for(KALENDER)
    parent.session_of(terminal)


# ── A shell ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shell(siaga: Program) -> Terminal:
    terminal = siaga.start(["bash", "--norc", "--noprofile", "-i"], env={"PS1": "siap> ", "HISTFILE": None})
    terminal.wait_for("siap>")
    return terminal


def board(siaga: Program) -> str:
    return " ".join(siaga.argv())


def test_stopped_and_gone_on_with_in_a_shell(siaga: Program, parent: Resident, shell: Terminal) -> None:
    shell.type(board(siaga) + "\r")
    shell.wait_for(PAPAN)
    (session,) = parent.sessions()
    (client,) = [pid for pid in shell.processes() if pid != shell.pid]
    os.kill(client, signal.SIGTSTP)
    shell.wait_for("Stopped")
    assert state(session) == "T"
    shell.type("echo $((6*7))\r")
    shell.wait_for("^42")
    shell.type("fg\r")
    shell.wait_for(PAPAN)
    shell.press("4")
    shell.wait_for(KALENDER)
    shell.press("q")
    assert parent.until_ended(session)
    shell.type("echo kode $?\r")
    shell.wait_for("^kode 0")


def test_in_the_background_it_waits_for_the_terminal(siaga: Program, parent: Resident, shell: Terminal) -> None:
    shell.type(board(siaga) + " &\r")
    shell.wait_for(r"^\[1\]")
    shell.type("\r")
    shell.pump(1.0)
    shell.type("echo $((6*7))\r")
    shell.wait_for("^42")
    assert PAPAN not in shell.text
    shell.type("fg\r")
    shell.wait_for(PAPAN)
    shell.press("q")
    shell.wait_for("siap>")
