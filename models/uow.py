"""The unit of work: one write is one transaction, one journal entry, and the tallies it moves.

Services write through ``insert``, ``update`` and ``delete`` here; each row is remembered before and after, which
makes the journal, undo and the past. Nothing writes around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Table, and_, bindparam, func, select
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import update as sql_update

from models import access, bulk, journal, prepared, tally, units
from models.actor import Actor
from models.clock import Clock, at_place, local, stored
from models.database import Database
from models.errors import Clash, Refused
from models.journal import Change, Row
from models.relocate import relocate, remove
from models.rules.schema import Election
from models.tables import METADATA, Journal, JournalUnit, Region

SLICE = 500
"""Values of one list in a statement: any SQLite accepts as many."""
MANY = 200
"""Rows from which on the engine's own way to take many is the quicker one."""
_PLAIN = frozenset({str, int, bool, type(None)})
"""What stands in an image as it is."""


class UnitOfWork:
    """A write in progress. ``election`` may be None for a write that belongs to no single one.

    ``moment``: that of the write, aware. ``now`` is the same as stored (UTC), ``local`` in the time of ``unit``.
    """

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        verb: str,
        unit: str,
        election: Election | None,
        moment: datetime,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.verb = verb
        self.unit = unit
        self.election = election
        self.moment = moment
        self.local = at_place(moment, unit)
        self.now = stored(moment)
        self.detail: Row = {}
        self.undoes: int | None = None
        self.set_up = False
        """Whether rows were set up or taken out, which the journal keeps no images of: the entry is written anyhow."""
        self.seq: int | None = None
        self.changes: list[Change] = []
        self._moves: set[tuple[str, str]] = set()
        self._told: set[tuple[str, str]] = set()
        """Moves that stand in entries written by ``part``."""
        self._stood: dict[str, tally.Kept] = {}
        self._whole: set[tuple[str, str]] = set()
        self._units: set[str] = set()
        self._ids: dict[str, int] = {}

    @property
    def today(self) -> date:
        return self.local.date()

    def insert(self, table: Table, row: Row) -> Row:
        """Insert one row; returns it whole, numbered where its table is and it was not."""
        if "version" in table.c:
            row = {"version": 1, **row}
        if "id" in table.c and "id" not in row:
            row = {**row, "id": self.next_id(table)}
        self._insert(table, [row])
        self._note(table, row, None, row)
        return row

    def next_id(self, table: Table) -> int:
        """The next free number of a table: nobody else gives any, for the write lock is ours."""
        if table.name not in self._ids:
            ((last,),) = prepared.rows(self.connection, _last_id(table), {})
            self._ids[table.name] = last or 0
        self._ids[table.name] += 1
        return self._ids[table.name]

    def insert_many(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows in one statement, numbered where their table is and they are not."""
        if rows and "id" in table.c and "id" not in rows[0]:
            rows = [{**row, "id": self.next_id(table)} for row in rows]
        if len(rows) >= MANY and _complete(table, rows[0]):
            names = list(rows[0])
            bulk.load(self.connection, table, names, (tuple(row[name] for name in names) for row in rows))
        elif rows:
            self._insert(table, rows)
        for row in rows:
            self._note(table, row, None, row)

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows that name the same columns; of those that they leave out the table's defaults hold."""
        left = {name: value for name, value in _defaults(table).items() if name not in rows[0]}
        whole = [{**left, **row} for row in rows] if left else rows
        prepared.send(self.connection, _insertion(table, tuple(sorted(whole[0]))), whole)

    def get(self, table: Table, **key: Any) -> Row | None:
        """The row of that key as it stands in this transaction."""
        found = prepared.first(self.connection, _by_key(table, tuple(key)), key)
        return dict(zip(table.c.keys(), found, strict=True)) if found else None

    def update(self, table: Table, before: Row, **values: Any) -> Row:
        """Change a row that was read with ``get``; grows its version. Returns the row as it is then."""
        return self.update_many(table, [(before, values)])[0]

    def update_many(self, table: Table, pairs: Sequence[tuple[Row, Row]]) -> list[Row]:
        """Change several rows, given as (row as read, new values); all must name the same columns."""
        if not pairs:
            return []
        versioned = "version" in table.c
        names = set(pairs[0][1]) | ({"version"} if versioned else set())
        done = [{**before, **values} for before, values in pairs]
        if versioned:
            done = [{**row, "version": row["version"] + 1} for row in done]
        prepared.send(
            self.connection,
            _change(table, tuple(sorted(names))),
            [{**{f"k_{k}": row[k] for k in _keys(table)}, **{f"v_{n}": row[n] for n in names}} for row in done],
        )
        for (before, _), row in zip(pairs, done, strict=True):
            changed = [name for name in row if row[name] != before.get(name)]
            self._note(table, before, {n: before.get(n) for n in changed}, {n: row[n] for n in changed})
        return done

    def delete(self, table: Table, before: Row) -> None:
        """Remove a row that was read with ``get``; the journal keeps it."""
        self.delete_many(table, [before])

    def delete_many(self, table: Table, rows: Sequence[Row]) -> None:
        """Remove several rows that were read."""
        prepared.send(self.connection, _removal(table), [{f"k_{k}": row[k] for k in _keys(table)} for row in rows])
        for row in rows:
            self._note(table, row, row, None)

    def watch(self, codes: Iterable[str], unit: str) -> None:
        """Look at a unit of which a few rows are about to change: what it adds to the tallies of these codes is known
        from then on, and its area need not be counted as a whole. Only before the first change there."""
        if units.level(units.area(unit)) is units.Level.KELURAHAN and unit not in self._stood:
            self._stood[unit] = tally.stands(self.connection, self.rules, codes, unit)

    def touch(self, codes: Iterable[str], unit: str) -> None:
        """Say that the tallies of these codes may have moved in the area of ``unit``."""
        found = units.area(unit)
        moves = {(code, found) for code in codes}
        stood = self._stood.get(unit, {})
        self._moves |= moves
        self._whole.update(move for move in moves if move[0] not in stood)
        self._units.add(unit)

    def moved(self, moves: Iterable[tuple[str, str]]) -> None:
        """The same for (code, area) pairs of another entry, when it is undone."""
        self._moves.update(moves)
        self._whole.update(self._moves)
        self._units.update(area for _, area in self._moves)

    @property
    def rules(self) -> Election:
        """The election of this write; it must have one."""
        assert self.election is not None, self.verb
        return self.election

    def clash(self, *, what: str, field: str, mine: object, theirs: object, unit: str) -> Clash:
        """The error for a row that is no longer as the user saw it: both values, who wrote last, and when."""
        by, at = self.last_writer(unit)
        return Clash("changed", what=what, field=field, mine=mine, theirs=theirs, by=by, at=at)

    def last_writer(self, unit: str) -> tuple[str | None, datetime | None]:
        """Who wrote last about a unit, and when, in the time of the unit written about."""
        found = self.connection.execute(
            select(Journal.c.actor, Journal.c.at)
            .join(JournalUnit, JournalUnit.c.seq == Journal.c.seq)
            .where(JournalUnit.c.unit == unit)
            .order_by(JournalUnit.c.seq.desc())
            .limit(1)
        ).first()
        return (found.actor, local(found.at, self.local.tzinfo)) if found else (None, None)

    def until_today(self, day: date) -> None:
        """Raises Refused (date_future) for a day that is still to come."""
        if day > self.today:
            raise Refused("date_future", day=day, today=self.today)

    def as_shown(
        self, now: Row | None, version: int | None, *, what: str, field: str, mine: object, theirs: object, unit: str
    ) -> None:
        """Raises Clash unless the row still has the version that was shown (None: there was none)."""
        if version != (now["version"] if now is not None else None):
            raise self.clash(what=what, field=field, mine=mine, theirs=theirs, unit=unit)

    def unchanged(self, now: Row, mine: Row, seen: Mapping[str, Any], *, what: str, unit: str) -> None:
        """Raises Clash for the fields of ``mine`` that somebody else set to something else than was ``seen``: those
        may be chosen one by one."""
        fields = {
            name: (value, now.get(name))
            for name, value in mine.items()
            if name in seen and seen[name] != now.get(name) and now.get(name) != value
        }
        if fields:
            raise self.contested(fields, what=what, unit=unit)

    def contested(self, fields: Mapping[str, tuple[Any, Any]], *, what: str, unit: str) -> Clash:
        """The error for fields (name → mine, theirs) that two people set otherwise; it tells the first, and all in
        ``fields``."""
        name, (mine, theirs) = next(iter(fields.items()))
        clash = self.clash(what=what, field=name, mine=mine, theirs=theirs, unit=unit)
        return Clash(clash.code, **clash.detail, fields=dict(fields))

    def part(self) -> int | None:
        """Write what changed so far as an entry of its own, so that memory does not grow with a write of very many
        rows. The tallies of all parts move when the write is finished."""
        if not self.changes and self.undoes is None:
            return None
        access.inside(self.actor, self.verb, self._units)
        self._write({}, {})
        self._told |= self._moves
        self.changes, self.undoes = [], None
        self._moves, self._units = set(), set()
        return self.seq

    def finish(self) -> int | None:
        """Write the journal entry and the tallies. A write that changed nothing leaves no entry, unless it
        undoes one: else that one would be the next to undo for ever."""
        access.inside(self.actor, self.verb, self._units or {self.unit})
        entry = bool(self.changes) or self.undoes is not None or self.set_up
        moves = self._moves | self._told
        if not entry and not self._told:
            return None
        regions: dict[str, bool] = {}
        tallies: dict[str, tally.Kept] = {}
        if self.election is not None and moves:
            regions, tallies = tally.refreshed(self.connection, self.election, moves, self._known())
        if entry:
            return self._write(regions, tallies)
        if self.election is not None:
            tally.store(self.connection, self.election, tallies, self.moment)
        return self.seq

    def _write(self, regions: Mapping[str, bool], tallies: dict[str, tally.Kept]) -> int:
        """Append an entry of the changes at hand, and store tallies. ``regions``: of some it is known whether they are
        in this database."""
        concerned = {self.unit, *self._units}
        concerned |= {up for unit in concerned for up in units.ancestors(unit)}
        here = {unit for unit, is_here in regions.items() if is_here}
        asked = sorted(unit for unit in concerned - regions.keys() if units.level(unit) is not units.Level.TPS)
        if asked:
            here |= set(self.connection.scalars(select(Region.c.code).where(Region.c.code.in_(asked))))
        entry = journal.Entry(
            self.now,
            self.actor.name,
            self.verb,
            self.election.code if self.election else None,
            self.unit,
            self.detail,
            self.changes,
            sorted(self._moves),
            self.undoes,
        )
        at = journal.end(self.connection)
        with bulk.together(self.connection):
            if self.election is not None and tallies:
                tally.store(self.connection, self.election, tallies, self.moment)
            self.seq = journal.append(self.connection, entry, (here & concerned) | {self.unit, *self._units}, at)
        return self.seq

    def _known(self) -> dict[str, tally.Kept]:
        """What stood at the watched units, without what others of their areas moved as well."""
        known = {
            unit: {code: was for code, was in stood.items() if (code, units.area(unit)) in self._moves - self._whole}
            for unit, stood in self._stood.items()
        }
        return {unit: stood for unit, stood in known.items() if stood}

    def _note(self, table: Table, row: Row, before: Row | None, after: Row | None) -> None:
        key = _plain(_key(table, row))
        assert key is not None
        self.changes.append(Change(str(table.name), key, _plain(before), _plain(after)))


@contextmanager
def unit_of_work(
    database: Database,
    clock: Clock,
    actor: Actor,
    verb: str,
    unit: str,
    election: Election | None = None,
) -> Iterator[UnitOfWork]:
    """One write: access is checked, then everything in the block happens or nothing does. The role that counts is the
    one that the actor's account has by now.

    Raises AccessDenied, Clash, Refused from the services within, and StorageError.
    """
    access.check(actor, verb, unit)
    with database.begin_write() as connection:
        found = access.standing(connection, actor)
        access.check(found, verb, unit)
        work = UnitOfWork(connection, found, verb, unit, election, clock.now())
        yield work
        work.finish()


def apply(connection: Connection, change: Change, *, forward: bool) -> None:
    """Lay one change over the database: its before-image (``forward`` False) or its after-image."""
    table = METADATA.tables[change.table]
    if table is Journal:  # what was erased from an entry is gone for good
        return
    if table is Region and _of_territory(connection, change, forward=forward):
        return
    to = change.after if forward else change.before
    come_from = change.before if forward else change.after
    key = _typed(table, change.key)
    if to is None:
        connection.execute(sql_delete(table).where(_same(table, key)))
    elif come_from is None:
        connection.execute(sql_insert(table).values(_typed(table, to)))
    else:
        connection.execute(sql_update(table).where(_same(table, key)).values(_typed(table, to)))


def _of_territory(connection: Connection, change: Change, *, forward: bool) -> bool:
    """A change of a region that stands for all rows at its code: another code, or a region that was set up later, which
    goes with all that stands below it where its key says ``whole``. Whether it was one."""
    old, new = (change.before or {}).get("code"), (change.after or {}).get("code")
    if old and new:
        relocate(connection, *((old, new) if forward else (new, old)))
        return True
    if change.before is None and not forward and "whole" in change.key:
        remove(connection, change.key["code"], below=change.key["whole"])
        return True
    return False


def current(connection: Connection, changes: Sequence[Change]) -> list[Row | None]:
    """The rows of changes of one table as they stand now, in the form of their images; None where there is none."""
    table = METADATA.tables[changes[0].table]
    keys = [column.name for column in table.primary_key]
    found: dict[tuple[Any, ...], Row] = {}
    wanted = [_typed(table, change.key) for change in changes]
    if len(keys) == 1:
        name = keys[0]
        for at in range(0, len(wanted), SLICE):
            values = [key[name] for key in wanted[at : at + SLICE]]
            for row in connection.execute(select(table).where(table.c[name].in_(values))).mappings():
                found[(row[name],)] = _plain(dict(row)) or {}
    else:
        for key in wanted:
            for row in connection.execute(select(table).where(_same(table, key))).mappings():
                found[tuple(key[name] for name in keys)] = _plain(dict(row)) or {}
    return [found.get(tuple(key[name] for name in keys)) for key in wanted]


@lru_cache(maxsize=64)
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@lru_cache(maxsize=64)
def _defaults(table: Table) -> Row:
    """What SQLAlchemy alone knows of columns that a row leaves out."""
    known: Any = [(column.name, column.default) for column in table.c if column.default is not None]
    return {name: default.arg for name, default in known if default.is_scalar}


@lru_cache(maxsize=64)
def _last_id(table: Table) -> Any:
    return select(func.max(table.c.id))


@lru_cache(maxsize=256)
def _insertion(table: Table, names: tuple[str, ...]) -> Any:
    return sql_insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names}).inline()


