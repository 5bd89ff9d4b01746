"""A rehearsal that several sessions share: one file and one clock for as long as anybody is in it.

Everybody in it holds a shared lock. Who finds none begins afresh: a copy of the template, and a clock that starts
now. A rehearsal of millions of people is no copy, unless the file system makes one at once: it goes on where it was
left. The locks are the kernel's (flock), so they go with the process that holds them, however it ends.
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
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import IO

from models.clock import OffsetClock
from models.errors import StorageError
from models.migrations import HEAD

KEPT = 3
"""Templates that are kept: of other seeds and moments."""
LARGE = 1 << 30
"""Bytes of a template that is not copied for each rehearsal, but worked on itself; only one such is kept."""
_SHARE = 0x40049409
"""Linux: make a file of another's blocks (btrfs, xfs)."""


@dataclass(frozen=True, slots=True)
class Live:
    """A rehearsal that runs: its database, its clock (``start`` at ``origin``, seconds since 1970), whether somebody
    else had begun it, and whether it goes on from where it was left earlier."""

    path: Path
    start: datetime
    origin: float
    joined: bool
    resumed: bool = False

    @property
    def clock(self) -> OffsetClock:
        """The clock that all in it share."""
        return OffsetClock(self.start, self.origin)


def key(seed: int, at: datetime, area: str = "", lists: Sequence[Path] = ()) -> str:
    """The name of a rehearsal's files: another for another seed, moment, area, schema, or program.

    ``area``: a region's code, empty for the story's; ``lists``: the files that it is read from. Raises OSError.
    """
    here = Path(__file__).parents[1]
    files = sorted(path for kind in ("*.py", "*.toml") for path in here.rglob(kind))
    stamps = [(str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in (*files, *lists)]
    text = json.dumps([seed, at.isoformat(), area, HEAD, stamps])
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
    template = folder / f"{name}.template"
    if not template.exists():
        _remove(folder, name, whole=True)
        make(template)
    _remove(folder, name)
    # A name of its own: a colleague of an earlier rehearsal who is just leaving takes SQLite's files with them.
    path = folder / f"{name}.{int(time.time() * 1000)}.db"
    resumed = None
    if not _copied(template, folder / f".{name}.{os.getpid()}", path):
        path, resumed = template, _left(folder, name, at)
    os.utime(template)
    live = Live(path, resumed or at, time.time(), joined=False, resumed=resumed is not None)
    told = {"path": path.name, "start": live.start.isoformat(), "origin": live.origin}
    (folder / f"{name}.json").write_text(json.dumps(told))
    return live


def _copied(template: Path, making: Path, path: Path) -> bool:
    """Copy the template to ``path``; False where it is too large for that."""
    try:
        if not _shared(template, making):
            if template.stat().st_size >= LARGE:
                return False
            shutil.copyfile(template, making)
        making.chmod(0o600)
        making.rename(path)
    finally:
        making.unlink(missing_ok=True)
    return True


def _shared(template: Path, copy: Path) -> bool:
    """A copy that costs nothing, where the file system can."""
    if not sys.platform.startswith("linux") or any(template.parent.glob(f"{template.name}-*")):
        return False
    with template.open("rb") as source, copy.open("wb") as target:
        try:
            fcntl.ioctl(target.fileno(), _SHARE, source.fileno())
        except OSError:
            return False
    return True


def _left(folder: Path, name: str, at: datetime) -> datetime | None:
    """The moment at which a rehearsal that is worked on itself was left; None where nobody was in it yet."""
    try:
        told = json.loads((folder / f"{name}.json").read_text())
    except FileNotFoundError:
        return None
    written = max(path.stat().st_mtime for path in folder.glob(f"{name}.template*"))
    start = datetime.fromisoformat(told["start"]).astimezone(at.tzinfo)
    return start + timedelta(seconds=max(0.0, written - float(told["origin"])))


def _join(folder: Path, name: str, zone: tzinfo | None) -> Live:
    found = json.loads((folder / f"{name}.json").read_text())
    start = datetime.fromisoformat(found["start"]).astimezone(zone)
    return Live(folder / found["path"], start, float(found["origin"]), joined=True)


def _remove(folder: Path, name: str, *, whole: bool = False) -> None:
    """Remove a rehearsal's files but for its template (with what SQLite keeps beside it), its lock and its clock."""
    for path in folder.glob(f"{name}.*"):
        kept = path.name.startswith(f"{name}.template") or path.name == f"{name}.json"
        if path.name == f"{name}.lock" or (kept and not whole):
            continue
        if path.is_dir():  # where its sessions said that they were there
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _prune(folder: Path, present: str) -> None:
    """Remove what earlier rehearsals left, unless somebody is in them: copies, and all but the latest templates."""
    templates = sorted(folder.glob("*.template"), key=lambda path: path.stat().st_mtime, reverse=True)
    large = [path for path in templates if path.stat().st_size >= LARGE]
    gone = {path.stem for path in (*templates[KEPT:], *large[1:])}
    for name in sorted({*gone, *(path.stem for path in folder.glob("latihan-*.lock") if "." not in path.stem)}):
        if name == present:
            continue
        with _open(folder / f"{name}.lock") as held:
            if not _alone(held):
                continue
            _remove(folder, name, whole=name in gone)
            if not (folder / f"{name}.template").exists():
                (folder / f"{name}.lock").unlink(missing_ok=True)


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
