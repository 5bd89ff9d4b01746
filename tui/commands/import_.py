"""``siaga import``: people from the files that coordinators keep: looked at first, then applied in one transaction."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from screens.locale import _, ngettext
from tui.command_line import Command
from tui.commands.shared import day_of, election_of
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, give, say, tell

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.exchange.line import Defaults, Line
    from models.exchange.plan import Plan
    from models.exchange.reading import Book
    from models.rules.schema import Election
    from models.services.importing import Applied
    from screens.presenters.impor_lines import Known
    from tui.bootstrap import Site
    from tui.progress import Progress

SHOWN = 20
"""Lines of each kind on the screen; of more only the number is told."""
TOLD = ("TOLAK", "RAGU", "UBAH")
"""The kinds of lines that are listed."""


class Asked(NamedTuple):
    """What is asked of every file."""

    site: Site
    database: Database
    election: Election
    defaults: Defaults
    apply: bool
    as_json: bool
    rejects: Path | None


class Beside(NamedTuple):
    """What of a file is in no line: sheets that were not read, with why; rows (sheet, number) that look like nobody."""

    not_read: tuple[tuple[str, str], ...]
    odd: tuple[tuple[str, int], ...]


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
    """Look at each file, apply it when told to, and say what it is; 1 when something of them was left out."""
    from models.exchange.line import Defaults
    from tui import bootstrap

    site = bootstrap.site(invocation)
    if apply and dry_run:
        raise Misuse(_("--apply menulis, --dry-run tidak: pilih salah satu."))
    if apply and site.readonly:
        raise Misuse(_("siaga import --apply mengubah basis data: jalankan tanpa --readonly dan --as-of."))
    _check_files(files, rejects)
    rules = election_of(site, election or bootstrap.first_ahead(site))
    defaults = Defaults(_body(rules, body), _unit(unit), day_of(start), decree or None)
    database = (site if apply else bootstrap.for_reading(site)).open()
    outcomes: list[dict[str, Any]] = []
    try:
        _check_unit(site, database, rules, defaults.unit)
        _each(Asked(site, database, rules, defaults, apply, as_json, rejects), files, outcomes)
    finally:
        database.close()
        if as_json and outcomes:
            give(json.dumps(outcomes, ensure_ascii=False, indent=2))
    if not apply and any("fault" not in one for one in outcomes):
        say(_("Belum ada yang ditulis. Periksa, lalu jalankan lagi dengan --apply."))
    incomplete = any(one.get(name) for one in outcomes for name in ("fault", "left_out", "not_read", "odd"))
    return ExitCode.FAILED if incomplete else ExitCode.OK


def _check_files(files: Sequence[Path], rejects: Path | None) -> None:
    """What can be known of them before one is read. Raises Misuse, Refused: file_exists, file_unwritable."""
    from screens.presenters.text import plain

    for path in files:
        if _is_folder(path):
            said = _("{path} adalah folder. Sebutkan berkas di dalamnya, misalnya {path}/kpps.xlsx.")
            raise Misuse(said.format(path=plain(str(path))))
    if rejects is not None and len(files) > 1:
        raise Misuse(_("--rejects menerima satu berkas; impor berkas-berkasnya satu per satu."))
    if rejects is not None:
        _check_rejects(rejects)


def _is_folder(path: Path) -> bool:
    """Where nobody may look there is none; reading it says why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _check_rejects(target: Path) -> None:
    from models.errors import Refused
    from models.exchange.rejected import FORMATS
    from screens.presenters.errors import sentence

    if target.suffix.casefold().removeprefix(".") not in FORMATS:
        raise Misuse(sentence(Refused("format_unknown", path=str(target))))
    if os.path.lexists(target):
        raise Refused("file_exists", path=str(target))
    if not _is_folder(target.parent) or not os.access(target.parent, os.W_OK | os.X_OK):
        raise Refused("file_unwritable", path=str(target))


