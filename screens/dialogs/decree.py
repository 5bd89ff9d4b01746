"""Number and day of a decree (SK) that came later, or was wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import DayField, Form, TextField
from screens.locale import _


@dataclass(frozen=True, slots=True)
class Decree:
    """What was entered; ``day`` None: not known yet."""

    number: str
    day: date | None


class DecreeDialog(Form):
    """The number and the day of the present holder's SK."""

    def __init__(
        self,
        holder: str,
        seat: str,
        decree: str,
        decree_on: date | None,
        today: date,
        save: Callable[[Form, Decree], None],
    ) -> None:
        """``decree`` and its day are the present ones, if any."""
        title = _("Perbaiki SK {name}") if decree else _("Lengkapi SK {name}")
        super().__init__(title.format(name=holder), save, seat)
        self.decree = TextField(_("Nomor SK"), decree, required=_("Nomor SK belum diisi."))
        self.day = DayField(_("Tanggal SK"), today, decree_on, optional=True)

    def compose_form(self) -> ComposeResult:
        """Both on one line."""
        with Horizontal(classes="row"):
            yield self.decree
            yield self.day

    def entered(self) -> Decree:
        """Both."""
        return Decree(self.decree.text, self.day.day)
