"""Work that takes its time: a bar that says how much is left, and Ctrl+C or a signal that ends it at once, cleanly."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from models.database import Interrupt
from models.errors import Cancelled
from tui.progress import Progress

Told = Callable[[int, int], None]
"""Is told how much is done, of how much. Raises Cancelled when nobody waits any more."""
Result = TypeVar("Result")


def run(label: str, work: Callable[[Progress, Interrupt, Told], Result]) -> Result:
    """Do ``work`` with a bar on stderr, and return what it returned. Raises what it raises, KeyboardInterrupt, and
    SystemExit when a signal asks the process to end.

    It is done in a thread: while an engine is at it, for minutes maybe, the thread that asked notices no signal.
    """
    interrupt = Interrupt()
    with _signals(), Progress(0, label) as bar, ThreadPoolExecutor(1, "siaga-work") as pool:

        def told(done: int, total: int) -> None:
            if interrupt.cancelled:
                raise Cancelled()
            bar.to(done, total)

        try:
            return pool.submit(work, bar, interrupt, told).result()
        except (KeyboardInterrupt, SystemExit):
            interrupt.cancel()  # the pool waits until it has ended
            raise


@contextmanager
def _signals() -> Iterator[None]:
    """What would end the process at once ends it through the ``finally`` of everything instead."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, _end) if signal.getsignal(number) == signal.SIG_DFL else None for number in asked]
    try:
        yield
    finally:
        for number, handler in zip(asked, before, strict=True):
            if handler is not None:
                signal.signal(number, handler)


def _end(number: int, _frame: Any) -> NoReturn:
    raise SystemExit(128 + number)
