"""Evidence: recorded, withdrawn, confirmed; an area's report that there is nothing; items that do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from models import access, items, units
from models.clock import local
from models.errors import Clash, Refused
from models.items import BELUM, KLAIM, NA, SIAP, UNKNOWN
from models.journal import Row
from models.queries.register.rows import of_seat
from models.rules.schema import KINDS, Election, Indicator
from models.services import contested
from models.services.contested import Contested
from models.tables import Evidence, Report
from models.text import clean
from models.uow import UnitOfWork

RECORDED = (SIAP, KLAIM, BELUM, UNKNOWN)
"""States that a person can record; N/A is ``exclude``."""
SHOWN = ("state", "reference", "since", "note")
"""Columns that are told where two people recorded something else."""
FEW = 2
"""Units that are looked at one by one; of more, their areas are counted as a whole."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a screen shows it: ``version`` of its evidence, None where there is none yet."""

    unit: str
    slot: int = 0
    tenure_id: int = 0
    version: int | None = None
    checked: bool = True


def record(
    work: UnitOfWork,
    indicator: Indicator,
    chosen: Sequence[Item],
    *,
    state: str = SIAP,
    reference: str = "",
    note: str = "",
    kind: str = "",
    on: date | None = None,
    seen: bool = False,
) -> int:
    """Record the state of items, with what proves it and the day it happened. Returns how many changed. ``kind``:
    of the evidence, by default what usually proves the indicator. ``seen``: the caller has looked at them in this
    transaction; they are there and count.

    Raises Clash when an item changed since it was shown (of several: its ``rows``, which can be chosen one by one, by
    unit and slot, each ``now`` an Item), Refused: proved_by_tenure, state_unknown, kind_unknown, reference_empty (SIAP
    needs evidence), date_future, item_empty (nobody holds the seat), item_missing, item_excluded.
    """
    said = _said(work, indicator, state, reference, note, kind, on)
    if indicator.counts == "seat" and any(not item.tenure_id for item in chosen):
        raise Refused("item_empty", indicator=indicator.code)
    gone = [] if seen else _gone(work, indicator, chosen, said)
    return _record(work, indicator, chosen, said, gone)


def apart(
    work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item], *, reference: str, on: date
) -> list[Contested]:
    """The items of which somebody else recorded something else than SIAP with that reference since they were shown."""
    values = _said(work, indicator, SIAP, reference, "", "", on)
    return _apart(work, chosen, _existing(work, indicator.code, chosen), values)


def _record(
    work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item], values: Row, gone: Sequence[Contested] = ()
) -> int:
    """Write ``values`` to the evidence of items that stand as chosen; returns how many changed. ``gone``: those of
    them that have another holder by now."""
    state, day = values["state"], values["since"]
    found = _existing(work, indicator.code, chosen)
    left = {row.key for row in gone}
    rows = [*gone, *_apart(work, [one for one in chosen if (one.unit, one.slot) not in left], found, values)]
    if rows:
        raise _changed(work, rows, len(chosen), values)
    where = {item.unit for item in chosen}
    if len(where) <= FEW:
        for unit in sorted(where):
            work.watch([indicator.code], unit)
    made: list[Row] = []
    changed: list[tuple[Row, Row]] = []
    # An item that was never SIAP is open since its indicator started, whatever is said of it now.
    opened = day if state == SIAP else min(day, work.rules.day(indicator.start))
    for item in chosen:
        row = found.get((item.unit, item.slot, item.tenure_id))
        if row is None:
            made.append(_row(work, indicator.code, item, {**values, "since": opened}))
            continue
        wanted = values if SIAP in (state, row["state"]) else {**values, "since": row["since"]}
        if any(row[name] != value for name, value in wanted.items()):
            changed.append((row, {**wanted, "recorded_at": work.now, "recorded_by": work.actor.name}))
    work.insert_many(Evidence, made)
    work.update_many(Evidence, changed)
    _touch(work, indicator.code, where)
    count = len(made) + len(changed)
    work.detail = {"indicator": indicator.code, "count": count, "state": state, "reference": values["reference"]}
    return count


def _apart(
    work: UnitOfWork, chosen: Sequence[Item], found: Mapping[tuple[str, int, int], Row], mine: Row
) -> list[Contested]:
    """The items of which somebody else recorded something else since they were shown; who said the same is no clash."""
    rows: list[Contested] = []
    for item in chosen:
        now: Row = found.get((item.unit, item.slot, item.tenure_id), {})
        if not item.checked or item.version == now.get("version"):
            continue
        if _differing(mine, now) or len(chosen) == 1:
            told = {name: now.get(name) for name in SHOWN}
            by, at = now.get("recorded_by"), local(now["recorded_at"], work.local.tzinfo) if now else None
            rows.append(
                Contested(
                    (item.unit, item.slot),
                    item.unit,
                    {name: mine[name] for name in SHOWN},
                    told,
                    replace(item, version=now.get("version")),
                    by=by,
                    at=at,
                    slot=item.slot,
                    tenure_id=item.tenure_id,
                )
            )
    return rows


