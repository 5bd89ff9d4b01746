"""Yes or no, with no as the answer of a hasty Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.widgets.lines import Lines
from screens.widgets.painted import FILL, Line, Painted


class Choice(Painted):
    """``Tidak   Ya``, one of them highlighted."""

    def __init__(self, yes: str, no: str) -> None:
        """The words of the answers."""
        super().__init__(classes="choice")
        self._words = (no, yes)
        self.yes = False

    def turn(self) -> None:
        """Highlight the other answer."""
        self.yes = not self.yes
        self.repaint()

    def lines(self, width: int, height: int) -> list[Line]:
        """Both answers."""
        no, yes = self._words
        lit = ("cursor bold", "dim")
        return [
            [("  ", ""), (f" {no} ", lit[self.yes]), ("   ", ""), (f" {yes} ", lit[not self.yes]), FILL],
        ]


class Confirm(Dialog[bool], inherit_bindings=False):
    """Asks; dismisses with True for yes, False for no and for Esc.

    ``self.app.push_screen(Confirm(_("Akhiri masa tugas?"), [[("Sari · ketua", "text")]]), then)``
    """

    WHERE: ClassVar[tuple[str, ...]] = ("confirm",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("confirm")]

    def __init__(self, question: str, details: Sequence[Line] = (), *, yes: str = "", no: str = "") -> None:
        """``details`` stand under the question; ``yes`` and ``no`` word the answers."""
        super().__init__(question)
        self._details = details
        self._choice = Choice(yes or _("Ya"), no or _("Tidak"))

    def compose_form(self) -> ComposeResult:
        """Details and answers."""
        if self._details:
            lines = Lines(frame=False)
            lines.update([[(" ", ""), *line] for line in self._details])
            yield lines
        yield self._choice

    def action_other(self) -> None:
        """Highlight the other answer."""
        self._choice.turn()

    def action_choose(self) -> None:
        """Enter: the highlighted answer."""
        self.dismiss(self._choice.yes)

    def action_answer(self, yes: bool) -> None:
        """y, t, Esc."""
        self.dismiss(yes)
