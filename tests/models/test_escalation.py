"""Help that is asked for of an office: the clock, its answer, the ladder; on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import queries
from models.actor import OPERATOR, Actor
from models.clock import stored
from models.errors import AccessDenied, Clash, Refused
from models.queries.paging import Edge, bounds
from models.services import escalation, synergy, undo
from models.tables import Contact, Escalation, Evidence
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, RINI, SARI, SECOND, TPS, Town

PHONE = "0812-0000-0107"
TEXT = "Yth. Camat Uji Barat\nMohon bantuan: kotak suara belum tiba."


def ask(town: Town, unit: str = TPS, actor: Actor = BAYU, **more: Any) -> Any:
    said = {"role": "camat", "subject": "kotak suara belum tiba", "text": TEXT, "indicator": "L2", **more}
    with town.work(actor, "escalate", unit) as work:
        return escalation.ask(work, unit, **said)


def climb(town: Town, row: Any, role: str = "sekda") -> Any:
    with town.work(BAYU, "escalation_climb", row["unit"]) as work:
        return escalation.climb(work, row["id"], row["version"], role=role, text="Yth. Sekda")


def answer(town: Town, row: Any, actor: Actor = BAYU) -> Any:
    with town.work(actor, "escalation_answered", row["unit"]) as work:
        return escalation.answer(work, row["id"], row["version"], "telepon dijawab")


def cancel(town: Town, row: Any, reason: str = "sudah beres") -> Any:
    with town.work(BAYU, "escalation_cancel", row["unit"]) as work:
        return escalation.cancel(work, row["id"], row["version"], reason)


def rows(town: Town, unit: str = KOTA, **edge: Any) -> list[Any]:
    with town.database.read() as connection:
        return list(queries.escalation.escalations(connection, town.election, unit, Edge(**edge), limit=3))


def contact(town: Town, role: str = "camat", unit: str = KECAMATAN) -> Any:
    with town.database.read() as connection:
        return connection.execute(select(Contact).where(Contact.c.unit == unit, Contact.c.role == role)).one()


def keep(town: Town, role: str = "camat", unit: str = KECAMATAN) -> None:
    with town.work(SARI, "contact", unit) as work:
        synergy.set_contact(work, unit, role, "Ani", PHONE)


def proofs(town: Town) -> list[Any]:
    with town.database.read() as connection:
        return list(connection.execute(select(Evidence.c.unit, Evidence.c.state).where(Evidence.c.indicator == "K1")))


# ── asking ────────────────────────────────────────────────────────────


def test_the_clock_of_the_rung_starts_with_the_asking(town: Town) -> None:
    ask(town, text="Yth. Camat\n\n  Mohon\x1b bantuan  ")
    (row,) = rows(town)
    minutes = town.election.escalation[1].minutes
    assert row.waiting and row.due_at == stored(town.clock.now()) + timedelta(minutes=minutes)
    assert (row.unit, row.unit_name, row.office, row.office_name) == (TPS, "Ma'rang", KECAMATAN, "Uji Barat")
    assert (row.role, row.rung, row.indicator, row.opened_by) == ("camat", 1, "L2", "bayu")
    assert row.text == "Yth. Camat\nMohon bantuan"
    with town.database.read() as connection:
        entry = queries.activity.entries(connection, KOTA, limit=1)[0]
    assert (entry.verb, entry.unit, entry.detail["role"]) == ("escalate", TPS, "camat")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"role": "presiden"}, "nobody_to_ask"),
        ({"role": "lurah", "unit": KECAMATAN}, "unit_unknown"),
        ({"unit": f"{KELURAHAN}.999"}, "unit_unknown"),
        ({"unit": "33.71.09"}, "unit_unknown"),
        ({"indicator": "Q9"}, "unit_unknown"),
        ({"subject": " "}, "value_bad"),
        ({"text": "\n "}, "value_bad"),
        ({"text": "x" * (escalation.LONGEST + 1)}, "value_bad"),
    ],
)
def test_what_cannot_be_asked_is_refused(town: Town, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        ask(town, **wrong)
    assert caught.value.code == code
    assert rows(town) == []


def test_nobody_asks_for_what_is_not_theirs(town: Town) -> None:
    with pytest.raises(AccessDenied):
        ask(town, actor=Actor("dewi", OPERATOR, OTHER_KECAMATAN))


def test_every_office_of_the_ladder_around_a_unit_is_offered(town: Town) -> None:
    keep(town)
    with town.database.read() as connection:

        def offered(unit: str) -> list[tuple[str, str]]:
            return [(one.unit, one.role) for one in queries.synergy.offices(connection, town.election, unit)]

        named = queries.synergy.offices(connection, town.election, TPS)[1]
        kecamatan = [(KECAMATAN, role) for role in town.election.escalation[1].contacts]
        kota = [(KOTA, "sekda"), (KOTA, "kpu")]
        assert offered(TPS) == [(KELURAHAN, "lurah"), *kecamatan, *kota]
        assert offered(KECAMATAN) == [*kecamatan, *kota]
        assert offered(KOTA) == kota
        assert offered("33") == []
    assert (named.unit_name, named.phone, named.answered_at) == ("Uji Barat", PHONE, None)


# ── what comes of it ────────────────────────────────────────────────────────────


def test_an_answer_sets_the_day_of_the_number_and_proves_it(town: Town) -> None:
    keep(town)
    row = ask(town)
    town.later(minutes=6)
    answer(town, row)
    (found,) = rows(town)
    assert (found.state, found.closed_by, found.closed_at) == ("dijawab", "bayu", stored(town.clock.now()))
    assert contact(town).answered_at == found.closed_at
    assert [tuple(one) for one in proofs(town)] == [(KECAMATAN, "siap")]
    with town.work(BAYU, "undo") as work:
        undo.undo_last(work, town.elections)
    (found,) = rows(town)
    assert found.waiting and found.closed_at is None and contact(town).answered_at is None
    assert [one.state for one in proofs(town) if one.state == "siap"] == []


def test_who_may_not_speak_for_the_office_still_says_that_it_answered(town: Town) -> None:
    keep(town)
    below = Actor("dewi", OPERATOR, KELURAHAN)
    answer(town, ask(town, actor=below), actor=below)
    assert contact(town).answered_at is not None
    assert proofs(town) == []


def test_an_office_without_a_number_answers_too(town: Town) -> None:
    assert answer(town, ask(town))["state"] == "dijawab"


def test_it_is_taken_back_with_a_reason(town: Town) -> None:
    row = ask(town)
    with pytest.raises(Refused):
        cancel(town, row, " ")
    assert cancel(town, row)["reason"] == "sudah beres"
    assert [one.state for one in rows(town)] == ["batal"]


def test_unanswered_it_climbs_to_a_higher_rung_only(town: Town) -> None:
    row = ask(town, role="lurah")
    with pytest.raises(Refused) as caught:
        climb(town, row, role="lurah")
    assert caught.value.code == "nobody_to_ask"
    town.later(minutes=11)
    second = climb(town, row, role="danramil")
    assert (second["follows"], second["rung"], second["subject"]) == (row["id"], 1, row["subject"])
    third = climb(town, second)
    assert (third["office"], third["role"], third["state"]) == (KOTA, "sekda", "menunggu")
    with pytest.raises(Refused):
        climb(town, third)
    assert [(one.role, one.state) for one in rows(town)] == [
        ("sekda", "menunggu"), ("danramil", "naik"), ("lurah", "naik"),
    ]  # fmt: skip


def test_climbing_is_undone_as_a_whole(town: Town) -> None:
    row = ask(town)
    climb(town, row)
    with town.work(BAYU, "undo") as work:
        undo.undo_last(work, town.elections)
    assert [(one.role, one.state) for one in rows(town)] == [("camat", "menunggu")]
    with town.work(BAYU, "undo") as work:
        undo.undo_last(work, town.elections)
    assert rows(town) == []


def test_what_a_colleague_took_up_is_not_undone_under_them(town: Town) -> None:
    row = ask(town)
    answer(town, row, actor=RINI)
    with pytest.raises(Refused) as caught, town.work(BAYU, "undo") as work:
        undo.undo_last(work, town.elections)
    assert caught.value.code == "built_upon"


def test_of_two_who_close_it_the_second_is_told(town: Town) -> None:
    row = ask(town)
    done = cancel(town, row)
    with pytest.raises(Clash) as caught:
        answer(town, row, actor=RINI)
    assert (caught.value.detail["theirs"], caught.value.detail["by"]) == ("batal", "bayu")
    with pytest.raises(Refused) as refused:
        answer(town, done)
    assert refused.value.code == "escalation_closed"


# ── reading ────────────────────────────────────────────────────────────


def test_the_list_is_whole_from_either_end(town: Town) -> None:
    made = []
    for unit in (TPS, KELURAHAN, SECOND, OTHER_KECAMATAN, KECAMATAN):
        made.append(ask(town, unit=unit))
        town.later(minutes=1)
    for row in made[:3]:
        cancel(town, row)
        town.later(minutes=1)
    expected = [made[3]["id"], made[4]["id"], made[2]["id"], made[1]["id"], made[0]["id"]]
    every, page = [], rows(town)
    while page:
        every += page
        page = rows(town, anchor=page[-1].anchor)
    assert [one.id for one in every] == expected
    back, page = [], rows(town, back=True)
    while page:
        back = page + back
        page = rows(town, anchor=page[0].anchor, back=True)
    assert [one.id for one in back] == expected
    assert [one.id for one in rows(town, anchor=every[1].anchor, inclusive=True)] == expected[1:4]
    assert {one.unit for one in rows(town, unit=OTHER_KECAMATAN)} == {OTHER_KECAMATAN}


def test_the_board_names_who_is_waited_for_first(town: Town) -> None:
    ask(town)
    town.later(minutes=1)
    ask(town, role="sekda")
    with town.database.read() as connection:
        board = queries.board.board(connection, town.election, KOTA, town.clock.now())
        found = queries.board.to_do(connection, town.election, board, 5)
        waited = [row.role for row in queries.escalation.waiting(connection, town.election.code, KOTA, limit=5)]
    assert [getattr(one, "role", None) for one in found[:2]] == ["camat", "sekda"] == waited
    assert queries.board.Action in {type(one) for one in found[2:]}


def test_another_elections_is_not_seen(town: Town) -> None:
    ask(town)
    with town.database.read() as connection:
        other = town.elections["pilkada-2024"]
        assert queries.escalation.escalations(connection, other, KOTA, Edge(), limit=9) == ()


def test_its_rows_go_with_a_tps_that_moves_and_keep_it_there(town: Town) -> None:
    ask(town)
    with town.database.read() as connection:
        found = connection.execute(select(Escalation.c.unit)).scalars().all()
    assert found == [TPS]
    with pytest.raises(Refused), town.work(SARI, "tps", KELURAHAN) as work:
        from models.services import territory

        territory.set_tps(work, KELURAHAN, regular=0)


@pytest.mark.parametrize("analyzed", [False, True])
def test_what_waits_is_read_from_one_index(town: Town, analyzed: bool) -> None:
    ask(town)
    asked = {"election": town.election.code, "limit": 3, **bounds(KECAMATAN)}
    plan = town.steps(queries.escalation.waiting_statement(everywhere=False).params(asked), analyzed=analyzed)
    assert any("ix_escalation_open" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
