"""Laporan: a report as it will be pasted, copied whole, written as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.actor import REHEARSAL
from screens.dialogs.export import ExportDialog
from tests.screens.conftest import KOTA, TENGAH, City, User, start

pytestmark = pytest.mark.usefixtures("home")


def text(user: User) -> str:
    found: str = user.app.front.text  # type: ignore[union-attr]
    return found


def files(home: Path) -> list[Path]:
    return list(home.iterdir())


async def test_the_sitrep_stands_as_it_is_pasted_and_is_copied_whole(city: City) -> None:
    async with start(city, unit=TENGAH, size=(120, 40)) as user:
        await user.press("report")
        assert user.app.current_mode == "laporan"
        assert "*SIAGA H-14 · Magelang Tengah, Kota Magelang*" in user.picture
        for line in text(user).splitlines():
            assert line.strip() in user.picture
        await user.press("copy")
        assert user.app.clipboard == text(user)
        assert "Laporan dikirim" in user.picture


@pytest.mark.parametrize(("turns", "name"), [(0, "laporan-wa"), (1, "laporan-html"), (2, "laporan-desk")])
async def test_each_kind_is_written_as_it_is(city: City, home: Path, turns: int, name: str) -> None:
    async with start(city, "laporan") as user:
        await user.press(*["next-list"] * turns)
        expected = text(user)
        await user.press("export")
        assert isinstance(user.app.screen, ExportDialog)
        await user.press("form-accept")
        (path,) = files(home)
        assert path.name in user.picture
    assert path.name.startswith(f"{name}-{KOTA}-20240131-2000.")
    assert path.read_text("utf-8") == expected
    assert path.suffix == (".html" if turns == 1 else ".txt")


async def test_at_80_columns_the_key_bar_names_what_a_report_is_for(city: City) -> None:
    async with start(city, "laporan") as user:
        assert "f Daftar  y Salin  e Ekspor" in user.picture.splitlines()[-1]


async def test_a_page_is_not_copied_and_its_kinds_go_round(city: City) -> None:
    async with start(city, "laporan", size=(120, 40)) as user:
        first = text(user)
        await user.press("next-list", "copy")
        assert "e menulisnya ke berkas" in user.picture
        assert user.app.clipboard == ""
        await user.press("next-list")
        assert "LAPORAN MEJA SENIN" in user.picture
        await user.press("next-list")
        assert text(user) == first


async def test_a_rehearsal_says_so_wherever_it_is_pasted(city: City) -> None:
    with closing(sqlite3.connect(city.path)) as raw, raw:
        raw.execute("UPDATE journal SET actor = ? WHERE seq = 1", [REHEARSAL])
    async with start(city, "laporan") as user:
        for _kind in range(3):
            assert "LATIHAN" in text(user)
            await user.press("next-list")
        assert " LATIHAN " in user.lines[0]
        await user.press("rollcall")
        record = user.app.front.exported().texts["txt"]()  # type: ignore[union-attr]
        assert isinstance(record, str) and record.startswith("LATIHAN: orang dan angka rekaan\n")
        await user.press("export")
        dialog = user.app.screen
        assert isinstance(dialog, ExportDialog)
        assert "/latihan-panggilan-h7-" in dialog.file.text
