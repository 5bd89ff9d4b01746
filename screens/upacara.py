"""Upacara: the pakta, the oath or a training for many at once: all are ticked, the absent unticked, one paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from models import units
from screens import keys
from screens.base import where
from screens.context import Context, Place
from screens.locale import _
from screens.people_acts import Hand, PeopleActs
from screens.presenters import numbers, places
from screens.presenters import upacara as words
from screens.widgets.filterline import FilterLine
from screens.widgets.grid import Grid, Row

if TYPE_CHECKING:
    from models.queries.register import Attendee
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.oath import Held

MOST = 5_000
"""People of one ceremony: more stand in no hall, and each is ticked by name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list answers: ``body`` empty is all that the ceremony is about."""

    place: Place
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everybody in office, and who has it already. ``more``: there are more people than one ceremony takes."""

    asked: Asked
    people: Sequence[Attendee]
    done: frozenset[int]
    more: bool


class Upacara(PeopleActs[Shown]):
    """``f`` turns to the next ceremony, ``F`` to the next body, ``/`` filters, space unticks, ``b`` records all
    who are ticked, shown or not. Esc: everybody again, then back."""

    WHERE = where("upacara")
    WITHOUT = frozenset({"sort", "sort-reverse"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("upacara")]
    AUTO_FOCUS = "#people"

    def __init__(self, context: Context) -> None:
        """The first ceremony, of all bodies."""
        super().__init__(context)
        self.kind = ""
        self.body = ""
        self._listed: Asked | None = None
        self._ticked: set[Any] = set()
        self._known: set[Any] = set()
        self._typed = ""
        self._seats: dict[int, int] = {}
        """Of each tenure shown."""

    def compose_body(self) -> ComposeResult:
        """The filter and one list."""
        yield FilterLine(_("nama, kelurahan, TPS"), "#people")
        yield Grid(words.columns(), id="people", selectable=True, empty=_("Belum ada yang menjabat di sini."))

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#people", Grid)

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """Everybody of the place whom the ceremony is about."""
        from models.queries import register

        context = self.context
        election, place = context.election, context.place
        asked = self._asked(place)
        found = register.gathering(connection, election, asked.kind, asked.body or None, place.unit, limit=MOST + 1)
        done = words.done(found)
        people = sorted(found[:MOST], key=lambda one: one.tenure_id in done)  # whom it is about first, else by place
        return Shown(asked, people, done, len(found) > MOST)

    def _asked(self, place: Place) -> Asked:
        """The question; a ceremony or body that this election has not becomes its first one."""
        election = self.context.elections[place.election]
        kinds = words.kinds(election)
        kind = self.kind if self.kind in kinds else kinds[0]
        return Asked(place, kind, self.body if self.body in words.bodies(kind, election) else "")

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The list; another one begins at its first row with everybody ticked, the same one keeps who was unticked."""
        self._turned()
        self._seats = {one.tenure_id: one.seat_id for one in data.people}
        everybody = set(self._seats)
        fresh = everybody - data.done
        anew = self._listed != data.asked
        if not anew:
            fresh = {key for key in fresh if key in self._ticked or key not in self._known}
        self._listed = data.asked
        self.kind, self.body = data.asked.kind, data.asked.body
        self._ticked, self._known = fresh, everybody
        self._list(data, anew=anew)
        if data.more:
            self._too_many()

    def _list(self, data: Shown, *, anew: bool = False) -> None:
        """Those of the people who are filtered for; ``anew``: from the first of them on."""
        grid = self.grid
        rows = [self._row(one, data) for one in data.people if words.matches(self._typed, one)]
        grid.selected = set(self._ticked)
        grid.everything = False
        grid.set_rows(rows, cursor=rows[0].key if anew and rows else None)
        if data.people and not rows:
            grid.show_state(_("Tidak ada yang cocok. Esc menghapus saringan."))
        self._describe()

    def _turned(self) -> set[Any]:
        """Who was ticked or unticked among those shown; the others stay as they are."""
        grid, done = self.grid, self.data.done if self.data is not None else frozenset()
        moved = {row.key for row in grid.window.rows if row.key not in done} & (grid.selected ^ self._ticked)
        self._ticked ^= moved
        return moved

    def _row(self, one: Attendee, data: Shown) -> Row:
        ticked, done = one.tenure_id in self._ticked, one.tenure_id in data.done
        return Row(one.tenure_id, words.cells(one, self.context.election, ticked=ticked, done=done))

    def _describe(self) -> None:
        data = self.data
        if data is None:
            return
        election, place = self.context.election, self._where(data.asked.place.unit)
        absent = len(data.people) - len(self._ticked) - sum(one.tenure_id in data.done for one in data.people)
        done = len(data.people) - len(self._ticked) - absent
        title = words.title(data.asked.kind, data.asked.body, election, place)
        seen = len(self.grid.window.rows) if self._typed else None
        self.grid.describe(title, words.counted(len(self._ticked), absent, done, seen))

    def _where(self, unit: str) -> str:
        return places.unit_name(unit, self.context.name(unit[: units.LENGTHS[units.Level.KELURAHAN]]))

    @on(Grid.SelectionChanged)
    def recount(self, event: Grid.SelectionChanged) -> None:
        """Somebody was ticked or unticked; who has it already is neither."""
        data, grid = self.data, self.grid
        if data is None:
            return
        grid.selected = {key for key in grid.selected if key not in data.done}
        moved = self._turned()
        people = {one.tenure_id: one for one in data.people if one.tenure_id in moved}
        rows = [self._row(people[row.key], data) if row.key in people else row for row in grid.window.rows]
        grid.set_rows(rows)
        self._describe()

    # ── filtering ────────────────────────────────────────────────────────────

    def action_filter(self) -> None:
        """/: type to find somebody."""
        self.query_one(FilterLine).open()

    @on(Input.Changed, "#filter")
    def search(self) -> None:
        """Found as one types; who was unticked stays so. Without a filter the cursor stays on whom one found."""
        typed = self.query_one(FilterLine).typed
        if typed == self._typed:
            return
        self._typed = typed
        if self.data is not None:
            self._turned()
            self._list(self.data, anew=bool(typed))

    # ── which ceremony ────────────────────────────────────────────────────────────

    def action_next_list(self) -> None:
        """f: the next ceremony."""
        kinds = words.kinds(self.context.election)
        at = kinds.index(self.kind) if self.kind in kinds else -1
        self.kind = kinds[(at + 1) % len(kinds)]
        self._ask()

    def action_next_body(self) -> None:
        """F: the next body, after the last one all of them."""
        asked = self._asked(self.context.place)
        bodies = ["", *words.bodies(asked.kind, self.context.election)]
        self.body = bodies[(bodies.index(asked.body) + 1) % len(bodies)]
        self._ask()

    def _ask(self) -> None:
        self.reload(anew=True)

    def back(self) -> None:
        """Esc: clear the filter, leave it; then where one came from, and who was unticked is forgotten."""
        if not self.query_one(FilterLine).back():
            self._listed = None
            self.leave()

    # ── recording ────────────────────────────────────────────────────────────

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """The seat in which they sit."""
        return (f"seat:{self._seats[key]}",) if key in self._seats else ()

    def at_hand(self) -> Hand | None:
        """The person under the cursor."""
        data, key = self.data, self.grid.key
        one = next((one for one in data.people if one.tenure_id == key), None) if data is not None else None
        if one is None:
            return None
        post = places.post_name(self.context.election, one.body, one.post, one.ordinal)
        return Hand(0, 0, one.unit, post, one.person_id, one.name)

    @on(Grid.RowActivated)
    def open_card(self) -> None:
        """Enter: the card, as o."""
        self.action_person()

    def _too_many(self) -> None:
        most = numbers.number(MOST)
        self.say(
            _("Lebih dari {most} orang: turun satu tingkat, atau pilih badan dengan F.").format(most=most), "kurang"
        )

    def unsaved(self) -> bool:
        """Whether somebody was unticked."""
        data = self.data
        return data is not None and len(self._ticked) + len(data.done) < len(data.people)

    def action_evidence(self) -> None:
        """b: one paper for all who are ticked, in one transaction."""
        data = self.data
        if data is None or self.refused("ceremony"):
            return
        if data.more:
            self._too_many()
            return
        shown = {one.tenure_id: one.seen for one in data.people if one.tenure_id in self._ticked}
        if not shown:
            self.say(_("Tidak ada yang dicentang."), "kurang")
            return
        from screens.dialogs.oath import OathDialog

        election, asked, unit = self.context.election, data.asked, data.asked.place.unit
        absent = len(data.people) - len(shown) - len(data.done)

        def save(form: Form, entered: Held) -> None:
            def service(work: UnitOfWork, seen: Mapping[int, Any]) -> int:
                from models.services.ceremony import hold

                return hold(
                    work,
                    asked.kind,
                    list(seen),
                    reference=entered.reference,
                    on=entered.day,
                    place=entered.place,
                    witness=entered.witness,
                    seen=seen,
                )

            self.submit_many(
                form,
                "ceremony",
                unit,
                shown,
                service,
                lambda count: words.recorded(asked.kind, election, count, absent, entered.reference),
            )

        title = words.kind_name(asked.kind, election)
        what = words.chosen(len(shown), asked.body, election, self._where(unit))
        sworn = asked.kind == words.OATH
        self.app.push_screen(OathDialog(title, what, self.context.today(), save, sworn=sworn))
