"""A seat's life from reserve to replacement; who follows, which seats are shaky, who sits in two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.errors import Clash, Refused
from models.past import open_past
from models.queries import register as asked
from models.queries.register.width import MOST
from models.services import biodata, check, evidence, register, staffing
from models.services.register import Successor
from models.services.staffing import Appointment
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, SARI, SECOND, THIRD, TPS, Town, item

FINE: dict[str, Any] = {
    "born_on": date(1990, 5, 12), "domicile": KELURAHAN, "education": "sma", "sipol": "bersih", "health": "sehat",
    "health_until": date(2024, 6, 1),
}  # fmt: skip


def reserve(town: Town, name: str, unit: str = KELURAHAN, body: str = "kpps", **more: Any) -> Any:
    with town.work(verb="reserve", unit=unit) as work:
        return register.add_reserve(work, body, unit, name=name, **more)


def move(town: Town, one: Any, rank: int, **more: Any) -> Any:
    with town.work(verb="reserve_move", unit=KELURAHAN) as work:
        return register.move_reserve(work, one["id"], rank, **more)


def withdraw(town: Town, one: Any, state: str = "mundur", **more: Any) -> Any:
    with town.work(verb="reserve_withdraw", unit=KELURAHAN) as work:
        return register.withdraw_reserve(work, one["id"], state, **more)


def call(town: Town, person: int, outcome: str) -> None:
    town.later(minutes=1)
    with town.work(verb="call", unit=TPS) as work:
        register.record_call(work, person, outcome, "di rumah")


def know(town: Town, person: int, **values: Any) -> None:
    with town.work(verb="biodata", unit=TPS) as work:
        biodata.store(work, {person: biodata.checked(values)})


def ranks(town: Town, unit: str = KELURAHAN) -> list[tuple[int, str, str]]:
    with town.database.read() as connection:
        return [(one.rank, one.name, one.state) for one in asked.reserves(connection, town.election.code, unit)]


def risks(town: Town, unit: str = KOTA, **more: Any) -> Any:
    with town.database.read() as connection:
        return asked.risky(connection, town.election, unit, town.clock.today(), **more)


def reasons(town: Town, unit: str = KOTA) -> dict[int, list[str]]:
    return {one.seat_id: [why.code for why in one.reasons] for one in risks(town, unit).rows}


# ── Reserves ────────────────────────────────────────────────────────────


def test_reserves_stand_in_a_row_and_change_places(town: Town) -> None:
    ani, budi, citra, didi = (reserve(town, name, f"{KELURAHAN}.001") for name in ("Ani", "Budi", "Citra", "Didi"))
    assert [row[0] for row in ranks(town)] == [1, 2, 3, 4]
    move(town, didi, 1)
    assert [row[1] for row in ranks(town)] == ["Didi", "Ani", "Budi", "Citra"]
    move(town, ani, 3)
    assert [row[1] for row in ranks(town)] == ["Didi", "Budi", "Ani", "Citra"]
    withdraw(town, budi)
    move(town, citra, 1)
    move(town, didi, 99)
    assert [row[:2] for row in ranks(town) if row[2] == "menunggu"] == [(1, "Citra"), (3, "Ani"), (4, "Didi")]
    with town.database.read() as connection:
        waiting = asked.reserves(connection, town.election.code, KOTA, "kpps", waiting=True)
        assert asked.reserves(connection, town.election.code, KOTA, "ppk") == ()
    assert [(one.name, one.unit, one.unit_name) for one in waiting][:1] == [("Citra", KELURAHAN, "Ma'rang")]
    assert town.wrong() == []


def test_who_cannot_wait(town: Town) -> None:
    ani = reserve(town, "Ani")
    for unit, body, more, code in (
        (KECAMATAN, "kpps", {"name": "Budi"}, "unit_unknown"),
        (KELURAHAN, "ppk", {"name": "Budi"}, "unit_unknown"),
        ("33.71.09.1001", "kpps", {"name": "Budi"}, "unit_unknown"),
        (KELURAHAN, "kpps", {"person_id": ani["person_id"]}, "reserve_known"),
        (KELURAHAN, "kpps", {"person_id": 10**9}, "person_missing"),
        (KELURAHAN, "kpps", {"name": " "}, "name_empty"),
    ):
        with pytest.raises(Refused) as caught, town.work(verb="reserve", unit=unit) as work:
            register.add_reserve(work, body, unit, **more)
        assert caught.value.code == code
    with town.work(verb="reserve", unit=KECAMATAN) as work:  # in another body they may
        register.add_reserve(work, "ppk", KECAMATAN, person_id=ani["person_id"])


def test_a_reserve_that_moved_meanwhile_clashes(town: Town) -> None:
    ani, budi = reserve(town, "Ani"), reserve(town, "Budi")
    move(town, budi, 1)
    with pytest.raises(Clash) as caught:
        move(town, ani, 1, version=1)
    assert caught.value.detail["theirs"] == 2
    withdraw(town, ani, "gugur", note="pindah", seen={"state": "menunggu", "note": None})
    with pytest.raises(Clash) as caught:
        withdraw(town, ani, "mundur", note="surat", seen={"state": "menunggu", "note": None})
    assert caught.value.detail["fields"] == {"state": ("mundur", "gugur"), "note": ("surat", "pindah")}
    assert withdraw(town, ani, "mundur", seen={"state": "gugur", "note": "pindah"})["note"] == "pindah"
    with pytest.raises(Refused) as refused:
        move(town, ani, 1)
    assert refused.value.code == "reserve_gone"
    with pytest.raises(Refused) as refused:
        withdraw(town, budi, "diangkat")
    assert refused.value.code == "state_unknown"


# ── A seat's life ────────────────────────────────────────────────────────────


def test_from_proposed_to_sworn(town: Town) -> None:
    seat, *_ = town.seats("ppk")
    with town.work(verb="appoint", unit=seat.unit) as work:
        register.propose(work, Appointment(seat.id, "Ani", town.clock.today(), "SK belum ada"))
    assert town.states("P1")[seat.unit, seat.id] == "klaim"
    with pytest.raises(Refused) as caught:
        swear(town, seat.id)
    assert caught.value.code == "decree_missing"
    with town.work(verb="decree", unit=seat.unit) as work:
        staffing.complete_decree(work, seat.id, "SK 5", on=date(2024, 1, 30))
    assert town.states("P1")[seat.unit, seat.id] == "siap"
    with pytest.raises(Refused) as caught:
        swear(town, seat.id, on=date(2024, 1, 29))
    assert caught.value.code == "date_order"
    with pytest.raises(Clash):
        swear(town, seat.id, seen={"tenure_id": 10**9})
    seen = {"tenure_id": town.seat(seat.id).tenure_id, "sworn_on": None, "sworn_at": None, "witness": None}
    swear(town, seat.id, seen=seen)
    with pytest.raises(Clash) as clash:
        swear(town, seat.id, witness="Camat", seen=seen)
    assert clash.value.detail["fields"] == {"witness": ("Camat", "KPU")}
    with town.database.read() as connection:
        held = asked.of_seat(connection, seat.id)
    assert held is not None
    assert (held.decree, held.decree_on, held.sworn_on) == ("SK 5", date(2024, 1, 30), town.clock.today())
    assert (held.sworn_at, held.witness) == ("Aula", "KPU")
    assert town.states("N1")[seat.unit, seat.id] == "siap"
    with pytest.raises(Refused) as caught:
        swear(town, town.seats("ppk")[1].id)
    assert caught.value.code == "seat_empty"
    with pytest.raises(Refused) as caught, town.work(verb="decree", unit=seat.unit) as work:
        staffing.complete_decree(work, seat.id, "SK 5", on=date(2024, 2, 1))
    assert caught.value.code == "date_future"
    assert town.wrong() == []


def swear(town: Town, seat: int, **more: Any) -> None:
    said = {"on": town.clock.today(), "place": "Aula", "witness": "KPU", "reference": "BA 1", **more}
    with town.work(verb="swear", unit=town.seat(seat).unit) as work:
        register.swear(work, seat, **said)


def replaced(town: Town, seat: int, actor: Any = SARI, **more: Any) -> Any:
    with town.work(actor, "replace", town.seat(seat).unit) as work:
        return register.replace(work, Successor(seat, more.pop("start_on", town.clock.today()), **more))


def test_the_next_reserve_follows_in_one_act_and_starts_untrained(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    first = town.appoint(seat.id, "Ani", start_on=date(2024, 1, 25))
    town.area("P5", TPS)
    heir = reserve(town, "Budi", biodata=FINE)
    before = town.dump("journal", "journal_unit", "version")
    done = replaced(
        town, seat.id, reserve_id=heir["id"], decree="SK PAW 1", reason="mundur", ended_on=date(2024, 1, 30),
        version=town.seat(seat.id).version,
    )  # fmt: skip
    assert (done.previous.name, done.previous.end_on, done.previous.end_reason) == ("Ani", date(2024, 1, 30), "mundur")
    assert (done.tenure.name, done.tenure.decree, done.tenure.replaces) == ("Budi", "SK PAW 1", first["id"])
    assert done.rank == 1
    assert town.states("P5")[TPS, seat.id] == "belum"
    assert ranks(town) == [(1, "Budi", "diangkat")]
    assert town.wrong() == []
    with pytest.raises(Refused) as caught:
        replaced(town, seat.id, reserve_id=heir["id"], reason="mundur")
    assert caught.value.code == "reserve_gone"
    town.undo()
    assert town.dump("journal", "journal_unit", "version", "tally_day") == {
        name: rows for name, rows in before.items() if name != "tally_day"
    }
    assert town.wrong() == []


def test_how_nobody_can_follow(town: Town) -> None:
    seat, other, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Ani")
    elsewhere, barred = reserve(town, "Budi", SECOND), reserve(town, "Cici", biodata={**FINE, "sipol": "tercatat"})
    before = town.dump()
    for more, code in (
        ({"name": "Didi"}, "seat_taken"),
        ({"name": "Didi", "reason": "bosan"}, "reason_unknown"),
        ({"reserve_id": elsewhere["id"], "reason": "mundur"}, "reserve_elsewhere"),
        ({"reserve_id": barred["id"], "reason": "mundur"}, "not_eligible"),
        ({"reserve_id": 10**9, "reason": "mundur"}, "reserve_gone"),
        ({"person_id": 10**9, "reason": "mundur"}, "person_missing"),
        ({"name": "Didi", "reason": "mundur", "ended_on": date(2024, 2, 1)}, "date_future"),
    ):
        with pytest.raises(Refused) as caught:
            replaced(town, seat.id, **more)
        assert caught.value.code == code
        assert town.dump() == before
    with pytest.raises(Clash):
        replaced(town, seat.id, name="Didi", reason="mundur", version=1)
    done = replaced(town, other.id, name="Didi")
    assert (done.previous, done.tenure.replaces, done.rank) == (None, None, None)


def test_one_who_left_can_follow_where_they_were(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    ani = town.appoint(seat.id, "Ani", start_on=date(2024, 1, 20))
    town.end(seat.id, date(2024, 1, 30))
    done = replaced(town, seat.id, person_id=ani["person_id"])
    assert (done.tenure.person_id, done.tenure.replaces) == (ani["person_id"], ani["id"])
    with town.database.read() as connection:
        card = asked.card(connection, ani["person_id"])
    assert card is not None
    assert [one.end_reason for one in card.tenures] == [None, "mundur"]


def test_the_rules_are_asked_when_more_than_a_name_is_known(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    with pytest.raises(Refused) as caught:
        town.appoint(seat.id, "Ani", biodata={**FINE, "born_on": date(2010, 1, 1), "education": "sd"})
    detail = caught.value.detail
    assert (caught.value.code, detail["name"], detail["unit"]) == ("not_eligible", "Ani", TPS)
    assert [one.rule for one in detail["findings"] if one.level == "block"] == ["umur-minimum", "pendidikan"]
    assert "2010" not in str(caught.value)
    town.appoint(seat.id, "Ani", biodata={**FINE, "health": None})  # a warning is no block
    (head, *_) = town.seats("sek-ppk")
    with pytest.raises(Refused) as caught:
        town.appoint(head.id, "Budi", biodata={})
    assert [one.rule for one in caught.value.detail["findings"] if one.level == "block"] == ["kepala-asn"]
    town.appoint(head.id, "Budi", biodata={}, asn=True)
    assert town.wrong() == []


def test_nobody_sits_in_two_seats_at_once(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    ani = int(town.appoint(seats[0].id, "Ani", biodata=FINE)["person_id"])
    linmas = town.seats("linmas", TPS)[0]
    with pytest.raises(Refused) as caught:
        town.appoint(linmas.id, "", person_id=ani)
    (block,) = [one for one in caught.value.detail["findings"] if one.level == "block"]
    assert (block.rule, block.facts["body"], block.facts["unit"]) == ("rangkap", "kpps", TPS)
    twice = reserve(town, "Budi", biodata=FINE)["person_id"]
    with pytest.raises(Refused) as caught, town.work(verb="import", unit=TPS) as work:  # within one list as well
        staffing.appoint_many(
            work, [Appointment(row.id, "", town.clock.today(), person_id=twice) for row in seats[1:3]]
        )
    assert caught.value.code == "not_eligible"
    town.at(2024, 11, 20, 9)
    town.election = town.elections["pilkada-2024"]
    with_end = town.seats("kpps", TPS)[0]
    town.appoint(with_end.id, "", person_id=ani)  # nobody ended the first term, but it is over
    assert town.wrong() == []


def test_a_form_is_told_before_it_is_sent(town: Town) -> None:
    seat, second, *_ = town.seats("kpps", TPS)
    ani = int(town.appoint(seat.id, "Ani", biodata=FINE)["person_id"])
    with town.database.read() as connection:
        found = asked.findings(
            connection, town.election, second.id, person_id=ani, values={"education": "smp"}, on=town.clock.today()
        )
        fresh = asked.findings(connection, town.election, second.id, values=FINE, on=town.clock.today())
        with pytest.raises(Refused):
            asked.findings(connection, town.elections["pilkada-2024"], second.id, on=town.clock.today())
    assert [one.rule for one in found] == ["pendidikan", "rangkap"]
    assert fresh == ()


# ── Who follows ────────────────────────────────────────────────────────────


def test_heirs_stand_in_order_with_what_speaks_against_them_and_what_they_lack(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    with town.database.read() as connection:
        empty = asked.heirs(connection, town.election, seat.id, town.clock.today())
        assert asked.heirs(connection, town.election, 10**9, town.clock.today()) is None
        assert asked.heirs(connection, town.elections["pilkada-2024"], seat.id, town.clock.today()) is None
    assert empty is not None
    assert (empty.heirs, empty.holder, empty.last, empty.next) == ((), None, None, None)
    ani = town.appoint(seat.id, "Ani", start_on=date(2024, 1, 20), biodata=FINE)
    town.area("P5", TPS)
    town.end(seat.id)
    barred = reserve(town, "Budi", biodata={**FINE, "sipol": "tercatat"})
    good = reserve(town, "Cici", biodata={**FINE, "phone": "+628000000001"}, note="siap kapan saja")
    back = reserve(town, "", person_id=ani["person_id"])
    reserve(town, "Didi", SECOND)
    withdraw(town, reserve(town, "Eko"))
    call(town, good["person_id"], "tak_angkat")
    call(town, good["person_id"], "dijawab")
    with town.database.read() as connection:
        found = asked.heirs(connection, town.election, seat.id, town.clock.today())
    assert found is not None
    assert [one.reserve.person_id for one in found.heirs] == [one["person_id"] for one in (barred, good, back)]
    assert [one.blocked for one in found.heirs] == [True, False, False]
    assert found.next is found.heirs[1]
    assert [(one.phone, one.last_call and one.last_call.outcome) for one in found.heirs][1] == (
        "+628000000001", "dijawab",
    )  # fmt: skip
    assert found.heirs[1].missing == ("P4", "N1", "P5", "P6", "P8")
    assert (found.heirs[1].had, found.heirs[2].had) == ((), ("P5",))
    assert (found.unit_name, found.open_since, found.last and found.last.name) == ("Ma'rang", town.clock.today(), "Ani")
    assert {"pakta", "ba-pleno"} <= {one.code for one in found.papers}


# ── Shaky seats ────────────────────────────────────────────────────────────


def test_calls_without_an_answer_since_the_last_one(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    people = [int(town.appoint(row.id, f"Orang {at}")["person_id"]) for at, row in enumerate(seats[:4])]
    for at, outcomes in enumerate(
        (["tak_angkat"], ["tak_angkat", "salah_nomor"], ["tak_angkat"] * 2 + ["dijawab", "tak_angkat"],
         ["tak_angkat"] * 2 + ["beres"])
    ):  # fmt: skip
        for outcome in outcomes:
            call(town, people[at], outcome)
    town.area("P5", TPS)
    (found,) = risks(town).rows
    (why,) = found.reasons
    assert (found.seat_id, why.code, why.facts, why.indicator) == (seats[1].id, "unanswered", {"attempts": 2}, "P3")
    assert (found.person_id, found.name, found.unit, found.due) == (people[1], "Orang 1", TPS, date(2024, 1, 24))
    with pytest.raises(Refused) as caught:
        call(town, people[0], "sibuk")
    assert caught.value.code == "outcome_unknown"
    with pytest.raises(Refused) as caught:
        call(town, 10**9, "beres")
    assert caught.value.code == "person_missing"


def test_papers_that_are_open_or_do_not_last(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    town.at(2024, 1, 10, 9)  # bimtek is far off
    data: list[dict[str, Any]] = [
        {"sipol": "bersih", "health": "sehat", "health_until": date(2024, 2, 14)},
        {"sipol": "klarifikasi", "sipol_reference": "S 9"},
        {"health": "tindak_lanjut"},
        {"health": "sehat", "health_until": date(2024, 2, 13)},
        {"health": "tidak"},
        {},
    ]
    people = []
    for row, values in zip(seats, data, strict=False):
        decree = None if not values else "SK 1"
        people.append(int(town.appoint(row.id, f"Orang {row.id}", decree=decree)["person_id"]))
        know(town, people[-1], **values)
    found = {one.seat_id: [(why.code, why.facts.get("state")) for why in one.reasons] for one in risks(town).rows}
    assert found == {
        seats[1].id: [("sipol", "klarifikasi")],
        seats[2].id: [("health", "tindak_lanjut")],
        seats[3].id: [("health", "expired")],
        seats[4].id: [("health", "tidak")],
        seats[5].id: [("no_decree", None)],
    }
    assert "S 9" not in repr(risks(town))
    for person in people:
        call(town, person, "beres")  # settles what can be settled by a word
    assert set(reasons(town)) == {seats[1].id, *(row.id for row in seats[3:6])}


def test_bimtek_is_a_risk_when_it_is_nearly_due(town: Town) -> None:
    seats = town.seats("kpps", TPS)[:3]
    town.at(2024, 2, 3, 9)  # H-11, due H-7
    for row in seats:
        town.appoint(row.id, f"Orang {row.id}")
    assert reasons(town) == {}
    town.at(2024, 2, 4, 9)
    assert reasons(town) == {row.id: ["bimtek_missing"] for row in seats}
    town.record("P5", [item(row) for row in town.items("P5", TPS) if row.slot == seats[0].id])
    town.exclude("P5", [item(row) for row in town.items("P5", TPS) if row.slot == seats[1].id])
    assert reasons(town) == {seats[2].id: ["bimtek_missing"]}
    town.at(2024, 2, 15, 9)
    assert reasons(town) == {}


def test_a_team_of_first_timers_shows_where_earlier_elections_are_known(town: Town) -> None:
    town.at(2024, 1, 25, 9)
    veteran = int(town.appoint(town.seats("kpps", TPS)[0].id, "Ani", biodata=FINE)["person_id"])
    town.at(2024, 11, 7, 9)  # H-20
    town.election = town.elections["pilkada-2024"]
    teams = [town.seats("kpps", f"{KELURAHAN}.00{at}") for at in (1, 2, 3)]
    for at, row in enumerate([*teams[0], *teams[1], *teams[2][:6]]):
        town.appoint(row.id, f"Orang {at}", person_id=veteran if at == 0 else None)
    know(town, veteran, health_until=date(2025, 1, 1))
    (found,) = risks(town).rows
    assert (found.seat_id, found.reasons[0].code, found.reasons[0].facts) == (
        teams[1][0].id, "first_timers", {"members": 7},
    )  # fmt: skip
    call(town, found.person_id, "beres")
    assert risks(town).rows == ()


def test_of_the_first_election_nobody_can_say_who_is_new(town: Town) -> None:
    town.at(2024, 1, 25, 9)
    for at, row in enumerate(town.seats("kpps", TPS)):
        town.appoint(row.id, f"Orang {at}")
    town.election = town.elections["pilkada-2024"]
    town.appoint(town.seats("ppk")[0].id)
    town.election = town.elections["pemilu-2024"]
    assert risks(town).rows == ()


def test_gates_come_first_then_the_earliest_then_the_place_a_page_at_a_time(town: Town) -> None:
    town.at(2024, 1, 10, 9)
    kpps, ppk = town.seats("kpps", TPS)[:2], town.seats("ppk")[0]
    sick = int(town.appoint(kpps[0].id, "Ani")["person_id"])
    know(town, sick, health="tidak")
    town.appoint(kpps[1].id, "Budi", decree=None)
    town.appoint(ppk.id, "Cici", decree=None)
    found = risks(town)
    assert [one.seat_id for one in found.rows] == [ppk.id, kpps[1].id, kpps[0].id]
    assert (found.total, found.counts) == (3, {"health": 1, "no_decree": 2})
    assert [one.reasons[0].gate for one in found.rows] == [True, True, False]
    page = risks(town, limit=1)
    assert [one.seat_id for one in page.rows] == [ppk.id]
    assert [one.seat_id for one in risks(town, after=page.rows[-1].anchor).rows] == [kpps[1].id, kpps[0].id]
    assert [one.seat_id for one in risks(town, THIRD).rows] == []
    know(town, sick, sipol="tercatat")
    assert [why.code for why in risks(town, TPS).rows[0].reasons] == ["sipol", "health"]


def test_a_unit_too_wide_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.queries.register.width.MOST", 10)
    for ask in (
        lambda connection: asked.risky(connection, town.election, KOTA, town.clock.today()),
        lambda connection: asked.doubles(connection, town.elections, KOTA),
        lambda connection: asked.women_share(connection, town.election, "kpps", KOTA),
    ):
        with town.database.read() as connection, pytest.raises(Refused) as caught:
            ask(connection)
        assert caught.value.code == "too_many"
    assert MOST > 100_000


# ── Doubles, women ────────────────────────────────────────────────────────────


def test_who_sits_in_two_is_listed_over_both_elections(town: Town) -> None:
    kpps, linmas = town.seats("kpps", TPS)[0], town.seats("linmas", f"{SECOND}.001")[0]
    ani = town.appoint(kpps.id, "Ani", start_on=date(2024, 1, 25))
    staff = int(town.appoint(town.seats("sek-ppk")[1].id, "Budi")["person_id"])
    town.election = town.elections["pilkada-2024"]
    other = town.seats("sek-ppk")[1]
    town.appoint(other.id, "", person_id=staff)  # allowed across elections
    town.election = town.elections["pemilu-2024"]
    assert listed(town) == []
    # An older database: nobody asked then.
    with town.work(verb="appoint", unit=linmas.unit) as work:
        staffing.appoint(work, Appointment(linmas.id, "Ani", town.clock.today()))
    with town.database.begin_write() as connection:
        connection.exec_driver_sql(f"UPDATE tenure SET person_id = {ani['person_id']} WHERE seat_id = {linmas.id}")
    ((name, first, second),) = listed(town)
    assert (name, first.seat_id, second.seat_id) == ("Ani", kpps.id, linmas.id)
    assert len(listed(town, KELURAHAN)) == len(listed(town, SECOND)) == 1
    assert listed(town, THIRD) == []
    assert listed(town, today=date(2024, 2, 25)) != []
    assert listed(town, today=date(2024, 2, 26)) == [], "both terms are over by then"


def listed(town: Town, unit: str = KOTA, **more: Any) -> list[Any]:
    with town.database.read() as connection:
        found = asked.doubles(connection, town.elections, unit, **more)
    return [(one.name, *one.tenures) for one in found]


def test_the_share_of_women_is_shown_and_blocks_nobody(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    for at, row in enumerate(seats[:5]):
        person = int(town.appoint(row.id, f"Orang {at}")["person_id"])
        if at < 4:
            know(town, person, sex="P" if at == 0 else "L")
    with town.database.read() as connection:
        found = asked.women_share(connection, town.election, "kpps", KOTA)
        none = asked.women_share(connection, town.election, "kpps", THIRD)
        staff = asked.women_share(connection, town.election, "sek-ppk", KOTA)
    assert (found.filled, found.known, found.women, found.percent, found.wanted, found.reached) == (
        5,
        4,
        1,
        25,
        30,
        False,
    )
    assert (none.percent, none.reached, staff.wanted) == (None, None, None)


def test_a_body_is_shown_where_it_has_seats(town: Town) -> None:
    def bodies(unit: str) -> list[str]:
        with town.database.read() as connection:
            return list(asked.shares(connection, town.election, unit))

    town.appoint(town.seats("kpps", TPS)[0].id, "Ani")
    assert bodies(KOTA) == bodies(KECAMATAN) == ["ppk", "pps", "kpps"]
    assert bodies(KELURAHAN) == ["pps", "kpps"]
    assert bodies(TPS) == ["kpps"]
    with town.database.read() as connection:
        share = asked.shares(connection, town.election, TPS)["kpps"]
        assert (share.filled, share.known, share.reached) == (1, 0, None)
        assert share == asked.women_share(connection, town.election, "kpps", TPS)


def test_a_card_has_both_elections_and_everything_said(town: Town) -> None:
    seat = town.seats("kpps", TPS)[0]
    ani = int(town.appoint(seat.id, "Ani", start_on=date(2024, 1, 25), biodata=FINE)["person_id"])
    town.record("P5", [item(row) for row in town.items("P5", TPS) if row.slot == seat.id])
    call(town, ani, "dijawab")
    town.later(days=1)
    town.end(seat.id, actor=BAYU)
    reserve(town, "", person_id=ani)
    town.at(2024, 11, 8, 9)
    town.election = town.elections["pilkada-2024"]
    town.appoint(town.seats("kpps", TPS)[0].id, "", person_id=ani)
    with town.database.read() as connection:
        card = asked.card(connection, ani)
        assert asked.card(connection, 10**9) is None
        assert asked.of_seat(connection, seat.id) is None
    assert card is not None
    assert [(one.election, one.end_on is None) for one in card.tenures] == [
        ("pilkada-2024", True), ("pemilu-2024", False),
    ]  # fmt: skip
    assert [one.indicator for one in card.tenures[1].evidence] == ["P5"]
    assert [(one.outcome, one.by, one.note) for one in card.calls] == [("dijawab", "sari", "di rumah")]
    assert [(one.body, one.rank) for one in card.reserves] == [("kpps", 1)]
    assert card.biodata is not None
    assert card.biodata.domicile_name == "Ma'rang"


def test_the_past_shows_reserves_as_they_were(town: Town) -> None:
    reserve(town, "Ani")
    moment = town.clock.now()
    town.later(hours=1)
    reserve(town, "Budi")
    with town.work(verb="evidence", unit=KELURAHAN) as work:
        evidence.report_nihil(work, town.election.indicator("P7"), KELURAHAN)
    past = open_past(town.where, moment + timedelta(minutes=1), town.elections)
    try:
        with past.read() as connection:
            assert [one.name for one in asked.reserves(connection, town.election.code, KOTA)] == ["Ani"]
    finally:
        past.close()


def test_a_check_of_the_database_follows_the_register(town: Town) -> None:
    seat = town.seats("kpps", TPS)[0]
    town.appoint(seat.id, "Ani", biodata=FINE)
    replaced(town, seat.id, reserve_id=reserve(town, "Budi", biodata=FINE)["id"], reason="mundur")
    person = reserve(town, "Cici", biodata={"sex": "P"})["person_id"]
    call(town, person, "beres")
    assert list(check.faults(town.database, town.elections)) == []
    with town.database.begin_write() as connection:
        connection.exec_driver_sql("UPDATE tenure SET replaces = 4711 WHERE replaces IS NOT NULL")
        connection.exec_driver_sql("UPDATE biodata SET spouse_id = 4711 WHERE sex = 'P'")
        connection.exec_driver_sql("UPDATE reserve SET unit = '33.71.01.9999'")
    found = {fault.facts["column"] for fault in check.faults(town.database, town.elections)}
    assert found == {"tenure.replaces", "biodata.spouse_id", "reserve.unit"}


def test_everybody_who_ever_held_a_seat_the_newest_first(town: Town) -> None:
    seat, other, *_ = town.seats("kpps", TPS)
    for name, start, end in (("Ani", 10, 12), ("Budi", 14, 20), ("Citra", 20, None)):
        town.appoint(seat.id, name, start_on=date(2024, 1, start), decree=f"SK {start}")
        if end:
            town.end(seat.id, date(2024, 1, end))
    town.appoint(other.id, "Dewi")
    with town.database.read() as connection:
        found = asked.of_seat_ever(connection, seat.id)
        assert asked.of_seat_ever(connection, town.seats("ppk")[0].id) == ()
    assert [(one.name, one.end_reason, one.decree) for one in found] == [
        ("Citra", None, "SK 20"), ("Budi", "mundur", "SK 14"), ("Ani", "mundur", "SK 10"),
    ]  # fmt: skip
