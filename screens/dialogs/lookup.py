"""Asking the database who is meant, while one types: when the letters rest, and never twice for the same text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.timer import Timer

    from screens.dialogs.form import Form

Found = TypeVar("Found")
Look = Callable[[str, Callable[[Found], None], Callable[[str], None]], None]
"""(what was typed, what to do with the answer, or with a sentence that says why there is none): asks in a thread."""
PAUSE = 0.15
"""Seconds of rest after a letter before the database is asked."""


class Lookup(Generic[Found]):
    """The question of one entry of a form, and what it was answered last."""

    def __init__(
        self,
        of: Widget,
        text: Callable[[], str],
        look: Look[Found],
        show: Callable[[Found], None],
    ) -> None:
        """``of``: a widget of the form; ``text``: what is typed; ``show``: the answer."""
        self._of, self._text, self._look, self._show = of, text, look, show
        self._timer: Timer | None = None
        self._asked = ""
        self._waiting = False
        self.answered = ""

    def typed(self, when: Callable[[], bool] = lambda: True) -> None:
        """A letter: ask when they rest, if ``when`` holds then."""
        self._waiting = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._of.set_timer(PAUSE, lambda: self._rested(when))

    def wait(self) -> None:
        """Enter came before the answer: the form is saved when it is there."""
        self._waiting = True
        self._ask()

    def wait_no_more(self) -> None:
        """Nothing is missing for Enter."""
        self._waiting = False

    def _rested(self, when: Callable[[], bool]) -> None:
        self._timer = None
        if when() and self._text() != self._asked:
            self._ask()

    def _ask(self) -> None:
        asked = self._asked = self._text()
        self._look(asked, lambda found: self._answer(asked, found), self._failed)

    def _failed(self, sentence: str) -> None:
        """There is no answer: the next letter asks again, and whoever pressed Enter is told why nothing happens."""
        self._asked = ""
        if self._waiting and self._of.is_attached:
            self._waiting = False
            cast("Form", self._of.screen).failed(sentence)

    def _answer(self, asked: str, found: Found) -> None:
        if not self._of.is_attached or asked != self._text():
            return
        self.answered = asked
        self._show(found)
        form = cast("Form", self._of.screen)
        form.reread()
        if self._waiting:
            self._waiting = False
            form.accept()
