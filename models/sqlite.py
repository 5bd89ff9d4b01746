"""SQLite: a file, its pragmas, what it says when something fails, and how it tells of commits."""

from __future__ import annotations

import os
import select
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN
from models.presence import FilePresence
from models.write_queue import WriteQueue

BUSY_SECONDS = 10.0
"""How long a write waits for another's before it is refused ("busy")."""
COMPACTING = 10_000
"""Steps of SQLite between looks whether it is to stop."""
LOG_PAGES = 4000
"""Pages of the log (16 MiB) from which on a commit puts them into the file: SQLite's own 1,000 are some forty writes,
each of which makes everybody in the queue wait for it. Up to 4,062 the log's index is still one table."""
PATROL = 30.0
"""Seconds between looks where the kernel tells of commits: a safeguard against a watch that went blind."""
SETTLE = (0.0005, 0.001, 0.002, 0.005, 0.02)
"""Seconds between looks while a commit that was announced is being completed."""
AFTERWARDS = (0.03, 0.3, 2.0, 10.0)
"""Seconds between looks after that: a disk may take its time to keep what was announced, and what the kernel told until
a commit was seen may have been of the next one, too."""

AGAIN = 0.02
"""Seconds until it is looked again whether another session has done what one waits for."""
_LOOK = "SELECT 1 FROM sqlite_master LIMIT 1"
"""From here on a transaction sees one moment, and its log is not given up before it ends."""
_HEADER = b"SQLite format 3\0"
_CODES = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_READONLY": "read_only",
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "disk_failed",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "not_a_database",
    "SQLITE_CANTOPEN": "not_writable",
    "SQLITE_PERM": "not_writable",
}


class SqliteFile:
    """What ``models.database`` needs to know of a file."""

    dialect = "sqlite"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = str(path)
        self._queue = WriteQueue(path)

    def engine(self, *, readonly: bool, busy: float) -> Engine:
        """An engine on the file as it stands; ``refuse`` says first whether it is one of ours."""
        return engine_for(self.path, readonly=readonly, busy=busy)

    def refuse(self, engine: Engine) -> None:
        """Raise StorageError unless the file has exactly this program's schema."""
        found = schema_of(self.path)
        if found != HEAD:
            code = "older_schema" if found is None or found in KNOWN else "newer_schema"
            raise StorageError(code, path=self.shown, found=found, known=HEAD)

    def begin(self, connection: Connection) -> None:
        """Begin, and see from now on what stands there under the file's name. A connection whose file or log somebody
        removed or replaced since it was opened would read and write what nobody else sees: it gives way to another."""
        while True:
            if not self._is_current(connection):
                self._renew(connection)
            begun = connection.begin()
            raw: Any = connection.connection.driver_connection
            try:
                raw.execute(_LOOK).fetchone()
            except sqlite3.Error:
                if self._is_current(connection):
                    raise
            if self._is_current(connection):
                return
            begun.rollback()

    def _is_current(self, connection: Connection) -> bool:
        """Whether a connection has open what has the file's name, and the log's, now."""
        now, info = _Inodes.of(self.path), connection.connection.info
        seen = info.get("inodes")
        if seen is None or seen.log is None:
            info["inodes"] = seen = now
        return seen == now or now.file is None

    def _renew(self, connection: Connection) -> None:
        """Open anew what a connection had open; first what only its log holds is put into the file."""
        if connection.connection.info["inodes"].file == _inode(self.path):
            self._rescue(connection)
        connection.invalidate()
        connection.engine.dispose()
        self._settled(connection.engine)

    def _rescue(self, connection: Connection) -> None:
        """Bring what was committed to a log that has no name any more into the file, unless that has another log with
        something in it: then whoever made it did. Raises StorageError: busy."""
        raw: Any = connection.connection.driver_connection
        until = time.monotonic() + BUSY_SECONDS
        while not _size(_log(self.path)):
            try:
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError as error:
                # Somebody who may write does it, or who has the log that was in use last.
                if not error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_IOERR")):
                    raise
                return
            if not busy:
                return
            if time.monotonic() > until:
                raise StorageError("busy", path=self.shown, reason="checkpoint")
            time.sleep(AGAIN)  # another session is at it

    def _settled(self, engine: Engine) -> None:
        """Until the file can be read as it stands under its name: a session in the middle of a transaction may have
        written to the old log once more, and saves that when it next begins one. Raises what ``refuse`` does."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                return self.refuse(engine)
            except StorageError as error:
                if error.code != "disk_failed" or time.monotonic() > until:
                    raise
            time.sleep(AGAIN)

    @contextmanager
    def turn(self, busy: float) -> Iterator[None]:
        """A writer's turn among all others, waited for at most ``busy`` seconds. Raises StorageError: busy."""
        with self._queue.turn(busy) as came:
            if not came:
                raise StorageError("busy", path=self.shown, reason="queue")
            yield

    def stop(self, raw: sqlite3.Connection) -> None:
        """End what a connection is doing, from another thread."""
        raw.interrupt()

    def error(self, error: BaseException) -> StorageError:
        """The coded error for what SQLite or the operating system said; ``detail`` names the file."""
        origin = error.orig if isinstance(error, DBAPIError) else error
        if not self.path.exists():
            return StorageError("missing", path=self.shown, reason=str(origin))
        name = str(getattr(origin, "sqlite_errorname", ""))
        if name.startswith("SQLITE_READONLY") and not os.access(self.path, os.W_OK):
            return StorageError("not_writable", path=self.shown, reason=str(origin))
        for prefix, code in _CODES.items():
            if name.startswith(prefix):
                return StorageError(code, path=self.shown, reason=str(origin))
        if isinstance(origin, sqlite3.DatabaseError) and "not a database" in str(origin):
            return StorageError("not_a_database", path=self.shown, reason=str(origin))
        if isinstance(origin, PermissionError):
            return StorageError("not_writable", path=self.shown, reason=str(origin))
        return StorageError("storage", path=self.shown, reason=str(origin))

    def watch(self, poll: float) -> FileWatch:
        """Somebody who tells of commits; ``poll`` seconds between looks where the kernel does not."""
        return FileWatch(self.path, poll)

    def compact(self, stopped: Callable[[], bool]) -> bool:
        """Nothing that was deleted stands in the file or its log afterwards, unless somebody still reads the log."""
        connection = connect(self.path, readonly=False, busy=BUSY_SECONDS)
        try:
            connection.set_progress_handler(lambda: int(stopped()), COMPACTING)
            connection.execute("INSERT INTO person_fts (person_fts) VALUES ('optimize')")
            connection.execute("VACUUM")
            return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class _Inodes:
    """Which file, and which write-ahead log, a path names at a moment; None where there is none."""

    file: int | None
    log: int | None

    @classmethod
    def of(cls, path: Path) -> _Inodes:
        return cls(_inode(path), _inode(_log_name(path)))  # asked with every change: a Path of its own takes longer


