"""Papan: both countdowns, and how a unit and what is below it stand. The same screen at every level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from models import queries, units
from models.readiness import Colour, Reason
from screens import keys
from screens.acts import Writer
from screens.base import where
from screens.context import Place
from screens.locale import _
from screens.presenters import activity, places
from screens.presenters import board as figures
from screens.presenters import readiness as words
from screens.widgets.countdown import Countdown
from screens.widgets.grid import Cell, Column, Grid, Row
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.activity import EntryRow
    from models.queries.board import Action, Board, UnitState
    from models.queries.people import SeatRow

PANEL_IDS = [f"panel-{at}" for at in range(4)]
"""As many units as may stand side by side."""
ACTIONS, RECENT = 20, 20
"""Lines at hand for "perlu tindakan" and "baru saja"; as many are seen as there is room for."""
BRIEF = 40
"""Cells below which "baru saja" leaves out the seconds."""
TEAM = 12
"""Seats of a unit's own bodies: at most PPK and sekretariat, or KPPS and Linmas."""


class Shown(msgspec.Struct, frozen=True):
    """What one reading of the board brought."""

    board: Board
    actions: Sequence[Action]
    recent: Sequence[EntryRow]
    team: Sequence[SeatRow]


class Papan(Writer[Shown]):
    """The board of the place: panels while its children fit side by side, a heat table when they do not."""

    WHERE = where("board")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("board")]

    _red: tuple[str, frozenset[str]] | None = None
    """What was red when the board was last shown, and of which unit."""
    _stood = ""
    """Where one stood when the board was last shown."""

    def compose_body(self) -> ComposeResult:
        """The countdowns, which are painted first."""
        now = self.context.clock.now()
        with Horizontal(id="clocks"):
            for election in self.context.heads.values():
                yield Countdown(election, now, classes="clock")

    def compose_rest(self) -> ComposeResult:
        """All else is mounted once; what a level does not need is not displayed."""
        with Horizontal(id="panels"):
            for name in PANEL_IDS:
                yield Lines(focusable=True, id=name, classes="panel")
        yield Lines(id="team")
        yield Grid((), id="heat")
        with Horizontal(id="below"):
            yield Grid(_ACTION_COLUMNS, header=False, title=_("Perlu tindakan"), id="actions")
            yield Lines(_("Baru saja"), id="recent")

    # ── reading ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """Everything the board shows, in one snapshot."""
        election, unit = self.context.election, self.context.place.unit
        board = queries.board.board(connection, election, unit, self.context.clock.now())
        states = board.children if units.level(unit) < units.Level.KELURAHAN else (board.own,)
        found = queries.board.actions(election, states, board.moment.h, ACTIONS)
        team: Sequence[SeatRow] = ()
        if units.level(unit) >= units.Level.KECAMATAN:
            team = queries.people.of_unit(connection, election, unit, limit=TEAM)
        return Shown(
            board,
            queries.board.narrowed(connection, election, found, board.moment),
            queries.activity.entries(connection, unit, limit=RECENT),
            team,
        )

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """Bring every part up to date; what did not change is not drawn."""
        board = data.board
        self._ring_for(board)
        for clock in self.query(Countdown):
            clock.choose(chosen=clock.election.code == self.context.place.election)
        panels = figures.fits(len(board.children), self.size.width) and not data.team
        self.query_one("#panels").display = panels
        self.query_one("#heat").display = not panels
        self.query_one("#team").display = bool(data.team)
        if panels:
            self._show_panels(board)
        else:
            self._show_heat(board)
        if data.team:
            title = _("Tim {unit}").format(unit=self.context.path(self.context.place.unit).rpartition(" › ")[2])
            election = self.context.election
            self.query_one("#team", Lines).update(lambda width: figures.team(data.team, election, width), title=title)
        self._show_below(data)
        if self._stood != board.own.code:
            self._arrive(board)
        self._keep_focus()

    def on_resize(self) -> None:
        """Panels, or a table: as they fit."""
        if self.data is not None:
            self.show(self.data)

    def _ring_for(self, board: Board) -> None:
        """Ring when something that is shown has turned red."""
        red = frozenset(one.code for one in (board.own, *board.children) if one.standing.colour is Colour.RED)
        shown = f"{self.context.place.election} {board.own.code}"
        if self._red is not None and self._red[0] == shown and not red <= self._red[1]:
            self.ring()
        self._red = (shown, red)

    def _arrive(self, board: Board) -> None:
        """At another unit: begin on top, or, coming from below, where one came from."""
        stood, self._stood = self._stood, board.own.code
        came = [at for at, one in enumerate(board.children) if stood and units.contains(one.code, stood)]
        for grid in self.query(Grid):
            grid.action_first()
        if came and self.query_one("#panels").display:
            self.set_focus(self.query_one(f"#{PANEL_IDS[came[0]]}"))
        elif came:
            self.query_one("#heat", Grid).move_to(board.children[came[0]].code)

    def _show_panels(self, board: Board) -> None:
        siblings = [state.name for state in board.children]
        for at, name in enumerate(PANEL_IDS):
            panel = self.query_one(f"#{name}", Lines)
            panel.display = at < len(board.children)
            if panel.display:
                state = board.children[at]
                contacts = [one for one in board.contacts if one.unit == state.code]
                panel.update(
                    self._panel(state, contacts, estimated=board.estimated),
                    title=figures.panel_title(state, siblings),
                )

    def _panel(self, state: UnitState, contacts: Sequence[Any], *, estimated: bool) -> Any:
        election = self.context.election
        return lambda width: figures.panel(state, election, contacts, width, estimated=estimated)

    def _show_heat(self, board: Board) -> None:
        heat = self.query_one("#heat", Grid)
        at_tps = units.level(self.context.place.unit) is units.Level.TPS
        columns = _indicator_columns() if at_tps else self._heat_columns(board)
        if columns != heat.columns:
            heat.set_columns(columns)
        heat.describe(
            [
                (figures.heading(self.context.place.unit, board.estimated), "title"),
                (" ", ""),
                *figures.panel_title(board.own, ())[1:],
            ],
            self._own_note(board.own),
        )
        rows = self._indicator_rows(board) if at_tps else self._heat_rows(board)
        heat.styles.max_height = len(rows) + 3
        heat.set_rows(rows)

    def _own_note(self, own: UnitState) -> Line:
        against = own.standing.against_target
        return [
            (
                _("siap {siap} · terhadap target {target}").format(
                    siap=own.standing.siap, target="–" if against is None else against
                ),
                "dim",
            )
        ]

    def _rules(self, board: Board) -> list[Any]:
        """The indicators that have items somewhere in the table."""
        known = {
            one.code
            for state in board.children
            for one in state.standing.assessments.values()
            if one.reason is not Reason.NO_ITEMS
        }
        return [rule for rule in self.context.election.indicators if rule.code in known]

    def _heat_columns(self, board: Board) -> tuple[Column, ...]:
        broad = self._broad(board)
        each = 3 if broad else 2
        name = 16 if broad else 14
        return (
            Column("name", "", name, weight=1, sortable=False),
            Column("colour", "", 1, sortable=False),
            Column("siap", "%", 3, align="right", sortable=False),
            *(Column(rule.code, rule.code, each, sortable=False) for rule in self._rules(board)),
        )

    def _broad(self, board: Board) -> bool:
        return self.size.width >= 26 + 4 * len(self._rules(board))

    def _heat_rows(self, board: Board) -> list[Row]:
        broad = self._broad(board)
        rules = self._rules(board)
        rows = []
        for state in board.children:
            name = places.number_or_name(state.code, state.name)
            style = words.style(state.standing.colour)
            sign = words.status(state.standing.colour)
            cells: list[Cell] = [
                name,
                (sign[0], style),
                str(state.standing.siap),
                *(figures.heat_cell(state, rule, broad=broad) for rule in rules),
            ]
            rows.append(Row(state.code, cells))
        return rows

    def _indicator_rows(self, board: Board) -> list[Row]:
        rows = []
        for rule in self.context.election.indicators:
            found = board.own.standing.assessments.get(rule.code)
            if found is None:
                continue
            style = words.style(found.colour)
            figure = f"{found.counts.siap}/{found.counts.n}"
            cells = [rule.code, _(rule.name), figure, (words.status(found.colour), style), words.reason(found, rule)]
            rows.append(Row(rule.code, cells))
        return rows

    def _show_below(self, data: Shown) -> None:
        election, now = self.context.election, self.context.clock.now()
        siblings = [state.name for state in data.board.children]
        rows = [Row((one.unit, one.code), figures.action_cells(one, election, siblings)) for one in data.actions]
        actions = self.query_one("#actions", Grid)
        actions.set_rows(rows)
        if not rows:
            actions.show_state(self._nothing_to_do(data.board))
        elections = self.context.elections
        self.query_one("#recent", Lines).update(
            lambda width: (
                [activity.line(one, elections, now, brief=width < BRIEF) for one in data.recent]
                or [[(_("Belum ada catatan."), "dim")]]
            )
        )

    def _nothing_to_do(self, board: Board) -> str:
        if not board.moment.frozen:
            return _("Tidak ada yang mendesak.")
        if board.own.standing.colour is not Colour.UNKNOWN:
            return _("Arsip: keadaan saat TPS dibuka pada hari pemungutan suara.")
        return _("Arsip tanpa data: tidak ada yang tercatat sampai hari pemungutan suara. Untuk mencoba: siaga demo.")

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
        board, election, focused = self.data.board, self.context.election, self.focused
        state, code = board.own, ""
        if focused.id == "actions" and isinstance(focused, Grid) and focused.key is not None:
            action = self.data.actions[focused.window.cursor]
            return words.explained(
                action.assessment, election.indicator(action.code), election, board.moment.h, board.moment.now
            )
        if focused.id == "heat" and isinstance(focused, Grid) and focused.key is not None:
            code = str(focused.key)
        elif focused.id in PANEL_IDS and PANEL_IDS.index(focused.id) < len(board.children):
            state = board.children[PANEL_IDS.index(focused.id)]
        if code in state.standing.assessments:
            found, rule = state.standing.assessments[code], election.indicator(code)
            return words.explained(found, rule, election, board.moment.h, board.moment.now)
        state = next((one for one in board.children if one.code == code), state)
        return figures.explained(state, election)

    def action_panel(self, by: int) -> None:
        """To the panel beside."""
        shown = [panel for panel in self.query(".panel").results(Lines) if panel.display]
        if self.focused in shown:
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
            self.go(str(event.key))

    @on(Grid.RowActivated, "#actions")
    def open_action(self, event: Grid.RowActivated) -> None:
        """Enter on what needs doing goes to that indicator of that unit."""
        assert isinstance(event.key, tuple)
        self.open_indicator(*event.key)

    def open_indicator(self, unit: str, code: str) -> None:
        """Show an indicator of a unit on Kesiapan."""
        self.context.indicator = code
        self.go(unit)
        self.call_next(self.app.run_action, "mode('kesiapan')")

    def go(self, unit: str) -> None:
        """Stand at another unit, on every screen."""
        self.host.go(Place(self.context.place.election, unit))


_ACTION_COLUMNS = (
    Column("code", "", 4, sortable=False),
    Column("place", "", 14, weight=1, sortable=False),
    Column("why", "", 16, weight=6, sortable=False),
    Column("owner", "", 9, priority=1, sortable=False),
)


def _indicator_columns() -> tuple[Column, ...]:
    return (
        Column("code", "", 3, sortable=False),
        Column("name", _("Indikator"), 24, weight=2, sortable=False),
        Column("figure", _("siap"), 5, align="right", sortable=False),
        Column("status", _("status"), 16, sortable=False),
        Column("why", _("alasan"), 20, weight=2, priority=1, sortable=False),
    )
