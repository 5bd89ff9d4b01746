"""Names of places and people in files: found by tables, never guessed."""

from __future__ import annotations

import pytest

from models.exchange.draft import Draft, Found, Problem
from models.exchange.matching import Places, alike, code_of
from models.exchange.plan import Defaults
from models.exchange.resolving import Resolver, says
from models.rules.loader import load_election, load_region


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


def test_what_a_file_leaves_unsaid(magelang: Places) -> None:
    """Body and unit as a person said them; what the row says comes first."""

    def row(defaults: Defaults, **values: str) -> tuple[str, str, str, list[str]]:
        draft = Draft("S", 2, {"name": Found("Budi", "Budi", "A2")} | {n: Found(v, v, "B2") for n, v in values.items()})
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
