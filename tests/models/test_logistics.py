"""What a TPS needs, what it lacks, which steps are done; what is recorded, refused, asked about, and what it proves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models import logistics
from models.errors import Clash, Refused
from models.exchange import export
from models.exchange.export import Wanted
from models.logistics import Pieces
from models.past import open_past
from models.queries import logistics as asked
from models.rules.loader import load_elections
from models.rules.schema import Election, Good, Step
from models.services import check, hazards
from models.services import logistics as acts
from models.tables import Flag, Kit, Stock, Tps
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, SARI, START, STATE, TPS, Town

SECOND_TPS = f"{KELURAHAN}.002"
BALLOTS = ("ss1", "ss2", "ss3", "ss4", "ss5")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Election]:
    return load_elections(("pemilu-2024", "pilkada-2024"))


# ── arithmetic ────────────────────────────────────────────────────────────


@given(st.integers(0, 100_000), st.integers(0, 1000))
def test_the_reserve_is_rounded_up_for_each_tps(voters: int, reserve: int) -> None:
    assert logistics.ballots(voters, reserve) == ceil(voters * (1 + Fraction(reserve, 1000)))


def test_ballots_as_reported_from_kabupaten_magelang() -> None:
    """1,040,808 ballots for 1,014,525 voters in 2,011 TPS: rounding by TPS explains what a flat rate does not."""
    flat = logistics.ballots(1_014_525, 25)
    assert flat == 1_039_889
    assert flat < 1_040_808 <= flat + 2_011


def test_goods_of_the_city_by_the_shipped_files(shipped: dict[str, Election]) -> None:
    """The main items as they are derived for Kota Magelang: 353 and 181 TPS, three kecamatan."""
    expected = {
        "pemilu-2024": (353, {"kotak": 1765 + 6, "bilik": 1412, "tinta": 706, "segel-plastik": 9178}),
        "pilkada-2024": (181, {"kotak": 362 + 6, "bilik": 724, "tinta": 362, "segel-plastik": 2172}),
    }
    for code, (tps, wanted) in expected.items():
        goods = {good.code: good for good in shipped[code].goods}
        assert goods["kotak"].per_tps == shipped[code].boxes_per_tps
        assert {one: goods[one].per_tps * tps + goods[one].per_kecamatan * 3 for one in wanted} == wanted
    assert [len(one.hazards) for one in shipped.values()] == [7, 8]
    assert [len(one.ballots) for one in shipped.values()] == [5, 2]


def test_what_is_not_known_is_not_nothing(shipped: dict[str, Election]) -> None:
    election = shipped["pemilu-2024"]
    ballot, box = election.supplies()[0], election.goods[0]
    assert logistics.need(election, ballot, None) is None
    assert logistics.need(election, ballot, 0) == 0
    assert logistics.need(election, box, None) == 5
    assert logistics.known([3, None, 4, None]) == (7, 2)
    assert logistics.lack(None, Pieces(counted=3)) == logistics.lack(300, Pieces()) == 0
    assert logistics.lack(306, Pieces(received=300, damaged=4)) == 10
    assert logistics.lack(306, Pieces(received=306, counted=300)) == 6


numbers = st.none() | st.integers(0, 400)


@given(st.none() | st.integers(0, 350), st.lists(numbers, min_size=5, max_size=5))
def test_a_step_is_complete_when_every_kind_is(voters: int | None, counted: list[int | None]) -> None:
    election = load("pemilu-2024")
    said = {code: Pieces(counted=number) for code, number in zip(BALLOTS, counted, strict=True)}
    wanted = None if voters is None else logistics.ballots(voters, 20)
    found = logistics.complete(election, "counted", voters, said)
    if wanted is None:
        assert found is None
    elif any(number is not None and number < wanted for number in counted):
        assert found is False
    else:
        assert found is (None if None in counted else True)


_LOADED: dict[str, Election] = {}


def load(code: str) -> Election:
    if code not in _LOADED:
        _LOADED.update(load_elections((code,)))
    return _LOADED[code]


# ── verbs in short ────────────────────────────────────────────────────────────


def voters(town: Town, numbers: dict[str, int | None], **more: Any) -> int:
    with town.work(verb="dpt", unit=KELURAHAN) as work:
        return acts.set_voters(work, numbers, **more)


def pieces(town: Town, good: str, said: Pieces, unit: str = TPS, **more: Any) -> None:
    before = stock(town, unit).get(good)
    options = {"reference": "BA 7", "on": town.clock.today(), "version": before and before.version, **more}
    with town.work(verb="stock", unit=unit) as work:
        acts.record_pieces(work, unit, good, said, **options)


def step(town: Town, code: str, *where: str, actor: Any = SARI, **more: Any) -> int:
    options = {"reference": "TT 9", "receiver": "Ketua KPPS", "on": town.clock.today(), **more}
    with town.work(actor, "kit", KELURAHAN) as work:
        return acts.record_step(work, code, where or (TPS,), **options)


def stock(town: Town, unit: str = TPS) -> dict[str, Any]:
    with town.database.read() as connection:
        return {row.good: row for row in connection.execute(select(Stock).where(Stock.c.unit == unit))}


def kit(town: Town, unit: str = TPS) -> Any:
    with town.database.read() as connection:
        return connection.execute(select(Kit).where(Kit.c.unit == unit)).first()


def dpt(town: Town, unit: str = TPS) -> int | None:
    with town.database.read() as connection:
        return connection.scalar(select(Tps.c.dpt).where(Tps.c.election == town.election.code, Tps.c.code == unit))


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def state(town: Town, code: str, unit: str = TPS) -> str:
    return town.states(code)[unit, 0]


# ── voters ────────────────────────────────────────────────────────────


def test_voters_are_set_and_forgotten_again(town: Town) -> None:
    assert voters(town, {TPS: 280, SECOND_TPS: 0}) == 2
    assert (dpt(town), dpt(town, SECOND_TPS), dpt(town, f"{KELURAHAN}.003")) == (280, 0, None)
    assert voters(town, {TPS: 280, SECOND_TPS: None}) == 1
    assert (dpt(town), dpt(town, SECOND_TPS)) == (280, None)
    town.undo()
    assert dpt(town, SECOND_TPS) == 0
    assert town.wrong() == []


def test_voters_that_cannot_be(town: Town) -> None:
    assert refusal(lambda: voters(town, {TPS: -1})).code == "number_bad"
    assert refusal(lambda: voters(town, {f"{KELURAHAN}.099": 1})).code == "unit_unknown"
    found = refusal(lambda: voters(town, {TPS: 301, SECOND_TPS: 300}))
    assert (found.code, found.detail["units"], found.detail["most"]) == ("over_voters", [TPS], 300)
    assert dpt(town) is None
    voters(town, {TPS: 301}, confirmed=True)
    assert dpt(town) == 301
    with pytest.raises(Clash):
        voters(town, {TPS: 250}, seen={TPS: 1})


# ── numbers ────────────────────────────────────────────────────────────


def test_counted_ballots_prove_what_the_election_says(town: Town) -> None:
    voters(town, {TPS: 290})
    for code in BALLOTS[:4]:
        pieces(town, code, Pieces(received=296, counted=296))
        assert state(town, "L2") != "siap"
    pieces(town, "ss5", Pieces(received=296, damaged=1, counted=295))
    assert state(town, "L2") == "belum"
    pieces(town, "ss5", Pieces(received=297, damaged=1, counted=296), confirmed=True)
    assert (state(town, "L2"), town.count("L2").siap) == ("siap", 1)
    pieces(town, "ss5", Pieces(received=297, damaged=9, counted=288), confirmed=True)
    assert (state(town, "L2"), town.count("L2").siap) == ("belum", 0)
    assert town.wrong() == []


def test_more_voters_need_more_ballots(town: Town) -> None:
    voters(town, {TPS: 200})
    step(town, "counted")
    assert (state(town, "L2"), stock(town)["ss3"].counted) == ("siap", 204)
    voters(town, {TPS: 201})
    assert state(town, "L2") == "belum"
    voters(town, {TPS: 200})
    assert state(town, "L2") == "belum"  # voters prove nothing: somebody must say so
    step(town, "counted")
    assert state(town, "L2") == "siap"


def test_evidence_by_hand_stands_until_a_number_speaks_against_it(town: Town) -> None:
    voters(town, {TPS: 100})
    town.area("L2")
    pieces(town, "ss1", Pieces(counted=102))
    assert state(town, "L2") == "siap"
    pieces(town, "ss2", Pieces(counted=101))
    assert state(town, "L2") == "belum"


def test_numbers_that_cannot_be(town: Town) -> None:
    voters(town, {TPS: 100})
    for said, code in (
        (Pieces(counted=-1), "number_bad"),
        (Pieces(received=10_000_000), "number_bad"),
        (Pieces(received=5, damaged=6), "number_order"),
        (Pieces(received=100, damaged=3, counted=98), "number_order"),
        (Pieces(counted=90, packed=91), "number_order"),
        (Pieces(packed=5, returned=6), "number_order"),
        (Pieces(counted=103), "over_need"),
    ):
        assert refusal(lambda said=said: pieces(town, "ss1", said)).code == code
    assert refusal(lambda: pieces(town, "emas", Pieces(counted=1))).code == "good_unknown"
    assert refusal(lambda: pieces(town, "ss1", Pieces(), unit=KELURAHAN)).code == "unit_unknown"
    assert refusal(lambda: pieces(town, "ss1", Pieces(counted=1), unit=KECAMATAN)).code == "number_elsewhere"
    later = town.clock.today() + timedelta(days=1)
    assert refusal(lambda: pieces(town, "ss1", Pieces(counted=1), on=later)).code == "date_future"
    assert stock(town) == {}
    pieces(town, "ss1", Pieces(counted=103), confirmed=True)
    assert stock(town)["ss1"].counted == 103


def test_a_complete_count_needs_its_paper(town: Town) -> None:
    voters(town, {TPS: 100})
    for code in BALLOTS[:4]:
        pieces(town, code, Pieces(counted=102), reference="")
    assert refusal(lambda: pieces(town, "ss5", Pieces(counted=102), reference=" ")).code == "reference_empty"
    assert "ss5" not in stock(town)


def test_who_was_quicker(town: Town) -> None:
    pieces(town, "kotak", Pieces(received=5))
    with pytest.raises(Clash):
        pieces(town, "kotak", Pieces(received=4), version=None)
    step(town, "ppk", confirmed=True)
    with pytest.raises(Clash):
        step(town, "pps", seen={TPS: None})
    step(town, "pps", seen={TPS: 1})


def test_a_store_is_told_by_what_came(town: Town) -> None:
    pieces(town, "kotak", Pieces(received=32, damaged=1), unit=KECAMATAN)
    assert (stock(town, KECAMATAN)["kotak"].received, stock(town, KECAMATAN)["kotak"].damaged) == (32, 1)


# ── steps ────────────────────────────────────────────────────────────


def test_a_kit_on_its_way(town: Town) -> None:
    three = [f"{KELURAHAN}.00{number}" for number in (1, 2, 3)]
    voters(town, dict.fromkeys(three, 250))
    assert step(town, "packed", *three) == 3
    assert {row.packed for row in stock(town).values()} == {5, 4, 2, 26, 96, 1}
    assert (town.count("L1").siap, kit(town).step) == (3, "packed")
    for code in ("ppk", "pps"):
        step(town, code, *three)
    assert town.count("L3").siap == 0
    step(town, "tps", TPS, reference="TT 12", receiver="Bu Rini")
    found = kit(town)
    assert (found.step, found.reference, found.receiver) == ("tps", "TT 12", "Bu Rini")
    assert (state(town, "L3"), town.count("L3").siap) == ("siap", 1)
    step(town, "pps", TPS)
    assert (kit(town).step, state(town, "L3"), town.count("L1").siap) == ("pps", "belum", 3)
    step(town, "tps", TPS)
    step(town, "returned", TPS)
    assert (kit(town).step, state(town, "L3")) == ("returned", "siap")
    assert town.wrong() == []


def test_packing_piece_by_piece_completes_the_kit(town: Town) -> None:
    voters(town, {TPS: 100})
    for good in town.election.supplies():
        assert kit(town) is None, good
        pieces(town, good.code, Pieces(packed=logistics.need(town.election, good, 100)))
    assert (kit(town).step, state(town, "L1")) == ("packed", "siap")


def test_steps_that_cannot_be(town: Town) -> None:
    assert refusal(lambda: step(town, "terbang")).code == "step_unknown"
    found = refusal(lambda: step(town, "counted"))
    assert (found.code, found.detail["units"]) == ("dpt_unknown", [TPS])
    assert refusal(lambda: step(town, "tps", receiver=" ")).code == "receipt_empty"
    assert refusal(lambda: step(town, "tps", reference="")).code == "receipt_empty"
    assert refusal(lambda: step(town, "tps")).code == "kit_unpacked"
    assert refusal(lambda: step(town, "ppk", on=date(2024, 2, 1))).code == "date_future"
    voters(town, {TPS: 100})
    pieces(town, "ss1", Pieces(received=100))
    found = refusal(lambda: step(town, "counted"))
    assert (found.code, found.detail["number"], found.detail["most"], found.detail["unit"]) == (
        "not_enough", 102, 100, TPS,
    )  # fmt: skip
    assert kit(town) is None
    step(town, "tps", confirmed=True)
    assert state(town, "L3") == "siap"


def test_what_does_not_count_stays_out(town: Town) -> None:
    voters(town, {TPS: 100})
    town.exclude("L2", [acts.Item(TPS)])
    step(town, "counted")
    assert state(town, "L2") == "na"


def test_undo_takes_numbers_kit_and_evidence_back(town: Town) -> None:
    voters(town, {TPS: 250, SECOND_TPS: 250})
    before = town.dump(*STATE, "version", "report")
    step(town, "packed", TPS, SECOND_TPS)
    assert town.count("L1").siap == 2
    town.undo()
    assert town.dump(*STATE, "version", "report") == before
    assert (town.count("L1").siap, town.wrong()) == (0, [])


def test_somebody_built_upon_it(town: Town) -> None:
    voters(town, {TPS: 250})
    step(town, "packed")
    step(town, "ppk", actor=BAYU)
    assert refusal(town.undo).code == "built_upon"


def test_the_past_knows_what_was_where(town: Town) -> None:
    voters(town, {TPS: 250})
    step(town, "packed")
    before, moment = stock(town), town.clock.now()
    town.later(hours=5)
    step(town, "ppk")
    voters(town, {TPS: 240})
    past = open_past(town.where, moment, town.elections)
    with past.read() as connection:
        assert connection.scalar(select(Kit.c.step)) == "packed"
        assert connection.scalar(select(Tps.c.dpt).where(Tps.c.dpt.is_not(None))) == 250
        assert {row.good for row in connection.execute(select(Stock))} == set(before)
    past.close()


def test_a_tps_with_goods_or_voters_does_not_go(town: Town) -> None:
    third = f"{KELURAHAN}.003"
    voters(town, {third: 250})
    assert refusal(lambda: town.set_tps(KELURAHAN, 2)).code == "tps_in_use"
    voters(town, {third: None})
    step(town, "ppk", third, confirmed=True)
    assert refusal(lambda: town.set_tps(KELURAHAN, 2)).code == "tps_in_use"


def test_the_whole_check_knows_the_tables(town: Town) -> None:
    voters(town, {TPS: 250})
    step(town, "packed")
    with town.work() as work:
        work.insert(Kit, {"election": town.election.code, "unit": f"{KELURAHAN}.099", "step": "ppk",
                          "since": town.clock.today(), "reference": None, "receiver": None})  # fmt: skip
    found = list(check.faults(town.database, town.elections))
    assert [(one.kind, one.facts["column"]) for one in found] == [("reference", "kit.unit")]


# ── which indicator a step proves is data ────────────────────────────────────────────────────────────


def test_an_election_that_is_not_shipped(town: Town) -> None:
    """Another election with its own goods and steps: what they prove is another indicator, without a line of code."""
    shipped = town.election
    town.election = msgspec.structs.replace(
        shipped,
        ballots=("Kepala Desa",),
        reserve_permille=100,
        goods=(Good(code="paku", name="Paku", per_tps=3),),
        steps=(
            Step(code="counted", name="Dihitung", short="Hitung", proves="T2"),
            Step(code="packed", name="Dikemas", short="Kemas"),
            Step(code="tps", name="Sampai", short="Sampai", proves="T4", receipt=True),
        ),
        hazards_prove="K3",
    )
    voters(town, {TPS: 55})
    step(town, "counted")
    assert {code: row.counted for code, row in stock(town).items()} == {"ss1": 61}
    step(town, "packed")
    assert {code: row.packed for code, row in stock(town).items()} == {"ss1": None, "paku": 3}
    step(town, "tps")
    found = {code: state(town, code) for code in ("L1", "L2", "L3", "T2", "T4")}
    assert found == {"L1": "unknown", "L2": "unknown", "L3": "unknown", "T2": "siap", "T4": "siap"}
    assert refusal(lambda: step(town, "pps")).code == "step_unknown"


# ── signs of trouble ────────────────────────────────────────────────────────────


def flag(town: Town, sign: str = "A3", unit: str = TPS, **more: Any) -> int:
    with town.work(verb="flag", unit=unit) as work:
        return int(hazards.flag(work, unit, sign, **{"on": town.clock.today(), **more})["id"])


def answer(town: Town, one: int, **more: Any) -> int:
    with town.work(verb="mitigate", unit=TPS) as work:
        return hazards.answer(work, one, **{"mitigation": "Genset desa", "on": town.clock.today(), **more})


def test_flags_are_answered_one_by_one(town: Town) -> None:
    town.area("T1")
    first, second = flag(town, "G1"), flag(town, "G2", note="sering padam")
    assert state(town, "T1") == "belum"  # something is open: what was said before is contradicted
    assert answer(town, first) == 1
    assert answer(town, second, on=None, owner="Lurah") == 1
    assert answer(town, second, owner="Lurah") == 0
    assert state(town, "T1") == "belum"  # offered, not recorded by itself: the place must be certain as well
    with town.work(verb="flag_end", unit=TPS) as work:
        assert hazards.unflag(work, first, reason="salah TPS") == 0
    with town.database.read() as connection:
        rows = connection.execute(select(Flag.c.sign, Flag.c.mitigation, Flag.c.owner)).all()
    assert [tuple(row) for row in rows] == [("G2", "Genset desa", "Lurah")]
    town.undo()
    assert town.wrong() == []


def test_flags_that_cannot_be(town: Town) -> None:
    one = flag(town)
    assert refusal(lambda: flag(town)).code == "flag_known"
    assert refusal(lambda: flag(town, "Z9")).code == "sign_unknown"
    assert refusal(lambda: flag(town, unit=f"{KELURAHAN}.099")).code == "unit_unknown"
    assert refusal(lambda: flag(town, "B1", on=date(2024, 2, 1))).code == "date_future"
    assert refusal(lambda: answer(town, one, mitigation=" ")).code == "mitigation_empty"
    assert refusal(lambda: answer(town, one, on=date(2024, 1, 1))).code == "date_order"
    assert refusal(lambda: answer(town, 99)).code == "flag_gone"
    with pytest.raises(Clash):
        answer(town, one, version=7)


# ── what is asked ────────────────────────────────────────────────────────────

WITHOUT = f"{KELURAHAN}.003"
"""A TPS whose voters nobody says."""


@pytest.fixture
def stocked(town: Town) -> Town:
    """Two of three TPS of a kelurahan with voters; one counted and packed, one short of ballots and a box."""
    voters(town, {TPS: 250, SECOND_TPS: 295})
    step(town, "counted")
    step(town, "packed")
    step(town, "ppk")
    pieces(town, "ss4", Pieces(received=300, damaged=3, counted=289), unit=SECOND_TPS)
    pieces(town, "kotak", Pieces(received=5, damaged=2), unit=SECOND_TPS)
    pieces(town, "tinta", Pieces(received=2), unit=WITHOUT)
    pieces(town, "ss1", Pieces(received=600, damaged=20), unit=KECAMATAN)
    flag(town, "G2", SECOND_TPS, note="sering padam")
    answer(town, flag(town, "F1", TPS))
    return town


def test_sums_say_what_is_not_known(stocked: Town) -> None:
    with stocked.database.read() as connection:
        there, rows = asked.goods(connection, stocked.election, KELURAHAN)
        whole, above = asked.goods(connection, stocked.election, KECAMATAN)
    assert (there.tps, there.voters, there.unknown, there.ballots) == (3, 545, 1, 255 + 301)
    found = {row.good: row for row in rows}
    assert (found["ss1"].need, found["ss1"].unknown, found["ss1"].at.counted) == (556, 1, 255)
    assert (found["ss4"].at.counted, found["ss4"].at.damaged, found["ss4"].said) == (255 + 289, 3, 2)
    assert found["ss1"].steps == {"ppk": 255}
    assert (found["kotak"].need, found["kotak"].unknown, found["kotak"].at.packed) == (15, 0, 5)
    assert found["segel-kertas"].at == Pieces(packed=96)
    assert whole.tps > there.tps
    boxes = next(row for row in above if row.good == "kotak")
    assert boxes.need == whole.tps * 5 + 2
    assert next(row for row in above if row.good == "ss1").store == Pieces(received=600, damaged=20)


def test_parts_of_a_place(stocked: Town) -> None:
    with stocked.database.read() as connection:
        first, second = asked.parts(connection, stocked.election, KECAMATAN)
    assert (first.code, first.voters.unknown, first.counted, first.steps, first.open) == (
        KELURAHAN, 1, 5 * 255 + 289, {"ppk": 1}, 1,
    )  # fmt: skip
    assert (second.voters.voters, second.voters.unknown, second.counted, second.steps) == (0, 3, 0, {})


def test_stations_page_by_page(stocked: Town) -> None:
    with stocked.database.read() as connection:
        every = asked.stations(connection, stocked.election, KECAMATAN)
        one = asked.stations(connection, stocked.election, KECAMATAN, limit=2)
        two = asked.stations(connection, stocked.election, KECAMATAN, after=one[-1].code, limit=2)
        back = asked.stations(connection, stocked.election, KECAMATAN, before=two[0].code, limit=2)
    assert len(every) == 6
    assert (one, two) == (every[:2], every[2:4])
    assert back == one
    assert [(row.voters, row.kit and row.kit.step, row.open, row.flags) for row in every[:3]] == [
        (250, "ppk", 0, 1), (295, None, 1, 1), (None, None, 0, 0),
    ]  # fmt: skip


def test_shortages_worst_first(stocked: Town) -> None:
    with stocked.database.read() as connection:
        total, rows = asked.shortages(connection, stocked.election, KELURAHAN)
        above, more = asked.shortages(connection, stocked.election, KECAMATAN)
        _, first = asked.shortages(connection, stocked.election, KECAMATAN, limit=1)
    assert total == 2
    assert [(one.unit, one.good, one.lack, one.need) for one in rows] == [
        (SECOND_TPS, "kotak", 2, 5), (SECOND_TPS, "ss4", 12, 301),
    ]  # fmt: skip
    assert (above, [one.unit for one in more if one.unit == KECAMATAN]) == (2, [])  # 580 are more than the 556 known
    assert [one.good for one in first] == ["kotak"]
    voters(stocked, {f"{KELURAHAN}.003": 200})
    with stocked.database.read() as connection:
        _, more = asked.shortages(connection, stocked.election, KECAMATAN)
    store = next(one for one in more if one.unit == KECAMATAN)
    assert (store.good, store.lack, store.need, store.unknown) == ("ss1", 556 + 204 - 580, 760, 3)


def test_flags_open_ones_first(stocked: Town) -> None:
    flag(stocked, "A1", WITHOUT)
    with stocked.database.read() as connection:
        rows = asked.flags(connection, stocked.election, KECAMATAN)
        pages = []
        after = None
        while page := asked.flags(connection, stocked.election, KECAMATAN, after=after, limit=1):
            pages += page
            after = page[-1].anchor
        counts = asked.flagged(connection, stocked.election, KECAMATAN)
        none = asked.flagged(connection, stocked.election, "33.71.02")
    assert [(one.unit, one.sign, one.answered_on is None) for one in rows] == [
        (SECOND_TPS, "G2", True), (WITHOUT, "A1", True), (TPS, "F1", False),
    ]  # fmt: skip
    assert pages == rows
    assert (counts, none) == ((2, 3), (0, 0))


# ── exported ────────────────────────────────────────────────────────────


def test_exports_say_nothing_where_nothing_is_known(stocked: Town) -> None:
    with stocked.database.read() as connection:
        made = export.table(connection, stocked.election, Wanted("logistik", KELURAHAN), START)
        kits = {(row[3], row[6]): dict(zip([one.field for one in made.columns], row, strict=True)) for row in made.rows}
        flags = export.table(connection, stocked.election, Wanted("rawan", KECAMATAN), START)
        shown = [dict(zip([one.field for one in flags.columns], row, strict=True)) for row in flags.rows]
    assert len(kits) == 3 * len(stocked.election.supplies())
    short = kits["002", "Surat suara DPRD Provinsi"]
    assert (short["dpt"], short["need"], short["counted"], short["lack"], short["kit"]) == (295, 301, 289, 12, None)
    blind = kits["003", "Surat suara DPR"]
    assert (blind["dpt"], blind["need"], blind["counted"], blind["lack"]) == (None, None, None, None)
    assert (kits["001", "Bilik suara"]["packed"], kits["001", "Bilik suara"]["kit"]) == (4, "Di PPK")
    assert [(one["sign"], one["variable"], one["state"], one["note"]) for one in shown] == [
        ("Kendala listrik", "Jaringan", "terbuka", "sering padam"),
        ("Dekat posko kampanye", "Lokasi", "dijawab", None),
    ]
