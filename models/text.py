"""Text that people type or files bring, made safe and comparable before it is kept."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
"""Letters that the name of a person may have."""
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Controls, invisible formats (bidirectional marks among them), surrogates and what is not assigned."""

_SPACED = {code: " " if code in range(9, 14) or code in range(28, 33) else None for code in (*range(33), 127)}
"""What becomes of ASCII in a key: blanks stay apart, other controls go, and what is no letter or figure parts words."""
_SPACED |= {code: " " for code in range(33, 127) if not chr(code).isalnum()}

FORMULA = re.compile(r"[\s'\"]*[=+\-@＝＋－＠]")
"""How a text begins that a spreadsheet may take for a formula: also behind blanks or quotes, and with a wide sign."""


def clean(text: str) -> str:
    """Normalised text on one line, without controls; runs of blanks become one."""
    if text.isascii() and text.isprintable():  # nearly every name: nothing to drop and nothing to compose
        return " ".join(text.split())
    kept = (" " if char.isspace() else char for char in text)
    shown = "".join(char for char in kept if unicodedata.category(char) not in _DROPPED)
    # Composed last: what stood between a letter and its accent is gone by now.
    return " ".join(unicodedata.normalize("NFC", shown).split())


def key(name: str) -> str:
    """A name as it is sorted and searched: without case, accents and punctuation."""
    if name.isascii():  # nearly every name: nothing to take apart
        return " ".join(name.lower().translate(_SPACED).split())
    flat = unicodedata.normalize("NFKD", clean(name)).casefold()
    letters = "".join(char if char.isalnum() else " " for char in flat if not unicodedata.combining(char))
    return " ".join(letters.split())
