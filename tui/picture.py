"""An app that sends only what changes, and whose first picture waits for nothing that it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual._compositor import CompositorUpdate

from screens.context import Context
from tui.canvas import Canvas, Ready
from tui.together import TogetherApp

if TYPE_CHECKING:
    from textual.screen import Screen


_mixed: dict[str, dict[str, str]] = {}
"""The colours of each theme that was used."""


class PictureApp(TogetherApp, inherit_bindings=False):
    """Between Textual's compositor and the terminal."""

    def __init__(self, context: Context) -> None:
        """Nothing stands on the terminal."""
        super().__init__(context)
        self.at_once = self.pictured = False
        self._canvas = Canvas()

    def get_css_variables(self) -> dict[str, str]:
        """Textual's, which mixes all colours of a theme anew each time it is asked: twice in each start."""
        if self.theme not in _mixed:
            _mixed[self.theme] = super().get_css_variables()
        self.theme_variables = dict(_mixed[self.theme])
        return self.theme_variables

    def after_first_picture(self) -> None:
        """The first picture is sent: what it did not show may come."""
        for screen in self._screens():
            screen.furnish()

    def _end_batch(self) -> None:
        super()._end_batch()
        if not self.pictured and not self._batch_count:
            for screen in self._screens():
                screen.call_later(screen._refresh_layout, self.size)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Textual's way to the terminal: send only what differs from what stands there."""
        if isinstance(renderable, CompositorUpdate):
            if not self.pictured and not self._batch_count:
                self.at_once = self.pictured = True
                self.call_later(self.after_first_picture)
            if self._sends():
                text = self._canvas.sequence(renderable, self.console, self.size)
                if text is not None:
                    if not text and self.cursor_position == self._previous_cursor_position:
                        return
                    renderable = Ready(text)
        super()._display(screen, renderable)

    def _sends(self) -> bool:
        driver = self._driver
        open_ = self._running and not self._closed and not self._batch_count
        return open_ and driver is not None and not self.is_headless and not driver.is_inline

    def on_resize(self, event: events.Resize) -> None:
        """Nobody knows what a terminal does to its picture when its size changes."""
        if self._canvas.size not in {(0, 0), tuple(event.size)}:
            self._canvas.forget()

    def redraw(self) -> None:
        """Draw everything again: somebody may have written over the picture."""
        self._canvas.forget()
        self.refresh(layout=True)
