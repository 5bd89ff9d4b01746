"""One row of a sheet while it is read: its cells, and what was made of them so far."""

from __future__ import annotations

from typing import Any

from models.exchange.container import letters_of
from models.exchange.draft import Homes, Problem, Where


class Row:
    """One row while it is read: its cells, the same as text, its number, what was found so far and noticed."""

    __slots__ = ("cells", "elsewhere", "homes", "number", "problems", "shared", "texts", "values")

    def __init__(
        self, cells: list[Any], texts: list[str], number: int, homes: Homes, values: dict[str, Any],
        elsewhere: dict[str, Where],
    ) -> None:  # fmt: skip
        """``values`` begin with what titles and groups say; ``elsewhere`` (where) is that of many rows until one of
        them has more to say."""
        self.cells, self.texts, self.number, self.homes = cells, texts, number, homes
        self.values, self.elsewhere, self.shared = values, elsewhere, True
        self.problems: list[Problem] = []

    def put(self, field: str, value: Any, at: int) -> None:
        """A value that stands at a position of the row."""
        self.values[field] = value
        if self.homes.at.get(field) != at:
            self.place(field, (self.texts[at], f"{letters_of(self.homes.first + at)}{self.number}"))
        elif field in self.elsewhere:
            self.place(field, None)

    def place(self, field: str, where: Where | None) -> None:
        """Where a value stands; None: in its own column."""
        if self.shared:
            self.elsewhere, self.shared = self.elsewhere.copy(), False
        if where is None:
            del self.elsewhere[field]
        else:
            self.elsewhere[field] = where

    def where(self, field: str) -> Where:
        """Where a value that was found stands."""
        return self.elsewhere.get(field) or (self.texts[self.homes.at[field]], self.homes.cell(field, self.number))

    def cell(self, field: str) -> str:
        """In which cell."""
        return self.where(field)[1]
