"""The resident parent: imports everything, listens, forks. It reads nothing, knows nobody and has one thread.

A child looks at what its client wants (``session``), so that a client that says nothing, or nonsense, keeps nobody
waiting. Before it lets anybody in the parent looks whether it still is the program on the disk; if not, it makes room
for that in its own place, and whoever waits starts ordinarily. Sessions live on without it.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import pkgutil
import select
import signal
import socket
import sys
import threading
from contextlib import suppress
from time import monotonic
from types import FrameType

from tui.resident import meeting
from tui.version import VERSION

BACKLOG = 512
LOOK = 60.0
"""Seconds between two looks whether log-ins can still find us, and whether anybody was here."""
LEFT_OUT = ("models.migrations", "models.postgres", "screens.locale.catalogue")
"""What is not imported: Alembic's scripts, a driver that a file needs not, the catalogue's tool."""


LATER = (
    "ctypes.util",
    "encodings.utf_8_sig",
    "inotify_simple",
    "pwd",
    "textual._xterm_parser",
    "textual.drivers.linux_driver",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.layouts.stream",
    "textual.pilot",
    "textual.scrollbar",
    "tui.app",
    "tui.bootstrap",
    "tui.commands.run",
    "tui.config",
    "tui.crash",
    "tui.drafts",
    "tui.resident.rehearsal",
)
"""What no module of ours imports at its top, but every session sooner or later."""


class Taken(Exception):
    """There is a parent already."""


class Parent:
    """What listens: ``serve`` returns in each child, with its line, and in the parent at its end, with None."""

    def __init__(self, idle: float | None = None) -> None:
        """``idle``: seconds without a session after which it ends; None: it stays."""
        self._idle = idle
        self._stop = False
        self._files = meeting.fingerprint()
        self.who = meeting.identity()
        self._sessions: dict[int, tuple[int, socket.socket]] = {}

    def open(self) -> None:
        """Import everything, then listen; until then log-ins start ordinarily. Raises Taken, OSError."""
        os.makedirs(meeting.folder(), mode=0o700, exist_ok=True)
        os.chmod(meeting.folder(), 0o700)
        self._place = meeting.opened()
        self._lock = os.open(meeting.inside(self._place, meeting.LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken from None
        os.ftruncate(self._lock, 0)
        prepare()
        self._listen()
        os.write(self._lock, VERSION.encode())  # for who asks whether there is a parent (``client.running``)

    def _listen(self) -> None:
        """Listen first, be found then: nobody who finds us is turned away. Raises OSError."""
        made = f"{meeting.SOCKET}.new"
        with suppress(FileNotFoundError):
            os.unlink(made, dir_fd=self._place)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(meeting.inside(self._place, made))
        self._listener.listen(BACKLOG)
        self._listener.setblocking(False)
        os.rename(made, meeting.SOCKET, src_dir_fd=self._place, dst_dir_fd=self._place)
        self._mine = os.stat(meeting.SOCKET, dir_fd=self._place)

    def serve(self) -> socket.socket | None:
        """Fork for each log-in. In a child: the line to its client. In the parent: None, when told to end."""
        signal.signal(signal.SIGTERM, self._told_to_stop)
        signal.signal(signal.SIGINT, self._told_to_stop)
        heard, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wakes)
        self._poll = select.poll()
        for descriptor in (heard, self._listener.fileno()):
            self._poll.register(descriptor, select.POLLIN)
        last = monotonic()
        while not self._stop and self._found():
            for descriptor, _event in self._poll.poll(min(LOOK, self._idle or LOOK) * 1000):
                if descriptor == self._listener.fileno():
                    if meeting.fingerprint() != self._files:
                        self._make_room()
                    line = self._let_in()
                    if line is not None:
                        os.close(heard)
                        os.close(wakes)
                        return line
                elif descriptor in self._sessions:
                    self._ended(descriptor)
            last = monotonic() if self._sessions else last
            if self._idle is not None and monotonic() - last > self._idle:
                break
        self._listener.close()
        if self._found():
            self._forget()
        return None

    def _let_in(self) -> socket.socket | None:
        """Fork for everybody who waits; the line, in a child only. Anybody but the owner is turned away."""
        assert threading.active_count() == 1  # a lock that a thread holds would be held for ever in the child
        while True:
            try:
                line, _address = self._listener.accept()
            except OSError:  # nobody waits any more
                return None
            if meeting.peer(line)[1] != os.geteuid():
                line.close()
            elif self._forked(line):
                return line

    def _forked(self, line: socket.socket) -> bool:
        """Whether this is the child."""
        ours = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, ours)
        try:
            child = os.fork()
            if not child:
                self._leave()
                return True
        except OSError:  # no more processes or memory: the client starts as it can
            line.close()
            return False
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ours)
        descriptor = os.pidfd_open(child)
        self._sessions[descriptor] = child, line
        self._poll.register(descriptor, select.POLLIN)
        return False

    def _leave(self) -> None:
        """What a child does not need of its parent, above all the lines of others, which end with their sessions."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._listener.close()
        for descriptor, (_child, line) in self._sessions.items():
            os.close(descriptor)
            line.close()
        self._sessions.clear()
        os.close(self._lock)
        os.close(self._place)

    def _ended(self, descriptor: int) -> None:
        """A session is over: say how, in case it could not say so itself."""
        self._poll.unregister(descriptor)
        child, line = self._sessions.pop(descriptor)
        os.close(descriptor)
        _child, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        with suppress(OSError):
            line.send(str(code).encode(), socket.MSG_DONTWAIT)
        line.close()

    def _make_room(self) -> None:
        """Become the program that is on the disk now. The sessions stay our children."""
        self._forget()
        os.execv(sys.executable, sys.orig_argv)

    def _found(self) -> bool:
        """Whether log-ins can still find us: the folder may have gone."""
        try:
            found = os.stat(f"{meeting.folder()}/{meeting.SOCKET}")
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == (self._mine.st_dev, self._mine.st_ino)

    def _forget(self) -> None:
        with suppress(FileNotFoundError):
            os.unlink(meeting.SOCKET, dir_fd=self._place)

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True


def prepare() -> None:
    """Import what a session may need, rehearse one, and put it where no child's garbage collection will touch it."""
    import models
    import screens
    from models.errors import SiagaError

    for package in (models, screens):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(LEFT_OUT):
                importlib.import_module(module.name)
    for name in LATER:
        importlib.import_module(name)
    from rich.cells import cell_len

    cell_len("漢")  # loads the widths of characters
    from tui.resident.rehearsal import rehearse

    with suppress(OSError, SiagaError):  # no room for a database, say: sessions do it themselves
        rehearse()
    gc.unfreeze()  # what the rehearsal put away, as every session does
    gc.collect()
    gc.freeze()
