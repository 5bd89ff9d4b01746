"""Aktivitas: the journal of the place as sentences, newest first, live; filtered by who, where, what kind and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from models import queries
from models.clock import local
from screens.acts import Acts
from screens.locale import _
from screens.presenters import activity, changes, journal_filter, places
from screens.presenters.journal_filter import Question
from screens.presenters.text import plain
from screens.widgets.columns import Column
from screens.widgets.drawn import Drawn, DrawnGrid
from screens.widgets.field import Entry
from screens.widgets.grid import Cell, Row
from screens.widgets.grid_messages import NeedRows, RowActivated
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from models.exchange.writing import Table
    from models.queries.activity import ChangeRow, EntryRow
    from screens.exports import Export

PAGE = 100
"""Entries of a first page."""
NEW = 100
"""New entries that are shown at once above what is at hand; if there are more, one pages up to them."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """Which entries are in the list: the newest and how many, whether newer ones lie beyond, and which must stay."""

    newest: int
    count: int
    beyond: bool
    stays: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of the journal, newest first, and whether there is more on either side; what it answers."""

    question: Question
    rows: Sequence[EntryRow]
    newer: bool
    older: bool


class Aktivitas(Acts[Shown]):
    """What changed in the place, who did it and when."""

    WHERE = ("app", "table")
    WITHOUT = frozenset({"sort", "sort-reverse", "select", "select-all"})

    def compose_body(self) -> ComposeResult:
        """One list."""
        self.grid = DrawnGrid(_columns(80), id="journal", empty=_("Belum ada catatan di sini."))
        self.entries: dict[Any, EntryRow] = {}
        self.at_hand: AtHand | None = None
        self.typed = ""
        self.question = Question(self.context.place.unit)
        self.typing = Entry(id="filter", placeholder=_("akun, wilayah, personel, impor …, kemarin, sejak 12/2"))
        self.typing.display = False
        yield self.grid
        yield self.typing

    def on_mount(self) -> None:
        """The list has the keys."""
        self.grid.focus()

    def on_screen_resume(self) -> None:
        """Perhaps to look for something that another screen asks for."""
        if self.context.journal:
            self.typing.value, self.context.journal = self.context.journal, ""
            self.typing.display = True

    def place_changed(self) -> None:
        """Another place has another journal."""
        if self._place is not None and self._place.unit != self.context.place.unit:
            self.at_hand = None
        super().place_changed()

    # ── reading ────────────────────────────────────────────────────────────

    def reload(self, *, anew: bool = False) -> None:
        """Read again what is at hand, and what is new above it."""
        if self.at_hand is not None:
            self._remember()
        super().reload(anew=anew)

    def read(self, connection: Any) -> Shown:
        """The newest entries; or, when the cursor stands further down, those at hand and the new ones above them."""
        place, now = self.context.place.unit, self.context.now()
        question = journal_filter.asked(connection, self.typed, place, now)
        shown = self._stretch(connection, question)
        self.learn(connection, (row.unit for row in shown.rows))
        return shown

    def _stretch(self, connection: Any, question: Question) -> Shown:
        held = self.at_hand
        if held is None:
            return _page(connection, question, PAGE, newer=False)
        if not held.beyond:
            shown = _page(connection, question, held.count + NEW, newer=False)
            if held.stays is None or any(row.seq == held.stays for row in shown.rows):
                return shown
        # More came than is shown at once: stay where one is.
        return _page(connection, question, held.count, newer=True, before=held.newest + 1)

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The line under the cursor stays where it is, unless the cursor is on top."""
        at_top = self.at_hand is None or self.at_hand.stays is None
        grid = self.grid
        self.question = data.question
        grid.describe(journal_filter.title(data.question, self.context.name(self.context.place.unit)))
        self.entries = {row.seq: row for row in data.rows}
        self._fit_columns()
        grid.set_rows(
            self._rows(data.rows),
            offset=None if data.newer else 0,
            before=data.newer,
            after=data.older,
            cursor=data.rows[0].seq if at_top and data.rows else None,
        )
        if not data.rows and data.question.typed:
            grid.show_state(journal_filter.nothing(data.question))
        self.at_hand = AtHand(0, PAGE, beyond=False, stays=None)
        self._remember()

    def _rows(self, entries: Sequence[EntryRow]) -> list[Row]:
        now, elections = self.context.now(), self.context.elections
        rows = []
        for entry in entries:
            said: Cell = (activity.sentence(entry, elections, self._beside(entry)), "text")
            if entry.undone:
                said = Drawn.of([(_("diurungkan") + " ", "kurang"), (said[0], "dim strike")])
            cells: list[Cell] = [(activity.stamp(entry.at, now), "dim"), (plain(entry.actor), "key"), said]
            rows.append(Row(entry.seq, cells))
        return rows

    def _beside(self, entry: EntryRow) -> str:
        return places.beside(entry.unit, self.context.names, self.context.place.unit)

    def _remember(self) -> None:
        window = self.grid.window
        if not window.rows:
            self.at_hand = None
            return
        on_top = window.cursor == 0 and not window.before
        stays = None if on_top else self.entries[window.key].seq
        self.at_hand = AtHand(self.entries[window.rows[0].key].seq, max(len(window.rows), PAGE), window.before, stays)

    @on(NeedRows, "#journal")
    def page_in(self, event: NeedRows) -> None:
        """The cursor came near an end of what is at hand."""
        question, anchor, count = self.question, event.anchor, event.count

        def read(connection: Any) -> tuple[Sequence[EntryRow], bool]:
            edge: dict[str, Any] = {}
            if event.direction == "before":
                edge = {"after": anchor}
            elif event.direction == "after":
                edge = {"before": anchor}
            elif event.direction == "last":
                edge = {"after": 0}
            rows = _entries(connection, question, count + 1, **edge)
            more = len(rows) > count
            self.learn(connection, (row.unit for row in rows))
            return (rows[-count:] if "after" in edge else rows[:count]), more

        def then(answer: tuple[Sequence[EntryRow], bool]) -> None:
            if question == self.question:
                self._paged(event, *answer)

        self.fetch(read, then)

    def _paged(self, event: NeedRows, rows: Sequence[EntryRow], more: bool) -> None:
        self.entries |= {row.seq: row for row in rows}
        self._fit_columns()
        made = self._rows(rows)
        if event.direction == "before" or event.direction == "after":  # noqa: PLR1714 - the type checker follows this
            self.grid.add_rows(made, event.direction, more=more)
        else:
            last = event.direction == "last"
            self.grid.set_rows(made, offset=None if last and more else 0, before=last and more, after=more and not last)

    # ── one entry ────────────────────────────────────────────────────────────

    @on(RowActivated, "#journal")
    def open_entry(self, event: RowActivated) -> None:
        """Enter shows an entry whole."""
        entry = self.entries.get(event.key)
        if entry is not None:
            self.fetch(
                lambda connection: queries.activity.changes(connection, entry.seq),
                lambda rows: self._open(entry, rows),
            )

    def _open(self, entry: EntryRow, rows: tuple[ChangeRow, ...]) -> None:
        from screens.dialogs.details import Details

        elections, now = self.context.elections, self.context.now()
        self.app.push_screen(Details(changes.title(entry), partial(changes.lines, entry, rows, elections, now)))

    # ── filtering ────────────────────────────────────────────────────────────

    def action_filter(self) -> None:
        """/: type who, where, what kind and when."""
        self.typing.display = True
        self.typing.focus()

    @on(Input.Changed, "#filter")
    def filter_typed(self) -> None:
        """Each key narrows the list; it begins at its newest entry."""
        typed = " ".join(self.typing.text.split())
        if typed != self.typed:
            self.typed, self.at_hand = typed, None
            super().reload(anew=True)

    @on(Input.Submitted, "#filter")
    def filter_done(self) -> None:
        """Enter: to what was found."""
        self.grid.focus()
        self.typing.display = bool(self.typed)

    def back(self) -> None:
        """Esc: out of the filter, then up a unit."""
        if self.typing.display or self.typed:
            self.grid.focus()
            self.typing.display = False
            self.typing.value = ""
        else:
            super().back()

    def explain(self) -> Sequence[Line]:
        """The sentence under the cursor, which may be too long for its row."""
        entry = self.entries.get(self.grid.key)
        if entry is None:
            return ()
        return [activity.line(entry, self.context.elections, self.context.now(), self._beside(entry))]

    def on_resize(self) -> None:
        """Another width."""
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Entries of another year say which, and need the room."""
        zone, year = self.context.now().tzinfo, self.context.now().year
        years = any(local(entry.at, zone).year != year for entry in self.entries.values())
        columns = _columns(self.size.width, self.context.zone_said, years=years)
        if columns != self.grid.columns:
            self.grid.set_columns(columns)

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """The journal of the place as it is filtered, whole, in sentences."""
        from screens.exports import Export

        context, question, zone = self.context, self.question, self.context.now().tzinfo
        if question.unknown:
            return None

        def make(connection: Any, _full: bool) -> Table:
            from models.exchange.export import changes

            said, only = partial(activity.sentence, elections=context.elections), question.only()
            return changes(connection, question.unit, zone, said, only)

        return Export("aktivitas", make)


def _entries(connection: Any, question: Question, limit: int, **edge: Any) -> tuple[EntryRow, ...]:
    if question.unknown:
        return ()
    return queries.activity.entries(connection, question.unit, limit=limit, only=question.only(), **edge)


def _page(connection: Any, question: Question, limit: int, *, newer: bool, **edge: Any) -> Shown:
    rows = _entries(connection, question, limit + 1, **edge)
    return Shown(question, rows[:limit], newer, len(rows) > limit)


def _columns(width: int, zone: str = "", *, years: bool = False) -> tuple[Column, ...]:
    when = _("waktu")
    return (
        Column("at", f"{when} {zone}".rstrip(), 18 if width >= 100 or years else 13, sortable=False),
        Column("actor", _("oleh"), 8 if width < 100 else 12, sortable=False),
        Column("said", _("perubahan"), 30, weight=1, sortable=False),
    )
