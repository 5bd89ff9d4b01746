"""How far the sheets of an .ods reach, told before calamine makes a rectangle of each.

A row or a cell says how often it is repeated: a few bytes become as many cells as they like. What is repeated with
nothing in it, as spreadsheets end every sheet, counts only where something follows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from models.exchange.container import BROKEN, CELLS, ROWS, UNPACKED, fault

_CHUNK = 1 << 20
_ROW, _ROW_END, _TABLE_END = b"<table:table-row", b"</table:table-row", b"</table:table>"
_REST = rb"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>"""
"""Of a tag, up to its end: a sign of it may stand in an attribute."""
_TAG = re.compile(_REST)
_WHOLE = re.compile(rb"(?:[^<]++|<" + _REST + rb")*+")
"""What ends neither in a tag nor in an attribute, where no row begins."""
_CELL = re.compile(rb"<table:(?:covered-)?table-cell" + _REST)
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["']([^"']*)""")
_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["']([^"']*)""")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_SAID = re.compile(rb"value|<text:|formula")
"""What stands in a cell, or in its tag, that holds something."""


def check_size(path: Path) -> None:
    """Look through the sheets. Raises FileFault: ``too_many_rows``, ``too_large``, ``damaged``."""
    height = blank = width = 0
    try:
        for row in map(partial(_COMMENT.sub, b""), _rows(path)):
            tag = _TAG.match(row)
            if tag is None or _WHOLE.fullmatch(row, tag.end()) is None:
                raise fault(path, "damaged")
            blank += _number(_ROWS.findall(tag[0]))
            cells = b"" if tag[0].endswith(b"/>") else row[tag.end() :]
            cells = cells[: cells.rfind(_ROW_END)] if _ROW_END in cells else cells
            if _SAID.search(cells):
                height, blank = height + blank, 0
                width = max(width, _width(cells))
            if height > ROWS:
                raise fault(path, "too_many_rows", str(ROWS))
            if height * width > CELLS:
                raise fault(path, "too_large", str(CELLS))
            if _TABLE_END in row:
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


def _width(cells: bytes) -> int:
    """Up to the last one that holds something."""
    if b"columns-repeated" not in cells:
        return cells.count(b"table-cell")
    found = list(_CELL.finditer(cells))
    width = total = 0
    for cell, end in zip(found, [*(one.start() for one in found[1:]), len(cells)], strict=True):
        total += _number(_COLUMNS.findall(cell[0]))
        width = total if _SAID.search(cells, cell.start(), end) else width
    return width


def _number(said: list[bytes]) -> int:
    """How often; what is no number is as often as nobody allows."""
    return max((int(one) if one.isdigit() and len(one) < 10 else CELLS for one in said), default=1)
