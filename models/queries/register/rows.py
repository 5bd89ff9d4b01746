"""What is known of somebody: tenures in every election, evidence, papers, calls, where they wait to follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models import items, units
from models.queries import territory
from models.tables import Biodata as BiodataTable
from models.tables import Call, Evidence, Paper, Person, Region, Reserve, Seat, Tenure

SLICE = 500
"""Numbers asked for at once: any SQLite accepts as many parameters."""
LATEST = 50
"""Calls on a card."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was last said of one indicator for a tenure."""

    indicator: str
    state: str
    reference: str | None
    since: date


@dataclass(frozen=True, slots=True)
class TenureRow:
    """Somebody in a seat from a day to a day (``end_on`` None: still there). ``unit_name`` is that of its area;
    ``evidence`` stands on cards only."""

    tenure_id: int
    seat_id: int
    seat_version: int
    election: str
    body: str
    post: str
    ordinal: int
    unit: str
    unit_name: str
    person_id: int
    name: str
    asn: bool
    start_on: date
    end_on: date | None
    end_reason: str | None
    decree: str | None
    decree_on: date | None
    sworn_on: date | None
    sworn_at: str | None
    witness: str | None
    replaces: int | None
    evidence: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class ReserveRow:
    """Somebody who may follow in a body of a unit, by ``rank``. ``state``: menunggu, diangkat, mundur, gugur."""

    id: int
    election: str
    body: str
    unit: str
    unit_name: str
    rank: int
    person_id: int
    name: str
    state: str
    note: str | None
    version: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call. ``at``: stored moment (UTC)."""

    person_id: int
    at: datetime
    by: str
    outcome: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Biodata:
    """The row of that table, and the names of the spouse and of the domicile."""

    person_id: int
    nik: str | None
    nik15: str | None
    sex: str | None
    born_on: date | None
    born_in: str | None
    phone: str | None
    address: str | None
    rt: str | None
    rw: str | None
    domicile: str | None
    education: str | None
    occupation: str | None
    spouse_id: int | None
    sipol: str | None
    sipol_reference: str | None
    health: str | None
    health_until: date | None
    version: int
    spouse: str | None = None
    domicile_name: str | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that somebody handed in; ``code`` of the papers in the rules."""

    code: str
    received_on: date
    number: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody: tenures newest first, calls newest first. ``version`` is the person's; biodata has its own."""

    person_id: int
    name: str
    asn: bool
    version: int
    biodata: Biodata | None
    tenures: tuple[TenureRow, ...]
    reserves: tuple[ReserveRow, ...]
    calls: tuple[CallRow, ...]
    papers: tuple[PaperRow, ...] = ()


def card(connection: Connection, person_id: int) -> Card | None:
    """Everything known of somebody; None where there is nobody of that number."""
    person = connection.execute(select(Person).where(Person.c.id == person_id)).first()
    if person is None:
        return None
    held = [replace(one, evidence=_proofs(connection, one)) for one in of_people(connection, [person_id])]
    held.sort(key=lambda one: (one.end_on is None, one.start_on, one.tenure_id), reverse=True)
    return Card(
        person.id,
        person.name,
        person.asn,
        person.version,
        _biodata(connection, person_id),
        tuple(held),
        _waiting(connection, _reserve().where(Reserve.c.person_id == person_id).order_by(Reserve.c.id)),
        calls(connection, [person_id]).get(person_id, ()),
        papers(connection, [person_id]).get(person_id, ()),
    )


def of_seat(connection: Connection, seat_id: int) -> TenureRow | None:
    """The open tenure of a seat; None where it is empty or there is none."""
    return next(
        iter(_tenures(connection, _tenure().where(Seat.c.id == seat_id, Tenure.c.id == Seat.c.tenure_id))), None
    )


def last_of_seat(connection: Connection, seat_id: int) -> TenureRow | None:
    """The tenure of a seat that began last, open or not."""
    newest = _tenure().where(Seat.c.id == seat_id).order_by(Tenure.c.start_on.desc(), Tenure.c.id.desc()).limit(1)
    return next(iter(_tenures(connection, newest)), None)


def of_seat_ever(connection: Connection, seat_id: int, *, limit: int = 200) -> tuple[TenureRow, ...]:
    """Everybody who ever held a seat, the newest first: who holds it now, then as they began."""
    newest = (Tenure.c.end_on.is_(None).desc(), Tenure.c.start_on.desc(), Tenure.c.id.desc())
    return tuple(_tenures(connection, _tenure().where(Seat.c.id == seat_id).order_by(*newest).limit(limit)))


def of_people(connection: Connection, people: Sequence[int]) -> list[TenureRow]:
    """Every tenure of these people, past and present, in every election."""
    found: list[TenureRow] = []
    for at in range(0, len(people), SLICE):
        found += _tenures(connection, _tenure().where(Tenure.c.person_id.in_(people[at : at + SLICE])))
    return found


def of_tenures(connection: Connection, tenures: Sequence[int]) -> dict[int, TenureRow]:
    """Tenures by their numbers; one that is gone is left out."""
    found: dict[int, TenureRow] = {}
    for at in range(0, len(tenures), SLICE):
        rows = _tenures(connection, _tenure().where(Tenure.c.id.in_(tenures[at : at + SLICE])))
        found.update((one.tenure_id, one) for one in rows)
    return found


