"""Typed text: nothing that steers a terminal is kept, and keys compare what people mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import clean, key

ANY = st.text(st.characters(), max_size=60) | st.text(
    "ae\u0301\u0308\u200d\u202e\u2066\x1b\x07\x9b \t\n\u2028\u00ad\ud800[]", max_size=20
)


@given(ANY)
def test_no_control_format_or_bidi_character_is_kept(text: str) -> None:
    for char in clean(text):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}, hex(ord(char))
        assert not char.isspace() or char == " "


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert key(key(text)) == key(text)
    assert key(clean(text)) == key(text)


@given(ANY)
def test_an_unchanged_name_has_one_key_in_any_case(text: str) -> None:
    assert key(text) == key(text.casefold()) or "\u0345" in unicodedata.normalize("NFKD", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Budi \t\n Santoso ", "Budi Santoso"),
        ("\x1b]0;x\x07Budi", "]0;xBudi"),
        ("Budi\u202eosotnaS", "BudiosotnaS"),
        ("e\u200d\u0301", "é"),
        ("[/]", "[/]"),
        ("\x00", ""),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("name", "found"),
    [("Dr. H. Élok, S.Pd.", "dr h elok s pd"), ("Ma'rang", "ma rang"), ("STRASSE ß", "strasse ss"), ("%_", "")],
)
def test_key(name: str, found: str) -> None:
    assert key(name) == found
