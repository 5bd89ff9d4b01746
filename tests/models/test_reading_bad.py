"""Files that cannot be read, or not all of them: each gets a reason, none a traceback."""

import os
import struct
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

from .sheets import csv_file, ods, read, xlsx

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
