"""Penahan: from "why red" to the cause, who must move, and the items, in three keys."""

from __future__ import annotations

from tests.screens.conftest import TENGAH, City, start


async def test_from_the_board_to_the_items_in_three_keys(city: City) -> None:
    async with start(city, "papan", unit=TENGAH, size=(120, 40)) as user:
        await user.press("blockers")
        assert user.app.current_mode == "penahan"
        assert "Yang sudah jatuh tempo tertahan oleh" in user.lines[1]
        first = user.app.front.grid.key  # type: ignore[union-attr]
        assert "yang bertindak:" in user.picture
        await user.press("open")
        assert user.app.current_mode == "kesiapan"
        assert user.app.context.place.unit == first[1]
        assert user.app.front.indicators.key == first[0]  # type: ignore[union-attr]
        await user.press("open")
        assert "butir" in user.picture or "belum" in user.picture


async def test_an_empty_seat_says_what_waits_for_it(city: City) -> None:
    async with start(city, "penahan", unit=TENGAH, size=(120, 40)) as user:
        row = user.line("P3 KPPS+Linmas")
        assert "→" in row
        assert "P4" in row
        assert "PPS" in row


async def test_every_day_in_turn_and_back_to_the_first(city: City) -> None:
    async with start(city, "penahan", unit=TENGAH) as user:
        titles = [user.lines[1]]
        for _turn in range(3):
            await user.press("next-list")
            titles.append(user.lines[1])
        assert "H-7 tertahan oleh" in titles[1]
        assert "H-1 tertahan oleh" in titles[2]
        assert titles[3] == titles[0]
        await user.press("back")
        assert user.app.current_mode == "papan"
