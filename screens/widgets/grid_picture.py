"""How a grid is drawn: frame, header, the rows in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size

from screens.locale import _
from screens.presenters.glyphs import glyphs
from screens.presenters.numbers import number
from screens.presenters.text import fit, wrapped
from screens.styles.palette import ground
from screens.widgets.columns import GAP, Column, Placed, place
from screens.widgets.painted import FILL, Drawable, Line, Painted, Seg, arranged, bottom_edge, boxed, top_edge
from screens.widgets.window import Cell, Key, Row, Window

MARK = 2
"""Cells of the mark before a row that can be selected."""
CLAIM = 12
"""Cells of the name of who else is at a row."""
ASIDE = 2
"""Cells of the sign that there are columns beside those in view."""


class GridPicture(Painted):
    """The state of a grid and its picture; ``Grid`` adds what it does."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        title: str | Line = "",
        frame: bool = True,
        header: bool = True,
        fixed: int = 1,
        selectable: bool = False,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``fixed`` columns stay when the rest scrolls; ``empty`` is what a list without rows says."""
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.window = Window()
        self.selected: set[Key] = set()
        self.everything = False
        self.sort_column: str | None = None
        self.descending = False
        self._title: Line = [(title, "title")] if isinstance(title, str) else title
        self._note: Line = ()
        self._foot: Line = ()
        self._pinned: Row | None = None
        self._framed, self._header, self._fixed = frame, header, fixed
        self._selectable = selectable
        self._empty = empty
        self._state = ""
        self._left = 0
        self._more = False
        self._told: Key | None = None
        self.claimed: Callable[[Key], str] = _nobody
        """Who else has a form on a row open; empty: nobody."""

    def lines(self, width: int, height: int) -> Sequence[Drawable]:
        """Frame, header, and the rows in view."""
        framed = self._framed and width > 2 and height > 2
        inner = width - 2 if framed else width
        rows = height - (2 if framed else 0) - self._head_lines
        if rows > 0 and rows != self.window.height:
            self.window.height = rows
            self.window.reveal()
            self.call_later(self._changed)
        mark = MARK if self._selectable else 0
        columns, before, self._more = place(self.columns, inner - mark, fixed=self._fixed, left=self._left)
        if before or self._more:  # the sign of that needs room, too
            room = inner - mark - ASIDE
            columns, before, self._more = place(self.columns, room, fixed=self._fixed, left=self._left)
        body: list[Line] = [self._head(columns, before)] if self._header else []
        if self._pinned is not None:
            body.append(self._line(self._pinned, columns, at=-1))
        body += self._body(columns, max(rows, 0), inner)
        if not framed:
            return body
        body += [()] * (height - 2 - len(body))
        return [
            top_edge(width, self._title, self._note, focused=self.has_focus),
            *(boxed(line) for line in body),
            bottom_edge(width, self._position(), self._foot),
        ]

    @property
    def _head_lines(self) -> int:
        """Lines that stay when the rows scroll: the header, and the row pinned below it."""
        return int(self._header) + (self._pinned is not None)

    def _head(self, columns: Sequence[Placed], before: bool) -> Line:
        signs = glyphs()
        line: list[Seg] = [(" " * MARK, "")] if self._selectable else []
        for placed in columns:
            column = self.columns[placed.at]
            arrow = ""
            if column.key == self.sort_column:
                arrow = signs.descending if self.descending else signs.ascending
            if arrow and cell_len(column.title) + len(arrow) > placed.width:  # it stands in the gap
                line += [(fit(column.title, placed.width, column.align), "dim underline"), (arrow, "dim underline")]
                continue
            title = fit(column.title, placed.width - len(arrow), column.align)
            if arrow and column.align == "left":
                title = title.rstrip() + arrow + " " * (len(title) - len(title.rstrip()))
                arrow = ""
            line += [(title + arrow, "dim underline"), (" " * GAP, "dim underline")]
        line = [*line[:-1], FILL]
        if before or self._more:
            line.append((signs.more if self._more else "<", "key"))
        return line

    def _body(self, columns: Sequence[Placed], height: int, width: int) -> list[Line]:
        if not self.window.rows:
            text = self._state or self._empty or _("tidak ada")
            said: list[Line] = [[(f" {line}", "dim")] for line in wrapped(text, self.size.width - 4)]
            return said[:height]
        return [
            self._told_of(self._line(row, columns, at=self.window.top + position), row, width)
            for position, row in enumerate(self.window.visible()[:height])
        ]

    def _told_of(self, line: Line, row: Row, width: int) -> Line:
        """The line, with who else is at this row over its end."""
        who = self.claimed(row.key)
        if not who:
            return line
        tag = f" {glyphs().editing}{fit(who, min(cell_len(who), CLAIM))}"
        kept: list[Seg] = []
        room = width - cell_len(tag)
        for text, style in arranged(line, width):
            kept.append((set_cell_size(text, min(cell_len(text), room)), style))
            room -= cell_len(kept[-1][0])
        return [*kept, (tag, f"kurang {' '.join(sorted(ground(kept[-1][1])))}".strip())]

    def _line(self, row: Row, columns: Sequence[Placed], *, at: int) -> Line:
        ground = ""
        if at == self.window.cursor:
            ground = " cursor" if self.has_focus else " cursor-blur"
        line: list[Seg] = []
        if self._selectable:
            marked = self.everything or row.key in self.selected
            line.append((fit(glyphs().mark if marked else "", MARK), f"key{ground}"))
        for placed in columns:
            cell = row.cells[placed.at] if placed.at < len(row.cells) else ""
            style = row.style if isinstance(cell, str) else cell[1]
            align = self.columns[placed.at].align
            line += [
                (fit(cell_text(cell), placed.width, align), f"{style}{ground}".strip()),
                (" " * GAP, ground.strip()),
            ]
        return [*line[:-1], (" ", ground.strip()), FILL] if ground else line[:-1]

    def _position(self) -> Line:
        window = self.window
        if not window.rows:
            return ()
        note: list[Seg] = []
        if self.everything or self.selected:
            count = _("semua") if self.everything else number(len(self.selected))
            note.append((_("{n} dipilih").format(n=count) + "  ", "key"))
        total = len(window.rows) if window.complete else window.total
        if window.offset is None:
            return [*note, (number(total) if total is not None else "", "dim")]
        position = number(window.offset + window.cursor + 1)
        return [*note, (f"{position}/{'…' if total is None else number(total)}", "dim")]

    def _changed(self) -> None:
        """After anything that moves the cursor or the rows."""
        self.repaint()


def _nobody(_key: Key) -> str:
    return ""


def cell_text(cell: Cell) -> str:
    """The text of a cell, whatever its style."""
    return cell if isinstance(cell, str) else cell[0]
