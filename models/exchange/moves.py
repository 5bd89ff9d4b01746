"""Regions whose code changed, from a CSV file: ``lama,baru``.

Reasons besides those of ``models.exchange.rows``: ``bad_code``, ``move_level`` (old and new of different levels),
``move_twice`` (value: the code), ``move_nowhere`` (value: the new code, which the regions do not have).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from models import units
from models.exchange.rows import Fault, FileFault, rows
from models.text import clean
from models.units import LENGTHS, Level


def read_moves(path: Path, regions: Collection[str]) -> tuple[dict[str, str], list[Fault]]:
    """Old code → new code, and what is wrong with the rest. ``regions``: the codes that there are now."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    try:
        for line, (one, other), broken in rows(path, ("lama", "baru")):
            old, new = clean(one), clean(other)
            reason, value = (broken, "") if broken else _wrong(old, new, found, regions)
            if reason:
                faults.append(Fault(path.name, line, old, reason, value))
            elif old != new:
                found[old] = new
    except FileFault as error:
        faults.append(error.fault)
    return found, faults


def _wrong(old: str, new: str, found: dict[str, str], regions: Collection[str]) -> tuple[str, str]:
    for code in (old, new):
        if not _movable(code):
            return "bad_code", code
    if len(old) != len(new):
        return "move_level", new
    if old in found:
        return "move_twice", old
    if new in found.values():
        return "move_twice", new
    return ("", "") if new in regions else ("move_nowhere", new)


def _movable(code: str) -> bool:
    try:
        return units.level(code) is not Level.NATION and len(code) <= LENGTHS[Level.KELURAHAN]
    except ValueError:
        return False
