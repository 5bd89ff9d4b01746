"""Columns of a grid: what they are called, how wide they may be, which go first when there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screens.presenters.text import Align


class Column(NamedTuple):
    """One column. ``width`` is its least width in cells; ``weight`` its share of the room that is left.

    ``priority`` None: always there (what does not fit is reached by scrolling); else columns are left out, the lowest
    priority first, until the rest fits. ``sortable``: the sort keys stop at it.
    """

    key: str
    title: str
    width: int
    weight: int = 0
    align: Align = "left"
    priority: int | None = None
    sortable: bool = True


class Placed(NamedTuple):
    """A column that is shown: its place among all columns (``at``) and its width now."""

    at: int
    width: int


GAP = 1
"""Cells between two columns."""


def place(columns: Sequence[Column], room: int, *, fixed: int = 0, left: int = 0) -> tuple[list[Placed], bool, bool]:
    """Which columns stand in ``room`` cells, and whether more are to the left and to the right of them.

    The first ``fixed`` columns always stand; ``left`` counts the ones after them that are scrolled away.
    """
    shown = _kept(columns, room)
    # A column that would be scrolled away although all fit stays.
    while left and _needed(columns, shown[:fixed] + shown[fixed + left - 1 :]) <= room:
        left -= 1
    shown = shown[:fixed] + shown[fixed:][left:] or shown[-1:]
    more = False
    while len(shown) > 1 and _needed(columns, shown) > room:
        shown = shown[:-1]
        more = True
    return _widened(columns, shown, room), left > 0, more


def _kept(columns: Sequence[Column], room: int) -> list[int]:
    shown = list(range(len(columns)))
    while _needed(columns, shown) > room:
        optional = [index for index in shown if columns[index].priority is not None]
        if not optional or len(shown) == 1:
            break
        # Of equals the last one goes.
        shown.remove(min(optional, key=lambda index: (columns[index].priority or 0, -index)))
    return shown


def _needed(columns: Sequence[Column], shown: Sequence[int]) -> int:
    return sum(columns[index].width for index in shown) + GAP * max(len(shown) - 1, 0)


def _widened(columns: Sequence[Column], shown: Sequence[int], room: int) -> list[Placed]:
    spare = max(room - _needed(columns, shown), 0)
    weights = sum(columns[index].weight for index in shown)
    placed = []
    for index in shown:
        weight = columns[index].weight
        extra = spare * weight // weights if weights else 0
        spare -= extra
        weights -= weight
        placed.append(Placed(index, columns[index].width + extra))
    return placed
