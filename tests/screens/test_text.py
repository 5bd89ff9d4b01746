"""The gate through which text reaches the terminal, and the words for numbers and days."""

import unicodedata
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from models.clock import WIB
from screens.presenters import dates, glyphs, numbers
from screens.presenters.text import fit, plain

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\x9c\u202e\u2066\u200f\u061c\u2028\u200b\u200d\ufeff\ufe0f\u00ad\t\n\r\x00\x7f"),
        st.sampled_from("é界e\u0301👩"),
    )
)


@given(ANYTHING)
def test_nothing_a_terminal_obeys_gets_through(text: str) -> None:
    shown = plain(text)
    assert {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} == set()
    assert unicodedata.is_normalized("NFC", shown)
    shown.encode()


@given(ANYTHING)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(ANYTHING, st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_fit_fills_exactly(text: str, width: int, align: str) -> None:
    assert cell_len(fit(text, width, align)) == width  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sari", "Sari"),
        ("[@click=app.quit]Budi[/]", "[@click=app.quit]Budi[/]"),
        ("a\x1b]52;c;aGk=\x07b", "a]52;c;aGk=b"),
        ("dua\r\nbaris", "dua baris"),
        ("\u202eRini", "Rini"),
        ("Jose\u0301", "José"),
        ("\ud800x", "x"),
        ("a" + "\u0301\u0336" * 50, "á" + "\u0336" * 4),
        ("n\u0e49\u0e49\u0e49", "n\u0e49\u0e49\u0e49"),
    ],
)
def test_names(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_too_long_is_marked() -> None:
    assert plain("Magelang Selatan", 10) == "Magelang…"
    assert fit("界界界", 4) == "界… "


def test_numbers_are_indonesian() -> None:
    assert numbers.ratio(1035, 1036) == "1.035/1.036"
    assert numbers.ratio(3, None) == "3/?"
    assert numbers.percent(1035, 1036) == 99


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 40), st.one_of(st.none(), st.integers(-5, 120)))
def test_a_bar_is_as_wide_as_asked_and_full_only_when_all_is_done(
    done: int, total: int, width: int, target: int | None
) -> None:
    parts = numbers.bar(done, total, width, target, "siap")
    text = "".join(part for part, _style in parts)
    assert cell_len(text) == width
    if target is None and width:
        assert (text == "█" * width) == (0 < total <= done)


def test_a_bar_says_where_the_target_stands() -> None:
    assert numbers.bar(482, 805, 10, 70, "kurang") == [
        ("█████▉", "kurang"),
        ("·", "track"),
        ("▏", "target"),
        ("··", "track"),
    ]


def test_ascii_signs_are_ascii() -> None:
    glyphs.use("ascii")
    try:
        drawn = "".join(part for part, _ in numbers.bar(1, 3, 9, 50)) + numbers.sparkline([1, 5, 9])
        assert drawn.isascii()
        assert [glyphs.sign(state) for state in glyphs.STATES] == ["o", "^", "#", "?", "."]
    finally:
        glyphs.use("unicode")


def test_colour_has_a_sign_and_a_word() -> None:
    assert [glyphs.status(state) for state in glyphs.STATES] == [
        "● HIJAU",
        "▲ KUNING",
        "■ MERAH",
        "? BELUM ADA DATA",
        "· belum waktunya",
    ]


def test_days() -> None:
    moment = datetime(2024, 1, 31, 20, 0, tzinfo=WIB)
    assert dates.full_day(moment.date()) == "Rab 31 Jan 2024"
    assert dates.long_day(date(2024, 2, 14)) == "Rabu 14 Februari 2024"
    assert dates.remaining(timedelta(days=13, hours=10, minutes=59, seconds=59), seconds=False) == "13 hari 10:59"
    assert dates.ago(moment - timedelta(hours=3), moment) == "3 jam lalu"
    assert dates.span(timedelta(days=2, hours=5)) == "2 hr"
