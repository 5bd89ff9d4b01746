"""The schema's versions: from nothing to today, and an older one brought up: a file beside its backup, a server's
database in one transaction."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from models import migrations
from models.database import Database, schema_of, version_of
from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN
from models.migrations import upgrade as upgrading
from models.tables import METADATA
from models.where import Where
from tests.engines import connected, on_files, on_server
from tests.models.town import Town

NOW = datetime(2024, 1, 31, 20, 5, 9)
NEXT = f"{int(HEAD) + 1:04}"


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index is the engine's own, as is who is there; no table declares it."""
    own = ("person_fts", "person_trgm", "region_trgm", "presence")
    return not (kind in ("table", "index") and str(name).startswith(own))


def test_the_tables_are_what_the_migrations_make(nowhere: Where) -> None:
    assert upgrading.upgrade(nowhere, now=NOW) is None
    database = Database.open(nowhere, readonly=True)
    options = {"compare_type": True, "compare_server_default": True, "include_name": _ours}
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    database.close()


@on_server
def test_codes_sort_bytewise_on_a_server_too(where: str) -> None:
    """A unit's descendants are one range only then."""
    with connected(where) as raw:
        found = raw.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying') AND coalesce(collation_name, '') <> 'C'"
            " AND table_name <> 'alembic_version' AND coalesce(character_maximum_length, 0) <> 64"  # digests
        ).fetchall()
    assert found == []


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


def test_a_newer_one_is_left_alone(town: Town) -> None:
    with town.database.begin_write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = town.dump()
    with pytest.raises(StorageError) as caught:
        upgrading.upgrade(town.where, now=NOW)
    assert caught.value.code == "newer_schema"
    assert town.dump() == before


@pytest.mark.parametrize("kind", ["newer", "text"])
def test_a_file_that_is_not_older_is_left_alone(path: Path, kind: str) -> None:
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
    """A program one version ahead: it has one migration more than there are."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        f'from alembic import op\nrevision, down_revision = "{NEXT}", "{HEAD}"\n\n\n'
        'def upgrade() -> None:\n    op.execute("CREATE TABLE baru (x integer)")\n'
    )
    (folder / "versions" / f"v{NEXT}_next.py").write_text(code)
    monkeypatch.setattr(upgrading, "__file__", str(folder / "upgrade.py"))
    for module in ("models.migrations.upgrade", "models.sqlite", "models.postgres"):
        monkeypatch.setattr(f"{module}.HEAD", NEXT)
        monkeypatch.setattr(f"{module}.KNOWN", (*KNOWN, NEXT))
    return folder / "versions" / f"v{NEXT}_next.py"


def test_an_older_database_is_upgraded_with_all_that_it_has(town: Town, next_version: Path) -> None:
    town.area("L2")
    before = town.dump()
    town.close()
    with pytest.raises(StorageError) as caught:
        Database.open(town.where)
    assert caught.value.code == ("older_server" if isinstance(town.where, str) else "older_schema")
    saved = upgrading.upgrade(town.where, now=NOW)
    assert (saved is None) is isinstance(town.where, str)  # a server's data are its operators' to save
    assert version_of(town.where) == NEXT
    assert upgrading.upgrade(town.where, now=NOW) is None
    town.database = Database.open(town.where)
    assert town.dump() == before


@on_files
def test_a_file_is_backed_up_beside_itself_first(town: Town, next_version: Path) -> None:
    town.area("L2")
    before = town.dump()
    town.close()
    saved = upgrading.upgrade(town.path, now=NOW)
    assert saved == town.path.with_name(f"siaga.db.cadangan-{HEAD}-20240131-200509")
    assert (schema_of(town.path), schema_of(saved)) == (NEXT, HEAD)
    assert saved.stat().st_mode & 0o777 == 0o600
    raw = sqlite3.connect(saved)
    assert raw.execute("SELECT count(*) FROM journal").fetchone()[0] == len(before["journal"])
    raw.close()


def test_a_failed_upgrade_leaves_everything_as_it_was(town: Town, next_version: Path) -> None:
    town.area("L2")
    before = town.dump()
    with next_version.open("a") as file:
        file.write('    op.execute("SELECT tiada FROM entah")\n')
    with pytest.raises(StorageError):
        upgrading.upgrade(town.where, now=NOW)
    assert version_of(town.where) == HEAD
    assert town.dump() == before
    with town.database.read() as connection:
        assert "baru" not in inspect(connection).get_table_names()


@on_server
def test_two_who_upgrade_at_once(town: Town, next_version: Path) -> None:
    """The second one finds it done."""
    ends: list[object] = []

    def bring_up() -> None:
        try:
            ends.append(upgrading.upgrade(town.where, now=NOW))
        except BaseException as error:
            ends.append(error)

    town.close()
    both = [threading.Thread(target=bring_up) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert ends == [None, None]
    assert version_of(town.where) == NEXT
