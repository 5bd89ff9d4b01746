"""Dates as people write them: ``14 Februari 2024``, ``Nopember``, ``14-02-24``, ``Magelang, 12 Mei 1990``, serials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any, Literal

from models.exchange.parse import NONE, Cell, Problems, empty, fill_gaps, found_in, one, text_of
from models.text import clean, key

Order = Literal["", "dmy", "mdy", "mixed"]
"""How a column writes numbers: known, "" where nothing tells, ``mixed`` where both occur."""

_EPOCH = date(1899, 12, 30)
_SERIALS = range(3654, 73051)
"""Days of a spreadsheet from 1910 to 2099; a smaller number is a count of something."""
_YEARS = range(1910, 2100)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january jnr",
            "februari pebruari feb peb february febuari pebr febr",
            "maret mar mrt march mart",
            "april apr aprl",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agt ags agu agst aug august agus",
            "september sept sep",
            "oktober okt oct october",
            "november nopember nov nop nopem",
            "desember des dec december",
        ),
        1,
    )
    for name in names.split()
}
_BETWEEN: dict[Order, str] = {"dmy": "-./", "": "-.", "mdy": "", "mixed": ""}
"""What stands between the numbers of a day that nobody can misread, by how its column writes them."""
_WORDS = re.compile(r"(?:[a-z']+ )?(\d{1,2}) ([a-z]+) (\d{2}|\d{4})")
_ENGLISH = re.compile(r"([a-z]+) (\d{1,2}) (\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([/.\- ])\s*(\d{1,2})\s*[/.\- ]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+)?")
_BORN = re.compile(r"([^\d]*?)[\s,;:/.\-]*(\d.*|[A-Za-z]{3,9} \d{1,2},? \d{4})")
_PLAIN = re.compile(r"([A-Za-z]+(?: [A-Za-z]+)*), (\d\d?[/.\-]\d\d?[/.\-]\d{4})", re.ASCII)
"""What ``_BORN`` finds in nearly every cell, found in half of the time."""
_WEEKDAY = re.compile(r"\b(?:senin|selasa|rabu|kamis|jum'?at|jumat|sabtu|minggu|ahad)\b[\s,]*$", re.IGNORECASE)


def day(cell: Cell, order: Order = "", *, birth: bool = False) -> tuple[date | None, Problems]:
    """A date. ``order`` as ``order_of`` found it for the column; ``birth``: a year of two digits is that of a birth.

    Problems: ``date_serial``, ``date_century`` (repairs), ``date_order`` (doubt: day and month may be swapped),
    ``date_year`` (a year alone), ``date_odd`` (not between 1910 and 2099), ``date_unreadable``.
    """
    if isinstance(cell, str):
        if (usual := _usual(cell, order)) is not None:
            return usual, NONE
        if numbers := _NUMBERS.fullmatch(cell):
            return _numbers(numbers, order, birth)
        text = clean(cell)
        return (None, NONE) if empty(text) else _text(text, order, birth)
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
        return (found, NONE) if found.year in _YEARS else (None, one("date_odd", "note", year=found.year))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None, one("date_unreadable", "note")
    return _number(cell)


def _usual(text: str, order: Order) -> date | None:
    """A day as most people write it, if nothing is to be said about it: ``14-02-2024``, ``14.02.2024``; in a column
    where the day comes first also ``14/02/2024``."""
    if len(text) != 10 or text[2] != text[5] or text[2] not in _BETWEEN[order] or not "1910" <= text[6:] <= "2099":
        return None
    try:
        return date.fromisoformat(f"{text[6:]}-{text[3:5]}-{text[:2]}")
    except ValueError:
        return None


def _number(number: float) -> tuple[date | None, Problems]:
    if number != number or abs(number) > 1e9:  # noqa: PLR0124 (not a number is unequal to itself)
        return None, one("date_unreadable", "note")
    whole = int(number)
    if whole in _YEARS:
        return None, one("date_year", "note", year=whole)
    if whole in _SERIALS:
        return _EPOCH + timedelta(whole), one("date_serial", "repair")
    return _run(str(whole)) if number == whole else (None, one("date_unreadable", "note"))


def _run(digits: str) -> tuple[date | None, Problems]:
    """``14022024``, ``5031990`` (its zero lost) or ``20240214``."""
    if len(digits) not in (7, 8):
        return None, one("date_unreadable", "note")
    if len(digits) == 8 and int(digits[:4]) in _YEARS and _made(int(digits[:4]), int(digits[4:6]), int(digits[6:])):
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:])), NONE
    digits = digits.zfill(8)
    found, wrong = _checked(_made(int(digits[4:]), int(digits[2:4]), int(digits[:2])), int(digits[4:]))
    return found, wrong or one("date_digits", "repair")


def _text(text: str, order: Order, birth: bool) -> tuple[date | None, Problems]:
    if text.isdigit() and text.isascii():
        return _number(int(text)) if len(text) <= 5 else _run(text)
    if iso := _ISO.fullmatch(text):
        return _checked(_made(*map(int, iso.groups())), int(iso[1]))
    if numbers := _NUMBERS.fullmatch(text):
        return _numbers(numbers, order, birth)
    flat = key(text)
    if words := _WORDS.fullmatch(flat):
        number, name, year = words.groups()
    elif words := _ENGLISH.fullmatch(flat):
        name, number, year = words.groups()
    else:
        return None, one("date_unreadable", "note")
    month = _MONTHS.get(name)
    if month is None:
        return None, one("date_unreadable", "note")
    whole, problems = _year(year, birth)
    found, wrong = _checked(_made(whole, month, int(number)), whole)
    return found, wrong or problems


def _numbers(numbers: re.Match[str], order: Order, birth: bool) -> tuple[date | None, Problems]:
    left, between, right, digits = numbers.groups()
    first, second = int(left), int(right)
    year, problems = (int(digits), NONE) if len(digits) == 4 else _year(digits, birth)
    if second > 12 >= first:
        found, wrong = _checked(_made(year, first, second), year)
        return found, wrong or (problems + one("date_swapped", "repair"))
    if order == "mdy" and first <= 12:
        found, wrong = _checked(_made(year, first, second), year)
        return found, wrong or problems
    found, wrong = _checked(_made(year, second, first), year)
    if first <= 12 and first != second and found and (order == "mixed" or (not order and between == "/")):
        problems = (*problems, *one("date_order", "doubt"))
    return found, wrong or problems


def _year(digits: str, birth: bool) -> tuple[int, Problems]:
    """A year of two digits lies in the past for a birth (nobody is younger than 16), around now for anything else."""
    year = int(digits)
    if len(digits) == 4:
        return year, NONE
    return year + (2000 if year <= (9 if birth else 68) else 1900), one("date_century", "repair")


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _checked(found: date | None, year: int) -> tuple[date | None, Problems]:
    if found is None:
        return None, one("date_unreadable", "note")
    return (found, NONE) if year in _YEARS else (None, one("date_odd", "note", year=year))


def order_of(cells: Iterable[Cell]) -> Order:
    """How the dates in a column write day and month, by those that can be read in one way only.

    Real dates with no day above the 12th beside texts with such a day only: a spreadsheet of another language swapped
    what it could read and left the rest, which is ``mixed`` too.
    """
    dmy = mdy = real = late = 0
    for cell in cells:
        if isinstance(cell, date):
            real += 1
            late += cell.day > 12
        elif isinstance(cell, str) and not cell[:1].isalpha() and (numbers := _NUMBERS.fullmatch(clean(cell))):
            dmy += int(numbers[1]) > 12
            mdy += int(numbers[3]) > 12
    if (dmy and mdy) or (dmy and real and not late):
        return "mixed"
    return "dmy" if dmy else "mdy" if mdy else ""


def born(cell: Cell, order: Order = "") -> tuple[tuple[str | None, date | None], Problems]:
    """Place and date of birth in one cell: ``Magelang, 12 Mei 1990``."""
    if not isinstance(cell, str):
        found, problems = day(cell, order, birth=True)
        return (None, found), problems
    place, _, written = cell.partition(", ")
    if (usual := _usual(written, order)) is not None and place.isascii() and place.isalpha():
        return (_place(place), usual), NONE
    if plain := _PLAIN.fullmatch(cell):
        found, problems = day(plain[2], order, birth=True)
        return (_place(plain[1]), found), problems
    text = clean(cell)
    if empty(text):
        return (None, None), NONE
    parts = _BORN.fullmatch(text)
    if parts is None:
        if any(char.isdigit() for char in text):
            return (None, None), one("date_unreadable", "note")
        return (text.strip(" ,;/-") or None, None), NONE
    found, problems = day(parts[2].strip(" ,;"), order, birth=True)
    return (_place(parts[1]), found), problems


def all_born(
    cells: Sequence[Cell], order: Order = ""
) -> tuple[Sequence[tuple[str | None, date | None] | None], list[int]]:
    """Places and dates of birth of several cells; where there is something to say."""
    found = (found_in(_lines(_BETWEEN[order]), cells) if _BETWEEN[order] else None) or ()
    places = {place: _place(place) for place in {one[0] for one in found}}
    days, iso = [], date.fromisoformat
    try:
        days = [(places[place], iso(year + month + day_)) if place else None for place, day_, _, month, year in found]
    except ValueError:  # the 31st of a month that has none
        pass
    values: list[Any] = days or [None] * len(cells)
    return values, fill_gaps(partial(born, order=order), cells, values)


@cache
def _lines(between: str) -> re.Pattern[str]:
    """A place in one word, day, sign, month, year; in each of many lines."""
    years = r"19[1-9]\d|20\d\d"
    signs = re.escape(between)
    return re.compile(rf"^(?:([A-Za-z]+), (\d\d)([{signs}])(\d\d)\3({years})|.*)$", re.ASCII | re.MULTILINE)


@lru_cache(maxsize=4096)
def _place(text: str) -> str | None:
    """What stands before a day, without the day of the week."""
    place = _WEEKDAY.sub("", text).strip(" ,;/-")
    return place if place and not empty(place) else None


def shown(found: date) -> str:
    """The date as a file keeps it, which ``day`` reads back."""
    return text_of(found)
