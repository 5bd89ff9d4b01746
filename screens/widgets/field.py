"""An input, and the words that stand beside it: its label, what is to be said of the entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.geometry import Size
from textual.widgets import Input

from screens.presenters.text import plain, wrapped
from screens.widgets.painted import Line, Painted

PASTED = 4_000
"""Letters of what is pasted that are taken; a field keeps fewer."""
LINES = 2
"""At most, of what is said of an entry."""


class Words(Painted):
    """One line of text of one style: labels and errors."""

    def __init__(self, text: str = "", style: str = "dim", *, classes: str | None = None) -> None:
        """``style`` names styles of the palette."""
        super().__init__(classes=classes)
        self._line: Line = [(text, style)]

    def show(self, text: str, style: str) -> None:
        """Say something else."""
        self._line = [(text, style)]
        self.repaint()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        return [self._line]


class Told(Words):
    """Words that go on below where the line is too short for them."""

    def show(self, text: str, style: str) -> None:
        """Say something else, in as many lines as it takes."""
        super().show(text, style)
        if len(self.lines(self.size.width, 0)) != self.size.height:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines."""
        return len(self.lines(width, 0))

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The words."""
        text, style = self._line[0]
        return [[(part, style)] for part in wrapped(text, width)[:LINES]]


class Entry(Input):
    """Textual's input, with a cursor that stands still (a blinking one costs 2.5 KB a second) and clean text."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, **options: Any) -> None:
        """Whatever comes into it, also the name of a file, loses its control characters."""
        super().__init__(plain(value), placeholder=placeholder, id=id, compact=True, **options)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Textual would show, and send to the terminal, what it is given."""
        return plain(value)

    def _on_paste(self, event: events.Paste) -> None:
        """All lines as one, where Textual takes the first; of very much the beginning."""
        event.stop()
        event.prevent_default()
        self.replace(plain(event.text[:PASTED]), *self.selection)

    @property
    def text(self) -> str:
        """What stands in it, clean and without blanks around it."""
        return plain(self.value).strip()
