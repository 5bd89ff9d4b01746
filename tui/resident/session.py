"""The side of a session: a fork of the parent becomes what an ordinary start would be, on the client's terminal."""

from __future__ import annotations

import locale
import os
import signal
import socket
import sys
import time
from contextlib import suppress

from tui.resident import meeting

PATIENCE = 5.0
"""Seconds for a client to say what it wants: it has said it before it was let in."""


def run(line: socket.socket, who: bytes) -> int:
    """Be the session of whoever is at the other end of the line; the exit code. ``who``: the parent's identity."""
    try:
        os.setsid()
        request, descriptors = _asked(line)
        if request.who != who:
            return 0
        mine = os.pidfd_open(os.getpid())
        meeting.send(line, meeting.READY + str(os.getpid()).encode(), [mine])
        if line.recv(len(meeting.GO)) != meeting.GO:
            return 0  # it did not want to wait any longer
    except (OSError, ValueError, IndexError):
        return 0
    os.close(mine)
    line.settimeout(None)
    _become(request, descriptors)
    from tui import cli

    code = cli.main(request.arguments, peer=line.fileno())
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    with suppress(OSError):
        line.send(str(int(code)).encode())
    return code


def _asked(line: socket.socket) -> tuple[meeting.Request, list[int]]:
    """What the client hands over. Raises OSError, ValueError, IndexError."""
    line.settimeout(PATIENCE)
    message, descriptors = meeting.received(line, meeting.LONGEST + 1, 3)
    return meeting.Request.unpacked(message), descriptors


def _become(request: meeting.Request, descriptors: list[int]) -> None:
    """Take over the client's terminal, environment, folder, rights of new files, language and time zone."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for standard, descriptor in enumerate(descriptors):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    os.environb.clear()
    os.environb.update(request.environment)
    with suppress(OSError):
        os.chdir(request.folder)
    os.umask(request.umask)
    sys.argv[:] = ["siaga", *request.arguments]
    time.tzset()
    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    # Made anew: the parent's know of their descriptors what is no longer so (whether one can seek, say).
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        encoding, _colon, errors = request.streams[descriptor].partition(":")
        mode = "w" if descriptor else "r"
        stream = open(descriptor, mode, 1, encoding, errors, closefd=False)  # noqa: SIM115 - it stays open
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
