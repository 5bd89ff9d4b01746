"""The past, exactly: every table as it stood at a moment."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import journal, queries, tally
from models.clock import WIB
from models.database import Interrupt
from models.errors import Cancelled, Refused, StorageError
from models.past import PastDatabase, check_reach, open_past
from models.tables import Journal, TallyDay
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, START, TPS, Town, dump, stir

JOURNAL = ("journal", "journal_unit")


@pytest.mark.parametrize("seed", range(4))
def test_any_moment_comes_back_as_it_was(town: Town, seed: int) -> None:
    dice, states = random.Random(seed), []
    for part in range(4):
        stir(town, seed * 10 + part, 15)
        states.append((town.clock.moment, town.dump()))
        town.later(seconds=dice.randint(1, 100_000))
    after = town.dump()
    for moment, state in states:
        past = open_past(town.where, moment, town.elections)
        try:
            found = dump(past)
            day = tally.bucket(town.election, moment)
            days, now_days = found.pop("tally_day"), dict.fromkeys(state["tally_day"])
            for name, rows in found.items():
                assert rows == state[name], name
            # That day's book also repeats what did not move that day; the days before are as they were.
            assert {row for row in days if row[2] < day} == {row for row in now_days if row[2] < day}
            assert {row for row in now_days if row[2] == day} <= set(days)
            with past.read() as connection:
                assert list(journal.broken(connection)) == []
                assert list(tally.differences(connection, town.election)) == []
        finally:
            past.close()
    assert town.dump() == after


def past_of(town: Town, moment: datetime) -> PastDatabase:
    return open_past(town.where, moment, town.elections)


def test_boards_of_the_past_show_what_was_known_then(town: Town) -> None:
    town.area("L2", KELURAHAN)
    then = town.clock.moment
    town.later(days=2)
    town.area("L2", KELURAHAN, state="belum")
    town.appoint(town.seats("kpps", TPS)[0].id)
    past = past_of(town, then)
    with past.read() as connection, town.database.read() as now:
        was = queries.board.board(connection, town.election, KELURAHAN, then).own
        is_ = queries.board.board(now, town.election, KELURAHAN, town.clock.moment).own
        assert was.standing.assessments["L2"].counts.siap == 3
        assert is_.standing.assessments["L2"].counts.siap == 0
        assert (was.staffing["kpps"], is_.staffing["kpps"]) == ((0, 21), (1, 21))
        assert [row.verb for row in queries.activity.entries(connection, KOTA, limit=9)] == ["evidence", "setup"]
    past.close()


@pytest.mark.parametrize("seed", range(2))
def test_one_goes_further_back_on_the_same_copy(town: Town, seed: int) -> None:
    states = []
    for part in range(3):
        stir(town, seed * 10 + part, 12)
        states.append((town.clock.moment, town.dump("tally_day")))
        town.later(days=1)
    past = past_of(town, states[-1][0])
    file = past.path.stat().st_ino
    for moment, state in reversed(states[:-1]):
        with past.read() as before:  # who reads meanwhile sees the moment that it began with
            counted = before.scalar(select(func.count()).select_from(Journal))
            past.further(moment, town.elections)
            assert before.scalar(select(func.count()).select_from(Journal)) == counted
        assert {name: rows for name, rows in dump(past).items() if name != "tally_day"} == {
            name: rows for name, rows in state.items() if name != "tally_day"
        }
        straight = past_of(town, moment)
        with past.read() as one, straight.read() as other:
            boards = [queries.board.board(each, town.election, KOTA, moment) for each in (one, other)]
            assert boards[0] == boards[1]
            assert list(tally.differences(one, town.election)) == []
            last = one.scalar(select(func.max(TallyDay.c.day)))
            assert last is None or last <= tally.bucket(town.election, moment)
        straight.close()
    assert past.path.stat().st_ino == file
    past.close()


@pytest.mark.parametrize("doing", ["copy", "change"])
def test_what_is_given_up_leaves_nothing(
    town: Town, doing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    town.later(days=1)
    stir(town, 1, 10)
    interrupt = Interrupt()

    def told(what: str, _done: int, _total: int) -> None:
        if what == doing:
            interrupt.cancel()

    with pytest.raises(Cancelled):
        open_past(town.where, START, town.elections, told=told, interrupt=interrupt)
    assert not list(tmp_path.glob("siaga-*"))


def test_a_further_step_that_is_given_up_stays_where_it_was(town: Town) -> None:
    town.later(days=1)
    stir(town, 1, 10)
    town.later(days=1)
    past, interrupt = past_of(town, town.clock.moment), Interrupt()
    before = dump(past)
    with pytest.raises(Cancelled):
        past.further(START, town.elections, told=lambda *_: interrupt.cancel(), interrupt=interrupt)
    assert dump(past) == before
    past.close()


def test_nothing_was_known_before_the_first_entry(town: Town) -> None:
    check_reach(town.database, START.replace(hour=1))
    with pytest.raises(Refused) as caught:
        check_reach(town.database, START - timedelta(days=1))
    assert (caught.value.code, caught.value.detail["day"]) == ("nothing_earlier", START.date())


def test_before_everything_there_is_the_empty_town(town: Town) -> None:
    empty = town.dump("tally_day", *JOURNAL)
    town.later(hours=1)
    stir(town, 1, 20)
    past = past_of(town, START - timedelta(days=30))
    found = dump(past, "tally_day", *JOURNAL)
    past.close()
    assert found == empty


def test_a_clock_that_went_back_does_not_tear_entries_apart(town: Town) -> None:
    """The second change happened later, whatever its clock said: it cannot stay when the first goes."""
    before = town.dump("tally_day", *JOURNAL)
    town.at(2024, 2, 2, 10)
    town.area("L2", KELURAHAN)
    town.at(2024, 2, 1, 10)
    town.area("L2", KELURAHAN, state="belum")
    past = past_of(town, datetime(2024, 2, 1, 12, tzinfo=WIB))
    found = dump(past, "tally_day", *JOURNAL)
    with past.read() as connection:
        assert list(journal.broken(connection)) == []
    past.close()
    assert found == before


def test_the_past_cannot_be_changed_and_leaves_nothing_behind(town: Town) -> None:
    town.area("L2")
    past = past_of(town, START)
    folder = past.path.parent
    assert past.readonly
    assert folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(StorageError) as caught, past.begin_write():
        pass
    assert caught.value.code == "read_only"
    with past.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    past.close()
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left, mine = tmp_path / f"siaga-salinan-{int(ended.stdout)}-x", tmp_path / f"siaga-salinan-{os.getpid()}-y"
    for folder in (left, mine):
        folder.mkdir()
        (folder / "siaga.db").touch()
    past_of(town, START).close()
    assert not left.exists()
    assert mine.exists()


def test_only_what_was_touched_is_counted_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a nation need not be looked at to take an entry of one kelurahan back."""
    town.later(hours=1)
    town.area("L2", KELURAHAN)
    asked: set[str] = set()
    count = tally.count

    def watched(connection: Any, election: Any, wanted: Any, low: str, high: str) -> Any:
        asked.add(low)
        return count(connection, election, wanted, low, high)

    monkeypatch.setattr(tally, "count", watched)
    past = past_of(town, START)
    past.close()
    assert KELURAHAN in asked
    assert asked <= {KELURAHAN, KECAMATAN}  # the kecamatan for what is its own


def test_the_past_of_nothing(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(StorageError) as caught:
        open_past(tmp_path / "x.db", START, town.elections)
    assert caught.value.code == "missing"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("siaga-salinan")] == []
