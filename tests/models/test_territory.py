"""TPS as they really are, contacts, and reading the tree."""

from __future__ import annotations

import pytest

from models import queries
from models.errors import Refused
from tests.models.town import FOURTH, KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, SECOND, THIRD, TPS, Town, item


def test_more_tps_bring_their_seats(town: Town) -> None:
    assert town.set_tps(KELURAHAN, 4, (901,)) == (2, 0)
    assert len(town.seats("kpps", KELURAHAN)) == 5 * 7
    assert len(town.seats("linmas", f"{KELURAHAN}.901")) == 2
    assert town.count("L2", KOTA).items == 11
    assert town.count("@kpps", KECAMATAN).items == (5 + 3) * 7
    assert town.wrong() == []


def test_fewer_tps_take_their_seats_with_them(town: Town) -> None:
    assert town.set_tps(KELURAHAN, 1) == (0, 2)
    assert len(town.seats("kpps", KELURAHAN)) == 7
    assert town.set_tps(SECOND, 0) == (0, 3)
    assert town.count("L2", KOTA).items == 4
    assert town.wrong() == []


def test_a_kelurahan_without_tps_gets_its_first(town: Town) -> None:
    assert town.count("L2", FOURTH).items == 0
    assert town.set_tps(FOURTH, 2) == (2, 0)
    assert town.count("L2", FOURTH).items == 2
    assert town.wrong() == []


@pytest.mark.parametrize("use", ["people", "former people", "evidence", "excluded"])
def test_a_tps_in_use_stays(town: Town, use: str) -> None:
    last = f"{KELURAHAN}.003"
    if use in ("people", "former people"):
        seat = town.seats("linmas", last)[0].id
        town.appoint(seat)
        if use == "former people":
            town.end(seat)
    else:
        rows = [item(row) for row in town.items("L2", last)]
        (town.record if use == "evidence" else town.exclude)("L2", rows)
    before = town.dump()
    with pytest.raises(Refused) as caught:
        town.set_tps(KELURAHAN, 2)
    assert (caught.value.code, caught.value.detail["units"]) == ("tps_in_use", [last])
    assert town.dump() == before


@pytest.mark.parametrize(
    ("unit", "regular", "special", "code"),
    [
        (KECAMATAN, 3, (), "unit_unknown"),
        ("33.71.09.1001", 3, (), "unit_unknown"),
        (KELURAHAN, -1, (), "number_out_of_range"),
        (KELURAHAN, 901, (), "number_out_of_range"),
        (KELURAHAN, 3, (900,), "number_out_of_range"),
        (KELURAHAN, 3, (1000,), "number_out_of_range"),
    ],
)
def test_numbers_that_cannot_be(town: Town, unit: str, regular: int, special: tuple[int, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        town.set_tps(unit, regular, special)
    assert caught.value.code == code


def test_an_estimate_ends_with_the_real_number(town: Town) -> None:
    town.election = town.elections["pilkada-2024"]

    def estimated(unit: str) -> bool:
        with town.database.read() as connection:
            return queries.territory.is_estimated(connection, town.election.code, unit)

    assert estimated(KELURAHAN)
    assert town.set_tps(KELURAHAN, 3) == (0, 0)
    assert not estimated(KELURAHAN)
    assert estimated(KOTA)
    with town.database.read() as connection:
        assert not queries.territory.is_estimated(connection, "pemilu-2024", KOTA)
        counts = {row.code: row for row in queries.territory.tps_counts(connection, town.election.code, KOTA)}
    assert (counts[SECOND].regular, counts[SECOND].special, counts[SECOND].estimated) == (2, 1, True)
    assert counts[KELURAHAN].estimated is False


def test_the_tree(town: Town) -> None:
    with town.database.read() as connection:
        tree = queries.territory
        top = tree.root(connection)
        assert top is not None
        assert (top.code, top.parent) == (KOTA, None)
        assert [row.name for row in tree.path(connection, TPS)] == ["Kota Uji", "Uji Barat", "Ma'rang", "001"]
        assert [row.code for row in tree.children(connection, KECAMATAN, "pemilu-2024")] == [KELURAHAN, SECOND]
        assert [row.name for row in tree.children(connection, SECOND, "pemilu-2024")] == ["001", "002", "901"]
        assert tree.exists(connection, TPS, "pemilu-2024")
        assert not tree.exists(connection, f"{KELURAHAN}.009", "pemilu-2024")
        assert not tree.exists(connection, "33.71.09", "pemilu-2024")
        assert set(tree.elections(connection)) == set(town.elections)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ma'rang", KELURAHAN),
        ("MA RANG", KELURAHAN),
        ("élok", SECOND),
        ("Elok", SECOND),
        ("ÉLOK JAYA", SECOND),
        ("wates", THIRD),
    ],
)
def test_places_are_found_however_they_are_typed(town: Town, typed: str, expected: str) -> None:
    with town.database.read() as connection:
        found = queries.search.find(connection, "pemilu-2024", typed)
    assert [(one.kind, one.unit) for one in found] == [("region", expected)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("uji", [KOTA, KECAMATAN, OTHER_KECAMATAN]),  # "Kota Uji" begins so too: its kind is no part of the name
        ("kota uji", [KOTA]),
        ("tim", [OTHER_KECAMATAN]),  # inside the name
        ("ti", []),  # two letters begin a name
        ("33.71", [KOTA, KECAMATAN, OTHER_KECAMATAN, KELURAHAN, SECOND, THIRD, FOURTH]),
        ("33.71.02", [OTHER_KECAMATAN, THIRD, FOURTH]),
        ("33.71.02.1", [THIRD, FOURTH]),
        ("33.71.02.1001", [THIRD]),
        ("33.7", [KOTA, KECAMATAN, OTHER_KECAMATAN, KELURAHAN, SECOND, THIRD, FOURTH]),
        ("33.99", []),
    ],
)
def test_places_are_found_by_kind_part_or_code_the_larger_first(town: Town, typed: str, expected: list[str]) -> None:
    with town.database.read() as connection:
        found = queries.search.regions(connection, typed)
    assert [one.unit for one in found] == expected


def test_what_is_found_says_where_it_lies(town: Town) -> None:
    seat = town.seats("kpps", TPS)[0].id
    town.appoint(seat, "Zaenal")
    with town.database.read() as connection:
        (place,) = queries.search.regions(connection, "wates")
        (person,) = queries.search.people(connection, "pemilu-2024", "zaenal")
    assert place.place == ("Uji Timur", "Kota Uji")
    assert (person.unit, person.body, person.place) == (TPS, "kpps", ("Ma'rang", "Uji Barat", "Kota Uji"))


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_is_found_than_asked_for(town: Town, limit: int) -> None:
    with town.database.read() as connection:
        found = queries.search.regions(connection, "uji", limit=limit)
    assert [one.unit for one in found] == [KOTA, KECAMATAN, OTHER_KECAMATAN][:limit]


def test_people_are_found_where_they_sit(town: Town) -> None:
    seat = town.seats("kpps", TPS)[0].id
    town.appoint(seat, "Siti Élok")
    with town.database.read() as connection:
        found = queries.search.find(connection, "pemilu-2024", "elok")
        assert [(one.kind, one.name) for one in found] == [("region", "Élok Jaya"), ("person", "Siti Élok")]
        assert found[1].seat_id == seat
        assert queries.search.find(connection, "pilkada-2024", "siti") == ()
        assert queries.search.find(connection, "pemilu-2024", " %_ ") == ()
    town.end(seat)
    with town.database.read() as connection:
        assert queries.search.find(connection, "pemilu-2024", "siti") == ()
