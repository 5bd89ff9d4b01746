"""Log-ins through the resident parent (`siaga serve`): one alone, twenty in the same moment, and what they weigh."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, in_turn
from benchmarks.memory import SESSIONS, crowd, settled
from benchmarks.programs import ROOT, Bench, Program, siaga_command
from benchmarks.start import usable
from tests.wire.resident import Resident, resident


def figures(bench: Bench) -> Iterator[Figure]:
    """What stands beside it starts ordinarily. All is counted: the parent, the sessions, those who wait for them."""
    database = dataset.city(bench)
    ordinary, hello, bare = bench.siaga(database), bench.hello(), bench.bare_stack(database)
    program = replace(ordinary, argv=(*siaga_command(), "--db", str(database)))
    home = bench.folder / "home"
    serve = [sys.executable, str(ROOT / "benchmarks" / "evening.py"), "serve"]
    with resident(home, serve) as parent:
        through = partial(_through, parent)
        alone = in_turn(bench.rounds, partial(through, program), partial(usable, hello), partial(usable, bare))
        rounds = 1 if bench.rounds < 10 else 3
        storm = in_turn(rounds, partial(_last_usable, program), partial(_last_usable, bare), warm_up=False)
        with crowd(program) as terminals:
            assert len(parent.sessions()) == SESSIONS
            sizes = [settled(terminals, parent.pid)]
    name = "log-in through a parent → board with data, quiet"
    yield Figure(name, "ms", alone[0], 0.5, "hello", alone[1])
    yield Figure(name, "ms", alone[0], 0.5, "bare stack", alone[2])
    yield Figure(
        f"{SESSIONS} log-ins at once through a parent → last board", "ms", storm[0], 0.3, "bare stack", storm[1]
    )
    yield Figure(f"memory, PSS of each of {SESSIONS} sessions of a parent", "MiB", sizes, 30, budget=Budget.VALUE)


def _through(parent: Resident, program: Program) -> float:
    """Milliseconds until usable. Raises AssertionError where the start was an ordinary one."""
    with program.open() as terminal:
        seen = terminal.wait_for(program.ready)
        found = (max(seen, terminal.quiet()) - terminal.started_at) * 1000
        parent.session_of(terminal)
    assert parent.drained()
    return found


def _last_usable(program: Program) -> float:
    """Milliseconds from the first start to the last board."""
    with crowd(program) as terminals:
        return (max(t.seen_at or 0.0 for t in terminals) - terminals[0].started_at) * 1000
