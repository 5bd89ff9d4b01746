"""``siaga db upgrade|backup|check``: looking after the database file."""

from __future__ import annotations

from pathlib import Path

import click

from screens.locale import _, ngettext
from tui.cli import Invocation
from tui.command_line import Command, Group
from tui.exit_codes import ExitCode
from tui.words import Misuse, say


def upgrade(invocation: Invocation) -> None:
    """Bring the schema up to date; a backup is made beside it first. Prints the backup's path, if any."""
    from models.database import schema_of
    from models.migrations import HEAD
    from models.migrations.upgrade import upgrade as bring_up
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if schema_of(site.path) == HEAD:
        say(_("{path} sudah versi terbaru.").format(path=site.path))
        return
    saved = bring_up(site.path, now=site.clock.now())
    say(_("{path} sekarang versi {version}.").format(path=site.path, version=HEAD))
    if saved:
        click.echo(str(saved))


def backup(invocation: Invocation, to: str | None) -> None:
    """Copy the live database whole and check the copy. Prints the copy's path."""
    from models.database import schema_of
    from models.migrations.upgrade import backup as copy
    from tui import bootstrap

    site = bootstrap.site(invocation)
    schema_of(site.path)  # refuses a file that is missing or not ours
    name = f"{site.path.name}.cadangan-{site.clock.now():%Y%m%d-%H%M%S}"
    target = Path(to).absolute() if to else site.path.with_name(name)
    if target.is_dir():
        target /= name
    if target.exists():
        raise Misuse(_("{path} sudah ada. Pilih nama lain; cadangan tidak ditimpa.").format(path=target))
    copy(site.path, target)
    click.echo(str(target))


def check(invocation: Invocation) -> int:
    """Recount every tally and follow the journal's chain; each difference is a line on stdout."""
    from models import journal, tally
    from models.database import Database
    from tui import bootstrap

    site = bootstrap.site(invocation)
    database = Database.open(site.path, readonly=True)
    faults = 0
    with database.read() as connection:
        integrity = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        if integrity != "ok":
            faults += 1
            click.echo(_("berkas rusak: {what}").format(what=integrity))
        for election in site.elections.values():
            for code, unit, counted, kept in tally.differences(connection, election):
                faults += 1
                click.echo(
                    _("rekap {election} {code} {unit}: terhitung {counted}, tercatat {kept}").format(
                        election=election.code,
                        code=code,
                        unit=unit,
                        counted=f"{counted.siap}/{counted.n}",
                        kept=f"{kept.siap}/{kept.n}" if kept else "-",
                    )
                )
        for seq, what in journal.broken(connection):
            faults += 1
            click.echo(_("jurnal {seq}: rantai putus ({what})").format(seq=seq, what=what))
    database.close()
    if faults:
        say(
            ngettext("{n} perbedaan. ", "{n} perbedaan. ", faults).format(n=faults)
            + _("Simpan berkas ini, pulihkan cadangan terakhir, dan beri tahu pengelola.")
        )
        return ExitCode.DATABASE
    say(_("{path}: utuh, rekap cocok, rantai jurnal utuh.").format(path=site.path))
    return ExitCode.OK


command = Group(
    "db",
    help=_("Basis data: perbarui, cadangkan, periksa."),
    commands=[
        Command("upgrade", callback=click.pass_obj(upgrade), help=_("Perbarui ke versi terbaru, dengan cadangan.")),
        Command(
            "backup",
            callback=click.pass_obj(backup),
            params=[click.Argument(["to"], required=False, metavar=_("[TUJUAN]"))],
            help=_("Salin basis data yang sedang dipakai ke TUJUAN (berkas atau direktori)."),
        ),
        Command(
            "check",
            callback=click.pass_obj(check),
            help=_("Hitung ulang semua rekap dan periksa rantai jurnal; harus tanpa perbedaan."),
        ),
    ],
)
