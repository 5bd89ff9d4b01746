"""The registers of working together as tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.exchange import export, registers
from models.exchange.export import Wanted
from models.services import escalation, synergy
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, TPS, Town


@pytest.fixture
def kept(town: Town) -> Town:
    """Something in each register."""
    seat = town.seats("kpps", TPS)[0].id
    town.appoint(seat, "Dewi", asn=True)
    today = town.clock.today()
    with town.work(verb="meeting", unit=KECAMATAN) as work:
        synergy.set_contact(work, KECAMATAN, "camat", "Ani", "0812-0000-0107")
        synergy.record_test(work, KECAMATAN, "camat", "dijawab", "telepon")
        synergy.hold_meeting(work, KECAMATAN, on=today, attended=["camat", "linmas"], place="Pendopo", minutes="BA 1")
        synergy.promise(work, KECAMATAN, said="mobil", owner="Danramil", due=today + timedelta(days=3))
        synergy.set_pattern(work, [TPS], "rawan", reference="SP 1")
    with town.work(verb="escalate", unit=TPS) as work:
        escalation.ask(work, TPS, role="camat", subject="kotak suara belum tiba", text="Yth. Camat", indicator="L2")
    town.accuse(seat, source="Bawaslu 7")
    return town


def rows(town: Town, kind: str, unit: str = KECAMATAN, *, full: bool = False) -> list[dict[str, Any]]:
    with town.database.read() as connection:
        found = export.table(connection, town.election, Wanted(kind, unit), town.clock.now(), full=full)
        names = [column.field for column in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows]


def test_every_register_has_a_value_for_every_column(kept: Town) -> None:
    for kind in registers.KINDS:
        assert rows(kept, kind), kind


def test_a_number_is_masked_unless_it_is_asked_for_in_full(kept: Town) -> None:
    first, full = rows(kept, "sinergi")[0], rows(kept, "sinergi", full=True)[0]
    assert (first["role"], first["name"], first["outcome"]) == ("Camat", "Ani", "dijawab")
    assert first["phone"] == "*" * 10 + "0107"
    assert full["phone"] == "0812-0000-0107"
    assert first["answered"] == kept.clock.now()


def test_meetings_promises_guards_and_cases(kept: Town) -> None:
    (meeting,) = rows(kept, "rakor")
    assert (meeting["kecamatan"], meeting["attended"], meeting["minutes"]) == ("Uji Barat", "Camat, Linmas", "BA 1")
    (promise,) = rows(kept, "janji")
    assert (promise["owner"], promise["promise"], promise["done"]) == ("Danramil", "mobil", None)
    guard = rows(kept, "pengamanan")[0]
    assert (guard["tps"], guard["pattern"], guard["ratio"], guard["reference"]) == ("001", "rawan", "2:2:4", "SP 1")
    (case,) = rows(kept, "netralitas")
    assert (case["kelurahan"], case["accused"], case["letter"], case["handler"]) == (
        "Ma'rang",
        "Dewi",
        "Bawaslu 7",
        "KASN",
    )


def test_an_asking_says_whom_when_and_what_came_of_it(kept: Town) -> None:
    (row,) = rows(kept, "eskalasi")
    assert (row["kelurahan"], row["tps"], row["indicator"], row["subject"]) == (
        "Ma'rang",
        "001",
        "L2",
        "kotak suara belum tiba",
    )
    assert (row["asked_of"], row["at"], row["state"], row["closed_at"]) == (
        "Camat Uji Barat",
        kept.clock.now(),
        "menunggu",
        None,
    )
    assert row["answer_by"] - row["at"] == timedelta(minutes=kept.election.escalation[1].minutes)


def test_registers_come_a_page_at_a_time(kept: Town, monkeypatch: Any) -> None:
    every = {kind: rows(kept, kind, KOTA) for kind in registers.KINDS}
    assert len(every["sinergi"]) == 2 * 5 + 4 + 2 and len(every["pengamanan"]) == 9
    monkeypatch.setattr(registers, "PAGE", 2)
    assert {kind: rows(kept, kind, KOTA) for kind in registers.KINDS} == every
    assert rows(kept, "sinergi", KELURAHAN)[-1]["role"] == "Lurah"
