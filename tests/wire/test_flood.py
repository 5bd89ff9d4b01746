"""More than a person types: a megabyte in a field, a flood of keys, a client that does not read while others write."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from models.database import Database
from tests.wire.conftest import Program
from tests.wire.screens import KALENDER, PAPAN, PERSONEL, appoint, without_clock
from tests.wire.terminal import Terminal
from tests.wire.test_hostile_text import appoint as appoint_people

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


@pytest.mark.parametrize("keys", [("2", "/"), ("ctrl+p",), ("i", "O")], ids=" ".join)
def test_a_megabyte_pasted_where_something_is_sought(siaga: Program, keys: tuple[str, ...]) -> None:
    """Filters, the palette, the choice of a file: its beginning is sought, and Esc leaves it."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    for key in keys:
        terminal.press(key)
        terminal.quiet()
    _pasted(terminal, "Sari\r\n]0;x\x07\u202e " * 70_000)
    terminal.quiet()
    for _ in range(2):
        terminal.press("esc")
        terminal.quiet()
    terminal.press("4")
    terminal.wait_for(KALENDER)
    assert "\u202e" not in bytes(terminal.output).decode()


NO_KEYS = {
    "no UTF-8": b"\xff\xfe\xc3(\xe2\x82\xf0\x90\x80\xc0\xaf\xed\xa0\x80",
    "a mouse": b"\x1b[M \xff\xff\x1b[M#\xe0\x81\x1b[<0;5;5M\x1b[<0;999999;5m\x1b[<35;1;1M\x1b[32;300;300M",
    "no keys": b"\x1b[1;99Z\x1b[?9999$y\x1b[1114112u\x1b[55296u\x1b[;;;;u\x1b[" + b"9" * 99 + b"u",
    "answers": b"\x1b]52;c;cTJx\x07\x1b]11;rgb:ff/ff/ff\x1b\\\x1bP>|q2x(1)\x1b\\\x1b_Gq\x1b\\\x1b[9;9R\x1b[?1;2c",
    "a size": b"\x1b[48;1;1;1;1t\x1b[8;1;1t",
    "focus": b"\x1b[O\x1b[I" * 50,
    "a paste in a paste": b"\x1b[200~satu\x1b[200~dua\x1b]0;x\x07\x00\x9b\xff\x1b[201~\x1b[201~",
}


@pytest.mark.parametrize("where", ["board", "form"])
def test_what_is_no_key_does_nothing(siaga: Program, where: str) -> None:
    """It neither ends the program nor acts as the letters that it is made of."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    if where == "form":
        terminal.press("2")
        terminal.wait_for(PERSONEL)
        terminal.press("a")
        terminal.wait_for("┌ Angkat")
    terminal.quiet()
    before = without_clock(terminal.screen())
    for name, data in NO_KEYS.items():
        terminal.send(data.replace(b"(", b""))
        terminal.quiet(400)
        if where == "board" or "paste" not in name:
            assert without_clock(terminal.screen()) == before, name
    if where == "form":
        terminal.wait_for("satudua")
        terminal.type("Siti")
        terminal.wait_for("satudua.*Siti")
    else:
        terminal.press("4")
        terminal.wait_for(KALENDER)


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
    _writes_meanwhile(other, stalled, ("2", "3", "4", "5", "1"))


def _writes_meanwhile(other: Terminal, stalled: Terminal, keys: tuple[str, ...]) -> None:
    """Somebody writes while one who does not read has pictures of many keys to take, and who sees it afterwards."""
    for key in keys * 6:
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


@pytest.mark.parametrize("work", ["export", "import", "form"])
def test_who_stops_reading_in_the_middle_of_it_holds_nothing(siaga: Program, work: str) -> None:
    """Its file is being written, or read and applied, or its form saved: another one writes all the same, at once."""
    siaga.home.mkdir(exist_ok=True)
    names = "".join(f"Orang {n};kpps;anggota;Wates;{n % 13 + 1};SK 1/2024;25-10-2024\r\n" for n in range(65))
    (siaga.home / "kpps.csv").write_text("Nama;Badan;Jabatan;Kelurahan;TPS;Nomor SK;Mulai Tugas\r\n" + names)
    stalled, other = siaga(), siaga()
    for terminal in (stalled, other):
        terminal.wait_for(PAPAN)
    if work == "export":
        stalled.press("2", "e")
        stalled.wait_for("┌ Ekspor")
    elif work == "import":
        stalled.press("i", "O")
        stalled.wait_for("kpps.csv")
        stalled.press("enter")
        stalled.wait_for("BARU|RAGU|TOLAK")
        stalled.quiet()
        stalled.press("T")
        stalled.wait_for("Terapkan kpps.csv")
    else:
        stalled.press("5")
        stalled.quiet()
        stalled.press("2")
        stalled.wait_for(PERSONEL)
        stalled.press("down", "a")
        stalled.wait_for("┌ Angkat")
        stalled.type("Tono Hadi")
    stalled.reading = False
    stalled.press("y" if work == "import" else "enter")
    _writes_meanwhile(other, stalled, ("3", "4", "5", "2", "1"))
    if work == "import":
        stalled.press("5")
        stalled.wait_for("impor.*kpps.csv|kpps.csv.*diangkat")
    elif work == "form":
        stalled.wait_for("Tono Hadi")
    else:
        assert list(siaga.home.glob("personel*"))


def test_sizes_in_a_storm_while_the_data_change(siaga: Program, opened: Database) -> None:
    """Two hundred of them, down to a cell and up to five hundred columns; then it shows what came to be meanwhile."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    for n in range(200):
        terminal.resize(*((1, 1), (2, 2), (500, 200), (120, 40), (80, 24))[n % 5])
        terminal.pump(0.01)
        if n == 100:
            appoint_people(opened, ["Orang Baru"])
    terminal.resize(120, 40)
    terminal.wait_for("PPK +Ketua.*Orang Baru")
    terminal.press("4")
    terminal.wait_for(KALENDER)
