"""ctrl+p: from a few letters to the place, the person, the command."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from models import queries
from screens.dialogs.goto import Goto
from tests.models import town
from tests.models.town import Town
from tests.screens.program import configured, picture, program, shown
from tui.app import SiagaApp


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.build(tmp_path_factory.mktemp("town") / "town.db", town.elections())


@pytest.fixture
def app(built: Path, tmp_path: Path) -> Iterator[SiagaApp]:
    path = Path(shutil.copy(built, tmp_path / "siaga.db"))
    place = Town(path, town.elections())
    place.appoint(place.seats("pps", town.THIRD)[0].id, "Wahyu [/]\x1b Budiman")
    place.close()
    yield program(path, tmp_path)


async def typed(pilot: Pilot[int], text: str) -> Goto:
    app = pilot.app
    assert isinstance(app, SiagaApp)
    await pilot.press(configured(app, "goto"))
    await pilot.press(*("space" if char == " " else char for char in text))
    await shown(pilot)
    assert isinstance(app.screen, Goto)
    return app.screen


async def enter(pilot: Pilot[int]) -> None:
    assert isinstance(pilot.app, SiagaApp)
    await pilot.press(configured(pilot.app, "goto-open"))
    await shown(pilot)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("timur", town.OTHER_KECAMATAN),
        ("wat", town.THIRD),
        ("elok", town.SECOND),
        ("elok 901", f"{town.SECOND}.901"),
        ("wates tps 2", f"{town.THIRD}.002"),
        ("33.71.02.1001.003", f"{town.THIRD}.003"),
        ("33.71.02", town.OTHER_KECAMATAN),
    ],
)
async def test_a_few_letters_lead_to_a_unit(app: SiagaApp, text: str, unit: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await typed(pilot, text)
        await enter(pilot)
        assert app.context.place.unit == unit
        assert app.current_mode == "papan"


async def test_enter_waits_for_what_was_typed_last(app: SiagaApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press(configured(app, "goto"), *"wates", configured(app, "goto-open"))
        await shown(pilot)
        assert app.context.place.unit == town.THIRD


async def test_a_person_is_found_at_the_seat(app: SiagaApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await typed(pilot, "budiman")
        seen = picture(app)
        assert "Wahyu [/] Budiman" in seen
        assert "\x1b" not in seen
        modes: list[str] = []
        monkeypatch.setattr(app, "show_mode", modes.append)
        await enter(pilot)
        assert modes == ["personel"]
        assert app.context.place.unit == town.THIRD
        assert app.context.seat > 0


async def test_a_command_runs_where_one_was(app: SiagaApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await typed(pilot, "ganti pem")
        assert "Ganti pemilihan" in picture(app)
        await enter(pilot)
        assert app.context.place.election == "pilkada-2024"


async def test_nothing_typed_lists_where_one_was_and_the_commands(app: SiagaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        await typed(pilot, "wates")
        await enter(pilot)
        await typed(pilot, "")
        seen = picture(app)
        assert "Wates" in seen
        assert "Kesiapan tiap wilayah" in seen
        await pilot.press(configured(app, "goto-close"))
        assert app.context.place.unit == town.THIRD


async def test_the_arrows_move_while_one_types(app: SiagaApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        dialog = await typed(pilot, "uji")
        first = dialog.results.key
        await pilot.press(configured(app, "goto-down"))
        assert dialog.results.key != first
        await pilot.press(configured(app, "goto-up"), "x")
        assert dialog.entry.text == "ujix"


async def test_nothing_found_is_said_and_nothing_happens(app: SiagaApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        dialog = await typed(pilot, "zzz 9")
        assert "tidak ada yang cocok" in picture(app)
        await enter(pilot)
        assert app.screen is dialog
        assert "Tidak ada yang cocok" in dialog.message.sentence


async def test_an_older_search_never_replaces_a_newer_one(app: SiagaApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread of ``wa`` is held until ``wat`` has been answered."""
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press(configured(app, "goto"))
        dialog = app.screen
        assert isinstance(dialog, Goto)
        answered, find = threading.Event(), queries.search.find

        def slow(connection: object, election: str, text: str, **more: int) -> object:
            if text == "wa":
                answered.wait(5)
            return find(connection, election, text, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(queries.search, "find", slow)
        await pilot.press("w", "a", "t")
        await shown(pilot)
        names = [target.name for target in dialog._targets]
        assert "Wates" in names
        answered.set()
        await shown(pilot)
        assert [target.name for target in dialog._targets] == names
