"""What several lists of Sinergi share, and the verbs about offices: names and numbers, test calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from screens.escalating import Asks
from screens.locale import _
from screens.presenters import sinergi as words
from screens.presenters.changes import masked
from screens.presenters.text import plain
from screens.widgets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queries.synergy import ContactRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.sinergi import Office

Data = TypeVar("Data")


class OfficeActs(Asks[Data], Generic[Data]):
    """A screen with one of the lists (``listed``) and a row of it under the cursor (``row``)."""

    listed: str
    known: dict[Any, Any]
    opened: set[Any]

    @property
    def grid(self) -> Grid:
        """The list."""
        raise NotImplementedError

    @property
    def row(self) -> Any | None:
        """The row under the cursor."""
        raise NotImplementedError

    @property
    def near(self) -> Sequence[tuple[str, str]]:
        """The place and what is right below it: (code, name)."""
        raise NotImplementedError

    def where(self, row: Any) -> str:
        """The unit of a row in words."""
        raise NotImplementedError

    def _elsewhere(self) -> None:
        self.say(_("Di daftar ini tombol itu tidak berarti. f: daftar berikut."), "dim")

    # ── offices ────────────────────────────────────────────────────────────

    def _contact(self, row: ContactRow) -> None:
        from screens.dialogs.sinergi import ContactDialog

        opened = row.anchor in self.opened
        office = f"{words.role_name(row.role, self.context.election)} {plain(row.unit_name)}"

        def save(form: Form, entered: Office) -> None:
            def service(work: UnitOfWork) -> None:
                from models.services.synergy import set_contact

                phone = (row.phone or "") if entered.phone is None else entered.phone
                set_contact(work, row.unit, row.role, entered.name, phone, seen=(row.name, row.phone))

            said = _("Kontak {office} disimpan").format(office=office)
            self.submit(form, "contact", row.unit, service, lambda _done: said)

        shown = (row.phone or "") if opened else ""
        hidden = masked(row.phone) if row.phone and not opened else ""
        self.ask(ContactDialog(office, row.name or "", shown, hidden, save), f"contact:{row.unit}:{row.role}")

    def action_called(self, outcome: str) -> None:
        """d, m, M: how a test call ended."""
        row = self.row
        if self.listed != "kontak" or outcome == "beres":
            self._elsewhere()
        elif row is not None and not self.refused("contact_call", row.unit):
            self._tested(row, outcome)

    def _tested(self, row: ContactRow, outcome: str) -> None:
        def service(work: UnitOfWork) -> None:
            from models.services.synergy import record_test

            record_test(work, row.unit, row.role, outcome, words.proof(work.today))

        def done(_result: None) -> None:
            self.say(words.tested(row, outcome, self.context.election), "siap")
            self.acted()

        self.write("contact_call", row.unit, service, done)

    def action_identity(self) -> None:
        """I: show the number of the office under the cursor, after saying that the journal keeps it."""
        row = self.row
        if self.listed != "kontak" or row is None:
            self._elsewhere()
            return
        if row.anchor in self.opened:
            self._reveal(row, opened=False)
            return
        if row.phone is None:
            self.say(_("Nomornya belum ada."), "dim")
            return
        if self.refused("unmask"):
            return
        from screens.dialogs.confirm import Confirm

        office = f"{words.role_name(row.role, self.context.election)} {plain(row.unit_name)}"
        lines = [
            [(office, "title"), (f"  {plain(row.name or '')}", "text")],
            [(_("Dicatat di jurnal: {who} membuka data ini.").format(who=self.context.actor.name), "dim")],
        ]

        def service(work: UnitOfWork) -> None:
            from models.services.synergy import unmask_contact

            unmask_contact(work, row.unit, row.role)

        def answered(yes: bool | None) -> None:
            if yes:
                self.write("unmask", row.unit, service, lambda _done: self._reveal(row, opened=True))

        self.app.push_screen(Confirm(_("Buka nomor telepon?"), lines, yes=_("Buka")), answered)

    def _reveal(self, row: ContactRow, *, opened: bool) -> None:
        if opened:
            self.opened.add(row.anchor)
        else:
            self.opened.discard(row.anchor)
        if self.data is not None:
            self.show(self.data)
