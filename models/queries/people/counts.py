"""How many seats a region has of what a question asks for, by its tallies alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from operator import attrgetter

from models import items
from models.queries.people.question import ASN, EMPTY, FILLED, NO_DECREE, WITHOUT, Question
from models.queries.people.words import posts_of
from models.queries.stretches import Part
from models.readiness import Counts
from models.rules.schema import Body, Election, Indicator
from models.tally import Kept

Bound = Callable[[Kept], int]


def most(question: Question) -> Callable[[Kept, Part], int]:
    """How many seats of the question a region can have, by its tallies; never too few. Words are not looked at."""
    by_part: dict[Part, list[list[Bound]]] = {part: [] for part in Part}
    for body in question.bodies():
        bounds = [_staffed(body.code, "items")]
        for state in question.states:
            bounds += _bounds(question.election, body, state)
        by_part[Part.WHOLE].append(bounds)
        by_part[Part.OWN if body.level == "kecamatan" else Part.BELOW].append(bounds)

    def count(counts: Kept, part: Part) -> int:
        return sum(max(min(bound(counts) for bound in bounds), 0) for bounds in by_part[part])

    return count


def _staffed(body: str, field: str) -> Bound:
    code, of, none = f"{items.STAFFING}{body}", attrgetter(field), Counts()
    return lambda counts: of(counts.get(code, none))


def _bounds(election: Election, body: Body, state: str) -> list[Bound]:
    """Upper bounds of the seats of a body in a state: how many are filled, and what its indicators say."""
    if state == EMPTY:
        return [_staffed(body.code, "belum")]
    rules = [rule for rule in election.indicators if body.code in rule.bodies and _tells(rule, state)]
    if state.startswith(WITHOUT) and not rules:
        return [lambda counts: 0]  # a body that the indicator does not count lacks nothing
    return [_staffed(body.code, "siap"), *(_bound(rule, state) for rule in rules)]


def _bound(rule: Indicator, state: str) -> Bound:
    empties = [_staffed(body, "belum") for body in rule.bodies]

    def bound(counts: Kept) -> int:
        found = counts.get(rule.code)
        if found is None:
            return sys.maxsize
        if state == ASN:
            return found.items
        empty = sum(of(counts) for of in empties)
        if state == NO_DECREE:
            # An empty seat is never SIAP; what else is not may lack the decree, even where it is left out (N/A).
            return found.items - found.siap - empty
        return found.missing - max(empty - found.na, 0)

    return bound


def exactly(question: Question, counts: Kept) -> int | None:
    """How many seats of a region answer a question; None where the tallies cannot tell."""
    election, bodies = question.election, {body.code for body in question.bodies()}
    if question.words or question.ids is not None or len(question.states) > 1:
        return None
    state = question.states[0] if question.states else ""
    if not state:
        every = ((_staffed(body.code, "items")(counts), body) for body in question.bodies())
        return sum(count * _share(question, body) // body.size for count, body in every)
    if any(_share(question, body) < body.size for body in question.bodies()):
        return None
    if state in (EMPTY, FILLED):
        return most(question)(counts, Part.WHOLE)
    rules = [rule for rule in election.indicators if _tells(rule, state)]
    counting = [one for rule in rules for one in rule.bodies]
    if not set(counting) <= bodies or len(set(counting)) < len(counting):
        return None
    if not state.startswith(WITHOUT) and set(counting) != bodies:
        return None
    each = [_exactly(rule, state, counts) for rule in rules]
    return None if not each or None in each else sum(one for one in each if one is not None)


def _share(question: Question, body: Body) -> int:
    """How many of a body's seats in one unit are asked for."""
    asked, posts = question.of_body(body), zip(posts_of(question.election, body), body.posts, strict=True)
    return sum(post.count for rank, post in posts if rank in asked)


def _tells(rule: Indicator, state: str) -> bool:
    """Whether an indicator counts by what a state is about."""
    if rule.counts != "seat":
        return False
    if state == ASN:
        return rule.holders == "asn"
    if rule.holders != "all":
        return False
    return rule.proof == "tenure" if state == NO_DECREE else state == f"{WITHOUT}{rule.code}"


def _exactly(rule: Indicator, state: str, counts: Kept) -> int | None:
    found = counts.get(rule.code)
    if found is None:
        return None
    if state == ASN:
        return found.items
    empty = sum(_staffed(one, "belum")(counts) for one in rule.bodies)
    if found.na:
        return None  # empty ones among them, perhaps
    if state == NO_DECREE:
        unknown = found.items - found.siap - found.klaim - found.belum
        return None if unknown or found.belum != empty else found.klaim
    return found.missing - empty
