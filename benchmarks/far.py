"""The nation's board in a terminal beside the city's: start, memory, and a colleague's commit seen from the top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks import dataset, live
from benchmarks.figures import Budget, Figure, Of, in_turn
from benchmarks.programs import Bench, Program
from benchmarks.start import usable
from tests.wire.processes import pss_bytes

BOARD = r"(?s)Jawa Tengah.*\d+.*Baru saja"
"""The table of the provinces stands."""
LIMITS = {"SQLite": 150, "PostgreSQL": 100}
"""Milliseconds from a commit to another session's national board."""


def figures(bench: Bench) -> Iterator[Figure]:
    """On SQLite, then on PostgreSQL where a server was named."""
    for engine in dataset.engines(bench):
        yield from (figure.named(engine) for figure in _of(bench, engine))


def _of(bench: Bench, engine: str) -> Iterator[Figure]:
    city = bench.siaga(dataset.city_of(bench, engine))
    top = dataset.nation(bench, engine)
    nation = replace(bench.siaga(top), ready=BOARD)
    nation = replace(nation, env={**nation.env, "SIAGA_SITE_REGION": "id"})
    large, small = in_turn(bench.rounds, partial(usable, nation), partial(usable, city))
    yield Figure("nation: start → board of Indonesia, quiet", "ms", large, 1.15, "city", small)
    large, small = in_turn(2, partial(_mebibytes, nation), partial(_mebibytes, city), warm_up=False)
    yield Figure("nation: memory of a session, PSS", "MiB", large, 1.15, "city", small)
    times = _seen(bench, nation, top)
    yield Figure("nation: commit → visible, p95", "ms", times, LIMITS[engine], of=Of.P95, budget=Budget.VALUE)


def _mebibytes(program: Program) -> float:
    with program.running() as terminal:
        terminal.pump(2.0)
        return pss_bytes(terminal.pid) / 2**20


def _seen(bench: Bench, nation: Program, where: Any) -> list[float]:
    with nation.running() as board:
        return [milliseconds for milliseconds, _bytes in live.rounds(bench, board, where)]
