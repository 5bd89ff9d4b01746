"""A ceremony of one or of many: which document, which day, where, who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import DayField, Form, Save, TextField
from screens.locale import _


@dataclass(frozen=True, slots=True)
class Held:
    """What was entered."""

    reference: str
    day: date
    place: str
    witness: str


class OathDialog(Form):
    """Number, day, place, witness. ``sworn``: an oath is taken before somebody, so the witness must be named."""

    def __init__(self, title: str, what: str, today: date, save: Save, *, sworn: bool) -> None:
        """``what``: for whom, in words; ``save`` gets a ``Held``."""
        super().__init__(title, save, what)
        self.reference = TextField(
            _("Nomor BA atau SK"),
            placeholder=_("satu nomor untuk semuanya"),
            required=_("Nomor BA atau SK belum diisi."),
        )
        self.day = DayField(_("Hari"), today)
        self.place = TextField(
            _("Tempat"), placeholder=_("balai kelurahan"), required=_("Tempat belum diisi.") if sworn else ""
        )
        self.witness = TextField(
            _("Saksi"),
            placeholder=_("siapa yang mengambil sumpah") if sworn else _("siapa yang menyaksikan"),
            required=_("Saksi belum diisi.") if sworn else "",
        )

    def compose_form(self) -> ComposeResult:
        """Two lines of fields."""
        with Horizontal(classes="row"):
            yield self.reference
            yield self.day
        with Horizontal(classes="row"):
            yield self.place
            yield self.witness

    def on_mount(self) -> None:
        """Begin with the number."""
        self.reference.entry.focus()

    def entered(self) -> Held | None:
        """Everything."""
        day = self.day.day
        return None if day is None else Held(self.reference.text, day, self.place.text, self.witness.text)
