"""Aturan v1, line by line."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models import readiness
from models.readiness import Colour, Counts, Reason, assess, fresh, grace, pool, standing, target
from models.rules.schema import Election

POLLING = date(2024, 2, 14)
NOW = datetime(2024, 1, 31, 13, 0)
GREEN, YELLOW, RED, UNKNOWN, NOT_YET = (
    Colour.GREEN,
    Colour.YELLOW,
    Colour.RED,
    Colour.UNKNOWN,
    Colour.NOT_YET,
)


@dataclass(frozen=True)
class Rule:
    code: str = "L2"
    weight: int = 5
    gate: bool = True
    perishable: bool = False
    start: int = 30
    due: int = 7


def day(h: int) -> date:
    return POLLING - timedelta(days=h)


def colour(rule: Rule, counts: Counts | None, h: int, now: datetime = NOW) -> Colour:
    return assess(rule, counts, h, POLLING, now).colour


def belum(missing: int, items: int = 100, since: date | None = date.min) -> Counts:
    return Counts(items, siap=items - missing, belum=missing, open_since=since)


@pytest.mark.parametrize(
    ("h", "expected"),
    [(400, 0), (31, 0), (30, 0), (29, 4), (14, 69), (8, 95), (7, 100), (6, 100), (0, 100), (-1, 100)],
)
def test_target_is_a_line_from_start_to_due(h: int, expected: int) -> None:
    assert target(Rule(), h) == expected


def test_target_of_an_indicator_due_on_the_day_it_starts() -> None:
    rule = Rule(start=7, due=7)
    assert (target(rule, 8), target(rule, 7)) == (0, 100)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(-30, 500))
def test_target_never_falls_as_polling_comes_near(one: int, other: int, h: int) -> None:
    rule = Rule(start=max(one, other), due=min(one, other))
    assert 0 <= target(rule, h + 1) <= target(rule, h) <= 100


@pytest.mark.parametrize(
    ("counts", "percent", "known", "missing", "unknown"),
    [
        (Counts(134, siap=70, belum=60), 52, 97, 64, 4),
        (Counts(1206, siap=1205, belum=1), 99, 100, 1, 0),
        (Counts(3, siap=2, klaim=1), 66, 100, 1, 0),
        (Counts(10, na=4, siap=6), 100, 100, 0, 0),
        (Counts(10, na=10), 0, 0, 0, 0),
        (Counts(), 0, 0, 0, 0),
        (Counts(8, na=1, siap=1, klaim=2, belum=3), 14, 85, 6, 1),
    ],
)
def test_percent_and_known_are_whole_and_rounded_down(
    counts: Counts, percent: int, known: int, missing: int, unknown: int
) -> None:
    assert (counts.percent, counts.known, counts.missing, counts.unknown) == (percent, known, missing, unknown)


@pytest.mark.parametrize(
    ("counts", "h", "expected", "why"),
    [
        # 1: not yet time, whatever is known
        (belum(100), 31, NOT_YET, Reason.NOT_STARTED),
        (None, 31, NOT_YET, Reason.NOT_STARTED),
        # 2: unknown
        (None, 30, UNKNOWN, Reason.NO_COUNT),
        (None, 0, UNKNOWN, Reason.NO_COUNT),
        (Counts(100, siap=89), 14, UNKNOWN, Reason.TOO_LITTLE_KNOWN),
        (Counts(1000, siap=899), 14, UNKNOWN, Reason.TOO_LITTLE_KNOWN),
        (Counts(100, siap=90), 14, GREEN, Reason.ON_TARGET),
        (Counts(100, klaim=90), 14, RED, Reason.FAR_BEHIND),
        (Counts(100), 5, UNKNOWN, Reason.TOO_LITTLE_KNOWN),
        # nothing there to be ready
        (Counts(4, na=4), 14, NOT_YET, Reason.NO_ITEMS),
        # 3: due
        (belum(0), 7, GREEN, Reason.COMPLETE),
        (Counts(100, na=3, siap=97), 7, GREEN, Reason.COMPLETE),
        (belum(1), 7, YELLOW, Reason.WITHIN_GRACE),
        (belum(1), 5, RED, Reason.OVERDUE),
        (Counts(100, siap=99, klaim=1, open_since=date.min), 5, RED, Reason.OVERDUE),
        (Counts(100, siap=99, open_since=date.min), 5, RED, Reason.OVERDUE),
        # 4: before due, T = 69 at H-14
        (belum(31), 14, GREEN, Reason.ON_TARGET),
        (belum(30), 14, GREEN, Reason.ON_TARGET),
        (belum(32), 14, YELLOW, Reason.BEHIND),
        (belum(41), 14, YELLOW, Reason.BEHIND),
        (belum(42), 14, RED, Reason.FAR_BEHIND),
        (belum(100), 30, GREEN, Reason.ON_TARGET),
    ],
)
def test_the_first_rule_that_matches_colours(counts: Counts | None, h: int, expected: Colour, why: Reason) -> None:
    found = assess(Rule(), counts, h, POLLING, NOW)
    assert (found.colour, found.reason) == (expected, why)


@pytest.mark.parametrize(("h", "days"), [(100, 3), (8, 3), (7, 1), (2, 1), (1, 0), (0, 0)])
def test_grace(h: int, days: int) -> None:
    assert grace(h) == days


@pytest.mark.parametrize(
    ("h", "since", "expected", "age"),
    [
        # Due at H-21: the age counts from then, however long the chair was empty.
        (21, date.min, YELLOW, 0),
        (18, date.min, YELLOW, 3),
        (17, date.min, RED, 4),
        # It fell open after it was due: the age counts from that day.
        (8, day(11), YELLOW, 3),
        (8, day(12), RED, 4),
        (7, day(8), YELLOW, 1),
        (7, day(9), RED, 2),
        (2, day(3), YELLOW, 1),
        (2, day(4), RED, 2),
        (1, day(1), YELLOW, 0),
        (1, day(2), RED, 1),
        (0, day(0), YELLOW, 0),
        (0, day(1), RED, 1),
        # It fell open before it was due.
        (20, day(40), YELLOW, 1),
    ],
)
def test_a_missing_item_ages_from_the_later_of_due_day_and_the_day_it_fell_open(
    h: int, since: date, expected: Colour, age: int
) -> None:
    found = assess(Rule(due=21, start=65), belum(1, 1206, since), h, POLLING, NOW)
    assert (found.colour, found.overdue) == (expected, age)


def test_one_empty_chair_turns_its_kecamatan_red() -> None:
    rule = Rule("P3", 12, start=65, due=21)
    found = standing([rule], {"P3": belum(1, 1206, day(18))}, 14, POLLING, NOW)
    assert (found.colour, found.worst) == (RED, ("P3",))
    assert found.assessments["P3"].counts.missing == 1


@pytest.mark.parametrize(
    ("h", "window"),
    [
        (400, timedelta(days=14)),
        (31, timedelta(days=14)),
        (30, timedelta(days=7)),
        (8, timedelta(days=7)),
        (7, timedelta(days=2)),
        (2, timedelta(days=2)),
        (1, timedelta(days=1)),
        (0, timedelta(hours=2)),
    ],
)
def test_an_old_report_turns_green_into_yellow(h: int, window: timedelta) -> None:
    assert fresh(h) == window
    rule = Rule(perishable=True, start=500, due=450)
    just = Counts(5, siap=5, reported=NOW - window)
    old = Counts(5, siap=5, reported=NOW - window - timedelta(milliseconds=1))
    assert colour(rule, just, h) is GREEN
    assert assess(rule, old, h, POLLING, NOW).reason is Reason.STALE
    assert colour(rule, old, h) is YELLOW
    assert colour(Rule(start=500, due=450), old, h) is GREEN
    assert colour(rule, structs.replace(old, siap=0, belum=5, open_since=date.min), h) is RED


@pytest.mark.parametrize("gate", [True, False])
@pytest.mark.parametrize(
    ("counts", "h", "of_gate", "of_other"),
    [
        (belum(0), 14, GREEN, GREEN),
        (belum(35), 14, YELLOW, YELLOW),
        (belum(90), 14, RED, YELLOW),
        (Counts(10), 8, YELLOW, YELLOW),
        (Counts(10), 7, RED, YELLOW),
        (None, 8, YELLOW, YELLOW),
        (None, 7, RED, YELLOW),
        (belum(1), 31, NOT_YET, NOT_YET),
    ],
)
def test_only_a_gate_turns_a_unit_red(
    gate: bool, counts: Counts | None, h: int, of_gate: Colour, of_other: Colour
) -> None:
    rule = Rule(gate=gate)
    found = standing([rule], {} if counts is None else {"L2": counts}, h, POLLING, NOW)
    assert found.colour is (of_gate if gate else of_other)


def test_the_two_numbers() -> None:
    rules = [Rule("A", 60, start=30, due=7), Rule("B", 30, start=30, due=14), Rule("C", 10, start=10, due=5)]
    counts = {"A": belum(31), "B": belum(50), "C": belum(0)}
    found = standing(rules, counts, 14, POLLING, NOW)
    # C has not started: it takes no part. T(A) = 69, T(B) = 100.
    assert found.siap == (60 * 69 + 30 * 50) // 90 == 62
    assert found.against_target == 100 * (60 * 69 + 30 * 50) // (60 * 69 + 30 * 100) == 78


def test_more_than_the_target_does_not_make_up_for_less_elsewhere() -> None:
    rules = [Rule("A", 50, start=30, due=7), Rule("B", 50, start=30, due=7)]
    found = standing(rules, {"A": belum(0), "B": belum(100)}, 14, POLLING, NOW)
    assert (found.siap, found.against_target) == (50, 50)


def test_nothing_is_due_yet() -> None:
    assert standing([Rule()], {"L2": belum(100)}, 30, POLLING, NOW).against_target is None
    early = standing([Rule()], {"L2": belum(100)}, 31, POLLING, NOW)
    assert (early.colour, early.siap, early.against_target, early.worst) == (NOT_YET, 0, None, ())


def test_an_unknown_count_weighs_as_nothing_done() -> None:
    found = standing([Rule("A", 50), Rule("B", 50)], {"A": belum(0)}, 14, POLLING, NOW)
    assert (found.siap, found.against_target, found.colour) == (50, 50, YELLOW)


def test_the_worst_comes_first() -> None:
    rules = [Rule("small", 1), Rule("open", 1, gate=False), Rule("far", 1), Rule("ok", 90)]
    counts = {"small": belum(35), "open": belum(99), "far": belum(60), "ok": belum(0)}
    assert standing(rules, counts, 14, POLLING, NOW).worst == ("far", "open", "small")


def test_worked_example(elections: dict[str, Election]) -> None:
    """Tengah at H-14: 70 SIAP, 60 BELUM, 4 ? of 134, and everything else as good as can be."""
    election = elections["pemilu-2024"]
    counts = {one.code: Counts(10, siap=10, reported=NOW, newest=NOW) for one in election.indicators}
    counts["L2"] = Counts(134, siap=70, belum=60, open_since=date.min, reported=NOW, newest=NOW)
    found = standing(election.indicators, counts, 14, election.polling.date, NOW)
    l2 = found.assessments["L2"]
    assert (l2.percent, l2.known, l2.target, l2.gap, l2.colour) == (52, 97, 69, 17, RED)
    assert l2.counts.unknown == 4
    assert (found.colour, found.worst) == (RED, ("L2",))
    assert found.siap > 90
    assert found.against_target is not None
    assert found.against_target > 90
    counts["L2"] = Counts(134, siap=134, reported=NOW, newest=NOW)
    assert standing(election.indicators, counts, 14, election.polling.date, NOW).colour is GREEN


# ── What must hold for any counts ──────────────────────────────────────────────────────────────────────────

DAYS = st.dates(date(2023, 12, 1), date(2024, 2, 14))
MOMENTS = st.datetimes(datetime(2024, 1, 1), NOW)


@st.composite
def some_counts(draw: st.DrawFn) -> Counts:
    na, siap, klaim, belum_, unknown = (draw(st.integers(0, 12)) for _ in range(5))
    missing = klaim + belum_ + unknown
    items = na + siap + missing
    if not items:
        return Counts()
    reported = draw(st.none() | MOMENTS)
    since = draw(DAYS | st.just(date.min)) if missing else None
    return Counts(items, na, siap, klaim, belum_, since, reported, reported)


RULES = st.builds(
    lambda one, other, gate, perishable, weight: Rule("X", weight, gate, perishable, max(one, other), min(one, other)),
    st.integers(0, 60),
    st.integers(0, 60),
    st.booleans(),
    st.booleans(),
    st.integers(0, 30),
)
ORDER = {GREEN: 0, YELLOW: 1, RED: 2}


@given(RULES, some_counts(), st.integers(0, 70), st.data())
def test_more_siap_never_makes_it_worse(rule: Rule, before: Counts, h: int, data: st.DataObject) -> None:
    klaim = data.draw(st.integers(0, before.klaim))
    belum_ = data.draw(st.integers(0, before.belum))
    more = klaim + belum_
    after = structs.replace(before, siap=before.siap + more, klaim=before.klaim - klaim, belum=before.belum - belum_)
    if not after.missing:
        after = structs.replace(after, open_since=None)
    was, now = assess(rule, before, h, POLLING, NOW), assess(rule, after, h, POLLING, NOW)
    assert now.percent >= was.percent
    assert now.known == was.known
    if was.colour in ORDER:
        assert ORDER[now.colour] <= ORDER[was.colour]


@given(some_counts())
def test_percentages_are_whole_and_full_only_when_nothing_is_missing(counts: Counts) -> None:
    assert type(counts.percent) is type(counts.known) is int
    assert (counts.percent == 100) == (counts.n > 0 and not counts.missing)
    assert 0 <= counts.percent <= counts.known <= 100


ITEM = st.tuples(
    st.sampled_from(["siap", "klaim", "belum", "unknown", "na"]), st.integers(0, 3), DAYS | st.just(date.min)
)


def _count(items: list[tuple[str, int, date]], reports: list[datetime | None]) -> Counts:
    states = [state for state, _, _ in items]
    opened = [since for state, _, since in items if state not in ("siap", "na")]
    areas = [reports[area] for _, area, _ in items]
    known = [moment for moment in areas if moment is not None]
    return Counts(
        len(items),
        *(states.count(state) for state in ("na", "siap", "klaim", "belum")),
        min(opened, default=None),
        min(known) if known and len(known) == len(areas) else None,
        max(known, default=None),
    )


@given(st.lists(ITEM, max_size=30), st.lists(st.none() | MOMENTS, min_size=4, max_size=4), st.integers(1, 3))
def test_a_parent_is_the_count_of_all_its_items(
    items: list[tuple[str, int, date]], reports: list[datetime | None], groups: int
) -> None:
    parts = [_count([item for item in items if item[1] % groups == group], reports) for group in range(groups)]
    assert pool(parts) == _count(items, reports)
    assert pool([pool(parts[:1]), pool(parts[1:])]) == pool(parts)


@given(
    st.lists(RULES, min_size=1, max_size=6),
    st.lists(st.none() | some_counts(), min_size=6, max_size=6),
    st.lists(st.integers(0, 100), min_size=6, max_size=6),
    st.integers(0, 70),
)
def test_weights_never_change_a_colour(
    rules: list[Rule], counts: list[Counts | None], weights: list[int], h: int
) -> None:
    rules = [dataclasses.replace(rule, code=str(at)) for at, rule in enumerate(rules)]
    known = {str(at): found for at, found in enumerate(counts) if found is not None}
    other = [dataclasses.replace(rule, weight=weight) for rule, weight in zip(rules, weights, strict=False)]
    one, two = (standing(those, known, h, POLLING, NOW) for those in (rules, other))
    assert one.colour is two.colour
    assert {c: a.colour for c, a in one.assessments.items()} == {c: a.colour for c, a in two.assessments.items()}
    assert set(one.worst) == set(two.worst)
    for found in (one, two):
        assert type(found.siap) is int
        assert 0 <= found.siap <= 100
        assert found.against_target is None or 0 <= found.against_target <= 100


def test_names_in_files_stay() -> None:
    """They stand in JSON that others read."""
    assert [one.value for one in Colour] == ["belum_waktu", "tak_diketahui", "hijau", "kuning", "merah"]
    assert readiness.KNOWN_ENOUGH == 90
