"""A pakta, an oath, a bimtek for a whole list: one transaction, all or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.errors import Refused
from models.queries import register
from models.services import ceremony
from models.services.staffing import Appointment, appoint_many
from models.tables import Biodata, Journal, Person, Tenure
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, TPS, Town, item

ON = date(2024, 1, 31)


def staffed(town: Town, body: str, unit: str = KOTA, **more: Any) -> list[int]:
    """The tenures of a body of which every seat is filled."""
    return [int(town.appoint(row.id, f"Orang {row.id}", **more)["id"]) for row in town.seats(body, unit)]


def hold(town: Town, kind: str, tenures: list[int], unit: str = KOTA, **more: Any) -> int:
    said = {"reference": "BA 7", "on": ON, "place": "Aula", "witness": "KPU", **more}
    with town.work(verb="ceremony", unit=unit) as work:
        return ceremony.hold(work, kind, tenures, **said)


def listed(town: Town, kind: str, body: str | None, unit: str = KOTA, **more: Any) -> Any:
    with town.database.read() as connection:
        return register.gathering(connection, town.election, kind, body, unit, **more)


def test_a_pakta_is_signed_by_those_who_are_ticked(town: Town) -> None:
    tenures = staffed(town, "sek-ppk")
    assert [one.state for one in listed(town, "pakta", "sek-ppk")] == ["belum"] * 6
    absent = tenures.pop()
    assert hold(town, "pakta", tenures) == 5
    found = {one.tenure_id: one for one in listed(town, "pakta", "sek-ppk")}
    assert {one.state for tenure, one in found.items() if tenure != absent} == {"siap"}
    assert found[absent].state == "belum"
    assert (found[tenures[0]].unit_name, found[tenures[0]].sworn_on) == ("Uji Barat", None)
    with town.database.read() as connection:
        card = register.card(connection, found[tenures[0]].person_id)
    assert card is not None
    ((proof,),) = [one.evidence for one in card.tenures]
    assert (proof.indicator, proof.reference, proof.since) == ("N1", "BA 7", ON)
    assert town.count("N1", KECAMATAN).siap == 3
    assert town.wrong() == []


def test_an_oath_is_sworn_with_the_pakta_and_not_by_those_without_one(town: Town) -> None:
    kpps, linmas = staffed(town, "kpps", TPS), staffed(town, "linmas", TPS)
    assert hold(town, "sumpah", [*kpps, *linmas], TPS) == 9
    with town.database.read() as connection:
        rows = connection.execute(select(Tenure)).all()
    assert {(row.sworn_on, row.sworn_at, row.witness) for row in rows} == {(ON, "Aula", "KPU")}
    assert [one.state for one in listed(town, "sumpah", None, TPS)] == ["siap"] * 9
    assert town.count("N1", KELURAHAN).siap == 7
    assert town.wrong() == []
    town.undo()
    assert [one.state for one in listed(town, "sumpah", None, TPS)] == ["belum"] * 9
    assert town.count("N1", KELURAHAN).siap == 0
    assert town.wrong() == []


def test_an_oath_leaves_out_a_pakta_that_does_not_count(town: Town) -> None:
    tenures = staffed(town, "kpps", TPS)
    town.nihil("N1")
    town.exclude("N1", [item(row) for row in town.items("N1", TPS)[:2]])
    assert hold(town, "sumpah", tenures, TPS) == 7
    assert sorted(town.states("N1", TPS).values()) == ["na"] * 2 + ["siap"] * 5


def test_attendance_of_a_bimtek(town: Town) -> None:
    tenures = staffed(town, "kpps", TPS)
    assert hold(town, "P5", tenures[:4], TPS) == 4
    found = listed(town, "P5", "kpps", KELURAHAN)
    assert [one.state for one in found] == ["siap"] * 4 + ["belum"] * 3
    assert [one.post for one in found][:2] == ["ketua", "anggota"]
    assert town.count("P5", KELURAHAN).siap == 4
    assert hold(town, "P5", tenures, TPS, reference="BA 8") == 7
    assert town.wrong() == []


def test_only_civil_servants_pledge(town: Town) -> None:
    seats = town.seats("sek-ppk", KECAMATAN)
    town.appoint(seats[0].id, "Ani", asn=True)
    town.appoint(seats[1].id, "Budi")
    assert [one.name for one in listed(town, "N2", None)] == ["Ani"]


def test_the_list_comes_in_pages(town: Town) -> None:
    staffed(town, "kpps", KELURAHAN)
    first = listed(town, "P5", "kpps", limit=10)
    rest = listed(town, "P5", "kpps", after=first[-1].anchor)
    assert [one.seat_id for one in (*first, *rest)] == [row.id for row in town.seats("kpps", KELURAHAN)]


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("P3", {}, "ceremony_unknown"),
        ("pesta", {}, "ceremony_unknown"),
        ("L1", {}, "ceremony_unknown"),
        ("pakta", {"on": date(2024, 2, 1)}, "date_future"),
        ("pakta", {"reference": " "}, "reference_empty"),
    ],
)
def test_what_is_no_ceremony(town: Town, kind: str, more: dict[str, Any], code: str) -> None:
    tenures = staffed(town, "ppk", KECAMATAN)
    before = town.dump()
    with pytest.raises(Refused) as caught:
        hold(town, kind, tenures, **more)
    assert caught.value.code == code
    assert town.dump() == before


def test_all_or_none(town: Town) -> None:
    tenures = staffed(town, "kpps", TPS)
    gone = town.seats("kpps", TPS)[3]
    town.end(gone.id)
    before = town.dump()
    for wanted, code in (([], "nobody_chosen"), (tenures, "tenure_missing"), ([10**9], "tenure_missing")):
        with pytest.raises(Refused) as caught:
            hold(town, "sumpah", wanted, TPS)
        assert caught.value.code == code
        assert town.dump() == before
    undecreed = int(town.appoint(gone.id, "Baru", decree=None)["id"])
    with pytest.raises(Refused) as caught:
        hold(town, "sumpah", [tenures[0], undecreed], TPS)
    assert (caught.value.code, caught.value.detail["count"]) == ("decree_missing", 1)
    assert hold(town, "pakta", [undecreed], TPS) == 1


def test_a_ceremony_is_held_by_those_whom_it_counts(town: Town) -> None:
    linmas, kpps = staffed(town, "linmas", TPS), staffed(town, "kpps", TPS)
    town.nihil("P5")
    town.exclude("P5", [item(row) for row in town.items("P5", TPS)[:1]])
    for kind, wanted, code in (
        ("P5", linmas, "item_missing"),
        ("P5", kpps, "item_excluded"),
        ("N2", kpps, "item_missing"),
    ):
        with pytest.raises(Refused) as caught:
            hold(town, kind, wanted, TPS)
        assert caught.value.code == code
    assert len(listed(town, "P5", "kpps", TPS)) == 6, "who does not count is not on the list"


def test_it_is_one_entry_seen_from_everywhere(town: Town) -> None:
    tenures = staffed(town, "kpps", KECAMATAN)
    before = _entries(town)
    hold(town, "P5", tenures)
    assert _entries(town) == before + 1
    with town.database.read() as connection:
        entry = connection.execute(select(Journal).order_by(Journal.c.seq.desc()).limit(1)).one()
    assert entry.verb == "ceremony"
    assert '"count":42' in entry.detail


def _entries(town: Town) -> int:
    with town.database.read() as connection:
        return len(connection.execute(select(Journal.c.seq)).all())


def test_many_rows_go_the_engines_own_way_and_come_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.uow.MANY", 2)
    seats = town.seats("kpps", TPS)
    known = {"sex": "P", "born_on": date(1990, 5, 12), "health": "sehat", "health_until": None}
    wanted = [Appointment(row.id, "Ani", ON, biodata=known, decree_on=ON, decree="SK") for row in seats]
    with town.work(verb="import", unit=TPS) as work:
        appoint_many(work, wanted)
    empty = town.dump("journal", "journal_unit")
    tenures = [one.tenure_id for one in listed(town, "sumpah", "kpps", TPS)]
    assert hold(town, "sumpah", tenures, TPS) == 7
    assert {one.sworn_on for one in listed(town, "sumpah", "kpps", TPS)} == {ON}
    assert town.wrong() == []
    town.undo()
    assert {row[0] for row in empty["tenure"]} == set(tenures)
    assert town.dump("journal", "journal_unit", "version", "tally_day")["evidence"] == []
    town.undo()
    with town.database.read() as connection:
        assert connection.execute(select(Biodata)).all() == connection.execute(select(Person)).all() == []
    assert town.wrong() == []
