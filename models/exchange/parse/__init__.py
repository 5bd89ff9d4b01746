"""One value of a spreadsheet each: pure functions from what stands in a cell to a value and what was noticed.

A cell is text, a number, a date or a truth value, as calamine gives them; CSV gives text only. An empty value (also
``-``) is None without a problem: blanks stay blank. A problem's ``cell`` and ``field`` are filled in by who reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from models.exchange.draft import Level, Problem
from models.text import FORMULA, clean

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
Problems: TypeAlias = tuple[Problem, ...]

NONE: Problems = ()
_EMPTY = frozenset(
    ("", "-", "--", "---", "–", "—", "_", ".", "..", "...", "n/a", "na", "nihil", "null", "none", "#n/a")
)


def one(code: str, level: Level, **facts: Any) -> Problems:
    """A single problem."""
    return (Problem(code, level, facts=facts),)


def found_in(pattern: re.Pattern[str], cells: Sequence[Cell]) -> Sequence[Any] | None:
    """What a pattern finds in each of several cells, looked for in all of them at once, which takes a third of the
    time. It must fit any line (``…|.*``); None where a cell has several."""
    found = pattern.findall("\n".join(map(str, cells)))
    return found if len(found) == len(cells) else None


def fill_gaps(parse: Callable[[Any], tuple[Any, Problems]], cells: Sequence[Cell], values: list[Any]) -> list[int]:
    """Fill the gaps (None) of a column by a parser; at which places it has something to say."""
    odd = []
    for at, value in enumerate(values):
        if value is None:
            values[at], problems = parse(cells[at])
            if problems:
                odd.append(at)
    return odd


def text_of(cell: Cell) -> str:
    """What a cell shows: numbers without a needless fraction, dates as ISO, text cleaned and without the apostrophe
    that guards it."""
    if isinstance(cell, str):
        text = clean(cell)
        return text[1:] if text[:1] == "'" and FORMULA.match(text, 1) else text
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, datetime):
        whole = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def empty(text: str) -> bool:
    """Whether a text means that there is nothing (``-``, ``n/a``)."""
    return len(text) < 7 and text.casefold() in _EMPTY
