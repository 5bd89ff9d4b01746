"""Rows of a CSV file, a line a row, so that a fault spoils its own line only and is told with its number.

UTF-8 with or without a mark at its beginning; columns are found by their names in the first line; commas, or the
semicolons and tabs that spreadsheets write. A field in quotation marks does not run over several lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LONGEST = 4096
"""Bytes of a line; a longer one is no row of a list, and the file no CSV."""
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (0: in the file as a whole), about which code.

    ``reason`` is a stable token, ``value`` what it needs to be worded. Of the file: ``file_missing``,
    ``file_unreadable``, ``not_a_file``, ``file_empty``, ``no_header``. Of a row: ``encoding``, ``nul``, ``line_long``,
    ``quotes``, ``columns``; those of a territory are listed in ``models.exchange.territory``.
    """

    file: str
    line: int
    code: str
    reason: str
    value: str = ""


@dataclass(eq=False)  # not frozen: contextlib sets the traceback of what passes through it
class FileFault(Exception):
    """The file cannot be read at all, or no further."""

    fault: Fault


Row = tuple[int, list[str], str]
"""Line number, the wanted fields (empty where the row has none), and what is wrong with the row or nothing."""


def rows(path: Path, wanted: Sequence[str]) -> Iterator[Row]:
    """The rows below the header with the ``wanted`` columns in that order. Blank lines are passed over.

    Raises FileFault.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe keeps one waiting, a device never ends
            raise FileFault(Fault(path.name, 0, "", "not_a_file"))
        with path.open("rb") as file:
            yield from _rows(file, path.name, wanted)
    except FileNotFoundError as error:
        raise FileFault(Fault(path.name, 0, "", "file_missing", str(path))) from error
    except OSError as error:
        raise FileFault(Fault(path.name, 0, "", "file_unreadable", error.strerror or "")) from error


def _rows(file: BinaryIO, name: str, wanted: Sequence[str]) -> Iterator[Row]:
    at: list[int] = []
    width, between = 0, ","
    for line, raw in _lines(file, name):
        text, reason = _text(raw)
        if not text.strip():
            continue
        if not at:
            between = max(",;\t", key=text.count)
            header = [field.strip().strip('"').casefold() for field in text.split(between)]
            missing = [column for column in wanted if column not in header]
            if missing or reason:
                raise FileFault(Fault(name, line, "", reason or "no_header", ", ".join(missing or wanted)))
            at, width = [header.index(column) for column in wanted], len(header)
            continue
        fields = text.split(between)
        if '"' in text:
            try:
                fields = next(csv.reader([text], delimiter=between, strict=True))
            except csv.Error:
                reason = reason or "quotes"
        if len(fields) != width and not reason and (len(fields) < width or any(fields[width:])):
            reason = "columns"
        yield line, [fields[column].strip() if column < len(fields) else "" for column in at], reason
    if not at:
        raise FileFault(Fault(name, 0, "", "file_empty"))


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    line = 0
    while raw := file.readline(LONGEST + 1):
        line += 1
        if line == 1:
            if raw.startswith(_UTF_16):
                raise FileFault(Fault(name, 1, "", "encoding"))
            raw = raw.removeprefix(_BOM)
        if len(raw) > LONGEST:
            raise FileFault(Fault(name, line, "", "line_long", str(LONGEST)))
        yield line, raw


def _text(raw: bytes) -> tuple[str, str]:
    """The line as text, and what is wrong with its bytes."""
    reason = "nul" if b"\0" in raw else ""
    try:
        return raw.decode("utf-8").rstrip("\r\n"), reason
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace").rstrip("\r\n"), "encoding"
