"""The file of rejects, fed again as it is: the same people, the same seats, the same doubts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from models.exchange.draft import FIELDS
from models.exchange.line import Defaults, Line
from models.exchange.reading import open_book
from models.services import importing
from tests.models.sheets import codes, csv_file, values, xlsx
from tests.models.test_importing import examined
from tests.models.town import KELURAHAN, THIRD, Town

Grid = Sequence[Sequence[Any]]
SAID = Defaults(decree="SK 9")
ENDINGS = pytest.mark.parametrize("ending", ["xlsx", "csv"])


def understood(line: Line) -> tuple[Any, ...]:
    """What one row is taken for."""
    known = {named: value for named in FIELDS if (value := line.draft.value(named)) is not None}
    return str(line.status), line.unit, line.body, line.post, known


def twice(
    town: Town, path: Path, target: Path, defaults: Defaults = SAID, mapping: Mapping[int, str] | None = None
) -> tuple[list[Line], list[Line]]:
    """The rows that are left out, with what was said for all of them, and the same of the file of rejects."""
    with open_book(path) as book, town.database.read() as connection:
        meant = {book.shape(book.sheets[0]).digest: mapping} if mapping is not None else None
        today = town.clock.today()
        plan = importing.examine(connection, town.election, "33.71", book, meant, defaults, today=today)
    with plan:
        first = [one for one in plan.lines() if one.status in ("RAGU", "TOLAK")]
        assert importing.rejects(plan, {}, target, reason=lambda line: f"TPS 099: {line.draft.row}") == len(first)
        assert plan.said is not None
        for at, line in enumerate(first):
            more = plan.said.of(line)
            elsewhere = line.draft.elsewhere | {named: (str(value), "") for named, value in more.items()}
            draft = msgspec.structs.replace(line.draft, values=line.draft.values | more, elsewhere=elsewhere)
            first[at] = msgspec.structs.replace(line, draft=draft)
    with examined(town, target, defaults) as again:
        return first, again.lines()


def same(first: Iterable[Line], again: Iterable[Line]) -> None:
    assert [understood(one) for one in again] == [understood(one) for one in first]


def cells(target: Path) -> list[list[str]]:
    if target.suffix == ".csv":
        return [line.split(";") for line in target.read_text(encoding="utf-8-sig").splitlines()]
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def heads(target: Path) -> list[str]:
    return cells(target)[0]


# ── Values ────────────────────────────────────────────────────────────


@ENDINGS
def test_a_nik_that_was_a_number_stays_cut(town: Town, tmp_path: Path, ending: str) -> None:
    """The 16th digit is not known: nothing with 16 digits is written, which would be believed when it is mended."""
    rows: Grid = [
        ("Nama", "NIK", "Kelurahan", "TPS", "Badan", "Jabatan"),
        ("Budi Satu", 3371011203900120, "Ma'rang", "099", "KPPS", "Ketua"),
        ("Budi Dua", 337101120390012, "Ma'rang", "099", "KPPS", "Anggota"),
        ("Budi Tiga", "3371011203900003", "Ma'rang", "099", "KPPS", "Anggota"),
    ]
    target = tmp_path / f"tolakan.{ending}"
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target)
    same(first, again)
    assert [values(one.draft, "nik", "nik15") for one in again] == [
        (None, "337101120390012"),
        (None, None),
        ("3371011203900003", "337101120390000"),
    ]
    assert cells(target)[1][1] == "337101120390012"
    assert "nik_cut" in codes(again[0].draft)


@ENDINGS
def test_what_other_rows_told_of_a_cell_is_written(town: Town, tmp_path: Path, ending: str) -> None:
    """Month before day by the dates of other rows; RT/RW of which a spreadsheet made a date; a P beside L."""
    rows: Grid = [
        ("Nama", "Jenis Kelamin", "Tgl Lahir", "RT/RW", "Kelurahan", "TPS", "Badan", "Jabatan"),
        ("Orang Baik", "L", "05/13/1990", "001/002", "Ma'rang", "001", "KPPS", "Ketua"),
        ("Orang Satu", "P", "05/03/1990", datetime(2024, 5, 3), "Ma'rang", "099", "KPPS", "Anggota"),
        ("Orang Dua", "Laki", datetime(1991, 2, 1), "RW 4", "Ma'rang", "099", "KPPS", "Anggota"),
    ]
    target = tmp_path / f"tolakan.{ending}"
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target)
    same(first, again)
    fields = ("sex", "born_on", "rt", "rw")
    assert values(again[0].draft, *fields) == ("P", date(1990, 5, 3), "003", "005")
    assert values(again[1].draft, *fields) == ("L", date(1991, 2, 1), None, "004")
    assert cells(target)[1][1:4] == ["Perempuan", "1990-05-03", "003/005"]


@ENDINGS
def test_doubts_are_doubts_again(town: Town, tmp_path: Path, ending: str) -> None:
    """Of a column that writes both ways, and of a P where both L and W occur."""
    rows: Grid = [
        ("Nama", "Kelamin", "Tgl Lahir", "TMT", "Kelurahan", "TPS", "Badan", "Jabatan"),
        ("Orang Baik", "W", "05/13/1990", "", "Ma'rang", "001", "KPPS", "Anggota"),
        ("Orang Satu", "P", "25-04-1990", "", "Ma'rang", "001", "KPPS", "Anggota"),
        ("Orang Dua", "L", "03-04-1990", "", "Ma'rang", "001", "KPPS", "Anggota"),
        ("Orang Tiga", "L", datetime(1990, 4, 3), "25-01-2024", "Ma'rang", "099", "KPPS", "Anggota"),
        ("Orang Empat", "L", "31/02/1990", "", "Ma'rang", "098", "KPPS", "Anggota"),
        ("Orang Lima", "L", "25 Mei 1990", "26/01/24", "Ma'rang", "097", "KPPS", "Anggota"),
    ]
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), tmp_path / f"tolakan.{ending}")
    assert [str(one.status) for one in first] == ["RAGU", "RAGU", "TOLAK", "TOLAK", "TOLAK"]
    same(first, again)
    assert [codes(one.draft) & {"sex_ambiguous", "date_order"} for one in again[:3]] == [
        {"sex_ambiguous"}, {"date_order"}, {"date_order"},
    ]  # fmt: skip


# ── Columns ────────────────────────────────────────────────────────────


@ENDINGS
def test_the_kelurahan_of_the_ktp_stays_that(town: Town, tmp_path: Path, ending: str) -> None:
    rows: Grid = [
        ("DAFTAR ANGGOTA KPPS KELURAHAN WATES KOTA UJI PEMILU 2024",),
        ("Nama", "Alamat", "Kelurahan", "TPS", "Jabatan"),
        ("Orang Satu", "Jl. A", "Ma'rang", "099", "Ketua"),
        ("Orang Dua", "Jl. B", "", "098", "Ketua"),
    ]
    target = tmp_path / f"tolakan.{ending}"
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target)
    same(first, again)
    assert [one.unit for one in again] == [f"{THIRD}.099", f"{THIRD}.098"]
    assert values(again[0].draft, "kelurahan", "domicile", "body", "election") == (
        "WATES", "Ma'rang", "kpps", "pemilu-2024",
    )  # fmt: skip
    assert heads(target)[:5] == ["Nama", "Alamat", "Kelurahan KTP", "TPS", "Jabatan"]
    assert heads(target)[-1] == "Alasan"


@ENDINGS
@pytest.mark.parametrize("name", ["Wates", "Budi", "Data"])
def test_a_sheet_called_like_a_place(town: Town, tmp_path: Path, ending: str, name: str) -> None:
    """A real place, a name that may be one, none: and a kelurahan beside the address."""
    rows: Grid = [
        ("Nama", "TPS", "Jabatan", "Alamat", "Kelurahan"),
        ("Orang Satu", "099", "Ketua", "Jl. A", "Ma'rang"),
        ("Orang Dua", "098", "Ketua", "Jl. B", ""),
        ("Orang Tiga", "097", "Ketua", "Jl. C", "Élok Jaya"),
    ]
    path = xlsx(tmp_path / "a.xlsx", {name: rows})
    first, again = twice(town, path, tmp_path / f"tolakan.{ending}", Defaults(body="kpps"))
    same(first, again)
    assert first[0].unit == f"{THIRD if name == 'Wates' else KELURAHAN}.099"


@ENDINGS
@pytest.mark.parametrize("name", ["Wates", "Data"])
def test_the_name_of_a_sheet_is_no_address(town: Town, tmp_path: Path, ending: str, name: str) -> None:
    """An address in the last column, behind which is written what the sheet's name said."""
    rows: Grid = [("Nama", "TPS", "Jabatan", "Alamat"), ("Orang Satu", "099", "Ketua", "Jl. A")]
    path = xlsx(tmp_path / "a.xlsx", {name: rows})
    same(*twice(town, path, tmp_path / f"tolakan.{ending}", Defaults(body="kpps", unit=KELURAHAN)))


