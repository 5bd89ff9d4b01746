"""What is remembered of files that were imported."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from models.tables.base import METADATA, MOMENT, TEXT, version

Mapping = Table(
    "mapping",
    METADATA,
    Column("shape", String(64), primary_key=True),
    Column("columns", TEXT, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("at", MOMENT, nullable=False),
    version(),
)
"""Which column of a spreadsheet of one shape means what: ``shape`` is the digest of its header's words in order,
``columns`` JSON text ``{position: field}``. A person corrected or confirmed it once; files of that shape follow it."""
