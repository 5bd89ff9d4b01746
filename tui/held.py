"""Keys typed before they can act: kept in order, neither lost nor hitting something else.

A key goes from the app to the focus and back before its binding acts. On a slow line several come at once: without
waiting for one another, what is typed after ``/`` would still go to the list.
"""

from __future__ import annotations

from collections import deque
from time import monotonic

from textual import events

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
