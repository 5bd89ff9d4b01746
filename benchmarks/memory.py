"""Memory: twenty sessions at once on one database, proportional set size of each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from benchmarks import dataset
from benchmarks.figures import Figure, in_turn
from benchmarks.programs import Bench, Program
from tests.wire.processes import pss_bytes
from tests.wire.terminal import Terminal, pump

SESSIONS = 20
SETTLE = 2.0  # seconds between the last usable screen and the reading


def figures(bench: Bench) -> Iterator[Figure]:
    """PSS of a session of Siaga, of the bare stack and of Posting. It hardly varies: few rounds do."""
    database = dataset.city(bench)
    posting = bench.posting()
    programs = [bench.siaga(database), bench.bare_stack(database)] + ([posting] if posting else [])
    rounds = 1 if bench.rounds < 10 else 2
    sizes = in_turn(rounds, *(partial(_mebibytes_each, program) for program in programs), warm_up=False)
    name = f"memory, PSS of each of {SESSIONS} sessions"
    yield Figure(name, "MiB", sizes[0], 1.2, "bare stack", sizes[1])
    yield Figure(name, "MiB", sizes[0], 1.0, "Posting", sizes[2] if posting else ())


@contextmanager
def crowd(program: Program, sessions: int = SESSIONS) -> Iterator[list[Terminal]]:
    """Sessions that were started in the same moment, all ready. Raises TimeoutError."""
    with ExitStack() as stack:
        terminals = [stack.enter_context(program.open()) for _ in range(sessions)]
        for terminal in terminals:
            terminal.expect(program.ready)
        if not pump(terminals, time.perf_counter() + 180, lambda: all(t.seen_at for t in terminals)):
            late = next(t for t in terminals if not t.seen_at)
            raise TimeoutError(f"{program.name}: one of {sessions} sessions was never ready\n{late.text}")
        yield terminals


def settled(terminals: list[Terminal], *others: int) -> float:
    """Mebibytes each of a crowd and of what serves it, a little later."""
    pump(terminals, time.perf_counter() + SETTLE)
    return sum(pss_bytes(root) for root in (*(t.pid for t in terminals), *others)) / SESSIONS / 2**20


def _mebibytes_each(program: Program) -> float:
    with crowd(program) as terminals:
        return settled(terminals)
