"""PostgreSQL: a server, how its transactions begin, what it says when something fails, and how it tells of commits.

Loaded only when a URL is used, and psycopg with it.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN
from models.presence import Online, by_age, decoded
from models.where import servers
from models.where import shown as without_password

CHANNEL = "siaga"
"""What a commit is told on: every writing transaction notifies it."""
PEOPLE = "siaga_hadir"
"""What is told there when a session comes, moves or goes: nobody reads the journal for that."""
PATROL = 60.0
"""Seconds between looks at who is there: nobody tells of a session that was killed."""
PATIENCE = 10
"""Seconds to connect in, unless the URL says otherwise (``?connect_timeout=``)."""

_SUITABLE = "target_session_attrs"
"""Which of several servers will do, in libpq's words: ``read-write`` is the one that is no standby."""

_SESSION = (
    # Plans suit the area that is asked for, the nation or a kelurahan; compiling them takes longer than they run.
    "SET plan_cache_mode = force_custom_plan; SET jit = off; "
    # The server learns within a minute that a machine has gone, and lets go of what its session had locked.
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
)
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = (
    # What a write asks for by its key is planned once.
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {busy}; SET LOCAL plan_cache_mode = auto; "
    f"SELECT pg_advisory_xact_lock({APPLICATION_ID}); NOTIFY {CHANNEL}"
)
_TABLES = """
SELECT count(*), count(*) FILTER (WHERE relname IN ('alembic_version', 'journal', 'region'))
FROM pg_class
WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) AND relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
"""
_ABOUT = """
SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm')
"""
_CODES = {
    "55P03": "busy",
    "40001": "busy",
    "40P01": "busy",
    "57014": "busy",
    "25006": "read_only",
    "53100": "disk_full",
    "3D000": "unknown_database",
    "28": "denied",
    "42501": "denied",
    "3F000": "denied",
    "0A000": "no_extension",
    "08": "unreachable",
    "57P": "unreachable",
    "533": "unreachable",
}
"""By SQLSTATE, or what it begins with."""


class PostgresServer:
    """What ``models.database`` needs to know of a database on a server."""

    dialect = "postgresql"
    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, url: str) -> None:
        """Nothing is asked of the server yet. Raises StorageError ("bad_url")."""
        self.shown = without_password(url)
        try:
            self._url = make_url(url).set(drivername="postgresql+psycopg")
            # Also of several servers: host=a:5432&host=b:5432.
            self._arguments = dict(self._url.get_dialect()().create_connect_args(self._url)[1])
        except (ArgumentError, ValueError):
            raise StorageError("bad_url", path=self.shown) from None

    def engine(self, *, readonly: bool, busy: float) -> Engine:
        """An engine whose transactions begin in one round trip: a read as one snapshot, a write with the lock that
        lets writers in one by one, waiting ``busy`` seconds for it, and with the word to tell the others."""
        engine = create_engine(
            self._url,
            creator=self._connect,
            pool_size=2,
            pool_use_lifo=True,  # what was prepared on a connection is used again
            max_overflow=4,
            use_native_hstore=False,  # it is asked of the server at every start
        )
        write = _WRITE.format(busy=int(busy * 1000))

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            raw: Any = connection.connection.driver_connection
            raw.execute(write if connection.get_execution_options().get("siaga_write") else _READ, prepare=False)

        return engine

    def refuse(self, engine: Engine) -> None:
        """Raise StorageError unless the database has exactly this program's schema. An empty one is "missing"."""
        with engine.connect() as connection:
            self.begin(connection)
            found = schema(connection, self.shown)
        if found is None:
            raise StorageError("missing", path=self.shown)
        if found != HEAD:
            code = "older_server" if found in KNOWN else "newer_schema"
            raise StorageError(code, path=self.shown, found=found, known=HEAD)

    def begin(self, connection: Connection) -> None:
        """Begin; a connection that was lost while it stood in the pool is replaced, with all that stand beside it."""
        try:
            connection.begin()
        except psycopg.OperationalError:
            raw: Any = connection.connection.driver_connection
            if not raw.closed:
                raise
            connection.invalidate()
            connection.engine.dispose()
            connection.begin()

    def turn(self, busy: float) -> AbstractContextManager[None]:
        """The server's own lock lets writers in one by one, in the order in which they asked."""
        return nullcontext()

    def stop(self, raw: psycopg.Connection[Any]) -> None:
        """End what a connection is doing, from another thread; back when the server was told."""
        try:
            raw.cancel_safe(timeout=PATIENCE)
        except psycopg.Error:
            return  # the server is lost: the query ends by that

    def error(self, error: BaseException) -> StorageError:
        """The coded error for what the server said. Its words are not kept: they may quote a row or a role."""
        origin = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(origin, "sqlstate", None)
        reason = state or type(origin).__name__
        for prefix, code in _CODES.items():
            if state and state.startswith(prefix):
                return self._failed(code, reason)
        lost = isinstance(origin, psycopg.OperationalError | psycopg.InterfaceError) and not state
        return self._failed("unreachable" if lost else "storage", reason)

    def _failed(self, code: str, reason: str) -> StorageError:
        """A server that does not answer is called by its name alone: the board has a line for it."""
        path = servers(self.shown) if code == "unreachable" else self.shown
        return StorageError(code, path=path, reason=reason)

    def compact(self, stopped: Callable[[], bool]) -> bool:
        """A server's tables are locked while they are written anew: that is for its operator to choose a time."""
        return False

    def watch(self, poll: float) -> ServerWatch:
        """Somebody who tells of commits, on a connection of its own; nothing is polled."""
        return ServerWatch(self._connect())

    def _connect(self) -> psycopg.Connection[Any]:
        """A raw connection in autocommit, which begins and ends transactions as it is told. Raises StorageError."""
        arguments: dict[str, Any] = {
            "connect_timeout": PATIENCE,
            "fallback_application_name": "siaga",
            "client_encoding": "utf8",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            **self._arguments,
        }
        try:
            connection = psycopg.connect(autocommit=True, **arguments)
        except psycopg.Error as error:
            code = _refusal(error, {key: value for key, value in arguments.items() if "password" not in key})
            raise self._failed(code, type(error).__name__) from None
        connection.execute(_SESSION, prepare=False)
        return connection


