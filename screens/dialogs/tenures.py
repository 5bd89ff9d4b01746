"""Who ever sat in a seat, the newest first, and who did on a day that one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from screens import keys
from screens.dialogs.form import Form, Preset, TextField
from screens.locale import _
from screens.presenters import entered, tenures
from screens.presenters.entered import Reading
from screens.widgets.grid import Grid, Row

if TYPE_CHECKING:
    from models.queries.register import TenureRow

HEIGHT = 12
"""Lines of the list, where there is room."""
AROUND = 8
"""Lines around it: title, entry, message, keys, and something of the screen below."""


class Day(Preset):
    """The entry. No day begins with ``e``: while it is empty that is the key; one that is begun takes all letters."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a letter is text here."""
        return bool(self.value) and super().check_consume_key(key, character)


class SeatHistory(Form, inherit_bindings=False):
    """The list, and a day of which it tells who sat there then. Nothing is written here."""

    WHERE: ClassVar[tuple[str, ...]] = ("jejak",)
    # Before the entry gets the key, as long as that is empty.
    BINDINGS: ClassVar[list[BindingType]] = [
        replace(one, priority=one.id == "export") for one in keys.bindings("jejak")
    ]

    def __init__(self, seat: str, held: Sequence[TenureRow], today: date, export: Callable[[], None]) -> None:
        """``seat`` in words; ``held``: its tenures, the newest first; ``export``: asks for the file of them."""
        super().__init__(_("Yang pernah duduk"), lambda form, _nothing: form.saved(), seat)
        self._held, self._today, self._export = held, today, export
        self.day = TextField(_("Siapa duduk di sini pada tanggal"), read=self._read)
        self.day.entry = Day("", placeholder=_("31-01-2024, kemarin"))
        self.results = Grid(tenures.columns(), frame=False, id="tenures", empty=_("Belum pernah diisi."))
        self.results.can_focus = False

    @property
    def typed(self) -> bool:
        """Closing loses nothing."""
        return False

    def compose_form(self) -> ComposeResult:
        """The entry keeps the focus; the arrows move in the list."""
        yield self.day
        self.results.styles.height = max(min(len(self._held) + 1, HEIGHT, self.app.size.height - AROUND), 2)
        self.results.set_reactive(Widget.has_focus, True)
        yield self.results

    def on_mount(self) -> None:
        """All of them."""
        rows = [Row(one.tenure_id, tenures.cells(one)) for one in self._held]
        self.results.set_rows(rows, cursor=rows[0].key if rows else None)
        self.day.entry.focus()

    def _read(self, said: str) -> Reading:
        found = entered.read_day(said, self._today, self._today) if said else Reading()
        if found.value is None:
            return found
        return found._replace(said=tenures.on_day(self._held, found.value))

    @on(Input.Changed)
    def _point(self) -> None:
        """The list shows whom the day means."""
        day = self.day.reading().value
        there = tenures.sat(self._held, day) if day is not None else None
        if there is not None:
            self.results.move_to(there.tenure_id)

    def action_export(self) -> None:
        """e: everybody listed here, to a file; what comes of it is said on the screen below."""
        self.dismiss(None)
        self._export()

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.results.action_move(by)

    def accept(self) -> None:
        """Enter closes as well."""
        self.dismiss(None)