def reserves(
    connection: Connection,
    election: str,
    unit: str,
    body: str | None = None,
    *,
    waiting: bool = False,
    limit: int | None = 1_000,
) -> tuple[ReserveRow, ...]:
    """The reserves of a unit and of all below it, by unit, body and rank; ``waiting``: only those who may be
    appointed; ``limit`` None: all of them."""
    low, high = units.span(unit)
    found = _reserve().where(Reserve.c.election == election, Reserve.c.unit >= low, Reserve.c.unit < high)
    if body is not None:
        found = found.where(Reserve.c.body == body)
    if waiting:
        found = found.where(Reserve.c.state == "menunggu")
    order = (Reserve.c.unit, Reserve.c.body, Reserve.c.rank, Reserve.c.id)
    return _waiting(connection, found.order_by(*order).limit(limit))


def calls(connection: Connection, people: Iterable[int]) -> dict[int, tuple[CallRow, ...]]:
    """The latest calls of these people, newest first."""
    wanted = sorted(set(people))
    found: dict[int, list[CallRow]] = {}
    for at in range(0, len(wanted), SLICE):
        rows = connection.execute(_calls(), {"people": wanted[at : at + SLICE]})
        for row in rows:
            found.setdefault(row.person_id, []).append(CallRow(*row))
    return {person: tuple(rows[:LATEST]) for person, rows in found.items()}


def papers(connection: Connection, people: Iterable[int]) -> dict[int, tuple[PaperRow, ...]]:
    """The papers that these people handed in; somebody without one is left out."""
    wanted, found = sorted(set(people)), dict[int, list[PaperRow]]()
    for at in range(0, len(wanted), SLICE):
        rows = (
            select(Paper.c.person_id, Paper.c.code, Paper.c.received_on, Paper.c.number)
            .where(Paper.c.person_id.in_(wanted[at : at + SLICE]))
            .order_by(Paper.c.person_id, Paper.c.code)
        )
        for person, *row in connection.execute(rows):
            found.setdefault(person, []).append(PaperRow(*row))
    return {person: tuple(rows) for person, rows in found.items()}


@lru_cache(maxsize=1)
def _tenure() -> Any:
    return (
        select(
            Tenure.c.id, Seat.c.id, Seat.c.version, Seat.c.election, Seat.c.body, Seat.c.post, Seat.c.ordinal,
            Seat.c.unit, Region.c.name, Person.c.id, Person.c.name, Person.c.asn, Tenure.c.start_on, Tenure.c.end_on,
            Tenure.c.end_reason, Tenure.c.decree, Tenure.c.decree_on, Tenure.c.sworn_on, Tenure.c.sworn_at,
            Tenure.c.witness, Tenure.c.replaces,
        )
        .select_from(Tenure)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .outerjoin(Region, Region.c.code == items.area_of(Seat.c.unit))
    )  # fmt: skip


@lru_cache(maxsize=1)
def _reserve() -> Any:
    return (
        select(
            Reserve.c.id, Reserve.c.election, Reserve.c.body, Reserve.c.unit, Region.c.name, Reserve.c.rank,
            Reserve.c.person_id, Person.c.name, Reserve.c.state, Reserve.c.note, Reserve.c.version,
        )
        .select_from(Reserve)
        .join(Person, Person.c.id == Reserve.c.person_id)
        .outerjoin(Region, Region.c.code == Reserve.c.unit)
    )  # fmt: skip


def _tenures(connection: Connection, statement: Any) -> list[TenureRow]:
    return [TenureRow(*row) for row in connection.execute(statement)]


def _waiting(connection: Connection, statement: Any) -> tuple[ReserveRow, ...]:
    return tuple(ReserveRow(*row) for row in connection.execute(statement))


@lru_cache(maxsize=1)
def _calls() -> Any:
    asked: Any = bindparam("people", expanding=True)
    return (
        select(Call.c.person_id, Call.c.at, Call.c.by, Call.c.outcome, Call.c.note)
        .where(Call.c.person_id.in_(asked))
        .order_by(Call.c.person_id, Call.c.at.desc(), Call.c.id.desc())
    )


def _proofs(connection: Connection, held: TenureRow) -> tuple[Proof, ...]:
    rows = connection.execute(
        select(Evidence.c.indicator, Evidence.c.state, Evidence.c.reference, Evidence.c.since)
        .where(Evidence.c.election == held.election, Evidence.c.unit == held.unit)
        .where(Evidence.c.tenure_id == held.tenure_id)
        .order_by(Evidence.c.indicator)
    )
    return tuple(Proof(*row) for row in rows)


def _biodata(connection: Connection, person_id: int) -> Biodata | None:
    spouse = Person.alias()
    row = connection.execute(
        select(BiodataTable, spouse.c.name.label("spouse"))
        .outerjoin(spouse, spouse.c.id == BiodataTable.c.spouse_id)
        .where(BiodataTable.c.person_id == person_id)
    ).first()
    if row is None:
        return None
    found = Biodata(**row._mapping)
    names = territory.names(connection, {found.domicile} - {None})  # type: ignore[arg-type]
    return replace(found, domicile_name=names.get(found.domicile or ""))
