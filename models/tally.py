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

from sqlalchemy import Connection, bindparam, delete, insert, select

from models import items, units
from models.readiness import Counts, pool
from models.rules.schema import Election
from models.tables import Region, Tally, TallyDay

COLUMNS = ("items", "na", "siap", "klaim", "belum", "open_since", "reported", "newest")


def columns(table: type[Tally] | type[TallyDay]) -> list[Any]:
    """The columns that make a Counts, in the order of its fields."""
    return [getattr(table, name) for name in COLUMNS]


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


def _own(connection: Connection, election: Election, code: str, area: str) -> Counts:
    """Counts of one area. A kecamatan's own items are those at its very code: the range ends before its
    children."""
    high = f"{area}." if units.level(area) < units.Level.KELURAHAN else units.span(area)[1]
    return count(connection, election, code, area, high).get(area, Counts())


def read(connection: Connection, election: str, code: str, parent: str) -> Iterator[tuple[str, Counts]]:
    """The tallies of one code in the children of a region."""
    children = select(Region.code).where(Region.parent == parent)
    rows = connection.execute(
        select(Tally.unit, *columns(Tally)).where(
            Tally.election == election, Tally.indicator == code, Tally.unit.in_(children)
        )
    )
    for row in rows:
        yield row[0], Counts(*row[1:])


def refresh(connection: Connection, election: Election, touched: Iterable[tuple[str, str]], day: date) -> None:
    """Bring the tallies of the touched (code, area) pairs and of all regions above up to date, and book them
    on ``day``."""
    found: dict[tuple[str, str], Counts] = {}
    here = set(connection.scalars(select(Region.code).where(Region.code.in_(_lineage(touched)))))
    for code in sorted({code for code, _ in touched}):
        areas = {area for one, area in touched if one == code}
        waiting = set(areas)
        for area in areas:
            waiting.update(up for up in units.ancestors(area) if up in here)
        for unit in sorted(waiting, key=units.level, reverse=True):
            found[code, unit] = _pooled(connection, election, code, unit, found)
    store(connection, election.code, found, day)


def _lineage(touched: Iterable[tuple[str, str]]) -> set[str]:
    return {up for _, area in touched for up in (area, *units.ancestors(area))}


def _pooled(
    connection: Connection,
    election: Election,
    code: str,
    unit: str,
    found: Mapping[tuple[str, str], Counts],
) -> Counts:
    """A region's counts from its children's tallies (those just found first) and its own items."""
    if units.level(unit) == units.Level.KELURAHAN:
        return _own(connection, election, code, unit)
    children = (found.get((code, child), counts) for child, counts in read(connection, election.code, code, unit))
    own = [_own(connection, election, code, unit)] if units.level(unit) == units.Level.KECAMATAN else []
    return pool([*children, *own])


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


def _replace(connection: Connection, table: type[Tally] | type[TallyDay], rows: list[dict[str, Any]]) -> None:
    keys = ("election", "unit", "indicator", *(("day",) if table is TallyDay else ()))
    same = [getattr(table, key) == bindparam(f"k_{key}") for key in keys]
    connection.execute(delete(table).where(*same), [{f"k_{key}": row[key] for key in keys} for row in rows])
    connection.execute(insert(table), rows)


def recount(connection: Connection, election: Election, code: str) -> dict[str, Counts]:
    """Counts of one code in every region of the database, from the items alone."""
    own = count(connection, election, code, *units.span(units.NATION))
    regions = connection.execute(select(Region.code, Region.parent).order_by(Region.level.desc())).all()
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
    connection.execute(delete(Tally).where(Tally.election == election.code))
    for code in codes(election):
        found = recount(connection, election, code)
        store(connection, election.code, {(code, unit): counts for unit, counts in found.items()}, day)


def differences(connection: Connection, election: Election) -> Iterator[tuple[str, str, Counts, Counts | None]]:
    """What ``siaga db check`` must not find: (code, unit, counted, kept) wherever a tally is wrong."""
    for code in codes(election):
        rows = connection.execute(
            select(Tally.unit, *columns(Tally)).where(Tally.election == election.code, Tally.indicator == code)
        )
        kept = {row[0]: Counts(*row[1:]) for row in rows}
        for unit, counts in recount(connection, election, code).items():
            was = kept.pop(unit, None)
            if was != counts:
                yield code, unit, counts, was
        for unit, stale in kept.items():
            yield code, unit, Counts(), stale
