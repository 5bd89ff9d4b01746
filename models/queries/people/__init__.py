"""Every seat of a unit, filled or empty: filtered, sorted, a page at a time by keyset, however many there are.

In a *narrow* unit (the tallies know how many seats it has) every order and every filter goes. In a *wide* one, with
up to millions of seats, the orders are those that an index has (body, unit, name); a filter by state goes where the
tallies say that such seats are; words find a bounded number of seats, which then sort by any column again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, Select, func, select

from models import tally, units
from models.errors import Refused
from models.queries.people import hits as searched
from models.queries.people.counts import exactly, most
from models.queries.people.keys import ByEveryName, ByName, ByPlace, ByValue, Nothing, Part, read
from models.queries.people.question import ASN, EMPTY, FILLED, NO_DECREE, WITHOUT, Question, selected
from models.queries.people.rows import Anchor, SeatRow, proofs, rows
from models.queries.people.words import resolved
from models.queries.stretches import Part as Of
from models.rules.schema import Body, Election
from models.tables import Seat
from models.tally import Kept

__all__ = [
    "ASN", "EMPTY", "FILLED", "NO_DECREE", "SORTS", "WITHOUT", "Anchor", "Count", "Filter", "Listed",
    "SeatRow", "asked", "of_unit", "one", "proofs",
]  # fmt: skip

SORTS = ("body", "unit", "name", "decree", "asn", "since", "proof1", "proof2")
"""Columns to sort by; ``proof1`` and ``proof2`` are those of ``proofs``."""
WIDE_SORTS = ("body", "unit", "name")
"""Those by which any number of seats can be sorted; by the others only few, or those that a filter finds."""
DENSE: tuple[tuple[str, ...], ...] = ((), (FILLED,))
"""Filters that nearly every seat passes."""
INDEXED = (*DENSE, (EMPTY,))
"""Filters that the index of names, or the tallies alone, can follow."""
NARROW = 50_000
"""Seats up to which all of a unit are looked at."""
COUNTED = 5_000
"""Seats up to which those that a filter keeps are counted."""
MOST = 100_000
"""Seats that one write may be about."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep: every word of ``words`` must match name, body, post, TPS number, or a place that the seat is in,
    and every one of ``states`` (EMPTY, FILLED, NO_DECREE, ASN, ``without:N1``) must hold."""

    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many: exactly, or at least so many (``more``); ``cut``: the list ends there though there may be more."""

    value: int
    more: bool = False
    cut: bool = False

    @property
    def length(self) -> int | None:
        """How long the list is; None where that is not known."""
        return self.value if self.cut or not self.more else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was asked for: its pages and its length are read from it. ``sort``: its order; one that it cannot
    have became that by body. ``wide``: it comes from indexes and the tallies of the unit (``kept``); ``more``: hits
    were left out."""

    question: Question
    sort: str
    wide: bool
    kept: Kept | None
    more: bool = False

    def page(
        self,
        connection: Connection,
        *,
        descending: bool = False,
        after: Anchor | None = None,
        before: Anchor | None = None,
        inclusive: bool = False,
        limit: int = 50,
    ) -> tuple[SeatRow, ...]:
        """The ``limit`` seats after (or before) an anchor, in order; ``inclusive``: with the anchor's own."""
        anchor, backwards = (after, False) if before is None else (before, True)
        down = descending != backwards
        found = read(connection, self._parts(), anchor, down=down, inclusive=inclusive, limit=limit)
        return rows(connection, self.question.election, found[::-1] if backwards else found)

    def total(self, connection: Connection) -> Count:
        """How many seats it has: by the tallies where they can tell, else counted up to a bound."""
        question = self.question
        if question.ids is not None:
            return Count(len(question.ids), self.more, self.more)
        known = exactly(question, self.kept) if self.kept is not None else None
        if known is not None:
            return Count(known)
        if self.wide:
            hits = searched.found(connection, question)
            return Count(len(hits.ids), hits.more)
        some = selected(question, (), units.span(question.unit)).limit(COUNTED + 1).subquery()
        found = connection.scalar(select(func.count()).select_from(some)) or 0
        return Count(min(found, COUNTED), found > COUNTED)

    def ids(self, connection: Connection) -> list[int]:
        """All of its seats. Raises Refused: too_many."""
        known = exactly(self.question, self.kept) if self.kept is not None else None
        if self.more or (known or 0) > MOST:
            raise Refused("too_many", most=searched.HITS if self.more else MOST)
        found = read(connection, self._parts(), None, down=False, limit=MOST + 1)
        if len(found) > MOST:
            raise Refused("too_many", most=MOST)
        return [seat for seat, _ in found]

    def _parts(self) -> Sequence[Part]:
        question, states = self.question, self.question.states
        sparse = self.wide and states not in DENSE
        if self.sort == "body":
            return [self._of_body(body, sparse) for body in question.election.seated()]
        if self.sort == "unit":
            return [ByPlace(question, sparse)]
        if self.sort == "name":
            named: Part = ByEveryName(question) if self.wide else ByName(question)
            empty = ByPlace(replace(question, states=(EMPTY,)), self.wide)
            return [empty, *([named] if EMPTY not in states else [])] if {EMPTY}.issuperset(states) else [named]
        return [ByValue(question, self.sort)]

    def _of_body(self, body: Body, sparse: bool) -> Part:
        question = replace(self.question, posts=self.question.of_body(body))
        # A body without seats would be looked for from the first unit to the last.
        if not question.posts or (self.kept is not None and not most(question)(self.kept, Of.WHOLE)):
            return Nothing()
        few = units.Level.KECAMATAN if self.wide and body.level == "kecamatan" else None
        return ByPlace(question, sparse, few)


