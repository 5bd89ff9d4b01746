"""What people type, understood: days in every usual spelling."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from screens.locale import N_, _
from screens.presenters import dates

_WORDS = ((N_("hari ini"), 0), (N_("kemarin"), 1), (N_("kemarin dulu"), 2))
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})[\s\-/.]*([^\W\d_]+)\.?(?:[\s\-/.]*(\d{4}|\d{2}))?")
_HOUR = re.compile(r"(\d{1,2})(?:\s*[:.]\s*(\d{2}))?")
_MONTHS = (
    ("januari", "january"), ("februari", "february", "pebruari"), ("maret", "march"), ("april",), ("mei", "may"),
    ("juni", "june"), ("juli", "july"), ("agustus", "august", "agt", "ags"), ("september",),
    ("oktober", "october"), ("november", "nopember"), ("desember", "december"),
)  # fmt: skip
"""The months in both languages, and the spellings in use beside the standard ones; three letters are enough."""

_RESTS = (
    "0", "1", "2", "-1", "1-1", "-1-1", "1-1-1", "024", "24", "4", "24-1-1", "4-1-1",
)  # fmt: skip
"""What may follow the digits of a day that is only begun; enough of it to try."""
YEARS = range(1900, 2100)
"""Of days that anybody means."""
_LETTERS = re.compile(r"(\d{1,2})[\s\-/.]*([^\W\d_]{1,2})")


class Reading(NamedTuple):
    """What was typed: its value; in words, as it was understood; or what is wrong with it. ``kept``: the field was
    left as it was, its value hidden; ``doubt``: it can be kept, but is worth another look; ``unfinished``: what is
    wrong may become right with more letters, so it is said aloud only when the field is left (``said`` till then)."""

    value: Any = None
    said: str = ""
    wrong: str = ""
    kept: bool = False
    doubt: bool = False
    unfinished: bool = False


def read_day(text: str, today: date, latest: date) -> Reading:
    """A day up to ``latest``, read back in full."""
    found = day(text, today)
    if found is None:
        sentence = _("Bukan tanggal. Contoh: 31-01-2024")
        return Reading(wrong=sentence, said=_("contoh: 31-01-2024"), unfinished=begun(text, today))
    if found > latest:
        return Reading(wrong=_("{day}: belum tiba").format(day=dates.short_day(found, year=True)))
    return Reading(found, dates.full_day(found))


def read_hour(text: str) -> Reading:
    """An hour; none is left open."""
    found = hour(text) if text else None
    if text and found is None:
        return Reading(wrong=_("Bukan jam. Contoh: 20:00"), unfinished=True)
    return Reading(found)


def read_number(text: str, least: int, most: int, wrong: str) -> Reading:
    """A whole number within bounds; ``wrong`` says which."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1
    return Reading(found) if least <= found <= most else Reading(wrong=wrong, unfinished=not text)


def begun(text: str, today: date) -> bool:
    """Whether more letters may make a day of it."""
    said = " ".join(text.casefold().split())
    if any(word.startswith(said) for words, _ago in _WORDS for word in (words, _(words).casefold())):
        return True
    if day(said, today) is not None:
        return True
    if found := _LETTERS.fullmatch(said):
        return any(one.startswith(found[2]) for names in _MONTHS for one in names) and 1 <= int(found[1]) <= 31
    finished = (day(said + rest, today) for rest in _RESTS)
    return any(one is not None and one.year in YEARS for one in finished)


def day(text: str, today: date) -> date | None:
    """``31-01-2024``, ``31/1/24``, ``31 Jan 2024``, ``2024-01-31``, ``31/1`` (the latest one), ``kemarin``; or None."""
    said = " ".join(text.casefold().split())
    for words, ago in _WORDS:
        if said in (words, _(words).casefold()):
            return today - timedelta(days=ago)
    if found := _ISO.fullmatch(said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(said):
        return _dated(int(found[1]), int(found[2]), found[3], today)
    if found := _NAMED.fullmatch(said):
        month = _month(found[2])
        return _dated(int(found[1]), month, found[3], today) if month else None
    return None


def hour(text: str) -> time | None:
    """``20:00``, ``20.00``, ``8``; or None."""
    found = _HOUR.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def written(value: date) -> str:
    """A day as one would type it: ``31-01-2024``."""
    return f"{value.day:02}-{value.month:02}-{value.year}"


def _month(name: str) -> int | None:
    """A month's number by its name or at least three of its first letters."""
    if len(name) < 3:
        return None
    return next((at for at, names in enumerate(_MONTHS, 1) if any(one.startswith(name) for one in names)), None)


def _dated(number: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, number)
    found = _date(today.year, month, number)
    # Nobody dates what has happened into the future: without a year the latest such day is meant.
    return _date(today.year - 1, month, number) if found is not None and found > today else found


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
