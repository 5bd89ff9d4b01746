"""Who is known by more than a name is judged before taking a seat: the rules, and the seats they hold already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import eligibility
from models.errors import Refused
from models.journal import Row
from models.queries import register
from models.queries.register.judging import judged, place
from models.services import biodata
from models.services.appointment import checked_name
from models.tables import Person
from models.text import key
from models.uow import UnitOfWork

if TYPE_CHECKING:
    from models.services.appointment import Appointment

SLICE = 500


def admit(work: UnitOfWork, wanted: Sequence[tuple[Row, Appointment]]) -> list[int]:
    """The numbers of the people of these appointments, each with the row of its seat: found, or made with what is known
    of them. One who is given twice holds the first seat when the second is judged.

    Raises Refused: not_eligible (``findings``, ``name``, ``unit``), person_missing, and as ``biodata.alter`` and
    ``biodata.store``; RulesError when the file of the rules is bad.
    """
    known = _known(work, {one.person_id for _, one in wanted if one.person_id is not None})
    values = [biodata.checked(one.biodata or {}) for _, one in wanted]
    numbers = [one.person_id if one.person_id is not None else -at for at, (_, one) in enumerate(wanted, 1)]
    _judge(work, wanted, numbers, values, known)
    made: list[Row] = []
    people: list[int] = []
    for _, one in wanted:
        if one.person_id is not None:
            row = known[one.person_id]
            known[one.person_id] = biodata.alter(work, row, {"asn": row["asn"] or one.asn})
            people.append(one.person_id)
            continue
        name = checked_name(one.name)
        people.append(work.next_id(Person))
        made.append({"id": people[-1], "name": name, "name_key": key(name), "asn": one.asn, "version": 1})
    work.insert_many(Person, made)
    stored: dict[int, Row] = {}
    for person, given in zip(people, values, strict=True):
        stored.setdefault(person, {}).update(given)
    biodata.store(work, stored)
    return people


def _judge(
    work: UnitOfWork,
    wanted: Sequence[tuple[Row, Appointment]],
    numbers: Sequence[int],
    values: Sequence[Row],
    known: dict[int, Row],
) -> None:
    election, rules = work.rules, {work.rules.code: work.rules}
    given = {
        number: {**said, "asn": one.asn or known.get(number, {}).get("asn", False)}
        for number, (_, one), said in zip(numbers, wanted, values, strict=True)
    }
    who = register.candidates(work.connection, given, rules)
    seats = register.held(work.connection, known, rules)
    for number, (seat, one) in zip(numbers, wanted, strict=True):
        where = place(election, seat, one.start_on)
        others = seats.setdefault(number, [])
        found = judged(election, who[number], where, others)
        if eligibility.blocked(found):
            name = known[number]["name"] if number in known else checked_name(one.name)
            raise Refused("not_eligible", name=name, unit=seat["unit"], findings=found)
        others.append(where)


def _known(work: UnitOfWork, people: set[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    wanted = sorted(people)
    for at in range(0, len(wanted), SLICE):
        rows = work.connection.execute(select(Person).where(Person.c.id.in_(wanted[at : at + SLICE])))
        found.update((row["id"], dict(row)) for row in rows.mappings())
    if len(found) < len(people):
        raise Refused("person_missing")
    return found
