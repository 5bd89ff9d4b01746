"""Unit codes: levels, parents, ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import units
from models.clock import zone_of
from models.units import NATION, Level, ancestors, contains, level, parent, span, tps_code

CODES = st.from_regex(r"\A[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4}(\.[0-9]{3})?)?)?)?\Z").map(
    lambda code: code.encode("ascii", "ignore").decode()
)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("id", Level.NATION),
        ("33", Level.PROVINCE),
        ("33.71", Level.KOTA),
        ("33.71.03", Level.KECAMATAN),
        ("33.71.03.1002", Level.KELURAHAN),
        ("33.71.03.1002.901", Level.TPS),
    ],
)
def test_a_code_tells_its_level(code: str, found: Level) -> None:
    assert level(code) is found


@pytest.mark.parametrize(
    "text",
    ["", "3", "333", "33.7", "33..1234", "3.371.03", "33.71.03.1002.901.1", "33.71.", "ab", "³³", "33.71 ", "33.71\n"],
)
def test_what_is_no_code_has_no_level(text: str) -> None:
    with pytest.raises(ValueError):
        level(text)


def test_parents_lead_up_to_the_nation() -> None:
    assert ancestors("33.71.03.1002.901") == ("33.71.03.1002", "33.71.03", "33.71", "33", NATION)
    assert parent(NATION) is None
    assert ancestors(NATION) == ()


@given(CODES, CODES)
def test_a_unit_contains_exactly_itself_and_what_is_below(one: str, other: str) -> None:
    below = one == other or one in ancestors(other)
    assert contains(one, other) is below
    low, high = span(one)
    assert (low <= other < high) is below
    assert contains(NATION, other)


@given(CODES)
def test_a_parent_is_one_level_up(code: str) -> None:
    up = parent(code)
    assert up is not None
    assert level(up) == level(code) - 1


def test_a_tps_is_numbered_with_three_digits() -> None:
    assert tps_code("33.71.03.1002", 7) == "33.71.03.1002.007"


def test_the_time_zone_of_a_unit_is_that_of_its_province() -> None:
    """Keppres 41/1987; Kalimantan Utara keeps the time of Kalimantan Timur, the six provinces of Papua theirs."""
    zones = {code: str(zone_of(code)) for code in ("11", "33.71", "62", "51", "65", "76.01", "81", "91.71.01.1001.901")}
    assert zones == {
        "11": "WIB", "33.71": "WIB", "62": "WIB",
        "51": "WITA", "65": "WITA", "76.01": "WITA",
        "81": "WIT", "91.71.01.1001.901": "WIT",
    }  # fmt: skip
    assert [str(zone_of(str(code))) for code in range(91, 97)] == ["WIT"] * 6
    assert zone_of("id") is None
    assert zone_of("99.01") is None


def test_where_a_change_is_noted() -> None:
    assert units.common(["33.71.03.1002.001", "33.71.03.1002.002"]) == "33.71.03.1002"
    assert units.common(["33.71.03.1002.001"]) == "33.71.03.1002.001"
    assert units.common(["33.71.03", "33.71.03.1002.001"]) == "33.71.03"
    assert units.common(["33.71.01.1001.001", "33.71.03"]) == "33.71"