def _check_unit(site: Site, database: Database, election: Election, unit: str | None) -> None:
    """Raises Misuse for a unit that is not in the database, or not in the office's area."""
    from models import queries, units
    from models.exchange.draft import Problem
    from screens.presenters.impor_problems import problem

    if unit is None:
        return
    if not units.contains(site.settings.site.region, unit):
        raise Misuse(problem(Problem("outside", "fault", facts={"place": unit})))
    with database.read() as connection:
        known = queries.territory.exists(connection, unit, election.code)
    if not known:
        raise Misuse(problem(Problem("unit_unknown", "fault", facts={"place": unit})))


def _each(asked: Asked, files: Sequence[Path], outcomes: list[dict[str, Any]]) -> None:
    """One file after the other; what came of each is told even when a later one ends it all."""
    from models.errors import SiagaError
    from models.exchange.rows import FileFault
    from screens.presenters.impor_problems import fault

    for path in files:
        kept: list[Applied] = []
        try:
            outcomes.append(_one(asked, path, kept))
        except FileFault as error:
            say(fault(error.fault))
            outcomes.append({"file": path.name, "fault": error.fault.reason})
        except SiagaError as error:
            outcomes.append({"file": path.name, "fault": error.code})
            raise
        except (KeyboardInterrupt, SystemExit):
            outcomes.append({"file": path.name, "fault": "interrupted", "applied": bool(kept)})
            _say_stopped(path, kept)
            raise


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


def _one(asked: Asked, path: Path, kept: list[Applied]) -> dict[str, Any]:
    """One file; what came of it. ``kept`` gets what is stored, whatever happens then. Raises FileFault."""
    from models.exchange.line import Status
    from screens.presenters.numbers import number
    from tui import long_work

    def examine(bar: Progress, interrupt: Interrupt, told: Callable[[int, int], None]) -> tuple[Plan, Beside]:
        return _examine(asked, path, interrupt, told)

    plan, beside = long_work.run(_("Memeriksa {file}").format(file=path.name), examine)
    with plan:
        known = _known(asked, plan)
        if not asked.as_json:
            _say_plan(plan, beside, known)
        if not plan.total:
            say(_("Di {file} tidak ada baris orang di bawah judul kolomnya.").format(file=path.name))
        left = plan.counts[Status.RAGU] + plan.counts[Status.TOLAK]
        count = _rejects(plan, asked.rejects, known) if asked.rejects is not None and left else 0
        done = _apply(asked, plan, count, kept) if asked.apply else None
        if done is not None:
            _say_done(done)
        if count:
            said = ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count)
            say(said.format(n=number(count), path=asked.rejects))
        return _outcome(plan, beside, done, left, lines=asked.as_json)


def _examine(asked: Asked, path: Path, interrupt: Interrupt, told: Callable[[int, int], None]) -> tuple[Plan, Beside]:
    from models.clock import at_place
    from models.exchange.reading import open_book
    from models.services import importing

    home = asked.site.settings.site.region
    today = at_place(asked.site.clock.now(), home).date()
    with open_book(path) as book, asked.database.read(interrupt) as connection:
        mapping = importing.remembered(connection)
        plan = importing.examine(
            connection,
            asked.election,
            home,
            book,
            mapping,
            asked.defaults,
            today=today,
            progress=told,
            interrupt=interrupt,
        )
        return plan, _beside(book)


def _beside(book: Book) -> Beside:
    """A blank sheet is no news."""
    hidden = [(name, "hidden") for name in book.hidden]
    headless = [(name, "no_header") for name in book.without_header if book.sample(name, 1)]
    odd = [(one.sheet, one.row) for one in book.passed if one.reason == "other"]
    return Beside((*hidden, *headless), tuple(odd))


