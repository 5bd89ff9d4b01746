"""Working together: meetings and what was promised there, how TPS are guarded, cases of neutrality."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from models.tables.base import CODE, DAY, METADATA, TEXT, WORD, number, version

Meeting = Table(
    "meeting",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("held_on", DAY, nullable=False),
    Column("place", TEXT),
    Column("attended", TEXT, nullable=False),
    Column("minutes", TEXT),
    version(),
    Index(None, "election", "held_on", "unit"),
)
"""A coordination meeting (rakor) of a unit. ``attended``: codes of the roles that came, with blanks between them;
``minutes``: the number of the BA."""

Commitment = Table(
    "commitment",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("promise", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("due_on", DAY, nullable=False),
    Column("done_on", DAY),
    version(),
    Index(
        "ix_commitment_open",
        "election",
        "due_on",
        "unit",
        sqlite_where=text("done_on IS NULL"),
        postgresql_where=text("done_on IS NULL"),
    ),
    Index(None, "election", "unit"),
)
"""What an office (``owner``) has promised to do by ``due_on``; open until ``done_on``. Boards read the open ones by the
day on which they fall due."""

Guard = Table(
    "guard",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("unit", CODE, primary_key=True),
    Column("pattern", WORD, nullable=False),
    version(),
)
"""How a TPS is guarded: a pattern of the election file. Since when, and by which paper, its evidence says."""

Neutrality = Table(
    "neutrality",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("reported_on", DAY, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id")),
    Column("about", TEXT),
    Column("source", TEXT, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("handler", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("closed_on", DAY),
    Column("note", TEXT),
    version(),
    Index(None, "election", "reported_on", "unit"),
    Index(None, "person_id"),
)
"""A case of a civil servant's neutrality: of a person here, or ``about`` somebody or a body that is not. Never a party
or a candidate.

``source``: number of the letter that reports it; ``kind``: etik or disiplin; ``handler``: of the election file.
``state``: dilaporkan, diproses, terbukti, tidak_terbukti, selesai. It is open until ``closed_on``."""
