"""Roles of a server that do not own the database: one for all sessions, one of a person.

Neither changes the schema nor the journal; a person's passes for nobody else, with the program or without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from models import access, grants
from models.actor import ADMIN, KOORDINATOR, KPU, OPERATOR, Actor
from models.database import Database
from models.errors import AccessDenied, Refused, SiagaError, StorageError
from models.migrations.upgrade import upgrade
from models.rules.schema import Election
from models.services import accounts, edition, evidence, retention
from models.services.evidence import Item
from models.tables import Journal
from models.units import NATION
from tests.engines import connected, on_server
from tests.models import town as towns
from tests.models.town import KECAMATAN, KOTA, TPS, Town

SERVICE, PERSON = f"siaga_layanan_{os.getpid()}", f"dewi_{os.getpid()}"
SECRET = "sandi-layanan"
BOTH = pytest.mark.parametrize("role", [SERVICE, PERSON], ids=["service", "person"])

pytestmark = on_server


def grant(where: str, role: str) -> None:
    """As its owner does it."""
    database = Database.open(where)
    try:
        grants.grant(database, role, person=role == PERSON)
    finally:
        database.close()


@pytest.fixture
def come(where: str) -> Iterator[Callable[[str], str]]:
    """The town's URL for a role."""
    with connected(where) as raw:
        for role in (SERVICE, PERSON):
            raw.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{SECRET}'")
    try:
        for role in (SERVICE, PERSON):
            grant(where, role)
        yield lambda role: make_url(where).set(username=role, password=SECRET).render_as_string(hide_password=False)
    finally:
        with connected(where) as raw:
            for role in (SERVICE, PERSON):
                raw.execute(f"DROP OWNED BY {role}")
                raw.execute(f"DROP ROLE {role}")


Come = Callable[[str], str]


@BOTH
def test_sessions_read_and_write_with_it(come: Come, where: str, elections: dict[str, Election], role: str) -> None:
    grant(where, role)  # again, as after an upgrade
    with towns.opened(come(role), elections) as town:
        before = town.dump()
        assert towns.stir(town, seed=7, steps=60) >= 20
        assert town.set_tps(towns.SECOND, 3)
        town.area("L2")
        if role == SERVICE:
            town.undo()
        assert len(town.dump()["journal"]) > len(before["journal"]) + 20
        assert town.wrong() == []


@BOTH
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
        "ALTER TABLE journal DISABLE ROW LEVEL SECURITY",
        "DROP POLICY siaga_says ON journal",
        "ALTER TABLE person ADD COLUMN pilihan text",
        "CREATE TABLE milik_saya (x int)",
        "CREATE FUNCTION lancung() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_neither_the_schema_nor_the_journal_is_changed_with_it(
    come: Come, elections: dict[str, Election], role: str, forging: str
) -> None:
    with towns.opened(come(role), elections) as town:
        before = town.dump()
        with pytest.raises(StorageError) as caught, town.work() as work:
            work.connection.exec_driver_sql(forging)
        assert (caught.value.code, caught.value.detail["reason"]) == ("denied", "42501")
        assert town.dump() == before


def staffed(where: str, elections: dict[str, Election]) -> None:
    """Accounts of sari, who leads, and of dewi, whose role is called as she is."""
    with towns.opened(where, elections) as town, town.work(Actor("owner", ADMIN), "account") as work:
        accounts.add(work, "owner", ADMIN, NATION)
        accounts.add(work, "sari", KPU, KOTA)
        accounts.add(work, PERSON, OPERATOR, KECAMATAN)


def record(town: Town, name: str) -> str:
    """Write as somebody; the name that stands in the journal then."""
    with town.work(Actor(name), "evidence", TPS) as work:
        evidence.record(work, town.election.indicator("L2"), [Item(TPS, checked=False)], reference="BA 1")
    with town.database.read() as connection:
        return str(connection.scalar(select(Journal.c.actor).order_by(Journal.c.seq.desc())))


def test_the_service_says_who_somebody_is(come: Come, where: str, elections: dict[str, Election]) -> None:
    staffed(where, elections)
    with towns.opened(come(SERVICE), elections) as town:
        assert record(town, "sari") == "sari"


