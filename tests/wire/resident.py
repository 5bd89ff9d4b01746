"""A resident parent of a test's own, and what can be seen of it and of its sessions from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.wire.terminal import Terminal

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "tui", "serve")


class Resident:
    """A parent that runs."""

    def __init__(self, process: subprocess.Popen[bytes], home: Path) -> None:
        self._process = process
        self._home = home

    @property
    def pid(self) -> int:
        """The parent's process id."""
        return self._process.pid

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return meeting_of(self._home)

    def sessions(self) -> list[int]:
        """The processes of those who are logged in."""
        return children(self.pid)

    def session_of(self, terminal: Terminal) -> int:
        """The one session that there is. Fails when the start was an ordinary one."""
        (found,) = self.sessions()
        assert found not in terminal.processes()
        return found

    def drained(self, seconds: float = 10.0) -> bool:
        """Whether everybody is gone in time."""
        return wait(lambda: not self.sessions(), seconds)

    def until_ended(self, process: int, seconds: float = 10.0) -> bool:
        """Whether a process ends in time."""
        return wait(lambda: not alive(process), seconds)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def ended(self) -> int:
        """Wait for its end; the exit code."""
        return self._process.wait(10)


def meeting_of(home: Path) -> Path:
    """The socket of a home, there or not."""
    found = sorted((home / ".local/state/siaga").glob("resident-*"))
    return found[0] / "socket" if found else home / "nowhere"


def environment(home: Path) -> dict[str, str]:
    """That of a process without a terminal."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


def connected(path: Path) -> socket.socket:
    """A line to what listens at a path, however long that is."""
    folder = os.open(path.parent, os.O_DIRECTORY)
    try:
        found = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        found.connect(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)
    return found


@contextmanager
def resident(home: Path, argv: Sequence[str] = SERVE, cwd: Path = ROOT, user: int | None = None) -> Iterator[Resident]:
    """Start a parent that serves a home; it and its sessions are gone afterwards."""
    env = environment(home)
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(argv, cwd=cwd, env=env, stdin=nowhere, start_new_session=True, user=user)
    found = Resident(process, home)
    try:
        assert wait(lambda: found.socket.exists() or process.poll() is not None, 30)
        assert process.poll() is None
        yield found
    finally:
        left = [*found.sessions(), process.pid] if process.poll() is None else []
        for pid in left:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGTERM)
        try:
            process.wait(10)
        finally:
            process.kill()
        assert wait(lambda: not any(alive(pid) for pid in left), 10)


def children(process: int) -> list[int]:
    """The living children of a process."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(one) for one in found if alive(int(one))]


def alive(process: int) -> bool:
    """Whether it runs: not ended, not a zombie."""
    return state(process) not in "XZ"


def state(process: int) -> str:
    """The letter of its state; X when it is not there."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def threads(process: int) -> int:
    """How many threads a process has."""
    return len(os.listdir(f"/proc/{process}/task"))


def wait(until: Callable[[], bool], seconds: float) -> bool:
    """Wait for something to become so; whether it did."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
