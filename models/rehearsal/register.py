"""What a rehearsal knows of its people beyond their names, who waits to follow, and whom nobody reached: all invented.

NIKs begin with 99, which is no province; phones lie in 0800-0000, which is nobody's.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from sqlalchemy import ColumnElement, or_, select

from models import units
from models.journal import Row
from models.rehearsal.story import Odd, Register, Story, load_people
from models.services import biodata, register
from models.tables import Person, Seat, Tenure
from models.uow import UnitOfWork

SPARE = 5_000
"""Names of a seed from there on, and numbers of people, are nobody's in the story itself."""
Plan = tuple[dt.datetime, str, str, Callable[[UnitOfWork], object]]
"""When, where, the verb, and what it does."""


def plans(story: Story, seed: int, kelurahan: list[str], kecamatan: list[str]) -> Iterator[Plan]:
    """The writes of a story's register, in no order."""
    told = story.register
    if told is None:
        return
    for at, area in enumerate([*kecamatan, *kelurahan]):
        moment = told.at + dt.timedelta(minutes=at)
        yield moment, area, "biodata", partial(_know, told=told, seed=seed, area=area, kelurahan=kelurahan)
    names = islice(load_people().names(seed), SPARE, None)
    waiting = [unit for unit in kelurahan for _ in range(told.reserves)]
    for at, (unit, name) in enumerate(zip(waiting, names, strict=False)):
        moment = told.at + dt.timedelta(hours=1, seconds=40 * at)
        known = invented(told, seed, SPARE + at, name, unit)
        yield moment, unit, "reserve", partial(_wait, body=told.body, unit=unit, name=name, known=known)
    for odd in told.odd:
        yield odd.at, odd.unit, "biodata", partial(_differ, odd=odd)
        for at, outcome in enumerate(odd.calls):
            moment = odd.at + dt.timedelta(minutes=5 + 47 * at)
            yield moment, odd.unit, "call", partial(_call, odd=odd, outcome=outcome)


def invented(told: Register, seed: int, number: int, name: str, kelurahan: str) -> Row:
    """Biodata of somebody who lives in a kelurahan; ``number`` tells people apart (below 10,000)."""
    chance = random.Random(f"{seed}/biodata/{kelurahan}/{number}")
    woman = name.split(maxsplit=1)[0] in told.women
    born = dt.date(chance.randint(1969, 2004), chance.randint(1, 12), chance.randint(1, 28))
    nik = f"99{kelurahan[3:5]}{kelurahan[6:8]}{born.day + 40 * woman:02}{born:%m%y}{number:04}"
    return {
        "nik": nik,
        "sex": "P" if woman else "L",
        "born_on": born,
        "born_in": "Magelang",
        "phone": f"+628000000{number:04}",
        "address": f"Gang Rekaan {chance.randint(1, 40)}",
        "rt": f"{chance.randint(1, 9):03}",
        "rw": f"{chance.randint(1, 14):03}",
        "domicile": kelurahan,
        "education": chance.choice(("sma", "sma", "sma", "d3", "s1", "s1")),
        "occupation": chance.choice(told.occupations),
        "sipol": "bersih",
        "health": "sehat",
        "health_until": told.healthy_until,
    }


def _know(work: UnitOfWork, told: Register, seed: int, area: str, kelurahan: list[str]) -> None:
    """What is known of the people of an area: of its own bodies, and of the KPPS of its first TPS."""
    there: list[ColumnElement[bool]] = [Seat.c.unit == area]
    if units.level(area) is units.Level.KELURAHAN:
        there += [Seat.c.unit == units.tps_code(area, number) for number in range(1, told.teams + 1)]
    rows = work.connection.execute(
        select(Person.c.id, Person.c.name)
        .join(Tenure, Tenure.c.person_id == Person.c.id)
        .join(Seat, Seat.c.tenure_id == Tenure.c.id)
        .where(Seat.c.election == work.rules.code, Seat.c.body != "linmas", or_(*there))
        .order_by(Seat.c.unit, Seat.c.rank)
    ).all()
    homes = [code for code in kelurahan if units.contains(area, code)]
    found = {
        person: biodata.checked(invented(told, seed, person, name, homes[at % len(homes)]))
        for at, (person, name) in enumerate(rows)
    }
    biodata.store(work, found)
    work.touch((), area)
    work.detail = {"name": told.many.format(count=len(found)), "fields": sorted(biodata.COLUMNS)}


def _wait(work: UnitOfWork, body: str, unit: str, name: str, known: Row) -> None:
    register.add_reserve(work, body, unit, name=name, biodata=known)


def _differ(work: UnitOfWork, odd: Odd) -> None:
    person, name = _who(work, odd)
    known = [column for column in odd.__struct_fields__ if column in biodata.COLUMNS]
    values = {column: value for column in known if (value := getattr(odd, column)) is not None}
    biodata.store(work, {person: biodata.checked(values)})
    work.touch((), odd.unit)
    work.detail = {"name": name, "fields": sorted(values)}


def _call(work: UnitOfWork, odd: Odd, outcome: str) -> None:
    register.record_call(work, _who(work, odd)[0], outcome)


def _who(work: UnitOfWork, odd: Odd) -> tuple[int, str]:
    row = work.connection.execute(
        select(Person.c.id, Person.c.name)
        .join(Tenure, Tenure.c.person_id == Person.c.id)
        .join(Seat, Seat.c.tenure_id == Tenure.c.id)
        .where(Seat.c.election == work.rules.code, Seat.c.unit == odd.unit, Seat.c.body == odd.body)
        .where(Seat.c.post == odd.post, Seat.c.ordinal == odd.ordinal)
    ).one()
    return row.id, row.name
