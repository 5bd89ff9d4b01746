"""Two real servers of PostgreSQL, of which one stands by: what the first acknowledges is on the second as well."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

ROLE = "siaga"
PORTS = 5433, 5434
"""Names of their sockets: they listen on nothing else."""
PATIENCE = 60.0


class Missing(OSError):
    """There is no PostgreSQL server on this machine."""


def programs() -> Path:
    """Where the server's own programs are: beside each other. Raises Missing."""
    known = [Path(found).parent for name in ("pg_ctl",) if (found := shutil.which(name))]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    for folder in (*known, *installed):
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "pg_basebackup")):
            return folder
    raise Missing("PostgreSQL's server is not installed")


class Pair:
    """The first is the primary, the second follows it and confirms each commit."""

    def __init__(self, folder: Path) -> None:
        """Make and start both. Raises Missing."""
        self.folder, self._bin = folder, programs()
        self._as: list[str] = []
        if os.geteuid() == 0:  # the server refuses root
            shutil.chown(folder, "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]
        self._data = folder / "one", folder / "two"
        one, two = self._data
        self._run("initdb", "-D", one, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync")
        self._set(one, 0, synchronous_standby_names="'*'", synchronous_commit="local")
        self.start(0)
        self._run("createdb", "-h", folder, "-p", str(PORTS[0]), "-U", ROLE, ROLE)
        self._run(
            "pg_basebackup", "-D", two, "-h", folder, "-p", str(PORTS[0]), "-U", ROLE, "-R", "-c", "fast", "--no-sync"
        )
        self._set(two, 1, synchronous_standby_names="''")
        self.start(1)
        self.until(lambda: self._asked(0, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1)
        self._asked(0, "ALTER SYSTEM SET synchronous_commit = on")
        self._asked(0, "SELECT pg_reload_conf()")
        self.until(lambda: self._asked(0, "SHOW synchronous_commit") == "on")

    @property
    def url(self) -> str:
        """Both, of which the one that may be written to is wanted."""
        hosts = "&".join(f"host={self.folder}:{port}" for port in PORTS)
        return f"postgresql+psycopg://{ROLE}@/{ROLE}?{hosts}&target_session_attrs=read-write"

    def start(self, which: int) -> None:
        """Start one of them; back when it answers."""
        log = self.folder / f"log{which}"
        self._run("pg_ctl", "-D", self._data[which], "-l", log, "-w", "start")

    def kill(self, which: int) -> None:
        """SIGKILL to one of them and to all its processes, as when a machine is switched off."""
        parent = int((self._data[which] / "postmaster.pid").read_text().splitlines()[0])
        os.kill(parent, signal.SIGSTOP)  # so that it begins no other
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in (*map(int, children), parent):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        """The second becomes the primary; back when it may be written to."""
        self._run("pg_ctl", "-D", self._data[1], "-w", "promote")

    def close(self) -> None:
        """End both."""
        for data in self._data:
            self._run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", check=False)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that must come. Raises AssertionError."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end
            time.sleep(0.05)

    def _asked(self, which: int, statement: str) -> object:
        """What a server answers."""
        with psycopg.connect(
            host=str(self.folder), port=PORTS[which], user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(statement)
            return (found.fetchone() or [None])[0] if found.description else None

    def _set(self, data: Path, which: int, **settings: str) -> None:
        """Add to a server's settings."""
        common = {"listen_addresses": "''", "unix_socket_directories": f"'{self.folder}'", "port": str(PORTS[which]),
                  "max_connections": "60"}  # fmt: skip
        lines = "".join(f"{name} = {value}\n" for name, value in (common | settings).items())
        with (data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> None:
        argv = [*self._as, str(self._bin / program), *map(str, arguments)]
        done = subprocess.run(
            argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd=self.folder,
            timeout=PATIENCE,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr


@contextmanager
def pair() -> Iterator[Pair]:
    """Both servers in a folder of their own; gone in the end. Raises Missing."""
    folder = Path(tempfile.mkdtemp(prefix="siaga-pair."))
    found = None
    try:
        found = Pair(folder)
        yield found
    finally:
        if found is not None:
            found.close()
        shutil.rmtree(folder, ignore_errors=True)
