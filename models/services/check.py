"""Whether a database is whole: its file, what its rows refer to, the tallies, the journal's chain, the search index.

Reads one snapshot and holds no more of it than a kota's counts, however large the area; it can be interrupted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from models import bulk, journal, search_index, tally
from models.database import Database, Interrupt
from models.queries import territory
from models.rules.schema import Election
from models.services.copy import Progress, sizes
from models.tables import (
    Biodata,
    Call,
    Commitment,
    Contact,
    Escalation,
    Evidence,
    Flag,
    Guard,
    Journal,
    JournalUnit,
    Kit,
    Meeting,
    Neutrality,
    Paper,
    Person,
    Region,
    Report,
    Reserve,
    Seat,
    SignOff,
    Stock,
    Tenure,
    Tps,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be. ``kind`` and its facts:

    ``file`` (what), ``reference`` (column, count, first), ``tally`` (election, code, unit, counted, kept),
    ``journal`` (seq, what, at, actor, verb, unit), ``index`` (letters, people, found).
    """

    kind: str
    facts: Mapping[str, Any]


def faults(
    database: Database,
    elections: Mapping[str, Election],
    *,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Iterator[Fault]:
    """Everything that is wrong, as it is found; of ``elections`` those that are set up there. Raises StorageError and
    Cancelled."""
    with database.read(interrupt) as connection:
        rows, there = sizes(connection), territory.elections(connection)
        counted_anew = [elections[code] for code in there if code in elections]
        meter = _Meter(rows, len(counted_anew), database.dialect, progress)
        if database.dialect == "sqlite":  # a server looks after its own files
            yield from _file(connection, rows, meter)
        yield from _dangling(connection, rows, meter)
        for election in counted_anew:
            for code, unit, counted, kept in tally.differences(connection, election, meter.tallies):
                facts = {"election": election.code, "code": code, "unit": unit, "counted": counted, "kept": kept}
                yield Fault("tally", facts)
        yield from _chain(connection, meter.advance)
        if database.dialect == "sqlite":  # a server keeps its indexes itself
            yield from _index(connection, meter)


def chain(
    database: Database, *, progress: Progress | None = None, interrupt: Interrupt | None = None
) -> Iterator[Fault]:
    """Where the journal's chain is broken, the first place first: that part of ``faults``. Raises StorageError and
    Cancelled."""
    with database.read(interrupt) as connection:
        total = connection.scalar(select(func.count()).select_from(Journal)) or 0
        done = count(1)
        yield from _chain(connection, lambda: progress(next(done), total) if progress is not None else None)


def _chain(connection: Connection, advance: Callable[[], object]) -> Iterator[Fault]:
    about = select(Journal.c.at, Journal.c.actor, Journal.c.verb, Journal.c.unit)
    for seq, what in journal.broken(connection, advance):
        entry = connection.execute(about.where(Journal.c.seq == seq)).mappings().one()
        yield Fault("journal", {"seq": seq, "what": what, **entry})


def erased(connection: Connection) -> list[tuple[int, int]]:
    """The entries from which personal data were erased, as (first, last) of each run of numbers."""
    runs: list[tuple[int, int]] = []
    for seq in sorted(journal.erasures(connection)):
        if runs and runs[-1][1] == seq - 1:
            runs[-1] = (runs[-1][0], seq)
        else:
            runs.append((seq, seq))
    return runs


class _Meter:
    """How far the whole check is, in rows that are looked at."""

    def __init__(self, rows: Mapping[str, int], elections: int, dialect: str, progress: Progress | None) -> None:
        own = dialect == "sqlite"
        self._progress = progress
        self._done: float = 0
        # By far the most of it: a region is counted anew as long as its items take.
        items = rows[Seat.name] + rows[Tps.name] + rows[Evidence.name]
        self._region = COUNTING * items / max(rows[Region.name] * elections, 1)
        references = sum(rows[one.table.name] for one in _references())
        counting = self._region * rows[Region.name] * elections
        self._total: float = references + counting + rows[Journal.name]
        self._total += sum(rows.values()) + INDEXING * rows[Person.name] if own else 0

    def advance(self, count: float = 1) -> None:
        """So many rows more."""
        self._done += count
        if self._progress is not None:
            self._progress(int(self._done), int(self._total))

    def tallies(self, regions: int) -> None:
        """So many regions of an election more."""
        self.advance(self._region * regions)

    def indexed(self, people: int) -> None:
        """So many names more."""
        self.advance(INDEXING * people)


COUNTING = 70
"""How many rows one can look at in the time in which an item is counted."""
INDEXING = 14
"""And in the time in which a name is taken to pieces."""


def _file(connection: Connection, rows: Mapping[str, int], meter: _Meter) -> Iterator[Fault]:
    for table, size in rows.items():
        said = str(connection.exec_driver_sql(f"PRAGMA quick_check({table})").scalar())
        if said != "ok":
            yield Fault("file", {"what": said})
        meter.advance(size)


# ── What rows refer to ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Reference:
    """Rows of ``table`` must have a match. ``wrong``: those that have none."""

    table: Table
    column: str
    wrong: ColumnElement[bool]


def _lost(table: Table, column: str, to: Table, key: str, *more: ColumnElement[bool]) -> _Reference:
    """A column that must name a row of another table, where it names one at all."""
    other = to.alias()
    same = select(other.c[key]).where(other.c[key] == table.c[column]).exists()
    return _Reference(table, column, and_(table.c[column].is_not(None), ~same, *more))


def _nowhere(table: Table) -> _Reference:
    """A unit that is neither a region nor a TPS of the row's election."""
    region = select(Region.c.code).where(Region.c.code == table.c.unit).exists()
    tps = select(Tps.c.code).where(Tps.c.election == table.c.election, Tps.c.code == table.c.unit).exists()
    return _Reference(table, "unit", and_(~region, ~tps))


def _unseated() -> _Reference:
    """A seat and its open tenure name one another."""
    same = select(Seat.c.id).where(Seat.c.id == Tenure.c.seat_id, Seat.c.tenure_id == Tenure.c.id).exists()
    return _Reference(Tenure, "end_on", and_(Tenure.c.end_on.is_(None), ~same))


def _held() -> _Reference:
    tenure = select(Tenure.c.id).where(
        Tenure.c.id == Seat.c.tenure_id, Tenure.c.seat_id == Seat.c.id, Tenure.c.end_on.is_(None)
    )
    return _Reference(Seat, "tenure_id", and_(Seat.c.tenure_id.is_not(None), ~tenure.exists()))


@cache
def _references() -> tuple[_Reference, ...]:
    return (
        _lost(Region, "parent", Region, "code"),
        _lost(Tps, "kelurahan", Region, "code"),
        _lost(Contact, "unit", Region, "code"),
        _lost(Report, "area", Region, "code"),
        _lost(SignOff, "unit", Region, "code"),
        _nowhere(Seat),
        _nowhere(Stock),
        _nowhere(Kit),
        _nowhere(Flag),
        _held(),
        _lost(Tenure, "seat_id", Seat, "id"),
        _lost(Tenure, "person_id", Person, "id"),
        _lost(Tenure, "replaces", Tenure, "id"),
        _unseated(),
        _lost(Biodata, "person_id", Person, "id"),
        _lost(Biodata, "spouse_id", Person, "id"),
        _lost(Paper, "person_id", Person, "id"),
        _lost(Reserve, "person_id", Person, "id"),
        _lost(Reserve, "unit", Region, "code"),
        _lost(Call, "person_id", Person, "id"),
        _nowhere(Meeting),
        _nowhere(Commitment),
        _nowhere(Escalation),
        _lost(Escalation, "follows", Escalation, "id"),
        _nowhere(Guard),
        _nowhere(Neutrality),
        _lost(Neutrality, "person_id", Person, "id"),
        _nowhere(Evidence),
        _lost(Evidence, "tenure_id", Tenure, "id", Evidence.c.tenure_id != 0),
        _lost(JournalUnit, "seq", Journal, "seq"),
    )


def _dangling(connection: Connection, rows: Mapping[str, int], meter: _Meter) -> Iterator[Fault]:
    for one in _references():
        key = next(iter(one.table.primary_key))
        found = select(func.count(), func.min(key)).select_from(one.table).where(one.wrong)
        lost, first = connection.execute(found).one()
        if lost:
            yield Fault("reference", {"column": f"{one.table.name}.{one.column}", "count": lost, "first": first})
        meter.advance(rows[one.table.name])


# ── The search index ────────────────────────────────────────────────────────────


def _index(connection: Connection, meter: _Meter) -> Iterator[Fault]:
    """How many people the index knows by each three letters, against their names. FTS5's own check needs the write
    lock for as long as it takes."""
    counted: Counter[str] = Counter()
    names = select(Person.c.name_key).execution_options(yield_per=bulk.BATCH)
    with connection.execute(names) as found:
        for part in found.scalars().partitions():
            for name in part:
                counted.update({name[at : at + 3] for at in range(len(name) - 2)})
            meter.indexed(len(part))
    for letters, people in search_index.terms(connection):
        right = counted.pop(letters, 0)
        if people != right:
            yield Fault("index", {"letters": letters, "people": right, "found": people})
    for letters, people in sorted(counted.items()):
        yield Fault("index", {"letters": letters, "people": people, "found": 0})
