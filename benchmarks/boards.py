"""Fifty boards on one database: how soon a commit is seen on all of them, and what they cost while nothing happens."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import dataset, idle
from benchmarks.figures import Budget, Figure, Of
from benchmarks.live import PATIENCE, answer, ask, colleague, shown
from benchmarks.memory import crowd
from benchmarks.programs import Bench
from tests.wire.terminal import Terminal, pump

BOARDS = 50
HELLOS = 3


def figures(bench: Bench) -> Iterator[Figure]:
    """All boards run on this machine, and so does what watches them: a server has the boards alone."""
    database, hello = dataset.city(bench), bench.hello()
    with crowd(bench.siaga(database), BOARDS) as boards, ExitStack() as stack:
        pump(boards, time.perf_counter() + 3)
        with colleague(database) as writer:
            answer(writer)
            found = [_seen(boards, writer) for _ in range((4 if bench.rounds < 10 else 12) + 1)][1:]
        hellos = [stack.enter_context(hello.running()) for _ in range(HELLOS)]
        quiet = list(idle.of(f"{BOARDS} boards idle", boards, hellos, 1))
    times = [milliseconds for one in found for milliseconds in one]
    yield Figure(f"commit → visible on {BOARDS} boards, p95", "ms", times, 250, of=Of.P95, budget=Budget.VALUE)
    yield from quiet


def _seen(boards: list[Terminal], writer: subprocess.Popen[str]) -> list[float]:
    """Milliseconds from the return of a commit until each of the boards shows other figures."""
    pump(boards, time.perf_counter() + random.uniform(0.5, 0.9))  # not in step with any timer of the program
    before = [shown(board) for board in boards]
    changes = [board.changes for board in boards]
    waiting, seen = set(range(len(boards))), {}

    def all_moved() -> bool:
        for at in tuple(waiting):
            if boards[at].changes != changes[at]:
                changes[at] = boards[at].changes
                if shown(boards[at]) != before[at]:
                    seen[at] = boards[at].changed_at or 0.0
                    waiting.discard(at)
        return not waiting

    ask(writer)
    if not pump(boards, time.perf_counter() + PATIENCE, all_moved):
        raise TimeoutError(f"{len(waiting)} boards did not show a commit within {PATIENCE} s")
    committed = float(answer(writer))
    return [(moment - committed) * 1000 for moment in seen.values()]
