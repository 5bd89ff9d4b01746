"""What a well-typed election or region file must still fulfil to make sense.

A check raises RulesError with ``where`` (``indicators[P4].due``) and a ``reason`` token; the loader adds the
path. The tokens are listed in ``models.rules.loader``.
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from typing import NoReturn

from models.errors import RulesError
from models.rules.schema import Election, Indicator, Polling, RegionRules, TpsRules
from models.units import Level, level, parent

WEIGHTS = 100
"""The sum of the weights of an election's indicators: a weight is a percentage of readiness."""
FIRST_YEAR, LAST_YEAR = 1945, 2999
_REGISTERS = {"rakor": "kecamatan", "pengamanan": "tps", "netralitas": "seat"}
"""What an indicator must count that a register moves."""


def check_polling(polling: Polling) -> None:
    """Polling opens before it closes, in a year that calendars can count from."""
    if not FIRST_YEAR <= polling.date.year <= LAST_YEAR:
        _dates("polling.date", "polling_year", value=str(polling.date))
    if polling.opens >= polling.closes:
        _dates("polling", "polling_hours", opens=str(polling.opens), closes=str(polling.closes))


def check_election(election: Election) -> None:
    """Everything the types of an election cannot say. Raises RulesError at the first fault."""
    check_polling(election.polling)
    _check_bodies(election)
    _check_offices(election)
    for stage in election.stages:
        if stage.start and stage.end and stage.start > stage.end:
            _dates(f"stages[{stage.name}]", "end_before_start", start=str(stage.start), end=str(stage.end))
    unique("indicators", (indicator.code for indicator in election.indicators))
    for indicator in election.indicators:
        _check_indicator(election, indicator)
    _check_needs(election)
    _check_rollcalls(election)
    _check_deadlines(election)
    _check_logistics(election)
    total = sum(indicator.weight for indicator in election.indicators)
    if total != WEIGHTS:
        raise RulesError("rules_weight_sum", where="indicators", reason="weight_sum", total=total, expected=WEIGHTS)


def check_region(rules: RegionRules) -> None:
    """The tree is complete and in order, and every TPS stands in it. Raises RulesError at the first fault."""
    unique("regions", (region.code for region in rules.regions))
    seen: set[str] = set()
    for region in rules.regions:
        where = f"regions[{region.code}]"
        try:
            depth = level(region.code)
        except ValueError:
            invalid(where, "bad_code", value=region.code)
        if depth in (Level.NATION, Level.TPS):
            invalid(where, "bad_code", value=region.code)
        if region.code != rules.code and parent(region.code) not in seen:
            invalid(where, "no_parent", value=parent(region.code))
        seen.add(region.code)
    if rules.code not in seen:
        invalid("regions", "code_mismatch", expected=rules.code)
    for election, tps in rules.tps.items():
        _check_tps(rules, f"tps[{election}]", tps)


def _check_offices(election: Election) -> None:
    """Contacts, patterns of security, who handles cases of neutrality."""
    unique("contacts", (role.code for role in election.contacts))
    for role in election.contacts:
        if role.tested and role.level != "kecamatan":
            invalid(f"contacts[{role.code}]", "contact_level")
    _check_ladder(election)
    unique("security", (one.code for one in election.security))
    unique("handlers", (one.code for one in election.handlers))
    unique("indicators.register", (one.register for one in election.indicators if one.register))
    days = [one.until for one in election.handlers]
    ended = [day for day in days if day is not None]
    if days and (days[-1] is not None or None in days[:-1] or ended != sorted(ended)):
        invalid("handlers", "handlers_order")


def _check_ladder(election: Election) -> None:
    """Each rung names known offices of one level, and every rung stands above the one before."""
    levels = {role.code: Level[role.level.upper()] for role in election.contacts}
    unique("escalation", (code for rung in election.escalation for code in rung.contacts))
    below: Level | None = None
    for at, rung in enumerate(election.escalation, 1):
        found = {levels.get(code) for code in rung.contacts}
        level = found.pop()
        if found or level is None or (below is not None and level >= below):
            invalid(f"escalation[{at}]", "ladder")
        below = level


def _check_bodies(election: Election) -> None:
    unique("bodies", (body.code for body in election.bodies))
    for body in election.bodies:
        where = f"bodies[{body.code}]"
        unique(f"{where}.posts", (post.code for post in body.posts))
        start, end = body.tenure.start, body.tenure.end
        if start and end and start > end:
            _dates(f"{where}.tenure", "end_before_start", start=str(start), end=str(end))


