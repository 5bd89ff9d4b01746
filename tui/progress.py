"""The progress bar of every long command: on stderr, only when that is a terminal, gone when the work is done."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TextIO

from screens.locale import _
from tui.words import harmless

EVERY = 0.1
"""Seconds between two pictures at least."""
FIRST = 1.0
"""Seconds before a time left is told: an earlier guess would be wrong."""
WIDEST = 30
"""Cells of the bar at most."""
_ERASE = "\r\x1b[K"


class Progress:
    """``with Progress(total, _("Menyiapkan")) as progress: progress.advance(n)``.

    ``total`` is in any unit, the same that ``advance`` counts in. Several processes never share one.
    """

    def __init__(self, total: int, label: str, *, stream: TextIO | None = None) -> None:
        """Draws nothing yet. ``stream`` is stderr unless a test says otherwise."""
        self.total = total
        self.done = 0
        self._label = harmless(label)
        self._stream = stream or sys.stderr
        self._talks = _is_terminal(self._stream)
        self._blocks = "█░" if "utf" in (getattr(self._stream, "encoding", "") or "").casefold() else "#."
        self._begun = self._drawn = time.monotonic()

    def __enter__(self) -> Progress:
        """Show an empty bar at once."""
        self._begun = time.monotonic()
        self._draw(self._begun)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the line, whatever ended the work."""
        self.clear()

    def clear(self) -> None:
        """Make room for something that is said meanwhile; the bar comes back with the next step."""
        if self._talks:
            self._stream.write(_ERASE)
            self._stream.flush()

    def advance(self, count: int = 1) -> None:
        """So much more is done."""
        self.to(self.done + count)

    def to(self, done: int, total: int | None = None) -> None:
        """So much is done, of a total that may have become known better."""
        self.done, self.total = done, self.total if total is None else total
        now = time.monotonic()
        if now - self._drawn >= EVERY:
            self._draw(now)

    def _draw(self, now: float) -> None:
        if not self._talks:
            return
        self._drawn = now
        width = os.get_terminal_size(self._stream.fileno()).columns or 80
        self._stream.write("\r" + self.line(now - self._begun, width))
        self._stream.write("\x1b[K")
        self._stream.flush()

    def line(self, elapsed: float, width: int) -> str:
        """The bar after ``elapsed`` seconds, in fewer than ``width`` cells."""
        share = min(1.0, self.done / self.total) if self.total > 0 else 0.0
        left = f"  {remaining(elapsed * (1 - share) / share)}" if share > 0 and elapsed >= FIRST else ""
        text = f" {int(100 * share):>3} %{left}"
        room = min(WIDEST, width - 3 - len(self._label) - len(text))
        if room < 4:
            return f"{self._label}{text}"[: max(0, width - 1)]
        full = int(room * share)
        return f"{self._label} {self._blocks[0] * full}{self._blocks[1] * (room - full)}{text}"


def remaining(seconds: float) -> str:
    """How long it will still take, as coarse as it is known: "sisa 3 menit"."""
    if seconds < 90:
        return _("sisa {n} detik").format(n=max(1, round(seconds)))
    return _("sisa {n} menit").format(n=round(seconds / 60))


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a bar can be drawn there. A terminal that cannot erase a line is none to draw on."""
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    except ValueError:  # closed
        return False
