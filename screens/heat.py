"""The board's table of units: their figures, a column for each indicator, in any order, of any length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on

from screens.locale import _
from screens.presenters import board as figures
from screens.presenters import heat, places
from screens.widgets.columns import GAP, Column, place
from screens.widgets.drawn import Drawn, DrawnGrid
from screens.widgets.grid import Cell, Row
from screens.widgets.grid_messages import NeedRows
from screens.widgets.grid_picture import ASIDE
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from models.queries.board import Board, UnitState
    from models.rules.schema import Indicator
    from models.units import Level
    from screens.context import Context

ROOMY, WIDE = 100, 150
"""Columns of the terminal from which names, and from which states are written out."""
STATUS = 8
"""Cells of ``▲ KUNING``."""
REASON = 30
"""Cells of a reason at least."""
NOW = 5
"""Cells of ``nyata``."""
TREND = 8
"""Days in a line of blocks."""


Order = tuple[str | None, bool]
"""The column that rows are sorted by (None: as they came), and whether the order is turned round."""


class Heat(DrawnGrid):
    """Units, one a row, and on top the unit that they belong to; below a kelurahan its TPS, of a TPS its indicators.

    All units are at hand as figures; rows are made of those in view and around it. The order of the units right below
    and that of a list of the worst are kept apart; both hold until others are chosen.
    """

    def __init__(self, context: Context, *, id: str | None = None) -> None:
        """``context`` tells the election and the names of what stands between."""
        super().__init__((), id=id, fixed=2)
        self.units: Sequence[UnitState] = ()
        self._shared = context
        self._own: UnitState | None = None
        self._came: Sequence[UnitState] = ()
        self._at: dict[str, int] = {}
        self._rules: Mapping[str, Indicator] = {}
        self._top: str | None = None
        self._broad = False
        self._heading: Line = ()
        self.now: Mapping[str, int] = {}
        """Unit → how ready it is at present, where another state is shown."""
        self._orders: dict[bool, Order] = {False: (None, False), True: (None, False)}

    # ── what it shows ────────────────────────────────────────────────────────────

    def show_children(self, board: Board, cursor: str | None) -> None:
        """The units right below one. ``cursor``: the one to stand on; empty: the first one."""
        codes = [one.code for one in board.children]
        self.styles.max_height = len(codes) + 4
        heading = heat.heading(board.own.code, codes, estimated=board.estimated)
        self._show_units(board.children, board.own, [(heading, "title")], far=False, cursor=cursor)

    def show_worst(self, states: Sequence[UnitState], own: UnitState, level: Level, cursor: str | None) -> None:
        """All units of a level below one, so what stands between is named."""
        self.styles.max_height = None
        heading = heat.worst_heading(level, [one.code for one in states], own.name)
        self._show_units(states, own, heading, far=True, cursor=cursor)

    def show_indicators(self, own: UnitState) -> None:
        """The indicators of a TPS."""
        rows = []
        for rule in self._shared.election.indicators:
            found = own.standing.assessments.get(rule.code)
            if found is not None:
                rows.append(Row(rule.code, figures.indicator_row(found, rule)))
        self.units = self._came = ()
        self.styles.max_height = len(rows) + 3
        self.pin(None)
        self.footnote(())
        self.describe(
            [(_("Indikator"), "title"), (" ", ""), *figures.panel_title(own, ())[1:]],
            figures.own_note(own, self._now_words(own)),
        )
        if self.columns != (columns := _indicator_columns()):
            self.set_columns(columns)
        self.show_sort(None)
        self.set_rows(rows)

    def wait(self) -> None:
        """A list of the worst is asked for: it begins with the worst, and takes a moment."""
        self._orders[True] = (None, False)
        self.units = self._came = ()
        self.styles.max_height = None
        self.footnote(())
        self.describe([(_("terburuk dulu"), "title")])
        self.set_rows(())
        self.show_state(_("menghitung …"))

    def _show_units(
        self, states: Sequence[UnitState], own: UnitState, heading: Line, *, far: bool, cursor: str | None
    ) -> None:
        self._own, self._came, self._heading, self._top = own, states, heading, own.code if far else None
        self._rules = {rule.code: rule for rule in self._shared.election.indicators}
        self.show_sort(self._orders[far][0], descending=self._orders[far][1])
        self._lay_out(cursor)

    def _lay_out(self, cursor: str | None) -> None:
        """The units in order, in the columns for this width."""
        assert self._own is not None
        self._arrange(self._own)
        if cursor == "":
            self._left = 0
            self._reveal_column()
        self.units = heat.ordered(self._came, self.sort_column, descending=self.descending)
        self._at = {one.code: at for at, one in enumerate(self.units)}
        self._show(self.units[0].code if cursor == "" and self.units else cursor)
        self.pin(self._row(self._own, pinned=True))
        order = heat.order_words(self.sort_column, descending=self.descending, worst=self._top is not None)
        self.describe(self._heading, order)

    @property
    def unit(self) -> UnitState | None:
        """The unit under the cursor."""
        at = self._at.get(str(self.key))
        return self.units[at] if at is not None and at < len(self.units) else None

    @property
    def sortable(self) -> bool:
        """Whether the rows can stand in another order."""
        return bool(self.units)

    def _now_words(self, own: UnitState) -> str:
        return figures.now_words(self.now.get(own.code), self._shared.supposed)

    # ── rows ────────────────────────────────────────────────────────────

    def _show(self, cursor: str | None = None) -> None:
        """The rows around the unit under the cursor."""
        stands = self._at.get(str(cursor if cursor is not None else self.key))
        reach = 2 * self.window.page
        middle = min((self.window.offset or 0) + self.window.cursor, len(self.units) - 1) if stands is None else stands
        self._stretch(max(middle - reach, 0), middle + reach, cursor)

    def _stretch(self, first: int, last: int, cursor: str | None = None) -> None:
        """Rows of the units from one place to another."""
        last = min(last, len(self.units))
        self.set_rows(
            [self._row(one) for one in self.units[first:last]],
            offset=first,
            total=len(self.units),
            before=first > 0,
            after=last < len(self.units),
            cursor=cursor,
        )
        self._explain()

    @on(NeedRows)
    def _page_in(self, event: NeedRows) -> None:
        """More rows: they are made of what is at hand."""
        event.stop()
        total, count = len(self.units), event.count
        if event.direction == "first":
            self._stretch(0, count)
        elif event.direction == "last":
            self._stretch(max(total - count, 0), total)
        elif event.anchor in self._at:
            at = self._at[str(event.anchor)]
            first, last = (at + 1, at + 1 + count) if event.direction == "after" else (max(at - count, 0), at)
            rows = [self._row(one) for one in self.units[first:last]]
            self.add_rows(rows, event.direction, more=last < total if event.direction == "after" else first > 0)

    def _changed(self) -> None:
        super()._changed()
        self._explain()

    def _explain(self) -> None:
        """The worst reason of the unit under the cursor, where it has no column of its own."""
        state = self.unit
        if state is None or (self._top is not None and self.size.width >= ROOMY):
            self.footnote(())
            return
        name = places.brief(places.number_or_name(state.code, state.name))
        self.footnote([(f"{name}: ", "dim"), heat.why(state, self._rules)])

    def _row(self, state: UnitState, *, pinned: bool = False) -> Row:
        made: dict[str, Cell] = {
            "name": Drawn.of(heat.name_parts(state, self._shared.names, self._top, title=pinned)),
            "colour": heat.status_parts(state),
            "siap": (str(state.standing.siap), "title"),
            "target": (heat.against(state), "text"),
        }
        for column in self.columns[len(made) :]:
            if column.key == "seats":
                made["seats"] = heat.seats_cell(state)
            elif column.key == "now":
                made["now"] = (str(self.now.get(state.code, "")), "text")
            elif column.key == "trend":
                made["trend"] = heat.trend_cell(state)
            elif column.key == "why":
                made["why"] = heat.why(state, self._rules)
            else:
                made[column.key] = figures.heat_cell(state, self._rules[column.key], broad=self._broad)
        return Row(state.code, tuple(made.values()))

    # ── columns ────────────────────────────────────────────────────────────

    def _arrange(self, own: UnitState) -> None:
        """The columns for this width; what does not fit is left out or scrolled to."""
        width, states, known = self.app.size.width, self._came, [own, *self._came]
        rules = [] if self._top else heat.rules_of(known, self._shared.election.indicators)
        seats = max(len(heat.seats_cell(own)[0]), len(_("kursi")))
        trend = TREND if any(any(one.trend) for one in states) else 0
        begun = [rule for rule in rules if heat.begun(states, rule)]
        name = 18 if width >= ROOMY else 14
        status = 2 * STATUS if width >= WIDE else STATUS
        beside = NOW if self.now and not self._top else 0
        room = width - 2 - (name + status + 5 + 6 + seats + 4 * GAP) - (trend + GAP if trend else 0)
        room -= beside + GAP if beside else 0
        self._broad = room >= (3 + GAP) * len(begun)
        columns = [
            Column("name", "", 25 if self._top else name, weight=2 if self._top else 1),
            Column("colour", _("status"), status),
            Column("siap", _("siap"), 5, align="right"),
            Column("target", _("target"), 6, align="right"),
            Column("seats", _("kursi"), seats, align="right", priority=self._priority("seats", 4)),
        ]
        if beside:
            title = figures.now_word(self._shared.supposed)
            columns.insert(4, Column("now", title, beside, align="right", sortable=False))
        if self._top:
            columns.append(Column("why", _("terburuk"), REASON if width >= ROOMY else 24, weight=3, sortable=False))
        else:
            if trend:
                columns.append(Column("trend", _("7 hari"), trend, sortable=False, priority=3))
            each = 3 if self._broad else 2
            columns += [
                Column(rule.code, rule.code, each, priority=None if rule in begun else self._priority(rule.code, 2))
                for rule in rules
            ]
            columns.append(Column("why", _("terburuk"), REASON, weight=1, sortable=False, priority=1))
        if tuple(columns) != self.columns:
            left = self._left
            self.set_columns(columns)
            self._left = left

    def _priority(self, key: str, usual: int) -> int | None:
        """What the rows are sorted by is not left out."""
        return None if key == self.sort_column else usual

    def _reveal_column(self) -> None:
        """Scroll to the column that the rows are sorted by."""
        at = next((at for at, one in enumerate(self.columns) if one.key == self.sort_column), 0)
        room = self.size.width - 2 - ASIDE
        for left in (self._left, *range(len(self.columns))):
            if any(placed.at == at for placed in place(self.columns, room, fixed=self._fixed, left=left)[0]):
                self._left = left
                return

    # ── keys ────────────────────────────────────────────────────────────

    def action_sort(self) -> None:
        """Sort by the next column; behind the last one comes the order of the codes."""
        if not self.sortable:
            return
        orders = [None, *(column.key for column in self.columns if column.sortable)]
        at = orders.index(self.sort_column) if self.sort_column in orders else 0
        self.show_sort(orders[(at + 1) % len(orders)])
        self._sorted()

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        if self.sortable and self.sort_column is not None:
            self.show_sort(self.sort_column, descending=not self.descending)
            self._sorted()

    def _sorted(self) -> None:
        """The new order from its beginning: who sorts wants to see what comes first."""
        self._orders[self._top is not None] = (self.sort_column, self.descending)
        self._lay_out("")
        self.post_message(self.SortChanged(self))


def _indicator_columns() -> tuple[Column, ...]:
    return (
        Column("code", "", 3, sortable=False),
        Column("name", _("Indikator"), 24, weight=2, sortable=False),
        Column("figure", _("siap"), 5, align="right", sortable=False),
        Column("status", _("status"), 16, sortable=False),
        Column("why", _("alasan"), 20, weight=2, priority=1, sortable=False),
    )
