"""What may be supposed, and what it would do; plain data."""

from __future__ import annotations

import msgspec

from models.readiness import Colour


class Resign(msgspec.Struct, frozen=True):
    """So many percent of the holders of a body's seats in a unit resign. Who: the seats in the order of the digest of
    ``draw`` and their number, so that the same draw always takes the same, and another one others."""

    unit: str
    body: str
    percent: int
    draw: int = 1


class Merge(msgspec.Struct, frozen=True):
    """A TPS is merged into another: none of its items counts any more, and its voters vote there."""

    tps: str
    into: str


class Flood(msgspec.Struct, frozen=True):
    """The store of a unit is flooded: what these indicators count there is BELUM again."""

    unit: str
    indicators: tuple[str, ...]


Scenario = Resign | Merge | Flood


class Part(msgspec.Struct, frozen=True):
    """So many in one unit."""

    unit: str
    name: str
    count: int


class Supposed(msgspec.Struct, frozen=True):
    """A scenario in a region (``unit``) on day H-``h``, and what it does.

    ``hit``: seats vacated, items that count no more, items that were SIAP; ``replaced``: how many of the seats somebody
    waits for in their own area, ``short`` the areas where too few do, the worst first. ``turned``: indicator → of the
    areas in which more is missing by it how many have which colour then; ``percents``: indicator → percent of the unit
    before and after; ``siap`` likewise of the whole unit. ``names``: of the units that are spoken of.
    ``voters``: of the TPS into which another one was merged, before and after; None where nobody knows how many.
    """

    scenario: Scenario
    election: str
    unit: str
    h: int
    hit: int
    replaced: int
    short: tuple[Part, ...]
    turned: dict[str, dict[Colour, int]]
    percents: dict[str, tuple[int, int]]
    siap: tuple[int, int]
    names: dict[str, str]
    voters: tuple[int | None, int | None] | None = None
