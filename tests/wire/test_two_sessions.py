"""Two real processes on one database: what one writes appears on the screen of the other."""

from __future__ import annotations

import re
import shutil
import time
from base64 import b64decode
from datetime import date, datetime
from pathlib import Path

import pytest

from models.actor import Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.rules.loader import load_election
from models.services import staffing
from models.uow import unit_of_work
from models.where import Where
from tests.wire.conftest import Program
from tests.wire.screens import AKTIVITAS, KALENDER, PAPAN, PERSONEL
from tests.wire.terminal import Terminal, pump
from tests.wire.test_hostile_text import ELECTION, UNIT, appoint

pytestmark = pytest.mark.wire


both = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Where:
    """The two sessions' database: a file, unless the test is marked to run on both engines."""
    if engine == "postgresql":
        return str(request.getfixturevalue("database_there"))
    return Path(shutil.copy(request.getfixturevalue("empty_city"), tmp_path / "siaga.db"))


@both
def test_what_is_typed_in_one_session_appears_in_another(siaga: Program) -> None:
    writer, reader, activity = sessions = [siaga(), siaga(), siaga()]
    for terminal in sessions:
        terminal.wait_for(PAPAN)
        terminal.press("5" if terminal is activity else "2")
        terminal.wait_for(AKTIVITAS if terminal is activity else PERSONEL)
    writer.press("a")
    writer.wait_for("┌ Angkat")
    writer.type("Siti Rahayu")
    writer.press("enter")
    reader.wait_for("Siti Rahayu")
    activity.wait_for("mengangkat Siti Rahayu")
    writer.wait_for("PPK +Ketua.*Siti Rahayu")
    writer.press("u")
    writer.wait_for("┌ Urungkan")
    writer.press("y")
    assert pump(sessions, time.perf_counter() + 10, lambda: "Siti Rahayu" not in reader.text)
    activity.wait_for("mengurungkan")


@both
def test_whom_one_waits_for_is_on_the_other_board_and_only_the_asker_has_the_message(siaga: Program) -> None:
    writer, reader = siaga(), siaga()
    for terminal in (writer, reader):
        terminal.wait_for(PAPAN)
    writer.press("7")
    writer.wait_for("┌ Kontak")
    writer.press("Y")
    writer.wait_for("┌ Minta bantuan")
    writer.press("enter")
    writer.wait_for("Apa masalahnya")
    writer.type("gudang bocor")
    writer.wait_for("Masalah: gudang bocor")
    writer.press("enter")
    writer.wait_for("Pesan disalin")
    reader.wait_for("menunggu jawaban.*gudang bocor")
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)", bytes(writer.output))
    assert [b64decode(one).decode().splitlines()[2] for one in found] == ["Masalah: gudang bocor"]
    assert b"\x1b]52;" not in reader.output
    for _turn in range(5):
        writer.press("f")
    writer.wait_for("┌ Eskalasi")
    writer.wait_for("menunggu jawaban")
    writer.press("d")
    writer.wait_for("dijawab")
    assert pump([writer, reader], time.perf_counter() + 10, lambda: "menunggu jawaban" not in reader.text)


@both
def test_a_write_without_a_screen_appears_too(siaga: Program, opened: Database) -> None:
    sessions = [siaga(), siaga()]
    for terminal in sessions:
        terminal.wait_for(PAPAN)
        terminal.press("2")
        terminal.wait_for(PERSONEL)
    seats = appoint(opened, ["Siti Rahayu"])
    for terminal in sessions:
        terminal.wait_for("Siti Rahayu")
    election = load_election(ELECTION)
    clock = FixedClock(datetime(2024, 7, 31, 20, 5, tzinfo=WIB))
    with unit_of_work(opened, clock, Actor("bayu", "admin"), "end", UNIT, election) as work:
        staffing.end_tenure(work, seats[0], date(2024, 7, 31), "mundur")
    assert pump(sessions, time.perf_counter() + 10, lambda: all("Siti Rahayu" not in t.text for t in sessions))


def test_the_board_follows(siaga: Program) -> None:
    """In a rehearsal: its clock stands before polling, where the board is no archive."""
    writer = siaga.demo()
    writer.wait_for(r"Selatan .* Utara .* Tengah ")
    writer.wait_for(r"PPK 5/5 .*PPK 5/5 .*PPK 5/5")
    reader = siaga.demo()
    reader.wait_for(r"PPK 5/5 .*PPK 5/5 .*PPK 5/5")
    end_first_tenure(writer)
    reader.wait_for(r"PPK 4/5 .*PPK 5/5 .*PPK 5/5")
    writer.press("u")
    writer.wait_for("┌ Urungkan")
    writer.press("y")
    reader.wait_for(r"PPK 5/5 .*PPK 5/5 .*PPK 5/5")


def test_a_screen_that_does_not_show_it_stays(siaga: Program, opened: Database) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("4")
    terminal.wait_for(KALENDER)
    terminal.quiet(500)
    start = time.perf_counter()
    appoint(opened, ["Siti Rahayu"])
    terminal.pump(1.5)
    assert terminal.bytes_since(start) < 400, "a screen that does not show what changed stays as it is"


def end_first_tenure(terminal: Terminal) -> None:
    """End the first tenure of Personel: the chair of the PPK of Magelang Selatan."""
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("x")
    terminal.wait_for("┌ Akhiri")
    terminal.press("enter", "y")
    terminal.wait_for("PPK +Ketua +Magelang Selatan.*kosong")
