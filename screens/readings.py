"""A file read and compared with the database, in a thread: what it is asked, how far it is, what came out; and the
writing of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from models import units
from models.errors import Cancelled

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.exchange.plan import Plan
    from models.exchange.reading import Book
    from models.rules.schema import Election
    from screens.context import Context


SAMPLE = 20
"""Rows that are looked at for an example of each column."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one shape: the sheets that have it, its headers, the cells of a row, what each column means.

    ``first``: the spreadsheet's column of position 0 (A is 0)."""

    digest: str
    sheets: tuple[str, ...]
    headers: tuple[str, ...]
    sample: tuple[str, ...]
    columns: Mapping[int, str]
    first: int = 0


@dataclass(slots=True)
class Reading:
    """One dry run. ``done`` and ``total`` grow while it runs: the thread writes them, a clock shows them. ``unread``:
    sheets that were not read, hidden or without a header; ``odd``: rows (sheet, number) that look like nobody."""

    path: Path
    election: Election
    home: str
    today: date
    interrupt: Interrupt
    mapping: dict[str, dict[int, str]] = field(default_factory=dict)
    defaults: Any = None
    done: int = 0
    total: int = 0
    headers: tuple[Header, ...] = ()
    unread: tuple[str, ...] = ()
    odd: tuple[tuple[str, int], ...] = ()
    plan: Plan | None = None

    def run(self, database: Database) -> Reading:
        """Read and compare. Raises FileFault, Cancelled, StorageError; whatever it raises, nothing is left behind."""
        from models.exchange import reading
        from models.exchange.line import Defaults
        from models.services.importing import examine, remembered

        with reading.open_book(self.path) as book, database.read(self.interrupt) as connection:
            self.mapping = {**remembered(connection), **self.mapping}
            self.headers = headers(book, self.mapping)
            self.told(0, 0)
            self.plan = examine(
                connection,
                self.election,
                self.home,
                book,
                self.mapping,
                self.defaults if self.defaults is not None else Defaults(),
                today=self.today,
                progress=self.told,
                interrupt=self.interrupt,
            )
            self.unread = (*book.hidden, *book.without_header)
            self.odd = tuple((one.sheet, one.row) for one in book.passed if one.reason == "other")
        return self

    def told(self, done: int, total: int) -> None:
        """How far it is. Raises Cancelled when nobody waits any more."""
        if self.interrupt.cancelled:
            raise Cancelled
        self.done, self.total = done, total


@dataclass(slots=True)
class Writing:
    """A plan that is being written, or an import that is taken back (``undoing``). The thread writes ``done`` and
    ``total``, a clock shows them; it is given up until it is ``sealed``: from then on it is stored."""

    file: str
    total: int
    done: int = 0
    cancelled: bool = False
    sealed: bool = False
    undoing: bool = False
    _lock: Lock = field(default_factory=Lock)

    def told(self, done: int, total: int) -> None:
        """In the thread: how far it is. Raises Cancelled when it was given up; then nothing is written."""
        if self.cancelled:
            raise Cancelled
        self.done, self.total = done, total

    def seal(self) -> None:
        """In the thread: there is no way back any more. Raises Cancelled when it was given up before."""
        with self._lock:
            if self.cancelled:
                raise Cancelled
            self.sealed = True

    def cancel(self) -> bool:
        """Give it up; False when it is too late for that."""
        with self._lock:
            self.cancelled = not self.sealed
            return self.cancelled


def unit_meant(database: Database, context: Context, typed: str) -> list[str]:
    """The kelurahan or kecamatan that was typed, by name or code. In a thread."""
    from models import queries
    from models.text import key

    home = context.home or units.NATION
    if not typed:
        return [""]
    with database.read() as connection:
        if typed[0].isdigit():
            inside = units.contains(home, typed)
            election = context.place.election
            return [typed] if inside and queries.territory.exists(connection, typed, election) else []
        found = [one for one in queries.search.regions(connection, typed) if units.contains(home, one.unit)]
    context.names.update({one.unit: one.name for one in found})
    exact = [one.unit for one in found if key(one.name) == key(typed)]
    return exact or [one.unit for one in found]


def headers(book: Book, mapping: Mapping[str, Mapping[int, str]]) -> tuple[Header, ...]:
    """The shapes of a book, each once; with the row that tells most of the first twenty, where that is at hand."""
    sheets: dict[str, list[str]] = {}
    for sheet in book.sheets:
        sheets.setdefault(book.shape(sheet).digest, []).append(sheet)
    rows = list(islice(book.drafts(mapping), SAMPLE))
    found = []
    for digest, names in sheets.items():
        shape = book.shape(names[0])
        if digest:
            of_it = (row.cells for row in rows if row.sheet in names)
            sample = max(of_it, key=lambda cells: sum(map(bool, cells)), default=())
            columns = mapping.get(digest) or shape.columns
            found.append(Header(digest, tuple(names), tuple(shape.headers), sample, columns, shape.first))
    return tuple(found)
