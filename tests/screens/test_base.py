"""What every screen has: its way to data, the keys that wait, and what it says when there are none."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from textual import on
from textual.app import ComposeResult
from textual.pilot import Pilot

from models.actor import Actor
from models.clock import WIB, FixedClock
from models.errors import SiagaError, StorageError
from models.rules.loader import load_elections
from screens import loading
from screens.base import SiagaScreen, where
from screens.context import Context, Place
from screens.dialogs.confirm import Confirm
from screens.messages import DatabaseFailed, DatabaseOpened, Moved
from screens.widgets.countdown import Countdown
from screens.widgets.grid import Column, Grid, Row
from screens.widgets.lines import Lines
from tui.app import SiagaApp

NOW = datetime(2024, 1, 31, 20, 0, 30, tzinfo=WIB)


class Library:
    """A database that answers when it is told to."""

    def __init__(self) -> None:
        self.answers = 0
        self.free = threading.Event()
        self.free.set()
        self.error: SiagaError | None = None

    @contextmanager
    def read(self, interrupt: object = None) -> Iterator[Any]:
        self.free.wait(5)
        if self.error is not None:
            raise self.error
        yield self


class Board(SiagaScreen[list[str]]):
    """Three rows of the unit where one stands."""

    WHERE = where("board")

    def compose_body(self) -> ComposeResult:
        yield Countdown(self.context.election, self.context.clock.now())
        yield Lines("Panel", id="panel")
        yield Grid((Column("name", "Nama", 20),), id="grid")

    def read(self, connection: Any) -> list[str]:
        connection.answers += 1
        return [f"{self.context.place.unit}.{n:02}" for n in range(1, 4)]

    def show(self, data: list[str]) -> None:
        self.query_one("#panel", Lines).update([[(f"jawaban {data[0]}", "text")]])
        self.query_one(Grid).set_rows([Row(name, (name,)) for name in data])

    @on(Grid.RowActivated)
    def down(self, event: Grid.RowActivated) -> None:
        self.go(str(event.key))


class Other(Board):
    """Another mode, of the same make."""


class Program(SiagaApp):
    """The app over a library that the test opens."""

    def __init__(self, unit: str = "33.71") -> None:
        self.library = Library()
        context = Context(
            clock=FixedClock(NOW),
            elections=load_elections(["pemilu-2024", "pilkada-2024"]),
            actor=Actor("sari"),
            place=Place("pemilu-2024", unit),
            home="33.71",
            names={"33.71": "Kota Magelang", "33.71.01": "Selatan", "33.71.01.01": "x"},
        )
        super().__init__(context, lambda: None, modes={"papan": Board, "personel": Other})  # type: ignore[arg-type, return-value]
        self._follower.start = lambda: None  # type: ignore[method-assign]

    @property
    def board(self) -> Board:
        assert isinstance(self.front, Board)
        return self.front

    def open(self) -> None:
        self.post_message(DatabaseOpened(self.library))

    @property
    def picture(self) -> str:
        lines = self.screen._compositor.render_strips()
        return "\n".join(line.text for line in lines)


async def until(pilot: Pilot[Any], done: Callable[[], bool]) -> None:
    for _attempt in range(300):
        await pilot.pause()
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


@pytest.fixture(autouse=True)
def known_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library has no names of regions."""
    monkeypatch.setattr(loading.LoadingScreen, "_read", lambda self, connection: self.read(connection))


async def test_countdowns_and_bars_stand_before_there_is_a_database() -> None:
    app = Program()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "SIAGA · Kota Magelang" in app.picture
        assert "H-14" in app.picture and "13 hari 10:59" in app.picture
        assert "memuat…" in app.picture
        app.open()
        await until(pilot, lambda: "jawaban 33.71.01" in app.picture)
        assert app.library.answers == 1


async def test_keys_typed_before_the_data_act_in_order_afterwards() -> None:
    app = Program()
    async with app.run_test(size=(100, 30)) as pilot:
        # Down to the second row, open it, go to the other screen, to its third row.
        await pilot.press("down", "enter", "2", "down", "j")
        assert app.board.query_one(Grid).key is None
        app.open()
        await until(pilot, lambda: app.current_mode == "personel" and not app._held)
        await until(pilot, lambda: app.board.query_one(Grid).key == "33.71.02.03")
        assert app.context.place.unit == "33.71.02"


async def test_ctrl_q_does_not_wait() -> None:
    app = Program()
    async with app.run_test() as pilot:
        await pilot.press("down", "ctrl+q")
        await until(pilot, lambda: not app.is_running)


async def test_a_flood_of_changes_is_read_once_more_and_loses_nothing() -> None:
    app = Program()
    async with app.run_test() as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1 and not app.board._loading)
        app.library.free.clear()
        for n in range(50):
            app.post_message(Moved({f"33.71.0{n % 3}"}, {"L2"}, n))
        await pilot.pause(0.1)
        app.library.free.set()
        await until(pilot, lambda: not app.board._loading and not app.board._dirty)
        assert 2 <= app.library.answers <= 3


