"""What is done about those who wait for a seat: added, earlier or later in line, no longer waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from models.units import area
from screens.locale import _
from screens.people_acts import PeopleActs
from screens.presenters.text import plain
from screens.widgets.grid import Grid

if TYPE_CHECKING:
    from models.queries.register import Heir, Heirs
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.succession import Added, Withdrawn


@dataclass(frozen=True, slots=True)
class Shown:
    """The seat with its heirs; None where there is no such seat in the election that is shown."""

    found: Heirs | None


class ReserveActs(PeopleActs[Shown]):
    """The keys about the list of those who wait for one seat."""

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#heirs", Grid)

    def _found(self) -> Heirs | None:
        return self.data.found if self.data is not None else None

    def _heir(self) -> Heir | None:
        found, key = self._found(), self.grid.key
        return next((one for one in found.heirs if one.reserve.id == key), None) if found is not None else None

    def _waiting(self) -> Heir | None:
        """The reserve under the cursor; says so where there is none."""
        heir = self._heir()
        if heir is None:
            self.say(_("Tidak ada cadangan di baris ini. + menambah."), "kurang")
        return heir

    def action_add_reserve(self) -> None:
        """+: somebody more waits, behind the others."""
        found = self._found()
        if found is None or self.refused("reserve", found.unit):
            return
        from screens.dialogs.succession import AddReserve
        from screens.dialogs.who import Who, asked_of

        def save(form: Form, entered: Added) -> None:
            def service(work: UnitOfWork) -> int:
                from models.services.register import add_reserve

                added = add_reserve(
                    work, found.body, found.unit, person_id=entered.person_id, name=entered.name, asn=entered.asn,
                    note=entered.note,
                )  # fmt: skip
                return cast(int, added["rank"])

            said = _("{name} menunggu di giliran {rank}")
            self.submit(
                form, "reserve", area(found.unit), service,
                lambda rank: said.format(name=plain(entered.name), rank=rank),
            )  # fmt: skip

        self.app.push_screen(AddReserve(self._where(found), Who(asked_of(self), self.context.elections), save))

    def _where(self, found: Heirs) -> str:
        body = self.context.election.body(found.body).short
        return f"{_(body)} · {plain(found.unit_name)}"

    def action_move_reserve(self, by: int) -> None:
        """< and >: one turn earlier, one later."""
        found, heir = self._found(), self._waiting()
        if found is None or heir is None or self.refused("reserve_move", found.unit):
            return
        at = found.heirs.index(heir) + by
        if not 0 <= at < len(found.heirs):
            self.say(_("Sudah di ujung urutan."), "dim")
            return
        other = found.heirs[at].reserve

        def service(work: UnitOfWork) -> int:
            from models.services.register import move_reserve

            return cast(int, move_reserve(work, heir.reserve.id, other.rank, heir.reserve.version)["rank"])

        def done(rank: int) -> None:
            self.say(_("{name} kini di giliran {rank}").format(name=plain(heir.reserve.name), rank=rank), "siap")
            self.acted()

        self.write("reserve_move", area(found.unit), service, done)

    def action_end(self) -> None:
        """x: the one under the cursor waits no more."""
        found, heir = self._found(), self._waiting()
        if found is None or heir is None or self.refused("reserve_end", found.unit):
            return
        from screens.clashing import Edit
        from screens.dialogs.succession import WithdrawReserve

        name = plain(heir.reserve.name)

        def save(form: Form, entered: Withdrawn) -> None:
            def service(work: UnitOfWork, edit: Edit) -> None:
                from models.services.register import withdraw_reserve

                said = edit.whole
                withdraw_reserve(work, heir.reserve.id, said["state"], said["note"] or "", edit.seen)

            said = _("{name} tidak menunggu lagi").format(name=name)
            seen = {"state": heir.reserve.state, "note": heir.reserve.note}
            edit = Edit({"state": entered.state, "note": entered.note or heir.reserve.note}, seen)
            self.submit_edit(form, "reserve_end", area(found.unit), edit, service, lambda _done: said)

        self.ask(WithdrawReserve(name, self._where(found), save), f"reserve:{heir.reserve.id}")
