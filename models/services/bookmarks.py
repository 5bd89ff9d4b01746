"""How far somebody has looked. It is theirs alone and no data of an election: it stands in no journal, and whoever may
only look has one too."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import delete, insert

from models.database import Database
from models.queries.since import Seen
from models.tables import Bookmark


def keep(database: Database, name: str, election: str, seq: int, seen: Seen, at: datetime) -> None:
    """Remember that ``name`` knows the journal up to ``seq`` and these colours. ``at``: UTC. Raises StorageError."""
    row = {"name": name, "election": election, "seq": seq, "at": at, "seen": msgspec.json.encode(seen).decode()}
    with database.begin_write() as connection:
        connection.execute(delete(Bookmark).where(Bookmark.c.name == name, Bookmark.c.election == election))
        connection.execute(insert(Bookmark).values(row))
