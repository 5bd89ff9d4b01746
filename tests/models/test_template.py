"""Templates: what one fills in comes back through the importer's reading without one warning."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import Refused
from models.exchange import template
from models.exchange.reading import open_book
from models.rules.schema import Election
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, TPS, Town

BODIES = ("ppk", "sek-ppk", "pps", "sek-pps", "kpps", "linmas")
FILLED: dict[str, Any] = {
    "Nama": "Endah Lestari", "NIK": "3371016505900003", "L/P": "P", "Tempat Lahir": "Magelang",
    "Tanggal Lahir": date(1990, 5, 25), "Alamat": "Jl. Ikhlas 4", "RT": "003", "RW": "005", "No. HP": "081234567890",
    "Pendidikan": "SMA", "Pekerjaan": "Guru", "ASN": "tidak", "Nomor SK": "12/PP.04.1-SK/2024",
    "Mulai Tugas": date(2024, 1, 25),
}  # fmt: skip


def words(election: Election, body: str) -> template.Words:
    return template.Words(
        f"Templat {election.body(body).short} · {election.name} · Kota Uji", "Isi di bawah.", "Contoh"
    )


def made(town: Town, tmp_path: Path, body: str, unit: str = KOTA) -> Path:
    path = tmp_path / f"{body}.xlsx"
    with town.database.read() as connection:
        seats = template.write(
            connection, town.election, town.election.body(body), unit, path, words(town.election, body)
        )
    assert seats == len(town.seats(body, unit))
    return path


def fill(path: Path, *rows: dict[str, Any]) -> list[str]:
    """Type people into it, as one would; the words of its header."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[4]]
    for at, row in enumerate(rows, 5):
        for column, title in enumerate(head, 1):
            if row.get(title) is not None:
                sheet.cell(at, column, row[title])
    book.save(path)
    return head


@pytest.mark.parametrize("body", BODIES)
def test_what_is_filled_in_is_read_without_one_warning(town: Town, tmp_path: Path, body: str) -> None:
    path = made(town, tmp_path, body)
    post = town.election.body(body).posts[-1]
    place = {"Kecamatan": "Uji Barat", "Kelurahan": "Ma'rang", "TPS": "002", "Kelurahan KTP": "Ma'rang"}
    one = {**FILLED, **place, "No": 1, "Jabatan": post.name, "Anggota Ke": 1 if post.count > 1 else None}
    head = fill(path, one, {**one, "Nama": "Hadi Nugroho", "NIK": "3371012505900004", "L/P": "L"})
    with open_book(path) as book:
        assert book.sheets == (town.election.body(body).short,)
        shape = book.shape(book.sheets[0])
        drafts = list(book.drafts())
        assert (shape.row, shape.unknown, book.without_header) == (4, (), [])
    assert [draft.value("name") for draft in drafts] == ["Endah Lestari", "Hadi Nugroho"]
    assert [draft.problems for draft in drafts] == [(), ()]
    found = drafts[0]
    assert (found.value("nik"), found.value("phone")) == ("3371016505900003", "+6281234567890")
    assert (found.value("born_on"), found.value("start_on")) == (date(1990, 5, 25), date(2024, 1, 25))
    assert (found.value("asn"), found.value("education"), found.value("sex")) == (False, "sma", "P")
    assert found.value("tps") == ("002" if "TPS" in head else None)
    assert found.value("kelurahan" if "Kelurahan" in head else "kecamatan") in ("Ma'rang", "Uji Barat")
    assert found.value("body") in (body, town.election.body(body).short)


@pytest.mark.parametrize("body", BODIES)
def test_an_empty_one_holds_nobody(town: Town, tmp_path: Path, body: str) -> None:
    with open_book(made(town, tmp_path, body)) as book:
        assert list(book.drafts()) == []
        assert book.hidden == (), "its own sheet of what may be chosen is nothing to speak of"


def test_it_has_an_example_lists_and_text_where_digits_are_no_number(town: Town, tmp_path: Path) -> None:
    path = made(town, tmp_path, "kpps")
    book = openpyxl.load_workbook(path)
    sheet, hidden = book.worksheets
    head = [cell.value for cell in sheet[4]]
    assert head[:6] == ["No", "Kecamatan", "Kelurahan", "TPS", "Jabatan", "Anggota Ke"]
    assert [cell.value for cell in sheet[3]][:7] == [
        "Contoh",
        "Uji Barat",
        "Ma'rang",
        "001",
        "Anggota",
        1,
        "Siti Contoh",
    ]
    assert sheet.freeze_panes == "A5"
    for title in ("NIK", "TPS", "No. HP", "RT", "RW"):
        at = head.index(title) + 1  # neighbours that look alike are one
        (found,) = [one for one in sheet.column_dimensions.values() if one.min <= at <= one.max]
        assert found.number_format == "@", title
    rules = {head[next(iter(one.sqref.ranges)).min_col - 1]: one for one in sheet.data_validations.dataValidation}
    assert set(rules) == {
        "Kecamatan", "Kelurahan", "TPS", "Jabatan", "Anggota Ke", "NIK", "L/P", "Tanggal Lahir", "Pendidikan", "ASN",
        "Mulai Tugas",
    }  # fmt: skip
    waiting = ",".join(f"Cadangan {rank}" for rank in range(1, 6))
    assert rules["Jabatan"].formula1 == f'"Ketua,Anggota,{waiting}"'
    assert rules["Jabatan"].errorStyle == "warning", "there may be more who wait"
    assert (hidden.title, hidden.sheet_state) == ("Pilihan", "hidden")
    listed = {rules[title].formula1: [cell.value for cell in column if cell.value] for title, column in zip(
        ("Kecamatan", "Kelurahan", "TPS"), hidden.columns, strict=True)}  # fmt: skip
    assert listed == {
        "Pilihan!$A$1:$A$2": ["Uji Barat", "Uji Timur"],
        "Pilihan!$B$1:$B$3": ["Ma'rang", "Élok Jaya", "Wates"],
        "Pilihan!$C$1:$C$4": ["001", "002", "003", "901"],
    }
    (prepared,) = rules["TPS"].sqref.ranges
    assert (prepared.min_row, prepared.max_row) == (5, 4 + 9 * 7 + template.SPARE)


@pytest.mark.parametrize(("unit", "columns"), [
    (KECAMATAN, ["Kelurahan", "TPS"]), (KELURAHAN, ["Kelurahan", "TPS"]), (TPS, ["Kelurahan", "TPS"]),
])  # fmt: skip
def test_a_place_that_is_plain_has_no_column(town: Town, tmp_path: Path, unit: str, columns: list[str]) -> None:
    head = fill(made(town, tmp_path, "kpps", unit))
    assert head[1:4] == [*columns, "Jabatan"]


def test_the_file_is_for_its_owner_and_overwrites_nothing(town: Town, tmp_path: Path) -> None:
    path = made(town, tmp_path, "kpps")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".siaga-*")) == []
    for unit, body, code in ((KOTA, "kpps", "file_exists"), ("33.08", "pps", "unit_unknown"), (TPS, "pps", "no_seats")):
        with pytest.raises(Refused) as caught:
            made(town, tmp_path, body, unit)
        assert caught.value.code == code
