"""Real processes that write through the services, started in a few milliseconds: children of one that is warm.

`python -m tests.durability.writers DATABASE SCRATCH` writes once to SCRATCH, so that everything is imported and every
statement is compiled, and then begins one child a line of its standard input: ``write SLOT SLOTS COUNT SECONDS
[wild]`` or ``read`` (``echo`` it answers itself). What a child has to say is a line on standard output, in one piece:
``life PID SLOT``, then of each write ``done PID VERB SEAT SECONDS NAME`` once it was acknowledged, or
``failed PID CODE``; of reading ``read PID COUNT``; ``over PID`` at the end. A child that is killed says nothing more.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models import tally
from models.actor import Actor
from models.clock import WIB, Clock, OffsetClock
from models.database import Database
from models.errors import SiagaError
from models.rules.loader import load_election
from models.services import staffing
from models.tables import Journal, Seat
from models.uow import unit_of_work
from models.where import Where, is_url

ELECTION = "pemilu-2024"
ACTOR = Actor("penguji", "admin")
EVENING = datetime(2024, 1, 31, 20, tzinfo=WIB)
DAY = date(2024, 1, 20)
"""On which everybody comes and goes: before any moment that a clock here shows."""
PAUSE = 0.02
"""Seconds until somebody who was refused tries again."""
COMPILED: dict[Any, Any] = {}
"""Statements that were compiled before a child began."""


class WildClock:
    """A clock that somebody sets forth and back, days at a time, before each look at it."""

    def __init__(self) -> None:
        self._dice = random.Random(os.getpid())

    def now(self) -> datetime:
        """Any moment of ten days."""
        return EVENING + timedelta(seconds=self._dice.randint(-5 * 86400, 5 * 86400))

    def today(self) -> date:
        """The day of such a moment."""
        return self.now().date()


def say(*words: object) -> None:
    """A line in one piece, also where others write to the same pipe."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def opened(where: Where) -> Database:
    """The database, with the statements that are compiled already."""
    found = Database.open(where)
    return Database(where, found.engine.execution_options(compiled_cache=COMPILED), readonly=False)


def write(database: Database, slot: int, slots: int, count: int, clock: Clock, seconds: float = 0) -> None:
    """Fill or empty one's own seats in turn, ``count`` times (0: for ever) or for some ``seconds`` (0: for ever)."""
    election, pid, end = load_election(ELECTION), os.getpid(), time.monotonic() + (seconds or float("inf"))
    wanted = select(Seat).where(Seat.c.election == ELECTION, Seat.c.body == "kpps").order_by(Seat.c.unit, Seat.c.rank)
    with database.read() as connection:
        mine = connection.execute(wanted).all()[slot::slots]
    held = {seat.id: seat.tenure_id is not None for seat in mine}
    for number in range(count) if count else itertools.count():
        if time.monotonic() > end:
            return
        seat = mine[number % len(mine)]
        verb = "end" if held[seat.id] else "appoint"
        name, began = f"Uji {pid} {number}", time.perf_counter()
        try:
            with unit_of_work(database, clock, ACTOR, verb, seat.unit, election) as work:
                if held[seat.id]:
                    staffing.end_tenure(work, seat.id, DAY, "mundur")
                else:
                    staffing.appoint(work, staffing.Appointment(seat.id, name, DAY, f"SK {number}"))
        except SiagaError as error:
            say("failed", pid, error)
            time.sleep(PAUSE)
            continue
        say("done", pid, verb, seat.id, f"{time.perf_counter() - began:.6f}", name)
        held[seat.id] = not held[seat.id]


def read(database: Database) -> None:
    """Read what a board reads, and what a feed reads, for ever."""
    pid = os.getpid()
    for number in itertools.count(1):
        try:
            with database.read() as connection:
                tally.kept(connection, ELECTION, ["33.71"])
                connection.scalar(select(func.max(Journal.c.seq)))
        except SiagaError as error:
            say("failed", pid, error)
        if number % 20 == 0:
            say("read", pid, number)


def _begun(work: Callable[[], None]) -> None:
    """A child that does some work and ends."""
    if os.fork():
        return
    os.close(0)
    try:
        work()
        say("over", os.getpid())
    except BaseException as error:  # whatever it is, it must be told
        say("failed", os.getpid(), type(error).__name__, error)
    finally:
        os._exit(0)


def main(path: Where, scratch: Path) -> None:
    """Warm up, then begin children until standard input ends."""
    warm = opened(scratch)
    write(warm, 0, 60, 4, OffsetClock(EVENING))
    warm.close()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("ready")
    for line in iter(sys.stdin.readline, ""):
        what, *how = line.split()
        if what == "echo":
            say("echo")
            continue
        if what == "read":
            _begun(lambda: (say("life", os.getpid(), -1), read(opened(path)))[1])
            continue
        slot, slots, count, seconds = map(int, how[:4])
        clock: Clock = WildClock() if "wild" in how else OffsetClock(EVENING)

        def work(given: Any = (slot, slots, count, clock, seconds)) -> None:
            say("life", os.getpid(), given[0])
            write(opened(path), *given)

        _begun(work)


if __name__ == "__main__":
    main(sys.argv[1] if is_url(sys.argv[1]) else Path(sys.argv[1]), Path(sys.argv[2]))
