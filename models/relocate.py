"""A region gets another code, and everything that stands at or below it goes with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, exists, func, literal, select, update

from models import units
from models.tables import METADATA, Account, ElectionRow, Journal, JournalUnit
from models.tables.base import CODE


def relocate(connection: Connection, old: str, new: str) -> None:
    """Change the code ``old`` to ``new``, of the same level and unknown here so far, wherever it stands.

    The journal's own text stays as it was written; its index follows, so that the unit keeps its history. The parent of
    the region itself is the caller's to set.
    """
    _merge_history(connection, old, new)
    for table in METADATA.sorted_tables:
        for column in _codes(table):
            moved = literal(new) + func.substr(column, len(old) + 1)
            connection.execute(update(table).values({column: moved}).where(*_at(connection, table, column, old)))


def remove(connection: Connection, unit: str, *, below: bool) -> None:
    """Take a region out as if it had never been set up, with everything that stands at its code (and ``below`` it)."""
    for table in reversed(METADATA.sorted_tables):
        for column in _codes(table)[:1]:
            if table not in (JournalUnit, Account):  # who may write there is still somebody
                only = () if below else (column == unit,)
                connection.execute(delete(table).where(*_at(connection, table, column, unit), *only))


def _codes(table: Table) -> list[Any]:
    """The columns of a table that hold the code of a unit; none of the journal, which is sealed."""
    return [column for column in table.c if column.type is CODE and table is not Journal]


def _at(connection: Connection, table: Table, column: Any, unit: str) -> list[Any]:
    """Rows at or below a unit. The elections are named, for the indexes begin with them."""
    low, high = units.span(unit)
    named = []
    if "election" in table.c:
        named.append(table.c.election.in_(connection.scalars(select(ElectionRow.c.code)).all()))
    return [*named, column >= low, column < high]


def _merge_history(connection: Connection, old: str, new: str) -> None:
    """An entry that already concerns the unit under its new code (the code was used before) keeps one row."""
    low, high = units.span(old)
    other = JournalUnit.alias()
    moved = literal(new) + func.substr(JournalUnit.c.unit, len(old) + 1)
    same = exists(select(other.c.seq).where(other.c.unit == moved, other.c.seq == JournalUnit.c.seq))
    connection.execute(delete(JournalUnit).where(JournalUnit.c.unit >= low, JournalUnit.c.unit < high, same))
