"""From the rows below a header to drafts: what each column's parser made of a cell, filled down, checked across.

This runs for every row of a nation: whatever the rows of a sheet share is prepared once, and a value that repeats is
parsed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from models.exchange.agreeing import Agreeing
from models.exchange.block import Read
from models.exchange.book import Sheet
from models.exchange.container import letters_of
from models.exchange.draft import Draft, Found, Homes, Level, Problem, Where
from models.exchange.drafted import Row
from models.exchange.filling import Filling
from models.exchange.layout import Shape
from models.exchange.parse import (
    Cell,
    Problems,
    dates,
    empty,
    nik,
    numbers,
    people,
    phone,
    places,
    posts,
    reserves,
    text_of,
)
from models.exchange.passing import ODD, Passing
from models.exchange.plain import ERRORS, REMEMBERED, Plain

Parser = Callable[[Any], tuple[Any, Problems]]
Memory = dict[Any, tuple[Any, Problems]]
"""Cell → what its parser made of it."""
Whole = Callable[[Sequence[Any]], tuple[Sequence[Any], Sequence[int]]]
"""A parser of many cells: values, and the places of those about which there is something to say."""
Memories = dict[tuple[str, str], Memory]
"""Field, and the manner of its column → memory."""
_PAIRS = {"born": ("born_in", "born_on"), "rt_rw": ("rt", "rw")}
_SAMPLE = 300
"""Rows by which a column shows how it writes dates and what its P means."""
_NEEDED = frozenset(("name", "tps", "kelurahan", "post"))
"""Without these there is no seat to speak of: an error in one of them is a fault, elsewhere worth knowing."""
_UNIQUE = frozenset(("name", "phone", "address", "born"))
"""What hardly repeats is not remembered."""


def _words(cell: Cell) -> tuple[str | None, Problems]:
    text = text_of(cell)
    return (None, ()) if empty(text) else (text, ())


def _ordinal(cell: Cell) -> tuple[int | None, Problems]:
    text = text_of(cell)
    return (int(text), ()) if text.isdecimal() and 0 < int(text) < 100 else (None, ())


_PARSERS: dict[str, Parser] = {
    "name": people.name, "sex": people.sex, "born_in": _words, "born_on": dates.day, "address": _words,
    "domicile": places.place,
    "rt": numbers.neighbourhood, "rw": numbers.neighbourhood, "kelurahan": places.place, "kecamatan": places.district,
    "region": _words,
    "tps": numbers.tps, "body": posts.body, "ordinal": _ordinal, "phone": phone.phone, "education": people.education,
    "occupation": _words, "asn": people.yes_no, "decree": _words, "start_on": dates.day, "end_on": dates.day,
    "election": places.election,
    "note": _words,
    "rt_rw": numbers.rt_rw, "rank": reserves.rank, "state": reserves.state,
}  # fmt: skip


Step = Callable[[Row], None]


class Drafting:
    """The drafts of one sheet."""

    def __init__(
        self, sheet: Sheet, shape: Shape, columns: Mapping[int, str], known: Mapping[str, Found], memories: Memories
    ) -> None:
        """``columns`` may differ from the shape's: a person mapped them. ``known``: what titles and sheet name say.

        ``memories`` are shared by the sheets of a book."""
        self.sheet, self.shape, self.columns = sheet, shape, columns
        self.known = dict(known)
        self.titled = self.known.get("post")
        """That the whole sheet is about those who wait; a group says it of the rows below it."""
        self.at = {field: position for position, field in columns.items()}
        self.width = max(len(shape.headers), *(position + 1 for position in columns), 1)
        self.passing = Passing(sheet, shape, columns)
        self.filling = Filling(sheet, shape, columns)
        self.agreeing = Agreeing()
        self.about = shape.about(columns)
        self.memories = memories
        guess = places.guessed(self.known.get("kelurahan"), sheet.name)
        moved = [at for at, field in shape.columns.items() if (field, columns.get(at)) == ("kelurahan", "domicile")]
        self.beside = moved[0] if moved and guess else -1
        self.above: Found | None = None
        self.since = 0
        """What stands in that column above, and from which row on."""
        self.homes = Homes({}, shape.first)
        self.singles: list[tuple[int, str, Parser, Memory | None]] = []
        self.pairs: list[tuple[int, Parser, tuple[str, str], Memory | None]] = []
        """Columns of one field (which has one column), and of two: position, field, parser, what was parsed before."""
        self.whole: dict[int, Whole] = {at: phone.phones for at, field in columns.items() if field == "phone"}
        """By position: what parses all cells of a column at once, where they hardly repeat."""
        self.posts: dict[Any, tuple[str | None, str | None, int | None]] = {}
        self.steps: list[Step] = []
        """What makes more than one field of a column, or one of several: in this order."""

    def read(self, rows: Iterator[list[Any]], number: int) -> Iterator[list[Read]]:
        """The rows, the first of which has that number, some at a time."""
        some = _wide(islice(rows, _SAMPLE), self.width)
        self._prepare(some)
        plain = Plain(self)
        while some:
            yield plain.read(some, number)
            number += len(some)
            some = _wide(islice(rows, _SAMPLE), self.width)
        self.steps.clear()  # they are bound to this: a circle, which nobody should have to look for

    def one(self, at: int, row: list[Any]) -> tuple[Draft, ...]:
        """The draft of a row; none of one that is no person."""
        passing, marks = self.passing, self.sheet.marks
        texts = [cell if cell.__class__ is str else text_of(cell) for cell in row]
        name = texts[self.at["name"]] if "name" in self.at else texts[-1]
        letters = name.replace(" ", "").isalpha() and name[0] != " "  # nearly every name
        odd = passing.signing or not (letters or (name[:1].isalpha() and ODD.search(name) is None))
        if odd or name.split(None, 1)[0].casefold().rstrip(",:") in passing.starters:
            passed = passing.passed(at, row, texts)
            if passed or passing.said:
                self._told(at, row, texts)
            if passed:
                return ()
        line = Row(row, texts, at, self.homes, self.common.copy(), self.above_all)
        if at in marks.errors:
            self._faulty(at, marks.errors[at], line.problems)
        if at in marks.hidden:
            line.problems.append(Problem("hidden_row", "note"))
        if self.sheet.kind != "xlsx":
            self._textual(at, line)
        filled = self.filling.fill(at, row, texts) if self.filling.watched else None
        self._read(line)
        if filled:
            self._filled(line, filled)
        if self.beside >= 0:
            self._beside(at, line, filled or {})
        problems = tuple(line.problems)
        return (Draft(self.sheet.name, at, line.values, problems, tuple(texts), line.elsewhere, self.homes),)

    def _prepare(self, sample: list[list[Any]]) -> None:
        """A parser for each column, which knows how the column writes dates and what its P means."""
        for at, field in self.columns.items():
            parser, manner = _PARSERS.get(field), ""
            if field in ("born_on", "start_on", "end_on", "born"):
                order = manner = dates.order_of(row[at] for row in sample if at < len(row))
                parser = partial(dates.day, order=order, birth=field == "born_on")
                if field == "born":
                    parser, self.whole[at] = partial(dates.born, order=order), partial(dates.all_born, order=order)
                self.agreeing.mixed = self.agreeing.mixed or (field == "born_on" and order == "mixed")
            elif field == "sex":
                head = self.shape.headers[at] if at < len(self.shape.headers) else ""
                manner = people.p_means(head, (row[at] for row in sample if at < len(row)))
                parser = partial(people.sex, p=manner)
            if parser is None:
                continue
            memory = None if field in _UNIQUE else self.memories.setdefault((field, manner), {})
            if field in _PAIRS:
                self.pairs.append((at, parser, _PAIRS[field], memory))
                self.steps.append(partial(self._pair, at, parser, _PAIRS[field], memory))
            else:
                self.singles.append((at, field, parser, memory))
        self._settle()
        self._plan()
        self._placed()

    def _settle(self) -> None:
        """In which column each field is at home: its own before one that has it beside another."""
        homes = {field: at for at, field, _, _ in self.singles}
        for field, of in (("nik", ("nik", "nik15")), ("post", ("post", "ordinal", "body")), *_PAIRS.items()):
            if field in self.at:
                for one in of:
                    homes.setdefault(one, self.at[field])
        if "nik15" in self.at:
            homes.setdefault("nik15", self.at["nik15"])
        self.homes.at.update(homes)

    def _plan(self) -> None:
        """The steps beside the parsers of single columns; the last two look at what the others found."""
        at = self.at
        for field, step in (("post", self._post), ("nik", self._nik), ("nik15", _nik15)):
            if field in at:
                self.steps.append(partial(step, at[field]))
        if at.keys() & {"sex_l", "sex_p"}:
            self.steps.append(partial(_ticked, at))
        if "address" in at and not at.keys() & {"rt", "rt_rw"}:
            self.steps.append(_addressed)
        if "occupation" in at and "asn" not in at:
            self.steps.append(_employed)
        self.alone = len(self.columns) - len(self.about) >= 3

    def _placed(self) -> None:
        """What follows from the body that titles and groups name."""
        self.posts.clear()
        body = self.known.get("body")
        self.body = str(body.value) if body is not None else None
        known = dict(self.known)
        if "post" not in self.at and "body" in known:
            _, post = posts.placed(self.body, None)
            if post is not None and "post" not in known:
                known["post"] = Found(post, known["body"].raw, known["body"].cell)
        self.common: dict[str, Any] = {field: one.value for field, one in known.items()}
        self.above_all: dict[str, Where] = {field: (one.raw, one.cell) for field, one in known.items()}
        self.said_twice = [field for _, field, _, _ in self.singles if field in known]
        """Fields that a title says and a column as well, which comes first."""
        self.few = len(self.common) + len(self.about) + 1

    def _told(self, number: int, row: list[Any], texts: list[str]) -> None:
        """A row was passed over: a group says what holds for those below it, a new head begins a new list, and an empty
        seat may name the TPS of those below it."""
        if self.passing.said:
            said = self.passing.said
            if "kelurahan" in said:
                self.known.pop("tps", None)
            self.known.pop("post", None)
            if self.titled is not None:
                self.known["post"] = self.titled
            self.known.update(said)
            self._forget()
            self._placed()
        elif self.passing.restarted:
            self._forget()
        elif self.passing.reason == "vacant":
            self.filling.fill(number, row, texts)

    def _forget(self) -> None:
        """Nothing above is filled down any more."""
        self.filling.forget()
        self.above = None

    def _read(self, line: Row) -> None:
        cells, values = line.cells, line.values
        for field in self.said_twice:
            del values[field]
        for at, field, parse, memory in self.singles:
            cell = cells[at]
            if cell == "":
                continue
            value, wrong = _remembered(memory, parse, cell)
            if wrong:
                self._notice(line, wrong, at, field)
            elif value is None:
                continue
            values[field] = value
        for field in self.said_twice:
            if field in values:
                line.place(field, None)
            else:
                values[field] = self.common[field]
        for step in self.steps:
            step(line)
        if "nik15" in values or self.agreeing.mixed:
            self.agreeing.check(line)
        if "name" not in values or len(values) <= self.few or len(cells) > self.width:
            self._odd(line)

    def _odd(self, line: Row) -> None:
        """A row with no name, with nothing but a name, or (CSV) with more cells than heads."""
        if "name" not in line.values:
            where = f"{self.shape.letters(self.at['name']) if 'name' in self.at else 'A'}{line.number}"
            line.problems.append(Problem("name_missing", "fault", where, "name"))
        elif self.alone and not line.values.keys() - self.common.keys() - self.about - {"name"}:
            line.problems.append(Problem("only_name", "doubt", line.cell("name"), "name"))
        if self.sheet.kind == "csv" and any(line.texts[self.width :]):
            facts = {"cells": len(line.cells), "heads": self.width}
            line.problems.append(Problem("columns", "fault", facts=facts))

    def _post(self, at: int, line: Row) -> None:
        cell, values = line.cells[at], line.values
        if cell == "":
            return
        given = values.get("body") if "body" in self.at else None
        body, post, ordinal = self.posted(cell, given)
        if body is not None and (body != self.body or given):
            line.put("body", body, at)
        if post is not None:
            if post != reserves.POST and self.common.get("post") == reserves.POST:
                where = f"{self.shape.letters(at)}{line.number}"
                line.problems.append(Problem("reserve_post", "doubt", where, "post"))
            line.put("post", post, at)
        if ordinal is not None and "ordinal" not in values:
            line.put("ordinal", ordinal, at)

    def posted(self, cell: Any, given: Any) -> tuple[str | None, str | None, int | None]:
        """Body, post and ordinal of a cell of posts, beside a body that was ``given``."""
        asked = (cell.__class__, cell, given)
        got = self.posts.get(asked)
        if got is None:
            if len(self.posts) >= REMEMBERED:
                self.posts.clear()
            (named, post, ordinal), _ = posts.post(cell)
            got = (*posts.placed(str(given) if given else named or self.body, post), ordinal)
            self.posts[asked] = got
        return got

    def _nik(self, at: int, line: Row) -> None:
        cell = line.cells[at]
        if cell == "":
            return
        number, wrong = nik.nik(cell)
        if wrong:
            self._notice(line, wrong, at, "nik")
        if number is not None:
            line.values["nik15"] = number[:15]
        if wrong or number is not None:
            line.values["nik"] = number if number is not None and len(number) == 16 else None

    def _pair(self, at: int, parse: Parser, fields: tuple[str, str], memory: Memory | None, line: Row) -> None:
        cell, values = line.cells[at], line.values
        if cell == "":
            return
        (first, second), wrong = _remembered(memory, parse, cell)
        one, other = fields
        if wrong:
            self._notice(line, wrong, at, other)
        if first is not None and one not in values:
            line.put(one, first, at)
        if second is not None and other not in values:
            line.put(other, second, at)

    def _filled(self, line: Row, filled: dict[int, tuple[str, int, bool]]) -> None:
        """Say where a value that was filled down stands; what is merged is seen there, what is not is a repair."""
        for at, (text, origin, merged) in filled.items():
            field, cell = self.columns[at], f"{self.shape.letters(at)}{origin}"
            if field in line.values:
                line.place(field, (text, cell))
                if not merged:
                    where = f"{self.shape.letters(at)}{line.number}"
                    line.problems.append(Problem("filled_down", "repair", where, field, {"from": cell}))

    def _beside(self, number: int, line: Row, filled: Mapping[int, tuple[str, int, bool]]) -> None:
        """What a kelurahan beside an address says if nothing else says where the seat is; so do blanks below it, not
        beside a TPS that was filled down from another one's."""
        if "domicile" in line.values:
            one = Found(line.values["domicile"], *line.where("domicile"))
            self.since = number if self.above is None or self.above.value != one.value else self.since
            self.above = one
        tps = filled.get(self.at.get("tps", -1))
        wrong = (tps is not None and tps[1] < self.since) or any(one.field == "domicile" for one in line.problems)
        if self.above is not None and not wrong:
            line.values[places.BESIDE] = self.above.value
            line.place(places.BESIDE, (self.above.raw, self.above.cell))

    def _faulty(self, number: int, errors: Mapping[int, str], problems: list[Problem]) -> None:
        """Formulas that ended in an error, or were never calculated: calamine gives nothing for them."""
        for column, error in errors.items():
            field = self.columns.get(column - self.shape.first)
            if field is not None:
                code = "formula_pending" if error == "=" else "cell_error"
                level: Level = "fault" if field in _NEEDED else "note"
                facts = {} if error == "=" else {"error": error}
                problems.append(Problem(code, level, f"{letters_of(column)}{number}", field, facts))

    def _notice(self, line: Row, wrong: Problems, at: int, field: str) -> None:
        where = f"{self.shape.letters(at)}{line.number}"
        line.problems.extend(Problem(one.code, one.level, where, field, one.facts) for one in wrong)

    def _textual(self, number: int, line: Row) -> None:
        """Errors that stand there as text (.csv, .ods)."""
        for at, text in enumerate(line.texts):
            if text[:1] in ("#", "E") and text.startswith(ERRORS):
                line.cells[at] = ""
                self._faulty(number, {at + self.shape.first: text}, line.problems)


