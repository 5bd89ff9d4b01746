"""What a file does not say of its lines: body, place, first day, decree."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from models import units
from screens.context import Context
from screens.dialogs.form import Choices, DayField, Form, TextField
from screens.locale import N_, _


@dataclass(frozen=True, slots=True)
class Said:
    """What was entered; ``unit`` as it was typed, empty where nothing was asked or said."""

    body: str = ""
    unit: str = ""
    start_on: date | None = None
    decree: str = ""


class Isian(Form):
    """Asks only for what is wanted. It holds for every line that does not say it itself."""

    ACCEPT: ClassVar[str] = N_("Baca lagi")

    def __init__(
        self,
        context: Context,
        wanted: Collection[str],
        given: Any,
        save: Callable[[Form, Said], None],
        usual: date | None = None,
    ) -> None:
        """``wanted``: of body, unit, start_on, decree; ``given``: the ``Defaults`` that held until now, if any;
        ``usual``: since when, where nothing was said."""
        super().__init__(_("Yang tidak disebut berkas"), save, _("untuk baris yang tidak menyebutnya"))
        self._wanted = wanted
        election, place = context.election, context.place.unit
        bodies = [(body.code, _(body.short)) for body in election.seated()]
        here = context.name(place) if units.level(place) in (units.Level.KECAMATAN, units.Level.KELURAHAN) else ""
        unit = getattr(given, "unit", None)
        self.body = Choices(_("Badan"), bodies, getattr(given, "body", None) or "kpps")
        self.unit = TextField(
            _("Kelurahan (untuk PPK: kecamatan)"),
            context.name(unit) if unit else here,
            placeholder=_("nama atau kode; kosong bila tiap baris menyebutnya"),
        )
        starts = [body.tenure.start for body in election.seated() if body.tenure.start is not None]
        said = getattr(given, "start_on", None) or usual
        self.day = DayField(_("Mulai tugas"), context.today(), said, latest=max(starts, default=None))
        self.decree = TextField(
            _("Nomor SK"), getattr(given, "decree", None) or "", placeholder=_("boleh kosong: SK menyusul")
        )

    def compose_form(self) -> ComposeResult:
        """Two lines at most."""
        with Horizontal(classes="row"):
            if "body" in self._wanted:
                yield self.body
            if "unit" in self._wanted:
                yield self.unit
        with Horizontal(classes="row"):
            if "start_on" in self._wanted:
                yield self.day
            if "decree" in self._wanted:
                yield self.decree

    def entered(self) -> Said:
        """What was asked for."""
        wanted = self._wanted
        return Said(
            self.body.value if "body" in wanted else "",
            self.unit.text if "unit" in wanted else "",
            self.day.day if "start_on" in wanted else None,
            self.decree.text if "decree" in wanted else "",
        )
