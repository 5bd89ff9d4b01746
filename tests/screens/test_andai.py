"""What if, on screen: asked for, marked on every screen, told in figures, gone with Esc; nothing is recorded."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from models.feed import last_seq
from screens import keys
from screens.dialogs.andai import AndaiDialog
from screens.dialogs.details import Details
from tests.screens.conftest import CACABAN, KOTA, TENGAH, City, User, start


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made."""
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def head(city: City) -> int:
    """The number of the newest entry."""
    database = city.database()
    with database.read() as connection:
        found = last_seq(connection)
    database.close()
    return found


def held(copies: Path) -> list[Path]:
    return list(copies.iterdir())


async def ask(user: User, kind: str, **fields: str) -> None:
    """Fill the form in and send it."""
    await user.press("suppose")
    dialog = user.app.screen
    assert isinstance(dialog, AndaiDialog)
    dialog.kind.fill(kind)
    await user.settled()
    for name, said in fields.items():
        getattr(dialog, name).entry.value = said
    await user.pilot.press("enter")
    await user.settled()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_people_resign_on_a_copy(city: City, copies: Path, size: tuple[int, int]) -> None:
    before, bytes_before = head(city), city.path.read_bytes()
    async with start(city, size=size) as user:
        await user.press("personel")
        mark = "ANDAI 1 % KPPS mundur di H-3 · tidak dicatat"
        await ask(user, "resign", h="3")
        assert isinstance(user.app.screen, Details)
        assert mark in user.lines[0]
        assert "25 kursi · ada cadangannya 0 → KURANG 25" in user.picture
        assert "■ MERAH" in user.line(" P3 KPPS+Linmas")
        await user.pilot.press("escape")
        for mode in (*keys.MODES, "settings"):
            await user.press(mode)
            assert mark in user.lines[0], mode
        await user.press("board")
        assert "(nyata " in user.picture
        await user.press("past-back")
        assert "Ini ANDAI" in user.lines[-1]
        await user.press("undo")
        assert "tidak ada yang dicatat" in user.lines[-1]
        await user.press("export")
        assert "tidak diekspor" in user.lines[-1]
        await user.press("suppose")
        assert isinstance(user.app.screen, Details)
        await user.pilot.press("escape")
        await user.press("back")
        assert "ANDAI" not in user.lines[0]
        assert user.app.current_mode == "personel"
    assert held(copies) == []
    assert head(city) == before
    assert city.path.read_bytes() == bytes_before


async def test_a_store_is_flooded(city: City) -> None:
    async with start(city, unit=TENGAH) as user:
        await ask(user, "flood", indicators="l2")
        assert "Tidak ada yang berubah oleh andai itu" in user.lines[-1]  # nothing was ready there
        assert "ANDAI" not in user.lines[0]


async def test_a_tps_is_merged(city: City) -> None:
    async with start(city, "kesiapan", unit=f"{CACABAN}.002") as user:
        await ask(user, "merge", into="3")
        assert "ANDAI TPS 002 digabung ke TPS 003 · tidak dicatat" in user.lines[0]
        assert "butir TPS 002 tidak dihitung lagi" in user.picture
        assert "pemilih TPS 003: tidak diketahui → tidak diketahui" in user.picture


async def test_wrong_entries_are_told(city: City) -> None:
    async with start(city, unit=CACABAN) as user:
        await ask(user, "resign", h="15", percent="0")
        assert "H-14 sampai H-0" in user.picture
        assert "1 sampai 100" in user.picture
        await user.pilot.press("escape", "y")
        await ask(user, "merge", tps="2", into="2")
        assert "TPS yang sama" in user.picture


async def test_only_what_can_be_there_is_offered(city: City) -> None:
    async with start(city, unit=KOTA) as user:
        await user.press("suppose")
        assert "gudang kebanjiran" in user.picture
        assert "TPS digabung" not in user.picture


async def test_from_the_past_nothing_is_supposed(city: City) -> None:
    from datetime import timedelta

    from models.clock import FixedClock
    from tests.screens.conftest import NOW

    async with start(city, clock=FixedClock(NOW + timedelta(days=2))) as user:
        await user.press("past-back", "suppose")
        assert "kembali dulu" in user.lines[-1]
    async with start(city, clock=FixedClock(NOW + timedelta(days=20))) as user:
        await user.press("suppose")
        assert "sudah lewat" in user.lines[-1]
