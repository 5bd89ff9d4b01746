"""What a report says of one unit and one election, read in one snapshot: its board, what is worst, what is asked of whom,
the pace of the week, the roll-call; and a digest of all that, by which two copies can be told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from models import rollcall, units
from models.blockers import Cause, checkpoints
from models.pace import Pace, Past
from models.queries import blockers, board, pace, territory
from models.queries import rollcall as calls
from models.queries.board import Action, Board, Moment
from models.queries.rollcall import Called
from models.readiness import Assessment, Colour, badness
from models.rules.schema import Election

REDS, ASKS = 3, 3
"""How many of the worst a report names, and how many things it asks for."""


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
    """One unit at one moment (``at``: local). ``asks`` is empty once polling is over, ``called`` None where there is no
    roll-call. ``names``: of the areas of ``asks``. ``digest``: SHA-256, in hex, of what is said, but for the hour."""

    at: datetime
    board: Board
    reds: tuple[Action, ...]
    asks: tuple[Ask, ...]
    names: Mapping[str, str]
    paces: Mapping[str, Pace]
    history: Mapping[str, tuple[Past, ...]]
    called: Called | None
    digest: str

    @property
    def oldest(self) -> datetime | None:
        """The oldest last report of an area, over what has started (UTC); None where an area never reported."""
        found = [one.counts.reported for one in self._started() if one.counts.n]
        known = [one for one in found if one is not None]
        return min(known) if known and len(known) == len(found) else None

    @property
    def newest(self) -> datetime | None:
        """The most recent report (UTC)."""
        return max((one.counts.newest for one in self._started() if one.counts.newest is not None), default=None)

    def _started(self) -> Iterable[Assessment]:
        known = self.board.own.standing.assessments.values()
        return (one for one in known if one.colour is not Colour.NOT_YET)


def report(connection: Connection, election: Election, unit: str, local: datetime) -> Report:
    """Everything that the reports about a unit say. ``local``: the moment, aware."""
    found = board.board(connection, election, unit, local)
    moment = found.moment
    history = pace.histories(connection, election, unit, moment)
    asks, names = ((), {}) if moment.frozen else _asks(connection, election, unit, moment)
    call = rollcall.next_call(election, moment.day) if units.level(unit) >= units.Level.KOTA else None
    made = Report(
        local,
        found,
        _reds(connection, election, found),
        asks,
        names,
        pace.from_histories(election, found.own.standing, history, moment),
        history,
        calls.called(connection, election, unit, call, moment) if call is not None else None,
        digest="",
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
    connection: Connection, election: Election, unit: str, moment: Moment
) -> tuple[tuple[Ask, ...], Mapping[str, str]]:
    """What is due already first, then what the next days of the gates wait for; an indicator once."""
    found: dict[str, Ask] = {}
    names: dict[str, str] = {}
    for day in checkpoints(election, moment.h):
        held = blockers.held(connection, election, unit, day, moment)
        for one in _grouped(held.causes):
            if len(found) < ASKS and one.code not in found:
                found[one.code] = one
                names.update((area, held.names.get(area, area)) for area in one.areas)
        if len(found) == ASKS:
            break
    return tuple(found.values()), names


def _grouped(causes: Iterable[Cause]) -> list[Ask]:
    """Causes by indicator, those first that free most; causes come in that order."""
    groups: dict[str, list[Cause]] = {}
    for one in causes:
        groups.setdefault(one.code, []).append(one)
    ordered = sorted(groups.items(), key=lambda group: -sum(one.freed for one in group[1]))
    return [
        Ask(
            code,
            sum(one.count for one in group),
            sum(one.freed - one.count for one in group),
            tuple(one.area for one in group),
            min(one.since for one in group),
        )
        for code, group in ordered
    ]


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
        found.names,
        found.paces,
        found.called.call if found.called is not None else None,
        said,
    ]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
