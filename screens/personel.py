"""Personel: every seat of the place by body, filled or empty; found as one types, and written from the keyboard."""

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
from screens.acts import Acts, Picker
from screens.locale import _
from screens.people_acts import Hand, PeopleActs
from screens.presenters import glyphs, numbers, places
from screens.presenters import people as rows
from screens.seats import Asked, Held, Listing, by_body, item, listing, of_all, of_seats, page
from screens.widgets.field import Entry
from screens.widgets.filterline import FilterLine
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.people import SeatRow
    from models.queries.readiness import ItemRow
    from models.queries.register import TenureRow
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


class Personel(PeopleActs[Listing], SeatList):
    """Every seat of the unit where the user stands, and what is done about them."""

    ABOUT = "seat"

    # ── one seat ────────────────────────────────────────────────────────────

    def show(self, data: Listing) -> None:
        """The table, and the card if it is open."""
        super().show(data)
        if self.query_one("#card").display:
            self._read_card()

    @property
    def seat(self) -> SeatRow | None:
        """The seat under the cursor."""
        return self.held.seats.get(self.grid.key) if self.grid.key is not None else None

    @on(Grid.RowActivated)
    def open_card(self, event: Grid.RowActivated) -> None:
        """Enter: everything about this seat; again: close it."""
        card = self.query_one("#card")
        card.display = not card.display
        self._card_at = None
        if card.display:
            self._read_card()

    @on(Grid.RowHighlighted)
    def follow(self, event: Grid.RowHighlighted) -> None:
        """An open card follows the cursor."""
        if self.query_one("#card").display and event.key != self._card_at:
            self._read_card()

    def _read_card(self) -> None:
        seat = self.seat
        if seat is None:
            return
        self._card_at = seat.id
        election = self.context.election
        counting = [one for one in election.indicators if one.counts == "seat" and seat.body in one.bodies]

        def read(connection: Any) -> tuple[TenureRow | None, list[tuple[Indicator, ItemRow]]]:
            from models.queries import register

            found = ((rule, item(connection, election, rule, seat)) for rule in counting)
            held = register.of_seat(connection, seat.id)
            return held, [(rule, item) for rule, item in found if item is not None]

        def then(known: tuple[TenureRow | None, list[tuple[Indicator, ItemRow]]]) -> None:
            held, found = known
            if self._card_at == seat.id:
                today = self.context.today(seat.unit)
                self.query_one("#card", Lines).update(
                    lambda width: rows.card(seat, held, found, election, today, width),
                    title=rows.called(seat, election),
                )

        self.fetch(read, then)

    def back(self) -> None:
        """Esc: close the card first."""
        card = self.query_one("#card")
        if card.display:
            card.display = False
        else:
            super().back()

    def explain(self) -> Sequence[Line]:
        """The signs of the table."""
        return [
            [(f"{glyphs.sign(style)} ", style), (said, "text")]
            for style, said in (
                ("siap", _("terbukti")),
                ("kurang", _("diklaim, buktinya belum ada")),
                ("kritis", _("belum; di kolom nama: kursi kosong")),
            )
        ]

    def at_hand(self) -> Hand | None:
        """The seat under the cursor, and its holder."""
        seat = self.seat
        if seat is None:
            return None
        called = rows.called(seat, self.context.election)
        return Hand(seat.id, seat.version, seat.unit, called, seat.person_id or 0, seat.name or "")

    # ── appointing and ending ────────────────────────────────────────────────────────────

    def action_appoint(self) -> None:
        """a: fill the empty seat; of a filled one, the SK."""
        seat = self.seat
        if seat is None or self.refused("decree" if seat.name is not None else "appoint", seat.unit):
            return
        from screens import appointing

        (appointing.appoint if seat.name is None else appointing.complete)(self, seat)

    def action_end(self) -> None:
        """x: the holder leaves; of a selection all of them."""
        seat = self.seat
        if seat is None or self.refused("end", *self.chosen_units()):
            return
        from screens import appointing

        if self.grid.selected or self.grid.everything:
            appointing.end_many(self, [one for one in self.chosen() if one.name is not None])
        elif seat.name is None:
            self.say(_("Kursi ini sudah kosong. Tekan a untuk mengangkat seseorang."), "kurang")
        else:
            appointing.end(self, seat)

    # ── what the verbs of readiness are about ────────────────────────────────────────────────────────────

    def chosen(self) -> list[SeatRow]:
        """The selected seats that were seen, or the one under the cursor."""
        if self.grid.selected:
            return [seat for key, seat in self.held.seats.items() if key in self.grid.selected]
        return [self.seat] if self.seat is not None else []

    def chosen_units(self) -> Sequence[str]:
        """The units of the chosen seats."""
        return [seat.unit for seat in self.chosen()]

    def indicator_choices(self) -> Sequence[Indicator]:
        """The indicators that count a chosen seat: those with a column first."""
        election, chosen = self.context.election, self.chosen()
        bodies = {seat.body for seat in chosen}
        if self.grid.everything:
            bodies = {body.code for body in election.seated()}
        asn = self.grid.everything or any(seat.asn for seat in chosen)
        found = [
            rule
            for rule in election.indicators
            if rule.counts == "seat" and bodies.intersection(rule.bodies) and (rule.holders == "all" or asn)
        ]
        columns = {rule.code for rule in self._rules()}
        return sorted(found, key=lambda rule: (rule.proof != "evidence", rule.code not in columns))

    def chosen_words(self) -> str:
        """Who is chosen: a name, or how many."""
        chosen = self.chosen()
        if self.grid.everything:
            return _("semua yang ditemukan")
        if len(chosen) == 1:
            called = rows.called(chosen[0], self.context.election)
            return f"{chosen[0].name} · {called}" if chosen[0].name else called
        return _("{n} kursi dipilih").format(n=numbers.number(len(chosen)))

    def chosen_area(self) -> str | None:
        """The kelurahan of the seat under the cursor."""
        unit = self.seat.unit if self.seat is not None else ""
        length = units.LENGTHS[units.Level.KELURAHAN]
        return unit[:length] if len(unit) >= length else None

    def picker(self) -> Picker | None:
        """The items of the chosen seats, as the user saw their holders."""
        chosen = {seat.id: seat for seat in self.chosen()}
        asked, election = self.asked, self.context.election
        if self.grid.everything:
            return lambda connection, rule: of_all(connection, election, rule, asked)
        return (lambda connection, rule: of_seats(connection, election, rule, asked, chosen)) if chosen else None

    def chosen_about(self) -> Sequence[str]:
        """The chosen seats that were seen."""
        return [f"seat:{seat.id}" for seat in self.chosen()]

    def acted(self) -> None:
        """What was chosen has been written about."""
        self.grid.clear_selection()
        super().acted()
