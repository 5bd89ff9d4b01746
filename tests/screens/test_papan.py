"""Papan: down to a TPS and back, at both sizes, live, and with every state said in words."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models import queries, services
from models.actor import Actor
from models.clock import WIB, FixedClock
from models.feed import last_seq
from models.readiness import Colour
from models.rules.loader import load_region
from models.services.appointment import Appointment
from models.services.setup import create
from models.tables import Region, Seat
from models.uow import unit_of_work
from screens.widgets.grid import Grid
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, start

WIDE = (120, 40)


def _record(city: City, code: str, unit: str, actor: str = "rini") -> None:
    """A colleague's evidence, from another opening of the database."""
    database = city.database()
    election = city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor(actor), "evidence", unit, election) as work:
        services.evidence.record_area(work, election.indicator(code), unit, reference="BA 1")
    database.close()


async def test_a_panel_for_each_kecamatan(city: City) -> None:
    async with start(city, size=WIDE) as user:
        shown = user.picture
        for name in ("Selatan", "Utara", "Tengah"):
            assert name in shown
        assert "H-14" in shown and "H-301" in shown
        assert "PPK 5/5" in shown or "PPK 4/5" in shown
        assert "Perlu tindakan" in shown and "Baru saja" in shown
        assert "■ MERAH" in shown


async def test_down_to_a_tps_and_back(city: City) -> None:
    async with start(city, size=WIDE) as user:
        await user.press("right", "right", "open")
        assert user.app.context.place.unit == TENGAH
        shown = user.picture
        assert "Tim Magelang Tengah" in shown and "Sek. PPK Sekretaris" in shown
        assert "Cacaban" in shown and "L2" in shown
        await user.press("down", "open")
        assert user.app.context.place.unit == CACABAN
        await user.press("last", "open")
        assert user.app.context.place.unit == f"{CACABAN}.902"
        assert "Surat suara terhitung" in user.picture and "KPPS Ketua" in user.picture
        await user.press("back", "back", "back")
        assert user.app.context.place.unit == KOTA
        await user.press("back")
        assert user.app.context.place.unit == KOTA


async def test_at_80_by_24_nothing_is_cut_that_matters(city: City) -> None:
    async with start(city) as user:
        lines = user.picture.splitlines()
        assert len(lines) == 24 and all(len(line) <= 80 for line in lines)
        assert sum("■ MERAH" in line or "▲ KUNING" in line for line in lines)
        assert "Perlu tindakan" in user.picture
        assert "1-9 Layar" in lines[-1]


async def test_a_colleagues_evidence_arrives(city: City) -> None:
    async with start(city, size=WIDE) as user:
        assert "0/134" in user.picture
        _record(city, "L2", CACABAN)
        for _attempt in range(300):
            if "25/134" in user.picture:
                break
            await user.pilot.pause(0.02)
        assert "25/134" in user.picture
        assert "rini" in user.picture


def _change(city: City, chance: random.Random) -> int:
    """Something that a colleague does; the number of its entry."""
    database, election = city.database(), city.elections["pemilu-2024"]
    try:
        with database.read() as connection:
            below = connection.scalars(select(Region.c.code).where(Region.c.level == 4).order_by(Region.c.code)).all()
            unit = chance.choice(below)
            here = (Seat.c.election == election.code, Seat.c.body == "kpps", Seat.c.unit.startswith(unit))
            seats = connection.execute(select(Seat).where(*here)).all()
        seat = chance.choice(seats)
        verb = chance.choice(["evidence", "appoint", "commitment", "escalate"])
        with unit_of_work(database, FixedClock(NOW), Actor("rini"), verb, unit, election) as work:
            if verb == "evidence":
                rule = election.indicator(chance.choice(["L1", "L2", "T1"]))
                services.evidence.record_area(work, rule, unit, reference="BA 1")
            elif verb == "commitment":
                services.synergy.promise(work, unit, said=f"janji {chance.random()}", owner="lurah", due=NOW.date())
            elif verb == "escalate":
                services.escalation.ask(work, unit, role="camat", subject=f"soal {chance.random()}", text="Yth.")
            elif seat.tenure_id is None:
                wanted = Appointment(seat.id, f"Orang {chance.random()}", NOW.date(), "SK 1")
                services.staffing.appoint(work, wanted)
            else:
                services.staffing.end_tenure(work, seat.id, NOW.date(), "mundur")
        with database.read() as connection:
            return last_seq(connection)
    finally:
        database.close()


