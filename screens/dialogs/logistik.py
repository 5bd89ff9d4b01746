"""What logistics asks: voters, pieces, a step with its receipt, a sign of trouble and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from models.logistics import Pieces
from screens.dialogs.form import Choices, DayField, Form, Save, TextField
from screens.locale import _
from screens.presenters.entered import Reading
from screens.presenters.places import PIECES

if TYPE_CHECKING:
    from models.queries.logistics import FlagRow, StockRow
    from models.rules.schema import Hazard, Step


class NumberField(TextField):
    """A whole number; empty: nobody knows."""

    def __init__(self, label: str, value: str = "", *, placeholder: str = "") -> None:
        """``value``: the number that is known."""
        super().__init__(label, value, placeholder=placeholder, read=self._read_whole)

    @property
    def number(self) -> int | None:
        """The number; None when it is empty."""
        text = self.text.replace(".", "")
        return int(text) if text and self._whole(text) else None

    @staticmethod
    def _whole(text: str) -> bool:
        digits = text.removeprefix("-")
        return digits.isascii() and digits.isdigit() and len(digits) <= 12

    def _read_whole(self, said: str) -> Reading:
        if said and not self._whole(said.replace(".", "")):
            return Reading(wrong=_("Bukan bilangan bulat."), unfinished=said == "-")
        return Reading(said)


class VotersDialog(Form):
    """How many voters a TPS has; ``save`` gets the number in a tuple of one."""

    def __init__(self, what: str, voters: int | None, save: Save) -> None:
        """``what``: which TPS."""
        super().__init__(_("DPT"), save, what)
        shown = "" if voters is None else str(voters)
        self.voters = NumberField(_("Pemilih di DPT"), shown, placeholder=_("kosong: belum diketahui"))

    def compose_form(self) -> ComposeResult:
        """One number."""
        yield self.voters

    def on_mount(self) -> None:
        """Begin there."""
        self.voters.entry.focus()

    def entered(self) -> tuple[int | None]:
        """The number."""
        return (self.voters.number,)


@dataclass(frozen=True, slots=True)
class Told:
    """Pieces of a kind, with the paper and the day."""

    pieces: Pieces
    reference: str
    day: date


class PiecesDialog(Form):
    """How many pieces of one kind a TPS or a store has; ``names``: which numbers are asked for."""

    def __init__(
        self, title: str, what: str, known: StockRow | None, names: Sequence[str], today: date, save: Save
    ) -> None:
        """``known``: what was said last; ``save`` gets a ``Told``."""
        super().__init__(title, save, what)
        said = known.pieces if known is not None else Pieces()
        self.numbers = {
            name: NumberField(_(PIECES[name]), "" if (number := getattr(said, name)) is None else str(number))
            for name in names
        }
        self.reference = TextField(_("Bukti"), placeholder=_("BA, surat jalan, siapa yang melihat"))
        self.day = DayField(_("Tanggal"), today)

    def compose_form(self) -> ComposeResult:
        """The numbers side by side, the paper below."""
        with Horizontal(classes="row"):
            yield from self.numbers.values()
        with Horizontal(classes="row"):
            yield self.reference
            yield self.day

    def on_mount(self) -> None:
        """Begin at the first number."""
        next(iter(self.numbers.values())).entry.focus()

    def entered(self) -> Told | None:
        """All numbers, if each is one."""
        assert self.day.day is not None
        pieces = Pieces(**{name: field.number for name, field in self.numbers.items()})
        return Told(pieces, self.reference.text, self.day.day)


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step, its paper and who signed for it."""

    step: str
    reference: str
    receiver: str
    day: date


