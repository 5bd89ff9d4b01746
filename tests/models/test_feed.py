"""The live source: what another process committed is noticed, named, and nothing else is."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from models import sqlite
from models.errors import StorageError
from models.feed import MOST, Feed, Moved
from models.journal import Entry, append
from models.presence import Online
from models.tables import Tally
from models.where import Where
from tests.engines import Line, Server
from tests.models import town as towns
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, START, TPS, Town

LONG, SHORT = 10.0, 0.4
on_files_watched = pytest.mark.parametrize("way", ["inotify"], indirect=True)
on_server_told = pytest.mark.parametrize("way", ["postgresql"], indirect=True)


class Listener:
    """A feed that waits in a thread of its own, as in a session."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.said: queue.Queue[Moved | BaseException | None] = queue.Queue()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            while (found := self.feed.wait()) is not None:
                self.said.put(found)
            self.said.put(None)
        except BaseException as error:
            self.said.put(error)

    def next(self, timeout: float = LONG) -> Any:
        return self.said.get(timeout=timeout)

    def silent(self, seconds: float = SHORT) -> bool:
        try:
            self.said.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@pytest.fixture(params=["inotify", "poll", "postgresql"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How commits are noticed: the kernel tells, the file is looked at, a server tells."""
    if request.param == "poll":
        monkeypatch.setattr(sqlite, "_inotify", lambda path: None)
    if request.param == "inotify" and not sys.platform.startswith("linux"):
        pytest.skip("no inotify on this system")
    return str(request.param)


@pytest.fixture
def dialect(way: str) -> str:
    return "postgresql" if way == "postgresql" else "sqlite"


@contextmanager
def listening(town: Town, since: int | None = None) -> Iterator[Listener]:
    found = Listener(Feed(town.database, since=since))
    try:
        yield found
    finally:
        found.feed.stop()
        found.thread.join(LONG)
        assert not found.thread.is_alive()
        found.feed.close()


@pytest.fixture
def listener(town: Town, way: str) -> Iterator[Listener]:
    with listening(town) as found:
        assert found.feed.watching is (way != "poll")
        yield found


def _colleague(where: Where, go: Any, done: Any) -> None:
    with towns.opened(where, towns.elections()) as town:
        town.appoint(town.seats("kpps", TPS)[0].id, actor=BAYU)  # statements are compiled by now
        done.set()
        go.wait(60)
        town.area("L2", TPS, BAYU)
        done.set()


def test_another_processs_commit_is_noticed(town: Town, listener: Listener) -> None:
    spawn = multiprocessing.get_context("spawn")
    go, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_colleague, args=(town.where, go, done))
    other.start()
    first = listener.next(60)
    assert {TPS, KELURAHAN, KECAMATAN, KOTA} <= first.units
    assert {"P3", "@kpps"} <= first.codes
    assert (first.seq, first.everything) == (2, False)
    done.wait(60)
    done.clear()
    go.set()
    second = listener.next()
    assert (second.seq, second.codes) == (3, frozenset({"L2"}))
    assert {KELURAHAN, KECAMATAN, KOTA} <= second.units
    other.join(60)
    assert listener.silent()


def test_ones_own_commits_count(town: Town, listener: Listener) -> None:
    town.area("T1")
    assert listener.next().codes == {"T1"}
    town.area("L1")
    assert listener.next().codes == {"L1"}


def test_nothing_is_said_when_nothing_changed(town: Town, listener: Listener) -> None:
    with pytest.raises(ValueError), town.work() as work:
        work.connection.execute(delete(Tally))
        raise ValueError
    with town.work():
        pass
    with town.database.begin_write() as connection:
        connection.exec_driver_sql("UPDATE region SET name = name")
    town.dump()
    assert listener.silent()
    town.area("L2")
    assert listener.next().codes == {"L2"}


def test_stopping_ends_the_wait_at_once(town: Town, listener: Listener) -> None:
    began = time.monotonic()
    listener.feed.stop()
    assert listener.next() is None
    assert time.monotonic() - began < 5
    assert listener.feed.wait() is None


def _entries(town: Town, count: int) -> None:
    with town.database.begin_write() as connection:
        for _ in range(count):
            append(connection, Entry(START.replace(tzinfo=None), "x", "x", None, KOTA, {}, [], []), [KOTA])


def test_what_is_closed_wakes_nobody(town: Town) -> None:
    """A thread that ends by itself closes its feed while the program still means to stop it."""
    feed = Feed(town.database)
    feed.close()
    read, write = os.pipe()  # gets the numbers of what was closed
    try:
        os.set_blocking(read, False)
        feed.stop()
        feed.announce(Online(1, "sari", KOTA, "Kota Uji", "papan", START))
        with pytest.raises(BlockingIOError):
            os.read(read, 1)
        assert feed.wait() is None
    finally:
        os.close(read)
        os.close(write)


@pytest.mark.parametrize(("count", "everything"), [(MOST, False), (MOST + 1, True)])
def test_too_much_at_once_is_everything(town: Town, listener: Listener, count: int, everything: bool) -> None:
    _entries(town, count)
    moved = listener.next()
    assert (moved.seq, moved.everything) == (count + 1, everything)
    assert bool(moved.units) is not everything
    town.area("L2")
    after = listener.next()
    assert (after.seq, after.everything) == (count + 2, False)


def test_a_feed_begins_with_what_is_there(town: Town) -> None:
    town.area("L2")
    with listening(town) as listener:
        assert listener.feed.seq == 2
        assert listener.silent()


def test_a_feed_tells_what_came_after_the_entry_one_knows(town: Town) -> None:
    town.area("T1")
    town.area("L2")
    with listening(town, since=2) as listener:
        first = listener.next()
        assert (first.seq, first.codes, first.everything) == (3, frozenset({"L2"}), False)
        assert listener.silent()
    with listening(town, since=3) as listener:
        assert listener.silent()


@on_files_watched
def test_a_database_that_breaks_is_said_so(town: Town) -> None:
    feed = Feed(town.database)
    feed._watch._raw.close()  # type: ignore[union-attr]  # as if the file system had gone away
    with pytest.raises(StorageError):
        feed.wait()
    feed.close()


def test_commits_in_a_row_are_all_counted(town: Town) -> None:
    with listening(town) as listener:
        for seat in town.seats("kpps", KELURAHAN)[:12]:
            town.appoint(seat.id)
        last = 0
        while last < 13:
            moved = listener.next()
            assert moved.seq > last
            last = moved.seq
        assert last == 13


@on_files_watched
def test_a_commit_that_is_long_in_coming_is_seen(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel tells once, of the writing to the log: a slow disk keeps what was written only later, and nobody tells
    of that."""
    told = iter((True,))
    monkeypatch.setattr(sqlite, "_written", lambda _events: next(told, False))
    watch, (wake, other) = sqlite.FileWatch(town.database.path, 1), os.pipe()

    def until_it_moved() -> None:
        while not watch.moved():
            watch.sleep(wake)

    seen = threading.Thread(target=until_it_moved, daemon=True)
    seen.start()
    with Path(f"{town.database.path}-wal").open("ab") as log:
        log.write(b"?")  # what is written behind the last commit is none
    time.sleep(SHORT)
    assert seen.is_alive()
    town.area("T1")
    seen.join(LONG)
    assert not seen.is_alive()
    watch.close()
    os.close(wake)
    os.close(other)


def test_who_waits_does_nothing(town: Town, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told of commits, a session does not even look while there is none."""
    looks: list[int] = []
    module, name = ("models.postgres", "ServerWatch") if way == "postgresql" else ("models.sqlite", "FileWatch")
    watch: Any = getattr(importlib.import_module(module), name)
    moved = watch.moved
    monkeypatch.setattr(watch, "moved", lambda self: looks.append(1) or moved(self))
    with listening(town) as listener:
        assert listener.silent()
        assert (len(looks) == 1) is (way != "poll")
        town.area("L2")
        assert listener.next().codes == {"L2"}


# ── A server that is lost ─────────────────────────────────────────


@pytest.fixture
def line() -> Iterator[Line]:
    found = Line()
    yield found
    found.cut()


@pytest.fixture
def away(town: Town, line: Line) -> Iterator[Town]:
    """The same town over a line that can be cut."""
    with towns.opened(line.to(str(town.where)), town.elections) as found:
        yield found


@on_server_told
def test_nothing_goes_over_the_line_while_nothing_happens(town: Town, away: Town, line: Line) -> None:
    with listening(away) as listener:
        assert listener.silent()
        before = line.bytes
        assert listener.silent()
        assert line.bytes == before
        town.area("L2")
        assert listener.next().codes == {"L2"}
        assert line.bytes > before


@on_server_told
def test_that_a_server_is_lost_is_told_once(town: Town, away: Town, line: Line) -> None:
    told: list[float] = []
    feed = Feed(away.database, lost=lambda: told.append(time.monotonic()))
    waiting = threading.Thread(target=feed.wait, daemon=True)
    waiting.start()
    line.cut()
    end = time.monotonic() + 30
    while not told and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(2.0)  # it is looked for again several times
    line.mend()
    waiting.join(30)
    assert (waiting.is_alive(), len(told)) == (False, 1)
    feed.close()


@on_server_told
def test_after_a_lost_server_everything_moved(town: Town, away: Town, line: Line) -> None:
    with listening(away) as listener:
        line.cut()
        town.area("L2")
        assert listener.silent()
        line.mend()
        moved = listener.next()
        assert (moved.seq, moved.everything) == (2, True)
        town.area("L1")
        assert listener.next().codes == {"L1"}


@on_server_told
def test_a_session_that_the_server_ended_is_taken_up_again(town: Town, server: Server) -> None:
    with listening(town) as listener:
        assert server.cut(str(town.where))
        assert listener.next().everything
        town.area("L1")
        assert listener.next().codes == {"L1"}


@on_server_told
def test_who_waits_for_a_lost_server_can_be_stopped(away: Town, line: Line) -> None:
    with listening(away) as listener:
        line.cut()
        assert listener.silent()
        listener.feed.stop()
        assert listener.next() is None


@on_server_told
def test_a_database_that_was_dropped_is_said_so(town: Town, server: Server) -> None:
    with listening(town) as listener:
        server.drop(str(town.where))
        error = listener.next()
        assert isinstance(error, StorageError)
        assert error.code == "unknown_database"
