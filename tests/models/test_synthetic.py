"""Invented people in every seat of an area: complete, consistent, and the same for the same seed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from models import bulk, journal, queries, tally, units
from models.clock import WIB
from models.database import Database
from models.queries import names as name_queries
from models.readiness import Colour
from models.rehearsal import build, synthetic
from models.rehearsal.names import Registry
from models.rehearsal.story import load_people
from models.rehearsal.work import Colleague
from models.rules.loader import load_election
from models.rules.schema import Election, Region, RegionRules, TpsCount, TpsRules
from models.search_index import suspended
from models.tables import Contact, Evidence, Journal, Person, Report, Seat, TallyDay, Tenure
from models.tables import Region as RegionTable
from models.text import key
from models.uow import UnitOfWork
from models.where import Where
from tests.models.town import dump

H14 = datetime(2024, 1, 31, 20, tzinfo=WIB)
SEED = 2024


@pytest.fixture(scope="module")
def election() -> Election:
    return load_election("pemilu-2024")


def area(code: str, *kabupaten: str, kecamatan: int = 2, kelurahan: int = 2, tps: int = 3) -> RegionRules:
    """An area with so many of each in each; ``kabupaten``: their codes, in order."""
    codes, counts = ["id"] if code == "id" else [], {}
    for one in kabupaten:
        codes += [up for up in (one[:2], one) if units.contains(code, up) and up not in codes]
        for at in range(1, kecamatan + 1):
            codes.append(f"{one}.{at:02}")
            for place in range(2001, 2001 + kelurahan):
                codes.append(f"{one}.{at:02}.{place}")
                counts[codes[-1]] = TpsCount(regular=tps, special=(901,) if place == 2002 and at == 1 else ())
    regions = tuple(Region(code=one, name=f"Tempat {one}") for one in codes)
    return RegionRules(
        code=code,
        edition="uji",
        timezone="WIB",
        regions=regions,
        tps={"pemilu-2024": TpsRules(source="uji", counts=counts)},
    )


def made(where: Where, election: Election, rules: RegionRules, **more: Any) -> Database:
    build.invent(where, rules, election, **{"at": H14, "seed": SEED, **more})
    return Database.open(where, readonly=True)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory, election: Election) -> Iterator[Database]:
    """Two provinces of an Indonesia, the second in Papua; everybody has evidence."""
    rules = area("id", "33.08", "91.01", kecamatan=10, tps=6)
    database = made(tmp_path_factory.mktemp("nation") / "nation.db", election, rules)
    yield database
    database.close()


@pytest.mark.parametrize(
    "at",
    [
        datetime(2022, 12, 1, 9, tzinfo=WIB),  # nobody is sworn in yet
        datetime(2024, 1, 20, 9, tzinfo=WIB),  # KPPS are not
        H14,
        datetime(2024, 2, 13, 20, tzinfo=WIB),
        datetime(2024, 2, 14, 9, tzinfo=WIB),  # polling has begun
    ],
)
@pytest.mark.parametrize("papers", [0.0, 1.0])
def test_the_tallies_are_those_of_the_rows(nowhere: Where, election: Election, at: datetime, papers: float) -> None:
    database = made(nowhere, election, area("id", "33.08", "91.01"), at=at, papers=papers)
    with database.read() as connection:
        assert list(tally.differences(connection, election)) == []
        assert list(journal.broken(connection)) == []
        last = select(func.max(TallyDay.c.day)).where(TallyDay.c.unit == "id")
        assert connection.scalar(last) == tally.bucket(election, at)
    database.close()


def test_it_is_known_how_many_seats_there_will_be(election: Election) -> None:
    assert synthetic.seats(area("33.08", "33.08"), election) == 2 * 8 + 4 * 6 + 13 * 9


def test_every_seat_has_somebody_but_a_few(nation: Database, election: Election) -> None:
    with nation.read() as connection:
        seats = connection.execute(select(Seat)).all()
        people = {row.id: row for row in connection.execute(select(Person))}
        tenures = {row.id: row for row in connection.execute(select(Tenure))}
    assert len(seats) == 20 * 8 + 40 * 6 + (40 * 6 + 2) * 9
    empty = [seat for seat in seats if seat.tenure_id is None]
    assert 0 < len(empty) < len(seats) / 50
    for seat in seats:
        if seat.tenure_id is not None:
            tenure = tenures[seat.tenure_id]
            assert tenure.seat_id == seat.id and tenure.end_on is None
            required = election.body(seat.body).post(seat.post).asn == "required"
            assert people[tenure.person_id].asn or not required
    ended = {row.seat_id: row for row in tenures.values() if row.end_on is not None}
    for seat in seats:
        assert (seat.open_since is not None) == (seat.id in ended)
        if seat.open_since:
            assert ended[seat.id].end_on == seat.open_since and ended[seat.id].end_reason
    assert len(people) == len(tenures) == len(seats) - len(empty) + len(ended)


def test_rows_refer_to_rows_that_are_there(nation: Database) -> None:
    with nation.read() as connection:
        if nation.dialect == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        holders = select(func.count()).select_from(Seat).join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        assert connection.scalar(holders) == connection.scalar(select(func.count(Seat.c.tenure_id)))
        units_known = set(connection.scalars(select(Seat.c.unit)))
        assert set(connection.scalars(select(Evidence.c.unit))) <= units_known
        assert {units.area(unit) for unit in units_known} >= set(connection.scalars(select(Report.c.area)))


def test_evidence_can_be_withdrawn_and_seats_filled_as_ever(tmp_path: Path, election: Election) -> None:
    """What was invented is what the services themselves would have written: they go on with it."""
    made(tmp_path / "kota.db", election, area("33.08", "33.08"), seed=5).close()
    someone = Colleague(tmp_path / "kota.db", H14, time.time(), "rini", Random(1))
    assert all(someone.work() for _ in range(30))
    with someone.database.read() as connection:
        assert len(connection.execute(select(Journal.c.seq)).all()) >= 25
        assert list(tally.differences(connection, election)) == []
        assert list(journal.broken(connection)) == []


def test_names_are_searched_by_their_keys(nation: Database) -> None:
    with nation.read() as connection:
        people = connection.execute(select(Person.c.name, Person.c.name_key)).all()
        assert all(row.name_key == key(row.name) for row in people)
        some = people[len(people) // 2].name
        assert some in {
            row.name for row in queries.search.find(connection, "pemilu-2024", some.split()[-1][:5], limit=500)
        }
    assert len({row.name for row in people}) > 0.9 * len(people)


def test_names_are_those_of_the_region() -> None:
    people, found = load_people(), Registry()
    for province, words in (("51", ("Wayan", "Ketut")), ("91", ("Hanok", "Orpa")), ("33", ("Slamet",))):
        names = found.of(f"{province}.01.01")
        said = {names.name(Random(number).getrandbits(64))[0].split()[0] for number in range(2000)}
        assert said & set(words)
    assert all(
        name.split()[-1] in people.last
        for name, _ in (found.of("33").name(number * 77_777_777) for number in range(99))
    )


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    try:
        return dump(database)
    finally:
        database.close()


def test_the_same_seed_is_the_same_area(tmp_path: Path, election: Election, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = area("33", "33.08", "33.09")
    once = rows_of(made(tmp_path / "once.db", election, rules))
    monkeypatch.setattr(bulk, "BATCH", 7)
    assert rows_of(made(tmp_path / "again.db", election, rules)) == once, "in however many batches"
    other = rows_of(made(tmp_path / "other.db", election, rules, seed=7))
    later = rows_of(made(tmp_path / "later.db", election, rules, at=H14 + timedelta(days=1)))
    for table in ("person", "evidence", "tally"):
        assert other[table] != once[table]
    assert later["evidence"] != once["evidence"]
    assert other["region"] == once["region"]


def test_an_area_is_the_same_in_a_larger_one(tmp_path: Path, election: Election) -> None:
    def names(code: str) -> list[Any]:
        database = made(tmp_path / f"{code}.db", election, area(code, "33.08", "33.09"), papers=1.0)
        with database.read() as connection:
            found = connection.execute(
                select(Seat.c.unit, Seat.c.rank, Person.c.name, Person.c.asn, Tenure.c.start_on)
                .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
                .join(Person, Person.c.id == Tenure.c.person_id)
                .where(Seat.c.unit >= "33.08.01", Seat.c.unit < "33.08.02")
                .order_by(Seat.c.unit, Seat.c.rank)
            )
            return list(found)

    assert names("33") == names("id")


def test_boards_show_more_than_one_colour(tmp_path: Path, election: Election) -> None:
    database = made(tmp_path / "many.db", election, area("33", "33.01", "33.02", kecamatan=30, kelurahan=1, tps=8))
    colours = set()
    with database.read() as connection:
        province = queries.board.board(connection, election, "33", H14)
        for child in province.children:
            found = queries.board.board(connection, election, child.code, H14)
            colours |= {one.standing.colour for one in found.children}
    database.close()
    assert colours >= {Colour.GREEN, Colour.YELLOW, Colour.RED}
    for child in province.children:
        before = list(child.trend[:-1])  # today two indicators begin, with little done
        assert len(before) == 7 and before == sorted(set(before))


def test_without_papers_nobody_has_evidence_of_their_own(tmp_path: Path, election: Election) -> None:
    database = made(tmp_path / "none.db", election, area("33.08", "33.08"), papers=0.0)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).where(Evidence.c.tenure_id > 0)) == 0
        assert connection.scalar(select(func.max(Evidence.c.id))) is not None
        board = queries.board.board(connection, election, "33.08", H14)
    database.close()
    assert board.own.standing.assessments["N1"].colour is Colour.UNKNOWN


def test_offices_can_be_called(nation: Database) -> None:
    with nation.read() as connection:
        contacts = connection.execute(select(Contact)).all()
    assert len(contacts) == 20 * 4
    assert all(row.name and row.phone.startswith("0812-0000-") for row in contacts)


def test_the_journal_says_what_was_done(nation: Database) -> None:
    with nation.read() as connection:
        said = [(row.verb, row.unit) for row in connection.execute(select(Journal).order_by(Journal.c.seq))]
        assert said == [("setup", "id"), ("appoint_many", "id")]
        assert connection.scalar(select(RegionTable.c.parent).where(RegionTable.c.code == "33")) == "id"


def test_progress_rises_to_its_end(tmp_path: Path, election: Election, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 20)
    told: list[tuple[int, int]] = []
    made(tmp_path / "told.db", election, area("33.08", "33.08"), progress=lambda *step: told.append(step)).close()
    assert len(told) > 5 and told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert 0.95 < told[-1][0] / told[-1][1] < 1.05


def test_an_interruption_leaves_nothing(nowhere: Where, election: Election, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 20)

    def interrupt(done: int, total: int) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(nowhere, election, area("33.08", "33.08"), progress=interrupt)
    if isinstance(nowhere, Path):
        assert list(nowhere.parent.iterdir()) == []
    made(nowhere, election, area("33.08", "33.08")).close()


def test_the_index_of_names_is_kept_again_after_the_load(nowhere: Where, election: Election) -> None:
    made(nowhere, election, area("33.08", "33.08")).close()
    database = Database.open(nowhere)
    with database.begin_write() as connection:
        with suspended(connection):
            pass
        work = UnitOfWork(connection, build.AUTHOR, "appoint", "33.08", election, H14)
        number = (connection.scalar(select(func.max(Person.c.id))) or 0) + 1
        work.insert(Person, {"id": number, "name": "Zzyx Qwerty", "name_key": "zzyx qwerty", "asn": False})
    with database.read() as connection:
        assert name_queries.having(connection, ["qwert"], limit=5) == [number]
        assert name_queries.beginning(connection, "zz", limit=5) == [("zzyx qwerty", number)]
    database.close()


def test_a_day_is_no_later_than_the_moment(nation: Database) -> None:
    with nation.read() as connection:
        for column in (Tenure.c.start_on, Tenure.c.end_on, Seat.c.open_since, Evidence.c.since):
            latest = connection.scalar(select(func.max(column)))
            assert latest is None or latest <= H14.date()
        assert connection.scalar(select(func.max(Report.c.last_at))) <= datetime(2024, 1, 31, 13)
        assert connection.scalar(select(func.min(Tenure.c.start_on))) >= date(2023, 1, 1)
