"""The items behind a figure, a page at a time by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Label, Select, and_, bindparam, func, select

from models import items, tally, units
from models.queries import territory
from models.queries.names import beyond
from models.queries.people.rows import MANY
from models.queries.stretches import Part, Stretch, stretches
from models.readiness import Counts
from models.rules.schema import Election, Indicator
from models.tables import Evidence, Person, Seat, Tenure
from models.tally import Kept


@dataclass(frozen=True, slots=True)
class Said:
    """What was recorded of an item: by whom, when (UTC, as stored), of which kind the evidence is, with which note."""

    by: str
    at: datetime
    kind: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: where, in which state since when, and what proves it. ``body``, ``post``, ``ordinal`` and ``name``
    (of the holder, None for an empty seat) are there for seats; ``slot`` numbers a contact's role. ``said``: what
    was recorded last, None where nothing was."""

    unit: str
    unit_name: str
    slot: int
    tenure_id: int
    state: str
    since: date | None
    reference: str | None
    version: int | None
    body: str | None = None
    post: str | None = None
    ordinal: int | None = None
    name: str | None = None
    said: Said | None = None

    @property
    def anchor(self) -> tuple[str, int]:
        return (self.unit, self.slot)


def listed(
    connection: Connection,
    election: Election,
    indicator: Indicator,
    unit: str,
    *,
    states: tuple[str, ...] = (),
    after: tuple[str, int] | None = None,
    before: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[ItemRow, ...]:
    """The ``limit`` items after (or before) an anchor, by unit and slot; only those in ``states`` if given. Only
    where the tallies say that such items are is looked."""
    down, anchor = before is not None, before or after
    start = anchor[0] if anchor is not None else None
    most = partial(_most, election, indicator, states)
    found: list[Any] = []
    for batch in stretches(connection, election.code, unit, most, start=start, down=down, enough=limit):
        for one in batch:
            rows = _page(connection, election, indicator, one, states, anchor, down=down, limit=limit - len(found))
            found += rows
            if len(found) >= limit:
                break
        if len(found) >= limit:
            break
    names = territory.names(connection, {row.area for row in found})
    holders = _holders(connection, [row.slot for row in found]) if indicator.counts == "seat" else {}
    said = _said(connection, election, indicator, found)
    items_ = [
        _row(row, names.get(row.area, row.unit), holders.get(row.slot, ()), said.get((row.unit, row.slot)))
        for row in found
    ]
    return tuple(items_[::-1] if down else items_)


@dataclass(frozen=True, slots=True)
class SeatItem:
    """The item of a seat that somebody holds: what a verb about it needs. ``version``: of its evidence, if any."""

    unit: str
    slot: int
    tenure_id: int
    version: int | None


def of_seats(
    connection: Connection, election: Election, indicator: Indicator, seats: Sequence[int]
) -> tuple[SeatItem, ...]:
    """The items of the seats of these ids that the indicator counts and somebody holds, by unit and slot."""
    statement, found = _of_seats(election, indicator), []
    for at in range(0, len(seats), MANY):
        rows = connection.execute(statement, {"seats": seats[at : at + MANY]})
        found += [SeatItem(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.unit, one.slot)))


@lru_cache(maxsize=64)
def _of_seats(election: Election, indicator: Indicator) -> Select[Any, Any, Any, Any]:
    proof = and_(
        Evidence.c.election == election.code,
        Evidence.c.unit == Seat.c.unit,
        Evidence.c.indicator == indicator.code,
        Evidence.c.slot == Seat.c.id,
        Evidence.c.tenure_id == Seat.c.tenure_id,
    )
    statement = (
        select(Seat.c.unit, Seat.c.id, Seat.c.tenure_id, Evidence.c.version)
        .outerjoin(Evidence, proof)
        # Nothing but ids and bodies: see rows.
        .where(Seat.c.id.in_(bindparam("seats", expanding=True)), Seat.c.tenure_id.is_not(None))
        .where(Seat.c.body.in_(indicator.bodies))
    )
    if indicator.holders == "all":
        return statement
    asn = statement.join(Tenure, Tenure.c.id == Seat.c.tenure_id).join(Person, Person.c.id == Tenure.c.person_id)
    return asn.where(Person.c.asn)


