"""A new database: the territory, the elections, and every seat, all empty.

Rows are streamed in the order of their tables' keys: everything is appended to and nothing is held but a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from models import bulk, journal, units
from models.actor import Actor
from models.clock import stored
from models.first_tallies import initial
from models.migrations.upgrade import new_database
from models.rules.schema import Body, Election, RegionRules, TpsRules
from models.rules.schema import Region as RegionRule
from models.services.accounts import first
from models.tables import Contact, ElectionRow, Region, Seat, Tps
from models.text import key
from models.units import LENGTHS, Level
from models.where import Where

REGION = ("code", "parent", "level", "name", "name_key")
CONTACT = ("unit", "role")
TPS = ("election", "code", "kelurahan", "number", "special", "estimated", "since")
SEAT = ("id", "election", "unit", "rank", "body", "post", "ordinal")
"""The columns of the rows made here; the rest keep their defaults."""
Row = tuple[Any, ...]
Progress = Callable[[int], object]
"""Is told how many more rows are written."""
_Where = TypeVar("_Where", bound=Where)


def create(
    where: _Where,
    region: RegionRules,
    elections: Sequence[Election],
    now: datetime,
    actor: Actor,
    progress: Progress | None = None,
    *,
    own: bool = False,
) -> _Where:
    """Make a database for a region at ``where``; whatever interrupts it leaves no half of one there. ``own``: with
    an account for the actor, who is its admin.

    An existing one is left alone (another process was quicker). Raises StorageError.
    """
    with new_database(where) as connection:
        if connection is not None:
            fill(connection, region, elections, now, actor, progress)
            if own:
                first(connection, actor.name)
    return where


def fill(
    connection: Connection,
    region: RegionRules,
    elections: Sequence[Election],
    now: datetime,
    actor: Actor,
    progress: Progress | None = None,
) -> None:
    """Put a region, its elections with their TPS and seats, and their tallies into an empty schema."""
    places(connection, region, elections, progress)
    first, codes = 1, [one.code for one in region.regions]
    for election in in_order(elections):
        counts = region.tps.get(election.code)
        rows = seat_values(election, codes, counts, first)
        first += bulk.load(connection, Seat, SEAT, rows, progress=progress)
        initial(connection, election, codes, totals(counts), now, progress)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")  # until then the planner takes every table for empty
    entry = journal.Entry(stored(now), actor.name, "setup", None, region.code, {"edition": region.edition}, [], [])
    journal.append(connection, entry, [region.code])


def places(
    connection: Connection, region: RegionRules, elections: Sequence[Election], progress: Progress | None = None
) -> None:
    """Put a region and its elections with their TPS into an empty schema: everything but seats and tallies."""
    codes = {one.code for one in region.regions}
    bulk.load(connection, Region, REGION, region_values(region.regions, codes), progress=progress)
    bulk.load(connection, Contact, CONTACT, contact_values(codes, elections), progress=progress)
    bulk.load(connection, ElectionRow, ("code", "rules"), [(one.code, one.rules_version) for one in elections])
    for election in in_order(elections):
        rows = tps_values(election.code, region.tps.get(election.code))
        bulk.load(connection, Tps, TPS, rows, progress=progress)


def size(region: RegionRules, elections: Sequence[Election]) -> int:
    """How many rows ``fill`` tells its progress of, a little more or less: for a bar, before anything is written."""
    found = dict.fromkeys(Level, 0)
    for one in region.regions:
        found[units.level(one.code)] += 1
    rows = len(region.regions) * (1 + 2 * len(elections))
    for election in elections:
        counts = region.tps.get(election.code)
        found[Level.TPS] = counts.total() if counts else 0
        rows += found[Level.TPS]
        rows += sum(found[Level[body.level.upper()]] * body.size for body in election.seated())
    return rows


def in_order(elections: Iterable[Election]) -> list[Election]:
    """Elections as the keys of their rows are ordered."""
    return sorted(elections, key=lambda election: election.code)


def totals(counts: TpsRules | None) -> dict[str, int]:
    """How many TPS each kelurahan has."""
    return {code: found.total for code, found in counts.counts.items()} if counts else {}


# ── Rows, as tuples of the columns above ────────────────────────────────────────────────────────────


def region_values(regions: Iterable[RegionRule], known: Iterable[str]) -> Iterator[Row]:
    """Regions; ``known``: the codes that may be a parent."""
    codes = known if isinstance(known, set | frozenset) else set(known)
    for one in regions:
        up = units.parent(one.code)
        yield one.code, up if up in codes else None, units.level(one.code).value, one.name, key(one.name)


def contact_values(codes: Iterable[str], elections: Iterable[Election]) -> Iterator[Row]:
    """The contacts of every kecamatan among ``codes`` that count as items, in their order, without a name yet; all
    others are made when somebody enters them."""
    roles = sorted({role for election in elections for role in election.tested()})
    for unit in sorted(code for code in codes if units.level(code) is Level.KECAMATAN):
        for role in roles:
            yield unit, role


def tps_values(election: str, counts: TpsRules | None, since: date | None = None) -> Iterator[Row]:
    """The TPS of an election; ``since``: the day from which they are there, None where they always were."""
    for kelurahan, found in (counts.counts if counts else {}).items():
        for number in found.numbers():
            code = units.tps_code(kelurahan, number)
            yield election, code, kelurahan, number, number > 900, counts is not None and counts.estimated, since


def seat_values(election: Election, codes: Iterable[str], counts: TpsRules | None, first: int) -> Iterator[Row]:
    """The empty seats of the regions ``codes`` and of their TPS, by unit and rank when ``codes`` are in order.

    ``first``: the number of the first seat.
    """
    name, number = election.code, count(first)
    posts: dict[int, list[Row]] = {length: [] for length in LENGTHS.values()}
    for body in election.seated():
        posts[LENGTHS[Level[body.level.upper()]]] += _posts(election, body)
    of_tps, found = posts[LENGTHS[Level.TPS]], counts.counts if counts else {}
    for unit in codes:
        for post in posts.get(len(unit), ()):
            yield next(number), name, unit, *post
        if unit in found:
            for tps in found[unit].numbers():
                code = units.tps_code(unit, tps)
                for post in of_tps:
                    yield next(number), name, code, *post


def _posts(election: Election, body: Body) -> Iterator[Row]:
    """(rank, body, post, ordinal) of each seat of a body. Ranks order bodies as the election file does."""
    at = [one.code for one in election.bodies].index(body.code)
    for order, post in enumerate(body.posts):
        for ordinal in range(1, post.count + 1):
            yield at * 1000 + order * 100 + ordinal, body.code, post.code, ordinal


# ── Rows one by one, as the unit of work takes them ────────────────────────────────────────────────────────────


def tps_row(election: str, kelurahan: str, number: int, *, estimated: bool) -> dict[str, object]:
    """A TPS as its table keeps it; numbers from 901 on are special places (lapas and the like)."""
    return {
        "election": election,
        "code": units.tps_code(kelurahan, number),
        "kelurahan": kelurahan,
        "number": number,
        "special": number > 900,
        "estimated": estimated,
        "since": None,
        "version": 1,
    }


def seat_rows(election: Election, body: Body, unit: str) -> Iterator[dict[str, object]]:
    """The seats of a body in one unit, empty, without their numbers."""
    for rank, code, post, ordinal in _posts(election, body):
        yield {
            "election": election.code,
            "unit": unit,
            "rank": rank,
            "body": code,
            "post": post,
            "ordinal": ordinal,
            "tenure_id": None,
            "open_since": None,
            "version": 1,
        }
