"""How a screen opens: what is shown first, what follows, and that each is drawn once."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.compose import compose

from screens.loading import Data, LoadingScreen

if TYPE_CHECKING:
    from textual.geometry import Size

AT_ONCE = 0.05
"""Seconds that a screen's first picture waits for its data: it is arranged and drawn once then, not twice."""


class OpeningScreen(LoadingScreen[Data], inherit_bindings=False):
    """What is imported already is shown at once (``whole``), with its data where they come soon; else the countdowns
    come first."""

    whole = False

    def compose_rest(self) -> ComposeResult:
        """More widgets of the body, mounted after the first picture: only the screen that opens first needs that."""
        yield from ()

    @abstractmethod
    def _furnished(self) -> None:
        """Everything is mounted."""

    def furnish(self) -> None:
        """The first picture stands: mount what it did not show."""
        if not self.complete:
            self.call_later(self._furnish)

    async def _furnish(self) -> None:
        body = self.query_one("#body")
        rest = compose(body, self.compose_rest())
        if rest:
            await body.mount_all(rest)
        self._furnished()

    def wait_for_data(self) -> None:
        """Do nothing else until they are there, but not for long."""
        self.call_next(self.answered, AT_ONCE)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Textual's own handler follows. What was styled a moment ago, when it was mounted, need not be again."""
        if not self.host.pictured:
            event.refresh_styles = False

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Textual arranges and draws also while the app starts, when nothing is shown: the app asks for it once."""
        if self.host.pictured or not self.app._batch_count:
            super()._refresh_layout(size, scroll)
