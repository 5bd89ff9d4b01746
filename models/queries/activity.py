"""The journal as its readers need it: newest first, from one unit's view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, func, select, union_all

from models import journal, prepared, text, units
from models.actor import REHEARSAL
from models.items import Rows
from models.queries import territory
from models.tables import Evidence, Journal, JournalUnit, Person, Region, Seat, Tenure
from models.units import area

_FIRST = select(Journal.c.actor).order_by(Journal.c.seq).limit(1)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. ``at`` is as stored (UTC); ``detail`` holds the facts of its sentence; ``undone``: taken back."""

    seq: int
    at: datetime
    actor: str
    verb: str
    election: str | None
    unit: str
    unit_name: str
    detail: dict[str, Any]
    undone: bool


def rehearsed(connection: Connection) -> bool:
    """Whether everything here is made up: the first entry of the journal is that of a rehearsal."""
    return prepared.first(connection, _FIRST, {}) == (REHEARSAL,)


@dataclass(frozen=True, slots=True)
class Only:
    """Which entries: of this account, of these verbs, from ``since`` (stored, UTC) until before ``until``; whatever is
    left out may be anything."""

    actor: str = ""
    verbs: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


ALL = Only()
TRIED = 2_000
"""Entries of an account or kind that are looked at one by one, whether they concern the unit, before the entries of the
unit are gone through instead."""
AT_ONCE = 500
_SHOWN = (Journal.c.seq, Journal.c.at, Journal.c.actor, Journal.c.verb, Journal.c.election, Journal.c.unit,
          Journal.c.detail)  # fmt: skip
"""Not the changes: those of an import are megabytes."""


def entries(
    connection: Connection,
    unit: str,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
    only: Only = ALL,
) -> tuple[EntryRow, ...]:
    """Entries that concern a unit, newest first: the ``limit`` before entry ``before`` (keyset), or the
    ``limit`` nearest after entry ``after``."""
    bounds = _bounds(connection, only, before, after)
    if bounds is None:
        return ()
    seqs = _matching(connection, unit, only, bounds, limit) if only.actor or only.verbs else None
    statement, asked = _concerning(ascending=bounds.ascending), {"unit": unit, "limit": limit}
    rows: Sequence[Any]
    if seqs is not None:
        rows = connection.execute(statement.where(JournalUnit.c.seq.in_(seqs)), asked).all()
    elif conditions := [*bounds.of(JournalUnit.c.seq), *_kept(only)]:
        rows = connection.execute(statement.where(*conditions), asked).all()
    else:
        rows = prepared.records(connection, statement, asked)
    if bounds.ascending:
        rows = rows[::-1]
    names = territory.names(connection, {area(row.unit) for row in rows})
    return tuple(
        EntryRow(
            row.seq,
            row.at,
            row.actor,
            row.verb,
            row.election,
            row.unit,
            names.get(area(row.unit), row.unit),
            journal.detail_of(row.detail),
            row.undone_by is not None,
        )
        for row in rows
    )


