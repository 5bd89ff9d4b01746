"""Voters of TPS from the files that offices keep."""

from __future__ import annotations

from pathlib import Path

from models.exchange.voters import read_voters
from tests.models.sheets import csv_file, xlsx
from tests.models.town import KELURAHAN, TPS

KNOWN = [TPS, f"{KELURAHAN}.002", f"{KELURAHAN}.901"]


def test_a_workbook_with_a_title_and_a_sum(tmp_path: Path) -> None:
    rows = [
        ["DAFTAR PEMILIH TETAP"],
        [],
        ["No", "Kode Kelurahan", "Kelurahan", "No TPS", "L", "P", "Jumlah DPT"],
        [1, KELURAHAN, "Ma'rang", 1, 130, 150, 280],
        [2, KELURAHAN, "Ma'rang", "TPS 002", None, None, None],
        [3, KELURAHAN, "Ma'rang", "901", 10, 0, 10.0],
        ["", "", "JUMLAH", "", 140, 150, 290],
    ]
    found, faults = read_voters(xlsx(tmp_path / "dpt.xlsx", {"DPT": rows}), KNOWN)
    assert (found, faults) == ({TPS: 280, f"{KELURAHAN}.901": 10}, [])


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    lines = ["kode,dpt", f"{TPS},-3", f"{TPS},280", f"{TPS},281", f"{KELURAHAN},5", "33.71.01.1001.444,5", "x,5"]
    found, faults = read_voters(csv_file(tmp_path / "dpt.csv", lines), KNOWN)
    assert found == {TPS: 280}
    assert [(one.line, one.reason, one.value) for one in faults] == [
        (2, "not_a_number", "-3"),
        (4, "duplicate", "3"),
        (5, "bad_code", ""),
        (6, "unknown_tps", ""),
        (7, "bad_code", ""),
    ]
    lines = ["kode,tps,dpt", f"{KELURAHAN},0,5", f"{KELURAHAN},satu,5"]
    assert [one.reason for one in read_voters(csv_file(tmp_path / "b.csv", lines), KNOWN)[1]] == ["bad_tps"] * 2


def test_files_that_say_nothing(tmp_path: Path) -> None:
    assert [one.reason for one in read_voters(tmp_path / "tiada.xlsx", KNOWN)[1]] == ["file_missing"]
    nothing = csv_file(tmp_path / "c.csv", ["nama,umur", "a,3"])
    assert [one.reason for one in read_voters(nothing, KNOWN)[1]] == ["no_header"]
