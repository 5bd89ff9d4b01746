"""Filled but shaky: seats whose holder may not be there on the day, each with its reasons in codes (features C 8).

No score: a seat is listed when a reason holds, and seats are sorted by what that reason is measured by: gates first,
then the day it is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from models import items, units
from models.eligibility import SIPOL_OPEN
from models.errors import RulesError
from models.items import NA, SIAP
from models.queries import territory
from models.queries.register.rows import SLICE
from models.queries.register.width import narrow
from models.rules.loader import load_polling
from models.rules.schema import Election, Indicator
from models.tables import Biodata, Call, Person, Region, Seat, Tenure

UNANSWERED, BIMTEK_MISSING, SIPOL, HEALTH, FIRST_TIMERS, NO_DECREE = (
    "unanswered", "bimtek_missing", "sipol", "health", "first_timers", "no_decree",
)  # fmt: skip
REASONS = (UNANSWERED, BIMTEK_MISSING, SIPOL, HEALTH, FIRST_TIMERS, NO_DECREE)
BIMTEK, PAPERS, SCREENING = "P5", "P4", "P6"
"""The indicators (readiness.md) that reasons are measured by."""
TEAM = "kpps"
"""The body whose members should not all be there for the first time."""
ATTEMPTS = 2
"""Calls without an answer that tell something."""
NEAR = 3
"""Days before bimtek is due from which on one who lacks it is a risk."""
NO_ANSWER, ANSWERED, SETTLED = ("tak_angkat", "salah_nomor"), ("dijawab", "beres"), "beres"

Anchor = tuple[bool, date, str, int]
"""Where a seat stands in the list: not a gate, due, unit, rank."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a seat is shaky: a code of ``REASONS``, the indicator it is measured by ("" where the election has none), and
    facts: ``attempts``; ``state`` and ``reference`` of a party check; ``state`` or ``until`` of a health letter;
    ``members`` of a team."""

    code: str
    indicator: str
    gate: bool
    due: date
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Risk:
    """A filled seat and its reasons, the most pressing first. ``anchor`` finds the next page."""

    seat_id: int
    seat_version: int
    tenure_id: int
    person_id: int
    name: str
    body: str
    post: str
    ordinal: int
    unit: str
    unit_name: str
    phone: str | None
    reasons: tuple[Reason, ...]
    anchor: Anchor

    @property
    def due(self) -> date:
        return self.reasons[0].due


@dataclass(frozen=True, slots=True)
class Risks:
    """A page of them; ``total`` and ``counts`` (by reason) are those of the whole list."""

    total: int
    counts: dict[str, int]
    rows: tuple[Risk, ...]


def risky(
    connection: Connection,
    election: Election,
    unit: str,
    today: date,
    *,
    after: Anchor | None = None,
    limit: int | None = 200,
) -> Risks:
    """The shaky seats of a unit: gates first, then by the day their reason is due, then by place. ``after``: only
    those behind this anchor; ``limit`` None: all. Raises Refused (too_many: the unit is too wide)."""
    narrow(connection, election, unit)
    looked = _Look(connection, election, unit, today)
    reasons = looked.reasons()
    places = _places(connection, sorted(reasons))
    order: list[tuple[Anchor, int]] = []
    counts = dict.fromkeys(REASONS, 0)
    for seat, found in reasons.items():
        found.sort(key=lambda one: (not one.gate, one.due, REASONS.index(one.code)))
        order.append(((not found[0].gate, found[0].due, *places[seat]), seat))
        for one in found:
            counts[one.code] += 1
    order.sort()
    page = [(anchor, seat) for anchor, seat in order if after is None or anchor > after][:limit]
    return Risks(len(order), {code: n for code, n in counts.items() if n}, tuple(_rows(connection, page, reasons)))


class _Look:
    """One look at a unit: each kind of reason is one query, which brings only the seats that have it."""

    def __init__(self, connection: Connection, election: Election, unit: str, today: date) -> None:
        self.connection, self.election, self.unit, self.today = connection, election, unit, today
        self.low, self.high = units.span(unit)
        self.found: dict[int, list[Reason]] = {}
        self._rules = {one.code: one for one in election.indicators}

    def reasons(self) -> dict[int, list[Reason]]:
        """By seat, in no order."""
        settled = self._calls()
        self._decrees()
        self._papers(settled)
        self._bimtek()
        self._teams(settled)
        return self.found

    def _add(self, seat: int, code: str, rule: Indicator | None, **facts: Any) -> None:
        gate, due = (rule.gate, self.election.day(rule.due)) if rule else (False, self.election.polling.date)
        self.found.setdefault(seat, []).append(Reason(code, rule.code if rule else "", gate, due, facts))

    def _staffing(self, body: str) -> Indicator | None:
        """What an open tenure in a body proves."""
        return next((one for one in self.election.indicators if one.proof == "tenure" and body in one.bodies), None)

    def _holders(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        return (
            select(Seat.c.id, *columns)
            .select_from(Seat)
            .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
            .where(Seat.c.election == self.election.code, Seat.c.unit >= self.low, Seat.c.unit < self.high)
        )

    def _decrees(self) -> None:
        for seat, body in self.connection.execute(self._holders(Seat.c.body).where(Tenure.c.decree.is_(None))):
            self._add(seat, NO_DECREE, self._staffing(body))

    def _calls(self) -> set[int]:
        """Attempts since somebody last answered. Returns the seats of those whose last call settled what was shaky."""
        rows = self.connection.execute(
            self._holders(Seat.c.body, Call.c.outcome)
            .join(Call, Call.c.person_id == Tenure.c.person_id)
            .order_by(Seat.c.id, Call.c.at, Call.c.id)
        )
        attempts: dict[int, tuple[str, int, bool]] = {}
        for seat, body, outcome in rows:
            before = attempts.get(seat, (body, 0, False))[1]
            attempts[seat] = (body, 0 if outcome in ANSWERED else before + 1, outcome == SETTLED)
        for seat, (body, count, _) in attempts.items():
            if count >= ATTEMPTS:
                self._add(seat, UNANSWERED, self._staffing(body), attempts=count)
        return {seat for seat, (_, _, settled) in attempts.items() if settled}

    def _papers(self, settled: set[int]) -> None:
        """What the party check and the health letter say; the letter must hold on the polling day."""
        day = max(self.today, self.election.polling.date)
        party, letter = Biodata.c.sipol, Biodata.c.health
        open_ = (*SIPOL_OPEN, "ditolak")
        rows = self.connection.execute(
            self._holders(party, Biodata.c.sipol_reference, letter, Biodata.c.health_until)
            .join(Biodata, Biodata.c.person_id == Tenure.c.person_id)
            .where(or_(party.in_(open_), letter.in_(("tindak_lanjut", "tidak")), Biodata.c.health_until < day))
        )
        for seat, sipol, reference, health, valid in rows:
            if sipol in open_:
                self._add(seat, SIPOL, self._rules.get(PAPERS), state=sipol, reference=bool(reference))
            screening = self._rules.get(SCREENING)
            if health == "tidak" or (health == "tindak_lanjut" and seat not in settled):
                self._add(seat, HEALTH, screening, state=health)
            elif health == "sehat" and valid is not None and valid < day:
                self._add(seat, HEALTH, screening, state="expired", until=valid)

    def _bimtek(self) -> None:
        rule, polling = self._rules.get(BIMTEK), self.election.polling.date
        if rule is None or not polling - timedelta(days=rule.due + NEAR) <= self.today <= polling:
            return
        each = items.items(self.election, rule, self.low, self.high).subquery()
        lacking = select(each.c.slot).where(each.c.tenure_id.is_not(None), each.c.state.not_in((SIAP, NA)))
        for seat in self.connection.scalars(lacking):
            self._add(seat, BIMTEK_MISSING, rule)

    def _teams(self, settled: set[int]) -> None:
        """Full teams in which nobody ever sat anywhere before; told of their first seat. Only where earlier elections
        are known here: else everybody would seem new."""
        if not self._remembered():
            return
        earlier = Tenure.alias()
        with_experience = set(
            self.connection.scalars(
                self._team(Seat.c.unit)
                .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
                .join(earlier, earlier.c.person_id == Tenure.c.person_id)
                .where(earlier.c.id != Tenure.c.id, earlier.c.start_on < Tenure.c.start_on)
                .distinct()
            )
        )
        teams = self._team(Seat.c.unit, func.count(), func.count(Seat.c.tenure_id), func.min(Seat.c.rank))
        full = [row for row in self.connection.execute(teams.group_by(Seat.c.unit)) if row[1] == row[2]]
        new = {row[0]: (row[1], row[3]) for row in full if row[0] not in with_experience}
        leads = self.connection.execute(self._team(Seat.c.id, Seat.c.unit, Seat.c.rank)) if new else ()
        for seat, unit, rank in leads:
            members, lead = new.get(unit, (0, None))
            if rank == lead and seat not in settled:
                self._add(seat, FIRST_TIMERS, self._rules.get(BIMTEK), members=members)

    def _team(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        return (
            select(*columns)
            .select_from(Seat)
            .where(Seat.c.election == self.election.code, Seat.c.unit >= self.low, Seat.c.unit < self.high)
            .where(Seat.c.body == TEAM)
        )

    def _remembered(self) -> bool:
        """Whether somebody is known to have sat here in an election before this one."""
        before = [
            code
            for code in territory.elections(self.connection)
            if code != self.election.code and _polled_before(code, self.election.polling.date)
        ]
        if not before:
            return False
        low, high = units.span(self.unit[: units.LENGTHS[units.Level.KOTA]] if self.unit != units.NATION else self.unit)
        there = (
            select(Tenure.c.id)
            .join(Seat, Seat.c.id == Tenure.c.seat_id)
            .where(Seat.c.election.in_(before), Seat.c.unit >= low, Seat.c.unit < high)
        )
        return self.connection.scalar(there.limit(1)) is not None


def _polled_before(code: str, day: date) -> bool:
    try:
        return load_polling(code).polling.date < day
    except RulesError:  # its file is gone: nothing is known of it
        return False


def _places(connection: Connection, seats: Sequence[int]) -> dict[int, tuple[str, int]]:
    found: dict[int, tuple[str, int]] = {}
    for at in range(0, len(seats), SLICE):
        rows = connection.execute(
            select(Seat.c.id, Seat.c.unit, Seat.c.rank).where(Seat.c.id.in_(seats[at : at + SLICE]))
        )
        found.update((row.id, (row.unit, row.rank)) for row in rows)
    return found


def _rows(
    connection: Connection, page: Sequence[tuple[Anchor, int]], reasons: dict[int, list[Reason]]
) -> Iterator[Risk]:
    statement: Any = (
        select(
            Seat.c.id, Seat.c.version, Tenure.c.id, Person.c.id, Person.c.name, Seat.c.body, Seat.c.post,
            Seat.c.ordinal, Seat.c.unit, Region.c.name, Biodata.c.phone,
        )
        .select_from(Seat)
        .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .outerjoin(Biodata, Biodata.c.person_id == Person.c.id)
        .outerjoin(Region, Region.c.code == items.area_of(Seat.c.unit))
    )  # fmt: skip
    values: dict[int, Any] = {}
    for at in range(0, len(page), SLICE):
        wanted = [seat for _, seat in page[at : at + SLICE]]
        values.update((row[0], row) for row in connection.execute(statement.where(Seat.c.id.in_(wanted))))
    for anchor, seat in page:
        yield Risk(*(*values[seat], tuple(reasons[seat]), anchor))
