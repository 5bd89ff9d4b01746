"""Kesiapan: every indicator of the place with its figures and the reason for its colour, and the items behind one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from models import presence, queries, units
from screens import keys
from screens.acts import Picker
from screens.escalating import Asks
from screens.excluding import Excluding
from screens.indicators import SHORT, BelowGrid, Footnote, IndicatorGrid
from screens.items import PAGE, Anchor, ItemGrid, Opened, Pages, area_of, as_items
from screens.locale import _
from screens.presenters import eskalasi, laju
from screens.presenters import kesiapan as figures
from screens.presenters import readiness as words
from screens.presenters.board import now_word
from screens.widgets.field import Entry
from screens.widgets.grid import Grid
from screens.widgets.grid_messages import NeedRows, RowActivated
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from datetime import datetime

    from models.pace import Pace
    from models.queries.board import Moment, UnitState
    from models.queries.readiness import ItemRow
    from models.queries.territory import RegionRow
    from models.readiness import Assessment, Counts
    from models.rules.schema import Election, Indicator
    from models.services.evidence import Item
    from screens.exports import Export
    from screens.presenters.eskalasi import Trouble

TALL = 36
"""Rows from which there is room under the table for the whole arithmetic."""
LONG = 8
"""Rows of the footnote then."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one reading brought. ``opened``: of an open indicator the items at hand; ``below``: or, in a wide unit, the
    units right below; ``beside``: code → percent in the present, while another state is shown."""

    path: Sequence[RegionRow]
    moment: Moment
    own: UnitState
    estimated: bool
    opened: Opened | None
    below: Sequence[UnitState] | None
    paces: Mapping[str, Pace]
    beside: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked besides the figures: the items of ``code`` in ``states``, ``count`` of them from ``anchor`` on."""

    code: str = ""
    states: tuple[str, ...] = ()
    anchor: Anchor | None = None
    count: int = PAGE


class _Verbs(Excluding[Shown], Asks[Shown]):
    """What the verbs of Kesiapan are about: the indicator and the items under the cursor, or selected."""

    asked: Question
    indicators: IndicatorGrid
    below: BelowGrid
    items: ItemGrid

    @property
    def highlighted(self) -> tuple[Assessment, Indicator] | None:
        """The indicator that is open or under the cursor, with its assessment: in the unit under the cursor, if any."""
        code = self.asked.code or str(self.indicators.key)
        state = (self.below.state if self.below.display else None) or (self.data.own if self.data else None)
        if state is None or code not in state.standing.assessments:
            return None
        return state.standing.assessments[code], self.context.election.indicator(code)

    def indicator_choices(self) -> Sequence[Indicator]:
        """The indicator that is open, or under the cursor."""
        found = self.highlighted
        return () if found is None else (found[1],)

    def chosen_items(self) -> tuple[Indicator, list[Item]] | None:
        """The items that are selected, or the one under the cursor."""
        found, rows = self.highlighted, self.items.chosen() if self.asked.code else ()
        return (found[1], as_items(rows, found[1])) if found is not None and rows else None

    def picker(self) -> Picker | None:
        """All items of the list when all are selected: most of them are not at hand."""
        pages = self.items.pages
        if self.asked.code and self.items.everything and pages is not None:
            return lambda connection, _rule: pages.every(connection)
        return super().picker()

    def chosen_words(self) -> str:
        """What is chosen, in words."""
        if self.asked.code and self.items.everything:
            return _("semua yang disaring: {states}").format(states=figures.filter_words(self.asked.states))
        return super().chosen_words()

    def chosen_rows(self) -> Sequence[ItemRow]:
        """The items that are selected, or the one under the cursor, those of empty seats too."""
        return self.items.chosen() if self.asked.code and not self.items.everything else ()

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """An item: a seat, or a unit."""
        pages = self.items.pages
        return (presence.item(pages.rule.counts, *key),) if grid is self.items and pages is not None else ()

    def chosen_area(self) -> str | None:
        """The kelurahan of the item under the cursor, or of the place."""
        row = self.items.item if self.asked.code else None
        area = area_of(row.unit if row is not None else self.context.place.unit)
        if row is not None and area is not None:
            self.context.names.setdefault(area, row.unit_name)
        return area

    def acted(self) -> None:
        """What was selected is done."""
        self.items.clear_selection()
        super().acted()


