"""Which seats are at hand on Personel: the questions and their answers, read in threads. No widget in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models import queries
from screens.context import Place
from screens.presenters import people as rows

if TYPE_CHECKING:
    from models.queries.people import Filter, SeatRow
    from models.queries.readiness import ItemRow
    from models.rules.schema import Election, Indicator
    from models.services.evidence import Item
    from screens.widgets.window import Direction

PAGE = 60
"""Rows that are read first: more than most terminals show."""
SCATTERED = 12
"""Seats of a selection from which on one range is read instead of each of them."""
SLICE = 1000
"""Items read at a time where a range is read."""
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
    """

    asked: Asked
    seats: Sequence[SeatRow]
    total: int
    everything: int
    empty: int
    again: bool
    before: bool
    after: bool
    wanted: int = 0


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
    everything = people.total(connection, election, unit, people.Filter())
    empty = people.total(connection, election, unit, people.Filter(states=(people.EMPTY,)))
    total = people.total(connection, election, unit, kept) if asked.typed else everything
    limit = PAGE if first is None else max(count, PAGE)
    after = None
    if first is not None and before:
        after = (first.anchor[0], first.id + (1 if asked.descending else -1))  # from this row on
    seats = people.page(
        connection, election, unit, kept, sort=asked.sort, descending=asked.descending, after=after, limit=limit + 1
    )
    return Listing(
        asked,
        seats[:limit],
        total,
        everything,
        empty,
        again=first is not None,
        before=after is not None,
        after=len(seats) > limit,
        wanted=wanted if first is not None else 0,
    )


def page(
    connection: Any, election: Election, asked: Asked, direction: Direction, anchor: SeatRow | None, count: int
) -> tuple[Sequence[SeatRow], bool]:
    """The page at one end of the rows at hand, or of the list, in order; and whether the list goes on beyond it."""
    place = anchor.anchor if anchor is not None else None
    found: Sequence[SeatRow] = queries.people.page(
        connection,
        election,
        asked.place.unit,
        asked.filter(election),
        sort=asked.sort,
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


def _all_items(connection: Any, election: Election, rule: Indicator, unit: str) -> Iterable[ItemRow]:
    """Every item of a unit, read in slices."""
    after: tuple[str, int] | None = None
    while found := queries.readiness.listed(connection, election, rule, unit, after=after, limit=SLICE):
        yield from found
        after = found[-1].anchor


def of_seats(
    connection: Any, election: Election, rule: Indicator, asked: Asked, chosen: dict[int, SeatRow]
) -> list[Item]:
    """The items of chosen seats, by id, that the indicator counts and somebody holds."""
    from models.services.evidence import Item

    held = {key: seat for key, seat in chosen.items() if seat.body in rule.bodies and seat.tenure_id is not None}
    if len(held) <= SCATTERED:
        single = (item(connection, election, rule, seat) for seat in held.values())
        found = [row for row in single if row is not None]
    else:
        found = [row for row in _all_items(connection, election, rule, asked.place.unit) if row.slot in held]
    # The holder is the one whom the user saw: should it be another one by now, the service says so.
    return [Item(row.unit, row.slot, held[row.slot].tenure_id or 0, row.version) for row in found]


def of_all(connection: Any, election: Election, rule: Indicator, asked: Asked) -> list[Item]:
    """The items of all seats that answer the question."""
    from models.services.evidence import Item

    wanted = asked.filter(election)
    kept: set[int] = set()
    after: tuple[Any, int] | None = None
    while seats := queries.people.page(connection, election, asked.place.unit, wanted, after=after, limit=SLICE):
        kept.update(seat.id for seat in seats if seat.tenure_id is not None)
        after = seats[-1].anchor
    items = _all_items(connection, election, rule, asked.place.unit)
    return [Item(row.unit, row.slot, row.tenure_id, row.version) for row in items if row.slot in kept]
