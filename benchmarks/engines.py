"""The same verbs on PostgreSQL and on SQLite, in one process: what a server on the same machine costs beside a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import count

from sqlalchemy import Connection

from benchmarks import area, dataset
from benchmarks.area import KECAMATAN, ROUNDS, Appointer, opened, reading
from benchmarks.figures import Figure, in_turn
from benchmarks.programs import Bench
from benchmarks.statements import clocked
from models import queries
from models.clock import FixedClock
from models.database import Database
from models.rules.schema import Election
from models.services import evidence
from models.uow import unit_of_work

CITY = "33.71"
LIMIT = 5
"""A server answers each statement over a socket, a file in the same process; a verb has some ten."""


def figures(bench: Bench) -> Iterator[Figure]:
    """Kota Magelang on both. Nothing where no server was named."""
    if dataset.POSTGRESQL not in dataset.engines(bench):
        print("POSTGRES_BENCH_URL names no server: the engines are not compared", file=sys.stderr)
        return
    with ExitStack() as stack:
        server = stack.enter_context(opened(dataset.city_of(bench, dataset.POSTGRESQL)))
        file = stack.enter_context(opened(dataset.city_of(bench, dataset.SQLITE)))
        for name, verb in VERBS.items():
            there, here = in_turn(ROUNDS, verb(server), verb(file))
            yield Figure(f"PostgreSQL: {name}", "ms", there, LIMIT, "SQLite", here)


def _journal(connection: Connection, _election: Election, unit: str) -> None:
    queries.activity.entries(connection, unit, limit=50)


def _proof(database: Database) -> Callable[[], float]:
    """Records evidence of one item, another document each time: the item, its tally, the entry."""
    election, turn = area.rules(), count(1)
    rule = election.indicator("L2")
    with database.read() as connection:
        row = queries.readiness.listed(connection, election, rule, KECAMATAN, limit=1)[0]

    def once() -> float:
        n = next(turn)
        clock = FixedClock(dataset.EVENING + timedelta(minutes=n))

        def work() -> None:
            with unit_of_work(database, clock, dataset.ACTOR, "evidence", row.unit, election) as writing:
                state = "siap" if n % 2 else "belum"
                seen = (row.version or 0) + n - 1 or row.version  # each write makes the next version
                chosen = [evidence.Item(row.unit, row.slot, row.tenure_id, seen)]
                evidence.record(writing, rule, chosen, state=state, reference=f"BA {n}", seen=True)

        return clocked(work)

    return once


VERBS: dict[str, Callable[[Database], Callable[[], float]]] = {
    "one appointment": Appointer,
    "evidence of one item": _proof,
    "board of a city": lambda database: partial(reading, database, area.board_of, CITY),
    "Personel of a kecamatan, two pages": lambda database: partial(reading, database, area.personel_of, KECAMATAN),
    "a page of the journal": lambda database: partial(reading, database, _journal, CITY),
    "find a name as one types": area.finder,
}
