"""The past, exactly: a private copy of the database from which every later entry is taken back.

All screens then work on the copy as on any other database, read-only and with the clock stopped at that moment. The
copy is a file, also of a database that a server has.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from models import journal, tally, units
from models.clock import at_place, stored
from models.database import Database, Interrupt, engine_for
from models.migrations.upgrade import alive, backup, unsafe_but_fast
from models.rules.schema import Election
from models.services.copy import copy
from models.tables import Journal, JournalUnit, TallyDay
from models.uow import apply
from models.where import Where, is_url

PREFIX = "siaga-lampau-"
"""Folders of copies; the number of the process that made it follows."""
AT_ONCE = 100
"""Entries that are read together."""


class PastDatabase(Database):
    """A read-only database as it stood at a moment; its files go when it is closed."""

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.path.parent, ignore_errors=True)


def open_past(
    where: Where, moment: datetime, elections: Mapping[str, Election], *, interrupt: Interrupt | None = None
) -> PastDatabase:
    """Open the database as it was known at ``moment`` (aware). Raises StorageError, and Cancelled.

    What was set up rather than entered (TPS, empty seats) is there at any time, but not in regions that came later.
    """
    Database.open(where, readonly=True).close()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_roomy(where)))
    try:
        _sweep(folder.parent)
        private = folder / ("siaga.db" if is_url(where) else Path(where).name)
        if is_url(where):
            copy(where, private, interrupt=interrupt)
        else:
            backup(Path(where), private, check=False)
        with unsafe_but_fast(private) as database, database.begin_write() as connection:
            take_back(connection, moment, elections)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return PastDatabase(private, engine_for(private, readonly=True), readonly=True)


def _roomy(where: Where) -> Path | None:
    """Where the copy goes: beside the file when there is no room for it among the temporary files."""
    if is_url(where):
        return None
    path = Path(where)
    room = shutil.disk_usage(tempfile.gettempdir()).free
    return None if room > 2 * path.stat().st_size else path.parent


def _sweep(folder: Path) -> None:
    """Remove the copies of processes that were killed: each is as large as a database, and full of names."""
    for left in folder.glob(f"{PREFIX}*-*"):
        maker = left.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdigit() and not alive(int(maker)):
            shutil.rmtree(left, ignore_errors=True)


def take_back(connection: Connection, moment: datetime, elections: Mapping[str, Election]) -> int:
    """Undo every entry after ``moment``, newest first, and set the tallies that they moved to that state. Returns how
    many.

    Entries follow one another, clocks do not always: what came after the first later entry goes with it.
    """
    earliest = connection.scalar(select(func.min(Journal.c.seq)).where(Journal.c.at > stored(moment)))
    if earliest is None:
        return 0
    moves: dict[str, set[tuple[str, str]]] = {}
    taken, territory = 0, False
    for row in _entries(connection, earliest):
        for change in reversed(journal.changes_of(row.changes)):
            apply(connection, change, forward=False)
        if row.election is not None:
            moves.setdefault(row.election, set()).update(journal.moves_of(row.moves))
        taken += 1
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
