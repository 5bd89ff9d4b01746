"""What the command line says, and the exit code that goes with an error: the last stop of every error, and the one
gate through which text of commands reaches the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from screens.locale import _
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    import click


class Misuse(Exception):
    """What the user asked for cannot be done as asked. ``str()`` is a sentence; the exit code is 2."""


def say(text: str) -> None:
    """One remark on stderr, where scripts do not take it for data."""
    if sys.stderr:
        sys.stderr.write(f"siaga: {harmless(text.replace(chr(10), ' '))}\n")  # a remark has no second line


def tell(text: str) -> None:
    """A line, or lines, for people on stdout."""
    _echo(harmless(text))


def give(text: str, *, nl: bool = True) -> None:
    """Something on stdout that scripts read as well, a path or JSON: as it is, unless a terminal reads it."""
    if sys.stdout.isatty():
        _echo(harmless(text), nl=nl)
    else:
        _echo(text.encode("utf-8", "surrogateescape"), nl=nl)  # the names of files may be no text


def _echo(text: str | bytes, *, nl: bool = True) -> None:
    import click

    click.echo(text, nl=nl)


def harmless(text: str) -> str:
    """Lines, and what tabs keep apart in them, without anything a terminal would obey."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    from screens.presenters.text import plain_lines

    return plain_lines(text)


def report(error: Exception) -> ExitCode:
    """Say what went wrong and what to do; the exit code. An error that nobody expected goes to the log."""
    from models.errors import RulesError, SiagaError, StorageError

    if isinstance(error, Misuse):
        say(str(error))
        return ExitCode.USAGE
    if isinstance(error, SiagaError):
        from screens.presenters.errors import sentence

        say(sentence(error))
        if isinstance(error, StorageError):
            if error.code == "storage":  # an error that we have no better words for: somebody must look at it
                from tui import crash

                crash.record(error)
            return ExitCode.DATABASE
        return ExitCode.USAGE if isinstance(error, RulesError) else ExitCode.FAILED
    from tui import crash

    say(crash.sentence(crash.record(error)))
    return ExitCode.FAILED


def usage(error: click.ClickException) -> str:
    """click's complaint in the user's language, with the help to call."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "siaga"
    return f"{_complaint(error)} " + _("Bantuan: {command} --help").format(command=path)


def _complaint(error: Any) -> str:
    """By click's error class; names instead of types, since some are newer than the oldest click we take."""
    kind = type(error).__name__
    if kind in {"NoSuchOption", "NoSuchCommand"}:
        name = getattr(error, "option_name", None) or getattr(error, "command_name", "")
        sentence = (_("Opsi {name} tidak ada.") if kind == "NoSuchOption" else _("Perintah {name} tidak ada.")).format(
            name=name
        )
        near = list(error.possibilities or _near_commands(error, str(name)))
        return f"{sentence} " + _("Mungkin maksudnya {near}?").format(near=near[0]) if near else sentence
    if kind == "MissingParameter":
        return _("{name} harus diberikan.").format(name=_parameter(error))
    if kind == "BadParameter":
        choices = getattr(getattr(error.param, "type", None), "choices", None)
        if choices:
            return _("{name} harus salah satu dari {choices}.").format(
                name=_parameter(error), choices=", ".join(choices)
            )
        return _("{name}: {reason}").format(name=_parameter(error), reason=error.message)
    if kind == "BadOptionUsage":
        return _("Opsi {name} salah pakai: periksa apakah nilainya ada.").format(name=error.option_name)
    if "argument" in error.message:
        return _("Ada argumen yang tidak dikenal atau terlalu banyak.")
    if "command" in error.message:
        return _("Perintahnya belum disebut.")
    return str(error.message)


def _near_commands(error: Any, name: str) -> list[str]:
    import difflib

    context = error.ctx
    known = context.command.list_commands(context) if context and hasattr(context.command, "list_commands") else []
    return difflib.get_close_matches(name, known, n=1)


def _parameter(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "?")
    return str(parameter.opts[-1] if parameter.param_type_name == "option" else parameter.make_metavar(error.ctx))
