"""What a rehearsal tells of working together: offices and their calls, meetings, promises, guards, a case of
neutrality. All invented, and of no party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import islice

from sqlalchemy import select

from models import units
from models.rehearsal.register import SPARE, Plan
from models.rehearsal.story import Accused, Called, Guarded, Met, Promised, Story, Together, load_people
from models.rules.schema import Election
from models.services import neutrality, synergy
from models.tables import Commitment, Seat, Tenure
from models.uow import UnitOfWork

OFFICES = SPARE + 100
"""Names of a seed from there on are those of offices."""


def plans(story: Story, election: Election, seed: int, regions: list[str]) -> Iterator[Plan]:
    """The writes about working together, in no order. ``regions``: kecamatan and kelurahan."""
    told = story.together
    if told is None:
        return
    yield from _offices(story, told, election, seed, regions)
    for called in told.calls:
        yield called.at, called.unit, "contact_call", partial(_call, one=called)
    for met in told.meetings:
        yield met.at, met.unit, "meeting", partial(_meet, one=met)
    for promised in told.promises:
        yield promised.at, promised.unit, "commitment", partial(_promise, one=promised)
        if promised.done is not None:
            yield promised.done, promised.unit, "commitment_done", partial(_keep, one=promised)
    for guarded in told.guards:
        area = guarded.units[0][: units.LENGTHS[units.Level.KELURAHAN]]
        yield guarded.at, area, "pattern", partial(_guard, one=guarded)
    for accused in told.cases:
        yield accused.at, accused.unit, "case", partial(_accuse, one=accused)


def _offices(story: Story, told: Together, election: Election, seed: int, regions: list[str]) -> Iterator[Plan]:
    """Offices whose numbers are no item."""
    names, number = islice(load_people().names(seed), OFFICES, None), 500
    for unit in regions:
        level = units.level(unit).name.casefold()
        for role in (one for one in election.contacts if one.level == level and not one.tested):
            number += 7
            moment = told.offices + dt.timedelta(minutes=number % 90)
            phone = story.contacts.phone.format(number=number)
            yield moment, unit, "contact", partial(_enter, unit=unit, role=role.code, name=next(names), phone=phone)


def _enter(work: UnitOfWork, unit: str, role: str, name: str, phone: str) -> None:
    synergy.set_contact(work, unit, role, name, phone)


def _call(work: UnitOfWork, one: Called) -> None:
    synergy.record_test(work, one.unit, one.role, one.outcome, one.reference)


def _meet(work: UnitOfWork, one: Met) -> None:
    synergy.hold_meeting(work, one.unit, on=one.at.date(), attended=one.attended, place=one.place, minutes=one.minutes)


def _promise(work: UnitOfWork, one: Promised) -> None:
    synergy.promise(work, one.unit, said=one.said, owner=one.owner, due=one.due)


def _keep(work: UnitOfWork, one: Promised) -> None:
    same = (Commitment.c.unit == one.unit, Commitment.c.promise == one.said)
    row = work.connection.execute(select(Commitment.c.id, Commitment.c.version).where(*same)).one()
    synergy.keep_promise(work, row.id, row.version)


def _guard(work: UnitOfWork, one: Guarded) -> None:
    synergy.set_pattern(work, one.units, one.pattern, reference=one.reference)


def _accuse(work: UnitOfWork, one: Accused) -> None:
    """A civil servant of a body of the unit, the first there is."""
    person = work.connection.scalar(
        select(Tenure.c.person_id)
        .join(Seat, Seat.c.tenure_id == Tenure.c.id)
        .where(Seat.c.election == work.rules.code, Seat.c.unit == one.unit, Seat.c.body == one.body)
        .where(Seat.c.post == one.post)
        .order_by(Seat.c.rank)
        .limit(1)
    )
    neutrality.report(
        work, one.unit, on=one.at.date(), person_id=person, source=one.source, kind=one.kind, state=one.state
    )