@ENDINGS
def test_what_a_person_said_of_columns_is_in_their_heads(town: Town, tmp_path: Path, ending: str) -> None:
    """Also where a head says something else: the kelurahan beside the address is that of the seat."""
    rows: Grid = [
        ("Nama", "Keterangan", "Alamat", "Kelurahan", "Tugas Di", "Jabatan"),
        ("Orang Satu", "081200000001", "Jl. A", "Ma'rang", 99, "Ketua"),
    ]
    mapping = {0: "name", 1: "phone", 2: "address", 3: "kelurahan", 4: "tps"}
    target = tmp_path / f"tolakan.{ending}"
    path = xlsx(tmp_path / "a.xlsx", {"Wates": rows})
    first, again = twice(town, path, target, Defaults(body="linmas"), mapping)
    same(first, again)
    assert values(again[0].draft, "kelurahan", "domicile", "tps", "phone") == (
        "Ma'rang", None, "099", "+6281200000001",
    )  # fmt: skip
    assert again[0].draft.value("note") is None
    assert "Jabatan" not in heads(target), "it was not read"


TWO_ROWS: Grid = [
    ("DAFTAR KPPS KELURAHAN WATES",),
    ("No", "Nama", "Jenis Kelamin", "", "Tempat, Tanggal Lahir", "Alamat", "", "", "Kelurahan", "TPS", "Jabatan"),
    ("", "", "L", "P", "", "Jalan", "RT", "Kelurahan", "", "", ""),
    (1, "Orang Satu", "v", "", "Magelang, 3 Mei 1990", "Jl. A", 3, "Ma'rang", "Wates", 99, "Ketua"),
    (2, "Orang Dua", "", "v", "Magelang, 05/04/1991", "Jl. B", 4, "Ma'rang", "", 98, "Anggota 2"),
    (3, "Orang Tiga", "v", "v", "Magelang", "Jl. C", "x", "", "Wates", 97, "Anggota"),
    (4, "Orang Empat", "", "", "Magelang, 31/02/1991", "Jl. D", "", "", "Wates", "x", "Anggota"),
]


