"""How personal data stand in a list that is not asked for in full."""

from __future__ import annotations

_SHOWN = 4
"""Digits of a NIK or telephone number that are shown."""


def masked(text: str | None) -> str | None:
    """``************0001``: the last digits, so that two people of one name can be told apart."""
    return text and "*" * max(len(text) - _SHOWN, _SHOWN) + text[-_SHOWN:]


def spoken(phone: str | None) -> str | None:
    """A telephone number as people write it, and no spreadsheet takes for a sum: ``0812…`` for ``+62812…``."""
    return f"0{phone[3:]}" if phone and phone.startswith("+62") else phone
