"""The colour themes. A theme says what readiness looks like (``siap`` … ``belum``) and how the frame is drawn.

Contrast is tested: text on background and on the cursor at least 4.5 to 1 (WCAG 2.1 AA), ``kontras`` at least 7.
"""

from __future__ import annotations

from textual.theme import Theme

from screens.locale import N_

DEFAULT = "gelap"

TITLES = {
    "gelap": N_("gelap"),
    "terang": N_("terang"),
    "kontras": N_("kontras tinggi"),
    "aman-warna": N_("aman buta warna"),
    "ansi": N_("warna terminal sendiri"),
}
"""Names of the themes as people read them, in the order of the settings screen."""

_COLOURS: dict[str, dict[str, str]] = {
    "gelap": {
        "background": "#10151c",
        "text": "#d5dbe3",
        "dim": "#939dac",
        "siap": "#5fd38d",
        "kurang": "#f2c14e",
        "kritis": "#ff7b7b",
        "takada": "#cf9cf0",
        "belum": "#939dac",
        "title": "#ffffff",
        "key": "#7cbcff",
        "line": "#445163",
        "line-focus": "#7cbcff",
        "track": "#445163",
        "target": "#d5dbe3",
        "cursor-background": "#1f344f",
        "cursor-blur-background": "#1b2430",
        "head": "#d5dbe3",
        "head-background": "#1c2836",
        "rehearsal": "#10151c",
        "rehearsal-background": "#f2c14e",
    },
    "terang": {
        "background": "#f8f8f4",
        "text": "#1d232b",
        "dim": "#56606c",
        "siap": "#0a6130",
        "kurang": "#7a4f00",
        "kritis": "#a8001f",
        "takada": "#6a1b9a",
        "belum": "#56606c",
        "title": "#000000",
        "key": "#0b4f9c",
        "line": "#a3abb5",
        "line-focus": "#0b4f9c",
        "track": "#a3abb5",
        "target": "#1d232b",
        "cursor-background": "#d3e2f5",
        "cursor-blur-background": "#e7e9e6",
        "head": "#1d232b",
        "head-background": "#dfe5ec",
        "rehearsal": "#ffffff",
        "rehearsal-background": "#7a4f00",
    },
    "kontras": {
        "background": "#000000",
        "text": "#ffffff",
        "dim": "#d8d8d8",
        "siap": "#5cff8f",
        "kurang": "#ffff5c",
        "kritis": "#ffabab",
        "takada": "#ffb3ff",
        "belum": "#d8d8d8",
        "title": "#ffffff",
        "key": "#8fd7ff",
        "line": "#ffffff",
        "line-focus": "#ffff5c",
        "track": "#a0a0a0",
        "target": "#ffffff",
        "cursor-background": "#00306e",
        "cursor-blur-background": "#262626",
        "head": "#000000",
        "head-background": "#ffffff",
        "rehearsal": "#000000",
        "rehearsal-background": "#ffff5c",
    },
    # Okabe and Ito's colours: told apart with any of the common colour vision deficiencies.
    "aman-warna": {
        "background": "#12151a",
        "text": "#dde2e8",
        "dim": "#98a1ad",
        "siap": "#56b4e9",
        "kurang": "#f5ea6e",
        "kritis": "#ff9a3c",
        "takada": "#d9a0c8",
        "belum": "#98a1ad",
        "title": "#ffffff",
        "key": "#a9c7e8",
        "line": "#48525e",
        "line-focus": "#a9c7e8",
        "track": "#48525e",
        "target": "#dde2e8",
        "cursor-background": "#2c3644",
        "cursor-blur-background": "#20262e",
        "head": "#dde2e8",
        "head-background": "#222a34",
        "rehearsal": "#12151a",
        "rehearsal-background": "#f5ea6e",
    },
    # The terminal's own sixteen: shortest on the wire, and whatever palette its user has chosen.
    "ansi": {
        "background": "ansi_default",
        "text": "ansi_default",
        "dim": "ansi_default",
        "siap": "ansi_green",
        "kurang": "ansi_yellow",
        "kritis": "ansi_red",
        "takada": "ansi_magenta",
        "belum": "ansi_default",
        "title": "ansi_default",
        "key": "ansi_cyan",
        "line": "ansi_default",
        "line-focus": "ansi_cyan",
        "track": "ansi_default",
        "target": "ansi_default",
        "cursor-background": "ansi_default",
        "cursor-blur-background": "ansi_default",
        "head": "ansi_default",
        "head-background": "ansi_default",
        "rehearsal": "ansi_black",
        "rehearsal-background": "ansi_yellow",
    },
}


def names() -> tuple[str, ...]:
    """The themes that may stand in ``look.theme``, in the order of the settings screen."""
    return tuple(_COLOURS)


def colours(name: str) -> dict[str, str]:
    """The colours of a theme by their names, as they stand in its variables."""
    return _COLOURS[name]


def themes() -> list[Theme]:
    """All themes, for ``App.register_theme``."""
    return [_theme(name) for name in _COLOURS]


def _theme(name: str) -> Theme:
    own = _COLOURS[name]
    ground = own["background"]
    return Theme(
        name=name,
        primary=own["key"],
        secondary=own["key"],
        accent=own["key"],
        success=own["siap"],
        warning=own["kurang"],
        error=own["kritis"],
        foreground=own["text"],
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        dark=name != "terang",
        ansi=name == "ansi",
        variables={key: value for key, value in own.items() if key not in {"background", "text"}}
        | (_ANSI_INPUT if name == "ansi" else _input(own)),
    )


_ANSI_INPUT = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "input-cursor-background": "ansi_white",
    "input-cursor-foreground": "ansi_black",
    "input-selection-background": "ansi_blue",
    "input-selection-foreground": "ansi_white",
}
"""What Textual's own style sheet asks of a theme that leaves the colours to the terminal."""


def _input(own: dict[str, str]) -> dict[str, str]:
    return {
        "input-cursor-background": own["text"],
        "input-cursor-foreground": own["background"],
        "input-selection-background": own["cursor-background"],
    }
