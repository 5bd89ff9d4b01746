"""The database: opened, refused, full, busy, read-only, interrupted; what was acknowledged is there. On both engines,
then what only a file has."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from models.database import Database, Interrupt
from models.errors import Cancelled, SiagaError, StorageError
from models.migrations import HEAD
from models.rules.schema import Election
from models.services import setup
from models.where import Where, shown
from tests.engines import on_files
from tests.models import town as towns
from tests.models.town import KOTA, START, Town

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def refused(where: Where, **more: Any) -> StorageError:
    with pytest.raises(StorageError) as caught:
        Database.open(where, **more)
    assert caught.value.detail["path"] == shown(where)
    return caught.value


def test_a_newer_schema_is_refused_untouched(where: Where, town: Town) -> None:
    with town.database.begin_write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = town.dump()
    error = refused(where)
    assert (error.code, error.detail["found"], error.detail["known"]) == ("newer_schema", "9999", HEAD)
    assert town.dump() == before


def test_an_error_survives_the_way_to_another_process(tmp_path: Path) -> None:
    for error in (refused(tmp_path / "x.db"), Cancelled()):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.code, again.detail) == (type(error), error.code, error.detail)


def test_a_read_block_sees_one_moment(town: Town) -> None:
    query = "SELECT count(*) FROM journal"
    with town.database.read() as connection:
        before = connection.exec_driver_sql(query).scalar()
        town.area("L2")
        assert connection.exec_driver_sql(query).scalar() == before
    with town.database.read() as connection:
        assert connection.exec_driver_sql(query).scalar() == before + 1


# ── Writers come in one by one ────────────────────────────────────


def _hold(where: Where, held: Any, release: Any) -> None:
    with Database.open(where).begin_write():
        held.set()
        release.wait(30)


@pytest.fixture
def held(town: Town) -> Iterator[Any]:
    """Another process holds the write lock until the event is set."""
    spawn = multiprocessing.get_context("spawn")
    taken, release = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(town.where, taken, release))
    other.start()
    assert taken.wait(60)
    yield release
    release.set()
    other.join(30)


def test_a_lock_held_too_long_is_busy_and_reading_goes_on(town: Town, held: Any) -> None:
    town.close()
    town.database = Database.open(town.where, busy=0.2)
    before = town.dump()
    with pytest.raises(StorageError) as caught:
        town.area("L2")
    assert caught.value.code == "busy"
    assert town.dump() == before
    held.set()
    town.close()
    town.database = Database.open(town.where)
    assert town.area("L2") == 3


def test_read_only_reads_and_never_writes(town: Town) -> None:
    town.area("L2")
    town.close()
    town.database = Database.open(town.where, readonly=True)
    before = town.dump()
    assert town.count("L2").siap == 3
    with pytest.raises(StorageError) as caught:
        town.area("L1")
    assert caught.value.code == "read_only"
    for _ in range(8):  # more often than there are connections: none is spoilt by it
        with pytest.raises(StorageError) as caught, town.database.read() as connection:
            connection.exec_driver_sql("DELETE FROM journal")
        assert caught.value.code == "read_only"
    assert town.dump() == before


# ── A read that is no longer wanted ───────────────────────────────


def test_a_running_query_is_cancelled(town: Town) -> None:
    interrupt = Interrupt()
    caught: list[BaseException] = []
    began = threading.Event()

    def ask() -> None:
        try:
            with town.database.read(interrupt) as connection:
                began.set()
                connection.exec_driver_sql(ENDLESS)
        except BaseException as error:
            caught.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert began.wait(10)
    asking.join(0.2)
    assert asking.is_alive()
    interrupt.cancel()
    interrupt.cancel()
    asking.join(30)
    assert [type(error) for error in caught] == [Cancelled]
    assert isinstance(caught[0], SiagaError)
    for _ in range(8):
        town.dump()
    assert town.area("L2") == 3


def test_what_was_cancelled_before_is_not_asked(town: Town) -> None:
    interrupt = Interrupt()
    interrupt.cancel()
    with pytest.raises(Cancelled), town.database.read(interrupt):
        pytest.fail("the block ran")
    town.dump()


def test_between_two_queries_the_next_one_is_not_asked(town: Town) -> None:
    interrupt = Interrupt()
    with pytest.raises(Cancelled), town.database.read(interrupt) as connection:
        connection.exec_driver_sql("SELECT 1")
        interrupt.cancel()
        connection.exec_driver_sql("SELECT 1")
        pytest.fail("it was asked")
    with town.database.read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_cancel_that_comes_late_harms_nobody(town: Town) -> None:
    """Also not the next block, which may have the same connection."""
    for _ in range(20):
        interrupt = Interrupt()
        with town.database.read(interrupt) as connection:
            connection.exec_driver_sql("SELECT 1")
        interrupt.cancel()
        town.dump()


def test_a_cancel_at_any_moment_leaves_a_usable_session(town: Town) -> None:
    for wait in range(30):
        interrupt = Interrupt()
        timer = threading.Timer(wait / 5000, interrupt.cancel)
        timer.start()
        try:
            with town.database.read(interrupt) as connection:
                for _ in range(10):
                    connection.exec_driver_sql("SELECT count(*) FROM seat")
        except Cancelled:
            pass
        with town.database.read() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        timer.join()


# ── Made whole or not at all ──────────────────────────────────────


def test_creating_leaves_an_existing_one_alone(town: Town) -> None:
    town.area("L2")
    before = town.dump()
    setup.create(town.where, towns.rules(), list(town.elections.values()), START, towns.SARI)
    assert town.dump() == before
    if isinstance(town.where, Path):
        left = [
            one.name
            for one in town.where.parent.iterdir()
            if not one.name.endswith(("-wal", "-shm", "-queue", "-next"))
        ]
        assert left == ["siaga.db"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ValueError("x")])
def test_an_interrupted_creation_leaves_nothing(
    nowhere: Where, elections: dict[str, Election], monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(setup.journal, "append", fail)  # the last thing that is done
        with pytest.raises(type(failure)):
            towns.build(nowhere, elections)
    assert refused(nowhere).code == "missing"
    if isinstance(nowhere, Path):
        assert list(nowhere.parent.iterdir()) == []
    with towns.opened(towns.build(nowhere, elections), elections) as town:
        assert town.wrong() == []


def _create(where: Where, start: Any) -> None:
    known = towns.elections()
    start.wait(60)
    towns.build(where, known)
    with towns.opened(where, known) as town:
        town.appoint(next(row.id for row in town.seats("pps") if row.tenure_id is None), f"Orang {os.getpid()}")


def test_two_processes_create_one_database(nowhere: Where, elections: dict[str, Election]) -> None:
    """The slower one finds the quicker one's, with what was written there meanwhile."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    people = [spawn.Process(target=_create, args=(nowhere, start)) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    # Both wanted the first empty seat: one of them may have been told of a clash, nobody's name was lost.
    done = sum(one.exitcode == 0 for one in people)
    assert done
    with towns.opened(nowhere, elections) as town:
        assert town.count("@pps", KOTA).siap == done
        assert town.wrong() == []
    if isinstance(nowhere, Path):
        assert {one.name for one in nowhere.parent.iterdir()} == {"siaga.db", "siaga.db-queue", "siaga.db-next"}
        assert nowhere.stat().st_mode & 0o777 == 0o600


