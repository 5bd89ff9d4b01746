"""Going back in time on screen: marked, read-only, and back again."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual import events

from models.clock import FixedClock
from models.uow import unit_of_work
from screens import keys
from screens.dialogs.moment import MomentDialog
from screens.widgets.bars import KeyBar
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, User, start

LATER = NOW + timedelta(days=3)
"""The present of these tests: three days after the city was filled."""


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made."""
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def record(city: City, code: str, at: datetime, unit: str = CACABAN) -> int:
    """A colleague records an indicator of a whole unit."""
    from models.services import evidence

    election = city.elections["pemilu-2024"]
    database = city.database()
    try:
        with unit_of_work(database, FixedClock(at), city.actor, "evidence", unit, election) as work:
            return evidence.record_area(work, election.indicator(code), unit, reference="BA 1")
    finally:
        database.close()


def held(copies: Path) -> list[Path]:
    """The copies that are there."""
    return list(copies.iterdir())


def bar(user: User) -> str:
    """The first line."""
    return user.lines[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_day_back_is_marked_and_shows_what_was_known(city: City, copies: Path, size: tuple[int, int]) -> None:
    record(city, "L2", LATER - timedelta(hours=1), TENGAH)
    async with start(city, "kesiapan", size=size, unit=TENGAH, clock=FixedClock(LATER)) as user:
        present = user.line("Surat suara")
        await user.press("past-back")
        assert "◀◀ Jum 2 Feb 2024 23:59 LAYAR LAMPAU · hanya baca" in bar(user)
        assert user.line("Surat suara") != present
        assert len(held(copies)) == 1
        await user.press("past-on")
        assert "LAMPAU" not in user.picture
        assert user.line("Surat suara") == present
    assert held(copies) == []


async def test_the_present_stands_beside_the_figures_of_then(city: City, copies: Path) -> None:
    record(city, "L2", LATER - timedelta(hours=1), TENGAH)
    async with start(city, "kesiapan", unit=TENGAH, clock=FixedClock(LATER)) as user:
        assert "134/134 100 " in user.line("Surat suara")
        assert " kini " not in user.lines[2]
        await user.press("past-back")
        assert "% kini tgt" in user.lines[2]
        assert re.search(r" 0/134 +0 +100 ", user.line("Surat suara"))
        await user.press("past-on")
        assert " kini " not in user.lines[2]


async def test_every_screen_shows_that_moment(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        await user.press("past-back", "past-back")
        for mode in (*keys.MODES[1:], "settings", "board"):
            await user.press(mode)
            assert "◀◀ Kam 1 Feb 2024 23:59 LAYAR LAMPAU · hanya baca" in bar(user), mode
        await user.press("personel", "down", "person")
        assert (user.app.current_mode, "LAYAR LAMPAU" in bar(user)) == ("orang", True)
        await user.press("heirs")
        assert (user.app.current_mode, "LAYAR LAMPAU" in bar(user)) == ("waris", True)
        await user.press("back", "back", "risk")
        assert (user.app.current_mode, "LAYAR LAMPAU" in bar(user)) == ("risiko", True)


async def test_esc_at_the_top_returns_to_where_one_left(city: City, copies: Path) -> None:
    async with start(city, "personel", unit=TENGAH, clock=FixedClock(LATER)) as user:
        await user.press("past-back", "board", "back")
        assert user.app.context.place.unit == KOTA
        assert "LAYAR LAMPAU" in bar(user)
        await user.press("back")
        assert "LAYAR LAMPAU" not in bar(user)
        assert (user.app.context.place.unit, user.app.current_mode) == (TENGAH, "personel")
        assert "Kembali ke kini" in user.picture
        assert not user.app.context.readonly
    assert held(copies) == []


async def test_then_and_now_stand_side_by_side(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        siap = user.line("siap ")
        record(city, "L2", LATER, KOTA)
        record(city, "P5", LATER, KOTA)
        await user.press("past-back")
        line = user.line("(kini ")
        assert line.count("kini") == 3
        assert siap.split()[2] != line.split("(kini ")[1].split(")")[0]
    async with start(city, unit=CACABAN, size=(120, 40), clock=FixedClock(LATER)) as user:
        await user.press("past-back")
        assert "kini" in user.picture


async def test_what_writes_is_not_offered_and_says_why(city: City, copies: Path) -> None:
    async with start(city, size=(120, 40), clock=FixedClock(LATER)) as user:
        await user.press("past-back")
        for mode, where in (("personel", "personel"), ("kesiapan", "kesiapan"), ("board", "board")):
            await user.press(mode, "down")
            offered = {name for name, _key, _label in keys.footer((where, *keys.EVERYWHERE), readonly=True)}
            for key in keys.of((where, "app")):
                name = key.action.partition(".")[2].partition("(")[0]
                if not key.writes or not hasattr(user.app.screen, f"action_{name}"):
                    continue
                assert key.id not in offered
                user.app.screen.query_one(KeyBar).say("")
                await user.press(key.id)
                assert "sudah lampau" in user.lines[-1], (mode, key.id)
                assert user.app.screen is user.app.front


async def test_a_moment_is_asked_for(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        await user.press("past-at")
        user.app.screen.query_one("TextField").entry.value = ""  # type: ignore[attr-defined]
        await user.type("1 feb 2024")
        await user.pilot.press("tab")
        await user.type("8.30")
        await user.pilot.press("enter")
        await user.settled()
        assert "◀◀ Kam 1 Feb 2024 08:30 LAYAR LAMPAU" in bar(user)


async def test_before_the_first_entry_nothing_was_known(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        await user.press(*["past-back"] * 3)
        assert "31 Jan 2024" in bar(user)
        await user.press("past-back")
        assert "31 Jan 2024" in bar(user)
        assert "Catatan pertama" in user.lines[-1]


async def test_the_present_goes_on_meanwhile_and_is_fresh_on_return(city: City, copies: Path) -> None:
    async with start(city, "kesiapan", unit=CACABAN, clock=FixedClock(LATER)) as user:
        await user.press("past-back")
        before = user.line("Surat suara")
        record(city, "L2", LATER)
        await user.pilot.pause(0.6)
        await user.settled()
        assert user.line("Surat suara") == before
        await user.press("past-on")
        assert user.line("Surat suara") != before


async def test_a_further_day_takes_the_same_copy(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        await user.press("past-back")
        (folder,) = held(copies)
        await user.press("past-back")
        assert held(copies) == [folder]
        await user.press("past-on")  # onward what was taken back is not there any more
        (other,) = held(copies)
        assert other != folder
        assert "Jum 2 Feb 2024 23:59" in bar(user)


async def test_from_a_moment_of_the_command_line_one_goes_further(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER), as_of=LATER, readonly=True) as user:
        assert "◀◀ Sab 3 Feb 2024 20:00 LAYAR LAMPAU" in bar(user)
        await user.press("past-back")
        assert "◀◀ Jum 2 Feb 2024 23:59 LAYAR LAMPAU" in bar(user)
        await user.press("past-on", "past-on")
        assert "◀◀ Sab 3 Feb 2024 20:00 LAYAR LAMPAU" in bar(user)
        assert "Ini sudah yang terbaru" in user.lines[-1]
        await user.press("undo")
        assert "sudah lampau" in user.lines[-1]


async def test_the_way_back_is_offered_first(city: City, copies: Path) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        assert "] Maju" not in user.lines[-1]
        await user.press("past-back")
        assert "[ Mundur  ] Maju  Esc Kembali" in user.lines[-1]
        assert "= Andai" not in user.lines[-1]
        await user.press("past-on")
        user.app.screen.query_one(KeyBar).say("")
        assert "Esc Kembali" not in user.lines[-1]


async def test_at_present_there_is_nothing_later(city: City) -> None:
    async with start(city, clock=FixedClock(LATER)) as user:
        await user.press("past-on")
        assert "Ini sudah yang terbaru" in user.lines[-1]
        await user.press("back")
        assert "Kembali ke kini" not in user.picture


async def test_who_is_not_there_yet_has_no_card(city: City, copies: Path) -> None:
    """A person's card stays open while time goes back before they came."""
    async with start(city, "personel", unit=CACABAN, clock=FixedClock(LATER)) as user:
        await user.press("down", "person")
        assert user.app.current_mode == "orang"
        await user.press("past-at")
        dialog = user.app.screen
        assert isinstance(dialog, MomentDialog)
        dialog.day.entry.value, dialog.hour.entry.value = "31-01-2024", "00:01"
        await user.pilot.press("enter")
        await user.settled()
        assert "◀◀ Rab 31 Jan 2024 00:01 LAYAR LAMPAU" in bar(user)
        assert user.app.current_mode == "orang"


async def test_esc_gives_the_preparation_up(city: City, copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from models import past

    began, go = threading.Event(), threading.Event()
    take_back = past.take_back

    def slowly(*given: object) -> int:
        began.set()
        go.wait(20)
        return take_back(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(past, "take_back", slowly)
    async with start(city, clock=FixedClock(LATER)) as user:
        user.app.post_message(events.Key("left_square_bracket", "["))
        for _attempt in range(500):
            await user.pilot.pause(0.01)
            if began.is_set() and "menyiapkan" in user.lines[-1]:
                break
        assert "menyiapkan keadaan Jum 2 Feb 2024" in user.lines[-1]
        user.app.post_message(events.Key("2", "2"))  # waits its turn
        await user.pilot.pause(0.1)
        assert user.app.current_mode == "papan"
        user.app.post_message(events.Key("escape", None))
        await user.pilot.pause(0.1)
        go.set()
        await user.settled()
        assert user.app.context.as_of is None
        assert user.app.current_mode == "personel"
        assert held(copies) == []