@pytest.mark.parametrize("unit", [KOTA, TENGAH])
async def test_after_any_changes_a_board_shows_what_a_new_one_does(city: City, unit: str) -> None:
    """What is read, made, arranged and drawn only in part is the whole all the same."""
    chance = random.Random(unit)
    async with start(city, unit=unit, size=WIDE) as user:
        for _step in range(8):
            last = 0
            for _together in range(chance.choice([1, 1, 3])):
                last = _change(city, chance)
            for _attempt in range(500):
                if user.app._told >= last:
                    break
                await user.pilot.pause(0.02)
            await user.settled()
            async with start(city, unit=unit, size=WIDE) as anew:
                assert user.lines[1:-1] == anew.lines[1:-1]


async def test_after_polling_the_board_is_an_archive(city: City) -> None:
    later = FixedClock(datetime(2024, 2, 23, 9, 0, tzinfo=WIB))
    async with start(city, size=WIDE, clock=later) as user:
        shown = user.picture
        assert "H+9" in shown and "arsip" in shown


async def test_the_other_election(city: City) -> None:
    async with start(city, size=WIDE) as user:
        await user.press("election")
        shown = user.picture
        assert "perkiraan" in shown and "belum waktunya" in shown


async def test_an_action_opens_its_indicator(city: City) -> None:
    async with start(city, size=WIDE) as user:
        await user.press("next-panel", "next-panel", "next-panel")
        user.app.screen.query_one("#actions").focus()
        await user.press("open")
        assert user.app.current_mode == "kesiapan"


async def test_a_name_is_never_markup(city: City) -> None:
    database = city.database()
    election = city.elections["pemilu-2024"]
    with database.read() as connection:
        seats = queries.people.of_unit(connection, election, TENGAH, limit=1)
    with unit_of_work(database, FixedClock(NOW), Actor("rini"), "end", TENGAH, election) as work:
        services.staffing.end_tenure(work, seats[0].id, NOW.date(), "mundur")
    with unit_of_work(database, FixedClock(NOW), Actor("rini"), "appoint", TENGAH, election) as work:
        wanted = services.staffing.Appointment(seats[0].id, "Budi [/] [@click=app.quit]Wates[/b]", NOW.date())
        services.staffing.appoint(work, wanted)
    database.close()
    async with start(city, size=WIDE) as user:
        await user.press("right", "right", "open")
        assert "Budi [/] [@click=app.quit]" in user.picture


async def test_question_mark_explains_the_unit_under_the_cursor(city: City) -> None:
    async with start(city, size=WIDE) as user:
        await user.press("right", "right", "help")
        shown = user.picture
        assert "dari 100 butir berbobot sudah terbukti" in shown and "L2 Surat suara" in shown
        assert "Saring selagi mengetik" not in shown


async def test_up_again_one_stands_where_one_came_from(city: City) -> None:
    async with start(city, size=WIDE) as user:
        await user.press("right", "right", "open", "down", "open", "back")
        heat = user.app.screen.query_one("#heat", Grid)
        assert heat.key == CACABAN
        await user.press("back")
        assert user.app.focused is not None and user.app.focused.id == "panel-2"


async def test_the_bell_rings_when_something_turns_red(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[bool] = []
    async with start(city, size=WIDE) as user:
        monkeypatch.setattr(user.app.screen, "ring", lambda: rung.append(True))
        board = user.app.screen.data.board  # type: ignore[attr-defined]
        red = [one.code for one in board.children if one.standing.colour is Colour.RED]
        assert red and not rung
        user.app.screen._red = (user.app.screen._red[0], frozenset(red[1:]))  # type: ignore[attr-defined]
        await user.press("refresh")
        assert rung == [True]
        await user.press("refresh")
        assert rung == [True]


async def test_u_on_the_board_says_what_there_is_to_undo(city: City) -> None:
    _record(city, "L2", CACABAN, actor=city.actor.name)
    async with start(city) as user:
        await user.press("undo")
        assert "Urungkan perubahan ini?" in user.picture


async def test_an_archive_without_data_says_so(city: City, tmp_path: Path) -> None:
    late = datetime(2026, 11, 24, 6, tzinfo=WIB)
    fresh = City(tmp_path / "fresh.db", city.elections)
    create(fresh.path, load_region(KOTA), list(city.elections.values()), late, Actor("siaga", "admin"))
    async with start(fresh, size=WIDE, clock=FixedClock(late)) as user:
        assert "Arsip tanpa data" in user.picture and "tidak ada data" in user.picture


async def test_a_narrower_terminal_gets_a_table(city: City) -> None:
    async with start(city) as user:
        await user.pilot.resize_terminal(60, 20)
        await user.settled()
        assert not user.app.screen.query_one("#panels").display
        assert "Magelang Tengah" in user.picture
