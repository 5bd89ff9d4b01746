"""What exports show beside the lists that are on the screen: the holders of seats whole, TPS, reserves; by keyset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from models import items, units
from models.queries.names import beyond
from models.tables import Biodata, Person, Region, Reserve, Seat, Tenure, Tps

PAGE = 1_000
"""Rows that are read at once."""

BIODATA = (
    "nik", "nik15", "sex", "born_in", "born_on", "address", "rt", "rw", "domicile", "phone", "education", "occupation",
)  # fmt: skip
"""The columns of a person's biodata here; ``domicile`` is the name of the kelurahan. Sipol and health stay inside."""


@lru_cache(maxsize=1)
def _biodata() -> tuple[Any, ...]:
    home = Region.alias("home")
    return home, [home.c.name if name == "domicile" else Biodata.c[name] for name in BIODATA]


@lru_cache(maxsize=1)
def _holders() -> Select[*tuple[Any, ...]]:
    home, columns = _biodata()
    return (
        select(Seat.c.id, Tenure.c.start_on, *columns)
        .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Biodata, Biodata.c.person_id == Tenure.c.person_id)
        .outerjoin(home, home.c.code == Biodata.c.domicile)
        .where(Seat.c.id.in_(bindparam("ids", expanding=True)))
    )


def holders(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    """Of seats that are filled: (id, first day, *BIODATA), by the seat's id. At most ``PAGE`` of them."""
    return {row[0]: row for row in connection.execute(_holders(), {"ids": list(ids)})}


def tps(connection: Connection, election: str, unit: str) -> Iterator[Sequence[Any]]:
    """Pages of a unit's TPS by code: (code, kelurahan, number, special, estimated, seats, filled)."""
    low, high = units.span(unit)
    after = ""
    while True:
        found = connection.execute(
            select(Tps.c.code, Tps.c.kelurahan, Tps.c.number, Tps.c.special, Tps.c.estimated)
            .where(Tps.c.election == election, Tps.c.code >= low, Tps.c.code < high, Tps.c.code > after)
            .order_by(Tps.c.code)
            .limit(PAGE)
        ).all()
        if not found:
            return
        after = found[-1].code
        filled = _filled(connection, election, found[0].code, after)
        yield [(*row, *filled.get(row.code, (0, 0))) for row in found]


def _filled(connection: Connection, election: str, first: str, last: str) -> dict[str, tuple[int, int]]:
    rows = connection.execute(
        select(Seat.c.unit, func.count(), func.count(Seat.c.tenure_id))
        .where(Seat.c.election == election, Seat.c.unit >= first, Seat.c.unit <= last)
        .group_by(Seat.c.unit)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def tenures(connection: Connection, election: str, unit: str, seat_id: int | None = None) -> Iterator[Sequence[Any]]:
    """Pages of everybody who ever held a seat below a unit (or that one seat), by seat and first day: (unit, rank,
    start_on, id, body, post, ordinal, name, end_on, end_reason, decree, decree_on, sworn_on, sworn_at, witness, the
    name of who was replaced, asn, *BIODATA)."""
    home, columns = _biodata()
    before, replaced = Tenure.alias(), Person.alias()
    order = (Seat.c.unit, Seat.c.rank, Tenure.c.start_on, Tenure.c.id)
    low, high = units.span(unit)
    statement: Any = (
        select(
            *order, Seat.c.body, Seat.c.post, Seat.c.ordinal, Person.c.name, Tenure.c.end_on, Tenure.c.end_reason,
            Tenure.c.decree, Tenure.c.decree_on, Tenure.c.sworn_on, Tenure.c.sworn_at, Tenure.c.witness,
            replaced.c.name, Person.c.asn, *columns,
        )
        .select_from(Seat)
        .join(Tenure, Tenure.c.seat_id == Seat.c.id)
        .join(Person, Person.c.id == Tenure.c.person_id)
        .outerjoin(before, before.c.id == Tenure.c.replaces)
        .outerjoin(replaced, replaced.c.id == before.c.person_id)
        .outerjoin(Biodata, Biodata.c.person_id == Tenure.c.person_id)
        .outerjoin(home, home.c.code == Biodata.c.domicile)
        .where(Seat.c.election == election, Seat.c.unit >= low, Seat.c.unit < high)
        .order_by(*order)
        .limit(PAGE)
    )  # fmt: skip
    if seat_id is not None:
        statement = statement.where(Seat.c.id == seat_id)
    page: Sequence[Any] = connection.execute(statement).all()
    while page:
        yield page
        last = page[-1]
        page = connection.execute(statement.where(beyond(order, tuple(last[:4]), down=False, inclusive=False))).all()


def reserves(connection: Connection, election: str, unit: str) -> Iterator[Sequence[Any]]:
    """Pages of those who wait below a unit, by unit, body and rank: (unit, body, rank, id, state, note, region's name,
    person's name, asn, *BIODATA)."""
    home, columns = _biodata()
    place = (Reserve.c.unit, Reserve.c.body, Reserve.c.rank, Reserve.c.id)
    low, high = units.span(unit)
    statement: Any = (
        select(*place, Reserve.c.state, Reserve.c.note, Region.c.name, Person.c.name, Person.c.asn, *columns)
        .join(Person, Person.c.id == Reserve.c.person_id)
        .outerjoin(Region, Region.c.code == items.area_of(Reserve.c.unit))
        .outerjoin(Biodata, Biodata.c.person_id == Reserve.c.person_id)
        .outerjoin(home, home.c.code == Biodata.c.domicile)
        .where(Reserve.c.election == election, Reserve.c.unit >= low, Reserve.c.unit < high)
        .order_by(*place)
        .limit(PAGE)
    )
    page: Sequence[Any] = connection.execute(statement).all()
    while page:
        yield page
        last = page[-1]
        page = connection.execute(statement.where(beyond(place, tuple(last[:4]), down=False, inclusive=False))).all()
