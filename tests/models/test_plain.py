"""Rows that are read by columns make the drafts that each would make by itself, whatever is wrong around them."""

import tempfile
from datetime import date, time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from benchmarks import workbooks
from models.exchange.draft import Draft
from models.exchange.drafting import _PARSERS
from models.exchange.parse import dates, nik, numbers, people
from models.exchange.plain import Plain
from models.exchange.reading import open_book
from models.services.biodata import FITS

from .sheets import csv_file, xlsx

ORDINARY: dict[str, tuple[Any, ...]] = {
    "No": (1, 2.0, "3", ""),
    "Nama": ("Budi Akasia", "Sri Melati", "Rini Kenanga, S.Pd.", "Siti d'Arc"),
    "NIK": ("3371012305900001", ""),
    "L/P": ("L", "P"),
    "Tempat, Tgl Lahir": ("Magelang, 23-05-1990", "Magelang, 23 Mei 1990"),
    "Alamat": ("Jl. Mawar 1", "Perum Asri Blok C"),
    "RT/RW": ("001/002", "3/4"),
    "TPS": ("001", "002", 1.0),
    "Jabatan": ("Ketua", "Anggota", "Anggota 2"),
    "No. HP": ("081234567890", "0813-4567-8901"),
    "Pekerjaan": ("Wiraswasta", "Guru"),
    "Ket": ("", "baru"),
}
ODD: dict[str, tuple[Any, ...]] = {
    "No": (True, None),
    "Nama": ("", None, "Budi2", "Ketua", "Nama", "TPS 007", "Ketua PPS,", "  Budi  Akasia", "Bu..di", 7, "Jumlah",
             "Ani", "Éva Ñu"),
    "NIK": (3371012305900001.0, "337101230590000", "3371016305900001", "33710123059O0001", "1111111111111111", "-",
            None, "0", 12),
    "L/P": ("P ", "Pria", "", "?", True, None),
    "Tempat, Tgl Lahir": ("Magelang", "23/05/1990", date(1990, 5, 23), "Magelang, 05/06/1990", "Magelang, 31-02-1990",
                          "", 12, "Magelang, 24-05-1990"),
    "Alamat": ("Jl. Kartini RT 03 RW 05", " Jl.  Dua", "'=x", "-", "", None, 5, "Jl. " + "x" * 250),
    "RT/RW": (date(2024, 5, 3), "III/V", "", time(3, 5), "RW 5", "x", None),
    "TPS": ("", None, " ", "899", "TPS 007", "satu", 3, True),
    "Jabatan": ("KPPS 1", "Linmas", "Cadangan", "Ketua PPS", "", None, "entah", True, "Ketua KPPS"),
    "No. HP": ("81234567890", 81234567890.0, "08123/08124", "-", "", None, "0812"),
    "Pekerjaan": ("PNS", "", None, "-", "#REF!"),
    "Ket": ("#N/A", None, 5),
}  # fmt: skip
BETWEEN: tuple[list[Any], ...] = (
    [],
    ["TPS 003"],
    ["KELURAHAN CACABAN"],
    [None, "Jumlah", 7],
    [None, None, None, "Magelang, 12 Januari 2024"],
    [None, None, None, "Ketua PPS Kelurahan Magelang"],
    ["DAFTAR ANGGOTA PPS"],
    ["CADANGAN"],
    list(range(1, 13)),
    list(ORDINARY),
)
TITLES: tuple[list[Any], ...] = (
    ["DAFTAR ANGGOTA KPPS PEMILU 2024"],
    ["KELURAHAN PANJANG"],
    ["CADANGAN KPPS"],
    ["TPS 004"],
)


def row(odds: float) -> st.SearchStrategy[list[Any]]:
    """One row of a list; so many of its cells in a hundred are odd."""

    def cell(name: str) -> st.SearchStrategy[Any]:
        ordinary, odd = st.sampled_from(ORDINARY[name]), st.sampled_from(ODD[name])
        return st.integers(1, 100).flatmap(lambda dice: odd if dice <= odds else ordinary)

    return st.tuples(*map(cell, ORDINARY)).map(list)


