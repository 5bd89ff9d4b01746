"""The signs that stand beside every colour, in Unicode or, where a font lacks them, in ASCII."""

from __future__ import annotations

from typing import NamedTuple

from screens.locale import _


class Glyphs(NamedTuple):
    """One set of single-cell signs."""

    green: str
    yellow: str
    red: str
    unknown: str
    not_yet: str
    yes: str
    no: str
    mark: str
    ascending: str
    descending: str
    more: str
    separator: str
    editing: str
    """Somebody has a form on it open."""
    box: tuple[str, str, str, str, str, str]
    """Corners and edges: top left, top right, bottom left, bottom right, horizontal, vertical."""
    eighths: str
    """From an eighth of a cell to a full one."""
    track: str
    target: str
    spark: str
    back: str
    """The past is shown; two cells."""


UNICODE = Glyphs(
    green="●",
    yellow="▲",
    red="■",
    unknown="?",
    not_yet="·",
    yes="✓",
    no="✗",
    mark="▸",
    ascending="▲",
    descending="▼",
    more="»",
    separator="·",
    editing="✎",
    box=("┌", "┐", "└", "┘", "─", "│"),
    eighths="▏▎▍▌▋▊▉█",
    track="·",
    target="▏",
    spark="▁▂▃▄▅▆▇█",
    back="◀◀",
)
ASCII = Glyphs(
    green="o",
    yellow="^",
    red="#",
    unknown="?",
    not_yet=".",
    yes="v",
    no="x",
    mark=">",
    ascending="^",
    descending="v",
    more=">",
    separator="-",
    editing="*",
    box=("+", "+", "+", "+", "-", "|"),
    eighths="=",
    track=".",
    target="|",
    spark="_.-=^",
    back="<<",
)

_current = UNICODE


def use(name: str) -> None:
    """Draw with ``unicode`` or ``ascii`` signs from now on (the setting ``look.glyphs``)."""
    global _current  # noqa: PLW0603 - a process draws on one terminal
    _current = ASCII if name == "ascii" else UNICODE


def glyphs() -> Glyphs:
    """The set in use."""
    return _current


STATES = ("siap", "kurang", "kritis", "takada", "belum")
"""Style names of the colours of readiness.md: green, yellow, red, unknown, not yet time."""


def sign(state: str) -> str:
    """The sign of a colour, given as its style name (``STATES``)."""
    current = _current
    return {
        "siap": current.green,
        "kurang": current.yellow,
        "kritis": current.red,
        "takada": current.unknown,
        "belum": current.not_yet,
    }[state]


def word(state: str) -> str:
    """The word of a colour, given as its style name (``STATES``)."""
    return {
        "siap": _("HIJAU"),
        "kurang": _("KUNING"),
        "kritis": _("MERAH"),
        "takada": _("BELUM ADA DATA"),
        "belum": _("belum waktunya"),
    }[state]


def status(state: str) -> str:
    """Sign and word: ``● HIJAU``. Colour is never alone."""
    return f"{sign(state)} {word(state)}"
