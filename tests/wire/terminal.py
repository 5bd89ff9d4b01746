"""A program in a real pseudo-terminal, watched as its user over SSH would see it.

    with Terminal([sys.executable, "-m", "tui"], cols=120, rows=40) as terminal:
        terminal.wait_for(r"Magelang Tengah")
        terminal.press("2")
        terminal.quiet()
        print("\\n".join(terminal.screen()), terminal.byte_count)

All moments are seconds of `time.perf_counter`, taken at the read of the bytes. A visible change is a changed
cell, colour or shown cursor; inside synchronised output nothing is visible before its end. Linux only.
"""

from __future__ import annotations

import fcntl
import math
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.wire.emulator import Emulator
from tests.wire.keys import key_bytes
from tests.wire.processes import tree

SETTLED = 0.150  # seconds without a visible change: the screen has come to rest
ANSWERED = 0.030  # seconds without a byte: the answer to a key is over
PATIENCE = 30.0  # seconds before a wait gives up: far above what is needed, for slow machines
_PASSED_ON = ("PATH", "USER", "LOGNAME", "SHELL", "TMPDIR")


class ProgramEnded(AssertionError):
    """The program ended while something was awaited on its screen."""


class Terminal:
    """One program in its own pseudo-terminal of `cols` x `rows` cells.

    The environment is a clean one (PATH, USER, SHELL, LANG, TERM=xterm-256color, COLORTERM=truecolor) plus
    `env` (None: without that one); give it its own HOME there. `ignore_hangup` starts the program with SIGHUP
    ignored, as nohup does.
    """

    def __init__(
        self,
        argv: Sequence[str],
        cols: int = 80,
        rows: int = 24,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        *,
        ignore_hangup: bool = False,
    ) -> None:
        self.cols, self.rows = cols, rows
        self.output = bytearray()
        self.reads: list[tuple[float, int]] = []
        self.painted_at: float | None = None
        self.changed_at: float | None = None
        self.seen_at: float | None = None
        self.ended_at: float | None = None
        self.changes = 0
        self.reading = True
        self._wanted: re.Pattern[str] | None = None
        self._emulator = Emulator(cols, rows, self.send)
        self._emulator.on_change = self._on_change
        self._master, self._slave = os.openpty()
        self._set_size(cols, rows)
        self._termios = termios.tcgetattr(self._slave)
        clean = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        given = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"} | dict(env or {})
        clean |= {name: value for name, value in given.items() if value is not None}
        self.started_at = time.perf_counter()
        self._process = _spawn(argv, self._slave, clean, cwd, ignore_hangup)
        os.set_blocking(self._master, False)
        self._pidfd = os.pidfd_open(self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what is seen

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    @property
    def text(self) -> str:
        """The visible screen as it was last emulated, lines joined, without spaces at their ends."""
        return "\n".join(line.rstrip() for line in self._emulator.lines)

    @property
    def lines(self) -> list[str]:
        """The visible screen as it was last emulated, a string a line."""
        return self._emulator.lines

    def screen(self) -> list[str]:
        """The visible screen now, a string a line, each as wide as the terminal."""
        self.pump()
        self._emulator.work(None)
        return list(self._emulator.lines)

    def colours(self) -> set[tuple[str, str]]:
        """The (foreground, background) pairs on the visible screen: names or six hexadecimal digits."""
        self.screen()
        cells = (self._emulator.cell(x, y) for y in range(self.rows) for x in range(self.cols))
        return {(cell.fg, cell.bg) for cell in cells}

    @property
    def queries(self) -> dict[str, int]:
        """How often the program asked the terminal what."""
        return self._emulator.queries

    @property
    def byte_count(self) -> int:
        """How many bytes the program has written so far."""
        return len(self.output)

    def bytes_since(self, start: float, until: float = math.inf) -> int:
        """How many bytes were read from `start` on and before `until`."""
        return sum(size for at, size in self.reads if start <= at < until)

    # -- waiting

    def pump(self, seconds: float = 0.0, stop: Callable[[], bool] | None = None) -> bool:
        """Read and emulate for some seconds or until `stop()`; whether `stop` was met."""
        return pump([self], time.perf_counter() + seconds, stop)

    def expect(self, regex: str) -> None:
        """From now on note in `seen_at` when the regex is first on the visible screen."""
        self._emulator.work(None)
        self._wanted, self.seen_at = re.compile(regex, re.M), None
        if self._wanted.search(self.text):
            self.seen_at = time.perf_counter()

    def wait_for(self, regex: str, timeout: float = PATIENCE) -> float:
        """Wait until the regex (multi-line) is on the visible screen; the moment when it was first there.

        Raises ProgramEnded when the program ends before, TimeoutError after `timeout` seconds, both with the
        screen.
        """
        self.expect(regex)
        self.pump(timeout, lambda: self.seen_at is not None or self._over)
        if self.seen_at is None:
            raise self._failure(f"{regex!r} never appeared", timeout)
        return self.seen_at

    def wait_taken(self, timeout: float = PATIENCE) -> None:
        """Wait until the program has taken the terminal: no echo, no line editing. What is typed earlier goes
        through the kernel's own editing, where ctrl+q, ctrl+c and the like never reach a program."""
        if not self.pump(timeout, lambda: not termios.tcgetattr(self._slave)[3] & termios.ICANON):
            raise self._failure("the program never took the terminal", timeout)

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Wait for the end of the program; its exit code. TimeoutError if it stays."""
        if not self.pump(timeout, lambda: self._over):
            raise self._failure("the program stays", timeout)
        self._emulator.work(None)
        code = self.exit_code
        assert code is not None
        return code

    def quiet(self, milliseconds: float = SETTLED * 1000, timeout: float = PATIENCE) -> float:
        """Wait until nothing visible changed for so long, counted from now; the moment of the last change.

        Raises TimeoutError when the screen does not come to rest.
        """
        start, rest = time.perf_counter(), milliseconds / 1000

        def at_rest() -> bool:
            now = time.perf_counter()
            return not self._emulator.pending and now - max(self.changed_at or 0.0, start) >= rest

        if not self.pump(timeout, lambda: at_rest() or self._over):
            raise self._failure("the screen never came to rest", timeout)
        return self.changed_at or start

    def _failure(self, what: str, timeout: float) -> AssertionError | TimeoutError:
        picture = "\n".join(f"|{line}|" for line in self.screen())
        if self.exit_code is not None:
            tail = bytes(self.output[-2000:]).decode(errors="replace")
            return ProgramEnded(f"{what}: ended with exit code {self.exit_code}\n{picture}\nlast output: {tail!r}")
        return TimeoutError(f"{what} within {timeout} s\n{picture}")

    # -- what the user does

    def send(self, data: bytes) -> bool:
        """Write bytes as if typed; whether the terminal took them."""
        try:
            os.write(self._master, data)
        except OSError:
            return False
        return True

    def press(self, *keys: str) -> None:
        """Press keys by name, one after the other (`down`, `ctrl+q`, `?`)."""
        for key in keys:
            self.send(key_bytes(key))

    def type(self, text: str) -> None:
        """Type text, a key a character."""
        for character in text:
            self.send(character.encode())

    def resize(self, cols: int, rows: int) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        self._emulator.work(None)
        self.cols, self.rows = cols, rows
        self._set_size(cols, rows)
        self._emulator.resize(cols, rows)

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hangup(self) -> None:
        """Close the terminal, as a lost connection does."""
        os.close(self._slave)
        os.close(self._master)
        self._slave = self._master = -1

    # -- the end

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it without its own doing."""
        code = self._process.poll()
        if code is not None and self.ended_at is None:
            self.ended_at = time.perf_counter()
        return code

    @property
    def _over(self) -> bool:
        return self.exit_code is not None and not self._readable() and not self._emulator.pending

    def processes(self) -> list[int]:
        """The living processes of the program, its children and its session."""
        return tree(self.pid)

    def modes_left(self) -> list[str]:
        """What the program left on in the terminal; empty when it is as it was before."""
        self.pump(0.05)
        self._emulator.work(None)
        left = self._emulator.left_on()
        if self._master >= 0 and termios.tcgetattr(self._slave)[:4] != self._termios[:4]:
            left.append("termios")
        return left

    def close(self) -> None:
        """End what is left of the program and close the terminal."""
        for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
            for pid in self.processes():
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            if self.pump(patience, lambda: self.exit_code is not None and not self.processes()):
                break
        for descriptor in (self._master, self._slave, self._pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = self._pidfd = -1

    # -- inside

    def _set_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, cols * 10, rows * 20))

    def _on_change(self, at: float) -> None:
        self.changes += 1
        self.changed_at = at
        if self.painted_at is None and not self._emulator.blank:
            self.painted_at = at
        if self.seen_at is None and self._wanted is not None and self._wanted.search(self.text):
            self.seen_at = at

    def _readable(self) -> bool:
        return self.reading and self._master >= 0 and bool(_readable([self._master], 0))

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        at = time.perf_counter()
        if not data:
            self.reading = False
            return
        self.output += data
        self.reads.append((at, len(data)))
        self._emulator.receive(data, at)


