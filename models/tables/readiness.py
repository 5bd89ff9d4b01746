"""What is ready: evidence, which areas ever reported, and the tallies that every board reads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Table

from models.tables.base import CODE, DAY, METADATA, MOMENT, TEXT, WORD, version

Evidence = Table(
    "evidence",
    METADATA,
    Column("id", Integer, primary_key=True),
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
    Index("uq_evidence_item", "election", "unit", "indicator", "slot", "tenure_id", unique=True),
)
"""What made an item SIAP, or what was last said of it.

An item is an indicator in a unit; ``slot`` tells several in one unit apart: the seat's id, the number
of a contact role, or 0. Items about a person belong to the tenure (``tenure_id``), so that a
replacement starts anew; elsewhere, and for N/A, ``tenure_id`` is 0. ``state`` is siap, klaim,
belum, unknown or na; ``since`` the day from which it holds."""

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


def _counts() -> list[Column[Any]]:
    """The columns of models.readiness.Counts."""
    whole = ("items", "na", "siap", "klaim", "belum")
    return [
        *(Column(name, Integer, nullable=False) for name in whole),
        Column("open_since", DAY),
        Column("reported", MOMENT),
        Column("newest", MOMENT),
    ]


def _key() -> list[Column[Any]]:
    return [
        Column("election", WORD, primary_key=True),
        Column("unit", CODE, primary_key=True),
        Column("indicator", WORD, primary_key=True),
    ]


Tally = Table("tally", METADATA, *_key(), *_counts(), sqlite_with_rowid=False)
"""The counts of one indicator in one region now. Kept by the unit of work, read by every board.

``indicator`` is a code of the election file, or ``@`` and a body's code for its filled seats."""

TallyDay = Table(
    "tally_day", METADATA, *_key(), Column("day", DAY, primary_key=True), *_counts(), sqlite_with_rowid=False
)
"""The same at the end of each day on which it changed: trend, pace and "as of" are lookups."""
