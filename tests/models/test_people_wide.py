"""The list of seats where it cannot look at each of them: the same rows, from indexes and tallies alone."""

from __future__ import annotations

import random
from typing import Any

import pytest

from models import queries, tally, text, units
from models.errors import Refused
from models.queries import names
from models.queries.people import ASN, EMPTY, FILLED, NO_DECREE, SORTS, WIDE_SORTS, WITHOUT, Count, Filter, counts, hits
from models.queries.people.question import Question
from models.queries.stretches import Part, stretches
from tests.models.peopled import NAMES
from tests.models.town import FOURTH, KECAMATAN, KELURAHAN, KOTA, SECOND, THIRD, TPS

FILTERS = [
    Filter(),
    *(Filter(states=(state,)) for state in (EMPTY, FILLED, NO_DECREE, ASN, f"{WITHOUT}P5", f"{WITHOUT}N1")),
    Filter(states=(NO_DECREE, ASN)),
    Filter(states=(EMPTY, FILLED)),
    Filter(words=("kpps",)),
    Filter(words=("ppk", "ketua")),
    Filter(words=("ppk", "kpps")),
    Filter(words=("anggota",), states=(EMPTY,)),
    Filter(words=("siti",)),
    Filter(words=("siti", "lok")),
    Filter(words=("kpps", "budi"), states=(NO_DECREE,)),
    Filter(words=("elok",)),
    Filter(words=("timur", "wates")),
    Filter(words=("jaya", "901"), states=(EMPTY,)),
    Filter(words=("002",)),
    Filter(words=("bu",)),
    Filter(words=("zzz",)),
]
UNITS = (KOTA, KECAMATAN, KELURAHAN, FOURTH)


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_a_wide_unit_lists_what_a_narrow_one_does(listed: Any, wanted: Filter) -> None:
    for unit in UNITS:
        offered = SORTS if wanted.words or wanted.states else WIDE_SORTS
        for sort in offered if unit == KOTA else WIDE_SORTS[:2]:
            for down in (False, True) if unit == KOTA else (False,):
                whole = listed(wanted, unit, sort=sort, descending=down)
                wide = listed(wanted, unit, sort=sort, descending=down, narrow=0)
                if wanted.words == ("bu",):  # two letters find the beginning of a name
                    whole = tuple(row for row in whole if text.key(row.name or "").startswith("bu"))
                assert [row.id for row in wide] == [row.id for row in whole], (unit, sort)
        if wanted.words != ("bu",):
            counts = [listed.asked(wanted, unit, narrow=n).total(listed.connection) for n in (0, 10**9)]
            assert counts == [Count(len(whole))] * 2


def test_only_orders_that_an_index_has_are_offered_where_all_is_listed(listed: Any) -> None:
    for sort in SORTS:
        assert listed.asked(sort=sort).sort == sort
        assert listed.asked(sort=sort, narrow=0).sort == (sort if sort in WIDE_SORTS else "body")
        assert listed.asked(Filter(states=(ASN,)), sort=sort, narrow=0).sort == sort
    assert listed(sort="decree", narrow=0) == listed()


@pytest.mark.parametrize("narrow", [0, 10**9])
@pytest.mark.parametrize("seed", range(6))
def test_a_walk_to_and_fro_sees_every_row_in_its_place(listed: Any, seed: int, narrow: int) -> None:
    dice = random.Random(seed)
    for wanted in (Filter(), *dice.sample(FILTERS, 4)):
        sort = dice.choice(WIDE_SORTS if not (wanted.words or wanted.states) else SORTS)
        down, more = dice.random() < 0.5, {"narrow": narrow}
        order: dict[str, Any] = {"sort": sort, "descending": down, **more}
        whole = listed(wanted, **order)
        at = 0  # the row behind which we stand
        for _step in range(25):
            if not whole:
                assert listed(wanted, limit=3, **order) == ()
                break
            size, back = dice.randint(1, 20), dice.random() < 0.4
            if back:
                page = listed(wanted, before=whole[at].anchor, limit=size, **order)
                assert page == whole[max(at - size, 0) : at]
                at = max(at - size, 0)
            else:
                page = listed(wanted, after=whole[at].anchor, limit=size, **order)
                assert page == whole[at + 1 : at + 1 + size]
                at = min(at + size, len(whole) - 1)
            same = listed(wanted, after=whole[at].anchor, inclusive=True, limit=1, **order)
            assert same == whole[at : at + 1]


def test_complete_units_are_not_read(listed: Any) -> None:
    connection, election = listed.connection, listed.town.election
    for state in (EMPTY, NO_DECREE, f"{WITHOUT}P5"):
        question = Question(election, KOTA, (state,))
        upto = counts.most(question)
        found = [one for batch in stretches(connection, election.code, KOTA, upto) for one in batch]
        way = {"down": True, "enough": 50}
        back = [one for batch in stretches(connection, election.code, KOTA, upto, **way) for one in batch]
        rows = listed(Filter(states=(state,)))
        for each in (found, back):
            assert all(any(one.low <= row.unit < one.high for one in each) for row in rows)
        assert found == sorted(found)
        assert all(sum(one.low <= row.unit < one.high for row in rows) <= one.most for one in found)
    assert counts.exactly(Question(election, FOURTH, (EMPTY,)), {}) == 0
    linmas = next(body for body in election.seated() if body.code == "linmas")  # Bimtek does not count them
    question = Question(election, KOTA, (f"{WITHOUT}P5",), posts=Question(election, KOTA).of_body(linmas))
    kept = tally.kept(connection, election.code, [KOTA])[KOTA]
    assert counts.most(question)(kept, Part.WHOLE) == 0
    nothing = stretches(connection, election.code, KOTA, lambda counts, part: 0)
    assert list(nothing) == []