def _inode(path: str | Path) -> int | None:
    try:
        return os.stat(path).st_ino  # noqa: PTH116
    except OSError:
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _log(path: Path) -> Path:
    """The write-ahead log of a database."""
    return Path(_log_name(path))


def _log_name(path: Path) -> str:
    return f"{path}-wal"


def connect(path: Path, readonly: bool, busy: float) -> sqlite3.Connection:
    """A raw connection with the pragmas of the house. ``synchronous=FULL``: what was acknowledged survives
    a power cut. A read-only file in a directory that cannot hold a WAL is read as it stands."""
    mode = "ro" if readonly else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    if readonly and not os.access(path.parent, os.W_OK) and not _log(path).exists():
        uri += "&immutable=1"
    connection = sqlite3.connect(uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {int(busy * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    if not readonly:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    return connection


def engine_for(path: Path, *, readonly: bool, busy: float = BUSY_SECONDS, pooled: bool = True) -> Engine:
    """An engine on one SQLite file. A transaction that may write begins with the lock it will need:
    a deferred one that reads first is refused at once when somebody else wrote meanwhile."""
    common = _common()

    def connected() -> Any:
        return connect(path, readonly, busy)

    pool: Pool
    if pooled:
        pool = QueuePool(connected, dialect=common.dialect, pool_size=2, max_overflow=4)
    else:
        pool = NullPool(connected, dialect=common.dialect)
    return _Engine(pool, common.dialect, common.url, execution_options={"compiled_cache": common._compiled_cache})


class _Engine(Engine):
    """That of a file. What it listens to is said once, below, not of each."""


@event.listens_for(_Engine, "begin")
def _begin(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("siaga_write") else "BEGIN")


@cache
def _common() -> Engine:
    """What all engines of the process have in common: a dialect, which has looked at this SQLite, and what was
    compiled for it. It is nobody's data, and no connection of it stays open."""
    engine = create_engine("sqlite+pysqlite://", poolclass=NullPool)
    engine.connect().close()
    return engine


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
    try:
        return _schema_of(path)
    except (sqlite3.Error, OSError) as error:
        raise SqliteFile(path).error(error) from error


def _schema_of(path: Path) -> str | None:
    if not path.is_file() or not _looks_like_one(path):
        raise StorageError("not_a_database", path=str(path), reason="header")
    connection = connect(path, readonly=True, busy=BUSY_SECONDS)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise StorageError("not_a_database", path=str(path), reason="application_id")
            return None
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    finally:
        connection.close()


class FileWatch:
    """Tells whether anybody else committed: cheap to ask (``PRAGMA data_version``), and on Linux the kernel says when
    it is worth asking (inotify on the write-ahead log), so that an idle session does nothing at all."""

    def __init__(self, path: Path, poll: float) -> None:
        self._path = path
        self._poll = poll
        self._open()
        self.presence = FilePresence(path)
        self._gathering: int | None = None
        self._gathered = True
        self._looked = time.monotonic()
        self._looks: list[float] = []

    def _open(self) -> None:
        raw = connect(self._path, readonly=True, busy=BUSY_SECONDS)
        try:
            self._version = _data_version(raw)
        except BaseException:
            raw.close()
            raise
        self._raw, self._kernel, self._inodes = raw, _inotify(self._path), _Inodes.of(self._path)

    @property
    def told(self) -> bool:
        """Whether the kernel tells of commits (else the file is looked at every ``poll`` seconds)."""
        return self._kernel is not None

    def moved(self) -> bool:
        """Whether something was committed since this was last asked, or the file is another one."""
        if self._inodes != _Inodes.of(self._path):
            self._open_again()
            return True
        found = _data_version(self._raw)
        was, self._version = self._version, found
        return found != was

    def gathered(self) -> bool:
        """Whether a session came, moved or went since this was last asked. Where nobody tells, it may be so by now."""
        patrol = self._gathering is None and time.monotonic() - self._looked >= PATROL
        found, self._gathered = self._gathered or patrol, False
        if found:
            self._looked = time.monotonic()
        return found

    def sleep(self, wake: int) -> None:
        """Until it is worth asking, or until ``wake`` (a descriptor) can be read."""
        if self._gathering is None and self.told:
            self._gathering = _inotify_of_people(self.presence.folder)
            if self._gathering is not None:  # whoever came before this was told of by nobody
                self._gathered = True
                return
        sources = [wake, *(one for one in (self._kernel, self._gathering) if one is not None)]
        pause = self._looks[0] if self._looks else PATROL
        ready, _, _ = select.select(sources, [], [], pause if self.told else self._poll)
        if not ready:
            del self._looks[:1]
        if self._gathering in ready:
            os.read(self._gathering, 65536)
            self._gathered = True
        if self._kernel is None or self._kernel not in ready:
            return
        told = os.read(self._kernel, 65536)
        if self._inodes != _Inodes.of(self._path):
            return
        if not _written(told):
            if not self._gathered:
                self.sleep(wake)
            return
        self._settle(self._kernel)

    def _settle(self, kernel: int) -> None:
        """The log is written before the commit is complete: look again soon, a few times."""
        self._looks = [*AFTERWARDS]
        for pause in SETTLE:
            if _data_version(self._raw) != self._version:
                if select.select([kernel], [], [], 0)[0]:
                    os.read(kernel, 65536)
                return
            time.sleep(pause)

    def close(self) -> None:
        """Release what is held."""
        self.presence.leave()
        _released(self._raw, self._kernel)
        if self._gathering is not None:
            os.close(self._gathering)

    def _open_again(self) -> None:
        """Look at what has the name now. Where that cannot be read yet, whoever is told that something moved reads,
        and mends it or is told why not."""
        raw, kernel = self._raw, self._kernel
        with suppress(sqlite3.Error):
            self._open()
            _released(raw, kernel)


def _data_version(raw: sqlite3.Connection) -> int:
    return int(raw.execute("PRAGMA data_version").fetchone()[0])


def _released(raw: sqlite3.Connection, kernel: int | None) -> None:
    raw.close()
    if kernel is not None:
        os.close(kernel)


def _written(events: bytes) -> bool:
    """Whether the kernel tells of writing: the log is also touched by whoever opens it."""
    from inotify_simple import flags, parse_events

    return any(event.mask & flags.MODIFY for event in parse_events(events))


def _inotify(path: Path) -> int | None:
    """A descriptor that becomes readable when the write-ahead log is written; None where there is no inotify."""
    log = _log(path)
    return _watched(log if log.exists() else path.parent, "MODIFY", "ATTRIB")  # ATTRIB: the log was removed


def _inotify_of_people(folder: Path) -> int | None:
    """The same for the files of sessions: one comes, moves, goes, or is killed, which closes its file; None also where
    nobody has been yet."""
    return _watched(folder, "MOVED_TO", "MODIFY", "DELETE", "CLOSE_WRITE") if folder.exists() else None


def _watched(path: Path, *events: str) -> int | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        import inotify_simple

        # Left to itself it starts ldconfig to find the C library, which is in this process already.
        inotify_simple._libc = ctypes.CDLL(None, use_errno=True)
        watch = inotify_simple.INotify()
        mask = 0
        for name in events:
            mask |= inotify_simple.flags[name]
        watch.add_watch(path, mask)
        return os.dup(watch.fileno())
    except (ImportError, OSError):
        return None
