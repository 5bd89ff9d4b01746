"""A ceremony: what many people in office did on one day, by one paper, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from models.errors import Refused
from models.items import NA
from models.journal import Row
from models.queries.register.ceremony import OATH, PAKTA, proved_by
from models.rules.schema import Indicator
from models.services import contested, evidence
from models.services.contested import Contested
from models.services.evidence import Item
from models.tables import Evidence, Person, Seat, Tenure
from models.text import clean
from models.uow import UnitOfWork

__all__ = ["OATH", "PAKTA", "hold"]
SLICE = 500


def hold(
    work: UnitOfWork,
    kind: str,
    tenures: Collection[int],
    *,
    reference: str,
    on: date,
    place: str = "",
    witness: str = "",
    seen: Mapping[int, Any] | None = None,
) -> int:
    """Record a ceremony for the people of these open tenures; returns how many there are.

    ``kind``: ``pakta`` (the Pakta Integritas is signed), ``sumpah`` (the oath, and the pakta with it where the body
    signs one), or the code of an indicator (``P5``: bimtek was attended). ``reference``: number of the paper that
    proves it. ``seen``: ``Attendee.seen`` of each tenure as it was shown (None: not checked). All or none.

    Raises Clash (its ``rows`` can be chosen one by one, by tenure), Refused: nobody_chosen, ceremony_unknown,
    tenure_missing (ended meanwhile), decree_missing (an oath needs one), date_future, date_order (before the decree),
    and as ``evidence.record``.
    """
    rule = proved_by(work.rules, kind)
    if not tenures:
        raise Refused("nobody_chosen")
    work.until_today(on)
    there, left = _in_office(work, sorted(set(tenures)))
    if left and seen is None:
        raise Refused("tenure_missing", count=len(left))
    where, who = clean(place) or None, clean(witness) or None
    oath = {"sworn_on": on, "sworn_at": where, "witness": who}
    chosen = _counted(work, rule, there, all_=kind != OATH) if rule is not None else []
    if seen is not None:
        rows = [_ended(one, oath if kind == OATH else {"reference": clean(reference), "since": on}) for one in left]
        if kind == OATH:
            rows += _sworn(there, oath, seen)
        elif rule is not None:
            shown = [replace(one, version=seen.get(one.tenure_id), checked=True) for one in chosen]
            rows += [
                replace(row, key=row.tenure_id, now=row.now.version)
                for row in evidence.apart(work, rule, shown, reference=reference, on=on)
            ]
        if rows:
            raise contested.of_rows(work, rows, len(there) + len(left), what="ceremony")
    if kind == OATH:
        _swear(work, [one.tenure for one in there], oath)
    if rule is not None and chosen:
        note = " · ".join(one for one in (where, who) if one)
        evidence.record(work, rule, chosen, reference=reference, note=note, on=on, seen=True)
    for unit in {one.unit for one in there}:
        work.touch((), unit)
    bodies = sorted({one.body for one in there})
    work.detail = {"kind": kind, "count": len(there), "bodies": bodies, "reference": clean(reference)}
    work.detail |= {"indicator": rule.code if rule is not None and chosen else ""}
    return len(there)


class _Held(NamedTuple):
    """Somebody in office: the row of the tenure, and what is needed of the seat."""

    tenure: Row
    seat: int
    unit: str
    body: str
    asn: bool


def _in_office(work: UnitOfWork, tenures: Sequence[int]) -> tuple[list[_Held], list[_Held]]:
    """The people of these tenures as they stand: those in office, and those who left. Raises Refused (tenure_missing)
    where one is of another election, or is not there at all."""
    found: list[_Held] = []
    names = [column.name for column in Tenure.c]
    # Nothing but ids: SQLite would rather walk through all seats of an election that is named beside them.
    statement = (
        select(*Tenure.c, Seat.c.election, Seat.c.id, Seat.c.unit, Seat.c.body, Person.c.asn)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
    )
    for at in range(0, len(tenures), SLICE):
        for row in work.connection.execute(statement.where(Tenure.c.id.in_(tenures[at : at + SLICE]))):
            tenure: Row = dict(zip(names, row, strict=False))
            election, *seat = row[len(names) :]
            if election == work.rules.code:
                found.append(_Held(tenure, *seat))
    if len(found) < len(tenures):
        raise Refused("tenure_missing", count=len(tenures) - len(found))
    left = [one for one in found if one.tenure["end_on"] is not None]
    return [one for one in found if one.tenure["end_on"] is None], left


def _ended(one: _Held, mine: Row) -> Contested:
    """Whoever left meanwhile was not there."""
    theirs = {name: one.tenure[name] for name in ("end_on", "end_reason")}
    number = one.tenure["id"]
    return Contested(number, one.unit, mine, theirs, open=False, slot=one.seat, tenure_id=number)


def _sworn(there: Sequence[_Held], mine: Row, seen: Mapping[int, Any]) -> list[Contested]:
    """Those of whom somebody else recorded another oath since they were shown."""
    rows: list[Contested] = []
    for one in there:
        number, theirs = one.tenure["id"], {name: one.tenure[name] for name in mine}
        if theirs["sworn_on"] != seen.get(number) and theirs != mine:
            now = theirs["sworn_on"]
            rows.append(Contested(number, one.unit, mine, theirs, now, slot=one.seat, tenure_id=number))
    return rows


def _swear(work: UnitOfWork, tenures: Sequence[Row], values: Row) -> None:
    """Everybody's oath. Raises Refused: decree_missing, date_order."""
    on = values["sworn_on"]
    for tenure in tenures:
        if tenure["decree"] is None:
            raise Refused("decree_missing", count=sum(one["decree"] is None for one in tenures))
        if tenure["decree_on"] is not None and on < tenure["decree_on"]:
            raise Refused("date_order", day=on, after=tenure["decree_on"])
    work.update_many(Tenure, [(tenure, values) for tenure in tenures])


def _counted(work: UnitOfWork, rule: Indicator, there: Sequence[_Held], *, all_: bool) -> list[Item]:
    """The items of these people that the indicator counts. ``all_``: raises Refused (item_missing, item_excluded) where
    one is not; else they are left out, as at an oath of bodies that sign no pakta."""
    excluded = _excluded(work, rule, sorted({one.unit for one in there}))
    chosen: list[Item] = []
    for one in there:
        counts = one.body in rule.bodies and (one.asn or rule.holders == "all")
        if counts and one.seat not in excluded:
            chosen.append(Item(one.unit, one.seat, one.tenure["id"], checked=False))
        elif all_:
            raise Refused("item_excluded" if counts else "item_missing", unit=one.unit, indicator=rule.code)
    return chosen


def _excluded(work: UnitOfWork, rule: Indicator, where: Sequence[str]) -> set[int]:
    """The seats there that do not count (N/A)."""
    found: set[int] = set()
    for at in range(0, len(where), SLICE):
        rows = select(Evidence.c.slot).where(
            Evidence.c.election == work.rules.code,
            Evidence.c.unit.in_(where[at : at + SLICE]),
            Evidence.c.indicator == rule.code,
            Evidence.c.tenure_id == 0,
            Evidence.c.state == NA,
        )
        found |= set(work.connection.scalars(rows))
    return found
