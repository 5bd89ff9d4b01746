"""What holds a day back in one unit: the missing items that wait for nothing else, from as few items as will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models import items, units
from models.blockers import Cause, Missing, causes, concerned
from models.queries import territory
from models.queries.board import Moment, tallies
from models.readiness import Counts
from models.rules.schema import Election, Indicator

MOST = 60_000
"""Missing items that are looked at one by one; where there are more, causes are told by unit, from tallies."""


@dataclass(frozen=True, slots=True)
class Held:
    """What holds H-``day`` back. ``whole``: from the items; else ``causes`` are sums of the units right below, and what
    waits is not known. ``names``: of their areas."""

    day: int
    causes: tuple[Cause, ...]
    names: Mapping[str, str]
    whole: bool


def held(connection: Connection, election: Election, unit: str, day: int, moment: Moment) -> Held:
    """What holds H-``day`` back in a unit, on the day of ``moment``."""
    rules = concerned(election, day)
    counts = tallies(connection, election.code, [unit], moment).get(unit, {})
    lacking = [rule for rule in rules if (one := counts.get(rule.code)) is None or one.missing]
    few = sum(counts[rule.code].missing for rule in lacking if rule.code in counts) <= MOST
    if few and units.level(unit) >= units.Level.KOTA:
        missing = {rule.code: _missing(connection, election, rule, unit) for rule in lacking}
        found = causes(election, rules, missing, moment.h)
        return Held(day, found, territory.names(connection, {one.area for one in found}), whole=True)
    below = territory.children(connection, unit, election.code)
    counted = tallies(connection, election.code, [one.code for one in below], moment)
    started = [rule for rule in lacking if moment.h <= rule.start]
    sums = [
        _summed(election, rule, one.code, counted[one.code][rule.code])
        for one in below
        for rule in started
        if rule.code in counted[one.code] and counted[one.code][rule.code].missing
    ]
    found = tuple(sorted(sums, key=lambda one: (-one.count, one.code, one.area)))
    return Held(day, found, {one.code: one.name for one in below}, whole=False)


def _missing(connection: Connection, election: Election, rule: Indicator, unit: str) -> Sequence[Missing]:
    each = items.items(election, rule, *units.span(unit)).subquery()
    lacking = each.c.state.not_in((items.SIAP, items.NA))
    rows = connection.execute(select(each.c.unit, each.c.slot, each.c.state, each.c.since).where(lacking))
    return [Missing(*row) for row in rows]


def _summed(election: Election, rule: Indicator, unit: str, counts: Counts) -> Cause:
    states = {items.KLAIM: counts.klaim, items.BELUM: counts.belum, items.UNKNOWN: counts.unknown}
    begin = election.day(rule.start)
    since = max(counts.open_since or begin, begin)
    return Cause(rule.code, unit, {state: many for state, many in states.items() if many}, since, {})
