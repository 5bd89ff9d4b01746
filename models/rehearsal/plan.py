"""A story as a list of writes: each is one unit of work with its moment, its author and its verb.

What a write does is decided when it runs, from the rows it finds: an event that is planned after the moment of the
rehearsal changes nothing before it, so every moment has the same past.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sqlalchemy import bindparam, select

from models import items, tally, units
from models.actor import OPERATOR, Actor
from models.clock import stored
from models.errors import Refused
from models.rehearsal import goods, register, together
from models.rehearsal.story import Oath, Progress, RollCalled, Said, Story, Vacancy
from models.rollcall import SIAP, TIDAK, Waiver
from models.rules.schema import Election, Indicator, RegionRules
from models.services import evidence, rollcall, staffing, synergy
from models.services.appointment import Appointment
from models.services.evidence import Item
from models.tables import Seat
from models.uow import UnitOfWork

FIRST_MINUTE, LAST_MINUTE = 8 * 60 + 15, 19 * 60 + 40
"""Minutes of a day between which progress is entered: never after the opening of the rehearsal, 20:00."""
EVERY_DAY = 21
"""Before H-21 progress is entered every second day."""


@dataclass(frozen=True, slots=True)
class Event:
    """One planned write. ``at`` is local and aware; ``act`` calls the services."""

    at: dt.datetime
    actor: Actor
    verb: str
    unit: str
    act: Callable[[UnitOfWork], object]


def plan(story: Story, election: Election, region: RegionRules, seed: int, names: Iterator[str]) -> list[Event]:
    """Every event of a story in the order of time; the same seed gives the same list."""
    found = list(_Planner(story, election, region, seed, names).events())
    order = sorted(range(len(found)), key=lambda at: (found[at].at, at))
    return [found[at] for at in order]


class _Planner:
    def __init__(self, story: Story, election: Election, region: RegionRules, seed: int, names: Iterator[str]) -> None:
        self.story = story
        self.election = election
        self.zone = region.zone
        self.seed = seed
        self.names = names
        codes = [one.code for one in region.regions]
        self.kecamatan = [code for code in codes if units.level(code) is units.Level.KECAMATAN]
        self.kelurahan = [code for code in codes if units.level(code) is units.Level.KELURAHAN]
        self._ranks: dict[tuple[str, str], float] = {}

    def events(self) -> Iterator[Event]:
        """All of them, grouped by what they are about."""
        for oath in self.story.oaths:
            yield from self._oath(oath)
        yield from self._contacts()
        for vacancy in self.story.vacancies:
            yield from self._vacancy(vacancy)
        for when, unit, verb, act in register.plans(self.story, self.seed, self.kelurahan, self.kecamatan):
            yield self._event(when, unit, verb, act)
        for when, unit, verb, act in goods.plans(self.story, self.seed, self.kecamatan):
            yield self._event(when, unit, verb, act)
        regions = [*self.kecamatan, *self.kelurahan]
        for when, unit, verb, act in together.plans(self.story, self.election, self.seed, regions):
            yield self._event(when, unit, verb, act)
        for said in self.story.states:
            yield self._said(said)
        for called in self.story.rollcalls:
            yield from self._called(called)
        for papers in self.story.papers:
            for at, (unit, code) in enumerate((u, c) for c in papers.indicators for u in self.kecamatan):
                yield self._papers(papers.at + dt.timedelta(minutes=2 * at), unit, self.election.indicator(code))
        for progress in self.story.progress:
            for unit, marks in progress.marks.items():
                yield from self._progress(progress, unit, marks)
        for reports in self.story.reports:
            do = evidence.report_nihil if reports.verb == "nihil" else evidence.confirm
            for at, (unit, code) in enumerate((u, c) for c in reports.indicators for u in self.kecamatan):
                rule = self.election.indicator(code)
                moment = reports.at + dt.timedelta(minutes=at)
                yield self._event(moment, unit, reports.verb, lambda w, r=rule, u=unit, do=do: do(w, r, u))

    def _event(
        self,
        at: dt.datetime,
        unit: str,
        verb: str,
        act: Callable[..., object],
        actor: Actor | None = None,
    ) -> Event:
        return Event(at.replace(tzinfo=self.zone), actor or self._operator(unit, at), verb, unit, act)

    def _operator(self, unit: str, at: dt.datetime) -> Actor:
        names = self.story.operators.get(unit[: units.LENGTHS[units.Level.KECAMATAN]])
        if names is None:  # what concerns the whole city
            return Actor(self.story.coordinator.name, self.story.coordinator.role)
        return Actor(random.Random(f"{self.seed}/{unit}/{at.isoformat()}").choice(names), OPERATOR)

    # ── seats ────────────────────────────────────────────────────────────

    def _oath(self, oath: Oath) -> Iterator[Event]:
        coordinator = Actor(self.story.coordinator.name, self.story.coordinator.role)
        above = any(self.election.body(body).level == "kecamatan" for body in oath.bodies)
        areas = self.kecamatan if above else self.kelurahan
        for at, area in enumerate(areas):
            late = oath.late.get(area)
            moment = late or oath.at + dt.timedelta(minutes=oath.spread * at // len(areas))
            day = late.date() if late else oath.day
            actor = coordinator if above else None
            yield self._event(moment, area, "appoint_many", lambda w, u=area, d=day: self._swear(w, oath, u, d), actor)

    def _swear(self, work: UnitOfWork, oath: Oath, area: str, day: dt.date) -> None:
        low, high = units.span(area)
        level = units.level(area)
        seats = work.connection.execute(
            select(Seat.c.id, Seat.c.unit, Seat.c.body, Seat.c.post)
            .where(Seat.c.election == self.election.code, Seat.c.body.in_(oath.bodies))
            .where(Seat.c.unit >= low, Seat.c.unit < (f"{area}." if level is units.Level.KECAMATAN else high))
            .order_by(Seat.c.unit, Seat.c.rank)
        ).all()
        chance = random.Random(f"{self.seed}/asn/{area}/{oath.decree}")
        wanted = []
        for seat in seats:
            must = self.election.body(seat.body).post(seat.post).asn == "required"
            asn = chance.random() * 100 < oath.asn or must
            wanted.append(Appointment(seat.id, next(self.names), day, oath.decree, asn))
        staffing.appoint_many(work, wanted)

    def _vacancy(self, one: Vacancy) -> Iterator[Event]:
        def seat(work: UnitOfWork) -> int:
            found = work.connection.execute(
                select(Seat.c.id).where(
                    Seat.c.election == self.election.code,
                    Seat.c.unit == one.unit,
                    Seat.c.body == one.body,
                    Seat.c.post == one.post,
                    Seat.c.ordinal == one.ordinal,
                )
            )
            return int(found.scalar_one())

        asn = self.election.body(one.body).post(one.post).asn == "required"
        yield self._event(
            one.end, one.unit, "end", lambda w: staffing.end_tenure(w, seat(w), one.end.date(), one.reason)
        )
        yield self._event(
            one.fill,
            one.unit,
            "appoint",
            lambda w: staffing.appoint(w, Appointment(seat(w), next(self.names), one.fill.date(), one.decree, asn)),
        )
        for at, code in enumerate(one.papers):
            moment = one.fill + dt.timedelta(days=1, minutes=3 * at)
            yield self._papers(moment, one.unit, self.election.indicator(code))

    def _called(self, one: RollCalled) -> Iterator[Event]:
        given = [
            Waiver(code, let.by, let.reason, stored(let.until.replace(tzinfo=self.zone)))
            for let in one.waivers
            for code in let.gates
        ]

        def answer(work: UnitOfWork, unit: str) -> None:
            try:
                rollcall.answer(work, one.day, unit, SIAP, waivers=given)
            except Refused as refused:
                rollcall.answer(work, one.day, unit, TIDAK, note=", ".join(refused.detail["gates"]))

        for at, unit in enumerate(self.kecamatan):
            moment = one.at + dt.timedelta(minutes=4 * at)
            yield self._event(moment, unit, "rollcall", lambda work, u=unit: answer(work, u))
        home, (decision, reason) = self.story.region, (one.decision, one.reason)
        leader = Actor(self.story.coordinator.name, self.story.coordinator.role)
        yield self._event(
            one.decided,
            home,
            rollcall.DECIDE,
            lambda work: rollcall.decide(work, one.day, home, decision, reason=reason),
            leader,
        )

    def _contacts(self) -> Iterator[Event]:
        contacts, number = self.story.contacts, 100
        for unit in self.kecamatan:
            for role in (one for one in self.election.contacts if one.tested):
                number += 7
                at = contacts.at + dt.timedelta(minutes=number % 100)
                phone = contacts.phone.format(number=number)
                yield self._event(
                    at,
                    unit,
                    "contact",
                    lambda w, u=unit, r=role.code, p=phone: synergy.set_contact(w, u, r, next(self.names), p),
                )

    # ── evidence ────────────────────────────────────────────────────────────

    def _papers(self, at: dt.datetime, unit: str, rule: Indicator) -> Event:
        reference = f"{self._reference(rule)} {at:%d/%m/%Y}"
        return self._event(at, unit, "evidence", lambda w: evidence.record_area(w, rule, unit, reference=reference))

    def _reference(self, rule: Indicator) -> str:
        return next((one.reference for one in self.story.progress if one.indicator == rule.code), rule.short)

    def _said(self, said: Said) -> Event:
        rule = self.election.indicator(said.indicator)

        def act(work: UnitOfWork) -> None:
            chosen = [
                Item(row.unit, row.slot, row.tenure_id or 0, row.version)
                for unit in said.units
                for row in work.connection.execute(items.items(self.election, rule, *units.span(unit)))
                if (rule.counts != "seat" or row.tenure_id) and said.slot in (None, row.slot)
            ]
            evidence.record(work, rule, chosen, state=said.state, reference=said.reference, note=said.note)

        kecamatan = said.units[0][: units.LENGTHS[units.Level.KECAMATAN]]
        unit = said.units[0] if len(said.units) == 1 else units.area(said.units[0])
        return self._event(
            said.at, unit if all(units.contains(unit, u) for u in said.units) else kecamatan, "evidence", act
        )

    def _progress(self, progress: Progress, unit: str, marks: Sequence[tuple[int, int]]) -> Iterator[Event]:
        rule = self.election.indicator(progress.indicator)
        held = frozenset(
            (code, said.slot) for said in self.story.states if said.indicator == rule.code for code in said.units
        )
        known = 0
        moved = self.story.goods is not None and goods.step_of(self.election, rule.code) is not None
        for h in range(marks[0][0], marks[-1][0] - 1, -1):
            percent = _between(marks, h)
            if percent <= known or (h > EVERY_DAY and h % 2):
                continue
            known = percent
            minute = random.Random(f"{self.seed}/{rule.code}/{unit}/{h}").randint(FIRST_MINUTE, LAST_MINUTE)
            at = dt.datetime.combine(self.election.day(h), dt.time(minute // 60, minute % 60))
            reference = f"{progress.reference} {h}/{unit[-2:]}"
            yield self._event(
                at,
                unit,
                "kit" if moved else "evidence",
                lambda w, p=percent, ref=reference: self._advance(w, rule, unit, p, held, ref),
            )

    def _advance(
        self,
        work: UnitOfWork,
        rule: Indicator,
        unit: str,
        percent: int,
        held: frozenset[tuple[str, int | None]],
        reference: str,
    ) -> None:
        """Bring the SIAP items of a kecamatan up to a percentage of all, as far as seats are filled."""
        kept = tally.kept(work.connection, self.election.code, [unit])[unit][rule.code]
        wanted = -(-kept.n * percent // 100) - kept.siap
        if wanted <= 0:
            return
        low, high = units.span(unit)
        rows = work.connection.execute(missing(self.election, rule), {"low": low, "high": high}).all()
        free = [row for row in rows if percent == 100 or not held & {(row.unit, None), (row.unit, row.slot)}]
        step = goods.step_of(self.election, rule.code) if self.story.goods is not None else None
        if self.story.goods is not None and rule.counts == "tps":
            able = goods.ready(work, step, rule.code, [row.unit for row in free])
            free = [row for row in free if row.unit in able]
        rank = {code: self._rank(rule.code, code) for code in {row.unit for row in free}}
        free.sort(key=lambda row: (rank[row.unit], row.unit, row.slot))
        chosen = [Item(row.unit, row.slot, row.tenure_id or 0, row.version) for row in free[:wanted]]
        if step is not None and chosen:
            goods.advance(work, step, [one.unit for one in chosen], reference)
        else:
            evidence.record(work, rule, chosen, reference=reference)

    def _rank(self, code: str, unit: str) -> float:
        """Which TPS come first: some kelurahan are quicker than others, and within one it is mixed."""
        found = self._ranks.get((code, unit))
        if found is None:
            area = random.Random(f"{self.seed}/{code}/{units.area(unit)}").random()
            found = random.Random(f"{self.seed}/{code}/{unit}").random() + 0.6 * area
            self._ranks[code, unit] = found
        return found


@lru_cache(maxsize=64)
def missing(election: Election, rule: Indicator) -> items.Rows:
    """The items of an indicator between ``:low`` and ``:high`` that evidence can make SIAP; seats only where
    somebody holds them. Columns: unit, slot, tenure_id, version."""
    each = items.items(election, rule, bindparam("low"), bindparam("high")).subquery()
    found = select(each.c.unit, each.c.slot, each.c.tenure_id, each.c.version)
    found = found.where(each.c.state.not_in((items.SIAP, items.NA)))
    return found.where(each.c.tenure_id.is_not(None)) if rule.counts == "seat" else found


def _between(marks: Sequence[tuple[int, int]], h: int) -> int:
    """Percent on H-``h``: a straight line between two marks, rounded down."""
    for (early, low), (late, high) in pairwise(marks):
        if late <= h <= early:
            return low + (high - low) * (early - h) // (early - late)
    return marks[-1][1]
