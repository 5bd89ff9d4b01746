"""How a sheet is laid out: where its header is, what its columns mean, what its titles say.

The header is found by content: the first row that names a column of names and one more that is known. It may have a
second row below ("Alamat" over "RT | RW"). What stands above it are titles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from models.exchange.container import letters_of
from models.exchange.draft import Found
from models.exchange.headers import SKIP, field_of, head_key, pair_of
from models.exchange.parse import text_of
from models.exchange.parse.places import said

HEAD_ROWS = 100
"""Rows in which the header has to be."""
LISTS = "Pilihan"
"""The hidden sheet of a template, with what may be chosen: nothing to be read, and nothing to speak of."""
REASON = "alasan"
"""The head of the column that a file of rejects has behind those of its original."""
ABOUT = "(di luar tabel)"
"""Behind the heads of a file of rejects that tell what titles or a person said of the rows, not their own cells."""
_TITLE_CELLS = 6
"""Cells of a title (``Kelurahan | : | Panjang | Kecamatan | : | …``); a row with more is an example of those below."""
_NEIGHBOURS = frozenset(("address", "rt", "rw", "rt_rw"))
Merged = tuple[tuple[int, int], tuple[int, int]]


class Shape(msgspec.Struct, frozen=True):
    """What a sheet's columns are. Positions count from its first used column and are those of ``Draft.cells``.

    ``digest`` of the header's words in order ("" where there is no header): files of one shape have the same.
    ``columns``: position → field (or a combined one of ``headers.COMBINED``); ``unknown``: positions with a head that
    is not known; ``row``: the header's (last) row; ``rows``: how many rows the sheet has, None where that is not known;
    ``first``: the spreadsheet's column of position 0 (A is 0)."""

    digest: str = ""
    columns: dict[int, str] = {}
    headers: tuple[str, ...] = ()
    unknown: tuple[int, ...] = ()
    rows: int | None = None
    row: int = 0
    first: int = 0

    def letters(self, position: int) -> str:
        """The spreadsheet's letters of a position."""
        return letters_of(self.first + position)

    def about(self, columns: Mapping[int, str]) -> frozenset[str]:
        """The fields that say what was said of the rows, in a file of rejects."""
        if not self.rejected:
            return frozenset()
        known = {at: head for at, head in enumerate(self.headers) if head.endswith(ABOUT)}
        return frozenset(field for at, field in columns.items() if at in known)

    @property
    def rejected(self) -> bool:
        """Whether it is that of a file of rejects."""
        return self.row == 1 and bool(self.headers) and head_key(self.headers[-1]) == REASON


def digest_of(headers: Sequence[str]) -> str:
    """The digest of a header's words, whatever their case and punctuation, without what rejects add at the end."""
    words = list(map(head_key, headers))
    while words and words[-1] in ("", REASON):
        words.pop()
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def find(rows: Sequence[Sequence[Any]], merged: Sequence[Merged] = (), first: int = 0) -> Shape | None:
    """The shape by the first rows of a sheet; None where no header is among them."""
    at = _header(rows)
    if at is None:
        return None
    texts = {i: [text_of(cell) for cell in rows[i]] for i in (at - 1, at, at + 1) if 0 <= i < len(rows)}
    upper, last = texts[at], at
    below = texts.get(at + 1, [])
    if (low := _lower(rows, at, upper, below, _spread(at, upper, below, merged, first))) is not None:
        named, last, headers = low, at + 1, _joined(upper, below)
    else:
        named, headers = [field_of(text) if text else "" for text in upper], list(upper)
        above = _spread(at - 1, texts[at - 1], (), merged, first) if at else []
        for position, over in enumerate(above[: len(named)]):
            if over and upper[position] and (pair := pair_of(over, upper[position])):
                named[position] = pair
    while headers and not headers[-1]:
        headers.pop()
    columns, unknown = _columns(headers, named)
    return Shape(digest_of(headers), columns, tuple(headers), unknown, None, last + 1, first)


