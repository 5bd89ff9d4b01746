"""Risiko: seats that are filled but shaky, people who sit in two, the share of women; with the keys to call, replace
and settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models.errors import Refused
from screens import keys
from screens.base import where
from screens.context import Context, Place
from screens.locale import _
from screens.people_acts import Hand, PeopleActs
from screens.presenters import orang, places
from screens.presenters import risiko as words
from screens.presenters.text import plain
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.eligibility import Women
    from models.exchange.writing import Table
    from models.queries.register import Double, Risk, Risks, Share
    from screens.exports import Export

SHAKY, DOUBLES, WOMEN = LISTS = ("risiko", "rangkap", "perempuan")
MOST = 500
"""Shaky seats that are listed: more than a night has time for; the title counts all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All lists of one place; ``women``: by body, ``asked``: what is looked for. ``wide``: so many seats are
    there that not each can be looked at."""

    risks: Risks | None
    doubles: Sequence[Double]
    women: Mapping[str, Share] = field(default_factory=dict)
    asked: Women | None = None
    wide: int = 0


_OF_PEOPLE = frozenset({"person", "heirs", "tenures", "answered", "unanswered", "wrong-number", "settled"})
"""Keys that mean nothing in the share of women: its rows are bodies."""


class Risiko(PeopleActs[Shown]):
    """Three lists, one at a time; ``f`` turns to the next one."""

    WHERE = where("risiko")
    ABOUT = "seat"
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("risiko")]
    AUTO_FOCUS = "#risks"
    CSS: ClassVar[str] = "#risks { height: 1fr; } #why { height: auto; max-height: 8; }"

    def __init__(self, context: Context) -> None:
        """The shaky seats first."""
        super().__init__(context)
        self.listed = SHAKY

    def compose_body(self) -> ComposeResult:
        """The list, and why of the row under the cursor."""
        yield Grid(words.columns(), id="risks", empty=_("Tidak ada kursi berisiko di sini."))
        yield Lines(id="why")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#risks", Grid)

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """All lists of the place."""
        from models import eligibility
        from models.queries import register

        context, unit = self.context, self.context.place.unit
        today = context.today()
        try:
            risks = register.risky(connection, context.election, unit, today, limit=MOST)
            doubles = register.doubles(connection, context.elections, unit, today=today)
            women = register.shares(connection, context.election, unit)
        except Refused as error:
            if error.code != "too_many":
                raise
            return Shown(None, (), wide=int(error.detail.get("most", 0)))
        self.learn(connection, [risk.unit for risk in risks.rows])
        return Shown(risks, doubles, women, eligibility.load().women)

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The list that is chosen."""
        grid = self.grid
        why = self.query_one("#why", Lines)
        if data.risks is None:
            grid.set_rows([])
            grid.describe(_("Kursi berisiko"))
            grid.show_state(_("Wilayah ini terlalu luas: turun ke kab/kota atau di bawahnya."))
            why.display = False
            return
        title, empty = {
            SHAKY: (words.title(data.risks), ""),
            DOUBLES: (words.double_title(data.doubles), _("Tidak ada yang memegang dua kursi sekaligus.")),
            WOMEN: (words.women_title(), ""),
        }[self.listed]
        grid.describe(title, self._next(data, data.risks))
        rows = self._rows(data)
        grid.set_rows(rows, total=None)
        if empty and not rows:
            grid.show_state(empty)
        self._why()

    def _next(self, data: Shown, risks: Risks) -> Line:
        """What ``f`` turns to."""
        if self.listed == SHAKY:
            count = len(data.doubles)
            return [(_("f: {n} rangkap").format(n=count), "key" if count else "dim")]
        if self.listed == DOUBLES:
            return [(_("f: perempuan"), "key")]
        return [(_("f: {n} berisiko").format(n=risks.total), "key")]

    def _rows(self, data: Shown) -> list[Row]:
        elections, today = self.context.elections, self.context.today()
        if self.listed == WOMEN:
            election = self.context.election
            return [Row(body, words.women_cells(body, share, election)) for body, share in data.women.items()]
        if self.listed == DOUBLES:
            return [
                Row(tuple(held.tenure_id for held in one.tenures), words.double_cells(one, elections))
                for one in data.doubles
            ]
        found = data.risks.rows if data.risks is not None else ()
        within = self.context.name(self.context.home)
        return [Row(risk.seat_id, words.cells(risk, self.context.election, today, within)) for risk in found]

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """Why follows the cursor."""
        self._why()

    def _why(self) -> None:
        panel, risk, double = self.query_one("#why", Lines), self._risk(), self._double()
        asked = self.data.asked if self.data is not None and self.listed == WOMEN else None
        panel.display = risk is not None or double is not None or asked is not None
        lines: list[Line] = []
        name = ""
        if risk is not None:
            name, lines = risk.name, list(words.details(risk, self.context.election))
        elif double is not None:
            name, lines = double.name, list(words.double_details(double, self.context.elections))
        elif asked is not None:
            name, lines = _("Dasar"), list(words.women_details(asked))
        panel.update(
            lambda width: [one for line in lines for one in orang.broken([(" ", ""), *line], width, 4)],
            title=plain(name),
        )

    def _risk(self) -> Risk | None:
        risks = self.data.risks if self.data is not None and self.listed == SHAKY else None
        return next((one for one in risks.rows if one.seat_id == self.grid.key), None) if risks is not None else None

    def _double(self) -> Double | None:
        found = self.data.doubles if self.data is not None and self.listed == DOUBLES else ()
        key = self.grid.key
        return next((one for one in found if tuple(held.tenure_id for held in one.tenures) == key), None)

    def action_next_list(self) -> None:
        """f: the next list, and from the last one the first."""
        self.listed = LISTS[(LISTS.index(self.listed) + 1) % len(LISTS)]
        grid = self.grid
        columns = {SHAKY: words.columns, DOUBLES: words.double_columns, WOMEN: words.women_columns}
        grid.set_columns(columns[self.listed]())
        grid.set_rows([])
        self.leave_out(_OF_PEOPLE if self.listed == WOMEN else ())
        if self.data is not None:
            self.show(self.data)

    def back(self) -> None:
        """Esc: where one came from."""
        self.leave()

    # ── whom the keys are about ────────────────────────────────────────────────────────────

    def at_hand(self) -> Hand | None:
        """The seat under the cursor; of two seats the one that is at this place and in this election."""
        risk, double = self._risk(), self._double()
        election = self.context.election
        if risk is not None:
            post = places.post_name(election, risk.body, risk.post, risk.ordinal)
            where_ = places.unit_name(risk.unit, risk.unit_name)
            called = f"{places.body_name(election, risk.body)} {post} · {where_}"
            return Hand(risk.seat_id, risk.seat_version, risk.unit, called, risk.person_id, risk.name)
        if double is None:
            return None
        held = next((one for one in double.tenures[::-1] if one.election == election.code), None)
        if held is None:
            return Hand(0, 0, double.tenures[0].unit, "", double.person_id, double.name)
        called = orang.called(held, election)
        return Hand(held.seat_id, held.seat_version, held.unit, called, double.person_id, double.name)

    @on(Grid.RowActivated)
    def open_seat(self) -> None:
        """Enter: the seat, on Personel."""
        hand = self.at_hand()
        if hand is None or not hand.seat_id:
            self.action_person()
            return
        self.context.seat = hand.seat_id
        self.host.go(Place(self.context.place.election, hand.unit))
        self.host.show_mode("personel")

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """All shaky seats, also those that are not listed any more; the other lists as they are."""
        from screens.exports import Export, table, texts

        if self.listed != SHAKY or self.data is None or self.data.risks is None:
            return super().exported()
        context, unit = self.context, self.context.place.unit
        election, today, within = context.election, context.today(), context.name(context.home)

        def make(connection: Any, _full: bool) -> Table:
            from models import queries

            found = queries.register.risky(connection, election, unit, today, limit=None)
            rows = (texts(words.cells(risk, election, today, within)) for risk in found.rows)
            return table("risiko", words.columns(), rows, found.total)

        return Export("risiko", make)
