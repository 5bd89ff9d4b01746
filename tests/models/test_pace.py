"""Laju: what was made, what is needed, and the day on which all will be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pace import Past, Verdict, pace
from models.readiness import Counts

POLLING = date(2024, 2, 14)


@dataclass(frozen=True)
class Rule:
    code: str = "P5"
    weight: int = 9
    gate: bool = True
    perishable: bool = False
    start: int = 20
    due: int = 7


def day(h: int) -> date:
    return POLLING - timedelta(days=h)


def grown(*steps: tuple[int, int], n: int = 2471) -> list[Past]:
    """(H-, siap) → history."""
    return [Past(day(h), siap, n) for h, siap in steps]


def test_the_sketch_of_a_bimtek_that_comes_too_late() -> None:
    history = grown((15, 471), (14, 600), (13, 700), (12, 800), (11, 900), (10, 1100), (9, 1318))
    found = pace(Rule(), Counts(2471, siap=1318, belum=1153), history, day(9), POLLING)
    # The end of H-16 is not known: the first day with records is where it began.
    assert (found.remaining, found.gained, found.recorded) == (1153, 847, 7)
    assert found.needed == 577  # ⌈1153 ÷ 2⌉
    assert found.done_on == day(9) + timedelta(days=10)  # ⌈1153 × 7 ÷ 847⌉ = 10
    assert (found.verdict, found.late) == (Verdict.LATE, 8)


def test_what_was_siap_before_the_window_is_no_gain() -> None:
    history = grown((18, 300), (10, 400), (9, 450), (8, 500), n=600)
    found = pace(Rule(), Counts(600, siap=500, belum=100), history, day(8), POLLING)
    assert found.gained == 200
    assert (found.verdict, found.done_on, found.late) == (Verdict.LATE, day(4), 3)


@pytest.mark.parametrize(
    ("counts", "steps", "h", "expected"),
    [
        (None, (), 10, Verdict.UNKNOWN),
        (Counts(3, na=3), (), 10, Verdict.UNKNOWN),
        (Counts(100, siap=100), ((11, 90), (10, 100)), 10, Verdict.DONE),
        (Counts(100, siap=1), ((30, 0),), 21, Verdict.NOT_YET),
        (Counts(100, siap=50), ((11, 20), (10, 50)), 10, Verdict.TOO_LITTLE),
        (Counts(100, siap=50), (), 10, Verdict.TOO_LITTLE),
        (Counts(100, siap=50), ((18, 50), (12, 50), (11, 50), (10, 50)), 10, Verdict.STILL),
        (Counts(100, siap=40), ((18, 50), (12, 50), (11, 45), (10, 40)), 10, Verdict.STILL),
        (Counts(100, siap=98), ((18, 50), (12, 60), (11, 70), (10, 98)), 10, Verdict.IN_TIME),
    ],
)
def test_verdicts(counts: Counts | None, steps: tuple[tuple[int, int], ...], h: int, expected: Verdict) -> None:
    found = pace(Rule(), counts, grown(*steps, n=100), day(h), POLLING)
    assert found.verdict is expected
    assert (found.done_on is not None) is (expected in (Verdict.IN_TIME, Verdict.LATE))


def test_once_it_is_due_everything_is_needed_today() -> None:
    found = pace(Rule(), Counts(100, siap=40), grown((9, 10), (8, 20), (7, 40), n=100), day(7), POLLING)
    assert found.needed == 60


def test_a_pace_of_years_ends_with_the_calendar() -> None:
    history = grown((12, 0), (11, 0), (10, 1), n=10_000_000)
    found = pace(Rule(), Counts(10_000_000, siap=1), history, day(10), POLLING)
    assert found.done_on == date.max


@given(
    n=st.integers(1, 10_000),
    steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10_000)), max_size=30),
    h=st.integers(0, 40),
    siap=st.integers(0, 10_000),
)
def test_nothing_is_promised_that_the_figures_do_not_say(
    n: int, steps: list[tuple[int, int]], h: int, siap: int
) -> None:
    history = [Past(day(at), min(made, n), n) for at, made in sorted(dict(steps).items(), reverse=True)]
    counts = Counts(n, siap=min(siap, n))
    found = pace(Rule(), counts, history, day(h), POLLING)
    assert found.remaining == n - counts.siap
    if found.done_on is not None:
        assert found.gained > 0
        assert found.done_on >= max(day(h), day(Rule().start))
        days = (found.done_on - day(h)).days
        assert days * found.gained >= found.remaining * 7 > (days - 1) * found.gained
        assert found.late == max(0, (found.done_on - day(Rule().due)).days)
    if found.needed is not None and found.verdict is not Verdict.NOT_YET:
        assert found.needed * max(1, h - Rule().due) >= found.remaining
