"""A database or a setting that cannot be used: a sentence that says what to do, and nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.wire.conftest import Program
from tests.wire.screens import KALENDER, PAPAN, PERSONEL, appoint

pytestmark = pytest.mark.wire


# ── At the start ──────────────────────────────────────────────────


def no_database(path: Path) -> None:
    path.write_text("this is a letter and no database\n" * 99)


def anothers(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table t (x)")
        connection.execute("pragma application_id = 4711")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999_later'")


def damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 30000)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_database, "bukan basis data Siaga"),
        (anothers, "bukan basis data Siaga"),
        (newer, r"Siaga yang lebih baru \(9999_later\)"),
        (damaged, "rusak"),
    ],
)
def test_a_database_that_cannot_be_used(
    siaga: Program, database: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(database)
    before = database.read_bytes()
    terminal = siaga()
    terminal.pump(30, lambda: terminal.exit_code is not None or b"\x1b[?1049h" in terminal.output)
    if terminal.exit_code is None:  # it is found only after the first picture
        terminal.wait_for(anyhow(sentence))
        terminal.press("4")
        terminal.wait_for(KALENDER)
        terminal.press("q")
        assert terminal.wait_exit() == 3
    else:
        assert terminal.wait_exit() == 3
        assert re.search(sentence, terminal.output.decode())
    assert terminal.modes_left() == []
    assert database.read_bytes() == before, "the file is left alone"


def test_a_place_that_may_not_be_written(siaga: Program, database: Path) -> None:
    with unwritable(database.parent / "tetap", database) as path:
        terminal = siaga.start([*siaga.argv()[:-1], str(path.with_name("baru.db"))])
        assert terminal.wait_exit() == 3
        assert "tidak dapat dibuka atau ditulisi" in terminal.output.decode()
        terminal = siaga.start([*siaga.argv()[:-1], str(path)])
        terminal.wait_for(anyhow("tidak dapat dibuka atau ditulisi"))
        terminal.press("q")
        assert terminal.wait_exit() == 3
        terminal = siaga.start([*siaga.argv()[:-1], str(path), "--readonly"])
        terminal.wait_for(PAPAN)


def test_read_only_on_request_offers_no_writing(siaga: Program) -> None:
    terminal = siaga("--readonly")
    terminal.wait_for(PAPAN)
    terminal.wait_for("HANYA BACA")
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    assert "Angkat" not in terminal.text
    terminal.press("a")
    terminal.quiet(300)
    assert "┌ Angkat" not in terminal.text
    assert terminal.exit_code is None


# ── In the middle of the work ─────────────────────────────────────


def test_a_lock_held_for_long_is_told_and_nothing_typed_is_lost(siaga: Program, database: Path) -> None:
    terminal = siaga(env={"SIAGA_DATABASE_BUSY_TIMEOUT": "1"})
    terminal.wait_for(PAPAN)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        appoint(terminal)
        terminal.wait_for(anyhow("terlalu lama dipakai orang lain"))
        assert "Siti Rahayu" in terminal.text
        other.execute("rollback")
    terminal.press("enter")
    terminal.wait_for("PPK +Ketua.*Siti Rahayu")


def test_a_database_locked_at_the_start_is_read_all_the_same(siaga: Program, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute("update person set version = version")
        terminal = siaga(env={"SIAGA_DATABASE_BUSY_TIMEOUT": "1"})
        terminal.wait_for(PAPAN)
        other.execute("rollback")


def test_a_disk_that_fills_up_in_the_middle_of_a_write(siaga: Program, database: Path, small_disk: Path) -> None:
    path = Path(shutil.copy(database, small_disk / "siaga.db"))
    terminal = siaga.start([*siaga.argv()[:-1], str(path)])
    terminal.wait_for(PAPAN)
    rest = small_disk / "penuh"
    with rest.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(bytes(4096))
    appoint(terminal)
    terminal.wait_for(anyhow("Disk penuh"))
    assert "Siti Rahayu" in terminal.text
    rest.unlink()
    terminal.press("enter")
    terminal.wait_for("PPK +Ketua.*Siti Rahayu")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    done = subprocess.run([*siaga.argv()[:-1], str(path), "db", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_database_that_goes_away_says_so_and_keeps_the_picture(siaga: Program, database: Path) -> None:
    terminal = siaga()
    terminal.wait_for(PAPAN)
    database.rename(database.with_name("elsewhere.db"))
    terminal.press("2", "r")
    terminal.quiet(1000)
    assert terminal.exit_code is None
    terminal.press("q")
    assert terminal.wait_exit() in {0, 3}
    assert terminal.modes_left() == []


# ── Settings ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[look\n", ["baris 1"]),
        ('[look]\nthem = "gelap"\n', ["[look] them tidak dikenal", "theme?"]),
        ('[look]\nlanguage = "fr"\n', ["language", "fr"]),
        ('[keys]\nboard = "q"\n', ["[keys]", "q"]),
    ],
    ids=["broken", "unknown", "value", "keys"],
)
def test_settings_that_cannot_be_used(siaga: Program, text: str, parts: list[str]) -> None:
    path = siaga.folder / "config.toml"
    path.write_text(text)
    terminal = siaga("--config", str(path))
    assert terminal.wait_exit() == 2
    said = terminal.output.decode()
    assert all(part in said for part in [*parts, "config.toml"]), said
    assert b"\x1b" not in terminal.output
    assert terminal.modes_left() == []
    assert path.read_text() == text


# ── What is done on the way ───────────────────────────────────────


def anyhow(sentence: str) -> str:
    """A regex for a sentence, wherever its lines break."""
    return r"[\s│┌┐└┘─]+".join(sentence.split())


@contextmanager
def unwritable(folder: Path, database: Path) -> Iterator[Path]:
    """A copy of the database where nothing may be written, not even by root."""
    folder.mkdir()
    path = folder / "siaga.db"
    if os.geteuid():
        shutil.copy(database, path)
        path.chmod(0o400)
        folder.chmod(0o500)
        yield path
        folder.chmod(0o700)
        return
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "tetap", folder], check=False).returncode:
        pytest.skip("root may write anywhere, and mounting is not allowed here")
    try:
        shutil.copy(database, path)
        subprocess.run([mount, "-o", "remount,ro", folder], check=True)
        yield path
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
