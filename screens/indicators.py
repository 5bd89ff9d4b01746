"""The two tables of figures on Kesiapan: all indicators of a unit, and one indicator in all units below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from screens.locale import _
from screens.presenters import heat, numbers, places
from screens.presenters import kesiapan as figures
from screens.widgets.columns import Column
from screens.widgets.drawn import Drawn, DrawnGrid
from screens.widgets.grid import Cell, Row
from screens.widgets.painted import Line, Painted

if TYPE_CHECKING:
    from models.queries.board import UnitState
    from models.readiness import Assessment
    from models.rules.schema import Election, Indicator

BROAD, SPACIOUS = 100, 150
"""Columns from which words, and from which names, are written out."""
SHORT = 2
"""Rows of the footnote where there is little room."""
STATUS, SIGNED = 16, 8
"""Cells of ``· belum waktunya``, and of ``▲ KUNING``."""
RATIO, NUMBER = 11, 5
"""Cells of ``1.035/1.036`` and of ``1.035``: figures of a kota need no more."""


class Footnote(Painted):
    """Lines under a table: why what is highlighted is as it is."""

    def __init__(self) -> None:
        """Nothing is highlighted yet."""
        super().__init__(id="why")
        self.styles.height = SHORT
        self._lines: Sequence[Line] = ()

    def say(self, lines: Sequence[Line], rows: int = SHORT) -> None:
        """Say something else, in so many rows."""
        self._lines = lines
        self.styles.height = rows
        self.repaint()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The lines."""
        return self._lines


class IndicatorGrid(DrawnGrid):
    """All indicators of a unit."""

    def __init__(self, *, id: str | None = None) -> None:
        """Empty, in the order of the election file."""
        super().__init__((), id=id, fixed=3)
        self.show_sort(figures.ORDERS[0])

    def show_standing(
        self,
        own: UnitState,
        election: Election,
        typed: str,
        wanted: str,
        *,
        estimated: bool,
        frozen: bool,
        beside: Mapping[str, int] | None,
        present: str,
    ) -> None:
        """The indicators that fit what was typed. ``wanted``: the one to stand on, if any. ``beside``: the percents of
        the ``present``, as it is called, where another state is shown."""
        width, standing, known = self.app.size.width, own.standing, own.standing.assessments
        title: list[tuple[str, str]] = [(_("Indikator {election}").format(election=_(election.name)), "title")]
        if estimated:
            title.append((" " + (_("(jumlah TPS perkiraan)") if width >= BROAD else _("(perkiraan)")), "dim"))
        self.describe(title, figures.standing_note(own, frozen=frozen, broad=width >= BROAD))
        ratio, number = _widths(known.values())
        columns = _indicator_columns(width, ratio, number, present if beside is not None else "")
        if columns != self.columns:
            self.set_columns(columns)
        by = self.sort_column or figures.ORDERS[0]
        rules = figures.ordered(election.indicators, standing, by, descending=self.descending)
        rules = [one for one in rules if figures.matches(typed, one, known[one.code])]
        bar, broad = _bar(width), width >= SPACIOUS
        rows = [
            Row(rule.code, _drawn(figures.indicator_cells(known[rule.code], rule, bar=bar, broad=broad, beside=beside)))
            for rule in rules
        ]
        self.set_rows(rows, cursor=wanted or None)
        if not rows:
            self.show_state(_("Tidak ada indikator yang cocok.") if typed else _("Tidak ada indikator di sini."))


