"""Names of places and people in files: found by tables, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.exchange.draft import Draft, Problem
from models.exchange.line import Defaults
from models.exchange.matching import Places, alike, code_of
from models.exchange.parse import places
from models.exchange.resolving import Resolver, says
from models.rules.loader import load_election, load_region

from .sheets import read, xlsx


@pytest.fixture(scope="module")
def magelang() -> Places:
    return Places([(one.code, one.name) for one in load_region("33.71").regions], "33.71")


@pytest.fixture(scope="module")
def province() -> Places:
    """The kota and the kabupaten of one name, and two desa called alike."""
    more = [
        ("33", "Jawa Tengah"), ("33.08", "Magelang"), ("33.08.01", "Salaman"), ("33.08.01.2001", "Ngargoretno"),
        ("33.08.02", "Borobudur"), ("33.08.02.2001", "Wates"), ("33.08.02.2002", "Karangrejo"),
        ("33.08.01.2002", "Karangrejo"),
    ]  # fmt: skip
    return Places([*more, *((one.code, one.name) for one in load_region("33.71").regions)], "33")


def code(found: str | Problem | None) -> str:
    """A unit's code, or that of the problem."""
    return found.code if isinstance(found, Problem) else str(found)


@pytest.mark.parametrize(
    ("said", "kecamatan", "expected"),
    [
        ("Cacaban", "", "33.71.03.1002"),
        ("CACABAN", "", "33.71.03.1002"),
        ("Kel. Cacaban", "", "33.71.03.1002"),
        ("Kelurahan  Cacaban ", "Kec. Magelang Tengah", "33.71.03.1002"),
        ("Cacaban Kel.", "Tengah", "33.71.03.1002"),
        ("33.71.03.1002", "", "33.71.03.1002"),
        ("3371031002", "", "33.71.03.1002"),
        # The homonyms of Magelang.
        ("Magelang", "", "33.71.03.1004"),
        ("Kelurahan Magelang", "Magelang Tengah", "33.71.03.1004"),
        ("Kota Magelang", "", "place_level"),
        ("Kab. Magelang", "", "place_level"),
        ("Magelang", "Magelang Utara", "kelurahan_elsewhere"),
        ("Rejowinangun Utara", "Magelang Tengah", "33.71.03.1003"),
        ("Rejowinangun Utara", "Magelang Utara", "kelurahan_elsewhere"),
        ("Rejowinangun Selatan", "Magelang Selatan", "33.71.01.1003"),
        ("Rejowinangun Selatan", "Magelang Tengah", "kelurahan_elsewhere"),
        ("Rejowinangun (Utara)", "", "33.71.03.1003"),
        ("Rejowinangun Utr.", "", "33.71.03.1003"),
        ("RejowinangunUtara", "", "33.71.03.1003"),
        ("Rejowinangun", "", "kelurahan_unknown"),
        ("Rejowinangun", "Magelang Tengah", "kelurahan_unknown"),
        # Nothing is guessed.
        ("Cacabn", "", "kelurahan_unknown"),
        ("Cacaban", "Magelang Barat", "kecamatan_unknown"),
        ("33.08.01.2001", "", "outside"),
        ("33.71.03.1099", "", "outside"),
    ],
)
def test_a_kelurahan(magelang: Places, said: str, kecamatan: str, expected: str) -> None:
    assert code(magelang.kelurahan(said, kecamatan)) == expected
    assert code(magelang.kelurahan(said, kecamatan)) == expected, "and the same from memory"


def test_names_beside_an_unknown_one_are_told_not_taken(magelang: Places) -> None:
    found = magelang.kelurahan("Rejowinangun")
    assert isinstance(found, Problem)
    assert found.facts == {"text": "Rejowinangun", "near": ("Rejowinangun Selatan", "Rejowinangun Utara")}
    other = magelang.kelurahan("Rejowinangun Utara", "Magelang Utara")
    assert isinstance(other, Problem)
    assert other.facts == {"kelurahan": "Rejowinangun Utara", "kecamatan": "Magelang Tengah", "text": "Magelang Utara"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Magelang Tengah", "33.71.03"),
        ("Kec. Magelang Tengah", "33.71.03"),
        ("Tengah", "33.71.03"),
        ("Mgl. Tengah", "33.71.03"),
        ("33.71.03", "33.71.03"),
        ("Magelang", "kecamatan_unknown"),
        ("Kelurahan Magelang", "place_level"),
    ],
)
def test_a_kecamatan(magelang: Places, said: str, expected: str) -> None:
    assert code(magelang.kecamatan(said)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Kota Magelang", "33.71"),
        ("KOTA MAGELANG", "33.71"),
        ("Magelang", "None"),
        ("Kab. Magelang", "wrong_region"),
        ("Kabupaten Magelang", "wrong_region"),
        ("Kota Salatiga", "wrong_region"),
        ("Temanggung", "wrong_region"),
        ("33.71", "33.71"),
        ("33.08", "wrong_region"),
    ],
)
def test_the_kota_and_not_the_kabupaten(magelang: Places, said: str, expected: str) -> None:
    assert code(magelang.region(said)) == expected


