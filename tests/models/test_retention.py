"""Retention: who served long ago goes from the tables, the journal and the file; what was done stays."""

from __future__ import annotations

import itertools
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import erasing, queries, tally
from models.actor import ADMIN, KPU, Actor
from models.database import Interrupt
from models.errors import AccessDenied, Cancelled, Refused
from models.past import open_past
from models.services import accounts, biodata, check, papers, register, retention
from models.tables import Biodata, Evidence, Journal, Paper, Person, Reserve, Seat, Tenure
from models.units import NATION
from models.uow import unit_of_work
from tests.models.town import BAYU, KELURAHAN, KOTA, SARI, THIRD, TPS, Town, item, opened, stir

EVI = Actor("evi", ADMIN)
NIK, PHONE = "3371015205900001", "+6281298765432"
GONE = ("Bagus Rahwana", "bagus rahwana", NIK, NIK[:15], PHONE, "Jalan Mawar 17", "sakit gigi", "lupa alamat",
        "Hantu Purnama", "hantu purnama", "IJZ-99812")  # fmt: skip
STAYS = ("Citra Lestari", "Dewi Netral", "BA 77", "SK 4/PP")
LATER = date(2025, 6, 1)


def now(town: Town) -> date:
    """A year and more after Pemilu 2024, not yet after Pilkada 2024."""
    town.at(2025, 6, 1, 9, 0)
    return retention.cutoff("1y", town.clock.today())


def erase(town: Town, **more: Any) -> retention.Retained:
    return retention.retain(town.database, town.elections, now(town), town.clock, EVI, **more)


@pytest.fixture
def served(town: Town) -> Town:
    """Bagus was KPPS, and all that may be known of somebody is known of him; Citra followed him and served again;
    a case about Dewi is open; Hantu was entered by mistake and undone."""
    first, second, third, *_ = town.seats("kpps", TPS)
    bagus = town.appoint(first.id, "Bagus Rahwana", decree="SK 4/PP")["person_id"]
    with town.work(SARI, "biodata", TPS) as work:
        values = {"nik": NIK, "phone": PHONE, "address": "Jalan Mawar 17", "born_on": date(1990, 5, 12)}
        biodata.change(work, bagus, values, None)
    with town.work(BAYU, "papers", TPS) as work:
        papers.hand_in(work, bagus, {"ijazah": (date(2024, 1, 30), "IJZ-99812")})
    with town.work(BAYU, "call", TPS) as work:
        register.record_call(work, bagus, "tak_angkat", "sakit gigi, kata Bagus Rahwana")
    with town.work(SARI, "unmask", TPS) as work:
        biodata.unmask(work, bagus, ["nik"])
    with town.work(SARI, "reserve", KELURAHAN) as work:
        register.add_reserve(work, "kpps", KELURAHAN, person_id=bagus, note="lupa alamat")
    town.record(
        "N1", [item(row) for row in town.items("N1") if row.slot == first.id], reference="BA 77", note="sakit gigi"
    )
    with town.work(SARI, "replace", TPS) as work:
        wanted = register.Successor(first.id, town.clock.today(), name="Citra Lestari", reason="mundur")
        citra = register.replace(work, wanted).tenure.person_id
    town.appoint(second.id, "Dewi Netral", asn=True)
    town.accuse(second.id)
    town.appoint(third.id, "Hantu Purnama")
    town.undo()
    town.election = town.elections["pilkada-2024"]
    town.at(2024, 11, 10, 9, 0)
    town.appoint(town.seats("kpps", TPS)[0].id, "", person_id=citra)
    town.election = town.elections["pemilu-2024"]
    return town


def texts(town: Town) -> str:
    """All that any table says."""
    return repr(town.dump())


def faults(town: Town) -> list[Any]:
    return list(check.faults(town.database, town.elections))


def figures(town: Town) -> Any:
    with town.database.read() as connection:
        counted = [tally.kept(connection, code, [KOTA, KELURAHAN, THIRD]) for code in town.elections]
        rows = [
            connection.execute(select(table.c.id, *more).order_by(table.c.id)).all()
            for table, *more in (
                (Seat, Seat.c.tenure_id), (Tenure, Tenure.c.start_on, Tenure.c.end_on, Tenure.c.decree),
                (Evidence, Evidence.c.state, Evidence.c.reference), (Reserve, Reserve.c.rank),
            )
        ]  # fmt: skip
    return counted, rows


def people(town: Town) -> list[str]:
    with town.database.read() as connection:
        return list(connection.scalars(select(Person.c.name).order_by(Person.c.id)))


def test_a_dry_run_writes_nothing_and_says_what_it_would(served: Town) -> None:
    before = served.dump()
    found = retention.foreseen(served.database, served.elections, now(served))
    assert (found.people, found.waiting, found.biodata, found.papers) == (1, 1, 1, 1)
    assert found.entries >= 8
    assert served.dump() == before
    done = erase(served)
    assert done == found


