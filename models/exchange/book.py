"""A file as sheets of rows, whatever it is: calamine for spreadsheets, the standard library for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from models.exchange import ods
from models.exchange.container import CELLS, ROWS, Kind, Marks, fault, kind_of, look_through
from models.exchange.csvfile import DELIMITERS, TextFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Merged = tuple[tuple[int, int], tuple[int, int]]
_SMALL = 4 << 20
"""Bytes of a file that calamine may open before it was looked through; of a larger one that comes first."""
_KEPT = 2_000_000
"""Cells of loaded sheets kept at once; loading is what costs, reading a second time does not."""


@dataclass
class Sheet:
    """One sheet. ``first`` is its first used column (A is 0): rows begin there; row 1 is the first of the spreadsheet.

    ``height`` is None where it is not known. ``merged``: (row, column) to (row, column), from 0; None where the kind of
    file does not tell."""

    name: str
    kind: Kind
    rows: Iterable[list[Any]]
    first: int = 0
    height: int | None = None
    merged: list[Merged] | None = None
    marks: Marks = field(default_factory=Marks)


class Sheets:
    """The sheets of a file by name, in its order; hidden ones are left out and named by ``hidden``."""

    def __init__(self, path: Path) -> None:
        """Opens the file. Raises FileFault."""
        self.path = path
        self.kind = kind_of(path)
        self._book: CalamineWorkbook | None = None
        self._marks: dict[str, Marks] = {}
        self._loaded: dict[str, CalamineSheet] = {}
        self.hidden: tuple[str, ...] = ()
        self._ahead = ThreadPoolExecutor(1, "reading")
        """Loads sheets while others are looked through or read: calamine works beside Python."""
        self._coming: dict[str, Future[CalamineSheet]] = {}
        if self.kind == "csv":
            self.text = TextFile(path)
            self.names: tuple[str, ...] = ("",)
            return
        try:
            if self.kind == "ods":
                ods.check_size(path)
            small = self.kind != "xlsx" or path.stat().st_size <= _SMALL
            if small:
                self._open()
            if self.kind == "xlsx":
                self._look_through()
            if not small:
                self._open()
            if self.kind == "xlsx" and not self._marks.keys() >= set(self.names):
                raise fault(path, "damaged")  # calamine would find what was not looked through
        except BaseException:
            self.close()
            raise

    def _look_through(self) -> None:
        """Note the marks of each sheet; what was looked through is loaded while others are."""
        cells = 0
        for name, marks in look_through(self.path):
            self._marks[name] = marks
            cells += marks.rows * marks.width
            if self._book is not None and name in self.names and cells <= _KEPT:
                self.expect(name)

    def _open(self) -> None:
        import python_calamine

        with _Guard(self.path):
            self._book = book = python_calamine.CalamineWorkbook.from_path(self.path)
            visible, work = python_calamine.SheetVisibleEnum.Visible, python_calamine.SheetTypeEnum.WorkSheet
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == work]
            self.names = tuple(sheet.name for sheet in sheets if sheet.visible == visible)
            self.hidden = tuple(sheet.name for sheet in sheets if sheet.visible != visible)

    def close(self) -> None:
        """Let go of the file and of what was loaded."""
        self._ahead.shutdown(wait=True, cancel_futures=True)
        self._coming.clear()
        self._loaded.clear()
        if self._book is not None:
            self._book.close()
            self._book = None

    def height(self) -> int:
        """Rows of all sheets, as far as that is known before they are read; for progress."""
        if self.kind == "csv":
            return self.text.lines
        if self.kind == "xlsx":
            return sum(marks.rows for name, marks in self._marks.items() if name in self.names)
        return sum(_height(self._load(name)) for name in self.names)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. Raises FileFault, KeyError."""
        if name not in self.names:
            raise KeyError(name)
        if self.kind == "csv":
            return Sheet("", "csv", self.text.rows(), height=self.text.lines)
        loaded = self._load(name)
        start = loaded.start
        with _Guard(self.path):
            merged = loaded.merged_cell_ranges if self.kind != "ods" else None
        return Sheet(
            name,
            self.kind,
            _guarded(self.path, loaded),
            first=start[1] if start else 0,
            height=_height(loaded),
            merged=merged,
            marks=self._marks.get(name) or Marks(),
        )

    def expect(self, name: str) -> None:
        """Begin to load a sheet that will be asked for next."""
        if self.kind != "csv" and name not in self._loaded and name not in self._coming:
            self._coming[name] = self._ahead.submit(self._got, name)

    def _load(self, name: str) -> CalamineSheet:
        if name in self._loaded:
            return self._loaded[name]
        coming = self._coming.pop(name, None)
        found = coming.result() if coming is not None else self._got(name)
        kept = sum(sheet.height * sheet.width for sheet in self._loaded.values())
        if kept + found.height * found.width > _KEPT:
            self._loaded.clear()
        self._loaded[name] = found
        return found

    def _got(self, name: str) -> CalamineSheet:
        if self._book is None:
            raise fault(self.path, "file_unreadable")
        with _Guard(self.path):
            found = self._book.get_sheet_by_name(name)
        if _height(found) > ROWS:
            raise fault(self.path, "too_many_rows", str(ROWS))
        if found.height * found.width > CELLS:
            raise fault(self.path, "too_large", str(CELLS))
        return found

    def delimiters(self) -> tuple[str, ...]:
        """What may separate the fields: of CSV only."""
        return DELIMITERS if self.kind == "csv" else ()


def _height(sheet: CalamineSheet) -> int:
    """Rows up to the last used one, those above the first used one with them."""
    return sheet.end[0] + 1 if sheet.end else 0


def _guarded(path: Path, sheet: CalamineSheet) -> Iterator[list[Any]]:
    with _Guard(path):
        yield from sheet.iter_rows()


class _Guard:
    """calamine's errors and its panics (which are no ``Exception``) as coded faults of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None or isinstance(error, GeneratorExit | KeyboardInterrupt):
            return
        import python_calamine

        if isinstance(error, python_calamine.PasswordError):
            raise fault(self.path, "password") from error
        if isinstance(error, python_calamine.CalamineError) or type(error).__name__ == "PanicException":
            raise fault(self.path, "damaged") from error
