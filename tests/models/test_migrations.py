"""The schema's versions: from nothing to today, and an older file upgraded beside its backup."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from models import migrations
from models.database import Database, schema_of
from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN
from models.migrations import upgrade as upgrading
from models.tables import METADATA
from tests.models.town import Town

NOW = datetime(2024, 1, 31, 20, 5, 9)


def test_the_tables_are_what_the_migrations_make(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    assert upgrading.upgrade(path, now=NOW) is None
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_every_version_is_known_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert tuple(one.revision for one in scripts.walk_revisions())[::-1] == KNOWN


def test_nothing_becomes_a_database_of_our_own(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "x.db"
    assert upgrading.upgrade(path, now=NOW) is None
    assert schema_of(path) == HEAD
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    raw.close()
    assert path.stat().st_mode & 0o777 == 0o600
    Database.open(path).close()
    before = path.read_bytes()
    assert upgrading.upgrade(path, now=NOW) is None
    assert path.read_bytes() == before


def test_an_empty_file_becomes_one_too(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    assert upgrading.upgrade(path, now=NOW) is None
    assert schema_of(path) == HEAD


@pytest.mark.parametrize("kind", ["newer", "text"])
def test_what_is_not_older_is_left_alone(path: Path, kind: str) -> None:
    if kind == "newer":
        with sqlite3.connect(path) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.close()
    else:
        path.write_text("teks biasa\n" * 100)
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        upgrading.upgrade(path, now=NOW)
    assert caught.value.code == {"newer": "newer_schema", "text": "not_a_database"}[kind]
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*cadangan*"))


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program one version ahead: it has a migration "0002" after those that exist."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        f'from alembic import op\nrevision, down_revision = "0002", "{HEAD}"\n\n\n'
        'def upgrade() -> None:\n    op.execute("CREATE TABLE baru (x)")\n'
    )
    (folder / "versions" / "v0002_next.py").write_text(code)
    monkeypatch.setattr(upgrading, "__file__", str(folder / "upgrade.py"))
    for module in (upgrading, __import__("models.database", fromlist=["x"])):
        monkeypatch.setattr(module, "HEAD", "0002")
        monkeypatch.setattr(module, "KNOWN", (*KNOWN, "0002"))
    return folder / "versions" / "v0002_next.py"


def test_an_older_database_is_upgraded_after_a_backup_beside_it(town: Town, next_version: Path) -> None:
    town.area("L2")
    before = town.dump()
    town.close()
    with pytest.raises(StorageError) as caught:
        Database.open(town.path)
    assert caught.value.code == "older_schema"
    saved = upgrading.upgrade(town.path, now=NOW)
    assert saved == town.path.with_name(f"siaga.db.cadangan-{HEAD}-20240131-200509")
    assert (schema_of(town.path), schema_of(saved)) == ("0002", HEAD)
    assert saved.stat().st_mode & 0o777 == 0o600
    town.database = Database.open(town.path)
    assert town.dump() == before
    town.close()
    town.path = saved
    raw = sqlite3.connect(saved)
    assert raw.execute("SELECT count(*) FROM journal").fetchone()[0] == len(before["journal"])
    raw.close()


def test_a_failed_upgrade_leaves_the_file_as_it_was(town: Town, next_version: Path) -> None:
    town.area("L2")
    before = town.dump()
    with next_version.open("a") as file:
        file.write('    op.execute("SELECT tiada FROM entah")\n')
    with pytest.raises(StorageError):
        upgrading.upgrade(town.path, now=NOW)
    assert schema_of(town.path) == HEAD
    assert town.dump() == before
    raw = sqlite3.connect(town.path)
    assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'baru'").fetchone()[0] == 0
    raw.close()


def test_a_live_database_is_backed_up_whole(town: Town, tmp_path: Path) -> None:
    """What still stands in the write-ahead log belongs to it."""
    town.area("L2")
    copy = tmp_path / "salinan.db"
    upgrading.backup(town.path, copy)
    town.area("L1")
    with Database.open(copy).read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 2


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        upgrading.backup(tmp_path / "tiada.db", tmp_path / "salinan.db")
    assert caught.value.code == "missing"
    assert list(tmp_path.iterdir()) == []
