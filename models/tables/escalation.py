"""Help that was asked for of an office, and the clock that runs until it answers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from models.tables.base import CODE, METADATA, MOMENT, TEXT, WORD, number, version

Escalation = Table(
    "escalation",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("office", CODE, nullable=False),
    Column("role", WORD, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("indicator", WORD),
    Column("subject", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("opened_by", TEXT, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("state", WORD, nullable=False),
    Column("closed_at", MOMENT),
    Column("closed_by", TEXT),
    Column("reason", TEXT),
    Column("follows", Integer, ForeignKey("escalation.id")),
    version(),
    Index(
        "ix_escalation_open",
        "election",
        "due_at",
        "unit",
        sqlite_where=text("state = 'menunggu'"),
        postgresql_where=text("state = 'menunggu'"),
    ),
    Index(None, "election", "unit"),
    Index(None, "follows"),
)
"""One asking of one office. ``unit``: where the trouble is; ``office`` and ``role``: who is asked, on which ``rung`` of
the ladder of the election file; ``subject``: the trouble in a line; ``text``: what was sent, by a person.

``state``: menunggu, dijawab, batal (for a ``reason``), naik: not answered, and the next rung was asked, in a row that
``follows`` this one. Open until ``closed_at``; past ``due_at`` it is overdue, which is not stored."""
