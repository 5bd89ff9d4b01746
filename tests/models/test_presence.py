"""Who is there: seen by all, gone with their process however it ends, at no cost to anybody who writes or waits."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models import sqlite
from models.database import Database
from models.feed import Feed, Gathered, Moved
from models.presence import EDITING, SUFFIX, Online, editors
from models.where import Where
from tests.engines import on_files
from tests.models.test_feed import Listener
from tests.models.town import KECAMATAN, KOTA, TPS, Town

NOON = datetime(2024, 1, 31, 12, 0)
LONG = 60.0


def online(session: int, name: str = "rini", unit: str = KOTA, **more: Any) -> Online:
    return Online(session, name, unit, unit, "papan", NOON + timedelta(minutes=session), **more)


@contextmanager
def session(town: Town, me: Online | None = None) -> Iterator[Listener]:
    database = Database.open(town.where)
    found = Listener(Feed(database))
    if me is not None:
        found.feed.announce(me)
    try:
        yield found
    finally:
        found.feed.stop()
        found.thread.join(LONG)
        found.feed.close()
        database.close()


def until(listener: Listener, right: Callable[[list[str]], bool]) -> list[Online]:
    """What is told until the names of those who are there are right."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        news = listener.next(LONG)
        assert isinstance(news, Gathered), news
        if right([one.name for one in news.people]):
            return list(news.people)
    raise AssertionError("never seen")


def _at_work(where: Where, there: Any) -> None:
    database = Database.open(where)
    feed = Feed(database)
    feed.announce(online(7, "bayu", TPS))
    while True:
        if isinstance(feed.wait(), Gathered):
            there.set()


@contextmanager
def colleague(where: Where) -> Iterator[Any]:
    spawn = multiprocessing.get_context("spawn")
    there = spawn.Event()
    process = spawn.Process(target=_at_work, args=(where, there))
    process.start()
    try:
        assert there.wait(LONG)
        yield process
    finally:
        process.kill()
        process.join(LONG)


def test_sessions_see_each_other_come_move_and_go(town: Town) -> None:
    with session(town, online(1)) as rini:
        assert until(rini, lambda names: names == ["rini"])[0].unit == KOTA
        with session(town, online(2, "bayu")) as bayu:
            until(rini, lambda names: names == ["rini", "bayu"])
            until(bayu, lambda names: names == ["rini", "bayu"])
            moved = online(2, "bayu", KECAMATAN, editing=("seat:12",), editing_since=NOON)
            bayu.feed.announce(moved)
            while moved not in until(rini, lambda names: len(names) == 2):
                pass
        until(rini, lambda names: names == ["rini"])


def test_a_killed_process_is_gone(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel tells of a file that is closed; a server tells nobody, so one looks again after a while."""
    if town.database.dialect == "postgresql":
        monkeypatch.setattr("models.postgres.PATROL", 0.3)
    with colleague(town.where) as process, session(town, online(1)) as rini:
        until(rini, lambda names: sorted(names) == ["bayu", "rini"])
        os.kill(process.pid, signal.SIGKILL)
        until(rini, lambda names: names == ["rini"])


@on_files
def test_what_a_killed_process_left_is_swept_out(town: Town) -> None:
    folder = Path(f"{town.where}{SUFFIX}")
    with colleague(town.where) as process:
        assert len(list(folder.iterdir())) == 1
        process.kill()
        process.join(LONG)
    assert len(list(folder.iterdir())) == 1
    with session(town, online(1)) as rini:
        until(rini, lambda names: names == ["rini"])
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700 | Path(town.where).stat().st_mode & 0o77


def test_that_somebody_is_there_is_no_change_of_the_data(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads the journal because somebody came or moved; and nothing waits for the write lock."""
    read: list[object] = []
    was = Feed._read

    def counted(feed: Feed) -> Moved | None:
        read.append(feed)
        return was(feed)

    monkeypatch.setattr(Feed, "_read", counted)
    monkeypatch.setattr(sqlite, "PATROL", 0.3)  # no folder to watch before the first one came
    with session(town) as looking, town.database.begin_write(), session(town, online(1)) as rini:
        until(looking, lambda names: names == ["rini"])
        for at in range(20):
            rini.feed.announce(online(1, unit=f"33.71.0{at % 3 + 1}"))
            time.sleep(0.01)
        until(rini, lambda names: names == ["rini"])
    assert read in ([], [looking.feed], [looking.feed, rini.feed]), "at most for the write that ended here"


def test_who_may_not_write_still_sees(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATROL", 0.3)
    database = Database.open(town.where, readonly=True)
    listener = Listener(Feed(database))
    try:
        with session(town, online(1)):
            until(listener, lambda names: names == ["rini"])
    finally:
        listener.feed.stop()
        listener.thread.join(LONG)
        listener.feed.close()
        database.close()


def test_an_open_form_is_told_of_for_a_quarter_of_an_hour() -> None:
    people = [
        online(1, editing=("seat:12",), editing_since=NOON),
        online(2, "bayu", editing=("seat:12", "seat:13"), editing_since=NOON),
        online(3, "dewi", editing=("seat:14",), editing_since=NOON),
        online(4, "agus"),
    ]
    assert [one.name for one in editors(people, ["seat:12"], 1, NOON)] == ["bayu"]
    assert [one.name for one in editors(people, ["seat:13"], 1, NOON + EDITING - timedelta(seconds=1))] == ["bayu"]
    assert editors(people, ["seat:13"], 1, NOON + EDITING) == []


@on_files
def test_without_a_kernel_that_tells_one_looks_now_and_then(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_watched", lambda path, *events: None)
    monkeypatch.setattr(sqlite, "PATROL", 0.2)
    with session(town, online(1)) as rini, session(town, online(2, "bayu")):
        until(rini, lambda names: names == ["rini", "bayu"])