def _differing(mine: Row, now: Row) -> list[str]:
    """What two people said otherwise of an item. Since when it is not ready is counted, not said."""
    said = ("state", "reference", "since") if now.get("state") == mine["state"] == SIAP else ("state", "reference")
    return [name for name in said if mine[name] != now.get(name)]


def _changed(work: UnitOfWork, rows: Sequence[Contested], count: int, values: Row) -> Clash:
    """The error for such items; of one alone each value can be chosen as well, and ``version`` is that of theirs."""
    clash, (row, *_) = contested.of_rows(work, rows, count, what="item"), rows
    names = _differing(values, row.theirs) if row.open else []
    if count == 1 and names and row.now.version is not None:
        clash.detail |= {"fields": {name: (values[name], row.theirs[name]) for name in names}}
        clash.detail |= {"version": row.now.version}
    return clash


def record_area(
    work: UnitOfWork,
    indicator: Indicator,
    unit: str,
    *,
    state: str = SIAP,
    reference: str = "",
    kind: str = "",
    on: date | None = None,
) -> int:
    """Record the same state for every item of a unit that does not have it yet: filled seats, all TPS.

    Returns how many changed. Raises as ``record``.
    """
    said = _said(work, indicator, state, reference, "", kind, on)
    rows = work.connection.execute(items.items(work.rules, indicator, *units.span(unit))).all()
    chosen = [
        Item(row.unit, row.slot, row.tenure_id or 0, row.version)
        for row in rows
        if row.state not in (state, NA) and (indicator.counts != "seat" or row.tenure_id)
    ]
    return _record(work, indicator, chosen, said)


def withdraw(work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item], *, note: str = "") -> int:
    """Take evidence back: the items are BELUM from today. Raises Clash, Refused (reason_empty)."""
    if not clean(note):
        raise Refused("reason_empty")
    count = record(work, indicator, chosen, state=BELUM, note=note)
    work.detail = {"indicator": indicator.code, "count": count, "note": clean(note)}
    return count


def exclude(work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item], *, note: str) -> int:
    """Take items out of the count (N/A) with a reason; KPU only (readiness.md, Items). It is no report of the
    area: what nobody reported there stays "?". Raises AccessDenied, Refused (reason_empty)."""
    access.check(work.actor, "exclude", work.unit)
    said = clean(note)
    if not said:
        raise Refused("reason_empty")
    bare = [Item(item.unit, item.slot) for item in chosen]
    found = _existing(work, indicator.code, bare)
    values: Row = {"state": NA, "reference": None, "note": said, "kind": None, "since": work.today}
    news = [item for item in bare if (item.unit, item.slot, 0) not in found]
    work.insert_many(Evidence, [_row(work, indicator.code, item, values) for item in news])
    stamp = {"recorded_at": work.now, "recorded_by": work.actor.name}
    work.update_many(Evidence, [(row, {**values, **stamp}) for row in found.values()])
    for item in bare:
        work.touch([indicator.code], item.unit)
    work.detail = {"indicator": indicator.code, "count": len(bare), "note": said}
    return len(bare)


def include(work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item]) -> int:
    """Count items again that were taken out of the count; KPU only. They stand as if nobody had said anything of them.
    Returns how many there are. Raises AccessDenied."""
    access.check(work.actor, "include", work.unit)
    bare = [Item(item.unit, item.slot) for item in chosen]
    found = [row for row in _existing(work, indicator.code, bare).values() if row["state"] == NA]
    mine = {(item.unit, item.slot, 0) for item in bare}
    found = [row for row in found if (row["unit"], row["slot"], row["tenure_id"]) in mine]
    for unit in sorted({row["unit"] for row in found}):
        work.touch([indicator.code], unit)
    work.delete_many(Evidence, found)
    work.detail = {"indicator": indicator.code, "count": len(found)}
    return len(found)


def report_nihil(work: UnitOfWork, indicator: Indicator, unit: str) -> int:
    """An area says that nothing (more) is done yet: what was "?" there becomes BELUM. Returns the areas."""
    return _report_below(work, indicator, unit, only_known=False)


def confirm(work: UnitOfWork, indicator: Indicator, unit: str) -> int:
    """Re-confirm perishable evidence of every area of a unit that ever reported. Returns the areas."""
    return _report_below(work, indicator, unit, only_known=True)


def _report_below(work: UnitOfWork, indicator: Indicator, unit: str, *, only_known: bool) -> int:
    rows = work.connection.execute(items.items(work.rules, indicator, *units.span(unit))).all()
    areas = sorted({row.area for row in rows if row.reported is not None or not only_known})
    if not areas:
        raise Refused("nothing_to_confirm" if only_known else "no_items", indicator=indicator.code)
    report_areas(work, indicator.code, areas)
    for area in areas:
        work.touch([indicator.code], area)
    work.detail = {"indicator": indicator.code, "count": len(areas)}
    return len(areas)


