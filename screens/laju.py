"""Laju: for every indicator the pace that is needed and the one that was made, and the burn-up of the highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, units
from screens import keys
from screens.base import SiagaScreen, where
from screens.locale import _
from screens.presenters import laju as words
from screens.presenters.kesiapan import standing_note
from screens.widgets.columns import Column
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.pace import Pace, Past
    from models.queries.board import Moment, UnitState
    from models.rules.schema import Election

BROAD = 100
"""Cells from which there is room for a wider list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of one place: as they stand, as they grew, and what follows from that."""

    moment: Moment
    own: UnitState
    history: Mapping[str, tuple[Past, ...]]
    paces: dict[str, Pace]


class Laju(SiagaScreen[Shown]):
    """The indicators, the latest first, and the curve of one of them."""

    WHERE = where("laju")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("laju")]
    AUTO_FOCUS = "#paces"
    CSS: ClassVar[str] = "#paces { height: 1fr; } #curve { height: 45%; }"

    def compose_body(self) -> ComposeResult:
        """The list above, the curve below."""
        yield Grid(_columns(), id="paces", empty=_("Tidak ada indikator di sini."))
        yield Lines(id="curve")

    @property
    def grid(self) -> Grid:
        """The indicators."""
        return self.query_one("#paces", Grid)

    def read(self, connection: Any) -> Shown:
        """The figures and their history, from tallies."""
        return _read(connection, self.context.election, self.context.place.unit, self.context.now())

    def show(self, data: Shown) -> None:
        """The list, and the curve of the row under the cursor."""
        wanted, self.context.indicator = self.context.indicator, ""
        election, known = self.context.election, data.own.standing.assessments
        self.grid.describe(
            _("Laju {election}").format(election=_(election.name)),
            standing_note(data.own, frozen=data.moment.frozen, broad=self.app.size.width >= BROAD),
        )
        rules = words.ordered([rule for rule in election.indicators if rule.code in known], data.paces)
        rows = [Row(rule.code, words.cells(rule, known[rule.code], data.paces[rule.code], election)) for rule in rules]
        self.grid.set_rows(rows, cursor=wanted or None)
        self._draw()

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """The curve follows the cursor."""
        self._draw()

    def _draw(self) -> None:
        data, code, curve = self.data, str(self.grid.key), self.query_one("#curve", Lines)
        if data is None or code not in data.paces:
            curve.update([], title="")
            return
        election = self.context.election
        rule, found = election.indicator(code), data.paces[code]
        counts = data.own.standing.assessments[code].counts
        height = max(curve.size.height - 2, 4)

        def content(width: int) -> Sequence[Line]:
            drawn = words.curve(rule, counts, data.history[code], found, election, data.moment.day, width, height - 1)
            return [[(" ", ""), *self.explain()[0]], *drawn]

        curve.update(content, title=f"{rule.code} {_(rule.name)}", note=words.remaining(found, rule, election))

    def explain(self) -> Sequence[Line]:
        """The pace of the row under the cursor, in one sentence."""
        code = str(self.grid.key)
        if self.data is None or code not in self.data.paces:
            return ()
        return [words.sentence(self.data.paces[code], self.context.election)]

    @on(Grid.RowActivated)
    def open_items(self) -> None:
        """Enter: the indicator, on Kesiapan."""
        self.context.indicator = str(self.grid.key)
        self.host.show_mode("kesiapan")

    def on_resize(self) -> None:
        """Another height of the curve."""
        self._draw()

    def back(self) -> None:
        """Esc: where one came from."""
        self.leave()


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", "", 2, sortable=False),
        Column("marks", "", 2, sortable=False),
        Column("name", _("Indikator"), 11, weight=1, sortable=False),
        Column("figure", _("siap"), 11, align="right", sortable=False),
        Column("due", _("tempo"), 5, align="right", sortable=False),
        Column("needed", _("perlu/hr"), 8, align="right", sortable=False),
        Column("made", _("laju/hr"), 8, align="right", sortable=False),
        Column("verdict", _("perkiraan"), 20, weight=2, sortable=False),
    )


def _read(connection: Any, election: Election, unit: str, now: Any) -> Shown:
    from models import pace

    moment = queries.board.moment_of(election, now)
    if units.level(unit) is units.Level.TPS:
        counted = queries.board.by_tps(connection, election, units.parent(unit) or unit)
    else:
        counted = queries.board.tallies(connection, election.code, [unit], moment)
    own = queries.board.state(election, unit, unit, counted.get(unit, {}), moment)
    history = queries.pace.histories(connection, election, unit, moment)
    paces = {
        code: pace.pace(
            election.indicator(code), counted.get(unit, {}).get(code), history[code], moment.day, election.polling.date
        )
        for code in own.standing.assessments
    }
    return Shown(moment, own, history, paces)
