"""``siaga init`` as a user meets it: any area from CSV files, faults by line, updates with a dry run, interruptions."""

from __future__ import annotations

import csv
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.tui.conftest import ROOT, Run, clean_environment
from tests.wire.terminal import Terminal
from tui.commands.init import _of_elections
from tui.exit_codes import ExitCode
from tui.words import Misuse

REGIONS = """kode,nama
33,JAWA TENGAH
33.08,MAGELANG
33.08.01,SALAMAN
33.08.01.2001,NGARGORETNO
33.08.01.2002,PARIPURNO
33.71,KOTA MAGELANG
33.71.01,MAGELANG SELATAN
33.71.01.1003,REJOWINANGUN SELATAN
"""
TPS = """kode,kelurahan,tps_reguler,tps_khusus
33.08.01.2001,NGARGORETNO,2,
33.08.01.2002,PARIPURNO,3,901
33.71.01.1003,REJOWINANGUN SELATAN,4,
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The options that name the two files."""
    (tmp_path / "wilayah.csv").write_text(REGIONS)
    (tmp_path / "tps.csv").write_text(TPS)
    return ["--regions", "wilayah.csv", "--tps", "tps.csv", "--election", "pemilu-2024"]


def database(home: Path) -> Path:
    return home / ".local/share/siaga/siaga.db"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.execute(query))
    finally:
        connection.close()


