"""``siaga db upgrade|backup|check|copy``: looking after the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screens.locale import _, ngettext
from tui.cli import Invocation
from tui.command_line import Command, Group
from tui.exit_codes import ExitCode
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.rules.schema import Election
    from models.services.check import Fault
    from models.where import Where
    from tui.long_work import Told
    from tui.progress import Progress


def upgrade(invocation: Invocation) -> None:
    """Bring the schema up to date; a backup is made beside a file first. Prints the backup's path, if any."""
    from models.database import version_of
    from models.migrations import HEAD
    from models.migrations.upgrade import upgrade as bring_up
    from models.where import shown
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if version_of(site.where) == HEAD:
        say(_("{path} sudah versi terbaru.").format(path=shown(site.where)))
        return
    saved = bring_up(site.where, now=site.clock.now())
    say(_("{path} sekarang versi {version}.").format(path=shown(site.where), version=HEAD))
    if saved:
        click.echo(str(saved))


def backup(invocation: Invocation, to: str | None) -> None:
    """Copy the live database file whole and check the copy. Prints the copy's path."""
    from models.database import schema_of
    from models.migrations.upgrade import backup as save
    from models.where import is_url, shown
    from tui import bootstrap
    from tui.progress import Progress

    site = bootstrap.site(invocation)
    if is_url(site.where):
        raise Misuse(
            _(
                "{where} ada di server: cadangkan dengan pg_dump (docs/postgresql.md), "
                "atau salin ke berkas dengan `siaga db copy {where} BERKAS`."
            ).format(where=shown(site.where))
        )
    schema_of(site.path)  # refuses a file that is missing or not ours
    name = f"{site.path.name}.cadangan-{site.clock.now():%Y%m%d-%H%M%S}"
    target = Path(to).absolute() if to else site.path.with_name(name)
    if target.is_dir():
        target /= name
    if target.exists():
        raise Misuse(_("{path} sudah ada. Pilih nama lain; cadangan tidak ditimpa.").format(path=target))
    with Progress(0, _("Mencadangkan")) as progress:
        save(site.path, target, progress=progress.to)
    click.echo(str(target))


def check(invocation: Invocation) -> int:
    """Recount every tally and follow the journal's chain; each difference is a line on stdout."""
    from tui import bootstrap

    site = bootstrap.site(invocation)
    database = bootstrap.for_reading(site).open()
    try:
        return _checked(database, site.elections)
    finally:
        database.close()


def copy(invocation: Invocation, source: str, target: str) -> int:
    """Move everything from one database to a new one, then check it as ``check`` does."""
    from models.database import Database
    from models.services.copy import copy as move
    from models.where import shown
    from tui import bootstrap, long_work

    site = bootstrap.site(invocation)
    one, other = _where(source), _where(target)
    rows = long_work.run(
        _("Menyalin"), lambda _bar, interrupt, told: move(one, other, progress=told, interrupt=interrupt)
    )
    total = sum(rows.values())
    said = ngettext("{n} baris disalin ke {path}.", "{n} baris disalin ke {path}.", total)
    say(said.format(n=total, path=shown(other)))
    database = Database.open(other, readonly=True)
    try:
        return _checked(database, site.elections)
    finally:
        database.close()


def _where(text: str) -> Where:
    from models.where import is_url

    return text if is_url(text) else Path(text).expanduser().absolute()


def _checked(database: Database, elections: Mapping[str, Election]) -> int:
    """Say what is wrong with a database, or that nothing is; the exit code."""
    from models.services.check import faults
    from tui import long_work

    def work(bar: Progress, interrupt: Interrupt, told: Told) -> int:
        count = 0
        for fault in faults(database, elections, progress=told, interrupt=interrupt):
            bar.clear()
            click.echo(_line(fault))
            count += 1
        return count

    count = long_work.run(_("Memeriksa"), work)
    if count:
        say(
            ngettext("{n} perbedaan. ", "{n} perbedaan. ", count).format(n=count)
            + _("Simpan basis data ini, pulihkan cadangan terakhir, dan beri tahu pengelola.")
        )
        return ExitCode.DATABASE
    say(_("{path}: utuh, rekap cocok, rantai jurnal utuh, indeks nama cocok.").format(path=database.where))
    return ExitCode.OK


def _line(fault: Fault) -> str:
    """What is wrong, in a line."""
    facts = dict(fault.facts)
    if fault.kind == "tally":
        counted, kept = facts["counted"], facts["kept"]
        facts |= {
            "counted": f"{counted.siap}/{counted.n}",
            "kept": f"{kept.siap}/{kept.n}" if kept else "-",
        }
    template = {
        "file": _("berkas rusak: {what}"),
        "reference": _("rujukan {column}: {count} baris tanpa pasangan, misalnya {first}"),
        "tally": _("rekap {election} {code} {unit}: terhitung {counted}, tercatat {kept}"),
        "journal": _("jurnal {seq}: rantai putus ({what})"),
        "index": _("indeks nama {letters}: {people} orang, tercatat {found}"),
    }[fault.kind]
    return template.format(**facts)


command = Group(
    "db",
    help=_("Basis data: perbarui, cadangkan, periksa, salin."),
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
            help=_("Hitung ulang semua rekap, periksa rantai jurnal dan indeks; harus tanpa perbedaan."),
        ),
        Command(
            "copy",
            callback=click.pass_obj(copy),
            params=[
                click.Argument(["source"], metavar=_("SUMBER")),
                click.Argument(["target"], metavar=_("TUJUAN")),
            ],
            help=_(
                "Pindahkan seluruh isi dari SUMBER ke TUJUAN yang baru, lalu periksa. "
                "Keduanya berkas atau URL postgresql+psycopg://…"
            ),
        ),
    ],
)
