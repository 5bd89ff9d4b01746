"""The ``siaga`` command: where every start begins.

This module and what it imports at its top are the cost of ``siaga --version``; click comes with
``tui.command_line`` and only when there is something to parse; everything heavier inside the subcommand that needs it.
"""

from __future__ import annotations

import os
import sys

from tui.invocation import LANGUAGES, Invocation, early_language
from tui.version import VERSION

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTUAL_DEFAULTS = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_FPS": "120",  # what a key changes waits for the next frame: half as long as for one of 60
    "ESCDELAY": "25",  # milliseconds that Esc waits for the rest of a sequence
}
"""Read by Textual when it is imported; whoever sets them in the environment knows why."""
OPTIONS = {"--db": "database", "--config": "config", "--as-of": "as_of", "--lang": "language", "--as": "as_name"}
"""The global options that take a value, and what it is called in an ``Invocation``."""


def main(arguments: Sequence[str] | None = None, *, peer: int = -1) -> int:
    """Run ``siaga`` and return its exit code. Never raises but for programming errors of Python itself.

    ``peer``: we are a session of the resident parent, and this is the line to its client.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        sys.stdout.write(f"siaga {VERSION}\n")
        return 0
    for name, value in TEXTUAL_DEFAULTS.items():
        os.environ.setdefault(name, value)
    board = None if "_SIAGA_COMPLETE" in os.environ else asks_for_board(given)
    try:
        if board is not None:
            if peer < 0:
                from tui.resident import client

                code = client.board(given)
                if code is not None:
                    return code
            board.peer = peer
            from tui.commands import run

            return run.run(board)
        from screens import locale

        locale.install(early_language(given, os.environ))
        if given in (["--help"], ["-h"]):
            from tui import front_page

            sys.stdout.write(front_page.text() + "\n")
            return 0
        from tui import command_line

        return command_line.invoke(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `siaga status | head`: the reader left; nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        from tui import words

        return words.report(error)


def asks_for_board(arguments: Sequence[str]) -> Invocation | None:
    """The options of a call that opens the board and has no mistake in it; None for every other call.

    click would say the same, but its import takes as long as a key pressed in vain.
    """
    found: dict[str, str | bool] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name == "--readonly" and not equals:
            found["readonly"] = True
        elif name == "run" and not equals and not rest:
            break
        elif name in OPTIONS and (equals or rest):
            found[OPTIONS[name]] = value if equals else rest.pop(0)
        else:
            return None
    if found.get("language", "id") not in LANGUAGES:
        return None
    return Invocation(**found)  # type: ignore[arg-type]
