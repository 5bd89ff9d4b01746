"""A copy takes the place of the database, and the journal that came with it says so: who, when, which copy."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from models import backup, journal
from models.actor import Actor
from models.clock import stored
from models.database import translated
from models.migrations.upgrade import unsafe_but_fast
from models.tables import Region
from models.text import clean

VERB = "restore"


def restore(path: Path, copy: Path, *, now: datetime, actor: Actor, progress: backup.Told | None = None) -> Path | None:
    """Put back a copy that was checked, as ``backup.restore`` does, with an entry at the end of its journal: whoever
    has the database open sees both as one commit. ``now`` is aware. Returns the file in which what stood there is kept.

    Raises StorageError; nothing has changed then.
    """
    with translated(path):
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        whole = folder / path.name
        backup.backup(copy, whole, check=False)
        with unsafe_but_fast(whole) as database, database.begin_write() as connection:
            _enter(connection, copy.name, now, actor)
        return backup.restore(path, whole, now=now, progress=progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _enter(connection: Connection, name: str, now: datetime, actor: Actor) -> None:
    at = journal.end(connection)
    units = list(connection.scalars(select(Region.c.code).where(Region.c.parent.is_(None)).order_by(Region.c.code)))
    said = {"file": clean(name), "seq": at[0] - 1}
    journal.append(connection, journal.Entry(stored(now), actor.name, VERB, None, units[0], said, [], []), units, at)
