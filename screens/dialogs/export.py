"""As which file, and with how much of what is personal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.form import Choices, Form, TextField
from screens.locale import N_, _
from screens.presenters.entered import Reading

if TYPE_CHECKING:
    from textual.timer import Timer

    from screens.exports import Work
    from screens.folders import Folders

MASKED, FULL = "masked", "full"
EVERY = 0.1
"""Seconds between two words about how far it is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was entered; a ``purpose`` only where it is ``full``."""

    path: Path
    format: str
    full: bool = False
    purpose: str = ""


class ExportDialog(Form):
    """Asks for the format and the file's name; of people, whether they are masked, and else what for."""

    ACCEPT: ClassVar[str] = N_("Tulis")

    def __init__(
        self,
        what: str,
        folders: Folders,
        stem: str,
        save: Callable[[Form, Exported], None],
        *,
        formats: Sequence[str],
        personal: bool,
        full: bool,
    ) -> None:
        """``what``: in words; ``stem``: the name without its ending; ``formats``: the endings it may have;
        ``personal``: there is something to mask; ``full``: this user may have it unmasked."""
        super().__init__(_("Ekspor"), save, what)
        self._folders, self._formats = folders, formats
        self._work: Work | None = None
        self._timer: Timer | None = None
        self.format = Choices(_("Jenis"), [(one, one) for one in formats])
        preset = folders.written(folders.start / stem)
        self.file = TextField(
            _("Berkas (tanpa akhiran)"),
            preset,
            required=_("Nama berkas belum diisi."),
            placeholder=_("folder/nama"),
            read=self._allowed,
        )
        self.asks_full = personal and full
        masks = [(MASKED, _("disamarkan")), (FULL, _("lengkap"))]
        self.masking = Choices(_("Data pribadi"), masks if self.asks_full else masks[:1])
        self.purpose = TextField(
            _("Tujuan, bila lengkap"), placeholder=_("misalnya SPJ honor Januari"), read=self._stated
        )
        self._personal = personal

    def compose_form(self) -> ComposeResult:
        """The file on top, what is personal below."""
        with Horizontal(classes="row"):
            yield self.file
            yield self.format
        if self._personal:
            with Horizontal(classes="row"):
                yield self.masking
                if self.asks_full:
                    yield self.purpose

    def on_mount(self) -> None:
        """Begin with the format: the name is preset."""
        self.format.focus()

    def _allowed(self, said: str) -> Reading:
        """A file that lies where one may write; its ending is that of the format."""
        for one in self._formats:
            said = said.removesuffix(f".{one}")
        path = self._folders.meant(said)
        if not path.name:
            return Reading(wrong=_("Nama berkas belum diisi."), unfinished=True)
        path = path.with_name(f"{path.name}.{self.format.value}")
        if not self._folders.allowed(path):
            return Reading(wrong=_("Di server ini berkas hanya dapat ditulis di foldernya sendiri."))
        return Reading(path)

    def _stated(self, said: str) -> Reading:
        """What is in full is for something."""
        if said or self.masking.value != FULL:
            return Reading(said)
        return Reading(wrong=_("Tulis untuk apa: tercatat di jurnal."), unfinished=True)

    def entered(self) -> Exported:
        """The file; with a purpose, if it is in full."""
        full = self.masking.value == FULL
        return Exported(self.file.reading().value, self.format.value, full, self.purpose.text if full else "")

    # ── while it is being written ────────────────────────────────────────────────────────────

    def watch_work(self, work: Work) -> None:
        """Say how far it is, until it is done."""
        self._work = work
        self._timer = self.set_interval(EVERY, self._tell)

    def _tell(self) -> None:
        work = self._work
        if work is None or work.interrupt.cancelled:
            return
        share = f" {100 * work.done // work.total} %" if work.total else ""
        self.key_bar.say(_("menulis…{share}  Esc menghentikan").format(share=share), "dim")

    def _stop_telling(self) -> None:
        self._work = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def saved(self) -> None:
        """It is done, or was given up."""
        self._stop_telling()
        super().saved()

    def failed(self, sentence: str) -> None:
        """It could not be written: this is why."""
        self._stop_telling()
        super().failed(sentence)

    def action_cancel(self) -> None:
        """Esc: give up what is being written; else close."""
        if self._work is None:
            super().action_cancel()
            return
        self._work.interrupt.cancel()
        self.key_bar.say(_("dihentikan…"), "dim")
