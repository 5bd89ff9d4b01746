"""The rows of the list of seats, by their ids: everything that is shown of a seat is joined here, and only here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, select

from models import items
from models.rules.schema import Election, Indicator
from models.tables import Evidence, Person, Region, Seat, Tenure

Anchor = tuple[Any, ...]
"""Where a row stands in an order: the number of the part of the list, then its values in plain columns."""
MANY = 1_000
"""Seats that are asked for at once."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat with its holder. ``since``: the tenure's first day, or the day the seat fell empty. ``proofs``: the
    state of each of ``proofs(election)`` for this holder. ``anchor`` finds the next page; ``person_id``: the holder."""

    id: int
    unit: str
    unit_name: str
    body: str
    post: str
    ordinal: int
    tenure_id: int | None
    name: str | None
    asn: bool | None
    decree: str | None
    since: date | None
    version: int
    proofs: tuple[str, ...]
    anchor: Anchor
    person_id: int | None = None
    decree_on: date | None = None


@lru_cache(maxsize=8)
def proofs(election: Election) -> tuple[Indicator, ...]:
    """The indicators with a column on the list: evidence about people that also stands on the board's panels."""
    found = [one for one in election.indicators if one.counts == "seat" and one.proof == "evidence" and one.panel]
    return tuple(found[:2])


def proved(statement: Any, rule: Indicator) -> tuple[Any, ColumnElement[str]]:
    """A statement on seats with the evidence of one indicator joined, and the holder's state by it ("": the seat is
    not counted)."""
    proof, excluded = Evidence.alias(), Evidence.alias()

    def of(entity: Any, tenure: Any) -> ColumnElement[bool]:
        return and_(
            entity.c.election == Seat.c.election,
            entity.c.unit == Seat.c.unit,
            entity.c.indicator == rule.code,
            entity.c.slot == Seat.c.id,
            entity.c.tenure_id == tenure,
        )

    joined = statement.outerjoin(proof, of(proof, Seat.c.tenure_id)).outerjoin(excluded, of(excluded, 0))
    counted = case(
        (Seat.c.body.not_in(rule.bodies), ""), else_=func.coalesce(excluded.c.state, proof.c.state, items.BELUM)
    )
    return joined, counted


def rows(connection: Connection, election: Election, found: Sequence[tuple[int, Anchor]]) -> tuple[SeatRow, ...]:
    """The seats of these ids, in that order, each with its anchor. One that is gone is left out."""
    values: dict[int, Any] = {}
    for at in range(0, len(found), MANY):
        ids = [seat for seat, _ in found[at : at + MANY]]
        values.update((row[0], row) for row in connection.execute(_statement(election), {"ids": ids}))
    return tuple(_row(values[seat], anchor) for seat, anchor in found if seat in values)


@lru_cache(maxsize=8)
def _statement(election: Election) -> Select[*tuple[Any, ...]]:
    statement: Any = (
        select(
            Seat.c.id,
            Seat.c.unit,
            Region.c.name,
            Seat.c.body,
            Seat.c.post,
            Seat.c.ordinal,
            Seat.c.tenure_id,
            Person.c.name,
            Person.c.asn,
            Tenure.c.decree,
            func.coalesce(Tenure.c.start_on, Seat.c.open_since),
            Seat.c.version,
            Tenure.c.person_id,
            Tenure.c.decree_on,
        )
        .select_from(Seat)
        .outerjoin(Region, Region.c.code == items.area_of(Seat.c.unit))
        .outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        # Nothing but ids: SQLite would rather walk through all seats of an election that is named beside them.
        .where(Seat.c.id.in_(bindparam("ids", expanding=True)))
    )
    for rule in proofs(election):
        statement, state = proved(statement, rule)
        statement = statement.add_columns(state)
    return statement  # type: ignore[no-any-return]


def _row(row: Any, anchor: Anchor) -> SeatRow:
    values: list[Any] = [*row[:12], tuple(row[14:]), anchor, row[12], row[13]]
    return SeatRow(*values)
