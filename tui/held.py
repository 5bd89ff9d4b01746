"""Keys typed before their screen shows anything: kept in order, neither lost nor hitting something else."""

from __future__ import annotations

from collections import deque

from textual import events

Typed = events.Key | events.Paste


class HeldKeys:
    """A queue of what was typed and has not acted yet."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._queue: deque[Typed] = deque()
        self._returned = 0
        self._next: Typed | None = None

    def __bool__(self) -> bool:
        """Whether something is held."""
        return bool(self._queue)

    def hold(self, event: Typed, *, closed: bool) -> bool:
        """Keep ``event`` if it must wait: while the gate is closed, and behind what waits already.

        A key that was let go comes by again when no widget took it; it is older than all that wait.
        """
        if event is self._next and not event.is_forwarded:
            return False
        if event.is_forwarded:
            if closed:
                self._queue.insert(self._returned, event)
                self._returned += 1
            return closed
        if closed or self._queue:
            self._queue.append(event)
            return True
        return False

    def take(self) -> Typed | None:
        """The next one, as if it were typed now; ``hold`` lets it pass."""
        if not self._queue:
            return None
        event = self._queue.popleft()
        self._returned = max(self._returned - 1, 0)
        again = events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
        self._next = again
        return again
