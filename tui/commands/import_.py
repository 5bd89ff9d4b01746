"""``siaga import``: people from the files that coordinators keep: looked at first, then applied in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screens.locale import _, ngettext
from tui.cli import Invocation
from tui.command_line import Command
from tui.commands.shared import day_of, election_of
from tui.exit_codes import ExitCode
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.exchange.plan import Defaults, Line, Plan
    from models.rules.schema import Election
    from models.services.importing import Applied
    from screens.presenters.impor_lines import Known
    from tui.bootstrap import Site
    from tui.progress import Progress

SHOWN = 20
"""Lines of each kind on the screen; of more only the number is told."""
TOLD = ("TOLAK", "RAGU", "UBAH")
"""The kinds of lines that are listed."""


def import_(
    invocation: Invocation,
    files: Sequence[Path],
    election: str | None,
    body: str | None,
    unit: str | None,
    start: str | None,
    decree: str | None,
    dry_run: bool,
    apply: bool,
    as_json: bool,
    rejects: Path | None,
) -> ExitCode:
    """Look at each file, apply it when told to, and say what it is; 1 when rows were left out."""
    from models.exchange.plan import Defaults
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if apply and dry_run:
        raise Misuse(_("--apply menulis, --dry-run tidak: pilih salah satu."))
    if apply and site.readonly:
        raise Misuse(_("siaga import --apply mengubah basis data: jalankan tanpa --readonly dan --as-of."))
    if rejects is not None and len(files) > 1:
        raise Misuse(_("--rejects menerima satu berkas; impor berkas-berkasnya satu per satu."))
    rules = election_of(site, election or bootstrap.first_ahead(site))
    defaults = Defaults(_body(rules, body), _unit(unit), day_of(start), decree or None)
    database = (site if apply else bootstrap.for_reading(site)).open()
    outcomes: list[dict[str, Any]] = []
    left = 0
    try:
        for path in files:
            found = _one(site, database, rules, path, defaults, apply=apply, as_json=as_json, rejects=rejects)
            if found is None:
                return ExitCode.FAILED
            outcomes.append(found)
            left += found["left_out"]
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps(outcomes, ensure_ascii=False, indent=2))
    if not apply:
        say(_("Belum ada yang ditulis. Periksa, lalu jalankan lagi dengan --apply."))
    return ExitCode.FAILED if left else ExitCode.OK


def _body(election: Election, text: str | None) -> str | None:
    """A body by its code or short name. Raises Misuse with those there are."""
    if not text:
        return None
    from models.text import key

    for one in election.seated():
        if key(text) in (key(one.code), key(one.short)):
            return one.code
    known = ", ".join(one.code for one in election.seated())
    raise Misuse(_("Badan {text} tidak ada. Yang ada: {known}.").format(text=text, known=known))


def _unit(text: str | None) -> str | None:
    from models import units

    if not text:
        return None
    try:
        units.level(text)
    except ValueError:
        raise Misuse(
            _("--unit {text} bukan kode wilayah. Tulis seperti 33.71 atau 33.71.03.").format(text=text)
        ) from None
    return text


def _one(
    site: Site,
    database: Database,
    election: Election,
    path: Path,
    defaults: Defaults,
    *,
    apply: bool,
    as_json: bool,
    rejects: Path | None,
) -> dict[str, Any] | None:
    """One file; what came of it, or None when it cannot be read."""
    from models.exchange.plan import Status
    from models.exchange.rows import FileFault
    from screens.presenters.impor_problems import fault
    from tui import long_work

    def examine(bar: Progress, interrupt: Interrupt, told: Callable[[int, int], None]) -> Plan:
        return _examine(site, database, election, path, defaults, interrupt, told)

    try:
        plan = long_work.run(_("Memeriksa {file}").format(file=path.name), examine)
    except FileFault as error:
        say(fault(error.fault))
        return None
    with plan:
        known = _known(database, site, election, plan)
        if not as_json:
            _say_plan(plan, known)
        done = _apply(site, database, election, plan) if apply else None
        if done is not None:
            _say_done(done)
        left = plan.counts[Status.RAGU] + plan.counts[Status.TOLAK]
        if rejects is not None and left:
            _rejects(plan, rejects, known)
        return _outcome(plan, done, left, lines=as_json)


def _examine(
    site: Site,
    database: Database,
    election: Election,
    path: Path,
    defaults: Defaults,
    interrupt: Interrupt,
    told: Callable[[int, int], None],
) -> Plan:
    from models.clock import at_place
    from models.exchange.reading import open_book
    from models.services import importing

    home = site.settings.site.region
    today = at_place(site.clock.now(), home).date()
    with open_book(path) as book, database.read(interrupt) as connection:
        mapping = importing.remembered(connection)
        return importing.examine(
            connection, election, home, book, mapping, defaults, today=today, progress=told, interrupt=interrupt
        )


def _apply(site: Site, database: Database, election: Election, plan: Plan) -> Applied:
    from models.services import importing
    from models.uow import unit_of_work
    from tui import long_work

    def work(_bar: object, _interrupt: object, told: Callable[[int, int], None]) -> Applied:
        with unit_of_work(database, site.clock, site.actor, "import", plan.home, election) as writing:
            return importing.apply(writing, plan, progress=told)

    return long_work.run(_("Menulis"), work)


def _known(database: Database, site: Site, election: Election, plan: Plan) -> Known:
    """The names that the lines need which are said."""
    from models import queries, units
    from screens.presenters.impor_lines import Known

    with database.read() as connection:
        codes = {one.unit for name in TOLD for one in plan.lines(name, limit=SHOWN) if one.unit}
        codes |= {code[: units.LENGTHS[units.Level.KELURAHAN]] for code in codes}
        names = queries.territory.names(connection, codes)
    return Known(election, site.elections, names)


def _say_plan(plan: Plan, known: Known) -> None:
    from models.exchange.plan import Status
    from screens.presenters import impor
    from screens.presenters.numbers import number
    from screens.presenters.text import plain

    click.echo(f"{plain(plan.file)}: " + "".join(text for text, _style in impor.counts(plan, 0)).strip())
    for segments in impor.repairs(plan.repairs, 100):
        click.echo("  " + "".join(text for text, _style in segments))
    for name in TOLD:
        for line in plan.lines(name, limit=SHOWN):
            click.echo(_line(line, known))
        more = plan.counts[Status(name)] - SHOWN
        if more > 0:
            click.echo("  " + _("… dan {n} lagi").format(n=number(more)))


def _line(line: Line, known: Known) -> str:
    """``TOLAK  Panjang!B14  Sari Dewi  KPPS Anggota 3 · TPS 014 Panjang  sebabnya``."""
    from screens.presenters import impor_lines

    if line.status == "UBAH":
        changes = impor_lines.before_after(line, known.names)
        said = "; ".join(f"{label} {old or '–'} → {new}" for label, old, new in changes)
    else:
        said = " ".join(
            impor_lines.worded(line, one, known) for one in line.problems if one.level in ("fault", "doubt")
        )
    parts = (impor_lines.where(line), impor_lines.name_of(line), impor_lines.seat(line, known), said)
    return f"  {_(str(line.status)):<5}  " + "  ".join(part for part in parts if part)


def _say_done(done: Applied) -> None:
    from screens.presenters import impor

    if done.seq is None:
        say(_("Basis data sudah sama dengan berkasnya; tidak ada yang berubah."))
    else:
        say(impor.outcome(done.appointed, done.changed, done.skipped))


def _rejects(plan: Plan, target: Path, known: Known) -> None:
    from models.services import importing
    from screens.presenters import impor_lines
    from screens.presenters.numbers import number

    count = importing.rejects(plan, {}, target, reason=lambda line: impor_lines.reason(line, {}, known))
    said = ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count)
    say(said.format(n=number(count), path=target))


def _outcome(plan: Plan, done: Applied | None, left: int, *, lines: bool) -> dict[str, Any]:
    """For scripts: codes and places, nobody's data."""
    from models.exchange.plan import Status

    found: dict[str, Any] = {
        "file": plan.file,
        "digest": plan.digest,
        "election": plan.election,
        "applied": done is not None,
        "entry": done.seq if done is not None else None,
        "counts": {str(name): count for name, count in plan.counts.items()},
        "repairs": dict(plan.repairs),
        "problems": dict(plan.problems),
        "lacks": sorted(plan.lacks),
        "left_out": left,
    }
    if lines:
        found["lines"] = [_plain(line) for part in plan.walk(map(Status, TOLD)) for line in part]
    return found


