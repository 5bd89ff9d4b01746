"""A question about seats: which of them, and the SELECT that looks at each of a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from models import items
from models.queries.people.rows import proved
from models.queries.people.words import Word, matches, posts_of, ranked
from models.rules.schema import Body, Election
from models.tables import Person, Seat, Tenure

EMPTY, NO_DECREE, ASN, FILLED = "empty", "no_decree", "asn", "filled"
WITHOUT = "without:"
"""A state filter that begins so asks for filled seats without SIAP for the indicator that follows."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which seats: those of a unit, or only the ``ids`` among them; of certain posts (None: all); whose words and
    states hold."""

    election: Election
    unit: str
    states: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    posts: frozenset[int] | None = None
    ids: tuple[int, ...] | None = None

    def of_body(self, body: Body) -> frozenset[int]:
        """The posts of one body that are asked for."""
        here = posts_of(self.election, body)
        return frozenset(here if self.posts is None else self.posts.intersection(here))

    def bodies(self) -> tuple[Body, ...]:
        """The bodies that are asked for, in order."""
        return tuple(body for body in self.election.seated() if self.of_body(body))


def selected(question: Question, columns: Sequence[Any], *spans: tuple[str, str], joined: bool = False) -> Any:
    """A SELECT of the ids of its seats with ``low <= unit < high`` in one of the spans, and columns. ``joined``: with
    the holder."""
    states, words = question.states, question.words
    joined = joined or bool(words) or any(state in (NO_DECREE, ASN) for state in states)
    statement: Any = select(Seat.c.id, *columns).select_from(Seat)
    if joined:
        statement = statement.outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
        statement = statement.outerjoin(Person, Person.c.id == Tenure.c.person_id)
    if question.ids is not None:  # and nothing else that an engine might want to scan instead
        statement = statement.where(Seat.c.id.in_(question.ids))
    else:
        # The election in each of them: one index lookup a span.
        of = Seat.c.election == question.election.code
        statement = statement.where(or_(*(and_(of, Seat.c.unit >= low, Seat.c.unit < high) for low, high in spans)))
    if question.posts is not None:
        statement = statement.where(ranked(question.posts))
    for word in words:
        statement = statement.where(matches(question.election, word))
    for state in states:
        statement = _held(statement, question.election, state)
    return statement


def _held(statement: Any, election: Election, state: str) -> Any:
    if state == EMPTY:
        return statement.where(Seat.c.tenure_id.is_(None))
    if state == FILLED:
        return statement.where(Seat.c.tenure_id.is_not(None))
    if state == NO_DECREE:
        return statement.where(Seat.c.tenure_id.is_not(None), Tenure.c.decree.is_(None))
    if state == ASN:
        return statement.where(Person.c.asn.is_(True))
    joined, proof = proved(statement, election.indicator(state.removeprefix(WITHOUT)))
    return joined.where(Seat.c.tenure_id.is_not(None), proof.not_in((items.SIAP, items.NA, "")))
