"""Papan: both countdowns, and how a unit and what is below it stand. The same screen at every level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, units
from models.readiness import Colour
from screens import keys
from screens.base import where
from screens.context import Context
from screens.escalating import Asks
from screens.heat import Heat
from screens.locale import _
from screens.presenters import activity, eskalasi
from screens.presenters import board as figures
from screens.presenters import readiness as words
from screens.todo import ToDoGrid
from screens.widgets.bare import Across
from screens.widgets.countdown import Countdown
from screens.widgets.grid import Grid
from screens.widgets.lines import Line, Lines
from screens.worst import WorstFirst

if TYPE_CHECKING:
    from models.queries.activity import EntryRow
    from models.queries.board import Board, ToDo, UnitState
    from models.queries.people import SeatRow
    from models.queries.territory import RegionRow
    from screens.exports import Export
    from screens.messages import Moved
    from screens.presenters.eskalasi import Trouble

PANEL_IDS = [f"panel-{at}" for at in range(4)]
"""As many units as may stand side by side."""
ACTIONS, RECENT = 20, 20
"""Lines at hand for "perlu tindakan" and "baru saja"; as many are seen as there is room for."""
BRIEF = 40
"""Cells below which "baru saja" leaves out the seconds."""
TEAM = 12
"""Seats of a unit's own bodies: at most PPK and sekretariat, or KPPS and Linmas."""


class Shown(msgspec.Struct, frozen=True):
    """What one reading of the board brought. ``root``: the top of the database, where there is no such place;
    ``worst``: the units of the list that is open; ``now``: while no present is shown, unit → how ready it is now."""

    board: Board
    root: RegionRow | None
    worst: Sequence[UnitState] | None
    actions: Sequence[ToDo]
    recent: Sequence[EntryRow]
    team: Sequence[SeatRow]
    now: Mapping[str, int]


