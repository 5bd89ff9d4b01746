"""What a board shows: the standing of a unit and of its children, from tallies alone.

Only below a kelurahan, where the rows are TPS, are items counted: at most one kelurahan's.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, case, func, select

from models import items, prepared, readiness, tally, units
from models.clock import stored
from models.queries import escalation, synergy, territory
from models.queries.escalation import EscalationRow
from models.queries.synergy import CommitmentRow
from models.readiness import Counts, Standing
from models.rules.schema import Election
from models.tables import Contact, Region, Tally, TallyDay

ITEM_LEVELS = {
    "tps": units.Level.TPS,
    "kelurahan": units.Level.KELURAHAN,
    "kecamatan": units.Level.KECAMATAN,
    "contact": units.Level.KECAMATAN,
}
ESCALATIONS = 5
"""Askings that wait for an answer: those whose minutes run out first."""
PROMISES = 3
"""Promises that are due: the longest overdue ones."""
TREND_DAYS = 7
"""Days of history behind a sparkline, today not counted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that readiness is judged on: ``h`` days before polling, ``now`` as stored (UTC).

    After the polling day readiness stands as it was when polling opened: ``frozen``, and h is 0.
    """

    h: int
    now: datetime
    day: date
    frozen: bool


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit on the board: who it is, how it stands, filled and needed seats by body, and its trend
    (A at the end of each of the last days, oldest first, today last; empty where nothing is known)."""

    code: str
    name: str
    standing: Standing
    staffing: Mapping[str, tuple[int, int]]
    trend: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An office of a kecamatan: role code, name, and the state of its tested number (siap, belum, unknown …)."""

    unit: str
    role: str
    name: str | None
    state: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: an indicator of a unit that keeps it from green. ``owner`` must move it."""

    unit: str
    name: str
    code: str
    owner: str
    assessment: readiness.Assessment


ToDo = Action | CommitmentRow | EscalationRow


@dataclass(frozen=True, slots=True)
class Board:
    """One unit with its path from the top, its own state, its children's, and whether TPS are an estimate."""

    path: tuple[territory.RegionRow, ...]
    moment: Moment
    own: UnitState
    children: tuple[UnitState, ...]
    contacts: tuple[ContactRow, ...]
    estimated: bool


def moment_of(election: Election, local: datetime) -> Moment:
    """Which day to judge an election on at a local moment."""
    polling = election.polling
    h = (polling.date - local.date()).days
    if h >= 0:
        return Moment(h, stored(local), local.date(), frozen=False)
    opened = datetime.combine(polling.date, polling.opens, local.tzinfo)
    return Moment(0, stored(opened), polling.date, frozen=True)


def board(connection: Connection, election: Election, unit: str, local: datetime) -> Board:
    """Everything that the board of one unit shows. ``local``: the moment, aware."""
    moment = moment_of(election, local)
    below = territory.children(connection, unit, election.code)
    path = territory.path(connection, unit)
    codes = [unit, *(region.code for region in below)]
    if units.level(unit) >= units.Level.KELURAHAN:
        own_level = units.level(unit) is units.Level.TPS
        counted = by_tps(connection, election, units.parent(unit) or unit if own_level else unit)
        if own_level:
            own_counts = counted.get(unit, {})
        else:
            own_counts = tallies(connection, election.code, [unit], moment).get(unit, {})
    else:
        counted = tallies(connection, election.code, codes, moment)
        own_counts = counted.get(unit, {})
    trends = trend(connection, election, codes, moment) if _pooled(unit) else {}
    name = path[-1].name if path else unit
    return Board(
        path,
        moment,
        state(election, unit, name, own_counts, moment, trends.get(unit, ())),
        tuple(
            state(election, one.code, one.name, counted.get(one.code, {}), moment, trends.get(one.code, ()))
            for one in below
        ),
        contacts(connection, election, unit),
        territory.is_estimated(connection, election.code, unit),
    )


def siap(connection: Connection, election: Election, unit: str, local: datetime) -> dict[str, int]:
    """How ready a unit and each of its children is, by code."""
    found = board(connection, election, unit, local)
    return {one.code: one.standing.siap for one in (found.own, *found.children)}


def _pooled(unit: str) -> bool:
    return units.level(unit) < units.Level.KECAMATAN