def test_whoever_served_long_ago_goes_from_every_table_and_entry(served: Town) -> None:
    assert all(one in texts(served) for one in GONE)
    stood = figures(served)
    erase(served)
    left = texts(served)
    assert [one for one in GONE if one in left] == []
    assert [one for one in STAYS if one not in left] == []
    assert people(served) == [erasing.NAME, "Citra Lestari", "Dewi Netral"]
    assert figures(served) == stood
    assert faults(served) == []
    with served.database.read() as connection:
        for table in (Biodata, Paper):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
        runs = check.erased(connection)
        last = queries.activity.entries(connection, KOTA, limit=2)
    assert runs
    assert [entry.verb for entry in last] == ["erase", "erase_journal"]
    assert last[0].detail == {"count": 1, "before": "2024-06-01"}


def test_doing_it_again_does_nothing(served: Town) -> None:
    erase(served)
    stood = served.dump()
    again = erase(served)
    assert (again.people, again.entries) == (0, 0)
    assert served.dump() == stood


def test_who_is_written_about_again_is_kept_while_they_serve_and_goes_again(served: Town) -> None:
    erase(served)
    with served.work(SARI, "biodata", TPS) as work:
        biodata.change(work, 1, {"name": "Eka Kembali", "nik": NIK}, None)
    again = erase(served)
    assert (again.people, again.biodata, again.entries) == (1, 1, 1)
    assert [one for one in ("Eka Kembali", NIK) if one in texts(served)] == []
    with served.work(SARI, "biodata", TPS) as work:
        biodata.change(work, 1, {"name": "Eka Kembali"}, None)
    served.election = served.elections["pilkada-2024"]
    served.appoint(served.seats("kpps", TPS)[1].id, "", person_id=1, start_on=LATER)
    assert erase(served).people == 0
    assert "Eka Kembali" in people(served)
    assert faults(served) == []


def test_an_erased_entry_that_is_altered_afterwards_shows(served: Town) -> None:
    erase(served)
    with served.database.read() as connection:
        seq = check.erased(connection)[0][0]
    with served.database.begin_write() as connection:
        connection.execute(Journal.update().where(Journal.c.seq == seq).values(detail='{"name":"Orang Lain"}'))
    assert [(one.kind, one.facts["seq"], one.facts["what"]) for one in faults(served)] == [("journal", seq, "body")]
    first, *_ = check.chain(served.database)
    assert (first.facts["seq"], first.facts["actor"], first.facts["verb"]) == (seq, "sari", "appoint")


def test_who_alters_the_entry_that_says_so_proves_nothing(served: Town) -> None:
    erase(served)
    with served.database.begin_write() as connection:
        connection.execute(Journal.update().where(Journal.c.verb == "erase_journal").values(changes="[[1"))
    with served.database.read() as connection:
        last = connection.scalar(select(Journal.c.seq).where(Journal.c.verb == "erase_journal"))
        assert check.erased(connection) == []
    found = faults(served)
    assert {one.facts["what"] for one in found} == {"body"}
    assert found[-1].facts["seq"] == last
    assert len(found) > 5, "and of those that it named nobody knows any more whether they are as they were left"


def test_a_later_erasure_of_the_same_entry_holds(served: Town) -> None:
    """The entry in which Citra followed Bagus is erased twice, a year apart."""
    erase(served)
    served.at(2026, 6, 1, 9, 0)
    before = retention.cutoff("1y", served.clock.today())
    retention.retain(served.database, served.elections, before, served.clock, EVI)
    assert people(served) == [erasing.NAME, erasing.NAME, "Dewi Netral"]
    assert "Citra" not in texts(served)
    assert faults(served) == []


