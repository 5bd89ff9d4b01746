"""``siaga export``: what is known as a file for others, masked unless a purpose is stated."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from models import access
from screens.locale import _, ngettext
from tui.command_line import Command
from tui.commands import journal
from tui.commands.shared import election_of, indicator_of, place_of
from tui.invocation import Invocation
from tui.words import Misuse, give, say

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.exchange.export import Seats, Wanted
    from models.queries.activity import EntryRow
    from models.rules.schema import Election
    from tui.bootstrap import Site

KINDS = (
    "personel", "kekosongan", "riwayat", "cadangan", "tps", "logistik", "rawan", "kesiapan", "butir", "terburuk",
    "aktivitas", "sinergi", "rakor", "janji", "pengamanan", "netralitas", "eskalasi",
)  # fmt: skip
PERSONAL = ("personel", "riwayat", "cadangan", "sinergi")
"""As ``models.exchange.export.KINDS``, which must not be loaded for help."""
CALENDAR = "kalender"
"""Comes from the election files, for the calendars of others: always as ics."""
FORMATS = ("xlsx", "csv", "json")
ICS = "ics"
SPREADSHEETS = (*FORMATS, "xls", "ods")
"""Endings that say what a file is."""
STDOUT = "-"


def export(
    invocation: Invocation,
    kind: str,
    election: str | None,
    unit: str | None,
    format: str | None,
    output: str | None,
    words: str,
    indicator: str | None,
    full: bool,
    purpose: str,
    force: bool,
    person: str,
    kinds: Sequence[str],
    since: str | None,
    until: str | None,
) -> None:
    """Write the file, and say where it is and what it holds."""
    from screens.presenters.numbers import number
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if kind == CALENDAR:
        _calendar(
            site, election, format, output, alone=not (unit or words or indicator or full or purpose), force=force
        )
        return
    rules = election_of(site, election or bootstrap.first_ahead(site))
    place = place_of(site, unit)
    _check(kind, full, purpose, words, indicator)
    wanted = _wanted(site, rules, kind, place, words, indicator)
    if person or kinds or since or until:
        if kind != "aktivitas":
            raise Misuse(_("--person, --kind, --since, dan --until hanya untuk aktivitas."))
        wanted = replace(wanted, only=journal.only(site, place, person, kinds, since, until))
    shape = _format(format, output)
    target = _target(output, kind, place, shape)
    database = (site if full else bootstrap.for_reading(site)).open()
    try:
        if kind == "netralitas":
            with database.read() as connection:
                access.check(access.standing(connection, site.actor), "case", place)
        count = _write(site, database, rules, wanted, target, shape, purpose if full else "", force=force)
    finally:
        database.close()
    if isinstance(target, BytesIO):
        give(target.getvalue().decode("utf-8-sig"), nl=False)
    where = target if isinstance(target, Path) else _("keluaran baku")
    kept = _("lengkap, tercatat di jurnal") if full else _("NIK dan HP disamarkan")
    said = ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count).format(n=number(count), path=where)
    say(f"{said} ({kept})" if full or kind in PERSONAL else said)


def _calendar(
    site: Site, election: str | None, format: str | None, output: str | None, *, alone: bool, force: bool
) -> None:
    """All elections of this office, or one. Raises Misuse."""
    from models.exchange import writing
    from screens.presenters import ics

    if (format or ICS) != ICS or not alone:
        raise Misuse(_("kalender berlaku di semua wilayah, dan selalu --format ics."))
    chosen = [election_of(site, election)] if election else list(site.elections.values())
    text = ics.calendar(chosen, site.clock.now())
    if output == STDOUT:
        give(text, nl=False)
        return
    target = Path(output).expanduser() if output else Path(f"{CALENDAR}.{ICS}")
    writing.write_text(text, target, replace=force)
    count = text.count("BEGIN:VEVENT")
    said = ngettext("{n} acara ditulis: {path}", "{n} acara ditulis: {path}", count)
    say(said.format(n=count, path=target))


def _check(kind: str, full: bool, purpose: str, words: str, indicator: str | None) -> None:
    """Options that go together. Raises Misuse."""
    if full and kind not in PERSONAL:
        raise Misuse(
            _("--full hanya untuk personel, riwayat, cadangan, dan sinergi: yang lain tidak punya yang disamarkan.")
        )
    if full and not purpose.strip():
        raise Misuse(_("--full memuat NIK, HP, dan alamat: sebutkan untuk apa dengan --purpose, misalnya SPJ honor."))
    if purpose and not full:
        raise Misuse(_("--purpose hanya berarti bersama --full."))
    if words and kind not in ("personel", "kekosongan", "butir"):
        raise Misuse(_("--filter hanya untuk personel, kekosongan, dan butir."))
    if (kind == "butir") != bool(indicator):
        raise Misuse(_("butir perlu --indicator, misalnya --indicator L2; yang lain tidak."))


def _wanted(site: Site, election: Election, kind: str, unit: str, words: str, indicator: str | None) -> Wanted:
    from models import queries
    from models.exchange.export import Seats, Wanted
    from screens.presenters import kesiapan, people

    seats: Seats = Seats()
    states: tuple[str, ...] = ()
    if kind == "butir":
        found = kesiapan.matching_states(words)
        if found is None:
            raise Misuse(_("--filter {text}: keadaan butir itu siap, klaim, belum, atau ?.").format(text=words))
        states = found
    elif words:
        seats = Seats(people.wanted(words, queries.people.proofs(election)))
    rule = indicator_of(election, indicator) if indicator else None
    return Wanted(kind, unit, seats, rule, states, _sayer(site.elections))


def _sayer(elections: Mapping[str, Election]) -> Callable[[EntryRow], str]:
    def said(entry: EntryRow) -> str:
        from screens.presenters import activity

        return activity.sentence(entry, elections)

    return said


def _format(given: str | None, output: str | None) -> str:
    """As given, or that of the file's name. Raises Misuse where they are two."""
    if given == ICS:
        raise Misuse(_("Format ics hanya untuk kalender."))
    ending = Path(output or "").suffix[1:].casefold()
    if given and ending != given and ending in SPREADSHEETS:
        raise Misuse(
            _("Nama {name} bukan untuk {format}: akhiri dengan .{format}, atau hilangkan --format.").format(
                name=output, format=given
            )
        )
    return given or _format_of(output)


