"""Sheets that say in a few bytes that they are larger than any memory, and those that only look like it."""

import zipfile
from pathlib import Path

import pytest

from models.exchange.reading import open_book

from .sheets import END, changed, codes, ods_of, read, xlsx
from .test_reading_bad import ROWS, reason

FAR = {
    "a cell in a row that is not its own": b'<row r="9"><c r="XFD1048576"><v>1</v></c></row>',
    "a row and a column that are far by themselves": b'<row r="9"><c r="XFD9"><v>1</v></c><c r="A1048576"/></row>',
    "a row in front of nearer ones": b'<row r="1048576"><c r="XFD1048576"/></row><row r="9"><c r="A9"/></row>',
    "single quotation marks": b"<row r='9'><c r='XFD1048576'><v>1</v></c></row>",
    "blanks around the sign": b'<row r="9"><c r\n= "XFD1048576"><v>1</v></c></row>',
    "nothing between attributes": b'<row r="9"><c s="0"r="XFD1048576"><v>1</v></c></row>',
    "a tabulator": b'<row r="9"><c\tr="XFD1048576"><v>1</v></c></row>',
    "another name of the namespace": b'<x:row r="9"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "small letters": b'<row r="9"><c r="xFd1048576"><v>1</v></c></row>',
    "zeros in front": b'<row r="9"><c r="XFD0001048576"><v>1</v></c></row>',
    "more columns than there are": b'<row r="9"><c r="AAAAAA9"><v>1</v></c></row>',
    "more rows than there are": b'<row r="9"><c r="A4294967295"><v>1</v></c></row>',
    "cells without a place": b'<row r="1048576">' + 30 * b"<c><v>1</v></c>" + b"</row>",
    "cells without a place, not too far below": b'<row r="900000">' + 16_000 * b"<c><v>1</v></c>" + b"</row>",
    "some of the cells without a place": b'<row r="900000"><c r="A900000"/>'
    + 16_000 * b'<c s="0"><v>1</v></c>'
    + b"</row>",
    "rows without a number": 400_000 * b"<row><c><v>1</v></c></row>"
    + b"<row>"
    + 16_000 * b"<c><v>1</v></c>"
    + b"</row>",
    "rows without a number in front of one": 400_000 * b"<row><c/></row>"
    + b'<row r="9">'
    + 16_000 * b"<c><v>1</v></c>"
    + b"</row>",
    "a letter as an entity": b'<row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("far", FAR.values(), ids=FAR)
def test_a_cell_far_away_however_it_is_written(tmp_path: Path, far: bytes) -> None:
    """calamine makes a rectangle of a sheet: of a few bytes one of half a terabyte."""
    path = changed(tmp_path / "a.xlsx", ROWS, by=far + b"</sheetData>")
    assert reason(path) in ("too_large", "too_many_rows", "damaged")


LOOKS = {
    "where the cursor was left": (b'activeCell="A1" sqref="A1"', b'activeCell="XFD1048576" sqref="XFD1048576"'),
    "how high a row is": (b"<row ", b'<row ht="1048576.75" customHeight="true" hidden="false" '),
    "what the first page is numbered": (
        b"</worksheet>",
        b'<pageSetup firstPageNumber="4294967295" useFirstPageNumber="true"/></worksheet>',
    ),
}


@pytest.mark.parametrize(("end", "by"), LOOKS.values(), ids=LOOKS)
def test_what_only_looks_like_a_cell_far_away(tmp_path: Path, end: bytes, by: bytes) -> None:
    path = changed(tmp_path / "a.xlsx", ROWS, end=end, by=by)
    assert [one.values for one in read(path)] == [one.values for one in read(tmp_path / "whole.xlsx")]


BEHIND = {
    "number of the first page": b'<pageSetup firstPageNumber="4294967295" orientation="portrait"/>',
    "error of a validation": b'<dataValidations count="1"><dataValidation type="textLength" error="NIK16 angka saja" '
    b'sqref="B2"><formula1>16</formula1></dataValidation></dataValidations>',
}


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND)
def test_what_stands_behind_the_rows_is_no_cell(tmp_path: Path, behind: bytes) -> None:
    rows = [ROWS[0], *([f"Budi {n}", n] for n in range(3000))]
    assert len(read(changed(tmp_path / "a.xlsx", rows, by=b"</sheetData>" + behind))) == 3000


