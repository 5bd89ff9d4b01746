"""The programs that are measured: how each is started and when it is usable."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import peer
from tests.wire.terminal import Terminal, pump

ROOT = Path(__file__).parent.parent
BASELINES = Path(__file__).parent / "baselines"
COLS, ROWS = 120, 40
COUNTDOWN = r"H[-+]\d+|HARI-H"
BOARD = r"(?s)Pakta\D*[\d.]+/[\d.]+"


@dataclass(frozen=True)
class Program:
    """A command, what its screen shows when it is usable, and its environment."""

    name: str
    argv: tuple[str, ...]
    ready: str
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path = ROOT

    def open(self) -> Terminal:
        """Start it in a terminal of 120x40."""
        return Terminal(self.argv, COLS, ROWS, self.env, self.cwd)

    @contextmanager
    def running(self) -> Iterator[Terminal]:
        """Start it, wait until it is usable, end it afterwards."""
        with self.open() as terminal:
            terminal.wait_for(self.ready)
            terminal.quiet()
            yield terminal


@dataclass(frozen=True)
class Bench:
    """One run: where its files lie, how many rounds, whether Posting can stand beside, how many rows are imported."""

    folder: Path
    rounds: int
    with_peer: bool
    rows: int = 1_000_000

    @property
    def environment(self) -> dict[str, str]:
        """An own home, so that nobody's settings count."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"HOME": str(home)}

    def siaga(self, database: Path | str, *arguments: str) -> Program:
        """Siaga on a database on the evening of H-14, ready when the board shows its data."""
        argv = (sys.executable, str(ROOT / "benchmarks" / "evening.py"), "--db", str(database), *arguments)
        return Program("Siaga", argv, BOARD, self.environment)

    def hello(self) -> Program:
        """Textual's smallest app."""
        return self._baseline("hello", r"^siap")

    def bare_stack(self, database: Path | str) -> Program:
        """Textual, SQLAlchemy's ORM and one select."""
        return self._baseline("bare_stack", r"^\d+ siap", str(database))

    def datatable(self) -> Program:
        """One page in a bare DataTable."""
        return self._baseline("datatable", r"Nama Lengkap Orang 01")

    def posting(self) -> Program | None:
        """The peer; None when it could not be installed."""
        command = peer.command() if self.with_peer else None
        if command is None:
            return None
        return Program("Posting", (str(command),), peer.READY, self.environment, self.folder)

    def _baseline(self, name: str, ready: str, *arguments: str) -> Program:
        argv = (sys.executable, str(BASELINES / f"{name}.py"), *arguments)
        return Program(name.replace("_", " "), argv, ready, self.environment)


def siaga_command() -> tuple[str, ...]:
    """The installed command, or the package where it is not installed."""
    script = Path(sys.executable).with_name("siaga")
    return (str(script),) if script.exists() else (sys.executable, "-m", "tui")


def compile_bytecode() -> None:
    """Without .pyc files every start costs 3.7 times as much: an installation has them."""
    for folder in ("tui", "screens", "models", "benchmarks/baselines"):
        compileall.compile_dir(ROOT / folder, quiet=2, workers=os.cpu_count() or 1)


def run_to_end(argv: tuple[str, ...], env: dict[str, str]) -> float:
    """Milliseconds from the start of a command without a terminal to its end. Raises when it fails."""
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | env
    start = time.perf_counter()
    subprocess.run(argv, env=clean, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


@dataclass(frozen=True)
class Reaction:
    """What one key did: milliseconds to the first visible change, and bytes until silence."""

    milliseconds: float
    size: int


def react(terminal: Terminal, key: str, patience: float = 3.0, silence: float = 0.04) -> Reaction:
    """Press a key and wait for what it changes. Raises TimeoutError when nothing changes."""
    terminal.screen()
    before, size, start = terminal.changes, terminal.byte_count, time.perf_counter()
    first: list[float] = []

    def answered() -> bool:
        if not first and terminal.changes > before and terminal.changed_at is not None:
            first.append(terminal.changed_at)
        return bool(first) and time.perf_counter() - max(start, terminal.reads[-1][0]) >= silence

    terminal.press(key)
    if not pump([terminal], start + patience, answered):
        raise TimeoutError(f"{key!r} changed nothing:\n{terminal.text}")
    return Reaction((first[0] - start) * 1000, terminal.byte_count - size)
