"""Many who write at once to one file: appointments through the services beside bare transactions of SQLite.

Everybody is a process of its own, warm when the others are: children of one that has imported everything.
"""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of
from benchmarks.programs import Bench
from models.clock import FixedClock
from models.database import Database
from models.errors import SiagaError
from models.rules.loader import load_election
from models.services import staffing
from models.services.appointment import Appointment
from models.tables import Seat
from models.uow import unit_of_work

PEOPLE, WRITES = 50, 100
"""Processes, and transactions of each."""
BUSY_MS = 600_000
"""How long a bare writer waits: none is refused, so that what waits longest is seen."""
DAY = date(2024, 1, 30)
Work = Callable[[int, Callable[[], None]], tuple[list[float], int]]
"""(slot, what to call when everything is ready) → how long each write took, how many failed."""
Told = tuple[float, float, list[float], int]
"""When one began and ended, how long each write took, and how many failed."""


def figures(bench: Bench) -> Iterator[Figure]:
    """Transactions a second, the longest wait, and errors."""
    path = dataset.five_thousand_seats(bench)
    ours: list[float] = []
    bare: list[float] = []
    waits: list[float] = []
    bare_waits: list[float] = []
    failed: list[float] = []
    for number in range(max(1, min(bench.rounds, 3))):
        file = Path(shutil.copy(path, bench.folder / f"queue-{number}.db"))
        seconds, longest, errors = _together(partial(_appoint, file))
        ours.append(seconds)
        waits.append(longest * 1000)
        failed.append(errors)
        plain = bench.folder / f"queue-{number}-bare.db"
        _bare_table(plain)
        seconds, longest, _errors = _together(partial(_insert, plain))
        bare.append(seconds)
        bare_waits.append(longest * 1000)
    each = f"{PEOPLE} processes × {WRITES} appointments"
    yield Figure(f"{each}: all of them", "s", ours, 4, "BEGIN IMMEDIATE, one row", bare)
    yield Figure(f"{each}: longest wait", "ms", waits, 0.3, "the same", bare_waits, of=Of.MAX)
    yield Figure(f"{each}: errors", "", failed, 0, of=Of.MAX, budget=Budget.VALUE)


def _together(work: Work) -> tuple[float, float, int]:
    """Everybody begins at once: seconds until all are done, the longest write, how many failed."""
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(PEOPLE), context.SimpleQueue()
    children = [context.Process(target=_child, args=(work, slot, start, results)) for slot in range(PEOPLE)]
    for child in children:
        child.start()
    told: list[Told] = [results.get() for _ in children]
    for child in children:
        child.join()
    longest = max((max(took, default=0.0) for _, _, took, _ in told), default=0.0)
    return max(one[1] for one in told) - min(one[0] for one in told), longest, sum(one[3] for one in told)


def _child(work: Work, slot: int, start: Barrier, results: Any) -> None:
    """``work`` opens and warms up, waits for the others, and writes."""
    began: list[float] = []

    def ready() -> None:
        start.wait()
        began.append(time.monotonic())

    took, failed = work(slot, ready)
    results.put((began[0], time.monotonic(), took, failed))


def _appoint(path: Path, slot: int, ready: Callable[[], None]) -> tuple[list[float], int]:
    """Empty and fill seats of one's own, as many times; what the services do for everybody. Two more before, so that
    every statement is compiled, as it is in a session that has been at work."""
    election, failed = load_election(dataset.ELECTIONS[0]), 0
    took: list[float] = []
    with closing(Database.open(path)) as database:
        wanted = select(Seat.c.id, Seat.c.unit).where(Seat.c.election == election.code, Seat.c.body == "kpps")
        with database.read() as connection:
            mine = connection.execute(wanted.order_by(Seat.c.unit, Seat.c.rank)).all()[slot::PEOPLE][: WRITES // 2]
        for number in range(-2, WRITES):
            if number == 0:
                ready()
                took.clear()
            seat, unit = mine[number // 2]
            clock, began = FixedClock(dataset.EVENING + timedelta(seconds=number)), time.perf_counter()
            try:
                with unit_of_work(database, clock, dataset.ACTOR, "appoint", unit, election) as work:
                    if number % 2:
                        staffing.appoint(work, Appointment(seat, f"Pengganti {slot} {number}", DAY, f"SK {number}"))
                    else:
                        staffing.end_tenure(work, seat, DAY, "mundur")
            except SiagaError:
                failed += 1
            took.append(time.perf_counter() - began)
    return took, failed


def _bare_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE written (id INTEGER PRIMARY KEY, slot INTEGER NOT NULL, number INTEGER NOT NULL)")


def _insert(path: Path, slot: int, ready: Callable[[], None]) -> tuple[list[float], int]:
    """A transaction of one row, as safe on the same disk: what SQLite itself takes."""
    took: list[float] = []
    with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)) as raw:
        raw.execute("PRAGMA synchronous = FULL")
        ready()
        for number in range(WRITES):
            began = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO written (slot, number) VALUES (?, ?)", (slot, number))
            raw.execute("COMMIT")
            took.append(time.perf_counter() - began)
    return took, 0