# ── A file ────────────────────────────────────────────────────────


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert refused(tmp_path / "tiada" / "x.db").code == "missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"bukan basis data, hanya teks panjang\n" * 40, b"x", b"SQLite format 3\0" + b"?" * 900]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    assert refused(path).code == "not_a_database"
    assert refused(path, readonly=True).code == "not_a_database"
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE milik_lain (x)")
    other.close()
    before = path.read_bytes()
    assert refused(path).code == "not_a_database"
    assert path.read_bytes() == before


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "not_a_database"


def test_a_damaged_database(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 2000)
    assert refused(path).code == "not_a_database"


def test_an_empty_file_wants_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    assert refused(path).code == "older_schema"


@on_files
def test_every_connection_keeps_what_it_acknowledged(town: Town) -> None:
    with town.database.begin_write() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@on_files
def test_reading_only_leaves_the_file_as_it_is(town: Town) -> None:
    town.area("L2")
    town.close()
    before = town.path.read_bytes()
    town.database = Database.open(town.path, readonly=True)
    town.dump()
    town.close()
    assert town.path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="modes do not bind root")
def test_a_file_one_may_not_write(path: Path) -> None:
    path.parent.chmod(0o500)
    path.chmod(0o400)
    try:
        Database.open(path, readonly=True).close()
        with pytest.raises(StorageError) as caught, Database.open(path).begin_write():
            pass
        assert caught.value.code in ("read_only", "not_writable")
    finally:
        path.parent.chmod(0o700)


def _full(town: Town) -> None:
    """Writes until nothing more fits; what was acknowledged before stays."""
    town.area("L1")
    before, kept = town.dump(), 0
    with pytest.raises(StorageError) as caught:
        for body in ("kpps", "linmas", "pps", "ppk"):
            for seat in town.seats(body):
                before = town.dump()
                town.appoint(seat.id, f"{'Nama Panjang ' * 9}{seat.id}")
                kept += 1
    assert caught.value.code == "disk_full"
    assert kept
    assert town.dump() == before


@on_files
def test_a_disk_that_fills_up_in_the_middle_of_a_write(town: Town) -> None:
    pages = int(sqlite3.connect(town.path).execute("PRAGMA page_count").fetchone()[0])

    @event.listens_for(town.database.engine, "begin")
    def _limit(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(f"PRAGMA max_page_count = {pages + 4}")

    _full(town)
    event.remove(town.database.engine, "begin", _limit)
    town.close()
    with towns.opened(town.path, town.elections) as again, again.database.begin_write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    with towns.opened(town.path, town.elections) as again:
        assert again.wrong() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes; only root may mount one."""
    folder = tmp_path / "kecil"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1400k", "kecil", folder], check=False)
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_real_disk_that_fills_up(small_disk: Path, built: Path, elections: dict[str, Election]) -> None:
    path = Path(shutil.copy(built, small_disk / "siaga.db"))
    with towns.opened(path, elections) as town:
        _full(town)
        assert town.wrong() == []
        with pytest.raises(StorageError) as caught:
            setup.create(small_disk / "baru.db", towns.rules(), list(elections.values()), START, towns.SARI)
        assert caught.value.code == "disk_full"
    beside = {f"siaga.db{end}" for end in ("", "-wal", "-shm", "-queue", "-next")}
    assert {one.name for one in small_disk.iterdir()} <= beside
