"""What stands on the import screen: the imports there were, the bar of a reading or writing, the lines of a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from models import queries
from screens import keys
from screens.context import Context
from screens.locale import _
from screens.presenters import impor as words
from screens.presenters import impor_lines as about
from screens.presenters import numbers
from screens.presenters.text import plain
from screens.widgets.field import Entry, Words
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines
from screens.writer import Writer

if TYPE_CHECKING:
    from textual.timer import Timer

    from models.database import Database
    from models.exchange.line import Line as PlanLine
    from models.exchange.plan import Plan
    from models.services.importing import Batch
    from screens.readings import Reading, Writing
    from screens.widgets.window import Direction

LATEST = 50
"""Imports that are listed."""
PAGE = 60
"""Lines that are read first: more than most terminals show."""
KEPT = 2000
"""Lines that are remembered though they are no longer at hand."""
OFTEN = 0.1
"""Seconds between two pictures of the bar."""
BROAD = 110
"""Cells from which there is room for longer columns."""
LAST = 1 << 62
"""Above every line's number."""

_ALWAYS = frozenset({"sort", "sort-reverse", "select", "select-all", "import"})
_OF_PLAN = frozenset({"filter", "import-apply", "import-status", "import-rejects", "import-columns", "import-defaults"})


class Planned(Writer["Sequence[Batch]"]):
    """What stands on the screen: one of three pages, and the keys that mean something there."""

    WHERE = ("impor", "table", "app")
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("impor")]
    CSS: ClassVar[str] = """
    #plan, #find-line { display: none; }
    #find-line { height: 1; width: 1fr; }
    #find-line Words { width: auto; min-width: 7; }
    #head { max-height: 9; }
    """

    def __init__(self, context: Context) -> None:
        """``context`` is shared by all screens."""
        super().__init__(context)
        self.reading: Reading | None = None
        self.plan: Plan | None = None
        self.decisions: dict[int, Any] = {}
        self.written: dict[int, Any] = {}
        self.writing: Writing | None = None
        self.status = ""
        self.typed = ""
        self.said: tuple[str, str] | None = None
        self.said_of: int | None = None  # the import that was written, while that is what is said
        self._lines: dict[Any, PlanLine] = {}
        self._clock: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """What is said on top; the imports there were, or the lines of the dry run."""
        yield Lines(id="head")
        with Horizontal(id="find-line"):
            yield Words(_(" cari: "), "key")
            yield Entry(id="find", placeholder=_("nama, atau lembar"))
        yield Grid(words.batch_columns(), id="batches", empty=_("Belum pernah ada impor di sini. O memilih berkas."))
        yield Grid(about.columns("", broad=False), id="plan", fixed=1, empty=_("Tidak ada baris seperti itu."))

    def on_mount(self) -> None:
        """The imports there were."""
        super().on_mount()
        self.turn_to("batches")

    def title_text(self) -> str:
        """Not a place."""
        return _("Impor")

    @property
    def head(self) -> Lines:
        """What is said on top."""
        return self.query_one("#head", Lines)

    @property
    def batches(self) -> Grid:
        """The imports there were."""
        return self.query_one("#batches", Grid)

    @property
    def table(self) -> Grid:
        """The lines of the dry run."""
        return self.query_one("#plan", Grid)

    @property
    def find(self) -> Entry:
        """What one types to find somebody."""
        return self.query_one("#find", Entry)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self.reading is not None and self.plan is None

    @property
    def applying(self) -> bool:
        """Whether lines are being written."""
        return self.writing is not None

    def turn_to(self, page: str) -> None:
        """Show the ``batches`` or the ``plan``."""
        for grid in (self.batches, self.table):
            grid.display = grid.id == page
        self.find.value = ""
        self.query_one("#find-line").display = False
        self._offer()
        self.query_one(f"#{page}").focus()

    def _offer(self) -> None:
        """Name the keys that mean something on this page, now."""
        page = "plan" if self.table.display else "batches"
        without = _ALWAYS | (_OF_PLAN if page == "batches" else {"import-undo"})
        if not self.data:
            without |= {"import-undo"}
        if self.busy or self.applying:
            without |= {"import-file", "import-undo", *_OF_PLAN}
        if page == "batches" and self.plan is not None:
            without -= {"import-rejects"}
        self.leave_out(without)

    # ── the imports there were ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Sequence[Batch]:
        """The latest imports of the office's region."""
        from models.services import importing

        found: Sequence[Batch] = importing.batches(connection, self.context.home or self.context.place.unit, LATEST)
        return found

    def show(self, data: Sequence[Batch]) -> None:
        """Newest first."""
        now = self.context.now()
        if any(one.undone and one.seq == self.said_of for one in data):
            self.said = self.said_of = None
        self.batches.describe(_("Impor terakhir"), [(_("Z mengurungkan yang disorot"), "dim")] if data else ())
        self.batches.set_rows([Row(one.seq, words.batch(one, now)) for one in data])
        self._offer()
        self._head()

    def concerns(self, moved: Any) -> bool:
        """Any change may be an import, or the taking back of one."""
        return True

    @on(Grid.RowActivated, "#batches")
    def open_batch(self, event: Grid.RowActivated) -> None:
        """Enter: what that import did."""
        batch = self.chosen
        if batch is None:
            return
        from screens.dialogs.details import Details

        self.app.push_screen(Details(plain(batch.file), words.batch_lines(batch, self.context.now())))

    @property
    def chosen(self) -> Batch | None:
        """The import under the cursor."""
        return next((one for one in self.data or () if one.seq == self.batches.key), None)

    # ── the head ────────────────────────────────────────────────────────────

    def _head(self) -> None:
        if self.busy or self.applying:
            self._show_bar()
        elif self.table.display and self.plan is not None and self.reading is not None:
            total = _("{n} baris").format(n=numbers.number(self.plan.total))
            self.head.update(self._summary, title=plain(self.plan.file), note=[(total, "dim")])
        else:
            hint = _("Baca daftar petugas dari Excel, ODS, atau CSV: O. Semua ditunjukkan dulu sebelum ditulis.")
            text, style = self.said or (hint, "dim")
            self.head.update(lambda width: words.paragraph(text, style, width), title=_("Impor"), note=())

    def _summary(self, width: int) -> Sequence[Line]:
        """How many lines of each status, what was repaired, what the file does not say, what was not read of it."""
        plan, reading = self.plan, self.reading
        if plan is None or reading is None:
            return ()
        return [
            [(" ", ""), *words.counts(plan, len(self.decisions))],
            *words.paragraph(words.reserves(plan), "text", width),
            *([(" ", ""), *line] for line in words.repairs(plan.repairs, width - 2)),
            *words.paragraph(words.lacking(plan.lacks), "kurang", width),
            *words.paragraph(words.unread(reading.unread), "dim", width),
            *words.paragraph(words.odd(reading.odd), "dim", width),
        ]

    def _show_bar(self) -> None:
        writing, note = self.writing, (_("Esc membatalkan"), "key")
        if writing is None:
            assert self.reading is not None
            work: Reading | Writing = self.reading
            title = _("membaca {file}").format(file=plain(self.reading.path.name))
        else:
            title = _("mengurungkan {file}") if writing.undoing else _("menulis {file}")
            work, title = writing, title.format(file=plain(writing.file))
            if writing.sealed or writing.cancelled:
                note = (_("menyimpan…") if writing.sealed else _("membatalkan…"), "dim")
        self.head.update(lambda width: words.bar(work.done, work.total, width), title=title, note=[note])

    # ── the lines ────────────────────────────────────────────────────────────

    def show_status(self, status: str) -> None:
        """Only the lines of one status ("": all), from the first one on."""
        self.status = status
        self._ask_lines("first", limit=PAGE)

    def action_filter(self) -> None:
        """/: type to find somebody among the lines."""
        if self.table.display and self.plan is not None:
            self.query_one("#find-line").display = True
            self.find.focus()

    @on(Input.Changed, "#find")
    def search(self) -> None:
        """Found as one types, whatever its status; an answer to what stood here before is dropped."""
        typed = " ".join(self.find.text.split())
        if typed != self.typed:
            self.typed = typed
            self.status = "" if typed else self.status
            self._ask_lines("first", limit=PAGE)

    @on(Input.Submitted, "#find")
    def found(self) -> None:
        """Enter: on to what was found."""
        self.leave_search()

    def on_key(self, event: events.Key) -> None:
        """Down, from the search: on to what was found."""
        if event.key == "down" and self.find.has_focus:
            event.stop()
            self.leave_search()

    def leave_search(self) -> None:
        """The keys are the table's again."""
        self.query_one("#find-line").display = bool(self.find.text)
        self.table.focus()

    def refresh_lines(self) -> None:
        """The lines at hand anew: something was decided."""
        window = self.table.window
        rows = [self._row(self._lines[row.key]) for row in window.rows if row.key in self._lines]
        self.table.set_rows(rows, offset=window.offset, total=window.total, before=window.before, after=window.after)
        self._head()

    def _ask_lines(self, direction: Direction, *, limit: int, after: int = 0, before: int | None = None) -> None:
        plan, status, typed = self.plan, self.status, self.typed
        if plan is None:
            return
        beyond = limit + 1

        def task(database: Database) -> list[PlanLine]:
            found: list[PlanLine] = plan.lines(status or None, after=after, before=before, limit=beyond, words=typed)
            self._learn_places(database, found)
            return found

        def then(found: list[PlanLine]) -> None:
            if plan is self.plan and (status, typed) == (self.status, self.typed):
                self._arrived(direction, found, len(found) == beyond)

        self.perform(task, then)

    def _learn_places(self, database: Database, lines: Sequence[PlanLine]) -> None:
        """The kelurahan of these lines, and of who may be meant by them, by name from now on. In a thread."""
        unknown = about.places_of(lines) - self.context.names.keys()
        if unknown:
            with database.read() as connection:
                self.context.names.update(queries.territory.names(connection, unknown))

    @on(Grid.NeedRows, "#plan")
    def more(self, event: Grid.NeedRows) -> None:
        """The next page, the one before, or an end of the list."""
        at = event.anchor if isinstance(event.anchor, int) else 0
        if event.direction == "after":
            self._ask_lines("after", after=at, limit=event.count)
        elif event.direction == "before":
            self._ask_lines("before", before=at, limit=event.count)
        elif event.direction == "last":
            self._ask_lines("last", before=LAST, limit=event.count)
        else:
            self._ask_lines("first", limit=event.count)

    def _arrived(self, direction: Direction, found: list[PlanLine], more: bool) -> None:
        if more:
            found = found[1:] if direction in ("before", "last") else found[:-1]
        self._lines.update((line.number, line) for line in found)
        rows = [self._row(line) for line in found]
        grid, plan = self.table, self.plan
        assert plan is not None
        if direction in ("after", "before"):
            grid.add_rows(rows, direction, more=more)
            if len(self._lines) > KEPT:
                self._lines = {row.key: self._lines[row.key] for row in grid.window.rows}
            return
        total = None if self.typed else words.counted(plan, self.status) if self.status else plan.total
        last = direction == "last"
        offset = 0 if not last else None if total is None else total - len(found)
        key = rows[-1 if last else 0].key if rows else None
        grid.set_columns(about.columns(self.status, broad=self.size.width >= BROAD))
        grid.set_rows(rows, offset=offset, total=total, before=last and more, after=more and not last, cursor=key)
        grid.describe(words.listed(self.status, total, self.typed), [(_("f status lain"), "dim")])
        if not plan.total:
            grid.show_state(words.nobody(plan))
        self._head()

    def _row(self, line: PlanLine) -> Row:
        known = self.known
        said = about.said_of(line, self.decisions.get(line.number), known)
        return Row(line.number, about.cells(line, said, known, self.status, broad=self.size.width >= BROAD))

    @property
    def known(self) -> about.Known:
        """What lines are worded with."""
        context = self.context
        return about.Known(context.election, context.elections, context.names)

    @property
    def line(self) -> PlanLine | None:
        """The line under the cursor."""
        return self._lines.get(self.table.key)

    def on_resize(self) -> None:
        """With another width there are other columns."""
        if self.plan is not None:
            self.table.set_columns(about.columns(self.status, broad=self.size.width >= BROAD))
            self.refresh_lines()


def plan_unit(context: Context) -> str:
    """Where an import is noted: the region of the office."""
    return context.home or context.place.unit
