"""The seats that are empty still while a file is gone through: each is taken once, in the order of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    @property
    def some(self) -> bool:
        """Whether there are any."""
        return bool(self._bytes)

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
        self._free: dict[Place, list[Chair]] = {}
        """Of the places that somebody asked for."""

    def among(self, seats: Mapping[Place, Sequence[Chair]]) -> None:
        """Go on with the rows of a part, which have their seats among these."""
        for seat in self._lately:
            self._before.add(seat)
        self._lately.clear()
        self._seats, self._free = seats, {}

    def first(self, unit: str, body: str, post: str, ordinal: int) -> Chair | None:
        """The empty seat of that post and number, or the first; without a post a member's before a lead's."""
        free = self._empty(unit, body)
        if post:
            for one in free:
                if one.post == post and ordinal in (0, one.ordinal):
                    return one
            return None
        lead = {post.code for post in self.election.body(body).posts if post.lead}
        return next((one for one in free if one.post not in lead), next(iter(free), None))

    def fill(self, unit: str, body: str, post: str, ordinal: int) -> Chair | None:
        """Take the first; None where there is none, or somebody left it."""
        chair = self.first(unit, body, post, ordinal)
        if chair is None or chair.open_since is not None:
            return None
        self.take(unit, body, chair.id)
        return chair

    def take(self, unit: str, body: str, seat: int) -> None:
        """A seat is empty no more."""
        self._lately.add(seat)
        free = self._empty(unit, body)
        for at, one in enumerate(free):
            if one.id == seat:
                del free[at]
                break

    def took(self, seat: int) -> bool:
        """Whether a row took that seat."""
        return seat in self._lately or seat in self._before

    def _empty(self, unit: str, body: str) -> list[Chair]:
        """The empty seats of a place."""
        free = self._free.get((unit, body))
        if free is None:
            free = [one for one in self._seats.get((unit, body), ()) if one.tenure_id is None]
            if self._before.some:
                free = [one for one in free if not self.took(one.id)]
            self._free[unit, body] = free
        return free
