"""Schema 0002: a database that was worked with under 0001 goes on with the same figures, past days included.

``data/schema-0001.sql.gz`` is the dump of a town of the tests, made by the program of that schema.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import journal, tally
from models.database import Database
from models.migrations import APPLICATION_ID
from models.migrations.upgrade import upgrade
from models.rules.schema import Election
from models.tables import Person, TallyDay

DUMP = Path(__file__).parent / "data" / "schema-0001.sql.gz"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "lama.db"
    raw = sqlite3.connect(path)
    raw.executescript(gzip.decompress(DUMP.read_bytes()).decode())
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.close()
    return path


@pytest.fixture
def upgraded(old: Path) -> Iterator[Database]:
    assert upgrade(old, now=datetime(2024, 2, 3, 8)) is not None
    database = Database.open(old)
    yield database
    database.close()


def counts_of(old: Path, day: str) -> dict[tuple[str, str, str], list[Any]]:
    """(election, unit, code) -> the counts that stood at the end of a day under 0001."""
    raw = sqlite3.connect(old)
    rows = raw.execute(
        "SELECT election, unit, indicator, items, na, siap, klaim, belum, open_since, reported, newest, max(day)"
        " FROM tally_day WHERE day <= ? GROUP BY 1, 2, 3",
        (day,),
    ).fetchall()
    raw.close()
    plain = [[value.replace(" ", "T") if isinstance(value, str) else value for value in row[3:11]] for row in rows]
    return {row[:3]: counts for row, counts in zip(rows, plain, strict=True)}


def test_what_stood_still_stands(upgraded: Database, elections: dict[str, Election]) -> None:
    with upgraded.read() as connection:
        assert list(journal.broken(connection)) == []
        for election in elections.values():
            assert list(tally.differences(connection, election)) == []


@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2)])
def test_every_past_day_is_as_it_was(old: Path, day: date) -> None:
    before = counts_of(old, day.isoformat())
    upgrade(old, now=datetime(2024, 2, 3, 8))
    database = Database.open(old)
    last: dict[tuple[str, str], str] = {}
    with database.read() as connection:
        rows = connection.execute(select(TallyDay).where(TallyDay.c.day <= day).order_by(TallyDay.c.day))
        for row in rows:
            last[row.election, row.unit] = row.counts
    database.close()
    after = {(*key, code): found for key, text in last.items() for code, found in json.loads(text).items()}
    assert len(after) > 300
    assert after == before


def test_everybody_is_found_by_a_part_of_the_name(upgraded: Database) -> None:
    with upgraded.read() as connection:
        known = {row.id: row.name_key for row in connection.execute(select(Person.c.id, Person.c.name_key))}
        assert known
        for key in set(known.values()):
            part = key[1:5]
            found = connection.exec_driver_sql("SELECT rowid FROM person_fts WHERE name_key LIKE ?", (f"%{part}%",))
            assert {row[0] for row in found} == {number for number, name in known.items() if part in name}
