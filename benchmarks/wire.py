"""Bytes to the terminal until the board is usable, at 120x40."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks import dataset
from benchmarks.figures import Figure, in_turn
from benchmarks.programs import Bench, Program


def figures(bench: Bench) -> Iterator[Figure]:
    """Beside Textual's smallest app. It hardly varies: few rounds are enough."""
    siaga, hello = bench.siaga(dataset.city(bench)), bench.hello()
    ours, theirs = in_turn(min(bench.rounds, 5), partial(_bytes, siaga), partial(_bytes, hello))
    yield Figure("bytes to a usable board", "B", ours, 2, "hello", theirs)


def _bytes(program: Program) -> float:
    with program.running() as terminal:
        return terminal.byte_count
