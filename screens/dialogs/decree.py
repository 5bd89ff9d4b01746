"""Number and day of a decree (SK) that came later, or was wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import DayField, Form, TextField
from screens.locale import _
from screens.presenters.entered import Reading


@dataclass(frozen=True, slots=True)
class Decree:
    """What was entered; ``day`` None: not known yet."""

    number: str
    day: date | None


class DecreeRow(Horizontal):
    """Number and day of an SK on one line; a day needs its number."""

    def __init__(self, today: date, decree: str = "", decree_on: date | None = None, *, required: str = "") -> None:
        """``decree`` and ``decree_on``: the present ones; ``required``: the sentence for one without a number."""
        super().__init__(classes="row")
        later = "" if required else _("boleh menyusul")
        self.number = TextField(_("Nomor SK"), decree, placeholder=later, required=required, read=self._numbered)
        self.day = DayField(_("Tanggal SK"), today, decree_on, optional=_("boleh kosong"))

    def compose(self) -> ComposeResult:
        """Both."""
        yield self.number
        yield self.day

    def _numbered(self, said: str) -> Reading:
        if said or not self.day.text:
            return Reading(said)
        return Reading(wrong=_("Nomor SK belum diisi."), unfinished=True)

    @property
    def decree(self) -> Decree:
        """What was entered."""
        return Decree(self.number.text, self.day.day)


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
        self.row = DecreeRow(today, decree, decree_on, required=_("Nomor SK belum diisi."))

    def compose_form(self) -> ComposeResult:
        """Both on one line."""
        yield self.row

    def entered(self) -> Decree:
        """Both."""
        return self.row.decree
