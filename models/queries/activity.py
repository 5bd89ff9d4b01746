"""The journal as its readers need it: newest first, from one unit's view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models import journal
from models.actor import REHEARSAL
from models.items import Rows, area
from models.queries import territory
from models.tables import Evidence, Journal, JournalUnit, Person, Seat, Tenure


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


def rehearsed(connection: Connection) -> bool:
    """Whether everything here is made up: the first entry of the journal is that of a rehearsal."""
    first = select(Journal.c.actor).order_by(Journal.c.seq).limit(1)
    return connection.scalar(first) == REHEARSAL


def entries(
    connection: Connection, unit: str, *, limit: int, before: int | None = None, after: int | None = None
) -> tuple[EntryRow, ...]:
    """Entries that concern a unit, newest first: the ``limit`` before entry ``before`` (keyset), or the
    ``limit`` nearest after entry ``after``."""
    later = Journal.alias()
    statement = (
        select(Journal, later.c.seq.label("undone_by"))
        .join(JournalUnit, JournalUnit.c.seq == Journal.c.seq)
        .outerjoin(later, later.c.undoes == Journal.c.seq)
        .where(JournalUnit.c.unit == unit)
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(JournalUnit.c.seq < before)
    if after is not None:
        statement = statement.where(JournalUnit.c.seq > after).order_by(JournalUnit.c.seq)
    else:
        statement = statement.order_by(JournalUnit.c.seq.desc())
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


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row that an entry changed. ``before`` None: it was made; ``after`` None: it was removed; else both hold the
    columns that changed. Days and moments are ISO text. ``about`` says which row it is, as far as it is still there
    or the change tells: unit, unit_name, indicator, body, post, ordinal, name (of a person), role."""

    table: str
    key: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    about: dict[str, Any]


def changes(connection: Connection, seq: int, *, limit: int = 500) -> tuple[ChangeRow, ...]:
    """What an entry changed, row by row, at most ``limit`` rows; nothing for an entry that is not there."""
    text = connection.scalar(select(Journal.c.changes).where(Journal.c.seq == seq))
    found = journal.changes_of(text)[:limit] if text else []
    known = {name: _known(connection, name, found) for name in _ABOUT}
    abouts = [
        {**one.key, **(one.after or {}), **(one.before or {}), **known.get(one.table, {}).get(one.key.get("id"), {})}
        for one in found
    ]
    for about in abouts:
        about["unit"] = about.get("unit") or about.get("area") or about.get("code")
    names = territory.names(connection, {area(about["unit"]) for about in abouts if about["unit"]})
    return tuple(
        ChangeRow(
            one.table,
            one.key,
            one.before,
            one.after,
            {name: about.get(name) for name in _FIELDS} | {"unit_name": names.get(area(about["unit"] or ""), "")},
        )
        for one, about in zip(found, abouts, strict=True)
    )


_FIELDS = ("unit", "indicator", "body", "post", "ordinal", "name", "role")


def _known(connection: Connection, name: str, found: list[journal.Change]) -> dict[Any, dict[str, Any]]:
    """What the rows of one table are about, by id."""
    ids = sorted({one.key["id"] for one in found if one.table == name})
    known: dict[Any, dict[str, Any]] = {}
    for at in range(0, len(ids), 500):
        rows = connection.execute(_ABOUT[name](ids[at : at + 500]))
        known.update((row["id"], {key: value for key, value in row.items() if key != "id"}) for row in rows.mappings())
    return known


_ABOUT: dict[str, Callable[[list[Any]], Rows]] = {
    "evidence": lambda ids: (
        select(
            Evidence.c.id,
            Evidence.c.unit,
            Evidence.c.indicator,
            Seat.c.body,
            Seat.c.post,
            Seat.c.ordinal,
            Person.c.name,
        )
        .outerjoin(Seat, (Seat.c.id == Evidence.c.slot) & (Evidence.c.tenure_id != 0))
        .outerjoin(Tenure, Tenure.c.id == Evidence.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        .where(Evidence.c.id.in_(ids))
    ),
    "seat": lambda ids: select(Seat.c.id, Seat.c.unit, Seat.c.body, Seat.c.post, Seat.c.ordinal).where(
        Seat.c.id.in_(ids)
    ),
    "tenure": lambda ids: (
        select(Tenure.c.id, Seat.c.unit, Seat.c.body, Seat.c.post, Seat.c.ordinal, Person.c.name)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .where(Tenure.c.id.in_(ids))
    ),
    "person": lambda ids: select(Person.c.id, Person.c.name).where(Person.c.id.in_(ids)),
}
"""Tables whose rows are known by a number: what a row is about."""
