"""The database: opened once a process, read in snapshots, written in one short transaction at a time.

The same on both engines; what differs stands in ``models.sqlite`` and ``models.postgres``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from models.errors import Cancelled, StorageError
from models.presence import Presence
from models.sqlite import BUSY_SECONDS, SqliteFile, engine_for, schema_of
from models.where import Where, is_url

__all__ = [
    "BUSY_SECONDS",
    "Database",
    "Interrupt",
    "Watch",
    "engine_for",
    "schema_of",
    "storage_of",
    "translated",
    "version_of",
]


INTERRUPT = "interrupt"
"""Under which name a connection's ``info`` holds that of what is asked over it."""


class Watch(Protocol):
    """Tells of commits, and of who is there. ``told``: somebody says when there is one; else it is looked for."""

    @property
    def presence(self) -> Presence:
        """Where this session says that it is there."""

    @property
    def told(self) -> bool: ...

    def moved(self) -> bool:
        """Whether something was committed since this was last asked."""

    def gathered(self) -> bool:
        """Whether a session came, moved or went since this was last asked, as far as that is known."""

    def sleep(self, wake: int) -> None:
        """Until it is worth asking, or until ``wake`` (a descriptor) can be read."""

    def close(self) -> None:
        """Release what is held."""


class Storage(Protocol):
    """What differs between the engines. ``shown`` is the place as people may read it; ``errors`` the driver's."""

    dialect: str
    shown: str
    errors: tuple[type[Exception], ...]

    def engine(self, *, readonly: bool, busy: float) -> Engine: ...

    def refuse(self, engine: Engine) -> None: ...

    def begin(self, connection: Connection) -> None: ...

    def turn(self, busy: float) -> AbstractContextManager[None]: ...

    def stop(self, raw: Any) -> None: ...

    def error(self, error: BaseException) -> StorageError: ...

    def watch(self, poll: float) -> Watch: ...

    def compact(self, stopped: Callable[[], bool]) -> bool: ...


def storage_of(where: Where) -> Storage:
    """The engine for a place. Raises StorageError: bad_url, no_driver (psycopg is not installed)."""
    if not is_url(where):
        return SqliteFile(Path(where))
    try:
        from models.postgres import PostgresServer
    except ImportError as error:
        raise StorageError("no_driver", reason=str(error)) from error
    return PostgresServer(str(where))


def version_of(where: Where) -> str | None:
    """The schema version that stands in a database, whatever it is; None in an empty one.

    Raises StorageError: missing (a file), not_a_database, unreachable, ...
    """
    if not is_url(where):
        return schema_of(Path(where))
    database = Database.unchecked(where, readonly=True)
    try:
        with database.read() as connection:
            from models.postgres import schema

            return schema(connection, database.where)
    finally:
        database.close()


@contextmanager
def translated(where: Where) -> Iterator[None]:
    """Turns errors of the engine and of the operating system inside the block into StorageError."""
    with _translated(storage_of(where)):
        yield


@contextmanager
def _translated(storage: Storage) -> Iterator[None]:
    failures: tuple[type[Exception], ...] = (DBAPIError, OSError, *storage.errors)
    try:
        yield
    except failures as error:
        raise storage.error(error) from error


class Interrupt:
    """Handed to the ``read`` blocks of one piece of work, it ends them from any thread: the running query, or the
    next, stops and the block raises Cancelled. ``cancel`` returns at once."""

    def __init__(self) -> None:
        self.cancelled = False
        self._lock = threading.Lock()
        self._stops: list[Callable[[], None]] = []
        self._stopping: threading.Thread | None = None

    def cancel(self) -> None:
        """End the block, or keep it from beginning."""
        with self._lock:
            first, self.cancelled = not self.cancelled, True  # before anything ends by it
            if first and self._stops:
                # In a thread: a server is told over a connection of its own.
                self._stopping = threading.Thread(target=self._end, name="siaga-interrupt", daemon=True)
                self._stopping.start()

    def _end(self) -> None:
        for stop in tuple(self._stops):
            stop()

    @contextmanager
    def over(self, connection: Connection, stop: Callable[[Any], None]) -> Iterator[None]:
        """While the block runs ``cancel`` has ``stop`` end what the driver's connection is doing. Raises Cancelled."""
        raw, info = connection.connection.driver_connection, connection.info

        def end() -> None:
            stop(raw)

        with self._lock:
            self.check()
            self._stops.append(end)
        info[INTERRUPT] = self
        try:
            yield
            self.check()
        except Exception as error:
            if self.cancelled and not isinstance(error, Cancelled):
                raise Cancelled() from error
            raise
        finally:
            info.pop(INTERRUPT, None)
            with self._lock:
                self._stops.remove(end)
            if self._stopping is not None:
                self._stopping.join()  # else it might stop what the connection does next

    def check(self) -> None:
        """Raises Cancelled when it was called off."""
        if self.cancelled:
            raise Cancelled()


