"""A grid whose cells may be drawn in several styles: bars with a mark, lines of time."""

from __future__ import annotations

from collections.abc import Sequence

from screens.presenters.numbers import Segments
from screens.styles.palette import ground
from screens.widgets.columns import Placed
from screens.widgets.grid import Grid, Row
from screens.widgets.painted import Line, Seg, arranged


class Drawn(tuple[str, str]):
    """A cell of several styles. For everybody else (copying, fitting) it is its text in no style."""

    parts: Segments

    @classmethod
    def of(cls, parts: Segments) -> Drawn:
        """A cell that shows these parts."""
        made = cls(("".join(text for text, _style in parts), ""))
        made.parts = parts
        return made


class DrawnGrid(Grid):
    """``Grid``, with ``Drawn`` cells in their own styles on the ground of the cursor."""

    def _line(self, row: Row, columns: Sequence[Placed], *, at: int) -> Line:
        line: list[Seg] = list(super()._line(row, columns, at=at))
        first = 1 if self._selectable else 0
        # A cell and the gap behind it are two segments; from the end, so that what is before keeps its place.
        for position in reversed(range(len(columns))):
            placed = columns[position]
            cell = row.cells[placed.at] if placed.at < len(row.cells) else ""
            if isinstance(cell, Drawn):
                where = first + 2 * position
                under = " ".join(sorted(ground(line[where][1])))
                line[where : where + 1] = [
                    (text, f"{style} {under}".strip()) for text, style in arranged(cell.parts, placed.width)
                ]
        return line
