"""Start: until the countdowns are painted, and until the board stands with its data and has come to rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks import dataset
from benchmarks.figures import Figure, in_turn
from benchmarks.programs import COUNTDOWN, Bench, Program


def figures(bench: Bench) -> Iterator[Figure]:
    """Both starts, alternating with what stands beside them."""
    database = dataset.city(bench)
    siaga, hello, bare = bench.siaga(database), bench.hello(), bench.bare_stack(database)
    ours, theirs = in_turn(bench.rounds, partial(_seen, siaga, COUNTDOWN), partial(_seen, hello, hello.ready))
    yield Figure("start → countdowns painted", "ms", ours, 1.3, "hello", theirs)

    posting = bench.posting()
    programs = [siaga, bare] + ([posting] if posting else [])
    times = in_turn(bench.rounds, *(partial(usable, program) for program in programs))
    yield Figure("start → board with data, quiet", "ms", times[0], 1.25, "bare stack", times[1])
    yield Figure("start → board with data, quiet", "ms", times[0], 0.7, "Posting", times[2] if posting else ())


def _seen(program: Program, regex: str) -> float:
    """Milliseconds until the regex is on the screen."""
    with program.open() as terminal:
        return (terminal.wait_for(regex) - terminal.started_at) * 1000


def usable(program: Program) -> float:
    """Milliseconds until what it should show is there and the last visible change before 150 ms of rest."""
    with program.open() as terminal:
        seen = terminal.wait_for(program.ready)
        return (max(seen, terminal.quiet()) - terminal.started_at) * 1000
