"""Where a file is written: nothing that stands there is harmed or written through, and no name is too odd."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.errors import Refused
from models.exchange import writing


@pytest.mark.parametrize("way", ["nowhere", "pipe", "device", "folder", "loop"])
def test_what_is_no_file_stays_what_it_is(tmp_path: Path, way: str) -> None:
    """Nothing is written through it, also not with --force, and nobody waits for its other end."""
    target, outside = tmp_path / "keluar.csv", tmp_path / "di-luar.csv"
    if way == "pipe":
        os.mkfifo(target)
    elif way == "folder":
        target.mkdir()
    else:
        target.symlink_to({"nowhere": outside, "device": "/dev/null", "loop": target}[way])
    before = target.lstat()
    for replace in (False, True):
        with pytest.raises(Refused) as caught:
            writing.write_text("isi\n", target, replace=replace)
        assert caught.value.code == "file_exists"
    assert target.lstat() == before
    assert not outside.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["keluar.csv"]


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "asli.csv").write_text("asli")
    (tmp_path / "keluar.csv").symlink_to("asli.csv")
    writing.write_text("baru", tmp_path / "keluar.csv", replace=True)
    assert (tmp_path / "asli.csv").read_text() == "asli"
    assert not (tmp_path / "keluar.csv").is_symlink()


def test_what_came_there_while_it_was_written_stays(tmp_path: Path) -> None:
    target = tmp_path / "keluar.csv"
    with pytest.raises(Refused) as caught, writing.placed(target) as part:
        part.write_text("saya")
        target.write_text("orang lain")
    assert caught.value.code == "file_exists"
    assert target.read_text() == "orang lain"


@pytest.mark.parametrize(
    "name", ["a\0b.csv", "x" * 300 + ".csv", "é" * 150, "ada.csv/anak.csv", "tiada/../../../x/y.csv"]
)
def test_a_name_that_no_system_takes_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "ada.csv").touch()
    with pytest.raises(Refused) as caught:
        writing.write_text("isi\n", tmp_path / name)
    assert caught.value.code == "file_unwritable"


@pytest.mark.parametrize("name", ["-rf", "--force.csv", "~", "$(id).csv", "a b;c.csv", "*.csv"])
def test_a_name_that_a_shell_would_obey_is_a_name(tmp_path: Path, name: str) -> None:
    assert writing.write_text("isi\n", tmp_path / name) == 1
    assert [one.name for one in tmp_path.iterdir()] == [name]