def two_rows(path: Path) -> Path:
    xlsx(path, {"Data": TWO_ROWS})
    book = openpyxl.load_workbook(path)
    for merged in ("C2:D2", "F2:H2", "A2:A3", "B2:B3", "E2:E3", "I2:I3", "J2:J3", "K2:K3"):
        book["Data"].merge_cells(merged)
    book.save(path)
    return path


@ENDINGS
def test_a_head_of_two_rows_survives(town: Town, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"tolakan.{ending}"
    first, again = twice(town, two_rows(tmp_path / "a.xlsx"), target)
    same(first, again)
    assert [one.draft.value("sex") for one in again] == ["L", "P", None, None]
    assert heads(target) == [
        "No", "Nama", "L/P", "Tempat, Tanggal Lahir", "Alamat", "RT", "Kelurahan KTP", "Kelurahan", "TPS", "Jabatan",
        "Badan (di luar tabel)", "Nomor SK (di luar tabel)", "Alasan",
    ]  # fmt: skip


@ENDINGS
def test_rejects_of_rejects(town: Town, tmp_path: Path, ending: str) -> None:
    target, once_more = tmp_path / f"tolakan.{ending}", tmp_path / f"tolakan 2.{ending}"
    first, again = twice(town, two_rows(tmp_path / "a.xlsx"), target)
    same(*twice(town, target, once_more))
    assert heads(once_more) == heads(target)
    assert again[0].draft.cells[-1] == f"TPS 099: {first[0].draft.row}"


# ── Rows ────────────────────────────────────────────────────────────


@ENDINGS
def test_a_blank_is_not_filled_from_another_row(town: Town, tmp_path: Path, ending: str) -> None:
    """In the file of rejects other rows stand above it."""
    rows: Grid = [
        ("Nama", "NIK", "Kelurahan", "TPS", "Badan", "Jabatan"),
        ("Orang Satu", "3371011203900001", "Wates", "099", "KPPS", "Ketua"),
        ("Orang Dua", "3371011203900002", "", "", "KPPS", "Anggota"),
        ("KELURAHAN MA'RANG",),
        ("Orang Tiga", "3371011203900003", "", "", "KPPS", "Ketua"),
        ("Orang Empat", "3371011203900004", "-", "-", "PPS", "Bendahara"),
    ]
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), tmp_path / f"tolakan.{ending}")
    same(first, again)
    assert [one.draft.value("tps") for one in again] == ["099", "099", None, None]
    assert [one.draft.value("kelurahan") for one in again] == ["Wates", "Wates", "MA'RANG", "MA'RANG"]


