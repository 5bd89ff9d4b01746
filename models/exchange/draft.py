"""What is read of one row of a file about people, before anything is compared with the database.

Reading makes drafts and knows no database; planning compares them with it; exports and templates name their columns by
the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from models.exchange.container import letters_of

FIELDS: tuple[str, ...] = (
    "name", "nik", "nik15", "sex", "born_in", "born_on", "address", "rt", "rw", "domicile", "kelurahan", "kecamatan",
    "region", "tps", "body", "post", "ordinal", "phone", "education", "occupation", "asn", "decree", "start_on",
    "end_on", "election", "note", "rank", "state",
)  # fmt: skip
"""What a column can mean. ``kelurahan``, ``kecamatan``, ``region`` (kota or kabupaten), ``tps``: where the seat is;
``domicile`` the kelurahan of the KTP; values are as in models.tables.Biodata and Tenure, places as written (``clean``)
until they are looked up; ``tps`` is three digits. ``end_on``: the day on which somebody left the seat. ``rank`` and
``state`` are those of a reserve, whose ``post`` is ``parse.reserves.POST``."""

Level = Literal["repair", "note", "doubt", "fault"]
"""``repair``: read as meant, and said; ``note``: worth knowing; ``doubt``: a person decides; ``fault``: cannot be."""
Value = str | int | bool | date | None
Where = tuple[str, str]
"""A value as it stood there, and in which cell (``E14``; "" for the name of a sheet)."""


class Problem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing about a row. ``code`` is a stable token that screens word; ``cell`` where (``E14``; "" the row)."""

    code: str
    level: Level
    cell: str = ""
    field: str = ""
    facts: dict[str, Any] = {}


class Found(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One value: as read, as it stood there, and in which cell."""

    value: Value
    raw: str
    cell: str


class Homes:
    """Where the rows of one sheet have their values: field → position. ``first``: the column of position 0 (A is 0)."""

    __slots__ = ("at", "first")

    def __init__(self, at: Mapping[str, int], first: int) -> None:
        """The same for all drafts of a sheet."""
        self.at, self.first = dict(at), first

    def cell(self, field: str, row: int) -> str:
        """``E14``. Raises KeyError for a field without a column."""
        return f"{letters_of(self.first + self.at[field])}{row}"


NOWHERE = Homes({}, 0)


class Draft(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One row: ``sheet`` ("" for CSV), ``row`` as the spreadsheet counts (1 is the first), the values by field (None:
    not understood), and what was noticed. ``cells`` is the row as text, for the file of rejects.

    A value stood in the row's own cell of its column (``homes``), unless ``elsewhere`` says where."""

    sheet: str
    row: int
    values: dict[str, Value]
    problems: tuple[Problem, ...] = ()
    cells: tuple[str, ...] = ()
    elsewhere: dict[str, Where] = {}
    homes: Homes = NOWHERE

    @property
    def found(self) -> dict[str, Found]:
        """Every value with where it stood; worked out when somebody asks, which of most rows nobody does."""
        return {field: Found(value, *self._where(field)) for field, value in self.values.items()}

    def value(self, field: str) -> Any:
        """The value of a field, None where the row has none."""
        return self.values.get(field)

    @property
    def turn(self) -> Any:
        """In which turn a reserve waits; None where the row does not say."""
        return self.values.get("rank") or self.values.get("ordinal")

    def cell(self, field: str) -> str:
        """In which cell a value stood; "" where the row has none."""
        return self._where(field)[1] if field in self.values else ""

    def _where(self, field: str) -> Where:
        there = self.elsewhere.get(field)
        return there or (self.cells[self.homes.at[field]], self.homes.cell(field, self.row))
