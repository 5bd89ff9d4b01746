"""Where files are looked for: newest first, completed, and never outside what somebody may see."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from screens.folders import Folders, completed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "rumah"
    (made / "Unduhan").mkdir(parents=True)
    for at, name in enumerate(("lama.xlsx", "baru.XLS", "KPPS Panjang.csv", "foto.jpg", "~$baru.XLS", ".rahasia.csv")):
        file = made / "Unduhan" / name
        file.write_bytes(b"x" * (at + 1))
        os.utime(file, (1_000_000 + at, 1_000_000 + at))
    monkeypatch.setenv("HOME", str(made))
    return made


def names(place: Folders, typed: str) -> list[str]:
    return [one.name for one in place.listed(*place.split(typed))]


def test_the_newest_comes_first_and_only_what_can_be_read(home: Path) -> None:
    assert names(Folders(), "~/Unduhan/") == ["KPPS Panjang.csv", "baru.XLS", "lama.xlsx", ".."]


def test_a_part_of_the_name_is_enough(home: Path) -> None:
    assert names(Folders(), "~/Unduhan/panj") == ["KPPS Panjang.csv"]
    assert names(Folders(), "~/undu") == ["Unduhan"]


def test_a_name_is_completed_as_far_as_it_is_certain(home: Path) -> None:
    place = Folders()
    assert completed("kpp", place.listed(*place.split("~/Unduhan/kpp"))) == "KPPS Panjang.csv"
    assert completed("Und", place.listed(*place.split("~/Und"))) == "Unduhan/"
    (home / "Unduhan" / "KPPS Potrobangsan.csv").touch()
    assert completed("k", place.listed(*place.split("~/Unduhan/k"))) == "KPPS P"
    assert completed("zz", place.listed(*place.split("~/Unduhan/zz"))) == "zz"


def test_a_path_is_written_as_it_is_typed(home: Path) -> None:
    place = Folders()
    for path in (home, home / "Unduhan", Path("/usr")):
        assert place.meant(place.written(path)) == path


def test_on_a_shared_server_nothing_outside_is_seen(home: Path, tmp_path: Path) -> None:
    (tmp_path / "orang-lain").mkdir()
    (tmp_path / "orang-lain" / "rahasia.csv").touch()
    (home / "lain").symlink_to(tmp_path / "orang-lain")
    place = Folders(str(home))
    assert ".." not in names(place, "/")
    for typed in ("/../orang-lain/", "../orang-lain/", "/lain/", "~/../orang-lain/"):
        with pytest.raises(PermissionError):
            place.listed(*place.split(typed))
    assert not place.allowed(place.meant("/../orang-lain/baru.xlsx"))
    assert Folders(str(home), str(tmp_path / "orang-lain")).start == home.resolve()


def test_a_name_is_found_as_it_is_seen(home: Path) -> None:
    """Without the characters that are not shown; accents as they are typed, however the disk keeps them."""
    for name in ("a\x1b]0;X\x07b.csv", "Re\u0301kap.csv", "s\udcffb.csv"):
        (home / name).touch()
    place = Folders()
    for typed in ("~/a]0;Xb", "~/Rékap", "~/sb"):
        assert len(place.listed(*place.split(typed))) == 1
