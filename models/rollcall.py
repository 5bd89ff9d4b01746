"""The roll-call ("panggilan siap"): may a kecamatan answer SIAP, and does its answer still hold? Pure functions.

readiness.md, Sign-off: SIAP over a red gate needs a named waiver with an end; some gates cannot be waived at the last
one; an answer lapses when a gate worsens (a red one that was let pass: when more is missing than then), or when a
waiver ends before its gate is green again. Lapses are judged until
the next roll-call opens: from then on an answer is history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile

import msgspec

from models.readiness import Standing, badness
from models.rules.schema import Election, RollCall

SIAP, TIDAK = "siap", "tidak"
ANSWERS = (SIAP, TIDAK)
GO, HOLD = "lanjut", "tunda"
DECISIONS = (GO, HOLD)
READY = (SIAP, GO)
"""What says that a unit is ready: a kecamatan's answer, or the decision over a wider one. Only that can lapse."""
EARLY = timedelta(days=1)
"""How long before its day a roll-call opens."""


class Waiver(msgspec.Struct, frozen=True):
    """A gate may be red until a moment (UTC, as stored): who lets it be, and why. ``missing``: how many of its items
    were not SIAP then (None: of an old waiver, which did not say)."""

    code: str
    by: str
    reason: str
    until: datetime
    missing: int | None = None


class Answer(msgspec.Struct, frozen=True):
    """What a station said. ``gates``: code → how bad each gate was then (see ``readiness.badness``)."""

    said: str
    gates: Mapping[str, int]
    waivers: Sequence[Waiver] = ()


class Step(msgspec.Struct, frozen=True):
    """How each gate stood (code → badness, and how many items were not SIAP) at the end of a day after an answer, or
    now; ``at``: UTC, as stored."""

    day: date
    at: datetime
    gates: Mapping[str, int]
    missing: Mapping[str, int] = {}


class Lapse(msgspec.Struct, frozen=True):
    """Why an answer holds no longer, and since which day: a gate is worse than it was, or its waiver has ended
    (``ended``)."""

    code: str
    since: date
    ended: bool = False


def gates(election: Election, standing: Standing, h: int) -> dict[str, int]:
    """How bad each gate is on H-``h``: 2 red (or "?" at the end), 1 yellow, 0 neither; in the order of the file."""
    return {
        rule.code: badness(rule, standing.assessments[rule.code], h)
        for rule in election.indicators
        if rule.gate and rule.code in standing.assessments
    }


def missing(standing: Standing) -> dict[str, int]:
    """How many items of each indicator that counts are not SIAP."""
    return {code: one.counts.missing for code, one in standing.assessments.items()}


def red(found: Mapping[str, int]) -> tuple[str, ...]:
    """The gates that stand in the way of SIAP."""
    return tuple(code for code, how in found.items() if how == 2)


def unwaived(found: Mapping[str, int], waivers: Iterable[Waiver], call: RollCall, now: datetime) -> tuple[str, ...]:
    """The red gates without a waiver that holds at ``now`` (as stored); a firm one cannot have any."""
    let = {one.code for one in waivers if one.until > now} - set(call.firm)
    return tuple(code for code in red(found) if code not in let)


def lapses(answer: Answer, steps: Sequence[Step]) -> tuple[Lapse, ...]:
    """Why an answer holds no longer at the last of ``steps`` (in the order of time), each since the day from which on
    it has been so without a break. Of a gate that recovered nothing is left."""
    if not steps:
        return ()
    return tuple(_lapse(answer, steps, *why) for why in reasons(answer, steps[-1]))


def _lapse(answer: Answer, steps: Sequence[Step], code: str, ended: bool) -> Lapse:
    run = takewhile(lambda step: (code, ended) in reasons(answer, step), reversed(steps))
    return Lapse(code, min(step.day for step in run), ended)


def reasons(answer: Answer, step: Step) -> tuple[tuple[str, bool], ...]:
    """(code, whether a waiver ended) of what takes an answer back at one moment."""
    if answer.said not in READY:
        return ()
    let = {one.code: one for one in answer.waivers}

    def more(code: str) -> bool:
        allowed = let[code].missing if code in let else None
        return allowed is not None and step.missing.get(code, 0) > allowed

    worse = [(code, False) for code, how in step.gates.items() if how > answer.gates.get(code, 0) or
             (how == 2 and more(code))]  # fmt: skip
    ended = [(code, True) for code, one in let.items() if one.until <= step.at and step.gates.get(code) == 2]
    return (*worse, *ended)


def opens(election: Election, call: RollCall) -> date:
    """The day from which it can be answered: the one before its own."""
    return election.day(call.day) - EARLY


def is_open(election: Election, call: RollCall, now: datetime) -> bool:
    """Whether it can be answered at a local moment: late, too, but not once polling has opened."""
    polling = election.polling
    return opens(election, call) <= now.date() and now.replace(tzinfo=None) < datetime.combine(
        polling.date, polling.opens
    )


def judged_until(election: Election, call: RollCall) -> date:
    """The last day on which an answer can lapse: the one before the next roll-call opens, or the polling day."""
    later = [one.day for one in election.rollcalls if one.day < call.day]
    if not later:
        return election.polling.date
    return max(election.day(call.day), election.day(max(later)) - 2 * EARLY)


def days_late(election: Election, call: RollCall, day: date) -> int:
    """How many days after its own a roll-call was answered; 0: in time."""
    return max((day - election.day(call.day)).days, 0)


def digest(election: Election, standing: Standing) -> str:
    """SHA-256 of what was shown of a station: every indicator with its colour and its counts, by these rules."""
    shown = [
        (code, one.colour.value, one.percent, one.target, *msgspec.structs.astuple(one.counts)[:5])
        for code, one in sorted(standing.assessments.items())
    ]
    return hashlib.sha256(msgspec.json.encode([election.code, election.rules_version, shown])).hexdigest()


def next_call(election: Election, today: date) -> RollCall | None:
    """The one to begin with: the first whose day is still to come, or the last one; None where there are none."""
    ordered = sorted(election.rollcalls, key=lambda call: -call.day)
    ahead = [call for call in ordered if election.day(call.day) >= today]
    return ahead[0] if ahead else ordered[-1] if ordered else None
