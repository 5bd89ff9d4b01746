"""What is known of somebody: field by field, with a colleague at the same form, and unmasked only for the record."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import journal
from models.errors import Clash, Refused
from models.queries import register, search
from models.services import biodata
from models.services.biodata import Private
from models.services.register import add_reserve, withdraw_reserve
from models.services.staffing import Appointment, appoint_many
from models.tables import Journal
from tests.models.town import BAYU, KELURAHAN, SARI, SECOND, TPS, Town

NIK, OTHER_NIK = "9901011205900001", "9901011205900002"
KNOWN: dict[str, Any] = {
    "nik": NIK, "sex": "L", "born_on": date(1990, 5, 12), "born_in": "Uji", "phone": "+628000000001",
    "address": "Jl. Rekaan 1", "rt": "001", "rw": "02", "domicile": KELURAHAN, "education": "sma",
    "occupation": "guru", "sipol": "bersih", "health": "sehat", "health_until": date(2024, 6, 1),
}  # fmt: skip


def somebody(town: Town, name: str = "Budi") -> int:
    seat = next(row for row in town.seats("kpps") if row.tenure_id is None)
    return int(town.appoint(seat.id, name)["person_id"])


def change(town: Town, person: int, version: int | None = None, actor: Any = SARI, **values: Any) -> Any:
    seen = values.pop("seen", None)
    with town.work(actor, "biodata", KELURAHAN) as work:
        return biodata.change(work, person, values, version, seen=seen)


def known(town: Town, person: int) -> Any:
    with town.database.read() as connection:
        card = register.card(connection, person)
    assert card is not None
    return card.biodata


def test_what_is_said_stands_on_the_card(town: Town) -> None:
    person = somebody(town)
    assert known(town, person) is None
    done = change(town, person, **KNOWN)
    found = known(town, person)
    assert {name: getattr(found, name) for name in KNOWN} == KNOWN
    assert (found.nik15, found.domicile_name, found.version) == (NIK[:15], "Ma'rang", 1)
    assert done["version"] == 1
    change(town, person, 1, phone=" ", occupation=" petani\x1b ", name="Budi Santoso", asn=True)
    found = known(town, person)
    assert (found.phone, found.occupation, found.education, found.version) == (None, "petani", "sma", 2)
    with town.database.read() as connection:
        card = register.card(connection, person)
    assert card is not None
    assert (card.name, card.asn) == ("Budi Santoso", True)
    assert town.wrong() == []


def test_nothing_changed_is_no_entry(town: Town) -> None:
    person = somebody(town)
    change(town, person, **KNOWN)
    before = town.dump()
    change(town, person, 1, **KNOWN)
    assert town.dump() == before


@pytest.mark.parametrize(
    "values",
    [
        {"nik": "123"}, {"nik": "990101120590000A"}, {"nik15": "1"}, {"sex": "X"}, {"phone": "08123"},
        {"phone": 8123}, {"born_on": "1990-05-12"}, {"domicile": "33.71"}, {"domicile": "Wates"},
        {"education": "sarjana"}, {"sipol": "ya"}, {"health": "hipertensi"}, {"rt": "RT 3"}, {"address": "x" * 201},
        {"spouse_id": "Ani"}, {"gaji": 1},
    ],
)  # fmt: skip
def test_a_bad_value_is_named_by_its_field_only(town: Town, values: dict[str, Any]) -> None:
    person = somebody(town)
    with pytest.raises(Refused) as caught:
        change(town, person, **values)
    (field,) = values
    assert (caught.value.code, caught.value.detail) == ("value_bad", {"field": field})
    assert known(town, person) is None


def test_a_party_check_needs_its_letter(town: Town) -> None:
    person = somebody(town)
    change(town, person, sipol="tercatat")
    for state in ("klarifikasi", "selesai", "ditolak"):
        with pytest.raises(Refused) as caught:
            change(town, person, 1, sipol=state)
        assert caught.value.code == "sipol_reference_empty"
    change(town, person, 1, sipol="klarifikasi", sipol_reference="SK/1")
    change(town, person, 2, sipol="selesai")
    assert known(town, person).sipol_reference == "SK/1"


def test_a_nik_belongs_to_one_person(town: Town) -> None:
    first, second = somebody(town), somebody(town, "Ani")
    change(town, first, nik=NIK)
    with pytest.raises(Refused) as caught:
        change(town, second, nik=NIK)
    assert (caught.value.code, caught.value.detail) == ("nik_taken", {"name": "Budi"})
    change(town, second, nik=OTHER_NIK)  # the same first 15 digits
    change(town, first, 1, nik=NIK, sex="L")


def test_two_change_different_fields_and_both_stand(town: Town) -> None:
    person = somebody(town)
    change(town, person, **KNOWN)
    seen = {name: KNOWN[name] for name in ("phone", "address")}
    change(town, person, 1, BAYU, phone="+628000000002", seen=seen)
    change(town, person, 1, address="Jl. Rekaan 2", seen=seen)
    found = known(town, person)
    assert (found.phone, found.address) == ("+628000000002", "Jl. Rekaan 2")


def test_two_change_one_field_and_the_second_chooses(town: Town) -> None:
    person = somebody(town)
    change(town, person, **KNOWN)
    seen = {name: KNOWN[name] for name in ("phone", "occupation", "education")}
    change(town, person, 1, BAYU, phone="+628000000002", occupation="petani", education="s1", seen=seen)
    with pytest.raises(Clash) as caught:
        change(town, person, 1, phone="+628000000003", occupation="petani", rt="7", education="d3", seen=seen)
    detail = caught.value.detail
    assert (detail["field"], detail["by"]) == ("phone", "bayu")
    assert detail["fields"] == {
        "phone": (Private("+628000000003"), Private("+628000000002")),
        "education": (Private("d3"), Private("s1")),
    }
    assert known(town, person).rt == "001"
    with pytest.raises(Clash) as caught:  # without what was seen, whatever differs
        change(town, person, 1, phone="+628000000003", rt="001")
    assert set(caught.value.detail["fields"]) == {"phone"}


def test_a_clash_shows_no_private_value_to_a_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    person = somebody(town)
    change(town, person, phone="+628000000001")
    with pytest.raises(Clash) as caught:
        change(town, person, None, phone="+628000000002")
    with caplog.at_level(logging.INFO):
        logging.info("%s %r %s", caught.value, caught.value.detail, caught.value.detail["mine"])
    assert "62800" not in caplog.text
    assert caught.value.detail["theirs"].value == "+628000000001"


def test_a_marriage_stands_with_both_and_ends_with_both(town: Town) -> None:
    one, two, three = (somebody(town, name) for name in ("Budi", "Ani", "Rini"))
    change(town, one, spouse_id=two)
    assert (known(town, two).spouse_id, known(town, two).spouse) == (one, "Budi")
    change(town, one, 1, spouse_id=None)
    assert known(town, two).spouse_id is None
    change(town, three, spouse_id=one)
    assert known(town, one).spouse_id == three
    for bad in (one, 10**9):
        with pytest.raises(Refused) as caught:
            change(town, one, known(town, one).version, spouse_id=bad)
        assert caught.value.code == "spouse_missing"


def test_whoever_was_married_before_is_so_no_more(town: Town) -> None:
    one, two, three = (somebody(town, name) for name in ("Budi", "Ani", "Rini"))
    change(town, one, spouse_id=two)
    before = town.dump("journal", "journal_unit", "version")
    change(town, three, spouse_id=two)
    assert [known(town, person).spouse_id for person in (one, two, three)] == [None, three, two]
    town.undo()
    assert town.dump("journal", "journal_unit", "version") == before
    assert town.wrong() == []


def test_a_look_at_what_is_masked_is_on_record_without_the_values(town: Town) -> None:
    person = somebody(town)
    change(town, person, **KNOWN)
    with town.work(BAYU, "unmask", KELURAHAN) as work:
        biodata.unmask(work, person, ["phone", "nik"])
    with town.database.read() as connection:
        entry = connection.execute(select(Journal).order_by(Journal.c.seq.desc()).limit(1)).one()
    assert (entry.verb, entry.actor, entry.unit, entry.changes) == ("unmask", "bayu", KELURAHAN, "[]")
    assert journal.detail_of(entry.detail) == {"person": person, "name": "Budi", "fields": ["nik", "phone"]}
    with pytest.raises(Refused) as caught:
        town.undo(BAYU)  # a look cannot be taken back
    assert caught.value.code == "nothing_to_undo"
    for number, fields, code in ((10**9, ["nik"], "person_missing"), (person, ["gaji"], "value_bad")):
        with pytest.raises(Refused) as caught, town.work(BAYU, "unmask", KELURAHAN) as work:
            biodata.unmask(work, number, fields)
        assert caught.value.code == code
    assert town.wrong() == []


def test_to_become_a_civil_servant_moves_what_counts(town: Town) -> None:
    seat = town.seats("sek-ppk")[0]
    assert seat.post == "sekretaris"
    person = int(town.appoint(seat.id, "Budi")["person_id"])
    assert town.states("P2")[seat.unit, seat.id] == "belum"
    change(town, person, asn=True)
    assert town.states("P2")[seat.unit, seat.id] == "siap"
    assert town.wrong() == []
    town.undo()
    assert town.wrong() == []
    town.election = town.elections["pilkada-2024"]
    with pytest.raises(Refused) as caught:  # an entry books one election
        change(town, person, asn=True)
    assert (caught.value.code, caught.value.detail) == ("asn_elsewhere", {"election": "pemilu-2024"})


def test_undo_puts_biodata_back_and_a_person_with_more_to_them_stays(town: Town) -> None:
    person = somebody(town)
    change(town, person, actor=BAYU, **KNOWN)
    before = town.dump("journal", "journal_unit", "version")
    with pytest.raises(Refused) as caught:
        town.undo(SARI)  # the appointment that made the person
    assert caught.value.code == "built_upon"
    change(town, person, 1, actor=BAYU, phone="+628000000009")
    town.undo(BAYU)
    assert town.dump("journal", "journal_unit", "version") == before
    town.undo(BAYU)
    assert known(town, person) is None
    town.undo(SARI)
    with town.database.read() as connection:
        assert register.card(connection, person) is None
    assert town.wrong() == []


def test_many_are_appointed_with_what_is_known_of_them(town: Town) -> None:
    seats = town.seats("kpps", TPS)
    wanted = [
        Appointment(row.id, f"Orang {at}", town.clock.today(), "SK", biodata={**KNOWN, "nik": f"990101120590{at:04}"})
        for at, row in enumerate(seats)
    ]
    with town.work(verb="import", unit=TPS) as work:
        assert appoint_many(work, wanted) == len(seats)
    with town.database.read() as connection:
        found = [register.of_seat(connection, row.id) for row in seats]
        cards = [register.card(connection, one.person_id) for one in found if one is not None]
    assert [card.biodata.nik for card in cards if card and card.biodata] == [f"990101120590{at:04}" for at in range(7)]
    before = town.dump()
    for others, code in (({"nik": "9" * 16}, "nik_taken"), ({"domicile": KELURAHAN}, "not_eligible")):
        bad = [
            Appointment(row.id, name, town.clock.today(), biodata=others)
            for row, name in zip(town.seats("kpps", SECOND), ("Ani", "Ita"), strict=False)
        ]
        with pytest.raises(Refused) as caught, town.work(verb="import", unit=SECOND) as work:
            appoint_many(work, bad)
        assert caught.value.code == code
    assert town.dump() == before
    town.undo()
    with town.database.read() as connection:
        assert register.card(connection, cards[0].person_id if cards[0] else 0) is None
    assert town.wrong() == []


# ── who is meant ────────────────────────────────────────────────────────────


def wait(town: Town, name: str, state: str = "") -> None:
    with town.work(verb="reserve", unit=KELURAHAN) as work:
        found = add_reserve(work, "kpps", KELURAHAN, name=name)
    if state:
        with town.work(verb="reserve_withdraw", unit=KELURAHAN) as work:
            withdraw_reserve(work, found["id"], state)


def meant(town: Town, typed: str, but: int = 0) -> tuple[int, str]:
    with town.database.read() as connection:
        found = search.meant(connection, typed, but=but)
    return found.count, found.card.name if found.card is not None else ""


def test_somebody_is_meant_by_a_name_a_number_or_a_name_with_a_place(town: Town) -> None:
    first, second = town.seats("kpps", TPS)[0], town.seats("kpps", f"{SECOND}.001")[0]
    ani = int(town.appoint(first.id, "Ani Lestari")["person_id"])
    town.appoint(second.id, "Ani Lestari, S.Pd.")
    town.appoint(town.seats("kpps", TPS)[1].id, "Budi")
    town.appoint(town.seats("kpps", TPS)[2].id, "Budi Santoso")
    wait(town, "Rini Utami")
    wait(town, "Gugur Sudah", "gugur")
    change(town, ani, nik=NIK)
    assert meant(town, "rini") == meant(town, "utami") == (1, "Rini Utami"), "who waits"
    assert meant(town, "gugur") == (0, ""), "who waits no more"
    assert meant(town, "Budi") == (1, "Budi"), "who is called exactly so comes before whose name begins so"
    assert meant(town, "santoso") == (1, "Budi Santoso")
    assert meant(town, "ani lestari") == (2, "")
    assert meant(town, "9901 0112 0590 0001") == (1, "Ani Lestari")
    assert meant(town, OTHER_NIK) == meant(town, "99010152") == meant(town, "an") == meant(town, "") == (0, "")
    for typed in ("ani tps 1 marang", "Ani Lestari, TPS 001 Ma'rang", "ani kel. ma'rang", "ani tps001 ma"):
        assert meant(town, typed) == (1, "Ani Lestari"), typed
    assert meant(town, "ani tps 1 elok") == (1, "Ani Lestari, S.Pd.")
    assert meant(town, "ani tps 1") == (2, "")
    assert meant(town, "ani tps 9") == meant(town, "ani kel wates") == (0, "")
    assert meant(town, "rini kel ma'rang") == (1, "Rini Utami")
    assert meant(town, "ani lestari", but=ani) == (1, "Ani Lestari, S.Pd."), "nobody is married to oneself"


def test_who_held_a_seat_once_is_meant_too_and_too_many_are_nobody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = town.seats("kpps", TPS)[0]
    town.appoint(seat.id, "Ani", start_on=date(2024, 1, 25))
    town.end(seat.id)
    assert meant(town, "ani") == (1, "Ani")
    monkeypatch.setattr(search, "STEPS", (1, 1))
    with town.database.read() as connection:
        found = search.meant(connection, "ani")
    assert (found.count, found.more, found.card) == (1, True, None), "more may be called so than were looked at"


def test_the_spouse_of_an_organiser_is_told(town: Town) -> None:
    first, second = town.seats("kpps", TPS)[0], town.seats("kpps", f"{SECOND}.001")[0]
    ani, budi = (int(town.appoint(one.id, name)["person_id"]) for one, name in ((first, "Ani"), (second, "Budi")))
    change(town, ani, spouse_id=budi)
    with town.database.read() as connection:
        for seat, person, other in ((first, ani, second), (second, budi, first)):
            said = register.findings(connection, town.election, seat.id, person_id=person, on=town.clock.today())
            (found,) = (one for one in said if one.rule == "pasangan")
            assert (found.level, found.facts["unit"]) == ("block", other.unit)
        assert search.called(connection, [ani, budi, 10**9]) == {ani: "Ani", budi: "Budi"}
        assert search.called(connection, []) == {}
