"""What every kecamatan of a unit answered in a roll-call, how it stands now, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from models import rollcall, units
from models.queries.board import Moment, UnitState, state, tallies
from models.rollcall import Answer, Lapse, Waiver
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
    """A kecamatan: how it stands now, how each gate does, what it answered, and why that holds no longer."""

    state: UnitState
    gates: Mapping[str, int]
    signed: Signed | None
    lapses: tuple[Lapse, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A roll-call: the stations in the order in which they are called, and the decision."""

    call: RollCall
    stations: tuple[Station, ...]
    decision: Signed | None


def called(connection: Connection, election: Election, unit: str, call: RollCall, moment: Moment) -> Called:
    """The roll-call of a unit, from a kabupaten or kota down."""
    names = _stations(connection, unit)
    counted = tallies(connection, election.code, names, moment)
    rows = connection.execute(
        select(SignOff).where(
            SignOff.c.election == election.code, SignOff.c.day == call.day, SignOff.c.unit.in_([unit, *names])
        )
    ).mappings()
    said = {row["unit"]: _signed(row) for row in rows}
    stations = []
    for code, name in names.items():
        found = state(election, code, name, counted[code], moment)
        gates = rollcall.gates(election, found.standing, moment.h)
        signed = said.get(code)
        lapses = rollcall.lapses(signed.answer, gates, moment.now) if signed is not None else ()
        stations.append(Station(found, gates, signed, lapses))
    decided = said.get(unit) if units.level(unit) < units.Level.KECAMATAN else None
    return Called(call, tuple(stations), decided)


def _stations(connection: Connection, unit: str) -> dict[str, str]:
    """The kecamatan of a unit, or the one in which it lies."""
    low, high = units.span(unit[: units.LENGTHS[units.Level.KECAMATAN]])
    rows = connection.execute(
        select(Region.c.code, Region.c.name)
        .where(Region.c.level == units.Level.KECAMATAN.value, Region.c.code >= low, Region.c.code < high)
        .order_by(Region.c.code)
    )
    return {row.code: row.name for row in rows}


def _signed(row: Mapping[Any, Any]) -> Signed:
    gates = msgspec.json.decode(row["gates"], type=dict[str, int])
    waivers = msgspec.json.decode(row["waivers"], type=list[Waiver])
    signed = msgspec.json.decode(row["signed"], type=list[tuple[str, str, str]])
    answer = Answer(row["said"], gates, waivers)
    return Signed(answer, signed, row["note"], row["rules"], row["digest"], row["at"], row["by"], row["version"])
