"""Seats that are filled but shaky, people in two seats, the share of women: in words, and the keys to act."""

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
        await user.press("back", "next-list", "next-list")
        assert "kursi berisiko" in user.lines[1]


async def test_the_share_of_women_is_shown_and_blocks_nothing(city: City) -> None:
    for ordinal, sex in ((2, "P"), (3, "L"), (4, "L"), (5, "L")):
        know(city, seat(city, "kpps", TPS, ordinal=ordinal).person_id, TPS, sex=sex)
    know(city, seat(city, "pps", CACABAN, post="ketua").person_id, CACABAN, sex="P")
    async with start(city, "risiko", unit=CACABAN) as user:
        await user.press("next-list")
        assert "f: perempuan" in user.lines[1]
        await user.press("next-list")
        assert "Keterwakilan perempuan" in user.lines[1] and "berisiko" in user.lines[1]
        assert "Daftar" in user.lines[-1] and "Waris" not in user.lines[-1], "keys about people mean nothing here"
        kpps, pps = user.line("│KPPS "), user.line("│PPS ")
        assert kpps.split()[:6] == ["│KPPS", "1", "4", "174", "25", "▲"] and "▲ di bawah 30 %" in kpps
        assert pps.split()[:6] == ["│PPS", "1", "1", "3", "100", "✓"] and "✓ mencapai 30 %" in pps
        assert "PPK" not in user.picture, "no seat of it stands here"
        assert "UU 7/2017 ps 52," in user.picture and "belum dipastikan" in user.picture
        assert "memperhatikan" in user.picture and "…" not in "".join(user.lines[1:-1])
        await user.press("person")
        assert "Tidak ada orang di baris ini." in user.lines[-1]
        await user.press("open", "heirs", "answered", "next-list")
        assert "kursi berisiko" in user.lines[1]


async def test_of_whom_nothing_is_known(city: City) -> None:
    async with start(city, "risiko") as user:
        await user.press("next-list", "next-list")
        for body in ("│PPK ", "│PPS ", "│KPPS "):
            assert "? belum diketahui" in user.line(body)


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
