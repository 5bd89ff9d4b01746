"""An election that does not ship, with an indicator of its own: it is on every screen and in every file, without a line
of code."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from models.actor import Actor
from models.clock import WIB, FixedClock
from models.rules import loader
from models.services import evidence
from models.services.setup import create
from models.uow import unit_of_work
from screens.context import Place
from tests.screens.conftest import KOTA, TENGAH, City, start

CODE = "pemilu-2029"
INDICATOR = """
[[indicators]]
code = "Z9"
name = "Genset TPS diuji"
short = "Genset"
weight = 1
gate = true
counts = "tps"
start = 30
due = 7
needs = ["L1"]
evidence = "photo"
basis = "kebijakan"
owner = "PPS"
panel = true
"""
NOW = datetime(2029, 1, 31, 20, 0, tzinfo=WIB)


@pytest.fixture
def elsewhere(tmp_path: Path) -> City:
    """Kota Magelang before an election whose file was written today."""
    shipped = Path(loader.__file__).parent / "pemilu-2024.toml"
    text = shipped.read_text("utf-8").replace("2024", "2029").replace("2023", "2028").replace("2022", "2027")
    at = text.index('code = "S2"')
    weight = text.index("weight = 1", at)
    text = f"{text[:weight]}weight = 0{text[weight + len('weight = 1') :]}{INDICATOR}"
    (tmp_path / f"{CODE}.toml").write_text(text, "utf-8")
    election = loader.load_election(CODE, directory=tmp_path)
    region = loader.load_region(KOTA)
    shape = loader.msgspec.structs.replace(region, tps={CODE: region.tps["pemilu-2024"]})
    create(tmp_path / "siaga.db", shape, [election], NOW, Actor("siaga", "admin"))
    city = City(tmp_path / "siaga.db", {CODE: election}, Actor("sari", "kpu"))
    database = city.database()
    with unit_of_work(database, FixedClock(NOW), city.actor, "evidence", TENGAH, election) as work:
        evidence.record_area(work, election.indicator("Z9"), f"{TENGAH}.1001", reference="IMG_1.jpg")
    database.close()
    return city


def shown(unit: str = TENGAH) -> dict[str, object]:
    return {"unit": unit, "size": (120, 40), "clock": FixedClock(NOW), "place": Place(CODE, unit)}


async def test_it_is_on_the_screens(elsewhere: City) -> None:
    async with start(elsewhere, "papan", **shown(KOTA)) as user:  # type: ignore[arg-type]
        assert "Genset" in user.picture  # its line on the panels, and what must be done
        await user.press("kesiapan")
        row = user.line("Z9 ▣")
        assert "Genset" in row
        assert "■ MERAH" in row or "? BELUM" in row or "▲" in row
        await user.press("blockers", "next-list")
        assert "Z9" in user.line("L1 Kit lengkap")  # what waits for it
        await user.press("pace")
        assert "Genset" in user.picture
        await user.press("kalender", "filter")
        await user.type("genset")
        assert "Genset" in user.picture


async def test_its_items_are_recorded_with_its_usual_evidence(elsewhere: City) -> None:
    async with start(elsewhere, "kesiapan", indicator="Z9", **shown()) as user:  # type: ignore[arg-type]
        await user.press("open", "evidence")
        assert "▸foto" in user.picture
        await user.type("IMG2.jpg")
        await user.press("form-accept")
        assert "Bukti Genset dicatat" in user.picture


def test_it_is_in_the_files(elsewhere: City, tmp_path: Path) -> None:
    from models.exchange import export, writing
    from models.queries import board

    election, database = elsewhere.elections[CODE], elsewhere.database()
    with database.read() as connection:
        found = board.board(connection, election, KOTA, NOW)
        table = export.standings(election, found.children, "papan")
        writing.write(table, tmp_path / "papan.csv", "csv")
        items = export.items(connection, election, election.indicator("Z9"), TENGAH, ((),))
        writing.write(items, tmp_path / "butir.csv", "csv")
    database.close()
    rows = list(csv.reader((tmp_path / "papan.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert any("Z9" in cell for row in rows for cell in row)
    assert "IMG_1.jpg" in (tmp_path / "butir.csv").read_text("utf-8-sig")
