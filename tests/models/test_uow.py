"""One write is one transaction, one entry, and the tallies it moves."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest
from sqlalchemy import select, text

from models import journal
from models.clock import stored
from models.errors import StorageError
from models.services import evidence, staffing
from models.tables import Contact, Evidence, Journal, JournalUnit, Person, Seat
from models.where import Where
from tests.models import town as towns
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, SARI, TPS, Town


def entries(town: Town) -> list[Any]:
    with town.database.read() as connection:
        return list(connection.execute(select(Journal).order_by(Journal.c.seq)))


@pytest.mark.parametrize("failure", [ValueError("x"), KeyboardInterrupt(), OSError("x")])
def test_nothing_is_half_written(town: Town, failure: BaseException) -> None:
    before = town.dump()
    with pytest.raises((type(failure), StorageError)), town.work(verb="appoint") as work:
        staffing.appoint(work, staffing.Appointment(town_seat(work), "Budi", town.clock.today(), "SK"))
        evidence.record_area(work, town.election.indicator("L2"), KOTA, reference="BA")
        raise failure
    assert town.dump() == before


def town_seat(work: Any) -> int:
    return int(work.connection.scalar(select(Seat.c.id).where(Seat.c.unit == TPS).limit(1)))


def test_an_entry_says_who_when_what_before_and_after(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    tenure = town.appoint(seat.id, "Budi", BAYU)
    last = entries(town)[-1]
    assert (last.actor, last.verb, last.election, last.unit) == ("bayu", "appoint", "pemilu-2024", TPS)
    assert last.at == stored(town.clock.now())
    assert journal.detail_of(last.detail)["name"] == "Budi"
    changes = {change.table: change for change in journal.changes_of(last.changes) if change.table != "report"}
    assert changes["seat"].key == {"id": seat.id}
    assert changes["seat"].before == {"tenure_id": None, "version": 1}
    assert changes["seat"].after == {"tenure_id": tenure["id"], "version": 2}
    assert (changes["person"].before, changes["person"].after["name"]) == (None, "Budi")
    assert changes["tenure"].after["start_on"] == "2024-01-31"
    assert ("P3", KELURAHAN) in journal.moves_of(last.moves)


def test_an_entry_is_seen_from_its_unit_and_all_above(town: Town) -> None:
    town.appoint(town.seats("kpps", TPS)[0].id)
    with town.database.read() as connection:
        seq = connection.scalar(select(Journal.c.seq).order_by(Journal.c.seq.desc()))
        seen = set(connection.scalars(select(JournalUnit.c.unit).where(JournalUnit.c.seq == seq)))
    assert seen == {TPS, KELURAHAN, KECAMATAN, KOTA}


def test_what_changed_nothing_leaves_no_entry(town: Town) -> None:
    before = town.dump()
    with town.work() as work:
        pass
    assert work.seq is None
    assert town.dump() == before


def test_every_change_grows_the_version_by_one(town: Town) -> None:
    with town.work(verb="contact", unit=KECAMATAN) as work:
        row = work.get(Contact, unit=KECAMATAN, role="camat")
        assert row is not None
        done = work.update(Contact, row, name="Ani")
    assert done["version"] == row["version"] + 1
    with town.database.read() as connection:
        kept = connection.execute(select(Contact.c.name, Contact.c.version).where(Contact.c.name == "Ani")).one()
    assert tuple(kept) == ("Ani", done["version"])


def test_a_writer_waits_for_another_and_sees_what_it_left(town: Town) -> None:
    """Its clock is read, and its numbers are given, under the lock."""
    with towns.opened(town.where, town.elections) as other, town.work(verb="appoint", unit=TPS) as work:
        with pytest.raises(StorageError) as caught, impatient(other).begin_write():
            pass
        assert caught.value.code == "busy"
        staffing.appoint(work, staffing.Appointment(town_seat(work), "Budi", town.clock.today()))
    assert [row.seq for row in entries(town)] == [1, 2]


def impatient(town: Town) -> towns.Database:
    town.database.close()
    town.database = towns.Database.open(town.where, busy=0.1)
    return town.database


def _die(where: Where, ready: Any) -> None:
    with towns.opened(where, towns.elections()) as town, town.work(verb="appoint") as work:
        # A cache this small is written to the log before the commit.
        if town.database.dialect == "sqlite":
            work.connection.execute(text("PRAGMA cache_size = 2"))
        wanted = [staffing.Appointment(row.id, "Ani", town.clock.today(), "SK") for row in town.seats("kpps")]
        staffing.appoint_many(work, wanted)
        evidence.record_area(work, town.election.indicator("P5"), KOTA, reference="BA")
        work.finish()
        ready.set()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_writer_killed_before_its_commit_leaves_no_trace(town: Town) -> None:
    town.appoint(town.seats("pps")[0].id)
    before = town.dump()
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    victim = spawn.Process(target=_die, args=(town.where, ready))
    victim.start()
    victim.join(60)
    assert ready.is_set()
    assert victim.exitcode == -signal.SIGKILL
    assert town.dump() == before
    assert town.wrong() == []
    town.appoint(town.seats("kpps")[0].id)
    assert town.wrong() == []
    if town.database.dialect == "sqlite":
        with town.database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_several_changes_in_one_write_are_one_entry(town: Town) -> None:
    with town.work(SARI, "evidence", KELURAHAN) as work:
        for code in ("L1", "L2"):
            evidence.record_area(work, town.election.indicator(code), KELURAHAN, reference="BA")
    assert len(entries(town)) == 2
    with town.database.read() as connection:
        assert len(list(connection.scalars(select(Evidence.c.id)))) == 6
        assert list(connection.scalars(select(Person.c.id))) == []
    assert town.wrong() == []
