"""Retention: personal data of people who no longer serve go; what was done stays (UU 27/2022).

People are erased whose tenures and places in reserve lists, in every election of the database, ended longer ago than a
period. Seats, tenures, evidence with its numbers, tallies and the journal's chain stay. First the journal, some entries
a transaction, then the tables, some people a transaction: who interrupts it and begins anew loses nothing and repeats
nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, false, func, or_, select, update

from models import erasing, journal, units
from models.access import check, standing
from models.actor import Actor
from models.clock import WIB, Clock, stored
from models.database import Database, Interrupt
from models.errors import Cancelled, Refused
from models.feed import last_seq
from models.grants import check_owner
from models.journal import Row
from models.rules.schema import Election
from models.tables import Biodata, Call, Evidence, Journal, Neutrality, Paper, Person, Region, Reserve, Seat, Tenure
from models.uow import UnitOfWork, unit_of_work

ERASE = "erase"
"""The verb of entries about people who were erased; about other entries it is ``journal.ERASING``."""
PEOPLE, ENTRIES, READ = 2_000, 500, 100
"""How many are erased in one transaction, and how many entries are read together."""
_PERIOD = re.compile(r"([1-9]\d{0,2})([dmy])")

Told = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Retained:
    """What was, or would be, erased. ``people``: those who are due; ``waiting``: due but for a case of neutrality that
    is open or was closed within the period."""

    before: date
    people: int
    waiting: int
    biodata: int
    papers: int
    entries: int


def cutoff(period: str, today: date) -> date:
    """The day ``period`` (``1y``, ``6m``, ``90d``) before today: what ended before it is over for longer. Raises
    Refused (period_bad)."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise Refused("period_bad", period=period)
    number, unit = int(found[1]), found[2]
    if unit == "d":
        return today - timedelta(days=number)
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def foreseen(
    database: Database,
    elections: Mapping[str, Election],
    before: date,
    *,
    told: Told = lambda *_: None,
    interrupt: Interrupt | None = None,
) -> Retained:
    """What ``retain`` would do by now. Raises StorageError, Cancelled."""
    with database.read(interrupt) as connection:
        people = _due(elections, before)
        return _counted(connection, elections, before, sum(1 for _ in _journal(connection, people, before, told)))


def retain(
    database: Database,
    elections: Mapping[str, Election],
    before: date,
    clock: Clock,
    actor: Actor,
    *,
    told: Told = lambda *_: None,
    interrupt: Interrupt | None = None,
) -> Retained:
    """Erase whoever is due, in steps that each hold; what is interrupted is taken up where it stopped. In the file's
    free pages it still stands (``Database.compact``). Raises AccessDenied, StorageError (owner_only), Cancelled."""
    interrupt = interrupt or Interrupt()
    with database.read(interrupt) as connection:
        place = _top(connection)
        check(standing(connection, actor), ERASE, place)
        check_owner(connection)
        counted = _counted(connection, elections, before, 0)
    run = _Run(database, elections, before, clock, actor, place, interrupt)
    last, entries = run.journal(told, 0)
    people = run.people(told, counted.people)
    # Who wrote about one of them meanwhile is in the entries since.
    entries += run.journal(lambda *_: None, last)[1]
    return Retained(before, people, counted.waiting, counted.biodata, counted.papers, entries)


def _counted(connection: Connection, elections: Mapping[str, Election], before: date, entries: int) -> Retained:
    due = _due(elections, before)
    found = [
        connection.scalar(
            select(func.count()).select_from(table).where(table.c.person_id.in_(select(Person.c.id).where(due)))
        )
        for table in (Biodata, Paper)
    ]
    people = connection.scalar(select(func.count()).select_from(Person).where(due)) or 0
    waiting = connection.scalar(
        select(func.count()).select_from(Person).where(_over(elections, before), _in_a_case(before))
    )
    return Retained(before, people, waiting or 0, found[0] or 0, found[1] or 0, entries)


# ── who ────────────────────────────────────────────────────────────


