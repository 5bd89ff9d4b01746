"""What a report says of one unit and one election, read in one snapshot: its board, what is worst, what is asked of
whom, the pace of the week, the roll-call; and a digest of all that, by which two copies can be told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from models import rollcall, units
from models.blockers import Cause, checkpoints
from models.pace import Pace, Past
from models.queries import activity, blockers, board, escalation, pace
from models.queries import rollcall as calls
from models.queries.board import Action, Board, Moment
from models.queries.escalation import EscalationRow
from models.queries.rollcall import Called
from models.readiness import Colour, badness
from models.rules.schema import Election

REDS, ASKS = 3, 3
"""How many of the worst a report names, and how many things it asks for."""
WAITING = 5
"""Those who were asked for help that a report names: those whose minutes run out first."""
AHEAD = 7
"""Days that a report looks ahead."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody must do: the roots of one indicator, in ``areas`` (those first that free most). ``waiting``: items
    of other indicators that wait for them; ``since``: the oldest one's day."""

    code: str
    count: int
    waiting: int
    areas: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Report:
    """One unit at one moment (``at``: local). ``asks`` is empty once polling is over; ``waiting``: who was asked for
    help and has not answered; ``called`` is None where there is no roll-call. ``names``: of the areas of ``asks``.
    ``newest``: the latest report; ``oldest``: of what goes stale, the last report of the area that was silent longest;
    ``silent``: what goes stale and some area never reported. ``rehearsed``: everything in it is made up.
    ``digest``: SHA-256, in hex, of what is said, but for the hour."""

    at: datetime
    board: Board
    reds: tuple[Action, ...]
    asks: tuple[Ask, ...]
    waiting: tuple[EscalationRow, ...]
    names: Mapping[str, str]
    paces: Mapping[str, Pace]
    history: Mapping[str, tuple[Past, ...]]
    called: Called | None
    newest: datetime | None
    oldest: datetime | None
    silent: tuple[str, ...]
    rehearsed: bool
    digest: str = ""


def report(connection: Connection, election: Election, unit: str, local: datetime) -> Report:
    """Everything that the reports about a unit say. ``local``: the moment, aware."""
    found = board.board(connection, election, unit, local)
    moment = found.moment
    history = pace.histories(connection, election, unit, moment)
    reds = _reds(connection, election, found)
    asks, names = ((), {}) if moment.frozen else _asks(connection, election, unit, moment, {one.code for one in reds})
    call = rollcall.next_call(election, moment.day) if units.level(unit) >= units.Level.KOTA else None
    begun = [one for one in found.own.standing.assessments.values() if one.colour is not Colour.NOT_YET]
    stale = {one.code: one.counts.reported for one in begun if election.indicator(one.code).perishable}
    made = Report(
        local,
        found,
        reds,
        asks,
        escalation.waiting(connection, election.code, unit, limit=WAITING),
        names,
        pace.from_histories(election, found.own.standing, history, moment),
        history,
        calls.called(connection, election, unit, call, moment) if call is not None else None,
        newest=max((one.counts.newest for one in begun if one.counts.newest is not None), default=None),
        oldest=min((reported for reported in stale.values() if reported is not None), default=None),
        silent=tuple(code for code, reported in stale.items() if reported is None),
        rehearsed=activity.rehearsed(connection),
    )
    return replace(made, digest=_digest(election, made))


def _reds(connection: Connection, election: Election, found: Board) -> tuple[Action, ...]:
    """The worst of what is red, or as bad as red, below the unit; of a kelurahan or TPS its own."""
    h, own = found.moment.h, units.level(found.own.code) >= units.Level.KELURAHAN
    states = (found.own,) if own else found.children
    every = board.actions(election, states, h, limit=len(states) * len(election.indicators))
    red = [
        one
        for one in every
        if one.assessment.colour is Colour.RED or badness(election.indicator(one.code), one.assessment, h) == 2
    ]
    return tuple(board.narrowed(connection, election, red[:REDS], found.moment))


def _asks(
    connection: Connection, election: Election, unit: str, moment: Moment, reds: set[str]
) -> tuple[tuple[Ask, ...], Mapping[str, str]]:
    """What holds back the gates that are due by the end of the next days, and the red ones; an indicator once. What
    makes something red comes first, then what is due already, then what frees most."""
    reach = min([moment.h - AHEAD, *(rule.due for rule in election.indicators if rule.gate and rule.code in reds)])
    day = min(day for day in checkpoints(election, moment.h) if day >= reach)
    held = blockers.held(connection, election, unit, day, moment)
    groups: dict[str, list[Cause]] = {}
    for one in held.causes:
        groups.setdefault(one.code, []).append(one)

    def rank(group: tuple[str, list[Cause]]) -> tuple[bool, bool, int]:
        code, found = group
        concerns = {code}.union(*(one.waiting for one in found))
        return not concerns & reds, election.indicator(code).due < moment.h, -sum(one.freed for one in found)

    asks = tuple(_ask(*group) for group in sorted(groups.items(), key=rank)[:ASKS])
    return asks, {area: held.names.get(area, area) for one in asks for area in one.areas}


def _ask(code: str, group: list[Cause]) -> Ask:
    return Ask(
        code,
        sum(one.count for one in group),
        sum(one.freed - one.count for one in group),
        tuple(one.area for one in group),
        min(one.since for one in group),
    )


def _digest(election: Election, found: Report) -> str:
    shown = found.board
    states = (shown.own, *shown.children)
    said = [] if found.called is None else [
        (one.state.code, one.signed.answer.said, one.lapses) for one in found.called.stations if one.signed is not None
    ]  # fmt: skip
    content = [
        shown.moment.day,
        [(one.code, one.name, rollcall.digest(election, one.standing)) for one in states],
        [(one.unit, one.name, one.code) for one in found.reds],
        found.asks,
        found.waiting,
        found.names,
        found.paces,
        found.called.call if found.called is not None else None,
        said,
    ]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