def _format_of(output: str | None) -> str:
    """That of the file's name; on stdout csv, else xlsx."""
    if output == STDOUT:
        return "csv"
    ending = Path(output or "").suffix[1:].casefold()
    if ending and ending not in FORMATS:
        raise Misuse(_("Format {text} tidak dikenal. Pilih dengan --format: xlsx, csv, atau json.").format(text=ending))
    return ending or "xlsx"


def _target(output: str | None, kind: str, unit: str, format: str) -> Path | BinaryIO:
    if output != STDOUT:
        return Path(output).expanduser() if output else Path(f"{kind}-{unit}.{format}")
    if format == "xlsx" and sys.stdout.isatty():
        raise Misuse(_("xlsx bukan untuk layar: sebutkan --output BERKAS, atau pakai --format csv."))
    return BytesIO() if sys.stdout.isatty() else sys.stdout.buffer


def _write(
    site: Site,
    database: Database,
    election: Election,
    wanted: Wanted,
    target: Path | BinaryIO,
    format: str,
    purpose: str,
    *,
    force: bool,
) -> int:
    from models.clock import at_place
    from models.exchange.export import table
    from models.services import exporting
    from tui import long_work

    now = at_place(site.clock.now(), wanted.unit)

    def work(_bar: object, interrupt: Interrupt, told: Callable[[int, int], None]) -> int:
        common: dict[str, Any] = {"replace": force, "progress": told, "interrupt": interrupt}
        if not purpose:
            return exporting.write(database, lambda one: table(one, election, wanted, now), target, format, **common)
        return exporting.write_full(
            database,
            lambda one: table(one, election, wanted, now, full=True),
            target,
            format,
            clock=site.clock,
            actor=site.actor,
            election=election,
            unit=wanted.unit,
            what=wanted.kind,
            purpose=purpose,
            **common,
        )

    return long_work.run(_("Mengekspor"), work)


command = Command(
    "export",
    callback=click.pass_obj(export),
    params=[
        click.Argument(
            ["kind"],
            type=click.Choice((*KINDS, CALENDAR)),
            metavar=_("DAFTAR"),
            help=_("Salah satu dari: {kinds}.").format(kinds=", ".join((*KINDS, CALENDAR))),
        ),
        click.Option(["--election"], metavar=_("PEMILIHAN"), help=_("Misalnya pemilu-2024 (biasanya yang terdekat).")),
        click.Option(
            ["--unit"], metavar=_("WILAYAH"), help=_("Kode wilayah, misalnya 33.71.03 (biasanya wilayah sendiri).")
        ),
        click.Option(
            ["--format"],
            type=click.Choice((*FORMATS, ICS)),
            metavar="|".join((*FORMATS, ICS)),
            help=_("Jenis berkas (biasanya menurut nama berkasnya, atau xlsx); csv: UTF-8, pemisah titik koma."),
        ),
        click.Option(
            ["--filter", "words"],
            default="",
            metavar=_("TEKS"),
            help=_('Seperti / di layar, misalnya "kpps tanpa sk wates".'),
        ),
        click.Option(
            ["--indicator"], metavar=_("INDIKATOR"), help=_("Indikator yang butirnya diekspor (untuk butir).")
        ),
        click.Option(["-o", "--output"], metavar=_("BERKAS"), help=_("Nama berkasnya, atau - untuk keluaran baku.")),
        click.Option(["--force"], is_flag=True, help=_("Timpa berkas yang sudah ada.")),
        click.Option(
            ["--full"], is_flag=True, help=_("Dengan NIK, HP, dan alamat utuh; tercatat di jurnal, perlu --purpose.")
        ),
        click.Option(["--purpose"], default="", metavar=_("TEKS"), help=_("Untuk apa data lengkap itu dipakai.")),
        *journal.filters(),
    ],
    help=_("Tulis personel, kekosongan, riwayat, TPS, dan lainnya ke berkas xlsx, csv, atau json; kalender ke ics."),
)
