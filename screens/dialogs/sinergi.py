"""Offices, meetings, promises and guards as one enters them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, DayField, Form, Save, TextField
from screens.locale import _
from screens.presenters.glyphs import glyphs

Options = Sequence[tuple[str, str]]
AHEAD = timedelta(days=400)
"""How far ahead something can be promised."""


@dataclass(frozen=True, slots=True)
class Office:
    """Name and number of an office; ``phone`` None: as it was."""

    name: str
    phone: str | None


class ContactDialog(Form):
    """Name and number. A number that is hidden stands empty: left so it stays, ``-`` takes it away."""

    def __init__(self, office: str, name: str, phone: str, hidden: str, save: Save) -> None:
        """``phone``: as it may be shown; ``hidden``: the masked number, where it may not."""
        super().__init__(_("Ubah kontak"), save, office)
        self._hidden = hidden
        self.name_field = TextField(_("Nama"), name)
        hint = _("{phone}, kosong: tetap, -: hapus").format(phone=hidden) if hidden else _("0812…")
        self.phone = TextField(_("Telepon"), phone, placeholder=hint)

    def compose_form(self) -> ComposeResult:
        """Both on one line."""
        with Horizontal(classes="row"):
            yield self.name_field
            yield self.phone

    def on_mount(self) -> None:
        """Begin with the name."""
        self.name_field.entry.focus()

    def entered(self) -> Office:
        """Both."""
        said = self.phone.text
        if self._hidden and not said:
            return Office(self.name_field.text, None)
        return Office(self.name_field.text, "" if said == "-" else said)


class Ticks(Choices):
    """Any of a few: left and right move, blank ticks. Its value names the ticked ones, with blanks between them."""

    def __init__(self, label: str, options: Options, ticked: Sequence[str] = ()) -> None:
        """``ticked``: those that are from the beginning."""
        super().__init__(label, options)
        self._ticked = set(ticked)

    @property
    def value(self) -> str:
        """The ticked ones in their order."""
        return " ".join(value for value, _words in self._options if value in self._ticked)

    def fill(self, value: str) -> None:
        """Tick these."""
        self._ticked = set(value.split())
        self.repaint()

    def on_key(self, event: events.Key) -> None:
        """Blank ticks; the others move."""
        if event.key == "space":
            self._ticked ^= {self._options[self._at][0]}
            self.repaint()
            event.stop()
            event.prevent_default()
            return
        super().on_key(event)

    def option(self, at: int) -> tuple[str, str]:
        """``✓Camat``."""
        value, words = self._options[at]
        here = at == self._at and self.has_focus
        mark = glyphs().yes if value in self._ticked else " "
        return f"{mark}{words} ", "cursor bold" if here else "text" if value in self._ticked else "dim"

    @property
    def hint(self) -> str:
        """How it is used."""
        return _("← → pindah, spasi mencentang")


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting as it was entered."""

    unit: str
    day: date
    place: str
    attended: tuple[str, ...]
    minutes: str


class MeetingDialog(Form):
    """Where, when, who came, and the number of the minutes."""

    def __init__(self, where: Options, chosen: str, roles: Options, today: date, save: Save, was: Met | None) -> None:
        """``where``: units to choose from; ``was``: the meeting that is put right."""
        super().__init__(_("Ubah rakor") if was else _("Rakor"), save, where[0][1] if len(where) == 1 else "")
        self.unit = Choices(_("Rakor mana"), where, chosen)
        self.day = DayField(_("Hari"), today, was.day if was else None)
        self.place = TextField(_("Tempat"), was.place if was else "", placeholder=_("Pendopo kecamatan"))
        self.attended = Ticks(_("Hadir"), roles, was.attended if was else ())
        hint = _("boleh menyusul: sementara KLAIM")
        self.minutes = TextField(_("Nomor BA"), was.minutes if was else "", placeholder=hint)

    def compose_form(self) -> ComposeResult:
        """The unit where there is a choice."""
        if self.unit.several:
            yield self.unit
        with Horizontal(classes="row"):
            yield self.day
            yield self.place
        yield self.attended
        yield self.minutes

    def on_mount(self) -> None:
        """Begin with the place: most are entered on their day."""
        self.place.entry.focus()

    def entered(self) -> Met | None:
        """Everything, if there is a day and somebody came."""
        day = self.day.day
        assert day is not None
        came = tuple(self.attended.value.split())
        if not came:
            self.wrong(_("Siapa yang hadir? Spasi mencentang."))
            self.attended.focus()
            return None
        return Met(self.unit.value, day, self.place.text, came, self.minutes.text)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it was entered."""

    unit: str
    said: str
    owner: str
    due: date


class PromiseDialog(Form):
    """Who does what by when."""

    def __init__(self, where: Options, chosen: str, today: date, save: Save, was: Promised | None) -> None:
        """``was``: the promise that is put right."""
        super().__init__(_("Ubah janji") if was else _("Janji"), save, where[0][1] if len(where) == 1 else "")
        self.unit = Choices(_("Di mana"), where, chosen)
        self.said = TextField(
            _("Apa yang dijanjikan"), was.said if was else "", placeholder=_("empat personel menjaga gudang PPK"),
            required=_("Janjinya belum diisi."),
        )  # fmt: skip
        self.owner = TextField(
            _("Oleh"), was.owner if was else "", placeholder=_("Danramil"), required=_("Siapa yang berjanji?")
        )
        self.due = DayField(_("Paling lambat"), today, was.due if was else None, latest=today + AHEAD)

    def compose_form(self) -> ComposeResult:
        """The unit where there is a choice."""
        if self.unit.several:
            yield self.unit
        yield self.said
        with Horizontal(classes="row"):
            yield self.owner
            yield self.due

    def on_mount(self) -> None:
        """Begin with what is promised."""
        self.said.entry.focus()

    def entered(self) -> Promised | None:
        """Everything, if it is there."""
        due = self.due.day
        assert due is not None
        return Promised(self.unit.value, self.said.text, self.owner.text, due)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A pattern as it was entered; ``area``: for the whole kelurahan."""

    pattern: str
    area: bool
    reference: str
    day: date


class PatternDialog(Form):
    """Which pattern, for what, by which paper."""

    def __init__(self, patterns: Options, chosen: str, scope: tuple[str, str], today: date, save: Save) -> None:
        """``scope``: the TPS that are meant, and their kelurahan, in words."""
        super().__init__(_("Pola pengamanan"), save, scope[0])
        self.pattern = Choices(_("Pola (polisi:TPS:linmas)"), patterns, chosen)
        self.scope = Choices(_("Berlaku untuk"), [("", scope[0]), ("area", scope[1])])
        self.reference = TextField(
            _("Nomor surat"), placeholder=_("surat perintah atau rencana pengamanan"),
            required=_("Nomor suratnya belum diisi."),
        )  # fmt: skip
        self.day = DayField(_("Hari"), today)

    def compose_form(self) -> ComposeResult:
        """The pattern, whom it is for, the paper."""
        yield self.pattern
        yield self.scope
        with Horizontal(classes="row"):
            yield self.reference
            yield self.day

    def on_mount(self) -> None:
        """Begin with the pattern."""
        self.pattern.focus()

    def entered(self) -> Guarded | None:
        """Everything, if there is a paper and a day."""
        day = self.day.day
        assert day is not None
        return Guarded(self.pattern.value, bool(self.scope.value), self.reference.text, day)
