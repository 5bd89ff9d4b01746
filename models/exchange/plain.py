"""Rows in which nothing is odd, which are nearly all of them: read column by column, as fast as Python goes.

A row is plain where every cell says what it means without a word about it: a name of letters, values that their parsers
take as they stand, a NIK that agrees with birth date and sex, nothing to fill down. Whatever is less, ``Drafting``
reads by itself, cell by cell; of a plain row it would make the same draft.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, groupby, islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from models.exchange.block import Block, Column, Read, Run, shown
from models.exchange.container import letters_of
from models.exchange.draft import Where
from models.exchange.parse import empty, nik, people

if TYPE_CHECKING:
    from models.exchange.drafting import Drafting, Memory, Parser

REMEMBERED = 16384
"""Cells of a column that are parsed once: more than the days on which people are born."""
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "Err:5")
_NIK = ("nik15", "nik")
_NOTHING = (None, None, None)
_UNREAD = frozenset(("nik15", "sex_l", "sex_p"))
"""Columns of rows that are never plain."""
_FEW, _MANY = 16, 1 << 20
"""Rows of a block: how many at first where rows change what holds for those below, and otherwise."""
Placed = tuple[str | None, str | None, int | None]


@dataclass(slots=True)
class Part:
    """Some rows of a sheet, of which those that may be plain, by columns: their numbers, all their cells, and by fields
    what the cells say (None: nothing). ``posts``: their cells, which say more with the body that stands above. ``odd``:
    which are not plain."""

    numbers: Sequence[int]
    cells: Sequence[Column]
    fields: dict[str, Column]
    posts: Column
    odd: set[int]


class Plain:
    """The plain rows of one sheet, whose columns ``Drafting`` prepared."""

    def __init__(self, of: Drafting) -> None:
        """``able``: whether its rows can be plain at all."""
        self.of = of
        pairs = {field for _, _, fields, _ in of.pairs for field in fields}
        self.able = (
            "name" in of.at
            and of.beside < 0
            and not of.filling.ends
            and not of.agreeing.mixed
            and not of.at.keys() & (_UNREAD | pairs)
        )
        self.post_at, self.nik_at = of.at.get("post", -1), of.at.get("nik", -1)
        self.named = ("post", "ordinal") if self.post_at >= 0 else ()
        self.few = len(of.about) + 1
        self.reach, self.said = _MANY, of.common
        """How many rows a block has, and what titles and groups said then."""

    def read(self, rows: Sequence[list[Any]], number: int) -> list[Read]:
        """Rows of the sheet's width or longer, the first of which has that number: plain ones by columns, all others
        each by itself, in their order; what one says may hold for the next."""
        of, found = self.of, list[Read]()
        part = self._part(rows, number) if self.able else None
        at, until, end = number, sys.maxsize if part is None else number, number + len(rows)
        block, done = None, 0
        while at < end:
            if part is not None and at >= until:
                (block, until), done = (None, at + 1) if of.passing.signing else self._block(part, at), 0
            if block is not None and (run := _run(block, done, at)):
                found.append(run)
                self._fill(rows[at - number : run.row + 1 - number], at)
                at, done = run.row + 1, run.end
                continue
            found += of.one(at, rows[at - number])
            at += 1
            if part is not None and (of.passing.signing or of.common is not self.said):
                until = at
        return found

    def _fill(self, rows: Sequence[list[Any]], at: int) -> None:
        """Let plain rows be what the rows below them may leave blank."""
        filling = self.of.filling
        if watched := filling.watched:
            for _, same in groupby(rows, itemgetter(*watched)):
                row, *others = same
                filling.fill(at, row, {one: shown(row[one]) for one in watched})
                at += 1 + len(others)

    # ── Columns ────────────────────────────────────────────────────────────

    def _part(self, rows: Sequence[list[Any]], number: int) -> Part | None:
        """Those that may be plain; None without any."""
        of = self.of
        found = self._people(rows, number)
        if not found:
            return None
        columns: list[Column] = list(zip(*(rows[at] for at in found), strict=True))
        odd = set[int]()
        fields = self._values(columns, odd)
        self._beside(fields, odd)
        if self.nik_at >= 0:
            self._niks(fields, columns[self.nik_at], odd)
        for at in of.filling.watched:
            blank = {cell for cell in set(columns[at]) if cell == "" or (cell.__class__ is str and cell.isspace())}
            if blank:
                odd.update(row for row, cell in enumerate(columns[at]) if cell in blank)
        if of.sheet.kind != "xlsx":
            for column in columns:
                _wrong(column, odd)
        if 2 * len(odd) > len(found):  # as in a list that names a TPS once: the columns are looked at in vain
            self.able = False
            return None
        posts = _unticked(columns[self.post_at], odd)[0] if self.post_at >= 0 else [""] * len(found)
        return Part([number + at for at in found], columns, fields, posts, odd)

    def _people(self, rows: Sequence[list[Any]], number: int) -> list[int]:
        """Where rows have a name that is nothing else, of as many cells as all, and no mark in the sheet."""
        of, at = self.of, self.of.at["name"]
        wide = of.width if of.sheet.kind == "csv" else len(rows[0])
        marks, starters = of.sheet.marks, of.passing.starters
        names = [row[at] if len(row) == wide and row[at].__class__ is str else "" for row in rows]
        words = people.first_words(names)
        odd = {word for word in set(words) if not word or word.casefold().rstrip(",:") in starters}
        found = [at for at, word in enumerate(words) if word not in odd and ".." not in names[at]]
        if marks.errors or marks.hidden:
            found = [at for at in found if number + at not in marks.errors and number + at not in marks.hidden]
        return found

    def _values(self, columns: Sequence[Column], odd: set[int]) -> dict[str, Column]:
        """What the parsers of the columns make of them."""
        fields: dict[str, Column] = {}
        for at, field, parse, memory in self.of.singles:
            column = columns[at]
            if field == "name":
                fields[field] = column
            elif field == "address" and _tidy(column):
                fields[field] = [None if len(cell) < 7 and empty(cell) else cell for cell in column]
            else:
                fields[field] = self._parsed(at, column, parse, memory, odd)
        for at, parse, names, memory in self.of.pairs:
            values = self._parsed(at, columns[at], parse, memory, odd)
            fields.update(zip(names, zip(*values, strict=True), strict=True))
        return fields

    def _parsed(self, at: int, column: Column, parse: Parser, memory: Memory | None, odd: set[int]) -> Column:
        """What a parser makes of a column; where it has something to say the row is odd."""
        if at in self.of.whole:
            values, wrong = self.of.whole[at](column)
            odd.update(wrong)
            return values
        if memory is None:
            values, problems = zip(*map(parse, column), strict=True)
            odd.update(at for at, one in enumerate(problems) if one)
            return values
        return _remembered(column, parse, memory, odd)

    def _beside(self, fields: dict[str, Column], odd: set[int]) -> None:
        """What address and occupation tell beside; rows that say next to nothing."""
        at = self.of.at
        if "address" in at and not at.keys() & {"rt", "rt_rw"}:
            odd.update(row for row, text in enumerate(fields["address"]) if text and "rt" in text.casefold())
        if "occupation" in at and "asn" not in at:
            states = {text for text in set(fields["occupation"]) if text and people.serves_state(text)}
            odd.update(row for row, text in enumerate(fields["occupation"]) if text in states)
        full = (field for field, column in fields.items() if None not in column)
        if len(list(islice(full, self.few + 1))) <= self.few:
            rows = zip(*fields.values(), strict=True)
            odd.update(row for row, values in enumerate(rows) if len(values) - values.count(None) <= self.few)

    def _niks(self, fields: dict[str, Column], column: Column, odd: set[int]) -> None:
        """NIK, each against birth date and sex."""
        nothing = [None] * len(column)
        agreed = nik.agreed(column, fields.get("born_on", nothing), fields.get("sex", nothing))
        if not all(agreed):
            odd.update(at for at, cell in enumerate(column) if not agreed[at] and cell != "")
        fields["nik15"] = [cell[:15] or None if cell.__class__ is str else None for cell in column]
        fields["nik"] = [cell or None for cell in column]

    # ── Blocks ────────────────────────────────────────────────────────────

    def _block(self, part: Part, number: int) -> tuple[Block | None, int]:
        """The plain rows from one on and as long as titles and groups say what they say now; up to which row that
        is."""
        of, numbers, odd = self.of, part.numbers, part.odd
        self.reach, self.said = min(4 * self.reach, _MANY) if of.common is self.said else _FEW, of.common
        begin = bisect_left(numbers, number)
        end = min(begin + self.reach, len(numbers))
        until = numbers[end] if end < len(numbers) else sys.maxsize
        if begin == end or not of.common.keys().isdisjoint((*part.fields, *self.named)):
            return None, until
        columns = {field: column[begin:end] for field, column in part.fields.items() if field not in _NIK}
        wheres = self._posts(part, begin, end, columns) if self.post_at >= 0 else repeat(of.above_all)
        columns |= {field: part.fields[field][begin:end] for field in _NIK if field in part.fields}
        plain = [at not in odd for at in range(begin, end)]
        at = list(compress(range(begin, end), plain))
        nothing = [None] * len(at)
        fields = {field: list(compress(column, plain)) for field, column in columns.items()}
        fields = {field: column for field, column in fields.items() if column != nothing}
        elsewhere = list(compress(wheres, plain))
        found = [numbers[one] for one in at]
        return Block(of.sheet.name, of.homes, found, of.common, fields, at, part.cells, elsewhere), until

    def _posts(self, part: Part, begin: int, end: int, columns: dict[str, Column]) -> Iterable[dict[str, Where]]:
        """Add body, post and ordinal to the columns; where values stand that do not stand at home."""
        of, at, some = self.of, self.post_at, end - begin
        given = columns["body"] if "body" in of.at else [None] * some
        asked = list(zip(part.posts[begin:end], given, strict=True))
        placed = {one: self._placed(*one) for one in set(asked)}
        if None in placed.values():
            part.odd.update(row for row, one in enumerate(asked, begin) if placed[one] is None)
        bodies, posts, ordinals = zip(*(placed[one] or _NOTHING for one in asked), strict=True)
        said = bodies.count(None) < some
        if said:
            columns["body"] = [body or one for body, one in zip(bodies, given, strict=True)]
        columns |= {"post": posts} if "ordinal" in of.at else {"post": posts, "ordinal": ordinals}
        if not said or of.homes.at["body"] == at:
            return repeat(of.above_all)
        letters, rows = letters_of(of.homes.first + at), range(begin, end)
        return [
            of.above_all | {"body": (shown(part.posts[row]), f"{letters}{part.numbers[row]}")} if body else of.above_all
            for row, body in zip(rows, bodies, strict=True)
        ]

    def _placed(self, cell: Any, given: Any) -> Placed | None:
        """Body, post and ordinal of a cell, None where there is more to say; beside a column of bodies, the body stands
        in both."""
        of = self.of
        if cell == "":
            return _NOTHING
        body, post, ordinal = of.posted(cell, given)
        if ordinal is not None and "ordinal" in of.at:
            return None
        if body is not None and not given:
            if body == of.body:
                return None, post, ordinal
            if "body" in of.common or "body" in of.at:
                return None
        return body, post, ordinal


def _run(block: Block, begin: int, number: int) -> Run | None:
    """The rows of a block that follow on one another from that one on; None where the next one stands further below."""
    numbers = block.numbers
    if begin == len(numbers) or numbers[begin] != number:
        return None
    return Run(block, begin, bisect_right(range(len(numbers)), number - begin, begin, key=lambda at: numbers[at] - at))


def _remembered(column: Column, parse: Parser, memory: Memory, odd: set[int]) -> Column:
    """What a parser makes of a column in which cells repeat."""
    column, cells = _unticked(column, odd)
    new = cells.difference(memory)
    if len(memory) + len(new) > REMEMBERED:
        memory.clear()
        new = cells
    for cell in new:
        memory[cell] = parse(cell)
    saying = {cell for cell in cells if memory[cell][1]}
    if saying:
        odd.update(at for at, cell in enumerate(column) if cell in saying)
    found = {cell: memory[cell][0] for cell in cells}
    return list(map(found.__getitem__, column))


def _unticked(column: Column, odd: set[int]) -> tuple[Column, set[Any]]:
    """A column without truth values, for True is 1 to whoever remembers cells: their rows are odd; and its cells."""
    cells = set(column)
    if 1 not in cells and 0 not in cells:
        return column, cells
    odd.update(at for at, cell in enumerate(column) if cell.__class__ is bool)
    column = ["" if cell.__class__ is bool else cell for cell in column]
    return column, set(column)


def _tidy(column: Column) -> bool:
    """Whether a column is all texts in which cleaning would change nothing."""
    try:
        whole = f"|{'|'.join(column)}|"
    except TypeError:
        return False
    return whole.isascii() and whole.isprintable() and not any(one in whole for one in ("  ", "| ", " |", "|'"))


def _wrong(column: Column, odd: set[int]) -> None:
    """Errors of formulas that stand there as text."""
    for at, cell in enumerate(column):
        if cell.__class__ is str and cell[:1] in ("#", "E") and cell.startswith(ERRORS):
            odd.add(at)
