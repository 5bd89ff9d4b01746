"""``siaga db upgrade|backup|restore|check|verify|copy|retain|grant``: looking after the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screens.locale import _, ngettext
from screens.presenters.numbers import number
from screens.presenters.text import plain
from tui.command_line import Command, Group
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, give, say, tell

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.rules.schema import Election
    from models.services.check import Fault
    from models.services.retention import Retained
    from models.where import Where
    from tui.long_work import Told
    from tui.progress import Progress

RUNS = 8
"""Runs of erased entries that are named."""


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
        give(str(saved))


def backup(invocation: Invocation, to: str | None, keep: int | None) -> None:
    """Copy the live database file whole and check the copy; then remove what ``keep`` leaves over of older copies.
    Prints the copy's path."""
    from models import backup as saving
    from models.database import schema_of
    from models.errors import Refused
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
    if os.path.lexists(target):
        raise Misuse(_("{path} sudah ada. Pilih nama lain; cadangan tidak ditimpa.").format(path=target))
    if keep is not None and target.name != name:
        raise Misuse(_("--keep menjaga cadangan dalam satu direktori: sebutkan direktorinya, bukan nama berkas."))
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK | os.X_OK):
        raise Refused("file_unwritable", path=str(target))
    with Progress(0, _("Mencadangkan")) as progress:
        saving.backup(site.path, target, progress=progress.to)
    give(str(target))
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
    from models.database import Database
    from models.services import restoring
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
        lambda _bar, _interrupt, told: restoring.restore(
            site.path, copy, now=site.clock.now(), actor=site.actor, progress=told
        ),
    )
    say(_("{path} kini berisi {copy}.").format(path=site.path, copy=copy))
    if aside:
        say(_("Isi sebelumnya disimpan:"))
        give(str(aside))
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


def verify(invocation: Invocation) -> int:
    """Follow the journal's chain alone; the first entry that does not fit is named on stdout."""
    from models.services.check import chain
    from tui import bootstrap, long_work

    site = bootstrap.site(invocation)
    database = bootstrap.for_reading(site).open()
    try:
        found = long_work.run(
            _("Memeriksa jurnal"),
            lambda _bar, interrupt, told: list(islice(chain(database, progress=told, interrupt=interrupt), 1)),
        )
        if not found:
            _say_erased(database)
            say(_("{path}: rantai jurnal utuh.").format(path=database.where))
            return ExitCode.OK
    finally:
        database.close()
    tell(_line(found[0]))
    say(
        _(
            "Itu yang pertama; semuanya: siaga db check. Lihat catatannya: "
            "siaga journal list --unit {unit} --before {after} --limit 1"
        ).format(unit=found[0].facts["unit"], after=found[0].facts["seq"] + 1)
    )
    return ExitCode.DATABASE


def _say_erased(database: Database) -> None:
    """Which entries lack what they once said, as they should."""
    from models.services.check import erased

    with database.read() as connection:
        runs = erased(connection)
    if runs:
        count = sum(last - first + 1 for first, last in runs)
        shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs[:RUNS])
        more = "" if len(runs) <= RUNS else ", …"
        said = ngettext("{n} catatan jurnal", "{n} catatan jurnal", count).format(n=number(count))
        say(
            _("{entries} tanpa data pribadi, dihapus menurut UU 27/2022: {shown}").format(
                entries=said, shown=shown + more
            )
        )


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


def retain(invocation: Invocation, apply: bool, after: str | None) -> None:
    """Erase personal data of people who no longer serve, or say what would be erased. Nobody is named."""
    from models.actor import ADMIN, Actor
    from models.services import retention
    from screens.presenters import dates
    from tui import bootstrap, long_work

    site = bootstrap.site(invocation)
    period = after or site.settings.privacy.keep_after_tenure
    before = retention.cutoff(period, site.clock.today())
    # Who may open the file from a shell answers for it; where there are accounts their role counts.
    actor = Actor(site.actor.name, ADMIN)
    database = (site if apply else bootstrap.for_reading(site)).open()
    try:

        def work(_bar: Progress, interrupt: Interrupt, told: Told) -> retention.Retained:
            if not apply:
                return retention.foreseen(database, site.elections, before, told=told, interrupt=interrupt)
            return retention.retain(database, site.elections, before, site.clock, actor, told=told, interrupt=interrupt)

        found = long_work.run(_("Menghapus data pribadi") if apply else _("Mencari"), work)
        day = dates.short_day(before, year=True)
        tell(_retained(found, day))
        if found.waiting:
            say(
                ngettext(
                    "{n} orang ditahan: kasus netralitasnya belum ditutup, atau baru.",
                    "{n} orang ditahan: kasus netralitasnya belum ditutup, atau baru.",
                    found.waiting,
                ).format(n=number(found.waiting))
            )
        if not apply:
            say(_("Belum ada yang dihapus. Hapus dengan --apply; itu tidak dapat diurungkan."))
            return
        whole = long_work.run(_("Merapatkan"), lambda _bar, interrupt, _told: database.compact(interrupt))
        _say_rest(database, whole=whole)
    finally:
        database.close()


