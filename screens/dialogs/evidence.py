"""Evidence: for which indicator, in which state, proved by what, since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, DayField, Form, TextField
from screens.locale import _
from screens.presenters.entered import Reading
from screens.presenters.readiness import kinds, state_word

if TYPE_CHECKING:
    from models.rules.schema import Indicator

STATES = ("siap", "klaim", "belum")
"""What one records; "unknown" is the absence of a record."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was entered. ``reference``: the document, or the reason of a withdrawal; ``kind``: of the evidence."""

    indicator: Indicator
    state: str = "siap"
    reference: str = ""
    day: date | None = None
    kind: str = ""


def indicator_choice(choices: Sequence[Indicator], chosen: str = "") -> Choices:
    """The indicators to choose from, the chosen one lit."""
    return Choices(_("Indikator"), [(rule.code, f"{rule.code} {_(rule.short)}") for rule in choices], chosen)


class EvidenceDialog(Form):
    """Asks for the proof. SIAP needs a reference: a document, a receipt, who saw it."""

    def __init__(
        self, choices: Sequence[Indicator], what: str, today: date, save: Callable[[Form, Proof], None]
    ) -> None:
        """``what``: for whom, in words."""
        super().__init__(_("Catat bukti"), save, what)
        self._rules = {rule.code: rule for rule in choices}
        self.indicator = indicator_choice(choices)
        self.state = Choices(_("Keadaan"), [(state, state_word(state)) for state in STATES])
        self.day = DayField(_("Tanggal"), today)
        self.kind = Choices(_("Jenis"), kinds(), choices[0].evidence)
        self.reference = TextField(_("Nomor"), placeholder=_("nomor surat, tanda terima, saksi"), read=self._proved)

    def compose_form(self) -> ComposeResult:
        """What is recorded on top, what proves it below."""
        with Horizontal(classes="row"):
            yield self.indicator
            yield self.state
        with Horizontal(classes="row"):
            yield self.reference
            yield self.day
        yield self.kind

    @on(Choices.Changed)
    def usual_kind(self, event: Choices.Changed) -> None:
        """Of another indicator something else is usually the evidence."""
        if event.choices is self.indicator:
            self.kind.fill(self._rules[self.indicator.value].evidence)

    def on_mount(self) -> None:
        """Begin where there is something to say: what to record is mostly preset."""
        (self.indicator if len(self._rules) > 1 else self.reference.entry).focus()

    def _proved(self, said: str) -> Reading:
        """SIAP is proved by something."""
        if said or self.state.value != "siap":
            return Reading(said)
        sentence = _("SIAP perlu bukti: isi nomor dokumen, tanda terima, atau siapa yang melihat.")
        return Reading(wrong=sentence, unfinished=True)

    def entered(self) -> Proof:
        """The proof."""
        rule = self._rules[self.indicator.value]
        return Proof(rule, self.state.value, self.reference.text, self.day.day, self.kind.value)
