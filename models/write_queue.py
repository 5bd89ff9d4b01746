"""Writers to a file stand in a queue, so that none waits much longer than the others.

SQLite alone lets whoever looks at the right moment go first, and who has waited longest looks least often. The queue is
two advisory locks of the kernel (flock) on empty files beside the database: the turn, and the place of who is next.
Whoever waits sleeps until it is their turn, and a turn goes with the process that has it, however it ends. With the
turn alone, who has just had it and writes on would take it again before the one that was woken gets to run; the place
is taken by then, so that they go to the end. The queue only makes the waiting fair. What keeps writers
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

SUFFIX, NEXT = "-queue", "-next"
"""What the files are called beside the database, as SQLite's own are ``-wal`` and ``-shm``."""


class WriteQueue:
    """The queue of those who write to one database file."""

    def __init__(self, path: Path) -> None:
        self._database = path

    @cached_property
    def _paths(self) -> tuple[Path, Path] | None:
        """The files that are locked: the same for all, whatever links they came by. None on a network file system."""
        real = self._database.resolve()
        if is_network(file_system(real.parent)):
            return None
        return real.with_name(real.name + NEXT), real.with_name(real.name + SUFFIX)

    @contextmanager
    def turn(self, patience: float) -> Iterator[bool]:
        """Wait for one's turn, which ends with the block. False: it did not come within ``patience`` seconds."""
        opened = self._opened()
        if opened is None:
            yield True
            return
        if not _locked(*opened, patience):
            yield False
            return
        try:
            yield True
        finally:
            os.close(opened[1])

    def _opened(self) -> tuple[int, int] | None:
        """Both files; None where they cannot be had."""
        if self._paths is None:
            return None
        place, turn = map(self._open, self._paths)
        if place is not None and turn is not None:
            return place, turn
        for one in (place, turn):
            if one is not None:
                os.close(one)
        return None

    def _open(self, path: Path) -> int | None:
        """A file, made if need be; it need not be writable to be locked."""
        flags = os.O_RDONLY | os.O_CLOEXEC
        with suppress(OSError):
            return os.open(path, flags)
        with suppress(OSError):
            mode = self._database.stat().st_mode & 0o666
            made = os.open(path, flags | os.O_CREAT, mode)
            with suppress(OSError):
                os.fchmod(made, mode)  # whoever may use the database may stand in the queue, whatever the umask
            return made
        return None


def _locked(place: int, turn: int, patience: float) -> bool:
    """Have the turn within some seconds, and let go of the place; closes both files where that failed, as soon as
    nobody waits on them any more."""
    with suppress(BlockingIOError):
        for descriptor in (place, turn):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(place)
        return True
    waiting = _Waiting(place, turn)
    if waiting.came(patience):
        return True
    waiting.give_up()
    return False


class _Waiting:
    """Somebody who sleeps in the queue: the kernel's wait for a lock never ends by itself, so a thread waits."""

    def __init__(self, place: int, turn: int) -> None:
        self._place = place
        self._turn = turn
        self._changing = threading.Lock()
        self._left = False
        self._mine = threading.Event()
        threading.Thread(target=self._wait, name="siaga-queue", daemon=True).start()

    def came(self, patience: float) -> bool:
        """Whether the turn came within some seconds."""
        return self._mine.wait(patience)

    def give_up(self) -> None:
        """Leave the queue: a turn that comes later is passed on at once."""
        with self._changing:
            self._left = True
            if self._mine.is_set():
                os.close(self._turn)

    def _wait(self) -> None:
        with suppress(OSError):
            fcntl.flock(self._place, fcntl.LOCK_EX)
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        os.close(self._place)
        with self._changing:
            if self._left:
                os.close(self._turn)
            self._mine.set()
