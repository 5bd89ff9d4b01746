"""``siaga locate``: where things are, as ``name<TAB>path`` lines for people and scripts."""

from __future__ import annotations

from pathlib import Path

import click

from models.where import shown
from screens.locale import _
from tui import paths
from tui.command_line import Command
from tui.invocation import Invocation
from tui.words import give


def locate(invocation: Invocation, name: str | None) -> None:
    """Print all places, or the one asked for. A path that does not exist (yet) is printed all the same."""
    places: dict[str, Path | str] = {
        "config": Path(invocation.configuration.user_file),
        "system-config": paths.SYSTEM_CONFIG,
        "shipped-config": paths.shipped_config(),
        "database": shown(invocation.configuration.settings.where),
        "log": paths.log_file(),
    }
    if name:
        give(str(places[name]))
        return
    for key, path in places.items():
        give(f"{key}\t{path}")


command = Command(
    "locate",
    callback=click.pass_obj(locate),
    params=[
        click.Argument(
            ["name"],
            required=False,
            type=click.Choice(["config", "system-config", "shipped-config", "database", "log"]),
            metavar=_("[NAMA]"),
        )
    ],
    help=_("Tampilkan letak pengaturan, basis data, dan log."),
)
