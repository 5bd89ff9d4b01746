"""Logistics of a place: pieces by kind, TPS with their kits, what is short, signs of trouble.

Sums are counted from the rows of the place, so they are asked for up to a kabupaten or kota; above, the tallies of what
the steps prove say enough. What is not known is counted beside the sums, never as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select

from models import items, logistics, units
from models.logistics import NUMBERS, PER_MILLE, Pieces
from models.rules.schema import Election
from models.tables import Flag, Kit, Region, Seat, Stock, Tps
from models.units import LENGTHS, Level

SLICE = 300


@dataclass(frozen=True, slots=True)
class Voters:
    """TPS of a place: how many, the voters of those that are known, how many are not, and the ballots of one kind that
    the known ones need."""

    tps: int = 0
    voters: int = 0
    unknown: int = 0
    ballots: int = 0


@dataclass(frozen=True, slots=True)
class GoodRow:
    """One kind of goods in a place. ``need`` is at least so many where ``unknown`` TPS have no number of voters.

    ``store``: what came to the kecamatan; ``at``: what was said of TPS; ``said``: TPS of which something was;
    ``steps``: pieces of the kits that went on, by the step where they stand."""

    good: str
    need: int
    unknown: int
    store: Pieces
    at: Pieces
    said: int
    steps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KitRow:
    """How far a kit has come; ``version``: of that row."""

    step: str
    since: date
    reference: str | None
    receiver: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Station:
    """A TPS: its voters (None: not known), the pieces that were said, its kit, flags open and in all."""

    code: str
    name: str
    special: bool
    voters: int | None
    version: int
    stock: Mapping[str, Pieces]
    kit: KitRow | None
    open: int
    flags: int


@dataclass(frozen=True, slots=True)
class StockRow:
    """What was said of one kind of goods in one unit."""

    good: str
    pieces: Pieces
    said_on: date
    reference: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Part:
    """A unit right below a place, with sums of its TPS. ``counted``: ballots of all kinds; ``steps``: kits by step."""

    code: str
    name: str
    voters: Voters
    counted: int
    steps: Mapping[str, int]
    open: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """So many of a kind are short of what a TPS, or the store of a kecamatan, needs. ``unknown``: TPS whose needs are
    not known yet, so that at least so many are short."""

    unit: str
    name: str
    good: str
    lack: int
    need: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A sign of trouble at a TPS; ``name`` is that of its kelurahan. Open while ``answered_on`` is None."""

    id: int
    unit: str
    name: str
    sign: str
    since: date
    note: str | None
    mitigation: str | None
    owner: str | None
    answered_on: date | None
    version: int

    @property
    def anchor(self) -> tuple[bool, str, str]:
        """Where it stands in the list: open ones first."""
        return self.answered_on is not None, self.unit, self.sign


# ── sums ────────────────────────────────────────────────────────────


def voters(connection: Connection, election: Election, unit: str) -> Voters:
    """The TPS of a place and their voters."""
    found = connection.execute(select(*_voters(election)).where(*_inside(Tps, Tps.c.code, election, unit))).one()
    return Voters(*(number or 0 for number in found))


def goods(connection: Connection, election: Election, unit: str) -> tuple[Voters, tuple[GoodRow, ...]]:
    """Every kind of goods that a place needs, in the order of the election's file."""
    there = voters(connection, election, unit)
    sums = [func.sum(Stock.c[name]) for name in NUMBERS]
    said: dict[tuple[str, bool], Any] = {
        (row[0], row[1] == LENGTHS[Level.TPS]): row[2:]
        for row in connection.execute(
            select(Stock.c.good, func.length(Stock.c.unit), func.count(), *sums)
            .where(*_inside(Stock, Stock.c.unit, election, unit))
            .group_by(Stock.c.good, func.length(Stock.c.unit))
        )
    }
    steps: dict[str, dict[str, int]] = {}
    # From the kits that went on: while they are packed, their pieces stand in the sums.
    kits = connection.execute(
        select(Stock.c.good, Kit.c.step, func.sum(func.coalesce(Stock.c.packed, Stock.c.counted)))
        .select_from(Kit)
        .join(Stock, and_(Stock.c.election == Kit.c.election, Stock.c.unit == Kit.c.unit))
        .where(*_inside(Kit, Kit.c.unit, election, unit), Kit.c.step != logistics.PACKED)
        .group_by(Stock.c.good, Kit.c.step)
    )
    for code, step, number in kits:
        steps.setdefault(code, {})[step] = number or 0
    kecamatan = _kecamatan(connection, unit)
    rows = []
    for good in election.supplies():
        count, *numbers = said.get((good.code, True), (0, *(None,) * len(NUMBERS)))
        _count, *stored = said.get((good.code, False), (0, *(None,) * len(NUMBERS)))
        need = there.ballots if good.ballot else good.per_tps * there.tps + good.per_kecamatan * kecamatan
        unknown = there.unknown if good.ballot else 0
        rows.append(
            GoodRow(good.code, need, unknown, Pieces(*stored), Pieces(*numbers), count, steps.get(good.code, {}))
        )
    return there, tuple(rows)


