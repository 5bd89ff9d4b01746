"""One part of the list of seats: the ids and anchors of a page in its order, by keyset; nothing is joined that the
order and the filter do not need."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, literal, select

from models import units
from models.queries import names
from models.queries.names import beyond
from models.queries.people.counts import most
from models.queries.people.question import Question, selected
from models.queries.people.rows import Anchor, proofs, proved
from models.queries.people.words import ranges as ranges_of
from models.queries.stretches import TOGETHER, stretches
from models.tables import Person, Region, Seat, Tenure

MORE, MOST_PEOPLE = 4, 2_048
"""How the number of people that are looked at in one go grows, and to what."""

Found = tuple[int, Anchor]
"""A seat's id and its anchor within the part."""


class Part(Protocol):
    """A part of a list: its rows from an anchor on, in order (``down``: backwards). ``inclusive``: with the
    anchor's own row."""

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]: ...


def read(
    connection: Connection,
    parts: Sequence[Part],
    anchor: Anchor | None,
    *,
    down: bool,
    inclusive: bool = False,
    limit: int,
) -> list[Found]:
    """A page of a list that consists of parts, one after the other."""
    found: list[Found] = []
    for at in range(len(parts) - 1, -1, -1) if down else range(len(parts)):
        if len(found) >= limit or (anchor is not None and (at > anchor[0] if down else at < anchor[0])):
            continue
        place = anchor[1:] if anchor is not None and anchor[0] == at else None
        new = parts[at].read(connection, place, down=down, inclusive=inclusive, limit=limit - len(found))
        found += [(seat, (at, *key)) for seat, key in new]
    return found


def paged(
    connection: Connection, statement: Any, key: Sequence[Any], anchor: Anchor | None, *, limit: int, **way: bool
) -> list[Found]:
    """Some rows of ``selected`` in the order of its key columns."""
    if anchor is not None:
        statement = statement.where(beyond(key, anchor, **way))
    order = [one.desc() for one in key] if way["down"] else key
    return [(row[0], tuple(row[1:])) for row in connection.execute(statement.order_by(*order).limit(limit))]


# ── orders ────────────────────────────────────────────────────────────


class Nothing:
    """A part without rows: it keeps the numbers of the others."""

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]:
        """None."""
        return []


@dataclass(frozen=True, slots=True)
class ByPlace:
    """In the order of units, and of ranks in each: that of the index. ``sparse``: few seats of the unit answer the
    question, and the tallies tell where they are. ``level``: they are all at regions of that level, of which there
    are few: one by one instead of everything between them."""

    question: Question
    sparse: bool = False
    level: units.Level | None = None

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]:
        """Stretch by stretch, until there are enough."""
        key = (Seat.c.unit, Seat.c.rank)
        found: list[Found] = []
        for spans in self._spans(connection, anchor, down, limit):
            statement = selected(self.question, key, *spans)
            way = {"down": down, "inclusive": inclusive}
            found += paged(connection, statement, key, anchor, limit=limit - len(found), **way)
            if len(found) >= limit:
                break
        return found

    def _spans(
        self, connection: Connection, anchor: Anchor | None, down: bool, limit: int
    ) -> Iterator[list[tuple[str, str]]]:
        question, start = self.question, anchor[0] if anchor is not None else None
        if not self.sparse and self.level is not None:
            yield from _regions(connection, question.unit, self.level, start, down=down)
            return
        if not self.sparse:
            yield [units.span(question.unit)]
            return
        upto, election = most(question), question.election.code
        for batch in stretches(connection, election, question.unit, upto, start=start, down=down, enough=limit):
            yield [(one.low, one.high) for one in batch]


def _regions(
    connection: Connection, unit: str, level: units.Level, start: str | None, *, down: bool
) -> Iterator[list[tuple[str, str]]]:
    """The regions of a level themselves, without what is below them, in order; some at a time."""
    low, high = units.span(unit)
    code = Region.c.code
    statement = select(code).where(Region.c.level == level.value, code >= low, code < high)
    statement = statement.order_by(code.desc() if down else code).limit(TOGETHER)
    if start is not None:
        found = list(connection.scalars(statement.where(code <= start if down else code >= start)))
    else:
        found = list(connection.scalars(statement))
    while found:
        yield [(one, f"{one}.") for one in found]
        found = list(connection.scalars(statement.where(code < found[-1] if down else code > found[-1])))


