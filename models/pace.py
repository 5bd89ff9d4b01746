"""Pace ("laju"): how fast items become SIAP, how fast they must, and when all will be. Integers and days only.

readiness.md, Pace: the rate is what became SIAP, net, over the last seven days; with fewer than three days on which
anything was recorded it says nothing, and a day on which all is done never lies before the indicator may begin.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from models.readiness import Counts, Rule

WINDOW = 7
"""Days over which the pace is taken, today included."""
ENOUGH = 3
"""Days with records in the window from which on a pace can be told."""


class Verdict(enum.Enum):
    """What a pace says."""

    UNKNOWN = "unknown"
    """N is unknown, or nothing counts."""
    NOT_YET = "not_yet"
    """The indicator has not started."""
    DONE = "done"
    TOO_LITTLE = "too_little"
    """Too few days with records ("data kurang")."""
    STILL = "still"
    """Nothing was gained ("tak bergerak")."""
    IN_TIME = "in_time"
    LATE = "late"


class Past(msgspec.Struct, frozen=True, gc=False):
    """The end of a day on which something of a unit was recorded: items SIAP, and items that count."""

    day: date
    siap: int
    n: int


class Pace(msgspec.Struct, frozen=True):
    """How one indicator of one unit moves. ``remaining``: items not SIAP; ``gained``: net SIAP in the window;
    ``recorded``: days with records in it; ``needed``: items a day until it is due (all of them once it is), None where
    nothing remains; ``done_on``: the expected day, None where none can be told; ``late``: days behind the due day."""

    verdict: Verdict
    remaining: int
    gained: int
    recorded: int
    needed: int | None
    done_on: date | None
    late: int


def pace(rule: Rule, counts: Counts | None, history: Sequence[Past], today: date, polling: date) -> Pace:
    """The pace of an indicator on a day. ``history``: the days with records, oldest first; it reaches back to before
    the window where the unit is that old, else the first day's figure is where it began."""
    due, start = polling - timedelta(days=rule.due), polling - timedelta(days=rule.start)
    if counts is None or not counts.n:
        return Pace(Verdict.UNKNOWN, 0, 0, 0, None, None, 0)
    remaining = counts.n - counts.siap
    first = today - timedelta(days=WINDOW)
    before = [one for one in history if one.day <= first]
    inside = [one for one in history if first < one.day <= today]
    known = before[-1:] or inside[:1]
    gained = counts.siap - known[0].siap if known else 0
    recorded = len(inside)
    if not remaining:
        return Pace(Verdict.DONE, 0, gained, recorded, None, None, 0)
    left = (due - today).days
    needed = -(-remaining // left) if left > 0 else remaining
    if today < start:
        return Pace(Verdict.NOT_YET, remaining, gained, recorded, -(-remaining // (due - start).days), None, 0)
    if recorded < ENOUGH:
        return Pace(Verdict.TOO_LITTLE, remaining, gained, recorded, needed, None, 0)
    if gained <= 0:
        return Pace(Verdict.STILL, remaining, gained, recorded, needed, None, 0)
    done_on = max(_after(today, -(-remaining * WINDOW // gained)), start)
    late = max(0, (done_on - due).days)
    return Pace(Verdict.LATE if late else Verdict.IN_TIME, remaining, gained, recorded, needed, done_on, late)


def _after(today: date, days: int) -> date:
    """A day so far ahead that the calendar ends is its last."""
    return today + timedelta(days=min(days, (date.max - today).days))
