"""Who sits in two seats at once, in any body of either election."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import Connection, select

from models import units
from models.eligibility import conflict, load
from models.queries.register.judging import held
from models.queries.register.rows import TenureRow, of_tenures
from models.queries.register.width import narrow
from models.rules.schema import Election
from models.tables import Seat, Tenure


@dataclass(frozen=True, slots=True)
class Double:
    """One person and the two tenures whose terms overlap, the earlier one first."""

    person_id: int
    name: str
    tenures: tuple[TenureRow, TenureRow]


def doubles(
    connection: Connection,
    elections: Mapping[str, Election],
    unit: str,
    *,
    today: date | None = None,
    limit: int = 500,
) -> tuple[Double, ...]:
    """Pairs of overlapping tenures of one person, at least one of them in the unit, by place; pairs that the rules
    allow are left out, and with ``today`` those that are over. Raises Refused (too_many: the unit is too wide)."""
    for election in elections.values():
        narrow(connection, election, unit)
    (low, high), other = units.span(unit), Tenure.alias()
    people = connection.scalars(
        select(Tenure.c.person_id)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .join(other, (other.c.person_id == Tenure.c.person_id) & (other.c.id != Tenure.c.id))
        .where(Seat.c.election.in_(sorted(elections)), Seat.c.unit >= low, Seat.c.unit < high)
        .distinct()
    ).all()
    pairs: list[tuple[int, int]] = []
    for seats in held(connection, people, elections).values():
        for one, two in combinations(sorted(seats, key=lambda each: (each.start, each.tenure)), 2):
            over = today is not None and any(each.end is not None and each.end < today for each in (one, two))
            near = any(units.contains(unit, each.unit) for each in (one, two))
            if near and not over and conflict(load().double, one, two):
                pairs.append((one.tenure, two.tenure))
    rows = of_tenures(connection, sorted({tenure for pair in pairs for tenure in pair}))
    found = [Double(rows[one].person_id, rows[one].name, (rows[one], rows[two])) for one, two in pairs]
    found.sort(key=lambda each: (each.tenures[0].unit, each.name, each.tenures[0].tenure_id, each.tenures[1].tenure_id))
    return tuple(found[:limit])
