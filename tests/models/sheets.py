"""Spreadsheets for tests: written with openpyxl, xlwt and by hand, all people in them are invented."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from models.exchange.draft import Draft
from models.exchange.reading import open_book

Rows = Iterable[Sequence[Any]]

END = "</table:table-cell>"
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        fill(book.create_sheet(name), rows)
    book.save(path)
    return path


def fill(sheet: Worksheet, rows: Rows) -> None:
    for row in rows:
        sheet.append(list(row))


def changed(path: Path, rows: Rows, *, end: bytes = b"</sheetData>", by: bytes) -> Path:
    """An .xlsx whose sheet ends as no library writes it."""
    whole = xlsx(path.with_name("whole.xlsx"), {"A": rows})
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name in packed.namelist():
            content = packed.read(name)
            if name.endswith("sheet1.xml"):
                assert end in content
                content = content.replace(end, by)
            written.writestr(name, content)
    return path


def csv_file(path: Path, lines: Iterable[str], encoding: str = "utf-8", end: str = "\r\n") -> Path:
    path.write_bytes(end.join((*lines, "")).encode(encoding))
    return path


def ods(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """An .ods by hand: text, numbers and dates."""
    tables = []
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        tables.append(f'<table:table table:name="{escape(name)}">{lines}</table:table>')
    return ods_of(path, *tables)


def ods_of(path: Path, *tables: str) -> Path:
    """An .ods of tables as they are written there."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        "<office:body><office:spreadsheet>"
        f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:m"/>')
    return path


def _ods_cell(cell: Any) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>{END}'
    if hasattr(cell, "isoformat"):
        day = cell.isoformat()
        return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>x</text:p>{END}'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p>{END}'


def read(path: Path) -> list[Draft]:
    with open_book(path) as book:
        return list(book.drafts())


def values(draft: Draft, *fields: str) -> tuple[Any, ...]:
    return tuple(draft.value(field) for field in fields)


def codes(draft: Draft) -> set[str]:
    return {problem.code for problem in draft.problems}
