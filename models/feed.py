"""The live source: what other sessions, and this one, changed since one last looked.

The database tells that something was committed (``models.sqlite.FileWatch``, ``models.postgres.ServerWatch``); then
the journal says what moved.
"""

from __future__ import annotations

import os
import select as os_select
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from models import journal, prepared, units
from models.database import Database, Watch
from models.errors import StorageError
from models.presence import Online
from models.tables import Journal

POLL = 0.25
"""Seconds between looks where nobody tells of commits."""
MOST = 500
"""Entries read at once; after more, everything counts as moved."""
AGAIN = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds until a lost server is looked for again; the last one goes on."""
_LAST = select(func.max(Journal.c.seq))
_LATER = (
    select(Journal.c.seq, Journal.c.hash, Journal.c.verb, Journal.c.unit, Journal.c.moves)
    .where(Journal.c.seq >= bindparam("seq"))
    .order_by(Journal.c.seq)
    .limit(MOST + 2)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What the entries up to ``seq`` touched: unit codes with all their ancestors, and indicator codes.

    ``everything``: too much happened to name it; ``accounts``: who may do what changed, too.
    """

    seq: int
    units: frozenset[str]
    codes: frozenset[str]
    everything: bool = False
    accounts: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who is there now, oneself among them: somebody came, went, or is somewhere else."""

    people: tuple[Online, ...]


def last_seq(connection: Connection) -> int:
    """The number of the newest journal entry, 0 in an empty journal."""
    ((found,),) = prepared.rows(connection, _LAST, {})
    return found or 0


class Feed:
    """Waits in a thread of its own for changes. ``stop`` may be called from any thread and ends a wait."""

    def __init__(
        self,
        database: Database,
        *,
        poll: float = POLL,
        since: int | None = None,
        lost: Callable[[], object] = lambda: None,
    ) -> None:
        """``since``: the last entry that is known already, so that the first wait tells what came after it. ``lost`` is
        called, in the thread that waits, when a server is lost, once until it is there again."""
        self._database = database
        self._lost = lost
        self._poll = poll
        self._behind = since is not None
        self._stopped = False
        self._failures = 0
        self._hash: str | None = None
        """That of the last entry that is known, once it was read: its number alone may come again in another copy."""
        self._me: Online | None = None
        self._announced: Online | None = None
        self._people: tuple[Online, ...] = ()
        self._watch: Watch | None = database.watch(poll)
        self._wake_read, self._wake_write = os.pipe()
        self._closing = threading.Lock()
        self._closed = False
        try:
            if since is None:
                with database.read() as connection:
                    since = last_seq(connection)
                    self._hash = connection.scalar(select(Journal.c.hash).where(Journal.c.seq == since)) or ""
            self.seq = since
        except BaseException:
            self.close()
            raise

    @property
    def watching(self) -> bool:
        """Whether somebody tells of changes (else the database is looked at every ``poll`` seconds)."""
        return self._watch is not None and self._watch.told

    def announce(self, me: Online) -> None:
        """Have the thread that waits say where one is; from any thread."""
        self._me = me
        self._wake()

    def wait(self) -> Moved | Gathered | None:
        """Block until something changed; None when stopped. A server that is lost is waited for, and then everything
        counts as moved. Raises StorageError when the database is gone otherwise."""
        while not self._stopped:
            try:
                found = self._look(self._watch) if self._watch is not None else self._begin_again()
            except StorageError as error:
                if error.code != "unreachable":
                    raise
                self._wait_for_server()
            else:
                if found is not None:
                    return found
        return None

    def stop(self) -> None:
        """End the present and every later wait."""
        self._stopped = True
        self._wake()

    def close(self) -> None:
        """Release what is held; from the thread that waited, while others may still call ``stop`` or ``announce``."""
        if self._watch is not None:
            self._watch.close()
        with self._closing:
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _wake(self) -> None:
        with self._closing:  # the number of what was closed may be that of another file by now
            if not self._closed:
                os.write(self._wake_write, b".")

    def _look(self, watch: Watch) -> Moved | Gathered | None:
        """What was committed, or who is there; if nothing happened, some sleep."""
        with self._database.translated():
            if (gathered := self._gather(watch)) is not None:
                return gathered
            if not watch.moved() and not self._behind:
                watch.sleep(self._wake_read)
                self._woken()
                return None
        found = self._read()
        self._behind = False
        return found

    def _gather(self, watch: Watch) -> Gathered | None:
        """Say where one is, and see who is there, if that is not known."""
        if (me := self._me) is not None and me is not self._announced:
            watch.presence.announce(me)
            self._announced = me
        if not watch.gathered() or (people := watch.presence.everybody()) == self._people:
            return None
        self._people = people
        return Gathered(people)

    def _woken(self) -> None:
        """Take what woke the thread, lest it never sleeps again; a stop stays known."""
        if not self._stopped and os_select.select([self._wake_read], [], [], 0)[0]:
            os.read(self._wake_read, 4096)

    def _begin_again(self) -> Moved:
        """A new watch after the server was lost; what happened meanwhile is not asked."""
        self._watch = self._database.watch(self._poll)
        self._announced = None
        with self._database.read() as connection:
            self.seq, self._hash = last_seq(connection), None
        self._failures = 0
        return Moved(self.seq, frozenset(), frozenset(), everything=True)

    def _wait_for_server(self) -> None:
        """Let go of what was lost, and wait a little, longer each time."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if not self._failures:
            self._lost()
        pause = AGAIN[min(self._failures, len(AGAIN) - 1)]
        self._failures += 1
        os_select.select([self._wake_read], [], [], pause)

    def _read(self) -> Moved | None:
        with self._database.read() as connection:
            rows = prepared.records(connection, _LATER, {"seq": self.seq})
            whole = len(rows) <= MOST + 1
            newest = rows[-1].seq if rows and whole else last_seq(connection)
        last = next((row.hash for row in rows if row.seq == self.seq), "")
        same = self._hash in (None, last)  # else a copy was put in the place of what was known
        if newest == self.seq and same:
            self._hash = last
            return None
        known, self.seq, self._hash = self.seq, newest, rows[-1].hash if rows and whole else None
        if not (whole and same) or newest < known:
            return Moved(newest, frozenset(), frozenset(), everything=True)
        rows = [row for row in rows if row.seq > known]
        moves = [move for row in rows for move in journal.moves_of(row.moves)]
        touched = {row.unit for row in rows} | {area for _, area in moves}
        touched |= {up for unit in touched for up in units.ancestors(unit)}
        accounts = any(row.verb == "account" for row in rows)
        return Moved(newest, frozenset(touched), frozenset(code for code, _ in moves), accounts=accounts)
