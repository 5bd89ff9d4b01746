"""Kalender: what falls due next, the stages of all elections on one line of time, terms of office. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.acts import Acts
from screens.locale import _
from screens.presenters import calendar, dates
from screens.widgets.columns import GAP, Column
from screens.widgets.drawn import Drawn, DrawnGrid
from screens.widgets.field import Entry
from screens.widgets.grid import Cell, Row
from screens.widgets.grid_messages import RowActivated
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from screens.context import Context
    from screens.exports import Export

BROAD = 110
"""Columns from which days are written out."""


class Kalender(Acts[None]):
    """The calendar of all elections, that of the place first."""

    WHERE = ("app", "table")
    WITHOUT = frozenset({"sort", "sort-reverse", "select", "select-all", "refresh"})
    NEEDS_DATA = False

    def __init__(self, context: Context) -> None:
        """Everything is in the election files, so it is there at once."""
        super().__init__(context)
        self.grid = DrawnGrid((), id="calendar", empty=_("Tidak ada yang cocok."))
        self.entries: dict[tuple[str, ...], calendar.Entry] = {}
        self.typed = ""
        self._made: tuple[object, ...] = ()

    def compose_body(self) -> ComposeResult:
        """One table, and the line in which one types what to look for."""
        self.typing = Entry(id="filter", placeholder=_("nama, kode, atau dasar …"))
        self.typing.display = False
        yield self.grid
        yield self.typing

    def on_mount(self) -> None:
        """Show it."""
        self.rebuild()
        self.grid.focus()

    def on_resize(self) -> None:
        """Another line of time fits."""
        self.rebuild()

    def tick(self, now: datetime) -> None:
        """A new day moves the mark of today."""
        super().tick(now)
        self.rebuild()

    def place_changed(self) -> None:
        """Another election may come first."""
        super().place_changed()
        self.rebuild()

    def on_screen_resume(self) -> None:
        """The place, the day or the language may have changed meanwhile."""
        self.rebuild()

    # ── showing ────────────────────────────────────────────────────────────

    def rebuild(self) -> None:
        """Show the calendar of today for this width, unless that is what is shown."""
        today, width, context = self.context.today(), self.size.width, self.context
        made = (today, width, context.place.election, _("Kalender"), calendar.signs(), self.typed)
        if not width or made == self._made:
            return
        self._made = made
        codes = sorted(context.elections, key=lambda code: code != context.place.election)
        entries = calendar.entries([context.elections[code] for code in codes], today)
        self.entries = {entry.key: entry for entry in entries}
        columns, room = _columns(width)
        scale = calendar.Scale.over(entries)
        columns = (*columns, Column("line", scale.title(room), room, sortable=False))
        self.grid.set_columns(columns)
        self.grid.describe(
            [(_("Kalender"), "title"), (f"  {calendar.signs().today} ", "title"), (_("hari ini"), "dim")],
            [(dates.long_day(today), "dim")],
        )
        shown = [entry for entry in entries if calendar.matches(self.typed, entry)]
        self.grid.set_rows([self._row(entry, scale, room, broad=width >= BROAD) for entry in shown])

    def _row(self, entry: calendar.Entry, scale: calendar.Scale, room: int, *, broad: bool) -> Row:
        today = self.context.today()
        last: Cell = (entry.text, "dim")
        if not entry.text and not entry.heading:
            election = self.context.elections.get(entry.key[1]) if len(entry.key) > 1 else None
            polling = election.polling.date if election is not None else None
            last = Drawn.of(calendar.line(entry, scale, room, today, polling))
        name = (entry.name, entry.style)
        return Row(entry.key, [name, (calendar.days_words(entry, broad=broad), "dim"), entry.state, last], entry.style)

    @on(RowActivated, "#calendar")
    def open_details(self, event: RowActivated) -> None:
        """Enter: the basis, the source, what is not certain."""
        entry = self.entries.get(event.key)  # type: ignore[call-overload]
        if entry is None or entry.heading or not entry.facts:
            return
        from models.rules.loader import load_sources
        from screens.dialogs.details import Details

        self.app.push_screen(Details(entry.name.strip(), calendar.detail_lines(entry, load_sources())))

    def action_filter(self) -> None:
        """/: filter as one types."""
        self.typing.display = True
        self.typing.focus()

    @on(Input.Changed, "#filter")
    def filter_typed(self) -> None:
        """Each key narrows the calendar."""
        self.typed = self.typing.text
        self.rebuild()

    @on(Input.Submitted, "#filter")
    def filter_done(self) -> None:
        """Enter: to what was found."""
        self.grid.focus()
        self.typing.display = bool(self.typed)

    def exported(self) -> Export | None:
        """e: the list as it is shown, or all elections for other calendars (ics)."""
        from screens.exports import of_list
        from screens.presenters import ics

        found, context = of_list(self), self.context

        def events() -> str:
            return ics.calendar(list(context.elections.values()), context.now())

        return found and replace(found, texts={"ics": events})

    def back(self) -> None:
        """Esc: out of the filter, then up a unit."""
        if self.typing.display:
            self.grid.focus()
            self.typing.display = False
            self.typing.value = ""
        else:
            super().back()

    def explain(self) -> Sequence[Line]:
        """What the row under the cursor is."""
        entry = self.entries.get(self.grid.key)  # type: ignore[call-overload]
        if entry is None or not entry.facts:
            return ()
        return [[(entry.name.strip(), "title")], *calendar.detail_lines(entry, {})]


def _columns(width: int) -> tuple[tuple[Column, ...], int]:
    """The columns before the line of time, and the cells that it has."""
    broad = width >= BROAD
    sizes = (38 if width >= 140 else 33, 25, 18) if broad else (26, 17, 18)
    names = (_("Tenggat dan tahapan"), _("tanggal"), _("keadaan"))
    columns = tuple(
        Column(key, title, size, sortable=False)
        for key, title, size in zip(("name", "days", "state"), names, sizes, strict=True)
    )
    return columns, max(width - 2 - sum(sizes) - GAP * len(sizes), 8)
