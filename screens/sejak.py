"""Sejak: what happened since one last looked, by its consequence; Enter goes there, Esc to where one came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult

from models import queries
from screens.base import SiagaScreen, where
from screens.context import Place
from screens.locale import _
from screens.presenters import sejak as words
from screens.widgets.grid import Grid

if TYPE_CHECKING:
    from models.queries.since import Since


class Sejak(SiagaScreen["Since"]):
    """What was there when one last left stands still beside what is there now."""

    WHERE = where()
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all", "since"})
    AUTO_FOCUS = "#since"
    CSS: ClassVar[str] = "#since { height: 1fr; }"

    def compose_body(self) -> ComposeResult:
        """One list."""
        yield Grid(words.columns(), id="since")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#since", Grid)

    def read(self, connection: Any) -> Since:
        """What one has not seen yet, here."""
        context = self.context
        unit, name = context.place.unit, context.actor.name
        return queries.since.since(connection, context.election, unit, name, context.now())

    def show(self, data: Since) -> None:
        """Consequences, the worst first."""
        self.grid.describe(words.title(data, self.context.now()))
        found = words.rows(data, self.context.election)
        self.grid.set_rows(found)
        if not found and data.at is None:
            self.grid.show_state(_("Belum ada penanda: mulai sekarang Siaga mengingat apa yang sudah Anda lihat."))
        elif not found:
            self.grid.show_state(_("Tidak ada yang berubah sejak Anda terakhir melihat."))

    @on(Grid.RowActivated)
    def open_row(self, event: Grid.RowActivated) -> None:
        """Enter: the indicator there, the promises, or the journal, of one who did all that."""
        mode, *about = cast("tuple[str, ...]", event.key)
        if mode == "kesiapan":
            unit, self.context.indicator = about
            self.host.go(Place(self.context.place.election, unit))
        elif mode == "sinergi":
            self.context.register = "janji"
        elif len(about) == 2:
            self.context.journal = _("oleh {name}").format(name=about[1])
        self.host.show_mode(mode)

    def back(self) -> None:
        """Esc: where one came from."""
        self.leave()
