"""What the words of a filter may mean: bodies and posts by their ranks, places by their codes, a TPS number, a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from models import text, units
from models.rules.schema import Body, Election
from models.tables import Person, Region, Seat, Tps
from models.units import area

PLACES = 300
"""Places of one name that are looked at; "Sukamaju" has more."""
A_BODY, A_POST = 1000, 100
"""Ranks that a body takes, and a post in it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: the posts (first rank of each) and places it may mean, the TPS number it may be. ``whole``: it is
    what a body or a post is called, not only a part of that."""

    key: str
    posts: frozenset[int]
    whole: bool
    places: tuple[str, ...]
    number: int | None


def resolved(
    connection: Connection, election: Election, unit: str, words: Iterable[str], *, numbers: bool = False
) -> tuple[Word, ...]:
    """The words with what they may mean below a unit. ``numbers``: name the TPS of a number too, for a unit that is
    too large to look at each of its seats."""
    return tuple(
        _resolved(connection, election, unit, key, numbers=numbers) for word in words if (key := text.key(word))
    )


def _resolved(connection: Connection, election: Election, unit: str, key: str, *, numbers: bool) -> Word:
    low, high = units.span(unit)
    there = and_(Region.c.code >= low, Region.c.code < high, Region.c.code != unit)
    if units.level(unit) >= units.Level.KELURAHAN:  # its name stands in every row
        there = Region.c.code == area(unit)
    named = select(Region.c.code).where(there, Region.c.name_key.like(f"%{key}%"))
    places = list(connection.scalars(named.limit(PLACES)))
    number = int(key) if key.isdigit() and len(key) <= 3 else None
    if numbers and number is not None:
        tps = select(Tps.c.code).where(Tps.c.election == election.code, Tps.c.code >= low, Tps.c.code < high)
        places += connection.scalars(tps.where(Tps.c.number == number).order_by(Tps.c.code).limit(PLACES))
    known = set(places)
    topmost = sorted(one for one in known if known.isdisjoint(units.ancestors(one)))
    names = _names(election)
    posts = frozenset(rank for rank, called in names if any(key in name for name in called))
    whole = any(key in name.split() for _, called in names for name in called)
    return Word(key, posts, whole, tuple(topmost), number)


@lru_cache(maxsize=8)
def _names(election: Election) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first rank of each post, and what it and its body are called."""
    return tuple(
        (rank, (text.key(body.short), text.key(body.name), text.key(post.name)))
        for body in election.seated()
        for rank, post in zip(posts_of(election, body), body.posts, strict=True)
    )


def posts_of(election: Election, body: Body) -> tuple[int, ...]:
    """The first ranks of a body's posts, in order (models.services.setup)."""
    at = [one.code for one in election.bodies].index(body.code)
    return tuple(at * A_BODY + order * A_POST for order in range(len(body.posts)))


def matches(election: Election, word: Word) -> ColumnElement[bool]:
    """SQL: a seat (with its holder joined) that a word fits in any of its meanings."""
    either: list[ColumnElement[bool]] = [Person.c.name_key.like(f"%{word.key}%")]
    if word.posts:
        either.append(ranked(word.posts))
    regions = [one for one in word.places if units.level(one) < units.Level.TPS]
    for level in sorted({units.level(one) for one in regions}):
        inside = [one for one in regions if units.level(one) is level]
        either.append(func.substr(Seat.c.unit, 1, units.LENGTHS[level]).in_(inside))
    if word.number is not None:
        kelurahan = units.LENGTHS[units.Level.KELURAHAN]
        either.append(func.substr(Seat.c.unit, kelurahan + 1) == f".{word.number:03}")
    return or_(*either)


def ranked(posts: Iterable[int]) -> ColumnElement[bool]:
    """SQL: the seats of posts, by ranges of ranks."""
    return or_(false(), *(and_(Seat.c.rank >= low, Seat.c.rank < high) for low, high in ranges(posts)))


def ranges(posts: Iterable[int]) -> Sequence[tuple[int, int]]:
    """Posts as ranges of ranks, neighbours as one."""
    found: list[tuple[int, int]] = []
    for post in sorted(posts):
        if found and found[-1][1] == post:
            found[-1] = (found[-1][0], post + A_POST)
        else:
            found.append((post, post + A_POST))
    return found
