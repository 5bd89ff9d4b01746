"""Copies of a database file: made while others write, kept by a simple rule, and put back in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from models.database import translated
from models.errors import StorageError
from models.sqlite import BUSY_SECONDS, connect
from models.write_queue import WriteQueue

PAGES = 2000
"""Pages of a file that are copied at once: between two of them work can be shown and interrupted."""
MARK = ".cadangan-"
"""What stands between a database's name and the moment of a copy."""
ASIDE = ".diganti-"
"""The same, of a file that a copy took the place of."""
_MOMENT = "%Y%m%d-%H%M%S"

Told = Callable[[int, int], object]
"""Is told how much is done, of how much."""


def backup(path: Path, to: Path, *, check: bool = True, progress: Told | None = None) -> None:
    """Copy a live database file whole, as it stands now whoever writes meanwhile, and check the copy, unless it is to
    be worked with at once. What interrupts it leaves no copy. Raises StorageError."""
    with translated(path):
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        to.touch(mode=0o600)
        copy = sqlite3.connect(to, isolation_level=None)
        try:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on nothing moves in it
            source.backup(copy, pages=PAGES, progress=_told(progress))
            said = "ok"
            if check:
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, also while it is read
                said = _quick_check(copy)
        except BaseException:
            to.unlink(missing_ok=True)
            raise
        finally:
            copy.close()
            source.close()
    if said != "ok":
        to.unlink(missing_ok=True)
        raise StorageError("storage", path=str(to), reason=said)


def _told(progress: Told | None) -> Callable[[int, int, int], object]:
    def tell(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    return tell


def _quick_check(connection: sqlite3.Connection) -> str:
    """What is wrong with a file, or ``ok``: table by table, so that it can be interrupted."""
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage").fetchall():
        said = str(connection.execute(f"PRAGMA quick_check({table})").fetchone()[0])
        if said != "ok":
            return said
    return "ok"


# ── Which copies stay ───────────────────────────────────────────────────────────────


def name_of(path: Path, now: datetime) -> str:
    """What a copy of a database is called that is made now."""
    return f"{path.name}{MARK}{now:{_MOMENT}}"


def copies(folder: Path, name: str) -> dict[Path, datetime]:
    """The copies of a database of that name that lie in a folder, and when they were made; the newest first. What was
    saved before an upgrade is called otherwise, and no concern of anybody who tidies up."""
    found = {}
    for path in folder.glob(f"{name}{MARK}*"):
        with suppress(ValueError):
            found[path] = datetime.strptime(path.name.removeprefix(f"{name}{MARK}"), _MOMENT)  # noqa: DTZ007
    return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))


def superfluous(made: dict[Path, datetime], count: int) -> list[Path]:
    """The copies that need not stay: neither the newest of one of the last ``count`` days, nor of one of the last
    ``count`` weeks, on which any was made."""
    stay: set[Path] = set()
    for period in ("%Y%m%d", "%G%V"):
        newest: dict[str, Path] = {}
        for path, moment in made.items():
            newest.setdefault(moment.strftime(period), path)
        stay.update(list(newest.values())[:count])
    return [path for path in made if path not in stay]


# ── Back in its place ───────────────────────────────────────────────────────────────


def restore(path: Path, copy: Path, *, now: datetime, progress: Told | None = None) -> Path | None:
    """Make a database file what a copy of it is, whoever has it open: their sessions see it as one commit, and none of
    their writes comes in between. ``copy`` must have been checked, and have this program's schema. The journal's
    entry about it is the caller's (``services.restoring``). Returns the file in which what stood there is kept; None
    where nothing did.

    Raises StorageError; nothing has changed then.
    """
    aside = path.with_name(f"{path.name}{ASIDE}{now:{_MOMENT}}")
    with translated(path), WriteQueue(path).turn(BUSY_SECONDS) as came:
        if not came:
            raise StorageError("busy", path=str(path), reason="queue")
        if not path.exists():
            _replace(path, copy, aside)  # a log that it left behind would be taken for the copy's
            return None
        try:
            backup(path, aside)
        except StorageError as error:
            if error.code not in {"not_a_database", "storage"}:
                raise
            _replace(path, copy, aside)  # too damaged to be written to: whoever has it open opens the other one next
            return aside
        try:
            _poured(copy, path, progress)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    return aside


def _poured(copy: Path, path: Path, progress: Told | None) -> None:
    """Write all pages of a copy into a file in one transaction. Raises StorageError: busy."""
    tell = _told(progress)

    def step(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StorageError("busy", path=str(path), reason="restore")
        tell(status, remaining, total)

    with (
        closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(connect(path, readonly=False, busy=BUSY_SECONDS)) as target,
    ):
        source.backup(target, pages=PAGES, progress=step)


def _replace(path: Path, copy: Path, aside: Path) -> None:
    """Put a copy where a damaged file stands, or stood: it goes aside with all that belongs to it."""
    with _placed(copy, path) as making:
        for end in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        making.rename(path)


@contextmanager
def _placed(copy: Path, path: Path) -> Iterator[Path]:
    """A copy of a copy on the disk of the file that it is to become."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        backup(copy, making)
        with closing(sqlite3.connect(making)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with making.open("rb") as file:
            os.fsync(file.fileno())
        yield making
    finally:
        for left in making.parent.glob(f"{making.name}*"):
            left.unlink(missing_ok=True)
