"""A table of rows as a file: xlsx, csv or json; whole or not at all, and for its owner's eyes only.

The rows stream: memory does not grow with them. Everything is written into a folder of its own beside the target, which
nobody else can look into and which goes whatever happens; the file appears under its name when it is complete.

- xlsx: cells of real types (days, moments, numbers; NIK, telephone and TPS numbers are text), the header frozen, a
  filter on every column.
- csv: UTF-8 with BOM, ``;`` between the fields (``DELIMITER``), CRLF; days as ``2024-01-25``.
- json: an array with one object a row, its keys the fields of the columns, in their order.

What a spreadsheet would take for a formula is text: in xlsx as a cell of that type, in csv behind an apostrophe. What
a terminal would obey is in no text.
"""

from __future__ import annotations

import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from models.errors import Refused
from models.text import FORMULA, clean

Kind = Literal["text", "number", "day", "moment", "yes"]
"""What the cells of a column are: str, int, date, datetime (aware), bool; None is an empty cell everywhere."""
Row = Sequence[Any]
Told = Callable[[int, int], object]
"""Is told how many rows are written, of how many (0: not known). What it raises ends the writing without a trace."""

FORMATS = ("xlsx", "csv", "json")
DELIMITER = ";"
"""Between the fields of a csv: what spreadsheets expect where the comma stands in decimals, as in Indonesia."""
MOST_ROWS = 1_048_575
"""Rows below the header that a sheet of xlsx can hold."""
LONGEST = 32_767
"""Characters that a cell of xlsx can hold."""
STEP = 500
"""Rows from one word about progress to the next."""
YES, NO = "ya", "tidak"
"""How "yes" columns are written where there are no booleans; the words that the importer reads."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the stable name of its ``field`` (the key in json), its header, what its cells are, its width in
    characters (xlsx)."""

    field: str
    header: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to write, each with a value for every column. ``name`` is that of the sheet; ``total`` how many rows there
    will be (0: not known); ``about`` stands in the properties of an xlsx."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    total: int = 0
    about: str = ""


def write(
    table: Table,
    target: Path,
    format: str,
    *,
    replace: bool = False,
    progress: Told | None = None,
    ready: Callable[[int], object] | None = None,
) -> int:
    """Write a table; how many rows it has.

    ``ready`` is called with that number before the file appears; what it raises keeps it from appearing. Raises
    Refused: file_exists (unless ``replace``), file_unwritable, file_no_room, sheet_full; and what ``progress`` raises.
    """
    if format == "xlsx" and table.total > MOST_ROWS:
        raise Refused("sheet_full", most=MOST_ROWS)
    with placed(target, replace=replace) as part:
        count = _WRITERS[format](table, part, _told(table, progress))
        if ready is not None:
            ready(count)
    return count


def write_text(content: str, target: Path, *, replace: bool = False) -> int:
    """Write a text as it is, in UTF-8; how many lines it has. Raises Refused: as ``placed``."""
    with placed(target, replace=replace) as part, create(part) as file:
        file.write(content.encode())
    return content.count("\n")