def grant(invocation: Invocation, role: str, person: bool, apply: bool) -> None:
    """Let a role of the server work in the database without owning it, or print the statements that would."""
    from models import grants
    from models.where import is_url, shown
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if not is_url(site.where):
        raise Misuse(
            _("{path} sebuah berkas: siapa yang boleh, ditentukan hak aksesnya (chmod).").format(path=site.where)
        )
    database = (site if apply else bootstrap.for_reading(site)).open()
    try:
        if not apply:
            for statement in grants.foreseen(database, role, person=person):
                give(f"{statement};")
            say(_("Belum ada yang diubah. Berikan dengan --apply, sebagai pemilik basis data."))
            return
        grants.grant(database, role, person=person)
    finally:
        database.close()
    said = (
        _("{role} boleh bekerja di {path}, hanya sebagai akun {role}.")
        if person
        else _("{role} boleh bekerja di {path} untuk semua akun.")
    )
    say(said.format(role=plain(role), path=shown(site.where)))


def _retained(found: Retained, day: str) -> str:
    return _(
        "Selesai bertugas sebelum {day}: {people} orang, {biodata} biodata, {papers} berkas, {entries} catatan jurnal."
    ).format(
        day=day,
        people=number(found.people),
        biodata=number(found.biodata),
        papers=number(found.papers),
        entries=number(found.entries),
    )


def _say_rest(database: Database, *, whole: bool) -> None:
    """Where the data may still stand after they were erased."""
    from models.backup import ASIDE, MARK

    if database.dialect != "sqlite":
        say(
            _(
                "Di berkas server sisanya hilang sesudah VACUUM FULL; cadangan lama masih memuatnya "
                "(docs/postgresql.md)."
            )
        )
        return
    if not whole:
        say(_("Siaga lain masih membuka berkas ini: sisanya hilang bila semua ditutup dan perintah ini diulang."))
    path = database.path
    backups = sorted(one.name for mark in (MARK, ASIDE) for one in path.parent.glob(f"{path.name}{mark}*"))
    if backups:
        say(
            _("Cadangan lama masih memuat data itu; hapus bila tidak diperlukan lagi: {names}").format(
                names=", ".join(backups)
            )
        )


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
    _say_erased(database)
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
            tell(_line(fault))
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
    if fault.kind == "journal":
        facts |= {
            "at": f"{facts['at']:%Y-%m-%d %H:%M:%S}",
            "actor": plain(facts["actor"]),
            "verb": plain(facts["verb"]),
        }
        facts["what"] = {
            "gap": _("catatan sebelumnya hilang"),
            "previous": _("tidak menyambung ke catatan sebelumnya"),
            "body": _("isinya diubah"),
            "hash": _("waktu, pelaku, atau jenisnya diubah"),
        }[facts["what"]]
    template = {
        "file": _("berkas rusak: {what}"),
        "reference": _("rujukan {column}: {count} baris tanpa pasangan, misalnya {first}"),
        "tally": _("rekap {election} {code} {unit}: terhitung {counted}, tercatat {kept}"),
        "journal": _("jurnal {seq}: rantai putus ({what}) · {at} UTC · {actor} · {verb} · {unit}"),
        "index": _("indeks nama {letters}: {people} orang, tercatat {found}"),
    }[fault.kind]
    return template.format(**facts)


command = Group(
    "db",
    help=_("Basis data: perbarui, cadangkan, pulihkan, periksa, salin, beri hak."),
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
            "verify",
            callback=click.pass_obj(verify),
            help=_("Periksa rantai jurnal saja, dan sebut catatan pertama yang tidak cocok."),
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
        Command(
            "retain",
            callback=click.pass_obj(retain),
            params=[
                click.Option(
                    ["--apply/--dry-run"], default=False, help=_("Hapus sungguh-sungguh; biasanya hanya dihitung.")
                ),
                click.Option(
                    ["--after"],
                    metavar=_("JANGKA"),
                    help=_("Sesudah masa tugas berakhir selama ini: 1y, 18m, 90d (biasanya menurut pengaturan)."),
                ),
            ],
            help=_(
                "Hapus nama, NIK, HP, alamat, dan berkas orang yang sudah lama selesai bertugas, juga dari jurnal "
                "(UU 27/2022). Rekap, kursi, dan nomor bukti tetap. Hanya admin."
            ),
        ),
        Command(
            "grant",
            callback=click.pass_obj(grant),
            params=[
                click.Argument(["role"], metavar=_("PERAN")),
                click.Option(
                    ["--person"], is_flag=True, help=_("Milik satu orang: hanya bekerja sebagai akun bernama sama.")
                ),
                click.Option(
                    ["--apply/--dry-run"],
                    default=False,
                    help=_("Berikan sungguh-sungguh; biasanya hanya dicetak (SQL)."),
                ),
            ],
            help=_(
                "Di server PostgreSQL: peran yang bekerja tanpa memiliki basis datanya. Dijalankan pemiliknya, "
                "dan lagi sesudah tiap `siaga db upgrade`."
            ),
        ),
    ],
)
