"""What a row meets: the rules, the seats that its person holds or left, a unit that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from models import eligibility, units
from models.exchange.block import Column
from models.exchange.identity import Match
from models.exchange.line import NEW, SKIP, Candidate, Decision, Held, Line
from models.exchange.matching import Places
from models.exchange.resolving import Row
from models.queries.around import Around, Chair, Somebody, Term
from models.queries.register.judging import judged
from models.rules.schema import Election
from models.text import key

_FIELD_OF = {"umur-minimum": "born_on", "umur-maksimum": "born_on", "domisili": "domicile", "pendidikan": "education"}
"""The column that a rule looks at."""
MOST_CANDIDATES = 12
ASN_HEAD = "kepala-asn"
"""The rule that a list without a word on ASN breaks though perhaps nobody in it does."""
Asked = tuple[Any, ...]
Said = tuple[tuple[eligibility.Finding, dict[str, Any]], ...]
"""What rules say that is worth telling, and the facts of each as a file keeps them."""


class Newcomers:
    """What the rules say of people of whom only a file knows: of most of them the same, so it is asked once."""

    def __init__(self, election: Election) -> None:
        """Nobody was judged yet."""
        self.election = election
        self.told: dict[Asked, Said] = {}
        """What was asked before."""

    def said(self, chair: Chair, after: Mapping[str, Any]) -> Said:
        """Of somebody in a seat, by what is known: neither papers nor a spouse nor another seat, on which the day and
        the very seat could tell."""
        born, home = after.get("born_on"), after.get("domicile")
        (age,), area = self._ages((born,)), None if home is None else units.area(chair.unit)
        asked = (chair.body, chair.post, after["asn"], age, home, area, after.get("education"))
        said = self.told.get(asked)
        if said is None:
            if len(self.told) >= _KEPT:
                self.told.clear()
            said = self.told[asked] = _worth(self.election, chair, after["asn"], after, (), ())
        return said

    def asked(
        self, bodies: Column, posts: Column, units_: Column, asn: Column, born: Column, homes: Column, schools: Column
    ) -> Iterator[Asked]:
        """On what it depends, of some people by columns."""
        areas = [None if home is None else units.area(unit) for unit, home in zip(units_, homes, strict=True)]
        return zip(bodies, posts, asn, self._ages(born), homes, areas, schools, strict=True)

    def _ages(self, born: Column) -> list[int | None]:
        return eligibility.ages_on(born, self.election.polling.date)


_KEPT = 10_000


def _worth(
    election: Election,
    chair: Chair,
    asn: object,
    data: Mapping[str, Any],
    others: Sequence[eligibility.Held],
    spouse: Iterable[eligibility.Held],
) -> Said:
    """What the rules say; that something is not known is no news."""
    somebody = eligibility.candidate({"asn": asn}, data, spouse)
    seat = eligibility.place(election, chair.body, chair.post, chair.unit, data["start_on"], chair.id)
    found = []
    for one in judged(election, somebody, seat, others):
        if one.level == "block" or (one.level != "note" and "missing" not in one.facts):
            facts = {"rule": one.rule, "basis": one.basis, "source": one.source, "level": one.level, **one.facts}
            facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
            found.append((one, facts))
    return tuple(found)


def judge(
    row: Row,
    newcomers: Newcomers,
    chair: Chair,
    person: Somebody | None,
    after: Mapping[str, Any],
    others: list[eligibility.Held],
    spouse: Iterable[eligibility.Held],
) -> None:
    """The rules of eligibility: a block rejects, a warning is a note."""
    if person is None:
        said = newcomers.said(chair, after)
    else:
        asn, data = after.get("asn", person.asn), {**person.data, **after}
        said = _worth(newcomers.election, chair, asn, data, others, spouse)
    for one, facts in said:
        if one.rule == ASN_HEAD and person is None and row.draft.value("asn") is None:
            row.fault("asn_missing", "asn")
            continue
        code, level = ("not_eligible", "fault") if one.level == "block" else ("eligibility", "note")
        row.note(level, code, _FIELD_OF.get(one.rule, ""), **facts)


def ended(row: Row, today: date) -> None:
    """Somebody who left, by a list of everybody who ever sat there."""
    day = row.draft.value("end_on")
    if day is not None and day <= today:
        row.fault("already_ended", "end_on", day=day)


def nowhere(row: Row, places: Places) -> None:
    """The body has no seat in the unit that the row names."""
    if units.level(row.unit) is units.Level.TPS:
        row.fault("tps_unknown", "tps", tps=row.unit[-3:], kelurahan=places.name(row.unit[:-4]))
    else:
        row.fault("unit_unknown", place=places.name(row.unit))


def candidate(places: Places, one: Somebody) -> Candidate:
    """Somebody a row may be about, with what tells them apart."""
    seats = tuple(Held(t.election, t.unit, t.body, t.post, t.ordinal, t.end_on) for t in one.terms)
    data = one.data
    home = places.name(data["domicile"]) if data.get("domicile") else ""
    return Candidate(one.id, one.name, data.get("born_on"), data.get("nik15"), data.get("phone"), home, seats)


def offered(row: Row, found: Match, places: Places) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """Who is meant by a row that is in doubt, and what else may be decided."""
    people = [found.person] if found.person else found.candidates
    single = any(one.code in _SINGLE for one in row.problems)
    if any(one.code == "double_in_file" for one in row.problems):
        people = []
    choices = (SKIP,) if found.person or single else (NEW, SKIP)
    return tuple(candidate(places, one) for one in people[:MOST_CANDIDATES]), choices


_SINGLE = frozenset({"double_in_file", "left_before", "reserve_left"})
"""Doubts about somebody who is known."""


def chosen(row: Row, around: Around, choice: Decision, shown: Line) -> Somebody | None:
    """Whom a person chose for a row (None: somebody new, or a fault); its doubts are settled."""
    row.problems = [one for one in row.problems if one.level != "doubt"]
    person = around.people.get(choice) if isinstance(choice, int) else None
    if isinstance(choice, int) and person is None:
        row.fault("person_missing")
        return None
    owners = around.by_nik15.get(row.values.get("nik15", ""), [])
    taken = any(one.data.get("nik") == row.values.get("nik") and one is not person for one in owners)
    if row.values.get("nik") and (taken or any(one.code == "nik_shared" for one in shown.problems)):
        del row.values["nik"], row.values["nik15"]
    return person


def differing(row: Row, person: Somebody | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after, of what a row says of a person: all of it where nobody is known. What it leaves blank stays as
    it is."""
    draft = row.draft
    if person is None:
        return {}, {"name": row.name, "asn": bool(draft.values.get("asn")), **row.values}
    stands: dict[str, Any] = {"name": person.name, "asn": person.asn, **person.data}
    wanted = dict(row.values)
    if wanted.get("nik15") and not wanted.get("nik") and stands.get("nik15") == wanted["nik15"]:
        del wanted["nik15"]
    if draft.value("asn") is not None:
        wanted["asn"] = bool(draft.value("asn"))
    if row.key != person.key or (len(key(row.name)) > len(key(person.name))):
        wanted["name"] = row.name  # titles are added, never dropped
    after = {name: value for name, value in wanted.items() if stands.get(name) != value}
    return {name: stands.get(name) for name in after}, after


def _same(election: Election, term: Term, row: Row) -> bool:
    return (term.election, term.unit, term.body) == (election.code, row.unit, row.body)


def holds(election: Election, person: Somebody, row: Row) -> Term | None:
    """The seat of the row's body and unit that somebody holds; of several the one with the row's post."""
    here = [one for one in person.terms if one.end_on is None and _same(election, one, row)]
    return next((one for one in here if one.post == row.post), here[0] if here else None)


def left_before(election: Election, row: Row, person: Somebody | None) -> None:
    """Somebody who left this very body and unit is not put back by an old list."""
    for term in person.terms if person else ():
        if term.end_on is not None and _same(election, term, row):
            row.note("doubt", "left_before", "name", day=term.end_on, reason=term.end_reason or "")
            return
