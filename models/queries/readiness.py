"""The items behind a figure, a page at a time by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, literal, select, tuple_

from models import items, units
from models.queries import territory
from models.rules.schema import Election, Indicator
from models.tables import Person, Seat, Tenure


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: where, in which state since when, and what proves it. ``body``, ``post``, ``ordinal`` and ``name``
    (of the holder, None for an empty seat) are there for seats; ``slot`` numbers a contact's role."""

    unit: str
    unit_name: str
    slot: int
    tenure_id: int
    state: str
    since: date | None
    reference: str | None
    version: int | None
    body: str | None = None
    post: str | None = None
    ordinal: int | None = None
    name: str | None = None

    @property
    def anchor(self) -> tuple[str, int]:
        return (self.unit, self.slot)


def listed(
    connection: Connection,
    election: Election,
    indicator: Indicator,
    unit: str,
    *,
    states: tuple[str, ...] = (),
    after: tuple[str, int] | None = None,
    before: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[ItemRow, ...]:
    """The ``limit`` items after (or before) an anchor, by unit and slot; only those in ``states`` if given."""
    each = items.items(election, indicator, *units.span(unit)).subquery()
    statement = select(each)
    if indicator.counts == "seat":
        statement = (
            statement.add_columns(Seat.c.body, Seat.c.post, Seat.c.ordinal, Person.c.name)
            .join(Seat, Seat.c.id == each.c.slot)
            .outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
            .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        )
    if states:
        statement = statement.where(each.c.state.in_(states))
    place = tuple_(each.c.unit, each.c.slot)
    anchor = before or after
    if anchor is not None:
        value = tuple_(literal(anchor[0]), literal(anchor[1]))
        statement = statement.where(place < value if before else place > value)
    order = (each.c.unit.desc(), each.c.slot.desc()) if before else (each.c.unit, each.c.slot)
    rows = connection.execute(statement.order_by(*order).limit(limit)).all()
    names = territory.names(connection, {row.area for row in rows})
    found = [_row(row, names.get(row.area, row.unit)) for row in rows]
    return tuple(found[::-1] if before else found)


def by_state(connection: Connection, election: Election, indicator: Indicator, unit: str) -> dict[str, int]:
    """How many items of an indicator stand in each state below a unit."""
    each = items.items(election, indicator, *units.span(unit)).subquery()
    rows = connection.execute(select(each.c.state, func.count()).group_by(each.c.state))
    return {row[0]: row[1] for row in rows}


def _row(row: Any, name: str) -> ItemRow:
    since = date.fromisoformat(row.since) if isinstance(row.since, str) else row.since
    seat = (row.body, row.post, row.ordinal, row.name) if hasattr(row, "body") else ()
    return ItemRow(row.unit, name, row.slot, row.tenure_id or 0, row.state, since, row.reference, row.version, *seat)
