"""The words of ``headers.toml``: what heads a column, what is no person, which body and post is meant."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from models.text import key

COMBINED: tuple[str, ...] = ("born", "rt_rw", "sex_l", "sex_p")
"""What a column can mean besides a field: place and date of birth, RT and RW, a tick for a man or for a woman."""
SKIP = "skip"
"""A column that is known and not read."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


class RowWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What begins a row that is no person."""

    total: tuple[str, ...]
    signature: tuple[str, ...]
    vacant: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it stands. ``pairs``: an upper and a lower head together → field."""

    columns: dict[str, tuple[str, ...]]
    pairs: dict[str, str]
    rows: RowWords
    bodies: dict[str, tuple[str, ...]]
    posts: dict[str, tuple[str, ...]]


@cache
def words() -> Words:
    """The words, read once."""
    return msgspec.toml.decode(Path(__file__).with_name("headers.toml").read_bytes(), type=Words)


@cache
def heads() -> dict[str, str]:
    """Head (as ``key`` makes it) → field."""
    return {head: field for field, of in words().columns.items() for head in of}


head_key = lru_cache(maxsize=8192)(key)
"""A head as ``key`` makes it: sheets repeat theirs."""


@lru_cache(maxsize=8192)
def field_of(head: str) -> str:
    """The field that a head names, ``skip`` for one that is known and not read, "" for one that is not known.

    What stands in brackets is left out where the whole is not known: ``Nama (tanpa gelar)``, ``NIK (16 digit)``.
    """
    found = heads().get(key(head))
    return found if found is not None else heads().get(key(_BRACKETS.sub(" ", head)), "")


def pair_of(upper: str, lower: str) -> str:
    """The field that a lower head names under an upper one; "" where they say nothing together."""
    both = f"{key(upper)} {key(lower)}"
    return words().pairs.get(both) or heads().get(both, "")
