"""The verbs of Sinergi: what each key does in each of its lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from models import queries, units
from screens.items import area_of
from screens.locale import _
from screens.office_acts import OfficeActs
from screens.presenters import eskalasi, numbers
from screens.presenters import sinergi as words
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queries.escalation import EscalationRow
    from models.queries.synergy import CaseRow, CommitmentRow, GuardRow, MeetingRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.netralitas import Case
    from screens.dialogs.sinergi import Guarded, Met, Promised
    from screens.widgets.grid import Grid

Data = TypeVar("Data")


class SinergiActs(OfficeActs[Data], Generic[Data]):
    """The rest of them: a meeting, a promise, a pattern, a case. ``known``: the rows at hand, by their keys."""

    known: dict[Any, Any]

    def _units(self) -> tuple[Sequence[tuple[str, str]], str]:
        """Where something can be added, and where it most likely is: at the row under the cursor."""
        near = self.near
        codes = [code for code, _name in near]
        return near, self.row.unit if self.row is not None and self.row.unit in codes else codes[0]

    def _roles(self) -> list[tuple[str, str]]:
        return [(one.code, _(one.name)) for one in self.context.election.contacts]

    # ── adding and changing ────────────────────────────────────────────────────────────

    def action_add(self) -> None:
        """+: a meeting, a promise, a case."""
        verbs: dict[str, tuple[str, Callable[[], None]]] = {
            "rakor": ("meeting", lambda: self._meeting(None)),
            "janji": ("commitment", lambda: self._promise(None)),
            "netralitas": ("case", lambda: self._case(None)),
        }
        self._act(verbs)

    def action_edit(self) -> None:
        """E: what the row under the cursor says; of a TPS how it is guarded."""
        row = self.row
        if row is None:
            self.say(_("Tidak ada baris di sini."), "dim")
            return
        self._act(
            {
                "kontak": ("contact", lambda: self._contact(row)),
                "rakor": ("meeting", lambda: self._meeting(row)),
                "janji": ("commitment", lambda: self._promise(row)),
                "pengamanan": ("pattern", lambda: self._pattern(row)),
                "netralitas": ("case", lambda: self._case(row)),
            },
            row.unit,
        )

    def _act(self, verbs: dict[str, tuple[str, Callable[[], None]]], *touched: str) -> None:
        if self.listed not in verbs:
            self._elsewhere()
            return
        verb, act = verbs[self.listed]
        if not self.refused(verb, *touched):
            act()

    # ── together ────────────────────────────────────────────────────────────

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """The row, by what it is: those of the list before stand there until the next one's come."""
        row, synergy = self.known.get(key), queries.synergy
        if isinstance(row, synergy.ContactRow):
            return (f"contact:{row.unit}:{row.role}",)
        if isinstance(row, synergy.GuardRow):
            return (f"guard:{row.unit}",)
        kinds = {synergy.MeetingRow: "meeting", synergy.CommitmentRow: "commitment", synergy.CaseRow: "case"}
        kind = kinds.get(type(row))
        return (f"{kind}:{row.id}",) if row is not None and kind is not None else ()

    # ── meetings ────────────────────────────────────────────────────────────

    def _meeting(self, row: MeetingRow | None) -> None:
        from screens.dialogs.sinergi import MeetingDialog, Met

        near, chosen = self._units()
        was = None
        if row is not None:
            near, chosen = [(row.unit, self.where(row))], row.unit
            was = Met(row.unit, row.held_on, row.place or "", row.attended, row.minutes or "")

        def save(form: Form, entered: Met) -> None:
            def service(work: UnitOfWork) -> None:
                from models.services.synergy import change_meeting, hold_meeting

                said: dict[str, Any] = {
                    "on": entered.day,
                    "attended": entered.attended,
                    "place": entered.place,
                    "minutes": entered.minutes,
                }
                if row is None:
                    hold_meeting(work, entered.unit, **said)
                else:
                    change_meeting(work, row.id, row.version, **said)

            self.submit(form, "meeting", entered.unit, service, lambda _done: _("Rakor dicatat"))

        self.ask(
            MeetingDialog(near, chosen, self._roles(), self.context.today(chosen), save, was),
            *([f"meeting:{row.id}"] if row is not None else []),
        )

    # ── promises ────────────────────────────────────────────────────────────

    def _promise(self, row: CommitmentRow | None) -> None:
        from screens.dialogs.sinergi import Promised, PromiseDialog

        near, chosen = self._units()
        was = None
        if row is not None:
            near, chosen = [(row.unit, self.where(row))], row.unit
            was = Promised(row.unit, row.promise, row.owner, row.due_on)

        def save(form: Form, entered: Promised) -> None:
            def service(work: UnitOfWork) -> None:
                from models.services.synergy import change_promise, promise

                said: dict[str, Any] = {"said": entered.said, "owner": entered.owner, "due": entered.due}
                if row is None:
                    promise(work, entered.unit, **said)
                else:
                    change_promise(work, row.id, row.version, **said)

            self.submit(form, "commitment", entered.unit, service, lambda _done: _("Janji dicatat"))

        self.ask(
            PromiseDialog(near, chosen, self.context.today(chosen), save, was),
            *([f"commitment:{row.id}"] if row is not None else []),
        )

    def action_called(self, outcome: str) -> None:
        """v: a promise was kept; d: whoever was asked for help answered; else how a test call ended."""
        acts: dict[tuple[str, str], Callable[[Any], None]] = {
            ("janji", "beres"): self._keep,
            ("eskalasi", "dijawab"): self._answer,
        }
        act = acts.get((self.listed, outcome))
        if act is None:
            super().action_called(outcome)
        elif self.row is not None:
            act(self.row)

    def _keep(self, row: CommitmentRow) -> None:
        if row.done_on is not None:
            self.say(_("Janji ini sudah ditepati."), "dim")
            return
        if self.refused("commitment_done", row.unit):
            return

        def service(work: UnitOfWork) -> None:
            from models.services.synergy import keep_promise

            keep_promise(work, row.id, row.version)

        def done(_result: None) -> None:
            self.say(_("Janji {owner} ditepati").format(owner=plain(row.owner)), "siap")
            self.acted()

        self.write("commitment_done", row.unit, service, done)

    # ── help that was asked for ────────────────────────────────────────────────────────────

    def _answer(self, row: EscalationRow) -> None:
        if self._over(row) or self.refused("escalation_answered", row.unit):
            return

        def service(work: UnitOfWork) -> None:
            from models.services import escalation

            escalation.answer(work, row.id, row.version, words.proof(work.today))

        def done(_result: None) -> None:
            self.say(_("{office} menjawab").format(office=eskalasi.office(row, self.context.election)), "siap")
            self.acted()

        self.write("escalation_answered", row.unit, service, done)

    def action_end(self) -> None:
        """x: help is no longer asked for, with a reason."""
        row = self.row
        if self.listed != "eskalasi" or row is None:
            self._elsewhere()
        elif not self._over(row) and not self.refused("escalation_cancel", row.unit):
            self._cancel(row)

    def _cancel(self, row: EscalationRow) -> None:
        from screens.dialogs.reason import ReasonDialog

        office = eskalasi.office(row, self.context.election)

        def save(form: Form, reason: str) -> None:
            def service(work: UnitOfWork) -> None:
                from models.services import escalation

                escalation.cancel(work, row.id, row.version, reason)

            said = _("Tidak lagi ditunggu: {office}").format(office=office)
            self.submit(form, "escalation_cancel", row.unit, service, lambda _done: said)

        self.app.push_screen(ReasonDialog(_("Batalkan permintaan"), office, _("kotak suara sudah tiba"), save))

    def _over(self, row: EscalationRow) -> bool:
        """Whether nobody waits any more; says so."""
        if not row.waiting:
            self.say(_("Yang ini sudah selesai."), "dim")
        return not row.waiting

    # ── guards ────────────────────────────────────────────────────────────

    def _pattern(self, row: GuardRow) -> None:
        election = self.context.election
        if not election.security:
            self.say(_("Berkas pemilihan ini tidak memuat pola pengamanan."), "kurang")
            return
        if self.grid.everything:
            self.say(_("Terlalu banyak: pilih TPS-nya satu per satu, atau sekelurahan lewat E."), "kurang")
            return
        from screens.dialogs.sinergi import PatternDialog

        chosen: list[GuardRow] = [self.known[key] for key in self.grid.selected if key in self.known] or [row]
        area = area_of(row.unit) or row.unit
        these = self.where(row)
        if len(chosen) > 1:
            these = _("{n} TPS yang dipilih").format(n=numbers.number(len(chosen)))
        scope = (these, _("semua TPS {where}").format(where=plain(row.unit_name)))
        patterns = [(one.code, f"{_(one.name)} {words.ratio(one)}") for one in election.security]

        def save(form: Form, entered: Guarded) -> None:
            where = [area] if entered.area else sorted(one.unit for one in chosen)
            seen = {} if entered.area else {one.unit: one.version for one in chosen}

            def service(work: UnitOfWork) -> int:
                from models.services.synergy import set_pattern

                return set_pattern(work, where, entered.pattern, reference=entered.reference, on=entered.day, seen=seen)

            def said(count: int) -> str:
                self.grid.clear_selection()
                return _("Pola pengamanan {n} TPS ditetapkan").format(n=numbers.number(count))

            self.submit(form, "pattern", units.common(where), service, said)

        today = self.context.today(row.unit)
        self.ask(
            PatternDialog(patterns, row.pattern or "", scope, today, save), *(f"guard:{one.unit}" for one in chosen)
        )

    # ── cases ────────────────────────────────────────────────────────────

    def _case(self, row: CaseRow | None) -> None:
        from screens.dialogs.netralitas import Case, CaseDialog
        from screens.dialogs.who import Who, asked_of

        near, chosen = self._units()
        was, who = None, None
        if row is not None:
            was = Case(
                row.unit, row.person_id, row.name, row.reported_on, row.source, row.kind, row.handler, row.state,
                row.note or "",
            )  # fmt: skip
        else:
            who = Who(
                asked_of(self), self.context.elections, label=_("Nama orang atau badan"), new=_("tidak di daftar ini")
            )

        def save(form: Form, entered: Case) -> None:
            unit = entered.unit if row is None else row.unit

            def service(work: UnitOfWork) -> None:
                from models.services import neutrality

                said: dict[str, Any] = {
                    "on": entered.day, "source": entered.source, "kind": entered.kind, "handler": entered.handler,
                    "state": entered.state, "note": entered.note,
                }  # fmt: skip
                if row is None:
                    neutrality.report(work, unit, person_id=entered.person_id, about=entered.about, **said)
                else:
                    neutrality.change(work, row.id, row.version, **said)

            self.submit(form, "case", unit, service, lambda _done: _("Kasus dicatat"))

        handlers = [(one.code, _(one.name)) for one in self.context.election.handlers]
        self.ask(
            CaseDialog(near, chosen, who, handlers, self.context.today(chosen), save, was),
            *([f"case:{row.id}"] if row is not None else []),
        )

    def action_person(self) -> None:
        """o: the card of the person whose case it is."""
        row = self.row
        if self.listed != "netralitas" or row is None:
            self._elsewhere()
        elif row.person_id is None:
            self.say(_("Tidak ada orang di baris ini."), "kurang")
        else:
            self.context.person = row.person_id
            self.visit("orang")
