"""WIB, WITA and WIT: every place has its own day and hours, whatever the office's clock says."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.actor import KPU, Actor
from models.clock import WIB, WIT, FixedClock
from models.errors import Refused
from models.rules.loader import load_elections
from models.rules.schema import Region, RegionRules, TpsCount, TpsRules
from models.services import evidence, setup
from models.uow import unit_of_work
from screens.widgets.bars import TopBar
from tests.screens.conftest import City, start

NIGHT = datetime(2024, 2, 13, 23, 30, tzinfo=WIB)
MAGELANG, JAYAPURA, NUMBAY = "33.71", "91.71", "91.71.02.1001"
NAMES = {
    "id": "Indonesia",
    "33": "Jawa Tengah",
    MAGELANG: "Kota Magelang",
    "33.71.03": "Magelang Tengah",
    "33.71.03.1002": "Cacaban",
    "91": "Papua",
    JAYAPURA: "Kota Jayapura",
    "91.71.02": "Jayapura Selatan",
    NUMBAY: "Numbay",
}


@pytest.fixture
def nation(tmp_path: Path) -> City:
    """Indonesia, as far as Cacaban and Numbay are concerned."""
    counts = {"33.71.03.1002": TpsCount(regular=1), NUMBAY: TpsCount(regular=2)}
    region = RegionRules(
        code="id",
        edition="uji",
        timezone="WIB",
        regions=tuple(Region(code=code, name=name) for code, name in NAMES.items()),
        tps={"pemilu-2024": TpsRules(source="uji", counts=counts)},
    )
    elections = load_elections(("pemilu-2024", "pilkada-2024"))
    path = setup.create(tmp_path / "id.db", region, list(elections.values()), NIGHT, Actor("siaga", "admin"))
    return City(path, elections, Actor("sari", KPU))


async def test_the_day_and_the_hours_are_those_of_the_place(nation: City) -> None:
    places: dict[str, Any] = {"clock": FixedClock(NIGHT), "home": "id", "names": dict(NAMES)}
    async with start(nation, unit=MAGELANG, size=(100, 30), **places) as user:
        assert "Sel 13 Feb 2024 23:30 WIB" in user.line("SIAGA")
        assert "H-1" in user.picture
        assert "HARI-H" not in user.picture
        user.app.go(type(user.app.context.place)("pemilu-2024", JAYAPURA))
        await user.settled()
        assert "Rab 14 Feb 2024 01:30 WIT" in user.line("SIAGA")
        assert "HARI-H" in user.picture
        assert "05:30" in user.line("HARI-H")  # until it opens at 07:00 WIT, which is 05:00 WIB
        await user.press("kalender")
        assert "Rabu 14 Februari 2024" in user.picture


@pytest.mark.parametrize(("width", "said"), [(160, "Rab 14 Feb 2024 01:30 WIT"), (66, "01:30 WIT")])
async def test_a_time_away_from_the_office_names_its_zone(nation: City, width: int, said: str) -> None:
    with unit_of_work(
        nation.database(), FixedClock(NIGHT), nation.actor, "nihil", NUMBAY, nation.elections["pemilu-2024"]
    ) as work:
        evidence.report_nihil(work, work.rules.indicator("L2"), NUMBAY)
    places: dict[str, Any] = {"clock": FixedClock(NIGHT), "home": "id", "names": dict(NAMES)}
    async with start(nation, "aktivitas", unit=JAYAPURA, size=(width, 24), **places) as user:
        bar = user.app.screen.query_one(TopBar)
        assert said in "".join(text for text, _style in bar.lines(width, 1)[0])
        assert "waktu WIT" in user.picture
        assert "01:30:00" in user.line("melaporkan nihil")
        user.app.go(type(user.app.context.place)("pemilu-2024", "id"))
        await user.settled()
        assert "waktu WIB" in user.picture
        assert "23:30:00" in user.line("melaporkan nihil")


async def test_a_day_that_has_begun_there_may_be_written(nation: City) -> None:
    """The 14th is today in Numbay and still the future in Cacaban."""
    election, day = nation.elections["pemilu-2024"], date(2024, 2, 14)
    database, clock = nation.database(), FixedClock(NIGHT)

    def record(unit: str) -> int:
        with unit_of_work(database, clock, nation.actor, "evidence", unit, election) as work:
            return evidence.record_area(work, election.indicator("L2"), unit, reference="BA 1", on=day)

    assert record(NUMBAY) == 2
    with pytest.raises(Refused) as caught:
        record("33.71.03.1002")
    assert caught.value.code == "date_future"
    database.close()
    assert nation.context(NUMBAY, clock=clock).today() == day
    assert nation.context("id", clock=clock).today(NUMBAY) == day
    assert nation.context("id", clock=FixedClock(NIGHT.astimezone(WIT))).today("33.71") == date(2024, 2, 13)
