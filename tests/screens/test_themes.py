"""The themes: legible, and complete."""

import pytest
from textual.color import Color

from screens.presenters.glyphs import STATES
from screens.styles import themes
from screens.styles.palette import GROUNDS, Palette, faded, ground

TEXTS = ("text", "dim", *STATES, "title", "key")
TRUE = [name for name in themes.names() if name != "ansi"]


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""
    first, second = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (first + 0.05) / (second + 0.05)


def luminance(colour: Color) -> float:
    channels = [c / 255 for c in colour.rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", TRUE)
def test_text_is_legible_on_every_ground(theme: str) -> None:
    own = themes.colours(theme)
    least = 7.0 if theme == "kontras" else 4.5
    grounds = [own[name] for name in ("background", "cursor-background", "cursor-blur-background")]
    pairs = [(own[text], back) for text in TEXTS for back in grounds]
    pairs += [(own[name], own[f"{name}-background"]) for name in ("head", "rehearsal")]
    assert [(pair, round(contrast(*pair), 2)) for pair in pairs if contrast(*pair) < least] == []


def test_all_themes_have_the_same_colours_and_a_title() -> None:
    assert len({frozenset(themes.colours(name)) for name in themes.names()}) == 1
    assert tuple(themes.TITLES) == themes.names()


@pytest.mark.parametrize("theme", themes.names())
def test_compound_styles(theme: str) -> None:
    palette = Palette(theme)
    assert palette["kritis bold"].bold
    assert palette["unknown name"] == palette[""]
    assert palette["siap cursor"] != palette["siap"]


def test_grounds_and_fading() -> None:
    assert ground("siap cursor bold") == {"cursor"}
    assert faded("kritis bold cursor") == "dim cursor"
    assert "siap" not in GROUNDS
