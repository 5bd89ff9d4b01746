"""Down the tree to where something is, by the tallies: what they say is not there is never read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from models import tally, units
from models.tables import Region, Tally
from models.tally import Kept

TOGETHER = 16
"""Stretches that are worth one query."""


class Part(Enum):
    """Which of a region's counts: all of them, those of a kecamatan's own bodies, those of what lies below it."""

    WHOLE = "whole"
    OWN = "own"
    BELOW = "below"


class Stretch(NamedTuple):
    """Units with ``low <= unit < high``, with at most ``most`` of what is looked for."""

    low: str
    high: str
    most: int


class _Region(NamedTuple):
    code: str
    counts: Kept
    most: int


Most = Callable[[Kept, Part], int]
"""How many of what is looked for a region can have at most, by its tallies; 0: it need not be read."""


def stretches(
    connection: Connection,
    election: str,
    unit: str,
    most: Most,
    *,
    start: str | None = None,
    down: bool = False,
    enough: int = 1,
) -> Iterator[list[Stretch]]:
    """The stretches of a unit that have what is looked for, in the order of codes (``down``: from the end), found
    as they are asked for: as many at a time as should hold ``enough`` rows.

    ``start``: leave out what lies before it (``down``: behind it).
    """
    walk = _Walk(connection, election, most, start, down, enough)
    batch: list[Stretch] = []
    apart = True
    for one in walk.below(unit):
        if one is None:
            apart = True
            continue
        if apart:
            batch.append(one)
        else:  # neighbours are read as one
            last = batch[-1]
            batch[-1] = Stretch(min(last.low, one.low), max(last.high, one.high), last.most + one.most)
        apart = sum(known.most for known in batch) >= enough or len(batch) >= TOGETHER
        if apart:
            yield batch
            batch = []
    if batch:
        yield batch


class _Walk:
    """One way through the tree."""

    def __init__(
        self, connection: Connection, election: str, most: Most, start: str | None, down: bool, enough: int
    ) -> None:
        self._connection = connection
        self._election = election
        self._most = most
        self._start = start
        self._down = down
        self._enough = enough

    def below(self, unit: str) -> Iterator[Stretch | None]:
        """The single stretches; None where something between two of them is left out."""
        if units.level(unit) >= units.Level.KELURAHAN:
            yield Stretch(*units.span(unit), 1)
            return
        kept = tally.kept(self._connection, self._election, [unit]).get(unit, {})
        yield from self._inside([_Region(unit, kept, self._most(kept, Part.WHOLE))])

    def _inside(self, regions: Sequence[_Region | None]) -> Iterator[Stretch | None]:
        """What is in regions of one level, in order: so many of them are opened at once as should hold enough."""
        batch: list[_Region | None] = []
        held = 0
        for at, one in enumerate(regions, 1):
            batch.append(one)
            held += one.most if one is not None else 0
            if at == len(regions) or held >= self._enough:
                yield from self._opened(batch)
                batch, held = [], 0

    def _opened(self, batch: Sequence[_Region | None]) -> Iterator[Stretch | None]:
        found = [one for one in batch if one is not None]
        if not found:
            yield None
        elif units.level(found[0].code) is units.Level.KECAMATAN:
            yield from self._areas(batch)
        else:
            children = self._children([one.code for one in found])
            yield from self._inside([one for known in batch for one in (children[known.code] if known else [None])])

    def _areas(self, batch: Sequence[_Region | None]) -> Iterator[Stretch | None]:
        """The kecamatan themselves, and their kelurahan."""
        wanted = [one.code for one in batch if one is not None and self._most(one.counts, Part.BELOW)]
        children = self._children(wanted) if wanted else {}
        for one in batch:
            if one is None:
                yield None
                continue
            high = f"{one.code}."
            count = 0 if self._behind(one.code, high) else self._most(one.counts, Part.OWN)
            own = [Stretch(one.code, high, count) if count else None]
            inside = [
                Stretch(*units.span(known.code), known.most) if known else None
                for known in children.get(one.code, [None])
            ]
            yield from [*inside, *own] if self._down else [*own, *inside]

    def _children(self, parents: Sequence[str]) -> dict[str, list[_Region | None]]:
        """By region: those right below it, in order; None for one that has nothing of what is looked for."""
        found: dict[str, list[_Region | None]] = {parent: [] for parent in parents}
        level = units.level(parents[0]) + 1
        part = Part.BELOW if level == units.Level.KELURAHAN else Part.WHOLE
        for at in range(0, len(parents), tally.SLICE):
            key = {"election": self._election, "level": level, "parents": parents[at : at + tally.SLICE]}
            rows: Any = self._connection.execute(_children(), key)
            for parent, code, counts in sorted(rows, reverse=self._down):
                kept = {} if self._behind(*units.span(code)) else tally.decode(counts)
                count = self._most(kept, part)
                found[parent].append(_Region(code, kept, count) if count else None)
        return found

    def _behind(self, low: str, high: str) -> bool:
        """Whether all of ``low <= unit < high`` lies before the start."""
        return self._start is not None and (low > self._start if self._down else high <= self._start)


@lru_cache(maxsize=1)
def _children() -> Select[Any, str, str]:
    return (
        select(Region.c.parent, Tally.c.unit, Tally.c.counts)
        .join(Tally, Tally.c.unit == Region.c.code)
        .where(
            Tally.c.election == bindparam("election"),
            Tally.c.level == bindparam("level"),
            Region.c.parent.in_(bindparam("parents", expanding=True)),
        )
    )
