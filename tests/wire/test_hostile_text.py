"""Text from people and files is text: never markup, never a control sequence on its way to the terminal.

The names are written by SQL straight into the file: what is shown must be harmless however it came there.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.actor import Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.rules.loader import load_election
from models.services import staffing
from models.tables import Seat
from models.uow import unit_of_work
from tests.wire.conftest import Program
from tests.wire.emulator import TOKEN
from tests.wire.screens import AKTIVITAS, GOTO, KECAMATAN, PAPAN, PERSONEL

pytestmark = pytest.mark.wire

ELECTION = "pilkada-2024"
UNIT = "33.71.03"
MARKUP = {
    "[/] Satu": "[/] Satu",
    "nama[/b] Dua": "nama[/b] Dua",
    "[@click=app.quit]Tiga[/]": "[@click=app.quit]Tiga[/]",
    "[red]Empat [link=x]": "[red]Empat [link=x]",
    "Lima {name} %s \\[ \\": "Lima {name} %s \\[ \\",
}
CONTROLS = {
    "Enam\x1b[2J\x1b[31m Merah": "Enam[2J[31m Merah",
    "Tujuh\x1b]52;c;cmFoYXNpYQ==\x07 Salin": "Tujuh]52;c;cmFoYXNpYQ==",
    "Delapan\x9b31m\x07\x08\x00 C1": "Delapan31m C1",
    "Sembilan\u202eiraH\u2066 Arah\u200f": "SembilaniraH Arah",
    "Sepuluh\x1bP+q544e\x1b\\\x1b[>q": "SepuluhP+q544e\\[>q",
    "Sebelas\r\nBaris\u2028Dua\x0b\x0c": "Sebelas Baris Dua",
    "Dua\x1b[?1049l\x1bcBelas\x84\x85": "Dua[?1049lcBelas",
}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
PIECES = ["\x1b", "\x1b[", "\x1b]0;", "\x1bP", "\x9b", "\x07", "\x00", "\r", "\n", "\t", "\x7f", "\u202e", "\u2067",
          "\u200d", "\ufeff", "\U000e0041", "[/]", "[b]", "[@click=quit]", "\\", "{0}", "%", "m", ";", "52", "漢", "é",
          "e\u0301", "🇮🇩", "\ufe0f", "  "]  # fmt: skip


def random_names(seed: int, count: int) -> dict[str, str]:
    """Names of random pieces, each with a mark that must be seen."""
    chance = random.Random(seed)
    return {f"Uji{n}{''.join(chance.choices(PIECES, k=9))}": f"Uji{n}" for n in range(count)}


@pytest.mark.parametrize(
    "names", [MARKUP, CONTROLS, random_names(2024, 8)], ids=["markup", "control sequences", "anything"]
)
def test_names_are_shown_and_never_obeyed(
    siaga: Program, opened: Database, database: Path, harmless: bytes, names: dict[str, str]
) -> None:
    appoint(opened, [f"Orang {n}" for n in range(len(names))])
    rename(database, list(names))
    hostile, seen = walk(siaga)
    for title in ("team", "personel", "goto", "aktivitas"):
        for shown in names.values():
            assert shown in seen[title], f"{shown!r} not in {title}:\n{seen[title]}"
    assert b"\x1b]52" not in hostile
    text = TOKEN.sub(b"", hostile).decode()
    assert FORBIDDEN.findall(text) == []
    assert kinds(hostile) <= kinds(harmless)


@pytest.fixture(scope="module")
def harmless(empty_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """What is written on the same walk past names that nobody could object to."""
    folder = tmp_path_factory.mktemp("harmless")
    path = Path(shutil.copy(empty_city, folder / "siaga.db"))
    with closing(Database.open(path)) as database:
        appoint(database, [f"Orang {n}" for n in range(8)])
    with closing(Program(folder, path)) as siaga:
        written, _ = walk(siaga)
        yield written


def test_names_may_be_typed_and_searched(siaga: Program, opened: Database) -> None:
    appoint(opened, list(MARKUP))
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("/")
    terminal.type("[@click=app.quit]")
    terminal.wait_for("┌ 1 ditemukan")
    assert "Tiga[/]" in terminal.text
    terminal.press("enter", "ctrl+p")
    terminal.wait_for(GOTO)
    terminal.type("nama[/b]")
    terminal.wait_for(r"nama\[/b\] Dua")
    assert terminal.exit_code is None


def appoint(database: Database, names: list[str]) -> list[int]:
    """Appoint people of these names to the PPK and its secretariat; their seats."""
    election = load_election(ELECTION)
    clock = FixedClock(datetime(2024, 6, 30, 20, tzinfo=WIB))
    with database.read() as connection:
        here = select(Seat.c.id).where(Seat.c.election == election.code, Seat.c.unit == UNIT)
        seats = list(connection.scalars(here.order_by(Seat.c.rank)))
    for seat, name in zip(seats, names, strict=False):
        with unit_of_work(database, clock, Actor("bayu", "admin"), "appoint", UNIT, election) as work:
            staffing.appoint(work, staffing.Appointment(seat, name, date(2024, 6, 1), "SK 1/2024"))
    return seats


def rename(database: Path, names: list[str]) -> None:
    """Give the people whom `appoint` appointed other names: where they sit, and in the journal, also as its actors."""
    with closing(sqlite3.connect(database)) as connection, connection:
        entries = connection.execute("select seq, detail from journal where verb = 'appoint' order by seq").fetchall()
        for n, (name, (seq, detail)) in enumerate(zip(names, entries, strict=True)):
            connection.execute("update person set name = ? where name = ?", (name, f"Orang {n}"))
            said = json.dumps({**json.loads(detail), "name": name, "decree": name})
            connection.execute("update journal set detail = ?, actor = ? where seq = ?", (said, name, seq))
            connection.execute("update tenure set decree = ? where decree = 'SK 1/2024'", (name,))
        connection.execute("update region set name = name || ? where code = ?", (names[-1], f"{UNIT}.1001"))


def walk(siaga: Program) -> tuple[bytes, dict[str, str]]:
    """Look at all that shows names; all bytes that were written, and what was seen by the name of the place."""
    terminal = siaga(cols=200, rows=50)
    terminal.wait_for(PAPAN)
    terminal.press("right", "right", "enter")
    terminal.wait_for(KECAMATAN)
    terminal.quiet()
    seen = {"team": terminal.text}
    for key, regex, title in (("2", PERSONEL, "personel"), ("5", AKTIVITAS, "aktivitas")):
        terminal.press(key)
        terminal.wait_for(regex)
        terminal.quiet()
        seen[title] = terminal.text
        for more in ("?", "enter"):
            terminal.press(more)
            terminal.quiet()
            terminal.press("esc")
            terminal.quiet()
    terminal.press("ctrl+p")
    terminal.wait_for(GOTO)
    terminal.type("orang")
    terminal.wait_for("(?s)┌ Lompat ke.*PPK.*PPK.*PPK.*PPK.*PPK")
    seen["goto"] = terminal.text
    terminal.press("esc")
    terminal.quiet()
    terminal.press("1")
    terminal.wait_for(KECAMATAN)
    assert terminal.exit_code is None
    return bytes(terminal.output), seen


def kinds(written: bytes) -> set[bytes]:
    """The kinds of control sequences in it: introducer and final byte; private modes as they are."""
    found = set()
    for token in TOKEN.findall(written):
        found.add(token if b"?" in token else token[:2] + token[-1:])
    return found
