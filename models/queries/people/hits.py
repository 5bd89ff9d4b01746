"""Seats found in a wide unit, where not each can be looked at: a bounded set, which may then be sorted at will."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from models import tally, units
from models.queries import names
from models.queries.people.counts import most
from models.queries.people.keys import ByPlace, seated
from models.queries.people.question import Question, selected
from models.queries.people.words import PLACES
from models.queries.stretches import Part
from models.tables import Person, Seat

HITS = 1_000
"""Seats that a search in a wide unit finds at most."""
LOOKED_AT = 50_000
"""Seats that are looked at one by one for a common name or for the places of one name."""
AT_ONCE = 16
"""Places that are read together."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Ids of seats, at most ``HITS``; ``more``: there may be others."""

    ids: tuple[int, ...]
    more: bool


def found(connection: Connection, question: Question) -> Hits:
    """The seats of a wide question: by name from the index of names, and in the places that a word names."""
    if not question.words:
        return _hits(*_in_large(connection, question))
    by_name, common = _by_name(connection, question)
    by_place, left = _by_place(connection, question)
    return _hits((*by_name, *by_place), common or left)


def _hits(ids: Iterable[int], more: bool) -> Hits:
    unique = list(dict.fromkeys(ids))
    return Hits(tuple(unique[:HITS]), more or len(unique) > HITS)


def _by_name(connection: Connection, question: Question) -> tuple[list[int], bool]:
    """The seats whose holder's name holds all words, and whether there are more people of that name."""
    wanted = HITS + 1
    people = names.having(connection, [word.key for word in question.words], limit=wanted)
    election, unit, posts = question.election.code, question.unit, question.posts
    found = [seat for _, seat in seated(connection, election, people, unit=unit, posts=posts)] if people else []
    if found and question.states:
        some = replace(question, ids=tuple(found), words=())
        found = list(connection.scalars(selected(some, (), units.span(question.unit))))
    if len(people) < wanted or len(found) > HITS // 2:
        return found, len(people) == wanted
    # A common name of which few sit here, or are as wanted: then it is common here too.
    return [*found, *_first(connection, question)], True


def _first(connection: Connection, question: Question) -> list[int]:
    """The first seats of the unit whose holder's name holds all words; no more are looked at than ``LOOKED_AT``."""
    low, high = units.span(question.unit)
    place = selected(replace(question, states=(), words=(), posts=None), (Seat.c.unit,), (low, high))
    upto = connection.execute(place.order_by(Seat.c.unit, Seat.c.rank).limit(1).offset(LOOKED_AT)).first()
    statement = selected(replace(question, words=()), (), (low, upto[1] if upto else high), joined=True)
    named = statement.where(*(Person.c.name_key.like(f"%{word.key}%") for word in question.words))
    return list(connection.scalars(named.limit(HITS + 1)))


def _by_place(connection: Connection, question: Question) -> tuple[list[int], bool]:
    """The seats in the places that a word names, as far as all words and states hold there; and whether there may
    be others."""
    named = [word for word in question.words if word.places]
    if not named:
        return [], False
    regions = {one for word in named for one in word.places if units.level(one) < units.Level.TPS}
    kept = tally.kept(connection, question.election.code, regions)
    every, wanted = most(replace(question, states=())), most(question)
    seats = {code: (every(counts, Part.WHOLE), wanted(counts, Part.WHOLE)) for code, counts in kept.items()}
    word = min(named, key=lambda one: sum(seats.get(place, (1, 1))[0] for place in one.places))
    there = [one for one in word.places if seats.get(one, (1, 1))[1]]
    large = [one for one in there if seats.get(one, (1, 1))[0] > LOOKED_AT]
    found: list[int] = []
    left = len(word.places) >= PLACES
    for one in large:
        rest = tuple(other for other in question.words if other != word)
        new, more = _in_large(connection, replace(question, unit=one, words=rest))
        found += new
        left = left or more
    small, looked = [one for one in there if one not in large], 0
    for at in range(0, len(small), AT_ONCE):
        if looked > LOOKED_AT or len(found) > HITS:
            return found, True
        batch = small[at : at + AT_ONCE]
        looked += sum(seats.get(one, (1, 1))[0] for one in batch)
        statement = selected(question, (), *(units.span(one) for one in batch))
        found += connection.scalars(statement.limit(HITS + 1 - len(found)))
    return found, left


def _in_large(connection: Connection, question: Question) -> tuple[list[int], bool]:
    """The seats of a wide unit: by name, or only by state and post."""
    if question.words:
        return _by_name(connection, question)
    part = ByPlace(question, sparse=bool(question.states))
    page = part.read(connection, None, down=False, inclusive=False, limit=HITS + 1)
    return [seat for seat, _ in page], False
