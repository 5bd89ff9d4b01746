"""What kind of file it really is, and whether it is safe to open: looked at before calamine reads it.

The name's ending decides nothing. Of .xlsx the sheets are looked through once as they lie (a few milliseconds): how
many rows, which rows are hidden, where a formula ended in an error or was never calculated, how wide they are. calamine
tells none of that, keeps a sheet as a full rectangle in memory, and would die of a single cell in the last row and
column. Of .xls and .ods hidden rows and errors of formulas cannot be told.
"""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import IO, Literal

from models.exchange.rows import Fault, FileFault

Kind = Literal["xlsx", "xls", "ods", "csv"]

ROWS = 1_048_576
"""Rows of a sheet, which is what spreadsheets allow."""
COLUMNS = 16_384
"""Of a sheet, likewise."""
CELLS = 25_000_000
"""Cells of a sheet's rectangle: what calamine needs memory for, about 32 bytes each."""
LARGEST = {"xlsx": 128 << 20, "xls": 256 << 20, "ods": 64 << 20, "csv": 1 << 30}
"""Bytes of a file."""
UNPACKED = 1 << 30
"""Bytes of a packed file once unpacked; and how many times more than packed (``RATIO``) beyond ``SUSPICIOUS`` bytes."""
RATIO, SUSPICIOUS = 150, 32 << 20
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, ValueError, RuntimeError,
    KeyError,
)  # fmt: skip
"""What the standard library says of a package that is not whole."""
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_HTML = (
    b"<html",
    b"<!doctype html",
    b"<table",
    b"<head",
    b"<meta",
    b"<style",
    b"mime-version",
    b"<?xml",
    b"<div",
    b"<body",
)
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
    b"{\\rtf",
    b"SQLite format",
)

