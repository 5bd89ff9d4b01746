"""Two rows of one file about one person, or about people of one name: what they have in common, and where the later
speaks against what the earlier would write.

A file that says two things of somebody is not believed in either: the earlier row becomes a doubt. So a file in which
the first of two rows was rejected, and the second written, changes nothing when it comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import replace

from models import eligibility, units
from models.exchange.draft import Draft, Problem
from models.exchange.fresh import Planned, lined
from models.exchange.judging import candidate
from models.exchange.line import SKIP, Candidate, Line, Status
from models.exchange.matching import Places, alike, shortened
from models.exchange.parse.people import match_key
from models.exchange.parse.reserves import POST as RESERVE
from models.exchange.resolving import Row, mark
from models.exchange.vacancies import Bits
from models.queries.around import Somebody
from models.rules.schema import Election
from models.services.biodata import FITS

_BY_NAME = frozenset({"matched_by_seat", "matched_by_list"})
_UNSAID = object()
_OF_PEOPLE = frozenset((*FITS, "asn"))
"""What is kept of people wherever they sit. Their names are compared by key: one may be shorter than what is known."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Why a line is in doubt: a later row of its file; and whom both are about."""

    problem: Problem
    people: tuple[Candidate, ...]

    def doubted(self, line: Line) -> Line:
        """The line as a doubt; as it is, where it would write nothing."""
        if line.status is not Status.UBAH:
            return line
        return replace(line, status=Status.RAGU, problems=(*line.problems, self.problem), candidates=self.people,
                       choices=(SKIP,))  # fmt: skip


class Earlier:
    """The lines of the rows above a row, by what they have in common with it.

    ``marked`` finds which lines of earlier parts set some marks, ``line`` one of them by its number.
    """

    def __init__(
        self, places: Places, *, marked: Callable[[Iterable[int]], dict[int, int]], line: Callable[[int], Line]
    ) -> None:
        """Nothing was met yet."""
        self.places, self._marked, self._line = places, marked, line
        self.people = Bits()
        """Whom they are about."""
        self.contradicted: dict[int, Contradicted] = {}
        """Lines that a row of this part speaks against."""
        self.lines: dict[int, Planned] = {}
        """Those of this part."""
        self.marks: dict[int, int] = {}
        self.new: dict[int, int] = {}
        """Marks of this part's rows (mark → line) that lines of earlier parts set, which come first, and its own."""

    def begin(self, marks: Iterable[int]) -> None:
        """A part begins, whose rows have these marks."""
        self.marks, self.new, self.lines, self.contradicted = self._marked(marks), {}, {}, {}

    def take(self, row: Row, line: Line) -> None:
        """Rows below find this one."""
        marks = row.marks
        if line.seat_id is None and line.ordinal and line.status is not Status.TOLAK:
            marks = [rank_mark(row), *marks]
        if line.person_id is not None:
            self.people.add(line.person_id)
            marks = [mark("person", line.person_id), _place_mark(row, line.person_id), *marks]
        for one in marks:
            self.new.setdefault(one, row.number)

    def knows(self, marks: Sequence[int]) -> bool:
        """Whether a line set one of some marks of this part."""
        return not (self.new.keys().isdisjoint(marks) and self.marks.keys().isdisjoint(marks))

    def known(self, one: int) -> int | None:
        """The line that set a mark of a row of this part."""
        return self.marks.get(one) or self.new.get(one)

    def set_by_one_of(self, marks: Sequence[int]) -> int | None:
        """The line that set the first known of a row's marks."""
        return next(filter(None, map(self.known, marks)), None)

    def set_by(self, one: int) -> int | None:
        """The line that set any mark."""
        return self.known(one) or self._marked([one]).get(one)

    def about(self, row: Row, person: int) -> int | None:
        """The line about somebody: the one about the row's own place before any other."""
        if person not in self.people:
            return None
        return self.set_by(_place_mark(row, person)) or self.set_by(mark("person", person))

    def taken(self, row: Row, person: Somebody | None) -> bool:
        """Whether a line of the file that needs no decision is about somebody in the row's place: then the row, which a
        person says is about them, is at fault."""
        number = None if person is None else self.set_by(_place_mark(row, person.id))
        line = None if number in (None, row.number) else self.line(number or 0)
        if line is None or line.status in (Status.RAGU, Status.TOLAK):
            return False
        row.fault("twice_in_file", **_at(row.draft, line.draft))
        return True

    def line(self, number: int) -> Line:
        """A line."""
        return lined(self.lines.get(number) or self._line(number))

    def at(self, row: Row, number: int | None) -> dict[str, Any]:
        """Where a line stands: its row, and its sheet where that is another one."""
        return {} if number is None else _at(row.draft, self.line(number).draft)

    def others_nik(self, row: Row, person: Somebody | None) -> bool:
        """Whether a line about somebody else has the NIK of a row, which then is not written for its person."""
        if person is not None and row.nik15 in (None, person.data.get("nik15")):
            return False
        number = self.set_by_one_of(row.marks)
        line = None if number is None else self.line(number)
        if line is None or is_one(row, line) or not shares_nik(row, line):
            return False
        row.note("doubt", "nik_shared", "nik", **_at(row.draft, line.draft))
        row.values.pop("nik", None)
        row.values.pop("nik15", None)
        return True

    def contradict(self, row: Row, number: int | None, person: Somebody | None, after: Mapping[str, Any]) -> None:
        """Doubt a line that would write of somebody what this row, which would write ``after``, does not say."""
        line = None if number is None else self.line(number)
        if line is not None and any(after.get(name, _UNSAID) != one for name, one in line.after.items()):
            self._doubt(line, row, person)

    def compare(self, row: Row, number: int, person: Somebody, after: Mapping[str, Any]) -> None:
        """A line and a row about somebody in two places: where each would write what the other does not say, both are
        doubts. ``after``: what the row would write."""
        line = self.line(number)
        mine = {name for name in _says(row.draft) if name not in after}
        theirs = {name for name in _says(line.draft) if name not in line.after}
        differ = any(after[name] != line.after[name] for name in _OF_PEOPLE & after.keys() & line.after.keys())
        renamed = ("name" in after or "name" in line.after) and _called(line) != row.key
        if differ or renamed or not (theirs.isdisjoint(after) and mine.isdisjoint(line.after)):
            self._doubt(line, row, person)
            if after:
                row.note("doubt", "again_in_file", **_at(row.draft, line.draft))

    def _doubt(self, line: Line, row: Row, person: Somebody | None) -> None:
        if line.status is Status.UBAH:
            people = () if person is None else (candidate(self.places, person),)
            why = Problem("again_in_file", "doubt", facts=_at(line.draft, row.draft))
            self.contradicted.setdefault(line.number, Contradicted(why, people))


