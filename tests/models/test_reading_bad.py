"""Files that cannot be read, or not all of them: each gets a reason, none a traceback."""

import os
import re
import struct
import time
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.exchange import container, csvfile
from models.exchange.reading import open_book
from models.exchange.rows import FileFault, rows

from .sheets import END, changed, codes, csv_file, ods, ods_of, read, xlsx

ROWS = [["Nama", "TPS"], ["Budi Akasia", 1]]


def reason(path: Path) -> str:
    with pytest.raises(FileFault) as caught:
        read(path)
    assert caught.value.fault.file == path.name
    return caught.value.fault.reason


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_nothing_there(tmp_path: Path) -> None:
    assert reason(tmp_path / "none.xlsx") == "file_missing"
    assert reason(tmp_path) == "not_a_file"
    assert reason(written(tmp_path / "a.xlsx", b"")) == "file_empty"
    assert reason(written(tmp_path / "a.csv", b"\r\n\r\n,,,\r\n")) == "file_empty"
    assert reason(xlsx(tmp_path / "b.xlsx", {"A": []})) == "file_empty"
    assert reason(Path(str(tmp_path / "a\0b.csv"))) == "file_unreadable"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes into, a device that never ends."""
    os.mkfifo(tmp_path / "pipa.csv")
    (tmp_path / "nol.csv").symlink_to("/dev/zero")
    for name in ("pipa.csv", "nol.csv"):
        assert reason(tmp_path / name) == "not_a_file"
        with pytest.raises(FileFault) as caught:
            list(rows(tmp_path / name, ("code",)))
        assert caught.value.fault.reason == "not_a_file"
    assert reason(Path("/proc/self/environ")) == "file_empty"


def test_no_header(tmp_path: Path) -> None:
    assert reason(xlsx(tmp_path / "a.xlsx", {"A": [["Barang", "Jumlah"], ["Bilik", 4]], "B": []})) == "no_header"
    assert reason(csv_file(tmp_path / "a.csv", ["Barang,Jumlah", "Bilik,4"])) == "no_header"
    assert reason(written(tmp_path / "b.csv", bytes(range(1, 128)))) == "no_header"


def test_a_header_and_no_row(tmp_path: Path) -> None:
    assert read(xlsx(tmp_path / "a.xlsx", {"A": ROWS[:1]})) == []


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>Nama</td></tr></table>",
        b"\xef\xbb\xbf\n <!DOCTYPE HTML>\n<table>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    ],
)
def test_a_web_page_with_the_ending_of_a_spreadsheet(tmp_path: Path, content: bytes) -> None:
    assert reason(written(tmp_path / "a.xls", content)) == "html"


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n", container._OLE + b"\0" * 600])
def test_something_else(tmp_path: Path, content: bytes) -> None:
    assert reason(written(tmp_path / "a.xlsx", content)) == "not_a_spreadsheet"


def test_another_kind_of_package(tmp_path: Path) -> None:
    for name in ("word/document.xml", "xl/workbook.bin"):
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as packed:
            packed.writestr(name, "<w/>")
        assert reason(tmp_path / "a.docx") == "not_a_spreadsheet"


def test_a_password(tmp_path: Path) -> None:
    wrapped = (
        container._OLE
        + b"\0" * 1024
        + "EncryptionInfo".encode("utf-16-le")
        + b"\0" * 90
        + "EncryptedPackage".encode("utf-16-le")
    )
    assert reason(written(tmp_path / "a.xlsx", wrapped)) == "password"
    path = ods(tmp_path / "a.ods", {"A": ROWS})
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("mimetype2", "x")
    content = path.read_bytes()
    with zipfile.ZipFile(tmp_path / "b.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", b"\x12\x34")
        packed.writestr(
            "META-INF/manifest.xml", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
        )
    assert reason(tmp_path / "b.ods") == "password"
    assert content.startswith(b"PK")


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": ROWS})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zero.xml", b"\0" * (container.SUSPICIOUS + 1))
    assert reason(path) == "zip_bomb"


def test_more_unpacked_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": ROWS})
    monkeypatch.setattr(container, "UNPACKED", 1000)
    assert reason(path) == "zip_bomb"
    monkeypatch.setitem(container.LARGEST, "xlsx", 100)
    monkeypatch.setattr(container, "UNPACKED", 1 << 30)
    assert reason(path) == "too_large"


def test_a_package_that_lies_about_its_size(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": [["Nama", "TPS"], *([f"Budi {n}", n] for n in range(500))]})
    content = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    at = content.rindex(name) - 46  # its entry in the central directory
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 300)
    assert reason(written(path, bytes(content))) == "damaged"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_cut_off(tmp_path: Path, part: float) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": [["Nama", "TPS"], *([f"Budi {n}", n] for n in range(500))]})
    content = path.read_bytes()
    assert reason(written(path, content[: int(len(content) * part)])) == "damaged"


def test_a_cell_in_the_last_row_and_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert reason(tmp_path / "a.xlsx") == "too_large"


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
    whole = xlsx(tmp_path / "whole.xlsx", {"A": ROWS})
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as changed:
        for name in packed.namelist():
            content = packed.read(name)
            if name.endswith("sheet1.xml"):
                assert b"</sheetData>" in content
                content = content.replace(b"</sheetData>", far + b"</sheetData>")
            changed.writestr(name, content)
    assert reason(tmp_path / "a.xlsx") in ("too_large", "too_many_rows", "damaged")


def test_what_only_looks_like_a_cell_far_away(tmp_path: Path) -> None:
    """Where the cursor was left, what the first page is numbered, what a row is high."""
    whole = xlsx(tmp_path / "whole.xlsx", {"A": ROWS})
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as mended:
        for name in packed.namelist():
            content = packed.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(
                    rb"<selection[^>]*>", b'<selection activeCell="XFD1048576" sqref="XFD1048576"/>', content
                )
                content = content.replace(b"<row ", b'<row ht="1048576.75" customHeight="true" hidden="false" ')
                pages = b'<pageSetup firstPageNumber="4294967295" useFirstPageNumber="true"/></worksheet>'
                content = content.replace(b"</worksheet>", pages)
                assert content.count(b"XFD1048576") == 2 and b"4294967295" in content and b"hidden=" in content
            mended.writestr(name, content)
    assert [one.values for one in read(tmp_path / "a.xlsx")] == [one.values for one in read(whole)]


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
    "cells": b'<row r="3">' + 60_000 * b'<c r="A1"' + b' t="e"></row>',
    "formulas": b'<row r="3">' + 60_000 * b'<c r="A1"' + b"><f></row>",
    "rows": b' hidden="1"' + 60_000 * b"<row ",
}


@pytest.mark.parametrize("tags", ENDLESS.values(), ids=ENDLESS)
def test_tags_that_never_end_are_not_looked_at_for_hours(tmp_path: Path, tags: bytes) -> None:
    began = time.monotonic()
    assert reason(changed(tmp_path / "a.xlsx", ROWS, end=b"</worksheet>", by=tags)) == "damaged"
    assert time.monotonic() - began < 3


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


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Nama", "TPS"], *([f"Budi {n}", n] for n in range(30))]
    monkeypatch.setattr(container, "ROWS", 20)
    monkeypatch.setattr("models.exchange.book.ROWS", 20)
    monkeypatch.setattr(csvfile, "ROWS", 20)
    assert reason(xlsx(tmp_path / "a.xlsx", {"A": rows})) == "too_many_rows"
    assert reason(ods(tmp_path / "a.ods", {"A": rows})) == "too_many_rows"
    assert reason(csv_file(tmp_path / "a.csv", [f"{a},{b}" for a, b in rows])) == "too_many_rows"


def test_csv_that_is_none(tmp_path: Path) -> None:
    assert reason(written(tmp_path / "a.csv", b"Nama,TPS\r\nBudi\0Akasia,1\r\n")) == "nul"
    assert reason(written(tmp_path / "b.csv", b"Nama,TPS\r\nBudi \x81\x9d,1\r\n")) == "encoding"
    assert reason(written(tmp_path / "c.csv", b"\xef\xbb\xbfNama,TPS\r\nBudi \xe9,1\r\n")) == "encoding"
    assert reason(written(tmp_path / "e.csv", b"Nama,TPS\r\nBudi,1" + b"," * 20_000 + b"\r\n")) == "too_large"
    assert reason(written(tmp_path / "d.csv", b'Nama,TPS\r\n"Budi,1\r\n' + b"x" * 140_000)) == "quotes"


def test_a_fault_far_inside_a_csv_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"Nama,TPS\r\n" + b"Budi,1\r\n" * 300_000 + b"Budi\0,1\r\n")
    with pytest.raises(FileFault) as caught:
        open_book(path)
    assert (caught.value.fault.reason, caught.value.fault.line) == ("nul", 300_002)


def test_windows_1252_far_inside(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"Nama,TPS\r\n" + b"Budi,1\r\n" * 300_000 + b"Zo\xeb Akasia,2\r\n")
    with open_book(path) as book:
        last = None
        for draft in book.drafts():
            last = draft
    assert last is not None
    assert (last.value("name"), last.row) == ("Zoë Akasia", 300_002)


def test_a_broken_part_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("A")
    for at, row in enumerate(ROWS):
        sheet.write_row(at, 0, row)
    book.close()
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as packed:
            for other, content in parts.items():
                packed.writestr(other, content[: len(content) // 2] if other == name else content)
        assert (name, reason(tmp_path / "b.xlsx")) in {(name, "damaged"), (name, "no_header"), (name, "file_empty")}


def test_a_large_sheet_streams(tmp_path: Path) -> None:
    """Three megabytes and seventy thousand rows."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Panjang")
    sheet.write_row(0, 0, ["Nama", "NIK", "TPS", "Alamat"])
    chance = Random(1)
    for at in range(1, 70_001):
        sheet.write_row(
            at,
            0,
            [
                "Budi Akasia",
                f"337101230590{at % 10000:04d}",
                str(at % 900 + 1),
                f"Jl. {chance.random()} {chance.random()}",
            ],
        )
    book.close()
    assert path.stat().st_size > 2_500_000
    with open_book(path) as opened:
        assert opened.shape("Panjang").rows == 70_001
        assert sum(draft.value("tps") is not None for draft in opened.drafts()) == 70_000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "any", content)
    try:
        read(path)
    except FileFault as error:
        assert error.fault.reason


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_spreadsheet_with_changed_bytes_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["xlsx", "ods"]))
    path = tmp_path / f"a.{kind}"
    if not (tmp_path / "whole").exists():
        (tmp_path / "whole").mkdir()
        xlsx(tmp_path / "whole" / "a.xlsx", {"A": ROWS})
        ods(tmp_path / "whole" / "a.ods", {"A": ROWS})
    content = bytearray((tmp_path / "whole" / path.name).read_bytes())
    for place, byte in data.draw(
        st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4)
    ):
        content[int(place * len(content))] = byte
    try:
        read(written(path, bytes(content)))
    except FileFault as error:
        assert error.fault.reason


