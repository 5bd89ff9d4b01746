"""Recording, withdrawing, confirming, excluding: what is kept, what is refused, who was quicker."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.clock import stored
from models.errors import AccessDenied, Clash, Refused
from models.services import evidence, staffing
from models.services.evidence import Item
from models.tables import Evidence, Report
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, RINI, SECOND, TPS, Town, item


def proof(town: Town, code: str, unit: str = TPS) -> Evidence:
    with town.database.read() as connection:
        query = select(Evidence).where(Evidence.c.indicator == code, Evidence.c.unit == unit)
        return connection.execute(query).one()  # type: ignore[return-value]


def test_evidence_keeps_what_happened_when_and_who_said_so(town: Town) -> None:
    on = town.clock.today() - timedelta(days=3)
    assert town.record("L2", [Item(TPS)], BAYU, reference=" BA\t7 ", note="dua \x1b[2J kotak", on=on) == 1
    row = proof(town, "L2")
    assert (row.state, row.reference, row.note, row.since) == ("siap", "BA 7", "dua [2J kotak", on)
    assert (row.recorded_by, row.recorded_at, row.version) == ("bayu", stored(town.clock.now()), 1)


@pytest.mark.parametrize(
    ("code", "chosen", "more", "expected"),
    [
        ("L2", Item(TPS), {"reference": " \x07"}, "reference_empty"),
        ("L2", Item(TPS), {"state": "na"}, "state_unknown"),
        ("L2", Item(TPS), {"state": "beres"}, "state_unknown"),
        ("L2", Item(TPS), {"kind": "kabar"}, "kind_unknown"),
        ("L2", Item(TPS), {"on": date(2024, 2, 1)}, "date_future"),
        ("L2", Item(f"{KELURAHAN}.099"), {}, "item_missing"),
        ("L2", Item("33.71.99"), {}, "item_missing"),
        ("P1", Item(KECAMATAN, 1, 1), {}, "proved_by_tenure"),
        ("P5", Item(TPS, 1), {}, "item_empty"),
    ],
)
def test_what_cannot_be_recorded(town: Town, code: str, chosen: Item, more: dict[str, object], expected: str) -> None:
    before = town.dump()
    with pytest.raises(Refused) as caught:
        town.record(code, [Item(f"{KELURAHAN}.002"), chosen] if code == "L2" else [chosen], **more)
    assert caught.value.code == expected
    assert town.dump() == before


def test_the_second_of_two_who_edit_one_item_sees_both_values(town: Town) -> None:
    (row,) = town.items("L2", TPS)
    town.record("L2", [item(row)], BAYU, state="klaim")
    town.later(minutes=1)
    with pytest.raises(Clash) as caught:
        town.record("L2", [item(row)], RINI)
    detail = caught.value.detail
    assert (detail["what"], detail["field"], detail["mine"], detail["theirs"]) == ("item", "state", "siap", "klaim")
    assert (detail["by"], detail["at"]) == ("bayu", town.clock.now() - timedelta(minutes=1))
    assert town.states("L2")[TPS, 0] == "klaim"
    (fresh,) = town.items("L2", TPS)
    assert town.record("L2", [item(fresh)], RINI) == 1


def test_evidence_for_somebody_who_left_meanwhile_is_a_clash(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Lama")
    (seen,) = [row for row in town.items("P5", TPS) if row.slot == seat.id]
    town.end(seat.id, actor=BAYU)
    with pytest.raises(Clash):
        town.record("P5", [item(seen)], RINI)
    town.appoint(seat.id, "Baru", BAYU)
    with pytest.raises(Clash) as caught:
        town.record("P5", [item(seen)], RINI)
    assert (caught.value.detail["field"], caught.value.detail["by"]) == ("holder", "bayu")
    assert town.states("P5")[TPS, seat.id] == "unknown"


def test_an_excluded_item_takes_no_evidence(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id)
    (seen,) = [row for row in town.items("P5", TPS) if row.slot == seat.id]
    town.exclude("P5", [item(seen)])
    with pytest.raises(Refused) as caught:
        town.record("P5", [item(seen)], BAYU)
    assert caught.value.code == "item_excluded"
    with pytest.raises(Refused) as caught, town.work(verb="exclude", unit=TPS) as work:
        evidence.exclude(work, town.election.indicator("P5"), [item(seen)], note=" ")
    assert caught.value.code == "reason_empty"


def test_the_kind_of_evidence_is_the_usual_one_unless_somebody_says(town: Town) -> None:
    town.record("L2", [Item(TPS)])
    assert proof(town, "L2").kind == town.election.indicator("L2").evidence == "minutes"
    town.record("L2", [Item(TPS, version=1)], kind="witness")
    assert proof(town, "L2").kind == "witness"
    town.record("L2", [Item(TPS, version=2)], state="klaim", kind="witness")
    assert proof(town, "L2").kind is None  # what is only said has no evidence


def test_what_was_excluded_counts_again_as_if_nobody_had_spoken(town: Town) -> None:
    rule = town.election.indicator("L2")
    town.record("L2", [Item(TPS)])
    (seen,) = town.items("L2", TPS)
    town.exclude("L2", [item(seen)])
    assert town.states("L2", TPS) == {(TPS, 0): "na"}
    with town.work(verb="include", unit=TPS) as work:
        assert evidence.include(work, rule, [item(seen)]) == 1
    with town.work(verb="include", unit=TPS) as work:
        assert evidence.include(work, rule, [item(seen)]) == 0
    assert town.states("L2", TPS) == {(TPS, 0): "belum"}
    assert town.wrong() == []
    with pytest.raises(AccessDenied) as caught, town.work(BAYU, "include", TPS) as work:
        evidence.include(work, rule, [item(seen)])
    assert caught.value.code == "kpu_only"


def test_an_area_is_recorded_whole_and_once(town: Town) -> None:
    assert town.area("L2", KECAMATAN) == 6
    assert town.area("L2", KECAMATAN) == 0
    assert town.area("L2", KOTA) == 3
    assert set(town.states("L2").values()) == {"siap"}
    assert town.wrong() == []


def test_an_area_of_seats_is_recorded_for_those_who_sit_there(town: Town) -> None:
    one, other, *_ = town.seats("kpps", TPS)
    town.appoint(one.id)
    town.appoint(other.id)
    assert town.area("P5", KELURAHAN) == 2
    assert sorted(town.states("P5", KELURAHAN).values()).count("siap") == 2


def test_a_selection_is_all_or_nothing(town: Town) -> None:
    rows = town.items("L2", KELURAHAN)
    town.record("L2", [item(rows[2])], BAYU, state="klaim")
    before = town.dump()
    with pytest.raises(Clash):
        town.record("L2", [item(row) for row in rows], RINI)
    assert town.dump() == before


def test_withdrawing_needs_a_reason(town: Town) -> None:
    town.area("L2", KELURAHAN)
    (row,) = town.items("L2", TPS)
    with pytest.raises(Refused) as caught, town.work(verb="withdraw", unit=TPS) as work:
        evidence.withdraw(work, town.election.indicator("L2"), [item(row)], note="")
    assert caught.value.code == "reason_empty"
    town.later(days=1)
    with town.work(verb="withdraw", unit=TPS) as work:
        assert evidence.withdraw(work, town.election.indicator("L2"), [item(row)], note="salah hitung") == 1
    row_now = proof(town, "L2")
    assert (row_now.state, row_now.note, row_now.since) == ("belum", "salah hitung", town.clock.today())
    assert town.count("L2", KELURAHAN).siap == 2


def _reported(town: Town, code: str) -> dict[str, object]:
    with town.database.read() as connection:
        query = select(Report.c.area, Report.c.last_at).where(Report.c.indicator == code)
        return {row.area: row.last_at for row in connection.execute(query)}


def test_confirming_refreshes_only_areas_that_reported(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        town.confirm("L1", KOTA)
    assert caught.value.code == "nothing_to_confirm"
    town.area("L1", KELURAHAN)
    first = town.count("L1", KELURAHAN).reported
    town.later(days=10)
    assert town.confirm("L1", KOTA) == 1
    assert set(_reported(town, "L1")) == {KELURAHAN}
    assert town.count("L1", KELURAHAN).reported == first + timedelta(days=10)
    assert town.count("L1", SECOND).reported is None
    assert town.wrong() == []


def test_nihil_of_a_city_reports_every_area(town: Town) -> None:
    assert town.nihil("K1", KOTA) == 2
    assert town.nihil("L2", KOTA) == 3
    assert len(town.items("N1", KOTA)) == town.count("N1", KOTA).items
    with pytest.raises(Refused) as caught:
        town.nihil("N2", KOTA)
    assert caught.value.code == "no_items"


def test_a_record_that_says_nothing_new_leaves_no_evidence_change(town: Town) -> None:
    town.area("L2", KELURAHAN)
    rows = [item(row) for row in town.items("L2", KELURAHAN)]
    assert town.record("L2", rows) == 0
    assert {proof(town, "L2").version} == {1}


def test_many_items_at_once(town: Town) -> None:
    """More than one slice of parameters."""
    for body in ("kpps", "linmas"):
        with town.work(verb="appoint") as work:
            wanted = [staffing.Appointment(row.id, "Ani", town.clock.today(), "SK") for row in town.seats(body)]
            assert staffing.appoint_many(work, wanted) == len(wanted)
    assert town.area("P8", KOTA) == 81
    assert town.wrong() == []
