"""Logistics in words: goods, steps, what is short, what makes a TPS shaky."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.locale import _
from screens.presenters import numbers
from screens.presenters.errors import PIECES
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.rules.schema import Election, Good


# ── what things are called ────────────────────────────────────────────────────────────


def good_words(good: Good) -> str:
    """``surat suara DPR``, ``kotak suara``: as in the middle of a sentence."""
    name = _(good.name)
    return _("surat suara {kind}").format(kind=name) if good.ballot else name[:1].lower() + name[1:]


def good_name(election: Election | None, code: str) -> str:
    """The same by its code."""
    found = next((one for one in election.supplies() if one.code == code), None) if election else None
    return good_words(found) if found is not None else plain(code)


def step_name(election: Election | None, code: str) -> str:
    """What a step is called."""
    found = next((one for one in election.steps if one.code == code), None) if election else None
    return _(found.name)[:1].lower() + _(found.name)[1:] if found is not None else plain(code)


def sign_name(election: Election | None, code: str) -> str:
    """What a sign of trouble is called."""
    found = election.signs().get(code) if election else None
    return _(found[1].name) if found is not None else plain(code)


def pieces(detail: Mapping[str, Any]) -> str:
    """``diterima 300, rusak 2``: the numbers that were said."""
    said = [
        f"{_(word).lower()} {numbers.number(int(detail[name]))}"
        for name, word in PIECES.items()
        if detail.get(name) is not None and name != "dpt"
    ]
    return ", ".join(said) or "–"
