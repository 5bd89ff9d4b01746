"""Where to write the lines that were not taken."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult

from screens.dialogs.form import Form, TextField
from screens.folders import Folders
from screens.locale import N_, _
from screens.presenters.entered import Reading
from screens.presenters.impor import paragraph
from screens.widgets.lines import Lines

LONGEST = 230
"""Bytes of a name before what is put behind it: systems take 255 in all."""


class RejectsDialog(Form):
    """A file beside the one that was read, of a name that is free."""

    ACCEPT: ClassVar[str] = N_("Tulis")

    def __init__(self, place: Folders, source: Path, save: Callable[[Form, Path], None]) -> None:
        """``place``: where one may write; ``source``: the file that was read."""
        super().__init__(_("Tulis baris yang tidak ikut"), save)
        self._place = place
        self.path = TextField(_("Ke berkas"), place.written(free(source)), required=_("Nama berkas belum diisi."),
                              read=self._free)  # fmt: skip

    def compose_form(self) -> ComposeResult:
        """What will be written, and where."""
        words = Lines(frame=False)
        said = _("Kolomnya seperti berkas asal, ditambah Alasan. Betulkan di sana, lalu impor berkas itu.")
        words.update(lambda width: paragraph(said, "dim", width))
        yield words
        yield self.path

    def on_mount(self) -> None:
        """Enter is enough."""
        self.path.entry.focus()

    def _free(self, said: str) -> Reading:
        """A path that is free and lies where one may write."""
        target = self._place.meant(said)
        if not self._place.allowed(target.parent):
            return Reading(wrong=_("Tempat itu di luar folder Anda."))
        if target.suffix.casefold() not in (".xlsx", ".csv"):
            return Reading(wrong=_("Namanya harus berakhir .xlsx atau .csv."), unfinished=True)
        if os.path.lexists(target):
            return Reading(wrong=_("Berkas itu sudah ada. Pilih nama lain; tidak ada yang ditimpa."))
        return Reading(target)

    def entered(self) -> Path:
        """The path."""
        return self._place.meant(self.path.text)


def free(source: Path) -> Path:
    """``KPPS tolakan.xlsx`` beside ``KPPS.xlsx``, numbered when that is taken."""
    end = ".csv" if source.suffix.casefold() == ".csv" else ".xlsx"
    stem = f"{os.fsencode(source.stem)[:LONGEST].decode(errors='ignore')} " + _("tolakan")
    names = (stem if number == 1 else f"{stem} {number}" for number in range(1, 1000))
    found = (source.with_name(name + end) for name in names)
    return next(path for path in found if not os.path.lexists(path))
