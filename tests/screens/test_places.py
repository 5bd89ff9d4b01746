"""Names at every level, among few siblings and many."""

import pytest

from models.units import Level
from screens.presenters import places

KAB = ("Kabupaten Magelang", "Kabupaten Temanggung", "Kota Magelang")


def test_the_first_word_goes_only_where_all_siblings_share_it() -> None:
    assert places.short_name("Magelang Selatan", ["Magelang Selatan", "Magelang Utara", "Magelang Tengah"]) == "Selatan"
    provinces = ["Papua", "Papua Barat", "Papua Selatan", *(f"Provinsi {at}" for at in range(35))]
    assert len(provinces) == 38
    assert [places.short_name(one, provinces) for one in provinces] == provinces
    assert [places.short_name(one, KAB) for one in KAB] == list(KAB)
    assert places.short_name("Papua Barat", ["Papua", "Papua Barat"]) == "Papua Barat"


def test_a_kabupaten_is_short_and_told_from_a_kota() -> None:
    assert [places.brief(one) for one in KAB] == ["Kab. Magelang", "Kab. Temanggung", "Kota Magelang"]
    assert places.brief("Kabupaten") == "Kabupaten"


@pytest.mark.parametrize(
    ("level", "codes", "said"),
    [
        (Level.PROVINCE, ["11", "12"], "2 provinsi"),
        (Level.KOTA, ["33.01"] * 35, "35 kab/kota"),
        (Level.KECAMATAN, ["33.01.01"] * 7277, "7.277 kecamatan"),
        (Level.KELURAHAN, ["33.71.01.1001"], "1 kelurahan"),
        (Level.KELURAHAN, ["33.01.01.2001"], "1 desa"),
        (Level.KELURAHAN, ["33.01.01.2001", "33.01.01.1002"], "2 kelurahan/desa"),
        (Level.TPS, ["33.71.01.1001.001"], "1 TPS"),
    ],
)
def test_units_are_counted_by_what_they_are(level: Level, codes: list[str], said: str) -> None:
    assert places.counted(level, codes) == said


def test_what_stands_between_is_named_nearest_first() -> None:
    names = {"33": "Jawa Tengah", "33.08": "Kabupaten Magelang", "33.08.01": "Salaman", "33.08.01.2001": "Kalirejo"}
    assert places.beneath("33.08.01.2001", names, "id") == "Salaman, Kab. Magelang, Jawa Tengah"
    assert places.beneath("33.08.01.2001.901", names, "33") == "Salaman, Kab. Magelang"
    assert places.beneath("33.08", names, "33") == ""
    assert places.beside("33.08.01.2001", names, "33") == "Salaman, Kab. Magelang"
    assert places.beside("33.08.01.2001", names, "33.08") == ""
