"""``siaga tps list|set``: the polling stations of each kelurahan; real counts in place of estimates."""

from __future__ import annotations

import click

from screens.locale import _
from screens.presenters.text import plain
from tui.cli import Invocation
from tui.command_line import Command, Group
from tui.commands.shared import election_of
from tui.words import Misuse, say


def show(invocation: Invocation, election: str | None) -> None:
    """Tab separated: election, code, kelurahan, regular, special, and ``perkiraan`` where it is an estimate."""
    from models import queries
    from tui import bootstrap

    site = bootstrap.site(invocation)
    chosen = [election_of(site, election)] if election else list(site.elections.values())
    database = bootstrap.for_reading(site).open()
    with database.read() as connection:
        for one in chosen:
            for row in queries.territory.tps_counts(connection, one.code, site.settings.site.region):
                mark = _("perkiraan") if row.estimated else ""
                name = plain(row.name)
                click.echo(f"{one.code}\t{row.code}\t{name}\t{row.regular}\t{row.special}\t{mark}".rstrip("\t"))
    database.close()


def change(invocation: Invocation, election: str, kelurahan: str, regular: int, special: str) -> None:
    """Set the TPS of a kelurahan; the seats of its bodies follow."""
    from models import services
    from models.actor import KPU, Actor
    from models.uow import unit_of_work
    from tui import bootstrap

    site = bootstrap.site(invocation)
    rules = election_of(site, election)
    database = site.open()
    # Who may open the file from a shell answers for it: the count of TPS is KPU's to set.
    actor = Actor(site.actor.name, KPU)
    with unit_of_work(database, site.clock, actor, "tps", kelurahan, rules) as work:
        added, removed = services.territory.set_tps(work, kelurahan, regular, _numbers(special))
    database.close()
    say(
        _("{kelurahan}, {election}: {added} TPS ditambah, {removed} dihapus.").format(
            kelurahan=kelurahan, election=rules.name, added=added, removed=removed
        )
    )


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise Misuse(_("--special {text}: tulis nomornya dipisah koma, seperti 901,902.").format(text=text)) from None


command = Group(
    "tps",
    help=_("Jumlah TPS tiap kelurahan."),
    commands=[
        Command(
            "list",
            callback=click.pass_obj(show),
            params=[click.Argument(["election"], required=False, metavar=_("[PEMILIHAN]"))],
            help=_("Tampilkan jumlah TPS tiap kelurahan, dipisah tab."),
        ),
        Command(
            "set",
            callback=click.pass_obj(change),
            params=[
                click.Argument(["election"], metavar=_("PEMILIHAN")),
                click.Argument(["kelurahan"], metavar=_("KELURAHAN")),
                click.Option(
                    ["--regular"], type=int, required=True, metavar="N", help=_("TPS biasa, bernomor 1 sampai N.")
                ),
                click.Option(["--special"], default="", metavar="901,902", help=_("TPS khusus, dipisah koma.")),
            ],
            help=_("Tetapkan TPS sebuah kelurahan (kode Kemendagri), menggantikan perkiraan."),
        ),
    ],
)
