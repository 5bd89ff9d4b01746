"""The whole program on the whole city, for tests that press its keys.

``city`` is a fresh copy of a database of Kota Magelang with fictitious people, ``start`` runs the app on it::

    async def test_something(city: City) -> None:
        async with start(city, "personel") as pilot: ...
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from models.actor import KOORDINATOR, Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.rules.loader import load_elections, load_region
from models.rules.schema import Election
from screens import locale
from screens.context import Context, Place
from screens.presenters import glyphs
from screens.widgets.bars import KeyBar
from tests.screens.program import configured, picture
from tui.app import SiagaApp

KOTA, TENGAH, CACABAN = "33.71", "33.71.03", "33.71.03.1002"
NOW = datetime(2024, 1, 31, 20, 0, tzinfo=WIB)
EVERY = 300
"""One seat in so many is empty."""
FIRST = ("Sari", "Budi", "Rini", "Agus", "Dewi", "Joko", "Wulan", "Hadi", "Tri", "Endah")
LAST = ("Wibowo", "Lestari", "Santoso", "Handayani", "Prasetyo", "Utami", "Nugroho")


@dataclass
class City:
    """A database of one's own, and who looks at it."""

    path: Path
    elections: dict[str, Election]
    actor: Actor = field(default_factory=lambda: Actor("sari", KOORDINATOR))

    def database(self) -> Database:
        """Another opening of it: a colleague's."""
        return Database.open(self.path)

    def context(self, unit: str = KOTA, **changes: Any) -> Context:
        return Context(
            **{
                "clock": FixedClock(NOW),
                "elections": self.elections,
                "actor": self.actor,
                "place": Place("pemilu-2024", unit),
                "home": KOTA,
                "names": {one.code: one.name for one in load_region(KOTA).regions},
                **changes,
            }
        )


def _fill(path: Path, elections: dict[str, Election]) -> None:
    """People on nearly every seat: some without a decree, every fifth an ASN."""
    from sqlalchemy import select

    from models.services.staffing import Appointment, appoint_many
    from models.tables import Seat
    from models.uow import unit_of_work

    election = elections["pemilu-2024"]
    database = Database.open(path)
    with database.read() as connection:
        found = connection.execute(
            select(Seat.c.id, Seat.c.rank).where(Seat.c.election == election.code).order_by(Seat.c.id)
        )
        seats = [row.id for row in found]
    wanted = [
        Appointment(
            seat,
            f"{FIRST[at % 10]} {LAST[at % 7]} {at}",
            date(2024, 1, 25),
            None if at % 40 == 7 else f"{at}/PP.04/2024",
            at % 5 == 0,
        )
        for at, seat in enumerate(seats)
        if at % EVERY
    ]
    actor = Actor("kpu", "kpu")
    with unit_of_work(database, FixedClock(NOW), actor, "appoint_many", KOTA, election) as work:
        appoint_many(work, wanted)
    database.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files come from a home of one's own and go there."""
    path = tmp_path / "rumah"
    path.mkdir()
    monkeypatch.setenv("HOME", str(path))
    return path


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that every test copies."""
    from models.services.setup import create

    path = tmp_path_factory.mktemp("city") / "city.db"
    elections = load_elections(("pemilu-2024", "pilkada-2024"))
    create(path, load_region(KOTA), list(elections.values()), NOW, Actor("siaga", "admin"))
    _fill(path, elections)
    return path


@pytest.fixture
def city(city_file: Path, tmp_path: Path) -> City:
    """A copy of one's own."""
    path = tmp_path / "siaga.db"
    shutil.copyfile(city_file, path)
    return City(path, load_elections(("pemilu-2024", "pilkada-2024")))


def _say_for_long(bar: KeyBar, say: Any, text: str, style: str = "text", seconds: float = 600) -> None:
    say(bar, text, style, max(seconds, 600))


@pytest.fixture(autouse=True)
def indonesian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Language and signs are the process's own; what is said stands as long as a slow machine needs to read it."""
    monkeypatch.setattr(KeyBar, "say", partialmethod(_say_for_long, KeyBar.say))
    yield
    locale.install(locale.SOURCE)
    glyphs.use("unicode")


class User:
    """Someone at the keyboard: presses actions by their configured keys and reads the picture."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot

    @property
    def app(self) -> SiagaApp:
        assert isinstance(self.pilot.app, SiagaApp)
        return self.pilot.app

    async def press(self, *names: str) -> None:
        """Press the keys of these actions (ids of the key table), each one when the last has had its effect."""
        for name in names:
            await self.pilot.press(configured(self.app, name))
            await self.settled()

    async def type(self, text: str) -> None:
        """Type text, as fast as a program does."""
        for char in text:
            key = char if char.isalnum() else NAMES[char]
            self.app.post_message(events.Key(key, char))
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything asked for has been answered and shown."""
        idle = 0
        for _attempt in range(1000):
            await self.pilot.pause()
            held = [screen for screen in self.app.screen_stack if getattr(screen, "gate_closed", False)]
            busy = [worker for worker in self.app.workers if worker.group in ("load", "fetch", "perform")]
            idle = 0 if held or busy else idle + 1
            if idle > 1:
                return
            if not idle:
                await self.pilot.pause(0.01)

    @property
    def picture(self) -> str:
        """What stands on the terminal."""
        return picture(self.app)

    @property
    def lines(self) -> Sequence[str]:
        return self.picture.splitlines()

    def line(self, text: str) -> str:
        """The first line of the picture that holds the text; the whole picture in the failure."""
        found = [line for line in self.lines if text in line]
        assert found, f"{text!r} is not to be seen:\n{self.picture}"
        return found[0]


NAMES = {
    " ": "space", "/": "slash", "-": "minus", ".": "full_stop", "[": "left_square_bracket",
    "]": "right_square_bracket", "@": "at", "=": "equals_sign", "'": "apostrophe", ",": "comma",
}  # fmt: skip


@asynccontextmanager
async def start(
    city: City, mode: str = "papan", *, unit: str = KOTA, size: tuple[int, int] = (80, 24), **changes: Any
) -> AsyncIterator[User]:
    """The program on a city's database, with one screen of it shown and loaded."""
    readonly = bool(changes.get("readonly"))
    context = city.context(unit, **changes)
    at_once = type("SiagaApp", (SiagaApp,), {"DEFAULT_MODE": mode})
    async with running(at_once(context, lambda: Database.open(city.path, readonly=readonly)), size) as user:
        yield user


@asynccontextmanager
async def running(app: SiagaApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[User]:
    """A program whose database is open and whose first screen shows its data."""
    context = app.context
    try:
        async with app.run_test(size=size) as pilot:
            user = User(pilot)
            for _attempt in range(500):
                await pilot.pause(0.01)
                if context.database is not None:
                    break
            await user.settled()
            yield user
    finally:  # as ``tui.commands.run`` does: hundreds of programs in one process leave no descriptor behind
        if context.database is not None:
            context.database.close()
