"""Key names and the bytes that a terminal sends for them."""

from __future__ import annotations

import re

_NAMED = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "insert": "\x1b[2~", "delete": "\x1b[3~", "backspace": "\x7f",
    "enter": "\r", "tab": "\t", "backtab": "\x1b[Z", "esc": "\x1b", "space": " ",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~",
    "f12": "\x1b[24~",
    "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B", "ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F",
}  # fmt: skip


def key_bytes(name: str) -> bytes:
    """What a terminal sends for one key: `down`, `ctrl+q`, `alt+x`, `?`; ValueError for an unknown name."""
    if name in _NAMED:
        return _NAMED[name].encode()
    if re.fullmatch(r"ctrl\+[a-z@\[\]\\^_]", name):
        return bytes([ord(name[5].upper()) & 0x1F])
    if re.fullmatch(r"alt\+.", name):
        return b"\x1b" + name[4].encode()
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"unknown key {name!r}")