class Kesiapan(_Verbs):
    """All indicators of the place; Enter shows the items of one in their stead, or, where they are too many, the units
    below; Esc comes back."""

    WHERE = ("app", "kesiapan", "table")
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("kesiapan")]

    def compose_body(self) -> ComposeResult:
        """Three tables, one of which is displayed."""
        self.asked = Question()
        self.typed = ""
        self.steps: list[str] = []
        self._from = ""
        self.indicators = IndicatorGrid(id="indicators")
        self.below = BelowGrid(id="units")
        self.items = ItemGrid(id="items")
        self.why = Footnote()
        self.typing = Entry(id="filter")
        self.items.display = self.below.display = self.typing.display = False
        yield self.indicators
        yield self.below
        yield self.items
        yield self.why
        yield self.typing

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """The figures from tallies; of an open indicator the items at hand, or the units below."""
        election, unit = self.context.election, self.context.place.unit
        found = _read(connection, election, unit, self.asked, self.context.now())
        return replace(found, beside=self.of_present(lambda present, local: _percents(present, election, unit, local)))

    def reload(self, *, anew: bool = False) -> None:
        """Read again: of an open indicator the items at hand."""
        if self.asked.code and self.items.pages is not None:
            self.asked = Question(self.asked.code, self.asked.states, *self.items.stretch())
        super().reload(anew=anew)

    def place_changed(self) -> None:
        """The items of another place are another list."""
        if self.asked.code and self._place is not None and self._place != self.context.place:
            self.asked = Question(self.asked.code, self.asked.states)
            self.items.wait()
            self.below.wait()
        super().place_changed()

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """Bring the table that is displayed up to date."""
        if data.opened is None and data.below is None:
            self.asked = Question()
        self._display()
        self._show_indicators(data)
        if data.opened is not None:
            self._show_items(data, data.opened)
        elif data.below is not None:
            came = next((one.code for one in data.below if units.contains(one.code, self._from)), None)
            self.below.show_below(data.below, data.own, self.context.election.indicator(self.asked.code), came)
        self.explain_row()
        self._from = ""

    def _display(self) -> None:
        """Of the three tables the one that the question is about."""
        wide = figures.is_wide(self.context.place.unit)
        shown = self.indicators if not self.asked.code else self.below if wide else self.items
        for table in (self.indicators, self.below, self.items):
            table.display = table is shown
        if self.focused is None or not self.focused.display:
            shown.focus()

    def _show_indicators(self, data: Shown) -> None:
        wanted, self.context.indicator = self.context.indicator, ""
        estimated, frozen, typed = data.estimated, data.moment.frozen, self.typed
        self.indicators.show_standing(
            data.own, self.context.election, typed, wanted, estimated=estimated, frozen=frozen,
            beside=data.beside, present=now_word(self.context.supposed),
        )  # fmt: skip

    @on(Grid.RowHighlighted)
    def explain_row(self) -> None:
        """Say why what is under the cursor is as it is."""
        tall = self.size.height >= TALL
        if self.items.display:
            item, rule = self.items.item, self.items.pages.rule if self.items.pages is not None else None
            self.why.say(
                figures.item_lines(item, rule, self.context.election, self.context.now()) if item and rule else ()
            )
        elif self.below.display:
            state = self.below.state
            self.why.say(figures.below_lines(state.name if state else "", self.highlighted))
        elif self.highlighted is None:
            self.why.say(())
        elif tall:
            self.why.say([[(" ", ""), *line] for line in self.explain()], LONG)
        else:
            lines = figures.reason_lines(*self.highlighted, self.context.election)
            self.why.say([*lines, [(" ", ""), *self.pace_line()]], SHORT + 1)

    def _show_items(self, data: Shown, opened: Opened) -> None:
        title = figures.item_title(opened.pages.rule, words_of(data), opened.counts)
        note: list[tuple[str, str]] = []
        if data.moment.frozen:
            note.append((_("keadaan kini, bukan arsip"), "kurang"))
        if opened.pages.states:
            states = figures.filter_words(opened.pages.states)
            note.append(((" · " if note else "") + _("saringan: {states}").format(states=states), "key"))
        self.items.show_opened(opened, title, note)

    @on(NeedRows, "#items")
    def page_in(self, event: NeedRows) -> None:
        """The cursor came near the end of what is at hand."""
        pages = self.items.pages
        if pages is None:
            return
        edge = self.items.anchor_of(event.anchor) if event.direction in {"before", "after"} else None
        read = pages.before if event.direction in {"before", "last"} else pages.after
        self.fetch(
            lambda connection: read(connection, edge, event.count),
            lambda answer: self.items.add_page(pages, event.direction, answer[0], more=answer[1]),
        )

    # ── what is under the cursor ────────────────────────────────────────────────────────────

    def explain(self) -> Sequence[Line]:
        """The arithmetic of the figure."""
        found = self.highlighted
        if found is None or self.data is None:
            return ()
        moment = self.data.moment
        lines = words.explained(*found, self.context.election, moment.h, moment.now)
        if not self.below.display:
            lines.insert(5, self.pace_line())
        if moment.frozen:
            lines.append([(_("arsip: keadaan saat TPS dibuka pada hari pemungutan suara"), "kurang")])
        return lines

    def trouble(self) -> Trouble | None:
        """The indicator under the cursor, in the unit that the row is about."""
        found = self.highlighted
        if found is None:
            return None
        election = self.context.election
        if self.items.display and self.items.item is not None:
            return eskalasi.of_item(self.items.item, found[1], election)
        state = self.below.state if self.below.display else None
        return eskalasi.of_indicator(state.code if state is not None else self.context.place.unit, *found, election)

    def pace_line(self) -> list[tuple[str, str]]:
        """The pace of the indicator that is open or under the cursor."""
        found = self.highlighted
        if found is None or self.data is None:
            return []
        return [(_("laju: "), "dim"), *laju.sentence(self.data.paces[found[1].code], self.context.election)]

    def action_visit(self, mode: str) -> None:
        """Screens that are visited from here begin with the same indicator."""
        if self.highlighted is not None:
            self.context.indicator = self.highlighted[1].code
        super().action_visit(mode)

    # ── opening, closing, filtering ────────────────────────────────────────────────────────────

    @on(RowActivated, "#indicators")
    def open_items(self, event: RowActivated) -> None:
        """Enter lists the items of the indicator."""
        self._stop_typing()
        self._list_items(str(event.key), ())

    def _list_items(self, code: str, states: tuple[str, ...]) -> None:
        self.asked = Question(code, states)
        self.items.wait()
        self.below.wait()
        self._display()
        # What is typed meanwhile is meant for the list that comes.
        self.reload(anew=True)

    @on(RowActivated, "#units")
    def open_unit(self, event: RowActivated) -> None:
        """Enter goes down, to the same indicator there."""
        self.steps.append(self.context.place.unit)
        self.go(str(event.key))

    @on(ItemGrid.StatesTurned)
    def turn_states(self, event: ItemGrid.StatesTurned) -> None:
        """s, S: items of the next state, or of the one before."""
        cycle = figures.STATE_CYCLE
        at = cycle.index(self.asked.states) if self.asked.states in cycle else 0
        self._list_items(self.asked.code, cycle[(at + event.by) % len(cycle)])

    @on(Grid.SortChanged, "#indicators")
    def sort(self) -> None:
        """s, S: another order of the indicators."""
        if self.data is not None:
            self._show_indicators(self.data)

    def action_filter(self) -> None:
        """/: filter as one types."""
        items = bool(self.asked.code)
        if self.below.display:
            self.say(_("Di sini tidak ada saringan: s mengurutkan, ctrl+p melompat."), "dim")
            return
        self.typing.placeholder = _("belum, klaim, siap, ? …") if items else _("kode, nama, merah, gerbang …")
        self.typing.display = True
        self.typing.focus()

    @on(Input.Changed, "#filter")
    def filter_typed(self) -> None:
        """Each key narrows the list."""
        if not self.typing.display:
            return
        if not self.asked.code:
            self.typed = self.typing.text
            self.sort()
            return
        states = figures.matching_states(self.typing.text)
        if states is not None and states != self.asked.states:
            self.asked = Question(self.asked.code, states)
            self.items.wait()
            self.reload(anew=True)

    @on(Input.Submitted, "#filter")
    def filter_done(self) -> None:
        """Enter: back to the list, filtered."""
        if self.asked.code or not self.typed:
            self._stop_typing(keep=True)
        else:
            self.indicators.focus()

    def back(self) -> None:
        """Esc: out of the filter, let the selection go, out of the items, then up a unit."""
        if self.typing.display or self.typed:
            self._stop_typing()
        elif self.asked.code and (self.items.selected or self.items.everything):
            self.items.clear_selection()
        elif self.asked.code and self.steps and self.steps[-1] == units.parent(self.context.place.unit):
            self._from = self.context.place.unit
            self.go(self.steps.pop())
        elif self.asked.code:
            self._close_items()
        else:
            super().back()

    def _stop_typing(self, *, keep: bool = False) -> None:
        """Close the filter's line; what it filtered by is forgotten, unless ``keep``."""
        self.typing.display = False
        self.typing.value = ""
        if self.asked.code:
            self.items.focus()
            if self.asked.states and not keep:
                self._list_items(self.asked.code, ())
            return
        self.typed = ""
        self.sort()
        self.indicators.focus()

    def _close_items(self) -> None:
        self.asked = Question()
        self.steps.clear()
        self.items.clear_selection()
        self._display()
        self.indicators.focus()
        self.explain_row()

    # ── events ────────────────────────────────────────────────────────────

    def on_screen_resume(self) -> None:
        """Coming from the board, stand on the indicator that was chosen there."""
        wanted = self.context.indicator
        if wanted and self.asked.code:
            self._close_items()
        if wanted and self.data is not None and self.indicators.move_to(wanted):
            self.context.indicator = ""

    def on_resize(self) -> None:
        """Other columns fit."""
        self.sort()
        if self.asked.code:
            self.reload()

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """The indicators that are shown, one indicator in all units below, or the items of one."""
        from screens import exports

        if self.data is None:
            return None
        election, pages, own, below = self.context.election, self.items.pages, self.data.own, self.data.below
        if self.items.display and pages is not None:
            return exports.of_items(election, self.context.place.unit, pages.rule, pages.groups)
        if self.below.display and below is not None:
            return exports.of_figures(election, [own, *below], [election.indicator(self.asked.code)])
        by, descending = self.indicators.sort_column or figures.ORDERS[0], self.indicators.descending
        known = own.standing.assessments
        found = figures.ordered(election.indicators, own.standing, by, descending=descending)
        return exports.of_figures(election, [own], [r for r in found if figures.matches(self.typed, r, known[r.code])])


