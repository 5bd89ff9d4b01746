"""The arithmetic of logistics: how many pieces a TPS needs, what it lacks, when a step is complete. Integers only.

What is not known is None and stays so: a need without the number of voters is unknown, not nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.rules.schema import Election, Good

COUNTED, PACKED = "counted", "packed"
NUMBERS = ("received", "damaged", "counted", "packed", "returned")
"""What is said of a kind of goods, in this order; of a store only the first two."""
STORED = NUMBERS[:2]
PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was last said of one kind of goods in one unit; None: nobody said."""

    received: int | None = None
    damaged: int | None = None
    counted: int | None = None
    packed: int | None = None
    returned: int | None = None

    @property
    def good(self) -> int | None:
        """Those received that are not damaged."""
        return None if self.received is None else self.received - (self.damaged or 0)

    @property
    def have(self) -> int | None:
        """How many a unit has, by what was said last on their way: packed, counted, or received in good order."""
        return next((number for number in (self.packed, self.counted, self.good) if number is not None), None)


def ballots(voters: int, reserve_permille: int) -> int:
    """Ballots of one kind for a TPS: its voters and the reserve, rounded up."""
    return -(-voters * (PER_MILLE + reserve_permille) // PER_MILLE)


def need(election: Election, good: Good, voters: int | None) -> int | None:
    """Pieces of a kind that a TPS needs; None: its number of voters is not known."""
    if not good.ballot:
        return good.per_tps
    return None if voters is None else ballots(voters, election.reserve_permille)


def needs(election: Election, voters: int | None) -> dict[str, int | None]:
    """The same for every kind."""
    return {good.code: need(election, good, voters) for good in election.supplies()}


def lack(needed: int | None, pieces: Pieces) -> int:
    """How many are short: 0 also where either is not known, for then nobody can say that something is."""
    have = pieces.have
    return 0 if needed is None or have is None else max(needed - have, 0)


def about(election: Election, step: str) -> list[Good]:
    """The goods whose numbers a step is about: ballots are counted, what a TPS needs besides is packed."""
    return [good for good in election.supplies() if (good.ballot if step == COUNTED else good.per_tps)]


def complete(election: Election, step: str, voters: int | None, said: Mapping[str, Pieces]) -> bool | None:
    """Whether ``counted`` or ``packed`` is done at a TPS: True when all kinds of goods it is about are there in full,
    False when one of which a number was said falls short, None when that cannot be told yet."""
    wanted = about(election, step)
    found: list[bool | None] = []
    for good in wanted:
        number = getattr(said.get(good.code, Pieces()), step)
        needed = need(election, good, voters)
        found.append(None if number is None or needed is None else number >= needed)
    if False in found:
        return False
    return True if found and None not in found else None


def known(numbers: Iterable[int | None]) -> tuple[int, int]:
    """The sum of those that are known, and how many are not."""
    found = list(numbers)
    return sum(one for one in found if one is not None), sum(one is None for one in found)
