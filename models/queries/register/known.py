"""Who is here already under a name that is being typed: one person is one row, whatever seats they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.exchange.parse.people import match_key
from models.queries import names
from models.queries.register.rows import TenureRow, of_people
from models.tables import Biodata, Person

LISTED = 4
"""People who are offered; more of them are told apart by typing more of the name."""
LOOKED = 32


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody of such a name. ``exact``: called so to the letter, but for titles; ``seats``: those held now, in any
    election, else the last one that was held."""

    person_id: int
    name: str
    asn: bool
    born_on: date | None
    exact: bool
    seats: tuple[TenureRow, ...]


def namesakes(connection: Connection, typed: str, *, limit: int = LISTED) -> tuple[Namesake, ...]:
    """People whose name begins with or holds what was typed, those who are called exactly so first. Nobody for fewer
    than three letters."""
    found, _more = names.holding(connection, typed, limit=LOOKED)
    called = match_key(typed)
    rows = connection.execute(
        select(Person.c.id, Person.c.name, Person.c.asn, Biodata.c.born_on)
        .outerjoin(Biodata, Biodata.c.person_id == Person.c.id)
        .where(Person.c.id.in_(found))
    )
    people = [(match_key(row.name) == called, row) for row in rows]
    people.sort(key=lambda one: (not one[0], one[1].name, one[1].id))
    chosen = people[:limit]
    held: dict[int, list[TenureRow]] = {}
    for tenure in of_people(connection, [row.id for _, row in chosen]):
        held.setdefault(tenure.person_id, []).append(tenure)
    return tuple(
        Namesake(row.id, row.name, bool(row.asn), row.born_on, exact, _seats(held.get(row.id, [])))
        for exact, row in chosen
    )


def _seats(held: list[TenureRow]) -> tuple[TenureRow, ...]:
    now = [one for one in held if one.end_on is None]
    return tuple(now or sorted(held, key=lambda one: (one.end_on or one.start_on, one.tenure_id))[-1:])
