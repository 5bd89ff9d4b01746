"""How the program lives with its terminal and how it ends.

A terminal program may be ended at any moment by someone who is not its user: a server shuts down (SIGTERM), a
line drops (SIGHUP, or no signal at all where it is ignored), a script interrupts it (SIGINT). Whatever happens,
the terminal is left as it was found, a change that was acknowledged is kept, and nothing stays behind.

One thread sleeps in ``poll`` on two descriptors: the terminal, asked for nothing, which reports only that it is
gone; and a pipe where the interpreter's C code writes the number of each signal, so that even a blocked main
thread (nobody reads the terminal; a long import) cannot keep a signal from being seen. It asks the app to
leave; if that has not worked in ``PATIENCE`` seconds, it puts the terminal back itself and ends the process.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

PATIENCE = 2.0
"""Seconds that a soft end may take before the hard one."""
ENDINGS = {
    signal.SIGHUP: ExitCode.HANGUP,
    signal.SIGINT: ExitCode.INTERRUPT,
    signal.SIGTERM: ExitCode.TERMINATED,
}
RESTORE = (
    "\x18\x1b[?2026l"  # ends a half-written sequence and a half-shown frame
    "\x1b[?2004l\x1b[?7h\x1b[?2048l"  # paste, line wrap, resize reports
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"  # mouse, focus
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"  # kitty keyboard, alternate screen, cursor, colours
)
"""What undoes all that Textual's Linux driver may have switched on (textual/drivers/linux_driver.py, 8.2)."""