def _apply(asked: Asked, plan: Plan, rejected: int, kept: list[Applied]) -> Applied:
    """Written; when it cannot be, or is stopped in time, the rejects go too."""
    from models.services import importing
    from models.uow import unit_of_work
    from tui import long_work

    site = asked.site

    def work(_bar: object, _interrupt: object, told: Callable[[int, int], None]) -> Applied:
        with unit_of_work(asked.database, site.clock, site.actor, "import", plan.home, asked.election) as writing:
            done = importing.apply(writing, plan, progress=told)
        kept.append(done)
        return done

    try:
        return long_work.run(_("Menulis"), work)
    except BaseException:
        if rejected and asked.rejects is not None and not kept:
            asked.rejects.unlink(missing_ok=True)
        raise


def _known(asked: Asked, plan: Plan) -> Known:
    """The names that the lines need which are said."""
    from models import queries, units
    from screens.presenters.impor_lines import Known

    with asked.database.read() as connection:
        codes = {one.unit for name in TOLD for one in plan.lines(name, limit=SHOWN) if one.unit}
        codes |= {code[: units.LENGTHS[units.Level.KELURAHAN]] for code in codes}
        names = queries.territory.names(connection, codes)
    return Known(asked.election, asked.site.elections, names)


def _say_plan(plan: Plan, beside: Beside, known: Known) -> None:
    from models.exchange.line import Status
    from screens.presenters import impor
    from screens.presenters.numbers import number
    from screens.presenters.text import plain

    tell(f"{plain(plan.file)}: " + "".join(text for text, _style in impor.counts(plan, 0)).strip())
    if waiting := impor.reserves(plan):
        tell(f"  {waiting}")
    for segments in impor.repairs(plan.repairs, 100):
        tell("  " + "".join(text for text, _style in segments))
    for said in (impor.unread([name for name, _why in beside.not_read]), impor.odd(beside.odd)):
        if said:
            tell(f"  {said}")
    for name in TOLD:
        for line in plan.lines(name, limit=SHOWN):
            tell(_line(line, known))
        more = plan.counts[Status(name)] - SHOWN
        if more > 0:
            tell("  " + _("… dan {n} lagi").format(n=number(more)))


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
        say(impor.outcome(done, done.skipped))


def _say_stopped(path: Path, kept: Sequence[Applied]) -> None:
    """Ctrl+C, or a signal: is something of the file stored?"""
    if kept:
        _say_done(kept[0])
        say(_("Terlambat dihentikan: {file} sudah tersimpan. Z di layar Impor mengurungkannya.").format(file=path.name))
    else:
        say(_("Dihentikan: tidak ada yang ditulis dari {file}.").format(file=path.name))


def _rejects(plan: Plan, target: Path, known: Known) -> int:
    """Write what is left out; how many rows."""
    from models.services import importing
    from screens.presenters import impor_lines

    return importing.rejects(plan, {}, target, reason=lambda line: impor_lines.reason(line, {}, known))


def _outcome(plan: Plan, beside: Beside, done: Applied | None, left: int, *, lines: bool) -> dict[str, Any]:
    """For scripts: codes and places, nobody's data."""
    from models.exchange.line import Status

    found: dict[str, Any] = {
        "file": plan.file,
        "digest": plan.digest,
        "election": plan.election,
        "applied": done is not None,
        "entry": done.seq if done is not None else None,
        "counts": {str(name): count for name, count in plan.counts.items()},
        "reserves": {str(name): count for name, count in plan.reserves.items()},
        "repairs": dict(plan.repairs),
        "problems": dict(plan.problems),
        "lacks": sorted(plan.lacks),
        "not_read": [{"sheet": sheet, "why": why} for sheet, why in beside.not_read],
        "odd": [{"sheet": sheet, "row": row} for sheet, row in beside.odd],
        "left_out": left,
        "nobody": not plan.total,
    }
    if lines:
        found["lines"] = [_plain(line) for part in plan.walk(map(Status, TOLD)) for line in part]
    return found


def _plain(line: Line) -> Mapping[str, Any]:
    problems = [{"code": one.code, "level": one.level, "cell": one.cell, "field": one.field} for one in line.problems]
    where = {"sheet": line.draft.sheet, "row": line.draft.row, "unit": line.unit, "body": line.body, "post": line.post}
    where |= {"rank": line.ordinal or None} if line.reserve else {}
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
