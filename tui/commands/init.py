"""``siaga init``: a database for any area from CSV files, and updates of one that is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screens.locale import _, ngettext
from tui.command_line import Command
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, say, tell

if TYPE_CHECKING:
    from models.database import Database
    from models.exchange.rows import Fault
    from models.exchange.territory import Reading
    from models.queries.edition import Plan, Wanted
    from models.rules.schema import Election, RegionRules
    from tui.bootstrap import Site

SHOWN = 20
"""Faults on the screen; of more only the number is told."""


@dataclass(frozen=True)
class Request:
    """What the options ask for. ``tps``: the file of each election that has one."""

    region: str
    regions: Path
    tps: Mapping[str, Path]
    elections: tuple[str, ...]
    moved: Path | None
    edition: str
    skip_bad: bool
    report: Path | None
    apply: bool
    dry_run: bool


def init(invocation: Invocation, **options: Any) -> int:
    """Read the files, then set up or update; the exit code."""
    from models.rules.loader import load_elections
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if site.readonly:
        raise Misuse(_("siaga init mengubah basis data: jalankan tanpa --readonly dan --as-of."))
    asked = request(site, **options)
    elections = load_elections(asked.elections)
    database = existing(site)
    try:
        reading, moved, faults = _read(asked, database)
        if reading.rules is None or (faults and not asked.skip_bad):
            return _refuse(faults)
        if database is None:
            return _create(site, asked, reading, elections, faults, given=bool(invocation.database))
        return _update(site, database, asked, reading, elections, moved, faults)
    finally:
        if database is not None:
            database.close()


def request(
    site: Site, *, region: str, tps: Sequence[str], elections: Sequence[str], edition: str, **rest: Any
) -> Request:
    """The options, checked. Raises Misuse."""
    from models import units
    from models.text import clean

    try:
        known = units.level(region) <= units.Level.KECAMATAN
    except ValueError:
        known = False
    if not known:
        raise Misuse(
            _("--region {text} bukan kode wilayah. Tulis seperti 33.08, 33, atau id (Indonesia).").format(text=region)
        )
    if tps and not elections:
        raise Misuse(_("Berkas TPS milik pemilihan yang mana? Sebutkan dengan --election, misalnya pemilu-2024."))
    chosen = tuple(dict.fromkeys(elections or site.settings.site.elections))
    return Request(region, tps=_of_elections(tps, chosen), elections=chosen, edition=clean(edition), **rest)


def _of_elections(files: Sequence[str], elections: Sequence[str]) -> dict[str, Path]:
    """``--tps pilkada-2024=berkas.csv``; without a name the files belong to the elections in their order."""
    found: dict[str, Path] = {}
    for text in files:
        name, equals, path = text.partition("=")
        if not equals or name not in elections:
            name, path = next((code for code in elections if code not in found), ""), text
        if not name or name in found:
            raise Misuse(_("--tps {text}: untuk pemilihan yang mana? Tulis PEMILIHAN=BERKAS.").format(text=text))
        found[name] = Path(path).expanduser()
    return found


def existing(site: Site) -> Database | None:
    """The database that is there, or None. Raises StorageError for one that cannot be updated."""
    from models.database import Database
    from models.errors import StorageError

    try:
        return Database.open(site.where, busy=site.settings.database.busy_timeout)
    except StorageError as error:
        if error.code != "missing":
            raise
        return None


def _read(asked: Request, database: Database | None) -> tuple[Reading, dict[str, str], list[Fault]]:
    """What the files say, which codes moved, and every fault."""
    from models.exchange import moves, territory
    from models.queries.edition import asked_above

    also: set[str] = set()
    if database is not None:
        with database.read() as connection:
            also = asked_above(connection, asked.region)
    reading = territory.read(asked.region, asked.regions, asked.tps, edition=asked.edition, also=also)
    moved: dict[str, str] = {}
    faults = list(reading.faults)
    if asked.moved is not None:
        codes = {one.code for one in reading.rules.regions} if reading.rules else set()
        moved, more = moves.read_moves(asked.moved, codes)
        faults += more
    return reading, moved, faults


def _refuse(faults: Sequence[Fault]) -> ExitCode:
    from screens.presenters import territory
    from screens.presenters.numbers import number

    for fault in faults[:SHOWN]:
        tell(territory.fault_line(fault))
    if len(faults) > SHOWN:
        tell(_("… dan {n} lagi").format(n=number(len(faults) - SHOWN)))
    say(territory.fault_summary(faults))
    say(_("Tidak ada yang ditulis. Perbaiki berkasnya, atau pakai --skip-bad untuk melewati baris yang salah."))
    return ExitCode.FAILED


def _report(site: Site, asked: Request, reading: Reading, faults: Sequence[Fault]) -> None:
    """Write what was left out beside the database, or where told, and say how much it was."""
    from models.exchange.writing import neutral, write_text
    from models.where import is_url
    from screens.presenters import territory

    if not faults:
        return
    rows = [*faults, *reading.left_out]
    name = f"dilewati-{site.clock.now():%Y%m%d-%H%M%S}.csv"
    beside = Path(name) if is_url(site.where) else site.path.with_name(f"{site.path.name}.{name}")
    path = asked.report or beside
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("file", "line", "code", "reason"))
    writer.writerows((row.file, row.line, neutral(row.code), neutral(territory.fault_text(row))) for row in rows)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(_("{path} tidak dapat ditulis ({reason}).").format(path=path, reason=error.strerror)) from None
    write_text(text.getvalue(), path)
    say(territory.fault_summary(faults))
    say(ngettext("{n} baris dilewati: {path}", "{n} baris dilewati: {path}", len(rows)).format(n=len(rows), path=path))


# ── A new database ────────────────────────────────────────────────────────────


def _create(
    site: Site,
    asked: Request,
    reading: Reading,
    elections: Mapping[str, Election],
    faults: Sequence[Fault],
    *,
    given: bool,
) -> ExitCode:
    from models.services import setup
    from models.where import shown
    from tui import long_work

    rules = reading.rules
    assert rules is not None
    _report(site, asked, reading, faults)
    for line in _contents(rules, elections):
        tell(line)
    if asked.dry_run:
        say(_("Belum ada yang ditulis (--dry-run)."))
        return ExitCode.OK
    chosen = list(elections.values())

    def work(_bar: object, _interrupt: object, told: Callable[[int, int], None]) -> None:
        done, total = 0, setup.size(rules, chosen)

        def progress(rows: int) -> None:
            nonlocal done
            done += rows
            told(done, max(done, total))

        setup.create(site.where, rules, chosen, site.clock.now(), _kpu(site), progress, own=True)

    long_work.run(_("Menyiapkan {region}").format(region=rules.regions[0].name), work)
    say(_("Basis data siap: {path}").format(path=shown(site.where)))
    _settle(site, rules, elections, given=given)
    return ExitCode.OK


def _contents(rules: RegionRules, elections: Mapping[str, Election]) -> list[str]:
    """What will be set up, in lines."""
    from screens.presenters import numbers, territory
    from screens.presenters.text import plain

    top = rules.regions[0]
    lines = [f"{top.code}  {plain(top.name)}: {territory.by_level([one.code for one in rules.regions[1:]])}"]
    for code, election in elections.items():
        if code in rules.tps:
            total = numbers.number(rules.tps[code].total())
            lines.append(_("{election}: {n} TPS").format(election=_(election.name), n=total))
        else:
            text = _("{election}: tanpa berkas TPS, jadi hanya kursi di atas TPS")
            lines.append(text.format(election=_(election.name)))
    return lines


def _settle(site: Site, rules: RegionRules, elections: Mapping[str, Election], *, given: bool) -> None:
    """Let the settings name the area that was set up, so that the board opens there. A database that was named on the
    command line is none of theirs: then only say what to set."""
    from models import units

    place = site.settings.site
    changes: dict[str, Any] = {
        "site.region": rules.code,
        "site.elections": tuple(elections),
        "site.zone": rules.timezone,
    }
    same = (place.region, tuple(place.elections), place.zone) == tuple(changes.values())
    if place.home and not units.contains(rules.code, place.home):
        changes["site.home"] = ""
    elif same:
        return
    problem = "" if given else site.save(changes)
    if given or problem:
        said = ", ".join(f"{key} = {value!r}" for key, value in (("region", rules.code), ("zone", rules.timezone)))
        elections_said = ", ".join(elections)
        say(
            _("Untuk membukanya, isi [site] di pengaturan: {said}, elections = {elections}.").format(
                said=said, elections=elections_said
            )
        )
        return
    say(
        _("Pengaturan [site] sekarang: {region}, {zone}, {elections}.").format(
            region=rules.code, zone=rules.timezone, elections=", ".join(elections)
        )
    )


# ── One that is there ────────────────────────────────────────────────────────────


def _update(
    site: Site,
    database: Database,
    asked: Request,
    reading: Reading,
    elections: Mapping[str, Election],
    moved: Mapping[str, str],
    faults: Sequence[Fault],
) -> ExitCode:
    from models.queries import edition as editions

    wanted = _wanted(database, reading, elections, moved)
    with database.read() as connection:
        plan = editions.plan(connection, wanted)
    _report(site, asked, reading, faults)
    _say_plan(plan)
    if not plan:
        say(_("Basis data sudah sama dengan berkasnya; tidak ada yang berubah."))
        return ExitCode.OK
    if not asked.apply or asked.dry_run:
        say(_("Belum ada yang ditulis. Periksa, lalu jalankan lagi dengan --apply."))
        return ExitCode.OK
    plan.check()
    _apply(site, database, wanted)
    say(_("Wilayah diperbarui: {path}").format(path=database.where))
    return ExitCode.OK


def _wanted(
    database: Database, reading: Reading, elections: Mapping[str, Election], moved: Mapping[str, str]
) -> Wanted:
    from sqlalchemy import select

    from models.queries.edition import Wanted
    from models.rules.loader import load_elections
    from models.tables import ElectionRow

    assert reading.rules is not None
    with database.read() as connection:
        stand = list(connection.scalars(select(ElectionRow.c.code)))
    known = {**load_elections(code for code in stand if code not in elections), **elections}
    return Wanted(reading.rules, tuple(elections.values()), known, reading.above, frozenset(reading.unknown), moved)


def _say_plan(plan: Plan) -> None:
    from screens.presenters import territory

    for line in territory.plan_lines(plan):
        tell(line)


def _apply(site: Site, database: Database, wanted: Wanted) -> None:
    from models.services import edition
    from models.uow import unit_of_work
    from tui import long_work

    def work(_bar: object, _interrupt: object, told: Callable[[int, int], None]) -> None:
        with unit_of_work(database, site.clock, _kpu(site), "edition", wanted.rules.code) as writing:
            edition.apply(writing, wanted, progress=told)

    long_work.run(_("Memperbarui"), work)


def _kpu(site: Site) -> Any:
    """Who may open the file from a shell answers for it: the regions are KPU's to set."""
    from models.actor import KPU, Actor

    return Actor(site.actor.name, KPU)


