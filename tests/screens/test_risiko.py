"""Seats that are filled but shaky, and people in two seats: reasons in words, and the keys to act."""

from __future__ import annotations

from datetime import date

import pytest

from models.services.register import record_call
from tests.screens.conftest import CACABAN, City, start
from tests.screens.people import know, seat, write

TPS = f"{CACABAN}.002"
PANJANG = "33.71.03.1005.004"


@pytest.fixture
def shaky(city: City) -> City:
    """One who does not answer, one who was found in the party rolls, one whose letter runs out."""
    for ordinal, values in (
        (2, {}),
        (3, {"sipol": "tercatat"}),
        (4, {"health": "sehat", "health_until": date(2024, 2, 1)}),
    ):
        found = seat(city, "kpps", TPS, ordinal=ordinal)
        if values:
            know(city, found.person_id, TPS, **values)
            continue
        know(city, found.person_id, TPS, phone="+6281234567890")
        for _attempt in range(2):
            write(city, "call", lambda work, who=found.person_id: record_call(work, who, "tak_angkat"), TPS)
    return city


async def test_reasons_in_words(shaky: City) -> None:
    async with start(shaky, "risiko", unit=TPS, size=(120, 40)) as user:
        assert "kursi berisiko" in user.lines[1]
        assert "2x tak angkat" in user.line("Anggota 2")
        assert "Sipol: tercatat, surat klarifikasi belum ada" in user.line("Anggota 3")
        assert "surat sehat: habis masa berlaku" in user.line("Anggota 4")


async def test_called_settled_and_gone_from_the_list(shaky: City) -> None:
    async with start(shaky, "risiko", unit=TPS) as user:
        grid = user.app.front.grid  # type: ignore[union-attr]
        grid.move_to(seat(shaky, "kpps", TPS, ordinal=2).id)
        await user.settled()
        assert "+**********890" in user.picture
        await user.press("unanswered")
        assert "3x tak angkat" in user.picture
        await user.press("answered")
        assert "x tak angkat" not in user.picture


async def test_from_the_list_to_the_card_the_heirs_and_the_seat(shaky: City) -> None:
    async with start(shaky, "personel", unit=TPS) as user:
        await user.press("risk")
        user.app.front.grid.move_to(seat(shaky, "kpps", TPS, ordinal=3).id)  # type: ignore[union-attr]
        await user.press("person")
        assert user.app.current_mode == "orang"
        await user.press("back", "heirs")
        assert "KPPS Anggota 3 · TPS 002 Cacaban" in user.lines[1]
        await user.press("back", "open")
        assert user.app.current_mode == "personel"
        assert user.app.front.grid.key == seat(shaky, "kpps", TPS, ordinal=3).id  # type: ignore[union-attr]


async def test_one_person_in_two_seats(city: City) -> None:
    from models.tables import Tenure

    first, second = seat(city, "kpps", TPS, ordinal=2), seat(city, "kpps", PANJANG, ordinal=1)

    def twice(work: object) -> None:
        row = work.get(Tenure, id=second.tenure_id)  # type: ignore[attr-defined]
        work.update(Tenure, row, person_id=first.person_id)  # type: ignore[attr-defined]

    write(city, "appoint", twice, TPS)
    async with start(city, "risiko") as user:
        assert "f: 1 rangkap" in user.lines[1]
        await user.press("next-list")
        assert "1 jabatan rangkap" in user.lines[1]
        line = user.line("Tri Sant")
        assert "KPPS Anggota" in line
        assert "TPS 002 Cacaban" in user.picture and "TPS 004 Panjang" in user.picture
        await user.press("person")
        assert "rangkap: KPPS · TPS" in user.picture
        await user.press("back", "next-list")
        assert "kursi berisiko" in user.lines[1]


async def test_nothing_is_shaky(city: City) -> None:
    async with start(city, "risiko", unit=f"{CACABAN}.901") as user:
        await user.press("next-list")
        assert "Tidak ada yang memegang dua kursi sekaligus." in user.picture


async def test_too_wide_a_place_says_so(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.queries.register import width

    monkeypatch.setattr(width, "MOST", 10)
    async with start(city, "risiko") as user:
        assert "terlalu luas" in user.picture
        await user.press("next-list", "person", "heirs", "answered", "copy")
        assert "terlalu luas" in user.picture