class StepDialog(Form):
    """Which step the goods of TPS have come to, in full."""

    def __init__(self, steps: Sequence[Step], what: str, today: date, save: Save, chosen: str = "") -> None:
        """``save`` gets a ``Stepped``; ``chosen``: the step that is preset."""
        super().__init__(_("Langkah barang"), save, what)
        self.step = Choices(_("Langkah, lengkap"), [(step.code, _(step.short)) for step in steps], chosen)
        self.reference = TextField(_("Bukti"), placeholder=_("nomor BA atau tanda terima"))
        self.receiver = TextField(_("Penerima"), placeholder=_("siapa yang menerima di sana"))
        self.day = DayField(_("Tanggal"), today)

    def compose_form(self) -> ComposeResult:
        """The step on top, what proves it below."""
        yield self.step
        with Horizontal(classes="row"):
            yield self.reference
            yield self.receiver
            yield self.day

    def on_mount(self) -> None:
        """Begin at the step."""
        self.step.focus()

    def entered(self) -> Stepped | None:
        """Everything; whether the receipt is complete is asked of the election."""
        assert self.day.day is not None
        return Stepped(self.step.value, self.reference.text, self.receiver.text, self.day.day)


@dataclass(frozen=True, slots=True)
class Flagged:
    """A sign of trouble with the day from which it is known."""

    sign: str
    note: str
    day: date


class FlagDialog(Form):
    """Which sign of trouble a TPS shows: the variable first, then its sign."""

    def __init__(self, hazards: Sequence[Hazard], what: str, today: date, save: Save) -> None:
        """``save`` gets a ``Flagged``."""
        super().__init__(_("Tandai rawan"), save, what)
        self._hazards = {hazard.code: hazard for hazard in hazards}
        self.hazard = Choices(_("Variabel"), [(one.code, _(one.name)) for one in hazards])
        self.sign = Choices(_("Tanda"), self._signs(hazards[0]))
        self.note = TextField(_("Catatan"), placeholder=_("apa yang diketahui; tanpa nama orang"))
        self.day = DayField(_("Sejak"), today)

    @staticmethod
    def _signs(hazard: Hazard) -> list[tuple[str, str]]:
        return [(sign.code, _(sign.name)) for sign in hazard.signs]

    def compose_form(self) -> ComposeResult:
        """Variable, sign, note and day."""
        yield self.hazard
        yield self.sign
        with Horizontal(classes="row"):
            yield self.note
            yield self.day

    def on_mount(self) -> None:
        """Begin at the variable."""
        self.hazard.focus()

    @on(Choices.Changed)
    def _other(self, event: Choices.Changed) -> None:
        if event.choices is self.hazard:
            self.sign.offer(self._signs(self._hazards[self.hazard.value]))

    def entered(self) -> Flagged | None:
        """The sign and its day."""
        if self.sign.value not in {sign.code for sign in self._hazards[self.hazard.value].signs}:
            self.sign.offer(self._signs(self._hazards[self.hazard.value]))  # a draft of another variable
            self.wrong(_("Pilih tandanya."))
            return None
        assert self.day.day is not None
        return Flagged(self.sign.value, self.note.text, self.day.day)


@dataclass(frozen=True, slots=True)
class Answered:
    """What is done about a sign; ``day`` None: it is only meant yet."""

    mitigation: str
    owner: str
    day: date | None


class AnswerDialog(Form):
    """What is done about a sign of trouble, by whom, and whether it holds already."""

    def __init__(self, what: str, known: FlagRow, today: date, save: Save) -> None:
        """``save`` gets an ``Answered``."""
        super().__init__(_("Penanganan"), save, what)
        self.mitigation = TextField(
            _("Apa yang dilakukan"),
            known.mitigation or "",
            placeholder=_("genset, pindah lokasi, tambah petugas"),
            required=_("Penanganannya belum diisi."),
        )
        self.owner = TextField(_("Oleh"), known.owner or "", placeholder=_("Lurah, Polsek, PPS"))
        self.state = Choices(_("Keadaan"), [("dijawab", _("dijawab")), ("rencana", _("baru rencana"))])
        self.day = DayField(_("Sejak"), today, known.answered_on)

    def compose_form(self) -> ComposeResult:
        """What and who on top, since when below."""
        with Horizontal(classes="row"):
            yield self.mitigation
            yield self.owner
        with Horizontal(classes="row"):
            yield self.state
            yield self.day

    def on_mount(self) -> None:
        """Begin with what is done."""
        self.mitigation.entry.focus()

    def entered(self) -> Answered | None:
        """All of it."""
        day = self.day.day if self.state.value == "dijawab" else None
        return Answered(self.mitigation.text, self.owner.text, day)
