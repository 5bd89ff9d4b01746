"""The command line on a PostgreSQL server: the same answers, and never a password."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.engines import Server, connected
from tests.tui.conftest import Run
from tui.exit_codes import ExitCode

SECRET = "rahasia-sekali"


@pytest.fixture(params=["postgresql"])
def url(server: Server) -> Iterator[str]:
    """An empty database; its URL has a password, which this server does not ask for."""
    found = server.create()
    yield make_url(found).set(password=SECRET).render_as_string(hide_password=False)
    server.drop(found)


def test_an_empty_database_is_filled_by_who_may_write(siaga: Run, url: str) -> None:
    empty = siaga("--db", url, "status")
    assert (empty.returncode, empty.stdout) == (ExitCode.DATABASE, "")
    assert "belum ada" in empty.stderr
    done = siaga("--db", url, "evidence", "pemilu-2024", "l1", "33.71.03.1002", "--ref", "BA 12")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Magelang Utara" in siaga("--db", url, "status").stdout
    assert len(json.loads(siaga("--db", url, "status", "--json").stdout)["elections"]) == 2
    assert siaga("--db", url, "db", "check").returncode == 0
    assert siaga("--db", url, "tps", "set", "pilkada-2024", "33.71.03.1002", "--regular", "9").returncode == 0
    assert "\t9\t" in siaga("--db", url, "tps", "list", "pilkada-2024").stdout
    past = siaga("--db", url, "--as-of", "2024-01-31T20:00", "status")
    assert (past.returncode, past.stderr) == (0, "")
    refused = siaga("--db", url, "--readonly", "evidence", "pemilu-2024", "l1", "33.71.03.1002", "--ref", "BA 12")
    assert refused.returncode == ExitCode.DATABASE


def test_the_setting_the_environment_and_the_option_mean_the_same(siaga: Run, url: str, tmp_path: Path) -> None:
    siaga("--db", url, "tps", "set", "pilkada-2024", "33.71.03.1002", "--regular", "9")
    file = tmp_path / "own.toml"
    file.write_text(f'[database]\nurl = "{url}"\n')
    for done in (siaga("--config", str(file), "tps", "list"), siaga("tps", "list", SIAGA_DATABASE_URL=url)):
        assert done.returncode == 0
        assert "\t9\t" in done.stdout
    assert siaga("--config", str(file), "--db", str(tmp_path / "x.db"), "tps", "list").returncode == ExitCode.DATABASE


def test_what_is_kept_by_its_operators_is_not_backed_up_beside_it(siaga: Run, url: str) -> None:
    done = siaga("--db", url, "db", "backup")
    assert done.returncode == ExitCode.USAGE
    assert "pg_dump" in done.stderr
    assert siaga("--db", url, "db", "upgrade").returncode == 0
    assert "sudah versi terbaru" in siaga("--db", url, "db", "upgrade").stderr


def test_doctor_looks_at_the_server(siaga: Run, url: str) -> None:
    found = siaga("--db", url, "doctor").stdout
    assert "milidetik" in found
    assert "PostgreSQL: 1" in found
    assert "masih kosong" in found
    with connected(url) as raw:
        raw.execute("CREATE TABLE milik_lain (x int)")
    assert "gagal       basis data" in siaga("--db", url, "doctor").stdout
    away = siaga("--db", f"postgresql://u:{SECRET}@127.0.0.1:9/x", "doctor")
    assert away.returncode == ExitCode.FAILED
    assert "tidak menjawab" in away.stdout


@pytest.mark.parametrize("command", ["status", "locate", "config", "doctor", "db check", "db upgrade", "db backup"])
def test_the_password_is_not_shown(siaga: Run, url: str, tmp_path: Path, command: str) -> None:
    for place in (url, url.replace("siaga_test", "tiada"), f"postgresql://u:{SECRET}@127.0.0.1:9/x"):
        done = siaga("--db", place, *command.split())
        assert SECRET not in done.stdout + done.stderr
    log = tmp_path / ".local/state/siaga/siaga.log"
    assert not log.exists() or SECRET not in log.read_text()
    assert "***" in siaga("--db", url, "locate", "database").stdout


def test_a_role_is_granted_what_sessions_need_and_says_who_one_is(siaga: Run, url: str, tmp_path: Path) -> None:
    role = f"dewi_{os.getpid()}"
    theirs = make_url(url).set(username=role).render_as_string(hide_password=False)
    assert siaga("--db", url, "user", "add", "sari").returncode == 0
    assert siaga("--db", url, "user", "add", role).returncode == 0
    refused = siaga("--db", url, "db", "grant", role, "--person", "--apply")
    assert (refused.returncode, "createuser" in refused.stderr) == (ExitCode.FAILED, True)
    with connected(url) as raw:
        raw.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{SECRET}'")
    try:
        printed = siaga("--db", url, "db", "grant", role, "--person")
        assert (printed.returncode, f"GRANT USAGE ON SCHEMA public TO {role};" in printed.stdout) == (0, True)
        assert siaga("--db", theirs, "user", "list").returncode == ExitCode.DATABASE  # printed only
        assert siaga("--db", url, "db", "grant", role, "--person", "--apply").returncode == 0
        assert "sari\t" in siaga("--db", theirs, "--as", role, "user", "list").stdout
        passing = siaga("--db", theirs, "--as", "sari", "user", "list")
        assert (passing.returncode, passing.stdout) == (ExitCode.FAILED, "")
        assert f"hanya bekerja sebagai akun {role}" in passing.stderr
        assert "sari\t" in siaga("--db", url, "--as", "sari", "user", "list").stdout
    finally:
        with connected(url) as raw:
            raw.execute(f"DROP OWNED BY {role}")
            raw.execute(f"DROP ROLE {role}")


def test_a_file_has_no_roles(siaga: Run, city: Path) -> None:
    done = siaga("--db", str(city), "db", "grant", "dewi")
    assert (done.returncode, "chmod" in done.stderr) == (ExitCode.USAGE, True)
