"""Text that people type or files bring, made safe and comparable before it is kept."""

from __future__ import annotations

import unicodedata

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Controls, invisible formats (bidirectional marks among them), surrogates and what is not assigned."""


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
    flat = unicodedata.normalize("NFKD", clean(name)).casefold()
    letters = "".join(char if char.isalnum() else " " for char in flat if not unicodedata.combining(char))
    return " ".join(letters.split())
