"""The side of a log-in: hands the terminal to the resident parent, passes signals on, and ends as the session ends."""

from __future__ import annotations

import os
import select
import sys
import termios
import time

from tui.resident import meeting

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    import signal
    import socket
else:
    import _signal as signal
    import _socket as socket

PATIENCE = 1.0
"""Seconds that a parent has to answer: twenty log-ins at once are answered in half of that."""
STOPPING = 1.0
"""Seconds that a session may take to leave the terminal before it is stopped (Ctrl+Z) where it stands."""
FORWARDED = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT)
KILLED = 128 + signal.SIGKILL
HELPFUL = ("HOME", "PATH", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_", "XDG_", "TMPDIR", *meeting.IMPORTED)
"""How the variables begin that a parent gets from the log-in that brings it up; its sessions have their own."""


def board(arguments: list[str]) -> int | None:
    """Let a session of the resident parent show the board here; its exit code. None: start ordinarily."""
    if sys.platform != "linux" or not _ordinary_terminal():
        return None
    try:
        line = _connected()
    except OSError:
        return None
    try:
        watch = _Watch(line, *_handed_over(line, arguments))
        line.send(meeting.GO)  # from here on there is no way back: the session takes the terminal
    except (OSError, ValueError):
        line.close()
        return None
    return watch.until_the_end()


def bring_up() -> None:
    """Start a parent for the log-ins to come, where none is; nobody waits for it and nobody hears of it."""
    try:
        os.makedirs(meeting.folder(), mode=0o700, exist_ok=True)
        if running() is not None:
            return
        clean = {name: value for name, value in os.environ.items() if name.startswith(HELPFUL)}
        command = 'cd "$1" && shift && exec </dev/null >/dev/null 2>&1 && "$@" &'
        python = [sys.executable, "-m", "tui", "serve", "--on-demand"]
        shell = ["sh", "-c", command, "sh", meeting.ROOT, *python]
        os.waitpid(os.posix_spawn("/bin/sh", shell, clean, setsid=True), 0)
    except OSError:  # it will be started ordinarily, then
        return


def running() -> str | None:
    """The version of the parent that there is ("": it is being started); None: there is none. Raises OSError."""
    import fcntl

    place = meeting.opened()
    try:
        with open(meeting.inside(place, meeting.LOCK), "a+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                return file.read(64).decode(errors="replace")
    finally:
        os.close(place)
    return None


def _ordinary_terminal() -> bool:
    """Whether we stand in the foreground of a terminal of our own and nobody has us ignore signals (nohup): all
    that the session, which has neither, must be told."""
    if os.getuid() != os.geteuid() or any(signal.getsignal(number) == signal.SIG_IGN for number in FORWARDED[:3]):
        return False
    return os.isatty(0) and os.isatty(1) and _foreground() is True


def _foreground() -> bool | None:
    """Whether the terminal is ours to paint on now; None where it is not that of our session, or gone."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return None


def _connected() -> socket.socket:
    """A line to the parent. Raises OSError: nobody is there, or somebody else."""
    place = meeting.opened()
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        line.settimeout(PATIENCE)
        line.connect(meeting.inside(place, meeting.SOCKET))
        if meeting.peer(line)[1] != os.geteuid():
            raise PermissionError(meeting.SOCKET)
    except BaseException:
        line.close()
        raise
    finally:
        os.close(place)
    return line


def _handed_over(line: socket.socket, arguments: list[str]) -> tuple[int, int]:
    """Hand over what a session needs; its process id and pidfd. Raises OSError, ValueError: the parent will not."""
    request = meeting.Request.ours(arguments).packed()
    if len(request) > meeting.LONGEST:
        raise ValueError
    meeting.send(line, request, [0, 1, 2])
    answer, descriptors = meeting.received(line, 64, 1)
    return int(answer.removeprefix(meeting.READY)), descriptors[0]


class _Watch:
    """Passes on to a session what the kernel tells us, until it ends."""

    def __init__(self, line: socket.socket, process: int, session: int) -> None:
        """``session`` is the pidfd of ``process``. From here on signals are for the session."""
        self._line = line
        self._process = process
        self._session = session
        self._code: int | None = None
        self._died = False
        self._before = termios.tcgetattr(0)
        self._noted, heard = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(heard, warn_on_full_buffer=False)
        for number in FORWARDED:
            signal.signal(number, lambda _number, _frame: None)

    def until_the_end(self) -> int:
        """Wait for the end of the session; its exit code, or 128 + the signal that it died of."""
        poll = select.poll()
        for descriptor in (self._noted, self._session, self._line.fileno()):
            poll.register(descriptor, select.POLLIN)
        ended = False
        while not ended:
            for descriptor, _event in poll.poll():
                if descriptor == self._noted:
                    for number in os.read(self._noted, 512):
                        self._pass_on(number)
                elif descriptor == self._session:
                    ended = True
                elif not self._listened():
                    poll.unregister(descriptor)
        while self._code is None and self._listened():
            pass
        if self._code is None or self._died:
            self._give_back()
        return KILLED if self._code is None else self._code

    def _listened(self) -> bool:
        """Take what the session says of its end, or the parent of its death; False when nobody says any more."""
        try:
            said = self._line.recv(16)
        except ConnectionResetError:  # told once, before what was said: the session died before it heard us
            return True
        except OSError:
            return False
        if said:
            number = int(said)
            self._died = number < 0
            self._code = 128 - number if self._died else number
        return bool(said)

    def _pass_on(self, number: int) -> None:
        if number == signal.SIGTSTP:
            self._stop()
        elif number == signal.SIGCONT and _foreground() is False:
            os.kill(os.getpid(), signal.SIGSTOP)  # `bg`: whoever paints in the background is stopped again
        else:
            self._send(number)

    def _stop(self) -> None:
        """Ctrl+Z: the session leaves the terminal and stops, then we do, and the shell has the terminal."""
        self._send(signal.SIGTSTP)
        until = time.monotonic() + STOPPING
        while time.monotonic() < until and self._state() not in "TXZ":
            time.sleep(0.005)
        self._send(signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)

    def _state(self) -> str:
        try:
            with open(f"/proc/{self._process}/stat", encoding="utf-8", errors="replace") as file:
                return file.read().rpartition(")")[2].split()[0]
        except OSError:
            return "X"

    def _send(self, number: int) -> None:
        try:
            signal.pidfd_send_signal(self._session, number)
        except ProcessLookupError:
            return

    def _give_back(self) -> None:
        """The session could not: it was killed."""
        from contextlib import suppress

        from tui.lifecycle import RESTORE

        with suppress(OSError, termios.error):
            os.write(1, RESTORE.encode())
            termios.tcsetattr(0, termios.TCSANOW, self._before)
