"""``siaga db upgrade|backup|restore|check|copy``: looking after the database."""

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


def backup(invocation: Invocation, to: str | None, keep: int | None) -> None:
    """Copy the live database file whole and check the copy; then remove what ``keep`` leaves over of older copies.
    Prints the copy's path."""
    from models import backup as saving
    from models.database import schema_of
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
    name = saving.name_of(site.path, site.clock.now())
    target = Path(to).absolute() if to else site.path.with_name(name)
    if target.is_dir():
        target /= name
    if target.exists():
        raise Misuse(_("{path} sudah ada. Pilih nama lain; cadangan tidak ditimpa.").format(path=target))
    if keep is not None and target.name != name:
        raise Misuse(_("--keep menjaga cadangan dalam satu direktori: sebutkan direktorinya, bukan nama berkas."))
    with Progress(0, _("Mencadangkan")) as progress:
        saving.backup(site.path, target, progress=progress.to)
    click.echo(str(target))
    if keep is None:
        return
    over = saving.superfluous(saving.copies(target.parent, site.path.name), keep)
    for path in over:
        path.unlink()
    if over:
        said = ngettext("{n} cadangan lama dihapus.", "{n} cadangan lama dihapus.", len(over))
        say(said.format(n=len(over)))


def restore(invocation: Invocation, source: str) -> int:
    """Check a copy, then put what it holds in the place of the database, also while people have it open. Prints the
    path of the file in which what stood there is kept."""
    from models import backup as saving
    from models.database import Database
    from models.where import is_url, shown
    from tui import bootstrap, long_work

    site, copy = bootstrap.site(invocation), Path(source).expanduser().absolute()
    if is_url(site.where):
        raise Misuse(
            _("{where} ada di server: pulihkan dengan pg_restore (docs/postgresql.md).").format(where=shown(site.where))
        )
    if site.readonly:
        raise Misuse(_("Memulihkan menulis: jalankan tanpa --readonly dan --as-of."))
    if copy.exists() and site.path.exists() and copy.samefile(site.path):
        raise Misuse(_("{path} basis data itu sendiri. Sebutkan cadangannya.").format(path=copy))
    found = Database.open(copy, readonly=True)
    try:
        count = _differences(found, site.elections)
    finally:
        found.close()
    if count:
        say(_("{path} tidak utuh, jadi tidak dipulihkan; tidak ada yang berubah.").format(path=copy))
        return ExitCode.DATABASE
    aside = long_work.run(
        _("Memulihkan"),
        lambda _bar, _interrupt, told: saving.restore(site.path, copy, now=site.clock.now(), progress=told),
    )
    say(_("{path} kini berisi {copy}.").format(path=site.path, copy=copy))
    if aside:
        say(_("Isi sebelumnya disimpan:"))
        click.echo(str(aside))
    return ExitCode.OK


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
    count = _differences(database, elections)
    if count:
        say(
            ngettext("{n} perbedaan. ", "{n} perbedaan. ", count).format(n=count)
            + _("Simpan basis data ini, pulihkan cadangan terakhir, dan beri tahu pengelola.")
        )
        return ExitCode.DATABASE
    say(_("{path}: utuh, rekap cocok, rantai jurnal utuh, indeks nama cocok.").format(path=database.where))
    return ExitCode.OK


def _differences(database: Database, elections: Mapping[str, Election]) -> int:
    """Print what is wrong with a database, a line each; how much it is."""
    from models.services.check import faults
    from tui import long_work

    def work(bar: Progress, interrupt: Interrupt, told: Told) -> int:
        count = 0
        for fault in faults(database, elections, progress=told, interrupt=interrupt):
            bar.clear()
            click.echo(_line(fault))
            count += 1
        return count

    return long_work.run(_("Memeriksa"), work)


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
    help=_("Basis data: perbarui, cadangkan, pulihkan, periksa, salin."),
    commands=[
        Command("upgrade", callback=click.pass_obj(upgrade), help=_("Perbarui ke versi terbaru, dengan cadangan.")),
        Command(
            "backup",
            callback=click.pass_obj(backup),
            params=[
                click.Argument(["to"], required=False, metavar=_("[TUJUAN]")),
                click.Option(
                    ["--keep"],
                    type=click.IntRange(min=1),
                    metavar="N",
                    help=_(
                        "Sesudahnya hapus cadangan lama di direktori itu; yang terbaru tiap hari (N hari) "
                        "dan tiap minggu (N minggu) tetap ada."
                    ),
                ),
            ],
            help=_("Salin basis data yang sedang dipakai ke TUJUAN (berkas atau direktori)."),
        ),
        Command(
            "restore",
            callback=click.pass_obj(restore),
            params=[click.Argument(["source"], metavar=_("CADANGAN"))],
            help=_("Periksa CADANGAN, lalu kembalikan isinya; yang diganti disimpan di sampingnya."),
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
