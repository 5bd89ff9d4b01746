"""What happened since somebody last looked, by its consequence: what turned red or is in order again, what others
filled, emptied, proved; and which promises are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, func, select

from models import journal, prepared, units
from models.feed import last_seq
from models.queries import board, synergy, territory
from models.queries.synergy import CommitmentRow
from models.readiness import Colour
from models.rules.schema import Election
from models.tables import Bookmark, Journal

Seen = dict[str, dict[str, str]]
"""Unit → indicator → colour (``RED``, ``GREEN``, …)."""
MOST = 20_000
"""Journal entries that are summed up; of more the newest."""
REMEMBERED = 500
"""Entries of mine, and of others since, whose rows are compared; of more the newest."""
PROMISES = 20
_SHARED = {"seat", "report"}
"""Tables whose rows change with those of others: whoever fills a seat writes its version, whoever proves a report."""
_BOOKMARK = select(Bookmark.c.at, Bookmark.c.seq, Bookmark.c.seen).where(
    Bookmark.c.name == bindparam("name"), Bookmark.c.election == bindparam("election")
)
_JUDGED = {"GREEN", "YELLOW", "RED"}
_COUNTED = {
    "appoint": "filled", "appoint_many": "filled", "end": "emptied", "end_many": "emptied", "import": "filled",
    "evidence": "proved", "nihil": "proved", "confirm": "proved", "withdraw": "withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turned:
    """An indicator of a unit that has another colour than when it was last seen."""

    unit: str
    name: str
    code: str
    was: Colour
    now: Colour

    @property
    def worse(self) -> bool:
        """Whether it must be looked at."""
        return self.now is Colour.RED or self.was is Colour.GREEN


@dataclass(frozen=True, slots=True)
class Since:
    """``at``: when one last looked (UTC), None where that never was; ``turned``: first what got worse, in the order of
    places; ``mine``: who else changed rows that one had written, and how many; ``others``: what others did, by kind
    (filled, emptied, proved, withdrawn, other) → how much; ``by``: who they are; ``due``: promises that are due.
    ``seq`` and ``seen``: how it stands now."""

    at: datetime | None
    turned: tuple[Turned, ...]
    mine: Mapping[str, int]
    others: Mapping[str, int]
    by: tuple[str, ...]
    due: tuple[CommitmentRow, ...]
    seq: int
    seen: Seen

    @property
    def anything(self) -> bool:
        """Whether there is something to tell; promises alone were due before."""
        return self.at is not None and bool(self.turned or self.others)


def looked(connection: Connection, election: str, name: str) -> bool:
    """Whether ``name`` ever looked: whoever did not has nothing that is new to them."""
    return prepared.first(connection, _BOOKMARK, {"name": name, "election": election}) is not None


def since(connection: Connection, election: Election, unit: str, name: str, local: datetime) -> Since:
    """What ``name`` has not seen yet, at and below ``unit``. ``local``: the moment, aware."""
    names, seen = _colours(connection, election, unit, local)
    row = prepared.first(connection, _BOOKMARK, {"name": name, "election": election.code})
    seq = last_seq(connection)
    due = synergy.due(connection, election.code, unit, local.date(), limit=PROMISES)
    if row is None:
        return Since(None, (), {}, {}, (), due, seq, seen)
    at, seq_then, text = row
    before = msgspec.json.decode(text, type=Seen)
    turned = sorted(_turned(before, seen, names), key=lambda one: (not one.worse, one.now is not Colour.RED))
    others, by = _done(connection, election.code, unit, name, seq_then)
    mine = _mine(connection, election.code, unit, name, seq_then) if others else {}
    return Since(at, tuple(turned), mine, others, by, due, seq, seen)


def _colours(connection: Connection, election: Election, unit: str, local: datetime) -> tuple[Mapping[str, str], Seen]:
    """The areas of a place and their colours; from a province up only those right below it."""
    moment = board.moment_of(election, local)
    if moment.frozen:
        return {}, {}  # readiness stands as it was when polling opened
    below = [(one.code, one.name) for one in territory.children(connection, unit, election.code)]
    if units.level(unit) is units.Level.KOTA:
        for code, _name in tuple(below):
            below += [(one.code, one.name) for one in territory.children(connection, code, election.code)]
    path = territory.path(connection, unit)
    names = {unit: path[-1].name if path else unit}
    names |= {code: name for code, name in below if units.level(code) <= units.Level.KELURAHAN}
    counted = board.tallies(connection, election.code, list(names), moment)
    states = {code: board.state(election, code, name, counted.get(code, {}), moment) for code, name in names.items()}
    return names, {
        code: {rule: found.colour.name for rule, found in one.standing.assessments.items()}
        for code, one in states.items()
    }


def _turned(before: Seen, seen: Seen, names: Mapping[str, str]) -> Iterator[Turned]:
    """What is judged otherwise than before; a unit whose parts tell it already is left out."""
    for unit, colours in sorted(seen.items()):
        for code, now in colours.items():
            was = before.get(unit, {}).get(code, "NOT_YET")
            if was == now or not (now == "RED" or {was, now} <= _JUDGED):
                continue
            if any(_same(before, seen, other, code, was, now) for other in seen if units.parent(other) == unit):
                continue
            yield Turned(unit, names[unit], code, Colour[was], Colour[now])


def _same(before: Seen, seen: Seen, unit: str, code: str, was: str, now: str) -> bool:
    return before.get(unit, {}).get(code) == was and seen[unit].get(code) == now


@lru_cache(maxsize=2)
def _since(*what: ColumnElement[Any], limit: int) -> Select[Any]:
    """What others entered after an entry, at and below the place, the newest first; not what was undone since."""
    later, election = Journal.alias(), bindparam("election", type_=String)
    return (
        select(*what)
        .outerjoin_from(Journal, later, later.c.undoes == Journal.c.seq)
        .where(
            Journal.c.seq > bindparam("seq"),
            Journal.c.verb.not_in(("undo", "setup", "account", "export")),
            func.coalesce(Journal.c.election, election) == election,
            Journal.c.unit >= bindparam("low"),
            Journal.c.unit < bindparam("high"),
            later.c.seq.is_(None),
            Journal.c.actor != bindparam("name"),
        )
        .order_by(Journal.c.seq.desc())
        .limit(limit)
    )


def _asked(election: str, unit: str, name: str, seq: int) -> prepared.Values:
    low, high = units.span(unit)
    return {"election": election, "low": low, "high": high, "name": name, "seq": seq}


def _mine(connection: Connection, election: str, unit: str, name: str, seq: int) -> Mapping[str, int]:
    """Who changed rows that ``name`` had written before, and how many."""
    theirs = _since(Journal.c.seq, Journal.c.actor, Journal.c.changes, limit=REMEMBERED)
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    for row in prepared.records(connection, theirs, _asked(election, unit, name, seq)):
        for change in journal.changes_of(row.changes):
            if change.table not in _SHARED:
                found[_row(change)] = (row.seq, row.actor)  # down to the first who did
    if not found:
        return {}
    own = select(Journal.c.seq, Journal.c.changes).where(Journal.c.actor == name, Journal.c.verb != "undo")
    written: dict[tuple[str, ...], int] = {}
    for row in connection.execute(own.order_by(Journal.c.seq.desc()).limit(REMEMBERED)):
        for change in journal.changes_of(row.changes):
            if (key := _row(change)) in found and row.seq < found[key][0]:
                written.setdefault(key, row.seq)
    by: dict[str, int] = {}
    for key in written:
        by[found[key][1]] = by.get(found[key][1], 0) + 1
    return by


def _row(change: journal.Change) -> tuple[str, ...]:
    return (change.table, *(f"{column}={value}" for column, value in sorted(change.key.items())))


def _done(
    connection: Connection, election: str, unit: str, name: str, seq: int
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """What others did since that entry and did not undo, and who they are."""
    theirs = _since(Journal.c.actor, Journal.c.verb, Journal.c.detail, limit=MOST)
    rows = prepared.rows(connection, theirs, _asked(election, unit, name, seq))
    done: dict[str, int] = {}
    by: dict[str, None] = {}
    for actor, verb, text in rows:
        detail = journal.detail_of(text)
        kind = _COUNTED.get(verb, "other")
        many = int(detail.get("appointed" if verb == "import" else "count", 1) or 0) if kind != "other" else 1
        done[kind] = done.get(kind, 0) + many
        by[actor] = None
    return {kind: many for kind, many in done.items() if many}, tuple(by)
