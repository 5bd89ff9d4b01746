"""Every SELECT, a file a view; frozen rows come back. A module is loaded when it is first used: the first
picture does not wait for the database's code."""

from importlib import import_module
from types import ModuleType

NAMES = (
    "accounts",
    "activity",
    "blockers",
    "board",
    "escalation",
    "logistics",
    "pace",
    "paging",
    "people",
    "readiness",
    "register",
    "report",
    "rollcall",
    "search",
    "since",
    "synergy",
    "territory",
)


def __getattr__(name: str) -> ModuleType:
    if name in NAMES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)
