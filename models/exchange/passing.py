"""Rows below a header that are no person: groups, totals, signatures, numbered and repeated heads, empty seats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from models.exchange.book import Sheet
from models.exchange.draft import Found
from models.exchange.headers import field_of, words
from models.exchange.layout import Shape, spoken
from models.exchange.parse import empty
from models.text import key

_DATED = re.compile(r"[^\W\d][^\d,]*,\s*(?:tanggal\s*)?(?:\d{1,2}|[.…_]+)\s*[a-z]*\s*(?:20\d\d|[.…_]*)", re.IGNORECASE)
"""``Magelang, 12 Januari 2024``: the place and day of a signature."""
_OFFICE = re.compile(
    r"(?:ketua|sekretaris|lurah|camat|kepala desa|kepala kelurahan|ppk|pps|panitia)\b.*,\s*", re.IGNORECASE
)
"""``Ketua PPS,`` above a signature."""
_NUMBER = re.compile(r"\(?(\d{1,2})(?:\.0)?[).]?")
_GROUPS = frozenset(("tps", "kelurahan", "kecamatan", "body"))
_TELLING = frozenset(
    ("nik", "tps", "post", "born_on", "born", "born_in", "sex", "phone", "rt_rw", "address", "kelurahan")
)
"""Columns of which a person's row has at least two."""
_IDENTITY = frozenset(("nik", "born_on", "born", "born_in", "phone", "address"))
_STARTERS = (
    "tps", "kelurahan", "kel", "kel.", "desa", "kecamatan", "kec", "nama", "ketua", "lurah", "camat", "sekretaris",
    "name",
)  # fmt: skip
_KEPT = 1000


class Passed(msgspec.Struct, frozen=True):
    """A row that made no draft. ``reason``: ``header``, ``numbers``, ``total``, ``signature``, ``group``, ``vacant``
    (an empty seat), ``other`` (nothing that is known; worth a look)."""

    sheet: str
    row: int
    reason: str


class Passing:
    """Says of the rows of a sheet which are passed over, and remembers them."""

    def __init__(self, sheet: Sheet, shape: Shape, columns: Mapping[int, str]) -> None:
        """For a sheet with these columns."""
        self.sheet, self.shape, self.columns = sheet, shape, columns
        self.name_at = next((at for at, field in columns.items() if field == "name"), -1)
        self.heads = {at: key(shape.headers[at]) for at in columns if at < len(shape.headers)}
        self.telling = [at for at, field in columns.items() if field in _TELLING]
        self.identity = [at for at, field in columns.items() if field in _IDENTITY]
        rows = words().rows
        self.totals, self.signatures, self.vacant = rows.total, rows.signature, frozenset(rows.vacant)
        self.sums = tuple(f"{total} " for total in rows.total)
        begun = {text.split(" ", 1)[0] for text in (*rows.total, *rows.signature, *rows.vacant)}
        self.starters = frozenset({*begun, *_STARTERS})
        """First words of what may be no person; of all other rows with a name nothing more is asked."""
        self.signing = False
        self.said: dict[str, Found] = {}
        self.restarted = False
        self.reason = ""
        self.reasons: Counter[str] = Counter()
        self.rows: list[Passed] = []

    def passed(self, number: int, row: Sequence[Any], texts: Sequence[str]) -> bool:
        """Whether the row is no person. ``said`` is what a group row says, ``restarted`` that a new list begins."""
        self.said, self.restarted, self.reason = {}, False, ""
        cells = [(at, text) for at, text in enumerate(texts) if text and not text.isspace()]
        if not cells:
            return True
        reason = self.reason = self._reason(number, row, cells)
        if reason:
            self.reasons[reason] += 1
            if len(self.rows) < _KEPT:
                self.rows.append(Passed(self.sheet.name, number, reason))
        return bool(reason)

    def _reason(self, number: int, row: Sequence[Any], cells: list[tuple[int, str]]) -> str:
        filled = dict(cells)
        if self._repeats(filled):
            self.signing, self.restarted = False, True
            return "header"
        if len(cells) >= 2 and _counted(cells):
            return "numbers"
        keys = [key(text) for _, text in cells]
        name = filled.get(self.name_at, "")
        known = sum(at in filled for at in self.telling)
        somebody = known >= (2 if name else 3)
        if not somebody and (keys[0] in self.totals or keys[0].startswith(self.sums)):
            return "total"
        if not somebody and self._signs(cells, keys):
            self.signing = True
            return "signature"
        if len(cells) <= 3 and known <= 1 and not any(at in filled for at in self.identity):
            said = spoken(number, row, self.shape.first)
            if said.keys() & _GROUPS and not self._person(name, said):
                self.said, self.signing = said, False
                return "group"
        if self.signing and not somebody:
            return "signature"
        self.signing = False
        if name and not empty(name.strip()) and key(name) not in self.vacant:
            return ""
        if any(at in filled and not empty(filled[at].strip()) for at in self.identity):
            return ""
        return "vacant" if known else "other"

    def _repeats(self, filled: Mapping[int, str]) -> bool:
        if self.name_at not in filled or key(filled[self.name_at]) != self.heads.get(self.name_at):
            return field_of(filled.get(self.name_at, "")) == "name" and len(filled) > 1
        return sum(key(text) == self.heads.get(at) for at, text in filled.items()) >= 2

    def _signs(self, cells: list[tuple[int, str]], keys: list[str]) -> bool:
        if any(text == word or text.startswith(f"{word} ") for text in keys for word in self.signatures):
            return True
        return any(_DATED.fullmatch(text.strip()) or _OFFICE.fullmatch(f"{text.strip()} ") for _, text in cells)

    def _person(self, name: str, said: Mapping[str, Found]) -> bool:
        """A row whose name column holds a name, and only another one a place."""
        return bool(name) and not any(one.raw.startswith(name.strip()[:4]) for one in said.values())


def _counted(cells: list[tuple[int, str]]) -> bool:
    """``1 2 3 …`` below the heads."""
    numbers = [_NUMBER.fullmatch(text.strip()) for _, text in cells]
    values = [int(found[1]) for found in numbers if found]
    return len(values) == len(cells) and values == list(range(values[0], values[0] + len(values))) and values[0] <= 2
