"""Where a log-in and the resident parent meet, whether they are the same program, and what is handed over.

Imported by every start of the board before anything else: hence no pathlib and no dataclasses, and of the standard
modules for sockets and signals only the half that is written in C: the other half costs as much as all else together.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
from binascii import crc32

from tui.version import VERSION

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    import socket
else:
    import _socket as socket

PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
"""The folder of ``tui``."""
ROOT = os.path.dirname(PACKAGE)
PACKED = ("tui", "screens", "models")
IMPORTED = ("PYTHON", "TEXTUAL", "ESCDELAY", "LD_", "MALLOC_", "RICH_", "SQLALCHEMY_", "UNICODE_VERSION")
"""How the variables begin that are read while modules are imported, or even before Python runs."""
FLAGS = ("optimize", "dev_mode", "isolated", "no_site", "no_user_site", "ignore_environment", "bytes_warning")
"""Of Python's command line. Not its UTF-8 mode, which a log-in without LANG has and a service may not: that the
encodings are the same is all that it leads to."""
NAMESPACES = ("mnt", "net", "pid", "user")
SOCKET = "socket"
LOCK = "lock"
READY, GO = b"ready", b"go"
LONGEST = 200_000
"""Bytes of a request: what a socket takes in one message. A larger environment starts ordinarily."""


def folder() -> str:
    """The folder where this installation meets, on this machine. Only its owner may enter."""
    state = os.environ.get("XDG_STATE_HOME", "").strip() or os.path.expanduser("~/.local/state")
    which = crc32(repr((ROOT, sys.prefix, sys.version, os.uname().nodename)).encode(errors="surrogateescape"))
    return f"{state}/siaga/resident-{which:08x}"


def opened() -> int:
    """A descriptor of that folder. Raises OSError where there is none, or where it is not ours alone."""
    descriptor = os.open(folder(), os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        os.close(descriptor)
        raise PermissionError(folder())
    return descriptor


def inside(descriptor: int, name: str) -> str:
    """The path of something in the folder: short enough for a socket, and of no other folder than the one looked at."""
    return f"/proc/self/fd/{descriptor}/{name}"


def peer(line: socket.socket) -> tuple[int, int]:
    """The process and the user at the other end (of the parent: whoever began to listen)."""
    size = struct.calcsize("3i")
    process, user, _group = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return process, user


def send(line: socket.socket, message: bytes, descriptors: list[int]) -> None:
    """Send a message, and descriptors with it. Raises OSError."""
    rights = struct.pack(f"{len(descriptors)}i", *descriptors)
    line.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])


def received(line: socket.socket, longest: int, count: int) -> tuple[bytes, list[int]]:
    """A message and so many descriptors. Raises OSError, or ValueError: it is longer, or they are not as many."""
    message, others, flags, _address = line.recvmsg(longest, socket.CMSG_SPACE(count * 4))
    found: list[int] = []
    for level, kind, rights in others:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found += struct.unpack(f"{len(rights) // 4}i", rights)
    if len(found) != count or flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        for descriptor in found:
            os.close(descriptor)
        raise ValueError(message[:10])
    for descriptor in found:
        os.set_inheritable(descriptor, False)
    return message, found


def identity() -> bytes:
    """All by which two processes of one user may differ though they run the same files. Raises OSError."""
    return repr(
        (
            VERSION,
            ROOT,
            sys.prefix,
            sys.version,
            [getattr(sys.flags, name) for name in FLAGS],
            sys.getfilesystemencoding(),
            os.getegid(),
            sorted({os.getegid(), *os.getgroups()}),
            os.getpriority(os.PRIO_PROCESS, 0),
            [os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES],
            sorted(item for item in os.environ.items() if item[0].startswith(IMPORTED)),
        )
    ).encode(errors="surrogateescape")


def fingerprint() -> int:
    """The files of the program, as they lie there now: another number when one was changed, added or removed.

    Of the packages it stands on, those that are installed: an upgrade renames a folder beside them.
    """
    found = [
        _told(sys.executable),
        _told(f"{ROOT}/config.toml"),
        *(_told(path) for path in sys.path if path.endswith("-packages")),
    ]
    for name in PACKED:
        for place, folders, files in os.walk(f"{ROOT}/{name}"):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            found += [_told(f"{place}/{file}") for file in sorted(files)]
    return hash(tuple(found))


def _told(path: str) -> tuple[str, int, int, int]:
    try:
        said = os.stat(path)
    except OSError:
        return path, 0, 0, 0
    return path, said.st_ino, said.st_size, said.st_mtime_ns


class Request:
    """What a log-in hands over beside its three descriptors."""

    def __init__(self, who: bytes, folder: str, umask: int, streams: list[str], arguments: list[str]) -> None:
        """``streams``: encoding and errors of each standard stream."""
        self.who = who
        self.folder = folder
        self.umask = umask
        self.streams = streams
        self.arguments = arguments
        self.environment: dict[bytes, bytes] = {}

    @classmethod
    def ours(cls, arguments: list[str]) -> Request:
        """That of this process. Raises OSError."""
        umask = os.umask(0o077)
        os.umask(umask)
        streams = [f"{stream.encoding}:{stream.errors}" for stream in (sys.stdin, sys.stdout, sys.stderr)]
        found = cls(identity(), os.getcwd(), umask, streams, arguments)
        found.environment = dict(os.environb)
        return found

    def packed(self) -> bytes:
        """As one message: neither arguments nor an environment can hold a zero byte."""
        words = [self.folder, str(self.umask), *self.streams, str(len(self.arguments)), *self.arguments]
        pairs = [name + b"=" + value for name, value in self.environment.items()]
        return b"\0".join([self.who, *(os.fsencode(word) for word in words), *pairs])

    @classmethod
    def unpacked(cls, message: bytes) -> Request:
        """From a message. Raises ValueError, IndexError."""
        who, *rest = message.split(b"\0")
        words = [os.fsdecode(word) for word in rest[:6]]
        last = 6 + int(words[5])
        arguments = [os.fsdecode(word) for word in rest[6:last]]
        found = cls(who, words[0], int(words[1]), words[2:5], arguments)
        for pair in rest[last:]:
            name, _equals, value = pair.partition(b"=")
            found.environment[name] = value
        return found
