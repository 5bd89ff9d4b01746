"""How many seats a list that looks at each of them may be about."""

from __future__ import annotations

from sqlalchemy import Connection

from models import items, tally
from models.errors import Refused
from models.rules.schema import Election

MOST = 150_000
"""A large kabupaten has as many; more are not looked at one by one."""


def narrow(connection: Connection, election: Election, unit: str) -> None:
    """Raises Refused (too_many) when the tallies know of more seats in a unit than are looked at."""
    kept = tally.kept(connection, election.code, [unit]).get(unit, {})
    seats = sum(counts.items for code, counts in kept.items() if code.startswith(items.STAFFING))
    if seats > MOST:
        raise Refused("too_many", most=MOST)
