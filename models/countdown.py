"""How long is left: to polling, and to the next deadlines.

Pure functions: the moment is always given, in the local time of the place (models.clock.at_place). ``H-n`` counts
calendar days there, so it changes at local midnight, not every 24 hours; polling opens at the same hour everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Literal

import msgspec

from models.rules.schema import Election, Polling, PollingHead, Stage


class Phase(Enum):
    """Where a moment stands against the polling day and its hours."""

    BEFORE = "before"
    POLLING_BEFORE = "polling_before"
    POLLING_OPEN = "polling_open"
    POLLING_CLOSED = "polling_closed"
    AFTER = "after"


class Countdown(msgspec.Struct, frozen=True):
    """What a clock face shows for one election.

    ``days``: calendar days until polling, negative after it. ``remaining``: until polling opens, or until it
    closes while it is open; None once it has closed. ``label``: ``H-14``, ``HARI-H``, ``H+9``.
    """

    days: int
    phase: Phase
    remaining: timedelta | None
    label: str

    @property
    def archived(self) -> bool:
        """Whether the polling day is past: readiness is then frozen."""
        return self.days < 0


class Upcoming(msgspec.Struct, frozen=True):
    """A deadline with its day. ``days_left`` is 0 today.

    ``kind`` says where it comes from: a dated duty, an indicator's due day, or the end of a stage.
    ``indicator`` is the code of the indicator due, ``gate`` whether that is one. ``label`` is the day
    as ``H-7``.
    """

    name: str
    on: date
    at: time | None
    days_left: int
    label: str
    kind: Literal["deadline", "indicator", "stage"]
    basis: str
    indicator: str = ""
    gate: bool = False
    unverified: bool = False


def countdown(election: Election | PollingHead, now: datetime) -> Countdown:
    """The countdown to an election at ``now``, which is aware and in local time. A naive moment raises ValueError."""
    local = _aware(now)
    days = (election.polling.date - local.date()).days
    phase = _phase(election.polling, days, local.time())
    remaining = None
    if phase in (Phase.BEFORE, Phase.POLLING_BEFORE):
        remaining = _moment(election.polling, election.polling.opens, local) - local
    elif phase is Phase.POLLING_OPEN:
        remaining = _moment(election.polling, election.polling.closes, local) - local
    return Countdown(days=days, phase=phase, remaining=remaining, label=day_label(days))


def next_change(election: Election | PollingHead, now: datetime) -> datetime:
    """The first moment after ``now`` at which label or phase differ: midnight, opening or closing."""
    local = _aware(now)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    hours = (
        _moment(election.polling, election.polling.opens, local),
        _moment(election.polling, election.polling.closes, local),
    )
    return min(moment for moment in (*hours, midnight) if moment > local)


def day_label(days: int) -> str:
    """``days`` until polling as people say it: ``H-14``, ``HARI-H``, ``H+9``."""
    if days == 0:
        return "HARI-H"
    return f"H-{days}" if days > 0 else f"H+{-days}"


def next_deadlines(election: Election, today: date, limit: int | None = None) -> tuple[Upcoming, ...]:
    """What falls due from ``today`` on, nearest first, at most ``limit``.

    Merges the dated duties, the due days of indicators and the ends of stages. A duty that names an indicator
    stands for that indicator's due day. On one day duties come first, then gates and heavier indicators, then
    stages.
    """
    found = [item for item in _upcoming(election, today) if item[1].days_left >= 0]
    found.sort(key=lambda item: (item[1].on, item[0]))
    return tuple(item for _, item in found[:limit])


def current_stages(election: Election, today: date) -> tuple[Stage, ...]:
    """The stages running on ``today``, in the order of the file.

    A stage with only an end has been running since before we know; one with neither day is never current.
    """
    return tuple(
        stage
        for stage in election.stages
        if stage.held and stage.end is not None and (stage.start is None or stage.start <= today) and today <= stage.end
    )


def upcoming_stages(election: Election, today: date, limit: int | None = None) -> tuple[Stage, ...]:
    """The stages that start after ``today``, nearest first, at most ``limit``."""
    ahead = [(stage.start, stage) for stage in election.stages if stage.held and stage.start is not None]
    ahead = sorted((item for item in ahead if item[0] > today), key=lambda item: item[0])
    return tuple(stage for _, stage in ahead[:limit])


def _upcoming(election: Election, today: date) -> Iterator[tuple[tuple[int, ...], Upcoming]]:
    """Every deadline there is, past ones too, each with its rank within a day."""
    indicators = {indicator.code: indicator for indicator in election.indicators}
    named = set()
    for deadline in election.deadlines:
        named.add(deadline.indicator)
        indicator = indicators.get(deadline.indicator)
        on = election.day(deadline.day)
        yield (
            (0, -int(indicator.gate) if indicator else 0, -indicator.weight if indicator else 0),
            Upcoming(
                name=deadline.name,
                on=on,
                at=deadline.time,
                days_left=(on - today).days,
                label=day_label(deadline.day),
                kind="deadline",
                basis=deadline.basis,
                indicator=deadline.indicator,
                gate=indicator.gate if indicator else False,
                unverified=deadline.unverified,
            ),
        )
    for indicator in election.indicators:
        if indicator.code in named:
            continue
        on = election.day(indicator.due)
        yield (
            (1, -int(indicator.gate), -indicator.weight),
            Upcoming(
                name=indicator.name,
                on=on,
                at=None,
                days_left=(on - today).days,
                label=day_label(indicator.due),
                kind="indicator",
                basis=indicator.basis,
                indicator=indicator.code,
                gate=indicator.gate,
            ),
        )
    for stage in election.stages:
        if stage.end is None or not stage.held:
            continue
        days = (election.polling.date - stage.end).days
        yield (
            (2, int(stage.sub), 0),
            Upcoming(
                name=stage.name,
                on=stage.end,
                at=None,
                days_left=(stage.end - today).days,
                label=day_label(days),
                kind="stage",
                basis=stage.basis,
                unverified=stage.unverified,
            ),
        )


def _phase(polling: Polling, days: int, clock: time) -> Phase:
    if days > 0:
        return Phase.BEFORE
    if days < 0:
        return Phase.AFTER
    if clock < polling.opens:
        return Phase.POLLING_BEFORE
    return Phase.POLLING_OPEN if clock < polling.closes else Phase.POLLING_CLOSED


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("naive moment")
    return now


def _moment(polling: Polling, clock: time, local: datetime) -> datetime:
    return datetime.combine(polling.date, clock, local.tzinfo)
