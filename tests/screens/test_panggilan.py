"""The roll-call at the keyboard: one kecamatan after the other, refused over a red gate, waived, decided, printed."""

from __future__ import annotations

from datetime import datetime

import pytest

from models import queries
from models.clock import WIB, FixedClock
from models.rollcall import red
from models.services import rollcall
from models.uow import unit_of_work
from tests.screens.conftest import KOTA, TENGAH, City, start

SEVEN = datetime(2024, 2, 7, 9, 0, tzinfo=WIB)
SELATAN = "33.71.01"


def clock(*parts: int) -> dict[str, object]:
    return {"clock": FixedClock(datetime(*parts, tzinfo=WIB) if parts else SEVEN)}  # type: ignore[misc, arg-type]


def gates(city: City, unit: str) -> tuple[str, ...]:
    """The red gates of a kecamatan on that morning."""
    election, database = city.elections["pemilu-2024"], city.database()
    moment = queries.board.moment_of(election, SEVEN)
    with database.read() as connection:
        found = queries.rollcall.called(connection, election, unit, election.rollcalls[2], moment)
    database.close()
    return red(found.stations[0].gates)


async def test_before_it_opens_it_says_when(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40)) as user:
        assert "Panggilan siap H-7" in user.lines[1]
        assert "dibuka Sel 6 Feb 2024" in user.lines[1]
        await user.press("open")
        assert "Dibuka Sel 6 Feb 2024" in user.lines[-1]


async def test_siap_over_a_red_gate_is_refused_and_said_why(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open")
        assert "H-7 · Magelang Selatan" in user.picture
        await user.press("answer-siap")
        assert "SIAP ditolak: gerbang" in user.picture
        await user.press("answer-next")
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("answer-close")
        assert "0 SIAP dari 3, 0 menjawab" in user.lines[1]


async def test_no_has_a_reason_and_the_next_one_is_called(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "answer-no", "form-accept")  # the reason: its red gates
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("answer-close")
        row = user.line("Magelang Selatan")
        assert "■ TIDAK SIAP" in row
        assert "L3" not in row  # not a gate of that day yet
        assert "sari" in row


async def test_a_waiver_for_each_red_gate_lets_siap_be_said(city: City) -> None:
    many = len(gates(city, TENGAH))
    assert many
    async with start(city, "panggilan", unit=TENGAH, size=(120, 40), **clock()) as user:
        await user.press("open")
        for _gate in range(many):
            await user.press("answer-let")
            for _other in range(_gate):
                await user.pilot.press("shift+tab", "right", "tab")
            await user.type("Ketua KPU")
            await user.press("form-next")
            await user.type("menyusul besok")
            await user.press("form-accept")
        await user.press("answer-siap")
        assert "● SIAP" in user.line("1 Magelang Tengah")
        assert "dengan dispensasi" in user.line("1 Magelang Tengah")
        await user.press("record")
        assert "PANGGILAN SIAP H-7" in user.picture
        assert "dispensasi Ketua KPU s.d. 8 Feb 12:00: menyusul besok" in user.picture
        await user.press("document-close", "undo", "confirm-yes")
        assert "–" in user.line("1 Magelang Tengah")


async def test_the_decision_is_of_who_leads_and_stands_with_a_reason(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("decide", "form-accept")
        assert "keputusan: LANJUT" in user.picture
        await user.press("decide")
        await user.pilot.press("right")
        await user.press("form-accept")
        assert "Alasan belum diisi." in user.picture
        await user.type("menunggu Tengah")
        await user.press("form-accept")
        assert "keputusan: TUNDA · menunggu Tengah" in user.picture


async def test_an_answer_of_a_colleague_meanwhile_is_seen(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "answer-no")
        election, database = city.elections["pemilu-2024"], city.database()
        with unit_of_work(database, FixedClock(SEVEN), city.actor, "rollcall", SELATAN, election) as work:
            rollcall.answer(work, 7, SELATAN, "tidak", note="listrik padam")
        database.close()
        await user.press("form-accept")
        assert "jawaban kini tidak" in user.picture
        await user.press("form-cancel")
        assert "listrik padam" in user.line("Magelang Selatan")


@pytest.mark.parametrize("unit", ["33", "id"])
async def test_wide_units_say_where_it_is_held(city: City, unit: str) -> None:
    async with start(city, "panggilan", unit=KOTA, size=(80, 24), **clock()) as user:
        user.app.context.place = type(user.app.context.place)("pemilu-2024", unit)
        user.app.front.reload()  # type: ignore[union-attr]
        await user.settled()
        assert "turun dulu" in user.picture
