"""One area (a kelurahan with its TPS, or what is a kecamatan's own) filled with invented people and evidence.

Everything comes from the seed and the area's code, so an area is the same whatever stands around it; only the numbers
of rows go on from area to area.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from models import items
from models.items import KLAIM, SIAP
from models.readiness import Counts
from models.rehearsal.condition import Condition, Conditions
from models.rehearsal.names import Names
from models.rehearsal.story import Story
from models.rules.schema import Election, Indicator
from models.services import setup
from models.tally import Kept
from models.units import Level, level

SEAT = (*setup.SEAT, "tenure_id", "open_since")
PERSON = ("id", "name", "name_key", "asn")
TENURE = ("id", "seat_id", "person_id", "start_on", "end_on", "decree", "end_reason")
EVIDENCE = (
    "id", "election", "unit", "indicator", "slot", "tenure_id", "state", "reference", "note", "since", "recorded_at",
    "recorded_by",
)  # fmt: skip
REPORT = ("election", "area", "indicator", "first_at", "last_at")
"""The columns of the rows made here; the rest keep their defaults."""
_PLACE = {Level.KECAMATAN: "kecamatan", Level.KELURAHAN: "kelurahan"}
_REASONS = ("mundur", "berhalangan", "berhenti")
Row = tuple[Any, ...]


class _Post(NamedTuple):
    """One seat of a body in any unit of its level. ``sworn``: since when it is filled, None: not yet."""

    rank: int
    body: str
    post: str
    ordinal: int
    must: bool
    asn: int
    sworn: date | None
    decree: str


class _Held(NamedTuple):
    """A seat and who holds it (0: nobody). ``opened``: the day on which it last fell empty."""

    unit: str
    seat: int
    who: int
    asn: bool
    opened: date | None
    documented: bool


@dataclass
class Rows:
    """Rows of one or several areas by table, as tuples of the columns above."""

    seats: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    tenures: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)


class Inventor:
    """Fills areas in turn. ``seat``, ``person``, ``proof``: the last numbers given; tenures are numbered as people,
    because every invented person holds one seat."""

    def __init__(self, election: Election, story: Story, conditions: Conditions, seed: int) -> None:
        """Nothing is made yet."""
        self.election = election
        self.conditions = conditions
        self.seed = seed
        self.seat = self.person = self.proof = 0
        self.rows = Rows()
        self.references = {one.indicator: one.reference for one in story.progress}
        self._oaths = {body: oath for oath in story.oaths for body in oath.bodies}
        self._posts = {name: list(self._posts_at(name)) for name in ("kecamatan", "kelurahan", "tps")}
        self._owed: dict[str, int] = {}

    def sworn(self, body: str) -> date | None:
        """Since when a body is filled; None where that is still to come."""
        found = self.election.body(body)
        known = [one.tenure.start for one in self.election.bodies if one.level == found.level and one.tenure.start]
        day = found.tenure.start or min(known, default=self.election.day(180))
        return day if day <= self.conditions.today else None

    def _posts_at(self, name: str) -> Iterator[_Post]:
        for body in self.election.seated():
            if body.level != name:
                continue
            oath, sworn = self._oaths.get(body.code), self.sworn(body.code)
            asn, decree = (oath.asn, oath.decree) if oath else (10, "SK 1")
            must = {post.code for post in body.posts if post.asn == "required"}
            for row in setup.seat_rows(self.election, body, ""):
                rank, code, post, ordinal = (row[column] for column in ("rank", "body", "post", "ordinal"))
                yield _Post(rank, code, post, ordinal, post in must, asn, sworn, decree)  # type: ignore[arg-type]

    def enter(self) -> None:
        """Begin another kecamatan: shares of items are kept within each."""
        self._owed = {}

    def area(self, unit: str, tps: Sequence[str], condition: Condition, names: Names) -> Kept:
        """Fill one area; its rows are added to ``rows``. Returns its tallies; a code without items is left out."""
        chance = random.Random(f"{self.seed}/{unit}")
        facts: dict[str, list[_Held]] = {body.code: [] for body in self.election.seated()}
        name = _PLACE[level(unit)]
        for where, posts in ((unit, self._posts[name]), *((code, self._posts["tps"]) for code in tps)):
            self._people(where, posts, condition, names, chance, facts)
        proofs: list[Row] = []
        counts: Kept = {}
        for rule in self.election.indicators:
            if rule.counts == "seat":
                held = [one for body in rule.bodies for one in facts[body]]
                if rule.holders == "asn":
                    held = [one for one in held if one.asn]
                if held:
                    done = self._by_tenure if rule.proof == "tenure" else self._by_person
                    counts[rule.code] = done(rule, unit, held, condition, chance, proofs)
            elif places := self._places(rule, name, unit, tps):
                counts[rule.code] = self._by_place(rule, unit, places, condition, chance, proofs)
        for body, held in facts.items():
            if held:
                opened = [one.opened or date.min for one in held if not one.who]
                full = len(held) - len(opened)
                counts[f"{items.STAFFING}{body}"] = Counts(
                    len(held), 0, full, 0, len(opened), min(opened, default=None)
                )
        proofs.sort(key=itemgetter(1, 2, 3))  # as the unique index has them: it is appended to
        self.rows.evidence.extend((self.proof + at, *row) for at, row in enumerate(proofs, 1))
        self.proof += len(proofs)
        return counts

    # ── people ────────────────────────────────────────────────────────────

    def _people(
        self,
        unit: str,
        posts: Sequence[_Post],
        condition: Condition,
        names: Names,
        chance: random.Random,
        facts: dict[str, list[_Held]],
    ) -> None:
        rows, election, bits_of, name_of = self.rows, self.election.code, chance.getrandbits, names.name
        vacant, rare = condition.vacant, condition.vacant + condition.undocumented
        seat, person = self.seat, self.person
        for rank, body, post, ordinal, must, share, sworn, decree in posts:
            seat += 1
            if sworn is None:
                rows.seats.append((seat, election, unit, rank, body, post, ordinal, None, None))
                facts[body].append(_Held(unit, seat, 0, False, None, False))
                continue
            bits = bits_of(64)
            odd, start = bits >> 48, sworn
            opened: date | None = None
            paper: str | None = decree
            if odd < rare:
                opened = start = self._opened(sworn, bits, lasting=condition.lasting)
                person += 1
                name, key = name_of(bits >> 7)
                rows.people.append((person, name, key, must))
                rows.tenures.append((person, seat, person, sworn, opened, decree, _REASONS[bits % 3]))
                if odd < vacant:
                    rows.seats.append((seat, election, unit, rank, body, post, ordinal, None, opened))
                    facts[body].append(_Held(unit, seat, 0, False, opened, False))
                    continue
                paper = None
            person += 1
            name, key = name_of(bits)
            asn = must or (bits >> 40) % 100 < share
            rows.seats.append((seat, election, unit, rank, body, post, ordinal, person, opened))
            rows.people.append((person, name, key, asn))
            rows.tenures.append((person, seat, person, start, None, paper, None))
            facts[body].append(_Held(unit, seat, person, asn, opened, paper is not None))
        self.seat, self.person = seat, person

    def _opened(self, sworn: date, bits: int, *, lasting: bool) -> date:
        """The day on which a seat fell empty: of late, or so long ago that it is overdue."""
        days = 5 + bits % 9 if lasting else bits % 3
        return max(sworn, self.conditions.today - timedelta(days=days))

    # ── evidence ────────────────────────────────────────────────────────────

    def _by_tenure(
        self, rule: Indicator, unit: str, held: list[_Held], condition: Condition, chance: random.Random, _: list[Row]
    ) -> Counts:
        """What an open tenure with a decree proves; a body reports when it is sworn in."""
        sworn = [day for body in rule.bodies if (day := self.sworn(body)) is not None]
        missing = [one.opened or date.min for one in held if not one.documented]
        opened = min(missing, default=None)
        if not sworn:
            return Counts(len(held), open_since=opened)
        empty = sum(not one.who for one in held)
        last = self._report(rule, unit, condition, chance)
        return Counts(len(held), 0, len(held) - len(missing), len(missing) - empty, empty, opened, last, last)

    def _by_person(
        self, rule: Indicator, unit: str, held: list[_Held], condition: Condition, chance: random.Random, to: list[Row]
    ) -> Counts:
        """What each holder of a seat must have done."""
        percent = condition.percent(rule, self.conditions.h)
        if percent is None:
            return Counts(len(held), open_since=min(one.opened or date.min for one in held))
        there = [one for one in held if one.who]
        chosen = self._share(rule, len(there), percent, chance)
        last = self._report(rule, unit, condition, chance)
        proof = self._proof(rule, unit, last, chance)
        missing = [one.opened or date.min for one in held if not one.who]
        for one, done in zip(there, chosen, strict=True):
            if done:
                to.append((self.election.code, one.unit, rule.code, one.seat, one.who, *proof))
            else:
                missing.append(one.opened or date.min)
        siap = len(held) - len(missing)
        return Counts(len(held), 0, siap, 0, len(missing), min(missing, default=None), last, last)

    def _places(self, rule: Indicator, name: str, unit: str, tps: Sequence[str]) -> list[tuple[str, int]]:
        """The (unit, slot) of an indicator's items in an area that are no seats."""
        if rule.counts == "tps":
            return [(code, 0) for code in tps]
        if rule.counts == "contact":
            return [(unit, at) for at in self.election.tested().values()] if name == "kecamatan" else []
        return [(unit, 0)] if rule.counts == name else []

    def _by_place(
        self,
        rule: Indicator,
        unit: str,
        places: list[tuple[str, int]],
        condition: Condition,
        chance: random.Random,
        to: list[Row],
    ) -> Counts:
        percent = condition.percent(rule, self.conditions.h)
        if percent is None:
            return Counts(len(places), open_since=date.min)
        last = self._report(rule, unit, condition, chance)
        proof = self._proof(rule, unit, last, chance)
        begun, claims, missing = self.election.day(rule.start), 0, 0
        said = (KLAIM, None, "menurut petugas, bukti menyusul", begun, last, proof[-1])
        opened: date | None = None
        for (where, slot), done in zip(places, self._share(rule, len(places), percent, chance), strict=True):
            if done:
                to.append((self.election.code, where, rule.code, slot, 0, *proof))
                continue
            missing += 1
            if chance.random() < 0.08:
                claims += 1
                to.append((self.election.code, where, rule.code, slot, 0, *said))
                opened = opened or begun
            else:
                opened = date.min
        n = len(places)
        return Counts(n, 0, n - missing, claims, missing - claims, opened, last, last)

    def _share(self, rule: Indicator, n: int, percent: int, chance: random.Random) -> list[bool]:
        """Which of n items are SIAP: so many that the share of the whole kecamatan holds, a few more or less here."""
        exact = self._owed.get(rule.code, 0) + percent * n
        wanted = -(-exact // 100)
        if 0 < percent < 100 and n > 3:
            wanted += chance.choice((-1, 0, 0, 1))
        wanted = max(0, min(n, wanted))
        self._owed[rule.code] = exact - 100 * wanted
        if wanted in (0, n):
            return [wanted == n] * n
        first = chance.randrange(n)
        return [(at - first) % n < wanted for at in range(n)]

    def _report(self, rule: Indicator, unit: str, condition: Condition, chance: random.Random) -> datetime:
        first, last = self.conditions.reported(rule, condition, chance)
        self.rows.reports.append((self.election.code, unit, rule.code, first, last))
        return last

    def _proof(self, rule: Indicator, unit: str, last: datetime, chance: random.Random) -> Row:
        """What stands in an item's evidence from its state on."""
        day = max(self.election.day(rule.start), (last - timedelta(days=chance.randrange(6))).date())
        reference = f"{self.references.get(rule.code, rule.short)} {unit[-4:]}"
        return SIAP, reference, None, day, last, f"petugas-{unit[:8]}"
