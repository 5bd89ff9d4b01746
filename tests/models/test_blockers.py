"""What holds a day back: roots, what waits for them, in which order."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from models.blockers import Cause, Missing, causes, checkpoints, concerned
from models.rules.loader import load_election
from models.rules.schema import Election

PANJANG, WATES = "33.71.03.1001", "33.71.01.1001"


@pytest.fixture(scope="module")
def election() -> Election:
    return load_election("pemilu-2024")


def seat(unit: str, number: int, state: str = "belum", since: date | None = None) -> Missing:
    return Missing(unit, number, state, since)


def tps(unit: str, state: str = "belum", since: date | None = None) -> Missing:
    return Missing(unit, 0, state, since)


def found(election: Election, day: int, h: int, **missing: list[Missing]) -> list[Cause]:
    return list(causes(election, concerned(election, day), missing, h))


def test_the_days_that_can_be_held_back(election: Election) -> None:
    assert checkpoints(election, 14) == (14, 7, 1)
    assert checkpoints(election, 1) == (1,)
    assert checkpoints(election, 25)[:3] == (25, 21, 20)


def test_what_is_needed_stands_before_what_needs_it(election: Election) -> None:
    codes = [rule.code for rule in concerned(election, 1)]
    assert codes.index("P3") < codes.index("P5")
    assert codes.index("L1") < codes.index("L3")
    assert "T1" in codes  # no gate, but a TPS cannot stand without its place
    assert "T1" not in [rule.code for rule in concerned(election, 7)]
    assert "P8" not in codes


def test_an_empty_seat_holds_all_that_its_holder_should_have(election: Election) -> None:
    there = f"{PANJANG}.001"
    empty = [seat(there, 5)]
    untrained = [seat(there, 5), seat(there, 6)]
    one, other = found(election, 7, 14, P3=empty, P4=empty, P5=untrained, N1=empty)
    assert (one.code, one.area, one.count, one.freed) == ("P3", PANJANG, 1, 4)
    assert one.waiting == {"P4": 1, "P5": 1, "N1": 1}
    assert list(one.waiting) == ["P4", "P5", "N1"]
    assert (other.code, other.count, other.freed) == ("P5", 1, 1)


def test_a_kit_waits_for_its_own_tps_only(election: Election) -> None:
    lacking = [tps(f"{PANJANG}.001", "klaim"), tps(f"{PANJANG}.002"), tps(f"{WATES}.001", "unknown")]
    away = [tps(f"{PANJANG}.001"), tps(f"{PANJANG}.003"), tps(f"{WATES}.001")]
    first, second, third = found(election, 1, 2, L2=lacking, L3=away)
    assert (first.code, first.area, first.states, first.waiting) == (
        "L2",
        PANJANG,
        {"klaim": 1, "belum": 1},
        {"L3": 1},
    )
    assert (second.code, second.area, second.freed) == ("L2", WATES, 2)
    assert (third.code, third.area, third.freed) == ("L3", PANJANG, 1)


def test_what_has_not_started_waits_but_holds_nothing(election: Election) -> None:
    away = [tps(f"{PANJANG}.001", "unknown"), tps(f"{PANJANG}.002", "unknown")]
    (one,) = found(election, 1, 14, L2=[tps(f"{PANJANG}.001")], L3=away)
    assert (one.code, one.waiting) == ("L2", {"L3": 1})


def test_the_oldest_gives_the_age_and_nothing_is_older_than_its_stage(election: Election) -> None:
    begin = election.day(election.indicator("L2").start)
    (one,) = found(election, 7, 14, L2=[tps(f"{PANJANG}.001", since=date(2024, 1, 28)), tps(f"{PANJANG}.002")])
    assert one.since == begin
    (one,) = found(election, 7, 14, L2=[tps(f"{PANJANG}.001", since=date(2024, 1, 28))])
    assert one.since == date(2024, 1, 28)


def test_units_cover_what_is_inside_them_and_around_them(election: Election) -> None:
    rules = [
        structs.replace(rule, needs=("S2",))
        if rule.code == "L2"
        else structs.replace(rule, needs=("L2",))
        if rule.code == "K2"
        else rule
        for rule in election.indicators
    ]
    changed = structs.replace(election, indicators=tuple(rules))
    order = [changed.indicator(code) for code in ("S2", "L2", "K2")]
    missing = {
        "S2": [tps(PANJANG)],
        "L2": [tps(f"{PANJANG}.001"), tps(f"{WATES}.001")],
        "K2": [tps("33.71.03"), tps("33.71.02")],
    }
    made = {(one.code, one.area): dict(one.waiting) for one in causes(changed, order, missing, 7)}
    assert made == {
        ("S2", PANJANG): {"L2": 1, "K2": 1},
        ("L2", WATES): {},
        ("K2", "33.71.02"): {},
    }
