"""A database moved whole: between files, to a server and back; nothing is left of a copy that was not finished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from models import bulk
from models.database import Database, Interrupt
from models.errors import Cancelled, StorageError
from models.rules.schema import Election
from models.services import check, copy
from models.where import Where
from tests import engines
from tests.engines import ENGINES, Server
from tests.models.town import Town, opened, stir

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The town is small: let it take several batches all the same."""
    monkeypatch.setattr(bulk, "BATCH", 50)


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Where]:
    """Where nothing stands yet."""
    if request.param == "sqlite":
        yield tmp_path / "baru" / "salinan.db"
        return
    server: Server = request.getfixturevalue("server")
    url = server.create()
    yield url
    server.drop(url)


def wrong(where: Where, elections: dict[str, Election]) -> list[check.Fault]:
    database = Database.open(where, readonly=True)
    try:
        return list(check.faults(database, elections))
    finally:
        database.close()


def test_a_copy_is_the_same_database(town: Town, target: Where) -> None:
    stir(town, 7, 40)
    told: list[tuple[int, int]] = []
    rows = copy.copy(town.where, target, progress=lambda done, total: told.append((done, total)))
    with opened(target, town.elections) as other:
        assert other.dump() == town.dump()
        assert rows == {name: len(found) for name, found in town.dump().items()}
        assert wrong(target, town.elections) == []
        # One can work with it: names are found, numbers go on.
        other.later(days=20)
        seat = next(row for row in other.seats("kpps") if row.tenure_id is None)
        other.appoint(seat.id, "Zulkifli Baru")
        assert other.wrong() == []
        assert wrong(target, town.elections) == []
    assert len(told) > 15
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


def test_a_copy_of_the_copy_comes_home(town: Town, target: Where, tmp_path: Path) -> None:
    stir(town, 3, 10)
    copy.copy(town.where, target)
    copy.copy(target, tmp_path / "pulang.db")
    with opened(tmp_path / "pulang.db", town.elections) as home:
        assert home.dump() == town.dump()


def test_nothing_is_written_over(town: Town, target: Where) -> None:
    copy.copy(town.where, target)
    stir(town, 1, 3)
    with pytest.raises(StorageError) as caught:
        copy.copy(town.where, target)
    assert caught.value.code == "not_empty"
    with pytest.raises(StorageError) as caught:
        copy.copy(town.where, town.where)
    assert caught.value.code == "not_empty"


def nothing_there(target: Where) -> bool:
    if isinstance(target, Path):
        return not target.parent.exists() or list(target.parent.iterdir()) == []
    with engines.connected(target) as raw:
        return bool(raw.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0] == 0)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.97])
def test_a_cancelled_copy_leaves_nothing(town: Town, target: Where, share: float) -> None:
    interrupt = Interrupt()

    def stop(done: int, total: int) -> None:
        if done >= share * total:
            interrupt.cancel()

    with pytest.raises(Cancelled):
        copy.copy(town.where, target, progress=stop, interrupt=interrupt)
    assert nothing_there(target)
    copy.copy(town.where, target)
    assert wrong(target, town.elections) == []


def test_a_copy_that_fails_leaves_nothing(town: Town, target: Where) -> None:
    def fail(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy.copy(town.where, target, progress=fail)
    assert nothing_there(target)


def test_what_is_written_meanwhile_stays_behind(town: Town, target: Where) -> None:
    """One snapshot: a colleague's entry is in the copy whole or not at all."""
    seats, done = town.seats("kpps"), []

    def work(_done: int, _total: int) -> None:
        if not done:
            done.append(town.appoint(seats[0].id, "Ani"))

    copy.copy(town.where, target, progress=work)
    assert done
    assert wrong(target, town.elections) == []
    with opened(target, town.elections) as other:
        assert other.seat(seats[0].id).tenure_id is None


# ── What the check finds ────────────────────────────────────────────────────────────

DAMAGE = {
    "UPDATE seat SET tenure_id = 999 WHERE id = 1": ("reference", "seat.tenure_id"),
    "UPDATE tenure SET end_on = NULL WHERE id = (SELECT max(id) FROM tenure WHERE end_on IS NOT NULL)": (
        "reference",
        "tenure.end_on",
    ),
    "UPDATE seat SET unit = '33.71.09.1001.001' WHERE id = 2": ("reference", "seat.unit"),
    "UPDATE region SET parent = '33.71.09' WHERE code = '33.71.01.1001'": ("reference", "region.parent"),
    "DELETE FROM tps WHERE code = '33.71.01.1001.001'": ("reference", "seat.unit"),
    "DELETE FROM journal WHERE seq = 2": ("reference", "journal_unit.seq"),
    "UPDATE journal SET actor = 'x' WHERE seq = 2": ("journal", "hash"),
    "DELETE FROM tally WHERE level = 2": ("tally", "33.71"),
}


@pytest.mark.parametrize("statement", DAMAGE)
def test_damage_is_found(town: Town, statement: str) -> None:
    seat = town.seats("kpps")[0].id
    town.appoint(seat)
    town.end(seat)
    assert wrong(town.where, town.elections) == []
    with town.database.begin_write() as connection:
        changed = connection.execute(text(statement)).rowcount
        assert changed
    kind, what = DAMAGE[statement]
    found = wrong(town.where, town.elections)
    assert any(one.kind == kind and what in map(str, one.facts.values()) for one in found), found


@engines.on_files
def test_a_search_index_out_of_step_is_found(town: Town) -> None:
    town.appoint(town.seats("kpps")[0].id, "Budi Santoso")
    with town.database.begin_write() as connection:
        connection.exec_driver_sql("DROP TRIGGER person_fts_update")
        connection.exec_driver_sql("UPDATE person SET name_key = 'budi sentosa'")
    faults = wrong(town.where, town.elections)
    found = {(one.kind, one.facts["letters"], one.facts["people"], one.facts["found"]) for one in faults}
    assert ("index", "sen", 1, 0) in found
    assert ("index", "san", 0, 1) in found
    assert not any(letters == "bud" for _, letters, _, _ in found)


def test_a_check_can_be_cancelled_and_tells_how_far_it_is(town: Town) -> None:
    stir(town, 5, 20)
    told: list[tuple[int, int]] = []
    assert list(check.faults(town.database, town.elections, progress=lambda *far: told.append(far))) == []
    assert told[-1][0] == pytest.approx(told[-1][1], abs=2)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    interrupt = Interrupt()
    with pytest.raises(Cancelled):
        list(check.faults(town.database, town.elections, progress=lambda *_: interrupt.cancel(), interrupt=interrupt))
