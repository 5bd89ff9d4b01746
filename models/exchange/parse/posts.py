"""Bodies and posts as files name them: ``Ketua KPPS``, ``Anggota 2``, ``Staf Sekretariat PPS``, ``Linmas``."""

from __future__ import annotations

import re
from functools import cache

from models.exchange.headers import words
from models.exchange.parse import NONE, Cell, Problems, empty, reserves, text_of
from models.text import key

_SECRETARIAT = re.compile(r"\bsek(?:retariat|r|ret)?\b")
_NUMBER = re.compile(r"(?:\bke )?\b(\d{1,2}|i{1,3}|iv|vi{0,3})$")
_SEATS = re.compile(r"kpps (\d)(?: (?:ketua|anggota))?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_OWN_POST = {"linmas": "linmas", "pantarlih": "pantarlih", "pkd": "pkd", "ptps": "ptps"}
"""Bodies with one kind of post, named like the body."""
_SECRETARIATS = {"ppk": "sek-ppk", "pps": "sek-pps"}


@cache
def _bodies() -> tuple[tuple[re.Pattern[str], str], ...]:
    of = words().bodies
    return tuple(
        (re.compile(rf"\b(?:{'|'.join(of[body])})\b"), body) for body in sorted(of, key=lambda one: one == "pps")
    )


@cache
def body_of(text: str) -> str:
    """The code of the body that a text names (``sek-pps`` for its secretariat); "" for none or several."""
    flat = key(text)
    if flat.startswith(("sek ppk", "sek pps")):
        return flat[:7].replace(" ", "-")
    found = {body for pattern, body in _bodies() if pattern.search(flat)}
    if len(found) != 1:
        return ""
    (body,) = found
    return _SECRETARIATS.get(body, body) if _SECRETARIAT.search(flat) else body


def body(cell: Cell) -> tuple[str | None, Problems]:
    """The code of a body; a word that is none stays as written, for who knows the bodies of an election."""
    text = text_of(cell)
    if empty(text):
        return None, NONE
    return body_of(text) or text, NONE


def post(cell: Cell) -> tuple[tuple[str | None, str | None, int | None], Problems]:
    """Body (where the text names one), post and ordinal of one cell.

    ``KPPS 1`` to ``KPPS 7`` are the seven places of a TPS: the first is the chair, the others the members 1 to 6. A
    post that is not known stays as written. Of somebody who waits the post is ``reserves.POST``, the ordinal the rank.
    """
    text = text_of(cell)
    if empty(text):
        return (None, None, None), NONE
    flat = key(text)
    if (seat := _SEATS.fullmatch(flat)) and 1 <= int(seat[1]) <= 7:
        place = int(seat[1])
        return ("kpps", "ketua" if place == 1 else "anggota", place - 1 or None), NONE
    if reserves.named(flat):
        return (body_of(text) or None, reserves.POST, reserves.rank_of(flat)), NONE
    where, ordinal, rest = body_of(text), None, flat
    if number := _NUMBER.search(flat):
        digits = number[1]
        ordinal = _ROMAN.get(digits) or (int(digits) if digits.isdigit() else None)
        rest = flat[: number.start()].strip()
    named = _named(rest)
    if where in _OWN_POST and named in (None, "anggota"):
        named = _OWN_POST[where]
    elif named in ("sekretaris", "staf"):
        where = _SECRETARIATS.get(where, where)
    if named is None:
        return (where or None, text, None), NONE
    return (where or None, named, ordinal or None), NONE


def _named(flat: str) -> str | None:
    """The post: the whole text, or the words it begins with before a body, a place or a TPS."""
    of = words().posts
    for code, names in of.items():
        if flat in names:
            return code
    first = flat.split(" ", 1)[0]
    return next((code for code, names in of.items() if first in names), None)


def placed(body: str | None, post: str | None) -> tuple[str | None, str | None]:
    """A body found elsewhere (title, sheet, column) and a post, made to agree: a secretary of the PPS serves in its
    secretariat, a member of Linmas holds the post of that name."""
    if body in _SECRETARIATS and post in ("sekretaris", "staf"):
        return _SECRETARIATS[body], post
    if body in _OWN_POST and post in (None, "anggota"):
        return body, _OWN_POST[body]
    return body, post
