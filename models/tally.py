"""Tallies: the counts of every indicator in every region, kept so that a board costs what it shows.

One row a region holds all of its counts. An *area* (a kelurahan, or a kecamatan with the seats and contacts of its
own) is counted from its items; a region above pools its children and what is its own. The unit of work calls
``refreshed`` for what a write touched; ``differences`` counts everything anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Dialect,
    Integer,
    String,
    Table,
    TextClause,
    TextualSelect,
    bindparam,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)

from models import items, prepared, units
from models.clock import at_place
from models.readiness import Counts, moved_within, pool, shifted
from models.rules.schema import Election
from models.tables import Region, Tally, TallyDay

Kept = dict[str, Counts]
"""The counts of one unit by code."""
Progress = Callable[[int], object]
"""Is told how many units were done since the last call."""
SLICE = 400
"""Units asked for at once: any SQLite accepts as many parameters."""

decode = msgspec.json.Decoder(Kept).decode
_encode = msgspec.json.Encoder().encode
_DEFAULTS = tuple(_encode(value).decode() for value in Counts.__struct_defaults__)[1:]


def packed(counts: Mapping[str, Counts]) -> str:
    """Counts as they stand in a row: without the defaults at the end of each, which reading fills in."""
    found = _encode(counts).decode()
    for length in range(len(_DEFAULTS), 0, -1):
        found = found.replace(f",{','.join(_DEFAULTS[-length:])}]", "]")
    return found.replace("[0]", "[]")


def codes(election: Election) -> tuple[str, ...]:
    """Everything that is tallied: the indicators, then the staffing of each body with seats (``@kpps``)."""
    bodies = (f"{items.STAFFING}{body.code}" for body in election.seated())
    return (*(indicator.code for indicator in election.indicators), *bodies)


def touched_by(election: Election, body: str, *, filled: bool = False) -> tuple[str, ...]:
    """The codes that an appointment to a seat of ``body``, or its end, can move. Where an empty seat is ``filled`` what
    needs evidence stays as it was: missing, for the new tenure has none."""
    indicators = (
        one.code
        for one in election.indicators
        if body in one.bodies and (not filled or one.proof == "tenure" or one.holders == "asn")
    )
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


# ── Counting ────────────────────────────────────────────────────────────


def _statement(election: Election, code: str, exactly: bool) -> items.Rows:
    low: Any = literal_column(":low")
    high: Any = None if exactly else literal_column(":high")
    if code.startswith(items.STAFFING):
        return items.staffed(election, code[len(items.STAFFING) :], low, high)
    return items.counted(election, election.indicator(code), low, high)


@lru_cache(maxsize=256)
def _statements(dialect: Dialect, election: Election, wanted: tuple[str, ...], exactly: bool) -> TextualSelect:
    """One query for several codes, as text: what the rules say stands in it as it is. As parameters it would be
    hundreds of values, which would take longer to hand over than the rows to count."""
    every = union_all(
        *(_statement(election, code, exactly).add_columns(literal(at, Integer())) for at, code in enumerate(wanted))
    )
    sql = str(every.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return text(sql).columns(
        column("area", String()),
        *(column(name, Integer()) for name in ("items", "na", "siap", "klaim", "belum")),
        column("opened", Date()),
        *(column(name, DateTime()) for name in ("reported", "newest")),
        column("at", Integer()),
    )


def count(
    connection: Connection, election: Election, wanted: Iterable[str], low: str, high: str | None
) -> dict[str, dict[str, Counts]]:
    """Counts by area and code, from the items themselves, of all areas with ``low <= unit < high``, or of the items at
    exactly ``low``: one query."""
    asked = tuple(wanted)
    found: dict[str, dict[str, Counts]] = {}
    if asked:
        within = {"low": low} if high is None else {"low": low, "high": high}
        statement = _statements(connection.dialect, election, asked, high is None)
        for row in prepared.rows(connection, statement, within):
            found.setdefault(row[0], {})[asked[row[-1]]] = Counts(*row[1:-1])
    return found


def stands(connection: Connection, election: Election, wanted: Iterable[str], unit: str) -> Kept:
    """Counts of the items at exactly one unit of a kelurahan: those of a TPS, or of the kelurahan itself."""
    asked = sorted(wanted)
    found = count(connection, election, asked, unit, None).get(units.area(unit), {})
    return {code: found.get(code, Counts()) for code in asked}


@lru_cache(maxsize=512)
def _at_kecamatan(election: Election, code: str) -> bool:
    if code.startswith(items.STAFFING):
        return election.body(code[len(items.STAFFING) :]).level == "kecamatan"
    return units.Level.KECAMATAN in items.levels(election, election.indicator(code))


def _own(connection: Connection, election: Election, wanted: Iterable[str], area: str) -> Kept:
    """Counts of one area. A kecamatan's own items are those at its very code: the range ends before its
    children, and what has no items there is not counted."""
    above, asked = units.level(area) < units.Level.KELURAHAN, sorted(wanted)
    some = [code for code in asked if not above or _at_kecamatan(election, code)]
    high = f"{area}." if above else units.span(area)[1]
    found = count(connection, election, some, area, high).get(area, {})
    return {code: found.get(code, Counts()) for code in asked}


def _counted(connection: Connection, election: Election, touched: Mapping[str, set[str]]) -> dict[str, Kept]:
    """Counts by area of what was touched (area -> codes); several areas of one kecamatan at once."""
    found: dict[str, Kept] = {}
    by_kecamatan: dict[str, list[str]] = {}
    for area in sorted(touched):
        by_kecamatan.setdefault(area[: units.LENGTHS[units.Level.KECAMATAN]], []).append(area)
    for kecamatan, inside in by_kecamatan.items():
        if len(inside) == 1:
            found[inside[0]] = _own(connection, election, touched[inside[0]], inside[0])
            continue
        asked = sorted(set().union(*(touched[area] for area in inside)))
        counts = count(connection, election, asked, *units.span(kecamatan))
        for area in inside:
            found[area] = {code: counts.get(area, {}).get(code, Counts()) for code in touched[area]}
    return found


def _moved(
    connection: Connection, election: Election, before: Mapping[str, Kept], stood: Mapping[str, Kept]
) -> dict[str, Kept]:
    """Counts by area as they are now, of those that follow from how single units moved."""
    found: dict[str, dict[str, Counts | None]] = {}
    for unit, was in stood.items():
        area = units.area(unit)
        moved, stand = found.setdefault(area, {}), before.get(area, {})
        for code, now in stands(connection, election, was, unit).items():
            total = moved.get(code, stand.get(code, Counts()))
            moved[code] = None if total is None else moved_within(total, was[code], now)
    return {area: {code: one for code, one in moved.items() if one is not None} for area, moved in found.items()}


# ── Reading ────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _of_units() -> items.Rows:
    return select(Tally.c.unit, Tally.c.counts).where(
        Tally.c.election == bindparam("election"),
        Tally.c.level.in_(bindparam("levels", expanding=True)),
        Tally.c.unit.in_(bindparam("units", expanding=True)),
    )


def kept(connection: Connection, election: str, where: Iterable[str]) -> dict[str, Kept]:
    """The tallies of regions, by region and code; a region without a row is left out."""
    found: dict[str, Kept] = {}
    codes = sorted(set(where))
    for at in range(0, len(codes), SLICE):
        part = codes[at : at + SLICE]
        levels = sorted({units.level(unit).value for unit in part})
        asked = {"election": election, "levels": levels, "units": part}
        found.update((unit, decode(counts)) for unit, counts in prepared.rows(connection, _of_units(), asked))
    return found


@lru_cache(maxsize=1)
def _of_children() -> items.Rows:
    return (
        select(Tally.c.unit, Tally.c.counts)
        .join(Region, Region.c.code == Tally.c.unit)
        .where(
            Tally.c.election == bindparam("election"),
            Tally.c.level == bindparam("level"),
            Region.c.parent == bindparam("parent"),
        )
    )


def below(connection: Connection, election: str, unit: str) -> dict[str, Kept]:
    """The tallies of the regions right below one."""
    key = {"election": election, "level": units.level(unit).value + 1, "parent": unit}
    return {unit: decode(counts) for unit, counts in prepared.rows(connection, _of_children(), key)}


# ── Keeping ────────────────────────────────────────────────────────────


def refreshed(
    connection: Connection,
    election: Election,
    touched: Iterable[tuple[str, str]],
    stood: Mapping[str, Kept] | None = None,
) -> tuple[dict[str, bool], dict[str, Kept]]:
    """The tallies of the touched (code, area) pairs and of all regions above as they are now, for ``store``; and of all
    these regions, whether they are here.

    ``stood``: by unit, the counts (``stands``) that nothing but these units of an area moved of, from before it did;
    where they tell what became of the area, it need not be counted.
    """
    wanted: dict[str, set[str]] = {}
    for code, area in touched:
        wanted.setdefault(area, set()).add(code)
    concerned = {up for area in wanted for up in (area, *units.ancestors(area))}
    before = kept(connection, election.code, concerned)
    here: set[str] = set(before)  # every region has a row; those above the database's topmost have none
    counted = _moved(connection, election, before, stood) if stood else {}
    left = {area: codes - counted.get(area, {}).keys() for area, codes in wanted.items() if area in here}
    for area, counts in _counted(connection, election, {area: codes for area, codes in left.items() if codes}).items():
        counted.setdefault(area, {}).update(counts)
    after: dict[str, Kept] = {unit: dict(before.get(unit, ())) for unit in here}
    # unit -> code -> the children that moved
    changed: dict[str, dict[str, list[str]]] = {unit: {code: [] for code in counted.get(unit, ())} for unit in here}
    for unit in sorted(here, key=units.level, reverse=True):
        pooled = _Pool(connection, election, unit, before, after)
        above = units.parent(unit)
        for code, moved in changed[unit].items():
            after[unit][code] = pooled.counts(code, moved, counted.get(unit, {}).get(code))
            if above in changed:
                changed[above].setdefault(code, []).append(unit)
    return {unit: unit in here for unit in concerned}, {unit: after[unit] for unit in here if changed[unit]}


def pooled(connection: Connection, election: Election, touched: Iterable[str], moment: datetime | None) -> None:
    """Make the tallies of whole regions and of all above them anew: where regions came, went or moved. Those below must
    be right; what is a kecamatan's or kelurahan's own is counted."""
    found: dict[str, Kept] = {}
    here = _present(connection, {up for unit in touched for up in (unit, *units.ancestors(unit))})
    for unit in sorted(here, key=units.level, reverse=True):
        children = {} if units.level(unit) is units.Level.KELURAHAN else below(connection, election.code, unit)
        children.update((child, counts) for child, counts in found.items() if units.parent(child) == unit)
        own = [_own(connection, election, codes(election), unit)] if units.level(unit) >= units.Level.KECAMATAN else []
        found[unit] = _together_with(election, [*children.values(), *own])
    store(connection, election, found, moment)


class _Pool:
    """The new counts of one region, from how its children moved; from all of them where that does not tell."""

    def __init__(
        self, connection: Connection, election: Election, unit: str, before: dict[str, Kept], after: dict[str, Kept]
    ) -> None:
        self._connection = connection
        self._election = election
        self._unit = unit
        self._level = units.level(unit)
        self._before = before
        self._after = after
        self._children: dict[str, Kept] | None = None

    def counts(self, code: str, moved: Iterable[str], own: Counts | None) -> Counts:
        """Counts of one code. ``moved``: the children in which it changed; ``own``: what was counted here anew."""
        if self._level is units.Level.KELURAHAN:
            return own or Counts()
        found = self._before.get(self._unit, {}).get(code, Counts()) if own is None else None
        for child in moved:
            if found is None:
                break
            found = shifted(found, self._before.get(child, {}).get(code, Counts()), self._after[child][code])
        return self._anew(code, own) if found is None else found

    def _anew(self, code: str, own: Counts | None) -> Counts:
        if self._children is None:
            self._children = below(self._connection, self._election.code, self._unit)
            self._children.update((child, now) for child, now in self._after.items() if child in self._children)
        parts = [counts.get(code, Counts()) for counts in self._children.values()]
        if own is None and self._level is units.Level.KECAMATAN:
            own = _own(self._connection, self._election, [code], self._unit)[code]
        return pool([*parts, own] if own is not None else parts)


def _present(connection: Connection, where: Iterable[str]) -> set[str]:
    """Those of the codes that are regions of this database."""
    found: set[str] = set()
    asked = sorted(where)
    for at in range(0, len(asked), SLICE):
        found.update(connection.scalars(select(Region.c.code).where(Region.c.code.in_(asked[at : at + SLICE]))))
    return found


@lru_cache(maxsize=2)
def _upsert(table: Table) -> TextClause:
    """Insert a row or change its counts: in the words of SQL that both engines share."""
    names = [column.name for column in table.columns]
    keys = ", ".join(column.name for column in table.primary_key)
    values = ", ".join(f":{name}" for name in names)
    return text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})"
        f" ON CONFLICT ({keys}) DO UPDATE SET counts = excluded.counts"
    ).bindparams(*(bindparam(column.name, type_=column.type) for column in table.columns))


def store(connection: Connection, election: Election, found: Mapping[str, Kept], moment: datetime | None) -> None:
    """Write the tallies of regions: as of now, and booked on the local day at ``moment`` unless that is None. The
    nation's book follows the office's clock: a change in the east and a later one in the west keep their order."""
    rows = [(units.level(unit).value, unit, packed(counts)) for unit, counts in found.items()]
    if rows:
        each = [
            {"election": election.code, "level": level, "unit": unit, "counts": text_}
            for level, unit, text_ in sorted(rows)
        ]
        prepared.send(connection, _upsert(Tally), each)
    if rows and moment is not None:
        booked = [
            {"election": election.code, "unit": unit, "day": bucket(election, at_place(moment, unit)), "counts": text_}
            for _, unit, text_ in sorted(rows)
        ]
        prepared.send(connection, _upsert(TallyDay), booked)


# ── Everything anew ────────────────────────────────────────────────────────────


def recount(connection: Connection, election: Election, unit: str) -> dict[str, Kept]:
    """All counts of a region and of every region below it, from the items alone."""
    low, high = units.span(unit)
    own: dict[str, Kept] = {}
    for code in codes(election):  # one after another: an interruption is heard between two
        for area, counts in count(connection, election, [code], low, high).items():
            own.setdefault(area, {}).update(counts)
    rows = connection.execute(
        select(Region.c.code, Region.c.parent)
        .where(Region.c.code >= low, Region.c.code < high)
        .order_by(Region.c.level.desc())
    )
    below_it: dict[str, list[Kept]] = {}
    found: dict[str, Kept] = {}
    for here, parent in rows:
        found[here] = _together_with(election, [*below_it.pop(here, ()), *([own[here]] if here in own else [])])
        if parent is not None:
            below_it.setdefault(parent, []).append(found[here])
    return found


def _together_with(election: Election, parts: list[Kept]) -> Kept:
    """The counts of several parts of a region, every code named."""
    return {code: pool([part[code] for part in parts if code in part]) for code in codes(election)}


def _parts(connection: Connection) -> list[str]:
    """The regions to count one after another: each kota or kabupaten, or what is topmost where there is none, and
    after them the regions above."""
    found = connection.scalars(
        select(Region.c.code).where((Region.c.level <= units.Level.KOTA) | Region.c.parent.is_(None))
    )
    return sorted(found, key=lambda code: f"{code}~")  # 33.71~ stands before 33~, and id~ is the last


def recounted(connection: Connection, election: Election) -> Iterator[dict[str, Kept]]:
    """Every region of the database counted anew, a kota at a time, those above pooled from them: no more than that
    is held at once."""
    below_it: dict[str | None, list[Kept]] = {}
    for unit in _parts(connection):
        if units.level(unit) < units.Level.KOTA:
            found = {unit: _together_with(election, below_it.pop(unit, []))}
        else:
            found = recount(connection, election, unit)
        below_it.setdefault(units.parent(unit), []).append(found[unit])
        yield found


def rebuild(connection: Connection, election: Election, moment: datetime | None) -> None:
    """Write every tally of an election anew: after a set-up, or when a past state was restored."""
    connection.execute(delete(Tally).where(Tally.c.election == election.code))
    for found in recounted(connection, election):
        store(connection, election, found, moment)


def differences(
    connection: Connection, election: Election, progress: Progress | None = None
) -> Iterator[tuple[str, str, Counts, Counts | None]]:
    """What ``siaga db check`` must not find: (code, unit, counted, kept) wherever a tally is wrong."""
    seen = 0
    for found in recounted(connection, election):
        stand = kept(connection, election.code, found)
        seen += len(stand)
        for unit, counted in found.items():
            was = stand.get(unit, {})
            for code in sorted({*counted, *was}):
                right = counted.get(code, Counts())
                if was.get(code) != right:
                    yield code, unit, right, was.get(code)
        if progress is not None:
            progress(len(found))
    if seen != connection.scalar(select(func.count()).where(Tally.c.election == election.code)):
        known = select(Region.c.code)
        stale = select(Tally.c.unit, Tally.c.counts).where(
            Tally.c.election == election.code, Tally.c.unit.not_in(known)
        )
        for unit, text_ in connection.execute(stale):
            yield from ((code, unit, Counts(), was) for code, was in decode(text_).items())
