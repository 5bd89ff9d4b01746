"""What if: a scenario carried out on a private copy by the same services that record it in earnest, and what it does.

Nothing reaches the real database. The copy is then looked at as it would stand on the day of the scenario, if nothing
else happened until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from heapq import nsmallest
from typing import Any

from sqlalchemy import Connection, delete, func, select

from models import items, journal, queries, readiness, tally, units
from models.actor import KPU, Actor
from models.clock import FixedClock, stored
from models.database import Database, Interrupt, storage_of
from models.errors import Refused
from models.private_copy import PrivateCopy, Told, made
from models.readiness import Colour, Counts
from models.rules.schema import Election, Indicator
from models.scenario import Merge, Part, Resign, Scenario, Supposed
from models.services import evidence, logistics, staffing
from models.services.evidence import Item
from models.services.register import WAITING
from models.tables import Account, Journal, Region, Reserve, Seat, Tps
from models.uow import UnitOfWork, unit_of_work
from models.where import Where

MOST = 20_000
"""Seats that may be vacated at once."""
WHOEVER = Actor("andai", KPU)
"""Who does it: somebody who may do everything, for it is not done."""


def suppose(
    where: Where,
    scenario: Scenario,
    election: Election,
    moment: datetime,
    *,
    told: Told = lambda *_: None,
    interrupt: Interrupt | None = None,
) -> tuple[PrivateCopy, Supposed]:
    """A copy of the database in which the scenario happened at ``moment`` (local, aware), and what that does.

    Raises Refused (supposed_late: polling is over; supposed_empty: there is nothing it would change; too_many; and what
    the services say), StorageError, Cancelled.
    """
    if queries.board.moment_of(election, moment).frozen:
        raise Refused("supposed_late")
    given_up, clock = interrupt or Interrupt(), FixedClock(moment)
    with made(PrivateCopy, where, told, given_up) as found:
        with found.read() as before:
            before.scalar(select(func.count()).select_from(Region))  # from here on it sees what there was
            with (
                found.writable() as database,
                _nobodys(database),
                unit_of_work(database, clock, WHOEVER, "suppose", _unit(scenario), election) as work,
                given_up.over(work.connection, storage_of(found.path).stop),
            ):
                told("change", 0, 0)
                hit, vacated = _carry_out(work, scenario)
                if not hit:
                    raise Refused("supposed_empty")
            with found.read(given_up) as after:
                said = _compared(before, after, scenario, election, moment, hit, vacated)
        return found, said


@contextmanager
def _nobodys(database: Database) -> Iterator[None]:
    """The copy has no accounts: who may do what does not matter where nothing is recorded."""
    with database.begin_write() as connection:
        connection.execute(delete(Account))
    yield


def _unit(scenario: Scenario) -> str:
    """Where it happens: a region, whose board tells what it does."""
    return units.area(scenario.tps) if isinstance(scenario, Merge) else scenario.unit


# ── What happens ────────────────────────────────────────────────────────────


def _carry_out(work: UnitOfWork, scenario: Scenario) -> tuple[int, dict[tuple[str, str], int]]:
    """Do it. Returns what it hit, and the seats that it vacated by (area, body)."""
    if isinstance(scenario, Resign):
        return _resign(work, scenario)
    if isinstance(scenario, Merge):
        return _merge(work, scenario), {}
    hit = 0
    for code in scenario.indicators:
        rule = work.rules.indicator(code)
        hit += sum(row.state == items.SIAP for row in _items(work, rule, scenario.unit))
        evidence.record_area(work, rule, scenario.unit, state=items.BELUM)
    return hit, {}


def _resign(work: UnitOfWork, scenario: Resign) -> tuple[int, dict[tuple[str, str], int]]:
    low, high = units.span(scenario.unit)
    rows = work.connection.execute(
        select(Seat.c.id, Seat.c.unit)
        .where(Seat.c.election == work.rules.code, Seat.c.unit >= low, Seat.c.unit < high)
        .where(Seat.c.body == scenario.body, Seat.c.tenure_id.is_not(None))
    )
    filled = [(row.id, row.unit) for row in rows]
    count = -(-len(filled) * scenario.percent // 100)
    if count > MOST:
        raise Refused("too_many", most=MOST)
    leaving = nsmallest(count, filled, key=lambda seat: journal.digest("andai", scenario.draw, seat[0]))
    if leaving:
        staffing.end_many(work, dict.fromkeys(seat for seat, _ in leaving), work.today, "mundur")
    vacated: dict[tuple[str, str], int] = {}
    for _seat, unit in leaving:
        key = units.area(unit), scenario.body
        vacated[key] = vacated.get(key, 0) + 1
    return len(leaving), vacated


def _merge(work: UnitOfWork, scenario: Merge) -> int:
    voters = _voters(work.connection, work.rules, scenario)
    for code in (scenario.tps, scenario.into):
        if code not in voters:
            raise Refused("unit_unknown", unit=code)
    there, coming = voters[scenario.into], voters[scenario.tps]
    together = None if there is None or coming is None else there + coming
    # More than a TPS may have is for whoever asks to see, not a reason to ask back.
    logistics.set_voters(work, {scenario.into: together, scenario.tps: 0}, confirmed=True)
    hit = 0
    for rule in work.rules.indicators:
        chosen = [Item(row.unit, row.slot) for row in _items(work, rule, scenario.tps) if row.state != items.NA]
        if chosen:
            hit += evidence.exclude(work, rule, chosen, note=scenario.into)
    return hit


def _voters(connection: Connection, election: Election, scenario: Merge) -> dict[str, int | None]:
    """The voters of both TPS, by code."""
    both = Tps.c.code.in_((scenario.tps, scenario.into))
    rows = connection.execute(select(Tps.c.code, Tps.c.dpt).where(Tps.c.election == election.code, both))
    return {row.code: row.dpt for row in rows}


def _items(work: UnitOfWork, rule: Indicator, unit: str) -> Sequence[Any]:
    low, high = units.span(unit)
    return work.connection.execute(items.items(work.rules, rule, low, high)).all()


# ── What it does ────────────────────────────────────────────────────────────


def _compared(
    before: Connection,
    after: Connection,
    scenario: Scenario,
    election: Election,
    moment: datetime,
    hit: int,
    vacated: dict[tuple[str, str], int],
) -> Supposed:
    h, unit = queries.board.moment_of(election, moment).h, _unit(scenario)
    known = {rule.code: rule for rule in election.indicators}
    moves = [(code, area) for code, area in _moves(after) if code in known]
    areas = sorted({area for _code, area in moves})
    was, now = (tally.kept(connection, election.code, areas) for connection in (before, after))

    turned: dict[str, dict[Colour, int]] = {}
    for code, area in moves:
        had, has = (kept.get(area, {}).get(code, Counts()) for kept in (was, now))
        if has.missing > had.missing:
            turns = readiness.assess(known[code], has, h, election.polling.date, stored(moment)).colour
            each = turned.setdefault(code, {})
            each[turns] = each.get(turns, 0) + 1
    stood, stands = (_own(connection, election, unit, moment) for connection in (before, after))
    percents = {
        code: (stood.assessments[code].percent, stands.assessments[code].percent)
        for code in sorted({code for code, _area in moves})
        if code in stood.assessments and code in stands.assessments
    }
    waiting = _waiting(before, election, vacated)
    gaps = {area: count - waiting.get((area, body), 0) for (area, body), count in vacated.items()}
    short = sorted(((area, gap) for area, gap in gaps.items() if gap > 0), key=lambda one: (-one[1], one[0]))
    spoken = {unit, *(area for area, _gap in short)} | ({scenario.tps} if isinstance(scenario, Merge) else set())
    voters = None
    if isinstance(scenario, Merge):
        was_there, is_there = (_voters(one, election, scenario)[scenario.into] for one in (before, after))
        voters = was_there, is_there
    names = queries.territory.names(after, {one for one in spoken if units.level(one) < units.Level.TPS})
    return Supposed(
        scenario,
        election.code,
        unit,
        h,
        hit,
        sum(vacated.values()) - sum(gap for _area, gap in short),
        tuple(Part(area, names.get(area, area), gap) for area, gap in short),
        turned,
        percents,
        (stood.siap, stands.siap),
        dict(names),
        voters,
    )


def _moves(connection: Connection) -> list[tuple[str, str]]:
    """The (indicator, area) pairs of the last entry: the scenario's."""
    found = connection.scalar(select(Journal.c.moves).order_by(Journal.c.seq.desc()).limit(1))
    return journal.moves_of(found) if found is not None else []


def _own(connection: Connection, election: Election, unit: str, moment: datetime) -> readiness.Standing:
    counts = tally.kept(connection, election.code, [unit]).get(unit, {})
    judged = queries.board.moment_of(election, moment)
    found: readiness.Standing = queries.board.state(election, unit, unit, counts, judged).standing
    return found


def _waiting(
    connection: Connection, election: Election, vacated: dict[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """How many wait, by (area, body)."""
    found: dict[tuple[str, str], int] = {}
    areas, bodies = sorted({area for area, _ in vacated}), sorted({body for _, body in vacated})
    for at in range(0, len(areas), tally.SLICE):
        rows = connection.execute(
            select(Reserve.c.unit, Reserve.c.body, func.count())
            .where(
                Reserve.c.election == election.code,
                Reserve.c.unit.in_(areas[at : at + tally.SLICE]),
                Reserve.c.body.in_(bodies),
                Reserve.c.state == WAITING,
            )
            .group_by(Reserve.c.unit, Reserve.c.body)
        )
        found.update({(row[0], row[1]): row[2] for row in rows})
    return found
