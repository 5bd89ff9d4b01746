"""The table of the house: a cursor key costs two rows, a changed figure its cells, nothing changed nothing at all.

Textual's DataTable parses markup, sends the whole table for one changed cell, and takes seconds to fill. This one draws
lines (``painted``) over a window of rows (``window``) that its screen pages in from the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from textual import events
from textual.binding import BindingType

from screens import keys
from screens.widgets import grid_messages as told
from screens.widgets.columns import Column
from screens.widgets.grid_picture import GridPicture, cell_text
from screens.widgets.painted import Line
from screens.widgets.window import Cell, Key, Row

__all__ = ["Cell", "Column", "Grid", "Row"]


class Grid(GridPicture, can_focus=True):
    """Rows and columns with a cursor. Feed it with ``set_rows``; answer ``NeedRows`` with ``add_rows``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("table")]

    RowHighlighted: TypeAlias = told.RowHighlighted
    RowActivated: TypeAlias = told.RowActivated
    SelectionChanged: TypeAlias = told.SelectionChanged
    SortChanged: TypeAlias = told.SortChanged
    NeedRows: TypeAlias = told.NeedRows

    # ── what it holds ────────────────────────────────────────────────────────────

    def set_rows(
        self,
        rows: Sequence[Row],
        *,
        offset: int | None = 0,
        total: int | None = None,
        before: bool = False,
        after: bool = False,
        cursor: Key | None = None,
    ) -> None:
        """Show these rows; the cursor stays on its row if that is among them.

        ``before``, ``after``: whether the list goes on beyond them; ``offset``: how many lie before (None: unknown);
        ``total``: of the whole list (None: unknown unless it is complete). ``cursor``: the key to stand on.
        """
        self._state = ""
        self.window.replace(rows, offset=offset, total=total, before=before, after=after, cursor=cursor)
        if self.window.complete and not self.everything:
            self.selected &= {row.key for row in rows}
        self._changed()

    def add_rows(self, rows: Sequence[Row], direction: Literal["before", "after"], *, more: bool) -> None:
        """The page that ``NeedRows`` asked for; ``more``: whether the list goes on beyond it."""
        self.window.extend(rows, direction, more=more)
        self._changed()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; rows must come with them (``set_rows``)."""
        self.columns = tuple(columns)
        self._left = 0
        self.repaint()

    def describe(self, title: str | Line, note: Line = ()) -> None:
        """Another title, with something at its right."""
        self._title = [(title, "title")] if isinstance(title, str) else title
        self._note = note
        self.repaint()

    def pin(self, row: Row | None) -> None:
        """A row that stays on top of the others: what they add up to. The cursor never stands on it."""
        self._pinned = row
        self.repaint()

    def footnote(self, foot: Line) -> None:
        """What is said in the lower edge of the frame, about the row under the cursor."""
        self._foot = foot
        self.repaint()

    def show_state(self, text: str) -> None:
        """Say why there are no rows (yet): ``memuat…``, or a sentence. Rows that are there stay."""
        self._state = text
        self.repaint()

    def show_sort(self, column: str | None, *, descending: bool = False) -> None:
        """Mark the column that the rows are sorted by."""
        self.sort_column, self.descending = column, descending
        self.repaint()

    @property
    def key(self) -> Key | None:
        """The key of the row under the cursor."""
        return self.window.key

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.window.rows[self.window.cursor] if self.window.rows else None

    @property
    def row_text(self) -> str:
        """The cells of the row under the cursor, with tabs between them: for copying."""
        row = self.row
        return "" if row is None else "\t".join(cell_text(cell).strip() for cell in row.cells)

    def move_to(self, key: Key) -> bool:
        """Put the cursor on a row at hand; False when it is not."""
        found = self.window.find(key)
        if found is None:
            return False
        self.window.cursor = found
        self.window.reveal()
        self._changed()
        return True

    def clear_selection(self) -> None:
        """Select nothing."""
        if self.selected or self.everything:
            self.selected.clear()
            self.everything = False
            self._selection_changed()

    def _changed(self) -> None:
        """After anything that moves the cursor or the rows: draw, tell, ask for more."""
        self.repaint()
        if self.window.key != self._told:
            self._told = self.window.key
            self.post_message(self.RowHighlighted(self, self._told))
        wanted = self.window.wants()
        if wanted is not None:
            edge = {"before": 0, "after": -1}.get(wanted)
            anchor = self.window.rows[edge].key if edge is not None and self.window.rows else None
            self.post_message(self.NeedRows(self, wanted, anchor, self.window.page))

    def _selection_changed(self) -> None:
        self.repaint()
        self.post_message(self.SelectionChanged(self))

    # ── keys ────────────────────────────────────────────────────────────

    def watch_has_focus(self, value: bool) -> None:
        """Show where the focus is."""
        super().watch_has_focus(value)
        self.repaint()

    def action_move(self, by: int) -> None:
        """Up and down."""
        self.window.move(by)
        self._changed()

    def action_page(self, by: int) -> None:
        """Pages."""
        self.window.turn(by)
        self._changed()

    def action_first(self) -> None:
        """To the first row of the list."""
        self.window.go("first")
        self._changed()

    def action_last(self) -> None:
        """To the last row of the list."""
        self.window.go("last")
        self._changed()

    def action_scroll(self, by: int) -> None:
        """To the columns that do not fit."""
        if by < 0 or self._more:
            self._left = max(self._left + by, 0)
            self.repaint()

    def action_activate(self) -> None:
        """Enter."""
        if self.window.rows:
            self.post_message(self.RowActivated(self, self.window.rows[self.window.cursor].key))

    def action_select(self) -> None:
        """Select the row or let it go, and move on."""
        if not (self._selectable and self.window.rows):
            return
        if self.everything:
            self.everything = False
            self.selected = {row.key for row in self.window.rows}
        self.selected ^= {self.window.rows[self.window.cursor].key}
        self.window.move(1)
        self._changed()
        self.post_message(self.SelectionChanged(self))

    def action_select_all(self) -> None:
        """Select all rows, also those not at hand, or none."""
        if not (self._selectable and self.window.rows):
            return
        if self.everything or self.selected:
            self.clear_selection()
            return
        self.selected = {row.key for row in self.window.rows}
        self.everything = not self.window.complete
        self._selection_changed()

    def action_sort(self) -> None:
        """Sort by the next column."""
        sortable = [column.key for column in self.columns if column.sortable]
        if sortable:
            last = sortable.index(self.sort_column) if self.sort_column in sortable else -1
            self.show_sort(sortable[(last + 1) % len(sortable)])
            self.post_message(self.SortChanged(self))

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        if self.sort_column is not None:
            self.show_sort(self.sort_column, descending=not self.descending)
            self.post_message(self.SortChanged(self))

    # ── mouse (off unless the settings say otherwise) ────────────────────────────────────────────────────────────

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; a second click opens it."""
        at = self.window.top + event.y - (1 if self._framed else 0) - self._head_lines
        if self.window.top <= at < min(self.window.top + self.window.height, len(self.window.rows)):
            if at == self.window.cursor:
                self.action_activate()
            else:
                self.action_move(at - self.window.cursor)

    def on_mouse_scroll_down(self) -> None:
        """The wheel."""
        self.action_move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel."""
        self.action_move(-3)
