"""What stands around rows of a file: the seats of their units, and everybody they could be about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import CompoundSelect, Connection, Select, bindparam, select

from models import prepared, units
from models.exchange.parse.people import match_key
from models.tables import Biodata, ElectionRow, Person, Region, Reserve, Seat, Tenure
from models.units import Level

SLICE = 500
"""Values of one list in a statement: any SQLite accepts as many."""


class Term(msgspec.Struct, frozen=True, gc=False):
    """A tenure with its seat; ``end_on`` None: still there."""

    tenure_id: int
    seat_id: int
    election: str
    unit: str
    body: str
    post: str
    ordinal: int
    start_on: date
    end_on: date | None
    decree: str | None
    end_reason: str | None


@dataclass(slots=True)
class Somebody:
    """A person: ``key`` compares the name, ``data`` are the columns of Biodata (empty where there is no row)."""

    id: int
    name: str
    key: str
    asn: bool
    data: Mapping[str, Any]
    terms: list[Term] = field(default_factory=list)


class Chair(msgspec.Struct, frozen=True, gc=False):
    """A seat as rows are planned: ``tenure_id`` None is empty, ``open_since`` the day on which it last fell so."""

    id: int
    unit: str
    body: str
    post: str
    ordinal: int
    tenure_id: int | None
    open_since: date | None


@dataclass(slots=True)
class Around:
    """The surroundings of some rows. ``areas``: who holds, held or waits for a seat there, by the unit asked for."""

    seats: dict[tuple[str, str], list[Chair]] = field(default_factory=dict)
    people: dict[int, Somebody] = field(default_factory=dict)
    sitting: dict[int, Somebody] = field(default_factory=dict)
    by_nik15: dict[str, list[Somebody]] = field(default_factory=dict)
    areas: dict[str, dict[str, list[Somebody]]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Keys of all of them."""

    def called(self, areas: Iterable[str], key: str) -> list[Somebody]:
        """Everybody of that key in some areas, once."""
        if key not in self.names:
            return []
        found: dict[int, Somebody] = {}
        for area in areas:
            for one in self.areas[area].get(key, ()):
                found[one.id] = one
        return [found[number] for number in sorted(found)]


def regions(connection: Connection, home: str) -> list[tuple[str, str]]:
    """Code and name of every region of a unit and of all above it."""
    low, high = units.span(home)
    asked = {"low": low, "high": high, "above": list(units.ancestors(home))}
    return [(code, name) for code, name in prepared.rows(connection, _regions(), asked)]


def around(
    connection: Connection,
    election: str,
    *,
    units_of: Mapping[str, Collection[str]],
    areas: Collection[str],
    niks: Collection[str],
    people: Collection[int] = (),
) -> Around:
    """The seats of bodies (body → units), the people of ``areas`` (a kelurahan with its TPS; a kecamatan for itself),
    those with one of these first 15 digits of a NIK, and ``people`` by their numbers."""
    found = Around()
    for body, where in units_of.items():
        for part in _parts(sorted(where)):
            rows = prepared.rows(connection, _seats(), {"election": election, "body": body, "units": part})
            for unit, seats in groupby(rows, itemgetter(0)):
                found.seats[unit, body] = [
                    Chair(number, unit, body, post, ordinal, tenure, since)
                    for _, number, post, ordinal, tenure, since in seats
                ]
    found.areas.update((area, {}) for area in areas)
    if prepared.first(connection, _anybody(), {}) is None:
        return found
    there = _there(connection, areas)
    wanted = {*people, *(person for ids in there.values() for person in ids)}
    for part in _parts(sorted(niks)):
        wanted.update(person for (person,) in prepared.rows(connection, _by_nik(), {"niks": part}))
    _people(connection, found, sorted(wanted))
    for area, ids in there.items():
        named = found.areas[area]
        for person in sorted(ids):
            one = found.people[person]
            named.setdefault(one.key, []).append(one)
        found.names.update(named)
    return found


