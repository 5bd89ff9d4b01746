"""The journal's entries: how one is written, chained, read back and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, insert, select, update

from models import prepared
from models.tables import Journal, JournalUnit

START = "0" * 64
"""What the first entry has for a previous hash."""

Row = dict[str, Any]


class Change(msgspec.Struct, frozen=True, array_like=True):
    """One row before and after: the whole row when it was made or removed, else the columns that changed.

    ``key`` is the primary key by column. Dates are ISO text here; the unit of work turns them back.
    """

    table: str
    key: Row
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to write. ``detail`` holds the facts of its sentence; ``moves`` (code, area) pairs whose tallies
    it touched; ``units`` are the units besides ``unit`` that it concerns."""

    at: datetime
    actor: str
    verb: str
    election: str | None
    unit: str
    detail: Row
    changes: list[Change]
    moves: list[tuple[str, str]]
    undoes: int | None = None


def digest(*parts: object) -> str:
    """SHA-256 of the parts, each framed by its length so that no two lists of parts look alike."""
    found = hashlib.sha256()
    for part in parts:
        text = b"" if part is None else str(part).encode()
        found.update(b"%d:" % len(text) + text)
    return found.hexdigest()


def _sealed(seq: int, row: Row) -> str:
    return digest(
        row["previous"],
        seq,
        row["at"].isoformat(timespec="milliseconds"),
        row["actor"],
        row["verb"],
        row["election"],
        row["unit"],
        row["undoes"],
        row["moves"],
        row["body"],
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def end(connection: Connection) -> tuple[int, str]:
    """Where the next entry goes: its number, and the hash of the one before it."""
    last = prepared.first(connection, _last(), {})
    return (last[0] + 1, last[1]) if last else (1, START)


@lru_cache(maxsize=1)
def _last() -> Any:
    return select(Journal.c.seq, Journal.c.hash).order_by(Journal.c.seq.desc()).limit(1)


@lru_cache(maxsize=2)
def _insertion(table: Table) -> Any:
    return insert(table).values({column.name: bindparam(column.name, type_=column.type) for column in table.c}).inline()


def append(connection: Connection, entry: Entry, units: Iterable[str], at: tuple[int, str] | None = None) -> int:
    """Write an entry at the end of the chain (``at``), seen from every unit in ``units``. Returns its number."""
    seq, previous = at or end(connection)
    detail, changes = _text(entry.detail), _text(entry.changes)
    row: Row = {
        "seq": seq,
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb,
        "election": entry.election,
        "unit": entry.unit,
        "undoes": entry.undoes,
        "detail": detail,
        "changes": changes,
        "moves": _text(sorted(set(entry.moves))),
        "body": digest(detail, changes),
        "previous": previous,
    }
    prepared.send(connection, _insertion(Journal), [{**row, "hash": _sealed(seq, row)}])
    prepared.send(connection, _insertion(JournalUnit), [{"unit": unit, "seq": seq} for unit in sorted(set(units))])
    return seq


def changes_of(text: str) -> list[Change]:
    """The changes of an entry from their stored text."""
    return msgspec.json.decode(text, type=list[Change])


def moves_of(text: str) -> list[tuple[str, str]]:
    """The (code, area) pairs of an entry from their stored text."""
    return msgspec.json.decode(text, type=list[tuple[str, str]])


def detail_of(text: str) -> Row:
    """The facts of an entry's sentence from their stored text."""
    return msgspec.json.decode(text, type=dict[str, Any])


def plain_value(value: object) -> object:
    """A column's value as it stands in a Change: dates and moments as ISO text."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, date) else value


ERASING = "erase_journal"
"""The verb of entries that say of others what is left of them: what they changed is ``body`` of rows of the journal."""


def is_erased(row: Mapping[Any, Any]) -> bool:
    """Whether an entry is no longer as it was written: personal data were erased from it (or somebody altered it)."""
    return bool(row["body"] != digest(row["detail"], row["changes"]))


def rewrite(connection: Connection, seq: int, detail: Row, changes: list[Change]) -> Change:
    """Put what is left of an entry in its place. ``body`` stays as it was written, so the chain holds; the change
    that is returned belongs into an entry that says so."""
    texts = {"detail": _text(detail), "changes": _text(changes)}
    connection.execute(update(Journal).where(Journal.c.seq == seq).values(texts))
    return Change(str(Journal.name), {"seq": seq}, None, {"body": digest(*texts.values())})


def erasures(connection: Connection) -> dict[int, str]:
    """Entries that were erased, by their number, and the digest of what is left of each."""
    found: dict[int, str] = {}
    columns = (Journal.c.detail, Journal.c.changes, Journal.c.body)
    said = select(*columns).where(Journal.c.verb == ERASING).order_by(Journal.c.seq)
    with connection.execute(said.execution_options(yield_per=50)) as rows:
        for row in rows.mappings():
            if not is_erased(row):  # else somebody altered it: it proves nothing
                found.update((one.key["seq"], (one.after or {})["body"]) for one in changes_of(row["changes"]))
    return found


def broken(connection: Connection, progress: Callable[[], object] | None = None) -> Iterator[tuple[int, str]]:
    """Entries that do not fit the chain: (number, "gap" | "previous" | "body" | "hash"). Streams the journal;
    ``progress`` is called with each entry. What was erased must be as the entry that erased it left it."""
    left = erasures(connection)
    previous, expected = START, 1
    with connection.execute(select(Journal).order_by(Journal.c.seq).execution_options(yield_per=500)) as found:
        for one in found:
            row = dict(one._mapping)
            if row["seq"] != expected:
                yield row["seq"], "gap"
            if row["previous"] != previous:
                yield row["seq"], "previous"
            if is_erased(row) and left.get(row["seq"]) != digest(row["detail"], row["changes"]):
                yield row["seq"], "body"
            if row["hash"] != _sealed(row["seq"], row):
                yield row["seq"], "hash"
            previous, expected = row["hash"], row["seq"] + 1
            if progress is not None:
                progress()