def asked(
    connection: Connection,
    election: Election,
    unit: str,
    wanted: Filter,
    sort: str = "body",
    *,
    narrow: int | None = None,
) -> Listed:
    """The list of a unit's seats that a filter keeps. ``narrow``: seats up to which a unit is (None: NARROW)."""
    kept = tally.kept(connection, election.code, [unit]).get(unit)
    upto = NARROW if narrow is None else narrow
    wide = kept is not None and most(Question(election, unit))(kept, Of.WHOLE) > upto
    words = resolved(connection, election, unit, wanted.words, numbers=wide)
    if not wide:
        return Listed(Question(election, unit, wanted.states, words), sort, wide, kept)
    posts = [word.posts for word in words if word.whole]
    free = tuple(word for word in words if not word.whole)
    question = Question(election, unit, wanted.states, free, frozenset.intersection(*posts) if posts else None)
    indexed = sort in ("body", "unit") or (sort == "name" and not posts and wanted.states in INDEXED)
    if free or (not indexed and (posts or wanted.states)):
        hits = searched.found(connection, question)
        return Listed(Question(election, unit, ids=hits.ids), sort, False, kept, hits.more)
    return Listed(question, sort if sort in WIDE_SORTS else "body", wide, kept)


def one(connection: Connection, election: Election, seat_id: int) -> SeatRow | None:
    """A single seat as the list by body shows it, by its id."""
    found = connection.execute(_placed(election).where(Seat.c.id == seat_id)).all()
    return next(iter(_by_body(connection, election, found)), None)


def of_unit(connection: Connection, election: Election, unit: str, *, limit: int) -> tuple[SeatRow, ...]:
    """The seats of exactly this unit, not of those below it, in their order: a team."""
    found = connection.execute(_placed(election).where(Seat.c.unit == unit).order_by(Seat.c.rank).limit(limit)).all()
    return _by_body(connection, election, found)


def _placed(election: Election) -> Select[int, str, str, int]:
    return select(Seat.c.id, Seat.c.body, Seat.c.unit, Seat.c.rank).where(Seat.c.election == election.code)


def _by_body(
    connection: Connection, election: Election, found: Sequence[Row[int, str, str, int]]
) -> tuple[SeatRow, ...]:
    at = {body.code: at for at, body in enumerate(election.seated())}
    return rows(connection, election, [(row[0], (at[row[1]], row[2], row[3])) for row in found])
