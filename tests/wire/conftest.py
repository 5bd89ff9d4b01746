"""The program in a real terminal, with a home and a database of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from models.actor import Actor
from models.clock import WIB
from models.database import Database
from models.rules.loader import load_election, load_region
from models.services import setup
from models.where import Where
from tests.engines import Server
from tests.wire.resident import Resident, resident
from tests.wire.terminal import Terminal

ROOT = Path(__file__).parents[2]
ELECTIONS = ("pemilu-2024", "pilkada-2024")
REHEARSAL = "2023-02-05T09:00"
"""A moment with a short past: the rehearsal is ready in a moment."""


@dataclass
class Program:
    """Starts Siaga as a user would, in `folder`, on one database."""

    folder: Path
    database: Where
    _open: ExitStack = field(default_factory=ExitStack)

    def __call__(
        self,
        *arguments: str,
        cols: int = 120,
        rows: int = 40,
        env: dict[str, str | None] | None = None,
        ignore_hangup: bool = False,
    ) -> Terminal:
        """A terminal with Siaga in it; ended when the test ends."""
        return self.start(self.argv(*arguments), cols=cols, rows=rows, env=env, ignore_hangup=ignore_hangup)

    def demo(self, *arguments: str) -> Terminal:
        """A terminal with a rehearsal without colleagues in it: its clock stands before polling."""
        return self.start([sys.executable, "-m", "tui", "demo", "--at", REHEARSAL, "--quiet", *arguments])

    def start(
        self,
        argv: list[str],
        *,
        cols: int = 120,
        rows: int = 40,
        env: dict[str, str | None] | None = None,
        ignore_hangup: bool = False,
    ) -> Terminal:
        """A terminal with any program in it, in this test's home; ended when the test ends."""
        given = {**self.environment(), **(env or {})}
        return self._open.enter_context(Terminal(argv, cols, rows, given, ROOT, ignore_hangup=ignore_hangup))

    def argv(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "tui", "--db", str(self.database), *arguments]

    def environment(self) -> dict[str, str]:
        """A home that belongs to this test alone."""
        self.home.mkdir(exist_ok=True)
        return {"HOME": str(self.home)}

    @property
    def home(self) -> Path:
        """Where settings, state and rehearsals of this test lie."""
        return self.folder / "home"

    @property
    def log(self) -> str:
        """What was written to the log: warnings and crashes."""
        path = self.home / ".local/state/siaga/siaga.log"
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        """End every terminal."""
        self._open.close()


@pytest.fixture(scope="session")
def empty_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database: Kota Magelang, both elections, every seat empty."""
    path = tmp_path_factory.mktemp("city") / "siaga.db"
    elections = [load_election(code) for code in ELECTIONS]
    now = datetime(2024, 1, 2, 8, tzinfo=WIB)
    setup.create(path, load_region("33.71"), elections, now, Actor("penguji", "admin"))
    with closing(sqlite3.connect(path)) as connection:  # one file, so that a copy of it is a copy of everything
        connection.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest.fixture
def database(empty_city: Path, tmp_path: Path) -> Path:
    """A copy of the new database, for this test alone."""
    return Path(shutil.copy(empty_city, tmp_path / "siaga.db"))


@pytest.fixture(scope="session")
def empty_city_there(server: Server) -> str:
    """The same on the server."""
    url = server.create()
    elections = [load_election(code) for code in ELECTIONS]
    setup.create(url, load_region("33.71"), elections, datetime(2024, 1, 2, 8, tzinfo=WIB), Actor("penguji", "admin"))
    return url


@pytest.fixture
def database_there(server: Server, empty_city_there: str) -> Iterator[str]:
    """A copy of it, for this test alone."""
    url = server.create(empty_city_there)
    yield url
    server.drop(url)


@pytest.fixture
def opened(database: Where) -> Iterator[Database]:
    """The same database, opened for writing."""
    found = Database.open(database)
    yield found
    found.close()


@pytest.fixture
def siaga(database: Where, tmp_path: Path) -> Iterator[Program]:
    """Starts Siaga on the test's database. Whatever a test does to it: it never crashes."""
    program = Program(tmp_path, database)
    yield program
    program.close()
    assert "CRASH" not in program.log, program.log
    assert "Traceback" not in program.log, program.log


@pytest.fixture
def parent(siaga: Program) -> Iterator[Resident]:
    """A resident parent, of which the boards of this test are opened."""
    siaga.environment()
    with resident(siaga.home) as found:
        yield found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root may mount one."""
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "kecil"
    folder.mkdir()
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "kecil", folder], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
