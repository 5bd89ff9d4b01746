"""What a file would change, line by line, before anything is written.

A line is a tenure in a seat. A plan knows how many lines there are of each kind; the lines themselves lie in a private
file that the system removes with the plan, so that memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
import sys
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
from models.exchange.fresh import Fresh, Planned, lined
from models.exchange.line import SKIP, Decision, Defaults, Line, Sheet, Status

if TYPE_CHECKING:
    from models.exchange.carrying import Said
    from models.exchange.twice import Contradicted


FRESH = 4_000
"""Lines in memory, at most some 2 kB each, and marks: those of a city's KPPS, which so are never written."""
TOGETHER = 50
"""Lines of a part."""
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
CREATE TABLE part (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, statuses TEXT NOT NULL, words TEXT NOT NULL,
                   lines BLOB NOT NULL);
CREATE TABLE seen (mark INTEGER PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""
"""Lines are some 900 bytes and lie some together: one by one, with an index, they take nearly twice as long. Of a part
``statuses`` has a letter and ``words`` a text a line (see ``_words``), by which those that are asked for are found."""


class Spool:
    """Lines, and marks by which a later row finds an earlier one, in a database without a name: SQLite removes it from
    the file system when it makes it, and nobody else can open it.

    The last of them lie in memory until there are more."""

    def __init__(self) -> None:
        self._homes: list[Homes] = []
        """Where the rows of a sheet have their values: once a sheet, a line keeps its number here."""
        self._encode = msgspec.msgpack.Encoder(enc_hook=self._numbered).encode
        self._decode = msgspec.msgpack.Decoder(_KeptLine, dec_hook=lambda _kind, number: self._homes[number]).decode
        self._raws = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
        self._made: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._open = True
        self._fresh: list[Planned] = []
        self._marks: dict[int, int] = {}
        self._marked = False
        """Whether the database has marks."""

    @property
    def _raw(self) -> sqlite3.Connection:
        """The database, made when it is needed first."""
        if self._made is None:
            self._made = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._made.executescript(_SCHEMA)
        return self._made

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._open = False
            if self._made is not None:
                self._made.close()
            self._fresh.clear()
            self._marks.clear()

    @property
    def closed(self) -> bool:
        """Whether everything is forgotten."""
        return not self._open

    def add(self, lines: Sequence[Planned]) -> None:
        """Keep lines, whose numbers run on."""
        with self._lock:
            self._fresh += lines
            if len(self._fresh) > FRESH:
                self._write()

    def _write(self) -> None:
        parts = (list(map(lined, self._fresh[at : at + TOGETHER])) for at in range(0, len(self._fresh), TOGETHER))
        rows = [
            (part[0].number, part[-1].number, "".join([one.status[0] for one in part]), "\n".join(map(_words, part)),
             self._encode(part))
            for part in parts
        ]  # fmt: skip
        self._raw.execute("BEGIN")
        self._raw.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", rows)
        self._raw.execute("COMMIT")
        self._fresh.clear()

    def _numbered(self, homes: Homes) -> int:
        if not self._homes or self._homes[-1] is not homes:
            self._homes.append(homes)
        return len(self._homes) - 1

    def find(
        self,
        statuses: Iterable[Status | str],
        words: str,
        low: int,
        high: int | None,
        limit: int,
        *,
        last: bool = False,
    ) -> list[Line]:
        """Lines between two numbers (without them): of some statuses, and with these words; the first of them in their
        order, or the ``last``. None when it is closed: whoever still asks wants them no more."""
        wanted = {str(status)[0] for status in statuses}
        high = sys.maxsize if high is None else high
        with self._lock:
            fresh = [
                one
                for one in self._fresh
                if low < one.number < high and one.status[0] in wanted and (not words or words in _words(one))
            ]
            if last:
                found = list(map(lined, fresh[max(0, len(fresh) - limit) :]))
                return [*self._read(wanted, words, low, high, limit - len(found), last=True), *found]
            found = self._read(wanted, words, low, high, limit, last=False)
            return [*found, *map(lined, fresh[: limit - len(found)])]

    def _read(self, wanted: set[str], words: str, low: int, high: int, limit: int, *, last: bool) -> list[Line]:
        """The same of lines that are written; ``wanted``: the letters of statuses."""
        if limit <= 0 or not self._open or self._made is None:
            return []
        some = " OR ".join(["instr(statuses, ?)"] * len(wanted)) or "FALSE"
        asked = f"""SELECT first, statuses, words, lines FROM part WHERE last > ? AND first < ? AND instr(words, ?)
            AND ({some}) ORDER BY first {"DESC" if last else ""}"""
        found: list[Line] = []
        for first, of, said, blob in self._raw.execute(asked, (low, high, words, *wanted)):
            texts, raw = said.split("\n"), self._raws(blob)
            fit = [
                raw[at]
                for at, letter in enumerate(of)
                if letter in wanted and low < first + at < high and words in texts[at]
            ]
            found += map(self._decode, reversed(fit) if last else fit)
            if len(found) >= limit:
                break
        return [_dated(one) for one in found[:limit][:: -1 if last else 1]]

    def line(self, number: int) -> Line:
        """One line. Raises KeyError."""
        with self._lock:  # while a file is compared, only this is asked: it writes nothing
            if (at := self._in_memory(number)) is not None:
                return lined(self._fresh[at])
            first, part = self._part(number)
        return _dated(self._decode(part[number - first]))

    def replace(self, line: Line) -> None:
        """Keep a line instead of the one that has its number. Raises KeyError."""
        with self._lock:
            if (at := self._in_memory(line.number)) is not None:
                self._fresh[at] = line
                return
            first, raw = self._part(line.number)
            part: list[Line] = list(map(self._decode, raw))
            part[line.number - first] = line
            statuses = "".join([one.status[0] for one in part])
            put = "UPDATE part SET statuses = ?, lines = ? WHERE first = ?"
            self._raw.execute(put, (statuses, self._encode(part), first))

    def _in_memory(self, number: int) -> int | None:
        at = bisect_left(self._fresh, number, key=lambda one: one.number)
        return at if at < len(self._fresh) and self._fresh[at].number == number else None

    def _part(self, number: int) -> tuple[int, list[msgspec.Raw]]:
        """The written lines among which a line is, and the number of their first. Raises KeyError."""
        asked = "SELECT first, lines FROM part WHERE first <= ? ORDER BY first DESC LIMIT 1"
        found = self._made.execute(asked, (number,)).fetchone() if self._open and self._made is not None else None
        first, part = (found[0], self._raws(found[1])) if found else (number, [])
        if number - first >= len(part):
            raise KeyError(number)
        return first, part

    def marked(self, marks: Iterable[int]) -> dict[int, int]:
        """Which of the marks were set, and by which line."""
        if not self._marks and not self._marked:
            return {}
        wanted = list(marks)
        with self._lock:
            found = {one: self._marks[one] for one in filter(self._marks.__contains__, wanted)}
            for at in range(0, len(wanted) if self._marked else 0, SLICE):
                part = wanted[at : at + SLICE]
                asked = f"SELECT mark, number FROM seen WHERE mark IN ({', '.join('?' * len(part))})"
                found.update(self._raw.execute(asked, part))
        return found

    def mark(self, marks: Mapping[int, int]) -> None:
        """Set marks (mark → line); the first line keeps a mark."""
        with self._lock:
            self._marks = {**marks, **self._marks}
            if len(self._marks) > 2 * FRESH:
                self._raw.execute("BEGIN")
                self._raw.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", sorted(self._marks.items()))
                self._raw.execute("COMMIT")
                self._marks.clear()
                self._marked = True


def _words(one: Planned) -> str:
    """By what a line is looked for: a single line of text."""
    if isinstance(one, Fresh):
        name, sheet = one.among.block.value("name", one.at), one.among.block.sheet
    else:
        name, sheet = one.draft.value("name"), one.draft.sheet
    return f"{name or ''} {sheet}".casefold().replace("\n", " ")


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
        self.contradicted: dict[int, Contradicted] = {}
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

    def add(self, lines: Sequence[Planned]) -> None:
        """Count and keep lines, whose numbers run on."""
        told = [one for one in lines if isinstance(one, Line)]
        self.counts[Status.BARU] += len(lines) - len(told)
        for one in told:
            self.counts[one.status] += 1
            self.reserves[one.status] += one.reserve
            for problem in one.problems:
                (self.repairs if problem.level == "repair" else self.problems)[problem.code] += 1
        self.total += len(lines)
        self._spool.add(lines)

    def doubt(self, contradicted: Mapping[int, Contradicted]) -> None:
        """Lines that later rows of the file speak against become doubts."""
        for number in contradicted.keys() - self.contradicted.keys():
            why = self.contradicted[number] = contradicted[number]
            was = self._spool.line(number)
            now = why.doubted(was)
            for status, more in ((was.status, -1), (now.status, 1)):
                self.counts[status] += more
                self.reserves[status] += more * now.reserve
            self.problems[why.problem.code] += 1
            self._spool.replace(now)

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
        of = Status if status is None else (status,)
        return self._spool.find(of, words.casefold(), after, before, limit, last=before is not None)

    def line(self, number: int) -> Line:
        """The line of a number. Raises KeyError."""
        return self._spool.line(number)

    def walk(self, statuses: Iterable[Status] = tuple(Status), *, many: int = 1_000) -> Iterator[list[Line]]:
        """All lines of these statuses in order, ``many`` at a time."""
        wanted, after = tuple(statuses), 0
        while found := self._spool.find(wanted, "", after, None, many):
            yield found
            after = found[-1].number

    def taken(self, decisions: Mapping[int, Decision]) -> int:
        """How many lines would be written with these decisions."""
        decided = sum(one != SKIP for one in decisions.values())
        return self.counts[Status.BARU] + self.counts[Status.UBAH] + decided
