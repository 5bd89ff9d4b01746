"""The service user's ``authorized_keys``: a line for each key of a coordinator, that opens the board and nothing else.

As git hosting does it: one user of the system owns the database, and sshd runs for each key the command that stands in
its line, whatever the other end asks for; ``restrict`` takes forwarding and everything else away.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tui import whole_file

KINDS = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
"""Kinds of public keys that are taken."""
LONGEST = 16_384
"""Characters of a public key: more is none."""
_OURS = re.compile(r'restrict,pty,command="(?P<command>[^"]*) --as (?P<name>[a-z0-9_.-]+)" (?P<kind>\S+) (?P<data>\S+)')


class BadKey(ValueError):
    """What was given is no public key in one line."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key; ``name``: whose account it opens."""

    name: str
    kind: str
    data: str

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` shows it: ``SHA256:…``."""
        digest = hashlib.sha256(base64.b64decode(self.data)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def parsed(text: str, name: str) -> Key:
    """A public key as ``ssh-keygen`` writes it (kind, data, remark). Raises BadKey: a private key, options, several
    lines, or data that are of another kind than they say."""
    lines = [line for line in text[:LONGEST].splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) != 1:
        raise BadKey
    kind, _, rest = lines[0].strip().partition(" ")
    data = rest.split(" ", 1)[0]
    if kind not in KINDS:
        raise BadKey
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey from None
    length = int.from_bytes(raw[:4], "big")
    if raw[4 : 4 + length] != kind.encode() or len(raw) <= 4 + length:
        raise BadKey
    return Key(name, kind, data)


def line(command: str, key: Key) -> str:
    """The line of a key. ``command``: the program, whole. Raises ValueError where quotes would end it."""
    if any(sign in command for sign in '"\n\\'):
        raise ValueError(command)
    whole = " ".join((command, "--as", key.name))
    return f'restrict,pty,command="{whole}" {key.kind} {key.data} siaga:{key.name}'


def listed(text: str) -> list[Key]:
    """Our keys of a file, in its order; other lines are somebody else's business."""
    found = (_OURS.match(one) for one in text.splitlines())
    return [Key(one["name"], one["kind"], one["data"]) for one in found if one is not None]


def added(text: str, command: str, key: Key) -> str:
    """The file with one more line at its end."""
    return (text if not text or text.endswith("\n") else text + "\n") + line(command, key) + "\n"


def removed(text: str, name: str) -> str:
    """The file without any key of an account."""
    kept = [one for one in text.splitlines() if (found := _OURS.match(one)) is None or found["name"] != name]
    return "".join(f"{one}\n" for one in kept)


def read(path: Path) -> str:
    """The file as it is, or nothing."""
    return path.read_text("utf-8") if path.exists() else ""


def write(path: Path, text: str) -> None:
    """Put a whole file in the place of the old one, for its owner only: sshd never sees half of one."""
    whole_file.replace(path, text.encode())
