"""Units: the places that seats and items belong to, known by their official codes.

A code is its own address: ``33`` province, ``33.71`` kabupaten or kota, ``33.71.03`` kecamatan,
``33.71.03.1002`` kelurahan or desa (Kepmendagri 300.2.2-2138/2025), and with three more digits a TPS
of one election, ``33.71.03.1002.901``. ``id`` is the nation. A unit's descendants are therefore one
range of codes, which every index can scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

NATION = "id"


class Level(IntEnum):
    """How deep a unit stands in the tree; larger is deeper."""

    NATION = 0
    PROVINCE = 1
    KOTA = 2
    KECAMATAN = 3
    KELURAHAN = 4
    TPS = 5


LENGTHS = {Level.PROVINCE: 2, Level.KOTA: 5, Level.KECAMATAN: 8, Level.KELURAHAN: 13, Level.TPS: 17}
"""Characters in a code of each level; all codes of a level have the same length."""
_LEVELS = {length: found for found, length in LENGTHS.items()}
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4}(\.[0-9]{3})?)?)?)?")


def level(code: str) -> Level:
    """The level of a unit code. Raises ValueError when it is not a code."""
    if code == NATION:
        return Level.NATION
    if _CODE.fullmatch(code) is None:
        raise ValueError(code)
    return _LEVELS[len(code)]


def parent(code: str) -> str | None:
    """The code one level up; None above the nation."""
    if code == NATION:
        return None
    head, _, _ = code.rpartition(".")
    return head or NATION


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above ``code``, nearest first, the nation last."""
    found = []
    up = parent(code)
    while up is not None:
        found.append(up)
        up = parent(up)
    return tuple(found)


def span(code: str) -> tuple[str, str]:
    """``(low, high)`` such that ``low <= x < high`` holds for the unit itself and all below it.

    ``.`` sorts directly before ``/``, so ``33.71/`` ends the range of ``33.71``.
    """
    return ("", "~") if code == NATION else (code, f"{code}/")


def contains(unit: str, other: str) -> bool:
    """True when ``other`` is ``unit`` or stands below it."""
    low, high = span(unit)
    return low <= other < high


def tps_code(kelurahan: str, number: int) -> str:
    """The code of a TPS: kelurahan and three digits (KPU open data)."""
    return f"{kelurahan}.{number:03d}"


def common(codes: Iterable[str]) -> str:
    """The lowest unit that holds all of them: where a change to several is noted."""
    first, *rest = sorted(set(codes))
    for unit in (first, *ancestors(first)):
        if all(contains(unit, other) for other in rest):
            return unit
    return NATION


def area(code: str) -> str:
    """The area that reports for a unit: a kelurahan for itself and its TPS, a kecamatan for itself."""
    return code[: LENGTHS[Level.KELURAHAN]]
