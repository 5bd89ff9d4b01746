"""Every verb. A module is loaded when it is first used: the first picture does not wait for the database's code."""

from importlib import import_module
from types import ModuleType

NAMES = (
    "accounts",
    "biodata",
    "bookmarks",
    "ceremony",
    "escalation",
    "evidence",
    "hazards",
    "logistics",
    "neutrality",
    "papers",
    "register",
    "restoring",
    "retention",
    "rollcall",
    "setup",
    "staffing",
    "synergy",
    "territory",
    "undo",
)


def __getattr__(name: str) -> ModuleType:
    if name in NAMES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)
