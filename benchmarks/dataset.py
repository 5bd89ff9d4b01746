"""The databases that are measured on, made through the program's own services."""

from __future__ import annotations

import re
from datetime import date, datetime
from math import ceil
from pathlib import Path

from sqlalchemy import select

from benchmarks.programs import Bench
from models.actor import Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.rules import loader
from models.services import setup, staffing
from models.tables import Seat
from models.uow import unit_of_work

ELECTIONS = ("pemilu-2024", "pilkada-2024")
ACTOR = Actor("pengukur", "admin")
EVENING = datetime(2024, 1, 31, 20, tzinfo=WIB)
FIRST_SEAT = r"\bOrang 0001\b"
_REGULAR = re.compile(r"regular = (\d+)")
_SEATS_A_TPS = 9  # seven of the KPPS and two Linmas


def city(bench: Bench) -> Path:
    """Kota Magelang with every seat of the Pemilu filled and evidence for half of them."""
    return _made(bench, "city.db", 1.0)


def five_thousand_seats(bench: Bench) -> Path:
    """The same city with so many more TPS that the Pemilu has 5,000 seats."""
    return _made(bench, "seats-5000.db", 1.58)


def _made(bench: Bench, name: str, growth: float) -> Path:
    path = bench.folder / name
    if not path.exists():
        rules = Path(loader.__file__).parent / "33.71.toml"
        region = bench.folder / f"{growth}" / "33.71.toml"
        region.parent.mkdir(exist_ok=True)
        larger = _REGULAR.sub(lambda found: f"regular = {ceil(int(found[1]) * growth)}", rules.read_text("utf-8"))
        region.write_text(larger, "utf-8")
        elections = [loader.load_election(code) for code in ELECTIONS]
        setup.create(path, loader.load_region("33.71", directory=region.parent), elections, EVENING, ACTOR)
        _fill(path)
    return path


def _fill(path: Path) -> None:
    """Appoint somebody to every seat of the Pemilu, then record a training for every second kelurahan."""
    database, clock = Database.open(path), FixedClock(EVENING)
    election = loader.load_election(ELECTIONS[0])
    with database.read() as connection:
        wanted = select(Seat.c.id).where(Seat.c.election == election.code).order_by(Seat.c.unit, Seat.c.rank)
        seats = list(connection.scalars(wanted))
    with unit_of_work(database, clock, ACTOR, "appoint", "33.71", election) as work:
        staffing.appoint_many(
            work,
            [
                staffing.Appointment(seat, f"Orang {n:04}", date(2024, 1, 25), f"SK {n}/2024")
                for n, seat in enumerate(seats, 1)
            ],
        )
    database.close()
