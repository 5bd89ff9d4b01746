"""``siaga serve``: the resident parent, of which log-ins are forked."""

from __future__ import annotations

import sys

import click

from screens.locale import _
from tui.command_line import Command
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, say

IDLE = 3600.0
"""Seconds without a session after which a parent that nobody asked for in so many words ends."""


def serve(_invocation: Invocation, on_demand: bool) -> int:
    """Be the parent until told to end; the exit code. In each child: that of its session."""
    if sys.platform != "linux":
        raise Misuse(_("Induk hanya ada di Linux; di sini papan dibuka seperti biasa."))
    from tui.resident import parent, session

    found = parent.Parent(IDLE if on_demand else None)
    try:
        found.open()
    except parent.Taken:
        say(_("Induk sudah berjalan."))
        return ExitCode.OK if on_demand else ExitCode.FAILED
    line = found.serve()
    if line is None:
        return ExitCode.OK
    with line:
        return session.run(line, found.who)


command = Command(
    "serve",
    callback=click.pass_obj(serve),
    params=[
        click.Option(["--on-demand"], is_flag=True, help=_("Berhenti sendiri setelah satu jam tanpa sesi.")),
    ],
    help=_(
        "Induk yang sudah memuat semuanya: tiap papan dibuka darinya, jauh lebih cepat dan lebih hemat memori. "
        "Papan yang terbuka tetap hidup bila induk berhenti. Untuk server: docs/server.md."
    ),
)