ENDLESS = {
    "cells": b'<row r="3">' + 500_000 * b'<c r="A1"' + b' t="e"></row>',
    "formulas": b'<row r="3">' + 500_000 * b'<c r="A1"' + b"><f></row>",
    "rows": b' hidden="1"' + 500_000 * b"<row ",
}


@pytest.mark.parametrize("tags", ENDLESS.values(), ids=ENDLESS)
def test_tags_that_never_end_are_not_looked_at_for_hours(tmp_path: Path, tags: bytes) -> None:
    assert reason(changed(tmp_path / "a.xlsx", ROWS, end=b"</worksheet>", by=tags)) == "damaged"


BOOK, RELATIONS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
ELSEWHERE = {
    "a part in capitals": (SHEET, "xl/worksheets/SHEET1.xml", b"", b""),
    "a part behind another bar": (SHEET, "xl\\worksheets\\sheet1.xml", b"", b""),
    "relations in capitals": (RELATIONS, "xl/_rels/WORKBOOK.xml.rels", b"", b""),
    "a sign in a tag": (BOOK, BOOK, b"<sheet ", b'<sheet x=">" '),
    "a name that takes its time": (BOOK, BOOK, b"<sheet ", b"<sheet " + 60_000 * b"a" + b" "),
    "another quotation mark": (BOOK, BOOK, b'"', b"'"),
    "another quotation mark of relations": (RELATIONS, RELATIONS, b'"', b"'"),
}


