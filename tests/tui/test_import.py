"""``siaga import`` as a user meets it: looked at first, applied as a whole, told where it cannot be."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

import pytest

from models.actor import KPU, Actor
from models.clock import WIB
from models.rules.loader import load_election, load_region
from models.services import setup
from tests.models.sheets import csv_file, xlsx
from tests.tui.conftest import ROOT, Run
from tests.wire.terminal import Terminal
from tui.exit_codes import ExitCode

HEADS = ("Nama", "NIK", "L/P", "Tanggal Lahir", "Kelurahan", "TPS", "Jabatan", "No. HP")
DECREE = ("--body", "kpps", "--start", "2024-01-25", "--decree", "SK 1/2024", "--election", "pemilu-2024")


def row(number: int, **more: str) -> tuple[str, ...]:
    values = dict(
        zip(
            HEADS,
            (f"Orang {'abcdefghij'[number] * 4}", f"3371011203900{number:03}", "L", "12-03-1990", "Wates", "007",
             "Anggota", f"081200000{number:02}"),
            strict=True,
        )
    )  # fmt: skip
    return tuple((values | more).values())


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A database of Kota Magelang; where it lies."""
    path = tmp_path / "magelang.db"
    elections = [load_election(code) for code in ("pemilu-2024", "pilkada-2024")]
    setup.create(path, load_region("33.71"), elections, datetime(2024, 1, 20, 9, tzinfo=WIB), Actor("kpu", KPU))
    return path


def filled(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM seat WHERE tenure_id IS NOT NULL").fetchone()[0])
    finally:
        connection.close()


def test_looked_at_applied_and_the_same_again(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), *(";".join(row(n)) for n in range(1, 4))])
    call = ("--db", str(prepared), "import", "kpps.csv", *DECREE)
    done = siaga(*call)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        ExitCode.OK, "kpps.csv: + BARU 3   ~ UBAH 0   = SAMA 0   ? RAGU 0   ✗ TOLAK 0",
    )  # fmt: skip
    assert "--apply" in done.stderr
    assert filled(prepared) == 0
    done = siaga(*call, "--apply")
    assert done.returncode == ExitCode.OK
    assert "3 orang diangkat" in done.stderr
    assert filled(prepared) == 3
    done = siaga(*call, "--apply")
    assert done.returncode == ExitCode.OK
    assert "tidak ada yang berubah" in done.stderr
    assert siaga("--db", str(prepared), "db", "check").returncode == ExitCode.OK


def test_what_is_left_out_is_told_counted_and_written(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    rows = [row(1), row(2, TPS="099"), row(3, Kelurahan="Watess"), row(4, **{"No. HP": "8129999"})]
    xlsx(tmp_path / "kpps.xlsx", {"Data": [HEADS, *rows]})
    call = ("--db", str(prepared), "import", "kpps.xlsx", *DECREE)
    done = siaga(*call, "--apply", "--rejects", "tolakan.xlsx")
    assert done.returncode == ExitCode.FAILED
    assert filled(prepared) == 2
    assert [line.split()[:2] for line in done.stdout.splitlines() if "TOLAK  " in line] == [
        ["TOLAK", "Data!A3"],
        ["TOLAK", "Data!A4"],
    ]
    assert "Watess" in done.stdout
    assert "3371011203900002" not in done.stdout + done.stderr, "nobody's NIK"
    assert "tolakan.xlsx" in done.stderr
    again = siaga("--db", str(prepared), "import", "tolakan.xlsx", *DECREE, "--json")
    assert again.returncode == ExitCode.FAILED
    (found,) = json.loads(again.stdout)
    assert found["counts"] == {"BARU": 0, "UBAH": 0, "SAMA": 0, "RAGU": 0, "TOLAK": 2}
    assert [one["problems"][0]["code"] for one in found["lines"]] == ["tps_unknown", "kelurahan_unknown"]
    assert "3371011203900002" not in again.stdout and "Orang" not in again.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--apply", "--dry-run"), "pilih salah satu"),
        (("--body", "karang-taruna"), "Yang ada: ppk"),
        (("--unit", "Wates"), "bukan kode wilayah"),
        (("--start", "kemarin"), "bukan tanggal"),
        (("--election", "pilpres"), "tidak ada di pengaturan"),
    ],
)
def test_what_cannot_be_asked(siaga: Run, prepared: Path, options: tuple[str, ...], said: str) -> None:
    done = siaga("--db", str(prepared), "import", "kpps.csv", *options)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr


def test_files_that_cannot_be_read(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    (tmp_path / "kosong.csv").touch()
    for name in ("kosong.csv", "tidak-ada.xlsx"):
        done = siaga("--db", str(prepared), "import", name, *DECREE)
        assert done.returncode == ExitCode.FAILED
        assert name in done.stderr
    done = siaga("--db", str(prepared), "--readonly", "import", "kosong.csv", "--apply")
    assert done.returncode == ExitCode.USAGE


def test_a_bar_and_ctrl_c(prepared: Path, tmp_path: Path) -> None:
    """On a terminal a bar shows how far it is; Ctrl+C ends it, and nothing was written."""
    lines = (";".join(row(n % 10, NIK=f"33710112039{n:05}", Nama=f"Orang {n:05}")) for n in range(60_000))
    csv_file(tmp_path / "besar.csv", [";".join(HEADS), *lines])
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tui", "--db", str(prepared), "import", "besar.csv", *DECREE, "--apply"]
    with Terminal(command, 80, 24, environment, tmp_path) as terminal:
        terminal.wait_for("Memeriksa besar.csv █")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == ExitCode.INTERRUPT
    assert filled(prepared) == 0
