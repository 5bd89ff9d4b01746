"""The resident parent: what it holds, whom it refuses, who brings it up, what becomes of its sessions without it."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wire.conftest import ROOT, Program
from tests.wire.resident import (
    SERVE,
    Resident,
    alive,
    children,
    connected,
    environment,
    meeting_of,
    resident,
    threads,
    wait,
)
from tests.wire.screens import KALENDER, PAPAN, PERSONEL
from tests.wire.terminal import Terminal, pump
from tui.resident.meeting import READY
from tui.version import VERSION

pytestmark = [pytest.mark.wire, pytest.mark.skipif(sys.platform != "linux", reason="Linux only")]

GONE = 10.0  # seconds within which nobody may be left


def test_it_has_one_thread_and_no_file_of_anybodys(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    assert threads(parent.pid) == 1
    opened = [str(path.readlink()) for path in Path(f"/proc/{parent.pid}/fd").iterdir()]
    assert not [one for one in opened if "siaga.db" in one or "pts" in one or "ptmx" in one]
    held = Path(f"/proc/{parent.pid}/environ").read_text()
    assert "siaga.db" not in held
    session = parent.session_of(terminal)
    mine = [str(path.readlink()) for path in Path(f"/proc/{session}/fd").iterdir()]
    assert not [one for one in mine if one.endswith(("/lock", "resident"))]


def test_the_board_that_it_rehearses_leaves_nothing(siaga: Program, tmp_path: Path) -> None:
    script = """
import gc, os, threading
from tui.resident import parent
parent.prepare()
gc.unfreeze()
apps = [one for one in gc.get_objects() if type(one).__name__ in {"SiagaApp", "Papan", "Database", "Follower"}]
print(threading.active_count(), apps, os.listdir(os.environ["TMPDIR"]), len(os.listdir("/proc/self/fd")))"""
    folder = tmp_path / "tmp"
    folder.mkdir()
    env = {**environment(siaga.home), "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    assert done.stdout == "1 [] [] 4\n", "threads, what the board was made of, temporary files, descriptors"
    assert list(siaga.home.rglob("*.db")) == []


def test_the_doctor_says_whether_it_runs(siaga: Program, parent: Resident) -> None:
    words = [sys.executable, "-m", "tui", "--db", str(siaga.database), "server", "doctor"]

    def said() -> str:
        env = environment(siaga.home)
        return subprocess.run(words, cwd=ROOT, env=env, check=False, capture_output=True, text=True).stdout

    assert f"induk: berjalan, versi {VERSION}\n" in said()
    parent.signal(signal.SIGTERM)
    parent.ended()
    assert "ok          induk: tidak berjalan" in said()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_sessions_live_on_without_it(siaga: Program, parent: Resident, number: int) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    session = parent.session_of(terminal)
    parent.signal(number)
    assert parent.ended() in {0, -signal.SIGKILL}
    assert parent.socket.exists() == (number == signal.SIGKILL)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    other = siaga()  # nobody answers, or a socket is left that nobody listens at: an ordinary start
    other.wait_for(PAPAN)
    assert alive(session)
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert not alive(session)


def test_a_session_killed_when_its_parent_is_gone(siaga: Program, parent: Resident) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    session = parent.session_of(terminal)
    parent.signal(signal.SIGKILL)
    parent.ended()
    os.kill(session, signal.SIGKILL)
    assert terminal.wait_exit(GONE) == 137
    assert terminal.modes_left() == []


def test_a_parent_that_does_not_answer_is_not_waited_for(siaga: Program, parent: Resident) -> None:
    parent.signal(signal.SIGSTOP)
    terminal = siaga()
    terminal.wait_for(PAPAN)
    parent.signal(signal.SIGCONT)
    assert parent.drained()  # whoever was let in late finds nobody, and goes
    terminal.press("4")
    terminal.wait_for(KALENDER)


def test_twenty_at_once(siaga: Program, parent: Resident) -> None:
    terminals = [siaga() for _ in range(20)]
    for terminal in terminals:
        terminal.expect(PAPAN)
    assert pump(terminals, terminals[0].started_at + 60, lambda: all(t.seen_at for t in terminals))
    assert len(parent.sessions()) == 20
    assert threads(parent.pid) == 1
    for terminal in terminals:
        terminal.press("q")
    for terminal in terminals:
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == []
    assert parent.drained()
    assert len(list(Path(f"/proc/{parent.pid}/fd").iterdir())) < 12


def test_only_one_parent(siaga: Program, parent: Resident) -> None:
    env = environment(siaga.home)
    for words, code in ((SERVE, 1), ((*SERVE, "--on-demand"), 0)):
        done = subprocess.run(words, cwd=ROOT, env=env, check=False, capture_output=True, text=True, timeout=20)
        assert (done.returncode, "sudah berjalan" in done.stderr) == (code, True)
    terminal = siaga()
    terminal.wait_for(PAPAN)
    parent.session_of(terminal)


def test_another_environment_of_python_starts_ordinarily(siaga: Program, parent: Resident) -> None:
    terminal = siaga(env={"PYTHONHASHSEED": "1"})
    terminal.wait_for(PAPAN)
    assert parent.sessions() == []


def test_nonsense_harms_nobody(siaga: Program, parent: Resident) -> None:
    silent = connected(parent.socket)
    for said in (b"", b"\0" * 200, b"x" * 5000, b"a\0b\0c\0d\0e\0f\0g\0h"):
        with connected(parent.socket) as one:
            one.send(said or b"\0")
    with connected(parent.socket) as one:
        socket.send_fds(one, [b"\0".join([b"me", *[b"1"] * 9])], [0, 1, 2])
        assert not one.recv(10).startswith(READY)
    terminal = siaga()
    terminal.wait_for(PAPAN)
    silent.close()
    assert wait(lambda: len(parent.sessions()) == 1, GONE)


def test_another_user_is_refused(siaga: Program, parent: Resident) -> None:
    python = Path("/usr/bin/python3")
    if os.geteuid() or not python.exists():
        pytest.skip("only root can be somebody else, with a Python that everybody may run")
    nobody = pwd.getpwnam("nobody").pw_uid
    script = """
import socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
line.settimeout(5)
try:
    line.connect(sys.argv[1])
except PermissionError:
    print("shut")
else:
    try:
        line.send(b"x")
        print("let in" if line.recv(10) else "turned away")
    except ConnectionError:
        print("turned away")"""

    def tried(path: str) -> str:
        words = [python, "-I", "-S", "-c", script, path]
        return subprocess.run(words, user=nobody, capture_output=True, text=True, check=True).stdout.strip()

    assert parent.socket.parent.stat().st_mode & 0o777 == 0o700
    # Were all doors open, it would still look at who comes.
    place = Path("/tmp") / f"siaga-test-{os.getpid()}"
    place.mkdir()
    try:
        place.chmod(0o755)
        os.link(parent.socket, place / "s")
        (place / "s").chmod(0o777)
        assert tried(str(place / "s")) == "turned away"
        place.chmod(0o700)
        assert tried(str(place / "s")) == "shut"
    finally:
        shutil.rmtree(place)
    assert parent.sessions() == []


def test_a_folder_that_others_may_enter_is_not_trusted(siaga: Program, parent: Resident) -> None:
    parent.socket.parent.chmod(0o755)
    terminal = siaga()
    terminal.wait_for(PAPAN)
    assert parent.sessions() == []


# ── Brought up, and replaced ────────────────────────────────────────────────────────────


def test_the_first_log_in_brings_it_up_where_that_is_asked_for(siaga: Program) -> None:
    wanted: dict[str, str | None] = {"SIAGA_SERVER_RESIDENT": "true", "SSH_CONNECTION": "rahasia"}
    first = siaga(env=wanted)
    first.wait_for(PAPAN)
    assert wait(lambda: meeting_of(siaga.home).exists(), 30)
    with connected(meeting_of(siaga.home)) as line:
        parent = int.from_bytes(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 4), sys.byteorder)
    try:
        assert parent not in first.processes(), "it is nobody's child"
        assert "rahasia" not in Path(f"/proc/{parent}/environ").read_text()
        first.press("q")
        assert first.wait_exit() == 0
        second = siaga()
        second.wait_for(PAPAN)
        assert second.exit_code is None
        assert re.search(r"serve.*--on-demand", Path(f"/proc/{parent}/cmdline").read_text().replace("\0", " "))
        assert wait(lambda: len(children(parent)) == 1, GONE)
        second.press("q")
        assert second.wait_exit() == 0
    finally:
        os.kill(parent, signal.SIGTERM)
    assert wait(lambda: not alive(parent), GONE)


def test_brought_up_by_a_log_in_it_ends_when_nobody_comes_any_more(siaga: Program) -> None:
    siaga.environment()
    script = """
import sys
from tui import cli
from tui.commands import serve
serve.IDLE = 1.0
sys.exit(cli.main(["serve", "--on-demand"]))"""
    with resident(siaga.home, [sys.executable, "-c", script]) as parent:
        terminal = siaga()
        terminal.wait_for(PAPAN)
        session = parent.session_of(terminal)
        terminal.pump(2.5)
        assert alive(parent.pid)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert parent.until_ended(session)
        assert parent.ended() == 0
        assert not parent.socket.exists()


def test_without_the_setting_nobody_is_brought_up(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.quiet(500)
    assert not meeting_of(siaga.home).exists()
    assert not list((siaga.home / ".local/state/siaga").glob("resident-*"))


def test_a_new_version_takes_its_place(siaga: Program) -> None:
    program = siaga.folder / "program"
    for name in ("tui", "screens", "models"):
        shutil.copytree(ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.toml", program)
    words = [sys.executable, "-m", "tui", "--db", str(siaga.database)]

    def opened() -> Terminal:
        terminal = siaga._open.enter_context(Terminal(words, 120, 40, siaga.environment(), program))
        terminal.wait_for(PAPAN)
        return terminal

    siaga.environment()
    with resident(siaga.home, SERVE, program) as parent:
        old = opened()
        session = parent.session_of(old)
        heading = program / "screens/locale/__init__.py"
        heading.write_text(heading.read_text() + "\n# another version\n")
        between = opened()  # the old parent is not what lies there: an ordinary start
        assert parent.sessions() == [session]
        between.press("q")
        assert between.wait_exit() == 0
        assert wait(parent.socket.exists, 30)
        new = opened()
        assert len(parent.sessions()) == 2
        old.press("2")
        old.wait_for(PERSONEL)
        for terminal in (old, new):
            terminal.press("q")
            assert terminal.wait_exit() == 0
        assert parent.drained()
