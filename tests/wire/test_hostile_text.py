"""Text from people and files is text: never markup, never a control sequence on its way to the terminal."""

from __future__ import annotations

import re
import sqlite3
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
from tests.wire.screens import PAPAN

pytestmark = pytest.mark.wire

UNIT = "33.71.03"
MARKUP = ["[/] Satu", "nama[/b] Dua", "[@click=app.quit]Tiga[/]", "[red]Empat", "[Ketua] Lima \\"]
CONTROLS = {
    "Enam\x1b[2J\x1b[31m Merah": "Enam",
    "Tujuh\x1b]52;c;cmFoYXNpYQ==\x07 Salin": "Tujuh",
    "Delapan\x9b31m\x07\x08\x00 C1": "Delapan",
    "Sembilan\u202eiraH\u2066 Arah\u200f": "Sembilan",
    "Sepuluh\x1bP+q544e\x1b\\\x1b[>q DCS": "Sepuluh",
}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def appoint(database: Database, names: list[str]) -> list[int]:
    """Appoint people of these names to the PPK and its secretariat; their seats."""
    election = load_election("pemilu-2024")
    clock = FixedClock(datetime(2024, 1, 31, 20, tzinfo=WIB))
    with database.read() as connection:
        here = select(Seat.c.id).where(Seat.c.election == election.code, Seat.c.unit == UNIT)
        seats = list(connection.scalars(here.order_by(Seat.c.rank)))
    for seat, name in zip(seats, names, strict=False):
        with unit_of_work(database, clock, Actor("bayu", "admin"), "appoint", UNIT, election) as work:
            staffing.appoint(work, staffing.Appointment(seat, name, date(2023, 1, 4), "SK 1/2023"))
    return seats


def walk(siaga: Program) -> tuple[bytes, str]:
    """Open every screen; all bytes that were written and all screens that were seen."""
    terminal = siaga(cols=160, rows=50)
    terminal.wait_for(PAPAN)
    seen = []
    for key in ("1", "2", "3", "4", "5"):
        terminal.press(key)
        terminal.quiet(300)
        seen.append(terminal.text)
        terminal.press("down", "enter")
        terminal.quiet(300)
        seen.append(terminal.text)
        terminal.press("esc")
        terminal.quiet(300)
    assert terminal.exit_code is None
    return bytes(terminal.output), "\n".join(seen)


def test_markup_in_names_is_shown_as_it_is(siaga: Program, opened: Database) -> None:
    appoint(opened, MARKUP)
    _, seen = walk(siaga)
    for name in MARKUP:
        assert name in seen


def test_no_control_of_a_name_reaches_the_terminal(siaga: Program, opened: Database, database: Path) -> None:
    clean, _ = walk(siaga)
    seats = appoint(opened, [f"Orang {n}" for n in range(len(CONTROLS))])
    # The services strip controls; a row that came by another way must do no harm either.
    with sqlite3.connect(database) as connection:
        for seat, name in zip(seats, CONTROLS, strict=False):
            connection.execute(
                "update person set name = ? where id ="
                " (select person_id from tenure where seat_id = ? and end_on is null)",
                (name, seat),
            )
    connection.close()
    hostile, seen = walk(siaga)
    for shown in CONTROLS.values():
        assert shown in seen
    assert b"\x1b]52" not in hostile
    text = TOKEN.sub(b"", hostile).decode()
    assert FORBIDDEN.findall(text) == []
    assert kinds(hostile) <= kinds(clean)


def kinds(written: bytes) -> set[bytes]:
    """The kinds of control sequences in it: introducer and final byte; private modes as they are."""
    found = set()
    for token in TOKEN.findall(written):
        found.add(token if b"?" in token else token[:2] + token[-1:])
    return found


def test_services_strip_controls(siaga: Program, opened: Database) -> None:
    appoint(opened, list(CONTROLS))
    _, seen = walk(siaga)
    for shown in CONTROLS.values():
        assert shown in seen