def _wide(rows: Iterable[list[Any]], width: int) -> list[list[Any]]:
    """Rows of so many cells, or more."""
    found = list(rows)
    for row in found:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return found


def _nik15(at: int, line: Row) -> None:
    """A column of NIK that are known to be cut: nothing to say about that."""
    if "nik15" in line.values:
        return
    number, _ = nik.nik(line.cells[at])
    if number is not None:
        line.put("nik15", number[:15], at)


def _ticked(columns: Mapping[str, int], line: Row) -> None:
    """``L`` and ``P`` as two columns with a tick in one."""
    found = [(sex, columns.get(f"sex_{sex.lower()}")) for sex in "LP"]
    ticked = [(sex, at) for sex, at in found if at is not None and not empty(line.texts[at].strip())]
    if len(ticked) == 1:
        ((sex, at),) = ticked
        line.put("sex", sex, at)


def _addressed(line: Row) -> None:
    """RT and RW named inside an address."""
    address = line.values.get("address")
    if address is not None and "rt" in str(address).casefold():
        for field, number in zip(("rt", "rw"), numbers.in_address(str(address)), strict=True):
            if number is not None and field not in line.values:
                line.values[field] = number
                line.place(field, line.where("address"))


def _employed(line: Row) -> None:
    """A civil servant by occupation."""
    occupation = line.values.get("occupation")
    if occupation is not None and people.serves_state(str(occupation)):
        line.values["asn"] = True
        line.place("asn", line.where("occupation"))


def _remembered(memory: Memory | None, parse: Parser, cell: Any) -> tuple[Any, Problems]:
    if memory is None or cell.__class__ is bool:  # True would be found as 1
        return parse(cell)
    got = memory.get(cell)
    if got is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        got = memory[cell] = parse(cell)
    return got
