"""CSV as spreadsheets and other programs write it: its encoding and what separates fields are found by content.

The file is looked through once for its encoding, for NUL bytes and for how many lines it has, and is then streamed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from models.exchange.container import COLUMNS, fault

ROWS = 2_000_000
DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CLOSED = re.compile(r'(?:[^"]|"")*+"')
"""The rest of a field in quotation marks, up to the one that ends it."""
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that mean nothing in Windows-1252."""


class TextFile:
    """A CSV file whose encoding is known; ``lines`` counts its line ends, for progress."""

    def __init__(self, path: Path) -> None:
        """Raises FileFault: ``nul``, ``encoding``, ``too_many_rows``."""
        self.path = path
        self.encoding, self.lines = _looked_through(path)
        self.delimiter = ","

    def rows(self, delimiter: str | None = None) -> Iterator[list[str]]:
        """The rows, blank ones as empty lists. Raises FileFault: ``quotes`` (line of a quotation mark that never ends,
        or only where another one begins), ``line_long``, ``too_many_rows``, ``too_large`` (cells of a row),
        ``encoding``, ``file_unreadable``.

        With a ``delimiter``, which is a trial, the rows end where one cannot be read."""
        number = 0
        between = delimiter or self.delimiter
        reader, source = None, _Lines()
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                reader = csv.reader(source.of(file), delimiter=between)
                for number, row in enumerate(reader, 1):
                    if number > ROWS:
                        raise fault(self.path, "too_many_rows", str(ROWS))
                    if len(row) > COLUMNS:
                        if delimiter is not None:
                            return
                        raise fault(self.path, "too_large", str(COLUMNS))
                    if delimiter is None and (source.ended or len(source.row) > 1):
                        open_at = _open(source.row, between, ended=source.ended)
                        if open_at is not None:
                            raise fault(self.path, "quotes", line=reader.line_num - len(source.row) + open_at + 1)
                    source.row.clear()
                    yield row
        except csv.Error as error:  # a cell beyond csv.field_size_limit()
            if delimiter is not None:
                return
            line, begun = reader.line_num if reader else 0, source.row
            if len(begun) > 1:
                open_at = _opened(begun[:-1], between)
                raise fault(self.path, "quotes", line=line - len(begun) + open_at + 1) from error
            reason = "quotes" if sum(text.count('"') for text in begun) % 2 else "line_long"
            raise fault(self.path, reason, line=line) from error
        except UnicodeError as error:
            raise fault(self.path, "encoding", line=number + 1) from error
        except OSError as error:
            raise fault(self.path, "file_unreadable", error.strerror or "") from error


class _Lines:
    """The lines of a file on their way to the reader: those of the row that is read, and whether there are no more."""

    def __init__(self) -> None:
        self.row: list[str] = []
        self.ended = False

    def of(self, file: Iterable[str]) -> Iterator[str]:
        row = self.row
        for line in file:
            row.append(line)
            yield line
        self.ended = True


def _open(lines: Sequence[str], delimiter: str, *, ended: bool) -> int | None:
    """Which line of a row, from 0, has a quotation mark that does not end as it should; None where all do. ``ended``:
    the file ended with it."""
    for at, line in enumerate(lines[1:], 1):
        closed = _CLOSED.match(line)
        if closed and line[closed.end() :].lstrip(" ").rstrip("\r\n")[:1] not in ("", delimiter):
            return _opened(lines[:at], delimiter)
    return _opened(lines, delimiter) if ended else None


def _opened(lines: Sequence[str], delimiter: str) -> int:
    """Where a field opened that is open still at the end of these lines: it is all that stands from there."""
    row = next(csv.reader(lines, delimiter=delimiter))
    return len(lines) - max(1, sum(1 for _ in io.StringIO(row[-1], newline="")))


def _looked_through(path: Path) -> tuple[str, int]:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            file.seek(0)
            marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
            encoding = marked or _unmarked(head)
            decoder = codecs.getincrementaldecoder(encoding)() if encoding.startswith("utf-8") else None
            lines, undefined = 0, False
            while chunk := file.read(_CHUNK):
                if not encoding.startswith("utf-16") and b"\0" in chunk:
                    raise fault(path, "nul", line=lines + 1 + chunk.count(b"\n", 0, chunk.index(b"\0")))
                lines += chunk.count(b"\n") or (chunk.count(b"\r") if not lines else 0)
                undefined = undefined or any(byte in chunk for byte in _UNDEFINED)
                if decoder is not None and not _decodes(decoder, chunk):
                    decoder = None
                    if marked:
                        raise fault(path, "encoding")
                    encoding = "cp1252"
    except OSError as error:
        raise fault(path, "file_unreadable", error.strerror or "") from error
    if encoding == "cp1252" and undefined:
        raise fault(path, "encoding")
    if lines > 4 * ROWS:
        raise fault(path, "too_many_rows", str(ROWS))
    return encoding, lines


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked(head: bytes) -> str:
    """UTF-16 without a mark shows by a NUL in nearly every second byte of what is mostly Latin text."""
    half = len(head) // 2
    if half > 8:
        if head[1::2].count(0) > 0.7 * half and not head[0::2].count(0):
            return "utf-16-le"
        if head[0::2].count(0) > 0.7 * half and not head[1::2].count(0):
            return "utf-16-be"
    return "utf-8"
