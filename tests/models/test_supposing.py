"""What if: done by the real services on a copy, told in figures, and nothing of it in the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models import journal, queries, tally
from models.actor import ADMIN, Actor
from models.database import Interrupt
from models.errors import Cancelled, Refused
from models.private_copy import PrivateCopy
from models.readiness import Colour
from models.scenario import Flood, Merge, Part, Resign, Scenario, Supposed
from models.services import accounts, logistics, register
from models.services.staffing import Appointment, appoint_many
from models.supposing import suppose
from models.tables import Seat
from models.units import NATION
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, SECOND, THIRD, TPS, Town


@pytest.fixture
def staffed(town: Town) -> Town:
    """The town with every seat at a TPS filled."""
    at_tps = [*town.seats("kpps"), *town.seats("linmas")]
    wanted = [Appointment(seat.id, f"Orang {seat.id}", town.clock.today(), "SK 1") for seat in at_tps]
    with town.work(verb="appoint_many") as work:
        appoint_many(work, wanted)
    return town


def supposed(town: Town, scenario: Scenario, *, days: int = 0) -> tuple[PrivateCopy, Supposed]:
    return suppose(town.where, scenario, town.election, town.clock.moment + timedelta(days=days))


def empty(copy: PrivateCopy, town: Town) -> list[int]:
    """The KPPS seats that nobody holds."""
    with copy.read() as connection:
        return list(
            connection.scalars(
                select(Seat.c.id)
                .where(Seat.c.election == town.election.code, Seat.c.body == "kpps")
                .where(Seat.c.tenure_id.is_(None))
                .order_by(Seat.c.id)
            )
        )


def test_some_percent_resign_and_what_that_does(staffed: Town) -> None:
    before = staffed.dump()
    copy, said = supposed(staffed, Resign(KOTA, "kpps", 20), days=11)
    seats = len(staffed.seats("kpps"))
    assert said.hit == -(-seats * 20 // 100) == len(empty(copy, staffed))
    assert said.h == 3
    assert sum(part.count for part in said.short) == said.hit
    assert said.replaced == 0
    assert said.turned["P3"] == {Colour.YELLOW: len(said.short)}  # it has a day of grace
    was, now = said.percents["P3"]
    assert now < was
    with copy.read() as connection:
        assert list(journal.broken(connection)) == []
        assert list(tally.differences(connection, staffed.election)) == []
        board = queries.board.board(connection, staffed.election, KOTA, staffed.clock.moment + timedelta(days=11))
        assert board.own.standing.siap == said.siap[1] <= said.siap[0]
    copy.close()
    assert staffed.dump() == before


def test_the_same_draw_takes_the_same_people_and_another_one_others(staffed: Town) -> None:
    drawn = []
    for draw in (1, 1, 2):
        copy, _said = supposed(staffed, Resign(KOTA, "kpps", 20, draw))
        drawn.append(empty(copy, staffed))
        copy.close()
    assert drawn[0] == drawn[1] != drawn[2]


def test_who_waits_in_the_area_of_a_seat_follows_and_nobody_elsewhere(staffed: Town) -> None:
    for at in range(3):
        with staffed.work(verb="reserve", unit=KELURAHAN) as work:
            register.add_reserve(work, "kpps", KELURAHAN, name=f"Cadangan {at}")
    copy, said = supposed(staffed, Resign(KECAMATAN, "kpps", 20))
    copy.close()
    copy, alone = supposed(staffed, Resign(KELURAHAN, "kpps", 10))
    copy.close()
    assert said.replaced <= 3
    assert said.replaced + sum(part.count for part in said.short) == said.hit
    assert all(part.name for part in said.short)
    assert (alone.hit, alone.replaced, alone.short) == (3, 3, ())


def test_a_merged_tps_counts_no_more(staffed: Town) -> None:
    other = f"{KELURAHAN}.002"
    copy, said = supposed(staffed, Merge(TPS, other))
    with copy.read() as connection:
        kept = tally.kept(connection, staffed.election.code, [KELURAHAN])[KELURAHAN]
        assert list(tally.differences(connection, staffed.election)) == []
    copy.close()
    was = staffed.count("P3", KELURAHAN)
    assert was.n - kept["P3"].n == 9
    assert kept["L2"].n == staffed.count("L2", KELURAHAN).n - 1
    assert said.hit > 9


def test_the_voters_of_a_merged_tps_vote_in_the_other(staffed: Town) -> None:
    other = f"{KELURAHAN}.002"
    staffed.area("L2", other)

    def voters(**dpt: int | None) -> None:
        with staffed.work(verb="dpt", unit=KELURAHAN) as work:
            logistics.set_voters(work, {TPS: dpt["one"], other: dpt["two"]})

    voters(one=120, two=250)
    copy, said = supposed(staffed, Merge(TPS, other))
    assert said.voters == (250, 370)
    with copy.read() as connection:
        found = {one.code: one.voters for one in queries.logistics.stations(connection, staffed.election, KELURAHAN)}
    copy.close()
    assert (found[TPS], found[other]) == (0, 370)
    voters(one=None, two=250)
    copy, said = supposed(staffed, Merge(TPS, other))
    copy.close()
    assert said.voters == (250, None)  # unknown and something is unknown


def test_a_flooded_store_takes_what_lay_there(staffed: Town) -> None:
    for code in ("L1", "L2"):
        staffed.area(code, KOTA)
    copy, said = supposed(staffed, Flood(KECAMATAN, ("L1", "L2")))
    with copy.read() as connection:
        kept = tally.kept(connection, staffed.election.code, [KECAMATAN, THIRD])
        assert (kept[KECAMATAN]["L1"].siap, kept[KECAMATAN]["L1"].belum) == (0, 6)
        assert kept[THIRD]["L1"].siap == 3
    copy.close()
    assert said.hit == 12
    assert said.turned == {"L1": {Colour.RED: 2}, "L2": {Colour.RED: 2}}
    assert said.names[KECAMATAN] == "Uji Barat"


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        (Resign(KOTA, "ppk", 10), "supposed_empty"),
        (Merge(TPS, f"{KELURAHAN}.077"), "unit_unknown"),
        (Flood(KECAMATAN, ("L3",)), "supposed_empty"),
    ],
)
def test_what_changes_nothing_is_refused(staffed: Town, scenario: Scenario, code: str) -> None:
    with pytest.raises(Refused) as caught:
        supposed(staffed, scenario)
    assert caught.value.code == code


def test_after_polling_nothing_is_supposed(staffed: Town) -> None:
    with pytest.raises(Refused) as caught:
        supposed(staffed, Resign(KOTA, "kpps", 1), days=15)
    assert caught.value.code == "supposed_late"


def test_what_is_given_up_leaves_no_copy(staffed: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    interrupt = Interrupt()

    def told(doing: str, _done: int, _total: int) -> None:
        if doing == "change":
            interrupt.cancel()

    with pytest.raises(Cancelled):
        suppose(
            staffed.where,
            Resign(KOTA, "kpps", 20),
            staffed.election,
            staffed.clock.moment,
            told=told,
            interrupt=interrupt,
        )
    assert not list(tmp_path.glob("siaga-*"))


def test_parts_are_the_worst_first(staffed: Town) -> None:
    copy, said = supposed(staffed, Resign(KOTA, "kpps", 100))
    copy.close()
    assert said.short[0] == Part(KELURAHAN, "Ma'rang", 21)
    assert [part.unit for part in said.short] == [KELURAHAN, SECOND, THIRD]


def test_accounts_of_the_real_database_stand_in_no_ones_way(staffed: Town) -> None:
    with staffed.work(Actor("owner", ADMIN), "account") as work:
        accounts.add(work, "owner", ADMIN, NATION)
    copy, said = supposed(staffed, Resign(KOTA, "kpps", 20), days=11)
    assert said.hit
    copy.close()