def state(
    election: Election,
    unit: str,
    name: str,
    counts: Mapping[str, Counts],
    moment: Moment,
    trend: tuple[int, ...] = (),
) -> UnitState:
    """A unit's state from its counts. At a TPS only the indicators that have items there take part."""
    level = units.level(unit)
    rules = [rule for rule in election.indicators if level < units.Level.TPS or rule.code in counts]
    expected = _expected(election, level)
    known = {code: found for code, found in counts.items() if found.items or code not in expected}
    standing = readiness.standing(rules, known, moment.h, election.polling.date, moment.now)
    if moment.frozen and not counts:  # polling was over before this database was made: nothing was ever known
        standing = msgspec.structs.replace(standing, colour=readiness.Colour.UNKNOWN, worst=())
    staffing = {
        code[len(items.STAFFING) :]: (found.siap, found.n)
        for code, found in counts.items()
        if code.startswith(items.STAFFING) and found.n
    }
    return UnitState(unit, name, standing, staffing, trend)


@lru_cache(maxsize=64)
def _expected(election: Election, level: units.Level) -> frozenset[str]:
    """The indicators of which a unit of this level must have items: none there means that N is unknown."""
    found = set()
    for rule in election.indicators:
        names = [election.body(body).level for body in rule.bodies] if rule.counts == "seat" else [rule.counts]
        if rule.holders == "all" and level <= max(ITEM_LEVELS[name] for name in names):
            found.add(rule.code)
    return frozenset(found)


def tallies(
    connection: Connection, election: str, codes: Iterable[str], moment: Moment
) -> dict[str, dict[str, Counts]]:
    """Counts by unit and code: as they are, or as they stood when polling opened."""
    found: dict[str, dict[str, Counts]] = {code: {} for code in codes}
    if not moment.frozen:
        return found | tally.kept(connection, election, found)
    codes = list(found)
    for at in range(0, len(codes), tally.SLICE):
        asked = {"election": election, "units": codes[at : at + tally.SLICE], "day": moment.day}
        rows = prepared.rows(connection, _at_day(), asked)
        found.update((row[0], tally.decode(row[1])) for row in rows)
    return found


@lru_cache(maxsize=1)
def _at_day() -> items.Rows:
    """Tallies of units as they stood at the end of a day."""
    election: Any = bindparam("election")
    last = (
        select(TallyDay.c.unit, func.max(TallyDay.c.day).label("day"))
        .where(TallyDay.c.election == election, TallyDay.c.unit.in_(bindparam("units", expanding=True)))
        .where(TallyDay.c.day <= bindparam("day"))
        .group_by(TallyDay.c.unit)
        .subquery()
    )
    return select(TallyDay.c.unit, TallyDay.c.counts).join(
        last, (TallyDay.c.unit == last.c.unit) & (TallyDay.c.day == last.c.day) & (TallyDay.c.election == election)
    )


@lru_cache(maxsize=1)
def _by_day() -> items.Rows:
    """Tallies of units at the end of each day after ``first``, until ``last``."""
    return select(TallyDay.c.day, TallyDay.c.unit, TallyDay.c.counts).where(
        TallyDay.c.election == bindparam("election"),
        TallyDay.c.unit.in_(bindparam("units", expanding=True)),
        TallyDay.c.day > bindparam("first"),
        TallyDay.c.day <= bindparam("last"),
    )


def worst(
    connection: Connection,
    election: Election,
    unit: str,
    level: units.Level,
    local: datetime,
    *,
    known: Iterable[UnitState] = (),
    moved: Container[str] = (),
) -> list[UnitState]:
    """Every unit of a level below a unit, the worst first: by colour, then by how far behind its target.

    ``known``: the list of an earlier call on the same day, of which only the ``moved`` units are judged anew.
    """
    moment = moment_of(election, local)
    found = {one.code: one for one in known}
    if not found:
        names = _at_level(connection, unit, level)
        counted = _of_level(connection, election.code, unit, level, moment, list(names))
        found = {code: state(election, code, name, counted.get(code, {}), moment) for code, name in names.items()}
    elif again := [code for code in found if code in moved]:
        counted = tallies(connection, election.code, again, moment)
        found |= {code: state(election, code, found[code].name, counted[code], moment) for code in again}
    return sorted(found.values(), key=badness)


def _at_level(connection: Connection, unit: str, level: units.Level) -> dict[str, str]:
    low, high = units.span(unit)
    rows = connection.execute(
        select(Region.c.code, Region.c.name).where(
            Region.c.level == level.value, Region.c.code >= low, Region.c.code < high
        )
    )
    return {row[0]: row[1] for row in rows}