_CELLS = st.one_of(
    st.text(max_size=12), st.integers(-(10**16), 10**16), st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(), st.none(),
    st.dates(),
    st.sampled_from(["Nama", "TPS", "NIK", "TPS 007", "Jumlah", "Mengetahui", "L", "P", "-", "Ketua", "Budi Akasia"]),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=12), max_size=12))
def test_any_rows_below_a_header_make_drafts(tmp_path: Path, rows: list[list[object]]) -> None:
    head = ["Nama", "NIK", "L/P", "TTL", "Alamat", "RT/RW", "TPS", "Jabatan", "HP", "Pendidikan", "ASN", "Tgl Lahir"]
    table = [head, *([("" if cell is None else str(cell)).replace("\0", " ") for cell in row] for row in rows)]
    path = tmp_path / "a.csv"
    import csv

    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows(table)
    with open_book(path) as book:
        shape = book.shape("")
        for draft in book.drafts():
            assert all(
                problem.field in ("", *draft.found, "name", "nik", "rw", "born_on", *shape.columns.values())
                for problem in draft.problems
            )
            assert draft.row > 1


@pytest.mark.parametrize(
    ("below", "line"),
    [
        (["Budi;1;hadir", 'Siti;2;"hadir', "Joko;3;hadir", "Rini;4;hadir"], 3),
        (["Budi;1;hadir", "Joko;3;hadir", 'Rini;4;"'], 4),
        (['Budi;1;"dua\r\nbaris"', '"Siti";2;"dua\r\nbaris";"hadir', "Joko;3;"], 5),
        # It swallows people also where a mark further down ends it.
        (['"Budi";"1";"hadir', '"Siti";"2";"hadir"', '"Joko";"3";"hadir"'], 2),
        (['Budi;"1;hadir', 'Siti;"2";hadir'], 2),
    ],
)
def test_a_quotation_mark_that_never_ends_is_told_with_its_line(tmp_path: Path, below: list[str], line: int) -> None:
    for end, last in (("\r\n", ""), ("\n", ""), ("\r\n", "\r\n")):
        content = "\r\n".join(["Nama;TPS;Keterangan", *below]).replace("\r\n", end) + last
        with pytest.raises(FileFault) as caught:
            read(written(tmp_path / "a.csv", content.encode()))
        assert (caught.value.fault.reason, caught.value.fault.line) == ("quotes", line)