def _plain(line: Line) -> Mapping[str, Any]:
    problems = [{"code": one.code, "level": one.level, "cell": one.cell, "field": one.field} for one in line.problems]
    where = {"sheet": line.draft.sheet, "row": line.draft.row, "unit": line.unit, "body": line.body, "post": line.post}
    return {"status": str(line.status), **where, "changes": sorted(line.after), "problems": problems}


_FILE = click.Path(path_type=Path)

command = Command(
    "import",
    callback=click.pass_obj(import_),
    params=[
        click.Argument(["files"], nargs=-1, required=True, type=_FILE, metavar=_("BERKAS…")),
        click.Option(["--election"], metavar=_("PEMILIHAN"), help=_("Misalnya pemilu-2024 (biasanya yang terdekat).")),
        click.Option(["--body"], metavar=_("BADAN"), help=_("Badannya, bila berkas tidak menyebut: kpps, pps, ppk, …")),
        click.Option(["--unit"], metavar=_("WILAYAH"), help=_("Kode wilayahnya, bila berkas tidak menyebut.")),
        click.Option(["--start"], metavar=_("TANGGAL"), help=_("Mulai tugas, bila berkas tidak menyebut: 2024-01-25.")),
        click.Option(["--decree"], metavar=_("NOMOR"), help=_("Nomor SK, bila berkas tidak menyebut.")),
        click.Option(["--dry-run"], is_flag=True, help=_("Periksa saja, tanpa menulis (juga tanpa pilihan ini).")),
        click.Option(["--apply"], is_flag=True, help=_("Tulis semua yang BARU dan UBAH dalam satu transaksi.")),
        click.Option(["--json", "as_json"], is_flag=True, help=_("Hasilnya sebagai JSON, tanpa data pribadi.")),
        click.Option(
            ["--rejects"],
            type=_FILE,
            metavar=_("BERKAS"),
            help=_("Baris yang tidak ikut, dengan alasannya: xlsx atau csv."),
        ),
    ],
    help=_(
        "Impor petugas dari berkas xlsx, xls, ods, atau csv. Tampilkan dulu apa yang akan berubah (BARU, UBAH, SAMA, "
        "RAGU, TOLAK); tulis dengan --apply. RAGU diputuskan satu per satu di layar Impor."
    ),
)
