"""Who may sit where: each rule at its edges, doubles across the elections, and a bad file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import eligibility
from models.eligibility import Candidate, Held, Place, blocked, judge, load, place
from models.errors import RulesError
from models.rules.schema import Election

START = date(2024, 1, 25)
GOOD: dict[str, Any] = {
    "born_on": date(1990, 5, 12), "domicile": "33.71.01.1001", "education": "sma", "sipol": "bersih",
    "health": "sehat", "health_until": date(2024, 6, 1),
}  # fmt: skip


def kpps(elections: dict[str, Election], unit: str = "33.71.01.1001.001", post: str = "anggota") -> Place:
    return place(elections["pemilu-2024"], "kpps", post, unit, START, seat=1)


def said(where: Place, elections: dict[str, Election], others: tuple[Held, ...] = (), **data: Any) -> dict[str, Any]:
    person = Candidate(**{**GOOD, **data})
    found = judge(load(), person, where, others, elections["pemilu-2024"].polling.date)
    return {one.rule: (one.level, one.facts) for one in found}


def test_somebody_with_everything_is_told_nothing(elections: dict[str, Election]) -> None:
    assert said(kpps(elections), elections) == {}


@pytest.mark.parametrize(
    ("data", "rule", "level"),
    [
        ({"born_on": date(2007, 2, 14)}, None, None),  # 17 on the polling day itself
        ({"born_on": date(2007, 2, 15)}, "umur-minimum", "block"),
        ({"born_on": None}, "umur-minimum", "note"),
        ({"born_on": date(1968, 2, 15)}, None, None),  # still 55
        ({"born_on": date(1968, 2, 14)}, "umur-maksimum", "warning"),
        ({"domicile": "33.71.01.1002"}, "domisili", "block"),
        ({"domicile": None}, "domisili", "note"),
        ({"education": "smp"}, "pendidikan", "block"),
        ({"education": "s3"}, None, None),
        ({"education": None}, "pendidikan", "note"),
        ({"sipol": None}, "partai", "note"),
        ({"sipol": "tercatat"}, "partai", "block"),
        ({"sipol": "tercatat", "sipol_reference": "S 1"}, "partai", "block"),
        ({"sipol": "klarifikasi"}, "partai", "block"),
        ({"sipol": "klarifikasi", "sipol_reference": "S 1"}, "partai", "warning"),
        ({"sipol": "selesai"}, "partai", "block"),
        ({"sipol": "selesai", "sipol_reference": "S 1"}, None, None),
        ({"sipol": "ditolak", "sipol_reference": "S 1"}, "partai", "block"),
        ({"health": None}, "sehat", "warning"),
        ({"health_until": date(2024, 1, 24)}, "sehat", "warning"),
        ({"health_until": date(2024, 1, 25)}, None, None),
        ({"health": "tindak_lanjut"}, "sehat", "warning"),
        ({"health": "tidak"}, "sehat", "block"),
    ],
)
def test_each_rule_at_its_edge(
    elections: dict[str, Election], data: dict[str, Any], rule: str | None, level: str | None
) -> None:
    found = said(kpps(elections), elections, **data)
    assert {code: one[0] for code, one in found.items()} == ({} if rule is None else {rule: level})


def test_a_ppk_works_in_its_kecamatan_and_a_secretariat_may_live_anywhere(elections: dict[str, Election]) -> None:
    election = elections["pemilu-2024"]
    ppk = place(election, "ppk", "anggota", "33.71.01", START)
    assert said(ppk, elections, domicile="33.71.01.1002") == {}
    assert said(ppk, elections, domicile="33.71.02.1001")["domisili"] == ("block", {"area": "33.71.01"})
    staff = place(election, "sek-ppk", "staf", "33.71.01", START)
    assert said(staff, elections, domicile="33.08.01.2001", health=None, education="sd") == {}


def test_facts_hold_nothing_that_is_private(elections: dict[str, Election]) -> None:
    data: dict[str, Any] = {"born_on": date(2007, 2, 15), "domicile": "33.71.02.1001"}
    data |= {"sipol": "tercatat", "sipol_reference": "S 77"}
    found = said(kpps(elections), elections, **data)
    assert len(found) == 3
    assert not [value for value in ("2007-02-15", "33.71.02.1001", "S 77") if value in repr(found)]
    assert found["umur-minimum"][1]["age"] == 16


def test_the_head_of_a_secretariat_must_be_a_civil_servant(elections: dict[str, Election]) -> None:
    head = place(elections["pemilu-2024"], "sek-pps", "sekretaris", "33.71.01.1001", START)
    assert said(head, elections)["kepala-asn"][0] == "block"
    assert said(head, elections, asn=True) == {}


def test_two_organisers_are_not_married_while_both_serve(elections: dict[str, Election]) -> None:
    theirs = Held("pemilu-2024", "pps", "ketua", "33.71.01.1002", date(2023, 1, 24), date(2024, 4, 4))
    assert said(kpps(elections), elections, spouse=(theirs,))["pasangan"] == (
        "block",
        {"election": "pemilu-2024", "body": "pps", "post": "ketua", "unit": "33.71.01.1002"},
    )
    before = Held("pemilu-2024", "pps", "ketua", "33.71.01.1002", date(2023, 1, 24), START)
    assert said(kpps(elections), elections, spouse=(before,)) == {}


def test_two_seats_at_once_are_one_too_many(elections: dict[str, Election]) -> None:
    pemilu, pilkada = elections["pemilu-2024"], elections["pilkada-2024"]
    linmas = place(pemilu, "linmas", "linmas", "33.71.01.1001.002", date(2024, 2, 1), seat=9)
    assert said(kpps(elections), elections, (linmas,))["rangkap"][0] == "block"
    assert "rangkap" not in said(kpps(elections), elections, (kpps(elections),)), "one's own seat"
    # Pemilu PPK to 4 April, Pilkada PPK from 16 May: terms that do not overlap, though nobody ended the first.
    old = place(pemilu, "ppk", "anggota", "33.71.01", date(2023, 1, 4))
    new = place(pilkada, "ppk", "anggota", "33.71.01", date(2024, 5, 16))
    assert old.end == date(2024, 4, 4)
    assert not eligibility.conflict(load().double, old, new)
    early = place(pilkada, "ppk", "anggota", "33.71.01", date(2024, 4, 3))
    assert eligibility.conflict(load().double, old, early)


def test_a_secretariat_may_serve_both_elections_but_not_two_bodies(elections: dict[str, Election]) -> None:
    pemilu, pilkada, on = elections["pemilu-2024"], elections["pilkada-2024"], date(2024, 3, 1)
    one = place(pemilu, "sek-ppk", "staf", "33.71.01", on)
    both = place(pilkada, "sek-ppk", "staf", "33.71.01", on)
    assert one.overlaps(both)
    assert not eligibility.conflict(load().double, one, both)
    assert eligibility.conflict(load().double, one, place(pemilu, "sek-ppk", "staf", "33.71.02", on))
    assert eligibility.conflict(load().double, one, place(pemilu, "kpps", "anggota", "33.71.01.1001.001", on))
    assert eligibility.conflict(load().double, one, place(pilkada, "sek-pps", "staf", "33.71.01.1001", on))


def test_a_term_that_began_after_the_usual_end_is_open(elections: dict[str, Election]) -> None:
    late = place(elections["pemilu-2024"], "kpps", "anggota", "33.71.01.1001.001", date(2024, 3, 1))
    assert late.end is None


def test_two_periods_are_a_switch_that_is_off(elections: dict[str, Election]) -> None:
    others = tuple(
        Held(code, "kpps", "anggota", "33.71.01.1001.001", date(year, 4, 1), date(year, 5, 1))
        for code, year in (("pemilu-2014", 2014), ("pemilu-2019", 2019))
    )
    rules = load()
    (rule,) = [one for one in rules.rules if one.kind == "periods"]
    assert not rule.enabled
    assert said(kpps(elections), elections, others) == {}
    on = msgspec.structs.replace(rule, enabled=True)
    rules = msgspec.structs.replace(rules, rules=(on,))
    found = judge(rules, Candidate(**GOOD), kpps(elections), others, date(2024, 2, 14))
    assert [one.facts for one in found] == [{"periods": 2, "most": 2}]


days = st.dates(date(2022, 1, 1), date(2026, 1, 1))
terms = st.builds(
    lambda start, lasts: Held(
        "pemilu-2024", "kpps", "anggota", "33.71.01.1001.001", start, lasts and start + timedelta(lasts)
    ),
    days,
    st.none() | st.integers(1, 500),
)


@given(terms, terms)
def test_an_overlap_is_that_of_both(one: Held, other: Held) -> None:
    assert one.overlaps(other) is other.overlaps(one)
    assert eligibility.conflict(load().double, one, other) is eligibility.conflict(load().double, other, one)
    inside = range(max(one.start, other.start).toordinal(), min(_end(one), _end(other)).toordinal())
    assert one.overlaps(other) or not inside


def _end(one: Held) -> date:
    return one.end or date.max


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "born_on": st.dates(),
            "domicile": st.sampled_from(("33.71.01.1001", "33.71.02.1001", "33.08.01.2001")),
            "education": st.sampled_from((*eligibility.EDUCATION, "sarjana")),
            "sipol": st.sampled_from(("bersih", "tercatat", "klarifikasi", "selesai", "ditolak")),
            "sipol_reference": st.text(),
            "health": st.sampled_from(("sehat", "tindak_lanjut", "tidak")),
            "health_until": st.dates(),
            "asn": st.booleans(),
        },
    ),
    st.lists(terms),
)
def test_whatever_is_known_it_can_be_judged(data: dict[str, Any], others: list[Held]) -> None:
    seat = Place("pemilu-2024", "kpps", "ketua", "33.71.01.1001.001", START, date(2024, 2, 25), asn=True)
    found = judge(load(), Candidate(**data), seat, others, date(2024, 2, 14))
    order = [("block", "warning", "note").index(one.level) for one in found]
    assert order == sorted(order)
    assert msgspec.json.decode(msgspec.json.encode(found))
    assert {one.rule for one in found} <= {one.code for one in load().rules} | {load().double.code}


def test_blocks_come_first(elections: dict[str, Election]) -> None:
    person = Candidate(born_on=date(1960, 1, 1), sipol="tercatat", education="sma")
    found = judge(load(), person, kpps(elections), [], date(2024, 2, 14))
    assert [one.level for one in found] == ["block", "warning", "warning", "note"]
    assert blocked(found)
    assert all(one.basis for one in found)


def test_papers_by_body() -> None:
    rules = load()
    assert "pakta" in [one.code for one in rules.asked("sek-pps")]
    assert "ijazah" not in [one.code for one in rules.asked("linmas")]
    asked = {one.code for one in rules.asked("kpps", replacement=True)} - {one.code for one in rules.asked("kpps")}
    assert asked == {"ba-pleno", "sk-paw", "akun-siakba"}


def test_what_has_no_regulation_says_so() -> None:
    rules = load()
    known: list[Any] = [*rules.rules, *rules.papers, rules.double]
    for one in known:
        assert one.source or one.basis == "kebijakan", one.code
    assert rules.women.unverified


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('level = "block"', 'level = "mungkin"', "bad_value"),
        ("years = 17", "", "missing_field"),
        ("years = 17", 'years = 17\nleast = "sma"', "unknown_field"),
        ("years = 17", 'years = "17"', "wrong_type"),
        ('code = "umur-maksimum"', 'code = "umur-minimum"', "duplicate"),
        ("[women]", "[women", "toml"),
    ],
)
def test_a_bad_file_says_where(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = (Path(eligibility.__file__).parent / "rules" / eligibility.FILE).read_text("utf-8")
    assert old in text
    (tmp_path / eligibility.FILE).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load(tmp_path)
    assert caught.value.detail["reason"] == reason
    assert caught.value.detail["path"].endswith(eligibility.FILE)


@given(st.lists(st.none() | st.dates(date(1940, 1, 1), date(2024, 12, 31))), st.dates(date(2024, 1, 1)))
def test_many_are_as_old_as_each(born: list[date | None], day: date) -> None:
    assert eligibility.ages_on(born, day) == [one and eligibility.age_on(one, day) for one in born]
