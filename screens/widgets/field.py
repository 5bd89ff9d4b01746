"""An input with its label and, when something is wrong, a sentence that says what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from screens.presenters.text import plain
from screens.widgets.painted import Line, Painted


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


class Entry(Input):
    """Textual's input, with a cursor that stands still (a blinking one costs 2.5 KB a second) and clean text."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, **options: Any) -> None:
        """``value`` and what is pasted later are stripped of control characters."""
        super().__init__(plain(value), placeholder=placeholder, id=id, compact=True, **options)
        self.cursor_blink = False

    @property
    def text(self) -> str:
        """What stands in it, clean and without blanks around it."""
        return plain(self.value).strip()


class Field(Vertical):
    """Label, input, error: three lines. The error's line is there when it is empty, so that nothing jumps."""

    def __init__(self, label: str, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """``label`` stands above the input."""
        super().__init__(id=id)
        self._label = label
        self.entry = Entry(value, placeholder=placeholder)
        self._error = Words(classes="error")

    def compose(self) -> ComposeResult:
        """Label, input, error."""
        yield Words(self._label, "dim")
        yield self.entry
        yield self._error

    @property
    def text(self) -> str:
        """What was entered."""
        return self.entry.text

    def wrong(self, sentence: str) -> None:
        """Say what is wrong with the entry; an empty sentence takes it back."""
        self._error.show(sentence, "kritis")
