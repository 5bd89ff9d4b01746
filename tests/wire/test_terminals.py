"""Terminals of every size and kind, and those that are none."""

from __future__ import annotations

import re
import shlex
import time
from functools import partial

import pytest

from tests.wire.conftest import Program
from tests.wire.screens import COUNTDOWN, KALENDER, PAPAN
from tests.wire.terminal import Terminal, pump

pytestmark = pytest.mark.wire

IDLE = 4.0  # seconds
TICK_MARGIN = 2.0  # seconds after a full minute within which the tick is painted


@pytest.mark.parametrize(("cols", "rows"), [(20, 5), (40, 12), (80, 24), (120, 40)])
def test_every_screen_in_every_size(siaga: Program, cols: int, rows: int) -> None:
    terminal = siaga(cols=cols, rows=rows)
    terminal.wait_for(COUNTDOWN)
    for key in ("2", "3", "4", "5", "0", "?", "esc", "ctrl+p", "esc", "1"):
        changes = terminal.changes
        terminal.press(key)
        terminal.pump(10, partial(changed, terminal, changes))
        assert changed(terminal, changes), f"nothing follows {key}"
        terminal.quiet(80)
    terminal.wait_for(COUNTDOWN)
    assert terminal.exit_code is None


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40)])
def test_the_board_is_complete(siaga: Program, cols: int, rows: int) -> None:
    terminal = siaga(cols=cols, rows=rows)
    terminal.wait_for(COUNTDOWN)
    terminal.wait_for("penguji")
    shown = terminal.text
    for part in ("PEMILU 2024", "PILKADA 2024", "Selatan", "Utara", "Tengah", "Perlu tindakan", "Baru saja", "Bantuan"):
        assert part in shown


def test_no_color_shows_no_colour_and_still_all_states(siaga: Program) -> None:
    terminal = siaga(env={"NO_COLOR": "1"})
    terminal.wait_for(PAPAN)
    terminal.quiet()
    colourful = {colour for pair in terminal.colours() for colour in pair if not _grey(colour)}
    assert colourful == set()
    assert re.search(r"HIJAU|KUNING|MERAH|BELUM ADA DATA", terminal.text)


def test_sixteen_colours_are_enough(siaga: Program) -> None:
    terminal = siaga(env={"TERM": "xterm", "COLORTERM": None})
    terminal.wait_for(PAPAN)
    terminal.quiet()
    assert not [colour for pair in terminal.colours() for colour in pair if re.fullmatch(r"[0-9a-f]{6}", colour)]


@pytest.mark.parametrize("kind", ["dumb", "", None], ids=["dumb", "empty", "unset"])
def test_terminal_that_cannot_show_a_board_is_told_so(siaga: Program, kind: str | None) -> None:
    terminal = siaga(env={"TERM": kind})
    assert terminal.wait_exit() == 2
    assert f"TERM {kind or 'kosong'}" in terminal.text
    assert "siaga status" in terminal.text
    assert b"\x1b" not in terminal.output
    assert terminal.modes_left() == []


@pytest.mark.parametrize(("changed", "side"), [("< /dev/null", "masukan"), ("| cat", "keluaran")])
def test_what_is_no_terminal_is_told_so(siaga: Program, changed: str, side: str) -> None:
    command = f"set -o pipefail; {shlex.join(siaga.argv())} {changed}"
    terminal = siaga.start(["bash", "-c", command])
    assert terminal.wait_exit() == 2
    assert f"{side} bukan terminal" in terminal.text
    assert "siaga status" in terminal.text
    assert b"\x1b" not in terminal.output


def test_errors_sent_elsewhere_do_not_take_the_picture_along(siaga: Program) -> None:
    log = siaga.folder / "errors"
    terminal = siaga.start(["bash", "-c", f"exec {shlex.join(siaga.argv())} 2>{log}"])
    terminal.wait_for(PAPAN)
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == []
    assert log.read_text() == ""


def test_silent_between_minute_ticks(siaga: Program) -> None:
    board, calendar = siaga(), siaga()
    board.wait_for(PAPAN)
    calendar.wait_for(PAPAN)
    calendar.press("4")
    calendar.wait_for(KALENDER)
    board.quiet(1000)
    calendar.quiet(1000)
    second = time.time() % 60
    if not TICK_MARGIN < second < 60 - IDLE - 1:
        pump([board, calendar], time.perf_counter() + (60 + TICK_MARGIN - second) % 60)
    start = time.perf_counter()
    pump([board, calendar], start + IDLE)
    assert board.bytes_since(start) == 0
    assert calendar.bytes_since(start) == 0


def test_asks_for_nothing_it_does_not_need(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.quiet()
    assert b"\x1b[?1003h" not in terminal.output, "the mouse stays the terminal's own"


def changed(terminal: Terminal, since: int) -> bool:
    """Whether anything visible changed since `terminal.changes` was that."""
    return terminal.changes > since


def _grey(colour: str) -> bool:
    if re.fullmatch(r"[0-9a-f]{6}", colour):
        return colour[:2] == colour[2:4] == colour[4:]
    return colour in {"default", "black", "white", "brightblack", "brightwhite"}