def test_where_both_are_served_the_region_decides(province: Places) -> None:
    assert code(province.region("Kota Magelang")) == "33.71"
    assert code(province.region("Kabupaten Magelang")) == "33.08"
    assert code(province.region("Magelang")) == "None", "which of the two stays open"
    assert code(province.kelurahan("Wates")) == "kelurahan_ambiguous"
    assert code(province.kelurahan("Wates", "", "Kota Magelang")) == "33.71.02.1003"
    assert code(province.kelurahan("Wates", "Borobudur")) == "33.08.02.2001"
    assert code(province.kelurahan("Wates", within="33.71")) == "33.71.02.1003"
    found = province.kelurahan("Karangrejo")
    assert isinstance(found, Problem)
    assert found.facts["places"] == ("Karangrejo (Borobudur)", "Karangrejo (Salaman)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("33", "33"), ("3371", "33.71"), ("33.71.03.1002", "33.71.03.1002"), ("Cacaban", None), ("337", None)],
)
def test_codes(text: str, expected: str | None) -> None:
    assert code_of(text) == expected


def test_names_that_one_nik_may_have() -> None:
    assert alike("budi santoso", "budi s")
    assert alike("ani", "ani")
    assert not alike("budi santoso", "rina wijaya")
    assert not alike("h a", "h b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pemilu-2024", True), ("Pemilu 2024", True), ("PEMILU", True), ("2024", True),
        ("Pemilihan Umum Tahun 2024", True),
        ("Pilkada 2024", False), ("pilkada-2024", False), ("Pemilu 2019", False), ("Pemilihan Gubernur 2024", False),
    ],
)  # fmt: skip
def test_what_names_an_election(text: str, expected: bool) -> None:
    election = load_election("pemilu-2024")
    assert says(election.code, election.name, election.kind, text) is expected


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("DAFTAR KPPS PEMILU PER 31 DESEMBER 2023", ""), ("DAFTAR KPPS PEMILU KEADAAN DESEMBER 2023", ""),
        ("KPPS PEMILU DESEMBER 2023", ""), ("Pilkada Kota Magelang Des 2023", ""),
        ("PEMILU TAHUN 2024 PER 31 DESEMBER 2023", "pemilu-2024"), ("Pemilu-2024", "pemilu-2024"),
        ("PEMILIHAN UMUM SERENTAK TAHUN 2024", "pemilu-2024"), ("Pemilu Th. 2024", "pemilu-2024"),
        ("PEMILU ANGGOTA DPR, DPD, DAN DPRD TAHUN 2024", "pemilu-2024"),
        ("PEMILU PRESIDEN DAN WAKIL PRESIDEN 2024", "pemilu-2024"), ("PEMILU DAN PILKADA 2024", "pemilu-2024"),
        ("PILKADA SERENTAK NASIONAL 2024", "pilkada-2024"), ("PILKADA KOTA MAGELANG 2024", "pilkada-2024"),
        ("PEMILIHAN WALI KOTA DAN WAKIL WALI KOTA MAGELANG TAHUN 2024", "pilkada-2024"),
        ("PEMILIHAN GUBERNUR DAN WAKIL GUBERNUR JAWA TENGAH TAHUN 2024", "pilkada-2024"),
        ("KPPS PEMILU BERDASARKAN SK NOMOR 12 TAHUN 2023", ""),
    ],
)  # fmt: skip
def test_only_a_year_right_behind_the_name_is_that_of_the_election(title: str, said: str) -> None:
    assert places.said(title).get("election", "") == said