@event.listens_for(Engine, "before_cursor_execute")
def _before(connection: Connection, *_: object) -> None:
    if (interrupt := connection.info.get(INTERRUPT)) is not None:
        interrupt.check()


class Database:
    """An open database. Threads share it; each ``read`` or ``write`` block has a connection of its own.

    ``place``: where it was opened; ``where`` is that as people are shown it, a URL without its password. Never hold a
    block across an await or a widget update: a slow terminal would hold the transaction.
    """

    def __init__(self, where: Where, engine: Engine, *, readonly: bool, busy: float = BUSY_SECONDS) -> None:
        self._storage = storage_of(where)
        self.place = where
        self.where = self._storage.shown
        self.engine = engine
        self.readonly = readonly
        self._busy = busy

    @classmethod
    def open(cls, where: Where, *, readonly: bool = False, busy: float = BUSY_SECONDS) -> Database:
        """Open an existing database of exactly this program's schema; ``where`` is a file's path or a server's URL.

        Raises StorageError: missing, not_a_database, newer_schema, older_schema or older_server (upgrade it first),
        unreachable, denied, unknown_database, and what the file system says.
        """
        found = cls.unchecked(where, readonly=readonly, busy=busy)
        try:
            with _translated(found._storage):
                found._storage.refuse(found.engine)
        except BaseException:
            found.close()
            raise
        return found

    @classmethod
    def unchecked(cls, where: Where, *, readonly: bool = False, busy: float = BUSY_SECONDS) -> Database:
        """The same whatever stands there: for who makes or upgrades a schema. Nothing is read yet."""
        return cls(where, storage_of(where).engine(readonly=readonly, busy=busy), readonly=readonly, busy=busy)

    @cached_property
    def _writer(self) -> Engine:
        return self.engine.execution_options(siaga_write=True)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._storage.dialect

    @property
    def path(self) -> Path:
        """The file of a SQLite database; only where there is one."""
        return Path(self.place)

    @contextmanager
    def read(self, interrupt: Interrupt | None = None) -> Iterator[Connection]:
        """A connection inside one read transaction: every query in the block sees the same moment.

        Raises StorageError, and Cancelled when ``interrupt`` was cancelled before the end of the block.
        """
        with self._connected(self.engine) as connection, self._begun(connection):
            if interrupt is None:
                yield connection
                return
            with interrupt.over(connection, self._storage.stop):
                yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """A connection inside a transaction that holds the one write lock from its beginning, when its turn has come;
        commits at the end, rolls back on any error. A commit is told to every Watch.

        Only the unit of work and the set-up of a new database use it. Raises StorageError.
        """
        if self.readonly:
            raise StorageError("read_only", path=self.where)
        # A connection is had, or opened, while somebody else has the turn.
        with self._connected(self._writer) as connection, self._storage.turn(self._busy), self._begun(connection):
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        with _translated(self._storage), engine.connect() as connection:
            yield connection

    @contextmanager
    def _begun(self, connection: Connection) -> Iterator[None]:
        """One transaction, which is over when the block is, however it ends."""
        try:
            self._storage.begin(connection)
            yield
            connection.commit()
        except BaseException:
            connection.close()
            raise

    def watch(self, poll: float) -> Watch:
        """Who tells of commits, outside the pool: for the feed. The caller closes it. Raises StorageError."""
        with self.translated():
            return self._storage.watch(poll)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turns errors of the engine inside the block into StorageError."""
        with _translated(self._storage):
            yield

    def compact(self, interrupt: Interrupt | None = None) -> bool:
        """Write the database anew without what was deleted from it. False: somebody else reads it, or it is a server's,
        whose operator does it (docs/postgresql.md). Raises StorageError, Cancelled."""
        given_up = interrupt or Interrupt()
        self.engine.dispose()  # what is pooled here would be in the way
        try:
            with self.translated(), self._storage.turn(self._busy):
                return self._storage.compact(lambda: given_up.cancelled)
        except StorageError as error:
            if given_up.cancelled:
                raise Cancelled() from error
            raise

    def close(self) -> None:
        """Release the pool's connections."""
        self.engine.dispose()
