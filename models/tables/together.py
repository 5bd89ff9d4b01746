"""How far each account has looked."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from models.tables.base import METADATA, MOMENT, TEXT

Bookmark = Table(
    "bookmark",
    METADATA,
    Column("name", TEXT, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("seen", TEXT, nullable=False),
)
"""One account's. ``seq``: the newest journal entry then; ``seen``: how bad every indicator of their units was, as JSON
``{election: {unit: {code: badness}}}`` (models.readiness.badness). It is nobody else's and no data of an election: no
journal entry tells of it."""
