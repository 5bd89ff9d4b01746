"""Numbers of places: TPS (three digits), RT and RW, also where a spreadsheet made a date of ``03/05``."""

from __future__ import annotations

import re
from datetime import date, time

from models.exchange.parse import NONE, Cell, Problems, empty, one, text_of

_TPS = re.compile(
    r"(?:tps|tempat pemungutan suara)?[\s.:\-_#]*+(?:no(?:mor|\.)?)?[\s.:\-_]*+(?:khusus|lokasi khusus|loksus)?"
    r"[\s.:\-_]*+(\d{1,4})(?:\s*\([^)]*\))?\.?",
    re.IGNORECASE,
)
_TPS_CODE = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}\.(\d{3})")
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE)
_RT_RW = re.compile(
    r"(?:rt|rk)?[\s.:]*(?P<rt>\d{1,3}|[ivx]+)\s*(?:[/\\\-–,;.|]|\s|(?=rw))[\s/,\-]*(?:rw)?[\s.:]*(?P<rw>\d{1,3}|[ivx]+)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"\brt[\s.:]*(\d{1,3}|[ivx]+)\b[\s/,.\-]*(?:rw[\s.:]*)?(\d{1,3}|[ivx]+)\b|\brt[\s.:]*(\d{1,3})\b", re.IGNORECASE
)
_ONE = re.compile(r"(?:rt|rw)?[\s.:]*(\d{1,3}|[ivx]+)", re.IGNORECASE)
_SIX = re.compile(r"(\d{3})(\d{3})")


def tps(cell: Cell) -> tuple[str | None, Problems]:
    """The number of a TPS in three digits (001 to 999; from 901 special places), from ``7``, ``TPS 007``, a code.

    Problems: ``tps_unreadable``, ``tps_range`` (faults).
    """
    text = text_of(cell)
    if empty(text):
        return None, NONE
    if isinstance(cell, bool | date | time):
        return None, one("tps_unreadable", "fault")
    found = _TPS_CODE.fullmatch(text) or _TPS.fullmatch(text)
    if found is None:
        return None, one("tps_unreadable", "fault")
    number = int(found[1])
    return (f"{number:03d}", NONE) if 0 < number < 1000 else (None, one("tps_range", "fault", number=number))


def neighbourhood(cell: Cell) -> tuple[str | None, Problems]:
    """An RT or an RW by itself, in three digits."""
    text = text_of(cell)
    if empty(text):
        return None, NONE
    found = _ONE.fullmatch(text)
    number = _small(found[1]) if found and not isinstance(cell, bool) else None
    return (number, NONE) if number else (None, one("rt_rw_unreadable", "note"))


def rt_rw(cell: Cell) -> tuple[tuple[str | None, str | None], Problems]:
    """RT and RW of one cell, three digits each. Problems: ``rt_rw_date`` (repair), ``rt_rw_unreadable`` (note)."""
    if isinstance(cell, date):
        return _dated(cell), one("rt_rw_date", "repair")
    if isinstance(cell, time):
        return (f"{cell.hour:03d}", f"{cell.minute:03d}"), one("rt_rw_date", "repair")
    text = text_of(cell)
    if empty(text):
        return (None, None), NONE
    if not isinstance(cell, bool):
        if found := _RT_RW.fullmatch(text) or _SIX.fullmatch(text):
            first, second = _small(found[1]), _small(found[2])
            if first and second:
                return (first, second), NONE
        if (found := _ONE.fullmatch(text)) and (first := _small(found[1])):
            return ((None, first) if text[:2].casefold() == "rw" else (first, None)), NONE
    return (None, None), one("rt_rw_unreadable", "note")


def in_address(text: str) -> tuple[str | None, str | None]:
    """RT and RW named inside an address (``Jl. Mawar RT 03 RW 05``); nothing without the word RT."""
    found = _IN_ADDRESS.search(text)
    if found is None:
        return None, None
    return (_small(found[1]), _small(found[2])) if found[1] else (_small(found[3]), None)


def _dated(cell: date) -> tuple[str, str]:
    """``03/05`` became the 3rd of May of the year it was typed in; ``05/13``, no day of a month, May 2013."""
    if cell.day == 1 and not 2018 <= cell.year <= 2031:
        return f"{cell.month:03d}", f"{cell.year % 100:03d}"
    return f"{cell.day:03d}", f"{cell.month:03d}"


def _small(digits: str) -> str | None:
    if digits.isdigit():
        return f"{int(digits):03d}" if int(digits) else None
    found = _ROMAN.fullmatch(digits)
    if found is None:
        return None
    number = 10 * len(found[1]) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX").index(found[2].upper())
    return f"{number:03d}"
