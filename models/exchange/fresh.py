"""Plain rows with their codes, by columns: what ``Resolver`` would make of each by itself, nothing of it odd.

Whether somebody is new and finds an empty seat needs no more of a row than stands here; their line is put together when
somebody asks for it. What no row said before (a place, a post) is resolved by itself, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Set
from itertools import compress
from typing import Any, ClassVar, cast

import msgspec

from models.exchange.block import Block, Column, Read, Run
from models.exchange.judging import Newcomers
from models.exchange.line import Line, Status
from models.exchange.parse.people import match_keys
from models.exchange.resolving import LENGTHS, PLACED, Resolver, Row, areas_of, known_of, marks_by_columns
from models.exchange.terms import Terms
from models.queries.around import Around, Chair
from models.text import LONGEST_NAME


class Fresh(msgspec.Struct, frozen=True, gc=False):
    """The line (BARU) of somebody new who takes an empty seat, until somebody asks for it."""

    number: int
    among: Resolved
    at: int
    status: ClassVar[Status] = Status.BARU

    def line(self) -> Line:
        """The line."""
        return self.among.line(self.at)


Planned = Line | Fresh
"""A line of a plan, or where one is to be had."""


def lined(one: Planned) -> Line:
    """The line."""
    return one.line() if isinstance(one, Fresh) else one


class Stretch(msgspec.Struct, frozen=True):
    """Resolved rows, from ``begin`` to ``end`` (without it), that follow on one another in the file."""

    among: Resolved
    begin: int
    end: int


class ByColumns:
    """Resolves the rows of one file: those that were read by columns together, all others by themselves."""

    def __init__(self, resolver: Resolver, newcomers: Newcomers, terms: Terms) -> None:
        """What all rows share."""
        self.resolver, self.newcomers, self.terms = resolver, newcomers, terms

    def parts(self, read: Iterable[Sequence[Read]], many: int) -> Iterator[list[Row | Stretch]]:
        """The rows of a file, numbered from 1, with their codes or with what is wrong, at least so many at a time:
        resolved as they are read, while they are at hand."""
        part: list[Row | Stretch] = []
        number = begun = 1
        for some in read:
            numbers: dict[Block, list[int]] = defaultdict(list)
            runs: list[Run | Row] = []
            for one in some:
                if isinstance(one, Run):
                    numbers[one.block] += range(number, number + len(one))
                    runs.append(one)
                else:
                    runs.append(self.resolver.row(number, one))
                number += len(one) if isinstance(one, Run) else 1
            among = {block: Resolved(self, block, its) for block, its in numbers.items()}
            part += [Stretch(among[one.block], one.begin, one.end) if isinstance(one, Run) else one for one in runs]
            if number - begun >= many:
                yield part
                part, begun = [], number
        if part:
            yield part


class Resolved:
    """The first rows of a block, as many as were read from it, with their codes."""

    def __init__(self, by: ByColumns, block: Block, numbers: Sequence[int]) -> None:
        """Raises nothing: rows of which there is something to say are resolved by themselves."""
        self.by, self.block, self.numbers = by, block, numbers
        self.odd: dict[int, Row] = {}
        """Those that are resolved by themselves, by their place."""
        self.apart: Set[int] = frozenset()
        """Those, and who may be known: to be compared one by one."""
        self.chairs: list[Chair | None] = [None] * len(numbers)
        """The seats that are theirs."""
        of = self._of
        self.bodies, self.units = self._units()
        self.posts, self.ordinals = self._posts(self.bodies)
        self.homes, ends, born = self._homes(), of("end_on"), of("born_on")
        self._among(ends, set(ends) - {None})
        self._check("name", range(LONGEST_NAME + 1))
        for field, lengths in LENGTHS:
            self._check(field, lengths)
        self._dated(self.bodies, of("start_on"))
        self.keys, self.nik15 = match_keys(of("name")), of("nik15")
        self.marks: Sequence[list[int | None]] = marks_by_columns(
            of("nik"), self.nik15, born, self.keys, self.units, self.bodies
        )
        asn, schools = list(map(bool, of("asn"))), of("education")
        self.asked = list(by.newcomers.asked(self.bodies, self.posts, self.units, asn, born, self.homes, schools))

    def row(self, at: int) -> Row:
        """A row by itself."""
        return self.odd.get(at) or self._row(at)

    def line(self, at: int) -> Line:
        """The line of somebody who takes a seat."""
        draft, chair, home = self.block.draft(at), self.chairs[at], self.homes[at]
        values, name = known_of(draft), str(draft.value("name"))
        if home is not None:
            values["domicile"] = home
        number, body, unit = self.numbers[at], self.bodies[at], self.units[at]
        row = Row(number, draft, name, body=body, unit=unit, values=values)
        _, after = self.by.terms.changes(row, None, None, chair)
        return row.line(Status.BARU, seat=chair, after=after)

    def areas(self) -> Iterator[tuple[str, ...]]:
        """Where to look for people who are called alike."""
        return (areas_of(unit, home) for unit, home in set(zip(self.units, self.homes, strict=True)) if unit)

    def set_apart(self, known: Set[int], there: Around) -> None:
        """Whose marks are known, and who is called like somebody there or has their NIK, is compared by itself."""
        met = {at for column in self.marks for at, one in enumerate(column) if one in known} if known else set[int]()
        if there.people:
            met.update(at for at, key in enumerate(self.keys) if key in there.names)
            met.update(at for at, nik15 in enumerate(self.nik15) if nik15 in there.by_nik15)
        self.apart = met | self.odd.keys()

    def settle(self, new: dict[int, int]) -> None:
        """Add the marks that those set who have a seat (mark → line). What was needed to find one is needed no more."""
        seated, into = [chair is not None for chair in self.chairs], cast("dict[int | None, int]", new)
        for column in self.marks:
            into.update(zip(compress(column, seated), compress(self.numbers, seated), strict=True))
        into.pop(None, None)
        self.marks = self.asked = self.keys = self.nik15 = self.posts = self.ordinals = []
        self.odd = {}

    def _of(self, field: str) -> Column:
        """What the rows say of a field."""
        return self.block.first(field, len(self.numbers))

    def _row(self, at: int) -> Row:
        """A row by itself."""
        return self.by.resolver.row(self.numbers[at], self.block.draft(at))

    def _among(self, column: Column, wrong: Set[Any]) -> None:
        """Resolve by themselves the rows that say something of this."""
        for at, one in enumerate(column) if wrong else ():
            if one in wrong and at not in self.odd:
                self.odd[at] = self._row(at)

    def _known(self, asked: Sequence[Any], find: Callable[[Any], Any], otherwise: Any) -> list[Any]:
        """What is known of what each row says, at the latest when one was resolved that says so."""
        found, unknown = {}, set()
        for one in set(asked):
            got = find(one)
            if got is None:
                self._row(asked.index(one))
                got = find(one)
            if got is None:
                unknown.add(one)
            found[one] = got or otherwise
        self._among(asked, unknown)
        return list(map(found.__getitem__, asked))

    def _units(self) -> tuple[Column, Column]:
        """Bodies and units."""
        there, resolver = self.block.elsewhere[0].get, self.by.resolver
        where = (self.block.sheet, there("kelurahan"), there("kecamatan"))

        def placed(said: tuple[Any, ...]) -> tuple[str, str] | None:
            *place, tps = said
            body, unit = resolver.units.get((*where, *place), (None, ""))
            if body is None or (body.level == "tps" and not tps):
                return None
            return body.code, f"{unit}.{tps}" if body.level == "tps" else unit

        asked = list(zip(*map(self._of, (*PLACED, "tps")), strict=True))
        bodies, units = zip(*self._known(asked, placed, ("", "")), strict=True)
        return bodies, units

    def _posts(self, bodies: Column) -> tuple[Column, Column]:
        """Posts and ordinals."""
        asked = list(zip(bodies, self._of("post"), self._of("ordinal"), strict=True))
        posts, ordinals = zip(*self._known(asked, self.by.resolver.posts.get, ("", 0)), strict=True)
        return posts, ordinals

    def _homes(self) -> Column:
        """The kelurahan in which people live, by their codes."""
        said = self._of("domicile")
        codes = {one: self.by.resolver.places.kelurahan(one) for one in set(said) if one}
        known = {one: code for one, code in codes.items() if isinstance(code, str)}
        self._among(said, codes.keys() - known.keys())
        return list(map(known.get, said))

    def _check(self, field: str, lengths: Container[int]) -> None:
        """Texts that are too long, or too short."""
        column = self._of(field) if field in self.block.fields else ()
        if any(length not in lengths for length in set(map(len, filter(None, column)))):
            self._among(column, {one for one in column if one and len(one) not in lengths})

    def _dated(self, bodies: Column, starts: Column) -> None:
        """Days on which no term may begin yet."""
        terms, asked = self.by.terms, list(zip(bodies, starts, strict=True))
        self._among(asked, {(body, day) for body, day in set(asked) if body and terms.early(body, day)})