def parts(connection: Connection, election: Election, unit: str) -> tuple[Part, ...]:
    """The units right below a place (above a kelurahan), with the sums of each."""
    length = LENGTHS[Level(units.level(unit) + 1)]

    def area(column: Any) -> Any:
        # Written out: a server takes two parameters for two different areas.
        return func.substr(column, literal_column("1"), literal_column(str(length)))

    def each(table: Any, column: Any, *wanted: Any) -> Any:
        found = select(area(column), *wanted).where(*_inside(table, column, election, unit))
        return found.group_by(area(column))

    found = {row[0]: Voters(*(n or 0 for n in row[1:])) for row in connection.execute(
        each(Tps, Tps.c.code, *_voters(election))
    )}  # fmt: skip
    kinds = [one.code for one in election.supplies() if one.ballot]
    counted = dict(
        tuple(row)
        for row in connection.execute(
            each(Stock, Stock.c.unit, func.sum(Stock.c.counted)).where(Stock.c.good.in_(kinds))
        )
    )
    steps: dict[str, dict[str, int]] = {}
    moved = select(area(Kit.c.unit), Kit.c.step, func.count()).where(*_inside(Kit, Kit.c.unit, election, unit))
    for code, step, number in connection.execute(moved.group_by(area(Kit.c.unit), Kit.c.step)):
        steps.setdefault(code, {})[step] = number
    shaky = dict(
        tuple(row)
        for row in connection.execute(each(Flag, Flag.c.unit, func.count()).where(Flag.c.answered_on.is_(None)))
    )
    names = connection.execute(select(Region.c.code, Region.c.name).where(Region.c.parent == unit))
    return tuple(
        Part(code, name, found.get(code, Voters()), counted.get(code) or 0, steps.get(code, {}), shaky.get(code, 0))
        for code, name in sorted(tuple(row) for row in names)
    )


# ── TPS ────────────────────────────────────────────────────────────


