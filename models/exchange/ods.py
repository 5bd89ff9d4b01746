"""How far the sheets of an .ods reach, told before calamine makes a rectangle of each.

A row or a cell says how often it is repeated: a few bytes become as many cells as they like. What is repeated with
nothing in it, as spreadsheets end every sheet, counts only where something follows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from models.exchange.container import BROKEN, CELLS, ROWS, UNPACKED, fault

_CHUNK = 1 << 20
_ROW, _END = b"<table:table-row", b"</table:table>"
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["']([^"']*)""")
_CELL = re.compile(rb"""<table:(?:covered-)?table-cell|number-columns-repeated\s*=\s*["']([^"']*)""")
_SAID = (b"value", b"<text:", b"formula")
"""What stands in a cell, or in its tag, that holds something."""


def check_size(path: Path) -> None:
    """Look through the sheets. Raises FileFault: ``too_many_rows``, ``too_large``, ``damaged``."""
    height = blank = width = 0
    try:
        for row in _rows(path):
            tag, _, cells = row.partition(b">")
            cells = b"" if tag.endswith(b"/") else cells.partition(b"</table:table-row")[0]
            repeated, at = _ROWS.search(tag), max(cells.rfind(word) for word in _SAID)
            blank += _number(repeated[1]) if repeated else 1
            if at >= 0:
                height, blank = height + blank, 0
                width = max(width, _columns(cells[: cells.find(b">", at) + 1]))
            if height > ROWS:
                raise fault(path, "too_many_rows", str(ROWS))
            if height * width > CELLS:
                raise fault(path, "too_large", str(CELLS))
            if _END in row:
                height = blank = width = 0
    except BROKEN as error:
        raise fault(path, "damaged") from error


def _rows(path: Path) -> Iterator[bytes]:
    """Each row from behind the name of its tag up to the next one's."""
    with zipfile.ZipFile(path) as packed, packed.open("content.xml") as entry:
        tail, begun = b"", False
        while chunk := entry.read(_CHUNK):
            *rows, tail = (tail + chunk).split(_ROW)
            yield from rows if begun else rows[1:]  # in front of the first there are styles
            begun = begun or bool(rows)
            if len(tail) > 16 * _CHUNK:
                raise fault(path, "too_large", str(UNPACKED >> 20))
        if begun:
            yield tail


def _columns(cells: bytes) -> int:
    """How many those are."""
    found = [repeated[1] for repeated in _CELL.finditer(cells)]
    return found.count(None) + sum(_number(one) - 1 for one in found if one is not None)


def _number(text: bytes) -> int:
    """How often; what is no number is as often as nobody allows."""
    return int(text) if text.isdigit() and len(text) < 10 else CELLS
