"""Makes the database of a rehearsal: the history of a story up to a moment, through the services as ever."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from models.actor import ADMIN, Actor
from models.database import Database, translated
from models.migrations.upgrade import upgrade
from models.rehearsal.plan import plan
from models.rehearsal.story import Story, load_people, load_story
from models.rules.schema import Election, RegionRules
from models.services import setup
from models.uow import UnitOfWork

AUTHOR = Actor("latihan", ADMIN)


def build(
    path: Path,
    region: RegionRules,
    elections: Sequence[Election],
    *,
    at: datetime,
    seed: int,
    story: Story | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Make the database of a rehearsal at ``path`` as it stands at ``at`` (aware).

    The same seed and moment give the same rows. ``progress`` is told (events done, events in all). All entries
    go into one transaction of a new file that takes its name at the end; an interruption leaves nothing there.
    Raises StorageError.
    """
    story = story or load_story()
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        making.unlink(missing_ok=True)
    try:
        begins = min(story.begins.replace(tzinfo=region.zone), at)
        upgrade(making, now=begins)
        with _unsafe_but_fast(making) as database, database.begin_write() as connection:
            setup.fill(connection, region, elections, begins, AUTHOR)
            election = next(one for one in elections if one.code == story.election)
            events = plan(story, election, region, seed, load_people().names(seed))
            events = [one for one in events if one.at <= at]
            for done, one in enumerate(events):
                if progress is not None:
                    progress(done, len(events))
                work = UnitOfWork(connection, one.actor, one.verb, one.unit, election, one.at)
                one.act(work)
                work.finish()
        with translated(path):
            _settle(making)
            making.rename(path)
    finally:
        for left in making.parent.glob(f"{making.name}*"):
            left.unlink(missing_ok=True)
    return path


@contextmanager
def _unsafe_but_fast(path: Path) -> Iterator[Database]:
    """The database without a journal of SQLite's own and without waiting for the disk: the file has no name yet
    that anybody would open, so what a crash leaves of it is of no use and no harm."""
    database = Database.open(path)

    @event.listens_for(database.engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")

    try:
        yield database
    finally:
        database.close()


def _settle(path: Path) -> None:
    """Leave the file as every session expects it, so that the first to come need not change its mode."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
