"""The past, exactly: a private copy of the database from which every later entry is taken back.

All screens then work on the copy as on any other database, read-only and with the clock stopped at that moment.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from models import journal, tally
from models.clock import stored
from models.database import Database, engine_for
from models.migrations.upgrade import backup
from models.rules.schema import Election
from models.tables import Journal, JournalUnit, TallyDay
from models.uow import apply


class PastDatabase(Database):
    """A read-only database as it stood at a moment; its files go when it is closed."""

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.path.parent, ignore_errors=True)


def open_past(path: Path, moment: datetime, elections: Mapping[str, Election]) -> PastDatabase:
    """Open the database at ``path`` as it was known at ``moment`` (aware). Raises StorageError.

    What was set up rather than entered (territory, TPS, empty seats) is there at any time.
    """
    Database.open(path, readonly=True).close()
    folder = Path(tempfile.mkdtemp(prefix="siaga-lampau-"))
    copy = folder / path.name
    try:
        backup(path, copy)
        engine = engine_for(copy, readonly=False, pooled=False)
        writer = Database(copy, engine, readonly=False)
        with writer.begin_write() as connection:
            take_back(connection, moment, elections)
        writer.close()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return PastDatabase(copy, engine_for(copy, readonly=True), readonly=True)


def take_back(connection: Connection, moment: datetime, elections: Mapping[str, Election]) -> int:
    """Undo every entry after ``moment``, newest first, and set the tallies to that state. Returns how many.

    Entries follow one another, clocks do not always: what came after the first later entry goes with it.
    """
    first = select(func.min(Journal.c.seq)).where(Journal.c.at > stored(moment)).scalar_subquery()
    rows = connection.execute(
        select(Journal.c.seq, Journal.c.changes).where(Journal.c.seq >= first).order_by(Journal.c.seq.desc())
    ).all()
    for row in rows:
        for change in reversed(journal.changes_of(row.changes)):
            apply(connection, change, forward=False)
    if not rows:
        return 0
    earliest = rows[-1].seq
    connection.execute(delete(JournalUnit).where(JournalUnit.c.seq >= earliest))
    connection.execute(delete(Journal).where(Journal.c.seq >= earliest))
    for election in elections.values():
        day = tally.bucket(election, moment)
        connection.execute(delete(TallyDay).where(TallyDay.c.election == election.code, TallyDay.c.day >= day))
        tally.rebuild(connection, election, day)
    return len(rows)
