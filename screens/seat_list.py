"""The list of seats: every seat of the place by body, filled or empty, found as one types, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from models import queries, units
from screens import keys
from screens.acts import Acts
from screens.locale import _
from screens.presenters import people as rows
from screens.presenters import places
from screens.seats import Asked, Held, Listing, by_body, listing, page
from screens.widgets.field import Entry
from screens.widgets.filterline import FilterLine
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.people import SeatRow
    from models.rules.schema import Indicator
    from screens.exports import Export
    from screens.widgets.window import Direction


class SeatList(Acts[Listing]):
    """The table of seats, its filter and its order; a page at a time, live."""

    WHERE = ("personel", "table", "app")
    AUTO_FOCUS = "#seats"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("personel")]
    CSS: ClassVar[str] = """
    #card { display: none; max-height: 8; }
    """

    def __init__(self, context: Any) -> None:
        """``context`` is shared by all screens."""
        super().__init__(context)
        self.asked = Asked(context.place)
        self.held = Held()
        self._broad = False
        self._card_at: int | None = None

    def compose_body(self) -> ComposeResult:
        """The filter, the table, the card of one seat."""
        placeholder = _("nama, badan, kelurahan, TPS; kosong, belum pakta, tanpa sk, asn")
        yield FilterLine(placeholder, "#seats")
        yield Grid(self._columns(), id="seats", selectable=True, fixed=1, empty=_("Tidak ada kursi di sini."))
        yield Lines(id="card")

    @property
    def grid(self) -> Grid:
        """The table."""
        return self.query_one("#seats", Grid)

    @property
    def filter(self) -> Entry:
        """What one types to find somebody."""
        return self.query_one("#filter", Entry)

    def _columns(self) -> Any:
        return rows.columns(self._rules(), broad=self._broad)

    def _rules(self) -> Sequence[Indicator]:
        """The indicators with a column: as ``queries.people.proofs``, which must not be loaded before the picture."""
        found = [one for one in self.context.election.indicators if one.counts == "seat" and one.panel]
        return [one for one in found if one.proof == "evidence"][:2]

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Listing:
        """The first page; the rows at hand anew when the question is the same; or those from ``context.seat`` on."""
        place, window, wanted = self.context.place, self.grid.window, self.context.seat
        election = self.context.elections[place.election]
        if wanted:
            asked = self.asked = Asked(place)
            seat = queries.people.one(connection, election, wanted)
            data = listing(connection, election, asked, seat, before=True, count=0, wanted=wanted)
            return self._learnt(connection, data)
        asked = self.asked = replace(self.asked, place=place)
        first = self.held.seats.get(window.rows[0].key) if window.rows and self.held.asked == asked else None
        count = len(window.rows)
        return self._learnt(connection, listing(connection, election, asked, first, before=window.before, count=count))

    def _learnt(self, connection: Any, data: Listing) -> Listing:
        """In what is wider than a city the rows tell in which one they are."""
        self.learn(connection, [seat.unit for seat in data.seats])
        return data

    def show(self, data: Listing) -> None:
        """Bring the table up to date; what did not change is not drawn."""
        grid = self.grid
        if data.refused and self.asked.sort == data.refused and data.asked == by_body(self.asked):
            self.asked = data.asked
            grid.show_sort(None)
            self.say(rows.unsorted(data.refused, grid.columns), "kurang")
        if data.asked != self.asked:
            return
        self._fit_columns()
        if self.held.asked != data.asked:
            self.held = Held(data.asked)
            grid.clear_selection()
        old = grid.window
        total = data.total.length
        offset = (old.offset if old.total == total else None) if data.before else 0
        self._see(data.seats)
        grid.set_rows(
            self._rows(data.seats),
            offset=offset,
            total=total,
            before=data.before,
            after=data.after,
            cursor=data.wanted or (grid.key if data.again else data.seats[0].id if data.seats else None),
        )
        if data.wanted:
            self._found(data)
        grid.describe(rows.counted(data.total, data.empty, data.everything, data.asked.typed), self._import_key())
        if not data.seats and data.asked.typed:
            grid.show_state(_("Tidak ada yang cocok. Esc menghapus saringan."))
        if self.focused is None:
            grid.focus()

    def _import_key(self) -> Line:
        """How whole lists come in, where the key bar has no room to say it."""
        if self.context.readonly:
            return ()
        pressed = keys.display(self.host.keymap.get("import", "i").split(",")[0])
        return [(pressed, "key"), (" " + _("Impor"), "dim")]

    def _found(self, data: Listing) -> None:
        """Another screen asked for one seat: it is there, whatever was filtered or sorted before."""
        if self.context.seat == data.wanted:
            self.context.seat = 0
        self.filter.value = ""
        self.query_one("#filter-line").display = False
        self.grid.show_sort(None)
        self.grid.focus()

    def on_screen_resume(self) -> None:
        """Perhaps for one seat that another screen asks for."""
        if self.context.seat:
            self.reload(anew=True)

    def _fit_columns(self) -> None:
        broad = self.size.width >= rows.BROAD
        columns = rows.columns(self._rules(), broad=broad)
        if columns != self.grid.columns:
            self._broad = broad
            self.grid.set_columns(columns)

    def _rows(self, seats: Sequence[SeatRow]) -> list[Row]:
        election, today = self.context.election, self.context.today()
        within = self.context.name(self.context.home)
        names, here = self.context.names, self.context.place.unit
        above = (places.beside(seat.unit, names, here) for seat in seats)
        return [
            Row(seat.id, rows.cells(seat, election, today, within, broad=self._broad, above=up))
            for seat, up in zip(seats, above, strict=True)
        ]

    def _see(self, seats: Sequence[SeatRow]) -> None:
        """Remember them; kelurahan and kecamatan are known by name from now on."""
        self.held.add(seats)
        for seat in seats:
            self.context.names.setdefault(seat.unit[: units.LENGTHS[units.Level.KELURAHAN]], seat.unit_name)

    def on_resize(self) -> None:
        """With another width there are other columns."""
        if self.data is not None and (self.size.width >= rows.BROAD) != self._broad:
            self._fit_columns()
            window = self.grid.window
            held = [self.held.seats[row.key] for row in window.rows if row.key in self.held.seats]
            self.grid.set_rows(
                self._rows(held),
                offset=window.offset,
                total=window.total,
                before=window.before,
                after=window.after,
            )

    @on(Grid.NeedRows)
    def more(self, event: Grid.NeedRows) -> None:
        """The next page, the one before, or an end of the list."""
        asked, direction, count = self.asked, event.direction, event.count
        anchor = self.held.seats.get(event.anchor) if event.anchor is not None else None

        def read(connection: Any) -> tuple[Sequence[SeatRow], bool]:
            election = self.context.elections[asked.place.election]
            found, more = page(connection, election, asked, direction, anchor, count)
            self.learn(connection, [seat.unit for seat in found])
            return found, more

        def then(found: tuple[Sequence[SeatRow], bool]) -> None:
            if asked == self.asked:
                self._arrived(direction, *found)

        self.fetch(read, then)

    def _arrived(self, direction: Direction, found: Sequence[SeatRow], more: bool) -> None:
        grid = self.grid
        self._see(found)
        new = self._rows(found)
        if direction in ("before", "after"):
            grid.add_rows(new, direction, more=more)
        elif new:
            last, total = direction == "last", grid.window.total
            offset = 0 if not last else None if total is None else total - len(new)
            key = new[-1 if last else 0].key
            grid.set_rows(new, offset=offset, total=total, before=last and more, after=more and not last, cursor=key)
        self.held.forget({*grid.selected, *(row.key for row in grid.window.rows)})

    # ── sorting and filtering ────────────────────────────────────────────────────────────

    @on(Grid.SortChanged)
    def sort(self, event: Grid.SortChanged) -> None:
        """Another order: from its beginning."""
        self.asked = replace(self.asked, sort=event.grid.sort_column or "body", descending=event.grid.descending)
        self.reload(anew=True)

    def action_filter(self) -> None:
        """/: type to find."""
        self.query_one(FilterLine).open()

    @on(Input.Changed, "#filter")
    def type(self, event: Input.Changed) -> None:
        """Found as one types; an answer to what stood here before is dropped."""
        typed = self.query_one(FilterLine).typed
        if typed != self.asked.typed:
            self.asked = replace(self.asked, typed=typed)
            self.reload(anew=True)

    def back(self) -> None:
        """Esc: clear the filter, leave it, let the selection go, go up."""
        if self.query_one(FilterLine).back():
            return
        if self.grid.selected or self.grid.everything:
            self.grid.clear_selection()
        else:
            super().back()

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export:
        """The seats that answer the question, in its order."""
        from models.exchange.export import Seats
        from screens import exports

        asked, election = self.asked, self.context.elections[self.asked.place.election]
        return exports.of_seats(election, asked.place.unit, Seats(asked.filter(election), asked.sort, asked.descending))
