"""Pengaturan: what is changed holds at once, on every screen, and goes to the user's own file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens import keys, locale
from screens.key_table import KEYS
from screens.presenters import glyphs
from screens.presenters import settings as words
from screens.styles import themes
from screens.widgets.grid import Grid
from tests.models import town
from tests.screens.program import Save, configured, picture, program, shown
from tui import config
from tui.app import SiagaApp

SIZE = (100, 30)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.build(tmp_path_factory.mktemp("town") / "town.db", town.elections())


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    yield
    locale.install("id")
    glyphs.use("unicode")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own" / "config.toml"


@pytest.fixture
def save(own: Path, tmp_path: Path) -> Save:
    def write(changes: Any) -> str:
        try:
            config.save_user(changes, user_file=own, system_file=tmp_path / "none.toml")
        except config.ConfigError as error:
            return str(error)
        return ""

    return write


def kept(own: Path) -> dict[str, Any]:
    return tomllib.loads(own.read_text("utf-8")) if own.exists() else {}


async def opened(pilot: Pilot[int]) -> None:
    app = pilot.app
    assert isinstance(app, SiagaApp)
    await shown(pilot)
    await pilot.press(configured(app, "settings"))
    await shown(pilot)


async def enter_on(pilot: Pilot[int], grid: str, key: str) -> None:
    app = pilot.app
    assert isinstance(app, SiagaApp)
    found = app.screen.query_one(grid, Grid)
    found.focus()
    await pilot.pause()
    assert found.move_to(key)
    await pilot.press(configured(app, "open"))
    await shown(pilot)


async def test_a_theme_holds_at_once_and_only_what_differs_is_kept(
    built: Path, tmp_path: Path, save: Save, own: Path
) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        order = [*themes.names(), themes.names()[0]]
        for name in order[1:]:
            await enter_on(pilot, "#settings", "look.theme")
            assert app.theme == name
            assert themes.TITLES[name] in picture(app)
            assert kept(own) == {"look": {"theme": name}} or name == config.load(environ={}).settings.look.theme


async def test_the_language_changes_everywhere(built: Path, tmp_path: Path, save: Save, own: Path) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        assert "Tampilan" in picture(app)
        await enter_on(pilot, "#settings", "look.language")
        assert kept(own) == {"look": {"language": "en"}}
        seen = picture(app)
        assert "Look" in seen
        assert "Tampilan" not in seen
        assert "Settings" in seen.splitlines()[0]
        await pilot.press(configured(app, "board"))
        await shown(pilot)
        seen = picture(app)
        assert "Just now" in seen
        assert "Baru saja" not in seen
        await pilot.press(configured(app, "settings"))
        await shown(pilot)
        await enter_on(pilot, "#settings", "look.language")
        assert "Tampilan" in picture(app)
        assert kept(own) == {}


async def test_glyphs_and_bell(built: Path, tmp_path: Path, save: Save, own: Path) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await enter_on(pilot, "#settings", "look.glyphs")
        assert "┌" not in picture(app)
        await enter_on(pilot, "#settings", "look.bell")
        assert app.context.settings.look.bell is True
        assert kept(own) == {"look": {"glyphs": "ascii", "bell": True}}


@pytest.mark.parametrize(("typed", "unit"), [("timur", town.OTHER_KECAMATAN), (town.THIRD, town.THIRD)])
async def test_home_by_name_or_code(built: Path, tmp_path: Path, save: Save, own: Path, typed: str, unit: str) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await enter_on(pilot, "#settings", words.HOME)
        await pilot.press(*typed, configured(app, "form-accept"))
        await shown(pilot)
        assert kept(own) == {"site": {"home": unit}}
        assert app.context.name(unit) in next(line for line in picture(app).splitlines() if "Wilayah awal" in line)
        assert app.context.place.unit == unit
        await enter_on(pilot, "#settings", words.HOME)
        await shown(pilot)
        await pilot.press(configured(app, "form-accept"))
        await shown(pilot)
        assert kept(own) == {}
        assert app.context.place.unit == town.KOTA


async def test_a_home_that_does_not_exist_is_refused_in_words(built: Path, tmp_path: Path, save: Save) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        for typed in ("nowhere", "33.72", "33.71.09"):
            await enter_on(pilot, "#settings", words.HOME)
            await pilot.press(*typed, configured(app, "form-accept"))
            await shown(pilot)
            assert f"{typed} tidak ada di basis data ini" in picture(app)
            await pilot.press(configured(app, "goto-close"))
        assert app.context.settings.site.home == ""


async def test_a_key_is_changed_works_at_once_and_goes_back(built: Path, tmp_path: Path, save: Save, own: Path) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await enter_on(pilot, "#keys", "election")
        await pilot.press(*"F7 F8", configured(app, "form-accept"))
        await shown(pilot)
        assert kept(own) == {"keys": {"election": "f7,f8"}}
        assert configured(app, "election") == "f7"
        assert "F7 F8" in picture(app)
        before = app.context.place.election
        await pilot.press("p")
        assert app.context.place.election == before
        await pilot.press(configured(app, "election"))
        assert app.context.place.election != before

        await enter_on(pilot, "#keys", "election")
        await pilot.press("backspace", configured(app, "form-accept"))
        await shown(pilot)
        assert kept(own) == {}
        await pilot.press("p")
        assert app.context.place.election == before


@pytest.mark.parametrize(("typed", "said"), [("q", "dipakai dua kali"), ("hyperspace", "tidak ada")])
async def test_keys_that_cannot_be_are_refused_in_words(
    built: Path, tmp_path: Path, save: Save, own: Path, typed: str, said: str
) -> None:
    app = program(built, tmp_path, save)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await enter_on(pilot, "#keys", "election")
        await pilot.press(*typed, configured(app, "form-accept"))
        await shown(pilot)
        assert said in picture(app)
        assert kept(own) == {}
        assert app.keymap == {}


async def test_what_cannot_be_written_holds_until_the_end_and_says_so(
    built: Path, tmp_path: Path, own: Path, save: Save
) -> None:
    own.parent.write_text("a file where the directory should be")
    app = program(built, tmp_path, save)
    async with app.run_test(size=(160, 30)) as pilot:
        await opened(pilot)
        await enter_on(pilot, "#settings", "look.theme")
        assert app.theme == app.context.settings.look.theme != themes.DEFAULT
        assert "Pengaturan tidak tersimpan" in picture(app)


async def test_escape_goes_back_to_the_board(built: Path, tmp_path: Path) -> None:
    app = program(built, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press(configured(app, "back"))
        await shown(pilot)
        assert app.current_mode == "papan"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("k", "k"),
        ("K F5", "K,f5"),
        ("r, f5", "r,f5"),
        ("?", "question_mark"),
        ("Ctrl+K", "ctrl+K"),
        ("ctrl+?", "ctrl+question_mark"),
        ("Spasi PgUp Esc ↑", "space,pageup,escape,up"),
        ("Enter", "enter"),
        (" ", ""),
    ],
)
def test_keys_are_read_as_people_write_them(typed: str, expected: str) -> None:
    assert words.parsed(typed) == expected


def test_every_shipped_key_survives_being_shown_and_read_back() -> None:
    for key in KEYS:
        shown = " ".join(keys.display(name) for name in key.keys.split(","))
        assert words.parsed(shown) == key.keys


def test_every_group_of_keys_is_listed() -> None:
    assert {key.where for key in KEYS} <= set(words.GROUPS)
    assert {one.id for one in words.shortcuts({})} == {key.id for key in KEYS}
