"""The command line: what `siaga --help` and `siaga --version` cost beside an empty Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.figures import Figure, in_turn
from benchmarks.programs import Bench, run_to_end, siaga_command


def figures(bench: Bench) -> Iterator[Figure]:
    """Wall time of both, alternating with `python -c pass`."""
    commands = ((*siaga_command(), "--help"), (*siaga_command(), "--version"), (sys.executable, "-c", "pass"))
    times = in_turn(bench.rounds * 2, *(partial(run_to_end, command, bench.environment) for command in commands))
    yield Figure("siaga --help", "ms", times[0], 5, "python -c pass", times[2])
    yield Figure("siaga --version", "ms", times[1], 5, "python -c pass", times[2])
