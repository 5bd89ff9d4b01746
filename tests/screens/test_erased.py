"""People whose personal data were erased, as a coordinator meets them: in the lists, the journal, the past and undo."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.actor import ADMIN, Actor
from models.clock import FixedClock
from models.erasing import NAME
from models.services import retention, staffing
from models.tables import Person, Seat
from models.uow import unit_of_work
from screens.orang import Orang
from tests.screens.conftest import NOW, City, start

LATER = NOW + timedelta(days=500)
"""The terms of Pemilu 2024 are over for longer than a year."""
NEW = "Bagus Rahwana"


@pytest.fixture
def erased(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """Somebody was appointed by the user; long afterwards all were erased."""
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    database, election = city.database(), city.elections["pemilu-2024"]
    with database.read() as connection:
        found = select(Seat.c.id, Seat.c.unit).where(Seat.c.election == election.code, Seat.c.tenure_id.is_(None))
        seat = connection.execute(found.order_by(Seat.c.unit, Seat.c.rank).limit(1)).one()
    with unit_of_work(
        database, FixedClock(NOW + timedelta(days=2)), city.actor, "appoint", seat.unit, election
    ) as work:
        staffing.appoint(work, staffing.Appointment(seat.id, NEW, NOW.date(), "1/2024"))
    clock = FixedClock(LATER)
    done = retention.retain(database, city.elections, retention.cutoff("1y", LATER.date()), clock, Actor("evi", ADMIN))
    with database.read() as connection:
        left = set(connection.scalars(select(Person.c.name)))
    assert done.people > 1
    assert NAME in left
    assert NEW not in left
    database.close()
    return city


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_seats_stay_and_names_say_that_they_were_erased(erased: City, size: tuple[int, int]) -> None:
    async with start(erased, "personel", size=size, clock=FixedClock(LATER)) as user:
        assert NAME[:12] in user.picture
        await user.press("filter")
        await user.type("rahwana")
        assert "Tidak ada yang cocok" in user.picture
        await user.press("back")
        for _row in range(3):
            await user.press("down")
        await user.press("person")
        assert isinstance(user.app.front, Orang), user.picture
        assert NAME in user.picture


async def test_the_journal_tells_what_was_done_and_not_about_whom(erased: City) -> None:
    async with start(erased, "aktivitas", clock=FixedClock(LATER), size=(120, 40)) as user:
        assert "menghapus data pribadi" in user.lines[2] + user.lines[3]
        assert f"mengangkat {NAME}" in user.picture
        assert NEW not in user.picture
        await user.press("filter")
        await user.type("privasi")
        await user.pilot.press("enter")
        await user.press("last")
        await user.press("open")
        assert "menghapus data pribadi dari" in user.picture
        assert "catatan 2" in user.picture


async def test_entries_of_another_year_have_room_for_their_time(erased: City) -> None:
    async with start(erased, "aktivitas", clock=FixedClock(LATER)) as user:
        assert "31 Jan 2024 20:00" in user.picture


async def test_undo_says_why_not(erased: City) -> None:
    async with start(erased, "aktivitas", clock=FixedClock(LATER)) as user:
        await user.press("undo")
        assert "tidak dapat diurungkan: data pribadinya sudah dihapus" in user.picture


async def test_the_past_shows_that_they_were_erased(erased: City) -> None:
    async with start(erased, "personel", clock=FixedClock(NOW + timedelta(days=4)), size=(120, 40)) as user:
        await user.press("past-back")
        assert "LAYAR LAMPAU" in user.lines[0]
        assert NAME[:12] in user.picture
        await user.press("aktivitas")
        assert f"mengangkat {NAME}" in user.picture
