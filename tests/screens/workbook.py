"""Spreadsheets as coordinators keep them, made for tests: titles, merged TPS cells, figures that Excel spoilt.

All people are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.rules.loader import load_region

HEADS = (
    "No", "Nama Lengkap", "NIK", "L/P", "Tempat, Tanggal Lahir", "Alamat", "RT/RW", "Jabatan", "TPS", "No. HP",
    "Pendidikan", "Ket",
)  # fmt: skip
FIRST = (
    "Sari", "Budi", "Rini", "Agus", "Dewi", "Joko", "Wulan", "Hadi", "Tri", "Endah", "Slamet", "Yuni", "Bambang",
    "Ratna", "Eko", "Lestari", "Nur", "Puji", "Heri", "Fitri",
)  # fmt: skip
MIDDLE = ("", "", "Adi", "Ayu", "Cahya", "Dwi", "Indah", "Kurnia", "Maulana", "Puspita", "Surya", "Wahyu")
LAST = (
    "Wibowo", "Lestari", "Santoso", "Handayani", "Prasetyo", "Utami", "Nugroho", "Rahayu", "Setiawan", "Hidayat",
    "Kusuma", "Purnomo", "Astuti", "Saputra", "Widodo",
)  # fmt: skip
WOMEN = frozenset(("Sari", "Rini", "Dewi", "Wulan", "Endah", "Yuni", "Ratna", "Lestari", "Fitri"))
MONTHS = (
    "Januari", "Pebruari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "Nopember",
    "Desember",
)  # fmt: skip
DEFECTS = ("nik", "rtrw", "serial", "phone", "tps", "name", "twice")
"""What may be wrong with a row; the last three cannot be repaired."""


class Someone(NamedTuple):
    """One invented person."""

    name: str
    nik: str
    sex: str
    born: date
    phone: str


def people(seed: int = 3371) -> Iterator[Someone]:
    """Any number of people, the same ones each time; no two have one NIK."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        first = chance.choice(FIRST)
        name = " ".join(filter(None, (first, chance.choice(MIDDLE), chance.choice(LAST))))
        woman = first in WOMEN
        born = date(1968, 1, 1) + timedelta(days=chance.randrange(37 * 365))
        nik = f"337101{born.day + 40 * woman:02}{born:%m%y}{number % 9000 + 1:04}"
        yield Someone(
            name,
            nik,
            "P" if woman else "L",
            born,
            f"0{chance.choice((812, 813, 857, 878))}{chance.randrange(10**7, 10**8)}",
        )


def row(number: int, one: Someone, post: str, tps: Any) -> list[Any]:
    """One row under ``HEADS``, well written."""
    born = f"Magelang, {one.born.day} {MONTHS[one.born.month - 1]} {one.born.year}"
    where = [f"Jl. Kenanga {number}", f"{number % 9 + 1:03}/{number % 12 + 1:03}"]
    return [number, one.name, one.nik, one.sex, born, *where, post, tps, one.phone, "SMA", None]


def sheet(
    book: Workbook, name: str, rows: Sequence[Sequence[Any]], title: str, heads: Mapping[str, str] | None = None
) -> Worksheet:
    """A sheet as an office makes it: title, an empty row, heads, rows, a block to sign."""
    made = book.create_sheet(name[:31])
    made.append([title])
    made.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADS))
    made.append([])
    made.append([(heads or {}).get(head, head) for head in HEADS])
    for one in rows:
        made.append(list(one))
    made.append([])
    made.append([None, None, None, None, None, None, None, "Mengetahui,"])
    made.append([None, None, None, None, None, None, None, "Ketua PPS"])
    return made


def small(
    path: Path,
    rows: Sequence[Sequence[Any]],
    kelurahan: str = "Cacaban",
    *,
    title: str = "",
    heads: Mapping[str, str] | None = None,
) -> Path:
    """One sheet, of one kelurahan; ``heads``: other words for some."""
    book = Workbook()
    book.remove(book.active)
    sheet(book, kelurahan, rows, title or f"DAFTAR ANGGOTA KPPS KELURAHAN {kelurahan.upper()}", heads)
    book.save(path)
    return path


def kpps(path: Path, *, share: float = 0.05, seed: int = 3371) -> Path:
    """The 2,471 KPPS of Kota Magelang, a sheet for each kelurahan, the TPS merged; ``share`` of the rows is spoilt."""
    region = load_region("33.71")
    names = {one.code: one.name for one in region.regions}
    chance, invented = random.Random(seed), people(seed)
    book = Workbook()
    book.remove(book.active)
    for code, count in region.tps["pemilu-2024"].counts.items():
        rows: list[list[Any]] = []
        merges: list[int] = []
        for tps in (*range(1, count.regular + 1), *count.special):
            merges.append(len(rows))
            for seat in range(7):
                made = row(len(rows) + 1, next(invented), "Ketua" if seat == 0 else "Anggota", None)
                if seat == 0:
                    made[8] = f"TPS {tps:03}"
                if chance.random() < share:
                    spoil(made, chance.choice(DEFECTS), rows)
                rows.append(made)
        made_sheet = sheet(book, names[code], rows, f"DAFTAR ANGGOTA KPPS KELURAHAN {names[code].upper()}")
        for at in merges:
            made_sheet.merge_cells(start_row=at + 4, start_column=9, end_row=at + 10, end_column=9)
    book.save(path)
    return path


def spoil(made: list[Any], defect: str, before: Sequence[Sequence[Any]]) -> None:
    """What becomes of rows in people's hands."""
    if defect == "nik":
        made[2] = int(made[2][:15] + "0")
    elif defect == "rtrw":
        made[6] = datetime(2024, 5, 3)
    elif defect == "serial":
        made[4] = 32000 + made[0]
    elif defect == "phone":
        made[9] = int(made[9])
    elif defect == "tps" and made[8] is None:
        made[7] = "Bendahara"
    elif defect == "name":
        made[1] = None
    elif defect == "twice" and before:
        made[1:5] = before[-1][1:5]
