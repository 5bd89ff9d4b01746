"""What needs doing on the board: whom one waits for, what is worst, which promises are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from models import queries
from screens.context import Context
from screens.locale import _
from screens.presenters import board as figures
from screens.presenters import eskalasi, places
from screens.presenters import readiness as words
from screens.presenters.sinergi import promise_details
from screens.widgets.grid import Column, Grid
from screens.widgets.lines import Line

if TYPE_CHECKING:
    from models.queries.board import Board, ToDo
    from screens.presenters.eskalasi import Trouble


class ToDoGrid(Grid):
    """A row each; of an answer that is awaited it says for how long."""

    def __init__(self, context: Context, *, id: str) -> None:
        """Empty until ``show_actions``."""
        columns = (
            Column("code", "", 4, sortable=False),
            Column("place", "", 14, weight=1, sortable=False),
            Column("why", "", 16, weight=6, sortable=False),
            Column("owner", "", 9, priority=1, sortable=False),
        )
        super().__init__(columns, header=False, title=_("Perlu tindakan"), id=id)
        self._shared = context
        self._board: Board | None = None
        self._found: Sequence[ToDo] = ()
        self._known: object = None
        self._late: set[int] = set()

    def show_actions(self, board: Board, found: Sequence[ToDo]) -> None:
        """What the board found. Nothing is drawn where that is what stands there."""
        known, self._known = self._known, (board.own.code, self._shared.election.code, found)
        self._board = board
        waits = any(isinstance(one, queries.escalation.EscalationRow) for one in found)
        if found and not waits and self._known == known:
            return
        self._found = found
        self.describe([(_("Perlu tindakan"), "title"), *figures.action_level(board.own.code)])
        on_top = not self.has_focus and self.window.cursor == 0
        self._show(board, self._shared.now())
        if on_top:  # what came in above is seen, unless somebody is about to act on the row under the cursor
            self.action_first()
        if not found:
            self.show_state(figures.nothing_to_do(board))

    def _show(self, board: Board, now: datetime) -> None:
        election, names, top = self._shared.election, self._shared.names, board.own.code
        siblings = [state.name for state in board.children]
        self.set_rows(
            [
                figures.action_row(one, election, siblings, places.beside(one.unit, names, top), now)
                for one in self._found
            ]
        )

    def tick(self, now: datetime) -> bool:
        """Say how long one has waited by now; whether the minutes of another have run out."""
        asked = [one for one in self._found if isinstance(one, queries.escalation.EscalationRow)]
        if asked and self._board is not None:
            self._show(self._board, now)
        late = {one.id for one in asked if eskalasi.overdue(one, now)}
        more = not late <= self._late
        self._late = late
        return more

    @property
    def action(self) -> ToDo | None:
        """What the row under the cursor is about."""
        return self._found[self.window.cursor] if self.key is not None else None

    def trouble(self) -> Trouble | None:
        """What one would ask help for."""
        action, election = self.action, self._shared.election
        if isinstance(action, queries.escalation.EscalationRow):
            return eskalasi.of_row(action)
        if isinstance(action, queries.synergy.CommitmentRow):
            return eskalasi.of_promise(action)
        if action is None:
            return None
        return eskalasi.of_indicator(action.unit, action.assessment, election.indicator(action.code), election)

    def explain(self) -> Sequence[Line] | None:
        """All that is known of the row under the cursor; None where there is none."""
        action, election = self.action, self._shared.election
        if isinstance(action, queries.escalation.EscalationRow):
            return eskalasi.details(action, election, self._shared.now())
        if isinstance(action, queries.synergy.CommitmentRow):
            return promise_details(action)
        if action is None or self._board is None:
            return None
        moment = self._board.moment
        return words.explained(action.assessment, election.indicator(action.code), election, moment.h, moment.now)
