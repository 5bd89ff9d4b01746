"""Who works with this database: their role, and the part of the country in which they may write."""

from __future__ import annotations

from sqlalchemy import Column, Table

from models.tables.base import CODE, METADATA, MOMENT, TEXT, WORD, version

Account = Table(
    "account",
    METADATA,
    Column("name", TEXT, primary_key=True),
    Column("role", WORD, nullable=False),
    Column("scope", CODE, nullable=False),
    Column("disabled_at", MOMENT),
    version(),
)
"""One person. ``role``: see models.actor.ROLES; ``scope``: the unit at and below which they may write. A database
without accounts is one person's own."""
