"""A text to be copied: read, copied as a whole, written as a file, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.base import CLIPBOARD
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters.text import wrapped
from screens.widgets.lines import Lines
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from screens.exporting import Say


class Document(Dialog[None], inherit_bindings=False):
    """Plain lines; ``y`` sends all of them to the terminal's clipboard, ``e`` asks for a file."""

    WHERE: ClassVar[tuple[str, ...]] = ("document",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("document")]
    CSS: ClassVar[str] = "#document-text { max-height: 75vh; }"

    def __init__(self, title: str, text: str, note: str, export: Callable[[Say], None]) -> None:
        """``text``: with line breaks; long lines are broken for the screen, not for the clipboard. ``export`` asks for
        a file to write it to, and says what came of it."""
        super().__init__(title, note)
        self.content, self._export = text, export
        self.text = Lines(frame=False, focusable=True, id="document-text")
        self.text.update(self._lines)

    def _lines(self, width: int) -> list[Line]:
        return [[(f" {part}", "text")] for line in self.content.splitlines() for part in wrapped(line, width - 2)]

    def compose_form(self) -> ComposeResult:
        """The text."""
        yield self.text

    def on_lines_activated(self) -> None:
        """Enter on the text closes."""
        self.dismiss(None)

    def action_export(self) -> None:
        """e: as a file."""
        self._export(self.key_bar.say)

    def action_copy(self) -> None:
        """y: the whole text, or nothing: half of it would be taken for all. Whether the terminal takes it, nobody can
        know."""
        if len(self.content.encode()) > CLIPBOARD:
            self.key_bar.say(_("Terlalu panjang untuk papan klip."), "kurang")
            return
        self.app.copy_to_clipboard(self.content)
        self.key_bar.say(_("Teks dikirim ke papan klip terminal."), "siap")
