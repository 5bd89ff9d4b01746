"""Seats filled and emptied."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models.clock import WIB, FixedClock
from models.errors import Clash, Refused
from models.services import staffing, undo
from models.services.staffing import END_REASONS, Appointment
from models.tables import Journal, Person, Tenure
from models.where import Where
from tests.models import town as towns
from tests.models.town import BAYU, KELURAHAN, RINI, TPS, Town


def test_an_appointment_makes_a_person_a_tenure_and_fills_the_seat(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    tenure = town.appoint(seat.id, " Budi\x1b [/] Santoso ", decree=" SK\n7 ", asn=True)
    now = town.seat(seat.id)
    assert (now.tenure_id, now.version) == (tenure["id"], seat.version + 1)
    with town.database.read() as connection:
        person = connection.execute(select(Person)).one()
        kept = connection.execute(select(Tenure)).one()
    assert (person.name, person.name_key, person.asn) == ("Budi [/] Santoso", "budi santoso", True)
    assert (kept.decree, kept.start_on, kept.end_on) == ("SK 7", town.clock.today(), None)
    assert town.count("@kpps", KELURAHAN).siap == 1
    assert town.count("@kpps", "33.71.01").siap == 1
    assert town.wrong() == []


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("", {}, "name_empty"),
        ("\u202e\x1b", {}, "name_empty"),
        ("x" * 121, {}, "name_long"),
        ("Budi", {"start_on": date(2024, 2, 1)}, "date_future"),
    ],
)
def test_who_cannot_be_appointed(town: Town, name: str, more: dict[str, Any], code: str) -> None:
    before = town.dump()
    with pytest.raises(Refused) as caught:
        town.appoint(town.seats("kpps", TPS)[0].id, name, **more)
    assert caught.value.code == code
    assert town.dump() == before


def test_a_seat_of_another_election_or_none_is_missing(town: Town) -> None:
    town.election = town.elections["pilkada-2024"]
    foreign = town.seats("ppk")[0].id
    town.election = town.elections["pemilu-2024"]
    for seat in (foreign, 10**9):
        with pytest.raises(Refused) as caught, town.work() as work:
            staffing.appoint(work, Appointment(seat, "Budi", town.clock.today()))
        assert caught.value.code == "seat_missing"


def test_a_successor_cannot_start_before_the_predecessor_left(town: Town) -> None:
    seat, *_ = town.seats("ppk")
    town.appoint(seat.id, start_on=date(2024, 1, 1))
    town.end(seat.id, on=date(2024, 1, 20))
    with pytest.raises(Refused) as caught:
        town.appoint(seat.id, start_on=date(2024, 1, 19))
    assert (caught.value.code, caught.value.detail["after"]) == ("date_order", date(2024, 1, 20))
    town.appoint(seat.id, start_on=date(2024, 1, 20))


def test_ending_a_tenure_leaves_the_seat_empty_from_that_day(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, start_on=date(2024, 1, 1))
    on = town.clock.today() - timedelta(days=2)
    done = town.end(seat.id, on)
    now = town.seat(seat.id)
    assert (now.tenure_id, now.open_since, done["end_on"], done["end_reason"]) == (None, on, on, "mundur")
    assert town.count("@kpps", KELURAHAN).siap == 0
    for on_, code in ((date(2024, 2, 9), "seat_empty"), (on, "seat_empty")):
        with pytest.raises(Refused) as caught:
            town.end(seat.id, on_)
        assert caught.value.code == code


def test_how_a_tenure_cannot_end(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, start_on=date(2024, 1, 20))
    for on, reason, code in (
        (date(2024, 1, 19), END_REASONS[0], "date_order"),
        (date(2024, 2, 1), END_REASONS[0], "date_future"),
        (date(2024, 1, 21), "bosan", "reason_unknown"),
    ):
        with pytest.raises(Refused) as caught, town.work(verb="end", unit=TPS) as work:
            staffing.end_tenure(work, seat.id, on, reason)
        assert caught.value.code == code
    assert town.seat(seat.id).tenure_id is not None


def test_a_decree_turns_a_claim_into_a_fact(town: Town) -> None:
    seat, *_ = town.seats("ppk")
    town.appoint(seat.id, decree=None)
    assert town.states("P1")[seat.unit, seat.id] == "klaim"
    seen = {"tenure_id": town.seat(seat.id).tenure_id, "decree": None, "decree_on": None}
    with town.work(verb="decree", unit=seat.unit) as work:
        staffing.complete_decree(work, seat.id, "SK 9", seen=seen)
    assert town.states("P1")[seat.unit, seat.id] == "siap"
    with pytest.raises(Clash) as caught, town.work(BAYU, "decree", seat.unit) as work:
        staffing.complete_decree(work, seat.id, "SK 10", on=date(2024, 1, 30), seen=seen)
    assert (caught.value.detail["mine"], caught.value.detail["theirs"]) == ("SK 10", "SK 9")
    assert caught.value.detail["fields"] == {"decree": ("SK 10", "SK 9")}, "nobody else touched its day"
    with pytest.raises(Refused) as refused, town.work(verb="decree", unit=seat.unit) as work:
        staffing.complete_decree(work, seat.id, " ")
    assert refused.value.code == "decree_empty"
    assert town.wrong() == []


def test_the_second_of_two_who_fill_one_seat_sees_both_names(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Ani", BAYU, version=seat.version)
    with pytest.raises(Clash) as caught:
        town.appoint(seat.id, "Budi", RINI, version=seat.version)
    detail = caught.value.detail
    assert (detail["mine"], detail["theirs"], detail["by"]) == ("Budi", "Ani", "bayu")


def test_somebody_emptied_the_seat_i_wanted_to_empty(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Ani", start_on=date(2024, 1, 20))
    tenure = town.seat(seat.id).tenure_id
    seen = {"tenure_id": tenure}
    town.end(seat.id, date(2024, 1, 29), BAYU)
    town.appoint(seat.id, "Budi", BAYU, start_on=date(2024, 1, 30))
    with pytest.raises(Clash) as caught:
        town.end(seat.id, date(2024, 1, 28), seen=seen)
    assert caught.value.detail["fields"] == {"end_on": (date(2024, 1, 28), date(2024, 1, 29))}
    theirs = {**seen, "end_on": date(2024, 1, 29), "end_reason": "mundur"}
    with pytest.raises(Refused) as refused:
        town.end(seat.id, date(2024, 1, 31), seen=theirs)
    assert refused.value.code == "date_order", "Budi began before that"
    town.end(seat.id, date(2024, 1, 28), seen=theirs)
    with town.database.read() as connection:
        found = {row.id: row for row in connection.execute(select(Tenure))}
    assert found[tenure].end_on == date(2024, 1, 28)
    assert found[town.seat(seat.id).tenure_id].end_on is None, "Budi stays"
    assert town.wrong() == []


def test_the_same_end_said_twice_is_said_once(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Ani")
    seen = {"tenure_id": town.seat(seat.id).tenure_id}
    town.end(seat.id, actor=BAYU)
    before = last_entry(town)
    assert town.end(seat.id, seen=seen)["end_reason"] == "mundur"
    assert last_entry(town) == before


def last_entry(town: Town) -> Any:
    with town.database.read() as connection:
        return connection.scalar(select(func.max(Journal.c.seq)))


def _rush(where: Where, seat: int, name: str, start: Any, said: Any) -> None:
    known = towns.elections()
    with towns.opened(where, known) as town:
        version = town.seat(seat).version
        start.wait(30)
        try:
            town.appoint(seat, name, version=version)
            said.put((name, None))
        except Clash as error:
            said.put((name, error.detail))


def test_two_processes_fill_one_seat_and_one_wins(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    spawn = multiprocessing.get_context("spawn")
    said, start = spawn.Queue(), spawn.Barrier(2)
    people = [spawn.Process(target=_rush, args=(town.where, seat.id, name, start, said)) for name in ("Ani", "Budi")]
    for one in people:
        one.start()
    found = dict(said.get(timeout=60) for _ in people)
    for one in people:
        one.join(30)
    (winner,) = [name for name, detail in found.items() if detail is None]
    (loser,) = set(found) - {winner}
    assert (found[loser]["mine"], found[loser]["theirs"]) == (loser, winner)
    with town.database.read() as connection:
        assert list(connection.scalars(select(Person.c.name))) == [winner]
    assert town.wrong() == []


def test_many_threads_write_at_once_and_nothing_is_lost(town: Town) -> None:
    seats = town.seats("kpps", KELURAHAN)[:16]
    threads = [threading.Thread(target=town.appoint, args=(seat.id, f"Orang {seat.id}")) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert town.count("@kpps", KELURAHAN).siap == len(seats)
    assert town.wrong() == []


def test_many_seats_at_once_are_all_or_none(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    town.appoint(seats[-1].id, "Sudah")
    before = town.dump()
    wanted = [Appointment(row.id, "Ani", town.clock.today(), "SK") for row in seats]
    with pytest.raises(Refused) as caught, town.work(verb="appoint") as work:
        staffing.appoint_many(work, wanted)
    assert (caught.value.code, caught.value.detail["holder"]) == ("seat_taken", "Sudah")
    assert town.dump() == before
    with town.work(verb="appoint") as work:
        assert staffing.appoint_many(work, wanted[:-1]) == 6
    assert town.wrong() == []


def test_many_leave_at_once_and_come_back_at_once(town: Town) -> None:
    seats = town.seats("kpps", TPS)[:4]
    for at, seat in enumerate(seats[:3]):
        town.appoint(seat.id, f"Budi {at}")
    before, seats = town.dump("version"), [town.seat(one.id) for one in seats]
    with town.work(verb="end_many") as work:
        wanted = {seat.id: seat.tenure_id for seat in seats}
        assert staffing.end_many(work, wanted, town.clock.today(), "masa_habis") == 3, "one seat is empty"
    assert [town.seat(one.id).tenure_id for one in seats] == [None] * 4
    assert town.count("@kpps", KELURAHAN).siap == 0
    assert town.wrong() == []
    with town.work(verb="undo") as work:
        undo.undo_last(work, town.elections)
    assert [town.seat(one.id).tenure_id for one in seats] == [one.tenure_id for one in seats]
    assert town.count("@kpps", KELURAHAN).siap == 3
    assert town.dump("version")["tenure"] == before["tenure"]


def test_many_leave_or_nobody_does(town: Town) -> None:
    seats = town.seats("kpps", TPS)[:2]
    for seat in seats:
        town.appoint(seat.id)
    shown = {seat.id: town.seat(seat.id).tenure_id for seat in seats}
    stale = int(shown[seats[0].id])
    before = town.dump()
    for wanted, day, reason, expected in (
        ({**shown, seats[1].id: stale}, town.clock.today(), "mundur", "changed"),
        ({**shown, 10**9: None}, town.clock.today(), "mundur", "seat_missing"),
        (shown, town.clock.today() - timedelta(days=1), "mundur", "date_order"),
        (shown, town.clock.today(), "bosan", "reason_unknown"),
    ):
        with pytest.raises((Clash, Refused)) as caught, town.work(verb="end_many") as work:
            staffing.end_many(work, wanted, day, reason)
        assert caught.value.code == expected
    assert town.dump() == before


def test_a_body_is_named_before_its_term_begins(town: Town) -> None:
    """KPPS were named on 29 and 30 December for a term from 25 January (domain.md 4.3)."""
    town.clock = FixedClock(datetime(2024, 1, 2, 9, tzinfo=WIB))
    seat, other, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, start_on=date(2024, 1, 25))
    assert town.count("@kpps", KELURAHAN).siap == 1, "the seat has somebody with a decree"
    with pytest.raises(Refused) as caught:
        town.appoint(other.id, start_on=date(2024, 1, 26))
    assert caught.value.code == "date_future"
    town.end(seat.id)  # resigned before the term began
    assert town.seat(seat.id).open_since == date(2024, 1, 2)
    assert town.wrong() == []
