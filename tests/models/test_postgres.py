"""What only a server has: it is away, it refuses, it restarts; nobody reads a password."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from models import queries
from models.database import Database
from models.errors import StorageError
from models.rules.schema import Election
from models.services import evidence
from models.where import Where, is_url, servers, shown
from tests.engines import Line, Server, connected, on_server
from tests.models import town as towns
from tests.models.town import Town

SECRET, GUEST = "rahasia-sekali", f"siaga_tamu_{os.getpid()}"


def refused(where: str, **more: Any) -> StorageError:
    with pytest.raises(StorageError) as caught:
        Database.open(where, **more)
    said = f"{caught.value} {caught.value!r} " + "".join(traceback.format_exception(caught.value))
    assert SECRET not in said
    called = servers(where) if caught.value.code == "unreachable" else shown(where)
    assert caught.value.detail["path"] == called
    return caught.value


# ── Where it is ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("postgresql+psycopg://siaga@db/siaga", "postgresql+psycopg://siaga@db/siaga"),
        (f"postgresql+psycopg://siaga:{SECRET}@db:5433/siaga", "postgresql+psycopg://siaga:***@db:5433/siaga"),
        (f"postgresql://siaga:{SECRET}/@x?@db/siaga", "postgresql://siaga:***@db/siaga"),
        (f"postgresql://db/siaga?user=x&password={SECRET}", "postgresql://db/siaga?user=x&password=***"),
        (f"postgresql://db/siaga?sslpassword={SECRET}&x=1", "postgresql://db/siaga?sslpassword=***&x=1"),
        (Path("/srv/a:b@c.db"), "/srv/a:b@c.db"),
    ],
)
def test_a_place_is_shown_without_its_password(where: Where, text: str) -> None:
    assert shown(where) == text
    assert is_url(where) is not isinstance(where, Path)


@pytest.mark.parametrize(
    "url", [f"postgresql://u:{SECRET}@127.0.0.1:abc/x", f"postgresql://u:{SECRET}@127.0.0.1/x?y=1"]
)
def test_an_url_that_is_none(url: str) -> None:
    assert refused(url).code == "bad_url"


@pytest.mark.parametrize("host", ["127.0.0.1:9", "tiada.invalid", "[::1]:9"])
def test_a_server_that_is_not_there(host: str) -> None:
    assert refused(f"postgresql+psycopg://u:{SECRET}@{host}/siaga").code == "unreachable"


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("postgresql://u:p@db.kpu.example/siaga", "db.kpu.example"),
        ("postgresql+psycopg://u@[::1]:9/siaga?connect_timeout=5", "[::1]:9"),
        ("postgresql+psycopg://u@/x?host=a:5432&host=b:5433&target_session_attrs=read-write", "a:5432, b:5433"),
        ("postgresql+psycopg://u@/x?host=/run/postgresql", "/run/postgresql"),
        ("postgresql:///x", "localhost"),
    ],
)
def test_servers_as_people_speak_of_them(url: str, called: str) -> None:
    assert servers(url) == called


def test_without_its_driver_the_program_says_so() -> None:
    """A file needs none: it is not even looked for."""
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from models.database import Database\n"
        "from models.errors import StorageError\n"
        "from pathlib import Path\n"
        "for where in (Path('/tiada/x.db'), 'postgresql://db/x'):\n"
        "    try: Database.open(where)\n"
        "    except StorageError as error: print(error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["missing", "no_driver"]


# ── What stands there ─────────────────────────────────────────────


@on_server
def test_a_database_that_is_not_there(where: str) -> None:
    elsewhere = make_url(where).set(database="siaga_tiada").render_as_string(hide_password=False)
    assert refused(elsewhere).code == "unknown_database"


@on_server
def test_an_empty_database_is_ours_to_fill_and_anothers_is_not(nowhere: str, elections: dict[str, Election]) -> None:
    assert refused(nowhere).code == "missing"
    with connected(nowhere) as raw:
        raw.execute("CREATE TABLE milik_lain (x int)")
        raw.execute("CREATE TABLE alembic_version (version_num text)")
        raw.execute("INSERT INTO alembic_version VALUES ('0001')")
    assert refused(nowhere).code == "not_a_database"
    with pytest.raises(StorageError) as caught:
        towns.build(nowhere, elections)
    assert caught.value.code == "not_a_database"
    with connected(nowhere) as raw:
        assert raw.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (2,)


@on_server
def test_what_an_extension_brought_along_is_nobodys(nowhere: str, elections: dict[str, Election]) -> None:
    with connected(nowhere) as raw:
        raw.execute("CREATE EXTENSION pg_stat_statements")  # it has a view in the schema
    assert refused(nowhere).code == "missing"
    with towns.opened(towns.build(nowhere, elections), elections) as town:
        assert town.wrong() == []


@on_server
def test_a_schema_of_its_own_beside_another_program(nowhere: str, elections: dict[str, Election]) -> None:
    with connected(nowhere) as raw:
        raw.execute("CREATE TABLE milik_lain (x int)")
        raw.execute("CREATE SCHEMA siaga")
        raw.execute("CREATE EXTENSION pg_trgm SCHEMA public")
    where = f"{nowhere}{'&' if '?' in nowhere else '?'}options=-csearch_path%3Dsiaga,public"
    with towns.opened(towns.build(where, elections), elections) as town:
        assert town.area("L2") == 3
        assert town.wrong() == []


# ── Who may ───────────────────────────────────────────────────────


@pytest.fixture
def role(where: str) -> Iterator[str]:
    """A role with a password and no rights; its URL for the town's database."""
    with connected(where) as raw:
        raw.execute(f"CREATE ROLE {GUEST} LOGIN PASSWORD '{SECRET}'")
    yield make_url(where).set(username=GUEST, password=SECRET).render_as_string(hide_password=False)
    with connected(where) as raw:
        raw.execute(f"DROP OWNED BY {GUEST}")
        raw.execute(f"DROP ROLE {GUEST}")


