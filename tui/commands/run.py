"""``siaga run``, and ``siaga`` alone: the board."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from tui import lifecycle
from tui.exit_codes import ExitCode
from tui.invocation import early_language

if TYPE_CHECKING:
    import click

    from tui.bootstrap import Site
    from tui.invocation import Invocation


def run(invocation: Invocation) -> int:
    """Show the board until the user leaves; the exit code."""
    problem = lifecycle.terminal_problem(os.environ)
    if problem:
        refuse(problem, invocation.language)
        return ExitCode.USAGE
    # From here on keys are kept and not echoed, though nothing that could read them is imported yet.
    with lifecycle.Lifeline(invocation.peer) as line:
        gc.disable()  # what is imported stays: looking through it for garbage is in vain (until tui.follower)
        from screens import locale

        locale.install(invocation.language or early_language((), os.environ))
        from models.where import is_url
        from tui import bootstrap, crash, words

        crash.start_log()
        site = bootstrap.site(invocation)
        bootstrap.check_place(site.where, site.readonly)
        if site.settings.server.resident and invocation.peer < 0:
            from tui.resident import client

            client.bring_up()
        if not is_url(site.where) and not site.path.exists():
            words.say(locale._("Basis data baru: {path}").format(path=site.path))
        return show(line, site)


def show(line: lifecycle.Lifeline, site: Site, *, rehearsal: bool = False) -> int:
    """Run the board of a site to its end; the exit code. It is 3 when its database could not be opened."""
    from models.errors import StorageError
    from tui import bootstrap

    app = bootstrap.app_for(site, site.open, rehearsal=rehearsal)
    try:
        if "models.database" in sys.modules:
            app.begin_with_data()
        code = line.run(app, mouse=site.settings.look.mouse)
        app.leave_bookmark()
    finally:
        if app.context.database is not None:
            app.context.database.close()
    failed = isinstance(app.context.failure, StorageError)
    return ExitCode.DATABASE if failed and code == ExitCode.OK else code


def refuse(problem: str, language: str | None) -> None:
    """Say why there is no board, and what to do instead."""
    from screens import locale
    from tui.words import say

    locale.install(language or early_language((), os.environ))
    _ = locale._
    if problem == "term":
        sentence = _(
            "Terminal ini tidak dapat menampilkan papan (TERM {term}). "
            "Pakai `siaga status`, atau setel TERM, misalnya TERM=xterm-256color."
        )
        say(sentence.format(term=os.environ.get("TERM") or _("kosong")))
        return
    if "SSH_ORIGINAL_COMMAND" in os.environ:  # whoever has a key asked for something else, or for no terminal
        say(_("Kunci ini hanya membuka papan, dan tidak menjalankan perintah. Masuk tanpa perintah: ssh NAMA@SERVER"))
        return
    side = _("masukan") if problem == "stdin" else _("keluaran")
    sentence = _("Papan perlu terminal, tetapi {side} bukan terminal. Untuk teks biasa: `siaga status`.")
    say(sentence.format(side=side))


def __getattr__(name: str) -> click.Command:
    """``command``, made when click asks for it: a bare ``siaga`` needs no click."""
    if name != "command":
        raise AttributeError(name)
    import click

    from screens.locale import _
    from tui.command_line import Command

    return Command("run", callback=click.pass_obj(run), help=_("Buka papan."))
