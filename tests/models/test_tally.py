"""Tallies: whatever people do, they equal a recount; each day's book closes in time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import delete, select

from models import tally
from models.clock import WIB
from models.first_tallies import initial
from models.readiness import Counts, moved_within, pool, shifted
from models.tables import Region, Tally, TallyDay, Tps
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, SECOND, THIRD, TPS, Town, item, stir


@pytest.mark.parametrize("seed", range(4))
def test_tallies_equal_a_recount_after_anything(town: Town, seed: int) -> None:
    assert stir(town, 100 + seed, 70) > 20
    assert town.wrong() == []


def test_parents_hold_the_sum_of_their_children(town: Town) -> None:
    stir(town, 7, 60)
    for code in tally.codes(town.election):
        whole = town.count(code, KOTA)
        parts = [town.count(code, unit) for unit in (KECAMATAN, OTHER_KECAMATAN)]
        for name in ("items", "na", "siap", "klaim", "belum"):
            assert getattr(whole, name) == sum(getattr(part, name) for part in parts), (code, name)


def test_a_change_moves_its_kelurahan_and_all_above_and_nobody_else(town: Town) -> None:
    town.area("L2", KELURAHAN)
    assert [town.count("L2", unit).siap for unit in (KELURAHAN, KECAMATAN, KOTA)] == [3, 3, 3]
    assert [town.count("L2", unit).siap for unit in (SECOND, THIRD, OTHER_KECAMATAN)] == [0, 0, 0]


def test_a_kecamatan_counts_its_own_seats_beside_its_children(town: Town) -> None:
    town.appoint(town.seats("ppk", KECAMATAN)[0].id)
    town.appoint(town.seats("pps", KELURAHAN)[0].id)
    found = town.count("P1", KECAMATAN)
    assert (found.items, found.siap) == (5 + 3 + 3, 2)
    assert town.count("P1", KELURAHAN).siap == 1


def test_a_recount_says_which_tally_is_wrong(town: Town) -> None:
    with town.database.begin_write() as connection:
        kept = tally.kept(connection, town.election.code, [KELURAHAN, KOTA])
        kept[KELURAHAN]["L2"] = structs.replace(kept[KELURAHAN]["L2"], siap=2)
        del kept[KOTA]["@kpps"]
        tally.store(connection, town.election, kept, None)
    with town.database.read() as connection:
        found = tally.differences(connection, town.election)
        wrong = {(code, unit): (counted, kept) for code, unit, counted, kept in found}
    counted = Counts(3, open_since=date.min)
    assert wrong["L2", KELURAHAN] == (counted, structs.replace(counted, siap=2))
    assert wrong["@kpps", KOTA][1] is None
    assert len(wrong) == 2


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 2, 13, 23, 59), date(2024, 2, 13)),
        (datetime(2024, 2, 14, 0, 0), date(2024, 2, 14)),
        (datetime(2024, 2, 14, 6, 59, 59), date(2024, 2, 14)),
        (datetime(2024, 2, 14, 7, 0), date(2024, 2, 15)),
        (datetime(2024, 2, 14, 23, 59), date(2024, 2, 15)),
        (datetime(2024, 2, 15, 0, 0), date(2024, 2, 15)),
    ],
)
def test_the_book_of_the_polling_day_closes_when_polling_opens(town: Town, moment: datetime, day: date) -> None:
    assert town.election.polling.opens == time(7)
    assert tally.bucket(town.election, moment.replace(tzinfo=WIB)) == day


def test_every_day_keeps_its_last_count(town: Town) -> None:
    (row,) = town.items("L2", TPS)
    town.record("L2", [item(row)])
    town.area("L2", KELURAHAN)
    town.at(2024, 2, 2, 9)
    town.area("L2", KELURAHAN, state="belum")
    with town.database.read() as connection:
        rows = connection.execute(
            select(TallyDay.c.day, TallyDay.c.counts)
            .where(TallyDay.c.election == town.election.code, TallyDay.c.unit == KOTA)
            .order_by(TallyDay.c.day)
        ).all()
    found = [(row.day, tally.decode(row.counts)["L2"].siap) for row in rows]
    assert found == [(date(2024, 1, 31), 3), (date(2024, 2, 2), 0)]


def test_a_database_without_anybody_needs_no_counting(town: Town) -> None:
    """What ``initial`` works out is what a count of the empty seats finds."""
    with town.database.begin_write() as connection:
        for election in town.elections.values():
            regions = list(connection.scalars(select(Region.c.code)))
            tps = Counter(connection.scalars(select(Tps.c.kelurahan).where(Tps.c.election == election.code)))
            for table in (Tally, TallyDay):
                connection.execute(delete(table).where(table.c.election == election.code))
            initial(connection, election, regions, tps, town.clock.now())
            assert list(tally.differences(connection, election)) == []


def counts() -> st.SearchStrategy[Counts]:
    day = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 4))
    moment = st.none() | st.sampled_from([datetime(2024, 1, 1, hour) for hour in range(6)])
    few = st.integers(0, 3)
    filled = st.builds(Counts, st.integers(1, 20), few, few, few, few, day, moment, moment)
    return st.just(Counts()) | filled


@given(st.lists(counts(), min_size=1, max_size=4), counts(), st.data())
def test_a_pool_moves_with_one_of_its_parts(parts: list[Counts], new: Counts, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    found = shifted(pool(parts), parts[at], new)
    assert found is None or found == pool([*parts[:at], new, *parts[at + 1 :]])


@given(st.lists(counts(), min_size=1, max_size=4), counts(), st.data())
def test_an_area_moves_with_one_of_its_units(parts: list[Counts], new: Counts, data: st.DataObject) -> None:
    """All items of an area have its last report: of these, and of what is there now, one unit tells the whole."""
    before, now = (data.draw(st.none() | st.just(datetime(2024, 1, 1, hour))) for hour in (1, 2))
    at = data.draw(st.integers(0, len(parts) - 1))
    reported = [structs.replace(one, reported=before, newest=before) if one.items else one for one in parts]
    new = structs.replace(new, reported=now, newest=now) if new.items else new
    others = [structs.replace(one, reported=now, newest=now) if one.items else one for one in reported]
    found = moved_within(pool(reported), reported[at], new)
    if found is not None and (new.items or now == before):
        assert found == pool([*others[:at], new, *others[at + 1 :]])


def test_a_row_keeps_no_defaults_at_its_end() -> None:
    few = {"a": Counts(), "b": Counts(10), "c": Counts(5, open_since=date(2024, 1, 1)), "d": Counts(2, siap=1)}
    assert tally.packed(few) == '{"a":[],"b":[10],"c":[5,0,0,0,0,"2024-01-01"],"d":[2,0,1]}'


@given(st.dictionaries(st.sampled_from(["P1", "@kpps"]), counts()))
def test_a_row_is_read_as_it_was_written(kept: dict[str, Counts]) -> None:
    assert tally.decode(tally.packed(kept)) == kept


def test_counts_that_only_grow_never_need_the_other_parts() -> None:
    """What an evening is made of: a kelurahan reports again, with more items SIAP."""
    monday, tuesday, wednesday = (datetime(2024, 1, day) for day in (29, 30, 31))
    others = Counts(9, siap=4, belum=5, open_since=date(2024, 1, 1), reported=monday, newest=tuesday)
    old = Counts(9, siap=5, belum=4, open_since=date(2024, 1, 2), reported=tuesday, newest=tuesday)
    new = structs.replace(old, siap=6, belum=3, reported=wednesday, newest=wednesday)
    assert shifted(pool([others, old]), old, new) == pool([others, new])


def test_rebuilding_changes_nothing(town: Town) -> None:
    stir(town, 5, 40)
    before = town.dump()
    with town.database.begin_write() as connection:
        for election in town.elections.values():
            tally.rebuild(connection, election, None)
    assert town.dump() == before
