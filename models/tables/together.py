"""How far each account has looked."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from models.tables.base import METADATA, MOMENT, TEXT, WORD

Bookmark = Table(
    "bookmark",
    METADATA,
    Column("name", TEXT, primary_key=True),
    Column("election", WORD, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("seen", TEXT, nullable=False),
)
"""One account's, of one election. ``seq``: the newest journal entry then; ``seen``: the colour of every indicator of
the areas then, as JSON ``{unit: {code: colour}}``. It is nobody else's and no data of an election: no journal entry
tells of it."""
