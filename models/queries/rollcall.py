"""What every station of a unit answered in a roll-call, how it stands now, and what was decided.

The stations of a kabupaten or kota are its kecamatan. Above, each unit below is one, and its answer is what was decided
over its own stations: nobody answers twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from models import rollcall, units
from models.clock import WIB, local, stored, zone_of
from models.queries import pace
from models.queries.board import Moment, UnitState, state, tallies
from models.readiness import Counts
from models.rollcall import Answer, Lapse, Step, Waiver
from models.rules.schema import Election, RollCall
from models.tables import Region, SignOff


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer or a decision as it was recorded; ``at``: UTC, as stored; ``signed``: (body, post, name) of who
    answers for it."""

    answer: Answer
    signed: Sequence[tuple[str, str, str]]
    note: str | None
    rules: str
    digest: str
    at: datetime
    by: str
    version: int


@dataclass(frozen=True, slots=True)
class Station:
    """A station: how it stands now, how each gate does, what it answered, and why that holds no longer."""

    state: UnitState
    gates: Mapping[str, int]
    signed: Signed | None
    lapses: tuple[Lapse, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How one roll-call of a unit went: how many stations said that they are ready, how many answered at all, and what
    was decided (None: nothing yet)."""

    ready: int
    answered: int
    decision: str | None


@dataclass(frozen=True, slots=True)
class Called:
    """A roll-call: the stations in the order in which they are called, the decision, and why that holds no longer.
    ``held``: every roll-call of the election, by its day."""

    call: RollCall
    stations: tuple[Station, ...]
    decision: Signed | None
    lapses: tuple[Lapse, ...]
    held: Mapping[int, Held]

    @property
    def ready(self) -> int:
        """How many stations are ready by an answer that holds."""
        return sum(
            one.signed is not None and one.signed.answer.said in rollcall.READY and not one.lapses
            for one in self.stations
        )


def called(connection: Connection, election: Election, unit: str, call: RollCall, moment: Moment) -> Called:
    """The roll-call of a unit; from a kecamatan down, of that kecamatan alone."""
    names = _stations(connection, unit)
    decides = units.level(unit) < units.Level.KECAMATAN
    asked = {**names, unit: ""} if decides else names
    counted = tallies(connection, election.code, asked, moment)
    rows = connection.execute(
        select(SignOff).where(SignOff.c.election == election.code, SignOff.c.unit.in_(asked))
    ).mappings()
    every = [dict(row) for row in rows]
    said = {row["unit"]: _signed(row) for row in every if row["day"] == call.day}
    found = {code: _station(connection, election, call, code, name, counted[code], said.get(code), moment)
             for code, name in asked.items()}  # fmt: skip
    own = found.pop(unit) if decides else None
    held = {one.day: _held([row for row in every if row["day"] == one.day], unit) for one in election.rollcalls}
    decision, lapses = (own.signed, own.lapses) if own is not None else (None, ())
    return Called(call, tuple(found.values()), decision, lapses, held)


def _station(
    connection: Connection,
    election: Election,
    call: RollCall,
    code: str,
    name: str,
    counts: Mapping[str, Counts],
    signed: Signed | None,
    moment: Moment,
) -> Station:
    found = state(election, code, name, counts, moment)
    gates = rollcall.gates(election, found.standing, moment.h)
    lapses: tuple[Lapse, ...] = ()
    if signed is not None:
        missing = rollcall.missing(found.standing)
        lapses = _lapses(connection, election, call, code, signed, gates, missing, moment)
    return Station(found, gates, signed, lapses)


def _lapses(
    connection: Connection,
    election: Election,
    call: RollCall,
    code: str,
    signed: Signed,
    gates: Mapping[str, int],
    missing: Mapping[str, int],
    moment: Moment,
) -> tuple[Lapse, ...]:
    """Why an answer holds no longer, from the books of the days since; they are opened only where it does not hold
    now, or where what is now does not count any more."""
    last = min(moment.day, rollcall.judged_until(election, call))
    now = Step(moment.day, moment.now, gates, missing)
    if signed.answer.said not in rollcall.READY or (last == moment.day and not rollcall.reasons(signed.answer, now)):
        return ()
    first = local(signed.at, zone_of(code)).date()
    books = pace.days(connection, election.code, code, first, last)
    steps = []
    for day in (first + timedelta(days=one) for one in range((last - first).days + 1)):
        kept = [counts for booked, counts in books if booked <= day]
        if day == moment.day:
            steps.append(now)
        elif kept:
            steps.append(_step(election, code, kept[-1], day))
    return rollcall.lapses(signed.answer, steps)


def _step(election: Election, code: str, counts: Mapping[str, Counts], day: date) -> Step:
    """How the gates of a unit stood at the end of a day."""
    ended = stored(datetime.combine(day + timedelta(days=1), time(), zone_of(code) or WIB))
    h = (election.polling.date - day).days
    found = state(election, code, code, counts, Moment(h, ended, day, frozen=False))
    return Step(day, ended, rollcall.gates(election, found.standing, h), rollcall.missing(found.standing))


def _held(rows: Sequence[Mapping[str, Any]], unit: str) -> Held:
    answers = [row["said"] for row in rows if row["unit"] != unit or row["said"] in rollcall.ANSWERS]
    decision = next((row["said"] for row in rows if row["unit"] == unit and row["said"] in rollcall.DECISIONS), None)
    return Held(sum(one in rollcall.READY for one in answers), len(answers), decision)


def _stations(connection: Connection, unit: str) -> dict[str, str]:
    """The kecamatan of a kabupaten or kota, the one in which a lower unit lies; above, the units right below."""
    rows = select(Region.c.code, Region.c.name).order_by(Region.c.code)
    if units.level(unit) < units.Level.KOTA:
        rows = rows.where(Region.c.parent == unit)
    else:
        low, high = units.span(unit[: units.LENGTHS[units.Level.KECAMATAN]])
        rows = rows.where(Region.c.level == units.Level.KECAMATAN.value, Region.c.code >= low, Region.c.code < high)
    return {row.code: row.name for row in connection.execute(rows)}


def _signed(row: Mapping[str, Any]) -> Signed:
    gates = msgspec.json.decode(row["gates"], type=dict[str, int])
    waivers = msgspec.json.decode(row["waivers"], type=list[Waiver])
    signed = msgspec.json.decode(row["signed"], type=list[tuple[str, str, str]])
    answer = Answer(row["said"], gates, waivers)
    return Signed(answer, signed, row["note"], row["rules"], row["digest"], row["at"], row["by"], row["version"])