_BOOK = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_INSIDE = r"""((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>"""
_SHEET, _RELATION = (re.compile(rf"<(?:\w+:)?{name}\s{_INSIDE}") for name in ("sheet", "Relationship"))
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*=\s*(["'])(.*?)\2""", re.DOTALL)
_ROW = re.compile(rb"<row\b([^<>]*)>")
"""No tag holds a ``<``: what would look for its end beyond the next one takes hours where tags never end."""
_EMPTY = re.compile(rb"<row\b[^<>]*(?:/>|>\s*</row>)")
"""A row that only looks some way, as LibreOffice ends a sheet: 1048576."""
_ROW_NUMBER = re.compile(rb'\br="(\d{1,8})"')
_UNNUMBERED = re.compile(rb'<row(?! r=")[\s/>]')
_PLACELESS = re.compile(rb'<c(?! r=")[\s/>]')
"""Rows and cells that may follow on what stands in front of them, without saying where they are."""
_ANY_UNNUMBERED = re.compile(rb'row(?<!/row)(?! r=")[\s/>]')
"""All of these rows also where their tags name a namespace, and what else looks like one."""
_PREFIXED = re.compile(rb"<(/?)\w+:(?=(?:row|c|v|f)\b)")
"""Tags with the name of their namespace, as ClosedXML writes them."""
_NOTABLE = rb"""=(?:"(?:
      [A-Za-z]?+(?:[A-Za-z]++\d|\d{%d})                 # a cell beyond column Z, or far below the last row
    | e"                                               # an error
    | 1"(?<=hidden="1") | true"(?<=hidden="true")
    )|[^"])                                            # or written as no program writes it"""
"""What is worth a closer look: of most sheets nothing, which so are looked through once."""
_DIGITS = range(3, 7)
"""Of a row that is not far below: less than ten times as many rows, and no more cells than ``CELLS`` by much."""
_REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z]*)(\d+)""")
"""Where a cell or a row is, however it is written: calamine reads small letters and leading zeros as well.
Other names end with that letter too: ``firstPageNumber``, ``error``."""
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]* t="e"[^<>]*>.{0,4000}?<v>([^<]{1,20})</v>', re.DOTALL)
_FORMULA = re.compile(rb"<f\b")
_NEVER = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*)>\s*<f\b(?:[^<]*</f>|[^<>]*/>)\s*(<v\s*/>|<v></v>|</c>)')
"""Of a text (``t="str"``) an empty value is what the formula came to: ``=IF(B2="","",B2)``."""
_MARKED = 200_000
"""Hidden rows and faulty cells remembered of a sheet; more of them is a sheet that nobody fills in."""


@dataclass(slots=True)
class Marks:
    """What the raw sheet tells beyond its values: its last row and how many columns it has at most. ``errors``: row →
    {column: ``#REF!``, or ``=`` never calculated}.

    Rows count from 1, columns from 0."""

    rows: int = 0
    width: int = 26
    hidden: set[int] = field(default_factory=set)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


def fault(path: Path, reason: str, value: str = "", line: int = 0) -> FileFault:
    """What is wrong with a file as a whole."""
    return FileFault(Fault(path.name, line, "", reason, value))


def kind_of(path: Path) -> Kind:
    """What a file is by its content; refuses what cannot be read.

    Raises FileFault: ``file_missing``, ``file_unreadable``, ``not_a_file``, ``file_empty``, ``too_large``,
    ``password``, ``html``, ``not_a_spreadsheet`` (value: what it is, where that is known).
    """
    try:
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):  # a pipe keeps one waiting, a device never ends
            raise fault(path, "not_a_file")
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise fault(path, "file_missing", str(path)) from error
    except (OSError, ValueError) as error:
        raise fault(path, "file_unreadable", getattr(error, "strerror", None) or "") from error
    if not size:
        raise fault(path, "file_empty")
    kind = _kind(path, head)
    if size > LARGEST[kind]:
        raise fault(path, "too_large", str(LARGEST[kind] >> 20))
    return kind


def _kind(path: Path, head: bytes) -> Kind:
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith((b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x00\x04\x00")):
        return "xls"
    if head.startswith(_BINARY):
        raise fault(path, "not_a_spreadsheet")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_HTML):
        raise fault(path, "html")
    return "csv"


def _ole(path: Path) -> Kind:
    """An .xls, or the wrapping of an encrypted .xlsx; the names of its parts stand in its directory."""
    known = False
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            window = tail + chunk
            if _ENCRYPTED in window:
                raise fault(path, "password")
            known = known or any(name in window for name in _WORKBOOK)
            tail = window[-64:]
    if not known:
        raise fault(path, "not_a_spreadsheet", "ole")
    return "xls"


def _zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as packed:
            names = {entry.filename for entry in packed.infolist()}
            if any(entry.flag_bits & 1 for entry in packed.infolist()):
                raise fault(path, "password")
            _small_enough(path, packed)
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "content.xml" in names and "mimetype" in names and b"spreadsheet" in _head(packed, "mimetype"):
                if "META-INF/manifest.xml" in names and b"encryption-data" in _head(
                    packed, "META-INF/manifest.xml", 1 << 20
                ):
                    raise fault(path, "password")
                return "ods"
    except BROKEN as error:
        raise fault(path, "damaged") from error
    raise fault(path, "not_a_spreadsheet", "xlsb" if "xl/workbook.bin" in names else "zip")


def _head(packed: zipfile.ZipFile, name: str, size: int = 256) -> bytes:
    with packed.open(name) as entry:
        return entry.read(size)


def _small_enough(path: Path, packed: zipfile.ZipFile) -> None:
    total = 0
    for entry in packed.infolist():
        total += entry.file_size
        swollen = entry.file_size > SUSPICIOUS and entry.file_size > RATIO * max(1, entry.compress_size)
        if swollen or total > UNPACKED or len(packed.filelist) > 10_000:
            raise fault(path, "zip_bomb", str(UNPACKED >> 20))


def look_through(path: Path) -> Iterator[tuple[str, Marks]]:
    """The sheets of an .xlsx with their marks, one after the other; of what they need beside (strings, styles) first
    that it is whole.

    Raises FileFault: ``damaged`` (cut off, or other than it says), ``too_many_rows``, ``too_large``.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            parts = _parts(packed)
            called = [entry.filename.replace("\\", "/").lower() for entry in packed.infolist()]
            there, many = dict(zip(called, packed.infolist(), strict=True)), Counter(called)
            if any(many[name.lower()] > 1 for name in (*_BOOK, *parts.values())):
                raise fault(path, "damaged")  # one reader takes the first of a name, another one the last
            for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
                if name in packed.NameToInfo:
                    with packed.open(name) as entry:
                        end = b""
                        while chunk := entry.read(_CHUNK):
                            end = (end + chunk)[-64:]
                    if not end.rstrip().endswith((b"sst>", b"styleSheet>", b"/>")):
                        raise fault(path, "damaged")
            for sheet, part in parts.items():
                if part.lower() in there:
                    with packed.open(there[part.lower()]) as entry:
                        marks = _marks(path, entry)
                    yield sheet, marks
    except BROKEN as error:
        raise fault(path, "damaged") from error


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part of the package."""
    book = _head(packed, _BOOK[0], 4 << 20).decode("utf-8", "replace")
    if _BOOK[1] not in packed.NameToInfo:
        return {}
    relations = {}
    for found in _RELATION.finditer(_head(packed, _BOOK[1], 4 << 20).decode("utf-8", "replace")):
        of = _attributes(found[1])
        target = of.get("Target", "")
        relations[of.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = {}
    for found in _SHEET.finditer(book):
        of = _attributes(found[1])
        ids = [value for name, value in of.items() if name.endswith(":id")]
        if "name" in of and ids:
            parts[unescape(of["name"])] = relations.get(ids[0], "")
    return parts


def _attributes(tag: str) -> dict[str, str]:
    return {name: value for name, _, value in _ATTRIBUTE.findall(tag)}


def _marks(path: Path, entry: IO[bytes]) -> Marks:
    marks, tail = Marks(), entry.read(_CHUNK)
    if len(tail) < _CHUNK and _small(tail):
        marks.rows = _last(tail) or tail.count(b"<row ")
        _never_calculated(marks, tail)
    else:
        tail = _look_closer(path, marks, tail, entry)
    if b"sheet>" not in tail[-4096:]:  # calamine reads on as if nothing were missing
        raise fault(path, "damaged")
    if marks.rows * marks.width > CELLS:
        raise fault(path, "too_large", str(CELLS))
    return marks


def _small(sheet: bytes) -> bool:
    """Whether a whole sheet has too few rows to become too large by any column, and nothing to be noted: most are."""
    below = 10 ** _DIGITS[0] + len(_ANY_UNNUMBERED.findall(sheet))
    plain = b"<row " in sheet and below * COLUMNS <= CELLS
    return plain and not _notable(_DIGITS[0]).search(sheet)


def _look_closer(path: Path, marks: Marks, window: bytes, entry: IO[bytes]) -> bytes:
    """Note what there is in a sheet that begins with these bytes; its end."""
    tail = b""
    while window:
        if b":row" in window or b":c" in window:
            window = _PREFIXED.sub(rb"<\1", window)
        cut = window.rfind(b"</row>") + 6
        if cut >= 6:
            _mark(marks, window[:cut])
        elif len(window) > 16 * _CHUNK:
            raise fault(path, "too_large", str(UNPACKED >> 20))
        if marks.rows > ROWS:
            raise fault(path, "too_many_rows", str(ROWS))
        tail = window[cut:] if cut >= 6 else window
        chunk = entry.read(_CHUNK)
        window = tail + chunk if chunk else b""
    _mark(marks, tail)
    return tail


def _mark(marks: Marks, window: bytes) -> None:
    if _last(window) * marks.width > CELLS:
        window = _EMPTY.sub(b"", window)
    marks.rows = max(marks.rows + len(_UNNUMBERED.findall(window)), _last(window))
    if _PLACELESS.search(window):
        most = max(len(_PLACELESS.findall(row)) for row in window.split(b"</row>"))
        marks.width = max(marks.width, _farthest(_REFERENCE.findall(window)) + most)
    _never_calculated(marks, window)
    if _notable(min(max(len(str(marks.rows)), _DIGITS[0]), _DIGITS[-1])).search(window):
        _note(marks, window)


def _never_calculated(marks: Marks, window: bytes) -> None:
    if _FORMULA.search(window) and len(marks.errors) < _MARKED:
        for never in _NEVER.finditer(window):
            if never[4] == b"</c>" or b' t="str"' not in never[3]:
                marks.errors.setdefault(int(never[2]), {})[column_of(never[1].decode())] = "="


def _last(window: bytes) -> int:
    """The number of the last row."""
    last = window.rfind(b"<row ")
    number = _ROW_NUMBER.search(window, last, last + 200) if last >= 0 else None
    return int(number[1]) if number else 0


@cache
def _notable(digits: int) -> re.Pattern[bytes]:
    return re.compile(_NOTABLE % (digits + 1), re.VERBOSE)


def _note(marks: Marks, window: bytes) -> None:
    """Look closer."""
    there = set(_REFERENCE.findall(window))
    marks.rows = max([marks.rows, *(int(digits[:12]) for digits in {digits for _, digits in there})])
    marks.width = max(marks.width, _farthest(there))
    if b" hidden=" in window and len(marks.hidden) < _MARKED:
        for row in _ROW.finditer(window):
            if (b' hidden="1"' in row[1] or b' hidden="true"' in row[1]) and (number := _ROW_NUMBER.search(row[1])):
                marks.hidden.add(int(number[1]))
    if b' t="e"' in window and len(marks.errors) < _MARKED:
        for error in _ERROR.finditer(window):
            marks.errors.setdefault(int(error[2]), {})[column_of(error[1].decode())] = error[3].decode(
                "ascii", "replace"
            )


def _farthest(there: Iterable[tuple[bytes, bytes]]) -> int:
    """How many columns there are at most, by where cells are."""
    return max((column_of(one[:8].decode().upper()) + 1 for one in {one for one, _ in there}), default=0)


def column_of(letters: str) -> int:
    """``A`` is 0, ``AA`` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@cache
def letters_of(column: int) -> str:
    """0 is ``A``, 26 ``AA``."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
