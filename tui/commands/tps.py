"""``siaga tps list|set|dpt``: polling stations by kelurahan, real counts in place of estimates, their voters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screens.locale import _, ngettext
from screens.presenters.text import plain
from tui.command_line import Command, Group
from tui.commands.shared import election_of
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, say, tell

if TYPE_CHECKING:
    from models.exchange.rows import Fault

SHOWN = 20
"""Faults that are listed; of more only the number is told."""


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
                tell(f"{one.code}\t{row.code}\t{name}\t{row.regular}\t{row.special}\t{mark}".rstrip("\t"))
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


def voters(invocation: Invocation, election: str, file: Path, large: bool) -> ExitCode:
    """Set the voters of TPS from a file: all of it, or nothing where a row is wrong."""
    from models import services, units
    from models.errors import Refused
    from models.exchange.voters import read_voters
    from models.queries.territory import codes_of_tps
    from models.uow import unit_of_work
    from screens.presenters.numbers import number
    from tui import bootstrap

    site = bootstrap.site(invocation)
    rules = election_of(site, election)
    database = site.open()
    try:
        with database.read() as connection:
            known = codes_of_tps(connection, rules.code)
        found, faults = read_voters(file, known)
        if faults:
            return _refuse(faults)
        unit = units.common(found) if found else site.settings.site.region
        with unit_of_work(database, site.clock, site.actor, "dpt", unit, rules) as work:
            changed = services.logistics.set_voters(work, found, confirmed=large)
    except Refused as error:
        if error.code != "over_voters":
            raise
        from screens.presenters.errors import sentence

        raise Misuse(f"{sentence(error)} {_('Bila memang benar, ulangi dengan --large.')}") from None
    finally:
        database.close()
    said = ngettext("{n} TPS dibaca, {changed} DPT berubah.", "{n} TPS dibaca, {changed} DPT berubah.", len(found))
    say(said.format(n=number(len(found)), changed=number(changed)))
    return ExitCode.OK


def _refuse(faults: Sequence[Fault]) -> ExitCode:
    from screens.presenters import impor_problems, territory
    from screens.presenters.numbers import number

    for fault in faults[:SHOWN]:
        known = fault.reason in territory.REASONS
        tell(territory.fault_line(fault) if known else impor_problems.fault(fault))
    if len(faults) > SHOWN:
        tell(_("… dan {n} lagi").format(n=number(len(faults) - SHOWN)))
    say(_("Tidak ada yang ditulis. Betulkan berkasnya, lalu ulangi."))
    return ExitCode.FAILED


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise Misuse(_("--special {text}: tulis nomornya dipisah koma, seperti 901,902.").format(text=text)) from None


command = Group(
    "tps",
    help=_("Jumlah TPS tiap kelurahan, dan DPT tiap TPS."),
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
        Command(
            "dpt",
            callback=click.pass_obj(voters),
            params=[
                click.Argument(["election"], metavar=_("PEMILIHAN")),
                click.Argument(["file"], type=click.Path(path_type=Path), metavar=_("BERKAS")),
                click.Option(["--large"], is_flag=True, help=_("Terima DPT yang melebihi batas pemilih sebuah TPS.")),
            ],
            help=_("Isi DPT tiap TPS dari xlsx atau CSV berkolom kode,dpt atau kode,tps,dpt."),
        ),
    ],
)
