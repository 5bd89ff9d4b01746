"""Personel: the seats of the place (``seat_list``), the card of one, and what is written about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on

from models import units
from screens.acts import Picker
from screens.locale import _
from screens.people_acts import Hand, PeopleActs
from screens.presenters import glyphs, numbers
from screens.presenters import people as rows
from screens.seat_list import SeatList
from screens.seats import Listing, item, of_all, of_seats
from screens.widgets.grid import Grid
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.people import SeatRow
    from models.queries.readiness import ItemRow
    from models.queries.register import TenureRow
    from models.rules.schema import Indicator


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