def test_what_a_file_leaves_unsaid(magelang: Places) -> None:
    """Body and unit as a person said them; what the row says comes first."""

    def row(defaults: Defaults, **values: str) -> tuple[str, str, str, list[str]]:
        elsewhere = {"name": ("Budi", "A2")} | {name: (value, "B2") for name, value in values.items()}
        draft = Draft("S", 2, {"name": "Budi", **values}, elsewhere=elsewhere)
        found = Resolver(load_election("pemilu-2024"), magelang, defaults).row(1, draft)
        return found.body, found.unit, found.post, [one.code for one in found.problems]

    assert row(Defaults(), kelurahan="Wates")[3] == ["body_missing"]
    assert row(Defaults(body="kpps"), kelurahan="Wates")[3] == ["tps_missing", "post_missing"]
    assert row(Defaults(body="kpps", unit="33.71.02.1003"), tps="007", post="Ketua") == (
        "kpps", "33.71.02.1003.007", "ketua", [],
    )  # fmt: skip
    assert row(Defaults(body="kpps", unit="33.71.02.1003"), kelurahan="Cacaban", tps="007", post="ketua")[1] == (
        "33.71.03.1002.007"
    )
    assert row(Defaults(unit="33.71.03"), body="PPK", post="Anggota") == ("ppk", "33.71.03", "anggota", [])
    assert row(Defaults(), body="Sek. PPS", kelurahan="Wates", post="Staf") == (
        "sek-pps", "33.71.02.1003", "staf", [],
    )  # fmt: skip
    assert row(Defaults(), body="linmas", kelurahan="Wates", tps="001", post="Petugas Ketertiban")[2] == "linmas"
    assert row(Defaults(), body="pantarlih", kelurahan="Wates", tps="001")[3] == ["body_no_seats"]


# ── What only the name of a sheet says ──


def meant(
    known: Places, path: Path, sheets: dict[str, list[list[Any]]], defaults: Defaults | None = None
) -> list[tuple[str, str, list[str]]]:
    """Unit, kelurahan of the KTP and faults of the rows of a file."""
    resolver = Resolver(load_election("pemilu-2024"), known, defaults or Defaults(body="kpps"))
    rows = [resolver.row(number, draft) for number, draft in enumerate(read(xlsx(path, sheets)), 1)]
    again = [resolver.row(row.number, row.draft) for row in rows]
    assert [(row.unit, row.values) for row in rows] == [(row.unit, row.values) for row in again]
    return [
        (row.unit, row.values.get("domicile", ""), [one.code for one in row.problems if one.level == "fault"])
        for row in rows
    ]


HEADS = ["Nama", "NIK", "Alamat", "Kelurahan", "TPS", "Jabatan"]
BUDI = ["Budi Akasia", "3371012305900001", "Jl. Mawar 1", "Wates", 7, "Ketua"]


