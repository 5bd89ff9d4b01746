"""Making a database's schema, and bringing an older one up to date: all of it or nothing.

A file is saved beside itself first. A server's data are its operators' to save (``pg_dump``): there the schema is
upgraded in one transaction, and only when somebody asks for it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event

from models.backup import backup
from models.database import Database, engine_for, schema_of, storage_of, translated
from models.errors import StorageError
from models.grants import check_owner
from models.migrations import APPLICATION_ID, HEAD, KNOWN
from models.where import Where, is_url


@contextmanager
def new_database(where: Where) -> Iterator[Connection | None]:
    """A transaction with the empty schema of a new database, which is there when the block ends, whole, or not at all.

    None where there is one already: it was there, or another process was quicker. Raises StorageError.
    """
    if is_url(where):
        with _server(where) as (connection, found):
            if found is None:
                make_schema(connection)
            yield connection if found is None else None
        return
    path = Path(where)
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with translated(path):
        if path.exists():
            yield None
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        making.unlink(missing_ok=True)
        _sweep(path)
    try:
        _migrate(making)
        with unsafe_but_fast(making) as database, database.begin_write() as connection:
            yield connection
        with translated(path):
            _settle(making)
            _name_it(making, path)
    finally:
        for left in making.parent.glob(f"{making.name}*"):
            left.unlink(missing_ok=True)


@contextmanager
def unsafe_but_fast(path: Path, journal: str = "OFF") -> Iterator[Database]:
    """The database without a journal of SQLite's own and without waiting for the disk: the file has no name yet
    that anybody would open, so what a crash leaves of it is of no use and no harm. With ``journal`` WAL it can be read
    meanwhile, and taken back."""
    database = Database.open(path)

    @event.listens_for(database.engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")  # each reference would be looked up, row by row
        connection.execute("PRAGMA cache_size = -64000")  # KiB; else big indexes are sorted in tiny pieces

    try:
        yield database
    finally:
        database.close()


def _settle(path: Path) -> None:
    """Leave the file as every session expects it, so that the first to come need not change its mode, and on the
    disk: its name must not last longer than its content."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sweep(path: Path) -> None:
    """Remove what a process that was killed left of a file that it made: nobody knows its name."""
    for left in path.parent.glob(f".{path.name}.*"):
        maker = left.name.removeprefix(f".{path.name}.").partition("-")[0]
        if maker.isdigit() and not alive(int(maker)):
            left.unlink(missing_ok=True)


def alive(process: int) -> bool:
    """Whether a process of that number runs here."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _name_it(making: Path, path: Path) -> None:
    """Give the finished file its name unless another process was quicker."""
    try:
        path.hardlink_to(making)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            making.rename(path)


def upgrade(where: Where, *, now: datetime) -> Path | None:
    """Bring a database to HEAD; a file that does not exist, or an empty database of a server, gets the schema.

    Returns the backup made beside a file before an upgrade, None where nothing was saved. Raises StorageError
    (newer_schema, not_a_database, not_writable, disk_full, owner_only, ...); the database is then as it was.
    """
    if is_url(where):
        with _server(where) as (connection, found):
            _refuse_newer(storage_of(where).shown, found)
            if found not in (None, HEAD):
                check_owner(connection)
            if found != HEAD:
                make_schema(connection)
        return None
    path, found = Path(where), None
    if path.exists():
        found = schema_of(path)
        if found == HEAD:
            return None
        _refuse_newer(str(path), found)
    saved = None
    if found is not None:
        saved = path.with_name(f"{path.name}.cadangan-{found}-{now:%Y%m%d-%H%M%S}")
        backup(path, saved)
    _migrate(path)
    return saved


def make_schema(connection: Connection) -> None:
    """Bring the schema to HEAD within the caller's transaction, from nothing or from any older version."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    command.upgrade(config, HEAD)


def _refuse_newer(shown: str, found: str | None) -> None:
    if found is not None and found not in KNOWN:
        raise StorageError("newer_schema", path=shown, found=found, known=HEAD)


def _migrate(path: Path) -> None:
    with translated(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        engine = engine_for(path, readonly=False, pooled=False).execution_options(siaga_write=True)
        with engine.begin() as connection:
            make_schema(connection)
        engine.dispose()


@contextmanager
def _server(where: Where) -> Iterator[tuple[Connection, str | None]]:
    """A writing transaction on a server's database and the schema version that stands there, whatever it is."""
    from models.postgres import schema

    database = Database.unchecked(where)
    try:
        with database.begin_write() as connection:
            yield connection, schema(connection, database.where)
    finally:
        database.close()
