"""Plain rows of a sheet as the columns in which they were read: a draft is made of one when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

    def first(self, field: str, many: int) -> Column:
        """What the first rows say of it."""
        column = self.fields.get(field)
        if column is None:
            return [self.same.get(field)] * many
        return column if len(column) == many else column[:many]

    def draft(self, at: int) -> Draft:
        """What a row says."""
        values = {field: value for field, value in self.same.items() if value is not None}
        values |= {field: column[at] for field, column in self.fields.items() if column[at] is not None}
        return Draft(self.sheet, self.numbers[at], values, (), self.cells(at), self.elsewhere[at], self.homes)


class Run(msgspec.Struct, frozen=True):
    """Rows of a block, from ``begin`` to ``end`` (without it), that follow on one another in the sheet; nobody asked
    for their drafts yet."""

    block: Block
    begin: int
    end: int

    def __len__(self) -> int:
        return self.end - self.begin

    @property
    def row(self) -> int:
        """The last of them, as the spreadsheet counts."""
        return self.block.numbers[self.end - 1]


Read = Draft | Run
"""A row that was read, or several."""


def drafted(one: Read) -> Iterable[Draft]:
    """Their drafts."""
    return map(one.block.draft, range(one.begin, one.end)) if isinstance(one, Run) else (one,)
