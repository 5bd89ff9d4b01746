"""The append-only list of every change, and which units each entry concerns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import MOMENT, Base, Code, Word


class Journal(Base):
    """One entry a transaction. ``detail`` words it, ``changes`` holds each row before and after,
    ``moves`` the indicators and areas whose tallies it touched; all three are JSON text.

    ``body`` is the digest of detail and changes, ``hash`` that of the entry with ``previous``: a removed
    or altered entry shows, and personal data can be erased later without breaking the chain.
    """

    __tablename__ = "journal"
    __table_args__ = (Index(None, "undoes"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    actor: Mapped[str] = mapped_column(Text)
    verb: Mapped[Word]
    election: Mapped[Word | None]
    unit: Mapped[Code]
    undoes: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    moves: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalUnit(Base):
    """An entry seen from one unit that it concerns, so that every unit's latest entries are one short scan."""

    __tablename__ = "journal_unit"
    __table_args__ = {"sqlite_with_rowid": False}

    unit: Mapped[Code] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
