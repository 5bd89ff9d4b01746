"""Papers one by one: handed in, taken back, clashing; what their lack means to the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from models import eligibility
from models.errors import Clash, Refused
from models.queries import register
from models.services import check, papers, undo
from models.tables import Journal, Paper
from tests.models.town import BAYU, SARI, TPS, Town

DAY = date(2024, 1, 30)


def hand_in(town: Town, person: int, actor: Any = SARI, seen: Any = None, **said: Any) -> int:
    with town.work(actor, "papers", TPS) as work:
        return papers.hand_in(work, person, {code.replace("_", "-"): one for code, one in said.items()}, seen=seen)


def card(town: Town, person: int) -> Any:
    with town.database.read() as connection:
        return register.card(connection, person)


@pytest.fixture
def ani(town: Town) -> int:
    seat, *_ = town.seats("kpps", TPS)
    return int(town.appoint(seat.id, "Ani")["person_id"])


def test_handed_in_corrected_and_taken_back(town: Town, ani: int) -> None:
    assert card(town, ani).papers == ()
    assert hand_in(town, ani, ijazah=(DAY, " 12/I "), surat_sehat=(DAY, None)) == 2
    assert [(one.code, one.received_on, one.number) for one in card(town, ani).papers] == [
        ("ijazah", DAY, "12/I"), ("surat-sehat", DAY, None),
    ]  # fmt: skip
    assert hand_in(town, ani, ijazah=(DAY, "13/I"), surat_sehat=None) == 2
    assert [(one.code, one.number) for one in card(town, ani).papers] == [("ijazah", "13/I")]
    before = entries(town)
    assert hand_in(town, ani, ijazah=(DAY, "13/I"), foto=None) == 0
    assert entries(town) == before, "nothing changed: no entry"
    with town.work(SARI, "undo", TPS) as work:
        undo.undo_last(work, town.elections)
    assert [(one.code, one.number) for one in card(town, ani).papers] == [("ijazah", "12/I"), ("surat-sehat", None)]
    assert list(check.faults(town.database, town.elections)) == []


def entries(town: Town) -> Any:
    with town.database.read() as connection:
        return connection.scalar(select(func.max(Journal.c.seq)))


def test_what_cannot_be_handed_in(town: Town, ani: int) -> None:
    for person, said, code in (
        (ani, {"kwitansi": (DAY, None)}, "value_bad"),
        (ani, {"ijazah": (DAY, "x" * 201)}, "value_bad"),
        (ani, {"ijazah": (date(2024, 2, 1), None)}, "date_future"),
        (10**9, {"ijazah": (DAY, None)}, "person_missing"),
    ):
        with pytest.raises(Refused) as caught:
            hand_in(town, person, **said)
        assert caught.value.code == code
    with town.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Paper)) == 0


def test_only_papers_that_both_set_otherwise_clash(town: Town, ani: int) -> None:
    seen: dict[str, Any] = {"ijazah": None, "foto": None}
    hand_in(town, ani, BAYU, ijazah=(DAY, "1"), ktp=(DAY, None))
    with pytest.raises(Clash) as caught:
        hand_in(town, ani, seen=seen, ijazah=(DAY, "2"), foto=(DAY, None))
    assert caught.value.detail["fields"] == {"ijazah": ((DAY, "2"), (DAY, "1"))}
    assert hand_in(town, ani, seen={**seen, "ijazah": (DAY, "1")}, ijazah=(DAY, "2"), foto=(DAY, None)) == 2


def test_missing_papers_weigh_what_the_rules_say_where_papers_are_recorded(town: Town, ani: int) -> None:
    def said() -> list[tuple[str, list[str]]]:
        with town.database.read() as connection:
            seat = register.card(connection, ani).tenures[0].seat_id  # type: ignore[union-attr]
            found = register.findings(connection, town.election, seat, person_id=ani, on=DAY)
        return [(one.level, one.facts["papers"]) for one in found if one.rule == eligibility.PAPERS]

    assert said() == [], "papers that are kept elsewhere are no fault"
    hand_in(town, ani, ktp=(DAY, None), foto=(DAY, None), pernyataan=(DAY, None))
    assert said() == [
        ("warning", ["Salinan ijazah", "Surat sehat: tekanan darah, gula darah, kolesterol"]),
        ("note", ["Surat pendaftaran", "Daftar riwayat hidup"]),
    ]
    rules = eligibility.load()
    hand_in(town, ani, **{one.code.replace("-", "_"): (DAY, None) for one in rules.asked("kpps")})
    assert said() == []


def test_who_sits_and_who_waits_is_asked_for_papers(town: Town, ani: int) -> None:
    asked = [one.code for one in register.papers_asked(card(town, ani))]
    assert asked[0] == "pendaftaran" and "pakta" in asked and "sk-paw" not in asked
    town.end(card(town, ani).tenures[0].seat_id)
    assert register.papers_asked(card(town, ani)) == ()
