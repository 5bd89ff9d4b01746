"""Go-to: regions and people by a few letters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models import text
from models.items import area
from models.queries import territory
from models.tables import Person, Region, Seat, Tenure


@dataclass(frozen=True, slots=True)
class Found:
    """Something to go to: ``kind`` region or person; a person's ``unit`` is where the seat is, ``seat_id`` which
    one, ``place`` the region's name or the name of the region above."""

    kind: str
    unit: str
    name: str
    place: str
    seat_id: int | None = None
    body: str | None = None


def find(connection: Connection, election: str, typed: str, *, limit: int = 12) -> tuple[Found, ...]:
    """Regions whose name holds what was typed, then people; names that begin with it come first."""
    wanted = text.key(typed)
    if not wanted:
        return ()
    regions = connection.execute(
        select(Region.code, Region.name, Region.parent)
        .where(func.lower(Region.name).like(f"%{wanted}%"))
        .order_by(func.lower(Region.name).not_like(f"{wanted}%"), Region.level, Region.code)
        .limit(limit)
    ).all()
    people = connection.execute(
        select(Seat.unit, Person.name, Seat.id, Seat.body)
        .join(Tenure, Tenure.person_id == Person.id)
        .join(Seat, Seat.tenure_id == Tenure.id)
        .where(Seat.election == election, Person.name_key.like(f"%{wanted}%"))
        .order_by(Person.name_key.not_like(f"{wanted}%"), Person.name_key, Seat.id)
        .limit(max(limit - len(regions), limit // 2))
    ).all()
    codes = {row.parent for row in regions if row.parent} | {area(row.unit) for row in people}
    names = territory.names(connection, codes)
    return (
        *(Found("region", row.code, row.name, names.get(row.parent, "")) for row in regions),
        *(Found("person", row.unit, row.name, names.get(area(row.unit), ""), row.id, row.body) for row in people),
    )
