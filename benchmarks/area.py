"""The nation beside the city, in one process: what reading, writing and finding cost when there is a thousand times
as much.

Both databases are made the same way (dataset.py), so the very same kecamatan stands in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import lru_cache, partial
from itertools import count
from typing import Any

from sqlalchemy import Connection, func, select

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of, in_turn
from benchmarks.programs import Bench
from benchmarks.statements import clocked, database_time, recorded
from models import queries, units
from models.clock import FixedClock
from models.database import Database
from models.queries import board, people, readiness, search
from models.rules.loader import load_election
from models.rules.schema import Election
from models.services import evidence, staffing
from models.services.appointment import Appointment
from models.tables import Person, Region, Seat, Tps
from models.uow import unit_of_work

KECAMATAN = "33.71.03"
NATION, PROVINCE = units.NATION, "33"
ROUNDS = 40
SHOWN = 50
"""Rows of a page."""


def figures(bench: Bench) -> Iterator[Figure]:
    """On SQLite, then on PostgreSQL where a server was named."""
    for engine in dataset.engines(bench):
        with ExitStack() as stack:
            city = stack.enter_context(opened(dataset.city_of(bench, engine)))
            nation = stack.enter_context(opened(dataset.nation(bench, engine)))
            for figure in (
                *_reads(city, nation),
                *_wide(nation),
                *_writes(city, nation),
                *_finds("city", city, 16),
                *_finds("nation", nation, 20),
            ):
                yield figure.named(engine)


class opened:
    """A database inside the block."""

    def __init__(self, where: Any) -> None:
        self.where = where

    def __enter__(self) -> Database:
        self.database = Database.open(self.where)
        return self.database

    def __exit__(self, *_error: object) -> None:
        self.database.close()


@lru_cache(maxsize=1)
def rules() -> Election:
    """The one object: statements are cached on it."""
    return load_election(dataset.ELECTIONS[0])


# ── Reading one kecamatan ────────────────────────────────────────────────────────────


def board_of(connection: Connection, election: Election, unit: str) -> None:
    found = board.board(connection, election, unit, dataset.EVENING)
    actions = board.actions(election, found.children, found.moment.h, 20)
    board.narrowed(connection, election, actions, found.moment)
    queries.activity.entries(connection, unit, limit=20)


def _kesiapan(connection: Connection, election: Election, unit: str) -> None:
    board.tallies(connection, election.code, [unit], board.moment_of(election, dataset.EVENING))
    readiness.listed(connection, election, election.indicators[0], unit, limit=SHOWN)


def personel_of(connection: Connection, election: Election, unit: str) -> None:
    seats = people.asked(connection, election, unit, people.Filter())
    first = seats.page(connection, limit=SHOWN)
    seats.page(connection, after=first[-1].anchor, limit=SHOWN)
    seats.total(connection)


READS: dict[str, Callable[[Connection, Election, str], None]] = {
    "board of a kecamatan": board_of,
    "Kesiapan of a kecamatan": _kesiapan,
    "Personel of a kecamatan, two pages": personel_of,
}


def reading(database: Database, read: Callable[[Connection, Election, str], None], unit: str) -> float:
    """Milliseconds of one reading of a unit, with all that Python does with the rows."""
    election = rules()

    def work() -> None:
        with database.read() as connection:
            read(connection, election, unit)

    return clocked(work)


def _reads(city: Database, nation: Database) -> Iterator[Figure]:
    for name, read in READS.items():
        large, small = in_turn(
            ROUNDS, partial(reading, nation, read, KECAMATAN), partial(reading, city, read, KECAMATAN)
        )
        yield Figure(f"nation: {name}", "ms", large, 1.15, "city", small)


# ── Reading the whole ────────────────────────────────────────────────────────────


def _worst(connection: Connection, election: Election, unit: str) -> None:
    board.worst(connection, election, unit, units.Level.KECAMATAN, dataset.EVENING)


def _wide(nation: Database) -> Iterator[Figure]:
    election = rules()
    asked = (
        ("board of Indonesia, 38 provinces", board_of, NATION),
        ("board of Jawa Tengah, 35 kab/kota", board_of, PROVINCE),
        ("7,277 kecamatan, worst first", _worst, NATION),
    )
    for name, read, unit in asked:
        statements = recorded(nation, lambda c, read=read, unit=unit: read(c, election, unit))  # type: ignore[misc]
        times = in_turn(ROUNDS, partial(database_time, nation, statements))
        yield Figure(f"nation: {name}, database time", "ms", times[0], 30, budget=Budget.VALUE)
    pages = in_turn(ROUNDS, partial(reading, nation, personel_of, NATION))
    yield Figure("nation: Personel of Indonesia, two pages", "ms", pages[0], 30, budget=Budget.VALUE)


# ── Writing ────────────────────────────────────────────────────────────


class Appointer:
    """Empties and fills seats of a kecamatan's TPS, one transaction each; times the appointments."""

    def __init__(self, database: Database, kecamatan: str = KECAMATAN) -> None:
        self._database = database
        self._election = rules()
        self._seconds = count(1)
        with database.read() as connection:
            wanted = select(Seat.c.id, Seat.c.unit).where(
                Seat.c.election == self._election.code,
                Seat.c.body == "kpps",
                Seat.c.unit > kecamatan,
                Seat.c.unit < units.span(kecamatan)[1],
                Seat.c.tenure_id.is_not(None),
            )
            self._seats = connection.execute(wanted.order_by(Seat.c.unit, Seat.c.rank).limit(2000)).all()
        self._at = 0

    def _clock(self) -> FixedClock:
        return FixedClock(dataset.EVENING + timedelta(seconds=next(self._seconds)))

    def __call__(self) -> float:
        """Milliseconds of one appointment."""
        self._at += 7
        seat = self._seats[self._at % len(self._seats)]
        day = dataset.EVENING.date()
        with unit_of_work(self._database, self._clock(), dataset.ACTOR, "end", seat.unit, self._election) as work:
            staffing.end_tenure(work, seat.id, day, "mundur")

        def appoint() -> None:
            clock = self._clock()
            with unit_of_work(self._database, clock, dataset.ACTOR, "appoint", seat.unit, self._election) as work:
                staffing.appoint(work, Appointment(seat.id, "Pengganti", day, "SK 1"))

        return clocked(appoint)


