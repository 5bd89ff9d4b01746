"""Two people write about the same many rows, or the same seat: each row can be chosen, and nothing is overwritten
unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.errors import Clash
from models.services import ceremony, register, staffing
from models.services.evidence import Item
from models.services.register import Successor
from tests.models.test_ceremony import ON, hold, listed, staffed
from tests.models.town import BAYU, KELURAHAN, RINI, TPS, Town, item


def clash_of(caught: pytest.ExceptionInfo[Clash]) -> tuple[Any, ...]:
    return tuple(caught.value.detail["rows"])


def test_of_many_items_those_that_changed_are_told_with_both_values(town: Town) -> None:
    rows = town.items("L2", KELURAHAN)
    town.record("L2", [item(rows[2])], BAYU, state="klaim", reference="telepon")
    town.later(minutes=1)
    with pytest.raises(Clash) as caught:
        town.record("L2", [item(row) for row in rows], RINI)
    (one,) = clash_of(caught)
    assert caught.value.detail["count"] == 3
    assert (one.key, one.open, one.by) == ((rows[2].unit, 0), True, "bayu")
    assert one.at == town.clock.now() - timedelta(minutes=1)
    assert (one.mine["state"], one.mine["reference"]) == ("siap", "BA 1")
    assert (one.theirs["state"], one.theirs["reference"]) == ("klaim", "telepon")
    assert town.record("L2", [item(row) for row in rows[:2]], RINI) == 2, "theirs stays"
    assert town.states("L2", KELURAHAN)[rows[2].unit, 0] == "klaim"
    assert isinstance(one.now, Item)
    assert town.record("L2", [one.now, *(item(row) for row in town.items("L2", KELURAHAN)[:2])], RINI) == 1, "mine"
    assert set(town.states("L2", KELURAHAN).values()) == {"siap"}
    assert town.wrong() == []


def test_who_said_the_same_is_no_clash(town: Town) -> None:
    rows = town.items("L2", KELURAHAN)
    town.record("L2", [item(rows[2])], BAYU)
    assert town.record("L2", [item(row) for row in rows], RINI) == 2


def test_what_was_taken_back_meanwhile_is_told_as_nothing(town: Town) -> None:
    rows = town.items("L2", KELURAHAN)
    town.record("L2", [item(rows[0])], BAYU)
    shown = town.items("L2", KELURAHAN)
    town.undo(BAYU)
    with pytest.raises(Clash) as caught:
        town.record("L2", [item(row) for row in shown], RINI)
    (one,) = clash_of(caught)
    assert (one.theirs["state"], one.now.version) == (None, None)


def test_evidence_of_many_says_nothing_of_who_came_after(town: Town) -> None:
    seats = town.seats("kpps", TPS)[:2]
    for seat in seats:
        town.appoint(seat.id, f"Lama {seat.id}")
    shown = [item(row) for row in town.items("P5", TPS) if row.tenure_id]
    town.end(seats[0].id, actor=BAYU)
    town.appoint(seats[0].id, "Baru", BAYU)
    with pytest.raises(Clash) as caught:
        town.record("P5", shown, RINI)
    (one,) = clash_of(caught)
    assert (one.open, one.theirs, one.by) == (False, {"holder": "Baru"}, "bayu")
    assert (one.tenure.name, one.tenure.post) == (f"Lama {seats[0].id}", "ketua"), "about whom it was"
    assert town.record("P5", [one for one in shown if one.slot != seats[0].id], RINI) == 1


def test_an_oath_that_a_colleague_recorded_meanwhile(town: Town) -> None:
    tenures = staffed(town, "kpps", TPS)
    shown = {one.tenure_id: one.seen for one in listed(town, "sumpah", "kpps", TPS)}
    with town.work(BAYU, "swear", TPS) as work:
        seat = town.seats("kpps", TPS)[0]
        register.swear(work, seat.id, on=ON, place="Kantor", witness="Camat", reference="BA 1")
    gone = town.seats("kpps", TPS)[1]
    town.end(gone.id, actor=BAYU)
    before = town.dump()
    with pytest.raises(Clash) as caught:
        hold(town, ceremony.OATH, tenures, TPS, seen=shown)
    assert town.dump() == before
    ended, sworn = clash_of(caught)
    assert (ended.key, ended.open, ended.theirs["end_reason"]) == (tenures[1], False, "mundur")
    assert (sworn.key, sworn.open, sworn.by) == (tenures[0], True, "bayu")
    assert (sworn.mine["sworn_at"], sworn.theirs["sworn_at"]) == ("Aula", "Kantor")
    del shown[tenures[1]]
    kept = {tenure: seen for tenure, seen in shown.items() if tenure != tenures[0]}
    assert hold(town, ceremony.OATH, list(kept), TPS, seen=kept) == 5
    mine = {tenures[0]: sworn.now}
    assert hold(town, ceremony.OATH, list(mine), TPS, seen=mine) == 1


def test_a_bimtek_that_a_colleague_recorded_otherwise(town: Town) -> None:
    tenures = staffed(town, "kpps", TPS)
    shown = {one.tenure_id: one.seen for one in listed(town, "P5", "kpps", TPS)}
    shown_to_bayu = next(row for row in town.items("P5", TPS) if row.tenure_id == tenures[0])
    town.record("P5", [item(shown_to_bayu)], BAYU, state="klaim", reference="telepon")
    with pytest.raises(Clash) as caught:
        hold(town, "P5", tenures, TPS, seen=shown)
    (one,) = clash_of(caught)
    assert (one.key, one.theirs["state"]) == (tenures[0], "klaim")
    assert hold(town, "P5", tenures, TPS, seen={**shown, one.key: one.now}) == 7
    assert set(town.states("P5", TPS).values()) == {"siap"}


def test_many_who_leave_are_those_who_were_shown(town: Town) -> None:
    seats = town.seats("kpps", TPS)[:4]
    for seat in seats:
        town.appoint(seat.id, f"Lama {seat.id}")
    shown = {seat.id: town.seat(seat.id).tenure_id for seat in seats}
    replaced, ended, decreed, _same = seats
    town.end(replaced.id, actor=BAYU)
    town.appoint(replaced.id, "Baru", BAYU)
    town.end(ended.id, actor=BAYU)
    with town.work(BAYU, "decree", TPS) as work:
        staffing.complete_decree(work, decreed.id, "SK 2")

    def leave(wanted: dict[int, Any]) -> int:
        with town.work(RINI, "end_many", TPS) as work:
            return staffing.end_many(work, wanted, town.clock.today(), "masa_habis")

    with pytest.raises(Clash) as caught:
        leave(shown)
    found = {one.key: one for one in clash_of(caught)}
    assert set(found) == {replaced.id, ended.id}, "the number of the SK is another field"
    assert not any(one.open for one in found.values())
    assert found[replaced.id].theirs["holder"] == "Baru"
    assert found[ended.id].theirs == {"end_on": town.clock.today(), "end_reason": "mundur"}
    assert leave({one: shown[one] for one in shown if one not in found}) == 2
    assert town.seat(replaced.id).tenure_id is not None
    assert town.wrong() == []


def test_an_appointment_taken_back_and_given_to_another_ends_nobody(town: Town) -> None:
    seat, other, third = town.seats("kpps", TPS)[:3]
    town.appoint(other.id, "Tetap")
    town.appoint(seat.id, "Keliru", BAYU)
    shown = {one.id: town.seat(one.id).tenure_id for one in (seat, other)}
    town.appoint(third.id, "Lain", RINI)
    town.undo(BAYU)
    town.appoint(seat.id, "Benar", BAYU)
    with pytest.raises(Clash) as caught, town.work(RINI, "end_many", TPS) as work:
        staffing.end_many(work, shown, town.clock.today(), "mundur")
    (one,) = clash_of(caught)
    assert (one.key, one.theirs) == (seat.id, {"holder": "Benar"})


def test_a_seat_that_was_filled_meanwhile_says_by_whom(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    shown = seat.version
    town.appoint(seat.id, "Rina", BAYU, decree="7/SK", decree_on=date(2024, 1, 30))
    for wanted in ({"version": shown}, {}):
        with pytest.raises(Clash) as caught:
            town.appoint(seat.id, "Budi", RINI, **wanted)
        now = caught.value.detail["seat"]
        assert (caught.value.detail["mine"], caught.value.detail["theirs"]) == ("Budi", "Rina")
        assert (now.holder.name, now.holder.decree, now.holder.decree_on) == ("Rina", "7/SK", date(2024, 1, 30))
        assert now.version == town.seat(seat.id).version
    town.end(seat.id, actor=BAYU)
    with pytest.raises(Clash) as caught:
        town.appoint(seat.id, "Budi", RINI, version=shown)
    now = caught.value.detail["seat"]
    assert (now.holder, now.left.name, now.left.end_reason) == (None, "Rina", "mundur")
    town.appoint(seat.id, "Budi", RINI, version=now.version)


@pytest.mark.parametrize("reason", ["", "mundur"])
def test_a_successor_of_somebody_else_than_was_shown(town: Town, reason: str) -> None:
    seat, *_ = town.seats("kpps", TPS)
    if reason:
        town.appoint(seat.id, "Lama")
    shown = town.seat(seat.id).version
    if reason:
        town.end(seat.id, actor=BAYU)
    town.appoint(seat.id, "Rina", BAYU)

    def follow(version: int, why: str) -> Any:
        with town.work(RINI, "replace", TPS) as work:
            wanted = Successor(seat.id, town.clock.today(), name="Budi", biodata={}, reason=why, version=version)
            return register.replace(work, wanted)

    with pytest.raises(Clash) as caught:
        follow(shown, reason)
    assert caught.value.detail["mine"] == "Budi"
    assert caught.value.detail["seat"].holder.name == "Rina"
    done = follow(caught.value.detail["seat"].version, "berhenti")
    assert (done.previous.name, done.tenure.name) == ("Rina", "Budi")
    assert town.wrong() == []
