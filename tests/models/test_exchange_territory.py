"""Regions and TPS from CSV files: names in normal case, and every fault with its file, line and code."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.exchange.moves import read_moves
from models.exchange.names import normal
from models.exchange.rows import LONGEST
from models.exchange.territory import Reading, read
from models.rules.schema import TpsCount

DATA = Path(os.environ.get("SIAGA_DATA", Path(__file__).parents[2] / "../shared/data"))
national = pytest.mark.skipif(
    not (DATA / "tps-pemilu-2024.csv").exists(), reason="needs the national files: set SIAGA_DATA to their folder"
)
REGIONS = """kode,nama
33,JAWA TENGAH
33.71,KOTA UJI
33.71.01,UJI BARAT
33.71.01.1001,WATES
33.71.01.1002,MUNGKID II
33.72,KOTA LAIN
33.72.01,LAIN
33.72.01.1001,LAIN JUGA
"""
TPS = """kode,kelurahan,tps_reguler,tps_khusus
33.71.01.1001,WATES,3,901 902
33.71.01.1002,MUNGKID II,2,
33.72.01.1001,LAIN JUGA,1,
"""


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("KOTA MAGELANG", "Kota Magelang"),
        ("ACEH SELATAN", "Aceh Selatan"),
        ("D.I. YOGYAKARTA", "DI Yogyakarta"),
        ("DI YOGYAKARTA", "DI Yogyakarta"),
        ("D.K.I. JAKARTA", "DKI Jakarta"),
        ("DKI JAKARTA", "DKI Jakarta"),
        ("DAERAH ISTIMEWA YOGYAKARTA", "Daerah Istimewa Yogyakarta"),
        ("SUNGAI TARAB II", "Sungai Tarab II"),
        ("IV KOTO", "IV Koto"),
        ("XIII KOTO KAMPAR", "XIII Koto Kampar"),
        ("PERKEBUNAN AIR BATU III-IX", "Perkebunan Air Batu III-IX"),
        ("DIDI", "Didi"),
        ("BA'A", "Ba'a"),
        ('RA"AS', "Ra'as"),
        ("DU’EN", "Du'en"),
        ("T'EBA TIMUR", "T'Eba Timur"),
        ("O'BESI", "O'besi"),
        ("SIBORONG-BORONG", "Siborong-borong"),
        ("BATU JONG-JONG", "Batu Jong-jong"),
        ("SUMBER-REJO", "Sumber-Rejo"),
        ("TIGA-PULUH-LIMA ILIR", "Tiga-puluh-lima Ilir"),
        ("PANGKAJENE DAN KEPULAUAN", "Pangkajene dan Kepulauan"),
        ("TGK. DI BATHON", "Tgk. di Bathon"),
        ("MNS. MESJID", "Mns. Mesjid"),
        ("P.PUNTONG", "P.Puntong"),
        ("STM HILIR", "STM Hilir"),
        ("N-1 AEK NABARA", "N-1 Aek Nabara"),
        ("BLOK 18", "Blok 18"),
        ("J A T I", "J A T I"),
        ("TIRO/TRUSEB", "Tiro/Truseb"),
        ("KUPA-KUPA SELATAN (HALEHE)", "Kupa-kupa Selatan (Halehe)"),
        ("ÉLOK JAYA", "Élok Jaya"),
        ("KATI  JEROH ", "Kati Jeroh"),
        ("WA\x1bTES\u202e", "Wates"),
        ("candirejo", "Candirejo"),
        ("Huta baru", "Huta Baru"),
        ("Kabupaten Pangkajene dan Kepulauan", "Kabupaten Pangkajene dan Kepulauan"),
        ("Siarang-arang", "Siarang-arang"),
        ("SoE", "SoE"),
        ("", ""),
    ],
)
def test_names_in_normal_case(given: str, shown: str) -> None:
    assert normal(given) == shown
    assert normal(shown) == shown


@national
def test_names_of_the_nation_come_close_to_the_official_spelling() -> None:
    official = _names("wilayah-2025.csv")
    capitals = _names("wilayah-kpu-2024.csv")
    same = [(official[code], normal(name)) for code, name in capitals.items() if name == official.get(code, "").upper()]
    assert len(same) > 85_000
    assert sum(one == other for one, other in same) / len(same) > 0.995


def _names(file: str) -> dict[str, str]:
    lines = (DATA / file).read_text("utf-8").splitlines()[1:]
    return {code: name for code, _comma, name in (line.partition(",") for line in lines)}


def _read(
    folder: Path, regions: str | bytes = REGIONS, tps: str | bytes | None = TPS, region: str = "33.71"
) -> Reading:
    files = {"wilayah.csv": regions, "tps.csv": tps}
    for name, content in files.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(region, folder / "wilayah.csv", {"pemilu-2024": folder / "tps.csv"} if tps is not None else {})


def _faults(reading: Reading) -> list[tuple[str, int, str, str, str]]:
    return [(one.file, one.line, one.code, one.reason, one.value) for one in reading.faults]


def test_an_area_and_nothing_else(tmp_path: Path) -> None:
    reading = _read(tmp_path)
    assert reading.faults == []
    rules = reading.rules
    assert rules is not None
    assert [one.name for one in rules.regions] == ["Kota Uji", "Uji Barat", "Wates", "Mungkid II"]
    assert rules.tps["pemilu-2024"].counts == {
        "33.71.01.1001": TpsCount(regular=3, special=(901, 902)),
        "33.71.01.1002": TpsCount(regular=2),
    }
    assert (rules.edition, rules.timezone) == ("wilayah", "WIB")


def test_the_nation_has_a_root_and_an_eastern_area_its_own_time(tmp_path: Path) -> None:
    rules = _read(tmp_path, region="id").rules
    assert rules is not None
    assert [one.code for one in rules.regions][:3] == ["id", "33", "33.71"]
    assert (rules.regions[0].name, rules.timezone) == ("Indonesia", "WIB")
    east = _read(tmp_path, "kode,nama\n94,PAPUA TENGAH\n", None, "94").rules
    assert east is not None
    assert east.timezone == "WIT"


def _turned(text: str) -> str:
    """The columns the other way round, and one more that nobody asked for."""
    return "".join(f"{name},x,{code}\n" for code, name in (line.split(",") for line in text.upper().splitlines()))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", ",,\n").replace("nama,,", "nama"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("KOTA UJI", '"KOTA UJI"'),
        lambda text: text.replace("33.71.01,UJI", " 33.71.01 , UJI\x07 "),
        _turned,
    ],
    ids=["bom", "crlf", "semicolons", "tabs", "empty columns", "blank lines", "quoted", "blanks and a bell", "turned"],
)
def test_shapes_of_a_file(tmp_path: Path, change: Callable[[str], str]) -> None:
    reading = _read(tmp_path, change(REGIONS), None)
    assert reading.faults == []
    assert reading.rules is not None
    assert [one.name for one in reading.rules.regions] == ["Kota Uji", "Uji Barat", "Wates", "Mungkid II"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("33.71.01.1002,MUNGKID II", "33.71.02.1002,MUNGKID II", (6, "33.71.02.1002", "no_parent", "33.71.02")),
        ("33.71.01.1002,MUNGKID II", "33.71.01.1001,MUNGKID II", (6, "33.71.01.1001", "duplicate", "5")),
        ("33.71.01.1002,MUNGKID II", "33.71.01.102,MUNGKID II", (6, "33.71.01.102", "bad_code", "")),
        ("33.71.01.1002,MUNGKID II", "33.71.01.1002.001,MUNGKID", (6, "33.71.01.1002.001", "bad_code", "")),
        ("33.71.01.1002,MUNGKID II", "ab,MUNGKID II", (6, "ab", "bad_code", "")),
        ("33.71.01.1002,MUNGKID II", ",MUNGKID II", (6, "", "bad_code", "")),
        ("33.71.01.1002,MUNGKID II", "33.71.01.1002, ", (6, "33.71.01.1002", "name_empty", "")),
        ("MUNGKID II", "M" * 161, (6, "33.71.01.1002", "name_long", "160")),
        ("MUNGKID II", "MUNG\0KID", (6, "33.71.01.1002", "nul", "")),
        ("MUNGKID II", "MUNGKID II,2", (6, "33.71.01.1002", "columns", "")),
        ("33.71.01.1002,MUNGKID II", "33.71.01.1002", (6, "33.71.01.1002", "columns", "")),
        ("MUNGKID II", '"MUNGKID II', (6, "33.71.01.1002", "quotes", "")),
        ("33.71,KOTA UJI\n", "", (0, "33.71", "no_region", "")),
        ("kode,nama", "code,name", (1, "", "no_header", "kode, nama")),
    ],
)
def test_faults_of_a_region(tmp_path: Path, old: str, new: str, fault: tuple[int, str, str, str]) -> None:
    reading = _read(tmp_path, REGIONS.replace(old, new), None)
    assert ("wilayah.csv", *fault) in _faults(reading)
    assert (reading.rules is None) == (fault[2] in ("no_region", "no_header"))


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (REGIONS.encode("utf-16"), "encoding", 1),
        (b"", "file_empty", 0),
        (b"\n \n", "file_empty", 0),
        (b"kode,nama\n33.71," + b"x" * LONGEST, "line_long", 2),
        (bytes(range(128, 192)) + b"\n", "encoding", 1),
    ],
)
def test_files_that_are_no_list(tmp_path: Path, content: bytes, reason: str, line: int) -> None:
    reading = _read(tmp_path, content, None)
    assert reading.rules is None
    assert [(fault.line, fault.reason) for fault in reading.faults] == [(line, reason)]


def test_a_row_in_another_encoding_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    reading = _read(tmp_path, REGIONS.replace("WATES", "ÉLOK").encode("latin-1"), None)
    assert _faults(reading) == [("wilayah.csv", 5, "33.71.01.1001", "encoding", "")]


def test_a_file_that_is_missing_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    missing = read("33.71", tmp_path / "x.csv", {})
    folder = read("33.71", tmp_path, {})
    assert [one.faults[0].reason for one in (missing, folder)] == ["file_missing", "not_a_file"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("1002,MUNGKID II,2,", "1009,MUNGKID II,2,", (3, "33.71.01.1009", "unknown_kelurahan", "")),
        ("1002,MUNGKID II,2,", "1001,MUNGKID II,2,", (3, "33.71.01.1001", "duplicate", "2")),
        ("33.71.01.1002,", "33.71.01,", (3, "33.71.01", "bad_code", "")),
        ("MUNGKID II,2,", "MUNGKID II,dua,", (3, "33.71.01.1002", "not_a_number", "dua")),
        ("MUNGKID II,2,", "MUNGKID II,2.0,", (3, "33.71.01.1002", "not_a_number", "2.0")),
        ("MUNGKID II,2,", "MUNGKID II,-2,", (3, "33.71.01.1002", "not_a_number", "-2")),
        ("MUNGKID II,2,", "MUNGKID II,,", (3, "33.71.01.1002", "not_a_number", "")),
        ("MUNGKID II,2,", "MUNGKID II,901,", (3, "33.71.01.1002", "out_of_range", "901")),
        ("MUNGKID II,2,", "MUNGKID II,0,", (3, "33.71.01.1002", "no_tps", "")),
        ("901 902", "901 901", (2, "33.71.01.1001", "special_twice", "901")),
        ("901 902", "2", (2, "33.71.01.1001", "overlap", "2")),
        ("901 902", "900", (2, "33.71.01.1001", "special_range", "900")),
        ("901 902", "1000", (2, "33.71.01.1001", "special_range", "1000")),
        ("901 902", "901 x", (2, "33.71.01.1001", "not_a_number", "x")),
        ("MUNGKID II,2,", "MUNGKID II,2", (3, "33.71.01.1002", "columns", "")),
    ],
)
def test_faults_of_tps(tmp_path: Path, old: str, new: str, fault: tuple[int, str, str, str]) -> None:
    reading = _read(tmp_path, tps=TPS.replace(old, new))
    assert ("tps.csv", *fault) in _faults(reading)


def test_special_tps_alone_are_enough(tmp_path: Path) -> None:
    reading = _read(tmp_path, tps=TPS.replace("MUNGKID II,2,", "MUNGKID II,0,901"))
    assert reading.faults == []


def test_a_kelurahan_without_tps_is_told_where_it_stands(tmp_path: Path) -> None:
    reading = _read(tmp_path, tps=TPS.replace("33.71.01.1002,MUNGKID II,2,\n", ""))
    assert _faults(reading) == [("wilayah.csv", 6, "33.71.01.1002", "no_tps", "pemilu-2024")]


def test_what_stands_below_a_bad_row_falls_with_it(tmp_path: Path) -> None:
    reading = _read(tmp_path, REGIONS.replace("33.71.01,UJI BARAT", "33.71.01,"))
    assert _faults(reading) == [("wilayah.csv", 4, "33.71.01", "name_empty", "")]
    assert [(one.file, one.line, one.reason, one.value) for one in reading.left_out] == [
        ("wilayah.csv", 5, "below", "33.71.01"),
        ("wilayah.csv", 6, "below", "33.71.01"),
        ("tps.csv", 2, "below", "33.71.01.1001"),
        ("tps.csv", 3, "below", "33.71.01.1002"),
    ]
    assert reading.rules is not None
    assert [one.code for one in reading.rules.regions] == ["33.71"]
    assert reading.rules.tps["pemilu-2024"].counts == {}


def test_a_bad_row_of_tps_takes_its_kelurahan_out(tmp_path: Path) -> None:
    reading = _read(tmp_path, tps=TPS.replace("MUNGKID II,2,", "MUNGKID II,?,"))
    assert [one.reason for one in reading.faults] == ["not_a_number"]
    assert [(one.file, one.code, one.reason) for one in reading.left_out] == [
        ("wilayah.csv", "33.71.01.1002", "no_tps")
    ]
    assert reading.rules is not None
    assert [one.code for one in reading.rules.regions] == ["33.71", "33.71.01", "33.71.01.1001"]


def test_faults_of_another_area_are_no_business_of_ours(tmp_path: Path) -> None:
    regions = REGIONS.replace("33.72.01,LAIN", "33.72.01,") + "11.1,ACEH\n12.01.01.2001,\n"
    assert _read(tmp_path, regions, TPS + "11.01.01.2001,X,x,y\n").faults == []
    assert [one.reason for one in _read(tmp_path, REGIONS + "33.71.2,X\n", None).faults] == ["bad_code"]


def test_moves(tmp_path: Path) -> None:
    path = tmp_path / "pindah.csv"
    lines = ["lama,baru", "33.71.01.1001,33.71.02.1001", "33.71.01.1002,33.71.02", "x,33.71.02.1001"]
    lines += ["33.71.01.1001,33.71.02.1002", "33.71.01.1003,33.71.02.1001", "33.71.01.1004,33.71.09.1001", "id,id"]
    path.write_text("\n".join(lines))
    moves, faults = read_moves(path, {"33.71.02", "33.71.02.1001", "33.71.02.1002"})
    assert moves == {"33.71.01.1001": "33.71.02.1001"}
    assert [(fault.line, fault.reason) for fault in faults] == [
        (3, "move_level"),
        (4, "bad_code"),
        (5, "move_twice"),
        (6, "move_twice"),
        (7, "move_nowhere"),
        (8, "bad_code"),
    ]
    assert read_moves(tmp_path / "x.csv", ())[1][0].reason == "file_missing"


@national
def test_the_nation_as_kpu_had_it_has_no_fault() -> None:
    reading = read("id", DATA / "wilayah-kpu-2024.csv", {"pemilu-2024": DATA / "tps-pemilu-2024.csv"})
    assert reading.faults == []
    assert reading.rules is not None
    lengths = [len(one.code) for one in reading.rules.regions[1:]]
    assert [lengths.count(length) for length in (2, 5, 8, 13)] == [38, 514, 7_277, 83_731]
    assert reading.rules.tps["pemilu-2024"].total() == 820_161


@national
def test_two_editions_that_do_not_fit_are_told_row_by_row() -> None:
    reading = read("id", DATA / "wilayah-2025.csv", {"pemilu-2024": DATA / "tps-pemilu-2024.csv"})
    reasons = [one.reason for one in reading.faults]
    assert (reasons.count("no_tps"), reasons.count("unknown_kelurahan")) == (544, 513)
    assert len(reasons) == 544 + 513
    assert reading.rules is not None
    assert len(reading.rules.tps["pemilu-2024"].counts) == 83_762 - 544