def test_a_new_area(siaga: Run, files: list[str], tmp_path: Path) -> None:
    done = siaga("init", "--region", "33.08", *files)
    assert done.returncode == ExitCode.OK
    assert done.stdout.splitlines() == ["33.08  Magelang: 1 kecamatan, 2 desa", "Pemilu 2024: 6 TPS"]
    assert "Basis data siap" in done.stderr
    path = database(tmp_path)
    assert rows(path, "SELECT code, name FROM region ORDER BY code") == [
        ("33.08", "Magelang"),
        ("33.08.01", "Salaman"),
        ("33.08.01.2001", "Ngargoretno"),
        ("33.08.01.2002", "Paripurno"),
    ]
    assert rows(path, "SELECT count(*) FROM seat") == [(8 + 2 * 6 + 6 * 9,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    assert sorted(one.name for one in path.parent.iterdir() if not one.name.endswith(("-wal", "-shm"))) == ["siaga.db"]
    # The board opens there.
    assert 'region = "33.08"' in (tmp_path / ".config/siaga/config.toml").read_text()
    assert "Magelang" in siaga("status").stdout
    assert siaga("db", "check").returncode == ExitCode.OK


def test_the_nation_and_an_election_without_tps(siaga: Run, files: list[str], tmp_path: Path) -> None:
    done = siaga("--db", "id.db", "init", "--region", "id", *files, "--election", "pilkada-2024")
    assert done.returncode == ExitCode.OK
    assert done.stdout.splitlines() == [
        "id  Indonesia: 1 provinsi, 2 kab/kota, 2 kecamatan, 3 kelurahan/desa",
        "Pemilu 2024: 10 TPS",
        "Pilkada 2024: tanpa berkas TPS, jadi hanya kursi di atas TPS",
    ]
    assert "[site]" in done.stderr, "a database that the settings do not name: what to set is said, and nothing written"
    assert not (tmp_path / ".config").exists()
    path = tmp_path / "id.db"
    assert rows(path, "SELECT code, parent, level FROM region WHERE level < 2 ORDER BY level") == [
        ("id", None, 0),
        ("33", "id", 1),
    ]
    assert rows(path, "SELECT DISTINCT election FROM tps") == [("pemilu-2024",)]
    assert rows(path, "SELECT count(*) FROM seat WHERE election = 'pilkada-2024' AND length(unit) > 13") == [(0,)]


def test_faults_are_told_and_nothing_is_written(siaga: Run, files: list[str], tmp_path: Path) -> None:
    (tmp_path / "tps.csv").write_text(TPS.replace("3,901", "3,901 901").replace("2001,NGARGORETNO,2", "2009,X,2"))
    done = siaga("init", "--region", "33", *files)
    assert done.returncode == ExitCode.FAILED
    assert done.stdout.splitlines() == [
        "wilayah.csv, baris 5, 33.08.01.2001: kelurahan tanpa TPS pemilu-2024",
        "tps.csv, baris 2, 33.08.01.2009: kelurahan ini tidak ada di berkas wilayah",
        "tps.csv, baris 3, 33.08.01.2002: TPS khusus 901 disebut dua kali",
    ]
    assert "3 kesalahan" in done.stderr
    assert "edisi yang berbeda" in done.stderr
    assert not database(tmp_path).exists()


def test_of_many_faults_the_first_are_shown(siaga: Run, files: list[str], tmp_path: Path) -> None:
    lines = [f"33.08.01.{number},X" for number in range(3001, 3101)]
    (tmp_path / "wilayah.csv").write_text(REGIONS + "\n".join(lines))
    done = siaga("init", "--region", "33", *files)
    assert len(done.stdout.splitlines()) == 21
    assert done.stdout.splitlines()[-1] == "… dan 80 lagi"
    assert "100 kesalahan (100 kelurahan tanpa TPS)" in done.stderr


def test_bad_rows_can_be_left_out_with_a_report(siaga: Run, files: list[str], tmp_path: Path) -> None:
    (tmp_path / "wilayah.csv").write_text(REGIONS.replace("33.08.01,SALAMAN", "33.08.01,"))
    done = siaga("init", "--region", "33", *files, "--skip-bad")
    assert done.returncode == ExitCode.OK
    assert rows(database(tmp_path), "SELECT code FROM region WHERE code LIKE '33.08%'") == [("33.08",)]
    report = next(database(tmp_path).parent.glob("siaga.db.dilewati-*.csv"))
    with report.open(newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["file", "line", "code", "reason"]
    assert found[1] == ["wilayah.csv", "4", "33.08.01", "nama kosong"]
    assert len(found) == 1 + 1 + 2 + 2
    elsewhere = siaga("--db", "lain.db", "init", "--region", "33", *files, "--skip-bad", "--report", "laporan.csv")
    assert elsewhere.returncode == ExitCode.OK
    assert (tmp_path / "laporan.csv").read_text() == report.read_text()


def test_updates_are_shown_first_and_written_when_asked(siaga: Run, files: list[str], tmp_path: Path) -> None:
    assert siaga("init", "--region", "33.71", *files).returncode == ExitCode.OK
    again = siaga("init", "--region", "33.71", *files)
    assert (again.returncode, again.stdout) == (ExitCode.OK, "")
    assert "sudah sama" in again.stderr
    path = database(tmp_path)
    before = rows(path, "SELECT count(*) FROM journal")
    (tmp_path / "wilayah.csv").write_text(REGIONS.replace("REJOWINANGUN", "REJO WINANGUN"))
    (tmp_path / "tps.csv").write_text(TPS.replace("SELATAN,4,", "SELATAN,3,901 902"))
    dry = siaga("init", "--region", "33", *files)
    assert dry.returncode == ExitCode.OK
    assert dry.stdout.splitlines() == [
        "BARU         1 provinsi, 1 kab/kota, 1 kecamatan, 2 desa",
        "  33  Jawa Tengah",
        "  33.08  Magelang",
        "  33.08.01  Salaman",
        "  33.08.01.2001  Ngargoretno",
        "  33.08.01.2002  Paripurno",
        "UBAH NAMA    1",
        "  33.71.01.1003  Rejowinangun Selatan → Rejo Winangun Selatan",
        "TPS BARU     2",
        "  33.71.01.1003  pemilu-2024: 901, 902",
        "TPS HILANG   1",
        "  33.71.01.1003  pemilu-2024: 004",
    ]
    assert "--apply" in dry.stderr
    assert rows(path, "SELECT count(*) FROM journal") == before
    assert siaga("init", "--region", "33", *files, "--apply").returncode == ExitCode.OK
    assert rows(path, "SELECT verb FROM journal ORDER BY seq DESC LIMIT 1") == [("edition",)]
    assert rows(path, "SELECT code, parent FROM region WHERE level < 3 ORDER BY code") == [
        ("33", None),
        ("33.08", "33"),
        ("33.71", "33"),
    ]
    assert siaga("db", "check").returncode == ExitCode.OK
    assert "sudah sama" in siaga("init", "--region", "33", *files).stderr


def test_a_code_that_changed_and_one_that_is_gone(siaga: Run, files: list[str], tmp_path: Path) -> None:
    assert siaga("init", "--region", "33.08", *files).returncode == ExitCode.OK
    (tmp_path / "wilayah.csv").write_text(REGIONS.replace("33.08.01.2001", "33.08.01.2005"))
    (tmp_path / "tps.csv").write_text(TPS.replace("33.08.01.2001", "33.08.01.2005"))
    said = siaga("evidence", "pemilu-2024", "L2", "33.08.01.2001.001", "--ref", "BA 1", "--on", "2024-02-01")
    assert said.returncode == ExitCode.OK, said.stderr
    gone = siaga("init", "--region", "33.08", *files, "--apply")
    assert gone.returncode == ExitCode.FAILED
    assert "  33.08.01.2001  Ngargoretno  (masih dipakai)" in gone.stdout.splitlines()
    assert "--moved" in gone.stderr
    (tmp_path / "pindah.csv").write_text("lama,baru\n33.08.01.2001,33.08.01.2005\n")
    moved = siaga("init", "--region", "33.08", *files, "--moved", "pindah.csv", "--apply")
    assert moved.returncode == ExitCode.OK
    assert moved.stdout.splitlines() == ["PINDAH       1", "  33.08.01.2001 → 33.08.01.2005"]
    path = database(tmp_path)
    assert rows(path, "SELECT unit FROM evidence") == [("33.08.01.2005.001",)]
    assert siaga("db", "check").returncode == ExitCode.OK
    (tmp_path / "pindah.csv").write_text("lama,baru\n33.08.01.2001,33.08.01.2009\n")
    bad = siaga("init", "--region", "33.08", *files, "--moved", "pindah.csv")
    assert (bad.returncode, "tidak ada di berkas wilayah" in bad.stdout) == (ExitCode.FAILED, True)


def test_only_looking(siaga: Run, files: list[str], tmp_path: Path) -> None:
    done = siaga("init", "--region", "33", *files, "--dry-run")
    assert (done.returncode, "--dry-run" in done.stderr) == (ExitCode.OK, True)
    assert not database(tmp_path).exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--region", "33.8", "--regions", "wilayah.csv"], "--region 33.8"),
        (["--region", "33.08.01.2001", "--regions", "wilayah.csv"], "--region 33.08.01.2001"),
        (["--region", "33", "--regions", "wilayah.csv", "--tps", "tps.csv"], "--election"),
        (["--region", "33", "--regions", "wilayah.csv", "--election", "pemilu-1955"], "pemilu-1955"),
        (["--region", "33"], "--regions"),
    ],
)
def test_misuse(siaga: Run, files: list[str], tmp_path: Path, options: list[str], said: str) -> None:
    done = siaga("init", *options)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr
    assert not database(tmp_path).exists()


def test_a_file_that_is_missing(siaga: Run, files: list[str]) -> None:
    done = siaga("init", "--region", "33", "--regions", "tidak-ada.csv", "--election", "pemilu-2024")
    assert (done.returncode, done.stdout) == (ExitCode.FAILED, "tidak-ada.csv: berkas tidak-ada.csv tidak ada\n")


def test_readonly_is_refused(siaga: Run, files: list[str]) -> None:
    assert siaga("--readonly", "init", "--region", "33", *files).returncode == ExitCode.USAGE


def test_files_belong_to_elections_by_name_or_in_order() -> None:
    elections = ("pemilu-2024", "pilkada-2024")
    assert _of_elections(["a.csv", "b.csv"], elections) == {"pemilu-2024": Path("a.csv"), "pilkada-2024": Path("b.csv")}
    assert _of_elections(["pilkada-2024=b=1.csv"], elections) == {"pilkada-2024": Path("b=1.csv")}
    assert _of_elections(["pilkada-2024=b.csv", "a.csv"], elections) == {
        "pilkada-2024": Path("b.csv"),
        "pemilu-2024": Path("a.csv"),
    }
    for files in (["a", "b", "c"], ["pemilu-2024=a", "pemilu-2024=b"]):
        with pytest.raises(Misuse):
            _of_elections(files, elections)


def many(folder: Path) -> None:
    """A province that takes its seconds: 2,000 kelurahan with 20 TPS each."""
    regions, tps = ["kode,nama", "33,JAWA TENGAH", "33.08,MAGELANG"], ["kode,kelurahan,tps_reguler,tps_khusus"]
    for kecamatan in range(1, 21):
        regions.append(f"33.08.{kecamatan:02d},KECAMATAN {kecamatan}")
        for kelurahan in range(2001, 2101):
            regions.append(f"33.08.{kecamatan:02d}.{kelurahan},DESA {kelurahan}")
            tps.append(f"33.08.{kecamatan:02d}.{kelurahan},DESA,20,")
    (folder / "wilayah.csv").write_text("\n".join(regions))
    (folder / "tps.csv").write_text("\n".join(tps))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_half_database(files: list[str], tmp_path: Path, number: signal.Signals) -> None:
    many(tmp_path)
    command = [sys.executable, "-m", "tui", "init", "--region", "33", *files]
    # Tests that run under nohup ignore SIGHUP, and what they start would inherit that.
    made = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - no thread holds a lock here
    )
    folder = database(tmp_path).parent
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not _larger(folder.glob(".siaga.db.*"), 64 << 10):
            assert made.poll() is None, "it was done before the signal came"
            time.sleep(0.01)
        made.send_signal(number)
        made.communicate(timeout=60)
    finally:
        made.kill()
    assert made.returncode == 128 + number
    assert list(folder.iterdir()) == []


