"""Go-to: regions and people by a few letters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

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
        select(Region.c.code, Region.c.name, Region.c.parent)
        .where(Region.c.name_key.like(f"%{wanted}%"))
        .order_by(Region.c.name_key.not_like(f"{wanted}%"), Region.c.level, Region.c.code)
        .limit(limit)
    ).all()
    people = connection.execute(
        select(Seat.c.unit, Person.c.name, Seat.c.id, Seat.c.body)
        .join(Tenure, Tenure.c.person_id == Person.c.id)
        .join(Seat, Seat.c.tenure_id == Tenure.c.id)
        .where(Seat.c.election == election, Person.c.name_key.like(f"%{wanted}%"))
        .order_by(Person.c.name_key.not_like(f"{wanted}%"), Person.c.name_key, Seat.c.id)
        .limit(max(limit - len(regions), limit // 2))
    ).all()
    codes = {row.parent for row in regions if row.parent} | {area(row.unit) for row in people}
    names = territory.names(connection, codes)
    return (
        *(Found("region", row.code, row.name, names.get(row.parent, "")) for row in regions),
        *(Found("person", row.unit, row.name, names.get(area(row.unit), ""), row.id, row.body) for row in people),
    )
