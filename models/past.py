"""The past, exactly: a private copy of the database from which every later entry is taken back.

All screens then work on the copy as on any other database, read-only and with the clock stopped at that moment. From
there one goes further back by taking back some more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from models import journal, tally, units
from models.clock import WIT, at_place, local, stored
from models.database import Database, Interrupt
from models.errors import Refused
from models.feed import last_seq
from models.private_copy import PrivateCopy, Told, made
from models.rules.schema import Election
from models.tables import Journal, JournalUnit, TallyDay
from models.uow import apply
from models.where import Where

AT_ONCE = 100
"""Entries that are read together."""


class PastDatabase(PrivateCopy):
    """A database as it stood at a moment."""

    def further(
        self,
        moment: datetime,
        elections: Mapping[str, Election],
        *,
        told: Told = lambda *_: None,
        interrupt: Interrupt | None = None,
    ) -> None:
        """Go back to an earlier moment. Readers see the one or the other, whole. Raises StorageError, Cancelled."""
        with self.changed(interrupt or Interrupt()) as connection:
            take_back(connection, moment, elections, told)
            for election in elections.values():  # what was booked when it was the moment before, on a later day
                last = tally.bucket(election, moment.astimezone(WIT))
                connection.execute(delete(TallyDay).where(TallyDay.c.election == election.code, TallyDay.c.day > last))


def open_past(
    where: Where,
    moment: datetime,
    elections: Mapping[str, Election],
    *,
    told: Told = lambda *_: None,
    interrupt: Interrupt | None = None,
) -> PastDatabase:
    """Open the database as it was known at ``moment`` (aware). Raises StorageError, and Cancelled.

    What was set up rather than entered (TPS, empty seats) is there at any time, but not in regions that came later.
    """
    given_up = interrupt or Interrupt()
    with made(PastDatabase, where, told, given_up) as past:
        with past.changed(given_up) as connection:
            take_back(connection, moment, elections, told)
        return past


def check_reach(database: Database, moment: datetime) -> None:
    """Raises Refused (nothing_earlier) for a day, in the zone of ``moment``, before the first entry: nothing was known
    then."""
    with database.read() as connection:
        found = connection.scalar(select(Journal.c.at).order_by(Journal.c.seq).limit(1))
    first = moment.date() if found is None else local(found, moment.tzinfo).date()
    if moment.date() < first:
        raise Refused("nothing_earlier", day=first)


def take_back(
    connection: Connection, moment: datetime, elections: Mapping[str, Election], told: Told = lambda *_: None
) -> int:
    """Undo every entry after ``moment``, newest first, and set the tallies that they moved to that state. Returns how
    many.

    Entries follow one another, clocks do not always: what came after the first later entry goes with it.
    """
    earliest = connection.scalar(select(func.min(Journal.c.seq)).where(Journal.c.at > stored(moment)))
    if earliest is None:
        return 0
    moves: dict[str, set[tuple[str, str]]] = {}
    taken, territory = 0, False
    total = last_seq(connection) - earliest + 1
    for row in _entries(connection, earliest):
        for change in reversed(journal.changes_of(row.changes)):
            apply(connection, change, forward=False)
        if row.election is not None:
            moves.setdefault(row.election, set()).update(journal.moves_of(row.moves))
        taken += 1
        told("change", taken, total)
        territory = territory or row.verb == "edition"
    connection.execute(delete(JournalUnit).where(JournalUnit.c.seq >= earliest))
    connection.execute(delete(Journal).where(Journal.c.seq >= earliest))
    if territory:  # regions came, went or moved: whatever was touched may stand elsewhere
        for election in elections.values():
            last = tally.bucket(election, moment)
            connection.execute(delete(TallyDay).where(TallyDay.c.election == election.code, TallyDay.c.day > last))
            tally.rebuild(connection, election, None)
        return taken
    for code, touched in moves.items():
        if code in elections:
            _retally(connection, elections[code], touched, moment)
    return taken


def _entries(connection: Connection, earliest: int) -> Iterator[Any]:
    """The entries from ``earliest`` on, newest first, some at a time."""
    wanted = select(Journal.c.seq, Journal.c.verb, Journal.c.election, Journal.c.changes, Journal.c.moves)
    wanted = wanted.where(Journal.c.seq >= earliest).order_by(Journal.c.seq.desc()).limit(AT_ONCE)
    rows = connection.execute(wanted).all()
    while rows:
        yield from rows
        rows = connection.execute(wanted.where(Journal.c.seq < rows[-1].seq)).all()


def _retally(connection: Connection, election: Election, touched: Iterable[tuple[str, str]], moment: datetime) -> None:
    """Count what was touched anew, a province at a time; what was booked later there never happened."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for code, area in touched:
        parts.setdefault(area[: units.LENGTHS[units.Level.PROVINCE]], []).append((code, area))
    later = delete(TallyDay).where(
        TallyDay.c.election == election.code,
        TallyDay.c.unit == bindparam("u"),
        TallyDay.c.day > bindparam("d"),
    )
    for part in parts.values():
        moved = {up for _, area in part for up in (area, *units.ancestors(area))}
        days = [{"u": unit, "d": tally.bucket(election, at_place(moment, unit))} for unit in sorted(moved)]
        connection.execute(later, days)
        _, found = tally.refreshed(connection, election, part)
        tally.store(connection, election, found, moment)
