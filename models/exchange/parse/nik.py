"""The number of the identity card (NIK): 6 digits of the place of issue, DDMMYY (day + 40: a woman), 4 of a series.

A spreadsheet keeps 15 digits of a number; the 16th becomes 0. A NIK that is a number is therefore trusted to its 15th
digit and never an identity. Its place is where it was first issued, no proof of where its holder lives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

from models.exchange.parse import NONE, Cell, Problems, empty, found_in, one
from models.text import clean

_SCIENTIFIC = re.compile(r"[\d.,]+\s*[eE]\s*\+?\s*\d+")
_BETWEEN = re.compile(r"[\s.,'’‘`´\"\-_/]")
_PLAIN = re.compile(
    r"(?!(\d)\1{15})(?!\d{12}0000)[1-9]\d(?!0000)\d{4}(?:[0-2]\d|3[01]|[4-6]\d|7[01])(?:0[1-9]|1[0-2])\d{6}", re.ASCII
)
_LINE = re.compile(r"^(?:(\d{12})(?!0000)\d{4}|.*)$", re.ASCII | re.MULTILINE)
"""Of each of many lines the digits of the office and of the day of birth."""


def nik(cell: Cell) -> tuple[str | None, Problems]:
    """16 digits that are all trusted, or 15 of a number; None where nothing can be used.

    Problems: ``nik_cut`` (repair: a number, 15 digits), ``nik_repaired`` (repair: signs between, O for 0),
    ``nik_scientific``, ``nik_length``, ``nik_dummy``, ``nik_invalid``, ``nik_unreadable``, ``nik_masked`` (of a masked
    export), ``nik_place`` (notes).
    """
    if isinstance(cell, str):
        if len(cell) == 16 and _PLAIN.fullmatch(cell) and birth_of(cell[6:12]) and _place(cell[:4]):
            return cell, NONE
        return _text(clean(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None, one("nik_unreadable", "note")
    if not cell:
        return None, one("nik_dummy", "note")
    if not 0 < cell < float("inf") or cell != int(cell) or len(digits := str(int(cell))) != 16:
        return None, one("nik_length", "note")
    found, problems = _checked(digits, one("nik_cut", "repair"))
    return (found[:15] if found else None), problems


def _text(text: str) -> tuple[str | None, Problems]:
    if empty(text):
        return None, NONE
    if "*" in text:
        return None, one("nik_masked", "note")
    if _SCIENTIFIC.fullmatch(text):
        return None, one("nik_scientific", "note")
    digits = _BETWEEN.sub("", text).removesuffix("00" if re.search(r"[.,]00$", text) else "")
    digits = re.sub("[oO]", "0", digits)
    if not (digits.isdigit() and digits.isascii()):
        return None, one("nik_unreadable", "note")
    if len(set(digits)) == 1 or digits.strip("0") == "" or digits in "12345678901234567890":
        return None, one("nik_dummy", "note")
    if len(digits) == 15 and _possible(digits + "1"):
        return digits, one("nik_cut", "note")
    if len(digits) != 16:
        return None, one("nik_length", "note", digits=len(digits))
    return _checked(digits, NONE if digits == text else one("nik_repaired", "repair"))


def _checked(digits: str, problems: Problems) -> tuple[str | None, Problems]:
    if digits[:6] == "000000" or digits[6:] == "0000000000":
        return None, one("nik_dummy", "note")
    if not _possible(digits):
        return None, one("nik_invalid", "note")
    if digits.endswith("0000"):  # no series begins with 0: a spreadsheet cut it before it became text
        return digits[:15], one("nik_cut", "repair")
    if not _place(digits[:4]):
        return digits, (*problems, *one("nik_place", "note", prefix=digits[:4]))
    return digits, problems


def _possible(digits: str) -> bool:
    return birth_of(digits[6:12]) is not None


def encoded(digits: str) -> tuple[int, int, int, str] | None:
    """Day, month, year of two digits and sex in a NIK (15 digits are enough); None where there is no such day."""
    return birth_of(digits[6:12])


@lru_cache(maxsize=65536)
def birth_of(digits: str) -> tuple[int, int, int, str] | None:
    """``encoded`` of the six digits DDMMYY by themselves."""
    number, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    sex = "P" if number > 40 else "L"
    number -= 40 if number > 40 else 0
    for century in (1900, 2000):
        try:
            date(century + year, month, number)
        except ValueError:
            continue
        return number, month, year, sex
    return None


@cache
def _place(prefix: str) -> bool:
    """Whether NIKs were ever issued there (first four digits), asked of python-stdnum once a place."""
    from stdnum.id import nik as library

    return library.is_valid(f"{prefix}010101700001")


def agreed(cells: Sequence[Cell], born: Sequence[date | None], sexes: Sequence[str | None]) -> list[bool]:
    """Whether each of some cells is a NIK without a fault, and that of somebody who is known to be born on this day and
    of this sex."""
    texts = [cell if cell.__class__ is str else "" for cell in cells]
    found = found_in(_LINE, texts) or [""] * len(texts)
    issued = {office for office in {one[:6] for one in found} if len(set(office)) > 1 and _issued(office)}
    return [
        one[6:] == written(day, sex) and one[:6] in issued for one, day, sex in zip(found, born, sexes, strict=True)
    ]


@lru_cache(maxsize=16384)
def _issued(office: str) -> bool:
    """Whether NIKs may begin with these six digits."""
    return _PLAIN.fullmatch(f"{office}0101700001") is not None and _place(office[:4])


@cache
def written(born: date | None, sex: str | None) -> str | None:
    """The six digits that a NIK has for this birth date and sex; None where one of them is not known."""
    if born is None or sex is None:
        return None
    return f"{born.day + (40 if sex == 'P' else 0):02d}{born.month:02d}{born.year % 100:02d}"


def agrees(number: str, born: date | None, sex: str | None) -> tuple[bool, bool]:
    """Whether a NIK agrees with a birth date, and with a sex; what is not known agrees."""
    found = encoded(number)
    if found is None:
        return False, False
    same = born is None or (born.day, born.month, born.year % 100) == found[:3]
    return same, sex is None or sex == found[3]
