"""Which file to read: typed with completion, or chosen from its folder, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from screens import folders, keys
from screens.dialogs.base import Dialog
from screens.folders import Folders
from screens.locale import _
from screens.presenters import dates, numbers
from screens.presenters.text import plain
from screens.widgets.field import Entry
from screens.widgets.grid import Column, Grid, Row

HEIGHT = 12
"""Lines of the list, where there is room."""
AROUND = 6
"""Lines around it: title, entry, message, keys, and something of the screen below."""


class FileChooser(Dialog[Path], inherit_bindings=False):
    """Dismisses with the file; nothing is read of it here."""

    WHERE: ClassVar[tuple[str, ...]] = ("berkas",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("berkas")]

    def __init__(self, place: Folders, now: datetime, title: str = "") -> None:
        """``place``: where one may look; ``now``: for the age of files."""
        super().__init__(title or _("Pilih berkas"), _(".xlsx .xls .ods .csv, terbaru dulu"))
        self._place, self._now = place, now
        self.entry = Entry(_inside(place.written(place.start)), placeholder=_("folder atau nama berkas"))
        self.results = Grid(_columns(), header=False, frame=False, id="files", empty=_("tidak ada berkas di sini"))
        self.results.can_focus = False
        self._entries: Sequence[folders.Entry] = ()
        self._wanted: str | None = None
        self._answered: str | None = None
        self._accepting = False

    def compose_form(self) -> ComposeResult:
        """The entry keeps the focus; the arrows move in the list."""
        yield self.entry
        self.results.styles.height = max(min(HEIGHT, self.app.size.height - AROUND), 1)
        self.results.set_reactive(Widget.has_focus, True)
        yield self.results

    def on_mount(self) -> None:
        """Begin with the folder where one was."""
        self.entry.focus()
        self.entry.cursor_position = len(self.entry.value)
        self._ask()

    # ── the list ────────────────────────────────────────────────────────────

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.entry.text != self._wanted:
            self.message.show("")
            self._ask()

    def _ask(self) -> None:
        self._wanted = self.entry.text
        self.run_worker(self._list(self._wanted), group="fetch", exclusive=True)

    async def _list(self, typed: str) -> None:
        """In a thread: a folder may lie on another machine."""
        folder, beginning = self._place.split(typed)
        entries: Sequence[folders.Entry] = ()
        why = ""
        try:
            entries = await asyncio.to_thread(self._place.listed, folder, beginning)
        except (FileNotFoundError, NotADirectoryError):
            why = _("folder itu tidak ada")
        except OSError:
            why = _("folder itu tidak dapat dibuka")
        if typed != self._wanted:
            return
        self._answered, self._entries = typed, entries
        self.results.set_rows([Row(at, _cells(one, self._now)) for at, one in enumerate(entries)], cursor=0)
        self.results.show_state(why)
        if self._accepting:
            self._accepting = False
            self.accept()

    # ── keys ────────────────────────────────────────────────────────────

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.results.action_move(by)

    def action_complete(self) -> None:
        """Tab: as much of the name as is certain."""
        head, slash, tail = self.entry.text.rpartition("/")
        found = folders.completed(tail, self._entries)
        if found == tail and len(self._entries) == 1:
            found = self._entries[0].name + ("/" if self._entries[0].folder else "")
        self._write(f"{head}{slash}{found}")

    def accept(self) -> None:
        """Into the folder, or the file it is; as soon as what was typed last is listed."""
        if self.entry.text != self._answered:
            self._accepting = True
            return
        at = self.results.key
        if not isinstance(at, int):
            self.wrong(_("Tidak ada berkas seperti itu. Ketik sebagian namanya, atau foldernya."))
            return
        chosen = self._entries[at]
        if chosen.folder:
            self._write(_inside(self._place.written(chosen.path)))
        elif self._place.allowed(chosen.path):
            self.dismiss(chosen.path)
        else:
            self.wrong(_("Berkas itu di luar folder Anda."))

    def _write(self, text: str) -> None:
        self.entry.value = text
        self.entry.cursor_position = len(text)


def _inside(folder: str) -> str:
    """A folder as one begins to type a name in it."""
    return folder if folder.endswith("/") else f"{folder}/"


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", "", 24, weight=1),
        Column("size", "", 9, align="right", priority=1),
        Column("changed", "", 14, align="right", priority=2),
    )


def _cells(entry: folders.Entry, now: datetime) -> tuple[tuple[str, str], ...]:
    if entry.folder:
        return (f"{plain(entry.name)}/", "dim"), ("", "dim"), ("", "dim")
    changed = datetime.fromtimestamp(entry.changed, now.tzinfo)
    return (plain(entry.name), "text"), (size(entry.size), "dim"), (dates.ago(changed, now), "dim")


def size(count: int) -> str:
    """``81 KB``; rounded up, since a file that holds something is never 0 KB."""
    kilobytes = -(-count // 1024)
    if kilobytes < MEGABYTES:
        return _("{n} KB").format(n=numbers.number(kilobytes))
    return _("{n} MB").format(n=numbers.number(kilobytes // 1024))


MEGABYTES = 10_240
"""Kilobytes from which megabytes say enough."""
