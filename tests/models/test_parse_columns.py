"""Columns that are parsed at once: each value as its parser makes it of the cell alone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange.parse import Cell, dates, people, phone
from tests.models.test_parse_values import CELLS

MANY: dict[str, tuple[Any, ...]] = {
    "phone": ("081234567890", "6281234567890", "+6281234567890", "81234567890", 6281234567890, 81234567890.0, "0899",
              "08001234567", "0812-3456-7890", "081234567890\r", "0812\n34567890", "-", "", "٠٨١٢٣٤٥٦٧٨٩٠"),
    "born": ("Magelang, 23-05-1990", "Magelang, 23.05.1990", "Magelang, 23/05/1990", "Magelang, 05/06/1990",
             "Magelang, 31-02-1990", "Magelang, 23-05.1990", "Magelang, 23-05-1899", "Senin, 23-05-1990",
             "Kota Magelang, 23-05-1990", "Magelang, 23 Mei 1990", "Magelang", "", "Magelang,\n23-05-1990",
             "Magelang, 23-05-1990\n", date(1990, 5, 23), 33016.0, True),
}  # fmt: skip
"""What stands in one column together: most of it as it should, some of it not, some of it of several lines."""


@pytest.mark.parametrize("order", ["", "dmy", "mdy", "mixed"])
@given(st.lists(st.sampled_from(MANY["born"]) | CELLS, max_size=20))
def test_births_of_a_column_are_those_of_its_cells(order: dates.Order, cells: list[Cell]) -> None:
    values, odd = dates.all_born(cells, order)
    each = [dates.born(cell, order) for cell in cells]
    assert list(values) == [value for value, _ in each]
    assert odd == [at for at, (_, problems) in enumerate(each) if problems]


@given(st.lists(st.sampled_from(MANY["phone"]) | CELLS, max_size=20))
def test_numbers_of_a_column_are_those_of_its_cells(cells: list[Cell]) -> None:
    values, odd = phone.phones(cells)
    each = [phone.phone(cell) for cell in cells]
    assert values == [value for value, _ in each]
    assert odd == [at for at, (_, problems) in enumerate(each) if problems]


@given(st.lists(st.sampled_from(("Budi Akasia", "Sri", "Ani\nBudi", "Rini, S.Pd.", "")) | st.text(max_size=20)))
def test_first_words_are_those_of_ordinary_names(names: list[str]) -> None:
    assert list(people.first_words(names)) == [
        name.partition(" ")[0] if people.ordinary(name) else "" for name in names
    ]
