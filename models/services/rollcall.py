"""The roll-call: a kecamatan answers, a coordinator decides; what was shown then is kept with it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from models import rollcall, units
from models.errors import Refused
from models.journal import Row
from models.queries import board
from models.queries.rollcall import called
from models.readiness import Standing
from models.rollcall import ANSWERS, DECISIONS, SIAP, Waiver
from models.rules.schema import Election, RollCall
from models.tables import Person, Seat, SignOff, Tenure
from models.text import clean
from models.uow import UnitOfWork

DECIDE = "rollcall_decide"
"""The verb of a decision; an answer's is ``rollcall``."""


def answer(
    work: UnitOfWork,
    day: int,
    station: str,
    said: str,
    *,
    version: int | None = None,
    waivers: Sequence[Waiver] = (),
    note: str = "",
) -> Row:
    """Record what a kecamatan says in the roll-call of H-``day``. ``version``: of its answer as it was shown, None
    where there was none.

    Raises Clash when somebody else recorded another one meanwhile; Refused: rollcall_unknown, rollcall_closed (before
    it opens, after polling), answer_unknown, station_unknown, waiver_unnamed, waiver_ended, gate_firm, gate_red (SIAP
    over red gates without a waiver), reason_empty (TIDAK needs one)."""
    call = _call(work, day)
    if said not in ANSWERS:
        raise Refused("answer_unknown", said=said)
    if units.level(station) is not units.Level.KECAMATAN:
        raise Refused("station_unknown", unit=station)
    standing, moment = _standing(work, station)
    gates = rollcall.gates(work.rules, standing, moment.h)
    kept: list[Waiver] = []
    if said == SIAP:
        short = rollcall.missing(standing)
        named = [_checked(work, call, one) for one in waivers if one.code in rollcall.red(gates)]
        kept = [msgspec.structs.replace(one, missing=short[one.code]) for one in named]
    left = rollcall.unwaived(gates, kept, call, work.now) if said == SIAP else ()
    if left:
        firm = [code for code in left if code in call.firm]
        raise Refused("gate_firm" if firm else "gate_red", gates=tuple(firm) or left, unit=station)
    if said != SIAP and not clean(note):
        raise Refused("reason_empty")
    values = {
        "said": said,
        "signed": msgspec.json.encode(_signed(work, station)).decode(),
        "gates": msgspec.json.encode(gates).decode(),
        "waivers": msgspec.json.encode(kept).decode(),
        "note": clean(note) or None,
        "digest": rollcall.digest(work.rules, standing),
    }
    work.detail = {"h": day, "said": said, "gates": list(rollcall.red(gates))}
    return _store(work, day, station, values, version)


def decide(
    work: UnitOfWork, day: int, unit: str, decision: str, *, version: int | None = None, reason: str = ""
) -> Row:
    """Record what follows from the answers below a unit: go on, or hold. For who leads (``access.LEADERS_ONLY``).

    Raises as ``answer``; reason_empty where it is to hold, or to go on although not every station is ready."""
    call = _call(work, day)
    if decision not in DECISIONS:
        raise Refused("answer_unknown", said=decision)
    if units.level(unit) >= units.Level.KECAMATAN:
        raise Refused("station_unknown", unit=unit)
    standing, moment = _standing(work, unit)
    found = called(work.connection, work.rules, unit, call, moment)
    if not clean(reason) and (decision == rollcall.HOLD or found.ready < len(found.stations)):
        raise Refused("reason_empty")
    values = {
        "said": decision,
        "signed": "[]",
        "gates": msgspec.json.encode(rollcall.gates(work.rules, standing, moment.h)).decode(),
        "waivers": "[]",
        "note": clean(reason) or None,
        "digest": rollcall.digest(work.rules, standing),
    }
    work.detail = {"h": day, "said": decision}
    return _store(work, day, unit, values, version)


def _call(work: UnitOfWork, day: int) -> RollCall:
    call = next((one for one in work.rules.rollcalls if one.day == day), None)
    if call is None:
        raise Refused("rollcall_unknown", day=day)
    if not rollcall.is_open(work.rules, call, work.local):
        raise Refused("rollcall_closed", day=day, opens=rollcall.opens(work.rules, call))
    return call


def _standing(work: UnitOfWork, unit: str) -> tuple[Standing, board.Moment]:
    moment = board.moment_of(work.rules, work.local)
    counted = board.tallies(work.connection, work.rules.code, [unit], moment)
    return board.state(work.rules, unit, unit, counted[unit], moment).standing, moment


def _checked(work: UnitOfWork, call: RollCall, one: Waiver) -> Waiver:
    if one.code in call.firm:
        raise Refused("gate_firm", gates=(one.code,), unit=work.unit)
    named = msgspec.structs.replace(one, by=clean(one.by), reason=clean(one.reason))
    if not named.by or not named.reason:
        raise Refused("waiver_unnamed", gate=one.code)
    if named.until <= work.now:
        raise Refused("waiver_ended", gate=one.code)
    return named


def _signed(work: UnitOfWork, station: str) -> list[tuple[str, str, str]]:
    """Who answers for a kecamatan: the leads of its bodies, the commissioners' and the secretariat's."""
    leads = _leads(work.rules)
    rows = work.connection.execute(
        select(Seat.c.body, Seat.c.post, Person.c.name)
        .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .where(Seat.c.election == work.rules.code, Seat.c.unit == station)
        .order_by(Seat.c.rank)
    )
    return [(row.body, row.post, row.name) for row in rows if (row.body, row.post) in leads]


def _leads(election: Election) -> set[tuple[str, str]]:
    return {
        (body.code, post.code)
        for body in election.seated()
        if body.level == "kecamatan"
        for post in body.posts
        if post.lead
    }


def _store(work: UnitOfWork, day: int, unit: str, values: Row, version: int | None) -> Row:
    before = work.get(SignOff, election=work.rules.code, day=day, unit=unit)
    theirs = before["said"] if before else None
    work.as_shown(before, version, what="sign_off", field="said", mine=values["said"], theirs=theirs, unit=unit)
    stamp = {"rules": work.rules.rules_version, "at": work.now, "by": work.actor.name}
    work.touch((), unit)
    if before is None:
        row = {"election": work.rules.code, "day": day, "unit": unit, **values, **stamp, "version": 1}
        return work.insert(SignOff, row)
    return work.update(SignOff, before, **values, **stamp)
