"""Undo: my own last change, unless something was built upon it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models import journal
from models.errors import Refused
from models.journal import Change, Row
from models.rules.schema import Election
from models.tables import Base, Journal, Report
from models.uow import UnitOfWork, current, typed

NEVER = ("undo", "setup", "upgrade")


def last_of(work: UnitOfWork) -> Row:
    """The actor's last entry that is not undone yet. Raises Refused: nothing_to_undo."""
    later = aliased(Journal)
    found = (
        work.connection.execute(
            select(Journal.__table__)
            .outerjoin(later, later.undoes == Journal.seq)
            .where(Journal.actor == work.actor.name, Journal.verb.not_in(NEVER), later.seq.is_(None))
            .order_by(Journal.seq.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    if found is None:
        raise Refused("nothing_to_undo")
    return dict(found)


def undo_last(work: UnitOfWork, elections: Mapping[str, Election]) -> Row:
    """Put back what the actor's last change found; returns the entry that was undone.

    Raises Refused: nothing_to_undo, built_upon (somebody changed one of its rows since).
    """
    entry = last_of(work)
    work.undoes, work.unit, work.election = entry["seq"], entry["unit"], elections.get(entry["election"])
    for change in reversed(journal.changes_of(entry["changes"])):
        _put_back(work, change)
    work.moved(journal.moves_of(entry["moves"]))
    work.detail = {"verb": entry["verb"], "seq": entry["seq"], "was": journal.detail_of(entry["detail"])}
    return entry


def _put_back(work: UnitOfWork, change: Change) -> None:
    found = current(work.connection, change)
    table = next(one for one in Base.__subclasses__() if one.__tablename__ == change.table)
    if table is Report and (change.before is not None or found != change.after):
        return  # the area reported again since, or before: that stands whatever becomes of this entry
    if not _as_left(found, change.after):
        raise Refused("built_upon", table=change.table, seq=work.undoes)
    if change.before is None:
        assert found is not None
        work.delete(table, typed(table, found))
    elif change.after is None:
        work.insert(table, typed(table, change.before))
    else:
        assert found is not None
        values = {name: value for name, value in typed(table, change.before).items() if name != "version"}
        work.update(table, typed(table, found), **values)


def _as_left(found: Row | None, after: Row | None) -> bool:
    """Whether the row still stands as the entry left it (its version may have grown by an undo)."""
    if found is None or after is None:
        return found is None and after is None
    return all(found[name] == value for name, value in after.items() if name != "version")
