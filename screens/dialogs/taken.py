"""A seat that somebody else filled, or emptied, meanwhile: who sits there beside what I entered, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size

from screens import keys
from screens.dialogs.base import Dialog
from screens.presenters.glyphs import glyphs
from screens.presenters.text import fit
from screens.widgets.lines import Content, Lines
from screens.widgets.painted import FILL, Line, Painted


class Ways(Painted, can_focus=True):
    """The ways out, numbered, one of them lit."""

    def __init__(self, words: Sequence[str]) -> None:
        """What each does."""
        super().__init__()
        self._words = words
        self.at = 0

    def stand(self, at: int) -> None:
        """On one of them."""
        self.at = at % len(self._words)
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return len(self._words)

    def lines(self, width: int, height: int) -> list[Line]:
        """``▸1 biarkan Rina di kursi itu``."""
        found: list[Line] = []
        for at, said in enumerate(self._words):
            mark = glyphs().mark if at == self.at else " "
            style = "cursor bold" if at == self.at else "text"
            found.append([(fit(f" {mark}{at + 1} {said} ", width), style), FILL])
        return found


class TakenDialog(Dialog[str], inherit_bindings=False):
    """Shows both, asks which way out; dismisses with its code. Esc: back to what was entered."""

    WHERE: ClassVar[tuple[str, ...]] = ("taken",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("taken")]
    CSS: ClassVar[str] = "Ways { width: 1fr; height: auto; margin: 1 0 0 0; }"

    def __init__(self, title: str, seat: str, both: Content, ways: Sequence[tuple[str, str]]) -> None:
        """``seat`` in words; ``both``: the lines that stand beside each other; ``ways``: code and words."""
        super().__init__(title, seat)
        self._both, self._codes = both, [code for code, _words in ways]
        self.ways = Ways([words for _code, words in ways])

    def compose_form(self) -> ComposeResult:
        """Who sits there and what was entered; the ways out."""
        lines = Lines(frame=False)
        lines.update(self._both)
        yield lines
        yield self.ways

    def on_mount(self) -> None:
        """The keys go to the ways out."""
        self.ways.focus()

    def action_pick(self, number: int) -> None:
        """1, 2, 3: stand there; Enter does it."""
        if number <= len(self._codes):
            self.ways.stand(number - 1)

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.ways.stand(self.ways.at + by)

    def accept(self) -> None:
        """Enter."""
        self.dismiss(self._codes[self.ways.at])
