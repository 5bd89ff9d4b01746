"""``siaga completion bash|zsh|fish``: the script that lets the shell complete ``siaga``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from screens.locale import _
from tui.command_line import Command
from tui.words import give

SHELLS = ("bash", "zsh", "fish")


def completion(shell: str) -> None:
    """Print the script."""
    from tui.command_line import build

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(build(), {}, "siaga", "_SIAGA_COMPLETE")
    # source() of the bash class would run bash to ask its version; the template alone is what is wanted.
    give(script.source_template % script.source_vars())


command = Command(
    "completion",
    callback=completion,
    params=[click.Argument(["shell"], type=click.Choice(SHELLS), metavar="bash|zsh|fish")],
    help=_('Tampilkan skrip pelengkap. Untuk bash: eval "$(siaga completion bash)" di ~/.bashrc.'),
)
