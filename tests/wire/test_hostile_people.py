"""Who is there and who one is are texts of others, too: an account's name, a place, the name that the system has for a
user. None of it is obeyed on the board, in the list of who is there, beside a row and in the head of a form."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models import presence
from models.clock import ZONES, SystemClock, stored
from models.database import Database
from models.presence import FilePresence, Online
from models.tables import Seat
from tests import hostile
from tests.wire.conftest import Program
from tests.wire.emulator import TOKEN
from tests.wire.screens import PAPAN, PERSONEL
from tests.wire.terminal import Terminal

pytestmark = pytest.mark.wire

UNIT = "33.71.03"


def harmless(terminal: Terminal) -> bool:
    """Whether nothing of what was written to the terminal is of those texts' making."""
    written = bytes(terminal.output)
    theirs = (b"\x1b]0", b"\x1b]2;", b"\x1b]52", b"\x1bP", b"\x1bc")
    obeyed = [one for one in TOKEN.findall(written) if one.startswith(theirs)]
    return not obeyed and not hostile.OBEYED.findall(TOKEN.sub(b"", written).decode())


def test_who_is_there(siaga: Program, opened: Database, database: Path) -> None:
    now = stored(SystemClock(ZONES["WIB"]).now())
    with opened.read() as connection:
        seats = connection.scalars(select(Seat.c.id).where(Seat.c.unit == UNIT).order_by(Seat.c.rank)).all()
    others = [FilePresence(database) for _text in hostile.TEXTS]
    for number, (other, text) in enumerate(zip(others, hostile.TEXTS.values(), strict=True)):
        about = (f"seat:{seats[number % len(seats)]}", text)
        other.announce(Online(number, f"A{number}{text}"[:500], UNIT, text[:500], text[:500], now, about, now))
    terminal = siaga(cols=150)
    terminal.wait_for(PAPAN)
    terminal.wait_for(f"daring {len(others) + 1}|{len(others) + 1} daring")
    terminal.press("*")
    terminal.wait_for("A16panjang")
    terminal.press("esc")
    terminal.quiet()
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.wait_for("✎A")
    terminal.press(*["down"] * 10, "a")  # the first seat of that kecamatan
    terminal.wait_for("menyunting")
    terminal.press("esc")
    terminal.quiet()
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert harmless(terminal)
    for other in others:
        other.leave()


@pytest.mark.parametrize(
    "said",
    [b"", b"\0" * 70_000, b"{" * 70_000, b'{"session":1}', b"\xff\xfe", b'{"session":"x","name":[]}', b"[" * 60_000],
    ids=["nothing", "zeroes", "a huge one", "a part", "no text", "another kind", "deep"],
)
def test_what_is_no_session(siaga: Program, database: Path, said: bytes) -> None:
    """A locked file that says nonsense is nobody's."""
    other = FilePresence(database)
    now = stored(SystemClock(ZONES["WIB"]).now())
    other.announce(Online(1, "rini", UNIT, "Utara", "papan", now - timedelta(hours=1)))
    (file,) = Path(f"{database}{presence.SUFFIX}").iterdir()
    with file.open("r+b") as written:
        written.truncate()
        written.write(said)
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("*")
    terminal.quiet()
    assert "rini" not in terminal.text
    terminal.press("esc", "ctrl+q")
    assert terminal.wait_exit() == 0
    other.leave()


@pytest.mark.parametrize("name", [name for name, text in hostile.TEXTS.items() if "\0" not in text])
def test_a_user_whose_name_the_system_made_up(siaga: Program, name: str) -> None:
    """Where nobody has a user's number (in a container), their name is what the environment says."""
    script = """
import pwd, sys
def nobody(number): raise KeyError(number)
pwd.getpwuid = nobody
from tui import cli
sys.exit(cli.main())"""
    called = f"Sari{hostile.TEXTS[name]}"
    words = [sys.executable, "-c", script, "--db", str(siaga.database)]
    terminal = siaga.start(words, env={"USER": called, "HOME": str(siaga.home)})
    terminal.wait_for(f"{PAPAN}|siaga:")
    if terminal.exit_code is None:
        terminal.press("5")
        terminal.quiet()
        terminal.press("*")
        terminal.quiet()
        terminal.press("esc", "ctrl+q")
    assert terminal.wait_exit() in {0, 1}
    assert harmless(terminal)
