"""Compares rows with what stands in the database and says what becomes of each. Writes nothing.

A row's seat: the one its person holds already, else the one it names, else the first empty one in order that no earlier
row took. A seat that somebody else holds is never taken: that is for a person to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from models import eligibility
from models.exchange.fresh import ByColumns, Fresh, Planned, Resolved, Stretch
from models.exchange.identity import Match, match
from models.exchange.judging import (
    MOST_CANDIDATES,
    Newcomers,
    candidate,
    chosen,
    ended,
    holds,
    judge,
    left_before,
    nowhere,
    offered,
)
from models.exchange.line import SKIP, Decision, Defaults, Line, Status
from models.exchange.matching import Places
from models.exchange.reserving import WAITING, Reserving
from models.exchange.resolving import Resolver, Row
from models.exchange.terms import Terms
from models.exchange.twice import Earlier, both, by_name, is_one, namesakes, one_place, rank_mark, repeated
from models.exchange.vacancies import Vacancies
from models.queries.around import Around, Chair, Somebody, Term, around
from models.queries.register.judging import held
from models.rules.schema import Election

if TYPE_CHECKING:
    from sqlalchemy import Connection

Forced = Mapping[int, tuple[Decision, Line]]
"""Number → what was decided, and the line about which."""


class Planner:
    """One pass over a file. ``marked`` finds which lines set some marks, ``line`` one of this pass by number."""

    def __init__(
        self,
        election: Election,
        places: Places,
        defaults: Defaults,
        today: date,
        *,
        marked: Callable[[Iterable[int]], dict[int, int]],
        line: Callable[[int], Line],
    ) -> None:
        """Nothing was met yet."""
        self.election, self.places, self.defaults, self.today = election, places, defaults, today
        self.resolver, self.newcomers = Resolver(election, places, defaults), Newcomers(election)
        self.reserving = Reserving(election, places)
        self.vacancies, self.earlier = Vacancies(election), Earlier(places, marked=marked, line=line)
        self.terms = Terms(election, defaults, today)
        self.columns = ByColumns(self.resolver, self.newcomers, self.terms)
        self._others: dict[int, list[eligibility.Held]] = {}
        self._spouses: dict[int, list[eligibility.Held]] = {}
        self._around = Around()

    def lines(
        self, connection: Connection, part: Sequence[Row | Stretch], forced: Forced | None = None
    ) -> tuple[list[Planned], dict[int, int]]:
        """The lines of some rows, and the marks that they set (mark → line). ``forced``: what a person decided about
        them."""
        forced = forced or {}
        together = list(dict.fromkeys(one.among for one in part if isinstance(one, Stretch)))
        alone = [*(one for one in part if isinstance(one, Row)), *(row for one in together for row in one.odd.values())]
        self._load(connection, alone, together, forced)
        marks = [one for row in alone for one in row.marks]
        for among in together:
            for column in among.marks:
                marks += filter(None, column)
        self.earlier.begin(marks)
        twice = {one for one, many in Counter(marks).items() if many > 1}
        for among in together:
            among.set_apart(twice | self.earlier.marks.keys(), self._around)
        self.vacancies.among(self._around.seats)
        for one in part:
            if isinstance(one, Stretch):
                self._seat(one)
            else:
                self._add(one, forced.get(one.number))
        for among in together:
            among.settle(self.earlier.new)
        return list(self.earlier.lines.values()), self.earlier.new

    def _load(self, connection: Connection, alone: Sequence[Row], together: Sequence[Resolved], forced: Forced) -> None:
        good = [row for row in alone if row.unit and row.body]
        waiting = self.reserving.load(connection, good)
        meant = {choice for choice, _seat in forced.values() if isinstance(choice, int)}
        where, areas, niks = _sought(good, together)
        self._around = found = around(
            connection, self.election.code, units_of=where, areas=areas, niks=niks, people=meant | waiting
        )
        known = {self.election.code: self.election}
        holding = [number for number, one in found.people.items() if one.terms]
        self._others = held(connection, holding, known) if holding else {}
        married = {one.data["spouse_id"] for one in found.people.values() if one.data.get("spouse_id") is not None}
        self._spouses = held(connection, married, known) if married else {}

    def _seat(self, stretch: Stretch) -> None:
        """Give empty seats to people of whom nothing is known and the rules have nothing to say, as of nearly everybody
        in a new list; look at all others one by one."""
        among, lines, fill, told = stretch.among, self.earlier.lines, self.vacancies.fill, self.newcomers.told
        columns = (among.numbers, among.units, among.bodies, among.posts, among.ordinals, among.asked)
        rows = zip(*(column[stretch.begin : stretch.end] for column in columns), strict=True)
        for at, (number, unit, body, post, ordinal, asked) in enumerate(rows, stretch.begin):
            if at not in among.apart:
                said = told.get(asked)
                if said is None and (chair := self.vacancies.first(unit, body, post, ordinal)) is not None:
                    among.chairs[at] = chair
                    said = self.newcomers.said(chair, among.line(at).after)
                among.chairs[at] = chair = None if said else fill(unit, body, post, ordinal)
                if chair is not None:
                    lines[number] = Fresh(number, among, at)
                    if not self.terms.whole:
                        self.terms.lack(among.block.value("start_on", at), among.block.value("decree", at))
                    continue
            self._add(among.row(at), None)

    def _add(self, row: Row, forced: tuple[Decision, Line] | None) -> None:
        """The line of a row by itself."""
        self.earlier.lines[row.number] = line = self._of(row, forced)
        if line.seat_id is not None:
            self.vacancies.take(line.unit, line.body, line.seat_id)
        if line.seat_id is not None or _kept(line) or repeated(line):
            self.earlier.take(row, line)

    def _newcomer(self, row: Row) -> Line | None:
        """The same of a row by itself; None where there is more to it."""
        if row.problems or row.reserve or row.vacant or "end_on" in row.draft.values:
            return None
        chair = self._vacant(row)
        if chair is None:
            return None
        _, after = self.terms.changes(row, None, None, chair)
        if self.newcomers.said(chair, after):
            return None
        self.terms.check(row, chair, after)
        if row.problems:
            row.problems = []
            return None
        return row.line(Status.BARU, seat=chair, after=after)

    def _vacant(self, row: Row) -> Chair | None:
        """The seat for somebody of whom nothing here and nothing above in the file is known; None of anybody else."""
        there = self._around
        if row.key in there.names or row.nik15 in there.by_nik15:
            return None
        if self.earlier.knows(row.marks):
            return None
        return self.vacancies.first(row.unit, row.body, row.post, row.ordinal)

    # ── One row ────────────────────────────────────────────────────────────

    def _of(self, row: Row, forced: tuple[Decision, Line] | None) -> Line:
        if forced is None and (line := self._newcomer(row)) is not None:
            return line
        if row.vacant and not row.faulty():
            row.note("note", "vacant")
            return row.line(Status.SAMA)
        if row.reserve:
            return self._reserve(row, forced)
        chairs = self._around.seats.get((row.unit, row.body), []) if row.unit else []
        if row.unit and not chairs:
            nowhere(row, self.places)
        ended(row, self.today)
        if row.faulty():
            return row.line(Status.TOLAK)
        if forced is not None:
            return self._decided(row, chairs, *forced)
        found = match(row, self._around, chairs, self.earlier.people)
        found.settle(row)
        if found.person is not None:
            mine = holds(self.election, found.person, row)
            if mine is not None:
                return self._sitting(row, found.person, mine)
        self._twice(row, found)
        if row.faulty():
            return row.line(Status.TOLAK)
        return self._appointed(row, chairs, found)

    def _reserve(self, row: Row, forced: tuple[Decision, Line] | None) -> Line:
        """Somebody who is to wait, not to sit."""
        if row.faulty():
            return row.line(Status.TOLAK)
        if forced is not None:
            found = Match(chosen(row, self._around, *forced))
            self.earlier.taken(row, found.person)
        else:
            found = self.reserving.match(row, self._around, self.earlier.people)
            found.settle(row)
            if row.draft.value("state") in (None, WAITING):
                self._twice(row, found)
        number = self.earlier.set_by(rank_mark(row)) if row.ordinal else None
        if number not in (None, row.number):
            row.note("note", "rank_twice", **self.earlier.at(row, number))
            row.ordinal = 0
        if row.faulty():
            return row.line(Status.TOLAK)
        done = self.reserving.outcome(row, found, self._judge_reserve, settled=forced is not None)
        return row.line(done.status, person=done.person, before=done.before, after=done.after, people=done.people,
                     choices=done.choices)  # fmt: skip

    def _judge_reserve(self, row: Row, chair: Chair, person: Somebody | None, after: Mapping[str, Any]) -> None:
        """As for a seat of that body, taken when they could follow."""
        start = max(self.election.body(row.body).tenure.start or self.today, self.today)
        self._judge(row, chair, person, {**after, "start_on": start})

    def _sitting(self, row: Row, person: Somebody, term: Term) -> Line:
        """The person sits there: what differs, if anything does."""
        self.earlier.others_nik(row, person)
        before, after = self.terms.changes(row, person, term)
        number = self.earlier.about(row, person.id)
        if number is not None and self.vacancies.took(term.seat_id):
            self.earlier.contradict(row, number, person, after)
            row.fault("twice_in_file", **self.earlier.at(row, number))
            return row.line(Status.TOLAK)
        row.problems = [one for one in row.problems if one.code != "post_missing"]
        if row.post and row.post != term.post:
            row.note("doubt", "other_post", "post", post=term.post)
            return row.line(Status.RAGU, seat=None, person=person.id, choices=(SKIP,))
        if number is not None:
            self.earlier.compare(row, number, person, after)
        if not after:
            return row.line(Status.SAMA, seat=term, person=person.id)
        doubtful = row.doubtful()
        status = Status.RAGU if doubtful else Status.UBAH
        people = (candidate(self.places, person),) if doubtful else ()
        return row.line(status, seat=term, person=person.id, before=before, after=after, people=people,
                     choices=(SKIP,) if doubtful else ())  # fmt: skip

    def _twice(self, row: Row, found: Match) -> None:
        """An earlier row is about the same person in another seat, or about somebody called alike in the same unit."""
        person, earlier = found.person, self.earlier
        shared = earlier.others_nik(row, person)
        number = earlier.set_by_one_of(row.marks) if person is None else earlier.about(row, person.id)
        if number is None:
            return
        line, at = earlier.line(number), earlier.at(row, number)
        who = person or self._around.people.get(line.person_id or 0)
        _, after = self.reserving.changes(row, person) if person is not None and row.reserve else ({}, {})
        if person is None and (shared or not is_one(row, line)):
            if namesakes(row, line):
                if not shared:
                    row.note("doubt", "twice_in_file", "name", **at)
                if by_name(line):
                    earlier.contradict(row, number, who, after)
            return
        if one_place(row, line):
            earlier.contradict(row, number, who, after)
            row.fault("twice_in_file", **at)
            return
        if row.reserve and line.reserve:
            if person is None or self.reserving.waits(row, person) is None:
                row.fault("waits_in_file", "name", **at)
            else:
                earlier.compare(row, number, person, after)
            return
        allowed = both(self.election, row, line, self.terms.start(row, None))
        row.note("doubt" if allowed else "fault", "double_in_file", "name", **at)

    def _appointed(self, row: Row, chairs: list[Chair], found: Match) -> Line:
        """Somebody who does not sit there: the seat to take, and what speaks against it."""
        person = found.person
        left_before(self.election, row, person)
        chair = self.vacancies.first(row.unit, row.body, row.post, row.ordinal)
        if chair is None:
            return _full(row, chairs, found, self._around, self.earlier.people, self.places)
        before, after = self.terms.changes(row, person, None, chair)
        self.terms.check(row, chair, after)
        self._judge(row, chair, person, after)
        if row.faulty():
            return row.line(Status.TOLAK)
        if not row.doubtful():
            return row.line(Status.BARU, seat=chair, person=person.id if person else None, before=before, after=after)
        candidates, choices = offered(row, found, self.places)
        return row.line(Status.RAGU, seat=chair, person=None, before=before, after=after, people=candidates,
                     choices=choices)  # fmt: skip

    def _decided(self, row: Row, chairs: list[Chair], choice: Decision, shown: Line) -> Line:
        """A row about which a person decided: as they said, with all the checks of any other."""
        person = chosen(row, self._around, choice, shown)
        if self.earlier.taken(row, person) or row.faulty():
            return row.line(Status.TOLAK)
        if person is not None:
            mine = holds(self.election, person, row)
            if mine is not None:
                before, after = self.terms.changes(row, person, mine)
                status = Status.UBAH if after else Status.SAMA
                return row.line(status, seat=mine, person=person.id, before=before, after=after)
        chair = next((one for one in chairs if one.id == shown.seat_id and one.tenure_id is None), None)
        if chair is None:
            row.fault("seat_taken", holder="", holders=())
            return row.line(Status.TOLAK)
        before, after = self.terms.changes(row, person, None, chair)
        self.terms.check(row, chair, after)
        self._judge(row, chair, person, after)
        status = Status.TOLAK if row.faulty() else Status.BARU
        return row.line(status, seat=chair, person=person.id if person else None, before=before, after=after)

    # ── What changes, and what the rules say ────────────────────────────────────

    def _judge(self, row: Row, chair: Chair, person: Somebody | None, after: Mapping[str, Any]) -> None:
        married, others = (person.data.get("spouse_id") or -1, self._others.get(person.id, [])) if person else (-1, [])
        judge(row, self.newcomers, chair, person, after, others, self._spouses.get(married, ()))


def _sought(alone: Sequence[Row], together: Sequence[Resolved]) -> tuple[dict[str, set[str]], set[str], set[str]]:
    """What some rows name: units by body, areas, first digits of a NIK."""
    where: dict[str, set[str]] = {}
    places = (zip(one.bodies, one.units, strict=True) for one in together)
    for body, unit in {(row.body, row.unit) for row in alone}.union(*places):
        if body and unit:
            where.setdefault(body, set()).add(unit)
    areas = chain((row.areas for row in alone), *(one.areas() for one in together))
    niks: set[Any] = {row.nik15 for row in alone}.union(*(one.nik15 for one in together)) - {None}
    return where, set(chain.from_iterable(areas)), niks


def _full(row: Row, chairs: list[Chair], found: Match, around: Around, claimed: Container[int], places: Places) -> Line:
    """No seat is left: who sits there may be the one who is meant."""
    asked = [one for one in chairs if not row.post or one.post == row.post]
    if row.ordinal:
        asked = [one for one in asked if one.ordinal == row.ordinal]
    sitting = (around.sitting.get(one.id) for one in asked)
    there = [one for one in sitting if one is not None and one.id not in claimed]
    if not there:
        row.fault("no_seat_left", count=len(asked))
        return row.line(Status.TOLAK)
    names = tuple(one.name for one in there)
    row.note("doubt", "seat_taken", holder=names[0], holders=names)
    meant = {one.id for one in ([found.person] if found.person else found.candidates)}
    people = [one for one in there if one.id in meant] or (there if found.person is None else [])
    candidates = tuple(candidate(places, one) for one in people[:MOST_CANDIDATES])
    return row.line(Status.RAGU, people=candidates, choices=(SKIP,))


def _kept(line: Line) -> bool:
    """Whether a line is about somebody who waits, or is to."""
    gone = line.draft.value("state") not in (None, WAITING)
    return line.reserve and line.status is not Status.TOLAK and bool(line.draft.value("name")) and not gone
