"""Who follows in a seat, and who waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.decree import Decree, DecreeRow
from screens.dialogs.form import Choices, DayField, Form, Save, TextField
from screens.dialogs.who import Who
from screens.locale import _
from screens.presenters import places

WITHDRAWN = ("mundur", "gugur")


@dataclass(frozen=True, slots=True)
class Following:
    """What was entered. ``name`` empty: the reserve that was chosen, whose ``asn`` is known already; ``person_id``:
    somebody who is here; ``reason`` empty: the seat was empty; ``left_on`` None: the holder leaves on ``day``."""

    name: str
    person_id: int | None
    asn: bool
    day: date
    decree: Decree
    reason: str
    left_on: date | None


class ReplaceDialog(Form):
    """From when on, by which decree; of a seat that is held also why its holder leaves."""

    def __init__(
        self,
        heir: str,
        who: Who,
        asn: bool,
        leaving: str,
        seat: str,
        today: date,
        save: Save,
        begins: date | None = None,
    ) -> None:
        """``heir``: the reserve; where it is empty ``who`` asks for somebody else, for a post that is for an ASN or
        not; ``leaving``: the present holder, if any; ``begins``: when the body normally does."""
        title = _("Angkat {name}").format(name=heir) if heir else _("Angkat langsung")
        super().__init__(title, save, seat)
        self._leaving = leaving
        self.who = None if heir else who
        self.asn = Choices(
            _("ASN (harus)") if asn else _("ASN"), [("y", _("ya")), ("t", _("tidak"))], "y" if asn else "t"
        )
        self.decree = DecreeRow(today)
        self.day = DayField(_("Mulai"), today, latest=begins)
        same = _("kosong: hari itu juga")
        self.left_on = DayField(_("Berhenti per tanggal"), today, optional=same, refuse=self._too_late)
        label = _("Mengapa {name} berhenti").format(name=leaving)
        reasons = [(code, _(words)) for code, words in places.END_REASONS.items()]
        self.reason = Choices(label, reasons, "mundur") if leaving else None

    def compose_form(self) -> ComposeResult:
        """The name or the reason, where they are asked; then the days and the decree."""
        if self.who is not None:
            yield self.who
        if self.reason is not None:
            yield self.reason
        with Horizontal(classes="row"):
            if self.who is not None:
                yield self.asn
            if self.reason is not None:
                yield self.left_on
            yield self.day
        yield self.decree

    def on_mount(self) -> None:
        """Begin with the first that is not preset."""
        first = self.reason if self.who is None else self.who.name_field.entry
        (first or self.decree.number.entry).focus()

    def _too_late(self, left: date) -> str:
        """Two cannot sit there at once."""
        starts = self.day.day
        return _("sesudah penggantinya mulai") if starts is not None and left > starts else ""

    def entered(self) -> Following | None:
        """Everything, once it is said who is meant."""
        day = self.day.day
        if day is None or (self.who is not None and not self.who.check()):
            return None
        name, person = (self.who.name_field.text, self.who.person_id) if self.who is not None else ("", None)
        reason = self.reason.value if self.reason is not None else ""
        return Following(name, person, self.asn.value == "y", day, self.decree.decree, reason, self.left_on.day)


@dataclass(frozen=True, slots=True)
class Added:
    """A new reserve; ``person_id``: somebody who is here already."""

    name: str
    person_id: int | None
    asn: bool
    note: str


class AddReserve(Form):
    """A name, and what is worth knowing."""

    def __init__(self, where: str, who: Who, save: Save) -> None:
        """``where``: for which body of which unit."""
        super().__init__(_("Tambah cadangan"), save, where)
        self.who = who
        self.asn = Choices(_("ASN"), [("y", _("ya")), ("t", _("tidak"))], "t")
        self.note_field = TextField(_("Catatan"), placeholder=_("boleh kosong; biodata di kartunya"))

    def compose_form(self) -> ComposeResult:
        """The name, who is meant by it, the rest on one line."""
        yield self.who
        with Horizontal(classes="row"):
            yield self.asn
            yield self.note_field

    def entered(self) -> Added | None:
        """Everything, once it is said who is meant."""
        if not self.who.check():
            return None
        return Added(self.who.name_field.text, self.who.person_id, self.asn.value == "y", self.note_field.text)


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