@lru_cache(maxsize=2)  # a live board asks it with every change
def _concerning(*, ascending: bool) -> Select[Any]:
    """Entries that concern a unit, from one end."""
    later, seq = Journal.alias(), JournalUnit.c.seq
    return (
        select(*_SHOWN, later.c.seq.label("undone_by"))
        .join(JournalUnit, JournalUnit.c.seq == Journal.c.seq)
        .outerjoin(later, later.c.undoes == Journal.c.seq)
        .where(JournalUnit.c.unit == bindparam("unit"))
        .order_by(seq.asc() if ascending else seq.desc())
        .limit(bindparam("limit", type_=Integer))
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Between which numbers entries lie, both left out, and from which end they are wanted."""

    low: int | None
    high: int | None
    ascending: bool

    def of(self, seq: ColumnElement[int]) -> list[ColumnElement[bool]]:
        low = [] if self.low is None else [seq > self.low]
        return low if self.high is None else [*low, seq < self.high]

    def order(self, seq: ColumnElement[int]) -> ColumnElement[int]:
        return seq.asc() if self.ascending else seq.desc()


def _bounds(connection: Connection, only: Only, before: int | None, after: int | None) -> _Bounds | None:
    """None: nothing lies there. A time span is one of numbers, but for clocks that went wrong: those it spans too."""
    spans = ([] if only.since is None else [Journal.c.at >= only.since]) + (
        [] if only.until is None else [Journal.c.at < only.until]
    )
    low, high = after, before
    if spans:
        seq = Journal.c.seq + 0  # so that the moments are gone through, and not all numbers from either end
        first, last = connection.execute(select(func.min(seq), func.max(seq)).where(*spans)).one()
        if first is None:
            return None
        low, high = max(first - 1, low or 0), min(last + 1, high or last + 1)
    return _Bounds(low, high, after is not None)


def _kept(only: Only) -> list[ColumnElement[bool]]:
    """The conditions, so that no index of theirs is walked for them (``+ ""``)."""
    found: list[ColumnElement[bool]] = []
    if only.actor:
        found.append(Journal.c.actor + "" == only.actor)
    if only.verbs:
        found.append((Journal.c.verb + "").in_(only.verbs))
    if only.since is not None:
        found.append(Journal.c.at >= only.since)
    if only.until is not None:
        found.append(Journal.c.at < only.until)
    return found


def _matching(connection: Connection, unit: str, only: Only, bounds: _Bounds, limit: int) -> list[int] | None:
    """The numbers of the entries that are wanted, found among the nearest of the account or of the verbs; None where
    those do not tell (they are many, and few of them concern the unit)."""
    nearest = list(connection.scalars(_nearest(only, bounds)))
    found: list[int] = []
    for at in range(0, len(nearest), AT_ONCE):
        some = select(JournalUnit.c.seq).where(
            JournalUnit.c.unit == unit, JournalUnit.c.seq.in_(nearest[at : at + AT_ONCE])
        )
        found += connection.scalars(some.order_by(bounds.order(JournalUnit.c.seq)))
        if len(found) >= limit:
            return found[:limit]
    return found if len(nearest) < TRIED else None


def _nearest(only: Only, bounds: _Bounds) -> Select[int]:
    """The nearest entries of an account, or else of each verb, from an index each."""
    order, within = bounds.order(Journal.c.seq), bounds.of(Journal.c.seq)
    rest = _kept(replace(only, actor="", verbs=only.verbs if only.actor else ()))
    if only.actor:
        return select(Journal.c.seq).where(Journal.c.actor == only.actor, *within, *rest).order_by(order).limit(TRIED)
    each = [
        select(
            select(Journal.c.seq)
            .where(Journal.c.verb == verb, *within, *rest)
            .order_by(order)
            .limit(TRIED)
            .subquery()
            .c.seq
        )
        for verb in only.verbs
    ]
    found = union_all(*each).subquery()
    return select(found.c.seq).order_by(bounds.order(found.c.seq)).limit(TRIED)


def actor_like(connection: Connection, word: str) -> str | None:
    """The account in the journal that is called so, or the first one whose name begins so."""
    found = select(Journal.c.actor).where(Journal.c.actor >= word, Journal.c.actor < word + "\x7f")
    return connection.scalar(found.order_by(Journal.c.actor).limit(1))


def region_like(connection: Connection, word: str, within: str) -> tuple[str, str] | None:
    """Code and name of the widest region at or below a unit that has this code or name, or whose name begins so."""
    low, high = units.span(within)
    key = text.key(word)
    here = select(Region.c.code, Region.c.name).where(Region.c.code >= low, Region.c.code < high)
    named = (Region.c.code == word) | (Region.c.name_key == key)
    for wanted in (
        named,
        Region.c.name_key.startswith(key, autoescape=True),
        Region.c.name_key.contains(key, autoescape=True),
    ):
        row = connection.execute(here.where(wanted).order_by(Region.c.level, Region.c.code).limit(1)).first()
        if row is not None and key:
            return row.code, row.name
    return None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row that an entry changed. ``before`` None: it was made; ``after`` None: it was removed; else both hold the
    columns that changed. Days and moments are ISO text. ``about`` says which row it is, as far as it is still there
    or the change tells: unit, unit_name, indicator, body, post, ordinal, name (of a person), role."""

    table: str
    key: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    about: dict[str, Any]


def changes(connection: Connection, seq: int, *, limit: int = 500) -> tuple[ChangeRow, ...]:
    """What an entry changed, row by row, at most ``limit`` rows; nothing for an entry that is not there."""
    stored = connection.scalar(select(Journal.c.changes).where(Journal.c.seq == seq))
    found = journal.changes_of(stored)[:limit] if stored else []
    known = {name: _known(connection, name, found) for name in _ABOUT}
    abouts = [
        {**one.key, **(one.after or {}), **(one.before or {}), **known.get(one.table, {}).get(one.key.get("id"), {})}
        for one in found
    ]
    for about in abouts:
        about["unit"] = about.get("unit") or about.get("area") or about.get("code")
    names = territory.names(connection, {area(about["unit"]) for about in abouts if about["unit"]})
    return tuple(
        ChangeRow(
            one.table,
            one.key,
            one.before,
            one.after,
            {name: about.get(name) for name in _FIELDS} | {"unit_name": names.get(area(about["unit"] or ""), "")},
        )
        for one, about in zip(found, abouts, strict=True)
    )


_FIELDS = ("unit", "indicator", "body", "post", "ordinal", "name", "role")


def _known(connection: Connection, name: str, found: list[journal.Change]) -> dict[Any, dict[str, Any]]:
    """What the rows of one table are about, by id."""
    ids = sorted({one.key["id"] for one in found if one.table == name})
    known: dict[Any, dict[str, Any]] = {}
    for at in range(0, len(ids), 500):
        rows = connection.execute(_ABOUT[name](ids[at : at + 500]))
        known.update((row["id"], {key: value for key, value in row.items() if key != "id"}) for row in rows.mappings())
    return known


_ABOUT: dict[str, Callable[[list[Any]], Rows]] = {
    "evidence": lambda ids: (
        select(
            Evidence.c.id,
            Evidence.c.unit,
            Evidence.c.indicator,
            Seat.c.body,
            Seat.c.post,
            Seat.c.ordinal,
            Person.c.name,
        )
        .outerjoin(Seat, (Seat.c.id == Evidence.c.slot) & (Evidence.c.tenure_id != 0))
        .outerjoin(Tenure, Tenure.c.id == Evidence.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        .where(Evidence.c.id.in_(ids))
    ),
    "seat": lambda ids: select(Seat.c.id, Seat.c.unit, Seat.c.body, Seat.c.post, Seat.c.ordinal).where(
        Seat.c.id.in_(ids)
    ),
    "tenure": lambda ids: (
        select(Tenure.c.id, Seat.c.unit, Seat.c.body, Seat.c.post, Seat.c.ordinal, Person.c.name)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .where(Tenure.c.id.in_(ids))
    ),
    "person": lambda ids: select(Person.c.id, Person.c.name).where(Person.c.id.in_(ids)),
}
"""Tables whose rows are known by a number: what a row is about."""
