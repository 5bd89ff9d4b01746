"""Names of regions in normal case, whatever the file has: ``SUNGAI TARAB II`` becomes ``Sungai Tarab II``.

A name with small and capital letters was written by somebody who knew: it stays, but for words that begin small. A name
in capitals (or small letters) only is put into normal case. Nothing is added: where a list has no "Kabupaten" before
the name of one, we do not either.
"""

from __future__ import annotations

import re

from models.text import clean

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_QUOTE = re.compile(r"(?<=\w)[\"’‘`´](?=\w)")
_SPECIAL = re.compile(r"\bD\. ?I\. ?(?=YOGYAKARTA|ACEH)|\bD\. ?K\. ?I\. ?(?=JAKARTA)", re.IGNORECASE)
_BETWEEN = frozenset({"dan", "di"})
"""Words that stay small inside a name."""
_CAPITALS = frozenset({"DKI", "UPT", "UPTD", "HTI", "KNPI", "PJKA", "ABC"})
"""Abbreviations with a vowel; those without one are known by that."""
_SHORTENED = frozenset((
    "Brt", "Btg", "Dlm", "Dr", "Dsn", "Gn", "Jl", "Km", "Kmp", "Kp", "Kt", "Lbk", "Mdl", "Mns", "Pd", "Ps", "Psr",
    "Tgk", "Tj",
))  # fmt: skip
"""Shortened words without a vowel, which begin with a capital like the word itself."""
_NUMBERS = frozenset((
    "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "puluh", "belas",
))  # fmt: skip
"""Words that stay small behind a hyphen (``Tiga-puluh-lima Ilir``)."""


def normal(name: str) -> str:
    """A region's name as it is shown: cleaned, in normal case."""
    text = _QUOTE.sub("'", clean(name))
    text = _SPECIAL.sub(lambda found: found[0].replace(".", "").replace(" ", "").upper() + " ", text)
    capitals, small = text == text.upper(), text == text.lower()
    if not capitals and not small:
        return _WORD.sub(lambda found: _begun(text, found), text)
    text = text.upper()
    return _WORD.sub(lambda found: _cased(text, found), text)


def _begun(text: str, found: re.Match[str]) -> str:
    """A word of a name in mixed case: one that stands alone and begins small gets its capital."""
    word, start = found[0], found.start()
    alone = (start == 0 or text[start - 1] == " ") and len(text) > 1
    if not alone or not word.islower() or len(word) == 1 or (word in _BETWEEN and start > 0):
        return word
    return word[0].upper() + word[1:]


def _cased(text: str, found: re.Match[str]) -> str:
    """A word of a name that is all in capitals."""
    word = found[0]
    before, after = text[: found.start()], text[found.end() :]
    if len(word) == 1 or _ROMAN.fullmatch(word) or word in _CAPITALS or any(char.isdigit() for char in word):
        return word
    if word == "DI" and not before and after.startswith(" YOGYAKARTA"):
        return word
    lower = word.lower()
    if lower in _BETWEEN and before.endswith(" ") and after.startswith(" "):
        return lower
    if not any(char in "AEIOUY" for char in word) and len(word) <= 4:
        return word.capitalize() if word.capitalize() in _SHORTENED else word
    if before.endswith("-") and (lower in _NUMBERS or _repeats(before[:-1], word)):
        return lower
    return _capitalised(lower)


def _repeats(before: str, word: str) -> bool:
    """Whether a word doubles the one before its hyphen (``SIBORONG-BORONG``, ``JONG-JONG``)."""
    first = re.split(r"[\W_]", before)[-1]
    return first.endswith(word) or (len(word) > 2 and word.startswith(first))


def _capitalised(lower: str) -> str:
    """``ba'a`` becomes ``Ba'a``, but ``t'eba`` ``T'Eba``: after a single consonant the name itself begins."""
    head, quote, tail = lower.partition("'")
    if quote and len(head) == 1 and head not in "aeiou":
        return f"{head.upper()}'{_capitalised(tail)}"
    return lower[0].upper() + lower[1:]
