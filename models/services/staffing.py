"""Seats filled and emptied: appoint, complete the decree, end a tenure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select

from models import bulk, prepared, tally, units
from models.errors import Refused
from models.journal import Row
from models.services import contested
from models.services.appointment import Appointment, checked_name
from models.services.contested import Contested
from models.services.evidence import report_areas
from models.tables import Person, Seat, Tenure
from models.text import clean, key
from models.uow import UnitOfWork

END_REASONS = ("masa_habis", "mundur", "berhenti", "wafat", "berhalangan")
"""Why a tenure ends: term over, resigned, dismissed, died, unable (PKPU 8/2022 on replacement, PAW)."""
LATER = ("decree_on", "replaces")
"""Columns of a tenure that most appointments leave empty."""


def appoint(work: UnitOfWork, wanted: Appointment) -> Row:
    """Fill an empty seat; returns the new tenure. Without a decree the seat counts as KLAIM.

    Raises Clash when somebody filled the seat meanwhile (``seat`` of its detail says who sits there), Refused:
    seat_missing, name_empty, name_long, date_future (and behind the day on which the body begins), date_order (before
    the last holder left), not_eligible and what else ``admission.admit`` does.
    """
    seat, name = _seat(work, wanted.seat_id), _name_of(work, wanted)
    if seat["tenure_id"] is not None or wanted.version not in (None, seat["version"]):
        raise contested.of_a_seat(work, seat, name)
    _dated(work, wanted.start_on, seat["open_since"], _begins(work, seat))
    if wanted.decree_on is not None:
        _dated(work, wanted.decree_on, None)
    _watch(work, seat, filled=True)
    tenure = _fill(work, seat, name, wanted)
    work.detail = {
        "name": name,
        "body": seat["body"],
        "post": seat["post"],
        "count": 1,
        "decree": tenure["decree"],
    }
    return tenure


def appoint_many(work: UnitOfWork, wanted: Sequence[Appointment]) -> int:
    """Fill many seats at once (an import, a rehearsal); all or none. Returns how many.

    Raises Refused: seat_missing, seat_taken, name_empty, name_long, date_future, not_eligible and what else
    ``admission.admit`` does.
    """
    seats = _seats(work, [one.seat_id for one in wanted])
    admitted = _admitted(work, [(seats.get(one.seat_id), one) for one in wanted if one.judged])
    people: list[Row] = []
    tenures: list[Row] = []
    filled: list[tuple[Row, Row]] = []
    for one in wanted:
        seat = seats.pop(one.seat_id, None)
        if seat is None or seat["tenure_id"] is not None:
            found = _seat(work, one.seat_id)
            raise Refused("seat_taken", unit=found["unit"], holder=_holder(work, found["tenure_id"]))
        _dated(work, one.start_on, None, _begins(work, seat))
        tenure = work.next_id(Tenure)
        if one.judged:
            person = next(admitted)
        else:
            name, person = checked_name(one.name), work.next_id(Person)
            people.append({"id": person, "name": name, "name_key": key(name), "asn": one.asn, "version": 1})
        tenures.append({"id": tenure, "version": 1, **_tenure(seat["id"], person, one)})
        filled.append((seat, {"tenure_id": tenure, "open_since": None}))
    work.insert_many(Person, people)
    work.insert_many(Tenure, _alike(tenures))
    work.update_many(Seat, filled)
    touched(work, [seat for seat, _ in filled])
    work.detail = {"bodies": sorted({seat["body"] for seat, _ in filled}), "count": len(wanted)}
    return len(wanted)


def complete_decree(
    work: UnitOfWork, seat_id: int, decree: str, *, on: date | None = None, seen: Mapping[str, Any] | None = None
) -> Row:
    """Add or correct the decree (SK) of the present holder, ``on`` its date. ``seen``: tenure_id, decree and decree_on
    as they were shown (None: not checked).

    Raises Clash, Refused: seat_missing, seat_empty, decree_empty, date_future.
    """
    seat, number, seen = _seat(work, seat_id), clean(decree), seen or {}
    if seat["tenure_id"] is None:
        raise Refused("seat_empty", unit=seat["unit"])
    if not number:
        raise Refused("decree_empty")
    if on is not None:
        _dated(work, on, None)
    same_holder(work, seat, seen, mine=number)
    tenure = work.get(Tenure, id=seat["tenure_id"])
    assert tenure is not None
    values = {"decree": number, **({} if on is None else {"decree_on": on})}
    work.unchanged(tenure, values, seen, what="seat", unit=seat["unit"])
    _watch(work, seat)
    done = work.update(Tenure, tenure, **values)
    work.update(Seat, seat, tenure_id=seat["tenure_id"])
    touched(work, [seat])
    holder = _holder(work, tenure["id"])
    work.detail = {"name": holder, "body": seat["body"], "post": seat["post"], "decree": number}
    return done


def end_tenure(
    work: UnitOfWork, seat_id: int, end_on: date, reason: str, *, seen: Mapping[str, Any] | None = None
) -> Row:
    """The holder leaves the seat on ``end_on``, perhaps before their term begins; it is empty from that day. Returns
    the ended tenure. ``seen``: the tenure_id that was shown, and its end_on and end_reason (None: not checked). One
    that ended meanwhile is corrected when its end was seen.

    Raises Clash, Refused: seat_missing, seat_empty, reason_unknown, date_future, date_order (also: after the next one
    began).
    """
    seat, seen = _seat(work, seat_id), {"end_on": None, "end_reason": None, **(seen or {})}
    tenure_id = seen.get("tenure_id") or seat["tenure_id"]
    tenure = work.get(Tenure, id=tenure_id) if tenure_id is not None else None
    if tenure is None or tenure["seat_id"] != seat["id"]:
        raise Refused("seat_empty", unit=seat["unit"])
    if reason not in END_REASONS:
        raise Refused("reason_unknown", reason=reason)
    holder, values = _holder(work, tenure["id"]), {"end_on": end_on, "end_reason": reason}
    work.unchanged(tenure, values, seen, what="seat", unit=seat["unit"])
    if all(tenure[name] == value for name, value in values.items()):
        return tenure  # somebody else said the same meanwhile
    _dated(work, end_on, min(tenure["start_on"], work.today))
    _before_next(work, tenure, end_on)
    if seat["tenure_id"] in (None, tenure["id"]):
        _watch(work, seat)
        work.update(Seat, seat, tenure_id=None, open_since=end_on)
        touched(work, [seat])
    done = work.update(Tenure, tenure, **values)
    work.detail = {"name": holder, "body": seat["body"], "post": seat["post"], "reason": reason}
    return done


def _before_next(work: UnitOfWork, tenure: Row, end_on: date) -> None:
    """Raises Refused where the next holder of the seat began before that day."""
    ((begun,),) = prepared.rows(work.connection, _next_begins(), tenure)
    if begun is not None and end_on > begun:
        raise Refused("date_order", day=begun, after=end_on)


@lru_cache(maxsize=1)
def _next_begins() -> Any:
    later = Tenure.c.start_on >= bindparam("start_on"), Tenure.c.id > bindparam("id")
    return select(func.min(Tenure.c.start_on)).where(Tenure.c.seat_id == bindparam("seat_id"), *later)


def same_holder(work: UnitOfWork, seat: Row, seen: Mapping[str, Any], mine: object = None) -> None:
    """Raises Clash where the tenure that was shown is not that of the seat any more."""
    if seen.get("tenure_id") not in (None, seat["tenure_id"]):
        theirs = _holder(work, seat["tenure_id"]) if seat["tenure_id"] is not None else None
        raise work.clash(what="seat", field="holder", mine=mine, theirs=theirs, unit=seat["unit"])


def end_many(work: UnitOfWork, wanted: Mapping[int, int | None], end_on: date, reason: str) -> int:
    """The holders of many seats leave on ``end_on``; all or none. ``wanted``: seat → its tenure_id as it was shown
    (None: not checked); seats that are empty are passed over. Returns how many left.

    Raises Clash (its ``rows`` by seat: whom somebody else ended otherwise, or replaced), Refused: seat_missing,
    reason_unknown, date_future, date_order (the first who began later).
    """
    if reason not in END_REASONS:
        raise Refused("reason_unknown", reason=reason)
    seats = _seats(work, list(wanted))
    if len(seats) < len(wanted):
        raise Refused("seat_missing", seat=min(wanted.keys() - seats.keys()))
    _same_holders(work, wanted, seats, {"end_on": end_on, "end_reason": reason})
    held = {seat["tenure_id"]: seat for seat in seats.values() if seat["tenure_id"] is not None}
    tenures = _tenures(work, list(held))
    begun = (one["start_on"] for one in tenures if one["start_on"] <= work.today)
    _dated(work, end_on, max(begun, default=None))
    work.update_many(Seat, [(seat, {"tenure_id": None, "open_since": end_on}) for seat in held.values()])
    work.update_many(Tenure, [(one, {"end_on": end_on, "end_reason": reason}) for one in tenures])
    touched(work, list(held.values()))
    work.detail = {"bodies": sorted({seat["body"] for seat in held.values()}), "count": len(held), "reason": reason}
    return len(held)


def _same_holders(work: UnitOfWork, wanted: Mapping[int, int | None], seats: Mapping[int, Row], mine: Row) -> None:
    """Raises Clash where others sit there by now, or nobody and for another reason: whom it was about has left."""
    shown = {tenure: seats[one] for one, tenure in wanted.items() if tenure is not None}
    moved = {tenure: seat for tenure, seat in shown.items() if tenure != seat["tenure_id"]}
    ended = {row["id"]: row for row in _tenures(work, list(moved))}
    rows: list[Contested] = []
    for tenure, seat in moved.items():
        theirs = {name: ended[tenure][name] for name in mine} if tenure in ended else {}
        if seat["tenure_id"] is not None:
            theirs = {"holder": _holder(work, seat["tenure_id"]), **theirs}
        if theirs not in ({}, mine):  # an appointment that was taken back leaves nobody to end
            rows.append(Contested(seat["id"], seat["unit"], mine, theirs, open=False, tenure_id=tenure))
    if rows:
        raise contested.of_rows(work, rows, len(wanted), what="seat")


def _tenures(work: UnitOfWork, ids: Sequence[int]) -> list[Row]:
    found: list[Row] = []
    for at in range(0, len(ids), 500):
        rows = work.connection.execute(select(Tenure).where(Tenure.c.id.in_(ids[at : at + 500])))
        found += [dict(row) for row in rows.mappings()]
    return found


def _seat(work: UnitOfWork, seat_id: int) -> Row:
    seat = work.get(Seat, id=seat_id)
    if seat is None or (work.election is not None and seat["election"] != work.election.code):
        raise Refused("seat_missing", seat=seat_id)
    return seat


def _name_of(work: UnitOfWork, wanted: Appointment) -> str:
    if wanted.person_id is None:
        return checked_name(wanted.name)
    name: str | None = work.connection.scalar(select(Person.c.name).where(Person.c.id == wanted.person_id))
    if name is None:
        raise Refused("person_missing")
    return name


def _admitted(work: UnitOfWork, wanted: Sequence[tuple[Row | None, Appointment]]) -> Iterator[int]:
    """The people of appointments that say more than a name; seats that are gone or taken are refused elsewhere."""
    from models.services import admission  # only then: it reads the rules

    there = [(seat, one) for seat, one in wanted if seat is not None and seat["tenure_id"] is None]
    return iter(admission.admit(work, there) if there else ())


def _begins(work: UnitOfWork, seat: Row) -> date | None:
    """When the body of a seat normally begins: its members are named before that day."""
    return work.rules.body(seat["body"]).tenure.start


def _dated(work: UnitOfWork, day: date, after: date | None, ahead: date | None = None) -> None:
    """Nothing is dated into the future, but for a term up to the day on which its body begins (``ahead``)."""
    if ahead is None or day > ahead:
        work.until_today(day)
    if after is not None and day < after:
        raise Refused("date_order", day=day, after=after)


def _holder(work: UnitOfWork, tenure_id: int) -> str | None:
    found = prepared.first(work.connection, _name_by_tenure(), {"tenure": tenure_id})
    return found[0] if found else None


@lru_cache(maxsize=1)
def _name_by_tenure() -> Any:
    holds = Tenure.c.person_id == Person.c.id
    return select(Person.c.name).join(Tenure, holds).where(Tenure.c.id == bindparam("tenure"))


def _seats(work: UnitOfWork, ids: Sequence[int]) -> dict[int, Row]:
    """The seats of those ids in this election, in slices that any SQLite accepts as parameters."""
    found: dict[int, Row] = {}
    table = Seat
    for at in range(0, len(ids), 500):
        # Nothing but ids: SQLite would rather walk through all seats of an election that is named beside them.
        rows = work.connection.execute(select(table).where(table.c.id.in_(ids[at : at + 500])))
        found.update((row["id"], dict(row)) for row in rows.mappings() if row["election"] == work.rules.code)
    return found


def _tenure(seat: int, person: int, wanted: Appointment) -> Row:
    return {
        "seat_id": seat,
        "person_id": person,
        "start_on": wanted.start_on,
        "end_on": None,
        "decree": clean(wanted.decree or "") or None,
        "end_reason": None,
        **{name: value for name in LATER if (value := getattr(wanted, name)) is not None},
    }


def _alike(rows: list[Row]) -> list[Row]:
    """Rows for one statement: the columns that some of them have, in all."""
    some = [name for name in LATER if any(name in row for row in rows)]
    return [{**dict.fromkeys(some), **row} for row in rows] if some else rows


def _fill(work: UnitOfWork, seat: Row, name: str, wanted: Appointment) -> Row:
    person = next(_admitted(work, [(seat, wanted)])) if wanted.judged else work.next_id(Person)
    tenure = {"id": work.next_id(Tenure), **_tenure(seat["id"], person, wanted)}
    with bulk.together(work.connection):
        if not wanted.judged:
            work.insert(Person, {"id": person, "name": name, "name_key": key(name), "asn": wanted.asn})
        filled = work.insert(Tenure, tenure)
        work.update(Seat, seat, tenure_id=tenure["id"])
    touched(work, [seat], filled=True)
    return filled


def _watch(work: UnitOfWork, seat: Row, *, filled: bool = False) -> None:
    """Before its first change: what the seat's unit adds to the tallies."""
    work.watch(tally.touched_by(work.rules, seat["body"], filled=filled), seat["unit"])


def touched(work: UnitOfWork, seats: Sequence[Row], *, filled: bool = False) -> None:
    """Seats that moved are a report of the indicators that tenures themselves prove."""
    areas: dict[str, set[str]] = {}
    for body, unit in sorted({(seat["body"], seat["unit"]) for seat in seats}):
        work.touch(tally.touched_by(work.rules, body, filled=filled), unit)
        areas.setdefault(body, set()).add(units.area(unit))
    for rule in work.rules.indicators:
        found = {area for body in rule.bodies for area in areas.get(body, ())}
        if rule.proof == "tenure" and found:
            report_areas(work, rule.code, found)
