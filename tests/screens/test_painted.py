"""Drawn widgets: what was drawn before is used again, and nobody can tell."""

from __future__ import annotations

import random
from collections.abc import Sequence

from rich.segment import Segment
from textual.app import App, ComposeResult

from screens.styles.palette import Palette, faded
from screens.styles.themes import DEFAULT
from screens.widgets.painted import FILL, Drawable, Line, Painted, arranged, boxed, top_edge

WORDS = (
    "",
    " ",
    "siap",
    "Magelang Tengah",
    "■ MERAH",
    "名前",
    "[b]tebal[/b]",
    "e\u0301",
    "a\x1b]0;x\x07b",
    "panjang " * 9,
)
STYLES = ("", "text", "kritis bold", "cursor", "head", "dim strike", "line")


class Sheet(Painted):
    """Any lines."""

    def __init__(self) -> None:
        super().__init__()
        self.content: Sequence[Drawable] = ()

    def lines(self, width: int, height: int) -> Sequence[Drawable]:
        return self.content


class Host(App[None]):
    """A sheet alone."""

    CSS = "Sheet { height: 1fr; } Screen { overflow: hidden; }"
    aside = False

    def compose(self) -> ComposeResult:
        yield Sheet()


def some_line(chance: random.Random) -> Drawable:
    parts: Line = [(chance.choice(WORDS), chance.choice(STYLES)) for _ in range(chance.randrange(4))]
    kind = chance.randrange(4)
    if kind == 0:
        return boxed([*parts, FILL, ("akhir", "key")], focused=chance.random() < 0.5)
    if kind == 1:
        return boxed(parts)
    return top_edge(12, parts) if kind == 2 else parts


def anew(sheet: Sheet, *, aside: bool) -> list[list[Segment]]:
    """Its lines as they are drawn where nothing was drawn before."""
    width, height = sheet.size
    styles = Palette(DEFAULT, aside=aside)
    lines = [arranged(line, width) for line in (*sheet.content, *[()] * height)][:height]
    return [[Segment(text, styles[faded(style) if sheet.stale else style]) for text, style in line] for line in lines]


async def test_it_looks_as_one_that_is_drawn_for_the_first_time() -> None:
    chance = random.Random(7)
    app = Host()
    async with app.run_test(size=(40, 12)) as pilot:
        sheet = app.query_one(Sheet)
        for _step in range(120):
            lines = list(sheet.content)
            for _change in range(chance.randrange(4)):
                at = chance.randrange(len(lines) + 1)
                lines[at : at + chance.randrange(2)] = [some_line(chance)]
            sheet.content = lines[:14]
            happens = chance.randrange(12)
            if happens == 0:
                sheet.stale = not sheet.stale
            elif happens == 1:
                app.aside = not app.aside  # another palette
                sheet.refresh()
            elif happens == 2:
                await pilot.resize_terminal(chance.randrange(1, 50), chance.randrange(1, 15))
            elif happens == 3:
                sheet.display = not sheet.display
                await pilot.pause()
                sheet.display = True
            sheet.repaint()
            await pilot.pause()
            shown = [list(strip) for strip in sheet.render_lines(sheet.size.region)]
            assert shown == anew(sheet, aside=app.aside)
            picture = app.screen._compositor.render_strips()
            assert [strip.text for strip in picture] == ["".join(one.text for one in line) for line in shown]
