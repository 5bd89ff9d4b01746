"""The command line as click sees it; a command's module is imported when it is called.

A module of ``tui.commands`` has ``command`` (a click.Command). Its function gets the ``tui.invocation.Invocation`` by
``@click.pass_obj`` and returns an exit code (None is 0).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from keyword import iskeyword
from typing import Any

import click

from screens.locale import _
from tui import front_page
from tui.front_page import summaries
from tui.invocation import LANGUAGES, Invocation
from tui.version import VERSION


class Formatter(click.HelpFormatter):
    """Help with its headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """As click's, with our word for "Usage"."""
        super().write_usage(prog, args, prefix or _("Pemakaian: "))


class Context(click.Context):
    """click's context with our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help speaks the user's language."""

    context_class = Context

    def __init__(self, *args: Any, **changes: Any) -> None:
        """As click's, with our words in the usage."""
        super().__init__(*args, **{"options_metavar": _("[OPSI]"), **changes})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``-h``/``--help`` with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = front_page.help_of_help()
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under our heading."""
        needed = _("wajib")
        options = [one for one in self.get_params(ctx) if not isinstance(one, click.Argument)]
        rows = [record for one in options if (record := one.get_help_record(ctx)) is not None]
        with formatter.section(_("Opsi")):
            formatter.write_dl([(name, text.replace("[required]", f"[{needed}]")) for name, text in rows])

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What is given by its place, where there is something to say of it."""
        arguments = [one for one in self.get_params(ctx) if isinstance(one, click.Argument) and one.help]
        if arguments:
            with formatter.section(_("Isian")):
                formatter.write_dl([one.get_help_record(ctx) for one in arguments])


class Group(Command, click.Group):
    """A group with the same words."""

    command_class = Command

    def __init__(self, *args: Any, **changes: Any) -> None:
        """As click's, with our words in the usage."""
        super().__init__(*args, **{"subcommand_metavar": _("PERINTAH …"), **changes})

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under our heading."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            rows.append((name, command.get_short_help_str(80) if command else ""))
        with formatter.section(_("Perintah")):
            formatter.write_dl(rows)


class LazyGroup(Group):
    """``siaga`` itself: knows its subcommands by the table, imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The table's names, in its order."""
        return list(summaries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in summaries():
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name  # siaga import
        command: click.Command = importlib.import_module(f"tui.commands.{module}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """From the table, too."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(n, help=h) for n, h in summaries().items() if n.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The front page, which click has no part in."""
        formatter.write(front_page.text() + "\n")


SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def build() -> click.Group:
    """The whole command line, its texts in the language installed now."""

    def root(ctx: click.Context, /, **options: Any) -> int | None:
        ctx.obj = Invocation(**options)
        if ctx.invoked_subcommand is not None:
            return None
        from tui.commands import run

        return run.run(ctx.obj)

    said = front_page.options()
    names = {"--db": "database", "--lang": "language", "--as": "as_name"}
    options = [
        click.Option(
            [name, *([names[name]] if name in names else [])],
            metavar=value or None,
            is_flag=not value,
            type=click.Choice(LANGUAGES) if name == "--lang" else None,
            help=text,
        )
        for name, (value, text) in said.items()
        if name not in {"--version", "--help"}
    ]
    options.append(
        click.Option(
            ["-V", "--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help=said["--version"][1],
        )
    )
    return LazyGroup(
        "siaga",
        callback=click.pass_context(root),
        params=list(options),
        invoke_without_command=True,
        context_settings=SETTINGS,
        help=front_page.about(),
        options_metavar=_("[OPSI]"),
        subcommand_metavar=_("[PERINTAH]"),
    )


def _version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"siaga {VERSION}")
        ctx.exit(0)


def invoke(arguments: Sequence[str]) -> int:
    """Parse and run; the exit code. click's errors are worded by ``tui.words``, like all others."""
    try:
        result = build().main(list(arguments), prog_name="siaga", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        from tui.words import say, usage

        say(usage(error))
        return 2
    return result if isinstance(result, int) else 0
