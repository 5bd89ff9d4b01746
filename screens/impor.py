"""Impor: a list of officials from a spreadsheet, first shown as what it would change, then written whole or not at all.

The plan stays while one looks at other screens; Esc puts it away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on

from models.errors import Cancelled, SiagaError
from screens.locale import _
from screens.planned import OFTEN, PAGE, plan_unit
from screens.presenters import impor as words
from screens.presenters import impor_lines as about
from screens.presenters import numbers
from screens.presenters.text import plain
from screens.taking_back import TakesBack
from screens.widgets.grid import Grid
from screens.widgets.lines import Line

if TYPE_CHECKING:
    from models.database import Database
    from models.exchange.line import Line as PlanLine
    from models.exchange.plan import Plan
    from models.services.importing import Applied
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.isian import Said
    from screens.exports import Export
    from screens.readings import Reading


class Reads(TakesBack):
    """Reading a file, and correcting how it is read."""

    # ── reading ────────────────────────────────────────────────────────────

    def action_choose(self) -> None:
        """O: which file?"""
        if self.busy or self.applying or self.context.database is None:
            return
        from screens.dialogs.berkas import FileChooser

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.context.folder = str(path.parent)
                self.examine(path)

        self.app.push_screen(FileChooser(self._folders(), self.context.now()), chosen)

    def _folders(self) -> Any:
        from screens.folders import Folders

        return Folders(self.context.files, self.context.folder)

    def examine(self, path: Path, mapping: Mapping[str, Any] | None = None, defaults: Any = None) -> None:
        """Read a file and show what it would change. Nothing is written."""
        if self.applying:
            return
        from models.database import Interrupt
        from screens.readings import Reading

        self.drop()
        context = self.context
        self.reading = Reading(
            path,
            context.election,
            context.home or context.place.unit,
            context.today(),
            Interrupt(),
            dict(mapping or {}),
            defaults,
        )
        self.table.set_rows(())
        self.table.describe("")
        self.table.show_state(_("membaca…"))
        self.turn_to("plan")
        self._head()
        self._clock = self.set_interval(OFTEN, self._show_bar)
        self.run_worker(self._examine(self.reading), group="perform")

    async def _examine(self, reading: Reading) -> None:
        from models.exchange.rows import FileFault
        from screens.presenters.impor_problems import fault

        database = self.context.database
        assert database is not None
        failure = ""
        try:
            await asyncio.to_thread(reading.run, database)
        except Cancelled:
            pass
        except SiagaError as error:
            failure = self.sentence(error)
        except FileFault as found:
            failure = fault(found.fault)
        if reading is not self.reading or not self.is_mounted:  # given up meanwhile
            if reading.plan is not None:
                reading.plan.close()
            return
        if self._clock is not None:
            self._clock.stop()
        if reading.plan is None:
            self.reading = None
            self.said = (failure, "kritis bold") if failure else None
            self.turn_to("batches")
            self._head()
            return
        self._examined(reading)

    def _examined(self, reading: Reading) -> None:
        self.plan = plan = reading.plan
        assert plan is not None
        self.said = None
        self.turn_to("plan")
        self.show_status(next((name for name in ("RAGU", "TOLAK") if words.counted(plan, name)), ""))
        if plan.lacks and reading.defaults is None:
            self.action_defaults()

    def drop(self) -> None:
        """Forget the file and its lines; a reading under way ends, a writing has them to its end."""
        if self._clock is not None and not self.applying:
            self._clock.stop()
        if self.reading is not None:
            self.reading.interrupt.cancel()
        if self.plan is not None and not self.applying:
            self.plan.close()
        self.reading = self.plan = None
        self.decisions, self.status, self.typed, self._lines = {}, "", "", {}

    def on_unmount(self) -> None:
        """The end of the program waits for no file."""
        self.drop()

    def back(self) -> None:
        """Esc: give up the reading or writing; close the lines; leave."""
        if self.writing is not None:
            undoing = self.writing.undoing
            if not self.writing.cancel():
                late = _("Terlambat dibatalkan: sedang disimpan.")
                self.say(late if undoing else f"{late} " + _("Sesudahnya Z mengurungkannya."), "kurang")
            elif undoing:
                self.say(_("Membatalkan: impornya tetap berlaku."), "dim")
            else:
                self.say(_("Membatalkan: yang sudah ditulis sedang dikembalikan."), "dim")
            self._head()
        elif self.busy:
            self._close(_("Dibatalkan. Tidak ada yang berubah."))
        elif self.find.has_focus or self.find.value:
            self.find.value = ""
            self.leave_search()
        elif not self.table.display:
            self.leave()
        elif self.decisions:
            from screens.dialogs.confirm import Confirm

            def answered(yes: bool | None) -> None:
                if yes:
                    self._close(_("Ditutup. Tidak ada yang berubah."))

            question = _("Tutup berkas ini? Keputusan tentang baris RAGU hilang.")
            self.app.push_screen(Confirm(question, yes=_("Tutup")), answered)
        else:
            self._close(_("Ditutup. Tidak ada yang berubah."))

    def place_changed(self) -> None:
        """Another election has other seats: a file is read anew for it."""
        if self.reading is not None and self.reading.election.code != self.context.place.election:
            self._close(_("Pemilihan diganti: baca berkasnya sekali lagi."))
        super().place_changed()

    def _close(self, said: str) -> None:
        self.drop()
        self.said = None
        self.turn_to("batches")
        self._head()
        self.say(said, "dim")

    def unsaved(self) -> bool:
        """Decisions that were not applied."""
        return bool(self.decisions)

    def action_refresh_data(self) -> None:
        """r: of an open file, read it again as it is now."""
        if self.plan is not None and self.table.display and self.reading is not None:
            self.examine(self.reading.path, self.reading.mapping, self.reading.defaults)
        elif not self.busy:
            super().action_refresh_data()

    # ── corrections ────────────────────────────────────────────────────────────

    def action_columns(self) -> None:
        """H: what the columns mean; remembered for files of this shape."""
        reading = self.reading
        if reading is None or reading.plan is None or not self.table.display:
            return
        from screens.dialogs.kolom import ColumnsDialog

        def chosen(found: dict[str, dict[int, str]] | None) -> None:
            if found:
                self._remember(found)
                self.examine(reading.path, {**reading.mapping, **found}, reading.defaults)

        self.app.push_screen(ColumnsDialog(reading.headers), chosen)

    def _remember(self, found: Mapping[str, Mapping[int, str]]) -> None:
        if self.refusal("import"):  # used for this file all the same
            return

        def service(work: UnitOfWork) -> None:
            from models.services import importing

            for digest, columns in found.items():
                importing.remember(work, digest, dict(columns))

        self.write("mapping", self.context.home or self.context.place.unit, service, lambda _done: None)

    def action_defaults(self) -> None:
        """D: what the file does not say."""
        plan, reading = self.plan, self.reading
        if plan is None or reading is None or not self.table.display:
            return
        given = reading.defaults
        wanted = set(plan.lacks) | {name for name in words.ASKED if given is not None and getattr(given, name)}
        if wanted & {"body", "unit"}:  # without these nobody is appointed yet, so nothing else was missed
            columns = {field for header in reading.headers for field in header.columns.values()}
            wanted |= {"start_on", "decree"} - columns
        if not wanted:
            self.say(_("Berkas ini menyebut badan, wilayah, mulai tugas, dan SK sendiri."), "dim")
            return
        from screens.dialogs.isian import Isian
        from screens.readings import unit_meant

        def save(form: Form, said: Said) -> None:
            self.perform(
                lambda database: unit_meant(database, self.context, said.unit),
                lambda unit: self._defaults_said(form, said, unit),
                lambda error: form.failed(self.sentence(error)),
            )

        first = next(iter(plan.lines("BARU", limit=1)), None)
        usual = first.after.get("start_on") if first is not None else None
        self.app.push_screen(Isian(self.context, wanted, given, save, usual))

    def _defaults_said(self, form: Form, said: Said, found: list[str]) -> None:
        if len(found) != 1:
            several = ", ".join(self.context.name(unit) for unit in found[:4])
            form.failed(
                _("“{typed}” bisa berarti {several}. Tulis lengkap.").format(typed=said.unit, several=several)
                if found
                else _("{typed} tidak ada di wilayah ini.").format(typed=said.unit)
            )
            return
        from models.exchange.line import Defaults

        form.saved()
        reading = self.reading
        if reading is not None:
            defaults = Defaults(said.body or None, found[0] or None, said.start_on, said.decree or None)
            self.examine(reading.path, reading.mapping, defaults)


class Impor(Reads):
    """What is done about the lines: decide, apply, write what was left out."""

    # ── the lines ────────────────────────────────────────────────────────────

    def action_status(self) -> None:
        """f: the next status that has lines, then all."""
        plan = self.plan
        if plan is None or not self.table.display:
            return
        order = [name for name in about.STATUSES if words.counted(plan, name)] + [""]
        at = order.index(self.status) if self.status in order else -1
        self.show_status(order[(at + 1) % len(order)])

    @on(Grid.RowActivated, "#plan")
    def open_line(self, event: Grid.RowActivated) -> None:
        """Enter: everything about a line; of a RAGU line the question."""
        line = self.line
        if line is None:
            return
        if str(line.status) == "RAGU" and not self.refused("import"):
            self._decide(line)
            return
        from screens.dialogs.details import Details

        known = self.known
        self.app.push_screen(Details(about.where(line), lambda width: about.details(line, known, width)))

    def _decide(self, line: PlanLine) -> None:
        from screens.dialogs.ragu import Doubt

        assert self.plan is not None
        count = words.counted(self.plan, "RAGU")
        left = count - len(self.decisions)
        note = _("{n} belum diputuskan").format(n=numbers.number(left))
        now = self.decisions.get(line.number)
        dialog = Doubt(line, self.known, note, now)

        def answered(decision: Any) -> None:
            if decision is None or self.plan is None:
                return
            self.decisions[line.number] = decision
            self.refresh_lines()
            self._next_doubt(line.number)

        self.app.push_screen(dialog, answered)

    def _next_doubt(self, number: int) -> None:
        """On to the next RAGU line that nobody decided; the cursor goes with it."""
        plan, decided = self.plan, set(self.decisions)
        if plan is None:
            return

        def task(_database: Database) -> PlanLine | None:
            after = number
            while True:
                found: list[PlanLine] = plan.lines("RAGU", after=after, limit=PAGE)
                undecided = next((one for one in found if one.number not in decided), None)
                if undecided is not None or not found:
                    return undecided
                after = found[-1].number

        def then(line: PlanLine | None) -> None:
            if line is None:
                left = words.counted(plan, "RAGU") - len(self.decisions)
                self.say(_("Semua baris RAGU diputuskan. T menerapkan.") if not left else "", "siap")
            elif plan is self.plan:
                self._lines[line.number] = line
                self.table.move_to(line.number)
                self._decide(line)

        self.perform(task, then)

    # ── writing ────────────────────────────────────────────────────────────

    def action_apply(self) -> None:
        """T: write all of it, after naming what that is."""
        plan = self.plan
        if plan is None or self.applying or not self.table.display or self.refused("import"):
            return
        if not words.work_of(plan, self.decisions):
            self.say(
                _("Tidak ada yang perlu diterapkan: tidak ada baris BARU, UBAH, atau RAGU yang diputuskan."), "kurang"
            )
            return
        from screens.dialogs.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._apply(plan)

        question = _("Terapkan {file}?").format(file=plain(plan.file))
        self.app.push_screen(Confirm(question, words.asked(plan, self.decisions), yes=_("Terapkan")), answered)

    def _apply(self, plan: Plan) -> None:
        from screens.readings import Writing

        decisions = dict(self.decisions)
        self.writing = writing = Writing(plan.file, words.work_of(plan, decisions))

        def service(work: UnitOfWork) -> Applied:
            from models.services import importing

            writing.told(0, writing.total)
            done = importing.apply(work, plan, decisions, writing.told)
            writing.seal()
            return done

        self.write(
            "import",
            plan_unit(self.context),
            service,
            lambda done: self._applied(plan, decisions, done),
            lambda error: self._not_applied(plan, error),
        )
        self.say("")
        self.show_writing()

    def _not_applied(self, plan: Plan, error: SiagaError) -> None:
        self.ended()
        kept = plan is self.plan
        if not kept:  # closed meanwhile
            plan.close()
        if not isinstance(error, Cancelled):
            self.ring()
            self.say(self.sentence(error), "kritis")
        elif kept:
            self.say(_("Dibatalkan. Tidak ada yang ditulis; rencananya masih di sini."), "kurang")
        else:
            self.say(_("Dibatalkan. Tidak ada yang berubah."), "dim")

    def _applied(self, plan: Plan, decisions: Mapping[int, Any], done: Applied) -> None:
        self.ended()
        left = words.left_out(plan, decisions)
        outcome = words.outcome(done, left)
        self.said, self.said_of = (outcome, "siap bold"), done.seq
        self.say(outcome, "siap")
        self.written = dict(decisions)
        self.decisions = {}
        self.turn_to("batches")
        self._head()
        self.acted()
        if left:
            self.action_rejects()

    def action_rejects(self) -> None:
        """W: what was not taken, to a file of the same shape with the reasons."""
        plan = self.plan
        if plan is None:
            return
        from screens.dialogs.tolakan import RejectsDialog

        decisions = self.written if not self.table.display else dict(self.decisions)
        if not words.left_out(plan, decisions):
            self.say(_("Tidak ada baris yang ditolak atau dilewati."), "dim")
            return
        place, known = self._folders(), self.known

        def save(form: Form, target: Path) -> None:
            def task(_database: Database) -> int:
                from models.services import importing

                return int(
                    importing.rejects(plan, decisions, target, reason=lambda line: about.reason(line, decisions, known))
                )

            def done(count: int) -> None:
                form.saved()
                where = place.written(target)
                self.say(_("{n} baris ditulis ke {file}").format(n=numbers.number(count), file=where), "siap")

            self.perform(task, done, lambda error: form.failed(self.sentence(error)))

        self.app.push_screen(RejectsDialog(place, self.reading.path if self.reading else Path(plan.file), save))

    def explain(self) -> Sequence[Line]:
        """The statuses."""
        return list(about.meanings())

    def exported(self) -> Export | None:
        """The lines of a dry run, of the status that is listed or as they were searched for, whole; else its
        imports."""
        from screens import exports

        if self.plan is None or not self.table.display:
            return super().exported()
        total = 0 if self.typed else words.counted(self.plan, self.status) if self.status else self.plan.total
        asked = (self.status, self.typed, dict(self.decisions))
        return exports.of_plan(self.plan, *asked, total, self.context.election, self.context.elections)
