"""More than a person types: a megabyte in a field, a flood of keys, a client that does not read while others write."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.wire.conftest import Program
from tests.wire.screens import KALENDER, PAPAN, PERSONEL, appoint

pytestmark = pytest.mark.wire


def test_a_megabyte_pasted_into_a_field_is_cut_and_the_program_goes_on(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("a")
    terminal.wait_for("┌ Angkat")
    _pasted(terminal, "Sari " * 200_000)
    terminal.press("enter")
    terminal.wait_for("Nama terlalu panjang")
    terminal.press("esc")
    terminal.wait_for("Buang yang sudah diketik")
    terminal.press("y")
    terminal.wait_for(PERSONEL)
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_a_megabyte_pasted_where_nothing_is_typed_does_nothing(siaga: Program, database: Path) -> None:
    """Not even what its letters would do as keys."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.quiet()
    _pasted(terminal, "q2x\r3a\x1b" * 140_000)
    terminal.press("4")
    terminal.wait_for(KALENDER)
    assert terminal.exit_code is None


def test_a_flood_of_keys_is_worked_off_and_the_last_one_counts(siaga: Program) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    for _ in range(40):
        terminal.press(*(["down"] * 25), *(["up"] * 25))
    terminal.press("4")
    terminal.wait_for(KALENDER)
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_a_client_that_does_not_read_blocks_nobody(siaga: Program) -> None:
    """It has typed a write and stopped reading: what it holds is nothing that another one needs."""
    stalled, other = siaga(), siaga()
    for terminal in (stalled, other):
        terminal.wait_for(PAPAN)
    stalled.reading = False
    for key in ("2", "3", "4", "5", "1") * 6:
        stalled.press(key)
        stalled.pump(0.05)
    appoint(other)
    other.wait_for("PPK +Ketua.*Siti Rahayu")
    stalled.reading = True
    stalled.press("2")
    stalled.wait_for("PPK +Ketua.*Siti Rahayu")


def _pasted(terminal: object, text: str) -> None:
    """As a terminal pastes: in brackets, as fast as the other side takes it."""
    data = b"\x1b[200~" + text.replace("\x1b", "").encode() + b"\x1b[201~"
    master: int = terminal._master  # type: ignore[attr-defined]
    end = time.monotonic() + 60
    os.set_blocking(master, False)
    while data:
        assert time.monotonic() < end, f"{len(data)} bytes were never taken"
        try:
            data = data[os.write(master, data[:4096]) :]
        except BlockingIOError:
            terminal.pump(0.02)  # type: ignore[attr-defined]