def schema(connection: Connection, shown: str) -> str | None:
    """The schema version that stands in a database, None in an empty one. Raises StorageError: not_a_database."""
    tables, ours = connection.exec_driver_sql(_TABLES).one()
    if not tables:
        return None
    if ours < 3:
        raise StorageError("not_a_database", path=shown, reason="tables")
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def about_server(connection: Connection) -> tuple[int, str, bool]:
    """The server's version (150018 is 15.18), its encoding, and whether it has pg_trgm to offer."""
    version, encoding, trigrams = connection.exec_driver_sql(_ABOUT).one()
    return version, encoding, trigrams


def _refusal(error: psycopg.Error, arguments: dict[str, Any]) -> str:
    """Why one was not let in. libpq has no code for it, only words, in the server's language: whether the server is
    there at all is asked without them."""
    if not isinstance(error, psycopg.OperationalError):
        return "bad_url"
    if arguments.get(_SUITABLE, "any") != "any":
        try:
            psycopg.connect(**{**arguments, _SUITABLE: "any"}).close()
        except psycopg.OperationalError as other:
            error = other
        else:
            return "unreachable"  # a standby answers, but none that may be written to: its time has not come yet
    text = str(error)
    try:
        answer = psycopg.pq.PGconn.ping(make_conninfo(**arguments).encode())
    except psycopg.Error:
        return "bad_url"
    if answer != psycopg.pq.Ping.OK or "too many" in text or "remaining connection slots" in text:
        return "unreachable"
    return "unknown_database" if 'database "' in text and "does not exist" in text else "denied"


class ServerPresence:
    """A row a session in a table that is not logged (migration 0011), and an advisory lock on its number for as long as
    it is there. On the connection of the watch, which lasts as long as the session."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Nothing is said yet."""
        self._connection = connection
        self._session: int | None = None

    def announce(self, me: Online) -> None:
        """Say where one is; who comes first sweeps out those that were killed."""
        if self._session is None:
            self._asked(f"SELECT pg_advisory_lock({_LOCKS}, %s)", me.session)
            self._asked(f"DELETE FROM presence WHERE session NOT IN ({_PRESENT})")
            self._session = me.session
        said = msgspec.json.encode(me).decode()
        self._asked(_ANNOUNCE, me.session, said)
        self._asked(f"NOTIFY {PEOPLE}")

    def everybody(self) -> tuple[Online, ...]:
        """Those whose lock is held."""
        rows = self._asked(f"SELECT said FROM presence WHERE session IN ({_PRESENT})")
        return by_age(one for (said,) in rows if (one := decoded(said)) is not None)

    def leave(self) -> None:
        """The row goes; the lock ends with the connection."""
        if self._session is not None and not self._connection.closed:
            self._asked("DELETE FROM presence WHERE session = %s", self._session)
            self._asked(f"NOTIFY {PEOPLE}")
            self._session = None

    def _asked(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a statement. A role that may not is not seen, and sees nobody; a lost server is told."""
        try:
            found = self._connection.execute(statement.encode(), values or None)
            return found.fetchall() if found.description else []
        except psycopg.Error:
            if self._connection.closed:
                raise
            return []


_LOCKS = APPLICATION_ID + 1
"""The first half of the sessions' advisory locks; the writers' lock is one number."""
_PRESENT = f"""
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND classid = {_LOCKS} AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_ANNOUNCE = """
INSERT INTO presence (session, said) VALUES (%s, %s) ON CONFLICT (session) DO UPDATE SET said = excluded.said
"""


class ServerWatch:
    """Tells whether anybody committed, and who is there: LISTEN on a connection of its own. Waiting costs nothing and
    sends nothing."""

    told = True

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.presence = ServerPresence(connection)
        self._moved, self._gathered, self._looked = False, True, time.monotonic()
        connection.add_notify_handler(lambda told: self._told(told.channel))  # what comes with an answer
        connection.execute(f"LISTEN {CHANNEL}; LISTEN {PEOPLE}", prepare=False)

    def moved(self) -> bool:
        """Whether something was committed since this was last asked."""
        self._listen()
        found, self._moved = self._moved, False
        return found

    def gathered(self) -> bool:
        """Whether a session came, moved or went since this was last asked, or may have been killed."""
        self._listen()
        found = self._gathered or time.monotonic() - self._looked >= PATROL
        if found:
            self._gathered, self._looked = False, time.monotonic()
        return found

    def _listen(self) -> None:
        raw = self._connection.pgconn
        raw.consume_input()
        while (told := raw.notifies()) is not None:
            self._told(told.relname.decode())

    def _told(self, channel: str) -> None:
        self._gathered |= channel == PEOPLE
        self._moved |= channel == CHANNEL

    def sleep(self, wake: int) -> None:
        """Until it is worth asking (also when the server is lost), or until ``wake`` (a descriptor) can be read."""
        select.select([self._connection.fileno(), wake], [], [], PATROL)

    def close(self) -> None:
        """Release what is held."""
        try:
            self.presence.leave()
        except psycopg.Error:
            pass  # lost: the server has let go of it by itself
        self._connection.close()