def _larger(files: Iterable[Path], size: int) -> bool:
    """Whether one of the files has grown so far: the schema is there by then, and the rows are on their way."""
    try:
        return any(one.stat().st_size > size for one in files)
    except OSError:
        return False


def test_a_signal_leaves_an_existing_database_as_it_was(siaga: Run, files: list[str], tmp_path: Path) -> None:
    assert siaga("init", "--region", "33.71", *files).returncode == ExitCode.OK
    path = database(tmp_path)
    before = rows(path, "SELECT count(*), sum(id) FROM seat"), rows(path, "SELECT seq, hash FROM journal")
    many(tmp_path)
    command = [sys.executable, "-m", "tui", "init", "--region", "33.08", *files, "--apply"]
    made = subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not _larger([Path(f"{path}-wal")], 2 << 20):
            assert made.poll() is None, "it was done before the signal came"
            time.sleep(0.01)
        made.send_signal(signal.SIGTERM)
        made.communicate(timeout=60)
    finally:
        made.kill()
    assert made.returncode == ExitCode.TERMINATED
    assert (rows(path, "SELECT count(*), sum(id) FROM seat"), rows(path, "SELECT seq, hash FROM journal")) == before
    assert siaga("db", "check").returncode == ExitCode.OK


@pytest.mark.wire
def test_a_bar_on_a_terminal_and_nothing_left_of_it(files: list[str], tmp_path: Path) -> None:
    many(tmp_path)
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    # A quick machine is done before it can tell how long it will take: here it tells at once.
    script = "import sys; from tui import progress; progress.FIRST = 0; from tui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "init", "--region", "33", *files]
    with Terminal(command, 80, 24, environment, tmp_path) as terminal:
        assert terminal.wait_exit() == ExitCode.OK
        output = bytes(terminal.output).decode()
        assert "Menyiapkan Jawa Tengah █" in output
        assert "sisa" in output
        assert "Menyiapkan" not in terminal.text
        assert "Basis data siap" in terminal.text


def test_a_disk_that_is_full(files: list[str], tmp_path: Path) -> None:
    """As the kernel tells it: no file of this process may grow beyond a megabyte."""
    many(tmp_path)
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
        "from tui.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "init", "--region", "33", *files],
        cwd=tmp_path,
        env=clean_environment(tmp_path, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == ExitCode.DATABASE
    assert list(database(tmp_path).parent.iterdir()) == []
