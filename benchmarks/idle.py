"""Idle: nobody types. What is sent between the minute ticks, what a tick costs, and the processor time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from math import ceil

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of
from benchmarks.programs import Bench
from tests.wire.processes import cpu_seconds
from tests.wire.terminal import Terminal, pump

SESSIONS = 3
SETTLE = 5.0  # seconds after the start before idleness counts
EARLY, LATE = 0.5, 3.0  # a tick's bytes come within these seconds around the full minute


def figures(bench: Bench) -> Iterator[Figure]:
    """Three sessions of Siaga and three of hello idle at the same time, over one minute tick or two."""
    siaga, hello = bench.siaga(dataset.city(bench)), bench.hello()
    ticks = 1 if bench.rounds < 10 else 2
    with ExitStack() as stack:
        ours = [stack.enter_context(siaga.running()) for _ in range(SESSIONS)]
        theirs = [stack.enter_context(hello.running()) for _ in range(SESSIONS)]
        yield from of("idle", ours, theirs, ticks)


def of(name: str, ours: Sequence[Terminal], theirs: Sequence[Terminal], ticks: int) -> Iterator[Figure]:
    """What open sessions send and spend over so many minute ticks while nobody does anything, beside hello's."""
    everyone = [*ours, *theirs]
    pump(everyone, time.perf_counter() + SETTLE)
    start, before = time.perf_counter(), [cpu_seconds(t.pid) for t in everyone]
    end = _minutes_after(start + EARLY)[ticks - 1] + LATE + 10
    pump(everyone, end)
    minutes = (time.perf_counter() - start) / 60
    spent = [(cpu_seconds(t.pid) - earlier) * 1000 / minutes for t, earlier in zip(everyone, before, strict=True)]
    full = [minute for minute in _minutes_after(start + EARLY) if minute + LATE < end]
    ticked = [float(_at(t, minute)) for t in ours for minute in full]
    between = [t.bytes_since(start, end) - sum(_at(t, minute) for minute in full) for t in ours]
    yield Figure(f"{name}, bytes between minute ticks", "B", between, 0, of=Of.MAX, budget=Budget.VALUE)
    yield Figure(f"{name}, bytes a minute tick", "B", ticked, 150, of=Of.MAX, budget=Budget.VALUE)
    yield Figure(f"{name}, CPU a minute", "ms", spent[: len(ours)], 1.3, "hello", spent[len(ours) :])


def _minutes_after(moment: float) -> list[float]:
    """The next three full minutes of the wall clock, as moments of `time.perf_counter`."""
    ahead = time.time() - time.perf_counter()
    first = ceil((moment + ahead) / 60) * 60 - ahead
    return [first + 60 * n for n in range(3)]


def _at(terminal: Terminal, minute: float) -> int:
    return terminal.bytes_since(minute - EARLY, minute + LATE)
