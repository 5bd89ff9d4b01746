"""Dialogs that ask why, or for an indicator and, at most, why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.dialogs.evidence import Proof, indicator_choice
from screens.dialogs.form import Form, TextField
from screens.locale import _
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from models.rules.schema import Indicator


class ReasonDialog(Form):
    """Why something is taken back or called off; ``save`` gets the reason."""

    def __init__(self, title: str, what: str, asked: str, save: Callable[[Form, str], None]) -> None:
        """``what``: which one, in words; ``asked``: what the reason should say."""
        super().__init__(title, save, what)
        self.reason = TextField(_("Alasan"), placeholder=asked, required=_("Alasan belum diisi."))

    def compose_form(self) -> ComposeResult:
        """The reason."""
        yield self.reason

    def on_mount(self) -> None:
        """Begin there."""
        self.reason.entry.focus()

    def entered(self) -> str:
        """The reason."""
        return self.reason.text


class WithdrawDialog(Form):
    """Why evidence is taken back."""

    def __init__(
        self,
        choices: Sequence[Indicator],
        what: str,
        save: Callable[[Form, Proof], None],
        *,
        title: str = "",
        asked: str = "",
    ) -> None:
        """``what``: for whom, in words; ``asked``: what the reason should say."""
        super().__init__(title or _("Cabut bukti"), save, what)
        self._rules = {rule.code: rule for rule in choices}
        self.indicator = indicator_choice(choices)
        self.reason = TextField(
            _("Alasan"), placeholder=asked or _("mengapa tidak berlaku lagi"), required=_("Alasan belum diisi.")
        )

    def compose_form(self) -> ComposeResult:
        """Indicator and reason."""
        yield self.indicator
        yield self.reason

    def on_mount(self) -> None:
        """Begin at the reason when there is nothing to choose."""
        (self.indicator if len(self._rules) > 1 else self.reason.entry).focus()

    def entered(self) -> Proof:
        """Indicator and reason."""
        return Proof(self._rules[self.indicator.value], "belum", self.reason.text)


class ExcludeDialog(WithdrawDialog):
    """Why items do not count."""

    def __init__(self, choices: Sequence[Indicator], what: str, save: Callable[[Form, Proof], None]) -> None:
        """``what``: for which, in words."""
        super().__init__(choices, what, save, title=_("Tidak dihitung (N/A)"), asked=_("mengapa tidak perlu di sini"))


class ReportDialog(Form):
    """A report without figures: nothing is ready yet (nihil), or the last report still holds (confirm)."""

    def __init__(
        self, choices: Sequence[Indicator], verb: str, title: str, save: Callable[[Form, Proof], None]
    ) -> None:
        """``verb``: nihil or confirm."""
        super().__init__(title, save)
        self._rules = {rule.code: rule for rule in choices}
        self._verb = verb
        self.indicator = indicator_choice(choices)

    def compose_form(self) -> ComposeResult:
        """What Enter will say."""
        words = Lines(frame=False)
        said = (
            _("Belum ada yang siap: yang belum dilaporkan di wilayah ini menjadi BELUM.")
            if self._verb == "nihil"
            else _("Laporan terakhir wilayah ini masih berlaku: umurnya dihitung mulai sekarang.")
        )
        words.update([[(f" {said}", "text")]])
        yield words
        yield self.indicator

    def on_mount(self) -> None:
        """The only thing to choose."""
        self.indicator.focus()

    def entered(self) -> Proof:
        """The indicator."""
        return Proof(self._rules[self.indicator.value])
