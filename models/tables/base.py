"""What all tables share: one registry, names for constraints that migrations can refer to, common columns.

Tables, not mapped classes: every read returns rows and every write goes through the unit of work, so nothing here
needs the object mapper, whose import and set-up would cost each session a fifth of its start and 8 MiB.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
"""Every table. Dates are calendar days; moments are UTC without a zone (models.clock.stored)."""

CODE = String(17).with_variant(String(17, collation="C"), "postgresql")
"""A unit code, at the longest that of a TPS. Bytewise on every engine: a unit's descendants are one range."""
WORD = String(32).with_variant(String(32, collation="C"), "postgresql")
"""A short code from an election file: election, body, post, indicator, role."""
DAY, MOMENT = Date(), DateTime()
TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def version() -> Column[int]:
    """Grows by one with every change of the row: what a screen read is compared with what stands there now."""
    return Column("version", Integer, nullable=False, default=1, server_default="1")


def number() -> Column[int]:
    """A row's number. The program gives it (models.uow): it holds the only write lock, and so every engine numbers
    alike."""
    return Column("id", Integer, primary_key=True, autoincrement=False)
