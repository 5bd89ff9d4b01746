"""The one gate through which text reaches the terminal.

Names come from people and files. A control character in one could move the cursor, write the clipboard or
change the title of a reader's terminal; a bidirectional mark could make a line read as something else. Widgets
of this package pass everything they draw through ``plain``; whatever hands text to another widget does so itself.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Literal

from rich.cells import cell_len, set_cell_size

Align = Literal["left", "right", "center"]

ELLIPSIS = "…"

_BLANKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_HEAP = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More marks on one letter than any script has: they would be drawn over the lines above and below."""
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors turn a sign into an emoji of another width, depending on the terminal."""
_REMOVED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls; invisible formats (zero width, bidirectional, soft hyphen, tags); lone surrogates; separators."""
_UNKNOWN = {"Cn", "Co"}
"""Unassigned and private: their width is anybody's guess, so a sign of known width stands for them."""
_REPLACEMENT = "\ufffd"


def plain(text: str, width: int | None = None) -> str:
    """``text`` on one line, normalised (NFC), without anything a terminal would obey; cut to ``width`` cells."""
    if not (text.isascii() and text.isprintable()):
        text = _cleaned(text)
    return text if width is None else cut(text, width)


def plain_lines(text: str) -> str:
    """Every line of a text through ``plain``, and what tabs keep apart in it."""
    return "\n".join("\t".join(map(plain, line.split("\t"))) for line in text.split("\n"))


def _cleaned(text: str) -> str:
    if not (text.isprintable() and not _SELECTORS.search(text) and unicodedata.is_normalized("NFC", text)):
        text = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
        text = "".join(_kept(char) for char in text)
    return _HEAP.sub(r"\1", text)


def _kept(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    category = unicodedata.category(char)
    if category in _REMOVED or _SELECTORS.match(char):
        return ""
    if category == "Zs":
        return " "
    return _REPLACEMENT if category in _UNKNOWN else char


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, ending in … when something was left out."""
    if text.isascii():
        if len(text) <= width:
            return text
    elif cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    if width == 1:
        return ELLIPSIS
    # A wide character may end before the edge: set_cell_size pads with a blank there.
    return set_cell_size(text, width - 1).rstrip(" ") + ELLIPSIS


def wrapped(text: str, width: int) -> list[str]:
    """``plain(text)`` in lines of at most ``width`` characters, broken between words where that can be."""
    return textwrap.wrap(plain(text), max(width, 1)) or [""]


def fit(text: str, width: int, align: Align = "left") -> str:
    """``plain(text)`` in exactly ``width`` cells: padded or cut."""
    text = plain(text, width)
    room = width - cell_len(text)
    if room <= 0:
        return text
    if align == "right":
        return " " * room + text
    if align == "center":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room
