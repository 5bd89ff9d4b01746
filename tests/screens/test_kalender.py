"""Kalender: there at once, both elections on one line of time, every deadline with its regulation."""

from __future__ import annotations

from datetime import datetime

from models.clock import WIB, FixedClock
from screens.kalender import Kalender
from tests.screens.conftest import City, User, start


def screen(user: User) -> Kalender:
    found = user.app.front
    assert isinstance(found, Kalender)
    return found


async def test_next_deadlines_and_stages_are_there(city: City) -> None:
    async with start(city, "kalender") as user:
        assert "Tenggat berikutnya" in user.lines[3]
        assert "H-7 · 7 hr" in user.line("Bimtek KPPS")
        assert "Tahapan Pemilu 2024" in user.picture
        assert "│" in user.line("Coklit")[60:78]
        assert all(len(line) == 80 for line in user.lines)


async def test_it_needs_no_database(city: City) -> None:
    city.path.write_bytes(b"not a database" * 500)
    async with start(city, "kalender") as user:
        assert "Tenggat berikutnya" in user.lines[3]


async def test_with_room_days_are_written_out(city: City) -> None:
    async with start(city, "kalender", size=(120, 40)) as user:
        assert "28 Nov 2023 – 10 Feb 2024" in user.line("Kampanye")
        assert "berjalan · 10 hr" in user.line("Kampanye")
        assert "▼" in user.line("Pemungutan suara")
        assert "2023" in user.lines[2]
        assert "═" in user.line("Coklit")


async def test_the_other_election_comes_first_when_one_switches(city: City) -> None:
    async with start(city, "kalender") as user:
        await user.press("election")
        headings = [key for key in screen(user).entries if key[0] == "stages" and len(key) == 2]
        assert headings == [("stages", "pilkada-2024"), ("stages", "pemilu-2024")]
        assert "Tahapan Pilkada 2024" in user.picture


async def test_enter_tells_the_basis_and_what_is_not_certain(city: City) -> None:
    async with start(city, "kalender") as user:
        await user.press("down", "open")
        assert "dasar" in user.line("dasar")
        await user.press("back")
        assert "dasar" not in user.picture
        grid = screen(user).grid
        grid.move_to(("tenure", "pilkada-2024", "ppk"))
        await user.press("open")
        assert "belum dipastikan" in user.picture
        await user.press("open")
        grid.move_to(next(key for key, entry in screen(user).entries.items() if "Putaran kedua" in entry.name))
        await user.press("open")
        assert user.picture.count("tidak dilaksanakan") >= 2
        await user.press("open")
        await user.press("first", "open")
        assert "Tenggat berikutnya" in user.lines[3]


async def test_filter_as_one_types(city: City) -> None:
    async with start(city, "kalender") as user:
        await user.press("filter")
        await user.type("coklit")
        assert "Coklit" in user.lines[3]
        await user.press("back", "first")
        assert "Tenggat berikutnya" in user.lines[3]


async def test_years_later_nothing_is_left(city: City) -> None:
    async with start(city, "kalender", clock=FixedClock(datetime(2026, 5, 1, 9, 0, tzinfo=WIB))) as user:
        assert "tidak ada lagi" in user.lines[4]
        await user.press("page-down", "page-up", "last", "first")
        assert "tidak ada lagi" in user.lines[4]


async def test_who_is_in_office_between_the_elections(city: City) -> None:
    async with start(city, "kalender", size=(120, 40), clock=FixedClock(datetime(2024, 4, 20, 9, tzinfo=WIB))) as user:
        grid = screen(user).grid
        assert grid.move_to(("offices", "ppk"))
        await user.settled()
        row = next(line for line in user.lines if "kosong 5 Apr–15 Mei 2024" in line)
        assert "PPK" in row
        assert "tidak ada" in row
        await user.press("open")
        assert "Kamis 4 April 2024" in user.picture
        assert "5 Apr–15 Mei 2024 (41 hr)" in user.picture
        assert "Kamis 16 Mei 2024" in user.picture


async def test_what_a_due_day_waits_for_and_what_waits_for_it(city: City) -> None:
    async with start(city, "kalender", size=(120, 40)) as user:
        await user.press("filter")
        await user.type("linmas terisi")
        await user.press("form-accept", "open")
        said = user.line("ditunggu")
        assert "P4 Berkas" in said
        assert "P5 Bimtek" in said
        assert "tahapan saat itu" in user.picture
