"""Workbooks as coordinators send them, full of invented people: a sheet a kelurahan, and what goes wrong in them.

One row in twenty has a defect of those that people really make; everything is fixed by a seed. No name is anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = (
    "Sari",
    "Budi",
    "Rini",
    "Agus",
    "Dewi",
    "Joko",
    "Wulan",
    "Hadi",
    "Tri",
    "Endah",
    "Bayu",
    "Ningsih",
    "Eko",
    "Umi",
)
MIDDLE = ("Nur", "Dwi", "Setyo", "Puji", "Ayu", "Indra", "Kusuma", "Wahyu", "Retno", "Bagus", "Asih", "Mulyo", "Citra")
LAST = (
    "Wibowo",
    "Lestari",
    "Santoso",
    "Handayani",
    "Prasetyo",
    "Utami",
    "Nugroho",
    "Rahayu",
    "Susilo",
    "Widodo",
    "Astuti",
)
HEAD = (
    "No", "Nama Lengkap", "NIK", "L/P", "Tempat, Tgl Lahir", "Alamat", "RT/RW", "TPS", "Jabatan", "No. HP",
    "Pendidikan", "Pekerjaan", "Ket",
)  # fmt: skip
DEFECTS = (
    "nik_number", "nik_short", "date_mixed", "phone_number", "phone_lost_zero", "sex_wrong", "rt_date", "no_name",
    "tps_unknown", "same_nik",
)  # fmt: skip
"""What is wrong with a row: the NIK is a number (its 16th digit lost) or misses one, the day is written otherwise, the
telephone number is a number or lost its zero, the sex is not that of the NIK, RT/RW became a day, nobody is named, the
TPS does not exist, or another's NIK was copied."""
SYLLABLES = tuple(one + vowel for one in "bdghjklmnprstwy" for vowel in "aiueo")


@dataclass(frozen=True)
class Sheet:
    """One kelurahan: its name, and how many TPS it has."""

    kelurahan: str
    tps: Sequence[str]


@dataclass
class People:
    """Invents people, each once, the same for the same seed."""

    seed: int = 2024
    _dice: random.Random = field(init=False)
    _count: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """The seed holds for names, days and defects."""
        self._dice = random.Random(self.seed)

    def row(self, number: int, tps: str, post: str, defect: str = "") -> list[Any]:
        """One row under HEAD, with a defect or without."""
        dice, self._count = self._dice, self._count + 1
        woman = dice.random() < 0.5
        born = date(1970, 1, 1) + timedelta(days=dice.randrange(12_000))
        day = born.day + (40 if woman else 0)
        nik = f"3371{dice.randrange(1, 4):02}{day:02}{born:%m%y}{self._count % 10_000:04}"
        name = f"{dice.choice(FIRST)} {dice.choice(MIDDLE)} {dice.choice(LAST)} {lettered(self._count)}"
        phone = f"0812{self._count:08}"
        row: list[Any] = [
            number, name, nik, "P" if woman else "L", f"Magelang, {born:%d-%m-%Y}", f"Jl. Contoh No. {number}",
            f"{dice.randrange(1, 9):03}/{dice.randrange(1, 12):03}", tps, post, phone, "SMA", "Wiraswasta", None,
        ]  # fmt: skip
        if defect:
            self._spoil(row, defect)
        return row

    def _spoil(self, row: list[Any], defect: str) -> None:
        nik, phone = str(row[2]), str(row[9])
        spoilt: dict[str, tuple[int, Any]] = {
            "nik_number": (2, float(nik[:15] + "0")),
            "nik_short": (2, nik[:15]),
            "date_mixed": (4, row[4].replace("-", " / ")),
            "phone_number": (9, float(phone)),
            "phone_lost_zero": (9, phone[1:]),
            "sex_wrong": (3, "L" if row[3] == "P" else "P"),
            "rt_date": (6, date(2024, 5, 3)),
            "no_name": (1, None),
            "tps_unknown": (7, "899"),
            "same_nik": (2, "3371010101800001"),
        }
        at, value = spoilt[defect]
        row[at] = value


def kpps(sheets: Sequence[Sheet], *, share: float = 0.05, seed: int = 2024) -> Iterator[tuple[str, list[list[Any]]]]:
    """The sheets of a workbook, each with its rows from the title to the signature; ``share`` of the people are
    spoilt."""
    people, dice = People(seed), random.Random(seed + 1)
    for sheet in sheets:
        rows: list[list[Any]] = [
            ["DAFTAR ANGGOTA KPPS PEMILU 2024"],
            [f"KELURAHAN {sheet.kelurahan.upper()}"],
            [],
            list(HEAD),
            list(range(1, len(HEAD) + 1)),
        ]
        number = 0
        for tps in sheet.tps:
            for at in range(7):
                number += 1
                defect = dice.choice(DEFECTS) if dice.random() < share else ""
                rows.append(people.row(number, tps, "Anggota" if at else "Ketua", defect))
        rows += [[], [None, "Jumlah", number], [], [None, None, None, None, None, None, None, None, None, "Ketua PPS,"]]
        yield sheet.kelurahan, rows


def write(path: Path, sheets: Sequence[Sheet], *, share: float = 0.05, seed: int = 2024) -> int:
    """Write such a workbook; how many people it has. Days are cells with a date, all else is text or a number."""
    from xlsxwriter import Workbook

    count = 0
    with Workbook(str(path), {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in kpps(sheets, share=share, seed=seed):
            sheet = book.add_worksheet(name[:31])
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, day)
                    elif value is not None:
                        sheet.write(at, column, value)
            count += sum(1 for row in rows if len(row) == len(HEAD)) - 2
    return count


def lettered(number: int) -> str:
    """A number as a word of four syllables: no two are alike, none has a digit or could be a degree (M.T., S.Pd.)."""
    word = ""
    for _ in range(4):
        number, rest = divmod(number, len(SYLLABLES))
        word += SYLLABLES[rest]
    return word.capitalize()
