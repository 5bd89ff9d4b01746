"""On a server: what a role other than the owner's may do, and who owns the tables.

Two kinds of roles are granted anything. A service role serves many: it may write the accounts, so it may say who
somebody is. A person's role may not, and is that person (``access.standing``); the journal takes no other name from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from models.database import Database
from models.errors import Refused, StorageError
from models.where import shown

_OWNER = text("""
SELECT pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS ours
FROM pg_class WHERE oid = to_regclass('journal')
""")
_ROLE = text("SELECT pg_has_role(oid, CAST(:owner AS name), 'USAGE') FROM pg_roles WHERE rolname = :role")


def check_owner(connection: Connection) -> str:
    """The role whose the tables are; empty in a file. Raises StorageError (owner_only) unless one came with it."""
    if connection.dialect.name != "postgresql":
        return ""
    found = connection.execute(_OWNER).one()
    if not found.ours:
        raise StorageError("owner_only", path=shown(connection.engine.url.render_as_string()), owner=found.owner)
    return str(found.owner)


def statements(connection: Connection, role: str, *, person: bool) -> Sequence[str]:
    """What makes of a role one for sessions, to be run by the owner after each upgrade of the schema. Run twice, it
    says the same: it takes away first, so that a right that is no longer listed here is gone."""
    quote = connection.dialect.identifier_preparer.quote
    schema, who = quote(str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())), quote(role)
    account, journal = f"{schema}.account", f"{schema}.journal"
    # By its number: a search path or a temporary table that is called so too means nothing then.
    number = connection.exec_driver_sql("SELECT to_regclass('account')::oid").scalar_one()
    serves = f"has_table_privilege({number}::oid, 'INSERT, UPDATE')"
    return (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {who}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {who}",
        f"GRANT USAGE ON SCHEMA {schema} TO {who}",
        # Registers and tallies are written; nothing is created, altered, emptied or dropped.
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {who}",
        # The journal and its index of units only grow: what was said stays, whoever has the role's password.
        f"REVOKE UPDATE, DELETE ON {journal}, {schema}.journal_unit FROM {who}",
        # Which version the schema has is the owner's to say.
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {who}",
        *([f"REVOKE INSERT, UPDATE, DELETE ON {account} FROM {who}"] if person else []),
        # Whoever reads the journal reads all of it; a name stands in it that is one's own, or is said by a service.
        f"ALTER TABLE {journal} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS siaga_reads ON {journal}",
        f"CREATE POLICY siaga_reads ON {journal} FOR SELECT USING (true)",
        f"DROP POLICY IF EXISTS siaga_says ON {journal}",
        f"CREATE POLICY siaga_says ON {journal} FOR INSERT WITH CHECK (actor = session_user OR {serves})",
    )


def foreseen(database: Database, role: str, *, person: bool) -> Sequence[str]:
    """What ``grant`` would run. Raises StorageError."""
    with database.read() as connection:
        return statements(connection, role, person=person)


def grant(database: Database, role: str, *, person: bool) -> None:
    """All of it or nothing. Raises StorageError (owner_only, ...), Refused (server_role_unknown, server_role_owner)."""
    with database.begin_write() as connection:
        owner = check_owner(connection)
        owns = connection.execute(_ROLE, {"role": role, "owner": owner}).scalar_one_or_none()
        if owns is None:
            raise Refused("server_role_unknown", role=role)
        if owns:
            raise Refused("server_role_owner", role=role)
        for statement in statements(connection, role, person=person):
            connection.exec_driver_sql(statement.replace("%", "%%"))
