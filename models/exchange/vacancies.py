"""The seats that are empty still while a file is gone through: each is taken once, in the order of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.exchange.fresh import Fresh
from models.exchange.resolving import Row
from models.queries.around import Chair
from models.rules.schema import Election

Place = tuple[str, str]
"""Unit and body."""


class Bits:
    """Numbers that were met, a bit each: bounded by the database, not by the file."""

    def __init__(self) -> None:
        """None yet."""
        self._bytes = bytearray()

    def __contains__(self, number: object) -> bool:
        assert isinstance(number, int)
        at = number >> 3
        return at < len(self._bytes) and bool(self._bytes[at] >> (number & 7) & 1)

    def add(self, number: int) -> None:
        """One more."""
        at = number >> 3
        if at >= len(self._bytes):
            self._bytes.extend(bytes(at + 1 - len(self._bytes) + 4096))
        self._bytes[at] |= 1 << (number & 7)


class Vacancies:
    """Those of one pass over a file."""

    def __init__(self, election: Election) -> None:
        """Nothing was taken yet."""
        self.election, self.taken = election, Bits()
        self._seats: Mapping[Place, Sequence[Chair]] = {}
        self._free: dict[Place, dict[int, Chair]] = {}
        """Of the places that somebody asked for."""

    def among(self, seats: Mapping[Place, Sequence[Chair]]) -> None:
        """Go on with the rows that have their seats among these."""
        self._seats, self._free = seats, {}

    def first(self, row: Row | Fresh) -> Chair | None:
        """The empty seat that a row names, or the first; without a post a member's before a lead's."""
        place = (row.unit, row.body)
        free = self._free.get(place)
        if free is None:
            empty = (one for one in self._seats.get(place, ()) if one.tenure_id is None and one.id not in self.taken)
            free = self._free[place] = {one.id: one for one in empty}
        if post := row.post:
            ordinal = row.ordinal
            for one in free.values():
                if one.post == post and (not ordinal or one.ordinal == ordinal):
                    return one
            return None
        lead = {post.code for post in self.election.body(row.body).posts if post.lead}
        return next((one for one in free.values() if one.post not in lead), next(iter(free.values()), None))

    def take(self, unit: str, body: str, seat: int) -> None:
        """A seat is empty no more."""
        self.taken.add(seat)
        free = self._free.get((unit, body))
        if free is not None:
            free.pop(seat, None)
