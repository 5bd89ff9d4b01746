"""Whoever ends the program, and however: the terminal is as it was, the code says why, nobody stays behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tui.conftest import ROOT
from tests.wire.processes import cpu_seconds
from tests.wire.terminal import Terminal
from tui.lifecycle import ENDINGS, PATIENCE

pytestmark = pytest.mark.wire

Start = Callable[..., Terminal]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Start]:
    """Start the small app in a terminal of its own."""
    with ExitStack() as stack:

        def start(*, ignore_hangup: bool = False) -> Terminal:
            argv = [sys.executable, str(Path(__file__).with_name("small_app.py"))]
            env = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
            return stack.enter_context(Terminal(argv, 80, 24, env, ROOT, ignore_hangup=ignore_hangup))

        yield start


@pytest.mark.parametrize("number", list(ENDINGS))
def test_a_signal_ends_it_softly(small: Start, number: signal.Signals) -> None:
    terminal = small()
    terminal.wait_for("READY")
    terminal.signal(number)
    assert terminal.wait_exit() == ENDINGS[number] == 128 + number
    assert terminal.modes_left() == []


@pytest.mark.parametrize("key", ["b", "w"], ids=["a blocked loop", "a busy thread"])
def test_what_hangs_does_not_keep_it(small: Start, key: str) -> None:
    terminal = small()
    terminal.wait_for("READY")
    terminal.press(key)
    terminal.pump(0.5)
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit(PATIENCE + 3) == 143
    assert terminal.modes_left() == []


@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("key", ["", "b", "w"])
def test_a_lost_terminal_ends_it_even_when_it_hangs(small: Start, key: str, ignored: bool) -> None:
    terminal = small(ignore_hangup=ignored)
    terminal.wait_for("READY")
    if key:
        terminal.press(key)
        terminal.pump(0.5)
    used = cpu_seconds(terminal.pid)
    terminal.hangup()
    assert terminal.wait_exit(PATIENCE + 3) == 129
    assert terminal.processes() == []
    assert cpu_seconds(terminal.pid) - used < 1


@pytest.mark.parametrize("delay", [0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_signal_before_the_first_picture(small: Start, delay: float) -> None:
    terminal = small()
    terminal.pump(delay)
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit() in {143, -signal.SIGTERM}
    assert terminal.modes_left() == []


def test_keys_before_the_first_picture_are_kept_and_not_echoed(small: Start) -> None:
    terminal = small()
    terminal.pump(0.08)
    for key in ("x", "down", "y", "enter", "z"):
        terminal.press(key)
        terminal.pump(0.01)
    terminal.wait_for("READY x down y (enter|ctrl\\+j) z")


def test_a_crash_is_short_on_the_terminal_and_without_data_in_the_log(small: Start, tmp_path: Path) -> None:
    terminal = small()
    terminal.wait_for("READY")
    terminal.press("c")
    assert terminal.wait_exit() == 1
    assert terminal.modes_left() == []
    shown = "".join(line.rstrip() for line in terminal.screen())
    assert "siaga.log" in shown
    assert "Traceback" not in shown
    text = (tmp_path / ".local/state/siaga/siaga.log").read_text()
    assert "ValueError" in text
    assert "small_app.py" in text
    assert "Budi" not in text


@pytest.mark.parametrize("key", ["t", "f"], ids=["in a thread", "in a task"])
def test_errors_beside_the_app_go_to_the_log_and_not_over_the_picture(small: Start, tmp_path: Path, key: str) -> None:
    terminal = small()
    terminal.wait_for("READY")
    terminal.press(key)
    terminal.wait_for(f"READY {key}")
    terminal.press("x")
    terminal.wait_for(f"READY {key} x")
    terminal.pump(0.3)
    assert [line.strip() for line in terminal.screen() if line.strip()] == [f"READY {key} x"]
    terminal.press("q")
    assert terminal.wait_exit() == 0
    text = (tmp_path / ".local/state/siaga/siaga.log").read_text()
    assert ("IndexError" if key == "t" else "ValueError") in text
    assert "Budi" not in text


def test_idle_costs_nothing_more(small: Start) -> None:
    terminal = small()
    terminal.wait_for("READY")
    terminal.quiet()
    before = terminal.byte_count
    terminal.pump(1)
    assert terminal.byte_count == before
