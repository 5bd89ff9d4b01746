"""Plain rows of a sheet as the columns in which they were read: a draft is made of one when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from models.exchange.draft import Draft, Homes, Where
from models.exchange.parse import text_of

Column = Sequence[Any]
_shown = lru_cache(4096, typed=True)(text_of)


def shown(cell: Any) -> str:
    """A cell as text."""
    return cell if cell.__class__ is str else _shown(cell)


@dataclass(slots=True, eq=False)
class Block:
    """Rows of a sheet by fields: ``same``, what titles and groups say of all of them, and ``fields``, what the cells of
    each say (None: nothing). ``at``: where they stand in ``columns``, all cells."""

    sheet: str
    homes: Homes
    numbers: Sequence[int]
    same: Mapping[str, Any]
    fields: Mapping[str, Column]
    at: Sequence[int]
    columns: Sequence[Column]
    elsewhere: Sequence[dict[str, Where]]

    def cells(self, at: int) -> tuple[str, ...]:
        """A row as text."""
        there = self.at[at]
        return tuple([shown(column[there]) for column in self.columns])

    def value(self, field: str, at: int) -> Any:
        """What a row says of a field, None where it says nothing."""
        column = self.fields.get(field)
        return self.same.get(field) if column is None else column[at]

    def draft(self, at: int) -> Draft:
        """What a row says."""
        values = {field: value for field, value in self.same.items() if value is not None}
        values |= {field: column[at] for field, column in self.fields.items() if column[at] is not None}
        return Draft(self.sheet, self.numbers[at], values, (), self.cells(at), self.elsewhere[at], self.homes)


class Undrafted(msgspec.Struct, frozen=True, gc=False):
    """A row of a block, of which nobody asked for the draft yet."""

    block: Block
    at: int

    @property
    def row(self) -> int:
        """As the spreadsheet counts."""
        return self.block.numbers[self.at]

    @property
    def sheet(self) -> str:
        """In which it stands."""
        return self.block.sheet

    def value(self, field: str) -> Any:
        """The value of a field, None where the row has none."""
        return self.block.value(field, self.at)

    def draft(self) -> Draft:
        """What it says."""
        return self.block.draft(self.at)


Read = Draft | Undrafted
"""A row that was read."""


def drafted(one: Read) -> Draft:
    """Its draft."""
    return one.draft() if isinstance(one, Undrafted) else one
