"""The registers of working together, a page at a time by keyset: offices, meetings, promises, guards, cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, bindparam, func, select

from models import prepared, units
from models.queries import territory
from models.queries.paging import Edge, Group, bounds, grouped, inside, page, unit_names, within
from models.rules.schema import Election
from models.tables import Commitment, Contact, Evidence, Guard, Meeting, Neutrality, Person, Region, Tps
from models.units import NATION

OPEN, DONE = 0, 1
"""The groups of the promises, in their order."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An office of a kecamatan or kelurahan, with a name or without. Moments are as stored (UTC)."""

    unit: str
    unit_name: str
    role: str
    at: int
    name: str | None = None
    phone: str | None = None
    called_at: datetime | None = None
    outcome: str | None = None
    answered_at: datetime | None = None

    @property
    def anchor(self) -> tuple[str, int]:
        return self.unit, self.at


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting; ``attended``: the roles that came."""

    id: int
    unit: str
    unit_name: str
    held_on: date
    place: str | None
    attended: tuple[str, ...]
    minutes: str | None
    version: int

    @property
    def anchor(self) -> tuple[date, int]:
        return self.held_on, self.id


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What an office promised to do by a day."""

    id: int
    unit: str
    unit_name: str
    promise: str
    owner: str
    due_on: date
    done_on: date | None
    version: int

    @property
    def anchor(self) -> tuple[int, date, int]:
        return OPEN if self.done_on is None else DONE, self.due_on, self.id


