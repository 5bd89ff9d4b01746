"""Where: regions, the elections set up in this database, their TPS, and the people to call."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, text

from models.tables.base import CODE, DAY, METADATA, MOMENT, TEXT, WORD, version

Region = Table(
    "region",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("parent", CODE),
    Column("level", Integer, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Index(None, "parent", "code"),
    Index(None, "level", "code", "name"),
    Index(None, "name_key"),
)
"""A node of the official tree that this database serves; the topmost ones have no parent here. ``name_key`` is the
name as it is searched (models.text.key)."""

ElectionRow = Table(
    "election",
    METADATA,
    Column("code", WORD, primary_key=True),
    Column("rules", WORD, nullable=False),
)
"""An election set up here. What it is stands in its file; ``rules`` tells which version set it up."""

Tps = Table(
    "tps",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("kelurahan", CODE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("special", Boolean, nullable=False, default=False),
    Column("estimated", Boolean, nullable=False, default=False),
    Column("since", DAY),
    version(),
    Column("dpt", Integer),
    Index(None, "election", "kelurahan"),
    Index(
        "ix_tps_estimated",
        "election",
        "code",
        sqlite_where=text("estimated = 1"),
        postgresql_where=text("estimated"),
    ),
)
"""A polling station of one election. ``estimated``: its kelurahan's number is apportioned, not counted. ``dpt``: voters
on its list; None: not known, which is not none."""

Contact = Table(
    "contact",
    METADATA,
    Column("unit", CODE, primary_key=True),
    Column("role", WORD, primary_key=True),
    Column("name", TEXT),
    Column("phone", TEXT),
    version(),
    Column("called_at", MOMENT),
    Column("outcome", WORD),
    Column("answered_at", MOMENT),
)
"""Whom a kecamatan or kelurahan calls: one row a role (Camat, Danramil, Kapolsek, Linmas, Lurah). Personal data.

Of those that count as items there is a row from the beginning, of others once somebody entered them. ``outcome``: how
the last call to this number ended (models.services.register.OUTCOMES); ``answered_at``: when it last answered."""