def by_state(connection: Connection, election: Election, indicator: Indicator, unit: str) -> dict[str, int]:
    """How many items of an indicator stand in each state below a unit: by the tallies; of a TPS they are counted."""
    kept = tally.kept(connection, election.code, [unit]).get(unit)
    if kept is not None:
        counts = kept.get(indicator.code, Counts())
        return {state: count for state in items.STATES if (count := _in_state(counts, state))}
    each = items.items(election, indicator, *units.span(unit)).subquery()
    rows = connection.execute(select(each.c.state, func.count()).group_by(each.c.state))
    return {row[0]: row[1] for row in rows}


def _in_state(counts: Counts, state: str) -> int:
    if state == items.UNKNOWN:
        return counts.items - counts.na - counts.siap - counts.klaim - counts.belum
    return int(getattr(counts, state))


def _most(election: Election, indicator: Indicator, states: tuple[str, ...], kept: Kept, part: Part) -> int:
    """How many items in some states a region has; a kecamatan's own and those below it are counted together."""
    there = items.levels(election, indicator)
    if part is Part.OWN and units.Level.KECAMATAN not in there:
        return 0
    if part is Part.BELOW and there <= {units.Level.KECAMATAN}:
        return 0
    counts = kept.get(indicator.code, Counts())
    return sum(_in_state(counts, state) for state in states) if states else counts.items


def _page(
    connection: Connection,
    election: Election,
    indicator: Indicator,
    where: Stretch,
    states: tuple[str, ...],
    anchor: tuple[str, int] | None,
    *,
    down: bool,
    limit: int,
) -> list[Any]:
    """A page of one stretch. Units come in the order of their index, so only the items of one are sorted."""
    statement, place, state = _statement(election, indicator)
    given: dict[str, Any] = {"low": where.low, "high": where.high}
    if states:
        statement = statement.where(state.in_(states))
    if anchor is not None:
        statement = statement.where(beyond(place, anchor, down=down, inclusive=False))
        side = "high" if down else "low"
        given[side] = min(where.high, f"{anchor[0]} ") if down else max(where.low, anchor[0])
    order = [one.desc() for one in place] if down else place
    return list(connection.execute(statement.order_by(*order).limit(limit), given))


@lru_cache(maxsize=128)
def _statement(election: Election, indicator: Indicator) -> tuple[items.Rows, tuple[Any, Any], Any]:
    """The items of an indicator from ``low`` to before ``high``; the columns of their place, and their state."""
    found = items.items(election, indicator, bindparam("low"), bindparam("high"))
    column = {one.name: one.element if isinstance(one, Label) else one for one in found.selected_columns}
    return found, (column["unit"], column["slot"]), column["state"]


def _holders(connection: Connection, seats: list[int]) -> dict[int, tuple[str, str, int, str | None]]:
    """Body, post, ordinal and holder of seats."""
    statement = (
        select(Seat.c.id, Seat.c.body, Seat.c.post, Seat.c.ordinal, Person.c.name)
        .outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
    )
    found: dict[int, tuple[str, str, int, str | None]] = {}
    for at in range(0, len(seats), MANY):
        rows = connection.execute(statement.where(Seat.c.id.in_(seats[at : at + MANY])))
        found.update((row[0], (row[1], row[2], row[3], row[4])) for row in rows)
    return found


def _said(
    connection: Connection, election: Election, indicator: Indicator, rows: Sequence[Any]
) -> dict[tuple[str, int], Said]:
    """What was recorded of items. Of a seat only what concerns its present holder, or takes it out of the count."""
    found: dict[tuple[str, int], Said] = {}
    tenures = {(row.unit, row.slot): 0 if row.state == items.NA else row.tenure_id or 0 for row in rows}
    where = sorted({row.unit for row in rows})
    one = Evidence.c
    statement = select(one.unit, one.slot, one.tenure_id, one.recorded_by, one.recorded_at, one.kind, one.note)
    for at in range(0, len(where), MANY):
        some = one.unit.in_(where[at : at + MANY])
        for row in connection.execute(
            statement.where(one.election == election.code, one.indicator == indicator.code, some)
        ):
            if tenures.get((row[0], row[1])) == row[2]:
                found[row[0], row[1]] = Said(*row[3:])
    return found


def _row(row: Any, name: str, seat: tuple[Any, ...], said: Said | None) -> ItemRow:
    since = date.fromisoformat(row.since) if isinstance(row.since, str) else row.since
    body, post, ordinal, holder = seat or (None, None, None, None)
    return ItemRow(
        row.unit, name, row.slot, row.tenure_id or 0, row.state, since, row.reference, row.version, body, post, ordinal,
        holder, said,
    )  # fmt: skip
