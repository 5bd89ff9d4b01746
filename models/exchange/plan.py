"""What a file would change, line by line, before anything is written.

A line is a tenure in a seat. A plan knows how many lines there are of each kind; the lines themselves lie in a private
file that the system removes with the plan, so that memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from models.exchange.draft import Draft, Homes
from models.exchange.line import SKIP, Decision, Defaults, Line, Sheet, Status

if TYPE_CHECKING:
    from models.exchange.carrying import Said


FRESH = 1_000
"""Lines in memory, some 2 kB each; of marks, which are small, eight times as many."""
SLICE = 500
"""Marks asked for at once."""
DAYS = frozenset({"born_on", "start_on", "end_on"})


class _KeptDraft(Draft, frozen=True, array_like=True):
    values: dict[str, str | int | bool | None]  # type: ignore[assignment]


class _KeptLine(Line, frozen=True, array_like=True):
    draft: _KeptDraft


def _dated(line: Line) -> Line:
    """A line as it was kept; days are days again."""
    kept: tuple[dict[str, Any], ...] = (line.draft.values, line.before, line.after)
    for values in kept:
        for name in DAYS:
            if isinstance(values.get(name), str):
                values[name] = date.fromisoformat(values[name])
    return line


_SCHEMA = """
PRAGMA page_size = 16384;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE line (number INTEGER PRIMARY KEY, status TEXT NOT NULL, words TEXT NOT NULL, line BLOB NOT NULL);
CREATE INDEX of_status ON line (status, number);
CREATE TABLE seen (mark INTEGER PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""
"""Lines are some 900 bytes: on larger pages they are written in two thirds of the time."""


class Spool:
    """Lines, and marks by which a later row finds an earlier one, in a database without a name: SQLite removes it from
    the file system when it makes it, and nobody else can open it.

    The last of them lie in memory until more come or somebody looks."""

    def __init__(self) -> None:
        self._homes: list[Homes] = []
        """Where the rows of a sheet have their values: once a sheet, a line keeps its number here."""
        self._encode = msgspec.msgpack.Encoder(enc_hook=self._numbered).encode
        self._decode = msgspec.msgpack.Decoder(_KeptLine, dec_hook=lambda _kind, number: self._homes[number]).decode
        self._raw = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._lock = threading.Lock()
        self._open = True
        self._fresh: list[Line] = []
        self._marks: dict[int, int] = {}
        self._marked = False
        """Whether the database has marks."""
        self._raw.executescript(_SCHEMA)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._open = False
            self._raw.close()
            self._fresh.clear()
            self._marks.clear()

    @property
    def closed(self) -> bool:
        """Whether everything is forgotten."""
        return not self._open

    def add(self, lines: Sequence[Line]) -> None:
        """Keep lines."""
        with self._lock:
            self._fresh += lines
            if len(self._fresh) > FRESH:
                self._write()

    def _write(self) -> None:
        rows = [(one.number, str(one.status), _words(one), self._encode(one)) for one in self._fresh]
        self._raw.execute("BEGIN")
        self._raw.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", rows)
        self._raw.execute("COMMIT")
        self._fresh.clear()

    def _numbered(self, homes: Homes) -> int:
        if not self._homes or self._homes[-1] is not homes:
            self._homes.append(homes)
        return len(self._homes) - 1

    def find(self, where: str, values: Sequence[Any]) -> list[Line]:
        """Lines of a condition in SQL; none when it is closed: whoever still asks wants them no more."""
        with self._lock:
            if not self._open:
                return []
            if self._fresh:
                self._write()
            rows = self._raw.execute(f"SELECT line FROM line {where}", values).fetchall()
        return [_dated(self._decode(blob)) for (blob,) in rows]

    def line(self, number: int) -> Line:
        """One line. Raises KeyError."""
        with self._lock:  # while a file is compared, only this is asked: it writes nothing
            at = bisect_left(self._fresh, number, key=lambda one: one.number)
            if at < len(self._fresh) and self._fresh[at].number == number:
                return self._fresh[at]
        found = self.find("WHERE number = ?", [number])
        if not found:
            raise KeyError(number)
        return found[0]

    def marked(self, marks: Iterable[int]) -> dict[int, int]:
        """Which of the marks were set, and by which line."""
        wanted = list(marks)
        with self._lock:
            found = {one: self._marks[one] for one in wanted if one in self._marks}
            for at in range(0, len(wanted) if self._marked else 0, SLICE):
                part = wanted[at : at + SLICE]
                asked = f"SELECT mark, number FROM seen WHERE mark IN ({', '.join('?' * len(part))})"
                found.update(self._raw.execute(asked, part))
        return found

    def mark(self, marks: Mapping[int, int]) -> None:
        """Set marks (mark → line); the first line keeps a mark."""
        with self._lock:
            self._marks = {**marks, **self._marks}
            if len(self._marks) > 8 * FRESH:
                self._raw.execute("BEGIN")
                self._raw.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", sorted(self._marks.items()))
                self._raw.execute("COMMIT")
                self._marks.clear()
                self._marked = True


def _words(line: Line) -> str:
    return f"{line.draft.value('name') or ''} {line.draft.sheet}".casefold()


class Plan:
    """A dry run: counts, and pages of lines. Close it, or use it in a ``with``.

    ``lacks``: what the file leaves unsaid and a person may be asked (fields of Defaults); ``said``: what a person said,
    row by row. ``head``: the last journal
    entry it was made against; ``today`` the day.
    """

    def __init__(self, file: str, digest: str, election: str, home: str, defaults: Defaults, today: date) -> None:
        """Without a line yet."""
        self.file, self.digest, self.election, self.home = file, digest, election, home
        self.defaults, self.today = defaults, today
        self.head = 0
        self.total = 0
        self.counts: dict[Status, int] = dict.fromkeys(Status, 0)
        self.reserves: dict[Status, int] = dict.fromkeys(Status, 0)
        """How many of these are about reserves."""
        self.repairs: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()
        self.lacks: frozenset[str] = frozenset()
        self.sheets: dict[str, Sheet] = {}
        self.said: Said | None = None
        self._spool = Spool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget the lines."""
        self._spool.close()

    @property
    def closed(self) -> bool:
        """Whether the lines are forgotten: whoever walked over them did not see all."""
        return self._spool.closed

    def add(self, lines: Sequence[Line]) -> None:
        """Count and keep lines, in the order of their numbers."""
        for one in lines:
            self.counts[one.status] += 1
            self.reserves[one.status] += one.reserve
            for problem in one.problems:
                (self.repairs if problem.level == "repair" else self.problems)[problem.code] += 1
        self.total += len(lines)
        self._spool.add(lines)

    def mark(self, marks: Mapping[int, int]) -> None:
        """Let later rows find earlier lines by marks (mark → line)."""
        self._spool.mark(marks)

    def marked(self, marks: Iterable[int]) -> dict[int, int]:
        """Which lines set these marks."""
        return self._spool.marked(marks)

    @contextmanager
    def again(self) -> Iterator[Spool]:
        """A place for the marks of a second pass over the lines."""
        spool = Spool()
        try:
            yield spool
        finally:
            spool.close()

    def lines(
        self,
        status: Status | str | None = None,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int = 200,
        words: str = "",
    ) -> list[Line]:
        """Some lines in their order: the first behind ``after``, or the last in front of ``before``; of one status, and
        whose name or sheet holds ``words``."""
        parts, values = ["number > ?"], [after]
        given: list[Any] = list(values)
        if before is not None:
            parts, given = [*parts, "number < ?"], [*given, before]
        if status is not None:
            parts, given = [*parts, "status = ?"], [*given, str(status)]
        if words:
            parts, given = [*parts, "instr(words, ?)"], [*given, words.casefold()]
        order = "number" if before is None else "number DESC"
        found = self._spool.find(f"WHERE {' AND '.join(parts)} ORDER BY {order} LIMIT ?", [*given, limit])
        return found if before is None else found[::-1]

    def line(self, number: int) -> Line:
        """The line of a number. Raises KeyError."""
        return self._spool.line(number)

    def walk(self, statuses: Iterable[Status] = tuple(Status), *, many: int = 1_000) -> Iterator[list[Line]]:
        """All lines of these statuses in order, ``many`` at a time."""
        wanted = [str(one) for one in statuses]
        marks, after = ", ".join("?" * len(wanted)), 0
        where = f"WHERE number > ? AND status IN ({marks}) ORDER BY number LIMIT ?"
        while found := self._spool.find(where, [after, *wanted, many]):
            yield found
            after = found[-1].number

    def taken(self, decisions: Mapping[int, Decision]) -> int:
        """How many lines would be written with these decisions."""
        decided = sum(one != SKIP for one in decisions.values())
        return self.counts[Status.BARU] + self.counts[Status.UBAH] + decided
