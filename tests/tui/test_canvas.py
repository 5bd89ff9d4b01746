"""What is sent: a terminal that gets it shows what Textual meant, and gets no more than it needs."""

import random

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.canvas import Canvas, Pen, change

WIDTH, HEIGHT = 20, 4
STYLES = [
    Style(color="#ff0000", bgcolor="#101010"),
    Style(color="#00ff00", bgcolor="#101010", bold=True),
    Style(color="#00ff00", bgcolor="#333333"),
    Style(color="red"),
    Style(color="bright_blue", bgcolor="bright_white", underline=True),
    Style(reverse=True, dim=True),
    Style(),
]
CONSOLE = Console(color_system="truecolor", force_terminal=True)

PIECES = st.lists(st.tuples(st.text("ab é█界 ", max_size=6), st.sampled_from(STYLES)), max_size=5)
PICTURES = st.lists(st.lists(PIECES, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=5)


def strip(pieces: list[tuple[str, Style]]) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces if text]).adjust_cell_length(WIDTH, STYLES[0])


def full(lines: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))


def shown(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    """The cells as they are seen: of a blank only its ground and lines."""
    picture = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            look: tuple[object, ...] = (cell.data, cell.bg, cell.underscore, cell.reverse)
            if cell.data.strip() or cell.reverse or cell.underscore:
                look += (cell.fg, cell.bold)
            row.append(look)
        picture.append(row)
    return picture


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(7, private=True)
    return screen, pyte.Stream(screen)


@given(PICTURES)
def test_the_terminal_shows_what_textual_meant(pictures: list[list[list[tuple[str, Style]]]]) -> None:
    canvas = Canvas()
    screen, stream = terminal()
    for picture in pictures:
        update = full([strip(pieces) for pieces in picture])
        expected, plain = terminal()
        plain.feed(update.render_segments(CONSOLE).replace("\n", ""))
        stream.feed(canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT)) or "")
        assert shown(screen) == shown(expected)


@given(PICTURES)
def test_the_same_picture_again_sends_nothing(pictures: list[list[list[tuple[str, Style]]]]) -> None:
    canvas = Canvas()
    update = full([strip(pieces) for pieces in pictures[0]])
    canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT))
    assert canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT)) == ""


def test_a_changed_figure_sends_its_digits() -> None:
    canvas = Canvas()
    style = STYLES[0]
    lines = [strip([("Bimtek   482/805", style)]) for _y in range(HEIGHT)]
    canvas.sequence(full(lines), CONSOLE, (WIDTH, HEIGHT))
    lines[2] = strip([("Bimtek   483/805", style)])
    update = ChopsUpdate([{0: line} for line in lines], [(2, 0, WIDTH)], [[WIDTH]] * HEIGHT)
    assert canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT)) == "\x1b[3;12H\x1b[38;2;255;0;0;48;2;16;16;16m3\x1b[0m"


def test_after_forgetting_or_another_size_everything_is_sent() -> None:
    canvas = Canvas()
    update = full([strip([("x", STYLES[0])]) for _y in range(HEIGHT)])
    first = canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT))
    canvas.forget()
    assert canvas.sequence(update, CONSOLE, (WIDTH, HEIGHT)) == first
    assert canvas.sequence(update, CONSOLE, (WIDTH + 1, HEIGHT)) == first


def test_what_is_not_known_is_left_to_textual() -> None:
    from textual._compositor import InlineUpdate

    assert Canvas().sequence(InlineUpdate([]), CONSOLE, (WIDTH, HEIGHT)) is None


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (Pen(), Pen(), ""),
        (Pen(), Pen(foreground="31"), "\x1b[31m"),
        (Pen(frozenset({"1"}), "31"), Pen(foreground="31"), "\x1b[0;31m"),
        (Pen(foreground="31", background="41"), Pen(background="41"), "\x1b[39m"),
        (Pen(frozenset({"1"})), Pen(frozenset({"1", "4"})), "\x1b[4m"),
    ],
)
def test_pens_change_by_what_differs(old: Pen, new: Pen, codes: str) -> None:
    assert change(old, new) == codes


def test_large_random_pictures() -> None:
    chance = random.Random(1)
    canvas = Canvas()
    screen, stream = terminal()
    for _step in range(200):
        picture = [
            strip([(chance.choice(["ab ", "   ", "界x", "─┐"]), chance.choice(STYLES)) for _n in range(6)])
            for _y in range(HEIGHT)
        ]
        expected, plain = terminal()
        plain.feed(full(picture).render_segments(CONSOLE).replace("\n", ""))
        stream.feed(canvas.sequence(full(picture), CONSOLE, (WIDTH, HEIGHT)) or "")
        assert shown(screen) == shown(expected)
