"""Personel with 5,000 seats: a cursor key until it is painted, and what it and a page cost on the wire."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of
from benchmarks.programs import Bench, react

PAGE = 50  # rows of the bare table: it goes up again after so many


def figures(bench: Bench) -> Iterator[Figure]:
    """Keys to Siaga and to a bare DataTable of one page, in turn, beyond the first page of Siaga's."""
    siaga, table = bench.siaga(dataset.five_thousand_seats(bench)), bench.datatable()
    presses = 30 if bench.rounds < 10 else 130
    with siaga.running() as ours, table.running() as theirs:
        ours.press("2")
        ours.wait_for(dataset.FIRST_SEAT)
        ours.quiet()
        react(ours, "down")
        moves, beside = [], []
        for n in range(presses):
            moves.append(react(ours, "down"))
            beside.append(react(theirs, "down" if n % (2 * PAGE - 2) < PAGE - 1 else "up"))
        ours.quiet()
        pages = []
        for _ in range(5 if bench.rounds < 10 else 15):
            pages.append(react(ours, "pgdn", silence=0.15).size)
            ours.quiet()
    times = [move.milliseconds for move in moves], [move.milliseconds for move in beside]
    sizes = [float(move.size) for move in moves]
    name = "Personel, 5,000 seats:"
    yield Figure(f"{name} cursor key → painted, p95", "ms", times[0], 1.3, "DataTable", times[1], of=Of.P95)
    yield Figure(f"{name} bytes a move", "B", sizes, 1500, of=Of.P95, budget=Budget.VALUE)
    yield Figure(f"{name} bytes a page down", "B", pages, 20_000, of=Of.P95, budget=Budget.VALUE)
