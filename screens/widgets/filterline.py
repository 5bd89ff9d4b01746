"""The line above a list in which one types to find somebody; it is there while something is typed."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from screens.locale import _
from screens.widgets.field import Entry, Words


class FilterLine(Horizontal):
    """The words and the entry, ``#filter``, whose changes the screen hears."""

    DEFAULT_CSS: ClassVar[str] = """
    FilterLine { height: 1; width: 1fr; display: none; }
    """

    def __init__(self, placeholder: str, found: str) -> None:
        """``found``: the list, as a selector, where the focus goes from the filter."""
        super().__init__(id="filter-line")
        self.entry = Entry(id="filter", placeholder=placeholder)
        self._found_in = found

    def compose(self) -> ComposeResult:
        """Both."""
        word = Words(_(" saring: "), "key")
        word.styles.width = "auto"  # the program's style sheet gives words all there is
        word.styles.min_width = 9
        yield word
        yield self.entry

    @property
    def typed(self) -> str:
        """What was typed, with single spaces."""
        return " ".join(self.entry.text.split())

    def open(self) -> None:
        """/: type to find."""
        self.display = True
        self.entry.focus()

    def leave(self) -> None:
        """On to what was found; the line stays while it filters."""
        self.display = bool(self.entry.text)
        self.screen.query_one(self._found_in).focus()

    def back(self) -> bool:
        """Esc: clear the filter, then leave it; False where there is nothing to clear or leave."""
        if self.entry.value:
            self.entry.value = ""
            if not self.entry.has_focus:
                self.leave()
        elif self.entry.has_focus or self.display:
            self.leave()
        else:
            return False
        return True

    @on(Input.Submitted)
    def _found(self) -> None:
        """Enter."""
        self.leave()

    def on_key(self, event: events.Key) -> None:
        """Down."""
        if event.key == "down" and self.entry.has_focus:
            event.stop()
            self.leave()
