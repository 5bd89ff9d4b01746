"""The ``siaga`` command: where every start begins.

This module and what it imports at its top are the cost of ``siaga --version``; click comes with
``tui.command_line`` and only when there is something to parse; everything heavier inside the subcommand that needs it.
"""

from __future__ import annotations

import os
import sys

from tui.version import VERSION

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.config import Configuration

TEXTUAL_DEFAULTS = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "ESCDELAY": "25",  # milliseconds that Esc waits for the rest of a sequence
}
"""Read by Textual when it is imported; whoever sets them in the environment knows why."""
OPTIONS = {"--db": "database", "--config": "config", "--as-of": "as_of", "--lang": "language", "--as": "as_name"}
"""The global options that take a value, and what it is called in an ``Invocation``."""
LANGUAGES = ("id", "en")


class Invocation:
    """The global options of one call, and the settings they lead to (read at first use)."""

    def __init__(
        self,
        *,
        database: str | None = None,
        config: str | None = None,
        as_of: str | None = None,
        readonly: bool = False,
        language: str | None = None,
        as_name: str | None = None,
    ) -> None:
        """Nothing is read yet."""
        self.database = database
        self.config = config
        self.as_of = as_of
        self.readonly = readonly
        self.language = language
        self.as_name = as_name
        self.peer = -1
        """In a session of the resident parent: the line to the process that has the terminal."""
        self._configuration: Configuration | None = None

    @property
    def configuration(self) -> Configuration:
        """All settings; installs their language. Raises ConfigError."""
        if self._configuration is None:
            from pathlib import Path

            from screens import locale
            from tui import config, paths

            place = "database.url" if (self.database or "").startswith("postgresql") else "database.path"
            given = {place: self.database, "look.language": self.language}
            flags = {key: value for key, value in given.items() if value}
            user_file = Path(self.config) if self.config else None
            if self.as_name:
                # What the other end of a line puts into the environment sets nothing.
                own = paths.account_config(self._account(self.as_name))
                self._configuration = config.load(flags, user_file=user_file, account_file=own, environ={})
            else:
                self._configuration = config.load(flags, user_file=user_file)
            locale.install(self._configuration.settings.look.language)
        return self._configuration

    @staticmethod
    def _account(name: str) -> str:
        """The name given with ``--as``, which becomes part of paths. Raises Misuse."""
        from models.actor import NAME

        if NAME.fullmatch(name) is None:
            from screens.locale import _
            from tui.words import Misuse

            raise Misuse(_("--as {name}: itu bukan nama akun.").format(name=name))
        return name


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


def early_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of help and of early errors. Reading the settings properly would be too dear for ``--help``:

    ``--lang``, then the environment, then a glance at the user's and the office's files, then Indonesian.
    """
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
    if environ.get("SIAGA_LOOK_LANGUAGE"):
        return _known(environ["SIAGA_LOOK_LANGUAGE"])
    home = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"
    for path in (environ.get("SIAGA_CONFIG") or f"{home}/siaga/config.toml", "/etc/siaga/config.toml"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                for line in file.read(64_000).splitlines():
                    key, _equals, value = line.partition("=")
                    if key.strip() == "language":
                        return _known(value.partition("#")[0].strip().strip("\"'"))
        except OSError:
            continue
    return "id"


def _known(language: str) -> str:
    return language if language in LANGUAGES else "id"