def _people(connection: Connection, found: Around, wanted: list[int]) -> None:
    for part in _parts(wanted):
        for number, name, asn, known, *values in prepared.rows(connection, _rows(), {"people": part}):
            data = dict(zip(_BIODATA, values, strict=True)) if known is not None else {}
            one = Somebody(number, name, match_key(name), bool(asn), data)
            found.people[one.id] = one
            if data.get("nik15"):
                found.by_nik15.setdefault(data["nik15"], []).append(one)
        for person, *term in prepared.rows(connection, _terms(), {"people": part}):
            held = Term(*term)
            one = found.people[person]
            one.terms.append(held)
            if held.end_on is None:
                found.sitting[held.seat_id] = one


def _there(connection: Connection, areas: Collection[str]) -> dict[str, set[int]]:
    if not areas:
        return {}
    elections = [code for (code,) in prepared.rows(connection, _elections(), {})]
    found: dict[str, set[int]] = {}
    for area in sorted(areas):
        low, high = units.span(area)
        if units.level(area) < Level.KELURAHAN:
            high = f"{area}."  # itself only: a kecamatan's people below are those of its kelurahan
        asked = {"elections": elections, "low": low, "high": high}
        found[area] = {person for (person,) in prepared.rows(connection, _of_area(), asked)}
    return found


_BIODATA = (
    "nik", "nik15", "sex", "born_on", "born_in", "phone", "address", "rt", "rw", "domicile", "education", "occupation",
    "spouse_id", "sipol", "sipol_reference", "health", "health_until",
)  # fmt: skip


@lru_cache(maxsize=1)
def _regions() -> CompoundSelect[Any]:
    every = select(Region.c.code, Region.c.name)
    inside = every.where(Region.c.code >= bindparam("low"), Region.c.code < bindparam("high"))
    return inside.union(every.where(Region.c.code.in_(bindparam("above", expanding=True))))


@lru_cache(maxsize=1)
def _seats() -> Select[Any]:
    columns = (Seat.c.unit, Seat.c.id, Seat.c.post, Seat.c.ordinal, Seat.c.tenure_id, Seat.c.open_since)
    return (
        select(*columns)
        .where(Seat.c.election == bindparam("election"), Seat.c.unit.in_(bindparam("units", expanding=True)))
        .where(Seat.c.body == bindparam("body"))
        .order_by(Seat.c.unit, Seat.c.rank)
    )


@lru_cache(maxsize=1)
def _anybody() -> Select[Any]:
    return select(Person.c.id).limit(1)


@lru_cache(maxsize=1)
def _elections() -> Select[Any]:
    return select(ElectionRow.c.code)


@lru_cache(maxsize=1)
def _by_nik() -> Select[Any]:
    return select(Biodata.c.person_id).where(Biodata.c.nik15.in_(bindparam("niks", expanding=True)))


@lru_cache(maxsize=1)
def _of_area() -> CompoundSelect[Any]:
    return (
        select(Tenure.c.person_id)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .where(Seat.c.election.in_(bindparam("elections", expanding=True)))
        .where(Seat.c.unit >= bindparam("low"), Seat.c.unit < bindparam("high"))
        .union(
            select(Reserve.c.person_id)
            .where(Reserve.c.election.in_(bindparam("elections", expanding=True)))
            .where(Reserve.c.unit >= bindparam("low"), Reserve.c.unit < bindparam("high"))
        )
    )


@lru_cache(maxsize=1)
def _rows() -> Select[Any]:
    return (
        select(Person.c.id, Person.c.name, Person.c.asn, Biodata.c.person_id, *(Biodata.c[name] for name in _BIODATA))
        .outerjoin(Biodata, Biodata.c.person_id == Person.c.id)
        .where(Person.c.id.in_(bindparam("people", expanding=True)))
    )


@lru_cache(maxsize=1)
def _terms() -> Select[Any]:
    columns = (
        Tenure.c.person_id, Tenure.c.id, Tenure.c.seat_id, Seat.c.election, Seat.c.unit, Seat.c.body, Seat.c.post,
        Seat.c.ordinal, Tenure.c.start_on, Tenure.c.end_on, Tenure.c.decree, Tenure.c.end_reason,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .where(Tenure.c.person_id.in_(bindparam("people", expanding=True)))
        .order_by(Tenure.c.id)
    )


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    return (values[at : at + SLICE] for at in range(0, len(values), SLICE))