class Lifeline:
    """Holds the terminal from before the heavy imports until the end, in every path.

    ``with Lifeline() as line: code = line.run(app)``
    """

    def __init__(self, peer: int = -1) -> None:
        """Nothing happens before ``__enter__``. ``peer``: a line whose end means the end of the terminal: that to
        the process that it was lent by."""
        self._peer = peer
        self._before: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._pipe: tuple[int, int] | None = None
        self._wakeup = -1
        self._app: App[Any] | None = None
        self._code: ExitCode | None = None
        self._stderr: int | None = None
        self._released = threading.Event()

    # ── the terminal, early ────────────────────────────────────────────────────────────

    def __enter__(self) -> Lifeline:
        """Take the terminal (what is typed from now on is kept and not echoed) and listen for its end."""
        with suppress(termios.error):
            self._before = termios.tcgetattr(0)
            termios.tcsetattr(0, termios.TCSANOW, _quiet(self._before))
        if not os.isatty(2):  # where Textual paints: `siaga 2>log` must not paint into the log
            self._stderr = os.dup(2)
            os.dup2(1, 2)
        self._pipe = os.pipe()
        for descriptor in self._pipe:
            os.set_blocking(descriptor, False)
        self._wakeup = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        for number in ENDINGS:
            # Under nohup SIGHUP is ignored on purpose; the lost terminal is noticed without it.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._handlers[number] = signal.signal(number, _noted)
        threading.Thread(target=self._watch, name="siaga-lifeline", daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Put everything back."""
        self._released.set()
        signal.set_wakeup_fd(self._wakeup, warn_on_full_buffer=True)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._put_back()
        if self._stderr is not None:
            os.dup2(self._stderr, 2)
        if self._pipe is not None:
            os.write(self._pipe[1], b"\0")  # the thread sees that all is over

    def _put_back(self) -> None:
        if self._before is not None:
            with suppress(termios.error):
                termios.tcsetattr(0, termios.TCSANOW, self._before)

    # ── the app ────────────────────────────────────────────────────────────

    def run(self, app: App[Any], *, mouse: bool = False) -> int:
        """Run the app to its end and return the exit code: its own, or that of the signal that ended it."""
        from tui import crash, words

        crash.guard(app)
        self._app = app
        app.run(mouse=mouse)
        self._app = None
        if self._code is not None:
            return self._code
        if crash.happened(app):
            words.say(crash.sentence())
            return ExitCode.FAILED
        return app.return_code or 0

    # ── the watching thread ────────────────────────────────────────────────────────────

    def _watch(self) -> None:
        assert self._pipe is not None
        poll = select.poll()
        poll.register(self._pipe[0], select.POLLIN)
        poll.register(0, 0)  # asked for nothing: reports only POLLHUP and POLLERR
        if self._peer >= 0:
            poll.register(self._peer, 0)
        deadline: float | None = None
        while not self._released.is_set():
            found = poll.poll(None if deadline is None else max(0, deadline - monotonic()) * 1000)
            code = self._ending(found, poll)
            if self._released.is_set():
                return
            if code is not None and self._code is None:
                self._code = code
                if not self._ask_to_leave(code):
                    self._hard_end(code)
                deadline = monotonic() + PATIENCE
            elif deadline is not None and self._code is not None and monotonic() >= deadline:
                self._hard_end(self._code)

    def _ending(self, found: list[tuple[int, int]], poll: select.poll) -> ExitCode | None:
        """Which end the terminal or a signal asks for, if any."""
        code = None
        for descriptor, _event in found:
            if descriptor == 0:
                poll.unregister(0)
                self._lost_terminal()
                code = code or ExitCode.HANGUP
            elif descriptor == self._peer:
                poll.unregister(descriptor)
                code = code or ExitCode.HANGUP
            else:
                assert self._pipe is not None
                numbers = os.read(self._pipe[0], 512)
                asked = [ENDINGS[number] for number in ENDINGS if number in numbers]
                code = asked[0] if asked else code
        return code

    def _lost_terminal(self) -> None:
        """Nobody is there. Textual's input thread would read end-of-file without a pause: stop it first.

        What is still written goes nowhere instead of failing, so that the soft end does not wait for a dead writer.
        """
        driver = getattr(self._app, "_driver", None)
        if driver is not None and hasattr(driver, "exit_event"):
            driver.exit_event.set()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        self._before = None

    def _ask_to_leave(self, code: ExitCode) -> bool:
        """True when there is an app that was told to exit."""
        app = self._app
        loop = getattr(app, "_loop", None)
        if app is None or loop is None:
            return False
        with suppress(RuntimeError):  # the loop may be closing at this moment
            loop.call_soon_threadsafe(_leave, app, code)
        return True

    def _hard_end(self, code: ExitCode) -> None:
        """Leave without the app: it hangs, or there is none yet."""
        writer = getattr(getattr(self._app, "_driver", None), "_writer_thread", None)
        if writer is not None and writer.is_alive() and self._before is not None:
            with suppress(termios.error):
                termios.tcflush(2, termios.TCOFLUSH)  # what nobody has read stands before what must be read
            helper = threading.Thread(target=_write_restore, daemon=True)
            helper.start()
            helper.join(0.3)
        self._put_back()
        os._exit(code)


def _quiet(attributes: list[Any]) -> list[Any]:
    """The terminal's attributes without echo and line editing: as Textual will want them, but ctrl+c works.

    Enter stays a carriage return, which is what Textual reads as Enter.
    """
    quiet = [*attributes[:6], list(attributes[6])]
    quiet[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
    return quiet


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Replaces the default action, death on the spot; the watching thread learns of the signal by the pipe."""


def _leave(app: App[Any], code: ExitCode) -> None:
    # In the app's own turn: told to exit while it mounts its first screen, Textual fails.
    app.call_later(app.exit, return_code=code)


def _write_restore() -> None:
    with suppress(OSError):
        os.write(2, RESTORE.encode())


def terminal_problem(environ: dict[str, str] | os._Environ[str]) -> str | None:
    """Why a board cannot be shown here: ``stdin``, ``stdout``, ``term``, or None when it can."""
    if not sys.stdin or not sys.stdin.isatty():
        return "stdin"
    if not sys.stdout or not sys.stdout.isatty():
        return "stdout"
    if environ.get("TERM", "") in {"", "dumb", "unknown"}:
        return "term"
    return None
