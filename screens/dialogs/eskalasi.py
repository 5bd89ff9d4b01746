"""Whom one asks for help, and what one writes: the message is put together as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, Form, Save, TextField
from screens.locale import N_, _
from screens.presenters.text import wrapped
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from screens.widgets.painted import Line


@dataclass(frozen=True, slots=True)
class Entered:
    """Whom, and what: the role, the trouble in a line, the message as it will be pasted."""

    role: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the form at first."""

    subject: str
    asked: str
    by: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Offices (code, name) of whom one is asked, and what is said of each."""

    roles: Sequence[tuple[str, str]]
    chosen: str
    lines: Callable[[str], Sequence[Line]]


class EscalationDialog(Form):
    """The office, what is wrong, what is asked; below it the message. Enter copies it and starts the clock."""

    ACCEPT: ClassVar[str] = N_("Salin, mulai jam")
    CSS: ClassVar[str] = f"""
    {Form.CSS}
    EscalationDialog #panel {{ max-height: 100%; }}
    #letter {{ max-height: 9; }}
    """

    def __init__(
        self,
        title: str,
        note: str,
        offered: Offered,
        first: Words,
        letter: Callable[[str, Words], str],
        save: Save,
        *,
        longest: int,
    ) -> None:
        """``letter``: the message to an office, of what stands in the form; ``longest``: letters it may have."""
        super().__init__(title, save, note)
        self._offered, self._letter, self._longest = offered, letter, longest
        self.role = Choices(_("Kepada"), offered.roles, offered.chosen)
        self.office = Lines(frame=False)
        self.subject = TextField(_("Masalah"), first.subject, required=_("Apa masalahnya?"))
        self.asked = TextField(_("Yang diminta"), first.asked, placeholder=_("dua mobil ke gudang PPK"))
        self.by = TextField(_("Paling lambat"), first.by)
        self.letter = Lines(frame=False, id="letter")

    def compose_form(self) -> ComposeResult:
        """The office and its number, the parts of the message, the message."""
        yield self.role
        yield self.office
        yield self.subject
        with Horizontal(classes="row"):
            yield self.asked
            yield self.by
        yield self.letter

    def on_mount(self) -> None:
        """Begin with whom."""
        self.role.focus()

    def reread(self) -> None:
        """The message follows what is typed."""
        super().reread()
        self.office.update([[(" ", ""), *line] for line in self._offered.lines(self.role.value)])
        text = self._text()
        self.letter.update(
            lambda width: [
                [(f" │ {part}", "text")] for line in text.splitlines() for part in wrapped(line, max(width - 4, 1))
            ]
        )

    def _text(self) -> str:
        return self._letter(self.role.value, Words(self.subject.text, self.asked.text, self.by.text))

    def entered(self) -> Entered | None:
        """The message, if it is short enough to be pasted whole."""
        text = self._text()
        if len(text) > self._longest:
            self.wrong(_("Pesannya terlalu panjang untuk disalin utuh: persingkat isiannya."))
            return None
        return Entered(self.role.value, self.subject.text, text)
