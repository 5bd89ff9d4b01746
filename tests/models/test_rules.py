"""The shipped election and region files, and everything a file can get wrong."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RulesError, SiagaError
from models.rules import loader
from models.rules.apportion import apportion
from models.rules.loader import (
    available_elections,
    available_regions,
    load_elections,
    load_polling,
    load_region,
    load_sources,
)
from models.rules.schema import Election
from models.units import Level

SHIPPED = Path(loader.__file__).parent
ELECTIONS = ("pemilu-2024", "pilkada-2024")

# readiness.md: weight, gate, perishable, what is counted, start and due for Pemilu and for Pilkada.
RULES = {
    "P1": (5, True, False, "seat", (406, 393), (195, 185)),
    "P2": (6, True, False, "seat", (406, 386), (195, 178)),
    "P3": (12, True, True, "seat", (65, 21), (71, 20)),
    "P4": (5, True, False, "seat", (65, 21), (71, 20)),
    "P5": (9, True, False, "seat", (20, 7), (20, 7)),
    "P6": (4, False, False, "seat", (35, 14), (35, 14)),
    "P7": (3, False, True, "kelurahan", (35, 14), (35, 14)),
    "P8": (2, False, False, "seat", (35, 14), (35, 14)),
    "N1": (6, True, False, "seat", (400, 20), (190, 19)),
    "N2": (4, False, False, "seat", (400, 60), (190, 60)),
    "L1": (7, True, True, "tps", (30, 7), (30, 7)),
    "L2": (5, True, False, "tps", (30, 7), (30, 7)),
    "L3": (10, True, False, "tps", (3, 1), (3, 1)),
    "T1": (3, False, True, "tps", (30, 7), (30, 7)),
    "T2": (2, False, False, "tps", (10, 5), (10, 5)),
    "T3": (3, False, False, "tps", (10, 4), (10, 3)),
    "T4": (4, True, False, "tps", (2, 1), (2, 1)),
    "K1": (2, False, True, "contact", (60, 14), (60, 14)),
    "K2": (2, False, False, "kecamatan", (60, 14), (60, 14)),
    "K3": (2, False, False, "tps", (14, 3), (14, 3)),
    "S1": (3, False, True, "tps", (14, 3), (14, 3)),
    "S2": (1, False, True, "kelurahan", (7, 2), (7, 2)),
}


@pytest.fixture(scope="module")
def elections() -> dict[str, Election]:
    return load_elections(ELECTIONS)


# ── The shipped data ──


def test_what_is_shipped() -> None:
    assert available_elections() == ELECTIONS
    assert available_regions() == ("33.71",)


@pytest.mark.parametrize(
    ("code", "day", "ballots", "boxes", "reserve", "voters"),
    [
        ("pemilu-2024", date(2024, 2, 14), 5, 5, 20, 300),
        ("pilkada-2024", date(2024, 11, 27), 2, 2, 25, 600),
    ],
)
def test_heads(
    elections: dict[str, Election], code: str, day: date, ballots: int, boxes: int, reserve: int, voters: int
) -> None:
    election = elections[code]
    assert election.polling.date == day
    assert (election.polling.opens.isoformat(), election.polling.closes.isoformat()) == (
        "07:00:00",
        "13:00:00",
    )
    assert len(election.ballots) == ballots
    assert (election.boxes_per_tps, election.reserve_permille) == (boxes, reserve)
    assert election.max_voters_per_tps == voters
    assert list(election.tested()) == ["camat", "danramil", "kapolsek", "linmas"]
    assert list(election.tested().values()) == [1, 2, 3, 4]
    assert [role.code for role in election.contacts if not role.tested] == ["panwascam", "lurah", "sekda", "kpu"]
    levels = [election.rung_level(at) for at in range(len(election.escalation))]
    assert levels == [Level.KELURAHAN, Level.KECAMATAN, Level.KOTA]
    assert election.escalation[1].contacts[0] == "camat"


@pytest.mark.parametrize("which", [0, 1])
def test_indicators_follow_the_rules_of_readiness(elections: dict[str, Election], which: int) -> None:
    election = elections[ELECTIONS[which]]
    found = {i.code: (i.weight, i.gate, i.perishable, i.counts, (i.start, i.due)) for i in election.indicators}
    assert found == {code: (*rule[:4], rule[4 + which]) for code, rule in RULES.items()}
    assert sum(i.weight for i in election.indicators) == 100
    assert {i.code for i in election.indicators if i.proof == "tenure"} == {"P1", "P2", "P3"}
    assert [i.code for i in election.indicators if i.panel] == ["P3", "P5", "N1", "L2", "L3"]
    assert election.indicator("N2").holders == "asn"
    assert election.indicator("P5").policy
    assert not election.indicator("P4").policy


def test_indicator_bodies(elections: dict[str, Election]) -> None:
    expected = {
        "P1": ("ppk", "pps"),
        "P2": ("sek-ppk", "sek-pps"),
        "P3": ("kpps", "linmas"),
        "P4": ("ppk", "pps", "kpps"),
        "P5": ("kpps",),
        "P6": ("kpps", "linmas"),
        "P8": ("kpps", "linmas"),
        "N1": ("ppk", "sek-ppk", "pps", "sek-pps", "kpps"),
        "N2": ("ppk", "sek-ppk", "pps", "sek-pps", "kpps", "linmas"),
    }
    for election in elections.values():
        assert {i.code: i.bodies for i in election.indicators if i.counts == "seat"} == expected


@pytest.mark.parametrize(
    ("code", "pay"),
    [("pemilu-2024", (1_200_000, 1_100_000, 700_000)), ("pilkada-2024", (900_000, 850_000, 650_000))],
)
def test_bodies(elections: dict[str, Election], code: str, pay: tuple[int, int, int]) -> None:
    election = elections[code]
    seated = [(b.code, b.level, b.size) for b in election.seated()]
    assert seated == [
        ("ppk", "kecamatan", 5),
        ("sek-ppk", "kecamatan", 3),
        ("pps", "kelurahan", 3),
        ("sek-pps", "kelurahan", 3),
        ("kpps", "tps", 7),
        ("linmas", "tps", 2),
    ]
    for body in ("sek-ppk", "sek-pps"):
        assert election.body(body).post("sekretaris").asn == "required"
        assert election.body(body).post("staf").asn == "any"
    kpps, linmas = election.body("kpps"), election.body("linmas")
    assert (kpps.post("ketua").pay, kpps.post("anggota").pay, linmas.posts[0].pay) == pay
    assert [election.body("ppk").post(p).pay for p in ("ketua", "anggota")] == [2_500_000, 2_200_000]
    assert all(any(p.lead for p in b.posts) for b in election.seated() if b.code != "linmas")
    with pytest.raises(KeyError):
        election.body("desk")


def test_tenures(elections: dict[str, Election]) -> None:
    pemilu, pilkada = elections["pemilu-2024"], elections["pilkada-2024"]
    assert pemilu.body("ppk").tenure.start == date(2023, 1, 4)
    assert pemilu.body("kpps").tenure.end == date(2024, 2, 25)
    assert pilkada.body("ppk").tenure.unverified
    assert pilkada.body("sek-ppk").tenure.start is None
    assert pilkada.body("kpps").tenure.start == date(2024, 11, 7)


@pytest.mark.parametrize(
    ("code", "name", "start", "end"),
    [
        ("pemilu-2024", "Penyusunan PKPU", date(2022, 6, 14), date(2023, 12, 14)),
        ("pemilu-2024", "Coklit", date(2023, 2, 12), date(2023, 3, 14)),
        ("pemilu-2024", "Penetapan peserta", date(2022, 12, 14), date(2022, 12, 14)),
        ("pemilu-2024", "Kampanye", date(2023, 11, 28), date(2024, 2, 10)),
        ("pemilu-2024", "Masa tenang", date(2024, 2, 11), date(2024, 2, 13)),
        ("pemilu-2024", "Rekapitulasi kecamatan (PPK)", date(2024, 2, 15), date(2024, 3, 2)),
        ("pemilu-2024", "Rekapitulasi nasional", date(2024, 2, 22), date(2024, 3, 20)),
        ("pilkada-2024", "Perencanaan program dan anggaran", None, date(2024, 1, 26)),
        ("pilkada-2024", "Pembentukan PPK, PPS, KPPS", date(2024, 4, 17), date(2024, 11, 5)),
        ("pilkada-2024", "Pembentukan Panwascam, PPL, PTPS", None, None),
        ("pilkada-2024", "Kampanye", date(2024, 9, 25), date(2024, 11, 23)),
        ("pilkada-2024", "Masa tenang", date(2024, 11, 24), date(2024, 11, 26)),
        ("pilkada-2024", "Rekapitulasi provinsi", date(2024, 11, 30), date(2024, 12, 9)),
    ],
)
def test_stages(elections: dict[str, Election], code: str, name: str, start: date | None, end: date | None) -> None:
    (stage,) = [stage for stage in elections[code].stages if stage.name == name]
    assert (stage.start, stage.end) == (start, end)


@pytest.mark.parametrize("code", ELECTIONS)
def test_polling_is_a_stage_on_the_polling_day(elections: dict[str, Election], code: str) -> None:
    election = elections[code]
    (stage,) = [s for s in election.stages if s.name == "Pemungutan suara"]
    assert stage.start == stage.end == election.polling.date
    assert not election.stages[0].sub, "a detail needs a row above it"


@pytest.mark.parametrize("name", [*ELECTIONS, "33.71", "eligibility"])
def test_every_source_is_known(name: str) -> None:
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    used = {key for found in re.findall(r'\bsource = "([^"]*)"', text) for key in found.split(", ")}
    assert used
    assert used <= load_sources().keys()


def test_no_source_is_left_over() -> None:
    used: set[str] = set()
    for name in (*ELECTIONS, "33.71", "eligibility"):
        text = (SHIPPED / f"{name}.toml").read_text("utf-8")
        used |= {key for found in re.findall(r'source = "([^"]*)"', text) for key in found.split(", ")}
    assert used == load_sources().keys()


@pytest.mark.parametrize("code", ELECTIONS)
def test_what_has_no_regulation_says_so(elections: dict[str, Election], code: str) -> None:
    election = elections[code]
    for indicator in election.indicators:
        assert indicator.policy or indicator.source, indicator.code
    for stage in election.stages:
        assert stage.source, stage.name


# ── TPS ──


def test_tps_of_pemilu_are_as_sourced() -> None:
    tps = load_region("33.71").tps["pemilu-2024"]
    assert not tps.estimated
    assert [tps.total(unit) for unit in ("", "33.71", "33.71.01", "33.71.02", "33.71.03")] == [
        353,
        353,
        115,
        104,
        134,
    ]
    assert tps.codes("33.71.03.1002")[0] == "33.71.03.1002.001"
    assert tps.codes("33.71.03.1002")[-3:] == (
        "33.71.03.1002.023",
        "33.71.03.1002.901",
        "33.71.03.1002.902",
    )
    assert len({code for kelurahan in tps.counts for code in tps.codes(kelurahan)}) == 353
    assert tps.codes("33.71.99.1001") == ()


def test_tps_of_pilkada_are_an_estimate_that_keeps_the_known_sums() -> None:
    region = load_region("33.71")
    tps = region.tps["pilkada-2024"]
    assert tps.estimated
    assert [tps.total(unit) for unit in ("", "33.71.01", "33.71.02", "33.71.03")] == [181, 60, 53, 68]
    assert set(tps.counts) == {kelurahan.code for kelurahan in region.kelurahan()}
    assert {code: count.special for code, count in tps.counts.items() if count.special} == {"33.71.03.1002": (901,)}


def test_region() -> None:
    region = load_region("33.71")
    assert region.zone.tzname(None) == "WIB"
    assert len(region.regions) == 21
    assert len(region.kelurahan()) == 17
    names = {r.code: r.name for r in region.regions}
    assert names["33.71"] == "Kota Magelang"
    assert names["33.71.03.1004"] == "Magelang"


# ── Apportionment ──

weights = st.dictionaries(
    st.text("0123456789.", min_size=1, max_size=6), st.integers(0, 10_000), min_size=1, max_size=40
).filter(lambda found: sum(found.values()) > 0)


@given(st.integers(0, 100_000), weights)
def test_apportion_is_exact_and_near_the_quota(total: int, given_weights: dict[str, int]) -> None:
    shares = apportion(total, given_weights)
    whole = sum(given_weights.values())
    assert shares.keys() == given_weights.keys()
    assert sum(shares.values()) == total
    for code, share in shares.items():
        assert abs(share * whole - total * given_weights[code]) < whole
        assert given_weights[code] or not share


@given(st.integers(0, 1000), weights)
def test_apportion_ignores_order(total: int, given_weights: dict[str, int]) -> None:
    assert apportion(total, given_weights) == apportion(total, dict(reversed(given_weights.items())))


def test_apportion_ties_go_to_the_heavier_then_to_the_lower_code() -> None:
    assert apportion(1, {"b": 1, "a": 1}) == {"b": 0, "a": 1}
    assert apportion(2, {"a": 1, "b": 3}) == {"a": 0, "b": 2}


@pytest.mark.parametrize(("total", "given_weights"), [(-1, {"a": 1}), (1, {"a": -1}), (1, {"a": 0}), (1, {})])
def test_apportion_refuses(total: int, given_weights: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        apportion(total, given_weights)


def test_apportion_nothing() -> None:
    assert apportion(0, {"a": 0}) == {"a": 0}


# ── The head ──


@pytest.mark.parametrize("code", ELECTIONS)
def test_the_head_is_the_start_of_the_whole(
    elections: dict[str, Election], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(code: str, **_: object) -> Election:
        raise AssertionError("the whole file was read")

    monkeypatch.setattr(loader, "load_election", refuse)
    head, whole = load_polling(code), elections[code]
    assert (head.code, head.name, head.subtitle, head.polling) == (
        whole.code,
        whole.name,
        whole.subtitle,
        whole.polling,
    )


# ── Errors and imports ──


def test_errors_keep_their_facts() -> None:
    error = pickle.loads(pickle.dumps(RulesError("rules_dates", where="polling", reason="polling_hours")))
    assert isinstance(error, RulesError)
    assert isinstance(error, SiagaError)
    assert error.detail == {"where": "polling", "reason": "polling_hours"}
    assert str(error) == "rules_dates where='polling' reason='polling_hours'"


def test_reading_rules_needs_little() -> None:
    script = (
        "import sys, models.rules.loader as l, models.countdown; l.load_polling('pemilu-2024');"
        "print([m for m in ('sqlalchemy', 'textual', 'rich', 'click', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=SHIPPED.parent.parent
    )
    assert done.stdout.strip() == "[]"