def test_quotation_marks_that_are_only_careless(tmp_path: Path) -> None:
    """What other separators would make of them does not count either."""
    lines = ["Nama;TPS;Keterangan", 'Budi "Dhani" Akasia;1;a,"b', '"Siti" Cemara;2;"dua\r\n""baris"""', '5" Joko;3;x']
    for end in ("\r\n", ""):
        path = written(tmp_path / "a.csv", "\r\n".join(lines).encode() + end.encode())
        assert [draft.value("tps") for draft in read(path)] == ["001", "002", "003"]


def test_a_cell_that_is_too_long(tmp_path: Path) -> None:
    long = b"x" * 140_000
    path = written(tmp_path / "a.csv", b"Nama,TPS\r\nBudi,1\r\n" + long + b",2\r\n")
    with pytest.raises(FileFault) as caught:
        read(path)
    assert (caught.value.fault.reason, caught.value.fault.line) == ("line_long", 3)
    assert reason(written(path, b'Nama,TPS\r\n"' + long + b'",2\r\n')) == "line_long"
    with pytest.raises(FileFault) as caught:
        read(written(path, b'Nama,TPS\r\nBudi,"1\r\n' + b"Siti,2\r\n" * 20_000))
    assert (caught.value.fault.reason, caught.value.fault.line) == ("quotes", 2)
