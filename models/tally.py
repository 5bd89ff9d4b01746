"""Tallies: the counts of every indicator in every region, kept so that a board costs what it shows.

An *area* (a kelurahan, or a kecamatan with the seats and contacts of its own) is counted from its items;
a region above pools its children and what is its own. The unit of work calls ``refresh`` for what a write
touched; ``differences`` counts everything anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, bindparam, delete, insert, select

from models import items, units
from models.readiness import Counts, pool
from models.rules.schema import Election
from models.tables import Region, Tally, TallyDay

COLUMNS = ("items", "na", "siap", "klaim", "belum", "open_since", "reported", "newest")


def columns(table: Table) -> list[Any]:
    """The columns that make a Counts, in the order of its fields."""
    return [table.c[name] for name in COLUMNS]


def codes(election: Election) -> tuple[str, ...]:
    """Everything that is tallied: the indicators, then the staffing of each body with seats (``@kpps``)."""
    bodies = (f"{items.STAFFING}{body.code}" for body in election.seated())
    return (*(indicator.code for indicator in election.indicators), *bodies)


def touched_by(election: Election, body: str) -> tuple[str, ...]:
    """The codes that an appointment to a seat of ``body``, or its end, can move."""
    indicators = (one.code for one in election.indicators if body in one.bodies)
    return (*indicators, f"{items.STAFFING}{body}")


def bucket(election: Election, local: datetime) -> date:
    """The day that a change at a local moment is booked on.

    The book of the polling day closes when polling opens, so that its last row is readiness "as it stood
    when polling opened"; what comes later that day is booked on the day after.
    """
    polling = election.polling
    if local.date() == polling.date and local.time() >= polling.opens:
        return polling.date + timedelta(days=1)
    return local.date()


@lru_cache(maxsize=512)
def _statement(election: Election, code: str) -> items.Rows:
    low: Any = bindparam("low")
    high: Any = bindparam("high")
    if code.startswith(items.STAFFING):
        return items.staffed(election, code[len(items.STAFFING) :], low, high)
    return items.counted(election, election.indicator(code), low, high)


def count(connection: Connection, election: Election, code: str, low: str, high: str) -> dict[str, Counts]:
    """Counts per area, from the items themselves, of all areas with ``low <= unit < high``."""
    rows = connection.execute(_statement(election, code), {"low": low, "high": high})
    return {row[0]: Counts(*row[1:]) for row in rows}


@lru_cache(maxsize=512)
def _at_kecamatan(election: Election, code: str) -> bool:
    if code.startswith(items.STAFFING):
        return election.body(code[len(items.STAFFING) :]).level == "kecamatan"
    return units.Level.KECAMATAN in items.levels(election, election.indicator(code))


def _own(connection: Connection, election: Election, code: str, area: str) -> Counts:
    """Counts of one area. A kecamatan's own items are those at its very code: the range ends before its
    children, and what has no items there is not counted."""
    if units.level(area) == units.Level.KECAMATAN and not _at_kecamatan(election, code):
        return Counts()
    high = f"{area}." if units.level(area) < units.Level.KELURAHAN else units.span(area)[1]
    return count(connection, election, code, area, high).get(area, Counts())


def refresh(connection: Connection, election: Election, touched: Iterable[tuple[str, str]], day: date) -> None:
    """Bring the tallies of the touched (code, area) pairs and of all regions above up to date, and book them
    on ``day``."""
    found: dict[tuple[str, str], Counts] = {}
    here = set(connection.scalars(select(Region.c.code).where(Region.c.code.in_(_lineage(touched)))))
    waiting: dict[str, set[str]] = {}
    for code, area in touched:
        waiting.setdefault(code, {area}).update((area, *(up for up in units.ancestors(area) if up in here)))
    kept = _below(connection, election.code, waiting)
    for code in sorted(waiting):
        counted = _together(connection, election, code, (area for one, area in touched if one == code))
        for unit in sorted(waiting[code], key=units.level, reverse=True):
            children = {child: found.get((code, child), was) for child, was in kept.get((code, unit), ())}
            found[code, unit] = _pooled(connection, election, code, unit, children.values(), counted)
    store(connection, election.code, found, day)


@lru_cache(maxsize=1)
def _of_children() -> items.Rows:
    return (
        select(Tally.c.indicator, Region.c.parent, Tally.c.unit, *columns(Tally))
        .join(Region, Region.c.code == Tally.c.unit)
        .where(
            Tally.c.election == bindparam("election"),
            Tally.c.indicator.in_(bindparam("codes", expanding=True)),
            Region.c.parent.in_(bindparam("parents", expanding=True)),
        )
    )


def _below(
    connection: Connection, election: str, waiting: Mapping[str, Iterable[str]]
) -> dict[tuple[str, str], list[tuple[str, Counts]]]:
    """By (code, region): the tallies that stand of its children, as (child, counts)."""
    above = {unit for found in waiting.values() for unit in found if units.level(unit) < units.Level.KELURAHAN}
    parents, key = sorted(above), {"election": election, "codes": sorted(waiting)}
    found: dict[tuple[str, str], list[tuple[str, Counts]]] = {}
    for at in range(0, len(parents), 400):
        for row in connection.execute(_of_children(), {**key, "parents": parents[at : at + 400]}):
            found.setdefault((row[0], row[1]), []).append((row[2], Counts(*row[3:])))
    return found


def _lineage(touched: Iterable[tuple[str, str]]) -> set[str]:
    return {up for _, area in touched for up in (area, *units.ancestors(area))}


def _pooled(
    connection: Connection,
    election: Election,
    code: str,
    unit: str,
    children: Iterable[Counts],
    counted: Mapping[str, Counts],
) -> Counts:
    """A region's counts from its children's tallies and its own items; ``counted``: areas already counted."""
    if units.level(unit) < units.Level.KECAMATAN:
        return pool(children)
    own = counted[unit] if unit in counted else _own(connection, election, code, unit)
    return own if units.level(unit) == units.Level.KELURAHAN else pool([*children, own])


def _together(connection: Connection, election: Election, code: str, areas: Iterable[str]) -> dict[str, Counts]:
    """Counts of all areas of those kecamatan where several were touched: one query instead of one an area."""
    touched: dict[str, list[str]] = {}
    for area in areas:
        touched.setdefault(area[: units.LENGTHS[units.Level.KECAMATAN]], []).append(area)
    found: dict[str, Counts] = {}
    for kecamatan, inside in touched.items():
        if len(inside) > 1:
            found.update(dict.fromkeys([kecamatan, *inside], Counts()))
            found.update(count(connection, election, code, *units.span(kecamatan)))
    return found


def store(connection: Connection, election: str, found: Mapping[tuple[str, str], Counts], day: date | None) -> None:
    """Write tallies (code, unit) -> counts: as of now, and booked on ``day`` unless that is None."""
    rows = [
        {
            "election": election,
            "indicator": code,
            "unit": unit,
            **dict(zip(COLUMNS, _values(counts), strict=True)),
        }
        for (code, unit), counts in found.items()
    ]
    if not rows:
        return
    _replace(connection, Tally, rows)
    if day is not None:
        _replace(connection, TallyDay, [{**row, "day": day} for row in rows])


def _values(counts: Counts) -> tuple[Any, ...]:
    return tuple(getattr(counts, name) for name in COLUMNS)


def _replace(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    keys = ("election", "unit", "indicator", *(("day",) if table is TallyDay else ()))
    gone, new = _replacing(table, keys)
    connection.execute(gone, [{f"k_{key}": row[key] for key in keys} for row in rows])
    connection.execute(new, rows)


@lru_cache(maxsize=2)
def _replacing(table: Table, keys: tuple[str, ...]) -> tuple[Delete, Insert]:
    same = [table.c[key] == bindparam(f"k_{key}") for key in keys]
    return delete(table).where(*same), insert(table)


def recount(connection: Connection, election: Election, code: str) -> dict[str, Counts]:
    """Counts of one code in every region of the database, from the items alone."""
    own = count(connection, election, code, *units.span(units.NATION))
    regions = connection.execute(select(Region.c.code, Region.c.parent).order_by(Region.c.level.desc())).all()
    below: dict[str, list[Counts]] = {}
    found: dict[str, Counts] = {}
    for unit, parent in regions:
        parts = [*below.pop(unit, ()), *([own[unit]] if unit in own else [])]
        found[unit] = parts[0] if len(parts) == 1 else pool(parts)
        if parent is not None:
            below.setdefault(parent, []).append(found[unit])
    return found


def rebuild(connection: Connection, election: Election, day: date | None) -> None:
    """Write every tally of an election anew: after a set-up, or when a past state was restored."""
    connection.execute(delete(Tally).where(Tally.c.election == election.code))
    for code in codes(election):
        found = recount(connection, election, code)
        store(connection, election.code, {(code, unit): counts for unit, counts in found.items()}, day)


def differences(connection: Connection, election: Election) -> Iterator[tuple[str, str, Counts, Counts | None]]:
    """What ``siaga db check`` must not find: (code, unit, counted, kept) wherever a tally is wrong."""
    for code in codes(election):
        rows = connection.execute(
            select(Tally.c.unit, *columns(Tally)).where(Tally.c.election == election.code, Tally.c.indicator == code)
        )
        kept = {row[0]: Counts(*row[1:]) for row in rows}
        for unit, counts in recount(connection, election, code).items():
            was = kept.pop(unit, None)
            if was != counts:
                yield code, unit, counts, was
        for unit, stale in kept.items():
            yield code, unit, Counts(), stale
