"""Who else is at work: which sessions are open, where they stand, what they are editing.

Nothing of it is data of an election: it stands in no journal, is written without the write lock, and no writer waits
for it. Nor are there heart-beats: a session is present as long as it holds its lock, which the kernel (``flock`` on a
small file beside the database) or the server (an advisory lock) takes from one that was killed. An idle session does
nothing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

EDITING = timedelta(minutes=15)
"""How long an open form is told of: after that whoever opened it has left the desk."""
SUFFIX = "-hadir"
"""The folder beside a database file is called as that, and this."""
SIZE = 1024
"""Bytes of a session's file are written and read in multiples of this, as a whole."""
MOST = 64 * SIZE
"""Bytes of a session's file that are read."""


class Online(msgspec.Struct, frozen=True):
    """An open session: whose it is, the unit where they stand and its name, the screen that they look at, since when;
    ``editing``: the rows whose form is open (``seat:12``), ``editing_since``: UTC."""

    session: int
    name: str
    unit: str
    place: str
    screen: str
    since: datetime
    editing: tuple[str, ...] = ()
    editing_since: datetime | None = None


class Presence(Protocol):
    """Where sessions say that they are there; none of it raises for want of rights or room: then one is not seen."""

    def announce(self, me: Online) -> None:
        """Say where one is, now or again."""

    def everybody(self) -> tuple[Online, ...]:
        """Who is there, oneself among them, the longest first."""

    def leave(self) -> None:
        """Say that one goes."""


def new_session() -> int:
    """A session's number: also the second half of a server's advisory lock."""
    return int.from_bytes(os.urandom(4), "big") >> 1


def by_age(found: Iterable[Online]) -> tuple[Online, ...]:
    """In the order in which they came."""
    return tuple(sorted(found, key=lambda one: (one.since, one.session)))


def decoded(said: str | bytes) -> Online | None:
    """What a session said of itself; None for what is no such thing (another version's)."""
    try:
        return msgspec.json.decode(said, type=Online)
    except msgspec.MsgspecError:
        return None


def item(counts: str, unit: str, slot: int = 0) -> str:
    """What a form on an item is about: a seat where its indicator ``counts`` those; else the office, or the unit."""
    return f"seat:{slot}" if counts == "seat" else f"item:{unit}:{slot}"


def editors(people: Iterable[Online], about: Collection[str], mine: int, now: datetime) -> list[Online]:
    """The other sessions in which a form on one of these rows is open, and not for too long. ``now``: UTC."""
    return [one for one in people if one.session != mine and holds(one, now) and not set(about).isdisjoint(one.editing)]


def claims(people: Iterable[Online], mine: int) -> dict[str, Online]:
    """The rows on which other sessions have a form open, each with the one that opened it first; those that have been
    open for too long among them (``holds``)."""
    found: dict[str, Online] = {}
    for one in people:
        if one.session != mine and one.editing_since is not None:
            for about in one.editing:
                known = found.get(about)
                if known is None or known.editing_since is None or one.editing_since < known.editing_since:
                    found[about] = one
    return found


def holds(one: Online, now: datetime) -> bool:
    """Whether their form has not been open for too long. ``now``: UTC."""
    return one.editing_since is not None and now - one.editing_since < EDITING


class FilePresence:
    """A folder beside the database, a file a session; whoever has the database may write there."""

    def __init__(self, database: Path) -> None:
        """Nothing is made before one announces oneself."""
        self._database = database
        self.folder = Path(f"{database}{SUFFIX}")
        self._held: int | None = None
        self._file: Path | None = None

    def announce(self, me: Online) -> None:
        """The file is written over in place: the lock belongs to it."""
        with suppress(OSError):
            if self._held is None:
                self._take(me.session)
            assert self._held is not None
            said = msgspec.json.encode(me)
            os.pwrite(self._held, said.ljust(-(-len(said) // SIZE) * SIZE), 0)
            os.ftruncate(self._held, -(-len(said) // SIZE) * SIZE)

    def _take(self, session: int) -> None:
        """A file that is locked before anybody can see it."""
        mode = self._database.stat().st_mode & 0o666
        if not self.folder.exists():
            self.folder.mkdir(exist_ok=True)
            self.folder.chmod(mode | (mode & 0o444) >> 2)  # who may read the database may look in here
        file = self.folder / f"{session:08x}"
        fresh = file.with_name(f".{file.name}")
        held = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            fresh.rename(file)
        except OSError:
            os.close(held)
            raise
        self._held, self._file = held, file

    def everybody(self) -> tuple[Online, ...]:
        """Those whose lock is held; the files of the others, which were killed, go."""
        try:
            names = [name for name in os.listdir(self.folder) if not name.startswith(".")]
        except OSError:
            return ()  # nobody has been yet
        found = (self._looked_at(self.folder / name) for name in names)
        return by_age(one for one in found if one is not None)

    def _looked_at(self, file: Path) -> Online | None:
        try:
            descriptor = os.open(file, os.O_RDONLY)
        except OSError:
            return None  # gone meanwhile
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return decoded(os.read(descriptor, MOST))
        except OSError:
            return None
        else:
            with suppress(OSError):
                file.unlink()
            return None
        finally:
            os.close(descriptor)

    def leave(self) -> None:
        """The file goes, and the lock with it."""
        if self._held is not None and self._file is not None:
            with suppress(OSError):
                self._file.unlink()
            os.close(self._held)
            self._held = None
