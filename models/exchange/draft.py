"""What is read of one row of a file about people, before anything is compared with the database.

Reading makes drafts and knows no database; planning compares them with it; exports and templates name their columns by
the same fields.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

FIELDS: tuple[str, ...] = (
    "name", "nik", "nik15", "sex", "born_in", "born_on", "address", "rt", "rw", "domicile", "kelurahan", "kecamatan",
    "region", "tps", "body", "post", "ordinal", "phone", "education", "occupation", "asn", "decree", "start_on",
    "election", "note", "rank", "state",
)  # fmt: skip
"""What a column can mean. ``kelurahan``, ``kecamatan``, ``region`` (kota or kabupaten), ``tps``: where the seat is;
``domicile`` the kelurahan of the KTP; values are as in models.tables.Biodata and Tenure, places as written (``clean``)
until they are looked up; ``tps`` is three digits. ``rank`` and ``state`` are those of a reserve, whose ``post`` is
``parse.reserves.POST``."""

Level = Literal["repair", "note", "doubt", "fault"]
"""``repair``: read as meant, and said; ``note``: worth knowing; ``doubt``: a person decides; ``fault``: cannot be."""


class Problem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing about a row. ``code`` is a stable token that screens word; ``cell`` where (``E14``; "" the row)."""

    code: str
    level: Level
    cell: str = ""
    field: str = ""
    facts: dict[str, Any] = {}


class Found(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One value: as read, as it stood there, and in which cell."""

    value: str | int | bool | date | None
    raw: str
    cell: str


class Draft(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One row: ``sheet`` ("" for CSV), ``row`` as the spreadsheet counts (1 is the first), what was found by field, and
    what was noticed. ``cells`` is the row as text, for the file of rejects."""

    sheet: str
    row: int
    found: dict[str, Found]
    problems: tuple[Problem, ...] = ()
    cells: tuple[str, ...] = ()

    def value(self, field: str) -> Any:
        """The value of a field, None where the row has none."""
        one = self.found.get(field)
        return None if one is None else one.value
