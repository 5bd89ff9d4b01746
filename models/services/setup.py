"""A new database: the territory, the elections, and every seat, all empty."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, insert

from models import journal, tally, units
from models.actor import Actor
from models.clock import stored
from models.database import Database, translated
from models.migrations.upgrade import upgrade
from models.rules.schema import Body, Election, RegionRules, TpsRules
from models.tables import Contact, ElectionRow, Region, Seat, Tps
from models.text import key

BATCH = 5000
"""Rows a statement inserts at once: memory does not grow with the area."""


def create(path: Path, region: RegionRules, elections: Sequence[Election], now: datetime, actor: Actor) -> Path:
    """Make a database for a region at ``path``; whatever interrupts it leaves no half of one there.

    An existing file is left alone (another process was quicker). Raises StorageError.
    """
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        making.unlink(missing_ok=True)
    try:
        upgrade(making, now=now)
        database = Database.open(making)
        with database.begin_write() as connection:
            fill(connection, region, elections, now, actor)
        database.close()
        with translated(path):
            _name_it(making, path)
    finally:
        for left in making.parent.glob(f"{making.name}*"):
            left.unlink(missing_ok=True)
    return path


def _name_it(making: Path, path: Path) -> None:
    """Give the finished file its name unless another process was quicker."""
    try:
        path.hardlink_to(making)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            making.rename(path)


def fill(
    connection: Connection, region: RegionRules, elections: Sequence[Election], now: datetime, actor: Actor
) -> None:
    """Put a region, its elections with their TPS and seats, and their tallies into an empty schema."""
    known = {one.code for one in region.regions}
    rows: list[dict[str, object]] = [
        {
            "code": one.code,
            "parent": up if (up := units.parent(one.code)) in known else None,
            "level": units.level(one.code).value,
            "name": one.name,
            "name_key": key(one.name),
        }
        for one in region.regions
    ]
    connection.execute(insert(Region), rows)
    kecamatan = [one.code for one in region.regions if units.level(one.code) is units.Level.KECAMATAN]
    roles = sorted({role.code for election in elections for role in election.contacts})
    contacts = [{"unit": unit, "role": role} for unit in kecamatan for role in roles]
    if contacts:
        connection.execute(insert(Contact), contacts)
    for election in elections:
        connection.execute(insert(ElectionRow), [{"code": election.code, "rules": election.rules_version}])
        count = region.tps.get(election.code)
        _in_batches(connection, Tps, _tps(election, count))
        _in_batches(connection, Seat, _seats(election, rows, count))
        tally.rebuild(connection, election, tally.bucket(election, now))
    entry = journal.Entry(stored(now), actor.name, "setup", None, region.code, {"edition": region.edition}, [], [])
    journal.append(connection, entry, [region.code])


def _in_batches(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _tps(election: Election, count: TpsRules | None) -> Iterator[dict[str, object]]:
    for kelurahan, found in (count.counts if count else {}).items():
        for number in found.numbers():
            yield tps_row(election.code, kelurahan, number, estimated=count is not None and count.estimated)


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


def _seats(
    election: Election, regions: Sequence[dict[str, object]], count: TpsRules | None
) -> Iterator[dict[str, object]]:
    by_level = {
        "kecamatan": [str(row["code"]) for row in regions if row["level"] == units.Level.KECAMATAN],
        "kelurahan": [str(row["code"]) for row in regions if row["level"] == units.Level.KELURAHAN],
        "tps": [] if count is None else [code for one in count.counts for code in count.codes(one)],
    }
    for body in election.seated():
        for unit in by_level[body.level]:
            yield from seat_rows(election, body, unit)


def seat_rows(election: Election, body: Body, unit: str) -> Iterator[dict[str, object]]:
    """The seats of a body in one unit, empty. Their rank orders bodies as the election file does."""
    at = [one.code for one in election.bodies].index(body.code)
    for order, post in enumerate(body.posts):
        for ordinal in range(1, post.count + 1):
            yield {
                "election": election.code,
                "unit": unit,
                "rank": at * 1000 + order * 100 + ordinal,
                "body": body.code,
                "post": post.code,
                "ordinal": ordinal,
                "tenure_id": None,
                "open_since": None,
                "version": 1,
            }
