"""The files people keep, with the quirks they have, read into drafts."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt

from models.exchange.reading import open_book

from .sheets import changed, codes, csv_file, ods, read, values, xlsx

HEAD = ["No", "NIK", "Nama Lengkap", "L/P", "Tempat, Tgl. Lahir", "Alamat", "RT/RW", "TPS", "Jabatan", "No. HP"]
ROW = [
    1,
    "3371012305900001",
    "Budi Akasia",
    "L",
    "Magelang, 23 Mei 1990",
    "Jl. Mawar 1",
    "001/002",
    "007",
    "Ketua",
    "081234567890",
]


def test_an_ordinary_sheet(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Panjang": [["DAFTAR ANGGOTA KPPS PEMILU TAHUN 2024"], [], HEAD, ROW]})
    (draft,) = read(path)
    assert (draft.sheet, draft.row) == ("Panjang", 4)
    assert values(draft, "name", "nik", "nik15", "sex", "born_in", "born_on") == (
        "Budi Akasia", "3371012305900001", "337101230590000", "L", "Magelang", date(1990, 5, 23),
    )  # fmt: skip
    assert values(draft, "address", "rt", "rw", "tps", "post", "ordinal", "phone") == (
        "Jl. Mawar 1", "001", "002", "007", "ketua", None, "+6281234567890",
    )  # fmt: skip
    assert values(draft, "body", "election", "kelurahan") == ("kpps", "pemilu-2024", "Panjang")
    assert draft.problems == ()
    assert draft.found["nik"].cell == "B4"
    assert draft.found["body"].cell == "A1"
    assert draft.cells == ("1", *ROW[1:])


def test_a_sheet_that_begins_further_right_and_down(tmp_path: Path) -> None:
    rows = [[], [], *([None, None, *row] for row in (HEAD, ROW))]
    path = xlsx(tmp_path / "a.xlsx", {"Panjang": rows})
    with open_book(path) as book:
        shape = book.shape("Panjang")
        (draft,) = book.drafts()
    assert (shape.first, shape.row, shape.columns[1]) == (2, 3, "nik")
    assert (draft.row, draft.found["nik"].cell) == (4, "D4")
    assert shape.digest == shape_of(tmp_path, [HEAD, ROW]).digest


def shape_of(tmp_path: Path, rows: list[list[object]]):
    with open_book(xlsx(tmp_path / "shape.xlsx", {"Lembar": rows})) as book:
        return book.shape("Lembar")


def test_the_same_in_every_kind_of_file(tmp_path: Path) -> None:
    rows = [["DAFTAR KPPS KELURAHAN PANJANG"], HEAD, ROW, [2, *ROW[1:2], "Siti Cemara", "P", *ROW[4:]]]
    modern = read(xlsx(tmp_path / "a.xlsx", {"A": rows}))
    by_hand = read(ods(tmp_path / "a.ods", {"A": rows}))
    old = xlwt.Workbook()
    sheet = old.add_sheet("A")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    old.save(str(tmp_path / "a.xls"))
    lines = [";".join(str(cell) for cell in row) for row in rows]
    text = read(csv_file(tmp_path / "a.csv", lines))
    wanted = [{field: one.value for field, one in draft.found.items()} for draft in modern]
    for drafts in (by_hand, read(tmp_path / "a.xls"), text):
        assert [{field: one.value for field, one in draft.found.items()} for draft in drafts] == wanted
        assert [draft.row for draft in drafts] == [3, 4]


def test_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"A": [HEAD, ROW]}).rename(tmp_path / "a.csv")
    assert [draft.value("name") for draft in read(path)] == ["Budi Akasia"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_csv_in_any_dress(tmp_path: Path, encoding: str, between: str) -> None:
    lines = [
        between.join(("No", "Nama", "TPS", "Alamat")),
        between.join(("1", "Zoë Akasia", "7", '"Jl. Mawar, Blok A; 3"')),
    ]
    (draft,) = read(csv_file(tmp_path / "a.csv", lines, encoding))
    assert values(draft, "name", "tps", "address") == ("Zoë Akasia", "007", "Jl. Mawar, Blok A; 3")
    assert draft.sheet == ""


def test_numbers_that_a_spreadsheet_made(tmp_path: Path) -> None:
    head = ["Nama", "NIK", "RT/RW", "Tgl Lahir", "HP", "TPS"]
    rows = [
        ["Budi Akasia", 3371012305900000, date(2024, 5, 3), 33016, 81234567890, 7],
        ["Siti Cemara", "3,37101E+15", date(2024, 2, 1), "-", "6,28E+12", 901],
    ]
    budi, siti = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": [head, *rows]}))
    assert values(budi, "nik", "nik15", "rt", "rw", "born_on") == (
        None,
        "337101230590000",
        "003",
        "005",
        date(1990, 5, 23),
    )
    assert values(budi, "phone", "tps") == ("+6281234567890", "007")
    assert codes(budi) == {"nik_cut", "rt_rw_date", "date_serial", "phone_zero"}
    assert values(siti, "nik", "nik15", "born_on", "phone", "tps") == (None, None, None, None, "901")
    assert codes(siti) == {"nik_scientific", "rt_rw_date", "phone_scientific"}
    assert siti.found["nik"].raw == "3,37101E+15"
    assert {problem.cell for problem in siti.problems} == {"B3", "C3", "E3"}


def test_a_head_of_two_rows_and_a_row_of_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["No", "Nama", "Tempat/Tgl Lahir", None, "Alamat", None, None, None, "TPS", "Jabatan"])
    sheet.append([None, None, "Tempat", "Tanggal", "Jalan", "RT", "RW", "Kelurahan", None, None])
    sheet.append(list(range(1, 11)))
    sheet.append([1, "Budi Akasia", "Magelang", date(1990, 5, 23), "Jl. Mawar", 1, 2, "Cacaban", 7, "Anggota 2"])
    for span in ("A1:A2", "B1:B2", "C1:D1", "E1:H1", "I1:I2", "J1:J2"):
        sheet.merge_cells(span)
    book.save(tmp_path / "a.xlsx")
    (draft,) = read(tmp_path / "a.xlsx")
    assert values(draft, "born_in", "born_on", "address", "rt", "rw", "domicile", "kelurahan") == (
        "Magelang", date(1990, 5, 23), "Jl. Mawar", "001", "002", "Cacaban", None,
    )  # fmt: skip
    assert values(draft, "tps", "post", "ordinal") == ("007", "anggota", 2)


def test_a_head_of_two_rows_without_merged_cells(tmp_path: Path) -> None:
    lines = [
        "No;Nama;Jenis Kelamin;;TTL;;TPS",
        ";;L;P;Tempat;Tgl Lahir;",
        "(1);(2);(3);(4);(5);(6);(7)",
        "1;Siti Cemara;;v;Magelang;1 Mei 1991;3",
    ]
    (draft,) = read(csv_file(tmp_path / "a.csv", lines))
    assert values(draft, "name", "sex", "born_in", "born_on", "tps") == (
        "Siti Cemara",
        "P",
        "Magelang",
        date(1991, 5, 1),
        "003",
    )


def test_groups_totals_and_signatures(tmp_path: Path) -> None:
    rows = [
        ["DAFTAR ANGGOTA KPPS"],
        ["Kelurahan", ":", "Panjang"],
        ["Kecamatan : Magelang Tengah"],
        ["No", "Nama", "Jabatan", "HP"],
        ["TPS 007"],
        [1, "Budi Akasia", "Ketua", "081234567890"],
        [2, "Siti Cemara", "Anggota", "081234567891"],
        ["Jumlah", None, 2],
        [None, "TPS 008"],
        [1, "Joko Mahoni", "Ketua", "081234567892"],
        [None, "-", "Anggota", None],
        [None, "KOSONG", "Anggota", None],
        [],
        [None, None, None, "Magelang, 12 Januari 2024"],
        ["Mengetahui", None, None, "Ketua PPS,"],
        [None, "Rini Randu", None, "Sri Soka"],
        ["No", "Nama", "Jabatan", "HP"],
        ["TPS 009"],
        [1, "Dewi Dahlia", "Ketua", "081234567893"],
    ]
    path = xlsx(tmp_path / "a.xlsx", {"Sheet1": rows})
    with open_book(path) as book:
        drafts = list(book.drafts())
        passed = [(one.row, one.reason) for one in book.passed]
    assert [values(draft, "tps", "name", "kelurahan", "kecamatan") for draft in drafts] == [
        ("007", "Budi Akasia", "Panjang", "Magelang Tengah"),
        ("007", "Siti Cemara", "Panjang", "Magelang Tengah"),
        ("008", "Joko Mahoni", "Panjang", "Magelang Tengah"),
        ("009", "Dewi Dahlia", "Panjang", "Magelang Tengah"),
    ]
    assert passed == [
        (5, "group"), (8, "total"), (9, "group"), (11, "vacant"), (12, "vacant"), (14, "signature"), (15, "signature"),
        (16, "signature"), (17, "header"), (18, "group"),
    ]  # fmt: skip
    assert all(not draft.problems for draft in drafts)


def test_merged_cells_and_blanks_below_a_tps(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["TPS", "Nama", "Jabatan", "SK"])
    for at in range(6):
        sheet.append(
            [
                7 if at == 0 else 8 if at == 3 else None,
                f"Budi {'ABCDEF'[at]}kasia",
                "Anggota",
                "12/2024" if at == 0 else None,
            ]
        )
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("D2:D7")
    book.save(tmp_path / "a.xlsx")
    drafts = read(tmp_path / "a.xlsx")
    assert [draft.value("tps") for draft in drafts] == ["007"] * 3 + ["008"] * 3
    assert [draft.value("decree") for draft in drafts] == ["12/2024"] * 6
    assert [codes(draft) for draft in drafts] == [set()] * 4 + [{"filled_down"}] * 2
    assert drafts[2].found["tps"].cell == "A2"
    assert drafts[2].cells[0] == ""


def test_a_new_kelurahan_does_not_inherit_a_tps(tmp_path: Path) -> None:
    lines = ["Kelurahan,TPS,Nama", "Panjang,1,Budi Akasia", ",,Siti Cemara", "Cacaban,,Joko Mahoni"]
    assert [values(draft, "kelurahan", "tps") for draft in read(csv_file(tmp_path / "a.csv", lines))] == [
        ("Panjang", "001"), ("Panjang", "001"), ("Cacaban", None),
    ]  # fmt: skip


def test_a_sheet_a_kelurahan_and_sheets_that_are_none(tmp_path: Path) -> None:
    rows = [["Nama", "TPS", "Jabatan"], ["Budi Akasia", 1, "Ketua"]]
    path = xlsx(
        tmp_path / "a.xlsx",
        {
            "Rekap": [["Kelurahan", "Jumlah"], ["Panjang", 7]],
            "Panjang": rows,
            "KPPS Cacaban": rows,
            "Kel. Kemirirejo": rows,
        },
    )
    with open_book(path) as book:
        drafts = list(book.drafts())
        assert book.without_header == ["Rekap"]
    assert [values(draft, "kelurahan", "body") for draft in drafts] == [
        ("Panjang", None), ("Cacaban", "kpps"), ("Kemirirejo", None),
    ]  # fmt: skip
    assert drafts[0].found["kelurahan"].cell == ""


def test_hidden_sheets_are_named_and_hidden_rows_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Nama", "TPS"], ["Budi Akasia", 1], ["Siti Cemara", 2]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("Lama")
    other.sheet_state = "hidden"
    other.append(["Nama", "TPS"])
    other.append(["Joko Mahoni", 1])
    book.save(tmp_path / "a.xlsx")
    with open_book(tmp_path / "a.xlsx") as opened:
        drafts = list(opened.drafts())
        assert opened.hidden == ("Lama",)
    assert [codes(draft) for draft in drafts] == [set(), {"hidden_row"}]


def test_formulas_with_errors_or_without_results(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Nama", "TPS", "HP"], ["Budi Akasia", "#REF!", "081234567890"], ["Siti Cemara", 2, "=A1"]):
        sheet.append(row)
    sheet["B2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    budi, siti = read(tmp_path / "a.xlsx")
    assert [(one.code, one.level, one.cell, one.field) for one in budi.problems] == [
        ("cell_error", "fault", "B2", "tps")
    ]
    assert budi.problems[0].facts == {"error": "#REF!"}
    assert [(one.code, one.level, one.cell) for one in siti.problems] == [("formula_pending", "note", "C3")]


def test_a_formula_may_come_to_nothing(tmp_path: Path) -> None:
    """As Excel writes ``=IF(Z1="","",Z1)``."""
    cells = b'<c r="B3" t="str"><f>IF(Z1="","",Z1)</f><v></v></c><c r="C3"><f>A1</f><v></v></c>'
    name = b'<row r="3"><c r="A3" t="inlineStr"><is><t>Siti Cemara</t></is></c>'
    rows = [["Nama", "TPS", "HP"], ["Budi Akasia", 1, "081234567890"]]
    _, siti = read(changed(tmp_path / "a.xlsx", rows, by=name + cells + b"</row></sheetData>"))
    assert [(one.code, one.cell) for one in siti.problems] == [("formula_pending", "C3"), ("filled_down", "B3")]


def test_errors_as_text_in_a_csv(tmp_path: Path) -> None:
    (draft,) = read(csv_file(tmp_path / "a.csv", ["Nama,TPS,HP", "#REF!,1,081234567890"]))
    assert codes(draft) == {"cell_error", "name_missing"}


@pytest.mark.parametrize(
    ("head", "cells", "wanted"),
    [
        ("L/P", ["L", "P"], ["L", "P"]),
        ("Jenis Kelamin", ["L", "P"], ["L", "P"]),
        ("Jenis Kelamin", ["W", "P"], ["P", "L"]),
        ("Pria/Wanita", ["P", "W"], ["L", "P"]),
        ("JK", ["Laki-laki", "PR"], ["L", "P"]),
        ("Jenis Kelamin", ["P", "P"], [None, None]),
    ],
)
def test_what_p_means(tmp_path: Path, head: str, cells: list[str], wanted: list[str | None]) -> None:
    rows = [["Nama", head, "TPS"], ["Budi Akasia", cells[0], 1], ["Siti Cemara", cells[1], 1]]
    drafts = read(xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert [draft.value("sex") for draft in drafts] == wanted
    assert all(("sex_ambiguous" in codes(draft)) == (draft.value("sex") is None) for draft in drafts)


def test_the_nik_settles_what_p_means_and_which_number_is_the_day(tmp_path: Path) -> None:
    rows = [
        ["Nama", "NIK", "JK", "Tgl Lahir", "TPS"],
        ["Siti Cemara", "3371014305900001", "P", "03/05/1990", 1],
        ["Budi Akasia", "3371010305900001", "P", "05/03/1990", 1],
        ["Joko Mahoni", "3371010305900002", "P", "04/04/1990", 1],
    ]
    siti, budi, joko = read(xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert values(siti, "sex", "born_on") == ("P", date(1990, 5, 3))
    assert codes(siti) == {"sex_from_nik"}
    assert values(budi, "sex", "born_on") == ("L", date(1990, 5, 3))
    assert codes(budi) == {"sex_from_nik", "date_swapped"}
    assert codes(joko) == {"sex_from_nik", "nik_birth_differs"}
    assert values(joko, "nik", "born_on") == ("3371010305900002", date(1990, 4, 4))


def test_real_dates_that_another_language_swapped(tmp_path: Path) -> None:
    head = ["Nama", "NIK", "Tgl Lahir"]
    rows = [
        ["Budi Akasia", "3371010305900001", date(1990, 3, 5)],
        ["Siti Cemara", "", date(1990, 3, 6)],
        ["Joko Mahoni", "", "23/05/1990"],
    ]
    budi, siti, joko = read(xlsx(tmp_path / "a.xlsx", {"A": [head, *rows]}))
    assert (budi.value("born_on"), codes(budi)) == (date(1990, 5, 3), {"date_swapped"})
    assert (siti.value("born_on"), codes(siti)) == (date(1990, 3, 6), {"date_order"})
    assert (joko.value("born_on"), codes(joko)) == (date(1990, 5, 23), set())


def test_a_nik_of_another_person_is_doubted(tmp_path: Path) -> None:
    rows = [["Nama", "NIK", "L/P", "Tgl Lahir"], ["Budi Akasia", "3371014305900001", "L", date(1990, 5, 3)]]
    (draft,) = read(xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert [(one.code, one.level) for one in draft.problems] == [("nik_sex_differs", "doubt")]


def test_a_mapping_says_what_columns_mean(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", ["Nama,Nama Panggilan,Tempat Tugas", "Budi Akasia,Budi,7"])
    with open_book(path) as book:
        shape = book.shape("")
        assert (shape.columns, shape.unknown, shape.headers) == (
            {0: "name"},
            (1, 2),
            ("Nama", "Nama Panggilan", "Tempat Tugas"),
        )
        (draft,) = book.drafts({shape.digest: {0: "name", 2: "tps"}})
    assert values(draft, "name", "tps") == ("Budi Akasia", "007")


def test_a_kelurahan_beside_an_address_is_that_of_the_ktp(tmp_path: Path) -> None:
    rows = [
        ["KELURAHAN PANJANG"],
        ["Nama", "Alamat", "Kelurahan", "TPS"],
        ["Budi Akasia", "Jl. Mawar RT 03 RW 05", "Cacaban", 7],
    ]
    (draft,) = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert values(draft, "kelurahan", "domicile", "rt", "rw") == ("PANJANG", "Cacaban", "003", "005")


@pytest.mark.parametrize(
    ("title", "post", "wanted"),
    [
        ("DAFTAR ANGGOTA PPS", "Anggota 2", ("pps", "anggota", 2)),
        ("DAFTAR PPS", "Sekretaris", ("sek-pps", "sekretaris", None)),
        ("SEKRETARIAT PPK", "Staf", ("sek-ppk", "staf", None)),
        ("PETUGAS KETERTIBAN TPS (LINMAS)", "Anggota", ("linmas", "linmas", None)),
        ("DAFTAR NAMA", "Ketua KPPS", ("kpps", "ketua", None)),
        ("DAFTAR KPPS", "KPPS 4", ("kpps", "anggota", 3)),
        ("DAFTAR KPPS", "Linmas 2", ("linmas", "linmas", 2)),
    ],
)
def test_body_post_and_ordinal(tmp_path: Path, title: str, post: str, wanted: tuple[str, str, int | None]) -> None:
    rows = [[title], ["Nama", "TPS", "Jabatan"], ["Budi Akasia", 7, post]]
    (draft,) = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert values(draft, "body", "post", "ordinal") == wanted


def test_a_list_of_linmas_needs_no_posts(tmp_path: Path) -> None:
    rows = [["SATLINMAS KELURAHAN PANJANG"], ["Nama", "TPS"], ["Budi Akasia", 7]]
    (draft,) = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert values(draft, "body", "post") == ("linmas", "linmas")


def test_rows_without_a_name_or_with_nothing_else(tmp_path: Path) -> None:
    lines = ["Nama,NIK,TPS", ",3371012305900001,7", "Budi Akasia,,", "Siti Cemara,,7,lebih"]
    one, other, third = read(csv_file(tmp_path / "a.csv", lines))
    assert codes(one) == {"name_missing"}
    assert codes(other) == {"filled_down"}
    assert codes(third) == {"columns"}


def test_progress_is_told_and_may_end_it(tmp_path: Path) -> None:
    rows = [["Nama", "TPS"], *([f"Budi {'ab'[n % 2]}kasia", n % 9 + 1] for n in range(1000))]
    path = xlsx(tmp_path / "a.xlsx", {"Panjang": rows, "Cacaban": rows})
    told: list[tuple[int, int]] = []
    with open_book(path) as book:
        assert sum(1 for _ in book.drafts(progress=lambda done, total: told.append((done, total)))) == 2000
    assert told[0][0] <= 3
    assert told == sorted(told)
    assert told[-1] == (2002, 2002)

    class Enough(Exception):
        pass

    def enough(done: int, _: int) -> None:
        if done > 500:
            raise Enough

    with open_book(path) as book, pytest.raises(Enough):
        for _ in book.drafts(progress=enough):
            pass


BLOCK = ("Magelang, 12 Januari 2024", "Ketua PPS Kelurahan Magelang", "SUTRISNO", "NIP. 19700101 199003 1 001")
LIST = ["No", "Nama", "Jabatan", "HP"]


def signed(tmp_path: Path, block: list[list[object]], *after: list[object]):
    """The drafts and passed rows of two lists of KPPS with a signature block between them."""
    rows: list[list[object]] = [
        ["DAFTAR ANGGOTA KPPS KELURAHAN MAGELANG"], LIST, ["TPS 001"],
        [1, "Budi Akasia", "Ketua", "081234567890"], [2, "Siti Cemara", "Anggota", "081234567891"],
        [], *block, [], *(after or (["TPS 002"], LIST)),
        [1, "Joko Mahoni", "Ketua", "081234567892"], [2, "Rini Randu", "Anggota", "081234567893"],
    ]  # fmt: skip
    with open_book(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows})) as book:
        drafts = list(book.drafts())
        return drafts, [one.reason for one in book.passed]


@pytest.mark.parametrize(("at", "begins"), [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (3, 1)])
def test_a_signature_block_between_two_lists(tmp_path: Path, at: int, begins: int) -> None:
    """In any column, with the place and day above it or (outside the column of posts) without."""
    drafts, passed = signed(tmp_path, [[*[None] * at, text] for text in BLOCK[begins:]])
    assert [values(draft, "name", "body", "kelurahan", "tps", "post") for draft in drafts] == [
        ("Budi Akasia", "kpps", "MAGELANG", "001", "ketua"), ("Siti Cemara", "kpps", "MAGELANG", "001", "anggota"),
        ("Joko Mahoni", "kpps", "MAGELANG", "002", "ketua"), ("Rini Randu", "kpps", "MAGELANG", "002", "anggota"),
    ]  # fmt: skip
    assert all(not draft.problems for draft in drafts)
    assert passed == ["group", *["signature"] * (4 - begins), "group", "header"]


@pytest.mark.parametrize(
    "day", ["Magelang, 12 Januari 2024", "Magelang,      Januari 2024", "Kota Magelang, 12-01-2024"]
)
def test_a_block_with_its_body_and_place_in_lines_of_their_own(tmp_path: Path, day: str) -> None:
    block = [[None, text] for text in (day, "PANITIA PEMUNGUTAN SUARA", "KELURAHAN MAGELANG", "Ketua,", "SUTRISNO")]
    drafts, passed = signed(tmp_path, block)
    assert [values(draft, "name", "body", "tps") for draft in drafts][2:] == [
        ("Joko Mahoni", "kpps", "002"), ("Rini Randu", "kpps", "002"),
    ]  # fmt: skip
    assert passed == ["group", *["signature"] * 5, "group", "header"]
    drafts, _ = signed(tmp_path, block[:2], ["TPS 002"], LIST)
    assert [values(draft, "body", "tps") for draft in drafts][2:] == [("kpps", "002")] * 2


def test_a_new_kelurahan_below_a_signature_block(tmp_path: Path) -> None:
    block = [[None, None, None, text] for text in BLOCK]
    for after in (
        [["DAFTAR KPPS"], ["KELURAHAN CACABAN"], ["TPS 003"], LIST],
        [["TPS 003 KELURAHAN CACABAN"], LIST],
    ):
        drafts, _ = signed(tmp_path, block, *after)
        assert [values(draft, "body", "kelurahan", "tps") for draft in drafts][2:] == [("kpps", "CACABAN", "003")] * 2
    for after in ([["DAFTAR PPS KELURAHAN CACABAN"], LIST], [["DAFTAR PPS KELURAHAN CACABAN"]]):
        drafts, _ = signed(tmp_path, block, *after)
        assert [values(draft, "name", "body", "kelurahan", "tps") for draft in drafts][2:] == [
            ("Joko Mahoni", "pps", "CACABAN", None), ("Rini Randu", "pps", "CACABAN", None),
        ]  # fmt: skip


def test_heads_that_begin_like_an_office_swallow_nobody(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama", "HP"], ["KETUA DAN ANGGOTA KPPS TPS 004"], [1, "Budi Akasia", "081234567890"],
        ["KETUA PPS"], [None, "Siti Cemara", "081234567891"], [2, "Lurah", "081234567892"],
    ]  # fmt: skip
    drafts = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert [values(draft, "name", "body", "tps") for draft in drafts] == [
        ("Budi Akasia", "kpps", "004"), ("Siti Cemara", "kpps", "004"), ("Lurah", "kpps", "004"),
    ]  # fmt: skip


def test_a_date_in_the_title_is_not_that_of_the_election(tmp_path: Path) -> None:
    rows = [["DAFTAR KPPS PEMILU PER 31 DESEMBER 2023"], ["Nama", "TPS"], ["Budi Akasia", 7]]
    (draft,) = read(xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert values(draft, "body", "election") == ("kpps", None)
