"""Numbers, bars and sparklines. Integers only, rounded down: what is not complete never looks so."""

from __future__ import annotations

from collections.abc import Sequence

from screens import locale
from screens.presenters.glyphs import glyphs

Segments = list[tuple[str, str]]
"""Text with style names, as the widgets draw it."""


def number(value: int) -> str:
    """``1.035``; in English ``1,035``."""
    text = f"{value:,}"
    return text.replace(",", ".") if locale.language() == locale.SOURCE else text


def decimal(whole: int, tenths: int) -> str:
    """``0,6``; in English ``0.6``."""
    return f"{whole}{',' if locale.language() == locale.SOURCE else '.'}{tenths}"


def ratio(done: int, total: int | None) -> str:
    """``1.035/1.036``; a total nobody knows is ``?``."""
    return f"{number(done)}/{'?' if total is None else number(total)}"


def percent(done: int, total: int) -> int:
    """Whole percent, rounded down: 100 only when all are done. Of nothing it is 0."""
    return 100 * done // total if total > 0 else 0


def bar(done: int, total: int, width: int, target: int | None = None, style: str = "") -> Segments:
    """A bar of ``width`` cells in eighths, with a tick where ``target`` percent stands.

    Rounded down, so the last eighth is drawn only when all is done. No tick for a target of 0 or 100.
    ``style`` colours the filled part; the rest is ``track``, the tick ``target``.
    """
    if width <= 0:
        return []
    signs = glyphs()
    steps = len(signs.eighths)
    eighths = width * steps * min(max(done, 0), total) // total if total > 0 else 0
    full, rest = divmod(eighths, steps)
    cells = [signs.eighths[-1]] * full
    if rest:
        cells.append(signs.eighths[rest - 1])
    filled = len(cells)
    cells += [signs.track] * (width - filled)
    if target is None or not 0 < target < 100:
        return [part for part in (("".join(cells[:filled]), style), ("".join(cells[filled:]), "track")) if part[0]]
    tick = min(width * target // 100, width - 1)
    parts: Segments = []
    for index, sign in enumerate(cells):
        cell, name = sign, style if index < filled else "track"
        if index == tick and index >= filled:
            cell, name = signs.target, "target"
        elif index == tick and cell == signs.eighths[-1]:
            cell, name = signs.target, f"{style} reverse".strip()
        if parts and parts[-1][1] == name:
            parts[-1] = (parts[-1][0] + cell, name)
        else:
            parts.append((cell, name))
    return parts


def sparkline(values: Sequence[int], low: int = 0, high: int | None = None) -> str:
    """One cell a value between ``low`` and ``high`` (the largest value if not given)."""
    if not values:
        return ""
    signs = glyphs().spark
    top = max(values) if high is None else high
    reach = max(top - low, 1)
    last = len(signs) - 1
    return "".join(signs[min(max((value - low) * last // reach, 0), last)] for value in values)
