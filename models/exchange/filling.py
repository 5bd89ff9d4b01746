"""A blank that means the same as above: merged cells, and the place columns of lists that name a TPS only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.exchange.book import Sheet
from models.exchange.layout import Shape

_PLACES = ("region", "kecamatan", "kelurahan", "tps")
"""Filled down also where nothing is merged; each starts anew with those before it."""
_NEVER = frozenset(("name", "nik", "nik15", "phone", "born_on", "born", "born_in", "ordinal"))

Texts = Sequence[str] | Mapping[int, str]
"""The cells of a row as text; of some rows only those that are looked at."""
Above = tuple[Any, str, int]
"""What stands above: the cell, as text, and its row."""


class Filling:
    """What fills the blanks of the columns of one sheet."""

    def __init__(self, sheet: Sheet, shape: Shape, columns: Mapping[int, str]) -> None:
        """Only columns of places and those with merged cells are looked at."""
        self.columns = columns
        self.ends: dict[tuple[int, int], int] = {}
        for (top, left), (bottom, _) in sheet.merged or ():
            at = left - shape.first
            if bottom > top >= shape.row and columns.get(at, "name") not in _NEVER:
                self.ends[top + 1, at] = bottom + 1
        merged = {at for _, at in self.ends}
        self.watched = sorted(
            (at for at, field in columns.items() if field in _PLACES or at in merged),
            key=lambda at: _PLACES.index(columns[at]) if columns[at] in _PLACES else len(_PLACES),
        )
        self.above: dict[int, Above] = {}
        self.until: dict[int, int] = {}

    def forget(self) -> None:
        """A new list begins."""
        self.above.clear()
        self.until.clear()

    def fill(self, number: int, row: list[Any], texts: Texts) -> dict[int, tuple[str, int, bool]]:
        """Fill the row in place; which positions, with which text from which row, and whether that was merged."""
        filled = {}
        above = self.above
        for at in self.watched:
            cell = row[at]
            if not self.ends and cell != "" and at in above and above[at][0] == cell:
                continue
            if cell == "" or (cell.__class__ is str and cell.isspace()):
                merged = self.until.get(at, 0) >= number
                if at in self.above and (merged or self.columns[at] in _PLACES):
                    row[at], text, origin = self.above[at]
                    filled[at] = (text, origin, merged)
                continue
            before = self.above.get(at)
            if self.columns[at] in _PLACES and before is not None and before[1] != texts[at]:
                for other in self.watched[self.watched.index(at) + 1 :]:
                    if self.columns[other] in _PLACES:
                        self.above.pop(other, None)
            self.above[at] = (cell, texts[at], number)
            if self.ends and (end := self.ends.get((number, at))):
                self.until[at] = end
        return filled
