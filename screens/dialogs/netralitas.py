"""A case of neutrality as one enters it. There is no field for a party or a candidate, and none is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, DayField, Form, Save, TextField
from screens.dialogs.sinergi import Options
from screens.dialogs.who import Who
from screens.locale import _
from screens.presenters import places
from screens.presenters.sinergi import KINDS

USUAL = ""
"""Whoever handles cases of that day."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it was entered. Of a new one ``unit``, ``person_id`` and ``about`` say where and whose it is."""

    unit: str
    person_id: int | None
    about: str
    day: date
    source: str
    kind: str
    handler: str
    state: str
    note: str


class CaseDialog(Form):
    """A new case, or how one goes on."""

    def __init__(
        self, where: Options, chosen: str, who: Who | None, handlers: Options, today: date, save: Save,
        was: Case | None = None,
    ) -> None:  # fmt: skip
        """``who`` asks whose case a new one is; ``was``: the case that goes on."""
        super().__init__(
            _("Kasus netralitas") if was is None else _("Ubah kasus"), save, _("tanpa nama partai atau calon")
        )
        self.who, self._was = who, was
        self.unit = Choices(_("Di mana, bila tanpa kursi"), where, chosen)
        self.day = DayField(_("Hari"), today, was.day if was else None)
        self.source = TextField(
            _("Nomor surat"), was.source if was else "", placeholder=_("surat Bawaslu"),
            required=_("Nomor suratnya belum diisi."),
        )  # fmt: skip
        self.kind = Choices(_("Jenis"), [(kind, _(words)) for kind, words in KINDS.items()], was.kind if was else "")
        usual = [(USUAL, _("menurut hari"))] if was is None else []
        self.handler = Choices(_("Penangan"), [*usual, *handlers], was.handler if was else USUAL)
        states = [(state, _(words)) for state, words in places.CASES.items()]
        self.state = Choices(_("Keadaan"), states, was.state if was else "")
        self.note_field = TextField(
            _("Catatan (tanpa partai atau calon)"), was.note if was else "", placeholder=_("boleh kosong")
        )

    def compose_form(self) -> ComposeResult:
        """Whose it is and where, of a new one; then what is the same for both."""
        if self.who is not None:
            yield self.who
            if self.unit.several:
                yield self.unit
        else:
            yield self.state
        with Horizontal(classes="row"):
            yield self.day
            yield self.source
        with Horizontal(classes="row"):
            yield self.kind
            yield self.handler
        yield self.note_field

    def on_mount(self) -> None:
        """Begin with whose it is, or with how it goes on."""
        (self.who.name_field.entry if self.who is not None else self.state).focus()

    def entered(self) -> Case | None:
        """Everything, if it is said whose case it is, when and by which letter."""
        if self.who is not None and not self.who.check():
            return None
        day = self.day.day
        assert day is not None
        person, about = (self.who.person_id, self.who.name_field.text) if self.who is not None else (None, "")
        return Case(
            self.unit.value, person, about, day, self.source.text, self.kind.value, self.handler.value,
            self.state.value, self.note_field.text,
        )  # fmt: skip
