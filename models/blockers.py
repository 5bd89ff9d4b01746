"""What holds a day back: of everything that is missing, the items that wait for nothing else, and what waits for them.

An indicator may need others (``needs`` in the election file). A missing item waits for the missing items of those that
cover it: of the same seat, or of a unit around it or inside it. What waits for nothing is a root. Roots of one
indicator in one area are one cause: somebody can go there and do it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import NamedTuple

import msgspec

from models import units
from models.rules.schema import Election, Indicator

Spot = tuple[str, str]
"""Indicator and area."""
_Roots = frozenset[Spot]


class Missing(NamedTuple):
    """One item that is neither SIAP nor N/A. ``since``: the day on which it fell open, None where it never stood."""

    unit: str
    slot: int
    state: str
    since: date | None


class Cause(msgspec.Struct, frozen=True):
    """Roots of one indicator in one area: ``states`` counts them by state, ``since`` is the oldest's day, ``waiting``
    what waits for them by indicator, in the order of the file."""

    code: str
    area: str
    states: Mapping[str, int]
    since: date
    waiting: Mapping[str, int]

    @property
    def count(self) -> int:
        """Items that are roots."""
        return sum(self.states.values())

    @property
    def freed(self) -> int:
        """Items that can be done once these are, and these."""
        return self.count + sum(self.waiting.values())


def checkpoints(election: Election, h: int) -> tuple[int, ...]:
    """The days that something can hold back on H-``h``, as days before polling: today, for what is due already, and
    every later day on which a gate is due, the next one first."""
    due = {rule.due for rule in election.indicators if rule.gate}
    return (h, *sorted((day for day in due if day < h), reverse=True))


def concerned(election: Election, day: int) -> tuple[Indicator, ...]:
    """The gates that are due by H-``day``, and everything that they need: what is needed comes first."""
    known = {rule.code: rule for rule in election.indicators}
    wanted: dict[str, tuple[str, ...]] = {}
    ahead = [rule.code for rule in election.indicators if rule.gate and rule.due >= day]
    while ahead:
        code = ahead.pop()
        if code not in wanted:
            wanted[code] = known[code].needs
            ahead += known[code].needs
    return tuple(known[code] for code in TopologicalSorter(wanted).static_order())


def causes(
    election: Election, rules: Iterable[Indicator], missing: Mapping[str, Iterable[Missing]], h: int
) -> tuple[Cause, ...]:
    """The causes behind what is missing (code → items) of ``rules`` (as ``concerned`` orders them), those first that
    free most. An indicator that has not started on H-``h`` may wait, but is no root."""
    rules = tuple(rules)
    needed = {code for rule in rules for code in rule.needs}
    waits: dict[str, _Index] = {}
    states: dict[Spot, Counter[str]] = {}
    since: dict[Spot, date] = {}
    waiting: dict[Spot, Counter[str]] = {}
    for rule in rules:
        index = waits[rule.code] = _Index(rule)
        begin = election.day(rule.start)
        for item in missing.get(rule.code, ()):
            roots: _Roots = frozenset().union(*(waits[code].over(item, rule) for code in rule.needs if code in waits))
            if roots:
                for spot in roots:
                    waiting.setdefault(spot, Counter())[rule.code] += 1
            elif h <= rule.start:
                spot = (rule.code, units.area(item.unit))
                roots = index.alone(spot)
                states.setdefault(spot, Counter())[item.state] += 1
                opened = max(item.since or begin, begin)
                since[spot] = min(since.get(spot, opened), opened)
            if roots and rule.code in needed:
                index.add(item, roots)
    order = {rule.code: at for at, rule in enumerate(election.indicators)}
    found = [
        Cause(
            *spot,
            counted,
            since[spot],
            dict(sorted(waiting.get(spot, Counter()).items(), key=lambda one: order[one[0]])),
        )
        for spot, counted in states.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.freed, order[one.code], one.area)))


class _Index:
    """The missing items of one indicator, found from the items that they cover."""

    def __init__(self, rule: Indicator) -> None:
        self._seats = rule.counts == "seat"
        self._seat: dict[tuple[str, int], _Roots] = {}
        self._at: dict[str, _Roots] = {}
        self._inside: dict[str, _Roots] = {}
        self._alone: dict[Spot, _Roots] = {}

    def alone(self, spot: Spot) -> _Roots:
        """The same set for the same spot: sets of one are most."""
        return self._alone.setdefault(spot, frozenset((spot,)))

    def add(self, item: Missing, roots: _Roots) -> None:
        if self._seats:
            self._seat[item.unit, item.slot] = roots
        self._at[item.unit] = self._at.get(item.unit, roots) | roots
        for above in _above(item.unit):
            self._inside[above] = self._inside.get(above, roots) | roots

    def over(self, item: Missing, rule: Indicator) -> Iterator[Spot]:
        """For what an item of another indicator waits."""
        if self._seats and rule.counts == "seat":
            yield from self._seat.get((item.unit, item.slot), ())
            return
        for unit in (item.unit, *_above(item.unit)):
            yield from self._at.get(unit, ())
        yield from self._inside.get(item.unit, ())


@lru_cache(maxsize=4096)
def _above(unit: str) -> tuple[str, ...]:
    """The units around one, up to its kecamatan."""
    return tuple(one for one in units.ancestors(unit) if units.level(one) >= units.Level.KECAMATAN)
