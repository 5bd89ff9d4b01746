"""Turns a file about people (.xlsx, .xls, .ods, .csv) into a stream of drafts; knows no database.

    with open_book(path) as book:
        for sheet in book.sheets:
            shape = book.shape(sheet)   # what its columns are
        for draft in book.drafts():
            ...

Every quirk is met in one place: the file in ``container``, ``csvfile`` and ``book``, the header in ``layout``, rows
that are no person in ``passing``, merged cells in ``filling``, values in ``parse``, NIK against birth
date in ``agreeing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from models.exchange.block import Read, drafted
from models.exchange.book import Sheet, Sheets
from models.exchange.container import fault
from models.exchange.draft import Draft, Found, Problem
from models.exchange.drafting import Drafting, Memories
from models.exchange.layout import HEAD_ROWS, LISTS, Shape, find, titles, where_people_live
from models.exchange.parse import text_of
from models.exchange.parse.places import named_by_sheet
from models.exchange.passing import Passed, Passing

__all__ = ["Book", "Passed", "Shape", "open_book"]

Columns = Mapping[str, Mapping[int, str]]
"""Digest of a shape → its columns, as a person mapped them."""
CODES: dict[str, tuple[str, ...]] = {
    # of the row
    "name_missing": (), "only_name": (), "columns": ("cells", "heads"), "hidden_row": (), "filled_down": ("from",),
    "reserve_post": (), "cell_error": ("error",), "formula_pending": (),
    # of a value
    "name_not_text": (), "name_digits": (),
    "nik_cut": (), "nik_repaired": (), "nik_scientific": (), "nik_length": ("digits",), "nik_dummy": (),
    "nik_invalid": (),
    "nik_unreadable": (), "nik_masked": (), "nik_place": ("prefix",),
    "nik_birth_differs": (), "nik_sex_differs": (),
    "sex_ambiguous": (), "sex_unreadable": (), "sex_from_nik": (),
    "date_serial": (), "date_digits": (), "date_century": (), "date_swapped": (), "date_order": (),
    "date_year": ("year",),
    "date_odd": ("year",), "date_unreadable": (),
    "rt_rw_date": (), "rt_rw_unreadable": (), "tps_unreadable": (), "tps_range": ("number",),
    "phone_zero": (), "phone_several": ("numbers",), "phone_scientific": (), "phone_masked": (), "phone_invalid": (),
    "education_unreadable": (), "yes_no_unreadable": (),
}  # fmt: skip
"""Every problem that a draft can have, with the names of its facts; what each means stands where it is made."""
Progress = Callable[[int, int], object]
_OVERRIDDEN = ("body", "post")
"""What titles say holds also where a column has it, in the rows that leave it blank."""


class Book:
    """An open file. ``passed`` and ``without_header`` fill while ``drafts`` runs."""

    def __init__(self, path: Path) -> None:
        """Opens the file and finds the first header. Raises FileFault."""
        self.path = path
        self._sheets = Sheets(path)
        self.sheets: tuple[str, ...] = self._sheets.names
        self.hidden: tuple[str, ...] = tuple(name for name in self._sheets.hidden if name != LISTS)
        """Sheets that are hidden: they are not read."""
        self.kind = self._sheets.kind
        self.passed: list[Passed] = []
        """Rows that made no draft and are not blank (the first 1,000 of each sheet)."""
        self.without_header: list[str] = []
        """Sheets in which no header was found."""
        self.used: dict[str, Mapping[int, str]] = {}
        """As what the columns of each sheet were read; fills while ``drafts`` runs."""
        self._shapes: dict[str, Shape] = {}
        self._memories: Memories = {}
        if self.kind == "csv":
            self._choose_delimiter()
        if not any(self.shape(sheet).digest for sheet in self.sheets):
            blank = all(next(iter(self._rows(sheet)), None) is None for sheet in self.sheets)
            self.close()
            raise fault(path, "file_empty" if blank else "no_header")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._sheets.close()

    def shape(self, sheet: str) -> Shape:
        """What the columns of a sheet are; without a digest where it has no header. Raises FileFault, KeyError."""
        if sheet not in self._shapes:
            found = self._sheets.sheet(sheet)
            head = list(islice(found.rows, HEAD_ROWS + 1))
            self._shapes[sheet] = self._found(found, head)
        return self._shapes[sheet]

    def sample(self, sheet: str, count: int = 3) -> list[tuple[str, ...]]:
        """The first rows below the header that are not blank, as text, at the positions of ``Shape.headers``."""
        row = self.shape(sheet).row
        below = (row for row in islice(self._sheets.sheet(sheet).rows, row, None) if any(cell != "" for cell in row))
        return [tuple(map(text_of, row)) for row in islice(below, count)]

    def drafts(self, mapping: Columns | None = None, progress: Progress | None = None) -> Iterator[Draft]:
        """The drafts of all sheets in order, one at a time; see ``rows``."""
        return chain.from_iterable(map(drafted, chain.from_iterable(self.rows(mapping, progress))))

    def rows(self, mapping: Columns | None = None, progress: Progress | None = None) -> Iterator[list[Read]]:
        """The rows of all sheets in order, some hundred at a time.

        ``mapping`` says by the digest of a shape what its columns mean, instead of what was found. ``progress`` is
        called with rows done and rows in all, every few hundred; what it raises ends the reading. Raises FileFault.
        """
        self.passed.clear()
        self.without_header.clear()
        self.used.clear()
        total = max(1, self._sheets.height()) if progress else 1
        before = 0
        for name, following in zip(self.sheets, (*self.sheets[1:], ""), strict=True):
            if following:
                self._sheets.expect(following)
            if progress is not None:
                progress(min(before, total), total)
            last = 0
            for rows in self._read(name, mapping or {}):
                last = rows[-1].row if rows else last
                yield rows
                if progress is not None:
                    progress(min(before + last, total), total)
            before += max(last, self._shapes[name].rows or 0)
        if progress is not None:
            progress(total, total)

    def _read(self, name: str, mapping: Columns) -> Iterator[list[Read]]:
        sheet = self._sheets.sheet(name)
        rows = iter(sheet.rows)
        head = list(islice(rows, HEAD_ROWS + 1))
        shape = self._shapes.get(name) or self._found(sheet, head)
        self._shapes[name] = shape
        if not shape.digest:
            self.without_header.append(name)
            return
        known = titles(head[: shape.row - 1], sheet.first)
        for field, value in named_by_sheet(name).items():
            known.setdefault(field, Found(value, name, ""))
        columns = mapping.get(shape.digest)
        if columns is None:
            columns = where_people_live(shape.columns, known)
        self.used[name] = columns
        known = {field: one for field, one in known.items() if field in _OVERRIDDEN or field not in columns.values()}
        drafting = Drafting(sheet, shape, columns, known, self._memories)
        found = drafting.read(chain(head[shape.row :], rows), shape.row + 1)
        if shape.rejected:
            drafting.passing = _Reasoned(sheet, shape, columns)
            if sheet.kind != "csv":
                found = ([_wide(one, drafting.width) for read in some for one in drafted(read)] for some in found)
        try:
            yield from found
        finally:
            self.passed.extend(drafting.passing.rows)

    def _found(self, sheet: Sheet, head: list[list[Any]]) -> Shape:
        shape = find(head, sheet.merged or (), sheet.first) or Shape(first=sheet.first)
        return msgspec.structs.replace(shape, rows=sheet.height)

    def _rows(self, name: str) -> Iterator[list[Any]]:
        return (row for row in self._sheets.sheet(name).rows if any(cell != "" for cell in row))

    def _choose_delimiter(self) -> None:
        """What separates the fields is what makes the best header."""
        best = 0
        for delimiter in self._sheets.delimiters():
            shape = find(list(islice(self._sheets.text.rows(delimiter), HEAD_ROWS + 1)))
            if shape is not None and len(shape.headers) > best:
                best, self._sheets.text.delimiter = len(shape.headers), delimiter


class _Reasoned(Passing):
    """Of a file of rejects: a row with a reason was somebody, whatever the words of the reason."""

    def passed(self, number: int, row: Sequence[Any], texts: Sequence[str]) -> bool:
        """Whether the row is no person, as in any file, where it has no reason."""
        at = len(self.shape.headers) - 1
        if at >= len(texts) or not texts[at].strip():
            return super().passed(number, row, texts)
        self.said, self.restarted, self.reason = {}, False, ""
        return False


def _wide(draft: Draft, width: int) -> Draft:
    """A draft of rejects: what a row of CSV had beyond its heads is a fault in a spreadsheet as well."""
    if not any(draft.cells[width:]):
        return draft
    wrong = Problem("columns", "fault", facts={"cells": len(draft.cells), "heads": width})
    return msgspec.structs.replace(draft, problems=(*draft.problems, wrong))


def open_book(path: Path) -> Book:
    """Open a file for reading; close it, or use it in a ``with``.

    Raises FileFault (models.exchange.rows) with the reason: ``file_missing``, ``file_unreadable``,
    ``not_a_file`` (a directory, a pipe, a device),
    ``file_empty`` (0 bytes, or no cell filled), ``too_large`` (value: MB, or cells), ``too_many_rows`` (value: the
    limit), ``zip_bomb`` (value: MB), ``password``, ``html`` (a web page with the ending of a spreadsheet),
    ``not_a_spreadsheet`` (value: ``xlsb``, ``zip``, ``ole`` or nothing), ``damaged``, ``nul`` and ``encoding`` (CSV),
    ``quotes`` (CSV: line of a quotation mark that never ends), ``no_header``.
    """
    return Book(path)