def stations(
    connection: Connection,
    election: Election,
    unit: str,
    *,
    after: str | None = None,
    before: str | None = None,
    start: str | None = None,
    limit: int = 100,
) -> list[Station]:
    """The TPS of a place by code, behind ``after``, right in front of ``before``, or from ``start`` on."""
    wanted = (
        select(Tps.c.code, Tps.c.special, Tps.c.dpt, Tps.c.version, Region.c.name)
        .join(Region, Region.c.code == Tps.c.kelurahan)
        .where(*_inside(Tps, Tps.c.code, election, unit))
        .order_by(Tps.c.code.desc() if before is not None else Tps.c.code)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(Tps.c.code > after)
    if before is not None:
        wanted = wanted.where(Tps.c.code < before)
    if start is not None:
        wanted = wanted.where(Tps.c.code >= start)
    rows = sorted(connection.execute(wanted).all())
    return _stations(connection, election, rows)


def _stations(connection: Connection, election: Election, rows: Sequence[Any]) -> list[Station]:
    codes = [row.code for row in rows]
    stock: dict[str, dict[str, Pieces]] = {}
    kits: dict[str, KitRow] = {}
    flags: dict[str, tuple[int, int]] = {}
    for at in range(0, len(codes), SLICE):
        some = codes[at : at + SLICE]
        for unit, good, *numbers in connection.execute(
            select(Stock.c.unit, Stock.c.good, *(Stock.c[name] for name in NUMBERS)).where(*_at(Stock, election, some))
        ):
            stock.setdefault(unit, {})[good] = Pieces(*numbers)
        for unit, *facts in connection.execute(
            select(Kit.c.unit, Kit.c.step, Kit.c.since, Kit.c.reference, Kit.c.receiver, Kit.c.version).where(
                *_at(Kit, election, some)
            )
        ):
            kits[unit] = KitRow(*facts)
        still = func.sum(case((Flag.c.answered_on.is_(None), 1), else_=0))
        for unit, open_, every in connection.execute(
            select(Flag.c.unit, still, func.count()).where(*_at(Flag, election, some)).group_by(Flag.c.unit)
        ):
            flags[unit] = (open_, every)
    return [
        Station(
            row.code, row.name, row.special, row.dpt, row.version, stock.get(row.code, {}), kits.get(row.code),
            *flags.get(row.code, (0, 0)),
        )
        for row in rows
    ]  # fmt: skip


def seats(connection: Connection, election: Election, unit: str) -> dict[str, tuple[int, int]]:
    """Filled and all seats of a TPS by body."""
    found = connection.execute(
        select(Seat.c.body, func.count(Seat.c.tenure_id), func.count())
        .where(Seat.c.election == election.code, Seat.c.unit == unit)
        .group_by(Seat.c.body)
    )
    return {body: (filled, every) for body, filled, every in found}


def stock(connection: Connection, election: Election, unit: str) -> dict[str, StockRow]:
    """What was said of the goods of one unit, by code."""
    found = connection.execute(select(Stock).where(Stock.c.election == election.code, Stock.c.unit == unit)).mappings()
    return {
        row["good"]: StockRow(
            row["good"], Pieces(*(row[name] for name in NUMBERS)), row["said_on"], row["reference"], row["version"]
        )
        for row in found
    }


# ── what is short ────────────────────────────────────────────────────────────


def shortages(
    connection: Connection, election: Election, unit: str, *, limit: int = 200
) -> tuple[int, tuple[Shortage, ...]]:
    """How many shortages there are at the TPS and stores of a place, and the worst: those that lack most of what they
    need, then those that lack most. Whatever nobody counted is not short, only uncounted."""
    have = func.coalesce(Stock.c.packed, Stock.c.counted, Stock.c.received - func.coalesce(Stock.c.damaged, 0))
    need = _need(election, Stock.c.good, Tps.c.dpt)
    found = (
        select(Stock.c.unit, Region.c.name, Stock.c.good, (need - have).label("lack"), need.label("need"))
        .join(Tps, and_(Tps.c.election == Stock.c.election, Tps.c.code == Stock.c.unit))
        .join(Region, Region.c.code == Tps.c.kelurahan)
        .where(*_inside(Stock, Stock.c.unit, election, unit), have < need)
    )
    each = found.subquery()
    share = each.c.lack * PER_MILLE // each.c.need
    order = (share.desc(), each.c.lack.desc(), each.c.unit, each.c.good)
    total = connection.scalar(select(func.count()).select_from(each)) or 0
    rows = [Shortage(*row) for row in connection.execute(select(each).order_by(*order).limit(limit))]
    stores = _store_shortages(connection, election, unit)
    worst = sorted((*rows, *stores), key=lambda one: (-(one.lack * PER_MILLE // one.need), -one.lack))
    return total + len(stores), tuple(worst[:limit])


def _store_shortages(connection: Connection, election: Election, unit: str) -> list[Shortage]:
    """What came in good order to the store of a kecamatan, against what the kecamatan needs."""
    found: list[Shortage] = []
    rows = connection.execute(
        select(Stock.c.unit, Region.c.name, Stock.c.good, *(Stock.c[name] for name in logistics.STORED))
        .join(Region, Region.c.code == Stock.c.unit)
        .where(*_inside(Stock, Stock.c.unit, election, unit), func.length(Stock.c.unit) == LENGTHS[Level.KECAMATAN])
    ).all()
    known = {code: voters(connection, election, code) for code in {row[0] for row in rows}}
    goods_ = {one.code: one for one in election.supplies()}
    for code, name, good, *numbers in rows:
        kind, there, good_ones = goods_.get(good), known[code], Pieces(*numbers).good
        if kind is None or good_ones is None:
            continue
        need = there.ballots if kind.ballot else kind.per_tps * there.tps + kind.per_kecamatan
        if good_ones < need:
            unknown = there.unknown if kind.ballot else 0
            found.append(Shortage(code, name, good, need - good_ones, need, unknown))
    return found


# ── signs of trouble ────────────────────────────────────────────────────────────


def flags(
    connection: Connection,
    election: Election,
    unit: str,
    *,
    after: tuple[bool, str, str] | None = None,
    limit: int = 100,
) -> list[FlagRow]:
    """The flags of a place, open ones first, then by TPS and sign; behind ``after``."""
    found: list[FlagRow] = []
    for answered in (False, True):
        if len(found) >= limit or (after is not None and answered < after[0]):
            continue
        state = Flag.c.answered_on.is_not(None) if answered else Flag.c.answered_on.is_(None)
        wanted: Any = (
            select(
                Flag.c.id, Flag.c.unit, Region.c.name, Flag.c.sign, Flag.c.since, Flag.c.note, Flag.c.mitigation,
                Flag.c.owner, Flag.c.answered_on, Flag.c.version,
            )
            .outerjoin(Region, Region.c.code == items.area_of(Flag.c.unit))
            .where(*_inside(Flag, Flag.c.unit, election, unit), state)
            .order_by(Flag.c.unit, Flag.c.sign)
            .limit(limit - len(found))
        )  # fmt: skip
        if after is not None and after[0] == answered:
            _, there, sign = after
            beyond = (Flag.c.unit > there) | ((Flag.c.unit == there) & (Flag.c.sign > sign))
            wanted = wanted.where(Flag.c.unit >= there, beyond)
        found += [FlagRow(*row) for row in connection.execute(wanted)]
    return found


def flagged(connection: Connection, election: Election, unit: str) -> tuple[int, int]:
    """How many flags a place has, open and in all."""
    still = func.sum(case((Flag.c.answered_on.is_(None), 1), else_=0))
    row = connection.execute(select(still, func.count()).where(*_inside(Flag, Flag.c.unit, election, unit))).one()
    return row[0] or 0, row[1]


# ── parts of statements ────────────────────────────────────────────────────────────


def _voters(election: Election) -> list[Any]:
    ballots = func.sum(_ballots(election, Tps.c.dpt))
    return [func.count(), func.sum(Tps.c.dpt), func.sum(case((Tps.c.dpt.is_(None), 1), else_=0)), ballots]


def _ballots(election: Election, voters: Any) -> ColumnElement[Any]:
    """SQL: ``logistics.ballots``, of the column with the voters of a TPS."""
    rounded: ColumnElement[Any] = (voters * (PER_MILLE + election.reserve_permille) + PER_MILLE - 1) // PER_MILLE
    return rounded


def _need(election: Election, good: Any, voters: Any) -> ColumnElement[Any]:
    """SQL: ``logistics.need``, of the columns with a good's code and the TPS's voters."""
    kinds = [one.code for one in election.supplies() if one.ballot]
    fixed = {one.code: one.per_tps for one in election.goods}
    return case((good.in_(kinds), _ballots(election, voters)), else_=case(fixed, value=good) if fixed else 0)


def _inside(table: Any, column: Any, election: Election, unit: str) -> list[Any]:
    low, high = units.span(unit)
    return [table.c.election == election.code, column >= low, column < high]


def _at(table: Any, election: Election, codes: Sequence[str]) -> list[Any]:
    return [table.c.election == election.code, table.c.unit.in_(codes)]


def _kecamatan(connection: Connection, unit: str) -> int:
    """How many kecamatan a place is or has; what they get besides belongs to none of their parts."""
    if units.level(unit) > Level.KECAMATAN:
        return 0
    low, high = units.span(unit)
    same = (Region.c.level == Level.KECAMATAN.value, Region.c.code >= low, Region.c.code < high)
    return connection.scalar(select(func.count()).select_from(Region).where(*same)) or 0
