"""Who works with this database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.tables import Account, Region


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account; ``scope_name``: None where the unit is not in this database; ``disabled_at``: UTC, as stored."""

    name: str
    role: str
    scope: str
    scope_name: str | None
    disabled_at: datetime | None


def listed(connection: Connection) -> tuple[AccountRow, ...]:
    """All of them, by name."""
    rows = connection.execute(
        select(
            Account.c.name, Account.c.role, Account.c.scope, Region.c.name.label("scope_name"), Account.c.disabled_at
        )
        .outerjoin(Region, Region.c.code == Account.c.scope)
        .order_by(Account.c.name)
    )
    return tuple(AccountRow(*row) for row in rows)
