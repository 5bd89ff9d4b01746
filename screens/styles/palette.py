"""What a style name means in the theme at hand.

Widgets name styles in words, several at once: ``"siap bold"``, ``"kritis cursor"``. Rich styles are made of them
here, at the moment of drawing, so a change of theme needs no new content. (Component classes would do the same at
the price of a style sheet rule and a virtual node for each name and widget: time before the first picture.)
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.color import Color

from screens.presenters.glyphs import STATES
from screens.styles.themes import DEFAULT, colours, names

if TYPE_CHECKING:
    from textual.app import App

GROUNDS = frozenset({"cursor", "cursor-blur", "head", "rehearsal", "aside", "reverse", "underline", "strike"})
"""Names that are seen on blanks too."""
_ATTRIBUTES = {
    "bold": Style(bold=True),
    "italic": Style(italic=True),
    "underline": Style(underline=True),
    "reverse": Style(reverse=True),
    "strike": Style(strike=True),
}
_COLOURED = (
    "text",
    "dim",
    *STATES,
    "key",
    "line",
    "line-focus",
    "track",
    "target",
    "head",
    "rehearsal",
)


class Palette(dict[str, Style]):
    """Style names → Rich styles, made as they are asked for. An unknown name is drawn as plain text."""

    def __init__(self, theme: str, *, aside: bool = False) -> None:
        """``theme`` is one of ``themes.names()``. ``aside``: the past or a supposition is shown, in a frame of another
        colour."""
        super().__init__()
        own = colours(theme)
        parts = {name: Style(color=_rich(own[name])) for name in _COLOURED}
        # Explicit: the terminal's own ground may be the opposite of what these colours were chosen for.
        parts["text"] += Style(bgcolor=_rich(own["background"]))
        parts["title"] = Style(color=_rich(own["title"]), bold=True)
        for name in ("cursor", "cursor-blur"):
            parts[name] = Style(bgcolor=_rich(own[f"{name}-background"]))
        for name in ("head", "rehearsal"):
            parts[name] += Style(bgcolor=_rich(own[f"{name}-background"]))
        parts["aside"] = Style(color=_rich(own["background"]), bgcolor=_rich(own["takada"]))
        if theme == "ansi":
            # Sixteen unknown colours: only attributes are safe to set things apart.
            parts |= {"cursor": Style(reverse=True), "cursor-blur": Style(underline=True)}
            parts |= {"head": Style(reverse=True), "dim": Style(dim=True), "belum": Style(dim=True)}
            parts |= {"line": Style(dim=True), "track": Style(dim=True), "aside": Style(reverse=True)}
        if aside:
            frame = Style(color=_rich(own["takada"]))
            parts |= {"line": frame, "line-focus": frame + Style(bold=True)}
        self._parts = parts | _ATTRIBUTES

    def __missing__(self, names: str) -> Style:
        """Add up the parts of a compound name."""
        style = self._parts["text"]
        for name in names.split():
            style += self._parts.get(name, Style())
        self[names] = style
        return style


def _rich(colour: str) -> Any:
    return Color.parse(colour).rich_color


@lru_cache(maxsize=8)
def _palette(theme: str, aside: bool) -> Palette:
    return Palette(theme, aside=aside)


def palette(app: App[Any]) -> Palette:
    """The palette of the app's theme; of the default one for a theme that is not ours."""
    theme = app.theme
    return _palette(theme if theme in names() else DEFAULT, bool(getattr(app, "aside", False)))


@lru_cache(maxsize=512)
def ground(style: str) -> frozenset[str]:
    """The names in ``style`` that show on blanks."""
    return GROUNDS.intersection(style.split())


@lru_cache(maxsize=512)
def faded(style: str) -> str:
    """``style`` for figures that are out of date: grey, on the same ground."""
    return " ".join(["dim", *sorted(ground(style))])
