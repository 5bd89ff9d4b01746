"""The look of the screens that people see most, kept as pictures: a change of look must be meant.

`make test TESTS="tests/screens/test_snapshots.py --snapshot-update"` accepts a new look, after somebody looked at it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from models.database import Database
from tests.screens.conftest import TENGAH, City, User
from tui.app import SiagaApp

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}


def _app(city: City, mode: str, unit: str) -> SiagaApp:
    at_once = type("SiagaApp", (SiagaApp,), {"DEFAULT_MODE": mode})
    found: SiagaApp = at_once(city.context(unit), lambda: Database.open(city.path))
    return found


async def _loaded(pilot: Pilot[Any]) -> None:
    """Wait for the data: a picture of a screen that is still loading says nothing."""
    app = pilot.app
    assert isinstance(app, SiagaApp)
    for _attempt in range(1000):
        await pilot.pause(0.01)
        if app.context.database is not None:
            break
    await User(pilot).settled()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("mode", ["papan", "personel", "kesiapan", "kalender"])
def test_a_screen_looks_as_it_did(
    city: City, snap_compare: Callable[..., bool], mode: str, size: tuple[int, int]
) -> None:
    assert snap_compare(_app(city, mode, "33.71"), terminal_size=size, run_before=_loaded)


def test_a_kecamatan_looks_as_it_did(city: City, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(_app(city, "papan", TENGAH), terminal_size=(120, 40), run_before=_loaded)