def test_one_empty_seat_among_filled_ones_is_one_short_stretch(listed: Any) -> None:
    connection, election = listed.connection, listed.town.election
    complete = tally.kept(connection, election.code, [KELURAHAN, THIRD, FOURTH]).values()

    def one(counts: Any, part: Part) -> int:
        """As if only the second kelurahan lacked somebody."""
        return 0 if part is Part.OWN or counts in complete else 1

    found = [stretch for batch in stretches(connection, election.code, KOTA, one) for stretch in batch]
    assert [(stretch.low, stretch.high) for stretch in found] == [units.span(SECOND)]


def test_a_search_is_bounded_and_says_so(listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = {row.id for row in listed(Filter(words=("i",)))}
    monkeypatch.setattr(hits, "HITS", 5)
    for wanted in (*(Filter(words=(word,)) for word in ("siti", "elok", "901")), Filter(states=(ASN,))):
        rows = listed(wanted, narrow=0, sort="name")
        assert len(rows) == 5, wanted
        assert {row.id for row in rows} <= {row.id for row in listed(wanted)}
        assert listed.asked(wanted, sort="name", narrow=0).total(listed.connection) == Count(5, True, True)
    every = listed.asked(Filter(states=(ASN,)), narrow=0).total(listed.connection)
    assert every == Count(len(listed(Filter(states=(ASN,)), narrow=0)))
    monkeypatch.setattr(hits, "LOOKED_AT", 7)
    rows = listed(Filter(words=("siti",), states=(NO_DECREE,)), narrow=0)
    assert {row.id for row in rows} <= everybody
    assert all(row.name and row.decree is None for row in rows)
    with pytest.raises(Refused) as caught:
        listed.asked(Filter(words=("siti",)), narrow=0).ids(listed.connection)
    assert (caught.value.code, caught.value.detail) == ("too_many", {"most": 5})


@pytest.mark.parametrize("narrow", [0, 10**9])
def test_all_that_a_write_would_be_about(listed: Any, narrow: int, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, election = listed.connection, listed.town.election
    for wanted in (
        Filter(),
        Filter(states=(NO_DECREE,)),
        Filter(words=("kpps",), states=(FILLED,)),
        Filter(words=("siti",)),
    ):
        expected = {row.id for row in listed(wanted)}
        found = listed.asked(wanted, narrow=narrow).ids(connection)
        assert set(found) == expected
        for code in ("N1", "N2", "P5"):
            rule = election.indicator(code)
            chosen = queries.readiness.of_seats(connection, election, rule, found)
            rows = [row for row in listed.town.items(code) if row.tenure_id and row.slot in expected]
            assert {(one.unit, one.slot, one.tenure_id, one.version) for one in chosen} == {
                (row.unit, row.slot, row.tenure_id, row.version) for row in rows
            }
    monkeypatch.setattr(queries.people, "MOST", 3)
    with pytest.raises(Refused):
        listed.asked(narrow=narrow).ids(connection)


@pytest.mark.parametrize("several", [1, 10**6])
def test_names_by_any_part_of_them(listed: Any, several: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a sample tells that a name is common or not: the hits are the same."""
    monkeypatch.setattr(names, "SEVERAL", several)
    monkeypatch.setattr(names, "SAMPLE", 2)
    everybody = names.walk(listed.connection, limit=10_000)
    assert everybody == sorted(everybody)
    assert {key for key, _ in everybody} == {text.key(name) for name in NAMES}
    for part in ("siti", "iti", "lok", "t", "bud", "ang", "100 hadi", "xyz", "o n", "ruf"):
        begun = [one for one in everybody if one[0].startswith(part)]
        assert names.beginning(listed.connection, part, limit=10_000) == begun
        found = names.having(listed.connection, [part], limit=10_000)
        if len(part) < names.LETTERS:
            assert sorted(found) == sorted(person for _, person in begun)
        else:
            assert sorted(found) == sorted(person for key, person in everybody if part in key)
            assert len(names.having(listed.connection, [part], limit=2)) == min(2, len(found))
    both = names.having(listed.connection, ["siti", "lo"], limit=10_000)
    assert sorted(both) == sorted(person for key, person in everybody if "siti" in key and "lo" in key)


@pytest.mark.parametrize("code", ["P1", "P3", "N1", "L2", "K1", "P7"])
def test_items_are_found_by_the_tallies(listed: Any, code: str) -> None:
    connection, election = listed.connection, listed.town.election
    rule = election.indicator(code)
    for unit in (KOTA, KECAMATAN, KELURAHAN, TPS):
        every = {(row.unit, row.slot): row.state for row in listed.town.items(code, unit)}
        counts = queries.readiness.by_state(connection, election, rule, unit)
        for states in ((), ("siap",), ("klaim", "belum", "unknown"), ("na",)):
            expected = sorted(key for key, state in every.items() if not states or state in states)
            rows = queries.readiness.listed(connection, election, rule, unit, states=states, limit=10_000)
            assert [row.anchor for row in rows] == expected
            assert sum(counts.get(state, 0) for state in states or counts) == len(expected)
            back: list[Any] = []
            page = queries.readiness.listed(connection, election, rule, unit, states=states, before=("~", 0), limit=4)
            while page:
                back = [*page, *back]
                page = queries.readiness.listed(
                    connection, election, rule, unit, states=states, before=page[0].anchor, limit=4
                )
            assert tuple(back) == rows
