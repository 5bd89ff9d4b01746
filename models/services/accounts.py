"""Accounts: who works with this database, as what, and where. Only an admin's verbs; there is always one left."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from models import units
from models.actor import ADMIN, NAME, ROLES
from models.errors import Refused
from models.journal import Row
from models.tables import Account, Region
from models.uow import UnitOfWork

VERB = "account"


def add(work: UnitOfWork, name: str, role: str, scope: str) -> Row:
    """Let somebody in, or in again who was kept out. Raises Refused: account_name, account_known, and as ``change``."""
    if NAME.fullmatch(name) is None:
        raise Refused("account_name", name=name)
    before = work.get(Account, name=name)
    if before is not None and before["disabled_at"] is None:
        raise Refused("account_known", name=name)
    if before is not None:
        return _changed(work, before, role=role, scope=scope, disabled_at=None)
    _check(work, role, scope)
    work.detail = {"name": name, "role": role}
    row = {"name": name, "role": role, "scope": scope, "disabled_at": None, "version": 1}
    return work.insert(Account, row)


def change(work: UnitOfWork, name: str, *, role: str = "", scope: str = "") -> Row:
    """Give somebody another role or another scope; what is not said stays.

    Raises Refused: account_unknown, role_unknown, unit_unknown, last_admin."""
    before = _known(work, name)
    return _changed(work, before, role=role or before["role"], scope=scope or before["scope"])


def disable(work: UnitOfWork, name: str) -> Row:
    """Keep somebody out from now on; what they did stays. Raises Refused: account_unknown, last_admin."""
    return _changed(work, _known(work, name), disabled_at=work.now)


def first(connection: Connection, name: str) -> None:
    """Who makes a database is its admin."""
    row = {"name": name, "role": ADMIN, "scope": units.NATION, "disabled_at": None, "version": 1}
    connection.execute(insert(Account).values(row))


def _known(work: UnitOfWork, name: str) -> Row:
    before = work.get(Account, name=name)
    if before is None:
        raise Refused("account_unknown", name=name)
    return before


def _changed(work: UnitOfWork, before: Row, **values: object) -> Row:
    after = {**before, **values}
    _check(work, after["role"], after["scope"])
    leaves = before["role"] == ADMIN and before["disabled_at"] is None
    if leaves and (after["role"] != ADMIN or after["disabled_at"] is not None) and _admins(work) == 1:
        raise Refused("last_admin", name=before["name"])
    work.detail = {"name": before["name"], "role": after["role"] if after["disabled_at"] is None else ""}
    return work.update(Account, before, **values)


def _check(work: UnitOfWork, role: str, scope: str) -> None:
    if role not in ROLES:
        raise Refused("role_unknown", role=role, roles=ROLES)
    if scope != units.NATION and work.connection.scalar(select(Region.c.code).where(Region.c.code == scope)) is None:
        raise Refused("unit_unknown", unit=scope)


def _admins(work: UnitOfWork) -> int:
    statement = select(func.count()).where(Account.c.role == ADMIN, Account.c.disabled_at.is_(None))
    return work.connection.scalar(statement) or 0
