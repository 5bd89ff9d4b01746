"""``siaga template``: an empty workbook for a body's people, which ``siaga import`` reads back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from screens.locale import _
from tui.command_line import Command
from tui.commands.shared import election_of, place_of
from tui.invocation import Invocation
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.rules.schema import Body, Election


def template(
    invocation: Invocation, body: str, election: str | None, unit: str | None, output: str | None, force: bool
) -> None:
    """Write it, and say where it is."""
    from models import queries
    from models.exchange.template import Words, write
    from screens.presenters.numbers import number
    from screens.presenters.text import plain
    from tui import bootstrap

    site = bootstrap.site(invocation)
    rules = election_of(site, election or bootstrap.first_ahead(site))
    place = place_of(site, unit)
    chosen = _body(rules, body)
    target = _target(output) if output else Path(f"templat-{chosen.code}-{place}.xlsx")
    database = bootstrap.for_reading(site).open()
    try:
        with database.read() as connection:
            names = [plain(row.name) for row in queries.territory.path(connection, place)]
            title = " · ".join((_("Templat {body}").format(body=chosen.short), rules.name, ", ".join(names[::-1])))
            words = Words(
                title,
                _("Isi di bawah judul kolom, satu orang satu baris. Baris contoh ini tidak ikut dibaca."),
                _("Contoh"),
            )
            seats = write(connection, rules, chosen, place, target, words, replace=force)
    finally:
        database.close()
    said = _("Templat {body} untuk {n} kursi: {path}. Setelah diisi: siaga import {path}")
    say(said.format(body=chosen.short, n=number(seats), path=target))


def _target(output: str) -> Path:
    """The file. Raises Misuse for a name that says another kind."""
    path = Path(output).expanduser()
    if path.suffix.casefold() != ".xlsx":
        raise Misuse(_("Templat selalu xlsx: akhiri nama {name} dengan .xlsx.").format(name=output))
    return path


def _body(election: Election, text: str) -> Body:
    """A body by its code or short name. Raises Misuse with those there are."""
    wanted = text.casefold()
    for one in election.seated():
        if wanted in (one.code, one.short.casefold()):
            return one
    known = ", ".join(one.code for one in election.seated())
    raise Misuse(_("Badan {text} tidak ada. Yang ada: {known}.").format(text=text, known=known))


command = Command(
    "template",
    callback=click.pass_obj(template),
    params=[
        click.Argument(["body"], metavar=_("BADAN")),
        click.Option(["--election"], metavar=_("PEMILIHAN"), help=_("Misalnya pemilu-2024 (biasanya yang terdekat).")),
        click.Option(
            ["--unit"], metavar=_("WILAYAH"), help=_("Kode wilayah, misalnya 33.71.03 (biasanya wilayah sendiri).")
        ),
        click.Option(["-o", "--output"], metavar=_("BERKAS"), help=_("Nama berkasnya (.xlsx).")),
        click.Option(["--force"], is_flag=True, help=_("Timpa berkas yang sudah ada.")),
    ],
    help=_("Tulis berkas xlsx kosong untuk daftar orang sebuah badan (kpps, pps, ...), lengkap dengan pilihannya."),
)
