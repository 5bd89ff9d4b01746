"""The check of the user's own keys, ``[keys]``, against the key table."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from screens.key_table import KEYS
from screens.keys import display, of, pressed, scope
from screens.locale import _
from screens.presenters.text import plain

LONGEST = 40
"""Cells of what was written that are told."""


class KeymapProblem(NamedTuple):
    """What is wrong with one entry of ``[keys]``; ``str()`` is a sentence."""

    id: str
    sentence: str

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


def validate_keymap(mapping: Mapping[str, str]) -> list[KeymapProblem]:
    """Everything wrong with a mapping of ids to keys: unknown ids, key names that do not exist, clashes."""
    problems = list(_unknown_ids(mapping))
    known = {name: keys for name, keys in mapping.items() if name in {key.id for key in KEYS}}
    wrong = [KeymapProblem(name, _no_key(name, key)) for name, keys in known.items() for key in _invalid(keys)]
    return problems + (wrong or list(_clashes(known)))


def _unknown_ids(mapping: Mapping[str, str]) -> Iterator[KeymapProblem]:
    ids = list(dict.fromkeys(key.id for key in KEYS))
    for name in mapping:
        if name in ids:
            continue
        near = difflib.get_close_matches(name[:LONGEST], ids, n=1, cutoff=0.5)
        sentence = _("{id} bukan nama tombol.").format(id=plain(name, LONGEST))
        if near:
            sentence += " " + _("Mungkin maksudnya {near}?").format(near=near[0])
        yield KeymapProblem(name, sentence)


def _no_key(name: str, key: str) -> str:
    if not key.strip():
        return _("{id} tidak menyebut tombol.").format(id=name)
    return _("{id}: tombol {key} tidak ada. Contoh: k, ctrl+k, f5, enter, pageup.").format(
        id=name, key=plain(key.strip(), LONGEST)
    )


def _invalid(keys: str) -> Iterable[str]:
    return [key for key in keys.split(",") if not is_key(key.strip())]


_NAMES = {
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace", "enter",
    "escape", "tab", "space", *(f"f{n}" for n in range(1, 25)),
}  # fmt: skip
_SIGNS = {
    "exclamation_mark", "quotation_mark", "number_sign", "dollar_sign", "percent_sign", "ampersand", "apostrophe",
    "left_parenthesis", "right_parenthesis", "asterisk", "plus", "comma", "minus", "full_stop", "slash", "colon",
    "semicolon", "less_than_sign", "equals_sign", "greater_than_sign", "question_mark", "at",
    "left_square_bracket", "backslash", "right_square_bracket", "circumflex_accent", "underscore", "grave_accent",
    "left_curly_bracket", "vertical_line", "right_curly_bracket", "tilde",
}  # fmt: skip
_MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}


def is_key(key: str) -> bool:
    """Whether a terminal can send it: a sign, a name, or one of them with modifiers."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if not set(modifiers) <= _MODIFIERS or len(set(modifiers)) < len(modifiers):
        return False
    return (len(last) == 1 and last.isprintable() and last != " ") or last in _NAMES or last in _SIGNS


_WRITTEN = {
    "?": "question_mark", "/": "slash", ".": "full_stop", "-": "minus", "+": "plus", "<": "less_than_sign",
    ">": "greater_than_sign", "!": "exclamation_mark", "=": "equals_sign",
    "[": "left_square_bracket", "]": "right_square_bracket", "@": "at",
    ":": "colon", ";": "semicolon",
}  # fmt: skip


def _clashes(mapping: Mapping[str, str]) -> Iterator[KeymapProblem]:
    """Two actions on one key where both hold: the same group, or one of them everywhere."""
    taken: dict[str, str] = {}
    groups = list(dict.fromkeys(key.where for key in KEYS))
    told: set[tuple[str, str]] = set()
    for group in groups:
        taken.clear()
        for key in of(scope(group)):
            for name in pressed(key, mapping).split(","):
                spot = _WRITTEN.get(name.strip(), name.strip())
                other = taken.setdefault(spot, key.id)
                pair = (min(other, key.id), max(other, key.id))
                if other != key.id and pair not in told:
                    told.add(pair)
                    yield KeymapProblem(
                        key.id if key.id in mapping else other,
                        _("Tombol {key} dipakai dua kali: {one} dan {two}.").format(
                            key=display(spot), one=other, two=key.id
                        ),
                    )
