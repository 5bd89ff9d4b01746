"""Live: from a commit in one process until the board of another shows it, and what that costs on the wire."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of
from benchmarks.programs import ROOT, Bench
from tests.wire.terminal import Terminal

FIGURE = re.compile(r"\d[\d.,]*(?:/\d[\d.,]*)?")
PATIENCE = 10.0  # seconds before a write counts as never seen


def figures(bench: Bench) -> Iterator[Figure]:
    """One colleague writes, one board follows. `time.perf_counter` is the same clock in both processes."""
    database = dataset.city(bench)
    with bench.siaga(database).running() as board:
        found = rounds(bench, board, database)
    times, costs = [milliseconds for milliseconds, _ in found], [cost for _, cost in found]
    yield Figure("commit → visible in another session, p95", "ms", times, 150, of=Of.P95, budget=Budget.VALUE)
    yield Figure("bytes a changed figure", "B", costs, 500, of=Of.MEDIAN, budget=Budget.VALUE)


def rounds(bench: Bench, board: Terminal, database: Path | str) -> list[tuple[float, float]]:
    """(milliseconds until seen, bytes a changed figure) of several commits of a colleague, on a board that stands."""
    found = []
    with colleague(database) as writer:
        answer(writer)
        board.pump(1)
        for _ in range((10 if bench.rounds < 10 else 40) + 1):
            board.pump(random.uniform(0.3, 0.7))  # not in step with any timer of the program
            found.append(_round(board, writer))
    return found[1:]  # the first round loads what the program needs for the first change


def _round(board: Terminal, writer: subprocess.Popen[str]) -> tuple[float, float]:
    before, size = shown(board), board.byte_count
    changes = board.changes

    def moved() -> bool:
        nonlocal changes
        if board.changes == changes:
            return False
        changes = board.changes
        return shown(board) != before

    ask(writer)
    if not board.pump(PATIENCE, moved) or board.changed_at is None:
        raise TimeoutError(f"a commit was not seen within {PATIENCE} s\n{board.text}")
    seen = board.changed_at
    committed = float(answer(writer))
    board.quiet(300)
    pairs = zip(before, shown(board), strict=True)
    changed = sum(a != b for old, new in pairs for a, b in zip_longest(old, new))
    return (seen - committed) * 1000, (board.byte_count - size) / max(1, changed)


def shown(board: Terminal) -> list[list[str]]:
    """The figures on the screen, line by line."""
    return [FIGURE.findall(line) for line in board.lines]


def colleague(database: Path | str) -> subprocess.Popen[str]:
    """The colleague. Leaving the block closes stdin, which ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.writer", str(database)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(writer: subprocess.Popen[str]) -> None:
    """Have the colleague write once."""
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


def answer(writer: subprocess.Popen[str]) -> str:
    """What the colleague says: the moment of a commit."""
    assert writer.stdout is not None
    line = writer.stdout.readline()
    if not line:
        raise RuntimeError("the writing process ended")
    return line
