"""Who may do what, where: the one place that decides.

The unit of work asks it before every write, with the role and scope that the account has at that moment, and once more
at the end about every unit that was touched. Screens ask it to hide or explain keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import structs

from models import units
from models.actor import ADMIN, KOORDINATOR, KPU, OPERATOR, Actor
from models.errors import AccessDenied

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

KPU_ONLY = frozenset({"exclude", "include", "tps", "edition"})
"""Verbs that change what has to be ready: an item is excluded (N/A) or counted again (readiness.md, Items), the number
of TPS, the regions."""
LEADERS_ONLY = frozenset({"rollcall_decide"})
"""Verbs of who answers for a whole unit: what follows from a roll-call."""
ADMIN_ONLY = frozenset({"account", "erase", "erase_journal"})
"""Verbs about who may do what, and about what is kept of people."""
WRITERS = frozenset({OPERATOR, KOORDINATOR, KPU, ADMIN})


def allowed(actor: Actor, verb: str) -> bool:
    """Whether the actor may do the verb at all, somewhere: screens ask this to hide or explain a key."""
    return not _lacking(actor, verb)


def check(actor: Actor, verb: str, unit: str) -> None:
    """Raises AccessDenied (kpu_only, admin_only, leader_only, look_only, outside_scope) with who, what and where unless
    the actor may do it. A write at a unit around the actor's own may begin: ``inside`` checks what it touches."""
    why = _lacking(actor, verb)
    if not why and not (units.contains(actor.scope, unit) or units.contains(unit, actor.scope)):
        why = "outside_scope"
    if why:
        raise AccessDenied(why, verb=verb, unit=unit, actor=actor.name, scope=actor.scope)


def inside(actor: Actor, verb: str, touched: Iterable[str]) -> None:
    """Raises AccessDenied (outside_scope) when a write touched a unit that is not the actor's."""
    for unit in touched:
        if not units.contains(actor.scope, unit):
            raise AccessDenied("outside_scope", verb=verb, unit=unit, actor=actor.name, scope=actor.scope)


def _lacking(actor: Actor, verb: str) -> str:
    """Why the role does not do for the verb; empty when it does."""
    if actor.role not in WRITERS:
        return "look_only"
    if verb in ADMIN_ONLY and actor.role != ADMIN:
        return "admin_only"
    if verb in LEADERS_ONLY and actor.role == OPERATOR:
        return "leader_only"
    return "kpu_only" if verb in KPU_ONLY and actor.role not in (KPU, ADMIN) else ""


def standing(connection: Connection, actor: Actor) -> Actor:
    """The actor with the role and scope of their account; as they are where the database has no accounts.

    On a server whose role may not write the accounts the actor is who that role is called, whoever they say they are: a
    role that may could make itself anybody, and serves many. Raises AccessDenied: no_account, account_disabled."""
    from models import prepared

    ((who, role, scope, disabled_at),) = prepared.rows(
        connection, _account(connection.dialect.name), {"said": actor.name}
    )
    if role is None:
        if not prepared.rows(connection, _any(), {}):
            return structs.replace(actor, name=who)
        raise AccessDenied("no_account", actor=who)
    if disabled_at is not None:
        raise AccessDenied("account_disabled", actor=who)
    return Actor(who, role, scope)


@lru_cache(maxsize=2)
def _account(dialect: str) -> Select[str, str | None, str | None, object]:
    """The account of whoever ``said`` they are, empty where there is none."""
    from sqlalchemy import String, bindparam, case, func, literal_column, select

    from models.tables import Account

    who: ColumnElement[str] = bindparam("said", type_=String)
    if dialect == "postgresql":
        serves = func.has_table_privilege(Account.name, "INSERT, UPDATE")
        who = case((serves, who), else_=literal_column("session_user", String))
    asked = select(who.label("who")).subquery()
    return select(asked.c.who, Account.c.role, Account.c.scope, Account.c.disabled_at).select_from(
        asked.outerjoin(Account, Account.c.name == asked.c.who)
    )


@lru_cache(maxsize=1)
def _any() -> Select[str]:
    from sqlalchemy import select

    from models.tables import Account

    return select(Account.c.name).limit(1)
