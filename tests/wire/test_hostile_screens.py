"""Every screen, and what it opens, over a database in which every free text is hostile: what leaves the program is its
own. Screens and keys come from the program's tables, so a new screen is walked to as well, or fails here."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.copy import copy
from models.where import Where
from screens.key_table import KEYS, Key
from tests import hostile
from tests.engines import Server
from tests.wire.conftest import Program
from tests.wire.emulator import TOKEN
from tests.wire.keys import key_bytes
from tests.wire.screens import COUNTDOWN
from tests.wire.terminal import Terminal
from tui.app import MODES

pytestmark = pytest.mark.wire

VISITED = {"orang": "person", "waris": "heirs", "upacara": "ceremony", "risiko": "risk"}
"""Screens that Personel opens, and its keys for them."""
SIGNS = {"exclamation_mark": "!", "asterisk": "*", "question_mark": "?", "slash": "/"}
OWN = {
    b"\x1b[?1004h", b"\x1b[?1004l", b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?2004h", b"\x1b[?2004l", b"\x1b[?2026$p",
    b"\x1b[?2026h", b"\x1b[?2026l", b"\x1b[?2048$p", b"\x1b[?25h", b"\x1b[?25l", b"\x1b[?7h", b"\x1b[?7l", b"\x1b[H",
    b"\x1b[m", b"\x1b[u",
}  # fmt: skip
"""The kinds of control sequences that the program writes: modes as they are, others by introducer and final byte."""


def key_of(mode: str) -> tuple[str, ...]:
    """What to press for a screen."""
    if mode in VISITED:
        return ("2", pressed(next(one for one in KEYS if one.id == VISITED[mode])))
    return (pressed(next(one for one in KEYS if one.where == "app" and f"'{mode}'" in one.action)),)


def pressed(key: Key) -> str:
    name = key.keys.split(",")[0]
    return SIGNS.get(name, name)


@pytest.fixture(scope="module")
def hostile_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.database(tmp_path_factory.mktemp("hostile") / "siaga.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, hostile_city: Path, tmp_path: Path) -> Iterator[Where]:
    if request.param == "sqlite":
        yield shutil.copy(hostile_city, tmp_path / "siaga.db")
        return
    server: Server = request.getfixturevalue("server")
    url = server.create()
    copy(hostile_city, url)
    yield url
    server.drop(url)


def test_what_leaves_the_program_is_its_own(siaga: Program) -> None:
    terminal = siaga(cols=150, rows=45, env={"SIAGA_SITE_ELECTIONS": "pemilu-2024"})
    terminal.wait_for(COUNTDOWN)
    terminal.quiet()
    seen = {}
    for mode in MODES:
        terminal.press(*key_of(mode))
        terminal.quiet()
        seen[mode] = terminal.text
        for key in ("?", "esc", "down", "y", "enter", "?", "esc", "esc"):
            terminal.press(key)
            terminal.pump(0.12)
        assert terminal.exit_code is None, terminal.text
    assert len(set(seen.values())) == len(MODES)
    assert "DIAMBIL" in seen["personel"] + seen["papan"]
    terminal.press("*", "esc", "ctrl+p")
    terminal.type("a")
    terminal.quiet()
    terminal.press("esc", "ctrl+q")
    assert terminal.wait_exit() == 0
    _only_own(terminal)


def _only_own(terminal: Terminal) -> None:
    written = bytes(terminal.output)
    found = set(TOKEN.findall(written))
    copied = [one for one in found if one.startswith(b"\x1b]52;c;")]
    assert len(copied) > 3
    for one in copied:
        text = base64.b64decode(one[7:].rstrip(b"\x07\\\x1b")).decode()
        assert hostile.OBEYED.findall(text) == []
    told = {one for one in found - set(copied) if one.startswith(b"\x1b]")}
    assert told <= {b"\x1b]22;default\x07"}  # the shape of the pointer, as Textual sets it
    kinds = {one if b"?" in one else one[:2] + one[-1:] for one in found - told - set(copied)}
    assert kinds <= OWN
    text = TOKEN.sub(b"", written).decode()
    assert hostile.OBEYED.findall(text) == []
    assert re.search("[\x00-\x08\x0e-\x1f]", text) is None
    assert key_bytes("esc") not in TOKEN.sub(b"", written)
