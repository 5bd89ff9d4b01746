"""The state of every item, in SQL and once more in plain Python from the rows themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.rules.schema import Election, Indicator
from models.tables import Contact, Evidence, Neutrality, Person, Region, Report, Seat, Tenure, Tps
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, SARI, SECOND, TPS, Town, item, stir

Found = dict[tuple[str, int], tuple[str, date | None]]


def restated(town: Town, indicator: Indicator) -> Found:
    """State and (of what is missing) the day it fell open, as readiness.md says it."""
    election, code = town.election, indicator.code
    with town.database.read() as connection:

        def rows(table: Any, **same: Any) -> list[Any]:
            wanted = [table.c[name] == value for name, value in same.items()]
            return list(connection.execute(select(table).where(*wanted)))

        proofs = {
            (row.unit, row.slot, row.tenure_id): row for row in rows(Evidence, election=election.code, indicator=code)
        }
        reported = {row.area for row in rows(Report, election=election.code, indicator=code)}
        tenures = {row.id: row for row in rows(Tenure)}
        people = {row.id: row for row in rows(Person)}
        if indicator.counts == "seat":
            seats = [row for row in rows(Seat, election=election.code) if row.body in indicator.bodies]
            cases = [row for row in rows(Neutrality, election=election.code) if row.closed_on is None]
            return _seats(election, indicator, seats, proofs, reported, tenures, people, cases)
        places: list[tuple[str, int, date | None]]
        if indicator.counts == "tps":
            places = [(row.code, 0, row.since) for row in rows(Tps, election=election.code)]
        elif indicator.counts == "contact":
            order = [role.code for role in election.contacts]
            tested = {role.code for role in election.contacts if role.tested}
            places = [(row.unit, order.index(row.role) + 1, None) for row in rows(Contact) if row.role in tested]
        else:
            dots = {"kecamatan": 2, "kelurahan": 3}[indicator.counts]
            places = [(row.code, 0, None) for row in rows(Region) if row.code.count(".") == dots]
    found: Found = {}
    for unit, slot, since in places:
        proof = proofs.get((unit, slot, 0))
        if proof is not None:
            found[unit, slot] = (proof.state, proof.since)
        else:
            found[unit, slot] = ("belum" if unit[:13] in reported else "unknown", since)
    return found


def _seats(
    election: Election,
    indicator: Indicator,
    seats: list[Any],
    proofs: dict[Any, Any],
    reported: set[str],
    tenures: dict[int, Any],
    people: dict[int, Any],
    cases: list[Any],
) -> Found:
    found: Found = {}
    for seat in seats:
        tenure = tenures.get(seat.tenure_id)
        asn = tenure is not None and people[tenure.person_id].asn
        if indicator.holders == "asn" and not asn:
            continue
        since = seat.open_since
        proof = proofs.get((seat.unit, seat.id, tenure.id)) if tenure else None
        excluded = proofs.get((seat.unit, seat.id, 0))
        if tenure is None:
            state = "belum"
        elif indicator.proof == "tenure":
            post = election.body(seat.body).post(seat.post)
            state = "siap" if tenure.decree else "klaim"
            if post.asn == "required" and not asn:
                state = "belum"
            since = tenure.start_on if state == "siap" else since
        elif proof is None:
            state = "belum"
        else:
            state = proof.state
            since = proof.since if state == "siap" else max(proof.since, since or date.min)
        if seat.unit[:13] not in reported:
            state = "unknown"
        days = [row.reported_on for row in cases if tenure is not None and row.person_id == tenure.person_id]
        if days and indicator.register == "netralitas":
            if proof is not None and proof.state == "siap":
                since = max(min(days), seat.open_since or date.min)
            state = "belum"
        if excluded is not None and excluded.state == "na":
            state = "na"
        found[seat.unit, seat.id] = (state, since)
    return found


def compare(town: Town) -> None:
    for indicator in town.election.indicators:
        found = {(row.unit, row.slot): (row.state, row.since) for row in town.items(indicator.code)}
        expected = restated(town, indicator)
        assert {at: state for at, (state, _) in found.items()} == {at: state for at, (state, _) in expected.items()}
        for at, (state, since) in expected.items():
            if state not in ("unknown", "na"):
                assert found[at][1] == since, (indicator.code, at, state)


@pytest.mark.parametrize("seed", range(6))
def test_states_in_sql_are_those_of_the_rules(town: Town, seed: int) -> None:
    assert stir(town, seed, 60) > 20
    compare(town)


def test_a_new_town_is_unknown_everywhere(town: Town) -> None:
    for indicator in town.election.indicators:
        assert set(town.states(indicator.code).values()) <= {"unknown"}, indicator.code
    assert len(town.items("P3")) == 9 * 9
    assert len(town.items("L2")) == 9
    assert len(town.items("K1")) == 2 * 4
    assert len(town.items("P7")) == 4
    assert town.items("N2") == []


def test_the_first_appointment_is_a_report_of_its_area_alone(town: Town) -> None:
    seat, *_ = town.seats("pps", KELURAHAN)
    town.appoint(seat.id)
    here = town.states("P1", KELURAHAN)
    assert here.pop((KELURAHAN, seat.id)) == "siap"
    assert set(here.values()) == {"belum"}
    assert set(town.states("P1", SECOND).values()) == {"unknown"}
    assert set(town.states("P1", KECAMATAN).values()) == {"siap", "belum", "unknown"}


def test_without_a_decree_a_seat_is_only_claimed(town: Town) -> None:
    seat, *_ = town.seats("ppk")
    town.appoint(seat.id, decree="  ")
    assert town.states("P1")[seat.unit, seat.id] == "klaim"


def test_a_kepala_who_is_not_asn_is_missing(town: Town) -> None:
    kepala, staff, *_ = town.seats("sek-ppk", KECAMATAN)
    town.appoint(kepala.id)
    town.appoint(staff.id)
    assert town.states("P2")[KECAMATAN, kepala.id] == "belum"
    assert town.states("P2")[KECAMATAN, staff.id] == "siap"
    town.end(kepala.id)
    town.appoint(kepala.id, asn=True)
    assert town.states("P2")[KECAMATAN, kepala.id] == "siap"


def test_a_replacement_starts_untrained(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    town.appoint(seat.id, "Lama")
    (row,) = [row for row in town.items("P5", TPS) if row.slot == seat.id]
    town.record("P5", [item(row)])
    assert town.states("P5")[TPS, seat.id] == "siap"
    town.later(days=1)
    town.end(seat.id)
    assert town.states("P5")[TPS, seat.id] == "belum"
    town.appoint(seat.id, "Baru")
    assert town.states("P5")[TPS, seat.id] == "belum"
    assert town.wrong() == []


def test_nihil_turns_unknown_into_missing(town: Town) -> None:
    town.nihil("L2", KELURAHAN)
    assert set(town.states("L2", KELURAHAN).values()) == {"belum"}
    assert set(town.states("L2", SECOND).values()) == {"unknown"}


def test_unknown_can_be_said(town: Town) -> None:
    town.nihil("L2")
    row, *_ = town.items("L2", TPS)
    town.record("L2", [item(row)], state="unknown")
    assert town.states("L2")[TPS, 0] == "unknown"
    assert town.count("L2", KELURAHAN).unknown == 1


def test_an_exclusion_is_no_report(town: Town) -> None:
    row, *_ = town.items("L2", TPS)
    town.exclude("L2", [item(row)])
    states = town.states("L2", KELURAHAN)
    assert states.pop((TPS, 0)) == "na"
    assert set(states.values()) == {"unknown"}
    assert (town.count("L2", KELURAHAN).n, town.count("L2", KELURAHAN).na) == (2, 1)


def test_an_excluded_seat_stays_excluded_whoever_sits_there(town: Town) -> None:
    seat, *_ = town.seats("kpps", TPS)
    (row,) = [row for row in town.items("P5", TPS) if row.slot == seat.id]
    town.exclude("P5", [item(row)])
    town.appoint(seat.id)
    assert town.states("P5")[TPS, seat.id] == "na"


# ── An item's age: a claim, a word or a new holder does not make what is missing younger ───────────────────


def test_a_claim_does_not_make_an_overdue_item_younger(town: Town) -> None:
    town.at(2024, 2, 12, 9)  # H-2, L2 was due at H-7
    town.nihil("L2", KELURAHAN)
    town.area("L2", KELURAHAN, state="klaim")
    assert town.count("L2", KELURAHAN).open_since <= town.election.day(7)
    town.later(days=1)
    town.area("L2", KELURAHAN, state="belum")
    assert town.count("L2", KELURAHAN).open_since <= town.election.day(7)


def test_what_was_withdrawn_is_open_from_that_day(town: Town) -> None:
    town.area("L2", KELURAHAN)
    assert town.count("L2", KELURAHAN).open_since is None
    town.later(days=2)
    town.area("L2", KELURAHAN, state="belum")
    assert town.count("L2", KELURAHAN).open_since == date(2024, 2, 2)
    town.later(days=2)
    town.area("L2", KELURAHAN, actor=BAYU, state="klaim")
    assert town.count("L2", KELURAHAN).open_since == date(2024, 2, 2)


def test_a_seat_without_decree_is_open_since_it_fell_empty(town: Town) -> None:
    seat, *_ = town.seats("ppk", KECAMATAN)
    town.at(2024, 1, 10, 9)
    for one in town.seats("ppk", KECAMATAN):
        town.appoint(one.id)
    town.at(2024, 1, 20, 9)
    town.end(seat.id)
    town.at(2024, 1, 31, 9)
    town.appoint(seat.id, decree=None, actor=SARI)
    (row,) = [row for row in town.items("P1") if row.slot == seat.id]
    assert (row.state, row.since) == ("klaim", date(2024, 1, 20))
