"""Which rows of a long list are at hand, which of them are in view, and where the cursor stands.

A list may be longer than anybody wants to load: the window holds at most a few pages of it, and the rest is asked for
as the cursor comes near. No terminal in here.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, NamedTuple

import msgspec

Key = Hashable
Cell = str | tuple[str, str]
"""Text, or text with style names."""
Direction = Literal["before", "after", "first", "last"]


class Row(NamedTuple):
    """One row: what it is known by, its cells, and the style of cells that have none of their own."""

    key: Key
    cells: Sequence[Cell]
    style: str = ""


PAGES = 3
"""Pages that are kept at hand: the one in view and its neighbours."""
LEAST_PAGE = 50
"""Rows of a page at least: a small terminal should not ask all the time."""


class Window(msgspec.Struct):
    """Rows at hand, with the cursor (an index into them) and the first row in view (``top``).

    ``before`` and ``after``: whether there are rows beyond. ``offset``: how many lie before, if that is known.
    ``pending``: cursor moves that wait for rows to arrive; ``jump``: an end of the list that was asked for.
    """

    rows: list[Row] = msgspec.field(default_factory=list)
    cursor: int = 0
    top: int = 0
    height: int = 1
    offset: int | None = 0
    total: int | None = None
    before: bool = False
    after: bool = False
    pending: int = 0
    jump: Literal["first", "last"] | None = None
    asked: set[Direction] = msgspec.field(default_factory=set)

    @property
    def page(self) -> int:
        """Rows to ask for at a time."""
        return max(self.height, LEAST_PAGE)

    @property
    def key(self) -> Key | None:
        """The key of the row under the cursor."""
        return self.rows[self.cursor].key if self.rows else None

    @property
    def complete(self) -> bool:
        """Whether all rows of the list are at hand."""
        return not (self.before or self.after)

    def visible(self) -> list[Row]:
        """The rows in view."""
        return self.rows[self.top : self.top + self.height]

    # ── new rows ────────────────────────────────────────────────────────────

    def replace(
        self,
        rows: Sequence[Row],
        *,
        offset: int | None,
        total: int | None,
        before: bool,
        after: bool,
        cursor: Key | None = None,
    ) -> None:
        """Other rows, or the same ones anew. The cursor stays on its row, and that row where it was on the screen."""
        wanted = self.key if cursor is None else cursor
        place = self.cursor - self.top
        self.rows = list(rows)
        self.offset, self.total, self.before, self.after = offset, total, before, after
        self.asked.clear()
        if self.jump is not None and cursor is None:
            self.cursor = 0 if self.jump == "first" else len(self.rows) - 1
        else:
            found = self.find(wanted)
            self.cursor = min(self.cursor, len(self.rows) - 1) if found is None else found
        self.cursor = max(self.cursor, 0)
        self.jump = None
        self.top = self.cursor - place
        self.reveal()
        self._catch_up()

    def extend(self, rows: Sequence[Row], direction: Literal["before", "after"], *, more: bool) -> None:
        """The next page at one end; the far end is let go when there are more rows than need be at hand."""
        self.asked.discard(direction)
        known = {row.key for row in self.rows}
        fresh = [row for row in rows if row.key not in known]
        limit = PAGES * self.page
        if direction == "after":
            self.rows += fresh
            self.after = more
            drop = max(min(len(self.rows) - limit, self.top), 0)
            if drop:
                del self.rows[:drop]
                self._shift(-drop)
                self.before = True
        else:
            self.rows[:0] = fresh
            self._shift(len(fresh))
            self.before = more
            keep = max(limit, self.top + self.height)
            if len(self.rows) > keep:
                del self.rows[keep:]
                self.after = True
        self._count_off()
        self.reveal()
        self._catch_up()

    def _count_off(self) -> None:
        """At an end of the list it is known how many rows lie before, though the list was entered in its midst."""
        if not self.before:
            self.offset = 0
        elif not self.after and self.offset is None and self.total is not None:
            self.offset = max(self.total - len(self.rows), 0)

    def _shift(self, by: int) -> None:
        self.cursor += by
        self.top += by
        if self.offset is not None:
            self.offset = max(self.offset - by, 0)

    def _catch_up(self) -> None:
        """Make the moves that waited for rows."""
        if self.pending:
            by, self.pending = self.pending, 0
            self.move(by)

    def find(self, key: Key | None) -> int | None:
        """The index of the row with that key."""
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    # ── the cursor ────────────────────────────────────────────────────────────

    def move(self, by: int) -> None:
        """Move by rows; what goes beyond the rows at hand is made up when they arrive."""
        if self.jump is not None:
            self.pending += by
            return
        target = self.cursor + by
        last = len(self.rows) - 1
        if target > last:
            self.pending = target - last if self.after else 0
        elif target < 0:
            self.pending = target if self.before else 0
        self.cursor = max(min(target, last), 0)
        self.reveal()

    def turn(self, pages: int) -> None:
        """Move by pages: the view moves as far as the cursor does."""
        step = pages * max(self.height - 1, 1)
        self.top += step
        self.move(step)

    def go(self, end: Literal["first", "last"]) -> None:
        """To one end of the list; it may have to be asked for."""
        self.pending = 0
        if self.before if end == "first" else self.after:
            self.jump = end
            return
        self.cursor = 0 if end == "first" else max(len(self.rows) - 1, 0)
        self.reveal()

    def reveal(self) -> None:
        """Bring the cursor into view. Past an edge the view turns a page, with one row of context: scrolling row by
        row would send the whole view for each key."""
        if self.cursor >= self.top + self.height:
            self.top = self.cursor - min(1, self.height - 1)
        elif self.cursor < self.top:
            self.top = self.cursor - self.height + 1 + min(1, self.height - 1)
        self.top = max(min(self.top, len(self.rows) - self.height), 0)

    def wants(self) -> Direction | None:
        """What to ask for now, if anything: an end that was jumped to, else the page that the cursor comes near to."""
        if self.jump is not None:
            return self._ask(self.jump)
        if self.after and (self.pending > 0 or len(self.rows) - self.cursor <= self.height):
            return self._ask("after")
        if self.before and (self.pending < 0 or self.cursor < self.height):
            return self._ask("before")
        return None

    def _ask(self, direction: Direction) -> Direction | None:
        if self.asked:
            return None  # one question at a time
        self.asked.add(direction)
        return direction
