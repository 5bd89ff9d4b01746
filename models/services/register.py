"""A seat's life and who waits for it: reserve, proposed, decreed, sworn in, replaced. It ends in ``staffing``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_
from datetime import date
from itertools import count, groupby
from typing import Any

from sqlalchemy import func, select

from models import units
from models.errors import Refused
from models.journal import Row
from models.queries import territory
from models.queries.register.rows import TenureRow, last_of_seat, of_seat
from models.services import biodata as papers
from models.services import ceremony, contested, staffing
from models.services.appointment import Appointment, checked_name
from models.tables import Call, Person, Reserve, Seat
from models.text import clean, key
from models.units import Level, level
from models.uow import UnitOfWork

WAITING, APPOINTED = "menunggu", "diangkat"
WITHDRAWN = ("mundur", "gugur")
"""Why somebody waits no more: of their own will, or because a rule keeps them out."""
OUTCOMES = ("dijawab", "tak_angkat", "salah_nomor", "beres")
_AREAS = {"kecamatan": Level.KECAMATAN, "kelurahan": Level.KELURAHAN, "tps": Level.KELURAHAN}


@dataclass(frozen=True, slots=True)
class Successor:
    """Who follows in a seat from ``start_on`` on: a reserve, somebody who is here, or a new name (then ``asn`` and
    ``biodata`` say what is known). Where the seat is not empty yet, its holder leaves on ``ended_on`` (None: on that
    day) for ``reason``. ``version``: the seat's as it was shown."""

    seat_id: int
    start_on: date
    reserve_id: int | None = None
    person_id: int | None = None
    name: str = ""
    asn: bool = False
    biodata: Row | None = None
    decree: str | None = None
    decree_on: date | None = None
    ended_on: date | None = None
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Waiter:
    """Who is to wait for a body of an area: somebody who is here, or a new name (then ``asn`` and ``biodata`` say what
    is known). ``rank`` None: behind those who wait."""

    body: str
    unit: str
    rank: int | None = None
    person_id: int | None = None
    name: str = ""
    asn: bool = False
    biodata: Row | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the minutes (BA) are about: who left (None: nobody ever sat there), who follows, from which rank."""

    previous: TenureRow | None
    tenure: TenureRow
    rank: int | None


def add_reserve(
    work: UnitOfWork,
    body: str,
    unit: str,
    *,
    person_id: int | None = None,
    name: str = "",
    asn: bool = False,
    biodata: Row | None = None,
    note: str = "",
) -> Row:
    """Put somebody behind those who wait for a body of a unit (of a TPS: of its kelurahan). Returns the reserve.

    They are not judged yet: rules are asked when they are appointed. Raises Refused: unit_unknown, person_missing,
    reserve_known (waits there already), name_empty, name_long, and as ``biodata.store``.
    """
    area = _area(work, body, unit)
    person = _person(work, person_id, name, asn=asn)
    here = (Reserve.c.election == work.rules.code, Reserve.c.unit == area, Reserve.c.body == body)
    known = select(Reserve.c.id).where(*here, Reserve.c.person_id == person["id"], Reserve.c.state == WAITING)
    if work.connection.scalar(known.limit(1)) is not None:
        raise Refused("reserve_known", name=person["name"])
    papers.store(work, {person["id"]: papers.checked(biodata or {})})
    last = work.connection.scalar(select(func.max(Reserve.c.rank)).where(*here)) or 0
    row = {"election": work.rules.code, "body": body, "unit": area, "rank": last + 1, "person_id": person["id"]}
    made = work.insert(Reserve, {**row, "state": WAITING, "note": clean(note) or None})
    work.touch((), area)
    work.detail = {"name": person["name"], "body": body, "rank": made["rank"]}
    return made


def enlist(work: UnitOfWork, wanted: Sequence[Waiter], kept: Container[int] = ()) -> tuple[int, ...]:
    """Put many on the lists of those who wait (an import); all or none. Who waits there already takes the rank that is
    given; those who are neither named nor among ``kept`` (people who keep their rank) make room, in their order.
    Returns whom it gave a rank by name.

    Raises Refused: unit_unknown, person_missing, name_empty, name_long, and as ``biodata.store``.
    """
    people, made, stored, given = list[Row](), list[Row](), dict[int, Row](), list[int]()
    for (area, body), of in groupby(sorted(wanted, key=_list_of), key=_list_of):
        _area(work, body, area)
        here = (Reserve.c.election == work.rules.code, Reserve.c.unit == area, Reserve.c.body == body)
        rows = work.connection.execute(select(Reserve).where(*here).order_by(Reserve.c.rank, Reserve.c.id)).mappings()
        every = [dict(row) for row in rows]
        waiting = {row["person_id"]: row for row in every if row["state"] == WAITING}
        named, new = dict[int, int](), list[tuple[int, Waiter]]()
        for one in of:
            person = one.person_id
            if person is None:
                called, person = checked_name(one.name), work.next_id(Person)
                people.append({"id": person, "name": called, "name_key": key(called), "asn": one.asn, "version": 1})
                stored[person] = papers.checked(one.biodata or {})
            if one.rank is not None:
                named[person] = one.rank
            if person not in waiting:
                new.append((person, one))
        given += named
        moved = _making_room(waiting, named, kept)
        work.update_many(Reserve, [(waiting[person], {"rank": rank}) for person, rank in moved.items()])
        last = max([*(row["rank"] for row in every), *named.values(), *moved.values()], default=0)
        behind = count(last + 1)
        for person, one in new:
            row = {"election": work.rules.code, "body": body, "unit": area, "person_id": person, "state": WAITING}
            rank = one.rank if one.rank is not None else next(behind)
            made.append({**row, "rank": rank, "note": clean(one.note) or None, "version": 1})
        work.touch((), area)
    work.insert_many(Person, people)
    papers.store(work, stored)
    work.insert_many(Reserve, made)
    work.detail = {"reserves": len(made)}
    return tuple(given)


def _list_of(one: Waiter) -> tuple[str, str]:
    return units.area(one.unit), one.body


def _making_room(waiting: Mapping[int, Row], named: Mapping[int, int], kept: Container[int]) -> dict[int, int]:
    """Person → new rank, of those who wait (by rank): as named, the others behind whoever took their place."""
    named = {person: row["rank"] for person, row in waiting.items() if person in kept} | dict(named)
    moved, last, taken = dict[int, int](), 0, set(named.values())
    for person, row in waiting.items():
        rank = named.get(person)
        if rank is None:
            rank = max(row["rank"], last + 1)
            while rank in taken:
                rank += 1
            last = rank
        if rank != row["rank"]:
            moved[person] = rank
    return moved


def move_reserve(work: UnitOfWork, reserve_id: int, rank: int, version: int | None = None) -> Row:
    """Give somebody who waits the place of another, whom the others make room for. ``rank`` is held to what there is.

    Raises Clash, Refused: reserve_gone.
    """
    row = _reserve(work, reserve_id, version, rank)
    waiting = work.connection.execute(
        select(Reserve)
        .where(Reserve.c.election == row["election"], Reserve.c.unit == row["unit"], Reserve.c.body == row["body"])
        .where(Reserve.c.state == WAITING)
        .order_by(Reserve.c.rank, Reserve.c.id)
    ).mappings()
    order = [dict(one) for one in waiting]
    ranks = [one["rank"] for one in order]
    order = [one for one in order if one["id"] != reserve_id]
    order.insert(min(bisect_left(ranks, rank), len(order)), row)
    moved = [(one, {"rank": wanted}) for one, wanted in zip(order, ranks, strict=True) if one["rank"] != wanted]
    done = {one["id"]: one for one in work.update_many(Reserve, moved)}
    found = done.get(reserve_id, row)
    work.touch((), row["unit"])
    work.detail = {"name": _name(work, row["person_id"]), "body": row["body"], "rank": found["rank"]}
    return found


def withdraw_reserve(
    work: UnitOfWork, reserve_id: int, state: str, note: str = "", seen: Mapping[str, Any] | None = None
) -> Row:
    """Somebody waits no more: ``mundur`` or ``gugur``. ``seen``: state and note as they were shown (None: not checked);
    who was withdrawn meanwhile is corrected when that was seen. Raises Clash, Refused: reserve_gone, state_unknown."""
    if state not in WITHDRAWN:
        raise Refused("state_unknown", state=state)
    row = work.get(Reserve, id=reserve_id)
    if row is None or row["election"] != work.rules.code or row["state"] == APPOINTED:
        raise Refused("reserve_gone")
    values = {"state": state, "note": clean(note) or row["note"]}
    work.unchanged(row, values, seen or {"state": WAITING}, what="reserve", unit=row["unit"])
    done = work.update(Reserve, row, **values)
    work.touch((), row["unit"])
    work.detail = {"name": _name(work, row["person_id"]), "body": row["body"], "reserve": state}
    return done


def propose(work: UnitOfWork, wanted: Appointment) -> Row:
    """Put somebody into a seat without a decree yet. Returns the tenure. Raises as ``staffing.appoint``."""
    return staffing.appoint(work, with_(wanted, decree=None, decree_on=None))


def swear(
    work: UnitOfWork,
    seat_id: int,
    *,
    on: date,
    place: str,
    witness: str,
    reference: str,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """The holder takes the oath and, where the body has one, signs the Pakta Integritas, which ``reference`` proves.
    ``seen``: tenure_id, sworn_on, sworn_at and witness as they were shown (None: not checked).

    Raises Clash, Refused: seat_missing, seat_empty, and as ``ceremony.hold``.
    """
    seat, holder = _seat(work, seat_id), of_seat(work.connection, seat_id)
    if holder is None:
        raise Refused("seat_empty", unit=seat["unit"])
    seen = seen or {}
    staffing.same_holder(work, seat, seen)
    values = {"sworn_on": on, "sworn_at": clean(place) or None, "witness": clean(witness) or None}
    work.unchanged({name: getattr(holder, name) for name in values}, values, seen, what="seat", unit=seat["unit"])
    ceremony.hold(work, ceremony.OATH, [holder.tenure_id], reference=reference, on=on, place=place, witness=witness)
    work.detail = {"name": holder.name, "body": seat["body"], "post": seat["post"], "reference": clean(reference)}


def replace(work: UnitOfWork, wanted: Successor) -> Replaced:
    """Another follows in a seat (PAW), which its holder leaves first where there is one. All or nothing.

    Raises Clash (``seat`` of its detail says who sits there), Refused: seat_missing, seat_taken (no ``reason`` given),
    reserve_gone, reserve_elsewhere, and as
    ``staffing.end_tenure`` and ``staffing.appoint`` (who follows is judged: not_eligible).
    """
    seat, holder = _seat(work, wanted.seat_id), of_seat(work.connection, wanted.seat_id)
    version = wanted.version
    if holder is not None:
        if version not in (None, seat["version"]):
            raise contested.of_a_seat(work, seat, _called(work, wanted))
        if not wanted.reason:
            raise Refused("seat_taken", unit=seat["unit"], holder=holder.name)
        left = wanted.ended_on or wanted.start_on
        staffing.end_tenure(work, seat["id"], left, wanted.reason)
        version = None
    previous = last_of_seat(work.connection, seat["id"])
    waiting = _reserve(work, wanted.reserve_id) if wanted.reserve_id is not None else None
    if waiting is not None and (waiting["unit"], waiting["body"]) != (units.area(seat["unit"]), seat["body"]):
        raise Refused("reserve_elsewhere", name=_name(work, waiting["person_id"]))
    person = waiting["person_id"] if waiting is not None else wanted.person_id
    tenure = staffing.appoint(
        work,
        Appointment(
            seat["id"],
            wanted.name,
            wanted.start_on,
            wanted.decree,
            wanted.asn,
            version,
            person,
            wanted.biodata or {},
            wanted.decree_on,
            previous.tenure_id if previous is not None else None,
        ),
    )
    if waiting is not None:
        work.update(Reserve, waiting, state=APPOINTED)
    done = of_seat(work.connection, seat["id"])
    assert done is not None and done.tenure_id == tenure["id"]
    work.detail = {"name": done.name, "body": seat["body"], "post": seat["post"], "decree": done.decree}
    work.detail |= {"previous": previous.name if previous is not None else None}
    return Replaced(previous, done, waiting["rank"] if waiting is not None else None)


def _called(work: UnitOfWork, wanted: Successor) -> str | None:
    """The name of who was to follow, for the one who is told that somebody else did."""
    waiting = work.get(Reserve, id=wanted.reserve_id) if wanted.reserve_id is not None else None
    person = waiting["person_id"] if waiting is not None else wanted.person_id
    return _name(work, person) if person is not None else wanted.name


def record_call(work: UnitOfWork, person_id: int, outcome: str, note: str = "") -> Row:
    """Somebody was called just now, by the actor. Raises Refused: person_missing, outcome_unknown."""
    if outcome not in OUTCOMES:
        raise Refused("outcome_unknown", outcome=outcome)
    person = work.get(Person, id=person_id)
    if person is None:
        raise Refused("person_missing")
    row = {"person_id": person_id, "at": work.now, "by": work.actor.name, "outcome": outcome}
    made = work.insert(Call, {**row, "note": clean(note) or None})
    work.touch((), work.unit)
    work.detail = {"name": person["name"], "outcome": outcome}
    return made


def _area(work: UnitOfWork, body: str, unit: str) -> str:
    """The unit whose reserves serve a body there."""
    area = units.area(unit)
    if level(area) is not _AREAS[work.rules.body(body).level] or not territory.exists(
        work.connection, area, work.rules.code
    ):
        raise Refused("unit_unknown", unit=unit)
    return area


def _person(work: UnitOfWork, person_id: int | None, name: str, *, asn: bool) -> Row:
    if person_id is not None:
        found = work.get(Person, id=person_id)
        if found is None:
            raise Refused("person_missing")
        return found
    called = checked_name(name)
    return work.insert(Person, {"name": called, "name_key": key(called), "asn": asn})


def _reserve(work: UnitOfWork, reserve_id: int, version: int | None = None, mine: object = None) -> Row:
    row = work.get(Reserve, id=reserve_id)
    if row is None or row["election"] != work.rules.code or (row["state"] != WAITING and version is None):
        raise Refused("reserve_gone")
    if version is not None:
        theirs = row["state"] if row["state"] != WAITING else row["rank"]
        work.as_shown(row, version, what="reserve", field="reserve", mine=mine, theirs=theirs, unit=row["unit"])
    if row["state"] != WAITING:
        raise Refused("reserve_gone")
    return row


def _seat(work: UnitOfWork, seat_id: int) -> Row:
    seat = work.get(Seat, id=seat_id)
    if seat is None or seat["election"] != work.rules.code:
        raise Refused("seat_missing", seat=seat_id)
    return seat


def _name(work: UnitOfWork, person_id: int) -> str | None:
    return work.connection.scalar(select(Person.c.name).where(Person.c.id == person_id))