@pytest.mark.parametrize(
    "name", ["Lampiran", "KPPS Terpilih", "Hasil Akhir", "Jan 2024", "Kota Magelang", "Magelang Selatan", "Cacaban (2)"]
)
def test_a_sheet_that_is_called_like_no_kelurahan_says_none(magelang: Places, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xlsx"
    assert meant(magelang, path, {name: [HEADS, BUDI]}) == [("33.71.02.1003.007", "", [])]
    bare = [["Nama", "TPS", "Jabatan"], ["Budi Akasia", 7, "Ketua"]]
    assert meant(magelang, path, {name: bare}) == [("", "", ["kelurahan_missing"])]
    defaults = Defaults(body="kpps", unit="33.71.02.1003")
    assert meant(magelang, path, {name: bare}, defaults) == [("33.71.02.1003.007", "", [])]


def test_a_sheet_that_is_called_like_a_kelurahan_says_it(magelang: Places, tmp_path: Path) -> None:
    path, defaults = tmp_path / "a.xlsx", Defaults(body="kpps", unit="33.71.03.1004")
    for name in ("Cacaban", "KPPS_Cacaban", "Kel. Cacaban"):
        found = meant(magelang, path, {name: [HEADS, BUDI]}, defaults)
        assert found == [("33.71.03.1002.007", "33.71.02.1003", [])], "the column is that of the KTP"
    assert meant(magelang, path, {"Kel. Cacabn": [HEADS, BUDI]}) == [("", "33.71.02.1003", ["kelurahan_unknown"])], (
        "what says that it is a kelurahan is no guess"
    )


def test_a_kelurahan_that_a_list_names_once(magelang: Places, tmp_path: Path) -> None:
    second = ["Siti Cemara", "3371014305900002", "Jl. Melati 2", "", "", "Anggota"]
    other = ["Joko Mahoni", "3371012305900003", "Jl. Dahlia 3", "Cacaban", 8, "Ketua"]
    path, rows = tmp_path / "a.xlsx", [HEADS, BUDI, second, other]
    assert [unit for unit, _, _ in meant(magelang, path, {"Lampiran": rows})] == [
        "33.71.02.1003.007", "33.71.02.1003.007", "33.71.03.1002.008",
    ]  # fmt: skip
    assert [where for _, where, _ in meant(magelang, path, {"Panjang": rows})] == ["33.71.02.1003", "", "33.71.03.1002"]
    resolver = Resolver(load_election("pemilu-2024"), magelang, Defaults(body="kpps"))
    row = resolver.row(2, read(xlsx(path, {"Lampiran": rows}))[1])
    assert [(one.code, one.cell, one.field) for one in row.problems] == [
        ("filled_down", "E3", "tps"), ("filled_down", "D3", "kelurahan"),
    ]  # fmt: skip
    for row in ([*other[:4], "", "Ketua"], [*second[:3], "#REF!", 8, "Anggota"]):
        faults = meant(magelang, path, {"Lampiran": [*rows[:3], row]})[2][2]
        assert faults == ["kelurahan_missing"], "neither the TPS nor the kelurahan of those above"
    grouped = [HEADS, BUDI, ["KELURAHAN CACABAN"], [*second[:4], 8, "Ketua"]]
    assert [unit for unit, _, _ in meant(magelang, path, {"Lampiran": grouped})][1] == "33.71.03.1002.008"


def test_a_sheet_for_each_kecamatan(magelang: Places, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["DAFTAR PPK"], ["Nama", "Alamat", "Jabatan"], ["Budi Akasia", "Jl. Mawar 1", "Ketua"]]
    names = ("Magelang Selatan", "Tengah", "PPK Magelang Utara", "Kec. Magelang Selatan")
    assert [unit for unit, _, _ in meant(magelang, path, dict.fromkeys(names, rows))] == [
        "33.71.01", "33.71.03", "33.71.02", "33.71.01",
    ]  # fmt: skip
    defaults = Defaults(unit="33.71.02")
    assert meant(magelang, path, {"Magelang Selatan": rows}, defaults) == [("33.71.01", "", [])]
    for name in ("Lampiran", "PPK Terpilih"):
        assert meant(magelang, path, {name: rows}, defaults) == [("33.71.02", "", [])]
        assert meant(magelang, path, {name: rows}) == [("", "", ["kecamatan_missing"])]
    assert meant(magelang, path, {"Wates": rows}) == [("33.71.02", "", [])], "the kecamatan of a kelurahan, as before"
    title = [["DAFTAR PPK"], HEADS, BUDI]
    assert meant(magelang, path, {"Magelang Selatan": title}) == [("33.71.01", "33.71.02.1003", [])]
    named = [["DAFTAR PPK KECAMATAN MAGELANG UTARA"], *rows[1:]]
    assert meant(magelang, path, {"Magelang Selatan": named}) == [("33.71.02", "", [])], "a title says more"


def test_a_bare_name_of_a_region_says_at_least_which_others_are_not_meant() -> None:
    """Tegal is a kota and a kabupaten, and in Jawa Tengah there are two Kedungbanteng."""
    found = Places(
        [
            ("33", "Jawa Tengah"), ("33.02", "Banyumas"), ("33.02.17", "Kedungbanteng"), ("33.28", "Tegal"),
            ("33.28.06", "Kedungbanteng"), ("33.28.06.2001", "Karanganyar"), ("33.02.17.2001", "Karanganyar"),
            ("33.76", "Kota Tegal"), ("33.76.01", "Tegal Barat"), ("33.19", "Kudus"), ("33.19.02", "Kota Kudus"),
        ],
        "33",
    )  # fmt: skip
    assert found.kecamatan("Kedungbanteng", "Tegal") == "33.28.06"
    assert found.kecamatan("Kedungbanteng", "Banyumas") == "33.02.17"
    assert found.kelurahan("Karanganyar", "Kedungbanteng", "Tegal") == "33.28.06.2001"
    assert found.kelurahan("Karanganyar", "", "Tegal") == "33.28.06.2001"
    assert code(found.kecamatan("Kedungbanteng")) == "kecamatan_ambiguous"
    assert code(found.kecamatan("Kedungbanteng", "Kota Tegal")) == "kecamatan_ambiguous"
    assert found.kecamatan("Kota Kudus") == "33.19.02", "a kecamatan that is called so"
    assert found.kecamatan("Kec. Kota Kudus", "Kudus") == "33.19.02"
    assert code(found.kecamatan("Kota Tegal")) == "place_level"


def test_a_desa_may_be_called_by_the_word_for_one() -> None:
    """33.22.08.2003 in Jambu is called Kelurahan."""
    assert places.place("Kelurahan")[0] == places.place("Desa Kelurahan")[0] == "Kelurahan"
    found = Places([("33.22", "Semarang"), ("33.22.08", "Jambu"), ("33.22.08.2003", "Kelurahan")], "33.22")
    assert found.kelurahan("Kelurahan", "Jambu") == found.kelurahan("Desa Kelurahan") == "33.22.08.2003"
