"""Who may do what, where: the one place that decides. The unit of work asks it before every write."""

from __future__ import annotations

from models.actor import ADMIN, KOORDINATOR, KPU, OPERATOR, Actor
from models.errors import AccessDenied

KPU_ONLY = frozenset({"exclude", "include", "tps", "edition"})
"""Verbs that change what has to be ready: an item is excluded (N/A) or counted again (readiness.md, Items), the number
of TPS, the regions."""
WRITERS = frozenset({OPERATOR, KOORDINATOR, KPU, ADMIN})


def allowed(actor: Actor, verb: str) -> bool:
    """Whether the actor may do the verb at all: screens ask this to hide or explain a key."""
    return actor.role in (KPU, ADMIN) if verb in KPU_ONLY else actor.role in WRITERS


def check(actor: Actor, verb: str, unit: str) -> None:
    """Raises AccessDenied with who, what and where unless the actor may do it."""
    if not allowed(actor, verb):
        raise AccessDenied("kpu_only" if verb in KPU_ONLY else "look_only", verb=verb, unit=unit, actor=actor.name)
