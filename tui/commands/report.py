"""``siaga report``: how one unit stands in one election, as a text to paste, a page to print, or the desk's report."""

from __future__ import annotations

from pathlib import Path

import click

from screens.locale import _, ngettext
from tui.command_line import Command
from tui.commands.shared import election_of, place_of
from tui.invocation import Invocation
from tui.words import Misuse, give, say

KINDS = ("wa", "html", "desk")
"""As ``screens.presenters.laporan.KINDS``, which must not be loaded for help."""


def report(
    invocation: Invocation, unit: str | None, election: str | None, kind: str, output: str | None, force: bool
) -> None:
    """Print the report, or write it and say where it is."""
    from models import queries
    from models.clock import at_place
    from models.exchange import writing
    from screens.presenters import laporan
    from tui import bootstrap

    site = bootstrap.site(invocation)
    rules = election_of(site, election or bootstrap.first_ahead(site))
    place = place_of(site, unit)
    now = at_place(site.clock.now(), place)
    database = bootstrap.for_reading(site).open()
    try:
        with database.read() as connection:
            if not queries.territory.exists(connection, place, rules.code):
                raise Misuse(_("Wilayah {unit} tidak ada di basis data ini.").format(unit=place))
            found = queries.report.report(connection, rules, place, now)
    finally:
        database.close()
    text = laporan.made(kind, found, rules)
    if output is None or output == "-":
        give(text, nl=False)
        return
    target = Path(output).expanduser()
    count = writing.write_text(text, target, replace=force)
    said = ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count)
    say(said.format(n=count, path=target))


command = Command(
    "report",
    callback=click.pass_obj(report),
    params=[
        click.Option(
            ["--unit"], metavar=_("WILAYAH"), help=_("Kode wilayah, misalnya 33.71.03 (biasanya wilayah sendiri).")
        ),
        click.Option(["--election"], metavar=_("PEMILIHAN"), help=_("Misalnya pemilu-2024 (biasanya yang terdekat).")),
        click.Option(
            ["--kind"],
            type=click.Choice(KINDS),
            default="wa",
            metavar="|".join(KINDS),
            help=_("wa: teks untuk WhatsApp; html: satu halaman untuk dicetak; desk: laporan meja Senin."),
        ),
        click.Option(["-o", "--output"], metavar=_("BERKAS"), help=_("Nama berkasnya (biasanya keluaran baku).")),
        click.Option(["--force"], is_flag=True, help=_("Timpa berkas yang sudah ada.")),
    ],
    help=_("Laporan satu wilayah, siap ditempel atau dicetak; data sama, isi sama. Tanpa data pribadi."),
)