_FILE = click.Path(path_type=Path)

command = Command(
    "init",
    callback=click.pass_obj(init),
    params=[
        click.Option(
            ["--region"], required=True, metavar=_("KODE"), help=_("Wilayahnya: 33.71, 33.08, 33, atau id (Indonesia).")
        ),
        click.Option(["--regions"], required=True, type=_FILE, metavar=_("BERKAS"), help=_("CSV wilayah: kode,nama.")),
        click.Option(
            ["--tps"],
            multiple=True,
            metavar=_("[PEMILIHAN=]BERKAS"),
            help=_("CSV TPS: kode,kelurahan,tps_reguler,tps_khusus; satu berkas tiap pemilihan, menurut urutannya."),
        ),
        click.Option(
            ["--election", "elections"],
            multiple=True,
            metavar=_("PEMILIHAN"),
            help=_("Pemilihan, misalnya pemilu-2024; boleh berulang (biasanya yang ada di pengaturan)."),
        ),
        click.Option(
            ["--moved"], type=_FILE, metavar=_("BERKAS"), help=_("CSV wilayah yang kodenya berubah: lama,baru.")
        ),
        click.Option(["--edition"], default="", metavar=_("NAMA"), help=_("Nama edisi (biasanya nama berkasnya).")),
        click.Option(["--skip-bad"], is_flag=True, help=_("Lewati baris yang salah dan catat di sebuah laporan CSV.")),
        click.Option(["--report"], type=_FILE, metavar=_("BERKAS"), help=_("Laporan itu di sini.")),
        click.Option(["--dry-run"], is_flag=True, help=_("Periksa saja, tanpa menulis.")),
        click.Option(["--apply"], is_flag=True, help=_("Tulis perubahan pada basis data yang sudah ada.")),
    ],
    help=_(
        "Siapkan basis data untuk wilayah mana pun dari berkas CSV. Pada basis data yang sudah ada: tampilkan "
        "perubahannya, dan tulis dengan --apply."
    ),
)
