"""Whatever ends the program or shakes its terminal: the terminal is given back and nothing stays behind."""

from __future__ import annotations

import os
import signal

import pytest

from tests.wire.conftest import Program
from tests.wire.resident import threads
from tests.wire.screens import BY_KEY, COUNTDOWN, GOTO, KALENDER, KECAMATAN, PAPAN, PERSONEL, without_clock

pytestmark = pytest.mark.wire

SIGNALS = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
GONE = 5.0  # seconds within which nobody may be left
SIZES = [(10, 5), (300, 100), (1, 1), (80, 24), (200, 3), (20, 60), (132, 43), (2, 2)]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_signal_gives_the_terminal_back(siaga: Program, number: int, code: int) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.signal(number)
    assert terminal.wait_exit(GONE) == code
    assert terminal.modes_left() == []
    assert terminal.processes() == []


def test_signal_in_the_middle_of_a_dialog(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("a")
    terminal.wait_for("┌ Angkat")
    terminal.type("Siti")
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit(GONE) == 143
    assert terminal.modes_left() == []


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.25, 0.6])
def test_signal_during_the_start(siaga: Program, delay: float) -> None:
    terminal = siaga()
    terminal.pump(delay)
    terminal.signal(signal.SIGTERM)
    # Before the program could say how it wants to end, the signal itself ends it, in an untouched terminal.
    assert terminal.wait_exit(GONE) in {143, -signal.SIGTERM}
    assert terminal.modes_left() == []


@pytest.mark.parametrize("ignored", [False, True], ids=["hangup", "hangup ignored"])
def test_lost_terminal_leaves_nobody_behind(siaga: Program, ignored: bool) -> None:
    terminal = siaga(ignore_hangup=ignored)
    terminal.wait_for(PAPAN)
    terminal.hangup()
    assert terminal.wait_exit(GONE) == 129
    assert terminal.processes() == []


@pytest.mark.parametrize("ignored", [False, True], ids=["hangup", "hangup ignored"])
def test_terminal_lost_during_the_start(siaga: Program, ignored: bool) -> None:
    terminal = siaga(ignore_hangup=ignored)
    terminal.wait_taken()
    terminal.hangup()
    assert terminal.wait_exit(GONE) == 129
    assert terminal.processes() == []


def test_lost_terminal_of_a_rehearsal_leaves_no_colleague(siaga: Program) -> None:
    terminal = siaga.start([*siaga.argv()[:3], "demo", "--at", "2023-02-05T09:00"])
    terminal.wait_for("LATIHAN")
    terminal.wait_for(PAPAN)
    everybody = terminal.processes()
    assert len(everybody) >= 3, "the program and two colleagues"
    terminal.hangup()
    assert terminal.wait_exit(GONE) == 129
    assert terminal.pump(GONE, lambda: not set(everybody) & set(terminal.processes()))


def test_stopped_and_brought_back_by_the_shell(siaga: Program) -> None:
    shell = siaga.start(["bash", "--norc", "--noprofile", "-i"], env={"PS1": "siap> "})
    shell.wait_for("siap>")
    shell.type(" ".join(siaga.argv()) + "\r")
    shell.wait_for(PAPAN)
    (program,) = [pid for pid in shell.processes() if pid != shell.pid]
    os.kill(program, signal.SIGTSTP)
    shell.wait_for("Stopped")
    shell.type("fg\r")
    shell.wait_for(PAPAN)
    shell.press("4")
    shell.wait_for(KALENDER)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
def test_quit_gives_the_terminal_back(siaga: Program, key: str) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press(key)
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == []


def test_forty_resizes(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.quiet()
    before = without_clock(terminal.screen())
    for cols, rows in SIZES * 5:
        terminal.resize(cols, rows)
        terminal.pump(0.02)
    terminal.resize(120, 40)
    terminal.wait_for(PAPAN)
    terminal.quiet(400)
    assert without_clock(terminal.screen()) == before


def test_resizes_on_every_screen(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    for key, regex in BY_KEY.items():
        terminal.press(key)
        terminal.wait_for(regex)
        for cols, rows in SIZES[1:4]:
            terminal.resize(cols, rows)
            terminal.pump(0.03)
            terminal.press("down", "pgdn")
        terminal.resize(120, 40)
        terminal.wait_for(regex)
    assert terminal.exit_code is None


def test_nobody_reads_for_three_seconds(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.reading = False
    for key in ("2", "3", "4", "5", "1") * 6:
        terminal.press(key)
        terminal.pump(0.1)
    terminal.press("4")
    terminal.reading = True
    terminal.wait_for(KALENDER)
    terminal.quiet()
    terminal.press("1")
    terminal.wait_for(PAPAN)
    assert terminal.exit_code is None


def test_stalled_reader_does_not_keep_the_program(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.reading = False
    for key in ("2", "3", "4", "5", "1") * 4:
        terminal.press(key)
        terminal.pump(0.05)
    terminal.signal(signal.SIGTERM)
    terminal.pump(GONE, lambda: terminal.exit_code is not None)
    assert terminal.exit_code == 143


# ── Keys before the first picture ─────────────────────────────────
# A key that is typed before Python has run at all goes through the kernel's line editing: a ctrl+q or ctrl+c of that
# moment is the kernel's, whatever the program does. From then on every key counts.


def test_key_before_the_first_picture_takes_effect(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_taken()
    assert terminal.painted_at is None
    terminal.press("4")
    terminal.wait_for(KALENDER)
    terminal.press("1")
    terminal.wait_for(PAPAN)


def test_many_keys_before_the_first_picture_act_in_order(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_taken()
    for key in ("4", "down", "2", "j", "1", "right", "enter"):
        terminal.press(key)
        terminal.pump(0.01)
    terminal.wait_for(KECAMATAN)
    assert "Tim Magelang Utara" in terminal.text
    assert terminal.exit_code is None


def test_keys_that_arrive_at_once_act_one_after_the_other(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2", "/")
    terminal.type("x cabut q")
    terminal.wait_for("saring: x cabut q")
    terminal.press("enter", "1", "right", "right", "enter")
    terminal.wait_for("Tim Magelang Tengah")


def test_text_before_the_first_picture_is_all_there(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_taken()
    terminal.press("ctrl+p")
    terminal.type("cacaban")
    terminal.wait_for(GOTO)
    terminal.wait_for("^cacaban")


def test_ctrl_q_before_the_first_picture_quits(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_taken()
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == []


def test_interrupt_key_does_not_kill(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(COUNTDOWN)
    terminal.press("ctrl+c")
    terminal.wait_for("Untuk keluar tekan")
    terminal.press("4")
    terminal.wait_for(KALENDER)


def test_who_is_continued_while_ending_ends(siaga: Program) -> None:
    """A shell or the waiting log-in sends SIGCONT before SIGTERM: it took the terminal anew, and stayed."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("q")
    for _ in range(3000):
        if terminal.exit_code is not None:
            break
        terminal.signal(signal.SIGCONT)
        terminal.pump(0.001)
    assert terminal.wait_exit(10) == 0


def test_who_is_continued_without_having_stopped_reads_each_key_once(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.quiet()
    before = threads(terminal.pid) + 1  # the list is read in one of its own
    for _ in range(3):
        terminal.signal(signal.SIGCONT)
        terminal.pump(0.2)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("/")
    terminal.type("tengah ketua")
    terminal.wait_for("saring: tengah ketua")
    assert threads(terminal.pid) <= before
    terminal.press("enter", "q")
    assert terminal.wait_exit() == 0