def words_of(data: Shown) -> str:
    """The unit's name."""
    return data.path[-1].name if data.path else data.own.code


def _counts(connection: Any, election: Election, unit: str, moment: Moment) -> Mapping[str, Counts]:
    if units.level(unit) is units.Level.TPS:
        return queries.board.by_tps(connection, election, units.parent(unit) or unit).get(unit, {})
    return queries.board.tallies(connection, election.code, [unit], moment)[unit]


def _percents(connection: Any, election: Election, unit: str, local: datetime) -> Mapping[str, int]:
    """Percent by indicator of a unit at another moment."""
    moment = queries.board.moment_of(election, local)
    counts = _counts(connection, election, unit, moment)
    found = queries.board.state(election, unit, unit, counts, moment).standing.assessments
    return {code: one.percent for code, one in found.items()}


def _read(connection: Any, election: Election, unit: str, asked: Question, now: datetime) -> Shown:
    moment = queries.board.moment_of(election, now)
    path = queries.territory.path(connection, unit)
    counts = _counts(connection, election, unit, moment)
    own = queries.board.state(election, unit, path[-1].name if path else unit, counts, moment)
    opened, below = None, None
    if asked.code in own.standing.assessments and figures.is_wide(unit):
        below = _read_below(connection, election, unit, moment)
    elif asked.code in own.standing.assessments:
        opened = _read_items(connection, election, own, asked, frozen=moment.frozen)
    estimated = queries.territory.is_estimated(connection, election.code, unit)
    paces = queries.pace.paces(connection, election, unit, counts, moment)
    return Shown(path, moment, own, estimated, opened, below, paces)


def _read_below(connection: Any, election: Election, unit: str, moment: Moment) -> Sequence[UnitState]:
    below = queries.territory.children(connection, unit, election.code)
    counted = queries.board.tallies(connection, election.code, [one.code for one in below], moment)
    return [queries.board.state(election, one.code, one.name, counted[one.code], moment) for one in below]


def _read_items(connection: Any, election: Election, own: UnitState, asked: Question, *, frozen: bool) -> Opened:
    pages = Pages(election, election.indicator(asked.code), own.code, asked.states)
    rows, after = pages.after(connection, asked.anchor, asked.count)
    if frozen:
        # The figure is that of the polling day; the list is as it is now, and its title with it.
        counts = queries.readiness.by_state(connection, election, pages.rule, own.code)
    else:
        counts = figures.by_state(own.standing.assessments[asked.code].counts)
    return Opened(pages, rows, asked.anchor is not None, after, counts)
