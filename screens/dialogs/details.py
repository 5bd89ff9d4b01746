"""Something whole, in words: opened with Enter on a row, closed with Enter or Esc."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.dialogs.base import Dialog
from screens.widgets.lines import Content, Lines


class Details(Dialog[None], inherit_bindings=False):
    """A text that scrolls when it does not fit."""

    WHERE: ClassVar[tuple[str, ...]] = ("help",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("help")]

    def __init__(self, title: str, content: Content, note: str = "") -> None:
        """``content``: lines, or what makes them for a width."""
        super().__init__(title, note)
        self.text = Lines(frame=False, focusable=True, id="details-text")
        self.text.update(content)

    def compose_form(self) -> ComposeResult:
        """The text."""
        yield self.text

    def on_lines_activated(self) -> None:
        """Enter on the text closes."""
        self.dismiss(None)
