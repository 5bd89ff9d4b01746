"""Who follows in a seat: the reserves of its area in their order, what stands against each, and what each would still
lack there (features C 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models import units
from models.eligibility import Finding, Paper, blocked, load
from models.items import SIAP
from models.journal import Row
from models.queries import territory
from models.queries.register.judging import candidates, held, judged, place
from models.queries.register.rows import SLICE, CallRow, ReserveRow, TenureRow, calls, of_seat_ever, reserves
from models.rules.schema import Election, Indicator
from models.tables import Biodata, Evidence, Seat, Tenure


@dataclass(frozen=True, slots=True)
class Heir:
    """One who may follow. ``missing``: indicators of the seat that evidence proves, each of which a new holder starts
    without; ``had``: those of them that an earlier tenure in this election proved. ``blocked``: a rule closes the
    way."""

    reserve: ReserveRow
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    had: tuple[str, ...]
    phone: str | None
    last_call: CallRow | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class Heirs:
    """A seat with its holder (None: empty), who left it last, its heirs in order, and the papers asked of any."""

    seat_id: int
    version: int
    election: str
    body: str
    post: str
    ordinal: int
    unit: str
    unit_name: str
    open_since: date | None
    holder: TenureRow | None
    last: TenureRow | None
    heirs: tuple[Heir, ...]
    papers: tuple[Paper, ...]

    @property
    def next(self) -> Heir | None:
        """The first whom no rule keeps out."""
        return next((one for one in self.heirs if not one.blocked), None)


def heirs(connection: Connection, election: Election, seat_id: int, today: date, *, limit: int = 50) -> Heirs | None:
    """The seat and who waits for it; None where there is no such seat in this election."""
    seat = connection.execute(select(Seat).where(Seat.c.id == seat_id)).mappings().first()
    if seat is None or seat["election"] != election.code:
        return None
    area = units.area(seat["unit"])
    waiting = reserves(connection, election.code, area, seat["body"], waiting=True, limit=limit)
    waiting = tuple(one for one in waiting if one.unit == area)
    ever = of_seat_ever(connection, seat_id, limit=2)
    holder = next((one for one in ever if one.end_on is None), None)
    return Heirs(
        seat_id,
        seat["version"],
        election.code,
        seat["body"],
        seat["post"],
        seat["ordinal"],
        seat["unit"],
        territory.names(connection, {area}).get(area, area),
        seat["open_since"],
        holder,
        next((one for one in ever if one.end_on is not None), None),
        _judged(connection, election, dict(seat), waiting, today),
        load().asked(seat["body"], replacement=True),
    )


def _judged(
    connection: Connection, election: Election, seat: Row, waiting: Sequence[ReserveRow], today: date
) -> tuple[Heir, ...]:
    people = sorted({one.person_id for one in waiting})
    known = {election.code: election}
    who, seats = candidates(connection, {one: {} for one in people}, known), held(connection, people, known)
    called, phones, proved = (
        calls(connection, people),
        _phones(connection, people),
        _proved(connection, election, people),
    )
    wanted, there = place(election, seat, today), _evident(election, seat["body"])
    found: list[Heir] = []
    for one in waiting:
        said = judged(election, who[one.person_id], wanted, seats.get(one.person_id, []))
        missing = tuple(rule.code for rule in there if rule.holders == "all" or who[one.person_id].asn)
        had = tuple(code for code in missing if code in proved.get(one.person_id, ()))
        last = next(iter(called.get(one.person_id, ())), None)
        found.append(Heir(one, said, missing, had, phones.get(one.person_id), last, blocked(said)))
    return tuple(found)


def _evident(election: Election, body: str) -> list[Indicator]:
    """What evidence proves of the holders of a body, gates first and the earliest due before the others."""
    found = [
        rule
        for rule in election.indicators
        if rule.counts == "seat" and rule.proof == "evidence" and body in rule.bodies
    ]
    return sorted(found, key=lambda rule: (not rule.gate, -rule.due, rule.code))


def _phones(connection: Connection, people: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(0, len(people), SLICE):
        wanted = Biodata.c.person_id.in_(people[at : at + SLICE])
        rows = connection.execute(
            select(Biodata.c.person_id, Biodata.c.phone).where(wanted, Biodata.c.phone.is_not(None))
        )
        found.update((row.person_id, row.phone) for row in rows)
    return found


def _proved(connection: Connection, election: Election, people: Sequence[int]) -> dict[int, set[str]]:
    """What these people had proved in earlier tenures of the election."""
    found: dict[int, set[str]] = {}
    for at in range(0, len(people), SLICE):
        rows = connection.execute(
            select(Tenure.c.person_id, Evidence.c.indicator, Seat.c.election)
            .join(Seat, Seat.c.id == Tenure.c.seat_id)
            .join(
                Evidence,
                (Evidence.c.election == Seat.c.election)
                & (Evidence.c.unit == Seat.c.unit)
                & (Evidence.c.tenure_id == Tenure.c.id),
            )
            .where(Tenure.c.person_id.in_(people[at : at + SLICE]))
            .where(Evidence.c.state == SIAP)
        )
        for person, indicator, code in rows:
            if code == election.code:
                found.setdefault(person, set()).add(indicator)
    return found