def _check_indicator(election: Election, indicator: Indicator) -> None:
    where = f"indicators[{indicator.code}]"
    # Equal days would leave no time in between: the target rises from start to due.
    if indicator.start <= indicator.due:
        _dates(where, "due_before_start", start=indicator.start, due=indicator.due)
    seated = {body.code for body in election.bodies if body.seats}
    for code in indicator.bodies:
        if code not in seated:
            known = any(body.code == code for body in election.bodies)
            raise RulesError(
                "rules_unknown_body",
                where=f"{where}.bodies",
                reason="body_without_seats" if known else "unknown_body",
                value=code,
                known=sorted(seated),
            )
    unique(f"{where}.bodies", indicator.bodies)
    of_seats = indicator.counts == "seat"
    if of_seats and not indicator.bodies:
        invalid(where, "bodies_missing")
    if not of_seats and (indicator.bodies or indicator.holders != "all" or indicator.proof == "tenure"):
        invalid(where, "not_about_seats", value=indicator.counts)
    if indicator.counts == "contact" and not election.tested():
        invalid(where, "contacts_missing")
    if indicator.register and (indicator.counts, indicator.proof) != (_REGISTERS[indicator.register], "evidence"):
        invalid(where, "register_misfit", value=indicator.register)


def _check_needs(election: Election) -> None:
    """What an indicator needs is there, and nothing waits for itself."""
    known = {indicator.code: indicator.needs for indicator in election.indicators}
    for code, needs in known.items():
        where = f"indicators[{code}].needs"
        unique(where, needs)
        for one in needs:
            if one not in known:
                invalid(where, "unknown_indicator", value=one)
    try:
        tuple(TopologicalSorter(known).static_order())
    except CycleError as error:
        invalid("indicators", "needs_cycle", value=" → ".join(error.args[1]))


def _check_rollcalls(election: Election) -> None:
    """Each day once, and what is firm then is a gate."""
    unique("rollcalls", (str(call.day) for call in election.rollcalls))
    gates = {indicator.code for indicator in election.indicators if indicator.gate}
    for call in election.rollcalls:
        for code in call.firm:
            if code not in gates:
                invalid(f"rollcalls[{call.day}].firm", "unknown_indicator", value=code)


def _check_deadlines(election: Election) -> None:
    due = {indicator.code: indicator.due for indicator in election.indicators}
    linked = [deadline for deadline in election.deadlines if deadline.indicator]
    unique("deadlines", (deadline.indicator for deadline in linked))
    for deadline in linked:
        where = f"deadlines[{deadline.name}]"
        if deadline.indicator not in due:
            invalid(where, "unknown_indicator", value=deadline.indicator)
        if deadline.day != due[deadline.indicator]:
            _dates(where, "deadline_differs", value=deadline.day, expected=due[deadline.indicator])


def _check_logistics(election: Election) -> None:
    """Goods, steps and signs are told apart by their codes; what they prove is an indicator that counts TPS."""
    unique("goods", (good.code for good in election.supplies()))
    unique("steps", (step.code for step in election.steps))
    unique("hazards", (sign.code for hazard in election.hazards for sign in hazard.signs))
    counts = {indicator.code: indicator.counts for indicator in election.indicators}
    proofs = [(f"steps[{step.code}].proves", step.proves) for step in election.steps if step.proves]
    for where, code in (*proofs, *((("hazards_prove", election.hazards_prove),) if election.hazards_prove else ())):
        if code not in counts:
            invalid(where, "unknown_indicator", value=code)
        if counts[code] != "tps":
            invalid(where, "not_about_tps", value=code)


def _check_tps(rules: RegionRules, where: str, tps: TpsRules) -> None:
    if bool(tps.counts) == bool(tps.per_kecamatan):
        invalid(where, "counts_or_per_kecamatan")
    if not tps.per_kecamatan and (tps.special or tps.weights_from):
        invalid(where, "counts_or_per_kecamatan")
    by_level = {region.code: level(region.code) for region in rules.regions}
    _known(f"{where}.per_kecamatan", tps.per_kecamatan, by_level, Level.KECAMATAN)
    _known(f"{where}.counts", tps.counts, by_level, Level.KELURAHAN)
    _known(f"{where}.special", tps.special, by_level, Level.KELURAHAN)
    for code, numbers in {
        **tps.special,
        **{code: count.special for code, count in tps.counts.items()},
    }.items():
        unique(f"{where}.special[{code}]", map(str, numbers))
    if tps.per_kecamatan:
        if not tps.estimated:
            invalid(where, "estimate_not_marked")
        weights = rules.tps.get(tps.weights_from)
        if weights is None or not weights.counts:
            invalid(f"{where}.weights_from", "unknown_election", value=tps.weights_from)


def _known(where: str, codes: Iterable[str], by_level: dict[str, Level], wanted: Level) -> None:
    for code in codes:
        if by_level.get(code) is not wanted:
            invalid(where, "unknown_unit", value=code)


def unique(where: str, codes: Iterable[str]) -> None:
    """No code stands there twice. Raises RulesError."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            invalid(where, "duplicate", value=code)
        seen.add(code)


def invalid(where: str, reason: str, **detail: object) -> NoReturn:
    """Raises RulesError for something that makes no sense there."""
    raise RulesError("rules_invalid", where=where, reason=reason, **detail)


def _dates(where: str, reason: str, **detail: object) -> NoReturn:
    raise RulesError("rules_dates", where=where, reason=reason, **detail)
