"""Who is meant? A line that may be about somebody who is known; a person decides, never the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import impor_lines as about
from screens.widgets.lines import Line as Drawn
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from models.exchange.line import Line

Decision = int | str
"""A person's id, ``new`` or ``skip``."""


class Doubt(Dialog[Decision], inherit_bindings=False):
    """The line, what is doubtful, the candidates by number. Dismisses with the decision, None for none."""

    WHERE: ClassVar[tuple[str, ...]] = ("ragu",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("ragu")]
    CSS: ClassVar[str] = """
    #doubt-text { max-height: 70vh; }
    """

    def __init__(self, line: Line, known: about.Known, note: str, now: Decision | None) -> None:
        """``note`` how many are left; ``now``: what was decided before."""
        super().__init__(_("RAGU · {where}").format(where=about.where(line)), note)
        self._line, self._known, self._now = line, known, now
        self.text = Lines(frame=False, focusable=True, id="doubt-text")
        able = {"doubt-pick": bool(line.candidates), "doubt-new": "new" in line.choices}
        self.key_bar.leave_out({key for key, can in able.items() if not can})

    def compose_form(self) -> ComposeResult:
        """One text that scrolls when it does not fit."""
        self.text.update(self._made)
        yield self.text

    def on_mount(self) -> None:
        """The digits need no entry."""
        self.text.focus()

    def _made(self, width: int) -> Sequence[Drawn]:
        line, known = self._line, self._known
        lines = [about.headline(line, known)]
        if self._now is not None:
            lines.append([(f" {about.decided(line, self._now)}", "siap")])
        lines += about.sentences(line, known, width, unknown=False)
        if line.candidates:
            lines.append([(" " + _("Apakah ini salah satu dari:"), "dim")])
            lines += about.candidates(line, known, width)
        elif "new" in line.choices:
            lines.append([(" " + _("Belum dikenal: b menerimanya sebagai orang baru, l melewatinya."), "dim")])
        written = about.values(line, known)
        return [*lines, [(" " + _("Menurut berkas:"), "dim")], *written] if written else lines

    # ── keys ────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """A digit: that candidate."""
        if event.character is not None and event.character in "123456789":
            event.stop()
            event.prevent_default()
            self.pick(int(event.character))

    def pick(self, number: int) -> None:
        """The candidate of that number."""
        if number > len(self._line.candidates):
            self.wrong(_("Tidak ada nomor {n} di sini.").format(n=number))
        else:
            self.dismiss(self._line.candidates[number - 1].person_id)

    def action_decide(self, what: str) -> None:
        """b: somebody new; l: leave the line out."""
        if what == "new" and "new" not in self._line.choices:
            self.wrong(_("Baris ini tidak dapat menjadi orang baru di kursi itu. Pilih nomornya, atau l lewati."))
        else:
            self.dismiss(what)

    def accept(self) -> None:
        """Enter decides nothing: a hasty one must not."""
        new = "new" in self._line.choices
        if self._line.candidates:
            self.wrong(
                _("Tekan nomornya, b orang baru, atau l lewati.") if new else _("Tekan nomornya, atau l lewati.")
            )
        else:
            self.wrong(_("Tekan b orang baru, atau l lewati.") if new else _("Tekan l untuk melewatinya."))

    def on_lines_activated(self) -> None:
        """Enter on the text."""
        self.accept()