@lru_cache(maxsize=256)
def _by_key(table: Table, names: tuple[str, ...]) -> Any:
    return select(table).where(*(table.c[name] == bindparam(name) for name in names))


@lru_cache(maxsize=256)
def _change(table: Table, names: tuple[str, ...]) -> Any:
    setting: dict[str, Any] = {name: bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
    return sql_update(table).where(_is(table)).values(setting)


@lru_cache(maxsize=64)
def _removal(table: Table) -> Any:
    return sql_delete(table).where(_is(table))


def _is(table: Table) -> Any:
    """SQL: the row of that key, of which each column is a parameter ``k_`` and its name."""
    return and_(*(table.c[name] == bindparam(f"k_{name}") for name in _keys(table)))


def _key(table: Table, row: Mapping[str, Any]) -> Row:
    return {name: row[name] for name in _keys(table)}


def _complete(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a row leaves nothing to the defaults that only SQLAlchemy knows."""
    return all(column.name in row or column.nullable or column.server_default is not None for column in table.c)


def _same(table: Table, key: Mapping[str, Any]) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _plain(row: Mapping[str, Any] | None) -> Row | None:
    if row is None:
        return None
    return {str(name): value if type(value) in _PLAIN else journal.plain_value(value) for name, value in row.items()}


def typed(table: Table, row: Mapping[str, Any]) -> Row:
    """An image of a row, as the journal keeps it, with its dates turned back."""
    return _typed(table, row)


def _typed(table: Table, row: Mapping[str, Any]) -> Row:
    found: Row = {}
    for name, value in row.items():
        kind = table.c[name].type
        if isinstance(value, str) and isinstance(kind, DateTime):
            found[name] = datetime.fromisoformat(value)
        elif isinstance(value, str) and isinstance(kind, Date):
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found
