"""A rehearsal that several sessions share: one file and one clock for as long as anybody is in it.

Everybody in it holds a shared lock. Who finds none begins afresh: a copy of the template, and a clock that starts
now. The locks are the kernel's (flock), so they go with the process that holds them, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO

from models.clock import OffsetClock
from models.errors import StorageError
from models.migrations import HEAD

KEPT = 3
"""Templates that are kept: of other seeds and moments."""


@dataclass(frozen=True, slots=True)
class Live:
    """A rehearsal that runs: its database, its clock (``start`` at ``origin``, seconds since 1970), and whether
    somebody else had begun it."""

    path: Path
    start: datetime
    origin: float
    joined: bool

    @property
    def clock(self) -> OffsetClock:
        """The clock that all in it share."""
        return OffsetClock(self.start, self.origin)


def key(seed: int, at: datetime) -> str:
    """The name of a rehearsal's files: another for another seed, moment, schema, or program."""
    here = Path(__file__).parents[1]
    files = sorted(path for kind in ("*.py", "*.toml") for path in here.rglob(kind))
    stamps = [(str(path.relative_to(here)), (found := path.stat()).st_size, found.st_mtime_ns) for path in files]
    text = json.dumps([seed, at.isoformat(), HEAD, stamps])
    return f"latihan-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


@contextmanager
def attend(folder: Path, name: str, at: datetime, make: Callable[[Path], object]) -> Iterator[Live]:
    """Be in the rehearsal ``name`` inside the block: the one that runs, or one begun afresh at ``at``.

    ``make`` builds the template at a path, when there is none yet. Others who start meanwhile wait for it.
    Raises StorageError.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _open(folder / "latihan.lock") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                held = stack.enter_context(_open(folder / f"{name}.lock"))
                alone = _alone(held)
                found = _begin(folder, name, at, make) if alone else _join(folder, name, at.tzinfo)
                fcntl.flock(held, fcntl.LOCK_SH)
                _prune(folder, name)
        except OSError as error:
            raise StorageError("not_writable", path=str(folder), reason=error.strerror or "") from error
        yield found


def _open(path: Path) -> IO[bytes]:
    return path.open("ab")


def _alone(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _begin(folder: Path, name: str, at: datetime, make: Callable[[Path], object]) -> Live:
    template, origin = folder / f"{name}.template", time.time()
    # A name of its own: a colleague of an earlier rehearsal who is just leaving takes SQLite's files with them.
    path = folder / f"{name}.{int(origin * 1000)}.db"
    if not template.exists():
        make(template)
    os.utime(template)
    _remove(folder, name)
    copy = folder / f".{name}.{os.getpid()}"
    try:
        shutil.copyfile(template, copy)
        copy.chmod(0o600)
        copy.rename(path)
    finally:
        copy.unlink(missing_ok=True)
    live = Live(path, at, time.time(), joined=False)
    told = {"path": path.name, "start": at.isoformat(), "origin": live.origin}
    (folder / f"{name}.json").write_text(json.dumps(told))
    return live


def _join(folder: Path, name: str, zone: tzinfo | None) -> Live:
    found = json.loads((folder / f"{name}.json").read_text())
    start = datetime.fromisoformat(found["start"]).astimezone(zone)
    return Live(folder / found["path"], start, float(found["origin"]), joined=True)


def _remove(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}.*"):
        if path.name not in (f"{name}.template", f"{name}.lock"):
            path.unlink(missing_ok=True)


def _prune(folder: Path, present: str) -> None:
    """Remove what earlier rehearsals left, unless somebody is in them."""
    for lock in folder.glob("latihan-*.lock"):
        if lock.stem == present or "." in lock.stem:
            continue
        with _open(lock) as held:
            if _alone(held):
                _remove(folder, lock.stem)
                lock.unlink(missing_ok=True)
    templates = sorted(folder.glob("*.template"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in templates[KEPT:]:
        old.unlink(missing_ok=True)


@contextmanager
def colleagues(
    live: Live, names: Sequence[str], seed: int, *, slowest: float = 8.0
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Simulated colleagues at work while the block runs, each in a process of its own.

    They end when their end of a pipe closes: also when this process is killed. Only one process works under a
    name in one rehearsal; those of a session that joined wait until it is their turn. ``slowest``: seconds between
    two changes at most.
    """
    started: list[subprocess.Popen[bytes]] = []
    try:
        for at, name in enumerate(names):
            told = {
                "path": str(live.path.absolute()),
                "start": live.start.isoformat(),
                "origin": live.origin,
                "seed": seed + at,
                "name": name,
                "slowest": slowest,
            }
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "models.rehearsal.colleague", json.dumps(told)],
                    cwd=Path(__file__).parents[2],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,  # the terminal's signals are not for them
                )
            )
        yield started
    finally:
        for one in started:
            assert one.stdin is not None
            one.stdin.close()
        for one in started:
            with suppress(subprocess.TimeoutExpired):
                one.wait(timeout=1)
                continue
            one.kill()
            one.wait()
