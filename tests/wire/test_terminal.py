"""The harness itself: what it sees of small programs that write known bytes."""

from __future__ import annotations

import signal
import sys
import time

import pytest

from tests.wire.terminal import ProgramEnded, Terminal

pytestmark = pytest.mark.wire


def python(source: str, cols: int = 40, rows: int = 5) -> Terminal:
    """A terminal that runs a piece of Python."""
    return Terminal([sys.executable, "-u", "-c", source], cols, rows)


def test_shows_text_and_counts_bytes() -> None:
    with python("print('halo', end='', flush=True); input()") as terminal:
        terminal.wait_for("^halo$")
        assert terminal.screen()[0] == "halo".ljust(40)
        assert terminal.byte_count == 4
        assert terminal.bytes_since(time.perf_counter()) == 0


def test_keys_arrive_as_a_terminal_sends_them() -> None:
    source = "import sys, tty; tty.setraw(0); print('siap'); print(repr(sys.stdin.buffer.read1(99)))"
    for key, expected in (("down", r"\\x1b\[B"), ("ctrl+q", r"\\x11"), ("enter", r"\\r"), ("?", r"\?")):
        with python(source) as terminal:
            terminal.wait_for("siap")
            terminal.press(key)
            terminal.wait_for(f"b'{expected}'")


def test_nothing_is_visible_inside_synchronised_output() -> None:
    source = r"""
print('\x1b[?2026hlama', end='', flush=True); input()
print('\x1b[?2026l', end='', flush=True); input()"""
    with python(source) as terminal:
        terminal.pump(5, lambda: terminal.byte_count >= 12)
        assert terminal.screen()[0].strip() == ""
        terminal.press("enter")
        terminal.wait_for("lama")


def test_alternate_screen_gives_the_first_one_back() -> None:
    with python(r"print('depan'); print('\x1b[?1049hbelakang'); input(); print('\x1b[?1049l'); input()") as terminal:
        terminal.wait_for("belakang")
        assert "depan" not in terminal.text
        terminal.press("enter")
        terminal.wait_for("depan")


def test_queries_are_answered() -> None:
    source = r"""
import sys, tty
tty.setraw(0)
print('\x1b[c\x1b[?2026$p', end='', flush=True)
answer = b''
while answer.count(b'\x1b') < 2 or not answer.endswith(b'y'):
    answer += sys.stdin.buffer.read1(99)
print(answer.count(b'$y'), 'terjawab')
"""
    with python(source) as terminal:
        terminal.wait_for("1 terjawab")
        assert terminal.queries == {"c": 1, "DECRQM 2026": 1}


def test_what_is_left_behind_is_named() -> None:
    source = r"import tty; tty.setraw(0); print('\x1b[?1049h\x1b[?25l\x1b[?1003h\x1b[?2004h\x1b[?1004h\x1b[>1u')"
    with python(source) as terminal:
        assert terminal.wait_exit() == 0
        left = "alternate screen, bracketed paste, cursor hidden, focus reports, kitty keyboard, mouse, termios"
        assert ", ".join(sorted(terminal.modes_left())) == left
    with python("print('bersih')") as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == []


def test_ends_are_told_apart() -> None:
    with python("import time; print('jalan'); time.sleep(60)") as terminal:
        terminal.wait_for("jalan")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == -signal.SIGTERM
    with python("import time; print('jalan'); time.sleep(60)") as terminal:
        terminal.wait_for("jalan")
        terminal.hangup()
        assert terminal.wait_exit() == -signal.SIGHUP
    with python("raise SystemExit(3)") as terminal, pytest.raises(ProgramEnded, match="exit code 3"):
        terminal.wait_for("tidak pernah")


def test_resize_reaches_the_program() -> None:
    source = """
import os, signal
signal.signal(signal.SIGWINCH, lambda *_: print(*os.get_terminal_size()))
print('siap')
while True: signal.pause()"""
    with python(source) as terminal:
        terminal.wait_for("siap")
        terminal.resize(33, 7)
        terminal.wait_for("33 7")