@dataclass(frozen=True, slots=True)
class GuardRow:
    """How a TPS is guarded, if that is said; ``reference``, ``since`` and ``state``: of the evidence, if any.
    ``version``: None where there is no row."""

    unit: str
    unit_name: str
    pattern: str | None
    version: int | None
    reference: str | None
    since: date | None
    state: str | None

    @property
    def anchor(self) -> str:
        return self.unit


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of neutrality; ``name``: of the person, or whom it is about."""

    id: int
    unit: str
    unit_name: str
    reported_on: date
    person_id: int | None
    name: str
    source: str
    kind: str
    handler: str
    state: str
    closed_on: date | None
    note: str | None
    version: int

    @property
    def anchor(self) -> tuple[date, int]:
        return self.reported_on, self.id


# ── offices ────────────────────────────────────────────────────────────


def contacts(
    connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int
) -> tuple[ContactRow, ...]:
    """The offices of a unit, of the kecamatan around it, and of all that lies below, by code; also those of which
    nothing is known."""
    offices: dict[units.Level, list[tuple[int, str]]] = {}
    for at, role in enumerate(election.contacts):
        offices.setdefault(units.Level[role.level.upper()], []).append((at, role.code))
    found: list[ContactRow] = []
    for code, name in _regions(connection, unit, sorted(offices), edge, limit):
        rows = [ContactRow(code, name, role, at) for at, role in offices[units.level(code)]]
        found += [row for row in rows if _within(row.anchor, edge)]
    found.sort(key=lambda row: row.anchor)
    found = found[-limit:] if edge.back else found[:limit]
    known: dict[tuple[str, str], Any] = {}
    same = Contact.c.unit.in_({row.unit for row in found})
    for row in connection.execute(select(Contact).where(same)):
        known[row.unit, row.role] = row
    return tuple(_known(one, known.get((one.unit, one.role))) for one in found)


def offices(connection: Connection, election: Election, unit: str) -> tuple[ContactRow, ...]:
    """The offices of the ladder of escalation around a unit, the nearest rung first."""
    found: list[ContactRow] = []
    at = {role.code: place for place, role in enumerate(election.contacts)}
    for number, rung in enumerate(election.escalation):
        level = election.rung_level(number)
        if level <= units.level(unit):
            code = unit[: units.LENGTHS[level]]
            found += [ContactRow(code, "", role, at[role]) for role in rung.contacts]
    codes = {row.unit for row in found}
    called = territory.names(connection, codes)
    known = {(row.unit, row.role): row for row in connection.execute(select(Contact).where(Contact.c.unit.in_(codes)))}
    return tuple(
        _known(replace(row, unit_name=called.get(row.unit, row.unit)), known.get((row.unit, row.role))) for row in found
    )


def _regions(connection: Connection, unit: str, levels: list[units.Level], edge: Edge, limit: int) -> Sequence[Any]:
    """Code and name of as many regions as a page can need."""
    code = Region.c.code
    found = select(code, Region.c.name).where(Region.c.level.in_([level.value for level in levels]))
    if units.level(unit) > units.Level.KECAMATAN:
        around = [level for level in levels if level >= units.Level.KECAMATAN]
        found = found.where(code.in_([unit[: units.LENGTHS[level]] for level in around]))
    else:
        found = found.where(*inside(code, unit))
    if edge.anchor is not None:
        found = found.where(code <= edge.anchor[0] if edge.back else code >= edge.anchor[0])
    return connection.execute(found.order_by(code.desc() if edge.back else code).limit(limit + 1)).all()


def _within(anchor: Any, edge: Edge) -> bool:
    if edge.anchor is None or (edge.inclusive and anchor == edge.anchor):
        return True
    return bool(anchor < edge.anchor if edge.back else anchor > edge.anchor)


def _known(one: ContactRow, row: Any) -> ContactRow:
    if row is None:
        return one
    return ContactRow(
        one.unit, one.unit_name, one.role, one.at, row.name, row.phone, row.called_at, row.outcome, row.answered_at
    )


# ── meetings ────────────────────────────────────────────────────────────


def meetings(
    connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int
) -> tuple[MeetingRow, ...]:
    """Meetings in a unit and below, the latest first."""
    table = Meeting
    found = page(
        connection,
        select(table).where(table.c.election == election.code, *inside(table.c.unit, unit)),
        (table.c.held_on, table.c.id),
        edge,
        limit,
        latest_first=True,
    )
    names = unit_names(connection, found)
    return tuple(
        MeetingRow(
            row.id,
            row.unit,
            names[row.unit],
            row.held_on,
            row.place,
            tuple(row.attended.split()),
            row.minutes,
            row.version,
        )
        for row in found
    )


# ── what was promised ────────────────────────────────────────────────────────────


def commitments(
    connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int
) -> tuple[CommitmentRow, ...]:
    """Promises in a unit and below: the open ones by their day, then those that were kept."""
    table = Commitment
    every = select(table, Region.c.name).join(Region, Region.c.code == table.c.unit)
    every = every.where(table.c.election == election.code, *inside(table.c.unit, unit))
    keys = (table.c.due_on, table.c.id)
    groups = (
        Group(every.where(table.c.done_on.is_(None)), keys),
        Group(every.where(table.c.done_on.is_not(None)), keys),
    )
    found = grouped(connection, groups, edge, limit)
    return _promised(found)


def due(connection: Connection, election: str, unit: str, today: date, *, limit: int) -> tuple[CommitmentRow, ...]:
    """The open promises in a unit and below that are due, the longest overdue first: one query."""
    asked = {"election": election, "today": today, "limit": limit, **bounds(unit)}
    return _promised(prepared.records(connection, due_statement(everywhere=unit == NATION), asked))


@lru_cache(maxsize=2)
def due_statement(*, everywhere: bool) -> Select[Any]:
    """That as one walk along the index of what is open."""
    table = Commitment
    found = select(table, Region.c.name).join(Region, Region.c.code == table.c.unit)
    found = found.where(table.c.election == bindparam("election"), table.c.done_on.is_(None))
    found = found.where(table.c.due_on <= bindparam("today"), *([] if everywhere else within(table.c.unit)))
    # The order is that of the index; a unit is looked at in it, so that nothing is sorted.
    return found.order_by(table.c.due_on, table.c.unit).limit(bindparam("limit", type_=Integer))


def _promised(rows: Sequence[Any]) -> tuple[CommitmentRow, ...]:
    return tuple(
        CommitmentRow(row.id, row.unit, row.name, row.promise, row.owner, row.due_on, row.done_on, row.version)
        for row in rows
    )


# ── how TPS are guarded ────────────────────────────────────────────────────────────


def guards(connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int) -> tuple[GuardRow, ...]:
    """The TPS of a unit by code, with their pattern and what proves it."""
    rule = election.fed_by("pengamanan")
    statement = (
        select(
            Tps.c.code.label("unit"),
            Guard.c.pattern,
            Guard.c.version,
            Evidence.c.reference,
            Evidence.c.since,
            Evidence.c.state,
        )
        .outerjoin(Guard, and_(Guard.c.election == Tps.c.election, Guard.c.unit == Tps.c.code))
        .outerjoin(
            Evidence,
            and_(
                Evidence.c.election == Tps.c.election,
                Evidence.c.unit == Tps.c.code,
                Evidence.c.indicator == (rule.code if rule is not None else ""),
                Evidence.c.slot == 0,
                Evidence.c.tenure_id == 0,
            ),
        )
        .where(Tps.c.election == election.code, *inside(Tps.c.code, unit))
    )
    here = Edge((edge.anchor,) if edge.anchor is not None else None, edge.back, edge.inclusive)
    found = page(connection, statement, (Tps.c.code,), here, limit)
    names = unit_names(connection, found)
    return tuple(
        GuardRow(row.unit, names[row.unit], row.pattern, row.version, row.reference, row.since, row.state)
        for row in found
    )


def patterns(connection: Connection, election: Election, unit: str) -> dict[str, int]:
    """How many TPS of a unit have each pattern."""
    found = select(Guard.c.pattern, func.count()).where(Guard.c.election == election.code, *inside(Guard.c.unit, unit))
    return {row[0]: row[1] for row in connection.execute(found.group_by(Guard.c.pattern))}


# ── neutrality ────────────────────────────────────────────────────────────


def cases(connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int) -> tuple[CaseRow, ...]:
    """Cases in a unit and below, the latest first."""
    table = Neutrality
    found = page(
        connection,
        select(table, Person.c.name)
        .outerjoin(Person, Person.c.id == table.c.person_id)
        .where(table.c.election == election.code, *inside(table.c.unit, unit)),
        (table.c.reported_on, table.c.id),
        edge,
        limit,
        latest_first=True,
    )
    names = unit_names(connection, found)
    return tuple(
        CaseRow(
            row.id,
            row.unit,
            names[row.unit],
            row.reported_on,
            row.person_id,
            row.name or row.about or "",
            row.source,
            row.kind,
            row.handler,
            row.state,
            row.closed_on,
            row.note,
            row.version,
        )
        for row in found
    )
