"""Who follows in a seat, and who waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, DayField, Form, Save, TextField
from screens.locale import _
from screens.presenters import places

WITHDRAWN = ("mundur", "gugur")


@dataclass(frozen=True, slots=True)
class Following:
    """What was entered. ``name`` empty: the reserve that was chosen; ``reason`` empty: the seat was empty."""

    name: str
    day: date
    decree: str
    reason: str


class ReplaceDialog(Form):
    """From when on, by which decree; of a seat that is held also why its holder leaves."""

    def __init__(self, who: str, leaving: str, seat: str, today: date, save: Save) -> None:
        """``who``: the reserve, empty when somebody else is to be named; ``leaving``: the present holder, if any."""
        title = _("Angkat {name}").format(name=who) if who else _("Angkat langsung")
        super().__init__(title, save, seat)
        self._leaving = leaving
        self.name_field = None if who else TextField(_("Nama"), required=_("Nama belum diisi."))
        self.decree = TextField(_("Nomor SK"), placeholder=_("boleh menyusul"))
        self.day = DayField(_("Mulai"), today)
        label = _("Mengapa {name} berhenti").format(name=leaving)
        reasons = [(code, _(words)) for code, words in places.END_REASONS.items()]
        self.reason = Choices(label, reasons, "mundur") if leaving else None

    def compose_form(self) -> ComposeResult:
        """The name or the reason, where they are asked; then decree and day."""
        if self.name_field is not None:
            yield self.name_field
        if self.reason is not None:
            yield self.reason
        with Horizontal(classes="row"):
            yield self.decree
            yield self.day

    def on_mount(self) -> None:
        """Begin with the first."""
        first = self.reason if self.name_field is None else self.name_field.entry
        (first or self.decree.entry).focus()

    def entered(self) -> Following | None:
        """Everything, if there are a name and a day."""
        if self.name_field is not None and not self.name_field.check():
            return None
        if not self.day.check():
            return None
        day = self.day.day
        assert day is not None
        name = self.name_field.text if self.name_field is not None else ""
        return Following(name, day, self.decree.text, self.reason.value if self.reason is not None else "")


@dataclass(frozen=True, slots=True)
class Added:
    """A new reserve."""

    name: str
    note: str


class AddReserve(Form):
    """A name, and what is worth knowing."""

    def __init__(self, where: str, save: Save) -> None:
        """``where``: for which body of which unit."""
        super().__init__(_("Tambah cadangan"), save, where)
        self.name_field = TextField(_("Nama"), required=_("Nama belum diisi."))
        self.note_field = TextField(_("Catatan"), placeholder=_("boleh kosong; biodata diisi di kartunya (o, E)"))

    def compose_form(self) -> ComposeResult:
        """One line of fields."""
        with Horizontal(classes="row"):
            yield self.name_field
            yield self.note_field

    def entered(self) -> Added | None:
        """Both, if there is a name."""
        return Added(self.name_field.text, self.note_field.text) if self.name_field.check() else None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Why somebody waits no more."""

    state: str
    note: str


class WithdrawReserve(Form):
    """Of their own will, or because a rule keeps them out."""

    def __init__(self, name: str, where: str, save: Save) -> None:
        """``name``: who waits no more."""
        super().__init__(_("{name} tidak menunggu lagi").format(name=name), save, where)
        self.state = Choices(_("Mengapa"), [(state, _(places.RESERVE[state])) for state in WITHDRAWN])
        self.note_field = TextField(_("Catatan"), placeholder=_("surat, telepon, alasan"))

    def compose_form(self) -> ComposeResult:
        """Both on one line."""
        with Horizontal(classes="row"):
            yield self.state
            yield self.note_field

    def entered(self) -> Withdrawn:
        """Both."""
        return Withdrawn(self.state.value, self.note_field.text)