def test_a_person_is_who_their_role_is_whoever_they_say(come: Come, where: str, elections: dict[str, Election]) -> None:
    staffed(where, elections)
    with towns.opened(come(PERSON), elections) as town:
        with town.database.read() as connection:
            assert access.standing(connection, Actor("sari", KPU)) == Actor(PERSON, OPERATOR, KECAMATAN)
        assert record(town, "sari") == PERSON
        with pytest.raises(StorageError) as caught, town.work(Actor("sari"), "evidence", TPS) as work:
            work.connection.exec_driver_sql("UPDATE account SET role = 'admin'")
    assert caught.value.code == "denied"


def test_a_person_whose_account_is_closed_or_was_never_made_is_nobody(
    come: Come, where: str, elections: dict[str, Election]
) -> None:
    with towns.opened(where, elections) as town, town.work(Actor("owner", ADMIN), "account") as work:
        accounts.add(work, "owner", ADMIN, NATION)
        accounts.add(work, "sari", KOORDINATOR, NATION)
    with towns.opened(come(PERSON), elections) as town, pytest.raises(AccessDenied) as caught:
        record(town, "sari")
    assert (caught.value.code, caught.value.detail["actor"]) == ("no_account", PERSON)


@pytest.mark.parametrize("trick", ["", "CREATE TEMP TABLE account (name text)", "SET search_path = pg_temp, public"])
def test_the_journal_takes_no_other_name_from_a_person(
    come: Come, where: str, elections: dict[str, Election], trick: str
) -> None:
    """Also past the program, with rows of one's own making."""
    staffed(where, elections)
    forged = "INSERT INTO public.journal SELECT seq + 1, {} FROM public.journal ORDER BY seq DESC LIMIT 1"
    with connected(where) as raw:
        columns = [one.name for one in raw.execute("SELECT * FROM journal LIMIT 0").description]
    rest = {name: name for name in columns if name != "seq"}
    with connected(come(PERSON)) as raw:
        import psycopg

        if trick:
            raw.execute(trick)
        raw.execute("BEGIN")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(forged.format(", ".join({**rest, "actor": "'sari'"}.values())))
        raw.execute("ROLLBACK; BEGIN")
        raw.execute(forged.format(", ".join({**rest, "actor": f"'{PERSON}'"}.values())))
        raw.execute("ROLLBACK")


# ── what is the owner's ────────────────────────────────────────────


def older(where: str) -> None:
    with connected(where) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")


@BOTH
@pytest.mark.parametrize("deed", ["upgrade", "retain", "edition", "grant"])
def test_what_is_the_owners_is_refused_with_its_name(
    come: Come, where: str, elections: dict[str, Election], role: str, deed: str
) -> None:
    staffed(where, elections)
    owner = make_url(where).username
    with towns.opened(where, elections) as town:
        before = town.dump()
    if deed == "upgrade":
        older(where)

    def done() -> object:
        if deed == "upgrade":
            return upgrade(come(role), now=towns.START)
        with towns.opened(come(role), elections) as town:
            if deed == "grant":
                return grants.grant(town.database, PERSON, person=False)
            if deed == "retain":
                day = towns.START.date()
                return retention.retain(town.database, elections, day, town.clock, Actor("owner", ADMIN))
            with town.work(Actor("owner", ADMIN), "edition") as work:
                return edition.apply(work, None)  # type: ignore[arg-type]  # it is not looked at

    with pytest.raises(SiagaError) as caught:
        done()
    if role == PERSON and deed in ("retain", "edition"):
        assert isinstance(caught.value, AccessDenied)  # whoever they say they are
    else:
        assert (caught.value.code, caught.value.detail["owner"]) == ("owner_only", owner)
    assert SECRET not in str(caught.value)
    if deed != "upgrade":
        with towns.opened(where, elections) as town:
            assert town.dump() == before


def test_neither_the_owner_nor_nobody_is_given_a_part(where: str) -> None:
    database = Database.open(where)
    try:
        for role, code in ((str(make_url(where).username), "server_role_owner"), ("tiada", "server_role_unknown")):
            with pytest.raises(Refused) as caught:
                grants.grant(database, role, person=False)
            assert caught.value.code == code
    finally:
        database.close()
