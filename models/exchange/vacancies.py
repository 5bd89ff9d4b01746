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
        self.election = election
        self._before, self._lately = Bits(), set[int]()
        """Which seats were taken, by rows of earlier parts and of this one."""
        self._seats: Mapping[Place, Sequence[Chair]] = {}
        self._free: dict[Place, dict[int, Chair]] = {}
        """Of the places that somebody asked for."""

    def among(self, seats: Mapping[Place, Sequence[Chair]]) -> None:
        """Go on with the rows of a part, which have their seats among these."""
        for seat in self._lately:
            self._before.add(seat)
        self._lately.clear()
        self._seats, self._free = seats, {}

    def first(self, row: Row | Fresh) -> Chair | None:
        """The empty seat that a row names, or the first; without a post a member's before a lead's."""
        free = self._empty(row.unit, row.body)
        if post := row.post:
            ordinal = row.ordinal
            return next((one for one in free.values() if one.post == post and ordinal in (0, one.ordinal)), None)
        lead = {post.code for post in self.election.body(row.body).posts if post.lead}
        return next((one for one in free.values() if one.post not in lead), next(iter(free.values()), None))

    def fill(self, row: Fresh) -> Chair | None:
        """Take the first, of a row that names a post; None where there is none, or somebody left it."""
        free = self._free.get((row.unit, row.body)) or self._empty(row.unit, row.body)
        post, ordinal = row.post, row.ordinal
        for chair in free.values():
            if chair.post == post and (not ordinal or chair.ordinal == ordinal):
                break
        else:
            return None
        if chair.open_since is not None:
            return None
        self._lately.add(chair.id)
        del free[chair.id]
        return chair

    def take(self, unit: str, body: str, seat: int) -> None:
        """A seat is empty no more."""
        self._lately.add(seat)
        self._empty(unit, body).pop(seat, None)

    def _empty(self, unit: str, body: str) -> dict[int, Chair]:
        """The empty seats of a place, by their numbers."""
        free = self._free.get((unit, body))
        if free is None:
            every = self._seats.get((unit, body), ())
            free = {one.id: one for one in every if one.tenure_id is None and not self.took(one.id)}
            self._free[unit, body] = free
        return free

    def took(self, seat: int) -> bool:
        """Whether a row took that seat."""
        return seat in self._lately or seat in self._before
