"""Who acts: the name that stands in the journal and the role that decides what is allowed."""

from __future__ import annotations

import re

import msgspec

from models.units import NATION

PENGAMAT, OPERATOR, KOORDINATOR, KPU, ADMIN = "pengamat", "operator", "koordinator", "kpu", "admin"
NAME = re.compile(r"[a-z_][a-z0-9_.-]{0,31}")
"""What an account may be called, as login names are: it stands in the journal, on command lines, in names of files."""
ROLES = (PENGAMAT, OPERATOR, KOORDINATOR, KPU, ADMIN)
"""From only looking to everything; the last two alone may set an item to N/A (readiness.md, Items)."""
REHEARSAL = "latihan"
"""The name of whoever makes up what a rehearsal shows; nobody's account."""


class Actor(msgspec.Struct, frozen=True):
    """A person or program at work, e.g. ``Actor("sari", "koordinator")``. ``scope``: the unit at and below which they
    may write."""

    name: str
    role: str = KOORDINATOR
    scope: str = NATION
