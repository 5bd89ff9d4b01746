"""The database: opened once a process, read in snapshots, written in one short transaction at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN

BUSY_SECONDS = 10.0
"""How long a write waits for another's before it is refused ("busy")."""

_HEADER = b"SQLite format 3\0"
_CODES = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_READONLY": "read_only",
    "SQLITE_FULL": "disk_full",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "not_a_database",
    "SQLITE_CANTOPEN": "not_writable",
    "SQLITE_PERM": "not_writable",
}


def storage_error(error: BaseException, path: Path) -> StorageError:
    """The coded error for what SQLite or the operating system said; ``detail`` names the file."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    if not path.exists():
        return StorageError("missing", path=str(path), reason=str(origin))
    name = str(getattr(origin, "sqlite_errorname", ""))
    for prefix, code in _CODES.items():
        if name.startswith(prefix):
            return StorageError(code, path=str(path), reason=str(origin))
    if isinstance(origin, sqlite3.DatabaseError) and "not a database" in str(origin):
        return StorageError("not_a_database", path=str(path), reason=str(origin))
    if isinstance(origin, PermissionError):
        return StorageError("not_writable", path=str(path), reason=str(origin))
    return StorageError("storage", path=str(path), reason=str(origin))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns database errors inside the block into StorageError."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise storage_error(error, path) from error


def _connect(path: Path, readonly: bool, busy: float) -> sqlite3.Connection:
    """A raw connection with the pragmas of the house. ``synchronous=FULL``: what was acknowledged survives
    a power cut. A read-only file in a directory that cannot hold a WAL is read as it stands."""
    mode = "ro" if readonly else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    if readonly and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        uri += "&immutable=1"
    connection = sqlite3.connect(uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {int(busy * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    if not readonly:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _looks_like_one(path: Path) -> bool:
    """An empty file may become a database. SQLite takes one of a few bytes for empty as well, and would
    write over them."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) in (b"", _HEADER)


def schema_of(path: Path) -> str | None:
    """The schema version that stands in the file; None where there is none yet (an empty file).

    Raises StorageError: missing, not_a_database, not_writable.
    """
    if not path.exists():
        raise StorageError("missing", path=str(path))
    with translated(path):
        if not path.is_file() or not _looks_like_one(path):
            raise StorageError("not_a_database", path=str(path), reason="header")
        connection = _connect(path, readonly=True, busy=BUSY_SECONDS)
        try:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise StorageError("not_a_database", path=str(path), reason="application_id")
                return None
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        finally:
            connection.close()


class Database:
    """An open database. Threads share it; each ``read`` or ``write`` block has a connection of its own.

    Never hold a block across an await or a widget update: a slow terminal would hold the transaction.
    """

    def __init__(self, path: Path, engine: Engine, *, readonly: bool) -> None:
        self.path = path
        self.engine = engine
        self.readonly = readonly
        self._writer = engine.execution_options(siaga_write=True)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, busy: float = BUSY_SECONDS) -> Database:
        """Open an existing database of exactly this program's schema.

        Raises StorageError: missing, not_a_database, newer_schema, older_schema (upgrade it first), and
        what the file system says.
        """
        found = schema_of(path)
        if found != HEAD:
            code = "older_schema" if found is None or found in KNOWN else "newer_schema"
            raise StorageError(code, path=str(path), found=found, known=HEAD)
        return cls(path, engine_for(path, readonly=readonly, busy=busy), readonly=readonly)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection inside one read transaction: every query in the block sees the same moment."""
        with translated(self.path), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """A connection inside ``BEGIN IMMEDIATE``; commits at the end, rolls back on any error.

        Only the unit of work and the set-up of a new database use it. Raises StorageError.
        """
        if self.readonly:
            raise StorageError("read_only", path=str(self.path))
        with translated(self.path), self._writer.begin() as connection:
            yield connection

    def raw(self) -> sqlite3.Connection:
        """A read-only connection outside the pool, in autocommit: for the feed. The caller closes it."""
        with translated(self.path):
            return _connect(self.path, readonly=True, busy=BUSY_SECONDS)

    def close(self) -> None:
        self.engine.dispose()


def engine_for(path: Path, *, readonly: bool, busy: float = BUSY_SECONDS, pooled: bool = True) -> Engine:
    """An engine on one SQLite file. A transaction that may write begins with the lock it will need:
    a deferred one that reads first is refused at once when somebody else wrote meanwhile."""
    options: dict[str, Any] = {"pool_size": 2, "max_overflow": 4} if pooled else {}
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(path, readonly, busy),
        poolclass=QueuePool if pooled else NullPool,
        **options,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("siaga_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
