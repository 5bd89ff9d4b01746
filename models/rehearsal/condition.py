"""How each kecamatan of an invented area stands: most well, some behind, a few in trouble; decided by the seed.

Provinces differ: in some hardly anything goes wrong, in some more. Trouble that turns every region above red too (an
indicator that is overdue) is kept to those, so that boards of all levels show more than one colour.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from models import readiness
from models.clock import stored
from models.rules.schema import Election, Indicator
from models.units import LENGTHS, Level

ONE_IN = 65_536
"""What ``vacant`` and ``undocumented`` are parts of."""
USUAL_VACANT, TROUBLED_VACANT = ONE_IN // 260, ONE_IN // 60
UNDOCUMENTED = ONE_IN // 900
TROUBLE = 0.3
"""The share of kecamatan in trouble where luck is about even."""
OFTEN_WEAK = 0.35
"""Provinces whose luck is below this have lasting trouble; luck is even between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One kecamatan. ``behind``: points that an indicator (by code) lacks of its target; ``silent``: indicators
    that nobody reported; ``stale``: reports are too old; ``vacant``, ``undocumented``: seats that are empty, and
    people without a decree, in so many of ``ONE_IN``; ``lasting``: such seats have been so for long."""

    behind: Mapping[str, int] = field(default_factory=dict)
    margin: Mapping[str, int] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    stale: bool = False
    vacant: int = 0
    undocumented: int = 0
    lasting: bool = False
    papers: bool = True

    def percent(self, rule: Indicator, h: int) -> int | None:
        """Percent of an indicator's items that are SIAP on H-``h``; None where nobody reported any yet."""
        if h > rule.start or rule.code in self.silent or (rule.counts == "seat" and not self.papers):
            return None
        goal = readiness.target(rule, h)
        if rule.code in self.behind:
            return max(0, goal - self.behind[rule.code])
        return min(100, goal + self.margin.get(rule.code, 0))


class Conditions:
    """The conditions of an area's kecamatan. ``papers``: the share of kabupaten and kota in which people have
    evidence of their own (pakta, bimtek, …): of a nation that would be thirty million rows."""

    def __init__(self, election: Election, seed: int, at: datetime, papers: float) -> None:
        """``at``: the moment, aware."""
        self.election = election
        self.seed = seed
        self.papers = papers
        self.h = (election.polling.date - at.date()).days
        self.now = stored(at)
        self.today: date = at.date()

    def of(self, kecamatan: str) -> Condition:
        """The condition of one kecamatan; the same at every call."""
        chance = random.Random(f"{self.seed}/keadaan/{kecamatan}")
        luck = self._luck(kecamatan[: LENGTHS[Level.PROVINCE]], "provinsi")
        kota = kecamatan[: LENGTHS[Level.KOTA]]
        papers = self._luck(kota, "berkas") < self.papers
        proved = [rule for rule in self.election.indicators if rule.proof == "evidence" and self.h <= rule.start]
        margin = {rule.code: chance.randint(2, 6 + int(14 * luck)) for rule in self.election.indicators}
        kind = chance.random()
        if kind < TROUBLE * (1.3 - 0.6 * luck - 0.6 * self._luck(kota, "kota")):
            return self._troubled(chance, proved, margin, papers, lasting=luck < OFTEN_WEAK)
        behind: dict[str, int] = {}
        silent: frozenset[str] = frozenset()
        if kind < 0.5:
            ahead = [rule for rule in proved if self.h > rule.due and rule.counts != "seat"]
            late = [rule for rule in ahead if readiness.target(rule, self.h) >= readiness.SMALL_GAP]
            behind = {rule.code: chance.randint(3, 8) for rule in chance.sample(late, min(2, len(late)))}
            silent = frozenset(rule.code for rule in ahead if chance.random() < 0.05)
        vacant = USUAL_VACANT if kind < 0.8 else 0
        return Condition(
            behind, margin, silent, chance.random() < 0.04, vacant, UNDOCUMENTED if vacant else 0, papers=papers
        )

    def _troubled(
        self, chance: random.Random, proved: Sequence[Indicator], margin: dict[str, int], papers: bool, *, lasting: bool
    ) -> Condition:
        """Behind with what TPS need; where luck is bad also with what has been due for long, or seats stay empty."""
        at_tps = [rule.code for rule in proved if rule.gate and rule.counts == "tps"]
        of_people = [rule.code for rule in proved if rule.gate and rule.counts == "seat" and self.h <= rule.due]
        behind = {code: chance.randint(14, 38) for code in at_tps if chance.random() < 0.7}
        empty = False
        if lasting and chance.random() < 0.5:
            empty = chance.random() < 0.6 or not of_people
            if not empty:
                behind[chance.choice(of_people)] = chance.randint(4, 30)
        vacant = TROUBLED_VACANT if empty else USUAL_VACANT
        return Condition(behind, margin, frozenset(), False, vacant, UNDOCUMENTED, empty, papers)

    def _luck(self, unit: str, what: str) -> float:
        return random.Random(f"{self.seed}/{what}/{unit}").random()

    def reported(self, rule: Indicator, condition: Condition, chance: random.Random) -> tuple[datetime, datetime]:
        """When an area first and last reported an indicator that it did report (UTC)."""
        hours = readiness.fresh(self.h) / timedelta(hours=1)
        old = hours * (1.1 + chance.random()) if condition.stale and rule.perishable else hours * 0.8 * chance.random()
        last = self.now - timedelta(minutes=int(60 * old))
        begun = datetime.combine(self.election.day(rule.start), time(2, chance.randrange(60)))
        return min(begun, last), last
