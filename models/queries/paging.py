"""Pages of registers by keyset: where one begins, which rows it has, where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, tuple_

from models import units
from models.queries import territory


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins: behind a row (``anchor``; None: the start), with ``back`` in front of it (None: the end);
    ``inclusive``: with that row."""

    anchor: Any = None
    back: bool = False
    inclusive: bool = False


class Group(NamedTuple):
    """Some rows of a list: which, and what they are listed by."""

    statement: Select[Any]
    keys: tuple[Any, ...]
    latest_first: bool = False


def inside(column: Any, unit: str) -> list[ColumnElement[bool]]:
    """At or below a unit; of the nation everything."""
    if unit == units.NATION:
        return []
    low, high = units.span(unit)
    return [column >= low, column < high]


def within(column: Any) -> list[ColumnElement[bool]]:
    """The same of a unit that is said when it is asked (``bounds``)."""
    return [column >= bindparam("low"), column < bindparam("high")]


def bounds(unit: str) -> dict[str, str]:
    """What ``within`` needs to know; of the nation nothing."""
    if unit == units.NATION:
        return {}
    low, high = units.span(unit)
    return {"low": low, "high": high}


def page(
    connection: Connection,
    statement: Select[Any],
    keys: tuple[Any, ...],
    edge: Edge,
    limit: int,
    *,
    latest_first: bool = False,
) -> list[Any]:
    """A page of rows that are listed by ``keys``, in the order of the list."""
    falling = edge.back != latest_first
    if edge.anchor is not None:
        place, here = tuple_(*keys), tuple(edge.anchor)
        beyond = place < here if falling else place > here
        statement = statement.where(beyond | (place == here) if edge.inclusive else beyond)
    order = [key.desc() for key in keys] if falling else list(keys)
    rows = list(connection.execute(statement.order_by(*order).limit(limit)))
    return rows[::-1] if edge.back else rows


def unit_names(connection: Connection, rows: Sequence[Any]) -> dict[str, str]:
    """The name of each row's unit; of a TPS that of its kelurahan."""
    area = {row.unit: row.unit[: units.LENGTHS[units.Level.KELURAHAN]] for row in rows}
    names = territory.names(connection, set(area.values()))
    return {unit: names.get(code, unit) for unit, code in area.items()}


def grouped(connection: Connection, groups: Sequence[Group], edge: Edge, limit: int) -> list[Any]:
    """A page of a list that consists of groups of rows, one behind the other. An anchor begins with the number of its
    group."""
    found = list[Any]()
    order = range(len(groups))[:: -1 if edge.back else 1]
    first = order.index(edge.anchor[0]) if edge.anchor is not None else 0
    for at, group in enumerate(order):
        if at < first or len(found) >= limit:
            continue
        here = Edge(None, edge.back)
        if edge.anchor is not None and at == first:
            here = Edge(edge.anchor[1:], edge.back, edge.inclusive)
        one = groups[group]
        rows = page(connection, one.statement, one.keys, here, limit - len(found), latest_first=one.latest_first)
        found = rows + found if edge.back else found + rows
    return found
