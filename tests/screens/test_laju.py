"""Laju: the pace of every indicator, in words and as a curve."""

from __future__ import annotations

from datetime import timedelta

from models.clock import FixedClock
from models.services import evidence
from models.uow import unit_of_work
from screens.presenters import glyphs
from tests.screens.conftest import CACABAN, NOW, TENGAH, City, start

AREAS = ("33.71.03.1001", CACABAN, "33.71.03.1003", "33.71.03.1004")


def ballots_counted(city: City) -> None:
    """A kelurahan of Tengah a day, the last one today."""
    election, database = city.elections["pemilu-2024"], city.database()
    for ago, area in zip((3, 2, 1, 0), AREAS, strict=True):
        clock = FixedClock(NOW - timedelta(days=ago))
        with unit_of_work(database, clock, city.actor, "evidence", area, election) as work:
            evidence.record_area(work, election.indicator("L2"), area, reference="BA 1")
    database.close()


async def test_the_pace_stands_under_the_indicators_and_behind_a_key(city: City) -> None:
    ballots_counted(city)
    async with start(city, "kesiapan", unit=TENGAH, indicator="L2", size=(120, 40)) as user:
        said = user.line("laju: perlu")
        assert "/hari · 7 hari ini" in said
        assert "selesai H-" in said
        await user.press("pace")
        assert user.app.current_mode == "laju"
        assert user.app.front.grid.key == "L2"  # type: ignore[union-attr]
        assert said.strip().removeprefix("laju: ") in user.picture
        assert "H-30" in user.picture
        assert "kini" in user.picture
        assert any("\u2801" <= sign <= "\u28ff" for sign in user.picture)
        await user.press("back")
        assert user.app.current_mode == "kesiapan"


async def test_what_is_late_stands_first_and_enter_opens_it(city: City) -> None:
    ballots_counted(city)
    async with start(city, "laju", unit=TENGAH) as user:
        grid = user.app.front.grid  # type: ignore[union-attr]
        rows = [row.key for row in grid.window.rows]
        assert rows.index("L2") < rows.index("L3")  # late, before what has not begun
        assert grid.move_to("L3")
        await user.settled()
        assert "belum waktunya" in user.line("Kit di TPS")
        grid.move_to("L2")
        await user.press("open")
        assert user.app.current_mode == "kesiapan"
        assert user.app.front.indicators.key == "L2"  # type: ignore[union-attr]


async def test_a_font_without_braille_has_its_curve_too(city: City) -> None:
    ballots_counted(city)
    glyphs.use("ascii")
    async with start(city, "laju", unit=TENGAH, indicator="L2") as user:
        assert "***" in user.picture
        assert not any("\u2800" <= sign <= "\u28ff" for sign in user.picture)
