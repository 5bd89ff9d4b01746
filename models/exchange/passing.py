"""Rows below a header that are no person: groups, totals, signatures, numbered and repeated heads, empty seats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from models.exchange.book import Sheet
from models.exchange.draft import Found
from models.exchange.headers import field_of, head_key, words
from models.exchange.layout import Shape, spoken
from models.exchange.parse import empty
from models.text import key

_DATED = re.compile(
    r"[^\W\d][^\d,]*,\s*(?:tanggal\s*)?(?:(?:\d{1,2}|[.…_]+)\s*[a-z]*\s*(?:20\d\d|[.…_]*)|[a-z]+\s*20\d\d|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:20)?\d\d)",
    re.IGNORECASE,
)
"""``Magelang, 12 Januari 2024``: the place and day of a signature."""
_OFFICE = re.compile(
    r"(?:ketua|sekretaris|lurah|camat|kepala desa|kepala kelurahan|ppk|pps|panitia)\b.*,\s*", re.IGNORECASE
)
"""``Ketua PPS,`` above a signature."""
_SIGNER = re.compile(
    r"(?:(?:plt|plh|pj|pjs) )?(?:ketua|wakil ketua|sekretaris|lurah|camat|kepala (?:desa|kelurahan|sekretariat))\b"
    r"(?! (?:dan|serta|anggota|merangkap)\b)"
)
"""``Ketua PPS Kelurahan Magelang``, as a key: who signs. ``Ketua dan Anggota KPPS`` heads a list."""
ODD = re.compile(r"[\d…_]|\.\.")
"""What no name holds, and the place and day of a signature does."""
_NUMBER = re.compile(r"\(?(\d{1,2})(?:\.0)?[).]?")
_GROUPS = frozenset(("tps", "kelurahan", "kecamatan", "body", "post"))
_TELLING = frozenset(
    ("nik", "tps", "post", "born_on", "born", "born_in", "sex", "phone", "rt_rw", "address", "kelurahan")
)
"""Columns of which a person's row has at least two."""
_IDENTITY = frozenset(("nik", "born_on", "born", "born_in", "phone", "address"))
_STARTERS = (
    "tps", "kelurahan", "kel", "kel.", "desa", "kecamatan", "kec", "nama", "ketua", "lurah", "camat", "sekretaris",
    "name", "wakil", "kepala", "cadangan", "cad", "cad.", "calon", "daftar",
    "plt", "plt.", "plh", "plh.", "pj", "pj.", "pjs", "pjs.", "a.n", "a.n.", "an.",
)  # fmt: skip
_AT_TPS = frozenset(("kpps", "linmas", "pantarlih", "ptps"))
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
        self.heads = {at: head_key(shape.headers[at]) for at in columns if at < len(shape.headers)}
        self.telling = [at for at, field in columns.items() if field in _TELLING]
        self.identity = [at for at, field in columns.items() if field in _IDENTITY]
        rows = words().rows
        self.totals, self.signatures, self.vacant = rows.total, rows.signature, frozenset(rows.vacant)
        self.sums = tuple(f"{total} " for total in rows.total)
        self.starters = _starters()
        """First words of what may be no person; of all other rows with a name nothing more is asked."""
        self.posts = {at for at, field in columns.items() if field == "post"}
        self.signing = False
        self.dated = False
        """While signing: whether more than an office says so."""
        self.heading: dict[str, Found] = {}
        """While signing: what the last rows say that may be the title of the next list, or the signer's own office."""
        self.said: dict[str, Found] = {}
        self.restarted = False
        self.reason = ""
        self.reasons: Counter[str] = Counter()
        self.rows: list[Passed] = []

    def passed(self, number: int, row: Sequence[Any], texts: Sequence[str]) -> bool:
        """Whether the row is no person. ``said`` is what a group row says (or, below signatures, the rows above the
        first person), ``restarted`` that a new list begins."""
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
            self._unsigned({})
            self.restarted = True
            return "header"
        if len(cells) >= 2 and _counted(cells):
            return "numbers"
        keys = [key(text) for _, text in cells]
        name = filled.get(self.name_at, "")
        known = sum(at in filled for at in self.telling)
        somebody = known >= (self._enough(cells, name) if name else 3)
        if not somebody and (keys[0] in self.totals or keys[0].startswith(self.sums)):
            return "total"
        if not somebody and self._signs(cells, keys):
            self.signing, self.dated = True, True
            self.heading = {}
            return "signature"
        offices = {at for (at, _), text in zip(cells, keys, strict=True) if _SIGNER.match(text)}
        if offices and not somebody and self._signed(filled, offices):
            self.signing, self.heading = True, {}
            return "signature"
        if len(cells) <= 3 and known <= 1 and not offices and not any(at in filled for at in self.identity):
            said = spoken(number, row, self.shape.first)
            if said.keys() & _GROUPS and not self._person(name, said):
                return self._grouped(said)
        if self.signing and not somebody:
            self.heading = {}
            return "signature"
        self._unsigned({})
        if name and not empty(name.strip()) and key(name) not in self.vacant:
            return ""
        if any(at in filled and not empty(filled[at].strip()) for at in self.identity):
            return ""
        return "vacant" if known else "other"

    def _grouped(self, said: dict[str, Found]) -> str:
        """A group; below signatures one that names no TPS may be the signer's own body and place."""
        if self.dated and "tps" not in said:
            self.heading = self.heading | said
            return "signature"
        self._unsigned(said)
        return "group"

    def _unsigned(self, said: dict[str, Found]) -> None:
        """A list begins or goes on: what holds is what its title says, if one stands below signatures, and a group. The
        body of a TPS is none of a kelurahan."""
        self.said = {**self.heading, **said}
        if "tps" in said and "body" in self.said and self.said["body"].value not in _AT_TPS:
            del self.said["body"]
        self.signing, self.dated, self.heading = False, False, {}

    def _enough(self, cells: list[tuple[int, str]], name: str) -> int:
        """How many telling cells beside a name make a person: one where the row has a number, or nobody may sign."""
        if self.signing and (self.heading or not self.dated):
            return 1
        numbered = cells[0][0] < self.name_at and _NUMBER.fullmatch(cells[0][1].strip()) and not empty(name.strip())
        return 1 if numbered else 2

    def _repeats(self, filled: Mapping[int, str]) -> bool:
        if self.name_at not in filled or key(filled[self.name_at]) != self.heads.get(self.name_at):
            return field_of(filled.get(self.name_at, "")) == "name" and len(filled) > 1
        return sum(key(text) == self.heads.get(at) for at, text in filled.items()) >= 2

    def _signs(self, cells: list[tuple[int, str]], keys: list[str]) -> bool:
        if any(text == word or text.startswith(f"{word} ") for text in keys for word in self.signatures):
            return True
        return any(_DATED.fullmatch(text.strip()) or _OFFICE.fullmatch(f"{text.strip()} ") for _, text in cells)

    def _signed(self, filled: Mapping[int, str], offices: set[int]) -> bool:
        """An office among signatures; elsewhere one with nothing beside it that tells of a person, and not below the
        head of posts, where it is an empty seat."""
        beside = filled.keys() - offices
        return self.signing or not (offices <= self.posts or any(at in beside for at in self.telling))

    def _person(self, name: str, said: Mapping[str, Found]) -> bool:
        """A row whose name column holds a name, and only another one a place."""
        return bool(name) and not any(one.raw.startswith(name.strip()[:4]) for one in said.values())


@cache
def _starters() -> frozenset[str]:
    rows = words().rows
    return frozenset({text.split(" ", 1)[0] for text in (*rows.total, *rows.signature, *rows.vacant)}.union(_STARTERS))


def _counted(cells: list[tuple[int, str]]) -> bool:
    """``1 2 3 …`` below the heads."""
    numbers = [_NUMBER.fullmatch(text.strip()) for _, text in cells]
    values = [int(found[1]) for found in numbers if found]
    return len(values) == len(cells) and values == list(range(values[0], values[0] + len(values))) and values[0] <= 2
