"""The global options of one call: which database and settings, in which language, as whom."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.config import Configuration

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
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe that nobody writes into is not waited for
            with os.fdopen(descriptor, "rb", 0) as file:
                for line in (file.read(32_000) or b"").decode(errors="replace").splitlines():
                    key, _equals, value = line.partition("=")
                    if key.strip() == "language":
                        return _known(value.partition("#")[0].strip().strip("\"'"))
        except OSError:
            continue
    return "id"


def _known(language: str) -> str:
    return language if language in LANGUAGES else "id"
