"""The rules of readiness ("aturan v1"): counts and a day give a colour, numbers and reasons.

Pure functions on integers: nothing here reads a clock or a database. What is counted, from when and
until when, with which weight and gate, is data in the election files; this module knows the grammar only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Protocol

import msgspec

KNOWN_ENOUGH = 90
"""Below this percentage of items with a known state an indicator is "?" whatever else is true."""
SMALL_GAP = 10
"""Percentage points behind the target that are still KUNING."""
GATE_NEEDS_REPORT = 7
"""From this many days before polling on, a gate that nobody reported is as bad as a red one."""


class Colour(Enum):
    """What an indicator or a unit shows; the value is the name kept in files and JSON."""

    NOT_YET = "belum_waktu"
    UNKNOWN = "tak_diketahui"
    GREEN = "hijau"
    YELLOW = "kuning"
    RED = "merah"


class Reason(Enum):
    """Why an indicator has its colour; the screens have a sentence for each."""

    NOT_STARTED = "not_started"
    NO_ITEMS = "no_items"
    NO_COUNT = "no_count"
    TOO_LITTLE_KNOWN = "too_little_known"
    COMPLETE = "complete"
    WITHIN_GRACE = "within_grace"
    OVERDUE = "overdue"
    ON_TARGET = "on_target"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    STALE = "stale"


class Rule(Protocol):
    """The part of an indicator that colours depend on (days are counted back from polling)."""

    @property
    def code(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def gate(self) -> bool: ...
    @property
    def perishable(self) -> bool: ...
    @property
    def start(self) -> int: ...
    @property
    def due(self) -> int: ...


class Counts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many items of one indicator stand in each state in one unit.

    ``items`` are all, N/A included; what is in no other state is "?". ``open_since`` is the earliest day
    on which an item that is not SIAP fell open (None: nothing is missing). ``reported`` is the oldest of
    the areas' last reports (None: an area never reported), ``newest`` the most recent one.
    """

    items: int = 0
    na: int = 0
    siap: int = 0
    klaim: int = 0
    belum: int = 0
    open_since: date | None = None
    reported: datetime | None = None
    newest: datetime | None = None

    @property
    def n(self) -> int:
        """N: items that count."""
        return self.items - self.na

    @property
    def unknown(self) -> int:
        """Items whose area never reported."""
        return self.n - self.siap - self.klaim - self.belum

    @property
    def missing(self) -> int:
        """Items that are not SIAP."""
        return self.n - self.siap

    @property
    def percent(self) -> int:
        """c = floor(100 x SIAP / N); 100 only when all are. 0 where N is 0."""
        n = self.items - self.na
        return 100 * self.siap // n if n else 0

    @property
    def known(self) -> int:
        """k = floor(100 x (SIAP + KLAIM + BELUM) / N). 0 where N is 0."""
        n = self.items - self.na
        return 100 * (self.siap + self.klaim + self.belum) // n if n else 0


def pool(parts: Iterable[Counts]) -> Counts:
    """The counts of a parent: items are pooled, percentages are never averaged."""
    total = [0, 0, 0, 0, 0]
    opened: list[date] = []
    reported: list[datetime | None] = []
    newest: list[datetime] = []
    for part in parts:
        if not part.items:
            continue
        for at, value in enumerate((part.items, part.na, part.siap, part.klaim, part.belum)):
            total[at] += value
        if part.open_since is not None:
            opened.append(part.open_since)
        reported.append(part.reported)
        if part.newest is not None:
            newest.append(part.newest)
    known = [moment for moment in reported if moment is not None]
    oldest = min(known) if known and len(known) == len(reported) else None
    items, na, siap, klaim, belum = total
    return Counts(items, na, siap, klaim, belum, min(opened, default=None), oldest, max(newest, default=None))


