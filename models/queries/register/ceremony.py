"""Who comes to a ceremony: the people in office of a body, and whether they have it already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, select

from models import items, units
from models.errors import Refused
from models.items import BELUM, NA, SIAP
from models.queries.names import beyond
from models.rules.schema import Election, Indicator
from models.tables import Evidence, Person, Region, Seat, Tenure

PAKTA = "N1"
"""The indicator of the Pakta Integritas (readiness.md), which is signed at the oath (domain 4.6)."""
OATH = "sumpah"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in office. ``state`` of what the ceremony is about: siap, klaim, belum or unknown; ``seen`` tells
    whether that changed (the day of the oath, the version of the evidence); ``anchor`` finds the next page."""

    tenure_id: int
    seat_id: int
    person_id: int
    name: str
    asn: bool
    body: str
    post: str
    ordinal: int
    unit: str
    unit_name: str
    decree: str | None
    sworn_on: date | None
    state: str
    seen: date | int | None
    anchor: tuple[str, int]


def proved_by(election: Election, kind: str) -> Indicator | None:
    """The indicator that a ceremony proves: ``pakta``, ``sumpah`` (the oath, with the pakta), or a code. None: none in
    this election. Raises Refused (ceremony_unknown)."""
    code = PAKTA if kind in ("pakta", OATH) else kind
    found = next((one for one in election.indicators if one.code == code), None)
    if found is None and kind == OATH:
        return None
    if found is None or found.counts != "seat" or found.proof != "evidence":
        raise Refused("ceremony_unknown", kind=kind)
    return found


def gathering(
    connection: Connection,
    election: Election,
    kind: str,
    body: str | None,
    unit: str,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 10_000,
) -> tuple[Attendee, ...]:
    """Who may be ticked: the holders of a body (None: of all that the ceremony is about) in a unit, by unit and rank.
    Who is not counted (N/A) is left out. Raises Refused (ceremony_unknown)."""
    rule, (low, high) = proved_by(election, kind), units.span(unit)
    bodies = [body] if body is not None else None
    if rule is not None and kind != OATH:
        bodies = [one for one in rule.bodies if body in (None, one)]
    proof, excluded = Evidence.alias(), Evidence.alias()

    def of(entity: Any, tenure: Any) -> Any:
        code = rule.code if rule is not None else ""
        return and_(
            entity.c.election == election.code, entity.c.unit == Seat.c.unit, entity.c.indicator == code,
            entity.c.slot == Seat.c.id, entity.c.tenure_id == tenure,
        )  # fmt: skip

    sworn = case((Tenure.c.sworn_on.is_not(None), SIAP), else_=BELUM)
    state = sworn if kind == OATH else case((proof.c.state.is_not(None), proof.c.state), else_=BELUM)
    seen = Tenure.c.sworn_on if kind == OATH else proof.c.version
    found = (
        select(
            Tenure.c.id, Seat.c.id, Person.c.id, Person.c.name, Person.c.asn, Seat.c.body, Seat.c.post, Seat.c.ordinal,
            Seat.c.unit, Region.c.name, Tenure.c.decree, Tenure.c.sworn_on, state, seen,
            Seat.c.rank,
        )
        .select_from(Seat)
        .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .outerjoin(Region, Region.c.code == items.area_of(Seat.c.unit))
        .outerjoin(proof, of(proof, Seat.c.tenure_id))
        .outerjoin(excluded, of(excluded, 0))
        .where(Seat.c.election == election.code, Seat.c.unit >= low, Seat.c.unit < high)
    )  # fmt: skip
    if kind != OATH:
        found = found.where(excluded.c.state.is_(None) | (excluded.c.state != NA))
    if bodies is not None:
        found = found.where(Seat.c.body.in_(bodies))
    if rule is not None and kind != OATH and rule.holders == "asn":
        found = found.where(Person.c.asn)
    order = (Seat.c.unit, Seat.c.rank)
    if after is not None:
        found = found.where(beyond(order, after, down=False, inclusive=False))
    rows: Any = connection.execute(found.order_by(*order).limit(limit))
    return tuple(Attendee(*(*row[:14], (row[8], row[14]))) for row in rows)
