"""The list of seats: every order, both ways, page by page, and every filter."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import queries, text
from models.queries.people import ASN, EMPTY, FILLED, NO_DECREE, SORTS, WITHOUT, Filter, SeatRow
from models.rules.schema import Election
from tests.models import town as towns
from tests.models.town import BAYU, KELURAHAN, KOTA, SECOND, START, THIRD, TPS, item, opened

EVERYBODY = Filter()
NAMES = ("Siti Élok", "siti aminah", "BUDI", "budi", "Ma'ruf", "100% Hadi_Putra", "Çelik", "Zed", "ángel", "O’Neil")


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory, elections: dict[str, Election]) -> Path:
    """A town in which half of the seats are filled, by people of all kinds."""
    path = towns.build(tmp_path_factory.mktemp("peopled") / "town.db", elections)
    dice = random.Random(5)
    with opened(path, elections) as town:
        for body in town.election.seated():
            for seat in dice.sample(town.seats(body.code), k=max(4, len(town.seats(body.code)) // 4)):
                town.clock.moment = START - timedelta(days=dice.randint(0, 40))
                decree = dice.choice((None, "SK 1", "SK 2"))
                town.appoint(seat.id, dice.choice(NAMES), BAYU, asn=dice.random() < 0.4, decree=decree)
        town.clock.moment = START
        for code in ("P5", "N1"):
            rows = [row for row in town.items(code) if row.tenure_id]
            town.record(code, [item(row) for row in dice.sample(rows, len(rows) // 2)])
            town.exclude(code, [item(row) for row in dice.sample(rows, 2)])
        for seat in dice.sample([row for row in town.seats("kpps") if row.tenure_id], 3):
            town.end(seat.id)
    return path


@pytest.fixture
def listed(peopled: Path, elections: dict[str, Election]) -> Any:
    with opened(peopled, elections) as town, town.database.read() as connection:

        def page(wanted: Filter = EVERYBODY, unit: str = KOTA, **more: Any) -> tuple[SeatRow, ...]:
            return queries.people.page(connection, town.election, unit, wanted, **{"limit": 10_000, **more})

        page.town, page.connection = town, connection  # type: ignore[attr-defined]
        yield page


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("wanted", [Filter(), Filter(words=("kpps",), states=(FILLED,))])
def test_pages_cover_every_row_once_both_ways(listed: Any, sort: str, descending: bool, wanted: Filter) -> None:
    whole = [row.id for row in listed(wanted, sort=sort, descending=descending)]
    assert len(set(whole)) == len(whole)
    assert len(whole) == queries.people.total(listed.connection, listed.town.election, KOTA, wanted)
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
    assert queries.people.total(listed.connection, listed.town.election, KOTA, Filter(states=(state,))) == len(expected)


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


def test_a_unit_lists_what_is_below_it(listed: Any) -> None:
    whole = listed()
    for unit in (KELURAHAN, TPS, "33.71.01"):
        expected = [row.id for row in whole if row.unit == unit or row.unit.startswith(f"{unit}.")]
        assert [row.id for row in listed(unit=unit)] == expected
    assert {row.unit_name for row in listed(unit=SECOND)} == {"Élok Jaya"}


def test_one_seat_is_the_row_of_the_list(listed: Any) -> None:
    for row in listed()[::40]:
        assert queries.people.one(listed.connection, listed.town.election, row.id) == row
    assert queries.people.one(listed.connection, listed.town.election, 10**9) is None


def test_the_other_election_has_its_own_seats(peopled: Path, elections: dict[str, Election]) -> None:
    with opened(peopled, elections) as town, town.database.read() as connection:
        other = elections["pilkada-2024"]
        rows = queries.people.page(connection, other, KOTA, Filter(), limit=10_000)
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
