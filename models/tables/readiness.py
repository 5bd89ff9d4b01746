"""What is ready: evidence, which areas ever reported, and the tallies that every board reads."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from models.tables.base import CODE, DAY, METADATA, MOMENT, TEXT, WORD, number, version

Evidence = Table(
    "evidence",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("indicator", WORD, nullable=False),
    Column("slot", Integer, nullable=False, default=0),
    Column("tenure_id", Integer, nullable=False, default=0),
    Column("state", WORD, nullable=False),
    Column("reference", TEXT),
    Column("note", TEXT),
    Column("since", DAY, nullable=False),
    Column("recorded_at", MOMENT, nullable=False),
    Column("recorded_by", TEXT, nullable=False),
    version(),
    Column("kind", WORD),
    Index("uq_evidence_item", "election", "unit", "indicator", "slot", "tenure_id", unique=True),
)
"""What made an item SIAP, or what was last said of it.

An item is an indicator in a unit; ``slot`` tells several in one unit apart: the seat's id, the number
of a contact role, or 0. Items about a person belong to the tenure (``tenure_id``), so that a
replacement starts anew; elsewhere, and for N/A, ``tenure_id`` is 0. ``state`` is siap, klaim,
belum, unknown or na; ``since`` the day from which it holds. ``kind`` (of what makes it siap): see
models.rules.schema.EvidenceKind; None where nobody said."""

Report = Table(
    "report",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("area", CODE, primary_key=True),
    Column("indicator", WORD, primary_key=True),
    Column("first_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
)
"""When an area (kelurahan or kecamatan) first and last reported an indicator, even as "nihil"."""


Tally = Table(
    "tally",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("unit", CODE, primary_key=True),
    Column("counts", TEXT, nullable=False),
)
"""All counts of one region now, read by every board with one row a region. Kept by the unit of work.

``counts`` is JSON text (models.tally): a code of the election file, or ``@`` and a body's code for its filled seats,
-> models.readiness.Counts. ``level`` comes first in the key so that all units of a level are one scan."""

TallyDay = Table(
    "tally_day",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("unit", CODE, primary_key=True),
    Column("day", DAY, primary_key=True),
    Column("counts", TEXT, nullable=False),
)
"""The same at the end of each day on which it changed: trend, pace and "as of" are lookups."""