@on_server
def test_a_role_without_rights_is_denied_and_nothing_is_said_of_its_password(role: str) -> None:
    assert refused(role).code == "denied"


@on_server
def test_a_role_that_may_only_read(role: str, where: str, elections: dict[str, Election]) -> None:
    with connected(where) as raw:
        raw.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {GUEST}")
    with towns.opened(role, elections) as town:
        before = town.dump()
        with pytest.raises(StorageError) as caught:
            town.area("L2")
        assert caught.value.code == "denied"
        assert town.dump() == before


@on_server
def test_a_wrong_password(role: str) -> None:
    wrong = role.replace(SECRET, "salah")
    try:
        connected(wrong).close()
    except Exception:
        error = refused(wrong)
        assert (error.code, "salah" in str(error)) == ("denied", False)
    else:
        pytest.skip("this server lets everybody in")


@on_server
def test_nobody_reads_the_password(role: str, where: str, elections: dict[str, Election]) -> None:
    with connected(where) as raw:
        raw.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {GUEST}")
    with towns.opened(role, elections) as town:
        assert town.database.where == shown(role)
        assert SECRET not in repr(town.database.engine)
        with pytest.raises(StorageError) as caught, town.database.read() as connection:
            connection.exec_driver_sql("SELECT tiada FROM entah")
        assert SECRET not in "".join(traceback.format_exception(caught.value))


# ── What goes wrong meanwhile ─────────────────────────────────────


def _says(town: Town, state: str) -> None:
    """The server fails as it would for this reason, at the last thing that a write does."""
    with connected(str(town.where)) as raw:
        raw.execute(
            "CREATE FUNCTION gagal() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'gagal' USING ERRCODE = '{state}'; END $$"
        )
        raw.execute("CREATE TRIGGER gagal BEFORE INSERT ON journal EXECUTE FUNCTION gagal()")


@on_server
@pytest.mark.parametrize(
    ("state", "code"), [("53100", "disk_full"), ("40P01", "busy"), ("57P01", "unreachable"), ("XX000", "storage")]
)
def test_a_write_that_fails_on_the_server_leaves_nothing(town: Town, state: str, code: str) -> None:
    before = town.dump()
    _says(town, state)
    with pytest.raises(StorageError) as caught:
        town.area("L2")
    assert (caught.value.code, caught.value.detail["reason"]) == (code, state)
    assert town.dump() == before


@on_server
def test_a_database_that_is_switched_to_reading(town: Town, where: str) -> None:
    with connected(where) as raw:
        raw.execute("SELECT 1")
        raw.execute(f"ALTER DATABASE {raw.info.dbname} SET default_transaction_read_only = on")
    town.close()
    with towns.opened(where, town.elections) as again:
        assert again.wrong() == []
        with pytest.raises(StorageError) as caught:
            again.area("L2")
    assert caught.value.code == "read_only"


@on_server
def test_sessions_that_the_server_ended_go_on(town: Town, server: Server, where: str) -> None:
    """Nobody sees that it was restarted while they were doing nothing."""
    with town.database.read(), town.database.read():
        pass
    assert server.cut(where) >= 2
    before = town.dump()
    assert server.cut(where)
    assert town.area("L2") == 3
    assert town.dump() != before
    assert town.wrong() == []


@on_server
def test_a_session_ended_in_the_middle_says_so_and_writes_nothing(town: Town, server: Server, where: str) -> None:
    before = town.dump()
    with pytest.raises(StorageError) as caught, town.work() as work:
        evidence.record_area(work, town.election.indicator("L2"), towns.KOTA, reference="BA")
        server.cut(where)
    assert caught.value.code == "unreachable"
    assert town.dump() == before


@on_server
def test_a_session_ended_in_the_middle_of_a_board_reads_the_next_one(town: Town, server: Server, where: str) -> None:
    for _again in range(3):
        with pytest.raises(StorageError) as caught, town.database.read() as connection:
            queries.territory.path(connection, towns.KOTA)
            server.cut(where)
            queries.territory.path(connection, towns.KOTA)
        assert caught.value.code == "unreachable"
        with town.database.read() as connection:
            assert queries.territory.path(connection, towns.KOTA)[-1].code == towns.KOTA


@on_server
def test_a_server_that_goes_away_and_comes_back(where: str, elections: dict[str, Election]) -> None:
    line = Line()
    with towns.opened(line.to(where), elections) as town:
        town.area("L2")
        line.cut()
        for _ in range(3):
            with pytest.raises(StorageError) as caught:
                town.dump()
            assert caught.value.code == "unreachable"
        line.mend()
        assert town.area("L1") == 3
        assert town.wrong() == []
    line.cut()


@on_server
def test_an_older_schema_is_not_upgraded_by_opening(where: str, town: Town) -> None:
    with connected(where) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    assert refused(where).code == "older_server"
