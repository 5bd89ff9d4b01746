"""The journal as its readers need it: newest first, from one unit's view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from models import journal
from models.items import area
from models.queries import territory
from models.tables import Journal, JournalUnit


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. ``at`` is as stored (UTC); ``detail`` holds the facts of its sentence; ``undone``: taken back."""

    seq: int
    at: datetime
    actor: str
    verb: str
    election: str | None
    unit: str
    unit_name: str
    detail: dict[str, Any]
    undone: bool


def entries(
    connection: Connection, unit: str, *, limit: int, before: int | None = None, after: int | None = None
) -> tuple[EntryRow, ...]:
    """Entries that concern a unit, newest first: the ``limit`` before entry ``before`` (keyset), or the
    ``limit`` nearest after entry ``after``."""
    later = aliased(Journal)
    statement = (
        select(Journal, later.seq.label("undone_by"))
        .join(JournalUnit, JournalUnit.seq == Journal.seq)
        .outerjoin(later, later.undoes == Journal.seq)
        .where(JournalUnit.unit == unit)
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(JournalUnit.seq < before)
    if after is not None:
        statement = statement.where(JournalUnit.seq > after).order_by(JournalUnit.seq)
    else:
        statement = statement.order_by(JournalUnit.seq.desc())
    rows = connection.execute(statement).all()
    if after is not None:
        rows = rows[::-1]
    names = territory.names(connection, {area(row.unit) for row in rows})
    return tuple(
        EntryRow(
            row.seq,
            row.at,
            row.actor,
            row.verb,
            row.election,
            row.unit,
            names.get(area(row.unit), row.unit),
            journal.detail_of(row.detail),
            row.undone_by is not None,
        )
        for row in rows
    )
