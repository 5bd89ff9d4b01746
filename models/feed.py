"""The live source: what other sessions, and this one, changed since one last looked.

SQLite tells a connection cheaply whether anybody else committed (``PRAGMA data_version``); on Linux the kernel tells
when it is worth asking (inotify on the write-ahead log), so that an idle session does nothing at all. Then the
journal says what moved.
"""

from __future__ import annotations

import os
import select as os_select
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from models import journal, units
from models.database import Database, translated
from models.tables import Journal

POLL = 0.25
"""Seconds between looks where the kernel does not tell."""
PATROL = 30.0
"""Seconds between looks where it does: a safeguard against a watch that went blind."""
SETTLE = (0.0005, 0.001, 0.002, 0.005, 0.02, 0.1)
"""Seconds between looks while a commit that was announced is being completed."""
MOST = 500
"""Entries read at once; after more, everything counts as moved."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What the entries up to ``seq`` touched: unit codes with all their ancestors, and indicator codes.

    ``everything``: too much happened to name it.
    """

    seq: int
    units: frozenset[str]
    codes: frozenset[str]
    everything: bool = False


def last_seq(connection: Connection) -> int:
    """The number of the newest journal entry, 0 in an empty journal."""
    return connection.scalar(select(func.max(Journal.c.seq))) or 0


class Feed:
    """Waits in a thread of its own for changes. ``stop`` may be called from any thread and ends a wait."""

    def __init__(self, database: Database, *, poll: float = POLL) -> None:
        self._database = database
        self._raw = database.raw()
        self._poll = poll
        self._version = self._data_version()
        self._stopped = False
        self._wake_read, self._wake_write = os.pipe()
        self._watch = _watch(database.path)
        with database.read() as connection:
            self.seq = last_seq(connection)

    @property
    def watching(self) -> bool:
        """Whether the kernel tells of changes (else the file is looked at every ``poll`` seconds)."""
        return self._watch is not None

    def wait(self) -> Moved | None:
        """Block until something changed; None when stopped. Raises StorageError when the database is gone."""
        while not self._stopped:
            found = self._data_version()
            if found != self._version:
                self._version = found
                moved = self._read()
                if moved is not None:
                    return moved
            elif self._sleep():
                self._settle()
        return None

    def stop(self) -> None:
        """End the present and every later wait."""
        self._stopped = True
        os.write(self._wake_write, b".")

    def close(self) -> None:
        """Release what is held; after ``stop``, from the thread that waited."""
        self._raw.close()
        if self._watch is not None:
            os.close(self._watch)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _data_version(self) -> int:
        with translated(self._database.path):
            return int(self._raw.execute("PRAGMA data_version").fetchone()[0])

    def _settle(self) -> None:
        """The log is written before the commit is complete: look again soon, a few times."""
        for pause in SETTLE:
            if self._data_version() != self._version:
                return
            time.sleep(pause)

    def _sleep(self) -> bool:
        """Wait for the kernel's word, or until it is time to look. True: the log was written."""
        sources = [self._wake_read, *([self._watch] if self._watch is not None else [])]
        ready, _, _ = os_select.select(sources, [], [], PATROL if self.watching else self._poll)
        if self._watch is None or self._watch not in ready:
            return False
        os.read(self._watch, 65536)
        return True

    def _read(self) -> Moved | None:
        with self._database.read() as connection:
            rows = connection.execute(
                select(Journal.c.seq, Journal.c.unit, Journal.c.moves)
                .where(Journal.c.seq > self.seq)
                .order_by(Journal.c.seq)
                .limit(MOST + 1)
            ).all()
            newest = last_seq(connection) if len(rows) > MOST else rows[-1].seq if rows else self.seq
        if newest == self.seq:
            return None
        self.seq = newest
        if len(rows) > MOST:
            return Moved(newest, frozenset(), frozenset(), everything=True)
        moves = [move for row in rows for move in journal.moves_of(row.moves)]
        touched = {row.unit for row in rows} | {area for _, area in moves}
        touched |= {up for unit in touched for up in units.ancestors(unit)}
        return Moved(newest, frozenset(touched), frozenset(code for code, _ in moves))


def _watch(path: Path) -> int | None:
    """A descriptor that becomes readable when the write-ahead log is written; None where there is no inotify."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        import inotify_simple

        # Left to itself it starts ldconfig to find the C library, which is in this process already.
        inotify_simple._libc = ctypes.CDLL(None, use_errno=True)
        watch = inotify_simple.INotify()
        log = Path(f"{path}-wal")
        watch.add_watch(log if log.exists() else path.parent, inotify_simple.flags.MODIFY)
        return os.dup(watch.fileno())
    except (ImportError, OSError):
        return None