def _of_level(
    connection: Connection, election: str, unit: str, level: units.Level, moment: Moment, codes: list[str]
) -> dict[str, dict[str, Counts]]:
    """The tallies of a level below a unit: one scan, or as they stood when polling opened."""
    if moment.frozen:
        return tallies(connection, election, codes, moment)
    low, high = units.span(unit)
    rows = connection.execute(
        select(Tally.c.unit, Tally.c.counts).where(
            Tally.c.election == election, Tally.c.level == level.value, Tally.c.unit >= low, Tally.c.unit < high
        )
    )
    return {row[0]: tally.decode(row[1]) for row in rows}


_WORST = (
    readiness.Colour.RED,
    readiness.Colour.YELLOW,
    readiness.Colour.UNKNOWN,
    readiness.Colour.GREEN,
    readiness.Colour.NOT_YET,
)


def badness(one: UnitState) -> tuple[int, int, int, str]:
    """Sorts units the worst first: by colour, then by how far behind the target, then by what is ready."""
    against = one.standing.against_target
    return _WORST.index(one.standing.colour), 101 if against is None else against, one.standing.siap, one.code


def trend(connection: Connection, election: Election, codes: list[str], moment: Moment) -> dict[str, tuple[int, ...]]:
    """A at the end of each of the last days (today last) by unit; only percentages are needed for it."""
    weights = {rule.code: rule for rule in election.indicators}
    first = moment.day - timedelta(days=TREND_DAYS)
    percents: dict[str, dict[str, int]] = {code: {} for code in codes}
    steps: dict[date, list[tuple[str, dict[str, int]]]] = {}
    asked = {"election": election.code, "units": codes}
    for row in prepared.rows(connection, _at_day(), {**asked, "day": first}):
        percents[row[0]] = _shares(election, units.level(row[0]), row[1])
    for row in prepared.rows(connection, _by_day(), {**asked, "first": first, "last": moment.day}):
        steps.setdefault(row[0], []).append((row[1], _shares(election, units.level(row[1]), row[2])))
    found: dict[str, list[int]] = {code: [] for code in codes}
    for back in range(TREND_DAYS, -1, -1):
        day = moment.day - timedelta(days=back)
        percents.update(steps.get(day, ()))
        for unit, known in percents.items():
            started = [
                (rule.weight, part) for code, part in known.items() if moment.h + back <= (rule := weights[code]).start
            ]
            weight = sum(heavy for heavy, _ in started)
            found[unit].append(sum(heavy * part for heavy, part in started) // weight if weight else 0)
    return {unit: tuple(values) for unit, values in found.items()}


@lru_cache(maxsize=512)  # past days stay as they are, and a live board reads them with every change
def _shares(election: Election, level: units.Level, counts: str) -> dict[str, int]:
    """Percent by indicator, from counts as they stand in a row. As on the board, an indicator without items (None)
    takes no part."""
    known = {rule.code for rule in election.indicators}
    return {
        code: found.percent
        for code, found in tally.decode(counts).items()
        if code in known and (found.n or (not found.items and code in _expected(election, level)))
    }


@lru_cache(maxsize=64)
def _by_tps(election: Election) -> list[tuple[str, items.Rows]]:
    """Per indicator with items at TPS: its counts grouped by TPS instead of by area."""
    low: Any = bindparam("low")
    high: Any = bindparam("high")
    found = []
    for rule in election.indicators:
        at_tps = rule.counts == "tps" or any(election.body(body).level == "tps" for body in rule.bodies)
        if not at_tps:
            continue
        each = items.items(election, rule, low, high).subquery()
        missing = case((each.c.state.not_in((items.SIAP, items.NA)), func.coalesce(each.c.since, date.min)))
        sums = [
            func.sum(case((each.c.state == one, 1), else_=0))
            for one in (items.NA, items.SIAP, items.KLAIM, items.BELUM)
        ]
        last = func.max(each.c.reported)
        found.append(
            (
                rule.code,
                select(each.c.unit, func.count(), *sums, func.min(missing), last, last).group_by(each.c.unit),
            )
        )
    return found


def by_tps(connection: Connection, election: Election, kelurahan: str) -> dict[str, dict[str, Counts]]:
    """Counts by TPS and code in one kelurahan, from the items."""
    low, high = f"{kelurahan}.", units.span(kelurahan)[1]
    found: dict[str, dict[str, Counts]] = {}
    for code, statement in _by_tps(election):
        for row in prepared.rows(connection, statement, {"low": low, "high": high}):
            found.setdefault(row[0], {})[code] = Counts(*row[1:])
    return found


def contacts(connection: Connection, election: Election, unit: str) -> tuple[ContactRow, ...]:
    """The offices to call in the kecamatan of a unit, or in all kecamatan right below it."""
    statement = _contacts(election)
    if statement is None or units.level(unit) < units.Level.KOTA:
        return ()
    low, high = units.span(unit[: units.LENGTHS[units.Level.KECAMATAN]])
    return tuple(ContactRow(*row) for row in prepared.rows(connection, statement, {"low": low, "high": high}))


@lru_cache(maxsize=8)
def _contacts(election: Election) -> items.Rows | None:
    """None: the election has no indicator of offices."""
    rule = next((one for one in election.indicators if one.counts == "contact"), None)
    if rule is None:
        return None
    each = items.items(election, rule, bindparam("low"), bindparam("high")).subquery()
    return (
        select(each.c.unit, Contact.c.role, Contact.c.name, each.c.state, each.c.since)
        .join(Contact, (Contact.c.unit == each.c.unit) & (case(election.tested(), value=Contact.c.role) == each.c.slot))
        .order_by(each.c.unit, each.c.slot)
    )


def to_do(connection: Connection, election: Election, found: Board, limit: int) -> list[ToDo]:
    """What needs doing at the unit of a board and below: whom one waits for, the worst where it is red, then the
    promises that are due, then all else: a promise is seen however much is red. After the polling day nobody is chased
    for a promise; whoever was asked for help is waited for."""
    unit = found.own.code
    states = found.children if units.level(unit) < units.Level.KELURAHAN else (found.own,)
    wanted = narrowed(connection, election, actions(election, states, found.moment.h, limit), found.moment)
    asked = escalation.waiting(connection, election.code, unit, limit=ESCALATIONS)
    due: Sequence[CommitmentRow] = ()
    if not found.moment.frozen:
        due = synergy.due(connection, election.code, unit, found.moment.day, limit=PROMISES)
    first = 1 if wanted and wanted[0].assessment.colour is readiness.Colour.RED else 0
    return [*asked, *wanted[:first], *due, *wanted[first:]]


def actions(election: Election, states: Iterable[UnitState], h: int, limit: int) -> list[Action]:
    """The worst first on day H-``h``: what turns a unit red before what turns it yellow, then the furthest behind."""
    rank = {readiness.Colour.RED: 0, readiness.Colour.UNKNOWN: 1, readiness.Colour.YELLOW: 2}
    return sorted(
        _actions(election, states),
        key=lambda one: (
            -readiness.badness(election.indicator(one.code), one.assessment, h),
            rank[one.assessment.colour],
            -(one.assessment.overdue or 0),
            -one.assessment.gap,
            one.unit,
        ),
    )[:limit]


def _actions(election: Election, states: Iterable[UnitState]) -> Iterator[Action]:
    for one in states:
        for code in one.standing.worst:
            owner = election.indicator(code).owner
            yield Action(one.code, one.name, code, owner, one.standing.assessments[code])


def narrowed(connection: Connection, election: Election, found: Iterable[Action], moment: Moment) -> list[Action]:
    """The same, each named after the one unit below that causes it, where there is only one: one query for all."""
    found = list(found)
    above = {one.unit for one in found if units.level(one.unit) < units.Level.KELURAHAN}
    if not above:
        return found
    rows = territory.below(connection, above)
    counted = tallies(connection, election.code, [row.code for row in rows], moment)
    below: dict[str | None, list[territory.RegionRow]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(row)
    return [_narrow(election, one, below.get(one.unit, ()), counted, moment) for one in found]


def _narrow(
    election: Election,
    one: Action,
    below: Iterable[territory.RegionRow],
    counted: Mapping[str, Mapping[str, Counts]],
    moment: Moment,
) -> Action:
    cause: tuple[territory.RegionRow, Counts] | None = None
    for row in below:
        counts = counted[row.code].get(one.code)
        if counts is None or not counts.missing:
            continue
        if cause is not None:
            return one
        cause = row, counts
    if cause is None or cause[1].missing != one.assessment.counts.missing:
        return one
    row, counts = cause
    assessed = readiness.assess(election.indicator(one.code), counts, moment.h, election.polling.date, moment.now)
    return replace(one, unit=row.code, name=row.name, assessment=assessed)
