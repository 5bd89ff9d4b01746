"""The items behind a figure: how they are paged, and the table that holds one stretch of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import queries, units
from screens.locale import _
from screens.presenters import kesiapan as figures
from screens.widgets.columns import Column
from screens.widgets.grid import Grid, Row
from screens.widgets.grid_messages import GridMessage
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from models.queries.readiness import ItemRow
    from models.rules.schema import Election, Indicator
    from models.services.evidence import Item
    from screens.widgets.window import Direction

PAGE = 100
"""Items of a first page."""
EVERYTHING = 100_000
"""Items that one write may change."""
HIGHEST = ("~", 0)
"""An anchor behind every item: codes are digits and dots."""

Anchor = tuple[int, str, int]
"""Where an item stands in the list: its group (unready ones first), unit and slot."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The items of one question, unready ones first, read by keyset from either end."""

    election: Election
    rule: Indicator
    unit: str
    states: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """States that stand together in the list."""
        return (self.states,) if self.states else (figures.UNREADY, figures.SETTLED)

    def anchor(self, item: ItemRow) -> Anchor:
        """Where an item stands."""
        group = next((at for at, states in enumerate(self.groups) if item.state in states), 0)
        return (group, item.unit, item.slot)

    def after(self, connection: Any, anchor: Anchor | None, limit: int) -> tuple[list[ItemRow], bool]:
        """At most ``limit`` items behind an anchor (from the start: None), and whether there are more."""
        start = anchor[0] if anchor else 0
        rows: list[ItemRow] = []
        for at, states in enumerate(self.groups):
            if at >= start and len(rows) <= limit:
                edge = anchor[1:] if anchor and at == start else None
                rows += self._listed(connection, states, limit + 1 - len(rows), after=edge)
        return rows[:limit], len(rows) > limit

    def before(self, connection: Any, anchor: Anchor | None, limit: int) -> tuple[list[ItemRow], bool]:
        """At most ``limit`` items in front of an anchor (from the end: None), and whether there are more."""
        start = anchor[0] if anchor else len(self.groups) - 1
        rows: list[ItemRow] = []
        for at in range(start, -1, -1):
            if len(rows) <= limit:
                edge = anchor[1:] if anchor and at == start else HIGHEST
                rows = self._listed(connection, self.groups[at], limit + 1 - len(rows), before=edge) + rows
        return rows[-limit:], len(rows) > limit

    def every(self, connection: Any) -> list[Item]:
        """All of them that evidence can be recorded for, for one write."""
        rows = self._listed(connection, self.states, EVERYTHING)
        return as_items([row for row in rows if row.state != "na"], self.rule)

    def _listed(self, connection: Any, states: tuple[str, ...], limit: int, **edge: Any) -> list[ItemRow]:
        return list(
            queries.readiness.listed(
                connection, self.election, self.rule, self.unit, states=states, limit=limit, **edge
            )
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """The items of the indicator that is open: one stretch of them, and how many there are in each state."""

    pages: Pages
    rows: Sequence[ItemRow]
    before: bool
    after: bool
    counts: dict[str, int]


class ItemGrid(Grid):
    """The items of an indicator. Their order is fixed; the sort keys walk through their states instead."""

    class StatesTurned(GridMessage):
        """Items of another state are wanted: the next one, or the one before."""

        def __init__(self, grid: Grid, by: int) -> None:
            """``by``: 1 or -1."""
            super().__init__(grid)
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:
        """Empty until ``show_opened``."""
        super().__init__((), id=id, selectable=True, empty=_("Tidak ada butir yang cocok."))
        self.pages: Pages | None = None
        self._known: dict[Any, ItemRow] = {}

    def wait(self) -> None:
        """Another question was asked: its rows are on their way."""
        self.pages = None
        self._known = {}
        self.clear_selection()
        self.set_rows(())
        self.show_state(_("memuat…"))

    def show_opened(self, opened: Opened, title: Line, note: Line) -> None:
        """Show a stretch of items, new or read again."""
        fresh, self.pages = self.pages is None, opened.pages
        columns = _columns(opened.pages.rule, self.size.width)
        if columns != self.columns:
            self.set_columns(columns)
        self.describe(title, note)
        self._known = {_key(row): row for row in opened.rows}
        self.set_rows(
            self._rows(opened.rows),
            offset=self.window.offset if opened.before else 0,
            total=figures.count_in(opened.counts, opened.pages.states),
            before=opened.before,
            after=opened.after,
            cursor=_key(opened.rows[0]) if fresh and opened.rows else None,
        )

    def add_page(self, pages: Pages, direction: Direction, rows: list[ItemRow], *, more: bool) -> None:
        """The page that ``NeedRows`` asked for."""
        if pages is not self.pages:
            return
        self._known |= {_key(row): row for row in rows}
        made = self._rows(rows)
        if direction == "before" or direction == "after":  # noqa: PLR1714 - the type checker follows only this
            self.add_rows(made, direction, more=more)
            return
        last = direction == "last"
        total = self.window.total or len(rows)
        offset = total - len(rows) if last else 0
        self.set_rows(made, offset=offset, total=total, before=last and more, after=more and not last)

    def anchor_of(self, key: Any) -> Anchor | None:
        """Where a row at hand stands in the list."""
        row = self._known.get(key)
        return self.pages.anchor(row) if row is not None and self.pages is not None else None

    def stretch(self) -> tuple[Anchor | None, int]:
        """What is at hand: the place in front of its first row (None: the start of the list) and how many rows."""
        window = self.window
        first = self.anchor_of(window.rows[0].key) if self.pages is not None and window.rows and window.before else None
        anchor = (first[0], first[1], first[2] - 1) if first is not None else None
        return anchor, max(len(window.rows), PAGE)

    @property
    def item(self) -> ItemRow | None:
        """The item under the cursor."""
        return self._known.get(self.key)

    def chosen(self) -> list[ItemRow]:
        """The items selected, or the one under the cursor."""
        return [self._known[key] for key in self.selected or {self.key} if key in self._known]

    def _rows(self, rows: Sequence[ItemRow]) -> list[Row]:
        pages = self.pages
        assert pages is not None
        return [Row(_key(row), figures.item_cells(row, pages.rule, pages.election)) for row in rows]

    def action_sort(self) -> None:
        """The next state."""
        self.post_message(self.StatesTurned(self, 1))

    def action_sort_reverse(self) -> None:
        """The state before."""
        self.post_message(self.StatesTurned(self, -1))


def as_items(rows: Sequence[ItemRow], rule: Indicator) -> list[Item]:
    """The items as their verbs take them; a seat nobody holds has no evidence."""
    from models.services.evidence import Item

    return [
        Item(row.unit, row.slot, row.tenure_id, row.version) for row in rows if row.tenure_id or rule.counts != "seat"
    ]


def area_of(unit: str) -> str | None:
    """The kelurahan that a unit is or lies in."""
    return unit[: units.LENGTHS[units.Level.KELURAHAN]] if units.level(unit) >= units.Level.KELURAHAN else None


def _key(item: ItemRow) -> tuple[str, int]:
    return (item.unit, item.slot)


def _columns(rule: Indicator, width: int) -> tuple[Column, ...]:
    who: tuple[Column, ...] = ()
    if rule.counts == "seat":
        who = (Column("post", _("Jabatan"), 16, weight=1), Column("holder", _("Pemegang"), 14, weight=3))
    elif rule.counts == "contact":
        who = (Column("role", _("Kontak"), 12, weight=1),)
    place = {"tps": _("TPS"), "kelurahan": _("Kelurahan"), "kecamatan": _("Kecamatan")}.get(rule.counts, _("Tempat"))
    roomy = width >= 100
    return (
        Column("place", place, 16 if who else 22, weight=2),
        *who,
        Column("state", _("keadaan"), 18 if roomy or not who else 9),
        Column("since", _("sejak"), 11 if roomy else 6, align="right"),
        Column("reference", _("bukti"), 10, weight=2, priority=1),
    )
