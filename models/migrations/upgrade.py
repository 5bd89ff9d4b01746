"""Making a database's schema, and bringing an older one up to date after a backup beside it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config

from models.database import engine_for, schema_of, translated
from models.errors import StorageError
from models.migrations import APPLICATION_ID, HEAD, KNOWN


def upgrade(path: Path, *, now: datetime) -> Path | None:
    """Bring the database at ``path`` to HEAD; a file that does not exist is created.

    Returns the backup made beside it before an upgrade, None where nothing had to be saved. Raises
    StorageError (newer_schema, not_a_database, not_writable, disk_full, ...); the file is then as it was.
    """
    found = None
    if path.exists():
        found = schema_of(path)
        if found == HEAD:
            return None
        if found is not None and found not in KNOWN:
            raise StorageError("newer_schema", path=str(path), found=found, known=HEAD)
    else:
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
    saved = None
    if found is not None:
        saved = path.with_name(f"{path.name}.cadangan-{found}-{now:%Y%m%d-%H%M%S}")
        backup(path, saved)
    _migrate(path)
    return saved


def backup(path: Path, to: Path) -> None:
    """Copy a live database whole (SQLite's online backup) and check the copy. Raises StorageError."""
    with translated(path):
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        copy = sqlite3.connect(to)
        try:
            source.backup(copy)
            said = copy.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            copy.close()
            source.close()
        to.chmod(0o600)
    if said != "ok":
        raise StorageError("storage", path=str(to), reason=str(said))


def _migrate(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    engine = engine_for(path, readonly=False, pooled=False).execution_options(siaga_write=True)
    with translated(path):
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)
        engine.dispose()
