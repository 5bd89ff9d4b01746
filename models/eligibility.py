"""Who may sit in which seat: rules as data, judged without a clock or a database.

The file ``rules/eligibility.toml`` says what is asked of whom, by which regulation, and how much it weighs; this module
knows only how each kind of rule is compared. Terms are days from and to, both included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from models import units
from models.rules import loader
from models.rules.checks import invalid, unique
from models.rules.schema import Code, Count, Election, Text

Weight = Literal["block", "warning", "note"]
WEIGHTS: tuple[Weight, ...] = ("block", "warning", "note")
EDUCATION = ("sd", "smp", "sma", "d1", "d2", "d3", "d4", "s1", "s2", "s3")
"""From the least; D4 and S1 stand beside each other, which no rule minds."""
SIPOL_OPEN = ("tercatat", "klarifikasi")
"""Found in the party rolls, and not decided yet."""
FILE = "eligibility.toml"
PAPERS = "berkas"
"""The code of what is said of missing papers."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one rule asks. ``bodies`` empty: all; which measure counts depends on ``kind``: ``years`` of the ages,
    ``least`` of education, ``most`` of periods."""

    code: Code
    name: Text
    kind: Literal["age_min", "age_max", "domicile", "education", "party", "spouse", "health", "asn", "periods"]
    level: Weight
    basis: Text
    source: str = ""
    bodies: tuple[str, ...] = ()
    years: Count | None = None
    least: Literal["sd", "smp", "sma", "d1", "d2", "d3", "d4", "s1", "s2", "s3"] | None = None
    most: Count | None = None
    enabled: bool = True
    unverified: bool = False
    note: str = ""


class Women(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The share of women that is looked for: an indicator, never a block."""

    percent: Annotated[int, msgspec.Meta(ge=0, le=100)]
    bodies: tuple[str, ...]
    basis: Text
    source: str = ""
    unverified: bool = False


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two bodies that one person may serve at once; ``different``: only in two elections."""

    first: str
    second: str
    elections: Literal["same", "different", "any"]


class Double(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rule against two seats at once, and its exceptions."""

    code: Code
    name: Text
    level: Weight
    basis: Text
    source: str = ""
    note: str = ""
    allowed: tuple[Pair, ...] = ()


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A document that is asked for; ``replacement``: only of somebody who follows another; ``missing``: how much its
    lack weighs with somebody of whom any paper was recorded (None: it is not asked after)."""

    code: Code
    name: Text
    basis: Text
    source: str = ""
    bodies: tuple[str, ...] = ()
    replacement: bool = False
    missing: Weight | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file."""

    version: Code
    rules: Annotated[tuple[Rule, ...], msgspec.Meta(min_length=1)]
    women: Women
    double: Double
    papers: tuple[Paper, ...] = ()

    def asked(self, body: str, *, replacement: bool = False) -> tuple[Paper, ...]:
        """The papers asked of somebody in a body."""
        return tuple(
            one
            for one in self.papers
            if (not one.bodies or body in one.bodies) and (replacement or not one.replacement)
        )