def shifted(total: Counts, old: Counts, new: Counts) -> Counts | None:
    """The pool of several parts when one of them goes from ``old`` to ``new``, without looking at the others.

    None where the others decide: the part held an extreme and gave it up, or came or went as a whole.
    """
    if not old.items or not new.items or not total.items:
        return None if old.items or new.items else total
    if new.open_since is not None and new.open_since <= (total.open_since or date.max):
        opened: date | None = new.open_since
    elif old.open_since is None or (total.open_since is not None and old.open_since > total.open_since):
        opened = total.open_since
    else:
        return None
    if new.newest is not None and (total.newest is None or new.newest >= total.newest):
        newest: datetime | None = new.newest
    elif old.newest is None or (total.newest is not None and old.newest < total.newest):
        newest = total.newest
    else:
        return None
    if new.reported is None:
        reported = None
    elif total.reported is None:
        if old.reported is None:  # it may have been the only area that never reported
            return None
        reported = None
    elif old.reported is not None and old.reported > total.reported:
        reported = min(total.reported, new.reported)
    elif new.reported <= total.reported:
        reported = new.reported
    else:
        return None
    return Counts(
        total.items + new.items - old.items,
        total.na + new.na - old.na,
        total.siap + new.siap - old.siap,
        total.klaim + new.klaim - old.klaim,
        total.belum + new.belum - old.belum,
        opened,
        reported,
        newest,
    )


def moved_within(total: Counts, old: Counts, new: Counts) -> Counts | None:
    """The counts of an area when the items of one of its units go from ``old`` to ``new``. All items of an area have
    its last report. None where the other units decide: the unit gave up the earliest day, or with the area's first
    report all of its items moved."""
    if not old.items and not new.items:
        return total
    if not new.items or (total.newest is None) != (new.newest is None):
        return None
    if new.open_since is not None and new.open_since <= (total.open_since or date.max):
        opened: date | None = new.open_since
    elif old.open_since is None or (total.open_since is not None and old.open_since > total.open_since):
        opened = total.open_since
    else:
        return None
    return Counts(
        total.items + new.items - old.items,
        total.na + new.na - old.na,
        total.siap + new.siap - old.siap,
        total.klaim + new.klaim - old.klaim,
        total.belum + new.belum - old.belum,
        opened,
        new.reported,
        new.newest,
    )


class Assessment(msgspec.Struct, frozen=True, gc=False):
    """One indicator in one unit on one day. Percentages are whole; ``gap`` is target minus percent;
    ``overdue`` is the age in days of the oldest missing item since it was due (None before the due day)."""

    code: str
    colour: Colour
    reason: Reason
    percent: int
    known: int
    target: int
    counts: Counts
    overdue: int | None = None

    @property
    def gap(self) -> int:
        return self.target - self.percent


class Standing(msgspec.Struct, frozen=True):
    """A unit on one day: its colour, the codes that decide it (worst first) and its two numbers.

    ``siap`` is A; ``against_target`` is P, None while nothing is due ("-").
    """

    colour: Colour
    worst: tuple[str, ...]
    siap: int
    against_target: int | None
    assessments: Mapping[str, Assessment]


def target(rule: Rule, h: int) -> int:
    """T(h), in percent: 0 until H-start, 100 from H-due, a straight line between."""
    if h <= rule.due:
        return 100
    if h >= rule.start:
        return 0
    return 100 * (rule.start - h) // (rule.start - rule.due)


def grace(h: int) -> int:
    """Days that a missing item may stay open after it was due before the indicator turns MERAH."""
    return 3 if h > 7 else 1 if h > 1 else 0


def fresh(h: int) -> timedelta:
    """How old the last report of a perishable indicator may be."""
    if h > 30:
        return timedelta(days=14)
    if h > 7:
        return timedelta(days=7)
    if h > 1:
        return timedelta(days=2)
    return timedelta(days=1) if h == 1 else timedelta(hours=2)


def is_stale(rule: Rule, counts: Counts, h: int, now: datetime) -> bool:
    """True when a perishable indicator's oldest report is older than *fresh* ("basi"). ``now``: as stored, UTC."""
    return rule.perishable and (counts.reported is None or now - counts.reported > fresh(h))


