"""Keys typed before they can act: kept in order, neither lost nor hitting something else.

A key goes from the app to the focus and back before its binding acts. On a slow line several come at once: without
waiting for one another, what is typed after ``/`` would still go to the list.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

from screens.presenters.text import plain_lines
from tui.driver import TerminalDriver

if TYPE_CHECKING:
    from textual.dom import DOMNode

Typed = events.Key | events.Paste

FORGOTTEN = 1.0
"""Seconds after which nobody waits for a key any more that never said that it has acted (its widget is gone)."""


class HeldKeys:
    """A queue of what was typed and has not acted yet."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._queue: deque[Typed] = deque()
        self._returned = 0
        self._next: Typed | None = None
        self._acting = 0.0

    def __bool__(self) -> bool:
        """Whether something is held."""
        return bool(self._queue)

    def hold(self, event: Typed, *, closed: bool) -> bool:
        """Keep ``event`` if it must wait: while the gate is closed or a key acts, and behind what waits already.

        A key that was let go comes by again when no widget took it; it is older than all that wait.
        """
        if event is self._next and not event.is_forwarded:
            self._acting = monotonic() + FORGOTTEN
            return False
        if event.is_forwarded:
            if closed:
                self._queue.insert(self._returned, event)
                self._returned += 1
            return closed
        if closed or self._queue or monotonic() < self._acting:
            self._queue.append(event)
            return True
        self._acting = monotonic() + FORGOTTEN
        return False

    def acted(self) -> None:
        """The key that was let go has acted."""
        self._acting = 0.0

    def take(self) -> Typed | None:
        """The next one, as if it were typed now; ``hold`` lets it pass. None while another one acts."""
        if not self._queue or monotonic() < self._acting:
            return None
        event = self._queue.popleft()
        self._returned = max(self._returned - 1, 0)
        again = events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
        self._next = again
        return again


class PatientApp(App[int], inherit_bindings=False):
    """An app whose keys act one after the other, and none before its screen shows what it acts upon; what it copies is
    harmless wherever it is pasted."""

    def __init__(self) -> None:
        """Nothing has been typed."""
        super().__init__(driver_class=TerminalDriver)
        self._held = HeldKeys()

    def copy_to_clipboard(self, text: str) -> None:
        """As Textual's, past the gate: somebody may paste it into a shell."""
        super().copy_to_clipboard(plain_lines(text))

    @abstractmethod
    def urgent_keys(self) -> set[str]:
        """Keys that are never held back, by Textual's names."""

    @abstractmethod
    def gate_closed(self) -> bool:
        """Whether keys must wait for the screen; ``release_keys`` is called when they no longer must."""

    async def on_event(self, event: events.Event) -> None:
        """Hold back what is typed too early: it would be lost, or hit something else."""
        if not isinstance(event, Typed) or (isinstance(event, events.Key) and event.key in self.urgent_keys()):
            await super().on_event(event)
        elif self._held.hold(event, closed=self.gate_closed()):
            self.release_keys()
        else:
            follow = not event.is_forwarded
            await super().on_event(event)
            if follow:
                self._follow()

    def release_keys(self) -> None:
        """Let held keys act, in order, as long as no screen holds them back again."""
        if self._held:
            self.call_next(self._release)

    async def _release(self) -> None:
        event = None if self.gate_closed() else self._held.take()
        if event is not None:
            await self.on_event(event)

    def _follow(self, *, again: bool = True) -> None:
        """Go the way of a key, behind it: from the focus up to here, where its binding acts. Then once more, behind
        what its action has told others."""
        start = (self.focused or self.screen) if self._screen_stacks.get(self.current_mode) else self
        self._step(iter(start.ancestors_with_self), again)

    def _step(self, way: Iterator[DOMNode], again: bool) -> None:
        if any(node.call_later(self._step, way, again) for node in way):
            return
        if again:
            self._follow(again=False)
        else:
            self._held.acted()
            self.release_keys()
