"""A figure: what was measured of Siaga, what stood beside it in the same run, and the budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum


class Of(Enum):
    """Which of the measured values is held against the budget."""

    MEDIAN = 0.5
    P95 = 0.95
    MAX = 1.0


class Budget(Enum):
    """What the limit limits: the ratio to what stands beside, or the value itself."""

    RATIO = "×"
    VALUE = ""


@dataclass(frozen=True)
class Figure:
    """One row of the table. `beside` empty: nothing stands beside it, the budget is absolute.

    `ours` and `theirs` hold one value a round, of the same rounds in the same order; `theirs` is empty when
    what should stand beside could not be measured.
    """

    name: str
    unit: str
    ours: Sequence[float]
    limit: float
    beside: str = ""
    theirs: Sequence[float] = field(default=())
    of: Of = Of.MEDIAN
    budget: Budget = Budget.RATIO

    def named(self, engine: str) -> Figure:
        """The same figure, said to be of an engine."""
        return replace(self, name=f"{self.name} · {engine}")

    @property
    def value(self) -> float | None:
        """What is held against the limit; None when it could not be measured."""
        if not self.ours:
            return None
        ours = quantile(self.ours, self.of.value)
        if self.budget is Budget.VALUE:
            return ours
        theirs = quantile(self.theirs, self.of.value) if self.theirs else 0.0
        return ours / theirs if theirs else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """The lowest and highest ratio of one round; None without rounds in pairs."""
        ratios = [a / b for a, b in zip(self.ours, self.theirs, strict=False) if b]
        return (min(ratios), max(ratios)) if len(ratios) > 1 and len(self.ours) == len(self.theirs) else None

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None when it could not be measured."""
        value = self.value
        return None if value is None else round(value, 2) <= self.limit


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies, interpolated."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def in_turn(rounds: int, *measures: Callable[[], float], warm_up: bool = True) -> list[list[float]]:
    """Run measures alternately; one list of values a measure.

    A first round fills the caches and does not count. Every second round goes backwards, so that none always
    comes after the same other.
    """
    found: list[list[float]] = [[] for _ in measures]
    order = list(enumerate(measures))
    for turn in range(rounds + warm_up):
        for place, measure in order if turn % 2 else reversed(order):
            value = measure()
            if turn >= warm_up:
                found[place].append(value)
    return found
