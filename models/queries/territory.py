"""Reading the tree: names, paths, children, estimates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from models import prepared, units
from models.tables import ElectionRow, Region, Tps


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region: its code, its name, and the code above it (None at the top of this database)."""

    code: str
    name: str
    parent: str | None

    @property
    def level(self) -> units.Level:
        return units.level(self.code)


def root(connection: Connection) -> RegionRow | None:
    """The topmost region of the database; None in an empty one."""
    row = connection.execute(
        select(Region.c.code, Region.c.name, Region.c.parent).order_by(Region.c.level, Region.c.code).limit(1)
    ).first()
    return RegionRow(*row) if row else None


def path(connection: Connection, unit: str) -> tuple[RegionRow, ...]:
    """From the top of the database down to ``unit``. A TPS ends it with its three digits as its name."""
    wanted = {unit, *units.ancestors(unit)}
    found = [RegionRow(*row) for row in prepared.rows(connection, _path(), {"units": list(wanted)})]
    if units.level(unit) is units.Level.TPS:
        found.append(RegionRow(unit, unit[-3:], units.parent(unit)))
    return tuple(found)


def children(connection: Connection, unit: str, election: str) -> tuple[RegionRow, ...]:
    """The regions below a unit by code; below a kelurahan, its TPS of the election."""
    if units.level(unit) >= units.Level.KELURAHAN:
        rows = prepared.rows(connection, _tps(), {"election": election, "kelurahan": unit})
        return tuple(RegionRow(code, code[-3:], unit) for (code,) in rows)
    return below(connection, [unit])


def below(connection: Connection, above: Collection[str]) -> tuple[RegionRow, ...]:
    """The regions right below any of these, by code."""
    return tuple(RegionRow(*row) for row in prepared.rows(connection, _below(), {"units": list(above)}))


def names(connection: Connection, codes: set[str]) -> dict[str, str]:
    """The names of regions by code."""
    if not codes:
        return {}
    return dict(prepared.rows(connection, _names(), {"units": list(codes)}))


def exists(connection: Connection, unit: str, election: str) -> bool:
    """Whether the unit is in this database (a TPS: in that election)."""
    if units.level(unit) is units.Level.TPS:
        found = select(Tps.c.code).where(Tps.c.election == election, Tps.c.code == unit)
    else:
        found = select(Region.c.code).where(Region.c.code == unit)
    return connection.scalar(found) is not None


def elections(connection: Connection) -> tuple[str, ...]:
    """The codes of the elections set up in this database."""
    return tuple(connection.scalars(select(ElectionRow.c.code)))


@dataclass(frozen=True, slots=True)
class TpsCount:
    """TPS of a kelurahan: regular, special, and whether the number is an estimate."""

    code: str
    name: str
    regular: int
    special: int
    estimated: bool


def tps_counts(connection: Connection, election: str, unit: str) -> tuple[TpsCount, ...]:
    """TPS per kelurahan below a unit."""
    low, high = units.span(unit)
    rows = connection.execute(
        select(
            Tps.c.kelurahan,
            Region.c.name,
            func.sum(case((Tps.c.special, 0), else_=1)),
            func.sum(case((Tps.c.special, 1), else_=0)),
            func.max(case((Tps.c.estimated, 1), else_=0)),
        )
        .join(Region, Region.c.code == Tps.c.kelurahan)
        .where(Tps.c.election == election, Tps.c.code >= low, Tps.c.code < high)
        .group_by(Tps.c.kelurahan, Region.c.name)
        .order_by(Tps.c.kelurahan)
    )
    return tuple(TpsCount(code, name, all_, special, bool(est)) for code, name, all_, special, est in rows)


def codes_of_tps(connection: Connection, election: str) -> set[str]:
    """The codes of all TPS of an election."""
    return set(connection.scalars(select(Tps.c.code).where(Tps.c.election == election)))


def is_estimated(connection: Connection, election: str, unit: str) -> bool:
    """Whether any TPS of the unit stands on an estimate ("perkiraan")."""
    low, high = units.span(unit)
    return prepared.first(connection, _estimated(), {"election": election, "low": low, "high": high}) is not None


# What a live board asks with every change is put together once.


@lru_cache(maxsize=1)
def _path() -> Select[Any]:
    found = select(Region.c.code, Region.c.name, Region.c.parent)
    return found.where(Region.c.code.in_(bindparam("units", expanding=True))).order_by(Region.c.level)


@lru_cache(maxsize=1)
def _below() -> Select[Any]:
    found = select(Region.c.code, Region.c.name, Region.c.parent)
    return found.where(Region.c.parent.in_(bindparam("units", expanding=True))).order_by(Region.c.code)


@lru_cache(maxsize=1)
def _tps() -> Select[Any]:
    found = select(Tps.c.code).where(Tps.c.election == bindparam("election"))
    return found.where(Tps.c.kelurahan == bindparam("kelurahan")).order_by(Tps.c.code)


@lru_cache(maxsize=1)
def _names() -> Select[Any]:
    return select(Region.c.code, Region.c.name).where(Region.c.code.in_(bindparam("units", expanding=True)))


@lru_cache(maxsize=1)
def _estimated() -> Select[Any]:
    found = select(Tps.c.code).where(Tps.c.election == bindparam("election"), Tps.c.estimated)
    return found.where(Tps.c.code >= bindparam("low"), Tps.c.code < bindparam("high")).limit(1)
