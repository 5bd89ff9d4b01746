"""The items of an indicator as one SELECT: the only place that says in which state an item is.

Tallies count these rows and screens list them, so a figure and the list behind it cannot disagree.
Columns: ``unit``, ``area``, ``slot``, ``tenure_id``, ``state`` (siap, klaim, belum, unknown, na), ``since`` (the day
from which the state holds), ``reported`` (the area's last report), ``version`` and ``reference`` of its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, and_, case, cast, func, literal, null, or_, select

from models.rules.schema import Election, Indicator
from models.tables import Contact, Evidence, Neutrality, Person, Region, Report, Seat, Tenure, Tps
from models.units import LENGTHS, Level

Rows = Select[*tuple[Any, ...]]
"""A SELECT whose columns the docstring names."""

SIAP, KLAIM, BELUM, UNKNOWN, NA = "siap", "klaim", "belum", "unknown", "na"
STATES = (SIAP, KLAIM, BELUM, UNKNOWN, NA)
STAFFING = "@"
"""What a tally's indicator begins with when it counts the filled seats of a body."""

_LEVELS = {
    "tps": Level.TPS,
    "kelurahan": Level.KELURAHAN,
    "kecamatan": Level.KECAMATAN,
    "contact": Level.KECAMATAN,
}


def area_of(unit: Any) -> ColumnElement[str]:
    """SQL: the area that reports for a unit: a kelurahan for itself and its TPS, a kecamatan for itself."""
    return func.substr(unit, 1, LENGTHS[Level.KELURAHAN])


def _columns(unit: Any, slot: Any, tenure: Any, state: Any, since: Any, evidence: Any, report: Any) -> list[Any]:
    return [
        unit.label("unit"),
        area_of(unit).label("area"),
        slot.label("slot"),
        tenure.label("tenure_id"),
        state.label("state"),
        since.label("since"),
        report.c.last_at.label("reported"),
        (evidence.c.version if evidence is not None else null()).label("version"),
        (evidence.c.reference if evidence is not None else null()).label("reference"),
    ]


def _reported(election: str, indicator: str, unit: Any) -> Any:
    return and_(Report.c.election == election, Report.c.indicator == indicator, Report.c.area == area_of(unit))


def _proof(entity: Any, election: str, indicator: str, unit: Any, slot: Any, tenure: Any) -> ColumnElement[bool]:
    return and_(
        entity.c.election == election,
        entity.c.unit == unit,
        entity.c.indicator == indicator,
        entity.c.slot == slot,
        entity.c.tenure_id == tenure,
    )


def _seats(election: Election, indicator: Indicator) -> Rows:
    """One item a seat; an empty one is BELUM, and evidence counts only for the present holder.

    A missing item fell open when its seat last fell empty or its evidence was withdrawn: that somebody sits
    there by now, or claims something, does not make it younger. Where the register of cases moves the indicator, an
    open case of the holder makes the item BELUM, whatever the area reported; what was SIAP fell open with the case.
    """
    code, excluded = indicator.code, Evidence.alias()
    needs_asn = [
        and_(Seat.c.body == body, Seat.c.post == post.code)
        for body in indicator.bodies
        for post in election.body(body).posts
        if post.asn == "required"
    ]
    by_tenure = indicator.proof == "tenure"
    if by_tenure:
        steps: list[tuple[ColumnElement[bool], str]] = [(Tenure.c.decree.is_(None), KLAIM)]
        if needs_asn:
            steps.insert(0, (and_(or_(*needs_asn), Person.c.asn.is_(False)), BELUM))
        held: Any = case(*steps, else_=SIAP)
        since: Any = case((held == SIAP, Tenure.c.start_on), else_=Seat.c.open_since)
    else:
        held = func.coalesce(Evidence.c.state, BELUM)
        since = case(
            (Evidence.c.state == SIAP, Evidence.c.since),
            (Evidence.c.since < Seat.c.open_since, Seat.c.open_since),
            else_=func.coalesce(Evidence.c.since, Seat.c.open_since),
        )
    accused: list[tuple[ColumnElement[bool], str]] = []
    if indicator.register == "netralitas":
        opened = _accused(election)
        accused.append((opened.is_not(None), BELUM))
        fell = case((opened < Seat.c.open_since, Seat.c.open_since), else_=opened)
        since = case((and_(opened.is_not(None), Evidence.c.state == SIAP), fell), else_=since)
    state = case(
        (excluded.c.state == NA, NA),
        *accused,
        (Report.c.area.is_(None), UNKNOWN),
        (Seat.c.tenure_id.is_(None), BELUM),
        else_=held,
    )
    found = (
        select(
            *_columns(Seat.c.unit, Seat.c.id, Seat.c.tenure_id, state, since, None if by_tenure else Evidence, Report)
        )
        .select_from(Seat)
        .outerjoin(excluded, _proof(excluded, election.code, code, Seat.c.unit, Seat.c.id, 0))
        .outerjoin(Report, _reported(election.code, code, Seat.c.unit))
        .where(Seat.c.election == election.code, or_(*(Seat.c.body == body for body in indicator.bodies)))
    )
    if by_tenure or indicator.holders == "asn":
        found = found.outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
    if not by_tenure:
        found = found.outerjoin(
            Evidence, _proof(Evidence, election.code, code, Seat.c.unit, Seat.c.id, Seat.c.tenure_id)
        )
    if indicator.holders == "asn":
        return found.join(Person, Person.c.id == Tenure.c.person_id).where(Person.c.asn)
    return found.outerjoin(Person, Person.c.id == Tenure.c.person_id) if needs_asn and by_tenure else found