def report_areas(work: UnitOfWork, indicator: str, areas: Iterable[str]) -> None:
    """Note that these areas reported an indicator now; the first report turns their "?" into BELUM."""
    wanted = sorted(set(areas))
    found = {row["area"]: row for row in _reports(work, indicator, wanted)}
    key = {"election": work.rules.code, "indicator": indicator, "first_at": work.now, "last_at": work.now}
    work.insert_many(Report, [{"area": area, **key} for area in wanted if area not in found])
    work.update_many(Report, [(row, {"last_at": work.now}) for row in found.values() if row["last_at"] != work.now])


def _reports(work: UnitOfWork, indicator: str, areas: Sequence[str]) -> Iterator[Row]:
    """The rows of those of the areas that ever reported."""
    if len(areas) == 1:  # as after most writes
        row = work.get(Report, election=work.rules.code, area=areas[0], indicator=indicator)
        yield from [] if row is None else [row]
        return
    for at in range(0, len(areas), 500):
        here = {"election": work.rules.code, "indicator": indicator, "where": areas[at : at + 500]}
        yield from (dict(row) for row in work.connection.execute(_reports_of(), here).mappings())


def _said(
    work: UnitOfWork, indicator: Indicator, state: str, reference: str, note: str, kind: str, on: date | None
) -> Row:
    """What is to be recorded, as columns. Raises Refused where it cannot be."""
    proof, day = clean(reference) or None, on or work.today
    if indicator.proof == "tenure":
        raise Refused("proved_by_tenure", indicator=indicator.code)
    if state not in RECORDED:
        raise Refused("state_unknown", state=state)
    if kind and kind not in KINDS:
        raise Refused("kind_unknown", kind=kind)
    if state == SIAP and proof is None:
        raise Refused("reference_empty", indicator=indicator.code)
    work.until_today(day)
    of_kind = (kind or indicator.evidence) if state == SIAP else None
    return {"state": state, "reference": proof, "note": clean(note) or None, "kind": of_kind, "since": day}


def _gone(work: UnitOfWork, indicator: Indicator, chosen: Sequence[Item], mine: Row) -> list[Contested]:
    """The items of seats that have another holder by now: what was meant of one proves nothing of the next. Raises
    Refused when an item is gone or does not count."""
    rows: list[Contested] = []
    present: dict[tuple[str, int], Any] = {}
    where = sorted({item.unit for item in chosen})
    for at in range(0, len(where), 300):
        there_now = _items_at(work.rules, indicator)
        for row in work.connection.execute(there_now, {"where": where[at : at + 300]}):
            present[row.unit, row.slot] = row
    for item in chosen:
        there = present.get((item.unit, item.slot))
        if there is None:
            raise Refused("item_missing", unit=item.unit, indicator=indicator.code)
        if (there.tenure_id or 0) != item.tenure_id:
            holder = of_seat(work.connection, item.slot)
            rows.append(
                Contested(
                    (item.unit, item.slot),
                    item.unit,
                    {name: mine[name] for name in SHOWN},
                    {"holder": holder.name if holder is not None else None},
                    open=False,
                    slot=item.slot,
                    tenure_id=item.tenure_id,
                )
            )
        elif there.state == NA:
            raise Refused("item_excluded", unit=item.unit)
    return rows


@lru_cache(maxsize=256)
def _items_at(election: Election, indicator: Indicator) -> Select[Any]:
    where: Any = bindparam("where", expanding=True)
    return items.at(election, indicator, where)


@lru_cache(maxsize=1)
def _evidence_at() -> Select[Any]:
    table: Any = Evidence
    return select(table).where(
        table.c.election == bindparam("election"),
        table.c.indicator == bindparam("indicator"),
        table.c.unit.in_(bindparam("where", expanding=True)),
    )


@lru_cache(maxsize=1)
def _reports_of() -> Select[Any]:
    table: Any = Report
    return select(table).where(
        table.c.election == bindparam("election"),
        table.c.indicator == bindparam("indicator"),
        table.c.area.in_(bindparam("where", expanding=True)),
    )


def _existing(work: UnitOfWork, indicator: str, chosen: Sequence[Item]) -> dict[tuple[str, int, int], Row]:
    """The evidence rows at the units of the items, in slices that any SQLite accepts as parameters."""
    found: dict[tuple[str, int, int], Row] = {}
    where = sorted({item.unit for item in chosen})
    for at in range(0, len(where), 300):
        key = {"election": work.rules.code, "indicator": indicator, "where": where[at : at + 300]}
        for row in work.connection.execute(_evidence_at(), key).mappings():
            found[row["unit"], row["slot"], row["tenure_id"]] = dict(row)
    return found


def _row(work: UnitOfWork, indicator: str, item: Item, values: Row) -> Row:
    return {
        "election": work.rules.code,
        "unit": item.unit,
        "indicator": indicator,
        "slot": item.slot,
        "tenure_id": item.tenure_id,
        **values,
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
        "version": 1,
    }


def _touch(work: UnitOfWork, indicator: str, where: Iterable[str]) -> None:
    found = sorted(set(where))
    for unit in found:
        work.touch([indicator], unit)
    report_areas(work, indicator, (units.area(unit) for unit in found))