@ENDINGS
def test_errors_of_formulas_are_errors_again(town: Town, tmp_path: Path, ending: str) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        {
            "Data": [
                ("Nama", "NIK", "Kelurahan", "TPS", "Badan", "Jabatan"),
                ("Orang Nol", "3371011203900000", "Wates", "099", "KPPS", "Ketua"),
                ("Orang Satu", "=1/0", "Ma'rang", "001", "KPPS", "Ketua"),
                ("Orang Dua", "3371011203900002", "Ma'rang", "#REF!", "KPPS", "Anggota"),
                ("Orang Tiga", "3371011203900003", "Ma'rang", "001", "Linmas", "#N/A"),
                ("#REF!", "3371011203900004", "Ma'rang", "001", "KPPS", "Anggota"),
            ]
        },
    )
    first, again = twice(town, path, tmp_path / f"tolakan.{ending}")
    assert [str(one.status) for one in first] == ["TOLAK"] * 4
    assert [understood(one)[0] for one in again] == [understood(one)[0] for one in first]
    assert all("cell_error" in codes(one.draft) for one in again[1:])


@ENDINGS
def test_a_row_wider_than_its_heads_stays_refused(town: Town, tmp_path: Path, ending: str) -> None:
    lines = (
        "Nama,Alamat,Kelurahan KTP,Kelurahan,TPS,Badan,Jabatan",
        "Orang Satu,Jl. A,Ma'rang,Ma'rang,001,KPPS,Ketua",
        "Orang Dua,Jl. A,Ma'rang,Ma'rang,001,KPPS,Anggota,No. 3",
    )
    path, target = csv_file(tmp_path / "a.csv", lines), tmp_path / f"tolakan.{ending}"
    first, again = twice(town, path, target)
    assert ["columns" in codes(one.draft) for one in first] == [True]
    same(first, again)
    assert "columns" in codes(again[0].draft)
    assert "No. 3" in cells(target)[1]