def _due(elections: Mapping[str, Election], before: date) -> ColumnElement[bool]:
    """People who are to be erased."""
    return and_(_over(elections, before), ~_in_a_case(before))


def _over(elections: Mapping[str, Election], before: date) -> ColumnElement[bool]:
    """People who sat or waited somewhere, and everywhere no longer since before a day."""
    tenures = select(Tenure.c.id).where(Tenure.c.person_id == Person.c.id)
    places = select(Reserve.c.id).where(Reserve.c.person_id == Person.c.id)
    serving = tenures.join(Seat, Seat.c.id == Tenure.c.seat_id).where(
        or_(Tenure.c.end_on >= before, and_(Tenure.c.end_on.is_(None), ~_seat_over(elections, before)))
    )
    waiting = places.where(~_list_over(elections, before))
    return and_(_told_of(), or_(tenures.exists(), places.exists()), ~serving.exists(), ~waiting.exists())


def _told_of() -> ColumnElement[bool]:
    """Whether anything is known of somebody; also of who was erased and written about again."""
    known = (select(table.c.person_id).where(table.c.person_id == Person.c.id).exists() for table in erasing.WHOLE)
    return or_(Person.c.name != erasing.NAME, *known)


def _seat_over(elections: Mapping[str, Election], before: date) -> ColumnElement[bool]:
    """Whether the term of a seat's body is over; not for who began after its usual end (``eligibility.term``)."""
    ends = [
        and_(Seat.c.election == election, Seat.c.body == body, Tenure.c.start_on <= end)
        for election, body, end in _terms(elections, before)
    ]
    return or_(false(), *ends)


def _list_over(elections: Mapping[str, Election], before: date) -> ColumnElement[bool]:
    ends = [
        and_(Reserve.c.election == election, Reserve.c.body == body)
        for election, body, _end in _terms(elections, before)
    ]
    return or_(false(), *ends)


def _terms(elections: Mapping[str, Election], before: date) -> Iterator[tuple[str, str, date]]:
    """Bodies whose members' usual term ended before a day. Of an election that is not known here nothing is over."""
    for election in elections.values():
        for body in election.bodies:
            end = body.tenure.end
            if end is not None and end < before:
                yield election.code, body.code, end


def _in_a_case(before: date) -> ColumnElement[bool]:
    """Whoever is handling their case still needs to know who they are."""
    return exists().where(
        Neutrality.c.person_id == Person.c.id,
        or_(Neutrality.c.closed_on.is_(None), Neutrality.c.closed_on >= before),
    )


def _gone(connection: Connection, people: Collection[int], due: ColumnElement[bool], *, old: bool) -> set[int]:
    """Which of these are due or erased; of an ``old`` entry also those who are in no table any more."""
    found: set[int] = set()
    there: set[int] = set()
    for some in erasing.chunks(people):
        here = select(Person.c.id).where(Person.c.id.in_(some))
        found.update(connection.scalars(here.where(or_(due, Person.c.name == erasing.NAME))))
        if old:
            there.update(connection.scalars(here))
    return found | (set(people) - there if old else set())


# ── the journal ────────────────────────────────────────────────────────────


def _journal(
    connection: Connection, due: ColumnElement[bool], before: date, told: Told, after: int = 0
) -> Iterator[int]:
    """The numbers of the entries that say something of somebody who is due or erased."""
    total = last_seq(connection)
    while rows := _rows(connection, Journal.c.seq > after, limit=READ):
        for one in _left(connection, rows, due, before):
            yield one.seq
        after = rows[-1]["seq"]
        told(after, total)


def _rows(connection: Connection, wanted: ColumnElement[bool], limit: int | None = None) -> list[Row]:
    columns = (Journal.c.seq, Journal.c.at, Journal.c.verb, Journal.c.detail, Journal.c.changes)
    statement = select(*columns).where(wanted, Journal.c.verb.not_in((journal.ERASING, ERASE))).order_by(Journal.c.seq)
    return [dict(row) for row in connection.execute(statement.limit(limit)).mappings()]