@dataclass(frozen=True, slots=True)
class ByName:
    """The filled seats by the names of their holders, out of few seats."""

    question: Question

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]:
        """All of them are sorted."""
        # Not the column itself: no engine shall think of walking through everybody's names instead.
        key = (func.coalesce(Person.c.name_key, ""), Person.c.id, Seat.c.id)
        statement = selected(self.question, key, units.span(self.question.unit), joined=True)
        statement = statement.where(Seat.c.tenure_id.is_not(None))
        return paged(connection, statement, key, anchor, limit=limit, down=down, inclusive=inclusive)


@dataclass(frozen=True, slots=True)
class ByEveryName:
    """The filled seats of a wide unit by the names of their holders: everybody's names in order, and of these people
    the ones who sit there."""

    question: Question

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]:
        """From the index of names, in growing steps."""
        question = self.question
        found: list[Found] = []
        # Somebody may hold two seats: the anchor's person is looked at again.
        after: tuple[str, int] | None = (anchor[0], anchor[1]) if anchor is not None else None
        step, inclusively = limit + 1, True
        while len(found) < limit:
            people = names.walk(connection, after=after, down=down, inclusive=inclusively, limit=step)
            keys = {person: key for key, person in people}
            seats = seated(connection, question.election.code, keys, unit=question.unit, posts=question.posts)
            new = [(seat, (keys[one], one, seat)) for one, seat in seats]
            new.sort(key=lambda one: one[1], reverse=down)
            found += [one for one in new if anchor is None or _passed(one[1], anchor, down=down, inclusive=inclusive)]
            if len(people) < step:
                break
            after, inclusively, step = people[-1], False, min(step * MORE, MOST_PEOPLE)
        return found[:limit]


def _passed(key: Anchor, anchor: Anchor, *, down: bool, inclusive: bool) -> bool:
    return (key < anchor if down else key > anchor) or (inclusive and key == anchor)


def seated(
    connection: Connection,
    election: str,
    people: Iterable[int],
    *,
    unit: str = units.NATION,
    posts: Iterable[int] | None = None,
) -> list[tuple[int, int]]:
    """(person, seat) of those people who hold a seat of the election below a unit now."""
    rows = connection.execute(_seats_of(), {"people": list(people)})
    # Filtered here: beside a list of people SQLite would rather walk through all seats of an election.
    low, high = units.span(unit)
    ranges = ((0, sys.maxsize),) if posts is None else ranges_of(posts)
    return [
        (row[0], row[1])
        for row in rows
        if row[2] == election and low <= row[3] < high and any(first <= row[4] < last for first, last in ranges)
    ]


@lru_cache(maxsize=1)
def _seats_of() -> Select[Any, Any, Any, Any, Any]:
    return (
        select(Tenure.c.person_id, Seat.c.id, Seat.c.election, Seat.c.unit, Seat.c.rank)
        .join(Seat, and_(Seat.c.id == Tenure.c.seat_id, Seat.c.tenure_id == Tenure.c.id))
        .where(Tenure.c.person_id.in_(bindparam("people", expanding=True)))
    )


@dataclass(frozen=True, slots=True)
class ByValue:
    """By a column that no index helps with, out of few seats."""

    question: Question
    sort: str

    def read(
        self, connection: Connection, anchor: Anchor | None, *, down: bool, inclusive: bool, limit: int
    ) -> list[Found]:
        """All of them are sorted."""
        statement = selected(self.question, (), units.span(self.question.unit), joined=True)
        value: ColumnElement[Any]
        if self.sort.startswith("proof"):
            at, rules = int(self.sort.removeprefix("proof")) - 1, proofs(self.question.election)
            value = literal("")
            if at < len(rules):
                statement, value = proved(statement, rules[at])
        elif self.sort == "decree":
            value = func.coalesce(Tenure.c.decree, "")
        elif self.sort == "asn":
            value = case((Person.c.asn.is_(None), 2), (Person.c.asn, 0), else_=1)
        else:
            value = func.coalesce(Tenure.c.start_on, Seat.c.open_since, literal(date.min, Seat.c.open_since.type))
        key = (value, Seat.c.id)
        return paged(connection, statement.add_columns(*key), key, anchor, limit=limit, down=down, inclusive=inclusive)