@ENDINGS
def test_sheets_of_different_shapes(town: Town, tmp_path: Path, ending: str) -> None:
    """One CSV holds the columns of all: what a row's own sheet has not is blank, and says nothing of it."""
    wide: Grid = [
        ("Nama", "NIK", "Ket", "Kelurahan", "TPS", "Jabatan", "Tempat, Tanggal Lahir", "Paraf"),
        ("Orang Satu", "3371011203900001", "a", "Wates", "099", "Ketua", "Uji, 12-03-1990", "x"),
        ("Orang Dua", "3371011203900002", "b", "", "", "Anggota 2", "", "x"),
    ]
    narrow: Grid = [("Nama", "Tanggal Lahir", "TPS", "Paraf"), ("Orang Tiga", datetime(1990, 5, 3), "098", "y")]
    bare: Grid = [("Nama", "NIK", "Desa"), ("Orang Empat", "3371011203900004", "Entah")]
    path = xlsx(tmp_path / "a.xlsx", {"KPPS": wide, "Ma'rang": narrow, "PPS": bare})
    target = tmp_path / f"tolakan.{ending}"
    first, again = twice(town, path, target, Defaults(body="kpps", decree="SK 9"))
    assert len(first) == 4
    same(first, again)
    if ending == "csv":
        assert heads(target).count("Nama") == heads(target).count("Paraf") == 1


def unsaid(town: Town, first: Sequence[Line], target: Path) -> Sequence[Line]:
    """The file of rejects without a word more."""
    with examined(town, target, Defaults()) as again:
        assert again.lacks <= {"unit"}, "of a row that names no kelurahan, where none was said"
        found = again.lines()
        seen = [(str(one.status), one.unit, one.body, one.post, one.after) for one in found]
    assert seen == [(str(one.status), one.unit, one.body, one.post, one.after) for one in first]
    return found


@ENDINGS
@pytest.mark.parametrize("unit", ["33.71.02", THIRD, f"{THIRD}.002", None])
def test_what_was_said_for_the_file_is_in_it(town: Town, tmp_path: Path, ending: str, unit: str | None) -> None:
    """Of every row what it does not say itself; a name that is mended needs no word more."""
    said = Defaults("kpps", unit, date(2024, 1, 26), "SK 9")
    rows: Grid = [
        ("Nama", "NIK", "L/P", "Kelurahan", "TPS", "Jabatan", "Nomor SK"),
        ("Orang Satu", "3371011203900001", "L", "Wates", "099", "Ketua", ""),
        ("Orang Dua", "3371011203900002", "L", "Wates", "001", "Bendahara", "SK 1"),
        ("Orang Tiga", "3371011203900003", "L", "Ma'rang", "097", "Ketua", ""),
        ("Orang Empat", "3371011203900004", "L", "Entah", "096", "Ketua", ""),
        ("Orang Lima", "3371011203900005", "L", "-", "-", "Sekretaris", ""),
        ("Orang Enam", "3371011203900006", "P", "Wates", "002", "Anggota", ""),
    ]
    target = tmp_path / f"tolakan.{ending}"
    first, _again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target, said)
    assert str(first[-1].status) == "RAGU"
    found = unsaid(town, first, target)
    assert {one.draft.value("decree") for one in found} == {"SK 1", "SK 9"}
    assert {one.draft.value("start_on") for one in found} == {date(2024, 1, 26)}


@ENDINGS
def test_a_place_that_was_said_is_found_again(town: Town, tmp_path: Path, ending: str) -> None:
    """The file names no place at all."""
    rows: Grid = [("Nama", "TPS", "Jabatan"), ("Orang Satu", "099", "Ketua"), ("Orang Dua", "001", "Bendahara")]
    target = tmp_path / f"tolakan.{ending}"
    said = Defaults("kpps", THIRD, date(2024, 1, 26), "SK 9")
    first, _again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target, said)
    unsaid(town, first, target)
    assert heads(target) == [
        "Nama", "TPS", "Jabatan", "Badan (di luar tabel)", "Nomor SK (di luar tabel)", "Mulai Tugas (di luar tabel)",
        "Kecamatan (di luar tabel)", "Kelurahan (di luar tabel)", "Alasan",
    ]  # fmt: skip
    assert cells(target)[1][-3:-1] == ["Uji Timur", "Wates"]