SHEETS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TITLES), max_size=2, unique_by=str),
        st.lists(row(3) | row(3) | row(30) | st.sampled_from(BETWEEN), max_size=40),
        st.sets(st.sampled_from([name for name in ORDINARY if name != "Nama"]), max_size=5),
    ),
    min_size=1,
    max_size=2,
)


def both(path: Path) -> tuple[list[Draft], list[Draft]]:
    """The drafts by columns, and those one by one."""
    with open_book(path) as book:
        fast, passed = list(book.drafts(progress=lambda *_: None)), list(book.passed)
    with patch.object(Plain, "_part", lambda *_: None), open_book(path) as book:
        slow = list(book.drafts())
        assert passed == book.passed
    return fast, slow


def same(fast: list[Draft], slow: list[Draft]) -> None:
    for one, other in zip(fast, slow, strict=True):
        assert told(one) == told(other)


def told(draft: Draft) -> tuple[Any, ...]:
    """All that a draft says, in the order in which it says it."""
    homes = (draft.homes.at, draft.homes.first)
    return draft.sheet, draft.row, list(draft.values.items()), draft.problems, draft.cells, draft.elsewhere, homes


SOMEBODY = [cells[0] for cells in ORDINARY.values()]
SIGNED = [SOMEBODY, [None, None, None, "Magelang, 12 Januari 2024"], ["DAFTAR ANGGOTA PPS"], SOMEBODY, SOMEBODY]
TICKED = [
    [one if name == head else cells[0] for name, cells in ORDINARY.items()]
    for head in ("TPS", "Jabatan")
    for one in (True, 1.0)
]
"""True is 1 to whoever remembers cells."""


