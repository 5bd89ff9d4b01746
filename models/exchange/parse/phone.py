"""Telephone numbers: ``08…``, ``+62 8…``, ``62…``, a lost zero ``812…``, two in a cell; kept as ``+62…`` (E.164)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from models.exchange.parse import NONE, Cell, Problems, empty, fill_gaps, found_in, one, text_of

_SCIENTIFIC = re.compile(r"[\d.,]+\s*[eE]\s*\+?\s*\d+")
_PLAIN = re.compile(r"(?:\+62|62|0)(8\d{8,11})", re.ASCII)
_LINE = re.compile(rf"^(?:{_PLAIN.pattern}|.*)$", re.ASCII | re.MULTILINE)
_SEVERAL = re.compile(r"\s*(?:[/;&|]|,| atau | dan |\bor\b)\s*", re.IGNORECASE)
_NOISE = re.compile(r"[\s.()\-–_'’`]")
_LABEL = re.compile(r"^(?:hp|wa|telp|tlp|no)[\s.:]*|\s*\((?:wa|hp)\)$", re.IGNORECASE)


def phone(cell: Cell) -> tuple[str | None, Problems]:
    """The (first) number as E.164.

    Problems: ``phone_zero`` (repair: its zero was lost), ``phone_several`` (note: the first one is kept),
    ``phone_scientific``, ``phone_masked``, ``phone_invalid`` (notes: no number is kept).
    """
    if isinstance(cell, str) and (plain := _PLAIN.fullmatch(cell)) and _mobile((number := plain[1])[:4], len(number)):
        return f"+62{number}", NONE
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None, one("phone_invalid", "note")
    text = text_of(cell)
    if empty(text) or text == "0":
        return None, NONE
    if "*" in text:
        return None, one("phone_masked", "note")
    if _SCIENTIFIC.fullmatch(text):
        return None, one("phone_scientific", "note")
    parts = [part for part in _SEVERAL.split(text) if part]
    for part in parts:
        found, problems = _one(part)
        if found:
            return found, (*problems, *one("phone_several", "note", numbers=len(parts))) if len(parts) > 1 else problems
    return None, one("phone_invalid", "note")


def phones(cells: Sequence[Cell]) -> tuple[list[str | None], list[int]]:
    """The numbers of several cells; where there is something to say."""
    found = found_in(_LINE, cells) or [""] * len(cells)
    good = {kind for kind in {(number[:4], len(number)) for number in found if number} if _mobile(*kind)}
    values = [f"+62{number}" if (number[:4], len(number)) in good else None for number in found]
    return values, fill_gaps(phone, cells, values)


def _one(text: str) -> tuple[str | None, Problems]:
    digits = re.sub("[oO]", "0", _NOISE.sub("", _LABEL.sub("", text)))
    plus, digits = digits.startswith("+"), digits.removeprefix("+")
    if not (digits.isdigit() and digits.isascii()):
        return None, NONE
    if digits.startswith("00") and not plus:
        plus, digits = True, digits[2:]
    if digits.startswith("62") and (plus or len(digits) >= 10):
        return _valid(digits[2:].removeprefix("0")), NONE
    if plus:
        return _foreign(f"+{digits}"), NONE
    if digits.startswith("0"):
        return _valid(digits[1:]), NONE
    if digits.startswith("8"):
        return _valid(digits), one("phone_zero", "repair")
    return None, NONE


def _valid(national: str) -> str | None:
    """A number of Indonesia without its zero. Of a mobile one the library looks at the first digits and the length."""
    if national.startswith("8") and len(national) >= 4:
        return f"+62{national}" if _mobile(national[:4], len(national)) else None
    return _foreign(f"+62{national}")


@cache
def _mobile(start: str, length: int) -> bool:
    return 8 <= length <= 12 and _foreign(f"+62{start.ljust(length, '1')}") is not None


def _foreign(number: str) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
