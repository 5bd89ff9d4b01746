"""``siaga db`` and what all long work shares: a database moved and checked, Ctrl+C at any moment."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from models.database import Database, Interrupt
from models.rules.schema import Election
from tests import engines
from tests.models import town as towns
from tests.tui.conftest import Run
from tui import long_work
from tui.exit_codes import ExitCode
from tui.progress import Progress

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    known: dict[str, Election] = towns.elections()
    return Path(towns.build(tmp_path_factory.mktemp("town") / "town.db", known))


def test_a_database_is_moved_and_checked(siaga: Run, built: Path, tmp_path: Path) -> None:
    done = siaga("db", "copy", str(built), "salinan.db")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"baris disalin ke {tmp_path / 'salinan.db'}" in done.stderr
    assert "rantai jurnal utuh" in done.stderr
    again = siaga("db", "copy", str(built), "salinan.db")
    assert again.returncode == ExitCode.DATABASE
    assert "sudah ada sesuatu" in again.stderr
    missing = siaga("db", "copy", "tidak-ada.db", "lain.db")
    assert missing.returncode == ExitCode.DATABASE
    assert [one.name for one in tmp_path.iterdir() if "lain" in one.name] == []


@pytest.mark.skipif(not engines.SERVER, reason="needs PostgreSQL: run `make postgresql`")
def test_to_a_server_and_home_again(siaga: Run, built: Path) -> None:
    with engines.server() as server:
        url = server.create()
        assert siaga("db", "copy", str(built), url).returncode == 0
        assert siaga("--db", url, "db", "check").returncode == 0
        saved = siaga("--db", url, "db", "backup")
        assert saved.returncode == ExitCode.USAGE
        assert "pg_dump" in saved.stderr
        assert "db copy" in saved.stderr
        assert siaga("db", "copy", url, "pulang.db").returncode == 0
        assert siaga("--db", "pulang.db", "db", "check").returncode == 0
        past = siaga("--db", url, "--as-of", "2024-02-01", "status")
        assert past.returncode == 0, past.stderr


def test_what_is_wrong_is_a_line_each(siaga: Run, built: Path, tmp_path: Path) -> None:
    assert siaga("db", "copy", str(built), "rusak.db").returncode == 0
    connection = sqlite3.connect(tmp_path / "rusak.db")
    connection.execute("UPDATE seat SET tenure_id = 7 WHERE id = 1")
    connection.execute("INSERT INTO person VALUES (1, 'Ani', 'ani', 0, 1, NULL)")
    connection.execute("INSERT INTO person_fts (person_fts) VALUES ('delete-all')")
    connection.commit()
    connection.close()
    done = siaga("--db", "rusak.db", "db", "check")
    assert done.returncode == ExitCode.DATABASE
    assert "rujukan seat.tenure_id: 1 baris tanpa pasangan, misalnya 1" in done.stdout
    assert "indeks nama ani: 1 orang, tercatat 0" in done.stdout
    assert "perbedaan" in done.stderr


def test_ctrl_c_ends_what_an_engine_is_at(built: Path) -> None:
    """The engine alone would go on for ever, and no signal is noticed in the thread that waits for it."""
    database = Database.open(built, readonly=True)
    began, ended = threading.Event(), threading.Event()

    def work(_bar: Progress, interrupt: Interrupt, _told: long_work.Told) -> None:
        try:
            with database.read(interrupt) as connection:
                began.set()
                connection.exec_driver_sql(FOREVER)
        finally:
            ended.set()

    def press() -> None:
        began.wait()
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt):
        long_work.run("Memeriksa", work)
    assert ended.is_set()
    database.close()


def test_ctrl_c_between_two_queries_ends_it_too() -> None:
    def work(_bar: Progress, _interrupt: Interrupt, told: long_work.Told) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        for step in range(10**9):
            told(step, 10**9)

    with pytest.raises(KeyboardInterrupt):
        long_work.run("Menyalin", work)


def test_a_failure_is_raised_where_one_waits() -> None:
    def work(_bar: Progress, _interrupt: Interrupt, _told: long_work.Told) -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        long_work.run("Menyalin", work)


# ── Copies ────────────────────────────────────────────────────────


def test_copies_are_kept_by_a_rule_and_put_back(siaga: Run, city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"siaga.db.cadangan-202401{day}-020000").touch()
    made = siaga("db", "backup", str(folder), "--keep", "1")
    assert made.returncode == 0, made.stderr
    assert "3 cadangan lama dihapus" in made.stderr
    copy = Path(made.stdout.strip())
    assert list(folder.iterdir()) == [copy]
    with closing(sqlite3.connect(city)) as connection, connection:
        connection.execute("UPDATE region SET name = 'Salah' WHERE code = '33.71'")
    done = siaga("db", "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert f"kini berisi {copy}" in done.stderr
    names = []
    for path in (city, Path(done.stdout.strip())):
        with closing(sqlite3.connect(path)) as connection:
            names.append(connection.execute("SELECT name FROM region WHERE code = '33.71'").fetchone()[0])
    assert names == ["Kota Magelang", "Salah"]
    assert siaga("db", "check").returncode == 0
    assert list(folder.iterdir()) == [copy], "nothing is left beside it"
    said = siaga("journal", "list").stdout.splitlines()
    assert [one.split("\t")[0] for one in said] == ["2", "1"]
    assert f"memulihkan basis data dari cadangan {copy.name}, sampai dengan catatan 1" in said[0]
    assert said[0].split("\t")[2] == pwd.getpwuid(os.getuid()).pw_name


def test_what_cannot_be_put_back_changes_nothing(siaga: Run, city: Path, tmp_path: Path) -> None:
    before = city.read_bytes()
    bad = Path(shutil.copy(city, tmp_path / "buruk.db"))
    with closing(sqlite3.connect(bad)) as connection, connection:
        connection.execute("UPDATE journal SET actor = 'orang lain'")
    (tmp_path / "surat.db").write_text("sebuah surat\n" * 99)
    for name, sentence, code in (
        ("buruk.db", "tidak utuh, jadi tidak dipulihkan", ExitCode.DATABASE),
        ("surat.db", "bukan basis data Siaga", ExitCode.DATABASE),
        ("tiada.db", "belum ada", ExitCode.DATABASE),
        (str(city), "basis data itu sendiri", ExitCode.USAGE),
    ):
        done = siaga("db", "restore", name)
        assert (done.returncode, done.stdout.count("diganti")) == (code, 0), done.stderr
        assert sentence in done.stderr
    refused = siaga("--readonly", "db", "restore", "buruk.db")
    assert (refused.returncode, "--readonly" in refused.stderr) == (ExitCode.USAGE, True)
    named = siaga("db", "backup", "satu.db", "--keep", "2")
    assert (named.returncode, "sebutkan direktorinya" in named.stderr) == (ExitCode.USAGE, True)
    assert city.read_bytes() == before
    assert [one.name for one in city.parent.iterdir() if "diganti" in one.name] == []


# ── verify and retain ────────────────────────────────────────────────────────────


def served(path: Path) -> None:
    """Somebody was KPPS of Pemilu 2024."""
    with towns.opened(path, towns.elections()) as town:
        seat, *_ = town.seats("kpps", towns.TPS)
        town.appoint(seat.id, "Bagus Rahwana")


def test_verify_names_the_first_entry_that_does_not_fit(siaga: Run, built: Path, tmp_path: Path) -> None:
    assert siaga("db", "copy", str(built), "jurnal.db").returncode == 0
    served(tmp_path / "jurnal.db")
    done = siaga("--db", "jurnal.db", "db", "verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "rantai jurnal utuh" in done.stderr
    connection = sqlite3.connect(tmp_path / "jurnal.db")
    connection.execute("UPDATE journal SET actor = 'orang' || char(27) WHERE seq = 2")
    connection.commit()
    connection.close()
    broken = siaga("--db", "jurnal.db", "db", "verify")
    assert broken.returncode == ExitCode.DATABASE
    assert broken.stdout.startswith(
        "jurnal 2: rantai putus (waktu, pelaku, atau jenisnya diubah) · 2024-01-31 13:00:00 UTC"
    )
    assert "· orang · appoint · 33.71.01.1001.001" in broken.stdout
    assert "\x1b" not in broken.stdout
    assert "siaga journal list --unit 33.71.01.1001.001 --before 3 --limit 1" in broken.stderr


def test_retain_counts_first_then_erases_and_shrinks(siaga: Run, built: Path, tmp_path: Path) -> None:
    assert siaga("db", "copy", str(built), "lama.db").returncode == 0
    path = tmp_path / "lama.db"
    served(path)
    assert siaga("--db", "lama.db", "db", "backup").returncode == 0
    before = path.read_bytes()
    for options in ((), ("--dry-run", "--after", "18m")):
        seen = siaga("--db", "lama.db", "db", "retain", *options)
        assert seen.returncode == 0, seen.stderr
        assert ": 1 orang, 0 biodata, 0 berkas, 1 catatan jurnal." in seen.stdout
        assert "--apply" in seen.stderr
    assert path.read_bytes() == before
    done = siaga("--db", "lama.db", "db", "retain", "--apply")
    assert (done.returncode, done.stdout) == (
        0,
        seen.stdout.replace(seen.stdout.split(":")[0], done.stdout.split(":")[0]),
    )
    assert "Cadangan lama masih memuat data itu" in done.stderr
    assert "lama.db.cadangan-" in done.stderr
    assert b"Rahwana" not in path.read_bytes()
    checked = siaga("--db", "lama.db", "db", "check")
    assert checked.returncode == 0, checked.stdout
    assert "1 catatan jurnal tanpa data pribadi, dihapus menurut UU 27/2022: 2" in checked.stderr
    listed = siaga("--db", "lama.db", "journal", "list", "--kind", "privasi")
    assert "menghapus data pribadi 1 orang yang selesai bertugas sebelum" in listed.stdout
    assert "dihapus (UU 27/2022)" in siaga("--db", "lama.db", "journal", "list", "--kind", "personel").stdout
    bad = siaga("--db", "lama.db", "db", "retain", "--after", "setahun")
    assert bad.returncode != 0
    assert "setahun bukan jangka waktu" in bad.stderr


def test_who_is_no_admin_erases_nothing(siaga: Run, built: Path, tmp_path: Path) -> None:
    assert siaga("db", "copy", str(built), "akun.db").returncode == 0
    served(tmp_path / "akun.db")
    assert siaga("--db", "akun.db", "user", "add", "rini", "--role", "admin").returncode == 0
    connection = sqlite3.connect(tmp_path / "akun.db")
    connection.execute("UPDATE account SET role = 'kpu' WHERE name <> 'rini'")
    connection.commit()
    connection.close()
    refused = siaga("--db", "akun.db", "db", "retain", "--apply")
    assert refused.returncode == ExitCode.FAILED
    assert "Hanya admin" in refused.stderr