@ENDINGS
def test_a_name_alone_stays_a_doubt(town: Town, tmp_path: Path, ending: str) -> None:
    """Also in a file of rejects of rejects; what titles and people say of a row makes no person of it."""
    rows: Grid = [
        ("KPPS KELURAHAN WATES TPS 001",),
        ("Nama", "NIK", "No. HP", "Jabatan"),
        ("Orang Satu", "", "", ""),
        ("Orang Dua", "3371011203900002", "", "Bendahara"),
    ]
    target, once_more = tmp_path / f"tolakan.{ending}", tmp_path / f"tolakan 2.{ending}"
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": rows}), target)
    assert "only_name" in codes(first[0].draft)
    same(first, again)
    _again, last = twice(town, target, once_more)
    assert [codes(one.draft) & {"only_name"} for one in last] == [{"only_name"}, set()]
    assert heads(once_more) == heads(target)


DEFECTS: Grid = [
    ("DAFTAR ANGGOTA KPPS",),
    ("KELURAHAN : WATES", "", "KECAMATAN : UJI TIMUR"),
    ("No", "Nama Lengkap", "NIK", "TTL", "JK", "Alamat", "RT/RW", "Kelurahan", "Pendidikan", "NIP", "HP", "TMT", "TPS",
     "Jabatan", "NIP", "Ket"),
    (1, "Orang Satu", 3371011203900110, "Magelang, 12/03/1990", "L", "Jl. A", datetime(2024, 5, 3), "Wates", "SMA", "",
     81200000001, "01/25/2024", "099", "Ketua", "", "x"),
    (2, "Orang Dua", "3371015203900002", "Magelang 12 Maret 1990", "P", "Jl. B RT 01 RW 02", "", "", "SD", "-",
     "0812 / 081200000002", "01/02/2024", 98, "Anggota 1", "", ""),
    (3, "Orang Tiga", "33710112039000", "12-3-90", "P", "-", "RT 3", "Ma'rang", "Sekolah", "III/d", "812", 45316,
     "TPS 7", "Anggota Dua", "y", "=1"),
    (4, "", "3371011203900004", "31/02/1990", "x", "Jl. C", "3-5", "Tidak Ada", "S1", 197001011995031001, "-",
     "2024-02-30", "77", "Bendahara", "", "-"),
    (5, 12345, "33.7101.120390.0005", "Magelang", "Pria", "Jl. D", 3, "Wates", "", "tidak", "+62 812 0000 0005",
     "1 Maret 2031", "1001", "Ketua KPPS", "", ""),
    (6, "Orang Enam", "3371011203900006", datetime(1991, 4, 5), "L", "", "", "", "", "", "", "", "Tiga", "KPPS 3",
     "", ""),
    ("TPS 96",),
    (7, "Orang Tujuh", "3371011203900007", "05/04/1991", "", "", "", "Wates", "", True, "", "", "",
     "Sekretaris", "", ""),
    ("", "@Orang Delapan", "3371011203900008", datetime(1805, 4, 5), "", "", "", "", "SLTA", False, "", "", "96",
     "Linmas", "", ""),
]  # fmt: skip


@ENDINGS
def test_many_defects_at_once(town: Town, tmp_path: Path, ending: str) -> None:
    """Every row that was left out is read as what it was read as, and left out again."""
    first, again = twice(town, xlsx(tmp_path / "a.xlsx", {"Data": DEFECTS}), tmp_path / f"tolakan.{ending}")
    assert len(first) == 8
    same(first, again)


@ENDINGS
def test_a_reason_says_nothing_of_its_row(town: Town, tmp_path: Path, ending: str) -> None:
    """``TPS 099 …`` beside a name with a number in front is no group of rows, and none of the next ones is in it."""
    rows: Grid = [
        ("Nama", "Jabatan", "TPS", "Kelurahan KTP"),
        ("1. Orang Satu", "", "", "Wates"),
        ("Orang Dua", "Ketua", "", "Wates"),
    ]
    path, target = xlsx(tmp_path / "a.xlsx", {"Data": rows}), tmp_path / f"tolakan.{ending}"
    first, again = twice(town, path, target, Defaults(body="kpps"))
    assert len(first) == 2
    same(first, again)
    assert [one.draft.cells[-1] for one in again] == ["TPS 099: 2", "TPS 099: 3"]
