"""Plain rows with their codes, by columns: what ``Resolver`` would make of each by itself, nothing of it odd.

Whether somebody is new and finds an empty seat needs no more of a row than stands here; their line is put together when
somebody asks for it. What no row said before (a place, a post) is resolved by itself, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Set
from datetime import date
from itertools import count, islice, repeat
from typing import Any, ClassVar

import msgspec

from models.exchange.block import Block, Column, Read, Run
from models.exchange.judging import Asked, Newcomers
from models.exchange.line import Line, Status
from models.exchange.parse.people import match_keys
from models.exchange.resolving import LENGTHS, PLACED, Marks, Resolver, Row, areas_of, known_of, marks_by_columns
from models.exchange.terms import Terms
from models.queries.around import Chair
from models.text import LONGEST_NAME


class Fresh(msgspec.Struct, gc=False):
    """A row of which nothing is to be said by itself. With a ``chair`` it is the line (BARU) of somebody new who takes
    an empty seat, until somebody asks for that."""

    number: int
    block: Block
    at: int
    """Where it was read."""
    body: str
    unit: str
    post: str
    ordinal: int
    key: str
    nik15: str | None
    home: str | None
    marks: Marks
    areas: tuple[str, ...]
    asked: Asked
    """On what it depends what the rules say."""
    start: date | None
    decree: str | None
    by: ByColumns
    chair: Chair | None = None
    status: ClassVar[Status] = Status.BARU

    def row(self) -> Row:
        """The same by itself."""
        return self.by.resolver.row(self.number, self.block.draft(self.at))

    def line(self) -> Line:
        """The line of somebody who takes the chair."""
        draft, chair = self.block.draft(self.at), self.chair
        values, name = known_of(draft), str(draft.value("name"))
        if self.home is not None:
            values["domicile"] = self.home
        row = Row(self.number, draft, name, body=self.body, unit=self.unit, values=values)
        _, after = self.by.terms.changes(row, None, None, chair)
        return row.line(Status.BARU, seat=chair, after=after)


Planned = Line | Fresh
"""A line of a plan, or what one is made of when somebody asks."""


def lined(one: Planned) -> Line:
    """The line."""
    return one.line() if isinstance(one, Fresh) else one


class ByColumns:
    """Resolves the rows of one file that were read by columns."""

    def __init__(self, resolver: Resolver, newcomers: Newcomers, terms: Terms) -> None:
        """What all rows share."""
        self.resolver, self.newcomers, self.terms = resolver, newcomers, terms

    def resolved(self, read: Iterable[Sequence[Read]]) -> Iterator[Row | Fresh]:
        """The rows of a file, numbered from 1, with their codes or with what is wrong: some as they are read, while
        they are at hand."""
        number = 1
        for some in read:
            numbers: dict[Block, list[int]] = defaultdict(list)
            last = number
            for one in some:
                if isinstance(one, Run):
                    numbers[one.block] += range(last, last + len(one))
                last += len(one) if isinstance(one, Run) else 1
            found = {block: iter(Resolving(self, block, its).found()) for block, its in numbers.items()}
            for one in some:
                if isinstance(one, Run):
                    yield from islice(found[one.block], len(one))
                    number += len(one)
                else:
                    yield self.resolver.row(number, one)
                    number += 1


class Resolving:
    """The first rows of a block, as many as were read from it."""

    def __init__(self, by: ByColumns, block: Block, numbers: Sequence[int]) -> None:
        """Nothing was found to be odd yet."""
        self.by, self.block, self.numbers = by, block, numbers
        self.odd: dict[int, Row] = {}
        """Those that are resolved by themselves, by their place."""

    def found(self) -> list[Row | Fresh]:
        """The rows, in their order."""
        of, by, block = self._of, self.by, self.block
        bodies, units = self._units()
        posts, ordinals = self._posts(bodies)
        names, niks, nik15, born = of("name"), of("nik"), of("nik15"), of("born_on")
        starts, decrees, homes, ends = of("start_on"), of("decree"), self._homes(), of("end_on")
        self._among(ends, set(ends) - {None})
        self._check("name", range(LONGEST_NAME + 1))
        for field, lengths in LENGTHS:
            self._check(field, lengths)
        self._dated(bodies, starts)
        keys, asn = match_keys(names), list(map(bool, of("asn")))
        marks = marks_by_columns(niks, nik15, born, keys, units, bodies)
        asked = by.newcomers.asked(bodies, posts, units, asn, born, homes, of("education"))
        rows: list[Row | Fresh] = list(
            map(Fresh, self.numbers, repeat(block), count(), bodies, units, posts, ordinals, keys, nik15, homes, marks,
                map(areas_of, units, homes), asked, starts, decrees, repeat(by))
        )  # fmt: skip
        for at, row in self.odd.items():
            rows[at] = row
        return rows

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