class BelowGrid(DrawnGrid):
    """One indicator in all units right below: where a unit has too many items to list, one goes down from here."""

    ORDERS = ("figure", "name", None)
    """Worst first, by name, by code."""

    def __init__(self, *, id: str | None = None) -> None:
        """Empty until ``show_below``, and then the worst first."""
        super().__init__((), id=id, fixed=1)
        self._states: Sequence[UnitState] = ()
        self._own: UnitState | None = None
        self._rule: Indicator | None = None
        self._heading: Line = ()

    def wait(self) -> None:
        """Another question was asked: its rows are on their way."""
        self.set_rows(())
        self.show_state(_("memuat…"))
        self.show_sort(self.ORDERS[0])

    def show_below(self, states: Sequence[UnitState], own: UnitState, rule: Indicator, cursor: str | None) -> None:
        """``cursor``: the unit to stand on, if any."""
        self._states, self._own, self._rule = states, own, rule
        self._heading = figures.below_title(own, rule, [one.code for one in states])
        self._lay_out(cursor)
        self.pin(self._row(own, rule))

    @property
    def state(self) -> UnitState | None:
        """The unit under the cursor."""
        return next((one for one in self._states if one.code == self.key), None)

    def _lay_out(self, cursor: str | None) -> None:
        rule = self._rule
        if rule is None:
            return
        whole = self._own.standing.assessments.get(rule.code) if self._own is not None else None
        ratio, number = _widths([whole] if whole is not None else [])
        columns = _below_columns(self.app.size.width, ratio, number)
        if columns != self.columns:
            self.set_columns(columns)
        by = rule.code if self.sort_column == "figure" else self.sort_column
        ordered = heat.ordered(self._states, by, descending=self.descending)
        self.describe(self._heading, heat.order_words(by, descending=self.descending, worst=False))
        self.set_rows([self._row(one, rule) for one in ordered], cursor=cursor)

    def _row(self, state: UnitState, rule: Indicator) -> Row:
        bar = _bar(self.app.size.width)
        name = places.brief(state.name)
        return Row(
            state.code, _drawn(figures.below_cells(name, state.standing.assessments.get(rule.code), rule, bar=bar))
        )

    def action_sort(self) -> None:
        """The next order."""
        at = self.ORDERS.index(self.sort_column) if self.sort_column in self.ORDERS else -1
        self.show_sort(self.ORDERS[(at + 1) % len(self.ORDERS)])
        self._lay_out(None)
        self.action_first()

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        if self.sort_column is not None:
            self.show_sort(self.sort_column, descending=not self.descending)
            self._lay_out(None)
            self.action_first()


def _drawn(cells: Sequence[Cell | list[tuple[str, str]]]) -> list[Cell]:
    return [Drawn.of(cell) if isinstance(cell, list) else cell for cell in cells]


def _widths(found: Iterable[Assessment]) -> tuple[int, int]:
    """Cells of the widest ``siap/n``, and of the widest number of items that are not."""
    every = [one.counts.n for one in found]
    ratio = max((len(numbers.ratio(n, n)) for n in every), default=0)
    number = max((len(numbers.number(n)) for n in every), default=0)
    return max(ratio, RATIO), max(number, NUMBER)


def _bar(width: int) -> int:
    return 24 if width >= SPACIOUS else 14


def _indicator_columns(width: int, ratio: int, number: int, present: str) -> tuple[Column, ...]:
    """``present``: the head of the column with its percents; empty where it is shown itself."""
    crowded = (ratio > RATIO or present) and width < BROAD
    beside = [Column("beside", present, max(len(present), 3), align="right", sortable=False)] if present else []
    return (
        Column("code", "", 2),
        Column("marks", "", 2, sortable=False),
        Column("name", _("Indikator"), 40 if width >= SPACIOUS else 11, sortable=False),
        Column("figure", _("siap"), ratio, align="right", sortable=False),
        Column("percent", "%", 3, align="right", sortable=False),
        *beside,
        Column("target", _("tgt"), 3, align="right", sortable=False),
        Column("status", _("status"), SIGNED if crowded else STATUS),
        Column("belum", _("belum"), number, align="right", sortable=False),
        Column("klaim", _("klaim"), number, align="right", sortable=False),
        Column("unknown", "?", number, align="right", sortable=False),
        Column("due", _("tempo"), 5, align="right"),
        Column("bar", "", _bar(width), sortable=False, priority=2),
        Column("why", _("alasan"), 20, weight=1, sortable=False, priority=1),
    )


def _below_columns(width: int, ratio: int, number: int) -> tuple[Column, ...]:
    return (
        Column("name", "", 24 if width >= BROAD else 18, weight=1),
        Column("figure", _("siap"), ratio, align="right"),
        Column("percent", "%", 3, align="right", sortable=False),
        Column("status", _("status"), STATUS if width >= BROAD else SIGNED, sortable=False),
        Column("belum", _("belum"), number, align="right", sortable=False),
        Column("klaim", _("klaim"), number, align="right", sortable=False),
        Column("unknown", "?", number, align="right", sortable=False),
        Column("bar", "", _bar(width), sortable=False, priority=2),
        Column("why", _("alasan"), 24, weight=1, sortable=False, priority=1),
    )
