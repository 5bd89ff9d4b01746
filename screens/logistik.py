"""Logistik: goods of the place and what is short, its TPS with their kits, signs of trouble; of a TPS its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, units
from models.units import Level
from screens import keys
from screens.base import where
from screens.context import Context
from screens.locale import _
from screens.logistik_acts import LogisticsActs
from screens.logistik_lists import EMPTY, FLAGS, GOODS, SHORT, TPS, Shown, lists, next_words, table, title
from screens.presenters import eskalasi, kesiapan, numbers
from screens.presenters import logistics as words
from screens.presenters.eskalasi import Trouble
from screens.presenters.text import plain
from screens.widgets.grid import Grid, Row
from screens.widgets.grid_messages import NeedRows
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.logistics import FlagRow, Station, StockRow
    from screens.context import Place
    from screens.exports import Export

PAGE = 100
"""Rows of a first page."""
WORST = 4
"""Shortages below the goods; all of them are a list of their own."""
MOST = 500
"""Shortages that are listed."""
TALL = 34
"""Rows from which more of the shortages are shown."""


class Logistik(LogisticsActs[Shown]):
    """One list at a time; ``f`` turns to the next one, Enter goes down, as far as the card of a TPS."""

    WHERE = where("logistik")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("logistik")]
    AUTO_FOCUS = "#goods"
    CSS: ClassVar[str] = """
    Logistik #card { height: auto; max-height: 9; }
    Logistik #goods { height: 1fr; }
    Logistik #short { height: auto; max-height: 12; }
    """

    def __init__(self, context: Context) -> None:
        """The goods first."""
        super().__init__(context)
        self.listed = GOODS
        self._steps: list[str] = []

    def compose_body(self) -> ComposeResult:
        """The card of a TPS, the list, what is short or what the row under the cursor says."""
        yield Lines(id="card")
        yield Grid((), id="goods", selectable=True)
        yield Lines(id="short")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#goods", Grid)

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """The sums of the place, and the rows of the list that is shown; of a wide unit the tallies."""
        context = self.context
        place, election = context.place, context.elections[context.place.election]
        found, unit = queries.logistics, place.unit
        listed = self.listed if self.listed in lists(unit) else lists(unit)[0]
        if kesiapan.is_wide(unit):
            board = queries.board.board(connection, election, unit, context.now())
            return Shown(place, listed, wide=board.children)
        there, goods = found.goods(connection, election, unit)
        total, short = found.shortages(connection, election, unit, limit=MOST if listed == SHORT else 3 * WORST)
        self.learn(connection, [one.unit for one in short])
        shown = Shown(place, listed, there, goods, total, short, flagged=found.flagged(connection, election, unit))
        level = units.level(unit)
        if level is Level.TPS:
            stations = found.stations(connection, election, unit, limit=1)
            own = queries.board.board(connection, election, unit, context.now()).own
            flags = found.flags(connection, election, unit)
            stock = found.stock(connection, election, unit)
            seats = found.seats(connection, election, unit)
            return replace(shown, stations=stations, own=own, flags=flags, stock=stock, seats=seats)
        if listed == GOODS and level is Level.KECAMATAN:
            return replace(shown, stock=found.stock(connection, election, unit))
        if listed == TPS and level < Level.KECAMATAN:
            return replace(shown, parts=found.parts(connection, election, unit))
        if listed == TPS:
            return self._paged(connection, shown)
        if listed == FLAGS:
            flags = found.flags(connection, election, unit, limit=max(PAGE, len(self.grid.window.rows)))
            return replace(shown, flags=flags, after=len(flags) < shown.flagged[1])
        return shown

    def _paged(self, connection: Any, shown: Shown) -> Shown:
        """A page of TPS: the same stretch again while the list is the same."""
        window, election = self.grid.window, self.context.elections[shown.place.election]
        same = self.data is not None and self.data.place == shown.place and self.data.listed == TPS
        first = str(window.rows[0].key) if same and window.rows else None
        count = max(PAGE, len(window.rows))
        rows = queries.logistics.stations(connection, election, shown.place.unit, limit=count + 1, start=first)
        return replace(shown, stations=rows[:count], before=bool(first) and window.before, after=len(rows) > count)

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The list that is chosen, in its columns."""
        fresh = self.data_before != (data.place, data.listed)
        self.data_before = (data.place, data.listed)
        grid = self.grid
        columns, rows, total = table(data, self.context.election)
        if fresh:
            grid.clear_selection()
        if columns != grid.columns:
            grid.set_columns(columns)
        old = grid.window
        offset = (old.offset if old.total == total else None) if data.before else 0
        came = None
        if fresh and rows:
            came = next((row.key for row in rows if row.key in self._steps), rows[0].key)
        grid.set_rows(rows, offset=offset, total=total, before=data.before, after=data.after, cursor=came)
        if not rows:
            grid.show_state(EMPTY[data.listed]())
        grid.describe(title(data), next_words(data))
        self.leave_out(self._without(data))
        self._show_card(data)
        self._show_below()

    data_before: tuple[Place, str] | None = None
    """What was shown last."""

    def _without(self, data: Shown) -> set[str]:
        """Keys that mean nothing in this list."""
        at_tps = units.level(data.place.unit) is Level.TPS
        hands = data.listed == TPS and not data.wide and not data.parts
        found = set() if hands else {"select", "select-all"}
        if not (at_tps or hands):
            found |= {"evidence", "voters", "flag-add"}
        if data.listed != FLAGS:
            found |= {"answer", "unflag"}
        if data.listed != GOODS or units.level(data.place.unit) not in (Level.TPS, Level.KECAMATAN):
            found.add("edit")
        return found | ({"evidence-all"} if units.level(data.place.unit) < Level.KECAMATAN else set())

    def _show_card(self, data: Shown) -> None:
        card = self.query_one("#card", Lines)
        one = data.stations[0] if data.own is not None and data.stations else None
        card.display = one is not None
        if one is not None and data.own is not None:
            card.update(
                words.card(one, data.own, data.flags, data.seats, self.context.election),
                title=_("TPS {number} {kelurahan}").format(number=one.code[-3:], kelurahan=plain(one.name)),
            )

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """The panel below follows the cursor."""
        self._show_below()

    def _show_below(self) -> None:
        """What is short, worst first; of a flag all that is said of it."""
        data, panel = self.data, self.query_one("#short", Lines)
        if data is None:
            return
        one = self.flag()
        panel.display = one is not None or (data.listed == GOODS and bool(data.total))
        election = self.context.election
        if one is not None:
            lines = [[(" ", ""), *line] for line in words.flag_lines(one, election)]
            panel.update(lines, title=words.sign_name(election, one.sign), note=())
        elif panel.display:
            count = WORST * 2 if self.size.height >= TALL else WORST
            lines = [[(" ", ""), words.short_cells(short, election)[0]] for short in data.short[:count]]
            note: Line = [(_("{n} seluruhnya").format(n=numbers.number(data.total)), "dim")]
            panel.update(lines, title=_("Kekurangan, terburuk dulu"), note=note if data.total > count else ())

    # ── moving ────────────────────────────────────────────────────────────

    @on(NeedRows)
    def page_in(self, event: NeedRows) -> None:
        """More TPS or flags, near the end of what is at hand."""
        data = self.data
        if data is None or data.listed not in (TPS, FLAGS) or data.parts or data.wide:
            return
        if data.listed == TPS:
            self._page_stations(event, data)
        elif event.direction == "after":
            last = data.flags[-1].anchor if data.flags else None
            self.fetch(
                lambda connection: queries.logistics.flags(
                    connection, self.context.election, data.place.unit, after=last, limit=event.count
                ),
                self._add_flags,
            )

    def _page_stations(self, event: NeedRows, data: Shown) -> None:
        back = event.direction in ("before", "last")
        edge = str(event.anchor) if event.direction in ("before", "after") else None
        election, unit, count = self.context.election, data.place.unit, event.count

        def read(connection: Any) -> list[Station]:
            if back:
                return queries.logistics.stations(connection, election, unit, before=edge or "~", limit=count + 1)
            return queries.logistics.stations(connection, election, unit, after=edge, limit=count + 1)

        self.fetch(read, lambda found: self._add_stations(event, found))

    def _add_stations(self, event: NeedRows, found: list[Station]) -> None:
        data, grid, more = self.data, self.grid, len(found) > event.count
        if data is None:
            return
        back = event.direction in ("before", "last")
        page = (found[1:] if back else found[:-1]) if more else found
        rows = [Row(one.code, words.station_cells(one, self.context.election)) for one in page]
        total = data.there.tps if data.there is not None else None
        if event.direction in ("before", "after"):
            stations = [*page, *data.stations] if back else [*data.stations, *page]
            grid.add_rows(rows, event.direction, more=more)
        else:
            stations = page
            offset = 0 if event.direction == "first" else max((total or len(page)) - len(page), 0)
            grid.set_rows(
                rows, offset=offset, total=total, before=back and more, after=not back and more,
                cursor=rows[-1 if back else 0].key if rows else None,
            )  # fmt: skip
        self.data = replace(data, stations=stations)

    def _add_flags(self, found: list[FlagRow]) -> None:
        data = self.data
        if data is not None and data.listed == FLAGS:
            self.data = replace(data, flags=[*data.flags, *found])
            rows = [Row(one.id, words.flag_cells(one, self.context.election)) for one in found]
            self.grid.add_rows(rows, "after", more=len(self.data.flags) < data.flagged[1])

    @on(Grid.RowActivated)
    def open_row(self) -> None:
        """Enter: down to the unit of the row."""
        key = self.grid.key
        flag = self.flag()
        target = flag.unit if flag is not None else key[0] if isinstance(key, tuple) else str(key)
        if "." not in target and self.data is not None and not self.data.wide:
            return  # a kind of goods: E says how many
        if target != self.context.place.unit:
            self._steps.append(target)
            self.go(target)

    def action_next_list(self) -> None:
        """f: the next list, and from the last one the first."""
        found = lists(self.context.place.unit)
        at = found.index(self.data.listed) if self.data is not None and self.data.listed in found else -1
        self.listed = found[(at + 1) % len(found)]
        self.reload(anew=True)

    def back(self) -> None:
        """Esc: let the selection go, then up a unit: to the row one came from."""
        if self.grid.selected:
            self.grid.clear_selection()
            return
        super().back()

    def on_resize(self) -> None:
        """More or fewer of the shortages fit."""
        self._show_below()

    # ── what the keys are about ────────────────────────────────────────────────────────────

    def chosen(self) -> Sequence[Station]:
        """The TPS that are selected, the one under the cursor, the one whose card it is, or that of a flag."""
        data = self.data
        if data is None:
            return ()
        if data.listed == TPS or units.level(data.place.unit) is Level.TPS:
            wanted = self.grid.selected or {self.grid.key}
            at_tps = units.level(data.place.unit) is Level.TPS
            return [one for one in data.stations if at_tps or one.code in wanted]
        return ()

    def kelurahan(self) -> str | None:
        """That of the TPS at hand, or of the flag, or the place."""
        flag, chosen = self.flag(), self.chosen()
        unit = flag.unit if flag is not None else chosen[0].code if chosen else self.context.place.unit
        length = units.LENGTHS[Level.KELURAHAN]
        return unit[:length] if len(unit) >= length else None

    def piece(self) -> tuple[str, str, StockRow | None] | None:
        """The kind of goods under the cursor, of a TPS or the store of a kecamatan."""
        data = self.data
        if data is None or data.listed != GOODS or self.grid.key is None:
            return None
        if units.level(data.place.unit) not in (Level.TPS, Level.KECAMATAN):
            return None
        good = str(self.grid.key)
        return data.place.unit, good, data.stock.get(good)

    def trouble(self) -> Trouble | None:
        """What is short at the TPS or store under the cursor; else the worst of what is short here."""
        data, flag, election = self.data, self.flag(), self.context.election
        if data is None:
            return None
        if flag is not None:
            return eskalasi.of_flag(flag, election)
        if chosen := self.chosen():
            return eskalasi.of_station(chosen[0], election) or Trouble(chosen[0].code)
        key = self.grid.key
        found = next((one for one in data.short if key in ((one.unit, one.good), one.good)), None)
        return eskalasi.of_shortage(found, election) if found is not None else None

    def flag(self) -> FlagRow | None:
        """The flag under the cursor."""
        data = self.data
        if data is None or data.listed != FLAGS:
            return None
        return next((one for one in data.flags if one.id == self.grid.key), None)

    def acted(self) -> None:
        """What was selected is done."""
        self.grid.clear_selection()
        super().acted()

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """The goods of all TPS, or their flags; of a wide unit the list as it is shown."""
        from screens import exports

        data = self.data
        if data is None or data.wide:
            return super().exported()
        return exports.of_logistics(self.context.election, data.place.unit, flags=data.listed == FLAGS)
