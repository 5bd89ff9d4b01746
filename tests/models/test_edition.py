"""A new edition of the regions in a database at work: areas, names, splits, moves, TPS; nothing in use is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from models import journal, past, queries, tally
from models.actor import Actor
from models.clock import WIB
from models.errors import AccessDenied, Refused
from models.journal import detail_of
from models.queries.edition import Plan, Wanted, asked_above, plan
from models.relocate import relocate
from models.rules.schema import Region as RegionRule
from models.rules.schema import RegionRules, TpsCount, TpsRules
from models.services import edition, neutrality, register, setup, synergy
from models.tables import (
    METADATA,
    Commitment,
    Contact,
    Evidence,
    Guard,
    Journal,
    JournalUnit,
    Region,
    Report,
    Seat,
    Tps,
)
from models.tables.base import CODE
from models.uow import unit_of_work
from tests.models import town as towns
from tests.models.town import (
    FOURTH,
    KECAMATAN,
    KELURAHAN,
    KOTA,
    OTHER_KECAMATAN,
    SARI,
    SECOND,
    THIRD,
    Town,
    dump,
    item,
)

NEW_KECAMATAN, NEW_KELURAHAN = "33.71.03", "33.71.03.1001"
OTHER_KOTA = "33.08"


def wanted(
    town: Town,
    names: Mapping[str, str | None] = {},
    counts: Mapping[str, TpsCount | None] = {},
    *,
    region: str = KOTA,
    moved: Mapping[str, str] = {},
    above: Mapping[str, str] = {},
    elections: Iterable[str] = ("pemilu-2024",),
    unknown: Iterable[str] = (),
    base: RegionRules | None = None,
) -> Wanted:
    """The town as it is, with some regions and TPS otherwise (None: not there)."""
    was = base or towns.rules()
    found = {one.code: one.name for one in was.regions} | dict(names)
    tps = dict(was.tps["pemilu-2024"].counts) | dict(counts)
    rules = msgspec.structs.replace(
        was,
        code=region,
        regions=tuple(RegionRule(code=code, name=name) for code, name in sorted(found.items()) if name),
        tps={"pemilu-2024": TpsRules(source="uji", counts={code: some for code, some in sorted(tps.items()) if some})},
    )
    asked = tuple(town.elections[code] for code in elections)
    return Wanted(rules, asked, town.elections, above, frozenset(unknown), moved)


def planned(town: Town, asked: Wanted) -> Plan:
    with town.database.read() as connection:
        return plan(connection, asked)


def applied(town: Town, asked: Wanted, actor: Actor = SARI) -> Plan:
    """Apply, and look whether everything fits: tallies of both elections, the chain, the tree."""
    with unit_of_work(town.database, town.clock, actor, "edition", asked.rules.code) as work:
        found = edition.apply(work, asked)
    assert sound(town) == []
    assert not planned(town, asked), "the same files again change nothing"
    return found


def sound(town: Town) -> list[Any]:
    with town.database.read() as connection:
        wrong: list[Any] = list(journal.broken(connection))
        for one in town.elections.values():
            wrong += tally.differences(connection, one)
        codes = set(connection.scalars(select(Region.c.code)))
        for row in connection.execute(select(Region.c.code, Region.c.parent)):
            up = row.code.rpartition(".")[0] or ("id" if row.code != "id" else None)
            if row.parent != (up if up in codes else None):
                wrong.append(row)
        for table in METADATA.sorted_tables:
            for column in table.c:
                if column.type is CODE and table.name not in ("journal", "journal_unit", "region"):
                    areas = {unit[:13] for unit in connection.scalars(select(column).distinct())}
                    wrong += [(table.name, column.name, area) for area in areas - codes]
        unknown = select(Seat.c.unit).where(func.length(Seat.c.unit) == 17, Seat.c.unit.not_in(select(Tps.c.code)))
        wrong += connection.scalars(unknown).all()
    return wrong


def name_of(town: Town, code: str) -> str | None:
    with town.database.read() as connection:
        return connection.scalar(select(Region.c.name).where(Region.c.code == code))


def test_the_same_files_change_nothing(town: Town) -> None:
    before = town.dump()
    asked = wanted(town)
    assert not planned(town, asked)
    with unit_of_work(town.database, town.clock, SARI, "edition", KOTA) as work:
        assert not edition.apply(work, asked)
    assert town.dump() == before


def test_a_new_name(town: Town) -> None:
    found = applied(town, wanted(town, {KELURAHAN: "Marang Baru"}))
    assert [(one.code, one.was, one.name) for one in found.renamed] == [(KELURAHAN, "Ma'rang", "Marang Baru")]
    assert name_of(town, KELURAHAN) == "Marang Baru"
    with town.database.read() as connection:
        assert connection.scalar(select(Region.c.name_key).where(Region.c.code == KELURAHAN)) == "marang baru"
        entry = connection.execute(select(Journal).order_by(Journal.c.seq.desc()).limit(1)).mappings().one()
        assert (entry["verb"], detail_of(entry["detail"])["renamed"]) == ("edition", 1)
        assert connection.scalar(select(JournalUnit.c.seq).where(JournalUnit.c.unit == KELURAHAN)) == entry["seq"]


def test_a_new_kelurahan_and_a_new_kecamatan(town: Town) -> None:
    names = {f"{KECAMATAN}.1009": "Baru", NEW_KECAMATAN: "Uji Selatan", NEW_KELURAHAN: "Selatan"}
    counts = {f"{KECAMATAN}.1009": TpsCount(regular=2), NEW_KELURAHAN: TpsCount(regular=1, special=(901,))}
    found = applied(town, wanted(town, names, counts))
    assert [one.code for one in found.new] == sorted(names)
    assert town.count("L2", KOTA).items == 9 + 4
    assert town.count("@ppk", NEW_KECAMATAN).items == 5
    assert len(town.seats("kpps", f"{NEW_KELURAHAN}.901")) == 7
    assert len(town.seats("pps", f"{KECAMATAN}.1009")) == 3
    with town.database.read() as connection:
        assert connection.scalars(select(Contact.c.role).where(Contact.c.unit == NEW_KECAMATAN)).all()
        rows = connection.execute(select(Seat.c.id, Seat.c.election).where(Seat.c.unit == NEW_KECAMATAN)).all()
        assert {row.election for row in rows} == set(town.elections), "every election has its seats there"
    town.appoint(town.seats("pps", f"{KECAMATAN}.1009")[0].id)
    assert town.wrong() == []


def test_another_kota_under_a_new_common_root(town: Town) -> None:
    names: dict[str, str | None] = dict.fromkeys([one.code for one in towns.rules().regions])
    names |= {OTHER_KOTA: "Lain", f"{OTHER_KOTA}.01": "Salaman", f"{OTHER_KOTA}.01.2001": "Ngargoretno"}
    counts: dict[str, TpsCount | None] = dict.fromkeys(towns.rules().tps["pemilu-2024"].counts)
    counts |= {f"{OTHER_KOTA}.01.2001": TpsCount(regular=2)}
    town.area("L2")
    with town.database.read() as connection:
        assert asked_above(connection, OTHER_KOTA) == {"33", "id", KOTA}
    asked = wanted(town, names, counts, region=OTHER_KOTA, above={"33": "Jawa Tengah", KOTA: "Kota Uji"})
    found = applied(town, asked)
    assert [one.code for one in found.new] == ["33", OTHER_KOTA, f"{OTHER_KOTA}.01", f"{OTHER_KOTA}.01.2001"]
    assert found.gone == ()
    assert town.count("L2", "33").items == 9 + 2
    ready = town.count("L2", KOTA).siap
    assert ready is not None
    assert town.count("L2", "33").siap == ready
    town.area("L2", SECOND)
    assert town.wrong() == []
    assert town.count("L2", "33").siap == town.count("L2", KOTA).siap


def test_a_root_that_the_file_does_not_name(town: Town) -> None:
    names: dict[str, str | None] = dict.fromkeys([one.code for one in towns.rules().regions])
    asked = wanted(town, {**names, OTHER_KOTA: "Lain"}, region=OTHER_KOTA)
    with pytest.raises(Refused) as caught:
        planned(town, asked)
    assert (caught.value.code, caught.value.detail["units"]) == ("parent_unknown", ["33"])


def test_the_nation_around_it(town: Town) -> None:
    names = {"id": "Indonesia", "33": "Jawa Tengah", "11": "Aceh"}
    found = applied(town, wanted(town, names, region="id"))
    assert [one.code for one in found.new] == ["id", "11", "33"]
    assert town.count("L2", "id").items == 9


def test_more_and_fewer_tps(town: Town) -> None:
    counts = {KELURAHAN: TpsCount(regular=2, special=(901, 902)), FOURTH: TpsCount(regular=1)}
    found = applied(town, wanted(town, counts=counts))
    assert {(one.kelurahan, one.more, one.fewer) for one in found.tps} == {
        (KELURAHAN, (901, 902), (3,)),
        (FOURTH, (1,), ()),
    }
    assert len(town.seats("kpps", KELURAHAN)) == 4 * 7
    assert town.count("L2", KOTA).items == 11
    with town.database.read() as connection:
        row = connection.execute(select(Tps).where(Tps.c.code == f"{KELURAHAN}.901")).mappings().first()
        assert row is not None
        assert (row["special"], row["since"]) == (True, town.clock.today())


@pytest.mark.parametrize("use", ["people", "former people", "evidence"])
def test_a_tps_in_use_stays(town: Town, use: str) -> None:
    last = f"{KELURAHAN}.003"
    if use == "evidence":
        town.record("L2", [item(row) for row in town.items("L2", last)])
    else:
        seat = town.seats("linmas", last)[0].id
        town.appoint(seat)
        if use == "former people":
            town.end(seat)
    asked = wanted(town, counts={KELURAHAN: TpsCount(regular=2), SECOND: TpsCount(regular=4)})
    assert {one.kelurahan: one.used for one in planned(town, asked).tps} == {KELURAHAN: (3,), SECOND: ()}
    before = town.dump()
    with pytest.raises(Refused) as caught:
        applied(town, asked)
    assert (caught.value.code, caught.value.detail["units"]) == ("tps_in_use", [last])
    assert town.dump() == before


def test_an_estimate_becomes_certain(town: Town) -> None:
    town.election = town.elections["pilkada-2024"]
    rules = towns.rules()
    counts = TpsRules(source="uji", counts=rules.tps["pilkada-2024"].counts)
    asked = Wanted(msgspec.structs.replace(rules, tps={"pilkada-2024": counts}), (town.election,), town.elections)
    found = applied(town, asked)
    assert all(one.counted and not one.more and not one.fewer for one in found.tps)
    with town.database.read() as connection:
        assert not queries.territory.is_estimated(connection, "pilkada-2024", KOTA)


def test_what_nobody_uses_goes(town: Town) -> None:
    asked = wanted(town, {OTHER_KECAMATAN: None, THIRD: None, FOURTH: None}, {THIRD: None})
    found = applied(town, asked)
    assert [(one.code, one.used) for one in found.gone] == [
        (OTHER_KECAMATAN, False),
        (THIRD, False),
        (FOURTH, False),
    ]
    assert name_of(town, OTHER_KECAMATAN) is None
    assert town.count("L2", KOTA).items == 6
    assert town.seats("kpps", OTHER_KECAMATAN) == []


@pytest.mark.parametrize("use", ["person", "evidence", "nihil", "contact", "reserve", "meeting", "promise", "case"])
def test_what_somebody_uses_stays(town: Town, use: str) -> None:
    if use == "person":
        town.appoint(town.seats("pps", THIRD)[0].id)
    elif use == "evidence":
        town.area("L2", f"{THIRD}.001")
    elif use == "nihil":
        town.nihil("L2", THIRD)
    elif use == "reserve":
        with town.work(unit=THIRD, verb="reserve") as work:
            register.add_reserve(work, "kpps", THIRD, name="Ani")
    elif use in ("meeting", "promise", "case"):
        with town.work(unit=THIRD, verb=use) as work:
            today = town.clock.today()
            {
                "meeting": lambda: synergy.hold_meeting(work, THIRD, on=today, attended=["lurah"]),
                "promise": lambda: synergy.promise(work, THIRD, said="mobil", owner="Lurah", due=today),
                "case": lambda: neutrality.report(work, THIRD, on=today, source="SP", kind="etik", about="Dinas"),
            }[use]()
    else:
        with town.work(unit=OTHER_KECAMATAN, verb="contact") as work:
            synergy.set_contact(work, OTHER_KECAMATAN, town.election.contacts[0].code, "Camat", "0812")
    asked = wanted(town, {OTHER_KECAMATAN: None, THIRD: None, FOURTH: None}, {THIRD: None})
    used = OTHER_KECAMATAN if use == "contact" else THIRD
    assert [one.code for one in planned(town, asked).gone if one.used] == [used]
    before = town.dump()
    with pytest.raises(Refused) as caught:
        applied(town, asked)
    assert (caught.value.code, caught.value.detail["units"]) == ("region_in_use", [used])
    assert town.dump() == before


def test_what_the_files_do_not_describe_rightly_is_left_alone(town: Town) -> None:
    asked = wanted(town, {OTHER_KECAMATAN: None, THIRD: None, FOURTH: None}, {THIRD: None}, unknown=[OTHER_KECAMATAN])
    assert not planned(town, asked)


def _at_work(town: Town) -> None:
    """People, evidence, reports and contacts in two kelurahan and their kecamatan."""
    for unit in (KELURAHAN, SECOND, KECAMATAN):
        town.appoint(town.seats("pps" if unit != KECAMATAN else "ppk", unit)[0].id)
    town.appoint(town.seats("kpps", f"{KELURAHAN}.001")[0].id)
    town.later(minutes=1)
    town.area("L2", KELURAHAN)
    town.nihil("T1", KELURAHAN)
    with town.work(unit=KECAMATAN, verb="contact") as work:
        synergy.set_contact(work, KECAMATAN, town.election.contacts[0].code, "Camat", "0812")
        synergy.promise(work, KELURAHAN, said="mobil", owner="Lurah", due=town.clock.today())
        synergy.set_pattern(work, [KELURAHAN], "aman", reference="SP 1")
    assert town.wrong() == []


def test_a_split_takes_everything_along(town: Town) -> None:
    """A kecamatan is split: one of its kelurahan gets a code in a new one."""
    _at_work(town)
    new = f"{NEW_KECAMATAN}.1001"
    before = {
        table: _rows(town, table, KELURAHAN) for table in (Seat, Tps, Evidence, Report, JournalUnit, Guard, Commitment)
    }
    people, ready = town.count("@pps", KELURAHAN), town.count("L2", KELURAHAN)
    asked = wanted(
        town,
        {KELURAHAN: None, new: "Ma'rang", NEW_KECAMATAN: "Uji Selatan"},
        {KELURAHAN: None, new: TpsCount(regular=3)},
        moved={KELURAHAN: new},
    )
    found = applied(town, asked)
    assert (found.moved, [one.code for one in found.new], found.gone, found.tps) == (
        ((KELURAHAN, new),),
        [NEW_KECAMATAN],
        (),
        (),
    )
    for table, rows in before.items():
        assert _rows(town, table, KELURAHAN) == []
        expected = [tuple(_with_code(value, new) for value in row) for row in rows]
        assert expected
        assert [row for row in map(tuple, _rows(town, table, new)) if row in expected] == expected
    assert (town.count("@pps", new), town.count("L2", new)) == (people, ready)
    assert town.count("L2", NEW_KECAMATAN).siap == ready.siap
    assert town.count("L2", KECAMATAN).siap == 0
    with town.database.read() as connection:
        entries = queries.activity.entries(connection, new, limit=50)
        assert {"appoint", "evidence", "nihil", "edition"} <= {entry.verb for entry in entries}
    town.area("L2", new)
    assert town.wrong() == []


def _rows(town: Town, table: Any, unit: str) -> list[Any]:
    column = next(column for column in table.c if column.type is CODE)
    with town.database.read() as connection:
        return list(
            connection.execute(select(table).where(column >= unit, column < f"{unit}/").order_by(*table.primary_key))
        )


def _with_code(value: Any, new: str) -> Any:
    return new + value[len(KELURAHAN) :] if isinstance(value, str) and value.startswith(KELURAHAN) else value


def test_a_kecamatan_moves_whole(town: Town) -> None:
    _at_work(town)
    names: dict[str, str | None] = {KECAMATAN: None, KELURAHAN: None, SECOND: None}
    names |= {NEW_KECAMATAN: "Uji Barat", f"{NEW_KECAMATAN}.1001": "Ma'rang", f"{NEW_KECAMATAN}.1002": "Élok Jaya"}
    counts: dict[str, TpsCount | None] = {KELURAHAN: None, SECOND: None}
    counts |= {
        f"{NEW_KECAMATAN}.1001": TpsCount(regular=3),
        f"{NEW_KECAMATAN}.1002": TpsCount(regular=2, special=(901,)),
    }
    before = town.count("@ppk", KOTA)
    found = applied(town, wanted(town, names, counts, moved={KECAMATAN: NEW_KECAMATAN}))
    assert (found.new, found.gone, found.tps) == ((), (), ())
    assert town.count("@ppk", KOTA) == before
    assert town.count("@ppk", NEW_KECAMATAN).siap == 1
    assert town.seats("ppk", KECAMATAN) == []


def test_two_kelurahan_change_places(town: Town) -> None:
    """33.71.01.1001 becomes 33.71.01.1002 and the other way round; a third makes room for none."""
    _at_work(town)
    town.area("L2", SECOND)
    one, other = town.count("L2", KELURAHAN), town.count("L2", SECOND)
    asked = wanted(
        town,
        {KELURAHAN: "Élok Jaya", SECOND: "Ma'rang"},
        {KELURAHAN: TpsCount(regular=2, special=(901,)), SECOND: TpsCount(regular=3)},
        moved={KELURAHAN: SECOND, SECOND: KELURAHAN},
    )
    found = applied(town, asked)
    assert (found.renamed, found.tps, found.gone) == ((), (), ())
    assert (town.count("L2", SECOND), town.count("L2", KELURAHAN)) == (one, other)
    assert name_of(town, SECOND) == "Ma'rang"


def test_a_chain_and_a_move_within_what_moves(town: Town) -> None:
    """A kecamatan gets the code of the next, which moves on; a kelurahan of it gets another number there."""
    _at_work(town)
    third, last = "33.71.02.1009", "33.71.03.1001"
    names: dict[str, str | None] = {KECAMATAN: None, KELURAHAN: None, SECOND: None, THIRD: None, FOURTH: None}
    names |= {OTHER_KECAMATAN: "Uji Barat", third: "Ma'rang", "33.71.02.1002": "Élok Jaya"}
    names |= {NEW_KECAMATAN: "Uji Timur", last: "Wates", "33.71.03.1002": "Tanpa TPS"}
    counts: dict[str, TpsCount | None] = {KELURAHAN: None, SECOND: None, THIRD: None}
    counts |= {
        third: TpsCount(regular=3),
        "33.71.02.1002": TpsCount(regular=2, special=(901,)),
        last: TpsCount(regular=3),
    }
    moved = {KECAMATAN: OTHER_KECAMATAN, OTHER_KECAMATAN: NEW_KECAMATAN, KELURAHAN: third}
    before = town.count("L2", KELURAHAN)
    found = applied(town, wanted(town, names, counts, moved=moved))
    assert (found.new, found.gone, found.tps, found.renamed) == ((), (), (), ())
    assert town.count("L2", third) == before


@pytest.mark.parametrize(
    ("moved", "code"),
    [({"33.71.09.1001": SECOND}, "move_unknown"), ({KELURAHAN: SECOND}, "move_taken")],
)
def test_moves_that_cannot_be(town: Town, moved: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        planned(town, wanted(town, moved=moved))
    assert caught.value.code == code


def test_an_election_that_comes_later(nowhere: Any, town: Town) -> None:
    setup.create(nowhere, towns.rules(), [town.elections["pilkada-2024"]], towns.START, SARI)
    with towns.opened(nowhere, town.elections) as other:
        asked = wanted(other)
        assert planned(other, asked).elections == ("pemilu-2024",)
        applied(other, asked)
        assert dump(other.database, "id", "journal", "journal_unit", "tally_day") == town.dump(
            "id", "journal", "journal_unit", "tally_day"
        )


def test_the_past_is_as_it_was(town: Town) -> None:
    """Before a split and a new area: codes, people and tallies as they stood."""
    _at_work(town)
    before = town.dump("journal", "journal_unit", "tally_day", "version")
    moment = town.clock.moment
    town.later(hours=1)
    new = f"{NEW_KECAMATAN}.1001"
    names = {KELURAHAN: "Baru Lagi", new: "Marang", NEW_KECAMATAN: "Selatan", "33": "Jawa Tengah", "33.72": "Kota"}
    counts = {new: TpsCount(regular=3), KELURAHAN: TpsCount(regular=1)}
    applied(town, wanted(town, names, counts, region="33", moved={KELURAHAN: new}))
    town.later(hours=1)
    town.area("L2", new)
    with town.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Region)) == 7 + 4
    found = past.open_past(town.where, moment, town.elections)
    try:
        assert dump(found, "journal", "journal_unit", "tally_day", "version") == before
        with found.read() as connection:
            assert [
                one for election in town.elections.values() for one in tally.differences(connection, election)
            ] == []
            assert queries.activity.entries(connection, KELURAHAN, limit=50)
    finally:
        found.close()


def test_only_kpu_and_nobody_undoes_it(town: Town) -> None:
    seat = town.seats("pps", KELURAHAN)[0].id
    town.appoint(seat)
    asked = wanted(town, {KELURAHAN: "Marang"})
    with pytest.raises(AccessDenied):
        applied(town, asked, towns.BAYU)
    applied(town, asked)
    with pytest.raises(Refused) as caught:
        town.undo()
    assert caught.value.code == "built_upon"


def test_a_failure_in_the_middle_changes_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    _at_work(town)
    before = town.dump()

    def fail(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("models.services.edition.tally.pooled", fail)
    names = {f"{KECAMATAN}.1009": "Baru", SECOND: "Lain"}
    with pytest.raises(RuntimeError), unit_of_work(town.database, town.clock, SARI, "edition", KOTA) as work:
        edition.apply(work, wanted(town, names, {f"{KECAMATAN}.1009": TpsCount(regular=2)}))
    assert town.dump() == before


def test_a_code_that_had_a_life_before_keeps_one_history(town: Town) -> None:
    """An entry that concerned both codes is listed once under the new one."""
    with town.work(unit=KOTA) as work:
        work.set_up = True
        work.touch((), KELURAHAN)
        work.touch((), "33.71.01.1009")
    with town.database.begin_write() as connection:
        relocate(connection, KELURAHAN, "33.71.01.1009")
        listed = connection.scalars(select(JournalUnit.c.seq).where(JournalUnit.c.unit == "33.71.01.1009")).all()
    assert list(listed) == [2]


def test_the_day_is_that_of_the_place(town: Town) -> None:
    """A new TPS is there since the local day of its region."""
    town.clock.moment = datetime(2024, 2, 1, 23, 30, tzinfo=WIB)
    applied(town, wanted(town, counts={KELURAHAN: TpsCount(regular=4)}))
    with town.database.read() as connection:
        since = connection.scalar(select(Tps.c.since).where(Tps.c.code == f"{KELURAHAN}.004"))
    assert since == town.clock.today() == (town.clock.moment + timedelta()).date()