def _accused(election: Election) -> ColumnElement[date | None]:
    """SQL: the day of the oldest open case of the holder of a seat; null where there is none."""
    first = select(func.min(Neutrality.c.reported_on)).where(
        Neutrality.c.election == election.code,
        Neutrality.c.person_id == Tenure.c.person_id,
        Neutrality.c.closed_on.is_(None),
    )
    return first.correlate(Tenure).scalar_subquery()


def _places(election: Election, indicator: Indicator) -> Rows:
    """One item a TPS, a kelurahan, a kecamatan, or a contact of a kecamatan."""
    code = indicator.code
    slot: Any = literal(0)
    since: Any = Evidence.c.since
    table: Any
    unit: Any
    if indicator.counts == "tps":
        table, unit = Tps, Tps.c.code
        only: Any = Tps.c.election == election.code
        since = func.coalesce(Evidence.c.since, Tps.c.since)
    elif indicator.counts == "contact":
        table, unit = Contact, Contact.c.unit
        slots = election.tested()
        slot = case(slots, value=Contact.c.role)
        only = Contact.c.role.in_(slots)
    else:
        table, unit = Region, Region.c.code
        only = Region.c.level == _LEVELS[indicator.counts]
    state = case((Evidence.c.state.is_not(None), Evidence.c.state), (Report.c.area.is_(None), UNKNOWN), else_=BELUM)
    return (
        select(*_columns(unit, slot, literal(0), state, since, Evidence, Report))
        .select_from(table)
        .outerjoin(Evidence, _proof(Evidence, election.code, code, unit, slot, 0))
        .outerjoin(Report, _reported(election.code, code, unit))
        .where(only)
    )


def items(election: Election, indicator: Indicator, low: Any, high: Any | None) -> Rows:
    """The items of an indicator with ``low <= unit < high`` (models.units.span), in no order; without ``high`` those at
    exactly ``low``."""
    found = (_seats if indicator.counts == "seat" else _places)(election, indicator)
    return found.where(_inside(found.selected_columns.unit, low, high))


def _inside(unit: Any, low: Any, high: Any | None) -> ColumnElement[bool]:
    return unit == low if high is None else and_(unit >= low, unit < high)


def at(election: Election, indicator: Indicator, where: Sequence[str]) -> Rows:
    """The items of an indicator at exactly these units."""
    found = (_seats if indicator.counts == "seat" else _places)(election, indicator)
    return found.where(found.selected_columns.unit.in_(where))


def levels(election: Election, indicator: Indicator) -> frozenset[Level]:
    """The levels of the units that may have items of an indicator."""
    if indicator.counts == "seat":
        return frozenset(_LEVELS[election.body(body).level] for body in indicator.bodies)
    return frozenset({_LEVELS[indicator.counts]})


def counted(election: Election, indicator: Indicator, low: Any, high: Any | None) -> Rows:
    """Counts per area of ``items``: ``area`` and the fields of models.readiness.Counts in order."""
    each = items(election, indicator, low, high).subquery()
    missing = case(((each.c.state != SIAP) & (each.c.state != NA), func.coalesce(each.c.since, date.min)))
    tally = [func.sum(case((each.c.state == state, 1), else_=0)) for state in (NA, SIAP, KLAIM, BELUM)]
    last = func.max(each.c.reported)
    return select(each.c.area, func.count(), *tally, func.min(missing), last, last).group_by(each.c.area)


def staffed(election: Election, body: str, low: Any, high: Any | None) -> Rows:
    """The same columns for the seats of one body: filled is SIAP, empty is BELUM; nobody reports them."""
    area_column = area_of(Seat.c.unit)
    empty = func.sum(case((Seat.c.tenure_id.is_(None), 1), else_=0))
    opened = func.min(case((Seat.c.tenure_id.is_(None), func.coalesce(Seat.c.open_since, date.min))))
    never = cast(null(), DateTime())
    filled = func.count(Seat.c.tenure_id)
    return (
        select(area_column, func.count(), literal(0), filled, literal(0), empty, opened, never, never)
        .where(Seat.c.election == election.code, Seat.c.body == body, _inside(Seat.c.unit, low, high))
        .group_by(area_column)
    )