@pytest.mark.parametrize(("part", "called", "old", "new"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_no_sheet_is_read_that_was_not_looked_through(
    tmp_path: Path, part: str, called: str, old: bytes, new: bytes
) -> None:
    """calamine finds it all the same, and dies of it, with all of the program."""
    far = b'<row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(changed(tmp_path / "far.xlsx", ROWS, by=far)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    content = parts.pop(part)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as written:
        for name, other in {**parts, called: content.replace(old, new) if old else content}.items():
            written.writestr(name, other)
    assert reason(tmp_path / "a.xlsx") in ("too_large", "damaged")


def test_no_part_of_a_package_is_there_twice(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": ROWS})
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/worksheets/SHEET1.xml", packed.read(SHEET))
    assert reason(path) == "damaged"


HEAD = "".join(f'<table:table-cell office:value-type="string"><text:p>{x}</text:p>{END}' for x in ("Nama", "TPS"))
HEAD = f"<table:table-row>{HEAD}</table:table-row>"


def repeated(rows: str, columns: str, *, sign: str = '"', empty: bool = False) -> str:
    """A row and in it a cell that are so often there."""
    said = "" if empty else ' office:value-type="string"'
    return (
        f"<table:table-row table:number-rows-repeated={sign}{rows}{sign}>"
        f"<table:table-cell{said} table:number-columns-repeated={sign}{columns}{sign}>"
        f"{'' if empty else '<text:p>Budi Akasia</text:p>'}</table:table-cell></table:table-row>"
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (repeated("1000000", "50"), "too_large"),
        (repeated("1000000", "50", sign="'"), "too_large"),
        (repeated("1", "99999999999999"), "too_large"),
        (repeated("1&#48;00000", "50"), "too_many_rows"),
        (repeated("1000000", "50", empty=True) + repeated("1", "50"), "too_large"),
        (repeated("1000000", "50").replace("row ", 'row a=">" ', 1), "too_large"),
        (repeated("1000000", "50").replace("row ", 'row a:number-rows-repeated="1" ', 1), "too_large"),
        (repeated("1000000", "50").replace('"string"', '"string" a=">"'), "too_large"),
        (repeated("2000000", "1"), "too_many_rows"),
        (repeated("2000000", "1", empty=True) + repeated("1", "1"), "too_many_rows"),
    ],
)
def test_cells_that_are_only_repeated(tmp_path: Path, rows: str, said: str) -> None:
    """A kilobyte of .ods becomes as many cells as it likes; calamine keeps each of them."""
    sheet = '<table:table table:name="{}"><table:table-column table:number-columns-repeated="16384"/>{}</table:table>'
    assert reason(ods_of(tmp_path / "a.ods", sheet.format("A", HEAD + rows))) == said
    other = sheet.format("B", HEAD + repeated("3", "2"))
    assert reason(ods_of(tmp_path / "b.ods", other, sheet.format("A", HEAD + rows))) == said


ROWS_, COLUMNS = 'table:number-rows-repeated="1000000"', 'table:number-columns-repeated="50"'


@pytest.mark.parametrize(
    "row",
    [
        f"""<ROW a=">" {ROWS_}><CELL {COLUMNS} SAID></CELL>""",
        f"""<ROW\n{ROWS_}><CELL SAID{COLUMNS}></CELL>""",
        f"""<ROW {ROWS_}><CELL office:value="1" b="value>" {COLUMNS}></CELL>""",
        f"""<ROW {ROWS_}><CELL a="</ROW" {COLUMNS} SAID></CELL>""",
        f"""<ROW {ROWS_}><CELL a="><ROW" {COLUMNS} SAID></CELL>""",
        f"""<ROW a="<ROW/>" {ROWS_}><CELL {COLUMNS} SAID></CELL>""",
        f"""<ROW a="</table:table>" {ROWS_}><CELL {COLUMNS} SAID></CELL>""",
        f"""<ROW {ROWS_}><!-- </ROW --><CELL {COLUMNS} SAID></CELL>""",
        f"""<ROW {ROWS_}><table:covered-table-cell {COLUMNS} SAID></table:covered-table-cell>""",
    ],
)
def test_cells_that_are_repeated_however_it_is_written(tmp_path: Path, row: str) -> None:
    for short, long in (
        ("ROW", "table:table-row"),
        ("CELL", "table:table-cell"),
        ("SAID", 'office:value-type="string"'),
    ):
        row = row.replace(short, long)
    table = f'<table:table table:name="A">{HEAD}{row}</table:table-row></table:table>'
    assert reason(ods_of(tmp_path / "a.ods", table)) in ("too_large", "damaged")


def test_a_table_does_not_end_in_a_comment(tmp_path: Path) -> None:
    rows = 3 * repeated("300000", "50").replace("</table:table-row>", "</table:table-row><!-- </table:table> -->")
    table = f'<table:table table:name="A">{HEAD}{rows}</table:table>'
    assert reason(ods_of(tmp_path / "a.ods", table)) == "too_large"


def test_an_ods_ends_with_all_that_is_not_there(tmp_path: Path) -> None:
    sheet = (
        '<table:table table:name="{}"><table:table-column table:number-columns-repeated="16384"/>'
        f"<table:table-header-rows>{HEAD}</table:table-header-rows>{repeated('3', '2')}"
        f"{repeated('1048572', '16384', empty=True)}</table:table>"
    )
    path = ods_of(tmp_path / "a.ods", *map(sheet.format, "ABC"))
    assert [(one.sheet, one.row) for one in read(path)] == [(name, row) for name in "ABC" for row in (2, 3, 4)]


def test_a_sheet_ends_with_rows_that_only_look_some_way(tmp_path: Path) -> None:
    """As LibreOffice writes it."""
    looks = b'customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"'
    rows = b"".join(b'<row r="%d" %s></row>' % (n, looks) for n in (1_048_575, 1_048_576))
    assert len(read(changed(tmp_path / "a.xlsx", ROWS, by=rows + b"</sheetData>"))) == 1
    last = b'<row r="1048576" %s><c r="A1048576"><v>1</v></c></row>' % looks
    assert reason(changed(tmp_path / "b.xlsx", ROWS, by=rows + last + b"</sheetData>")) == "too_large"


def test_names_of_namespaces_make_a_sheet_no_larger(tmp_path: Path) -> None:
    """As ClosedXML writes them: more than 16 megabytes."""
    row = b'<x:row r="%d"%s><x:c r="A%d" t="str"><x:v>Budi Akasia</x:v></x:c><x:c r="B%d"><x:v>1</x:v></x:c></x:row>'
    rows = b"".join(row % (n, b' hidden="1"' * (n == 4), n, n) for n in range(3, 180_000))
    path = changed(tmp_path / "a.xlsx", ROWS, by=rows + b"</sheetData>")
    with open_book(path) as book:
        drafts = [draft.row for draft in book.drafts() if codes(draft)]
        assert (book.shape("A").rows, drafts) == (179_999, [4])
