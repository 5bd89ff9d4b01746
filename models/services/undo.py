"""Undo: my own last change, unless something was built upon it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, and_, select

from models import journal, units
from models.errors import Refused
from models.journal import Change, Row
from models.rules.schema import Election
from models.tables import (
    METADATA,
    OF_TPS,
    Biodata,
    Call,
    Evidence,
    Journal,
    Neutrality,
    Paper,
    Person,
    Report,
    Reserve,
    Seat,
    SignOff,
    Tenure,
    Tps,
)
from models.uow import SLICE, UnitOfWork, current, typed

NEVER = (
    "undo", "setup", "upgrade", "restore", "edition", "export", "unmask", "mapping", "account", "erase",
    "erase_journal",
)  # fmt: skip
IMPORT = "import"
"""The verb of entries of which several may be one write."""


def last_of(work: UnitOfWork) -> Row:
    """The actor's last entry that is not undone yet. Raises Refused: nothing_to_undo, built_upon, erased."""
    later = Journal.alias()
    found = (
        work.connection.execute(
            select(Journal)
            .outerjoin(later, later.c.undoes == Journal.c.seq)
            .where(Journal.c.actor == work.actor.name, Journal.c.verb.not_in(NEVER), later.c.seq.is_(None))
            .order_by(Journal.c.seq.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    if found is None:
        raise Refused("nothing_to_undo")
    _as_written(found)
    _no_edition_since(work, found["seq"])
    return dict(found)


def _as_written(row: Mapping[Any, Any]) -> None:
    """Raises Refused where personal data were erased from an entry: what it found is not known any more."""
    if journal.is_erased(row):
        raise Refused("erased", seq=row["seq"])


def _no_edition_since(work: UnitOfWork, seq: int) -> None:
    """Raises Refused when codes have changed since: the rows of an entry may stand elsewhere."""
    edition = select(Journal.c.seq).where(Journal.c.verb == "edition", Journal.c.seq > seq).limit(1)
    if work.connection.scalar(edition) is not None:
        raise Refused("built_upon", seq=seq)


def undo_last(work: UnitOfWork, elections: Mapping[str, Election]) -> Row:
    """Put back what the actor's last change found; returns the entry that was undone. Of an import that fills several
    entries all go, as it was one transaction.

    Raises Refused: nothing_to_undo, built_upon (somebody changed one of its rows since).
    """
    entry = last_of(work)
    first: int = journal.detail_of(entry["detail"]).get("first") or entry["seq"]
    work.unit, work.election = entry["unit"], elections.get(entry["election"])
    put_back(work, [entry["seq"]] if entry["verb"] != IMPORT else parts(work, first))
    return entry


def undo_import(work: UnitOfWork, seq: int, progress: Callable[[int, int], object] | None = None) -> Row:
    """Put back what a whole import found, whoever did it and whatever happened elsewhere since; returns its first
    entry. The election of ``work`` must be that of the import. ``progress``: done, and of how much, in thousandths of
    an entry.

    Raises Refused: nothing_to_undo (no import, or undone already), built_upon.
    """
    later = Journal.alias()
    entry = (
        work.connection.execute(
            select(Journal)
            .outerjoin(later, later.c.undoes == Journal.c.seq)
            .where(Journal.c.seq == seq, Journal.c.verb == IMPORT, later.c.seq.is_(None))
        )
        .mappings()
        .first()
    )
    if entry is None or work.election is None or entry["election"] != work.election.code:
        raise Refused("nothing_to_undo")
    _no_edition_since(work, seq)
    work.unit = entry["unit"]
    put_back(work, parts(work, seq), progress)
    return dict(entry)


def parts(work: UnitOfWork, first: int) -> list[int]:
    """The entries of one import: they follow one another."""
    found = [first]
    rows = select(Journal.c.seq, Journal.c.verb, Journal.c.detail).where(Journal.c.seq > first).order_by(Journal.c.seq)
    for seq, verb, detail in work.connection.execute(rows.execution_options(yield_per=50)):
        if verb != IMPORT or journal.detail_of(detail).get("first") != first:
            break
        found.append(seq)
    return found


def put_back(work: UnitOfWork, entries: Sequence[int], progress: Callable[[int, int], object] | None = None) -> None:
    """Undo entries, the last one first. Raises Refused (built_upon, erased)."""
    told = progress or (lambda _done, _total: None)
    for number, seq in enumerate(reversed(entries)):
        row = work.connection.execute(select(Journal).where(Journal.c.seq == seq)).mappings().one()
        _as_written(row)
        work.undoes = seq
        changes = _checked(work, journal.changes_of(row["changes"])[::-1])
        done = 0
        for run in _runs(changes):
            told(1000 * number + 1000 * done // len(changes), 1000 * len(entries))
            _put_back(work, run)
            done += len(run)
        work.moved(journal.moves_of(row["moves"]))
        work.detail = {"verb": row["verb"], "seq": seq, "was": journal.detail_of(row["detail"])}
        if seq != entries[0]:
            work.part()


def _checked(work: UnitOfWork, changes: list[Change]) -> list[Change]:
    """What to put back, newest first; looked at as a whole before the first row moves. An area that reported
    again since stays reported, whatever becomes of this entry."""
    last: dict[tuple[str, str], Change] = {}
    for change in changes:
        # Only the last of several changes to a row can be compared with what stands there.
        last.setdefault(_row_of(change), change)
    again: set[tuple[str, str]] = set()
    tables: dict[str, list[Change]] = {}
    for change in last.values():
        tables.setdefault(change.table, []).append(change)
    for table, of in tables.items():
        for change, found in zip(of, current(work.connection, of), strict=True):
            if not _as_left(found, change.after):
                if table != Report.name:
                    raise Refused("built_upon", table=table, seq=work.undoes)
                again.add(_row_of(change))
    return [one for one in changes if _row_of(one) not in again]


def _row_of(change: Change) -> tuple[str, str]:
    return change.table, str(sorted(change.key.items()))


def _runs(changes: list[Change]) -> Iterator[list[Change]]:
    """Changes that one statement each can put back, in their order: of one table and kind, no row twice."""
    run: list[Change] = []
    rows: set[tuple[str, str]] = set()
    for change in changes:
        if run and (_kind(change) != _kind(run[0]) or _row_of(change) in rows):
            yield run
            run, rows = [], set()
        run.append(change)
        rows.add(_row_of(change))
    if run:
        yield run


def _kind(change: Change) -> tuple[Any, ...]:
    """Made, removed, or changed in these columns."""
    if change.before is None or change.after is None:
        return change.table, change.before is None, change.after is None
    return change.table, *sorted(change.before)


def _put_back(work: UnitOfWork, run: list[Change]) -> None:
    table = METADATA.tables[run[0].table]
    if run[0].after is None:
        work.insert_many(table, [typed(table, change.before or {}) for change in run])
        return
    found = [typed(table, row) for row in current(work.connection, run) if row is not None]
    if run[0].before is None:
        if _stand_on(work, table, found):
            raise Refused("built_upon", table=table.name, seq=work.undoes)
        work.delete_many(table, found)
        return
    wanted = [typed(table, change.before or {}) for change in run]
    values = [{name: value for name, value in row.items() if name != "version"} for row in wanted]
    work.update_many(table, list(zip(found, values, strict=True)))


def _stand_on(work: UnitOfWork, table: Table, rows: Sequence[Row]) -> bool:
    """Whether anything stands on one of these rows; of many asked some at a time."""
    if table is not Tenure and table is not Person:
        return any(_stands_on(work, table, row) for row in rows)
    return any(
        (_proved if table is Tenure else _known)(work, rows[at : at + SLICE]) for at in range(0, len(rows), SLICE)
    )


def _proved(work: UnitOfWork, tenures: Sequence[Row]) -> bool:
    """Whether there is evidence for one of these tenures."""
    seats = select(Seat.c.election, Seat.c.unit).where(Seat.c.id.in_(sorted({row["seat_id"] for row in tenures})))
    places = work.connection.execute(seats.distinct()).all()
    same = and_(
        Evidence.c.election.in_(sorted({election for election, _ in places})),
        Evidence.c.unit.in_(sorted({unit for _, unit in places})),
        Evidence.c.tenure_id.in_(sorted(row["id"] for row in tenures)),
    )
    return work.connection.scalar(select(Evidence.c.id).where(same).limit(1)) is not None


def _known(work: UnitOfWork, people: Sequence[Row]) -> bool:
    """Whether anything else is known of one of these people."""
    ids = sorted(row["id"] for row in people)
    told = (
        Biodata.c.person_id, Paper.c.person_id, Tenure.c.person_id, Reserve.c.person_id, Call.c.person_id,
        Neutrality.c.person_id,
    )  # fmt: skip
    return any(
        work.connection.execute(select(column).where(column.in_(ids)).limit(1)).first() is not None for column in told
    )


def _stands_on(work: UnitOfWork, table: Table, row: Row) -> bool:
    """Whether something is said of a seat or a TPS that is about to go: it would be left without its item, and the next
    one with that number would inherit it. On an answer of the roll-call a decision may rest."""
    if table is Seat:
        same = and_(
            Evidence.c.election == row["election"], Evidence.c.unit == row["unit"], Evidence.c.slot == row["id"]
        )
    elif table is SignOff:
        same = and_(SignOff.c.election == row["election"], SignOff.c.day == row["day"], SignOff.c.at >= row["at"])
        above = select(SignOff.c.unit).where(same, SignOff.c.unit.in_(units.ancestors(row["unit"])))
        return work.connection.scalar(above.limit(1)) is not None
    elif table is Tps:
        said = [
            select(one.c.unit).where(one.c.election == row["election"], one.c.unit == row["code"]).limit(1)
            for one in OF_TPS
        ]
        return any(work.connection.scalar(one) is not None for one in said)
    else:
        return False
    return work.connection.scalar(select(Evidence.c.id).where(same).limit(1)) is not None


def _as_left(found: Row | None, after: Row | None) -> bool:
    """Whether the row still stands as the entry left it (its version may have grown by an undo)."""
    if found is None or after is None:
        return found is None and after is None
    return all(found[name] == value for name, value in after.items() if name != "version")
