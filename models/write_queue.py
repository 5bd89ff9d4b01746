"""Writers to a file stand in a queue, so that none waits much longer than the others.

SQLite alone lets whoever looks at the right moment go first, and who has waited longest looks least often. The queue is
an advisory lock of the kernel (flock) on an empty file beside the database: whoever waits sleeps until it is their
turn, and a turn goes with the process that has it, however it ends. It only makes the waiting fair. What keeps writers
apart is SQLite's own lock: where there can be no queue (a network file system, a directory that may not be written),
writers come in without one, as SQLite lets them.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from models.disk import file_system, is_network

SUFFIX = "-queue"
"""What the file is called beside the database, as SQLite's own are ``-wal`` and ``-shm``."""


class WriteQueue:
    """The queue of those who write to one database file."""

    def __init__(self, path: Path) -> None:
        self._database = path

    @cached_property
    def _path(self) -> Path | None:
        """The file that is locked: one for all, whatever links they came by. None on a network file system."""
        real = self._database.resolve()
        return None if is_network(file_system(real.parent)) else real.with_name(real.name + SUFFIX)

    @contextmanager
    def turn(self, patience: float) -> Iterator[bool]:
        """Wait for one's turn, which ends with the block. False: it did not come within ``patience`` seconds."""
        descriptor = self._opened()
        if descriptor is None:
            yield True
            return
        if not _locked(descriptor, patience):
            yield False
            return
        try:
            yield True
        finally:
            os.close(descriptor)

    def _opened(self) -> int | None:
        """The file, made if need be; it need not be writable to be locked. None where it cannot be had."""
        if self._path is None:
            return None
        flags = os.O_RDONLY | os.O_CLOEXEC
        with suppress(OSError):
            return os.open(self._path, flags)
        with suppress(OSError):
            mode = self._database.stat().st_mode & 0o666
            made = os.open(self._path, flags | os.O_CREAT, mode)
            with suppress(OSError):
                os.fchmod(made, mode)  # whoever may use the database may stand in the queue, whatever the umask
            return made
        return None


def _locked(descriptor: int, patience: float) -> bool:
    """Lock a file within some seconds; closes it where that failed, as soon as nobody waits on it any more."""
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    waiting = _Waiting(descriptor)
    if waiting.came(patience):
        return True
    waiting.give_up()
    return False


class _Waiting:
    """Somebody who sleeps in the queue: the kernel's wait for a lock never ends by itself, so a thread waits."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._changing = threading.Lock()
        self._left = False
        self._mine = threading.Event()
        threading.Thread(target=self._wait, name="siaga-queue", daemon=True).start()

    def came(self, patience: float) -> bool:
        """Whether the lock came within some seconds."""
        return self._mine.wait(patience)

    def give_up(self) -> None:
        """Leave the queue: a turn that comes later is passed on at once."""
        with self._changing:
            self._left = True
            if self._mine.is_set():
                os.close(self._descriptor)

    def _wait(self) -> None:
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._changing:
            if self._left:
                os.close(self._descriptor)
            self._mine.set()