class Papan(Asks[Shown]):
    """The board of the place: panels while its children fit side by side, a table when they do not; and, asked for,
    all units of a level below, the worst first."""

    WHERE = where("board")
    WITHOUT = frozenset({"filter", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("board")]

    _red: tuple[str, frozenset[str]] | None = None
    """What was red when the board was last shown, and of which unit."""
    _stood, _width = "", 0
    """Where one stood when the board was last shown, and how many columns there were."""
    _return: str | None = None
    """The unit of a list that one comes back from."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.worst = WorstFirst()

    def compose_body(self) -> ComposeResult:
        """The countdowns, which are painted first."""
        now = self.context.now()
        with Across(id="clocks"):
            self._clocks = [Countdown(election, now, classes="clock") for election in self.context.heads.values()]
            yield from self._clocks

    def compose_rest(self) -> ComposeResult:
        """All else is mounted once; what a level does not need is not displayed."""
        with Across(id="panels"):
            for name in PANEL_IDS:
                yield Lines(focusable=True, id=name, classes="panel")
        yield Lines(id="team")
        yield Heat(self.context, id="heat")
        with Across(id="below"):
            yield ToDoGrid(self.context, id="actions")
            yield Lines(_("Baru saja"), id="recent")

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """Everything the board shows, in one snapshot."""
        election, unit, now = self.context.election, self.context.place.unit, self.context.now()
        board = queries.board.board(connection, election, unit, now)
        team: Sequence[SeatRow] = ()
        if units.level(unit) >= units.Level.KECAMATAN:
            team = queries.people.of_unit(connection, election, unit, limit=TEAM)
        listed = self.worst.listed(unit)
        worst = self.worst.read(connection, election, unit, listed, board.children, now) if listed else None
        actions = queries.board.to_do(connection, election, board, ACTIONS)
        recent = queries.activity.entries(connection, unit, limit=RECENT)
        seen = (*(one.code for one in worst or ()), *(one.unit for one in actions), *(one.unit for one in recent))
        self.learn(connection, seen)
        siap = self.of_present(lambda present, local: queries.board.siap(present, election, unit, local))
        root = queries.territory.root(connection) if not board.path or board.path[-1].code != unit else None
        return Shown(board, root, worst, actions, recent, team, siap or {})

    def moved(self, moved: Moved) -> None:
        """Of a list that is kept, what moved is judged anew when it is next shown."""
        self.worst.moved(moved.units, everything=moved.everything)
        super().moved(moved)

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """Bring every part up to date; what did not change is not drawn."""
        board = data.board
        if data.root is not None:
            # A place of the settings that this database does not reach: its top, instead.
            self.say(_("{unit} tidak ada di basis data ini.").format(unit=self.context.place.unit), "kurang")
            self.go(data.root.code)
            return
        self._ring_for(board)
        for clock in self._clocks:
            clock.choose(chosen=clock.election.code == self.context.place.election)
        listed = self.worst.listed(board.own.code) is not None
        self._width = self.app.size.width  # the screen's, also before it is laid out
        panels = figures.fits(len(board.children), self._width) and not data.team and not listed
        self.query_one("#panels").display = panels
        self.query_one("#heat").display = not panels
        self.query_one("#team").display = bool(data.team) and not listed
        self.query_one("#below").display = not listed
        came = self._came(board)
        if panels:
            self._show_panels(board)
        else:
            self._show_table(data, came)
        if data.team:
            election, path = self.context.election, self.context.path(self.context.place.unit)
            title = _("Tim {unit}").format(unit=path.rpartition(" › ")[2])
            self.query_one("#team", Lines).update(lambda width: figures.team(data.team, election, width), title=title)
        if not listed:
            self._show_below(data)
        if self._stood != board.own.code:
            self._arrive(board, came)
        self._keep_focus()
        self._offer()

    def _offer(self) -> None:
        """The keys of a table are offered where there is one that can be sorted."""
        heat = self.query_one("#heat", Heat)
        no_order = () if heat.display and heat.sortable else ("sort", "sort-reverse")
        no_list = ("worst",) if units.level(self.context.place.unit) is units.Level.TPS else ()
        self.leave_out((*no_order, *no_list))

    def on_resize(self) -> None:
        """Panels, or a table: as they fit."""
        if self.data is not None and self._width != self.app.size.width:
            self.show(self.data)

    def _ring_for(self, board: Board) -> None:
        """Ring when something that is shown has turned red."""
        red = frozenset(one.code for one in (board.own, *board.children) if one.standing.colour is Colour.RED)
        shown = f"{self.context.place.election} {board.own.code} {self.context.as_of or self.context.supposed}"
        if self._red is not None and self._red[0] == shown and not red <= self._red[1]:
            self.ring()
        self._red = (shown, red)

    def _came(self, board: Board) -> str | None:
        """At another unit: the child that one came from below, or nothing where one came otherwise; else None."""
        stood = self._stood
        if stood == board.own.code:
            return None
        return next((one.code for one in board.children if stood and units.contains(one.code, stood)), "")

    def _arrive(self, board: Board, came: str | None) -> None:
        """At another unit: begin on top, or, coming from below, where one came from."""
        self._stood = board.own.code
        self.query_one("#actions", Grid).action_first()
        at = next((at for at, one in enumerate(board.children) if one.code == came), 0)
        if self.query_one("#panels").display:
            self.set_focus(self.query_one(f"#{PANEL_IDS[at]}"))

    def _show_panels(self, board: Board) -> None:
        siblings, election = [state.name for state in board.children], self.context.election
        for at, name in enumerate(PANEL_IDS):
            panel = self.query_one(f"#{name}", Lines)
            panel.display = at < len(board.children)
            if panel.display:
                state = board.children[at]
                contacts = [one for one in board.contacts if one.unit == state.code]
                now = figures.now_words((self.data.now if self.data else {}).get(state.code), self.context.supposed)
                panel.update(
                    partial(figures.panel, state, election, contacts, estimated=board.estimated, now=now),
                    title=figures.panel_title(state, siblings),
                    of=(state, contacts, board.estimated, siblings, now, election.code),
                )

    def _show_table(self, data: Shown, came: str | None) -> None:
        table, own, level = self.query_one("#heat", Heat), data.board.own, self.worst.listed(data.board.own.code)
        table.now = data.now
        if level is None and units.level(own.code) is units.Level.TPS:
            table.show_indicators(own)
        elif level is None:
            table.show_children(data.board, came)
        elif data.worst is None:
            table.wait()
        else:
            table.show_worst(data.worst, own, level, self._return)
            self._return = None

    def _show_below(self, data: Shown) -> None:
        self.query_one(ToDoGrid).show_actions(data.board, data.actions)
        now, names, top = self.context.now(), self.context.names, data.board.own.code
        elections, recent = self.context.elections, _("Baru saja")
        self.query_one("#recent", Lines).update(
            lambda width: activity.recent(data.recent, elections, now, names, top, brief=width < BRIEF),
            title=f"{recent} {self.context.zone_said}".rstrip(),
            of=(data.recent, now.date(), top),
        )

    def tick(self, now: datetime) -> None:
        """And how long one has waited for an answer; the bell tells when the minutes have run out."""
        super().tick(now)
        if self.complete and self.query_one(ToDoGrid).tick(now):
            self.ring()

    def _keep_focus(self) -> None:
        """The focus stands on something that is displayed: the first panel, or the table."""
        focused = self.focused
        if focused is not None and focused.display and all(one.display for one in focused.ancestors_with_self):
            return
        target = "#panel-0" if self.query_one("#panels").display else "#heat"
        self.query_one(target).focus()

    # ── keys ────────────────────────────────────────────────────────────

    def explain(self) -> Sequence[Line]:
        """The unit under the cursor with all its indicators, or the arithmetic of the one under the cursor."""
        if self.data is None or self.focused is None:
            return ()
        board, election = self.data.board, self.context.election
        if isinstance(self.focused, ToDoGrid) and (lines := self.focused.explain()) is not None:
            return lines
        state, code = self._under(self.data)
        if code in state.standing.assessments:
            found, rule = state.standing.assessments[code], election.indicator(code)
            return words.explained(found, rule, election, board.moment.h, board.moment.now)
        return figures.explained(state, election)

    def trouble(self) -> Trouble | None:
        """What needs doing, the indicator of a TPS, or the worst of the unit under the cursor."""
        if isinstance(self.focused, ToDoGrid) and (found := self.focused.trouble()) is not None:
            return found
        return eskalasi.of_state(*self._under(self.data), self.context.election) if self.data is not None else None

    def _under(self, data: Shown) -> tuple[UnitState, str]:
        """The unit under the cursor, and of a table the key of its row."""
        board, focused = data.board, self.focused
        if isinstance(focused, Heat):
            return focused.unit or board.own, str(focused.key)
        at = PANEL_IDS.index(focused.id) if focused is not None and focused.id in PANEL_IDS else len(board.children)
        return (board.children[at] if at < len(board.children) else board.own), ""

    def action_panel(self, by: int) -> None:
        """To the panel beside."""
        if self.focused in (shown := [one for one in self.query(".panel").results(Lines) if one.display]):
            shown[(shown.index(self.focused) + by) % len(shown)].focus()

    @on(Lines.Activated, ".panel")
    def open_panel(self, event: Lines.Activated) -> None:
        """Enter on a panel goes down to its unit."""
        if self.data is not None and event.lines.id is not None:
            self.go(self.data.board.children[PANEL_IDS.index(event.lines.id)].code)

    @on(Grid.RowActivated, "#heat")
    def open_row(self, event: Grid.RowActivated) -> None:
        """Enter on a row goes down to its unit; on an indicator of a TPS, to its items."""
        if units.level(self.context.place.unit) is units.Level.TPS:
            self.open_indicator(self.context.place.unit, str(event.key))
        else:
            self.worst.leave(str(event.key))
            self.go(str(event.key))

    @on(Grid.RowActivated, "#actions")
    def open_action(self, event: Grid.RowActivated) -> None:
        """Enter on what needs doing goes to that indicator of that unit, or to the register it is from."""
        assert isinstance(event.key, tuple)
        unit, what = event.key
        if isinstance(what, str):
            self.open_indicator(unit, what)
            return
        self.context.register = what[0]
        self.go(unit)
        self.call_next(self.app.run_action, "mode('sinergi')")

    def action_worst(self) -> None:
        """t: all units of a level below, the worst first; then of the next level; then the board again."""
        unit = self.context.place.unit
        if self.data is None:
            return
        before, level = self.worst.listed(unit), self.worst.turn(unit)
        if before is None and level is None:
            self.say(_("Di bawah TPS tidak ada yang lebih kecil."), "dim")
        elif level is None:
            self._close_worst(self.data)
        else:
            self.data = msgspec.structs.replace(self.data, worst=None)
            self.show(self.data)
            self.reload(anew=True)

    def _close_worst(self, data: Shown) -> None:
        self.worst.close()
        self.data = msgspec.structs.replace(data, worst=None)
        self.show(self.data)

    def back(self) -> None:
        """Esc: out of the list of the worst, back to the list that one came from, else up a unit."""
        unit = self.context.place.unit
        step = self.worst.back_from(unit)
        if step is not None:
            self._return = step.to
            self.go(step.top)
        elif self.data is not None and self.worst.listed(unit) is not None:
            self._close_worst(self.data)
        else:
            super().back()

    def place_changed(self) -> None:
        """Elsewhere: a list that one did not come from is forgotten."""
        self.worst.stray(self.context.place.unit)
        super().place_changed()

    def open_indicator(self, unit: str, code: str) -> None:
        """Show an indicator of a unit on Kesiapan."""
        self.context.indicator = code
        self.go(unit)
        self.call_next(self.app.run_action, "mode('kesiapan')")

    def exported(self) -> Export | None:
        """Its units in the order of the table; what is to be done, where that list has the focus."""
        from screens import exports

        heat, panels = self.query_one("#heat", Heat), self.query_one("#panels").display
        if self.data is None or isinstance(self.focused, ToDoGrid) or not (panels or heat.units):
            return exports.of_list(self, "tindakan")
        states = tuple(self.data.board.children if panels else heat.units)
        return exports.of_units(self.context.election, states, "papan" if self.data.worst is None else "terburuk")