@contextmanager
def placed(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Where to write a file that is to become ``target`` when the block ends well: in a folder beside it that only
    its owner can enter, and that goes whatever happens.

    Raises Refused: file_exists (unless ``replace``), file_unwritable, file_no_room.
    """
    if "\0" in str(target):  # no name
        raise Refused("file_unwritable", path=str(target))
    try:
        with tempfile.TemporaryDirectory(prefix=".siaga-", dir=target.parent, ignore_cleanup_errors=True) as folder:
            _free(target, replace=replace)
            part = Path(folder) / "part"
            yield part
            _free(target, replace=replace)  # also of what came there meanwhile
            part.replace(target)
    except OSError as error:
        code = "file_no_room" if error.errno in _NO_ROOM else "file_unwritable"
        raise Refused(code, path=str(target)) from error


def _free(target: Path, *, replace: bool) -> None:
    """Nothing stands there, not even a link to nowhere; a file, where it is to be replaced. Raises Refused."""
    if os.path.lexists(target) and not (replace and target.is_file()):
        raise Refused("file_exists", path=str(target))


def _told(table: Table, progress: Told | None) -> Iterator[Row]:
    """The rows, with a word about them now and then."""
    if progress is None:
        yield from table.rows
        return
    done = 0
    progress(0, table.total)
    for row in table.rows:
        yield row
        done += 1
        if done % STEP == 0:
            progress(done, max(table.total, done) if table.total else 0)
    progress(done, done)


def create(path: Path) -> Any:
    """A new binary file that only its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


# ── csv and json ────────────────────────────────────────────────────────────


def _csv(table: Table, path: Path, rows: Iterator[Row]) -> int:
    import io

    shapes = [_TEXTS[column.kind] for column in table.columns]
    count = 0
    with create(path) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=DELIMITER)
        writer.writerow([column.header for column in table.columns])
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is how many
            writer.writerow(["" if value is None else shape(value) for shape, value in zip(shapes, row, strict=True)])
    return count


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and in which nothing breaks a line or steers a terminal."""
    text = _quiet(text)
    return f"'{text}" if FORMULA.match(text) else text


def _quiet(text: str) -> str:
    return text if text.isprintable() else clean(text)


_TEXTS: dict[str, Callable[[Any], str]] = {
    "text": neutral,
    "number": str,
    "day": date.isoformat,
    "moment": lambda value: value.isoformat(sep=" ", timespec="seconds"),
    "yes": lambda value: YES if value else NO,
}


def _json(table: Table, path: Path, rows: Iterator[Row]) -> int:
    fields = [column.field for column in table.columns]
    encode = msgspec.json.Encoder().encode
    count = 0
    with create(path) as file:
        for row in rows:
            file.write(b",\n" if count else b"[\n")
            said = (_quiet(value) if value.__class__ is str else value for value in row)
            file.write(encode(dict(zip(fields, said, strict=True))))
            count += 1
        file.write(b"\n]\n" if count else b"[]\n")
    return count


# ── xlsx ────────────────────────────────────────────────────────────


def _xlsx(table: Table, path: Path, rows: Iterator[Row]) -> int:
    from xlsxwriter.exceptions import XlsxFileError

    with create(path) as file:
        book = workbook(file, path.parent)
        try:
            count = _sheet(book, table, rows)
            book.close()
        except XlsxFileError as error:  # in it is what the system said
            cause = error.__cause__ or error.__context__
            raise cause if isinstance(cause, OSError) else OSError(errno.EIO, str(error)) from error
        finally:
            book.fileclosed = True  # of one that was given up: else it says so when it is collected
    return count


def workbook(target: Any, folder: Path) -> Any:
    """A new workbook that keeps its rows in ``folder`` until it is closed, not in memory; formulas are not made."""
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return Workbook(target, options)


class Formats:
    """How the cells of a workbook look, by kind; made once a workbook."""

    def __init__(self, book: Any) -> None:
        """For this workbook."""
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})

    def of(self, kind: Kind) -> Any:
        """That of a column; None for numbers, which are as they are."""
        return {"day": self.day, "moment": self.moment, "number": None}.get(kind, self.text)


def _sheet(book: Any, table: Table, rows: Iterator[Row]) -> int:
    book.set_properties({"title": table.name, "comments": table.about})
    sheet, formats = book.add_worksheet(table.name[:31]), Formats(book)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, formats.of(column.kind))
        sheet.write_string(0, at, column.header, formats.head)
    sheet.freeze_panes(1, 0)
    put = [_CELLS[column.kind](sheet, formats) for column in table.columns]
    across = list(enumerate(put))
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Refused("sheet_full", most=MOST_ROWS)
        for at, cell in across:
            value = row[at]
            if value is not None:
                cell(count, at, value)
    sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)
    return count


def _text_cell(sheet: Any, formats: Formats) -> Callable[[int, int, str], None]:
    plain, quoted, put = formats.text, formats.quoted, sheet.write_string

    def cell(row: int, at: int, value: str) -> None:
        value = _quiet(value)
        if value:
            put(row, at, value[:LONGEST], quoted if FORMULA.match(value) else plain)

    return cell


def _yes_cell(sheet: Any, formats: Formats) -> Callable[[int, int, bool], None]:
    look, put = formats.text, sheet.write_string
    return lambda row, at, value: put(row, at, YES if value else NO, look)


def _day_cell(sheet: Any, formats: Formats) -> Callable[[int, int, date], None]:
    look, put = formats.day, sheet.write_datetime
    return lambda row, at, value: put(row, at, value, look)


def _moment_cell(sheet: Any, formats: Formats) -> Callable[[int, int, datetime], None]:
    look, put = formats.moment, sheet.write_datetime
    return lambda row, at, value: put(row, at, value, look)


def _number_cell(sheet: Any, _formats: Formats) -> Callable[[int, int, int], None]:
    put: Callable[[int, int, int], None] = sheet.write_number
    return put


_CELLS: dict[str, Callable[[Any, Formats], Callable[..., None]]] = {
    "text": _text_cell,
    "number": _number_cell,
    "day": _day_cell,
    "moment": _moment_cell,
    "yes": _yes_cell,
}
_WRITERS: dict[str, Callable[[Table, Path, Iterator[Row]], int]] = {"xlsx": _xlsx, "csv": _csv, "json": _json}
