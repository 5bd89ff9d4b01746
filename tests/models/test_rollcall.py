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
from models.rollcall import GO, HOLD, SIAP, TIDAK, Answer, Lapse, Waiver, lapses, next_call, red, unwaived
from models.rules.schema import RollCall
from models.services import evidence, rollcall, undo
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


def test_an_answer_lapses_when_a_gate_worsens_or_a_waiver_ends() -> None:
    said = Answer(SIAP, {"P3": 0, "L1": 1, "L2": 2}, [waiver("L2")])
    assert lapses(said, {"P3": 0, "L1": 1, "L2": 2}, NOW) == ()
    assert lapses(said, {"P3": 1, "L1": 0, "L2": 2}, NOW) == (Lapse("P3"),)
    assert lapses(said, {"P3": 0, "L1": 1, "L2": 2}, LATER) == (Lapse("L2", ended=True),)
    assert lapses(said, {"P3": 0, "L1": 1, "L2": 1}, LATER) == ()
    assert lapses(Answer(TIDAK, {"P3": 0}), {"P3": 2}, NOW) == ()


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
    for moment in ((2024, 2, 5, 23), (2024, 2, 15, 1)):
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
    assert called(seven).stations[0].lapses == (Lapse("L2"),)


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


def test_the_same_state_has_the_same_digest(seven: Town) -> None:
    first = answer(seven, TIDAK, note="x")["digest"]
    second = answer(seven, TIDAK, note="y", version=1)["digest"]
    assert first == second
    seven.area("L2", KECAMATAN)
    assert answer(seven, TIDAK, note="y", version=2)["digest"] != first
