"""A colleague in another process: each line on stdin is one write; the answer is the moment of its commit.

`python -m benchmarks.writer DATABASE`: empties and fills one seat in turn, as the services do for everybody.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks.dataset import ACTOR, ELECTIONS, EVENING
from models.clock import FixedClock
from models.database import Database
from models.rules.loader import load_election
from models.services import staffing
from models.services.appointment import Appointment
from models.tables import Seat
from models.uow import unit_of_work
from models.where import is_url


def main(where: Path | str) -> None:
    """Write as often as asked, until stdin ends."""
    database, election = Database.open(where), load_election(ELECTIONS[0])
    with database.read() as connection:
        wanted = select(Seat.c.id, Seat.c.unit).where(
            Seat.c.election == election.code,
            Seat.c.body == "kpps",
            Seat.c.unit > "33.71.01",
            Seat.c.tenure_id.is_not(None),
        )
        seat, unit = connection.execute(wanted.order_by(Seat.c.unit, Seat.c.rank).limit(1)).one()
    print("ready", flush=True)
    for number, _ in enumerate(sys.stdin):
        clock = FixedClock(EVENING + timedelta(seconds=number))
        if number % 2:
            with unit_of_work(database, clock, ACTOR, "appoint", unit, election) as work:
                name = f"Pengganti {number}"
                staffing.appoint(work, Appointment(seat, name, EVENING.date(), f"SK {number}"))
        else:
            with unit_of_work(database, clock, ACTOR, "end_tenure", unit, election) as work:
                staffing.end_tenure(work, seat, EVENING.date(), "mundur")
        print(time.perf_counter(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if is_url(sys.argv[1]) else Path(sys.argv[1]))
