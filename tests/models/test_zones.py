"""The books of the polling day close where polling opens, at 07:00 there: in Jayapura two hours before Magelang."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from models import queries
from models.clock import WIB, at_place
from models.rules.schema import Election, Region, RegionRules, TpsCount, TpsRules
from models.services import check, evidence, setup
from tests.models.town import SARI, Town

CACABAN, NUMBAY = "33.71.03.1002", "91.71.02.1001"
NAMES = ("id", "33", "33.71", "33.71.03", CACABAN, "91", "91.71", "91.71.02", NUMBAY)


@pytest.fixture
def nation(tmp_path: Path, elections: dict[str, Election]) -> Iterator[Town]:
    """Indonesia with two kelurahan."""
    counts = {CACABAN: TpsCount(regular=1), NUMBAY: TpsCount(regular=2)}
    region = RegionRules(
        code="id",
        edition="uji",
        timezone="WIB",
        regions=tuple(Region(code=code, name=code) for code in NAMES),
        tps={"pemilu-2024": TpsRules(source="uji", counts=counts)},
    )
    setup.create(tmp_path / "id.db", region, list(elections.values()), datetime(2024, 2, 13, 20, tzinfo=WIB), SARI)
    town = Town(tmp_path / "id.db", elections)
    yield town
    town.close()


def ready(town: Town, unit: str) -> int:
    """SIAP of "Surat suara" as the board of a unit shows it now."""
    with town.database.read() as connection:
        board = queries.board.board(connection, town.election, unit, at_place(town.clock.now(), unit))
        return board.own.standing.assessments["L2"].counts.siap


def test_what_stood_when_polling_opened(nation: Town) -> None:
    nation.at(2024, 2, 14, 5, 30)  # polling is open in Numbay since half an hour
    for unit in (NUMBAY, CACABAN):
        nation.area("L2", unit)
    assert [ready(nation, unit) for unit in ("91.71", "33.71", "id")] == [2, 1, 3]
    nation.at(2024, 2, 14, 22, 30)  # the 15th in Numbay
    assert [ready(nation, unit) for unit in (NUMBAY, "91.71", "91")] == [0, 0, 0]
    assert [ready(nation, unit) for unit in ("33.71", "id")] == [1, 3]
    nation.at(2024, 2, 15, 12)
    assert [ready(nation, unit) for unit in ("91.71", "33.71", "id")] == [0, 1, 3]
    assert nation.wrong() == []


def test_the_nation_keeps_the_order_of_events(nation: Town) -> None:
    """Written in Numbay on its 14th, then in Cacaban on its 13th: the nation's last word holds both."""
    nation.at(2024, 2, 13, 22, 30)
    nation.area("L2", NUMBAY)
    nation.at(2024, 2, 13, 23)
    nation.area("L2", CACABAN)
    nation.at(2024, 2, 20)
    assert [ready(nation, unit) for unit in ("91.71", "33.71", "id")] == [2, 1, 3]


def test_a_write_about_the_whole_nation_is_booked_where_it_belongs(nation: Town) -> None:
    nation.at(2024, 2, 14, 6)
    nation.nihil("L2", "id")
    with nation.work(unit="id") as work:
        rule = nation.election.indicator("L2")
        evidence.record_area(work, rule, "id", reference="BA 1")
    nation.at(2024, 2, 16)
    assert [ready(nation, unit) for unit in (NUMBAY, CACABAN, "91", "33", "id")] == [0, 1, 0, 1, 3]
    assert list(check.faults(nation.database, nation.elections)) == []