def test_erased_entries_are_not_undone(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Bagus Rahwana")
    erase(town)
    with pytest.raises(Refused) as error:
        town.undo()
    assert error.value.code == "erased"


def test_the_past_is_laid_back_over_people_who_were_erased(served: Town) -> None:
    with served.database.read() as connection:
        moments = list(connection.scalars(select(Journal.c.at).order_by(Journal.c.seq)))
    erase(served)
    for moment in moments:
        past = open_past(served.where, moment.replace(tzinfo=UTC), served.elections)
        try:
            with past.read() as connection:
                names = set(connection.scalars(select(Person.c.name)))
                assert list(tally.differences(connection, served.election)) == []
                queries.activity.entries(connection, KOTA, limit=50)
            assert names <= {erasing.NAME, "Citra Lestari", "Dewi Netral"}
        finally:
            past.close()


@pytest.mark.parametrize("seed", range(3))
def test_after_anything_at_all(town: Town, seed: int) -> None:
    """Whatever was done, nothing of who is due is left, tallies and the chain hold, and the past can be laid back."""
    stir(town, seed, 60)
    stood = figures(town)
    erase(town)
    assert faults(town) == []
    assert figures(town) == stood
    with town.database.read() as connection:
        erased = set(connection.scalars(select(Person.c.id).where(Person.c.erased_on.is_not(None))))
        everybody = set(connection.scalars(select(Person.c.id)))
        rows = [dict(row) for row in connection.execute(select(Journal)).mappings()]
    assert erased
    for entry in erasing_entries(town, rows):
        about = erasing.people_of(entry)
        if about and about <= erased:
            assert '"Ani"' not in repr((entry.detail, entry.changes)).replace("'", '"')
    assert everybody >= erased


def erasing_entries(town: Town, rows: list[dict[str, Any]]) -> list[erasing.Entry]:
    with town.database.read() as connection:
        return erasing.read(connection, rows)


# ── interrupted ────────────────────────────────────────────────────────────


def test_stopped_anywhere_it_is_whole_and_is_taken_up_again(served: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ENTRIES", 2)
    monkeypatch.setattr(retention, "READ", 3)
    real = retention.unit_of_work
    for allowed in itertools.count():
        interrupt, works = Interrupt(), 0

        def counted(*args: Any, allowed: int = allowed, interrupt: Interrupt = interrupt, **more: Any) -> Any:
            nonlocal works
            works += 1
            if works == allowed + 1:
                interrupt.cancel()
            return real(*args, **more)

        monkeypatch.setattr(retention, "unit_of_work", counted)
        try:
            erase(served, interrupt=interrupt)
        except Cancelled:
            assert faults(served) == []
            continue
        break
    assert allowed >= 2
    left = texts(served)
    assert [one for one in GONE if one in left] == []


# ── who, and until when ────────────────────────────────────────────────────────────


def test_only_an_admin_of_all_of_it_may(served: Town) -> None:
    stood = served.dump()
    for actor, code in ((SARI, "admin_only"), (Actor("evi", ADMIN, KELURAHAN), "outside_scope")):
        with pytest.raises(AccessDenied) as error:
            retention.retain(served.database, served.elections, now(served), served.clock, actor)
        assert error.value.code == code
    assert served.dump() == stood


def test_the_role_that_counts_is_that_of_the_account(served: Town) -> None:
    with unit_of_work(served.database, served.clock, EVI, accounts.VERB, KOTA) as work:
        accounts.add(work, "evi", KPU, NATION)
    with pytest.raises(AccessDenied):
        erase(served)


@pytest.mark.parametrize(
    ("period", "day"),
    [("1y", date(2024, 2, 28)), ("4y", date(2021, 2, 28)), ("1m", date(2025, 1, 28)), ("14m", date(2023, 12, 28)),
     ("90d", date(2024, 11, 30))],
)  # fmt: skip
def test_periods(period: str, day: date) -> None:
    assert retention.cutoff(period, date(2025, 2, 28)) == day


def test_the_end_of_a_shorter_month() -> None:
    assert retention.cutoff("1y", date(2024, 2, 29)) == date(2023, 2, 28)
    assert retention.cutoff("1m", date(2024, 3, 31)) == date(2024, 2, 29)
    for bad in ("", "1", "y", "0y", "1w", "-1y", "1000y", "1y "):
        with pytest.raises(Refused):
            retention.cutoff(bad, LATER)


def test_nobody_is_erased_on_the_last_day_of_the_period(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Bagus Rahwana")
    end = town.election.body("kpps").tenure.end
    assert end is not None
    assert retention.foreseen(town.database, town.elections, end).people == 0
    assert retention.foreseen(town.database, town.elections, end + timedelta(days=1)).people == 1
    assert retention.foreseen(town.database, {}, end + timedelta(days=1)).people == 0, "an election nobody knows"


# ── the file ────────────────────────────────────────────────────────────


def test_no_byte_of_a_name_is_left_in_the_file(path: Path, elections: dict[str, Any]) -> None:
    with opened(path, elections) as town:
        seat, *_ = town.seats("kpps", TPS)
        bagus = town.appoint(seat.id, "Bagus Rahwana")["person_id"]
        with town.work(SARI, "biodata", TPS) as work:
            biodata.change(work, bagus, {"nik": NIK, "phone": PHONE, "name": "Bagus Rahwana Jr"}, None)
        erase(town)
        assert town.database.compact()
    files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
    held = b"".join(one.read_bytes() for one in files).lower()
    assert [one for one in ("bagus", "rahwana", NIK, NIK[:15], PHONE[1:]) if one.lower().encode() in held] == []
    assert erasing.NAME.lower().encode() in held