def _writes(city: Database, nation: Database) -> Iterator[Figure]:
    large, small = in_turn(ROUNDS, Appointer(nation), Appointer(city))
    yield Figure("nation: one appointment", "ms", large, 1.5, "city", small)
    yield Figure("nation: one appointment", "ms", large, 10, budget=Budget.VALUE)
    yield Figure(
        "nation: evidence for all seats of the largest kelurahan", "ms", _evidence(nation), 500, budget=Budget.VALUE
    )


def _evidence(nation: Database) -> list[float]:
    """Bimtek for every KPPS member of the kelurahan with the most TPS, each round with another document."""
    election = rules()
    rule = next(one for one in election.indicators if one.counts == "seat" and one.proof == "evidence" and one.panel)
    with nation.read() as connection:
        number = func.count()
        largest = connection.execute(
            select(Tps.c.kelurahan, number)
            .where(Tps.c.election == election.code)
            .group_by(Tps.c.kelurahan)
            .order_by(number.desc())
            .limit(1)
        ).one()

    turn = count(1)

    def once() -> float:
        n = next(turn)
        clock = FixedClock(dataset.EVENING + timedelta(minutes=n))

        def work() -> None:
            with unit_of_work(nation, clock, dataset.ACTOR, "evidence", largest.kelurahan, election) as writing:
                state = "siap" if n % 2 else "belum"
                done = evidence.record_area(writing, rule, largest.kelurahan, state=state, reference=f"BA {n}")
                assert done > 1000, done

        return clocked(work)

    return in_turn(6, once)[0]


# ── Finding ────────────────────────────────────────────────────────────


def finder(database: Database) -> Callable[[], float]:
    """Finds somebody by the first four letters of a name, each time somebody else."""
    names = _names(database)
    turn = count()
    return lambda: _find(database, rules(), names[next(turn) % len(names)][:4])


def _names(database: Database) -> list[str]:
    """Eight people's names, from all over the numbers."""
    with database.read() as connection:
        last = connection.scalar(select(func.max(Person.c.id))) or 1
        wanted = [last * at // 9 + 1 for at in range(8)]
        return list(connection.scalars(select(Person.c.name_key).where(Person.c.id.in_(wanted))))


def _finds(area: str, database: Database, limit: float) -> Iterator[Figure]:
    """What is typed: names of people and of places there are, and one that nobody has, letter by letter."""
    election = rules()
    with database.read() as connection:
        middle = (connection.scalar(select(func.count()).select_from(Region)) or 0) // 4
        places = connection.scalars(select(Region.c.name_key).order_by(Region.c.name_key).offset(middle).limit(2))
        typed = [*_names(database), *places, "xyzzy qqq", "ng sri"]
    starts = [whole[:letters] for whole in typed for letters in range(2, min(len(whole), 12) + 1)]
    times = [min(_find(database, election, start) for _ in range(2)) for start in starts]
    name = f"{area}: find a name, each letter from the second"
    yield Figure(name, "ms", times, limit, of=Of.P95, budget=Budget.VALUE)


def _find(database: Database, election: Election, typed: str) -> float:
    def work() -> None:
        with database.read() as connection:
            search.find(connection, election.code, typed)

    return clocked(work)