@settings(max_examples=100, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example([([["DAFTAR ANGGOTA KPPS PEMILU 2024"]], SIGNED, set())])
@example([([["KELURAHAN PANJANG"]], TICKED + 8 * [SOMEBODY], set())])
@given(SHEETS)
def test_a_sheet_read_by_columns_is_the_same(sheets: list[tuple[list[Any], list[Any], set[str]]]) -> None:
    pages = {}
    for number, (titles, rows, without) in enumerate(sheets):
        kept = [at for at, name in enumerate(ORDINARY) if name not in without]
        whole = [[line[at] for at in kept] if len(line) == len(ORDINARY) else line for line in (list(ORDINARY), *rows)]
        pages[("Panjang", "Lembar")[number]] = [*titles, *whole]
    with tempfile.TemporaryDirectory() as folder:
        fast, slow = both(xlsx(Path(folder) / "a.xlsx", pages))
    same(fast, slow)


HEADS = "Kab/Kota,Kecamatan,Kelurahan,TPS,Badan,Jabatan,Anggota Ke,Nama,NIK,L/P,Tanggal Lahir,No. HP,Mulai Tugas"
LINE = (
    "Kota Magelang,Magelang Utara,Panjang,{tps},{body},{post},{ordinal},{name},3371012305900001,L,{day},{phone},"
    "2024-01-25{more}"
)


@settings(max_examples=100, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(
    st.lists(
        st.builds(
            LINE.format,
            tps=st.sampled_from(("001", "002", "", "#REF!")),
            body=st.sampled_from(("KPPS", "KPPS", "PPS", "", "Sekretariat PPS")),
            post=st.sampled_from(("Ketua", "Anggota", "Anggota 2", "", "Linmas", "KPPS 3")),
            ordinal=st.sampled_from(("1", "2", "", "x")),
            name=st.sampled_from(("Budi Akasia", "Eko Melati", "", "Jumlah", "#N/A", "Budi  Akasia")),
            day=st.sampled_from(("1990-05-23", "23-05-1990", "", "Err:5", "05/06/1990")),
            phone=st.sampled_from(("081234567890", "", "812345678")),
            more=st.sampled_from(("", "", "", ",", ",x")),
        )
        | st.sampled_from(("", "TPS 009")),
        min_size=1,
        max_size=30,
    )
)
def test_a_csv_read_by_columns_is_the_same(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fast, slow = both(csv_file(Path(folder) / "a.csv", [HEADS, *lines]))
    same(fast, slow)


def test_a_workbook_of_hundreds_is_the_same_and_mostly_plain(tmp_path: Path) -> None:
    """Also beyond the rows by which a column shows how it writes days."""
    pages = dict(workbooks.kpps([workbooks.Sheet("Panjang", [f"{n:03}" for n in range(1, 91)])], share=0.1))
    path = xlsx(tmp_path / "a.xlsx", pages)
    fast, slow = both(path)
    same(fast, slow)
    with patch("models.exchange.drafting.Drafting.one", lambda *_: ()), open_book(path) as book:
        assert 0.8 * len(slow) < sum(1 for _ in book.drafts()) < len(slow)


WRITTEN = (
    st.text(max_size=20)
    | st.from_regex(r"(RT |RW )?[0-9IVX]{1,4}( ?[/.] ?[0-9IVX]{1,4})?", fullmatch=True)
    | st.from_regex(r"[+']?(0|62|\+62|00|1|44)?[ \-]?[0-9]{3,17}", fullmatch=True)
    | st.floats()
    | st.integers(0, 10**17)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.booleans()
)


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_what_parsers_make_fits_where_it_is_kept(cell: Any) -> None:
    """But for texts and telephone numbers, whose length is asked when rows are resolved."""
    made = {field: _PARSERS[field](cell)[0] for field in ("sex", "rt", "rw", "education")}
    made["rt"], made["rw"] = made["rt"] or numbers.rt_rw(cell)[0][0], made["rw"] or numbers.rt_rw(cell)[0][1]
    made["born_on"], made["born_in"] = dates.day(cell, birth=True)[0], dates.born(cell)[0][0]
    number = nik.nik(cell)[0]
    made["nik" if number and len(number) == 16 else "nik15"] = number
    assert [field for field, value in made.items() if value and not FITS[field](value)] == []


@settings(max_examples=300, deadline=None)
@example("111111", date(1911, 11, 11), "L", "1111")
@given(
    st.sampled_from(("337101", "330000", "000000", "990101", "33710", "٣37101"))
    | st.from_regex("[0-9]{6}", fullmatch=True),
    st.dates(date(1950, 1, 1), date(2010, 1, 1)),
    st.sampled_from("LP"),
    st.sampled_from(("0000", "0001", "1234", "000", "12E4", "0001\n")),
)
def test_a_nik_that_agrees_is_read_without_a_word(office: str, born: date, sex: str, series: str) -> None:
    cell, good = f"{office}{nik.written(born, sex)}{series}", f"337101{nik.written(born, sex)}0001"
    other, nobody = "LP"[sex == "L"], int(good)
    cells, days, sexes = (
        [cell, cell, good, nobody, good, ""],
        [born, born, born, born, None, born],
        [sex, other] + 4 * [sex],
    )
    found = nik.agreed(cells, days, sexes)
    assert nik.nik(cell) == (cell, ()) or not found[0]
    assert found[1:] == [False, "\n" not in cell, False, False, False]
    assert nik.agreed([good], [born], [sex]) == [True]


NAMED = ("Budi", "Handayani", "Moh", "Drs", "SPd", "S.Pd.")


@given(st.lists(st.lists(st.sampled_from(NAMED), min_size=1, max_size=3).map(" ".join), max_size=2))
def test_names_are_compared_together_as_each_by_itself(names: list[str]) -> None:
    assert people.match_keys(names) == list(map(people.match_key, names))
