"""Who ever sat in a seat, and who on a given day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.clock import WIB
from models.services.staffing import Appointment, appoint, end_tenure
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import seat, write

TPS = f"{CACABAN}.002"


@pytest.fixture
def handed_on(city: City) -> int:
    """A seat that somebody left on the 27th and another took on the 29th."""
    there = seat(city, "kpps", TPS, ordinal=4)
    now = datetime(2024, 1, 30, 9, 0, tzinfo=WIB)
    write(city, "end", lambda work: end_tenure(work, there.id, date(2024, 1, 27), "mundur"), TPS, now=now)
    wanted = Appointment(there.id, "Siti Aminah", date(2024, 1, 29), "7/SK/2024", decree_on=date(2024, 1, 28))
    write(city, "appoint", lambda work: appoint(work, wanted), TPS, now=now)
    return int(there.id)


async def told(user: User, day: str) -> str:
    user.app.screen.day.entry.value = day  # type: ignore[attr-defined]
    await user.settled()
    return user.picture


async def test_all_who_sat_there_and_who_on_a_day(city: City, handed_on: int) -> None:
    async with start(city, "personel", unit=TPS) as user:
        user.app.context.seat = handed_on
        await user.press("board", "personel", "tenures")
        assert "Yang pernah duduk" in user.picture and "KPPS Anggota 4 · TPS 002 Cacaban" in user.line("┌ Yang pernah")
        now, before = user.line("29 Jan 2024"), user.line("25 Jan 2024")
        assert "Siti Aminah" in now and "sekarang" in now and "7/SK/2024" in now
        assert "Sari Prasetyo" in before and "27 Jan 2024" in before and "mengundurkan diri" in before
        assert user.picture.index(now) < user.picture.index(before)
        assert "Jum 26 Jan 2024: Sari Prasetyo" in await told(user, "26-01-2024")
        assert user.app.screen.results.row.cells[0][0].startswith("Sari")  # type: ignore[attr-defined]
        assert "Min 28 Jan 2024: kursi kosong" in await told(user, "28 jan 2024")
        assert "Sel 30 Jan 2024: Siti Aminah" in await told(user, "kemarin")
        assert "■ Bukan tanggal" in await told(user, "31-02-2024")
        await user.press("tenures-close")
        assert user.app.screen is user.app.front


async def test_from_the_heirs_and_of_a_seat_that_nobody_ever_held(city: City, handed_on: int) -> None:
    async with start(city, "waris", unit=TPS, vacancy=handed_on) as user:
        await user.press("tenures")
        assert "Siti Aminah" in user.line("29 Jan 2024")
    async with start(city, "personel") as user:
        await user.press("tenures")
        assert "Belum pernah diisi." in user.picture


async def test_the_letter_of_a_day_is_no_key_and_e_alone_writes_the_list(
    city: City, handed_on: int, tmp_path: Path
) -> None:
    async with start(city, "personel", unit=TPS, files=str(tmp_path)) as user:
        user.app.context.seat = handed_on
        await user.press("board", "personel", "tenures")
        assert "e Ekspor" in user.lines[-1]
        await user.type("k")
        await user.press("export")
        assert user.app.screen.day.entry.value == "ke", "a day is being typed"  # type: ignore[attr-defined]
        user.app.screen.day.entry.value = ""  # type: ignore[attr-defined]
        await user.settled()
        await user.press("export")
        assert "riwayat · KPPS Anggota 4 · TPS 002 Cacaban" in user.line("┌ Ekspor")
        assert "disamarkan" in user.picture
        form: Any = user.app.screen
        form.format.fill("csv")
        await user.press("form-accept")
        assert "2 baris ditulis" in user.lines[-1]
    head, *rows = _only(tmp_path)
    assert {"Nama", "Nomor SK", "Mulai Tugas", "Berhenti", "Alasan Berhenti"} <= set(head.split(";"))
    assert ["Sari Prasetyo" in rows[0], "Siti Aminah" in rows[1]] == [True, True]


def _only(folder: Path) -> list[str]:
    """The lines of the one file there."""
    (path,) = folder.glob("riwayat-*.csv")
    return path.read_text("utf-8-sig").splitlines()