def _left(connection: Connection, rows: list[Row], due: ColumnElement[bool], before: date) -> Iterator[erasing.Left]:
    limit = stored(datetime.combine(before, time(), WIB))
    entries = erasing.read(connection, rows)
    old = {entry.seq for entry, row in zip(entries, rows, strict=True) if row["at"] < limit}
    everybody = {one for entry in entries for one in erasing.people_of(entry)}
    gone = _gone(connection, everybody, due, old=False)
    lost = _gone(connection, everybody, false(), old=True)
    names = erasing.name_keys(connection, everybody - gone)
    for entry in entries:
        found = erasing.left(entry, gone | lost if entry.seq in old else gone, names)
        if found is not None:
            yield found


def _top(connection: Connection) -> str:
    """The unit that holds all regions of this database."""
    return units.common(connection.scalars(select(Region.c.code).where(Region.c.parent.is_(None))))


# ── doing it ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Run:
    database: Database
    elections: Mapping[str, Election]
    before: date
    clock: Clock
    actor: Actor
    place: str
    interrupt: Interrupt

    def journal(self, told: Told, after: int) -> tuple[int, int]:
        """Erase from the entries after one; the last one that was looked at, and how many were."""
        due = _due(self.elections, self.before)
        with self.database.read(self.interrupt) as connection:
            last = last_seq(connection)
            wanted = list(_journal(connection, due, self.before, told, after))
        done = 0
        for at in range(0, len(wanted), ENTRIES):
            with self._work(journal.ERASING) as work:
                some = Journal.c.seq.in_(wanted[at : at + ENTRIES])
                for one in _left(work.connection, _rows(work.connection, some), due, self.before):
                    work.changes.append(journal.rewrite(work.connection, one.seq, one.detail, one.changes))
                done += len(work.changes)
                work.detail = {"count": len(work.changes)}
        return last, done

    def people(self, told: Told, total: int) -> int:
        """Erase from the tables; how many they were."""
        done, last = 0, 0
        due = select(Person.c.id).where(_due(self.elections, self.before)).order_by(Person.c.id).limit(PEOPLE)
        while True:
            with self._work(ERASE) as work:
                some = list(work.connection.scalars(due.where(Person.c.id > last)))
                if not some:
                    return done
                for part in erasing.chunks(some):
                    _erase(work, part)
                work.set_up = True  # no image of what was there may be kept
                work.detail = {"count": len(some), "before": self.before.isoformat()}
                done, last = done + len(some), some[-1]
                told(done, max(done, total))

    def _work(self, verb: str) -> AbstractContextManager[UnitOfWork]:
        if self.interrupt.cancelled:
            raise Cancelled()
        return unit_of_work(self.database, self.clock, self.actor, verb, self.place)


def _erase(work: UnitOfWork, people: list[int]) -> None:
    """These people, in every table: past the unit of work, which would remember what it erases."""
    run = work.connection.execute
    for table in erasing.WHOLE:
        run(delete(table).where(table.c.person_id.in_(people)))
    for table in (Reserve, Call, Neutrality):
        run(update(table).where(table.c.person_id.in_(people), table.c.note.is_not(None)).values(erasing.notes(table)))
    held = run(
        select(Seat.c.election, Seat.c.unit, Tenure.c.id)
        .join(Seat, Seat.c.id == Tenure.c.seat_id)
        .where(Tenure.c.person_id.in_(people))
    ).all()
    for at in range(0, len(held), erasing.AT_ONCE):
        some = held[at : at + erasing.AT_ONCE]
        mine = and_(
            Evidence.c.election.in_(sorted({one.election for one in some})),
            Evidence.c.unit.in_(sorted({one.unit for one in some})),
            Evidence.c.tenure_id.in_(sorted(one.id for one in some)),
            Evidence.c.note.is_not(None),
        )
        run(update(Evidence).where(mine).values(erasing.notes(Evidence)))
    gone = {"name": erasing.NAME, "name_key": "", "erased_on": work.today, "version": Person.c.version + 1}
    run(update(Person).where(Person.c.id.in_(people)).values(gone))
