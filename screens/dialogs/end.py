"""Why and when somebody leaves a seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult

from screens.dialogs.confirm import Confirm
from screens.dialogs.form import Choices, DayField, Form
from screens.locale import _
from screens.presenters import dates, places


@dataclass(frozen=True, slots=True)
class Ended:
    """What was entered; ``reason`` is a code of ``places.END_REASONS``."""

    day: date
    reason: str


class EndDialog(Form):
    """Day and reason; then a question that names the person."""

    def __init__(
        self, holder: str, seat: str, today: date, save: Callable[[Form, Ended], None], reason: str = "mundur"
    ) -> None:
        """``holder`` and ``seat`` in words; ``reason``: the one that is usual."""
        super().__init__(_("Akhiri masa tugas {name}").format(name=holder), self._ask, seat)
        self._holder, self._seat, self._then = holder, seat, save
        self.day = DayField(_("Berhenti per tanggal"), today)
        self.reason = Choices(_("Alasan"), [(code, _(words)) for code, words in places.END_REASONS.items()], reason)

    def compose_form(self) -> ComposeResult:
        """Reason and day."""
        yield self.reason
        yield self.day

    def entered(self) -> Ended | None:
        """Both."""
        day = self.day.day
        return None if day is None else Ended(day, self.reason.value)

    def _ask(self, form: Form, ended: Ended) -> None:
        """Nobody is dismissed by a slip of the finger."""
        why = _(places.END_REASONS[ended.reason])
        details = [
            [(self._holder, "title"), (f" · {self._seat}", "dim")],
            [(_("{why}, kursi kosong mulai {day}").format(why=why, day=dates.full_day(ended.day)), "text")],
        ]

        def answered(yes: bool | None) -> None:
            if yes:
                self._then(form, ended)
            else:
                form.failed("")

        question = _("Akhiri masa tugas {name}?").format(name=self._holder)
        self.app.push_screen(Confirm(question, details, yes=_("Akhiri")), answered)