def _says(draft: Draft) -> set[str]:
    """Of what a row says something."""
    return {name for name in _OF_PEOPLE if draft.value(name) is not None}


def _at(here: Draft, there: Draft) -> dict[str, Any]:
    return {"row": there.row} | ({"sheet": there.sheet} if there.sheet != here.sheet else {})


def repeated(line: Line) -> bool:
    """Whether a line was rejected because an earlier one is about the same person: what it says of them holds too."""
    return line.status is Status.TOLAK and any(one.code == "twice_in_file" for one in line.problems)


def by_name(line: Line) -> bool:
    """Whether a line's person was recognised by nothing but a name and a seat."""
    return any(one.code in _BY_NAME for one in line.problems)


def _place_mark(row: Row, person: int) -> int:
    return mark("person", (person, units.area(row.unit) if row.reserve else row.unit, row.body, row.reserve))


def rank_mark(row: Row) -> int:
    """By which a rank is found that an earlier row took."""
    return mark("rank", (row.unit, row.body, row.ordinal))


def both(election: Election, row: Row, line: Line, start: date) -> bool:
    """Whether somebody may hold both seats."""
    mine, theirs = (
        eligibility.place(election, one.body, _post_of(election, one), one.unit, start) for one in (row, line)
    )
    return not eligibility.conflict(eligibility.load().double, mine, theirs)


def _post_of(election: Election, one: Row | Line) -> str:
    """The post for which one is judged: without any, that of a member."""
    return one.post if one.post not in ("", RESERVE) else election.body(one.body).posts[-1].code


def one_place(row: Row, line: Line) -> bool:
    """Whether two are of one body and unit; who waits does so for the whole area."""
    if row.reserve or line.reserve:
        return (units.area(line.unit), line.body) == (units.area(row.unit), row.body)
    return (line.unit, line.body) == (row.unit, row.body)


def namesakes(row: Row, line: Line) -> bool:
    """Whether two of one unit and body are called alike."""
    here = (line.unit, line.body) == (row.unit, row.body)
    return here and bool(line.draft.value("name")) and _called(line) == row.key


def shares_nik(row: Row, line: Line) -> bool:
    """Whether two have one NIK, or its first digits where that is all that is known."""
    nik, theirs = row.draft.value("nik"), line.draft.value("nik")
    if nik and theirs:
        return bool(nik == theirs)
    nik15 = row.draft.value("nik15")
    return bool(nik15 and nik15 == line.draft.value("nik15"))


def is_one(row: Row, line: Line) -> bool:
    """Whether an earlier line is about the same person as a row that nobody here is: by NIK, and called alike."""
    if not shares_nik(row, line):
        return False
    if row.draft.value("nik") and row.draft.value("nik") == line.draft.value("nik"):
        return alike(row.key, _called(line))
    born = row.draft.value("born_on")
    return born is not None and born == line.draft.value("born_on") and shortened(row.key, _called(line))


def _called(line: Line) -> str:
    return match_key(str(line.draft.value("name") or ""))
