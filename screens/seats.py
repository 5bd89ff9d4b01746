"""Which seats are at hand on Personel: the questions and their answers, read in threads. No widget in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from models import queries
from screens.context import Place
from screens.presenters import people as rows

if TYPE_CHECKING:
    from models.queries.people import Count, Filter, SeatRow
    from models.queries.readiness import ItemRow
    from models.rules.schema import Election, Indicator
    from models.services.evidence import Item
    from screens.widgets.window import Direction

PAGE = 60
"""Rows that are read first: more than most terminals show."""
KEPT = 2000
"""Seats that are remembered though they are no longer at hand: a selection may hold them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that the rows at hand answer."""

    place: Place
    typed: str = ""
    sort: str = "body"
    descending: bool = False

    def filter(self, election: Election) -> Filter:
        """What was typed, as a filter."""
        return rows.wanted(self.typed, queries.people.proofs(election))


@dataclass(frozen=True, slots=True)
class Listing:
    """One reading: the rows, whether the list goes on beyond them, and the figures of the title.

    ``again``: these are the rows at hand, read anew; else the first page. ``wanted``: the seat to stand on.
    ``refused``: the column that so many seats cannot be sorted by; they come in the order of bodies, and ``asked``
    says so.
    """

    asked: Asked
    seats: Sequence[SeatRow]
    total: Count
    everything: Count
    empty: Count
    again: bool
    before: bool
    after: bool
    wanted: int = 0
    refused: str = ""


@dataclass(slots=True)
class Held:
    """The seats seen under one question, by id; those of the selection stay when the window moves on."""

    asked: Asked | None = None
    seats: dict[Any, SeatRow] = field(default_factory=dict)

    def add(self, seats: Iterable[SeatRow]) -> None:
        """Remember them as they are now."""
        self.seats.update((seat.id, seat) for seat in seats)

    def forget(self, needed: set[Any]) -> None:
        """Let go of what nobody needs."""
        if len(self.seats) > KEPT:
            self.seats = {key: seat for key, seat in self.seats.items() if key in needed}


def listing(
    connection: Any,
    election: Election,
    asked: Asked,
    first: SeatRow | None,
    *,
    before: bool,
    count: int,
    wanted: int = 0,
) -> Listing:
    """The first page; or, from the row ``first`` on, as many rows as are at hand. ``before``: rows lie before it."""
    people, unit = queries.people, asked.place.unit
    kept = asked.filter(election)
    found = people.asked(connection, election, unit, kept, asked.sort)
    refused = asked.sort if found.sort != asked.sort else ""
    if refused:
        asked = by_body(asked)
        first = None
    everything = people.asked(connection, election, unit, people.Filter()).total(connection)
    empty = people.asked(connection, election, unit, people.Filter(states=(people.EMPTY,))).total(connection)
    total = found.total(connection) if asked.typed else everything
    limit = PAGE if first is None else max(count, PAGE)
    anchor = first.anchor if first is not None and before else None
    seats = found.page(connection, descending=asked.descending, after=anchor, inclusive=True, limit=limit + 1)
    return Listing(
        asked,
        seats[:limit],
        total,
        everything,
        empty,
        again=first is not None,
        before=anchor is not None,
        after=len(seats) > limit,
        wanted=wanted if first is not None else 0,
        refused=refused,
    )


def by_body(asked: Asked) -> Asked:
    """The same question, in the order that any number of seats has."""
    return replace(asked, sort="body", descending=False)


def page(
    connection: Any, election: Election, asked: Asked, direction: Direction, anchor: SeatRow | None, count: int
) -> tuple[Sequence[SeatRow], bool]:
    """The page at one end of the rows at hand, or of the list, in order; and whether the list goes on beyond it."""
    place = anchor.anchor if anchor is not None else None
    wanted = queries.people.asked(connection, election, asked.place.unit, asked.filter(election), asked.sort)
    found: Sequence[SeatRow] = wanted.page(
        connection,
        descending=asked.descending != (direction == "last"),
        after=place if direction == "after" else None,
        before=place if direction == "before" else None,
        limit=count + 1,
    )
    more = len(found) > count
    if direction == "before":
        return found[-count:], more
    return (found[:count][::-1] if direction == "last" else found[:count]), more


# ── the items of seats ────────────────────────────────────────────────────────────


def item(connection: Any, election: Election, rule: Indicator, seat: SeatRow) -> ItemRow | None:
    """The item of one seat, by the key of the list of items: the first one from it on."""
    found = queries.readiness.listed(connection, election, rule, seat.unit, after=(seat.unit, seat.id - 1), limit=1)
    return next((row for row in found if row.slot == seat.id), None)


def of_seats(
    connection: Any, election: Election, rule: Indicator, asked: Asked, chosen: dict[int, SeatRow]
) -> list[Item]:
    """The items of chosen seats, by id, that the indicator counts and somebody holds."""
    from models.services.evidence import Item

    held = {key: seat.tenure_id for key, seat in chosen.items() if seat.tenure_id is not None}
    found = queries.readiness.of_seats(connection, election, rule, list(held))
    # The holder is the one whom the user saw: should it be another one by now, the service says so.
    return [Item(row.unit, row.slot, held[row.slot], row.version) for row in found]


def of_all(connection: Any, election: Election, rule: Indicator, asked: Asked) -> list[Item]:
    """The items of all seats that answer the question. Raises Refused: too_many."""
    from models.services.evidence import Item

    people, wanted = queries.people, asked.filter(election)
    filled = people.Filter(wanted.words, tuple(dict.fromkeys((*wanted.states, people.FILLED))))
    kept = people.asked(connection, election, asked.place.unit, filled).ids(connection)
    found = queries.readiness.of_seats(connection, election, rule, kept)
    return [Item(row.unit, row.slot, row.tenure_id, row.version) for row in found]
