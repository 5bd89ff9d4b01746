"""The live source: what another process committed is noticed, named, and nothing else is."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from models import feed as feeds
from models.errors import StorageError
from models.feed import MOST, Feed, Moved
from models.journal import Entry, append
from models.tables import Tally
from tests.models import town as towns
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, START, TPS, Town

LONG, SHORT = 10.0, 0.4


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


@contextmanager
def listening(town: Town) -> Iterator[Listener]:
    found = Listener(Feed(town.database))
    try:
        yield found
    finally:
        found.feed.stop()
        found.thread.join(LONG)
        assert not found.thread.is_alive()
        found.feed.close()


@pytest.fixture(params=["inotify", "poll"])
def listener(town: Town, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    if request.param == "poll":
        # What happens where there is no inotify: see Feed._sleep.
        monkeypatch.setattr(feeds, "_watch", lambda path: None)
    with listening(town) as found:
        if request.param == "inotify" and not found.feed.watching:
            pytest.skip("no inotify on this system")
        assert found.feed.watching is (request.param == "inotify")
        yield found


def _colleague(path: Path, go: Any, done: Any) -> None:
    with towns.opened(path, towns.elections()) as town:
        town.appoint(town.seats("kpps", TPS)[0].id, actor=BAYU)  # statements are compiled by now
        done.set()
        go.wait(60)
        town.area("L2", TPS, BAYU)
        done.set()


def test_another_processs_commit_is_noticed(town: Town, listener: Listener) -> None:
    spawn = multiprocessing.get_context("spawn")
    go, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_colleague, args=(town.path, go, done))
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


def test_a_database_that_breaks_is_said_so(town: Town) -> None:
    feed = Feed(town.database)
    feed._raw.close()  # as if the file system had gone away
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
