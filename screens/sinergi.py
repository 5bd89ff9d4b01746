"""Sinergi: offices to call, meetings, promises, how TPS are guarded, cases of neutrality, help that
was asked for: six lists, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import access, queries, units
from screens import keys
from screens.base import where
from screens.context import Context, Place
from screens.locale import _
from screens.presenters import eskalasi, orang, places
from screens.presenters import sinergi as words
from screens.presenters.kesiapan import is_wide
from screens.presenters.text import plain
from screens.sinergi_acts import SinergiActs
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from screens.exports import Export
    from screens.presenters.eskalasi import Trouble
    from screens.widgets.window import Direction

LISTS = tuple(words.LISTS)
KONTAK, RAKOR, JANJI, PENGAMANAN, NETRALITAS, ESKALASI = LISTS
PAGE = 100
"""Rows of a first page."""
NEAR = 8
"""Units below the place that a form lets one choose from; of more one goes there first."""

_ONLY: Mapping[str, frozenset[str]] = {
    "add": frozenset({RAKOR, JANJI, NETRALITAS}),
    "answered": frozenset({KONTAK, ESKALASI}),
    "end": frozenset({ESKALASI}),
    "edit": frozenset({KONTAK, RAKOR, JANJI, PENGAMANAN, NETRALITAS}),
    "unanswered": frozenset({KONTAK}),
    "wrong-number": frozenset({KONTAK}),
    "identity": frozenset({KONTAK}),
    "settled": frozenset({JANJI}),
    "select": frozenset({PENGAMANAN}),
    "person": frozenset({NETRALITAS}),
}
"""Keys that mean something in some of the lists only."""


class Shown(msgspec.Struct, frozen=True):
    """A stretch of one list, whether there is more on either side, its figure, and where something can be added.
    ``hidden``: this user may not look at it."""

    listed: str
    place: Place
    rows: Sequence[Any] = ()
    before: bool = False
    after: bool = False
    figure: words.Figure | None = None
    sums: Mapping[str, int] = {}
    units: Sequence[tuple[str, str]] = ()
    hidden: bool = False


class Sinergi(SinergiActs[Shown]):
    """``f`` turns to the next list; Enter goes to the unit of the row."""

    WHERE = where("sinergi")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("sinergi")]
    AUTO_FOCUS = "#register"
    CSS: ClassVar[str] = "#register { height: 1fr; } #entry { height: auto; max-height: 7; }"

    def __init__(self, context: Context) -> None:
        """The offices first."""
        super().__init__(context)
        self.listed = KONTAK
        self.known: dict[Any, Any] = {}
        self.opened: set[Any] = set()
        self._offer()

    def compose_body(self) -> ComposeResult:
        """The list, and what is said of the row under the cursor."""
        yield Grid(words.columns(self.listed), id="register", selectable=True)
        yield Lines(id="entry")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#register", Grid)

    # ── reading ────────────────────────────────────────────────────────────

    def on_screen_resume(self) -> None:
        """Perhaps for a list that another screen asks for; what was opened is masked again."""
        wanted, self.context.register = self.context.register, ""
        self.opened.clear()
        if wanted and wanted != self.listed:
            self._turn(wanted)

    def read(self, connection: Any) -> Shown:
        """The stretch at hand of the list that is shown, or its first page."""
        place, listed, election = self.context.place, self.listed, self.context.election
        shown, window = self.data, self.grid.window
        if listed == NETRALITAS and not access.allowed(self.context.actor, "case"):
            return Shown(listed, place, hidden=True)
        first, count = None, PAGE
        if shown is not None and (shown.listed, shown.place) == (listed, place) and window.rows:
            count = max(len(window.rows), PAGE)
            first = window.rows[0].key if window.before else None
        edge = queries.paging.Edge(first, inclusive=True)
        rows = self._page(connection, listed, edge, count + 1)
        self.learn(connection, [row.unit for row in rows])
        summed = listed == PENGAMANAN and not is_wide(place.unit)  # of the nation that is 820,000 TPS
        sums = queries.synergy.patterns(connection, election, place.unit) if summed else {}
        near = self._near(connection, place.unit)
        figure = self._figure(connection, listed)
        return Shown(listed, place, rows[:count], first is not None, len(rows) > count, figure, sums, near)

    def _page(self, connection: Any, listed: str, edge: Any, limit: int) -> Sequence[Any]:
        found = queries.synergy
        read: Callable[..., Sequence[Any]] = {
            KONTAK: found.contacts,
            RAKOR: found.meetings,
            JANJI: found.commitments,
            PENGAMANAN: found.guards,
            NETRALITAS: found.cases,
            ESKALASI: queries.escalation.escalations,
        }[listed]
        return read(connection, self.context.election, self.context.place.unit, edge, limit=limit)

    def _figure(self, connection: Any, listed: str) -> words.Figure | None:
        """What the indicator that the list moves has here."""
        election = self.context.election
        rule = election.fed_by(listed)
        if listed == KONTAK:
            rule = next((one for one in election.indicators if one.counts == "contact"), None)
        if rule is None:
            return None
        counts = queries.readiness.by_state(connection, election, rule, self.context.place.unit)
        n = sum(count for state, count in counts.items() if state != "na")
        return words.Figure(rule.code, rule.short, counts.get("siap", 0), n) if n else None

    def _near(self, connection: Any, unit: str) -> list[tuple[str, str]]:
        """The place and what is right below it, as far as a form can offer it."""
        area = unit[: units.LENGTHS[units.Level.KELURAHAN]]
        below = queries.territory.children(connection, area, self.context.election.code)
        regions = [(row.code, plain(row.name)) for row in below if row.level <= units.Level.KELURAHAN]
        return [(area, plain(self.context.name(area))), *(regions if len(regions) <= NEAR else ())]

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The list; the cursor stays on its row."""
        if data.listed != self.listed:
            return
        grid, fresh = self.grid, not self.grid.window.rows
        if fresh:
            self.known = {}
            grid.clear_selection()
        self.known |= {row.anchor: row for row in data.rows}
        grid.describe(words.title(data.listed, data.figure, data.sums, self.context.election), self._next())
        grid.set_rows(
            self._rows(data.rows),
            offset=None if data.before else 0,
            before=data.before,
            after=data.after,
            cursor=data.rows[0].anchor if fresh and data.rows else None,
        )
        if data.hidden:
            grid.show_state(self.refusal("case"))
        elif not data.rows:
            grid.show_state(_(words.EMPTY[data.listed]))
        self._tell()

    def place_changed(self) -> None:
        """Elsewhere the list begins on top, masked."""
        if self._place is not None and self._place != self.context.place:
            self.grid.set_rows(())
            self.opened.clear()
        super().place_changed()

    def _next(self) -> Line:
        """What ``f`` turns to."""
        following = LISTS[(LISTS.index(self.listed) + 1) % len(LISTS)]
        name = _(words.LISTS[following])
        return [(f"f: {name[0].casefold()}{name[1:]}", "key")]

    def _rows(self, found: Sequence[Any]) -> list[Row]:
        return [Row(row.anchor, self._cells(row)) for row in found]

    def _cells(self, row: Any) -> words.Cells:
        election, place = self.context.election, self.where(row)
        if self.listed == KONTAK:
            now, opened = self.context.now(), row.anchor in self.opened
            return words.contact_cells(row, election, place, now, opened=opened)
        if self.listed == RAKOR:
            return words.meeting_cells(row, election, place)
        if self.listed == JANJI:
            return words.promise_cells(row, place, self.context.today(row.unit))
        if self.listed == PENGAMANAN:
            return words.guard_cells(row, election, place)
        if self.listed == ESKALASI:
            return eskalasi.cells(row, election, place, self.context.now())
        return words.case_cells(row, election)

    @property
    def near(self) -> Sequence[tuple[str, str]]:
        """Where something can be added."""
        unit = self.context.place.unit
        return self.data.units if self.data is not None and self.data.units else [(unit, self.context.name(unit))]

    def where(self, row: Any) -> str:
        """The unit of a row, as far as the place does not say it."""
        return words.where(
            row.unit, row.unit_name, places.beside(row.unit, self.context.names, self.context.place.unit)
        )

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """What is said follows the cursor."""
        self._tell()

    def _tell(self) -> None:
        panel, row = self.query_one("#entry", Lines), self.row
        panel.display = row is not None
        if row is None:
            return
        lines = self._details(row)
        panel.update(
            lambda width: [one for line in lines for one in orang.broken([(" ", ""), *line], width, 4)],
            title=self._called(row),
        )

    def _details(self, row: Any) -> Sequence[Line]:
        election = self.context.election
        if self.listed == KONTAK:
            opened = row.anchor in self.opened
            return words.contact_details(row, election, self.context.now(), opened=opened)
        if self.listed == RAKOR:
            return words.meeting_details(row, election)
        if self.listed == JANJI:
            return words.promise_details(row)
        if self.listed == PENGAMANAN:
            return words.guard_details(row, election)
        if self.listed == ESKALASI:
            return eskalasi.details(row, election, self.context.now())
        return words.case_details(row, election, self.where(row))

    def _called(self, row: Any) -> str:
        if self.listed == KONTAK:
            return f"{words.role_name(row.role, self.context.election)} {plain(row.unit_name)}"
        return plain(row.name) if self.listed == NETRALITAS else self.where(row)

    @property
    def row(self) -> Any | None:
        """The row under the cursor."""
        return self.known.get(self.grid.key)

    @on(Grid.NeedRows)
    def more(self, event: Grid.NeedRows) -> None:
        """The next page, the one before, or an end of the list."""
        listed, direction = self.listed, event.direction
        edge = queries.paging.Edge(event.anchor, back=direction in ("before", "last"))

        def read(connection: Any) -> Sequence[Any]:
            rows = self._page(connection, listed, edge, event.count + 1)
            self.learn(connection, [row.unit for row in rows])
            return rows

        def then(rows: Sequence[Any]) -> None:
            if listed == self.listed:
                found = rows[-event.count :] if edge.back else rows[: event.count]
                self._arrived(direction, found, more=len(rows) > event.count)

        self.fetch(read, then)

    def _arrived(self, direction: Direction, found: Sequence[Any], *, more: bool) -> None:
        self.known |= {row.anchor: row for row in found}
        made = self._rows(found)
        if direction == "before" or direction == "after":  # noqa: PLR1714 - the type checker follows only this
            self.grid.add_rows(made, direction, more=more)
        elif made:
            last = direction == "last"
            self.grid.set_rows(made, offset=None if last and more else 0, before=last and more, after=more and not last)

    def tick(self, now: datetime) -> None:
        """And how long one has waited for an answer."""
        super().tick(now)
        if self.listed == ESKALASI and self.data is not None:
            self.show(self.data)

    def copy_text(self) -> str:
        """y: of an asking the message, whole."""
        row = self.row
        return row.text if self.listed == ESKALASI and row is not None else super().copy_text()

    def trouble(self) -> Trouble | None:
        """An asking that waits, to climb with; a promise; else the unit of the row."""
        row = self.row
        if row is None:
            return None
        if self.listed == ESKALASI:
            return eskalasi.of_row(row)
        return eskalasi.of_promise(row) if self.listed == JANJI else eskalasi.Trouble(row.unit)

    # ── keys ────────────────────────────────────────────────────────────

    def action_next_list(self) -> None:
        """f: the next list, and from the last one the first."""
        self._turn(LISTS[(LISTS.index(self.listed) + 1) % len(LISTS)])

    def _turn(self, listed: str) -> None:
        self.listed = listed
        self.opened.clear()
        self.grid.set_columns(words.columns(listed))
        self.grid.set_rows(())
        self.grid.clear_selection()
        self._offer()
        self.reload(anew=True)

    def _offer(self) -> None:
        self.leave_out(key for key, lists in _ONLY.items() if self.listed not in lists)

    @on(Grid.RowActivated)
    def open_row(self) -> None:
        """Enter: to the unit of the row."""
        if self.row is not None and self.row.unit != self.context.place.unit:
            self.go(self.row.unit)

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """The whole list that is shown, with numbers masked."""
        from screens import exports

        if self.data is None or self.data.hidden or self.data.listed != self.listed:
            return None
        kind = "sinergi" if self.listed == "kontak" else self.listed
        return exports.of_register(self.context.election, self.context.place.unit, kind, self.context.now())