class Held(msgspec.Struct, frozen=True):
    """A seat from a day to a day (``end`` None: no end is known). ``seat`` is its number, 0 where it has none yet."""

    election: str
    body: str
    post: str
    unit: str
    start: date
    end: date | None = None
    seat: int = 0
    tenure: int = 0

    def overlaps(self, other: Held) -> bool:
        """Whether a day belongs to both terms. A last day is the next one's first: a successor of oneself."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


class Place(Held, frozen=True):
    """The seat that somebody is judged for; ``asn``: it must be held by a civil servant."""

    asn: bool = False


class Candidate(msgspec.Struct, frozen=True):
    """What is known of somebody, as the columns of Biodata; None: not known. ``spouse``: the seats of their spouse;
    ``papers``: the codes of those they handed in."""

    asn: bool = False
    born_on: date | None = None
    domicile: str | None = None
    education: str | None = None
    sipol: str | None = None
    sipol_reference: str | None = None
    health: str | None = None
    health_until: date | None = None
    spouse: tuple[Held, ...] = ()
    papers: tuple[str, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    """What a rule says of somebody. ``facts`` hold what a sentence needs and nothing that is private: ``missing`` names
    a column of which nothing is known."""

    level: Weight
    rule: str
    basis: str
    source: str
    facts: dict[str, Any] = {}


# ── The file ────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def load(directory: Path | None = None) -> Rules:
    """The rules, read when they are first asked for. Raises RulesError (models.rules.loader)."""
    return loader.load_typed(FILE, Rules, _check, directory=directory)


_MEASURES = {"age_min": "years", "age_max": "years", "education": "least", "periods": "most"}


def _check(rules: Rules) -> None:
    unique("rules", [*(one.code for one in rules.rules), rules.double.code, PAPERS])
    unique("papers", (one.code for one in rules.papers))
    for one in rules.rules:
        wanted = _MEASURES.get(one.kind)
        for name in sorted(set(_MEASURES.values())):
            if (getattr(one, name) is not None) is not (name == wanted):
                reason = "missing_field" if name == wanted else "unknown_field"
                invalid(f"rules[{one.code}]", reason, field=name)


# ── Judging ────────────────────────────────────────────────────────────


def term(election: Election, body: str, start: date, end: date | None = None) -> tuple[date, date | None]:
    """The days of a tenure: an open one ends when members of its body normally do, unless it began later."""
    if end is None:
        usual = election.body(body).tenure.end
        end = usual if usual is not None and usual >= start else None
    return start, end


def place(election: Election, body: str, post: str, unit: str, on: date, seat: int = 0) -> Place:
    """A seat to be judged for, taken on a day."""
    start, end = term(election, body, on)
    asn = election.body(body).post(post).asn == "required"
    return Place(election.code, body, post, unit, start, end, seat, asn=asn)


def candidate(
    person: Mapping[str, Any],
    biodata: Mapping[str, Any] | None,
    spouse: Iterable[Held] = (),
    papers: Iterable[str] = (),
) -> Candidate:
    """Somebody by the rows of Person and Biodata (None, or any part of its columns)."""
    known = biodata or {}
    names = [name for name in Candidate.__struct_fields__ if name not in ("asn", "spouse", "papers")]
    values = {name: known.get(name) for name in names}
    return Candidate(asn=bool(person.get("asn")), spouse=tuple(spouse), papers=tuple(papers), **values)


def judge(rules: Rules, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> tuple[Finding, ...]:
    """Everything the rules say of somebody in a seat, blocks first. ``others``: the seats they hold or held, in any
    election (one with the seat's own number is left out); ``polling``: the polling day, on which ages count."""
    found: list[Finding] = []
    for rule in rules.rules:
        if rule.enabled and (not rule.bodies or seat.body in rule.bodies):
            said = _KINDS[rule.kind](rule, person, seat, others, polling)
            if said is not None:
                level, facts = said
                found.append(Finding(level, rule.code, rule.basis, rule.source, facts))
    found.extend(_doubles(rules.double, seat, others))
    found.extend(_lacking(rules, person, seat))
    return tuple(sorted(found, key=lambda one: WEIGHTS.index(one.level)))


def blocked(findings: Iterable[Finding]) -> bool:
    """Whether a rule closes the way."""
    return any(one.level == "block" for one in findings)


def conflict(double: Double, one: Held, other: Held) -> bool:
    """Whether two seats of one person may not overlap, and do."""
    if not one.overlaps(other):
        return False
    same = "same" if one.election == other.election else "different"
    return not any(
        {one.body, other.body} == {pair.first, pair.second} and pair.elections in (same, "any")
        for pair in double.allowed
    )


_Said = tuple[Weight, dict[str, Any]] | None


def age_on(born: date, day: date) -> int:
    """How many years old somebody is."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages_on(born: Iterable[date | None], day: date) -> list[int | None]:
    """``age_on`` of many; None where nobody knows."""
    return [None if one is None else age_on(one, day) for one in born]


def _unknown(name: str) -> _Said:
    return "note", {"missing": name}


def _old_enough(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    if person.born_on is None:
        return _unknown("born_on")
    age = age_on(person.born_on, polling)
    return (rule.level, {"age": age, "years": rule.years, "polling": polling}) if age < (rule.years or 0) else None


def _young_enough(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    if person.born_on is None:
        return None  # said once, by the youngest age
    age = age_on(person.born_on, polling)
    return (rule.level, {"age": age, "years": rule.years, "polling": polling}) if age > (rule.years or age) else None


def _resident(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    """A body of a TPS works in its kelurahan, that of a kecamatan in all of it."""
    if person.domicile is None:
        return _unknown("domicile")
    area = units.area(seat.unit)
    return None if units.contains(area, person.domicile) else (rule.level, {"area": area})


def _educated(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    if person.education not in EDUCATION:
        return _unknown("education")
    least = rule.least or EDUCATION[0]
    if EDUCATION.index(person.education) >= EDUCATION.index(least):
        return None
    return rule.level, {"education": person.education, "least": least}


def _partyless(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    """A hit in the rolls closes the way until a letter of clarification is there; then the decision is awaited."""
    state, letter = person.sipol, bool(person.sipol_reference)
    if state is None:
        return _unknown("sipol")
    if state == "bersih" or (state == "selesai" and letter):
        return None
    if state == "klarifikasi" and letter:
        return "warning", {"sipol": state, "reference": True}
    return rule.level, {"sipol": state, "reference": letter}


def _unmarried(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    for one in person.spouse:
        if seat.overlaps(one):
            return rule.level, {"election": one.election, "body": one.body, "post": one.post, "unit": one.unit}
    return None


def _healthy(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    """The letter is looked at on the day on which the seat is taken."""
    if person.health == "tidak":
        return "block", {"health": "tidak"}
    if person.health is None:
        return rule.level, {"missing": "health"}
    if person.health_until is not None and person.health_until < seat.start:
        return rule.level, {"health": "expired"}
    return None if person.health == "sehat" else (rule.level, {"health": person.health})


def _civil_servant(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    return None if person.asn or not seat.asn else (rule.level, {"post": seat.post})


def _periods(rule: Rule, person: Candidate, seat: Place, others: Sequence[Held], polling: date) -> _Said:
    """Elections in which the same body was served before."""
    served = {one.election for one in others if one.body == seat.body and one.election != seat.election}
    return (rule.level, {"periods": len(served), "most": rule.most}) if len(served) >= (rule.most or 0) else None


_KINDS = {
    "age_min": _old_enough,
    "age_max": _young_enough,
    "domicile": _resident,
    "education": _educated,
    "party": _partyless,
    "spouse": _unmarried,
    "health": _healthy,
    "asn": _civil_servant,
    "periods": _periods,
}


def _lacking(rules: Rules, person: Candidate, seat: Place) -> Iterable[Finding]:
    """Papers that are asked for and not here, those of one weight together; nothing of somebody whose papers are kept
    elsewhere."""
    asked = [one for one in rules.asked(seat.body) if one.missing and one.code not in person.papers]
    for level in WEIGHTS if person.papers else ():
        lacking = [one for one in asked if one.missing == level]
        if lacking:
            facts = {"papers": [one.name for one in lacking]}
            yield Finding(level, PAPERS, lacking[0].basis, lacking[0].source, facts)


def _doubles(double: Double, seat: Place, others: Sequence[Held]) -> Iterable[Finding]:
    for one in others:
        if (not seat.seat or one.seat != seat.seat) and conflict(double, seat, one):
            facts = {"election": one.election, "body": one.body, "post": one.post, "unit": one.unit}
            facts |= {"start": one.start, "end": one.end}  # type: ignore[dict-item]
            yield Finding(double.level, double.code, double.basis, double.source, facts)
