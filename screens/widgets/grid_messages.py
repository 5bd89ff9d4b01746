"""What a grid tells its screen. They are names of ``Grid`` too: ``@on(Grid.RowActivated, "#id")``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from screens.widgets.window import Direction, Key

if TYPE_CHECKING:
    from screens.widgets.grid import Grid


class GridMessage(Message):
    """Base of the grid's messages; ``@on(Grid.RowActivated, "#id")`` works by ``control``."""

    def __init__(self, grid: Grid) -> None:
        """``grid`` is where it happened."""
        super().__init__()
        self.grid = grid

    @property
    def control(self) -> Grid:
        """The grid."""
        return self.grid


class RowHighlighted(GridMessage, namespace="grid"):
    """The cursor stands on another row. ``key`` is None in an empty grid."""

    def __init__(self, grid: Grid, key: Key | None) -> None:
        """``key`` is the row's."""
        super().__init__(grid)
        self.key = key

    def can_replace(self, message: Message) -> bool:
        """Only where the cursor ends up matters."""
        return isinstance(message, RowHighlighted) and message.grid is self.grid


class RowActivated(GridMessage, namespace="grid"):
    """Enter on a row."""

    def __init__(self, grid: Grid, key: Key) -> None:
        """``key`` is the row's."""
        super().__init__(grid)
        self.key = key


class SelectionChanged(GridMessage, namespace="grid"):
    """Other rows are selected: see ``Grid.selected`` and ``Grid.everything``."""


class SortChanged(GridMessage, namespace="grid"):
    """Another order is wanted: see ``Grid.sort_column`` and ``Grid.descending``."""


class NeedRows(GridMessage, namespace="grid"):
    """More rows are wanted: ``before`` or ``after`` the row ``anchor``, or the ``first`` or ``last`` page."""

    def __init__(self, grid: Grid, direction: Direction, anchor: Key | None, count: int) -> None:
        """``count``: how many rows."""
        super().__init__(grid)
        self.direction = direction
        self.anchor = anchor
        self.count = count
