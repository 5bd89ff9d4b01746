"""Questions are asked in a panel at the bottom; what stands above it stays as it is.

Textual's modal screens dim what is under them, which sends the whole screen twice (84 to 104 KB).
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input

from screens import keys
from screens.locale import _
from screens.presenters.glyphs import glyphs
from screens.presenters.text import wrapped
from screens.widgets.bars import KeyBar
from screens.widgets.painted import FILL, Line, Painted, top_edge

Result = TypeVar("Result")


class Heading(Painted):
    """The upper edge of the panel: a title, and at its right a note."""

    def __init__(self, title: str, note: str = "") -> None:
        """Plain texts."""
        super().__init__(classes="heading")
        self.title, self.note, self.warning = title, note, ""

    def warn(self, warning: str) -> None:
        """Say something in front of the note until it is taken back with an empty text."""
        self.warning = warning
        self.repaint()

    def lines(self, width: int, height: int) -> list[Line]:
        """An edge without corners' sides below it."""
        note: Line = [(self.note, "dim")]
        if self.warning:
            note = [(self.warning, "kurang bold"), (f" {glyphs().separator} " if self.note else "", "dim"), *note]
        return [top_edge(width, [(self.title, "title")], note, focused=True)]


LINES = 3
"""Of a sentence that says what is wrong."""


class Message(Painted):
    """The line above the keys that says what is wrong."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        super().__init__(classes="message")
        self.sentence = ""

    def show(self, sentence: str) -> None:
        """Say it; an empty sentence takes it back."""
        longer = len(sentence) != len(self.sentence)
        self.sentence = sentence
        if longer:
            self.refresh(layout=True)
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the sentence takes, one when there is none, so that little jumps."""
        return len(self.lines(width, 0))

    def lines(self, width: int, height: int) -> list[Line]:
        """The sentence, whole: it says what to do."""
        return [[(f" {part}", "kritis"), FILL] for part in wrapped(self.sentence, width - 2)[:LINES]]


class Dialog(ModalScreen[Result | None], inherit_bindings=False):
    """Base of the dialogs: a title, what ``compose_form`` yields, a line for errors, the keys.

    ``accept`` checks the entries and calls ``dismiss(result)``, or ``wrong(sentence)``. Esc dismisses with None.
    """

    WHERE: ClassVar[tuple[str, ...]] = ("dialog", "form")
    ACCEPT: ClassVar[str] = ""
    """What Enter does, as a msgid, where it is not to save."""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(WHERE)]

    def __init__(self, title: str, note: str = "") -> None:
        """``title`` names what is asked; ``note`` stands at its right."""
        super().__init__()
        self.heading = Heading(title, note)
        self.message = Message()
        self.key_bar = KeyBar(self.WHERE)
        if self.ACCEPT:
            self.key_bar.word({"form-accept": _(self.ACCEPT)})

    def compose_form(self) -> ComposeResult:
        """The widgets between title and keys."""
        yield from ()

    def accept(self) -> None:
        """Enter: dismiss with a result, or say what is wrong."""
        raise NotImplementedError

    def wrong(self, sentence: str) -> None:
        """Say what is wrong with the entries."""
        self.message.show(sentence)

    def compose(self) -> ComposeResult:
        """The panel."""
        self.key_bar.keymap = getattr(self.app, "keymap", {})
        with Vertical(id="panel"):
            yield self.heading
            yield from self.compose_form()
            yield self.message
            yield self.key_bar

    def action_accept(self) -> None:
        """Enter."""
        self.accept()

    def action_cancel(self) -> None:
        """Esc: nothing is changed."""
        self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.accept()
