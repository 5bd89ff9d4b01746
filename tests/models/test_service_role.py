"""The account of the sessions works with docs/postgresql-service.sql alone, and can neither change the schema nor the
journal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from models.errors import StorageError
from models.rules.schema import Election
from tests.engines import connected, on_server
from tests.models import town as towns

GRANTS = Path(__file__).parents[2] / "docs" / "postgresql-service.sql"
SERVICE, SECRET = f"siaga_layanan_{os.getpid()}", "sandi-layanan"
PSQL = shutil.which("psql") or ""

pytestmark = [on_server, pytest.mark.skipif(not PSQL, reason="psql is not installed")]


def grant(where: str) -> None:
    """As its owner does it."""
    url = make_url(where).set(drivername="postgresql").render_as_string(hide_password=False)
    told = ("-v", "ON_ERROR_STOP=1", "-v", f"service={SERVICE}")
    subprocess.run([PSQL, "-X", "-q", *told, "-f", str(GRANTS), url], check=True, capture_output=True)


@pytest.fixture
def service(where: str) -> Iterator[str]:
    """The town's URL for the account of the sessions."""
    with connected(where) as raw:
        raw.execute(f"CREATE ROLE {SERVICE} LOGIN PASSWORD '{SECRET}'")
    try:
        grant(where)
        yield make_url(where).set(username=SERVICE, password=SECRET).render_as_string(hide_password=False)
    finally:
        with connected(where) as raw:
            raw.execute(f"DROP OWNED BY {SERVICE}")
            raw.execute(f"DROP ROLE {SERVICE}")


def test_sessions_read_and_write_with_it(service: str, where: str, elections: dict[str, Election]) -> None:
    grant(where)  # again, as after an upgrade
    with towns.opened(service, elections) as town:
        before = town.dump()
        assert towns.stir(town, seed=7, steps=60) >= 20
        assert town.set_tps(towns.SECOND, 3)
        town.area("L2")
        town.undo()
        assert len(town.dump()["journal"]) > len(before["journal"]) + 20
        assert town.wrong() == []


@pytest.mark.parametrize(
    "forging",
    [
        "UPDATE journal SET detail = '{}'",
        "DELETE FROM journal WHERE seq = 1",
        "DELETE FROM journal_unit",
        "TRUNCATE journal CASCADE",
        "UPDATE alembic_version SET version_num = '0001'",
        "DROP TABLE tally",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "ALTER TABLE person ADD COLUMN pilihan text",
        "CREATE TABLE milik_saya (x int)",
        "CREATE FUNCTION lancung() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_neither_the_schema_nor_the_journal_is_changed_with_it(
    service: str, elections: dict[str, Election], forging: str
) -> None:
    with towns.opened(service, elections) as town:
        before = town.dump()
        with pytest.raises(StorageError) as caught, town.work() as work:
            work.connection.exec_driver_sql(forging)
        assert (caught.value.code, caught.value.detail["reason"]) == ("denied", "42501")
        assert town.dump() == before
