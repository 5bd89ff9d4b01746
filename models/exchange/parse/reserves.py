"""Lists of those who wait to follow (cadangan, calon pengganti antarwaktu): how files call them, and with which rank.

A row says it in place of a post (``Cadangan 2``, ``Cad. III``, ``Calon PAW``, ``Anggota Cadangan``), or the title, the
sheet or the group above it says it for all rows. ``Anggota (PAW)`` is somebody who followed already and has a seat.
"""

from __future__ import annotations

import re

from models.exchange.parse import NONE, Cell, Problems, empty, text_of
from models.text import key

POST = "cadangan"
"""What stands in place of a post."""
STATES = ("menunggu", "diangkat", "mundur", "gugur")
"""As in models.tables.Reserve."""
_ROW = re.compile(
    r"(?:.* )?(?:cadangan|cad)(?: .*)?|calon (?:\w+ ){0,3}(?:pengganti|paw|penggantian antar ?waktu)(?: .*)?|"
    r"(?:pengganti|paw)(?: .*)?|daftar tunggu(?: .*)?|reserve(?: .*)?"
)
"""A post, as a key."""
_WHO = r"(?:(?:calon|anggota|petugas|kpps|pps|ppk|sekretariat|linmas|satlinmas|pantarlih|pkd|ptps|panwascam) )*"
_LIST = re.compile(
    r"(?:(?:lampiran|daftar|data|nama|rekap|rekapitulasi|pengumuman|penetapan|usulan|peringkat|form|formulir|lembar|"
    r"sheet|\d+|[ivx]+) )*"
    rf"(?:{_WHO}(?:cadangan|cad)(?! (?:kertas|surat|suara|logistik|anggaran|dana|data|listrik|daya)\b)|"
    rf"(?=(?:\w+ ){{0,3}}calon ){_WHO}(?:pengganti|paw|penggantian antar ?waktu)|tunggu)\b"
)
"""How the title of such a list begins, as a key."""
_BRACKETED = re.compile(r"[(\[]\s*(?:cadangan|cad\.?|calon pengganti|calon paw)\s*[)\]]", re.IGNORECASE)
_MIXED = re.compile(r"[&/+,]\s*cad|\b(?:dan|serta|beserta|terpilih)\b", re.IGNORECASE)
"""A list of members as well, whose rows must say which they are."""
_WORDS = re.compile(
    r"\b(?:daftar tunggu|daftar|calon|cadangan|cad|pengganti|penggantian|antar ?waktu|paw)\b\.?", re.IGNORECASE
)
_TPS = re.compile(r"\btps \d+")
_RANK = re.compile(r"\b(\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def named(flat: str) -> bool:
    """Whether a post (as a key) is that of somebody who waits."""
    return _ROW.fullmatch(flat) is not None


def listed(text: str) -> bool:
    """Whether a title, a group or a sheet's name says that nobody but those who wait stands below it."""
    if _MIXED.search(text):
        return False
    return _BRACKETED.search(text) is not None or _LIST.match(key(text)) is not None


def without(text: str) -> str:
    """A text without the words that say so."""
    return _WORDS.sub(" ", _BRACKETED.sub(" ", text))


def rank_of(flat: str) -> int | None:
    """The rank that a key names; None for none or several."""
    found = _RANK.findall(_TPS.sub(" ", flat))
    if len(found) != 1:
        return None
    return _ROMAN.get(found[0]) or int(found[0]) or None


def rank(cell: Cell) -> tuple[int | None, Problems]:
    """The rank in a cell of its own: ``2``, ``ke-2``, ``Cadangan II``."""
    return rank_of(key(text_of(cell))), NONE


def state(cell: Cell) -> tuple[str | None, Problems]:
    """Whether somebody waits still, as our own lists say it."""
    flat = key(text_of(cell))
    return (None if empty(flat) or flat not in STATES else flat), NONE
