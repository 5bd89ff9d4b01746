"""What is made of the bytes that come in: keys stay keys, and nothing else becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from tui.driver import EVERY, _patience, meant

NOTHING = {
    "no key": "\x1b[1;99Z",
    "a number that is no letter": "\x1b[1114112u",
    "half of a letter": "\x1b[55296u",
    "no number any more": "\x1b[" + "9" * 5000 + "u",
    "empty numbers": "\x1b[;;;;;u",
    "an unknown mode": "\x1b[?9999$x",
    "a size of the window": "\x1b[8;99999;99999t",
    "a mouse of old": "\x1b[M \ufffd\ufffd",
    "a title": "\x1b]0;q\x07",
    "a clipboard": "\x1b]52;c;cTJx\x1b\\",
    "a colour": "\x1b]11;rgb:1010/1010/1010\x1b\\",
    "a version": "\x1bP>|xterm(399)\x1b\\",
    "a graphic": "\x1b_Gq\x1b\\",
    "no text": "\ufffd",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_no_key_does_nothing(text: str) -> None:
    assert meant(f"a{text}b") == "ab"


@pytest.mark.parametrize("text", [one for one in ANSI_SEQUENCES_KEYS if one.startswith("\x1b")], ids=repr)
def test_every_key_that_textual_knows_gets_through(text: str) -> None:
    assert meant(text) == text


@pytest.mark.parametrize(
    "text",
    ["\x1b[200~satu\r\ndua\x1b[201~", "\x1b[I", "\x1b[O", "\x1b[?2026;2$y", "\x1b[97u", "\x1b[1;5A", "\x1b", "é漢"],
)
def test_what_else_is_meant_gets_through(text: str) -> None:
    assert meant(text) == text


@given(st.text(st.sampled_from("\x1b[]PO?;0159~uMmtRq<\x07\\ a\ufffd"), max_size=30))
def test_whatever_comes_is_read_or_given_up(text: str) -> None:
    """What is left is all that the parser meets: of what it cannot take the driver catches just these."""
    parser = XTermParser()
    try:
        list(parser.feed(meant(text) or "a"))
    except (ValueError, OverflowError):
        pass


def test_an_esc_is_waited_for_as_long_as_it_may_begin_a_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", EVERY / 10)
    parser = XTermParser()
    assert _patience(parser) == EVERY
    assert list(parser.feed("a"))
    assert _patience(parser) == EVERY
    assert list(parser.feed("\x1b")) == []
    assert 0 < _patience(parser) <= EVERY / 10
    list(parser.feed("[A"))
    assert _patience(parser) == EVERY
