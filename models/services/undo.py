"""Undo: my own last change, unless something was built upon it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, and_, select

from models import journal
from models.errors import Refused
from models.journal import Change, Row
from models.rules.schema import Election
from models.tables import METADATA, Evidence, Journal, Report, Seat, Tenure, Tps
from models.uow import UnitOfWork, current, typed

NEVER = ("undo", "setup", "upgrade", "edition")


def last_of(work: UnitOfWork) -> Row:
    """The actor's last entry that is not undone yet. Raises Refused: nothing_to_undo, built_upon."""
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
    edition = select(Journal.c.seq).where(Journal.c.verb == "edition", Journal.c.seq > found["seq"]).limit(1)
    if work.connection.scalar(edition) is not None:  # codes have changed since: its rows may stand elsewhere
        raise Refused("built_upon", seq=found["seq"])
    return dict(found)


def undo_last(work: UnitOfWork, elections: Mapping[str, Election]) -> Row:
    """Put back what the actor's last change found; returns the entry that was undone.

    Raises Refused: nothing_to_undo, built_upon (somebody changed one of its rows since).
    """
    entry = last_of(work)
    work.undoes, work.unit, work.election = entry["seq"], entry["unit"], elections.get(entry["election"])
    changes = journal.changes_of(entry["changes"])[::-1]
    for change in _checked(work, changes):
        _put_back(work, change)
    work.moved(journal.moves_of(entry["moves"]))
    work.detail = {"verb": entry["verb"], "seq": entry["seq"], "was": journal.detail_of(entry["detail"])}
    return entry


def _checked(work: UnitOfWork, changes: list[Change]) -> list[Change]:
    """What to put back, newest first; looked at as a whole before the first row moves. An area that reported
    again since stays reported, whatever becomes of this entry."""
    seen: set[tuple[str, str]] = set()
    again: set[tuple[str, str]] = set()
    for change in changes:
        row = (change.table, str(sorted(change.key.items())))
        if row in seen:
            continue  # only the last of several changes to a row can be compared with what stands there
        seen.add(row)
        if not _as_left(current(work.connection, change), change.after):
            if change.table != Report.name:
                raise Refused("built_upon", table=change.table, seq=work.undoes)
            again.add(row)
    return [one for one in changes if (one.table, str(sorted(one.key.items()))) not in again]


def _put_back(work: UnitOfWork, change: Change) -> None:
    found = current(work.connection, change)
    table = METADATA.tables[change.table]
    if change.before is None:
        assert found is not None
        if _stands_on(work, table, found):
            raise Refused("built_upon", table=change.table, seq=work.undoes)
        work.delete(table, typed(table, found))
    elif change.after is None:
        work.insert(table, typed(table, change.before))
    else:
        assert found is not None
        values = {name: value for name, value in typed(table, change.before).items() if name != "version"}
        work.update(table, typed(table, found), **values)


def _stands_on(work: UnitOfWork, table: Table, row: Row) -> bool:
    """Whether somebody recorded evidence for a tenure, a seat or a TPS that is about to go: it would be left
    without its item, and the next one with that number would inherit it."""
    if table is Tenure:
        place = select(Seat.c.election, Seat.c.unit).where(Seat.c.id == row["seat_id"]).subquery()
        same = and_(
            Evidence.c.election == select(place.c.election).scalar_subquery(),
            Evidence.c.unit == select(place.c.unit).scalar_subquery(),
            Evidence.c.tenure_id == row["id"],
        )
    elif table is Seat:
        same = and_(
            Evidence.c.election == row["election"], Evidence.c.unit == row["unit"], Evidence.c.slot == row["id"]
        )
    elif table is Tps:
        same = and_(Evidence.c.election == row["election"], Evidence.c.unit == row["code"])
    else:
        return False
    return work.connection.scalar(select(Evidence.c.id).where(same).limit(1)) is not None


def _as_left(found: Row | None, after: Row | None) -> bool:
    """Whether the row still stands as the entry left it (its version may have grown by an undo)."""
    if found is None or after is None:
        return found is None and after is None
    return all(found[name] == value for name, value in after.items() if name != "version")
