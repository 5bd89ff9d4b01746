"""Worst first: all units of one level below a unit, however many; and the way back from one of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from models import queries, units
from models.units import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.queries.board import UnitState
    from models.rules.schema import Election

_LEVELS = {
    Level.NATION: (Level.KECAMATAN, Level.KOTA),
    Level.PROVINCE: (Level.KECAMATAN, Level.KELURAHAN),
    Level.KOTA: (Level.KELURAHAN,),
    Level.KECAMATAN: (Level.KELURAHAN,),
    Level.KELURAHAN: (Level.TPS,),
}
"""What is listed below a unit of each level, in the order in which the key goes round."""


class Step(msgspec.Struct, frozen=True):
    """From which list one went where: the unit that the list belongs to, its level, and the unit gone to."""

    top: str
    level: Level
    to: str


class WorstFirst:
    """Which list is open, its units as they were last judged, and what moved since."""

    def __init__(self) -> None:
        """No list is open."""
        self.top = ""
        self.level: Level | None = None
        self.steps: list[Step] = []
        self._known: list[UnitState] = []
        self._of: tuple[object, ...] = ()
        self._moved: set[str] = set()

    # ── which list ────────────────────────────────────────────────────────────

    def listed(self, unit: str) -> Level | None:
        """The level that is listed below a unit; None: no list is open there."""
        return self.level if self.top == unit else None

    def turn(self, unit: str) -> Level | None:
        """The next level below a unit, or none after the last."""
        levels = _LEVELS.get(units.level(unit), ())
        now = self.listed(unit)
        at = levels.index(now) + 1 if now is not None else 0
        self.top, self.level = unit, levels[at] if at < len(levels) else None
        return self.level

    def close(self) -> None:
        """No list."""
        self.level = None
        self.forget()

    def forget(self) -> None:
        """Let go of what was judged, unless it is needed on the way back: of the nation it is 7,277 kecamatan."""
        if not self.steps:
            self._known, self._of = [], ()

    # ── there and back ────────────────────────────────────────────────────────────

    def leave(self, unit: str) -> None:
        """Go to a unit of the list."""
        if self.level is not None:
            self.steps.append(Step(self.top, self.level, unit))
        self.level = None

    def back_from(self, unit: str) -> Step | None:
        """The step that led to a unit: its list is open again."""
        if not self.steps or self.steps[-1].to != unit:
            return None
        step = self.steps.pop()
        self.top, self.level = step.top, step.level
        return step

    def stray(self, unit: str) -> None:
        """One stands at a unit: what does not lie on the way to it is forgotten."""
        while self.steps and not units.contains(self.steps[-1].to, unit):
            self.steps.pop()
        if not self.steps and self.listed(unit) is None:
            self.close()

    # ── its units ────────────────────────────────────────────────────────────

    def moved(self, moved: Iterable[str], *, everything: bool) -> None:
        """These have changed since they were judged."""
        self._moved.update(moved)
        if everything:
            self._of = ()

    def read(
        self, connection: Any, election: Election, unit: str, level: Level, children: Sequence[UnitState], now: datetime
    ) -> Sequence[UnitState]:
        """The units, the worst first: judged anew what moved, everything when the hour is another. In a thread."""
        if level is Level.TPS:
            return sorted(children, key=queries.board.badness)
        of = (election.code, unit, level, now.date(), now.hour)
        known = self._known if self._of == of else ()
        moved, self._moved = self._moved, set()
        self._of = ()
        found = queries.board.worst(connection, election, unit, level, now, known=known, moved=moved)
        self._known, self._of = found, of
        return found
