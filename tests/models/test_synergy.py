"""Offices that are called, meetings, what was promised, how TPS are guarded: what is kept, and what it proves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import queries
from models.clock import stored
from models.errors import Clash, Refused
from models.queries.paging import bounds
from models.services import synergy
from models.tables import Contact, Evidence, Guard
from tests.models.town import (
    BAYU,
    FOURTH,
    KECAMATAN,
    KELURAHAN,
    KOTA,
    OTHER_KECAMATAN,
    RINI,
    SARI,
    SECOND,
    STATE,
    TPS,
    Town,
    item,
)

TODAY = date(2024, 1, 31)
PHONE = "0812-0000-0107"


def keep(
    town: Town, role: str = "camat", unit: str = KECAMATAN, name: str = "Ani", phone: str = PHONE, **more: Any
) -> None:
    with town.work(BAYU, "contact", unit) as work:
        synergy.set_contact(work, unit, role, name, phone, **more)


def call(town: Town, outcome: str, role: str = "camat", unit: str = KECAMATAN) -> None:
    with town.work(BAYU, "contact_call", unit) as work:
        synergy.record_test(work, unit, role, outcome, "telepon dijawab")


def meet(town: Town, unit: str = KECAMATAN, **more: Any) -> Any:
    wanted = {"on": TODAY, "attended": ["camat", "danramil"], "place": "Pendopo", "minutes": "BA 1", **more}
    with town.work(BAYU, "meeting", unit) as work:
        return synergy.hold_meeting(work, unit, **wanted)


def promise(town: Town, due: date = TODAY, unit: str = KECAMATAN, owner: str = "Danramil") -> Any:
    with town.work(BAYU, "commitment", unit) as work:
        return synergy.promise(work, unit, said="mobil ke gudang", owner=owner, due=due)


def guard(town: Town, where: list[str], pattern: str = "aman", **more: Any) -> int:
    with town.work(BAYU, "pattern", KELURAHAN) as work:
        return synergy.set_pattern(work, where, pattern, **{"reference": "SP 7", **more})


def contact(town: Town, role: str = "camat", unit: str = KECAMATAN) -> Any:
    with town.database.read() as connection:
        same = (Contact.c.unit == unit, Contact.c.role == role)
        return connection.execute(select(Contact).where(*same)).one_or_none()


# ── offices ────────────────────────────────────────────────────────────


def test_a_contact_is_kept_clean(town: Town) -> None:
    keep(town, name=" Ani\n ", phone=" 0812\x1b 33 ")
    assert (contact(town).name, contact(town).phone) == ("Ani", "0812 33")
    with town.database.read() as connection:
        shown = queries.board.contacts(connection, town.election, KECAMATAN)
    assert next((row.role, row.name) for row in shown) == ("camat", "Ani")


def test_who_changed_the_same_field_meanwhile_is_told(town: Town) -> None:
    keep(town)
    call(town, "tak_angkat")
    keep(town, name="Ani S", seen=("Ani", PHONE))  # a call is no change of the name
    with pytest.raises(Clash) as caught:
        keep(town, name="Budi", seen=("Ani", PHONE))
    assert (caught.value.detail["mine"], caught.value.detail["theirs"]) == ("Budi", "Ani S")
    keep(town, name="Ani S", phone="0813", seen=("Ani", PHONE))  # both entered the same name


@pytest.mark.parametrize(
    ("role", "unit"), [("camat", KELURAHAN), ("lurah", KECAMATAN), ("dukun", KECAMATAN), ("camat", "33.71.09")]
)
def test_an_office_that_is_not_there(town: Town, role: str, unit: str) -> None:
    for act in (lambda: keep(town, role, unit), lambda: call(town, "dijawab", role, unit)):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "unit_unknown"


def test_an_office_that_does_not_count_is_kept_once_it_is_entered(town: Town) -> None:
    assert contact(town, "lurah", KELURAHAN) is None
    keep(town, "lurah", KELURAHAN)
    call(town, "dijawab", "lurah", KELURAHAN)
    assert contact(town, "lurah", KELURAHAN).answered_at == stored(town.clock.now())
    assert set(town.states("K1").values()) == {"unknown"}
    assert town.wrong() == []


def test_a_number_that_answers_is_siap_and_is_renewed(town: Town) -> None:
    keep(town)
    call(town, "dijawab")
    assert town.states("K1")[KECAMATAN, 1] == "siap"
    assert town.states("K1")[KECAMATAN, 2] == "belum"
    first = town.count("K1", KECAMATAN).reported
    town.later(days=2)
    call(town, "tak_angkat")
    assert (contact(town).outcome, contact(town).answered_at) == ("tak_angkat", stored(town.clock.now() - timedelta(2)))
    assert town.states("K1")[KECAMATAN, 1] == "siap"
    call(town, "dijawab")
    (row,) = [row for row in town.items("K1") if row.state == "siap"]
    assert row.since == TODAY + timedelta(days=2)
    assert town.count("K1", KECAMATAN).reported > first
    assert town.wrong() == []


def test_a_wrong_number_is_known_not_to_be_ready_and_a_new_one_is_not_tested(town: Town) -> None:
    keep(town)
    call(town, "dijawab")
    call(town, "salah_nomor")
    assert town.states("K1")[KECAMATAN, 1] == "belum"
    call(town, "dijawab")
    keep(town, name="Ani S")
    assert town.states("K1")[KECAMATAN, 1] == "siap"
    keep(town, phone="0813")
    assert town.states("K1")[KECAMATAN, 1] == "belum"
    assert (contact(town).outcome, contact(town).answered_at) == (None, None)
    assert town.wrong() == []


def test_what_cannot_be_called(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        call(town, "dijawab")
    assert caught.value.code == "phone_missing"
    keep(town)
    with pytest.raises(Refused) as caught:
        call(town, "beres")
    assert caught.value.code == "outcome_unknown"


def test_a_number_is_shown_for_the_record(town: Town) -> None:
    keep(town)
    with town.work(SARI, "unmask", KECAMATAN) as work:
        synergy.unmask_contact(work, KECAMATAN, "camat")
    with town.database.read() as connection:
        entry = queries.activity.entries(connection, KECAMATAN, limit=1)[0]
    assert (entry.verb, entry.actor, entry.detail["name"]) == ("unmask", "sari", "Ani")
    assert PHONE not in str(entry.detail)


def test_the_list_of_offices_is_whole_from_either_end(town: Town) -> None:
    keep(town, "lurah", SECOND, name="Lurah Dua")
    with town.database.read() as connection:

        def page(unit: str = KOTA, **edge: Any) -> list[Any]:
            return list(queries.synergy.contacts(connection, town.election, unit, queries.paging.Edge(**edge), limit=4))

        every, edge = page(), page()
        while edge:
            edge = page(anchor=edge[-1].anchor)
            every += edge
        kecamatan = ["camat", "danramil", "kapolsek", "linmas", "panwascam"]
        assert [(row.unit, row.role) for row in every] == [
            (KOTA, "sekda"),
            (KOTA, "kpu"),
            *((KECAMATAN, role) for role in kecamatan),
            (KELURAHAN, "lurah"),
            (SECOND, "lurah"),
            *((OTHER_KECAMATAN, role) for role in kecamatan),
            ("33.71.02.1001", "lurah"),
            (FOURTH, "lurah"),
        ]
        back, edge = page(back=True), page(back=True)
        while edge:
            edge = page(anchor=edge[0].anchor, back=True)
            back = edge + back
        assert back == every
        assert page(anchor=every[3].anchor, inclusive=True) == every[3:7]
        assert [row.unit for row in page(KELURAHAN, anchor=every[6].anchor)] == [KELURAHAN]
        assert next(row.name for row in every if row.unit == SECOND) == "Lurah Dua"


# ── meetings ────────────────────────────────────────────────────────────


def test_the_minutes_of_a_meeting_prove_it(town: Town) -> None:
    made = meet(town, minutes="")
    assert town.states("K2", KECAMATAN)[KECAMATAN, 0] == "klaim"
    with town.work(RINI, "meeting", KECAMATAN) as work:
        synergy.change_meeting(
            work, made["id"], made["version"], on=TODAY, attended=["camat", "linmas"], minutes="BA 12/2024"
        )
    (row,) = [row for row in town.items("K2") if row.state == "siap"]
    assert (row.unit, row.reference, row.since) == (KECAMATAN, "BA 12/2024", TODAY)
    meet(town, minutes="", on=TODAY - timedelta(days=1))
    meet(town, minutes="BA lama", on=TODAY - timedelta(days=9))
    assert [row.reference for row in town.items("K2") if row.state == "siap"] == ["BA 12/2024"]
    assert town.wrong() == []


def test_a_meeting_of_another_unit_proves_nothing(town: Town) -> None:
    meet(town, KOTA)
    meet(town, KELURAHAN)
    assert set(town.states("K2").values()) == {"unknown"}


def test_a_meeting_of_what_does_not_count_is_kept(town: Town) -> None:
    (row,) = [row for row in town.items("K2") if row.unit == KECAMATAN]
    town.exclude("K2", [item(row)])
    meet(town)
    assert town.states("K2", KECAMATAN)[KECAMATAN, 0] == "na"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "date_future"),
        ({"attended": []}, "value_bad"),
        ({"attended": ["camat", "dukun"]}, "value_bad"),
        ({"minutes": "x" * 201}, "value_bad"),
        ({"unit": "33.71.09"}, "unit_unknown"),
    ],
)
def test_a_meeting_that_cannot_be(town: Town, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        meet(town, **more)
    assert caught.value.code == code


def test_the_second_who_changes_a_row_is_told(town: Town) -> None:
    made, said = meet(town), promise(town)
    changed = {"on": TODAY, "attended": ["camat"], "minutes": "BA 2"}
    with town.work(RINI, "meeting", KECAMATAN) as work:
        synergy.change_meeting(work, made["id"], 1, **changed)
    with town.work(RINI, "commitment", KECAMATAN) as work:
        synergy.change_promise(work, said["id"], 1, said="truk", owner="Danramil", due=TODAY)
    with pytest.raises(Clash), town.work(BAYU, "meeting", KECAMATAN) as work:
        synergy.change_meeting(work, made["id"], 1, **changed)
    with pytest.raises(Clash), town.work(BAYU, "commitment", KECAMATAN) as work:
        synergy.keep_promise(work, said["id"], 1)
    with pytest.raises(Refused), town.work(BAYU, "commitment", KECAMATAN) as work:
        synergy.keep_promise(work, 99, 1)


# ── what was promised ────────────────────────────────────────────────────────────


def test_what_is_due_is_found_by_its_day_until_it_is_done(town: Town) -> None:
    late = promise(town, TODAY - timedelta(days=2))
    promise(town, TODAY, OTHER_KECAMATAN)
    promise(town, TODAY + timedelta(days=1))

    def due(unit: str = KOTA, limit: int = 5) -> list[tuple[str, date]]:
        with town.database.read() as connection:
            found = queries.synergy.due(connection, town.election.code, unit, TODAY, limit=limit)
        return [(row.unit, row.due_on) for row in found]

    assert due() == [(KECAMATAN, TODAY - timedelta(days=2)), (OTHER_KECAMATAN, TODAY)]
    assert due(limit=1) == due()[:1]
    assert due(KELURAHAN) == []
    with town.work(BAYU, "commitment_done", KECAMATAN) as work:
        done = synergy.keep_promise(work, late["id"], late["version"])
    assert done["done_on"] == TODAY
    assert due() == [(OTHER_KECAMATAN, TODAY)]
    town.undo(BAYU)
    assert len(due()) == 2


@pytest.mark.parametrize("analyzed", [False, True])
def test_what_is_due_is_read_from_one_index(town: Town, analyzed: bool) -> None:
    promise(town)
    asked = {"election": town.election.code, "today": TODAY, "limit": 3, **bounds(KECAMATAN)}
    plan = town.steps(queries.synergy.due_statement(everywhere=False).params(asked), analyzed=analyzed)
    assert any("ix_commitment_open" in step and "due_on<" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_promises_are_listed_the_open_ones_first(town: Town) -> None:
    days = [TODAY + timedelta(days=at) for at in (3, -1, 0, 5, 1)]
    made = [promise(town, day) for day in days]
    for at in (0, 1):
        with town.work(BAYU, "commitment_done", KECAMATAN) as work:
            synergy.keep_promise(work, made[at]["id"], made[at]["version"])
    with town.database.read() as connection:

        def page(limit: int = 2, **edge: Any) -> list[Any]:
            found = queries.synergy.commitments
            return list(found(connection, town.election, KOTA, queries.paging.Edge(**edge), limit=limit))

        every = page(10)
        assert [(row.due_on, row.done_on is None) for row in every] == [
            (days[2], True), (days[4], True), (days[3], True), (days[1], False), (days[0], False),
        ]  # fmt: skip
        forth, edge = page(), page()
        while edge:
            edge = page(anchor=edge[-1].anchor)
            forth += edge
        back, edge = page(back=True), page(back=True)
        while edge:
            edge = page(anchor=edge[0].anchor, back=True)
            back = edge + back
        assert forth == back == every
        assert page(anchor=every[2].anchor, inclusive=True) == every[2:4]


# ── how TPS are guarded ────────────────────────────────────────────────────────────


def test_a_pattern_of_one_tps_or_of_a_kelurahan(town: Town) -> None:
    assert guard(town, [KELURAHAN]) == 3
    assert guard(town, [TPS], "rawan", reference="SP 8", seen={TPS: 1}) == 1
    assert town.states("K3", KELURAHAN) == {(f"{KELURAHAN}.00{at}", 0): "siap" for at in (1, 2, 3)}
    with town.database.read() as connection:
        rows = queries.synergy.guards(connection, town.election, KECAMATAN, queries.paging.Edge(), limit=10)
        sums = queries.synergy.patterns(connection, town.election, KECAMATAN)
    assert [(row.unit, row.pattern, row.reference) for row in rows][:4] == [
        (TPS, "rawan", "SP 8"),
        (f"{KELURAHAN}.002", "aman", "SP 7"),
        (f"{KELURAHAN}.003", "aman", "SP 7"),
        (f"{SECOND}.001", None, None),
    ]
    assert sums == {"aman": 2, "rawan": 1}
    with pytest.raises(Clash) as caught:
        guard(town, [TPS], "aman", seen={TPS: 1})
    assert (caught.value.detail["mine"], caught.value.detail["theirs"]) == ("aman", "rawan")
    assert town.wrong() == []


@pytest.mark.parametrize(
    ("chosen", "pattern", "more", "code"),
    [
        ([TPS], "gawat", {}, "value_bad"),
        ([f"{KELURAHAN}.099"], "aman", {}, "unit_unknown"),
        ([FOURTH], "aman", {}, "unit_unknown"),
        ([TPS], "aman", {"reference": " "}, "reference_empty"),
        ([TPS], "aman", {"on": TODAY + timedelta(days=1)}, "date_future"),
    ],
)
def test_a_pattern_that_cannot_be(town: Town, chosen: list[str], pattern: str, more: dict[str, Any], code: str) -> None:
    before = town.dump()
    with pytest.raises(Refused) as caught:
        guard(town, chosen, pattern, **more)
    assert caught.value.code == code
    assert town.dump() == before


VERBS: dict[str, Callable[[Town], object]] = {
    "contact": lambda town: keep(town, "panwascam"),
    "contact_call": lambda town: call(town, "dijawab", "danramil"),
    "meeting": meet,
    "commitment": promise,
    "pattern": lambda town: guard(town, [KELURAHAN]),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_undone(town: Town, verb: str) -> None:
    keep(town, "danramil")
    town.later(minutes=1)
    before = town.dump(*STATE, "version")
    VERBS[verb](town)
    assert town.dump(*STATE, "version") != before
    town.later(minutes=1)
    town.undo(BAYU)
    assert town.dump(*STATE, "version") == before
    assert town.wrong() == []


def test_a_tps_that_is_guarded_is_not_removed(town: Town) -> None:
    guard(town, [f"{KELURAHAN}.003"])
    with pytest.raises(Refused) as caught:
        town.set_tps(KELURAHAN, 2)
    assert caught.value.code == "tps_in_use"
    with town.database.read() as connection:
        assert connection.execute(select(Guard)).one().pattern == "aman"
        assert connection.execute(select(Evidence)).one().indicator == "K3"
