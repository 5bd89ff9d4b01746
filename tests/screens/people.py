"""People as the register knows them: what tests put into a city, as a colleague at work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from models.actor import Actor
from models.clock import FixedClock
from models.tables import Biodata, Person, Reserve, Seat, Tenure
from models.uow import UnitOfWork, unit_of_work
from tests.screens.conftest import KOTA, NOW, City

Done = TypeVar("Done")
BAYU = Actor("bayu")


def write(
    city: City,
    verb: str,
    service: Callable[[UnitOfWork], Done],
    unit: str = KOTA,
    *,
    election: str = "pemilu-2024",
    now: datetime = NOW,
) -> Done:
    """A write by a colleague."""
    database = city.database()
    with unit_of_work(database, FixedClock(now), BAYU, verb, unit, city.elections[election]) as work:
        done = service(work)
    database.close()
    return done


def ask(city: City, statement: Any) -> list[Any]:
    """The rows of a statement."""
    database = city.database()
    with database.read() as connection:
        found = list(connection.execute(statement))
    database.close()
    return found


def seat(city: City, body: str, unit: str, *, post: str = "anggota", ordinal: int = 1) -> Any:
    """A seat with its holder: id, version, tenure_id, person_id, name."""
    statement = (
        select(Seat.c.id, Seat.c.version, Seat.c.tenure_id, Tenure.c.person_id, Person.c.name, Seat.c.unit)
        .outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        .where(Seat.c.election == "pemilu-2024", Seat.c.body == body, Seat.c.unit == unit)
        .where(Seat.c.post == post, Seat.c.ordinal == ordinal)
    )
    return ask(city, statement)[0]


def know(city: City, person: int, unit: str = KOTA, **values: Any) -> None:
    """What is known of somebody, beyond the name."""
    from models.services.biodata import change

    version = biodata(city, person).get("version")
    write(city, "biodata", lambda work: change(work, person, values, version), unit)


def biodata(city: City, person: int) -> dict[str, Any]:
    """What stands of somebody."""
    found = ask(city, select(Biodata).where(Biodata.c.person_id == person))
    return dict(found[0]._mapping) if found else {}


def wait(city: City, name: str, unit: str, body: str = "kpps", **values: Any) -> int:
    """A reserve, by name; returns the person's number."""
    from models.services.register import add_reserve

    row = write(city, "reserve", lambda work: add_reserve(work, body, unit, name=name, biodata=values), unit)
    return int(row["person_id"])


def reserves(city: City, unit: str) -> list[tuple[str, int, str]]:
    """Who waits in a unit: name, rank, state."""
    statement = (
        select(Person.c.name, Reserve.c.rank, Reserve.c.state)
        .join(Person, Person.c.id == Reserve.c.person_id)
        .where(Reserve.c.unit == unit)
        .order_by(Reserve.c.rank)
    )
    return [tuple(row) for row in ask(city, statement)]