def assess(rule: Rule, counts: Counts | None, h: int, polling: date, now: datetime) -> Assessment:
    """The colour of one indicator and why; the first rule that matches wins (aturan v1, Target and colour).

    ``counts`` None means that N is unknown. ``h`` is days until polling, ``now`` the moment as stored (UTC).
    """
    found = counts or Counts()
    goal, overdue = target(rule, h), None
    n, percent, known = found.n, found.percent, found.known  # each is asked for once: a list has thousands of these
    if h > rule.start:
        colour, reason = Colour.NOT_YET, Reason.NOT_STARTED
    elif counts is None:
        colour, reason = Colour.UNKNOWN, Reason.NO_COUNT
    elif not n:
        colour, reason = Colour.NOT_YET, Reason.NO_ITEMS
    elif known < KNOWN_ENOUGH:
        colour, reason = Colour.UNKNOWN, Reason.TOO_LITTLE_KNOWN
    elif h <= rule.due:
        if n == found.siap:
            colour, reason = Colour.GREEN, Reason.COMPLETE
        else:
            since = max(polling - timedelta(days=rule.due), found.open_since or date.min)
            overdue = (polling - timedelta(days=h) - since).days
            within = overdue <= grace(h)
            colour, reason = (Colour.YELLOW, Reason.WITHIN_GRACE) if within else (Colour.RED, Reason.OVERDUE)
    else:
        gap = goal - percent
        if gap <= 0:
            colour, reason = Colour.GREEN, Reason.ON_TARGET
        elif gap <= SMALL_GAP:
            colour, reason = Colour.YELLOW, Reason.BEHIND
        else:
            colour, reason = Colour.RED, Reason.FAR_BEHIND
    if colour is Colour.GREEN and is_stale(rule, found, h, now):
        colour, reason = Colour.YELLOW, Reason.STALE
    return Assessment(rule.code, colour, reason, percent, known, goal, found, overdue)


def badness(rule: Rule, found: Assessment, h: int) -> int:
    """2: turns the unit MERAH, 1: KUNING, 0: neither. Weights never decide."""
    if rule.gate and (found.colour is Colour.RED or (found.colour is Colour.UNKNOWN and h <= GATE_NEEDS_REPORT)):
        return 2
    return int(found.colour in (Colour.YELLOW, Colour.RED, Colour.UNKNOWN))


def standing(rules: Iterable[Rule], counts: Mapping[str, Counts], h: int, polling: date, now: datetime) -> Standing:
    """A unit's colour and numbers from the counts of its indicators (code -> counts; absent: N unknown).

    While no indicator has started, the unit is NOT_YET rather than HIJAU: nothing is ready, nothing is late.
    """
    rules = tuple(rules)
    found = {rule.code: assess(rule, counts.get(rule.code), h, polling, now) for rule in rules}
    rank = {rule.code: badness(rule, found[rule.code], h) for rule in rules}
    started, weight, siap, goal, made = False, 0, 0, 0, 0
    for rule in rules:
        one = found[rule.code]
        if one.colour is not Colour.NOT_YET:
            started = True
            weight += rule.weight
            siap += rule.weight * one.percent
            goal += rule.weight * one.target
            made += rule.weight * min(one.percent, one.target)
    bad = max(rank.values(), default=0)
    order = (Colour.RED, Colour.UNKNOWN, Colour.YELLOW)
    worst = sorted(
        (rule for rule in rules if rank[rule.code]),
        key=lambda rule: (
            -rank[rule.code],
            order.index(found[rule.code].colour),
            -(found[rule.code].overdue or 0),
            -found[rule.code].gap,
            -rule.weight,
        ),
    )
    return Standing(
        (Colour.GREEN, Colour.YELLOW, Colour.RED)[bad] if started else Colour.NOT_YET,
        tuple(rule.code for rule in worst),
        siap // weight if weight else 0,
        100 * made // goal if goal else None,
        found,
    )
