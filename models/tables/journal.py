"""The append-only list of every change, and which units each entry concerns."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from models.tables.base import CODE, METADATA, MOMENT, TEXT, WORD

Journal = Table(
    "journal",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("verb", WORD, nullable=False),
    Column("election", WORD),
    Column("unit", CODE, nullable=False),
    Column("undoes", Integer),
    Column("detail", TEXT, nullable=False),
    Column("changes", TEXT, nullable=False),
    Column("moves", TEXT, nullable=False),
    Column("body", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "undoes"),
    Index(None, "actor", "seq"),
    Index(None, "verb", "seq"),
    Index(None, "at", "seq"),
    sqlite_autoincrement=True,
)
"""One entry a transaction. ``detail`` words it, ``changes`` holds each row before and after,
``moves`` the indicators and areas whose tallies it touched; all three are JSON text.

``body`` is the digest of detail and changes as they were written, ``hash`` that of the entry with ``previous``: a
removed or altered entry shows. Personal data can be erased later without breaking the chain: another entry then holds
the digest of what is left (models.erasing)."""

JournalUnit = Table(
    "journal_unit",
    METADATA,
    Column("unit", CODE, primary_key=True),
    Column("seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""An entry seen from one unit that it concerns, so that every unit's latest entries are one short scan."""