def test_moved_takes_over_what_it_replaces() -> None:
    older, newer = Moved({"33.71.01"}, {"L1"}, 7), Moved({"33.71.02"}, {"L2"}, 8)
    assert older.can_replace(newer)
    assert sorted(newer.units) == ["33.71.01", "33.71.02"]
    assert (sorted(newer.indicators), newer.seq) == (["L1", "L2"], 8)


async def test_what_does_not_concern_is_not_read() -> None:
    app = Program()
    async with app.run_test() as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        app.post_message(Moved({"32.04"}, {"L2"}, 1))
        await pilot.pause(0.05)
        assert app.library.answers == 1


async def test_an_answer_to_an_older_question_is_dropped() -> None:
    app = Program()
    async with app.run_test(size=(100, 30)) as pilot:
        app.open()
        await until(pilot, lambda: "jawaban 33.71.01" in app.picture)
        app.library.free.clear()
        app.board.reload()
        await pilot.pause()
        app.go(Place("pemilu-2024", "33.71.01"))
        app.library.free.set()
        await until(pilot, lambda: "jawaban 33.71.01.01" in app.picture)


async def test_failed_data_stay_greyed_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "RETRIES", (0.1,))
    app = Program()
    async with app.run_test(size=(100, 30)) as pilot:
        app.open()
        await until(pilot, lambda: "jawaban" in app.picture)
        app.library.error = StorageError("busy", path="x")
        app.board.reload()
        await until(pilot, lambda: "data sejak 20:00" in app.picture)
        assert "jawaban 33.71.01" in app.picture
        assert app.board.query_one(Grid).stale
        app.library.error = None
        await until(pilot, lambda: "data sejak" not in app.picture)
        assert not app.board.query_one(Grid).stale


async def test_a_database_that_cannot_be_opened_is_told_and_keys_act() -> None:
    app = Program()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        app.post_message(DatabaseFailed(StorageError("not_writable", path="/x/siaga.db")))
        await until(pilot, lambda: "/x/siaga.db" in app.picture)
        await until(pilot, lambda: app.current_mode == "personel")


async def test_other_modes_are_brought_up_to_date_when_they_are_shown() -> None:
    app = Program()
    async with app.run_test() as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        await pilot.press("2")
        await until(pilot, lambda: app.library.answers == 2)
        app.post_message(Moved({"33.71"}, {"L2"}, 1))
        await until(pilot, lambda: app.library.answers == 3)
        await pilot.press("1")
        await until(pilot, lambda: app.library.answers == 4)
        await pilot.press("2")
        await pilot.pause(0.05)
        assert app.library.answers == 4


async def test_esc_goes_up_but_not_above_home() -> None:
    app = Program("33.71.01")
    async with app.run_test() as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        for _press in range(3):
            await pilot.press("escape")
            await pilot.pause(0.05)
        assert app.context.place.unit == "33.71"


async def test_a_tick_moves_the_clocks() -> None:
    app = Program()
    async with app.run_test(size=(120, 30)) as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        assert isinstance(app.context.clock, FixedClock)
        app.context.clock.moment = NOW + timedelta(minutes=1)
        app._tick()
        await pilot.pause()
        assert "20:01 WIB" in app.picture and "13 hari 10:58" in app.picture
        assert app.library.answers == 1
        app.context.clock.moment = NOW + timedelta(hours=2)
        app._tick()
        await until(pilot, lambda: app.library.answers == 2)


async def test_seconds_only_in_the_last_hour() -> None:
    app = Program()
    async with app.run_test():
        assert not app.board.seconds(NOW)
        assert app.board.seconds(datetime(2024, 2, 14, 6, 30, tzinfo=WIB))


async def test_confirm_says_no_by_default() -> None:
    for pressed, answer in ((["enter"], False), (["escape"], False), (["y"], True), (["tab", "enter"], True)):
        app = Program()
        found: list[Any] = []
        async with app.run_test() as pilot:
            app.open()
            await until(pilot, lambda: app.library.answers == 1)  # noqa: B023
            app.push_screen(Confirm("Akhiri?"), found.append)
            await pilot.pause()
            await pilot.press(*pressed)
            await pilot.pause()
        assert found == [answer]


async def test_help_names_the_keys_of_the_screen() -> None:
    app = Program()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Balik urutan" in app.picture)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Balik urutan" not in app.picture)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (40, 12), (80, 24), (300, 100)])
async def test_any_size(size: tuple[int, int]) -> None:
    app = Program()
    async with app.run_test(size=size) as pilot:
        app.open()
        await until(pilot, lambda: app.library.answers == 1)
        await pilot.press("f1", "escape", "2", "1", "tab", "down")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "SIAGA" in app.picture
