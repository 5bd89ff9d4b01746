"""The roll-call: who may say SIAP, what holds them back, when it holds no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import queries
from models.actor import OPERATOR, Actor
from models.clock import stored
from models.errors import AccessDenied, Clash, Refused
from models.queries.rollcall import Called
from models.rollcall import (
    GO,
    HOLD,
    READY,
    SIAP,
    TIDAK,
    Answer,
    Lapse,
    Step,
    Waiver,
    days_late,
    is_open,
    judged_until,
    lapses,
    next_call,
    reasons,
    red,
    unwaived,
)
from models.rules.schema import RollCall
from models.services import evidence, rollcall, undo
from models.tables import Region
from tests.models.town import BAYU, KECAMATAN, KOTA, OTHER_KECAMATAN, RINI, SARI, TPS, Town

NOW = datetime(2024, 2, 7, 12, 0)
LATER = NOW + timedelta(days=3)


def waiver(code: str, until: datetime = LATER) -> Waiver:
    return Waiver(code, "Ketua KPU", "genset menyusul", until)


def test_only_a_waiver_that_holds_lets_a_red_gate_pass() -> None:
    found, call = {"P3": 0, "L1": 2, "L2": 2, "L3": 1}, RollCall(day=7, firm=())
    assert red(found) == ("L1", "L2")
    assert unwaived(found, [waiver("L1"), waiver("L2", NOW)], call, NOW) == ("L2",)
    assert unwaived(found, [waiver("L1"), waiver("L2")], RollCall(day=1, firm=("L2",)), NOW) == ("L2",)
    assert unwaived(found, [waiver("L1"), waiver("L2")], call, NOW) == ()


def step(at: datetime, **gates: int) -> Step:
    return Step(at.date(), at, gates)


def test_an_answer_lapses_when_a_gate_worsens_or_a_waiver_ends() -> None:
    said = Answer(SIAP, {"P3": 0, "L1": 1, "L2": 2}, [waiver("L2")])
    assert reasons(said, step(NOW, P3=0, L1=1, L2=2)) == ()
    assert reasons(said, step(NOW, P3=1, L1=0, L2=2)) == (("P3", False),)
    assert reasons(said, step(LATER, P3=0, L1=1, L2=2)) == (("L2", True),)
    assert reasons(said, step(LATER, P3=0, L1=1, L2=1)) == ()
    assert reasons(Answer(TIDAK, {"P3": 0}), step(NOW, P3=2)) == ()
    assert reasons(Answer(GO, {"P3": 0}), step(NOW, P3=2)) == (("P3", False),)


def test_it_lapses_when_more_is_missing_behind_a_gate_that_was_let_pass() -> None:
    let = Waiver("L2", "Ketua KPU", "genset menyusul", LATER, missing=12)
    said = Answer(SIAP, {"L2": 2}, [let])
    assert reasons(said, Step(NOW.date(), NOW, {"L2": 2}, {"L2": 12})) == ()
    assert reasons(said, Step(NOW.date(), NOW, {"L2": 2}, {"L2": 13})) == (("L2", False),)
    assert reasons(said, Step(NOW.date(), NOW, {"L2": 1}, {"L2": 13})) == ()  # a colour better all the same
    assert reasons(Answer(SIAP, {"L2": 2}, [waiver("L2")]), Step(NOW.date(), NOW, {"L2": 2}, {"L2": 99})) == ()


def test_it_lapses_since_the_day_from_which_it_has_been_so() -> None:
    said, day = Answer(SIAP, {"P3": 0, "L2": 2}, [waiver("L2", NOW + timedelta(hours=30))]), timedelta(days=1)
    first, second, third = (NOW + day * n for n in range(3))
    red_twice = [step(first, P3=2, L2=2), step(second, P3=0, L2=2), step(third, P3=1, L2=2)]
    assert lapses(said, red_twice) == (Lapse("P3", third.date()), Lapse("L2", third.date(), ended=True))
    assert lapses(said, red_twice[:2]) == ()  # it was red, and is not any more
    assert lapses(said, []) == ()


@given(st.lists(st.dictionaries(st.sampled_from("ABC"), st.integers(0, 2)), max_size=6), st.sampled_from(READY))
def test_what_lapsed_is_what_takes_it_back_at_the_end(days: list[dict[str, int]], answer: str) -> None:
    said = Answer(answer, {"A": 1, "B": 2}, [waiver("B", NOW + timedelta(days=2))])
    steps = [Step((at := NOW + timedelta(days=n)).date(), at, found) for n, found in enumerate(days)]
    found = lapses(said, steps)
    assert [(one.code, one.ended) for one in found] == list(reasons(said, steps[-1]) if steps else ())
    for one in found:
        before = [step for step in steps if step.day < one.since]
        assert not before or (one.code, one.ended) not in reasons(said, before[-1])
        assert all((one.code, one.ended) in reasons(said, step) for step in steps if step.day >= one.since)


def test_the_days_of_each(town: Town) -> None:
    election = town.election
    hundred, thirty, seven, _three, last = election.rollcalls
    assert [str(judged_until(election, one)) for one in (hundred, thirty, seven, last)] == [
        "2024-01-13", "2024-02-05", "2024-02-09", "2024-02-14",
    ]  # fmt: skip
    assert [days_late(election, seven, datetime(2024, 2, day).date()) for day in (6, 7, 9)] == [0, 0, 2]
    assert not is_open(election, last, datetime(2024, 2, 11, 23, 59))
    assert is_open(election, last, datetime(2024, 2, 12))
    assert is_open(election, last, datetime(2024, 2, 14, 6, 59))
    assert not is_open(election, last, datetime(2024, 2, 14, 7))


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 2)), st.sets(st.sampled_from("ABCDE")))
def test_what_was_waived_is_exactly_what_is_not_left(found: dict[str, int], let: set[str]) -> None:
    left = unwaived(found, [waiver(code) for code in let], RollCall(day=7, firm=("A",)), NOW)
    assert set(left) == set(red(found)) - (let - {"A"})


@pytest.fixture
def seven(town: Town) -> Town:
    """The day of the roll-call of H-7: from then on a gate that nobody reported is red."""
    town.at(2024, 2, 7, 9)
    return town


def answer(
    town: Town, said: str = SIAP, *, actor: Actor = SARI, unit: str = KECAMATAN, day: int = 7, **more: Any
) -> Any:
    with town.work(actor, "rollcall", unit) as work:
        return rollcall.answer(work, day, unit, said, **more)


def called(town: Town, day: int = 7) -> Called:
    call = next(one for one in town.election.rollcalls if one.day == day)
    moment = queries.board.moment_of(town.election, town.clock.moment)
    with town.database.read() as connection:
        return queries.rollcall.called(connection, town.election, KOTA, call, moment)


def let(town: Town, hours: int = 48) -> list[Waiver]:
    """A waiver for every red gate of the kecamatan."""
    (station,) = (one for one in called(town).stations if one.state.code == KECAMATAN)
    until = stored(town.clock.now()) + timedelta(hours=hours)
    return [waiver(code, until) for code in red(station.gates)]


def test_which_one_is_next(town: Town) -> None:
    def day(*parts: int) -> int:
        found = next_call(town.election, datetime(*parts).date())  # type: ignore[arg-type]
        return found.day if found else -1

    assert [day(2023, 1, 1), day(2024, 1, 31), day(2024, 2, 7), day(2024, 2, 8), day(2024, 3, 1)] == [100, 7, 7, 3, 1]


def test_it_opens_the_day_before_and_closes_with_polling(town: Town) -> None:
    for moment in ((2024, 2, 5, 23), (2024, 2, 14, 7), (2024, 2, 15, 1)):
        town.at(*moment)
        with pytest.raises(Refused) as caught:
            answer(town, TIDAK, note="belum")
        assert caught.value.code == "rollcall_closed"
    town.at(2024, 2, 14, 6)
    answer(town, TIDAK, note="belum")  # late, but said


def test_siap_over_a_red_gate_needs_a_named_waiver(seven: Town) -> None:
    before = seven.dump()
    with pytest.raises(Refused) as caught:
        answer(seven)
    assert caught.value.code == "gate_red"
    assert "P3" in caught.value.detail["gates"]
    with pytest.raises(Refused) as caught:
        answer(seven, waivers=[Waiver("P3", " ", "x", LATER)])
    assert caught.value.code == "waiver_unnamed"
    assert seven.dump() == before
    row = answer(seven, waivers=let(seven))
    assert (row["said"], row["by"], row["rules"]) == (SIAP, "sari", "v1")
    (station, other) = called(seven).stations
    assert station.signed is not None
    assert station.signed.answer.said == SIAP
    assert station.lapses == ()
    assert other.signed is None
    seven.later(hours=49)
    assert all(lapse.ended for lapse in called(seven).stations[0].lapses)
    assert called(seven).stations[0].lapses


def test_what_is_firm_cannot_be_waived(town: Town) -> None:
    town.at(2024, 2, 13, 9)
    moment = stored(town.clock.now()) + timedelta(hours=5)
    gates = [waiver(code, moment) for code in red(called(town, 1).stations[0].gates)]
    assert {"L3", "T4"} <= {one.code for one in gates}
    with pytest.raises(Refused) as caught:
        answer(town, day=1, waivers=gates)
    assert (caught.value.code, caught.value.detail["gates"]) == ("gate_firm", ("L3",))


def test_a_gate_that_worsens_takes_the_answer_back(seven: Town) -> None:
    rule = seven.election.indicator("L2")
    seven.area("L2", KECAMATAN)
    answer(seven, waivers=let(seven))
    assert called(seven).stations[0].lapses == ()
    (row,) = seven.items("L2", TPS)
    with seven.work(verb="withdraw", unit=TPS) as work:
        evidence.withdraw(work, rule, [evidence.Item(TPS, version=row.version)], note="tertukar")
    since = seven.clock.today()
    assert called(seven).stations[0].lapses == (Lapse("L2", since),)
    seven.later(hours=26)
    assert called(seven).stations[0].lapses[0] == Lapse("L2", since)
    seven.at(2024, 2, 11, 9)  # H-3 is open since the day before: what comes later is no matter of H-7
    kept = called(seven).stations[0].lapses
    assert Lapse("L2", since) in kept
    seven.area("L2", KECAMATAN)
    assert called(seven).stations[0].lapses == kept


def test_a_gate_that_was_let_pass_may_get_no_worse(seven: Town) -> None:
    """Red stays red: what was waived is so many that are missing, not any number of them."""
    rule = seven.election.indicator("L1")
    seven.area("L1", TPS)  # the only one that is reported
    answer(seven, waivers=let(seven))
    signed = called(seven).stations[0].signed
    assert signed is not None
    missing = {one.code: one.missing for one in signed.answer.waivers}
    assert missing["L1"] == len(seven.items("L1", KECAMATAN)) - 1
    assert called(seven).stations[0].lapses == ()
    (row,) = seven.items("L1", TPS)
    with seven.work(verb="withdraw", unit=TPS) as work:
        evidence.withdraw(work, rule, [evidence.Item(TPS, version=row.version)], note="tertukar")
    assert called(seven).stations[0].lapses == (Lapse("L1", seven.clock.today()),)


def test_what_is_not_counted_hides_nothing_behind_a_gate_that_was_let_pass(seven: Town) -> None:
    """One item that was missing is N/A now, two others are missing that were not: one more than was let pass."""
    rule = seven.election.indicator("L1")
    units_ = sorted(row.unit for row in seven.items("L1", KECAMATAN))
    for unit in units_[:2]:
        seven.area("L1", unit)
    answer(seven, waivers=let(seven))
    seven.exclude("L1", [evidence.Item(units_[2])])
    assert called(seven).stations[0].lapses == ()
    with seven.work(verb="withdraw", unit=KECAMATAN) as work:
        rows = [row for row in seven.items("L1", KECAMATAN) if row.unit in units_[:2]]
        evidence.withdraw(work, rule, [evidence.Item(row.unit, version=row.version) for row in rows], note="tertukar")
    assert called(seven).stations[0].lapses == (Lapse("L1", seven.clock.today()),)


def test_days_without_a_change_are_looked_at_too(seven: Town) -> None:
    """A report goes stale while nobody writes anything."""
    for code in ("L1", "L2"):
        seven.area(code, KECAMATAN)
    until = stored(seven.clock.now()) + timedelta(days=9)
    answer(seven, waivers=[waiver(one.code, until) for one in let(seven)])
    seven.at(2024, 2, 9, 12)
    assert called(seven).stations[0].lapses == (Lapse("L1", datetime(2024, 2, 9).date()),)  # reported two days ago


def test_no_needs_a_reason_and_two_who_answer_see_each_other(seven: Town) -> None:
    with pytest.raises(Refused) as caught:
        answer(seven, TIDAK, note=" ")
    assert caught.value.code == "reason_empty"
    answer(seven, TIDAK, actor=BAYU, note="L3 2 TPS")
    with pytest.raises(Clash) as clash:
        answer(seven, actor=RINI, waivers=let(seven))
    assert (clash.value.detail["theirs"], clash.value.detail["mine"]) == (TIDAK, SIAP)
    answer(seven, actor=RINI, waivers=let(seven), version=1)
    with seven.work(RINI, "undo") as work:
        undo.undo_last(work, seven.elections)
    signed = called(seven).stations[0].signed
    assert signed is not None
    assert (signed.answer.said, signed.by) == (TIDAK, "bayu")


def test_who_leads_decides(seven: Town) -> None:
    answer(seven, TIDAK, unit=OTHER_KECAMATAN, note="listrik")
    operator = Actor("opi", OPERATOR)
    with pytest.raises(AccessDenied) as caught, seven.work(operator, rollcall.DECIDE) as work:
        rollcall.decide(work, 7, KOTA, GO)
    assert caught.value.code == "leader_only"
    with pytest.raises(Refused), seven.work(BAYU, rollcall.DECIDE) as work:
        rollcall.decide(work, 7, KOTA, HOLD)
    with seven.work(BAYU, rollcall.DECIDE) as work:
        rollcall.decide(work, 7, KOTA, HOLD, reason="menunggu 2 dari 7")
    decision = called(seven).decision
    assert decision is not None
    assert (decision.answer.said, decision.note) == (HOLD, "menunggu 2 dari 7")
    assert len(decision.digest) == 64


def test_to_go_on_although_not_all_are_ready_needs_a_reason(seven: Town) -> None:
    def decide(reason: str = "", **more: Any) -> Any:
        with seven.work(BAYU, rollcall.DECIDE) as work:
            return rollcall.decide(work, 7, KOTA, GO, reason=reason, **more)

    for unit in (KECAMATAN, OTHER_KECAMATAN):
        with pytest.raises(Refused) as caught:
            decide()
        assert caught.value.code == "reason_empty"
        until = stored(seven.clock.now()) + timedelta(days=2)
        station = next(one for one in called(seven).stations if one.state.code == unit)
        answer(seven, unit=unit, waivers=[waiver(code, until) for code in red(station.gates)])
    assert called(seven).ready == 2
    decide()
    assert (called(seven).held[7].ready, called(seven).held[7].decision) == (2, GO)
    assert called(seven).held[3].answered == 0


def test_an_answer_on_which_a_decision_rests_is_not_undone(seven: Town) -> None:
    answer(seven, TIDAK, note="listrik", actor=RINI)
    with seven.work(BAYU, rollcall.DECIDE) as work:
        rollcall.decide(work, 7, KOTA, HOLD, reason="menunggu")
    with pytest.raises(Refused) as caught:
        seven.undo(RINI)
    assert caught.value.code == "built_upon"
    seven.undo(BAYU)
    seven.undo(RINI)
    assert called(seven).stations[0].signed is None


def test_what_was_decided_is_the_answer_of_a_wider_station(seven: Town) -> None:
    from models.queries.rollcall import called as found_of

    with seven.work(BAYU, rollcall.DECIDE) as work:
        rollcall.decide(work, 7, KOTA, GO, reason="dispensasi KPU")
    call = next(one for one in seven.election.rollcalls if one.day == 7)
    moment = queries.board.moment_of(seven.election, seven.clock.moment)
    with seven.database.begin_write() as connection:  # a province above the town, for this look only
        province = {"code": "33", "parent": None, "level": 1, "name": "Uji Raya", "name_key": "uji raya"}
        connection.execute(Region.insert(), province)
        connection.execute(Region.update().where(Region.c.code == KOTA).values(parent="33"))
        found = found_of(connection, seven.election, "33", call, moment)
        assert [(one.state.code, one.signed and one.signed.answer.said) for one in found.stations] == [(KOTA, GO)]
        assert (found.ready, found.decision) == (1, None)


def test_the_same_state_has_the_same_digest(seven: Town) -> None:
    first = answer(seven, TIDAK, note="x")["digest"]
    second = answer(seven, TIDAK, note="y", version=1)["digest"]
    assert first == second
    seven.area("L2", KECAMATAN)
    assert answer(seven, TIDAK, note="y", version=2)["digest"] != first
