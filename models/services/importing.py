"""Files about people: examined first, then applied in one transaction, and undone as a whole.

    with open_book(path) as book, database.read(interrupt) as connection:
        plan = importing.examine(connection, election, home, book, today=today)
    with unit_of_work(database, clock, actor, "import", home, election) as work:
        importing.apply(work, plan, decisions)

A line is a tenure in a seat, or a place on the list of those who wait. Absence from a file ends nothing, a blank cell
clears nothing, a seat that somebody else holds is never taken, and the start of a term that runs is not moved. Memory
does not grow with the file: lines lie in a spool, rows are written by the thousand, and the journal gets an entry for
every ``PART`` changes or so (one for any city's file), which are undone together.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import select

from models import journal
from models.errors import Cancelled, Clash, Refused
from models.exchange.carrying import said
from models.exchange.fresh import lined
from models.exchange.line import SKIP, Decision, Defaults, Line, Sheet, Status
from models.exchange.matching import Places
from models.exchange.plan import Plan
from models.exchange.planning import Planner
from models.exchange.vacancies import Bits
from models.feed import last_seq
from models.journal import Row
from models.queries import around
from models.rules import loader
from models.services import biodata, register, staffing, undo
from models.services.appointment import Appointment
from models.tables import Journal, JournalUnit, Person, Seat, Tenure
from models.tables import Mapping as Remembered
from models.text import clean
from models.uow import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.database import Interrupt
    from models.exchange.reading import Book
    from models.rules.schema import Election

__all__ = [
    "Applied",
    "Batch",
    "Defaults",
    "apply",
    "batches",
    "examine",
    "rejects",
    "remember",
    "remembered",
    "undo_batch",
]

BATCH = 1_000
"""Lines that are written together."""
COMPARED = 1_300
"""Lines that are compared together: between them it is told how far it is."""
MADE = 100_000
"""Objects between two looks for garbage while a file is compared: those of many thousand rows."""
PART = 16_000
"""Changes in one entry of the journal (a line makes four or five): some 8 MB at most are held at once."""
Progress = Callable[[int, int], object]
Decisions = Mapping[int, Decision]
_LACKING = {
    "body_missing": "body", "kelurahan_missing": "unit", "kecamatan_missing": "unit",
}  # fmt: skip
_SLICE = 500
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did: people appointed, people whose data changed, lines that had work in them but were left out,
    people who wait from now on (``reserves``). ``seq``: its (first) journal entry, None where nothing changed."""

    appointed: int
    changed: int
    skipped: int
    seq: int | None = None
    reserves: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that was done: ``counts`` are ``appointed``, ``reserves``, ``changed``, ``skipped``; ``at`` is UTC, as
    stored."""

    seq: int
    at: datetime
    actor: str
    file: str
    counts: Mapping[str, int]
    undone: bool


# ── Dry run ────────────────────────────────────────────────────────────


def examine(
    connection: Connection,
    election: Election,
    home: str,
    book: Book,
    mapping: Mapping[str, Mapping[int, str]] | None = None,
    defaults: Defaults | None = None,
    *,
    today: date,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Plan:
    """Compare a file with the database; writes nothing. The caller closes the plan.

    ``home``: the unit whose places count; ``mapping``: columns by the digest of a shape; ``today``: the day there.
    Raises FileFault, Cancelled, StorageError, RulesError.
    """
    defaults = defaults or Defaults()
    plan = Plan(clean(book.path.name), digest(book.path), election.code, home, defaults, today)
    try:
        plan.head = last_seq(connection)
        planner = _planner(connection, election, plan)
        plan.said = said(defaults, planner.places)
        with _rarely_collecting():
            for part in planner.columns.parts(book.rows(mapping, progress), COMPARED):
                if interrupt is not None and interrupt.cancelled:
                    raise Cancelled()
                lines, marks = planner.lines(connection, part)
                plan.add(lines)
                plan.mark(marks)
                plan.doubt(planner.earlier.contradicted)
        for name in book.sheets:
            plan.sheets[name] = Sheet(book.shape(name).headers, book.used.get(name, {}))
        plan.lacks = _lacks(plan, planner)
    except BaseException:
        plan.close()
        raise
    return plan


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Rows make a great many objects and hardly any circles of them: to look for garbage every 700 is in vain."""
    before = gc.get_threshold()
    gc.set_threshold(MADE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def digest(path: Path) -> str:
    """SHA-256 of a file: the same file again is known by it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _planner(connection: Connection, election: Election, plan: Plan) -> Planner:
    places = Places(around.regions(connection, plan.home), plan.home)
    return Planner(election, places, plan.defaults, plan.today, marked=plan.marked, line=plan.line)


def _lacks(plan: Plan, planner: Planner) -> frozenset[str]:
    found = {_LACKING[code] for code in plan.problems if code in _LACKING}
    found |= {"start_on"} if planner.terms.undated else set()
    found |= {"decree"} if planner.terms.undecreed else set()
    return frozenset(name for name in found if getattr(plan.defaults, name) is None)


# ── Applying ────────────────────────────────────────────────────────────


def apply(
    work: UnitOfWork, plan: Plan, decisions: Decisions | None = None, progress: Progress | None = None
) -> Applied:
    """Write a plan, whole or not at all: what is BARU or UBAH, and what was decided of RAGU; the rest is left out.

    Raises Clash (import_changed) when a line would no longer be what was shown, Refused: decision_unknown,
    decision_refused (``row``, ``problem``), decision_twice (``row``, ``other``: the row about that person),
    import_elsewhere (another election), and as ``staffing.appoint_many``.
    """
    if work.rules.code != plan.election:
        raise Refused("import_elsewhere", election=plan.election)
    chosen = {number: choice for number, choice in (decisions or {}).items() if choice != SKIP}
    if last_seq(work.connection) != plan.head or work.today != plan.today:
        _recheck(work, plan, chosen)
    decided = _decided(work, plan, chosen)
    counts, new = plan.counts, [one.reserve for one in decided if one.status is Status.BARU]
    reserves = plan.reserves[Status.BARU] + sum(new)
    appointed = counts[Status.BARU] + len(new) - reserves
    changed = counts[Status.UBAH] + sum(one.status is Status.UBAH for one in decided)
    skipped = counts[Status.RAGU] - len(chosen) + counts[Status.TOLAK]
    detail = {"file": plan.file, "digest": plan.digest, "appointed": appointed, "changed": changed, "skipped": skipped}
    detail |= {"reserves": reserves} if reserves else {}
    done, total, first = 0, max(appointed + reserves + changed, 1), None
    ranked = _ranked(plan, decided)
    for part in _written(plan, decided):
        _write(work, part, ranked)
        work.detail = detail if first is None else {**detail, "first": first}
        if len(work.changes) >= PART:
            seq = work.part()
            first = first or seq
        done += len(part)
        if progress is not None:
            progress(min(done, total), total)
    if appointed + reserves + changed == 0:
        return Applied(0, 0, skipped)
    seq = last_seq(work.connection) + 1 if first is None else first
    return Applied(appointed, changed, skipped, seq, reserves)


def batched(things: Iterable[_Thing], many: int) -> Iterator[tuple[_Thing, ...]]:
    """Some at a time."""
    source = iter(things)
    while part := tuple(islice(source, many)):
        yield part


def _written(plan: Plan, decided: Sequence[Line]) -> Iterator[Sequence[Line]]:
    yield from plan.walk((Status.BARU, Status.UBAH), many=BATCH)
    yield from batched(decided, BATCH)


def _recheck(work: UnitOfWork, plan: Plan, chosen: Decisions) -> None:
    """Examine everything once more under the lock: whatever would be written must come out as it was shown."""
    with plan.again() as marks:
        places = Places(around.regions(work.connection, plan.home), plan.home)
        planner = Planner(work.rules, places, plan.defaults, work.today, marked=marks.marked, line=plan.line)
        for part in plan.walk(many=BATCH):
            lines, new = planner.lines(work.connection, [planner.resolver.row(one.number, one.draft) for one in part])
            marks.mark(new)
            for was, line in zip(part, map(lined, lines), strict=True):
                doubt = plan.contradicted.get(was.number)
                now = line if doubt is None else doubt.doubted(line)
                wanted = was.status in (Status.BARU, Status.UBAH) or was.number in chosen
                if wanted and was.outcome() != now.outcome():
                    raise _clash(work, was, now)


def _clash(work: UnitOfWork, was: Line, now: Line) -> Clash:
    """The error for a line that others changed: where it stands in the file, what it was and is, who wrote there."""
    unit = was.unit or work.unit
    facts = work.clash(what="import", field="row", mine=None, theirs=None, unit=unit).detail
    where = {"sheet": was.draft.sheet, "row": was.draft.row, "unit": unit}
    return Clash("import_changed", **where, was=was.status, now=now.status, by=facts["by"], at=facts["at"])


def _decided(work: UnitOfWork, plan: Plan, chosen: Decisions) -> list[Line]:
    """The lines about which a person decided, as they would be written."""
    found: list[Line] = []
    if not chosen:
        return found
    planner = _planner(work.connection, work.rules, plan)
    for part in batched(sorted(chosen), BATCH):
        was = {number: _doubtful(plan, number, chosen[number]) for number in part}
        forced = {number: (chosen[number], line) for number, line in was.items()}
        rows = [planner.resolver.row(number, line.draft) for number, line in was.items()]
        lines, _marks = planner.lines(work.connection, rows, forced)
        for line in map(lined, lines):
            if line.status is Status.TOLAK:
                problem = next(one for one in line.problems if one.level == "fault")
                where = {"row": line.draft.row, "sheet": line.draft.sheet}
                if problem.code == "twice_in_file":
                    raise Refused("decision_twice", **where, other=problem.facts["row"])
                raise Refused("decision_refused", **where, problem=problem.code)
        found += [lined(line) for line in lines if line.status is not Status.SAMA]
    return found


def _doubtful(plan: Plan, number: int, choice: Decision) -> Line:
    try:
        line = plan.line(number)
    except KeyError:
        raise Refused("decision_unknown", row=0, sheet="") from None
    known = {one.person_id for one in line.candidates} | set(line.choices)
    if line.status is not Status.RAGU or choice not in known:
        raise Refused("decision_unknown", row=line.draft.row, sheet=line.draft.sheet)
    return line


def _ranked(plan: Plan, decided: Sequence[Line]) -> Bits:
    """Who waits already, and is given a rank by the file, be it the one that they have: they make room for nobody."""
    found = Bits()
    if any(plan.reserves[one] for one in (Status.BARU, Status.UBAH)) or any(one.reserve for one in decided):
        for part in chain(plan.walk((Status.UBAH, Status.SAMA), many=BATCH), [decided]):
            for line in part:
                if line.person_id is not None and line.ranked:
                    found.add(line.person_id)
    return found


def _write(work: UnitOfWork, lines: Sequence[Line], ranked: Bits) -> None:
    """Write lines that are BARU or UBAH; ``ranked``: who has a rank by the file, which grows."""
    _change_people(work, [one for one in lines if one.person_id is not None])
    _decree(work, [one for one in lines if one.status is Status.UBAH and "decree" in one.after])
    wanted = [_appointment(one) for one in lines if one.status is Status.BARU and not one.reserve]
    if wanted:
        staffing.appoint_many(work, wanted)
    waiting = [_waiter(one) for one in lines if one.reserve and (one.status is Status.BARU or "rank" in one.after)]
    if waiting:
        for person in register.enlist(work, waiting, ranked):
            ranked.add(person)


def _appointment(line: Line) -> Appointment:
    after = line.after
    assert line.seat_id is not None
    return Appointment(
        line.seat_id,
        after.get("name") or str(line.draft.value("name")),
        after["start_on"],
        after.get("decree"),
        bool(after.get("asn")),
        person_id=line.person_id,
        biodata=_biodata(line) if line.person_id is None else {},
    )


def _waiter(line: Line) -> register.Waiter:
    return register.Waiter(
        line.body,
        line.unit,
        line.after.get("rank"),
        line.person_id,
        str(line.draft.value("name")),
        bool(line.after.get("asn")),
        _biodata(line) if line.person_id is None else {},
        str(line.after.get("note", "")),
    )


def _biodata(line: Line) -> Row:
    return {name: value for name, value in line.after.items() if name in biodata.COLUMNS}


def _change_people(work: UnitOfWork, lines: Sequence[Line]) -> None:
    """What is known of people who are here already."""
    known = _rows(work, Person, [one.person_id for one in lines if one.person_id is not None])
    for line in lines:
        own: Row = {name: line.after[name] for name in ("name", "asn") if name in line.after}
        if own and line.person_id is not None:
            known[line.person_id] = biodata.alter(work, known[line.person_id], own)
    stored: dict[int, Row] = {}
    for line in lines:
        if line.person_id is not None:
            stored.setdefault(line.person_id, {}).update(biodata.checked(_biodata(line)))
    biodata.store(work, stored)
    for line in lines:
        if line.after:
            work.touch((), line.unit)


def _decree(work: UnitOfWork, lines: Sequence[Line]) -> None:
    """Complete the decrees of terms that run."""
    seats = _rows(work, Seat, [one.seat_id for one in lines if one.seat_id is not None])
    tenures = _rows(work, Tenure, [seat["tenure_id"] for seat in seats.values()])
    after = {one.seat_id: one.after["decree"] for one in lines}
    work.update_many(Tenure, [(tenures[seat["tenure_id"]], {"decree": after[seat["id"]]}) for seat in seats.values()])
    work.update_many(Seat, [(seat, {"tenure_id": seat["tenure_id"]}) for seat in seats.values()])
    staffing.touched(work, list(seats.values()))


def _rows(work: UnitOfWork, table: Any, ids: Iterable[int]) -> dict[int, Row]:
    wanted, found = sorted(set(ids)), dict[int, Row]()
    for at in range(0, len(wanted), _SLICE):
        rows = work.connection.execute(select(table).where(table.c.id.in_(wanted[at : at + _SLICE])))
        found.update((row["id"], dict(row)) for row in rows.mappings())
    return found


# ── What was done ────────────────────────────────────────────────────────────


def batches(connection: Connection, unit: str, limit: int = 50) -> tuple[Batch, ...]:
    """The last imports that concern a unit, newest first."""
    later = Journal.alias()
    rows = connection.execute(
        select(Journal.c.seq, Journal.c.at, Journal.c.actor, Journal.c.detail, later.c.seq.label("undone"))
        .join(JournalUnit, JournalUnit.c.seq == Journal.c.seq)
        .outerjoin(later, later.c.undoes == Journal.c.seq)
        .where(JournalUnit.c.unit == unit, Journal.c.verb == undo.IMPORT)
        .where(Journal.c.detail.not_like('%"first":%'))
        .order_by(Journal.c.seq.desc())
        .limit(limit)
    )
    found = []
    for row in rows:
        detail = journal.detail_of(row.detail)
        counts = {name: int(detail.get(name, 0)) for name in ("appointed", "reserves", "changed", "skipped")}
        found.append(Batch(row.seq, row.at, row.actor, str(detail.get("file", "")), counts, row.undone is not None))
    return tuple(found)


def undo_batch(work: UnitOfWork, seq: int, progress: Progress | None = None) -> Row:
    """Take a whole import back, whoever did it, while nothing was built on it; returns its entry. The verb of the unit
    of work is ``undo``; ``progress`` is told how far it is, in parts of no unit, and what it raises ends it.

    Raises Refused: nothing_to_undo (no import, or undone already), built_upon.
    """
    if work.election is None:
        code = work.connection.scalar(select(Journal.c.election).where(Journal.c.seq == seq))
        work.election = loader.load_election(code) if code else None
    return undo.undo_import(work, seq, progress)


def rejects(plan: Plan, decisions: Decisions | None, target: Path, *, reason: Callable[[Line], str]) -> int:
    """Write the rows that were not taken to a file like theirs, with why (``reason`` words a line). Returns how many.

    Raises Refused as ``models.exchange.writing.write``.
    """
    from models.exchange import rejected

    return rejected.write(plan, decisions or {}, target, reason)


# ── What the columns of a file mean ────────────────────────────────────────────────────────────


def remembered(connection: Connection) -> dict[str, dict[int, str]]:
    """The meaning of columns that people corrected once: digest of a shape → position → field."""
    rows = connection.execute(select(Remembered.c.shape, Remembered.c.columns))
    return {shape: msgspec.json.decode(columns, type=dict[int, str]) for shape, columns in rows}


def remember(work: UnitOfWork, shape: str, columns: Mapping[int, str]) -> None:
    """Keep what the columns of files of one shape mean, for the next such file."""
    text = msgspec.json.encode({str(at): columns[at] for at in sorted(columns)}).decode()
    values = {"columns": text, "by": work.actor.name, "at": work.now}
    before = work.get(Remembered, shape=shape)
    if before is None:
        work.insert(Remembered, {"shape": shape, **values})
    elif before["columns"] != text:
        work.update(Remembered, before, **values)
    work.detail = {"columns": len(columns)}
