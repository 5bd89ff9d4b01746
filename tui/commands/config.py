"""``siaga config``: the settings that hold and who set them, or the shipped file with its comments."""

from __future__ import annotations

import click

from models.where import shown
from screens.locale import _
from tui import paths
from tui.command_line import Command
from tui.invocation import Invocation
from tui.words import give


def show(invocation: Invocation, print_default: bool) -> None:
    """TOML on stdout: with ``--print-default`` the shipped file as it is, else what holds now."""
    if print_default:
        give(paths.shipped_config().read_text("utf-8"), nl=False)
        return
    import msgspec
    import tomli_w

    configuration = invocation.configuration
    for section, values in msgspec.to_builtins(configuration.settings).items():
        give(f"[{section}]")
        for key, value in values.items():
            value = shown(value) if key == "url" else value  # noqa: PLW2901
            line = tomli_w.dumps({key: value}, multiline_strings=False).strip().replace("\n", " ")
            give(f"{line}  # {configuration.origin(f'{section}.{key}')}")
        give("")


command = Command(
    "config",
    callback=click.pass_obj(show),
    params=[click.Option(["--print-default"], is_flag=True, help=_("Berkas pengaturan bawaan beserta penjelasannya."))],
    help=_("Tampilkan pengaturan yang berlaku dan dari mana asalnya."),
)
