"""The roll-call ("panggilan siap"): may a kecamatan answer SIAP, and does its answer still hold? Pure functions.

readiness.md, Sign-off: SIAP over a red gate needs a named waiver with an end; some gates cannot be waived at the last
one; an answer lapses when a gate worsens, or when a waiver ends before its gate is green again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from models.readiness import Standing, badness
from models.rules.schema import Election, RollCall

SIAP, TIDAK = "siap", "tidak"
ANSWERS = (SIAP, TIDAK)
GO, HOLD = "lanjut", "tunda"
DECISIONS = (GO, HOLD)
EARLY = timedelta(days=1)
"""How long before its day a roll-call opens."""


class Waiver(msgspec.Struct, frozen=True):
    """A gate may be red until a moment (UTC, as stored): who lets it be, and why."""

    code: str
    by: str
    reason: str
    until: datetime


class Answer(msgspec.Struct, frozen=True):
    """What a station said. ``gates``: code → how bad each gate was then (see ``readiness.badness``)."""

    said: str
    gates: Mapping[str, int]
    waivers: Sequence[Waiver] = ()


class Lapse(msgspec.Struct, frozen=True):
    """Why an answer holds no longer: a gate is worse than it was, or its waiver has ended (``ended``)."""

    code: str
    ended: bool = False


def gates(election: Election, standing: Standing, h: int) -> dict[str, int]:
    """How bad each gate is on H-``h``: 2 red (or "?" at the end), 1 yellow, 0 neither; in the order of the file."""
    return {
        rule.code: badness(rule, standing.assessments[rule.code], h)
        for rule in election.indicators
        if rule.gate and rule.code in standing.assessments
    }


def red(found: Mapping[str, int]) -> tuple[str, ...]:
    """The gates that stand in the way of SIAP."""
    return tuple(code for code, how in found.items() if how == 2)


def unwaived(found: Mapping[str, int], waivers: Iterable[Waiver], call: RollCall, now: datetime) -> tuple[str, ...]:
    """The red gates without a waiver that holds at ``now`` (as stored); a firm one cannot have any."""
    let = {one.code for one in waivers if one.until > now} - set(call.firm)
    return tuple(code for code in red(found) if code not in let)


def lapses(answer: Answer, found: Mapping[str, int], now: datetime) -> tuple[Lapse, ...]:
    """Why a SIAP holds no longer, at ``now`` (as stored); nothing else lapses."""
    if answer.said != SIAP:
        return ()
    until = {one.code: one.until for one in answer.waivers}
    worse = [Lapse(code) for code, how in found.items() if how > answer.gates.get(code, 0)]
    ended = [Lapse(code, ended=True) for code, end in until.items() if end <= now and found.get(code) == 2]
    return (*worse, *ended)


def opens(election: Election, call: RollCall) -> date:
    """The day from which it can be answered: the one before its own."""
    return election.day(call.day) - EARLY


def is_open(election: Election, call: RollCall, today: date) -> bool:
    """Whether it can be answered: late, too, but not after the polling day."""
    return opens(election, call) <= today <= election.polling.date


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
