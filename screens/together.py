"""How a screen tells, on the rows of its lists, that a colleague has a form on one of them open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Generic

from models.clock import stored
from screens.loading import Data
from screens.opening import OpeningScreen
from screens.presenters.text import plain
from screens.widgets.grid import Grid


class TogetherScreen(OpeningScreen[Data], Generic[Data], inherit_bindings=False):
    """A screen whose rows others may be at. Nobody is kept from anything by that."""

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """What a form on a row of a list is about, as the others are told (``seat:12``)."""
        return ()

    def watch_claims(self) -> None:
        """All lists are mounted."""
        for grid in self.query(Grid):
            grid.claimed = partial(self._claimed, grid)

    def show_claims(self) -> None:
        """Somebody opened or closed a form, or has left it open for too long."""
        for grid in self.query(Grid):
            grid.repaint()

    def _claimed(self, grid: Grid, key: Any) -> str:
        """Who else has a form on this row open; empty: nobody."""
        context = self.context
        if not context.claims:
            return ""
        from models.presence import holds

        now = stored((context.beneath or context).clock.now())
        found = (context.claims[about] for about in self.about_row(grid, key) if about in context.claims)
        return next((plain(one.name) for one in found if holds(one, now)), "")