def _readable(descriptors: Iterable[int], seconds: float) -> list[int]:
    """Those of which something can be read within some time; their numbers may be larger than select(2) takes."""
    watch = select.poll()
    for descriptor in descriptors:
        watch.register(descriptor, select.POLLIN)
    # Rounded up: less than a millisecond would be no wait at all.
    return [descriptor for descriptor, _events in watch.poll(math.ceil(seconds * 1000))]


def pump(terminals: Iterable[Terminal], until: float, stop: Callable[[], bool] | None = None) -> bool:
    """Read and emulate several terminals until the moment `until` or until `stop()`; whether `stop` was met.

    Emulation waits while there is something to read, so that a read's time is that of the bytes.
    """
    terminals = list(terminals)
    while True:
        if stop is not None and stop():
            return True
        now = time.perf_counter()
        busy = any(terminal._emulator.pending for terminal in terminals)
        masters = {t._master: t for t in terminals if t._master >= 0 and t.reading}
        ends = [t._pidfd for t in terminals if t._pidfd >= 0 and t.ended_at is None]
        longest = 0.0 if busy else max(0.0, min(until - now, 0.005 if stop else until - now))
        ready = _readable([*masters, *ends], longest)
        for descriptor in ready:
            if descriptor in masters:
                masters[descriptor]._read()
        for terminal in terminals:
            if terminal._pidfd in ready:
                terminal.exit_code  # noqa: B018  (notes the end)
            if busy and not ready:
                terminal._emulator.work()
        if now >= until and not ready:
            return stop is not None and stop()


def _spawn(
    argv: Sequence[str], slave: int, env: dict[str, str], cwd: Path | None, ignore_hangup: bool
) -> subprocess.Popen[bytes]:
    """Start a program as the leader of a session whose terminal is `slave`."""

    def before_exec() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignore_hangup else signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    return subprocess.Popen(
        argv,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509  (one thread writes the child's terminal, and only here)
    )