def _header(rows: Sequence[Sequence[Any]]) -> int | None:
    """Which row heads the columns: names and one more that is known; else the first that names three fields, or names
    among other words."""
    three = alone = None
    for at, row in enumerate(rows[:HEAD_ROWS]):
        cells = [cell for cell in row if cell != ""]
        fields = [field for cell in cells if (field := field_of(text_of(cell)))]
        if len(fields) >= 2 and "name" in fields:
            return at
        if three is None and len(set(fields) - {SKIP}) >= 3:
            three = at
        if alone is None and "name" in fields and len(cells) >= 2 and all(isinstance(cell, str) for cell in cells):
            alone = at
    return alone if three is None else three


def _columns(headers: Sequence[str], named: Sequence[str]) -> tuple[dict[int, str], tuple[int, ...]]:
    """The first column of each field; a second one of the same is for a person to say."""
    columns: dict[int, str] = {}
    unknown = []
    for position, head in enumerate(headers):
        field = named[position] if position < len(named) else ""
        if field == SKIP or not head:
            continue
        if not field or field in columns.values():
            unknown.append(position)
        else:
            columns[position] = field
    return columns, tuple(unknown)


def _spread(at: int, upper: Sequence[str], below: Sequence[str], merged: Sequence[Merged], first: int) -> list[str]:
    """An upper row with each head over all columns it stands above: those merged with it, or with a lower head only."""
    over = list(upper)
    for (top, left), (_, right) in merged:
        if top == at and right > left and 0 <= left - first < len(over):
            for position in range(left - first + 1, min(right - first + 1, len(over))):
                over[position] = over[position] or over[left - first]
    for position in range(1, min(len(over), len(below))):
        if not over[position] and below[position] and below[position - 1] and not merged:
            over[position] = over[position - 1]
    return over


def _lower(
    rows: Sequence[Sequence[Any]], at: int, upper: Sequence[str], below: Sequence[str], over: Sequence[str]
) -> list[str] | None:
    """The fields by two rows of heads; None where the row below is no second one."""
    heads = [(position, text) for position, text in enumerate(below) if text]
    if not heads or any(not isinstance(rows[at + 1][position], str) for position, _ in heads):
        return None
    named = [field_of(text) if text else "" for text in upper]
    if any(
        named[position] in ("name", "nik") and text != upper[position]
        for position, text in heads
        if position < len(named)
    ):
        return None
    known = 0
    for position, text in heads:
        if position >= len(named):
            named.extend([""] * (position + 1 - len(named)))
        field = pair_of(over[position], text) if position < len(over) and over[position] else ""
        field = field or field_of(text)
        known += bool(field)
        named[position] = field or named[position]
    return named if known and 2 * known >= len(heads) else None


def _joined(upper: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(upper), len(below))
    both = [(upper[at] if at < len(upper) else "", below[at] if at < len(below) else "") for at in range(width)]
    return [high if high == low else f"{high} {low}".strip() for high, low in both]


def titles(rows: Sequence[Sequence[Any]], first: int = 0) -> dict[str, Found]:
    """What the rows above the header say, by field; a later line overrides none before it."""
    found: dict[str, Found] = {}
    for number, row in enumerate(rows, 1):
        if sum(cell != "" for cell in row) > _TITLE_CELLS:
            continue
        for field, one in spoken(number, row, first).items():
            found.setdefault(field, one)
    return found


def spoken(number: int, row: Sequence[Any], first: int = 0) -> dict[str, Found]:
    """What one row of a title says; ``Kelurahan | : | Panjang`` may stand in three cells, or several lines in one."""
    cells = [(position, cell if isinstance(cell, str) else text_of(cell)) for position, cell in enumerate(row)]
    cells = [(position, text) for position, text in cells if text.strip()]
    if not cells:
        return {}
    where = f"{letters_of(first + cells[0][0])}{number}"
    found: dict[str, Found] = {}
    for line in " ".join(text for _, text in cells).splitlines():
        for field, value in said(line).items():
            found.setdefault(field, Found(value, text_of(line), where))
    return found


def where_people_live(columns: Mapping[int, str], known: Mapping[str, Any]) -> dict[int, str]:
    """Beside an address a kelurahan is that of the KTP, where title or sheet already say which one the seats are in."""
    found = dict(columns)
    for position, field in columns.items():
        beside = columns.get(position - 1) in _NEIGHBOURS
        if field == "kelurahan" and beside and "kelurahan" in known and "domicile" not in columns.values():
            found[position] = "domicile"
    return found
