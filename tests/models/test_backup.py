"""Copies of a file: whole while others write, kept by a rule, put back under those who have it open."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import backup as saving
from models.actor import Actor
from models.clock import WIB, local
from models.database import Database
from models.errors import Refused, StorageError
from models.feed import Feed, Moved
from models.queries import activity
from models.services import restoring
from models.write_queue import WriteQueue
from tests.engines import on_files
from tests.models import town as towns
from tests.models.town import KOTA, SARI, Town

NOW = datetime(2024, 2, 13, 2, 0)


@on_files
def test_a_live_database_is_backed_up_whole(town: Town, tmp_path: Path) -> None:
    """What still stands in the write-ahead log belongs to it."""
    town.area("L2")
    copy = tmp_path / "salinan.db"
    saving.backup(town.path, copy)
    town.area("L1")
    with Database.open(copy).read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 2


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        saving.backup(tmp_path / "tiada.db", tmp_path / "salinan.db")
    assert caught.value.code == "missing"
    assert list(tmp_path.iterdir()) == []


@on_files
def test_a_backup_of_a_damaged_file_is_none(town: Town, tmp_path: Path) -> None:
    town.close()
    spoil(town.path)
    with pytest.raises(StorageError):
        saving.backup(town.path, tmp_path / "salinan.db")
    assert not (tmp_path / "salinan.db").exists()


def spoil(path: Path) -> None:
    """Write over the middle of a file."""
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 200_000)


# ── Which stay ────────────────────────────────────────────────────


def test_the_newest_of_each_day_and_of_each_week_stay(tmp_path: Path) -> None:
    """Three copies a day for fifty days; of each of the last seven days and weeks the last one is left."""
    for day in range(50):
        for hour in (2, 12, 20):
            (tmp_path / saving.name_of(Path("siaga.db"), NOW.replace(hour=hour) - timedelta(days=day))).touch()
    for other in ("siaga.db", "siaga.db.cadangan-0011-20240101-020000", "lain.db.cadangan-20240101-020000"):
        (tmp_path / other).touch()
    made = saving.copies(tmp_path, "siaga.db")
    assert len(made) == 150
    stay = [moment for path, moment in made.items() if path not in saving.superfluous(made, 7)]
    days = [datetime(2024, 2, day, 20) for day in (13, 12, 11, 10, 9, 8, 7)]
    sundays = [datetime(2024, 2, 4, 20), datetime(2024, 1, 28, 20), datetime(2024, 1, 21, 20),
               datetime(2024, 1, 14, 20), datetime(2024, 1, 7, 20)]  # fmt: skip
    assert stay == [*days, *sundays]


def test_a_pause_costs_no_copies(tmp_path: Path) -> None:
    """Days and weeks without any copy do not count: the last ones stay, however old."""
    for day in (400, 300, 200):
        (tmp_path / saving.name_of(Path("siaga.db"), NOW - timedelta(days=day))).touch()
    assert saving.superfluous(saving.copies(tmp_path, "siaga.db"), 3) == []
    assert len(saving.superfluous(saving.copies(tmp_path, "siaga.db"), 1)) == 2


# ── Put back ──────────────────────────────────────────────────────


def told(feed: Feed) -> Moved | None:
    """What a feed tells; None if it says nothing for long."""
    impatient = threading.Timer(20, feed.stop)
    impatient.start()
    moved = feed.wait()
    impatient.cancel()
    feed.close()
    return moved


@on_files
def test_a_copy_is_put_back_under_those_who_have_the_file_open(town: Town, tmp_path: Path) -> None:
    seat, other, *_ = town.seats("kpps")
    town.appoint(seat.id, "Ani")
    saving.backup(town.path, tmp_path / "salinan.db")
    before = town.dump()
    town.appoint(other.id, "Budi")
    feed = Feed(town.database)
    with towns.opened(town.path, town.elections) as colleague, town.database.read() as connection:
        held = connection.exec_driver_sql("SELECT count(*) FROM person").scalar()
        aside = saving.restore(town.path, tmp_path / "salinan.db", now=NOW)
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar() == held == 2, "a read sees one moment"
        assert colleague.dump() == before
        colleague.appoint(other.id, "Citra")
    with town.database.begin_write() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert told(feed)
    assert {row.id for row in town.seats("kpps") if row.tenure_id} == {seat.id, other.id}
    assert town.wrong() == []
    assert aside == town.path.with_name("siaga.db.diganti-20240213-020000")
    with towns.opened(aside, town.elections) as replaced:
        with replaced.database.read() as connection:
            names = connection.exec_driver_sql("SELECT name FROM person ORDER BY id").scalars().all()
        assert names == ["Ani", "Budi"]


@on_files
def test_a_board_learns_that_an_older_copy_was_put_back(town: Town, tmp_path: Path) -> None:
    saving.backup(town.path, tmp_path / "salinan.db")
    town.appoint(town.seats("kpps")[0].id)
    feed = Feed(town.database)
    saving.restore(town.path, tmp_path / "salinan.db", now=NOW)
    moved = told(feed)
    assert moved is not None
    assert moved.everything


@on_files
def test_it_waits_for_whoever_writes_and_nothing_is_half_done(town: Town, tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    saving.backup(town.path, tmp_path / "salinan.db")
    town.appoint(town.seats("kpps")[0].id)
    before, files = town.dump(), sorted(tmp_path.iterdir())
    monkeypatch.setattr(saving, "BUSY_SECONDS", 0.05)
    with WriteQueue(town.path).turn(1), pytest.raises(StorageError) as caught:
        saving.restore(town.path, tmp_path / "salinan.db", now=NOW)
    assert caught.value.code == "busy"
    with closing(sqlite3.connect(town.path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError) as caught:
            saving.restore(town.path, tmp_path / "salinan.db", now=NOW)
    assert caught.value.code == "busy"
    assert town.dump() == before
    assert sorted(tmp_path.iterdir()) == files


@on_files
@pytest.mark.parametrize("spoiled", ["damaged", "no database", "missing"])
def test_a_file_that_is_beyond_repair_gives_way(town: Town, tmp_path: Path, spoiled: str) -> None:
    town.appoint(town.seats("kpps")[0].id)
    saving.backup(town.path, tmp_path / "salinan.db")
    before = town.dump()
    town.close()
    if spoiled == "damaged":
        spoil(town.path)
    elif spoiled == "missing":
        town.path.unlink()
    else:
        town.path.write_text("a letter\n" * 999)
    broken = town.path.read_bytes() if town.path.exists() else None
    aside = saving.restore(town.path, tmp_path / "salinan.db", now=NOW)
    assert (aside.read_bytes() if aside else None) == broken
    with towns.opened(town.path, town.elections) as again:
        assert again.dump() == before
        assert again.wrong() == []
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@on_files
def test_a_session_opens_the_file_that_took_the_place_of_its_own(town: Town, tmp_path: Path) -> None:
    """As when somebody moves a copy over it by hand."""
    saving.backup(town.path, tmp_path / "salinan.db")
    seat, *_ = town.seats("kpps")
    town.appoint(seat.id, "Ani")
    feed = Feed(town.database)
    shutil.move(tmp_path / "salinan.db", town.path)
    town.path.with_name("siaga.db-wal").unlink(missing_ok=True)
    assert told(feed)
    assert town.seat(seat.id).tenure_id is None
    town.appoint(seat.id, "Budi")
    assert town.wrong() == []
    with closing(sqlite3.connect(town.path)) as other:
        assert other.execute("SELECT name FROM person").fetchall() == [("Budi",)]


# ── and said in the journal ───────────────────────────────────────


@on_files
@pytest.mark.parametrize("spoiled", ["", "damaged", "missing"])
def test_the_journal_says_what_was_put_back(town: Town, tmp_path: Path, spoiled: str) -> None:
    """Behind what the copy holds, in the same chain; whoever reads sees the copy and the entry at once."""
    seat, other, *_ = town.seats("kpps")
    town.appoint(seat.id, "Ani")
    saving.backup(town.path, tmp_path / "salin\u202ean.db")
    before = town.dump("journal", "journal_unit")
    town.appoint(other.id, "Budi")
    feed = Feed(town.database)
    if spoiled:
        town.close()
        spoil(town.path) if spoiled == "damaged" else town.path.unlink()
    at = NOW.replace(tzinfo=WIB)
    aside = restoring.restore(town.path, tmp_path / "salin\u202ean.db", now=at, actor=Actor("tono", "admin"))
    with towns.opened(town.path, town.elections) as again:
        assert again.dump("journal", "journal_unit") == before
        assert again.wrong() == []
        with again.database.read() as connection:
            entry = activity.entries(connection, KOTA, limit=1)[0]
        assert (entry.seq, entry.actor, entry.verb) == (3, "tono", "restore")
        assert (local(entry.at, WIB), entry.detail) == (at, {"file": "salinan.db", "seq": 2})
        with pytest.raises(Refused) as caught:
            again.undo(Actor("tono", "admin"))
        assert caught.value.code == "nothing_to_undo"
        again.appoint(other.id, "Citra")
        assert again.wrong() == []
    if not spoiled:
        moved = told(feed)
        assert moved is not None
        assert moved.everything
    assert (aside is None) == (spoiled == "missing")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@on_files
def test_what_cannot_be_put_back_leaves_nothing_behind(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving.backup(town.path, tmp_path / "salinan.db")
    town.appoint(town.seats("kpps")[0].id)
    before, files = town.dump(), sorted(tmp_path.iterdir())
    monkeypatch.setattr(saving, "BUSY_SECONDS", 0.05)
    with WriteQueue(town.path).turn(1), pytest.raises(StorageError):
        restoring.restore(town.path, tmp_path / "salinan.db", now=NOW.replace(tzinfo=WIB), actor=SARI)
    assert town.dump() == before
    assert sorted(tmp_path.iterdir()) == files
