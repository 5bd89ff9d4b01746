"""``siaga import`` as a user meets it: looked at first, applied as a whole, told where it cannot be."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
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
    again = siaga("--db", str(prepared), "import", "tolakan.xlsx", *DECREE[-2:], "--json")
    assert again.returncode == ExitCode.FAILED
    (found,) = json.loads(again.stdout)
    assert found["counts"] == {"BARU": 0, "UBAH": 0, "SAMA": 0, "RAGU": 0, "TOLAK": 2}
    assert found["lacks"] == [], "what was said for the file is in the file of rejects"
    assert [one["problems"][0]["code"] for one in found["lines"]] == ["tps_unknown", "kelurahan_unknown"]
    assert "3371011203900002" not in again.stdout and "Orang" not in again.stdout


def test_reserves_are_called_so(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    rows = [row(1), row(2, Jabatan="Cadangan 1", TPS=""), row(3, Jabatan="Cad. 2", TPS=""), row(4, Jabatan="PAW 1")]
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), *map(";".join, [*rows, row(5, Jabatan="PAW", Kelurahan="Anu")])])
    call = ("--db", str(prepared), "import", "kpps.csv", *DECREE)
    done = siaga(*call, "--apply")
    assert "di antaranya cadangan: BARU 3 · TOLAK 1" in done.stdout
    assert "1 orang diangkat, 3 cadangan ditambahkan; 1 baris tidak ikut" in done.stderr
    assert filled(prepared) == 1
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), ";".join(row(2, Jabatan="Cadangan 3", TPS=""))])
    done = siaga(*call)
    assert "KPPS cadangan ke-3 · Wates  urutan cadangan 1 → 3" in done.stdout
    done = siaga(*call, "--json")
    (found,) = json.loads(done.stdout)
    assert found["reserves"] == {"BARU": 0, "UBAH": 1, "SAMA": 0, "RAGU": 0, "TOLAK": 0}
    (line,) = found["lines"]
    assert (line["post"], line["rank"], line["changes"]) == ("cadangan", 3, ["rank"])
    back = ("--db", str(prepared), "export", "cadangan", "--election", "pemilu-2024", "-o", "daftar.csv")
    assert siaga(*back).returncode == ExitCode.OK
    done = siaga("--db", str(prepared), "import", "daftar.csv", "--election", "pemilu-2024")
    assert (done.returncode, done.stdout.splitlines()[:2]) == (
        ExitCode.OK,
        ["daftar.csv: + BARU 0   ~ UBAH 0   = SAMA 3   ? RAGU 0   ✗ TOLAK 0", "  di antaranya cadangan: SAMA 3"],
    )


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
    for name in ("kosong.csv", "tidak-ada.xlsx", f"{'panjang' * 50}.csv"):
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


def test_ctrl_c_in_the_middle_of_writing_leaves_nothing(prepared: Path, tmp_path: Path) -> None:
    """All KPPS of the city, of whom the first thousand are in the database when the key is pressed."""
    connection = sqlite3.connect(prepared)
    tps = connection.execute(
        "SELECT region.name, tps.number FROM tps JOIN region ON region.code = tps.kelurahan "
        "WHERE election = 'pemilu-2024' ORDER BY tps.code"
    ).fetchall()
    before = connection.execute("SELECT count(*), max(seq) FROM journal").fetchone()
    connection.close()
    lines = [
        f"Orang {name} {number} {'abcdefg'[at]};L;{name};{number};{'Anggota' if at else 'Ketua'}"
        for name, number in tps
        for at in range(7)
    ]
    csv_file(tmp_path / "kpps.csv", ["Nama;L/P;Kelurahan;TPS;Jabatan", *lines, "Nol;L;Entah;1;Ketua"])
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tui", "--db", str(prepared), "import", "kpps.csv", *DECREE, "--apply"]
    with Terminal([*command, "--rejects", "sisa.csv"], 100, 24, environment, tmp_path) as terminal:
        terminal.wait_for("Menulis █")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == ExitCode.INTERRUPT
        terminal.wait_for("Dihentikan: tidak ada yang ditulis dari kpps.csv.")
    connection = sqlite3.connect(prepared)
    assert connection.execute("SELECT count(*), max(seq) FROM journal").fetchone() == before
    assert connection.execute("SELECT count(*) FROM person").fetchone() == (0,)
    connection.close()
    assert filled(prepared) == 0
    assert not (tmp_path / "sisa.csv").exists()
    assert list(tmp_path.glob(".siaga-*")) == []


def test_who_holds_another_seat_is_told_in_words_json_and_rejects(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), ";".join(row(1))])
    assert siaga("--db", str(prepared), "import", "kpps.csv", *DECREE, "--apply").returncode == ExitCode.OK
    csv_file(tmp_path / "pps.csv", [";".join((*HEADS, "Badan")), ";".join((*row(1, TPS=""), "PPS"))])
    call = ("--db", str(prepared), "import", "pps.csv", *DECREE)
    done = siaga(*call, "--rejects", "tolakan.csv")
    assert done.returncode == ExitCode.FAILED
    said = "Rangkap: KPPS · TPS 007 Wates, Pemilu 2024 (25 Jan 2024 – 25 Feb 2024)"
    assert said in done.stdout
    assert said in (tmp_path / "tolakan.csv").read_text("utf-8-sig")
    (found,) = json.loads(siaga(*call, "--json").stdout)
    assert [one["code"] for one in found["lines"][0]["problems"] if one["level"] == "fault"] == ["not_eligible"]


def test_what_was_not_read_is_told(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    nobody = ("", "", "", "", "", "", "", "", "catatan 7")
    path = xlsx(
        tmp_path / "kpps.xlsx",
        {"Data": [HEADS, row(1), nobody], "Catatan": [("hal lain",)], "Lama": [HEADS, row(2)], "Sheet3": []},
    )
    book = openpyxl.load_workbook(path)
    book["Lama"].sheet_state = "hidden"
    book.save(path)
    call = ("--db", str(prepared), "import", "kpps.xlsx", *DECREE)
    done = siaga(*call)
    assert done.returncode == ExitCode.FAILED
    assert "Tidak dibaca (tersembunyi atau tanpa judul kolom): Lama, Catatan." in done.stdout
    assert "dilewati: Data!baris 3." in done.stdout
    done = siaga(*call, "--json", "--apply")
    (found,) = json.loads(done.stdout)
    assert found["not_read"] == [{"sheet": "Lama", "why": "hidden"}, {"sheet": "Catatan", "why": "no_header"}]
    assert found["odd"] == [{"sheet": "Data", "row": 3}]
    assert (done.returncode, found["left_out"], filled(prepared)) == (ExitCode.FAILED, 0, 1)


def test_the_lists_of_our_own_template_are_no_news(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    call = ("--db", str(prepared), "template", "kpps", "--election", "pemilu-2024", "--unit", "33.71.03.1002")
    assert siaga(*call, "-o", "kpps.xlsx").returncode == ExitCode.OK
    done = siaga("--db", str(prepared), "import", "kpps.xlsx", "--election", "pemilu-2024")
    assert (done.returncode, "Tidak dibaca" in done.stdout) == (ExitCode.OK, False)


@pytest.mark.parametrize(
    ("unit", "said"),
    [("33.08", "33.08 di luar wilayah"), ("33.71.09", "33.71.09 tidak ada"), ("33.71.03.1002.999", "tidak ada")],
)
def test_a_unit_that_is_not_ours_is_no_unit(siaga: Run, prepared: Path, tmp_path: Path, unit: str, said: str) -> None:
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), ";".join(row(1))])
    done = siaga("--db", str(prepared), "import", "kpps.csv", *DECREE, "--apply", "--unit", unit)
    assert (done.returncode, filled(prepared)) == (ExitCode.USAGE, 0)
    assert said in done.stderr
    done = siaga("--db", str(prepared), "import", "kpps.csv", *DECREE, "--unit", "33.71.01")
    assert done.returncode == ExitCode.OK


def test_json_tells_of_every_file_though_one_cannot_be_read(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("a.csv", "c.csv"), 1):
        csv_file(tmp_path / name, [";".join(HEADS), ";".join(row(number))])
    (tmp_path / "b.csv").touch()
    done = siaga("--db", str(prepared), "import", "a.csv", "b.csv", "c.csv", *DECREE, "--apply", "--json")
    assert done.returncode == ExitCode.FAILED
    first, second, third = json.loads(done.stdout)
    assert (first["applied"], second, third["applied"]) == (True, {"file": "b.csv", "fault": "file_empty"}, True)
    assert "b.csv kosong" in done.stderr
    assert filled(prepared) == 2


def test_json_tells_what_was_applied_before_the_database_gave_up(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("a.csv", "b.csv"), 1):
        csv_file(tmp_path / name, [";".join(HEADS), ";".join(row(number))])
    _refuse(prepared, "SELECT count(*) FROM tenure WHERE 1 = (SELECT count(*) FROM tenure)")
    done = siaga("--db", str(prepared), "import", "a.csv", "b.csv", *DECREE, "--apply", "--json")
    assert done.returncode == ExitCode.DATABASE
    first, second = json.loads(done.stdout)
    assert (first["applied"], second) == (True, {"file": "b.csv", "fault": "storage"})
    assert filled(prepared) == 1


def _refuse(path: Path, when: str) -> None:
    """A database that takes no more terms while the query says so."""
    connection = sqlite3.connect(path)
    connection.execute(
        f"CREATE TRIGGER full BEFORE INSERT ON tenure WHEN ({when}) BEGIN SELECT RAISE(ABORT, 'no more'); END"
    )
    connection.close()


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("tolakan.ods", ExitCode.USAGE, "akhiran itu tidak dikenal"),
        ("lama.csv", ExitCode.FAILED, "Sudah ada"),
        ("tidak/ada.csv", ExitCode.FAILED, "Foldernya tidak ada"),
    ],
)
def test_rejects_that_cannot_be_written_are_told_first(
    siaga: Run, prepared: Path, tmp_path: Path, target: str, code: ExitCode, said: str
) -> None:
    csv_file(tmp_path / "kpps.csv", [";".join(HEADS), ";".join(row(1)), ";".join(row(2, TPS="099"))])
    (tmp_path / "lama.csv").write_text("lama")
    done = siaga("--db", str(prepared), "import", "kpps.csv", *DECREE, "--apply", "--rejects", target)
    assert (done.returncode, done.stdout, filled(prepared)) == (code, "", 0)
    assert said in done.stderr
    assert (tmp_path / "lama.csv").read_text() == "lama"


def test_rejects_and_people_are_written_together_or_not_at_all(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    other = {"Satu": [HEADS, row(1), row(2, TPS="099")], "Dua": [(*HEADS, "Alamat"), (*row(3, TPS="098"), "Jl. X")]}
    xlsx(tmp_path / "kpps.xlsx", other)
    call = ("--db", str(prepared), "import", "kpps.xlsx", *DECREE, "--apply", "--rejects")
    done = siaga(*call, "tolakan.csv")
    assert (done.returncode, filled(prepared)) == (ExitCode.FAILED, 1)
    assert "2 baris ditulis: tolakan.csv" in done.stderr, "sheets of two shapes"
    _refuse(prepared, "1")
    csv_file(tmp_path / "b.csv", [";".join(HEADS), ";".join(row(4)), ";".join(row(5, TPS="099"))])
    done = siaga("--db", str(prepared), "import", "b.csv", *DECREE, "--apply", "--rejects", "b-tolakan.csv")
    assert done.returncode == ExitCode.DATABASE
    assert not (tmp_path / "b-tolakan.csv").exists()
    assert "b-tolakan.csv" not in done.stderr


def test_a_folder_is_no_file(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    (tmp_path / "masuk").mkdir()
    for name in (".", "masuk"):
        done = siaga("--db", str(prepared), "import", name, *DECREE)
        assert done.returncode == ExitCode.USAGE
        assert f"{name} adalah folder" in done.stderr


def test_a_file_of_nobody_says_so(siaga: Run, prepared: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "kosong.csv", [";".join(HEADS)])
    done = siaga("--db", str(prepared), "import", "kosong.csv", *DECREE)
    assert done.returncode == ExitCode.OK, "no row was left out"
    assert "Di kosong.csv tidak ada baris orang" in done.stderr
