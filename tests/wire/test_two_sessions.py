"""Two real processes on one database: what one writes appears on the screen of the other."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from models.actor import Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.rules.loader import load_election
from models.services import staffing
from models.uow import unit_of_work
from tests.wire.conftest import Program
from tests.wire.screens import PAPAN
from tests.wire.terminal import pump
from tests.wire.test_hostile_text import UNIT, appoint

pytestmark = pytest.mark.wire


def test_a_write_appears_in_every_session(siaga: Program, opened: Database) -> None:
    sessions = [siaga(), siaga()]
    for terminal in sessions:
        terminal.wait_for(PAPAN)
        terminal.press("2")
        terminal.wait_for(r"Ketua")
        terminal.quiet(300)
    assert all("Siti Rahayu" not in terminal.text for terminal in sessions)
    seats = appoint(opened, ["Siti Rahayu"])
    for terminal in sessions:
        terminal.wait_for("Siti Rahayu")

    election = load_election("pemilu-2024")
    clock = FixedClock(datetime(2024, 1, 31, 20, 5, tzinfo=WIB))
    with unit_of_work(opened, clock, Actor("bayu", "admin"), "end_tenure", UNIT, election) as work:
        staffing.end_tenure(work, seats[0], date(2024, 1, 31), "mundur")
    gone = pump(sessions, time.perf_counter() + 30, lambda: all("Siti Rahayu" not in t.text for t in sessions))
    assert gone


def test_the_board_follows(siaga: Program, opened: Database) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.wait_for(r"PPK +0/5")
    appoint(opened, ["Siti Rahayu", "Budi Santoso"])
    terminal.wait_for(r"PPK +2/5")


def test_a_screen_that_does_not_show_it_stays(siaga: Program, opened: Database) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("4")
    terminal.quiet(1500)
    start = time.perf_counter()
    appoint(opened, ["Siti Rahayu"])
    terminal.pump(2)
    assert terminal.bytes_since(start) < 400, "a screen that does not show what changed stays as it is"
