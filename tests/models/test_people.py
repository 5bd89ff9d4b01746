"""The list of seats: every order, both ways, page by page, and every filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models import queries, text
from models.queries.people import ASN, EMPTY, FILLED, NO_DECREE, SORTS, WITHOUT, Count, Filter
from models.rules.schema import Election
from models.where import Where
from tests.models.town import KELURAHAN, KOTA, SECOND, THIRD, TPS, opened


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("wanted", [Filter(), Filter(words=("kpps",), states=(FILLED,))])
def test_pages_cover_every_row_once_both_ways(listed: Any, sort: str, descending: bool, wanted: Filter) -> None:
    whole = [row.id for row in listed(wanted, sort=sort, descending=descending)]
    assert len(set(whole)) == len(whole)
    assert listed.asked(wanted).total(listed.connection) == Count(len(whole))
    more = {"sort": sort, "descending": descending, "limit": 17}
    found, page = [], listed(wanted, **more)
    while page:
        found += [row.id for row in page]
        last, page = page, listed(wanted, after=page[-1].anchor, **more)
    assert found == whole
    back = [row.id for row in last[-1:]]
    page = listed(wanted, before=last[-1].anchor, **more)
    while page:
        back = [row.id for row in page] + back
        page = listed(wanted, before=page[0].anchor, **more)
    assert back == whole


@pytest.mark.parametrize("sort", SORTS)
def test_the_other_way_round_is_the_reverse(listed: Any, sort: str) -> None:
    up, down = (listed(sort=sort, descending=way) for way in (False, True))
    assert [row.id for row in up] == [row.id for row in down][::-1]


def test_what_each_order_means(listed: Any) -> None:
    names = [row.name for row in listed(Filter(states=(FILLED,)), sort="name")]
    assert names == sorted(names, key=text.key)
    assert [one for one in dict.fromkeys(names) if one[0] in "áÇZ"] == ["ángel", "Çelik", "Zed"]
    units = [row.unit for row in listed(sort="unit")]
    assert units == sorted(units)
    since = [row.since for row in listed(Filter(states=(FILLED,)), sort="since")]
    assert since == sorted(since)
    bodies = [row.body for row in listed(sort="body")]
    order = [body.code for body in listed.town.election.seated()]
    assert bodies == sorted(bodies, key=order.index)
    asn = [row.asn for row in listed(sort="asn")]
    assert asn == sorted(asn, key=lambda one: (one is None, not one))


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        (EMPTY, lambda row: row.name is None),
        (FILLED, lambda row: row.name is not None),
        (NO_DECREE, lambda row: row.name is not None and row.decree is None),
        (ASN, lambda row: row.asn is True),
        (f"{WITHOUT}P5", lambda row: row.name is not None and row.proofs[0] in ("belum", "klaim", "unknown")),
        (f"{WITHOUT}N1", lambda row: row.name is not None and row.proofs[1] in ("belum", "klaim", "unknown")),
    ],
)
def test_states(listed: Any, state: str, holds: Any) -> None:
    everything = listed()
    expected = {row.id for row in everything if holds(row)}
    assert 0 < len(expected) < len(everything)
    assert {row.id for row in listed(Filter(states=(state,)))} == expected
    found = listed.asked(Filter(states=(state,))).total(listed.connection)
    assert found == Count(len(expected))


def test_proofs_are_the_states_of_the_items(listed: Any) -> None:
    town = listed.town
    codes = [one.code for one in queries.people.proofs(town.election)]
    assert codes == ["P5", "N1"]
    for at, code in enumerate(codes):
        states = {row.slot: row.state for row in town.items(code)}
        for row in listed():
            shown = row.proofs[at]
            expected = states.get(row.id, "")
            # The list says of each person what is proved; whether an area ever reported is the board's matter.
            assert shown == expected or (shown, expected) == ("belum", "unknown"), (row, expected)


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (("siti",), lambda row: row.name.lower().startswith("siti")),
        (("SITI", "elok"), lambda row: "lok" in row.name if row.unit[:13] != SECOND else "iti" in row.name),
        (("élok", "jaya"), lambda row: row.unit[:13] == SECOND),
        (("ma'rang",), lambda row: row.unit[:13] == KELURAHAN),
        (("wates", "002"), lambda row: row.unit == f"{THIRD}.002"),
        (("wates", "2"), lambda row: row.unit == f"{THIRD}.002"),
        (("901",), lambda row: row.unit == f"{SECOND}.901"),
        (("kpps", "ketua"), lambda row: (row.body, row.post) == ("kpps", "ketua")),
        (("sek.",), lambda row: row.body.startswith("sek")),
        (("hadi_putra",), lambda row: row.name == "100% Hadi_Putra"),
        (("100%",), lambda row: row.name == "100% Hadi_Putra"),
        (("b%d",), lambda row: False),
        (("b_di",), lambda row: False),
        (("xyz",), lambda row: False),
    ],
)
def test_words(listed: Any, words: tuple[str, ...], holds: Any) -> None:
    found = {row.id for row in listed(Filter(words=words))}
    assert found == {row.id for row in listed() if holds(replace(row, name=row.name or ""))}


def test_a_place_is_what_lies_in_it(listed: Any) -> None:
    whole = listed()
    inside = [row.id for row in whole if row.unit.startswith("33.71.01")]
    assert [row.id for row in listed(Filter(words=("barat",)))] == inside
    assert [row.id for row in listed(Filter(words=("barat", "kpps")))] == [
        row.id for row in whole if row.id in inside and row.body == "kpps"
    ]
    assert [row.id for row in listed(Filter(words=("rang",)), unit=KELURAHAN)] == [
        row.id for row in whole if row.unit.startswith(KELURAHAN)
    ]


def test_a_unit_lists_what_is_below_it(listed: Any) -> None:
    whole = listed()
    for unit in (KELURAHAN, TPS, "33.71.01"):
        expected = [row.id for row in whole if row.unit == unit or row.unit.startswith(f"{unit}.")]
        assert [row.id for row in listed(unit=unit)] == expected
    assert {row.unit_name for row in listed(unit=SECOND)} == {"Élok Jaya"}


def test_one_seat_is_the_row_of_the_list(listed: Any) -> None:
    for row in listed()[::40]:
        assert queries.people.one(listed.connection, listed.town.election, row.id) == row
    first = queries.people.one(listed.connection, listed.town.election, listed()[50].id)
    assert first is not None
    assert listed(after=first.anchor, inclusive=True) == listed()[50:]
    assert listed(before=first.anchor, inclusive=True) == listed()[:51]
    team = queries.people.of_unit(listed.connection, listed.town.election, TPS, limit=20)
    assert set(team) == set(listed(unit=TPS))
    assert queries.people.one(listed.connection, listed.town.election, 10**9) is None


def test_the_other_election_has_its_own_seats(peopled: Where, elections: dict[str, Election]) -> None:
    with opened(peopled, elections) as town, town.database.read() as connection:
        other = elections["pilkada-2024"]
        rows = queries.people.asked(connection, other, KOTA, Filter()).page(connection, limit=10_000)
        assert {row.name for row in rows} == {None}
        assert not {row.id for row in rows} & {row.id for body in other.seated() for row in town.seats(body.code)}


@pytest.mark.parametrize("code", ["P5", "L2", "K1", "P7"])
def test_the_items_behind_a_figure_are_all_of_them(listed: Any, code: str) -> None:
    election, connection = listed.town.election, listed.connection
    rule = election.indicator(code)
    rows = queries.readiness.listed(connection, election, rule, KOTA, limit=10_000)
    found: list[Any] = []
    page = queries.readiness.listed(connection, election, rule, KOTA, limit=7)
    while page:
        found += page
        page = queries.readiness.listed(connection, election, rule, KOTA, limit=7, after=page[-1].anchor)
    assert tuple(found) == rows
    back = queries.readiness.listed(connection, election, rule, KOTA, limit=3, before=rows[-1].anchor)
    assert back == rows[:-1][-3:]
    counts = queries.readiness.by_state(connection, election, rule, KOTA)
    tally = listed.town.count(code)
    assert sum(counts.values()) == tally.items == len(rows)
    assert (counts.get("siap", 0), counts.get("na", 0)) == (tally.siap, tally.na)
    some = queries.readiness.listed(connection, election, rule, KOTA, states=("siap",), limit=10_000)
    assert len(some) == tally.siap
