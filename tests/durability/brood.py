"""The other side of `tests.durability.writers`: what they acknowledged, and whether the database still holds it."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models import journal
from models.where import Where

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds within which something that must happen has happened, however slow the machine."""


@dataclass(frozen=True)
class Done:
    """An acknowledged write: it filled a seat with somebody, or emptied it; ``seconds`` from the call to the answer."""

    verb: str
    seat: int
    seconds: float
    name: str


@dataclass
class Brood:
    """Processes on one database, each a child of a warm one."""

    where: Where
    scratch: Path
    done: list[Done] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    reads: Counter[int] = field(default_factory=Counter)
    alive: dict[int, int] = field(default_factory=dict)
    """Living children: process → slot (-1: a reader)."""
    ended: list[int] = field(default_factory=list)
    """Children that did all they were asked for."""
    killed: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        """Start the warm process, and the thread that listens."""
        argv = [sys.executable, "-m", "tests.durability.writers", str(self.where), str(self.scratch)]
        self._warm = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._ready = False
        self._echoes = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.until(lambda: self._ready, "the warm process is ready")

    def write(self, slot: int, slots: int, count: int = 0, *how: str, seconds: int = 0) -> None:
        """Begin a writer on every ``slots``-th seat, for ``count`` writes, for some seconds, or for ever."""
        self._say(f"write {slot} {slots} {count} {seconds} {' '.join(how)}")

    def read(self) -> None:
        """Begin a reader, who reads for ever."""
        self._say("read")

    def until(self, true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Wait for something that the children say. Raises AssertionError when it does not come."""
        with self._changed:
            assert self._changed.wait_for(true, patience), f"not in {patience:.0f} s: {what}"

    def kill(self, pid: int) -> int:
        """Kill a child, with no warning; its slot."""
        with self._changed:
            slot = self.alive.pop(pid)
        self._signal(pid, signal.SIGKILL)
        self.killed += 1
        return slot

    @contextmanager
    def frozen(self) -> Iterator[list[Done]]:
        """Everybody stands still while the block runs; what was acknowledged until then."""
        for pid in list(self.alive):
            self._signal(pid, signal.SIGSTOP)
        echoes = self._echoes
        self._say("echo")  # comes after all that was said before
        self.until(lambda: self._echoes > echoes, "an echo")
        yield list(self.done)
        for pid in list(self.alive):
            self._signal(pid, signal.SIGCONT)

    def acknowledged(self) -> int:
        """How many writes were acknowledged by now."""
        return len(self.done)

    def close(self) -> None:
        """End all of them, and hear what they said last."""
        for pid in list(self.alive):
            self._signal(pid, signal.SIGKILL)
        assert self._warm.stdin is not None
        self._warm.stdin.close()
        self._warm.wait(PATIENCE)
        self._listener.join(PATIENCE)
        assert not self._listener.is_alive(), "somebody still holds the pipe"

    def _say(self, line: str) -> None:
        assert self._warm.stdin is not None
        self._warm.stdin.write(line + "\n")
        self._warm.stdin.flush()

    def _signal(self, pid: int, number: int) -> None:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return

    def _listen(self) -> None:
        assert self._warm.stdout is not None
        for line in self._warm.stdout:
            what, *rest = line.split()
            with self._changed:
                if what == "done":
                    self.done.append(Done(rest[1], int(rest[2]), float(rest[3]), " ".join(rest[4:])))
                elif what == "life":
                    self.alive[int(rest[0])] = int(rest[1])
                elif what == "read":
                    self.reads[int(rest[0])] = int(rest[1])
                elif what == "over":
                    self.ended.append(int(rest[0]))
                    self.alive.pop(int(rest[0]), None)
                elif what == "failed":
                    self.failed.append(" ".join(rest[1:]))
                elif what == "echo":
                    self._echoes += 1
                else:
                    self._ready = True
                    self.done.clear()  # what was written while warming up is in the scratch database
                self._changed.notify_all()


@contextmanager
def brood(where: Where, scratch: Path) -> Iterator[Brood]:
    """Children on a database; ``scratch`` is another one, to warm up on. None of them outlives the block."""
    found = Brood(where, scratch)
    try:
        yield found
    finally:
        found.close()


def audit(path: Path, done: list[Done], killed: int) -> None:
    """Every acknowledged write is there exactly once, and nothing is there that nobody could have written: at most
    one write of each process that was killed was done and not acknowledged."""
    with closing(sqlite3.connect(path)) as connection:
        entries = Counter(
            str(journal.detail_of(detail).get("name"))
            for (detail,) in connection.execute("SELECT detail FROM journal WHERE verb = 'appoint'")
        )
        rows = connection.execute(
            "SELECT p.name, t.seat_id, t.end_on FROM person p LEFT JOIN tenure t ON t.person_id = p.id"
        ).fetchall()
        ended = connection.execute("SELECT count(*) FROM journal WHERE verb = 'end'").fetchone()[0]
    people = Counter(name for name, *_ in rows)
    assert [name for name, times in people.items() if times != 1] == []
    assert entries == people
    seats = {name: seat for name, seat, _ in rows}
    appointed = [one for one in done if one.verb == "appoint"]
    lost = [one for one in appointed if seats.get(one.name) != one.seat]
    assert not lost, f"{len(lost)} of {len(appointed)} are gone, the first of them {done.index(lost[0])} of {len(done)}"
    assert ended == sum(end is not None for *_, end in rows)
    unheard = len(people) - len(appointed) + ended - (len(done) - len(appointed))
    assert 0 <= unheard <= killed, f"{unheard} writes that nobody acknowledged"


def checked(path: Path) -> None:
    """`siaga db check` finds nothing: the file, its references, tallies, the journal's chain, the index of names."""
    argv = [sys.executable, "-m", "tui", "--db", str(path), "db", "check"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search("rantai jurnal utuh", done.stderr)
