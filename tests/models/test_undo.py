"""Undo: my last change goes, unless somebody built upon it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models.errors import Refused
from models.services import evidence, staffing, synergy
from models.tables import Report
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, RINI, SARI, SECOND, STATE, TPS, Town, item, stir


def _contact(town: Town) -> None:
    with town.work(verb="contact", unit=KECAMATAN) as work:
        synergy.set_contact(work, KECAMATAN, "camat", "Ani", "0812")


def _withdraw(town: Town) -> None:
    with town.work(verb="withdraw", unit=SECOND) as work:
        rows = [item(row) for row in town.items("L1", SECOND)]
        evidence.withdraw(work, town.election.indicator("L1"), rows, note="salah")


def _decree(town: Town) -> None:
    with town.work(verb="decree", unit=KECAMATAN) as work:
        staffing.complete_decree(work, town.seats("ppk")[0].id, "SK 9")


def _many(town: Town) -> None:
    with town.work(verb="appoint") as work:
        rows = town.seats("kpps", TPS)
        staffing.appoint_many(work, [staffing.Appointment(row.id, "Ani", town.clock.today()) for row in rows])


VERBS: dict[str, Callable[[Town], object]] = {
    "appoint": lambda town: town.appoint(town.seats("kpps", TPS)[0].id),
    "appoint without a decree": lambda town: town.appoint(town.seats("pps", SECOND)[1].id, decree=None),
    "appoint many": _many,
    "decree": _decree,
    "end": lambda town: town.end(town.seats("ppk")[0].id),
    "record": lambda town: town.record("L2", [item(row) for row in town.items("L2", TPS)]),
    "record again": lambda town: town.area("L1", SECOND, state="klaim"),
    "record an area": lambda town: town.area("L2", KECAMATAN),
    "withdraw": _withdraw,
    "nihil": lambda town: town.nihil("T1", KECAMATAN),
    "nihil again": lambda town: town.nihil("L1", KECAMATAN),
    "confirm": lambda town: town.confirm("L1", SECOND),
    "exclude": lambda town: town.exclude("L2", [item(row) for row in town.items("L2", KELURAHAN)]),
    "exclude what was ready": lambda town: town.exclude("L1", [item(row) for row in town.items("L1", SECOND)]),
    "more tps": lambda town: town.set_tps(KELURAHAN, 5, (901,)),
    "fewer tps": lambda town: town.set_tps(KELURAHAN, 1),
    "contact": _contact,
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_undone(town: Town, verb: str) -> None:
    town.appoint(town.seats("ppk")[0].id, actor=BAYU)
    town.area("L1", SECOND, actor=BAYU)
    town.later(hours=1)
    before = town.dump("version", *STATE)
    VERBS[verb](town)
    assert town.dump("version", *STATE) != before
    town.later(minutes=1)
    town.undo()
    assert town.dump("version", *STATE) == before
    assert town.wrong() == []
    with pytest.raises(Refused) as caught:
        town.undo()
    assert caught.value.code == "nothing_to_undo"
    VERBS[verb](town)
    assert town.wrong() == []


@pytest.mark.parametrize("seed", range(3))
def test_one_who_works_alone_can_undo_everything(town: Town, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.models.town.BAYU", SARI)
    monkeypatch.setattr("tests.models.town.RINI", SARI)
    before = town.dump("version", *STATE)
    stir(town, seed, 40)
    for _ in range(60):
        try:
            town.undo()
        except Refused as error:
            assert error.code == "nothing_to_undo"
            break
    assert town.dump("version", *STATE) == before
    assert town.wrong() == []


def test_an_undo_is_an_entry_of_its_own_and_not_undone_again(town: Town) -> None:
    town.appoint(town.seats("kpps")[0].id)
    town.area("L2")
    undone = town.undo()
    assert undone["verb"] == "evidence"
    assert town.undo()["verb"] == "appoint"
    with pytest.raises(Refused) as caught:
        town.undo()
    assert caught.value.code == "nothing_to_undo"


def test_only_my_own_changes(town: Town) -> None:
    town.appoint(town.seats("kpps")[0].id, actor=BAYU)
    with pytest.raises(Refused) as caught:
        town.undo(RINI)
    assert caught.value.code == "nothing_to_undo"


def _refused(town: Town) -> None:
    before = town.dump()
    with pytest.raises(Refused) as caught:
        town.undo()
    assert caught.value.code == "built_upon"
    assert town.dump() == before


def test_not_when_somebody_recorded_something_else_there(town: Town) -> None:
    town.area("L2", KELURAHAN)
    town.record("L2", [item(row) for row in town.items("L2", TPS)], BAYU, reference="BA 2")
    _refused(town)
    town.undo(BAYU)
    assert town.undo()["verb"] == "evidence"


def test_not_when_the_person_i_appointed_has_left(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id)
    town.end(seat.id, actor=BAYU)
    _refused(town)


def test_not_when_the_seat_i_emptied_is_taken_again(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, actor=RINI)
    town.end(seat.id)
    town.appoint(seat.id, "Baru", BAYU)
    _refused(town)
    assert town.wrong() == []


def test_not_when_the_person_i_appointed_was_trained(town: Town) -> None:
    """Else the training would wait for the next one with that number."""
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id)
    row = next(row for row in town.items("P5", TPS) if row.slot == seat.id)
    town.record("P5", [item(row)], BAYU)
    _refused(town)
    town.undo(BAYU)
    town.undo()
    town.appoint(seat.id, "Lain")
    town.nihil("P5")
    assert town.states("P5")[TPS, seat.id] == "belum"


def test_not_when_the_tps_i_added_has_evidence_or_people(town: Town) -> None:
    town.set_tps(KELURAHAN, 4)
    new = f"{KELURAHAN}.004"
    town.record("L2", [item(row) for row in town.items("L2", new)], BAYU)
    _refused(town)
    town.undo(BAYU)
    town.appoint(town.seats("kpps", new)[0].id, actor=RINI)
    _refused(town)


def _areas(town: Town, code: str) -> dict[str, object]:
    with town.database.read() as connection:
        return {row.area: row.last_at for row in connection.execute(select(Report)) if row.indicator == code}


def test_an_area_that_another_reported_stays_reported(town: Town) -> None:
    one, other, *_ = town.items("L2", KELURAHAN)
    town.record("L2", [item(one)])
    town.later(minutes=5)
    town.record("L2", [item(other)], BAYU)
    kept = _areas(town, "L2")
    town.undo()
    assert _areas(town, "L2") == kept
    assert town.states("L2")[TPS, 0] == "belum"
    assert town.wrong() == []


def test_my_undone_report_leaves_no_report(town: Town) -> None:
    town.nihil("L2", KELURAHAN)
    town.undo()
    assert _areas(town, "L2") == {}
    assert set(town.states("L2", KELURAHAN).values()) == {"unknown"}


def test_a_confirmation_that_another_repeated_does_not_block_what_i_did_before(town: Town) -> None:
    town.area("L1", KELURAHAN)
    town.later(days=1)
    town.confirm("L1")
    town.later(days=1)
    town.confirm("L1", actor=BAYU)
    assert town.undo()["verb"] == "confirm"
    assert town.undo()["verb"] == "evidence"
    assert town.states("L1")[TPS, 0] == "belum"
    assert town.wrong() == []
