"""The key that exports, on every screen: what is shown there, with its filter and in its order, as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import access, queries
from models.errors import Cancelled, SiagaError
from screens.locale import _, ngettext
from screens.presenters import kesiapan as figures
from screens.presenters import numbers
from screens.widgets.drawn import Drawn
from screens.widgets.grid import Grid
from screens.widgets.grid_picture import cell_text

if TYPE_CHECKING:
    from models.database import Database, Interrupt
    from models.exchange.writing import Table
    from models.rules.schema import Election
    from screens.aktivitas import Aktivitas
    from screens.base import SiagaScreen
    from screens.dialogs.export import ExportDialog, Exported
    from screens.dialogs.form import Form
    from screens.kesiapan import Kesiapan
    from screens.laporan import Laporan
    from screens.logistik import Logistik
    from screens.panggilan import Panggilan
    from screens.papan import Papan
    from screens.personel import SeatList
    from screens.planned import Planned
    from screens.risiko import Risiko
    from screens.sinergi import Sinergi
    from screens.widgets.columns import Column


TABLES = ("xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class Export:
    """What a screen exports: ``name`` for the file and the journal; ``make`` reads a table in a thread, from a
    connection and whether it is wanted in full (None: it is no table); ``personal``: there is something to mask;
    ``texts``: endings of files that are no table, each with what makes its text; ``unit`` and ``about`` in words: what
    it is about, where that is not the place at hand."""

    name: str
    make: Callable[[Any, bool], Table] | None
    personal: bool = False
    texts: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    unit: str = ""
    about: str = ""

    @property
    def formats(self) -> tuple[str, ...]:
        """What the file may be."""
        return (*(TABLES if self.make is not None else ()), *self.texts)


# ── what a screen shows ────────────────────────────────────────────────────────────


def of_list(screen: SiagaScreen[Any]) -> Export | None:
    """The list that has the focus, or else the first one that is displayed, as text; None where it is not all at
    hand: then its screen must say what it reads."""
    grids = [grid for grid in screen.query(Grid) if grid.display and grid.window.rows]
    grid = screen.focused if isinstance(screen.focused, Grid) else next(iter(grids), None)
    if grid is None or not grid.window.rows or not grid.window.complete:
        return None
    titles = [column.title for column in grid.columns]
    rows = [
        # What is drawn there, a bar or a line of time, is nothing to read.
        ["" if isinstance(cell, Drawn) else cell_text(cell).strip() for cell in row.cells]
        for row in grid.window.rows
    ]
    name = grid.id or "daftar"

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import listed

        return listed(name, titles, rows)

    return Export(name, make)


def of_personel(screen: SeatList) -> Export:
    """Personel: the seats that answer the question, in its order."""
    asked, election = screen.asked, screen.context.elections[screen.asked.place.election]

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.export import Seats, seats

        wanted = Seats(asked.filter(election), asked.sort, asked.descending)
        return seats(connection, election, asked.place.unit, wanted, full=full)

    return Export("personel", make, personal=True)


def of_seat(election: Election, seat_id: int, unit: str, called: str) -> Export:
    """The dialog of a seat: everybody who ever held it."""

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.export import history

        return history(connection, election, unit, seat_id=seat_id, full=full)

    return Export("riwayat", make, personal=True, unit=unit, about=called)


def of_board(screen: Papan) -> Export | None:
    """Papan: its units in the order of the table; what is to be done, where that list has the focus."""
    heat: Any = screen.query_one("#heat")
    if screen.data is None or (isinstance(screen.focused, Grid) and screen.focused.id == "actions"):
        return of_list(screen)
    panels = screen.query_one("#panels").display
    if not panels and not heat.units:
        return of_list(screen)
    states = tuple(screen.data.board.children if panels else heat.units)
    election, name = screen.context.election, "papan" if screen.data.worst is None else "terburuk"

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import standings

        return standings(election, states, name)

    return Export(name, make)


def of_kesiapan(screen: Kesiapan) -> Export | None:
    """Kesiapan: the indicators that are shown, one indicator in all units below, or the items of one."""
    if screen.data is None:
        return None
    election, unit, asked = screen.context.election, screen.context.place.unit, screen.asked
    if screen.items.display and screen.items.pages is not None:
        pages = screen.items.pages

        def items(connection: Any, _full: bool) -> Table:
            from models.exchange.export import items as made

            return made(connection, election, pages.rule, unit, pages.groups)

        return Export(f"butir-{asked.code}", items)
    own, below = screen.data.own, screen.data.below
    if screen.below.display and below is not None:
        states, rules = [own, *below], [election.indicator(asked.code)]
    else:
        by = screen.indicators.sort_column or figures.ORDERS[0]
        known = own.standing.assessments
        found = figures.ordered(election.indicators, own.standing, by, descending=screen.indicators.descending)
        states, rules = [own], [one for one in found if figures.matches(screen.typed, one, known[one.code])]

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import figures as made

        return made(election, states, rules)

    return Export("kesiapan", make)


def of_sinergi(screen: Sinergi) -> Export | None:
    """Sinergi: the whole list that is shown, with numbers masked."""
    if screen.data is None or screen.data.hidden or screen.data.listed != screen.listed:
        return None
    election, unit, now = screen.context.election, screen.context.place.unit, screen.context.now()
    kind = "sinergi" if screen.listed == "kontak" else screen.listed

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.registers import register

        return register(connection, election, unit, kind, now, full=full)

    return Export(kind, make, personal=kind == "sinergi")


def of_logistik(screen: Logistik) -> Export | None:
    """Logistik: the goods of all TPS, or their flags; of a wide unit the list as it is shown."""
    from screens.logistik_lists import FLAGS

    data = screen.data
    if data is None or data.wide:
        return of_list(screen)
    election, unit = screen.context.election, data.place.unit
    flags = data.listed == FLAGS

    def make(connection: Any, _full: bool) -> Table:
        from models.exchange.exportlogistics import flags as of_flags
        from models.exchange.exportlogistics import kits

        return of_flags(connection, election, unit) if flags else kits(connection, election, unit)

    return Export("rawan" if flags else "logistik", make)


def of_journal(screen: Aktivitas) -> Export | None:
    """Aktivitas: the journal of the place as it is filtered, whole, in sentences."""
    context, question, zone = screen.context, screen.question, screen.context.now().tzinfo
    if question.unknown:
        return None

    def make(connection: Any, _full: bool) -> Table:
        from models.exchange.export import changes
        from screens.presenters import activity

        said, only = partial(activity.sentence, elections=context.elections), question.only()
        return changes(connection, question.unit, zone, said, only)

    return Export("aktivitas", make)


def of_plan(screen: Planned) -> Export | None:
    """Impor: the lines of a dry run, of the status that is listed or as they were searched for, whole; else its
    imports."""
    plan, status, typed, decisions = screen.plan, screen.status, screen.typed, dict(screen.decisions)
    if plan is None or not screen.table.display:
        return of_list(screen)
    election, elections = screen.context.election, screen.context.elections

    def make(connection: Any, _full: bool) -> Table:
        from screens.presenters import impor_lines as about
        from screens.presenters.impor import counted

        def rows() -> Iterator[Sequence[str]]:
            after = 0
            while found := plan.lines(status or None, after=after, limit=PAGE, words=typed):
                names = queries.territory.names(connection, about.places_of(found))
                known = about.Known(election, elections, names)
                for line in found:
                    said = about.said_of(line, decisions.get(line.number), known)
                    yield _texts(about.cells(line, said, known, status, broad=True))
                after = found[-1].number
            if plan.closed:  # the file was put away meanwhile
                raise Cancelled()

        total = 0 if typed else counted(plan, status) if status else plan.total
        return _table("impor", about.columns(status, broad=True), rows(), total)

    return Export("impor", make)


def of_risks(screen: Risiko) -> Export | None:
    """Risiko: all shaky seats, also those that are not listed any more; the other lists as they are."""
    from screens.risiko import SHAKY

    if screen.listed != SHAKY or screen.data is None or screen.data.risks is None:
        return of_list(screen)
    context, unit = screen.context, screen.context.place.unit
    election, today, within = context.election, context.today(), context.name(context.home)

    def make(connection: Any, _full: bool) -> Table:
        from screens.presenters import risiko as words

        found = queries.register.risky(connection, election, unit, today, limit=None)
        rows = (_texts(words.cells(risk, election, today, within)) for risk in found.rows)
        return _table("risiko", words.columns(), rows, found.total)

    return Export("risiko", make)


def of_rollcall(screen: Panggilan) -> Export | None:
    """Panggilan: the record of the roll-call that is shown, a page of text."""
    called = screen.data.called if screen.data is not None else None
    if called is None:
        return None
    return Export(f"panggilan-h{called.call.day}", None, texts={"txt": lambda: screen.record_text(called)})


def of_report(screen: Laporan) -> Export | None:
    """Laporan: the report of the kind that is shown, as it is pasted or printed."""
    from screens.presenters.laporan import ENDINGS

    if screen.data is None:
        return None
    text = screen.text
    return Export(f"laporan-{screen.kind}", None, texts={ENDINGS[screen.kind]: lambda: text})


PAGE = 1_000
"""Lines of a dry run that are read at once."""


def _texts(cells: Sequence[tuple[str, str]]) -> list[str]:
    """What stands in drawn cells."""
    return [text.strip() for text, _style in cells]


def _table(name: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], total: int) -> Table:
    """A list under the heads that it has on the screen."""
    from models.exchange.writing import Column as Written
    from models.exchange.writing import Table as Made

    made = tuple(Written(one.key, one.title, "text", max(one.width, 12)) for one in columns)
    return Made(name, made, rows, total)


# ── asking, and doing it ────────────────────────────────────────────────────────────


class Work:
    """A file that is being written: how far it is, and how it is given up."""

    def __init__(self, interrupt: Interrupt) -> None:
        """Nothing is done yet."""
        self.interrupt = interrupt
        self.done, self.total = 0, 0

    def told(self, done: int, total: int) -> None:
        """In the thread that writes. Raises Cancelled when nobody waits any more."""
        if self.interrupt.cancelled:
            raise Cancelled()
        self.done, self.total = done, total


def ask(screen: SiagaScreen[Any], found: Export | None) -> None:
    """e: ask how, then write what the screen, or a dialog over it, shows."""
    from screens.dialogs.export import ExportDialog
    from screens.folders import Folders

    context = screen.context
    if context.supposed is not None:  # a file has no watermark
        screen.say(_("Andai tidak diekspor: di berkas ia tampak nyata."), "kurang")
        return
    if found is None:
        screen.say(_("Di sini tidak ada daftar yang dapat diekspor."), "dim")
        return
    if context.database is None:
        screen.say(_("Basis data belum terbuka."), "kurang")
        return
    folders = Folders(context.files, context.folder)
    unit = found.unit or context.place.unit
    stem = f"{found.name}-{unit}-{context.now():%Y%m%d-%H%M}".casefold()
    stem = f"latihan-{stem}" if context.rehearsal else stem  # the name alone tells a file of made-up people
    may = not context.readonly and context.as_of is None and access.allowed(context.actor, "export")
    what = f"{found.name} · {found.about or context.name(unit)}"

    def save(form: Form, entered: Exported) -> None:
        assert isinstance(form, ExportDialog)
        if entered.full:
            _confirm(screen, form, found, entered)
        else:
            _write(screen, form, found, entered)

    screen.app.push_screen(
        ExportDialog(what, folders, stem, save, formats=found.formats, personal=found.personal, full=may)
    )


def _confirm(screen: SiagaScreen[Any], form: ExportDialog, found: Export, entered: Exported) -> None:
    """The full export is an act of its own."""
    from screens.dialogs.confirm import Confirm

    lines = [
        [(_("Memuat NIK, telepon, tanggal lahir, dan alamat utuh (UU 27/2022)."), "kurang")],
        [
            (
                _("Tercatat di jurnal: Anda, jumlah baris, dan tujuannya: {purpose}").format(purpose=entered.purpose),
                "text",
            )
        ],
    ]

    def answered(yes: bool | None) -> None:
        if yes:
            _write(screen, form, found, entered)
        else:
            form.failed("")

    screen.app.push_screen(Confirm(_("Ekspor data pribadi lengkap?"), lines, yes=_("Ekspor")), answered)


def _write(screen: SiagaScreen[Any], form: ExportDialog, found: Export, entered: Exported) -> None:
    from models.database import Interrupt

    work = Work(Interrupt())
    form.watch_work(work)

    def done(count: int) -> None:
        screen.context.folder = str(entered.path.parent)
        form.saved()
        screen.say(said(count, entered.path), "siap")

    def failed(error: SiagaError) -> None:
        if isinstance(error, Cancelled):
            form.saved()
            screen.say(_("Ekspor dihentikan: tidak ada yang ditulis."), "kurang")
        else:
            form.failed(screen.sentence(error))

    screen.perform(lambda database: _do(screen, database, found, entered, work), done, failed)


def _do(screen: SiagaScreen[Any], database: Database, found: Export, entered: Exported, work: Work) -> int:
    """In a thread."""
    from models.exchange import writing
    from models.services import exporting

    context, make = screen.context, found.make
    if make is None or entered.format in found.texts:
        return writing.write_text(found.texts[entered.format](), entered.path)
    if not entered.full:
        return exporting.write(
            database,
            lambda connection: make(connection, False),
            entered.path,
            entered.format,
            progress=work.told,
            interrupt=work.interrupt,
        )
    return exporting.write_full(
        database,
        lambda connection: make(connection, True),
        entered.path,
        entered.format,
        clock=context.clock,
        actor=context.actor,
        election=context.election,
        unit=found.unit or context.place.unit,
        what=found.name,
        purpose=entered.purpose,
        progress=work.told,
        interrupt=work.interrupt,
    )


def said(count: int, path: Path) -> str:
    """``3.303 baris ditulis: ~/personel-33.71.xlsx``."""
    home = Path.home()
    shown = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    return ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count).format(
        n=numbers.number(count), path=shown
    )
