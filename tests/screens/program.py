"""The whole program on a small town, for tests that press its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

import tui.app
from models.actor import Actor
from models.clock import FixedClock
from models.database import Database
from screens.context import Context, Place
from screens.key_table import KEYS
from tests.models import town
from tui import config
from tui.app import SiagaApp

Save = Callable[[Mapping[str, Any]], str]


def settings(tmp_path: Path, **changes: Any) -> config.Settings:
    """The shipped settings, with ``look_theme="kontras"`` and the like."""
    nowhere = tmp_path / "none.toml"
    flags = {name.replace("_", ".", 1): value for name, value in changes.items()}
    return config.load(flags, environ={}, system_file=nowhere).settings


def program(path: Path, tmp_path: Path, save: Save | None = None, **changes: Any) -> SiagaApp:
    """The app on a database, as at the command line. Its language is put back by ``indonesian``."""
    found = settings(tmp_path, **changes)
    context = Context(
        clock=FixedClock(town.START),
        elections=town.elections(),
        actor=Actor("sari", "koordinator"),
        place=Place("pemilu-2024", town.KOTA),
        home=town.KOTA,
        settings=found,
    )
    modes = {name: maker for name, maker in tui.app.MODES.items() if exists(maker)}
    return SiagaApp(context, lambda: Database.open(path), save=save, modes=modes)


def exists(maker: str) -> bool:
    """Whether the screen of a mode is there."""
    from importlib.util import find_spec

    return find_spec(maker.partition(":")[0]) is not None


def configured(app: SiagaApp, name: str) -> str:
    """The first key of an action, as the user has it."""
    default = next(key.keys for key in KEYS if key.id == name)
    return app.keymap.get(name, default).split(",")[0]


def picture(app: SiagaApp) -> str:
    """What stands on the terminal."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def shown(pilot: Pilot[int]) -> None:
    """Until the database is open and the screen on top shows what it holds."""
    app = pilot.app
    assert isinstance(app, SiagaApp)
    for _attempt in range(250):
        if app.context.database is not None and not getattr(app.screen, "gate_closed", False):
            break
        await pilot.pause(0.02)
    await app.workers.wait_for_complete()
    await pilot.pause()
