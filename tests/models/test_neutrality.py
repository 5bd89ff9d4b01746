"""Cases of neutrality: whose they are, who handles them, and what an open one does to a pledge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from models import queries
from models.errors import AccessDenied, Clash, Refused
from models.past import open_past
from models.rules.schema import Election
from models.services import neutrality
from models.tables import METADATA
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, SARI, STATE, TPS, Town, item

TODAY = date(2024, 1, 31)


@pytest.fixture
def seat(town: Town) -> Iterator[int]:
    """The seat of a civil servant who has pledged."""
    seat, *_ = town.seats("kpps", TPS)
    town.at(2024, 1, 20, 9)
    town.appoint(seat.id, "Dewi", asn=True)
    (row,) = town.items("N2", TPS)
    town.record("N2", [item(row)])
    town.at(2024, 1, 31, 20)
    yield seat.id


def pledge(town: Town) -> tuple[str, date]:
    (row,) = town.items("N2", TPS)
    return row.state, row.since


def figures(town: Town) -> tuple[int, int]:
    counts = town.count("N2", KOTA)
    assert counts == town.count("N2", KELURAHAN)
    return counts.siap, counts.belum


def test_an_open_case_makes_the_pledge_belum_until_it_is_closed(town: Town, seat: int) -> None:
    assert (pledge(town), figures(town)) == (("siap", date(2024, 1, 20)), (1, 0))
    case = town.accuse(seat, on=date(2024, 1, 29))
    assert (pledge(town), figures(town)) == (("belum", date(2024, 1, 29)), (0, 1))
    assert town.count("N2", KOTA).open_since == date(2024, 1, 29)
    for state in ("diproses", "terbukti"):
        case = town.close_case(case, state)
        assert pledge(town)[0] == "belum"
    case = town.close_case(case, "selesai")
    assert case["closed_on"] == TODAY
    assert (pledge(town), figures(town)) == (("siap", date(2024, 1, 20)), (1, 0))
    town.later(days=1)
    case = town.close_case(case, "tidak_terbukti")
    assert case["closed_on"] == TODAY, "closed is closed since it first was"
    case = town.close_case(case, "diproses")
    assert (case["closed_on"], pledge(town)[0]) == (None, "belum")
    assert town.wrong() == []


def test_the_oldest_of_several_counts_until_the_last_is_closed(town: Town, seat: int) -> None:
    first = town.accuse(seat, on=date(2024, 1, 25))
    second = town.accuse(seat, on=date(2024, 1, 22))
    assert pledge(town) == ("belum", date(2024, 1, 22))
    town.close_case(second)
    assert pledge(town) == ("belum", date(2024, 1, 25))
    town.close_case(first)
    assert pledge(town)[0] == "siap"
    assert town.wrong() == []


def test_what_a_holder_lacks_is_open_no_longer_than_the_seat_is_theirs(town: Town, seat: int) -> None:
    town.end(seat, date(2024, 1, 28))
    assert town.items("N2", TPS) == []
    town.appoint(seat, "Joko", asn=True)
    (row,) = town.items("N2", TPS)
    town.record("N2", [item(row)])
    town.accuse(seat, on=date(2024, 1, 22))
    assert pledge(town) == ("belum", date(2024, 1, 28))
    assert town.wrong() == []


def test_a_case_is_known_where_nothing_was_reported(town: Town) -> None:
    seat, *_ = town.seats("pps", KELURAHAN)
    town.appoint(seat.id, "Joko", asn=True)
    with town.work(SARI, "undo", KELURAHAN) as work:  # as if the area had not reported it yet
        row = work.get(METADATA.tables["report"], election=town.election.code, area=KELURAHAN, indicator="N2")
        if row is not None:
            work.delete(METADATA.tables["report"], row)
        work.touch(["N2"], KELURAHAN)
    assert set(town.states("N2").values()) == {"unknown"}
    town.accuse(seat.id)
    assert set(town.states("N2").values()) == {"belum"}
    assert (town.count("N2").belum, town.count("N2").unknown) == (1, 0)
    assert town.wrong() == []


def test_an_excluded_seat_stays_excluded(town: Town, seat: int) -> None:
    (row,) = town.items("N2", TPS)
    town.exclude("N2", [item(row)])
    town.accuse(seat)
    assert pledge(town)[0] == "na"


def test_a_case_of_somebody_else_or_of_no_civil_servant_moves_nothing(town: Town, seat: int) -> None:
    other = town.seats("kpps", TPS)[1].id
    town.appoint(other, "Budi")
    town.accuse(other)
    with town.work(SARI, "case", KOTA) as work:
        made = neutrality.report(work, KOTA, on=TODAY, source="SP 9", kind="etik", about="Dinas Uji")
    assert (made["person_id"], made["about"]) == (None, "Dinas Uji")
    assert pledge(town)[0] == "siap"
    assert town.wrong() == []


def test_a_case_belongs_to_its_election(town: Town, seat: int) -> None:
    town.accuse(seat)
    elsewhere = town.elections["pilkada-2024"]
    with town.database.read() as connection:
        cases = queries.synergy.cases(connection, elsewhere, KOTA, queries.paging.Edge(), limit=9)
    assert cases == ()


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2024, 8, 24), "kasn"), (date(2024, 8, 25), "bkn"), (date(2023, 1, 1), "kasn")]
)
def test_who_handles_a_case_depends_on_its_day(elections: dict[str, Election], day: date, expected: str) -> None:
    for election in elections.values():
        found = election.handler(day)
        assert found is not None and found.code == expected


def test_the_handler_is_the_usual_one_unless_somebody_says_otherwise(town: Town, seat: int) -> None:
    assert town.accuse(seat)["handler"] == "kasn"
    assert town.accuse(seat, handler="bkn")["handler"] == "bkn"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "date_future"),
        ({"source": " "}, "value_bad"),
        ({"kind": "pidana"}, "value_bad"),
        ({"handler": "camat"}, "value_bad"),
        ({"state": "siap"}, "state_unknown"),
        ({"note": "x" * 201}, "value_bad"),
    ],
)
def test_a_case_that_cannot_be(town: Town, seat: int, more: dict[str, Any], code: str) -> None:
    before = town.dump()
    with pytest.raises(Refused) as caught:
        town.accuse(seat, **more)
    assert caught.value.code == code
    assert town.dump() == before


@pytest.mark.parametrize(
    ("more", "code"),
    [({"person_id": 999}, "person_missing"), ({"about": " "}, "value_bad"), ({"unit": "33.71.09"}, "unit_unknown")],
)
def test_a_case_of_nobody(town: Town, more: dict[str, Any], code: str) -> None:
    wanted = {"unit": KOTA, "on": TODAY, "source": "SP 1", "kind": "etik", **more}
    with pytest.raises(Refused) as caught, town.work(SARI, "case", KOTA) as work:
        neutrality.report(work, **wanted)
    assert caught.value.code == code


def test_the_second_who_moves_a_case_is_told(town: Town, seat: int) -> None:
    case = town.accuse(seat)
    town.close_case(case, "diproses", BAYU)
    with pytest.raises(Clash) as caught:
        town.close_case(case, "selesai")
    assert (caught.value.detail["mine"], caught.value.detail["theirs"]) == ("selesai", "diproses")


def test_there_is_no_field_for_a_party_or_a_candidate(town: Town) -> None:
    names = set(METADATA.tables["neutrality"].c.keys())
    assert names == {
        "id", "election", "unit", "reported_on", "person_id", "about", "source", "kind", "handler", "state",
        "closed_on", "note", "version",
    }  # fmt: skip


def test_the_journal_does_not_say_whose_case_it_is(town: Town, seat: int) -> None:
    town.accuse(seat)
    with town.database.read() as connection:
        entry = queries.activity.entries(connection, KOTA, limit=1)[0]
        rows = queries.activity.changes(connection, entry.seq)
    assert "Dewi" not in f"{entry.detail} {rows}"


def test_a_case_is_taken_back_by_undo_and_by_the_past(town: Town, seat: int) -> None:
    before, moment = town.dump(*STATE, "version"), town.clock.moment
    town.later(minutes=5)
    case = town.accuse(seat)
    during = town.clock.moment
    town.later(minutes=5)
    town.close_case(case)
    for then, state in ((moment, "siap"), (during, "belum")):
        past = open_past(town.where, then, town.elections)
        try:
            with past.read() as connection:
                rows = queries.readiness.listed(connection, town.election, town.election.indicator("N2"), TPS, limit=9)
                counts = queries.board.board(connection, town.election, KECAMATAN, then)
            assert [row.state for row in rows] == [state]
            assert counts.own.standing.assessments["N2"].counts.siap == (state == "siap")
        finally:
            past.close()
    town.undo()
    assert pledge(town)[0] == "belum"
    town.undo()
    assert town.dump(*STATE, "version") == before
    assert town.wrong() == []


def test_a_person_with_a_case_is_not_undone_away(town: Town) -> None:
    seat = town.seats("kpps", TPS)[0].id
    town.appoint(seat, "Dewi", actor=BAYU)
    town.accuse(seat)
    with pytest.raises(Refused) as caught:
        town.undo(BAYU)
    assert caught.value.code == "built_upon"


def test_only_who_may_write_may_look(town: Town, seat: int) -> None:
    from models import access
    from models.actor import PENGAMAT, Actor

    with pytest.raises(AccessDenied):
        access.check(Actor("tamu", PENGAMAT), "case", KOTA)
