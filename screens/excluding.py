"""What does not count (N/A): KPU takes items out of the count, with a reason, and back in again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic

from models import units
from screens.acts import Acts
from screens.locale import _
from screens.presenters import numbers
from screens.presenters.readiness import ITEMS
from screens.writer import Data

if TYPE_CHECKING:
    from models.queries.readiness import ItemRow
    from models.rules.schema import Indicator
    from models.services.evidence import Item
    from models.uow import UnitOfWork
    from screens.dialogs.evidence import Proof
    from screens.dialogs.form import Form


class Excluding(Acts[Data], Generic[Data]):
    """A screen whose ``N`` takes the chosen items out of the count, or back in when none of them counts."""

    def chosen_rows(self) -> Sequence[ItemRow]:
        """The items that are selected, or the one under the cursor, those of empty seats too."""
        return ()

    def action_exclude(self) -> None:
        """N: N/A with a reason, or count again."""
        from models.services.evidence import Item

        rows, choices = self.chosen_rows(), self.indicator_choices()
        if self.refused("exclude", *(row.unit for row in rows)):
            return
        if not rows or not choices:
            self.say(_("Enter membuka butirnya, Spasi memilih satu per satu."), "kurang")
            return
        rule, chosen = choices[0], [Item(row.unit, row.slot) for row in rows]
        facts = {"indicator": _(rule.short), "n": numbers.number(len(chosen)), "items": _(ITEMS[rule.counts])}
        if all(row.state == "na" for row in rows):
            self._include(rule, chosen, facts)
        else:
            self._exclude(rule, chosen, facts)

    def _exclude(self, rule: Indicator, chosen: list[Item], facts: dict[str, str]) -> None:
        from screens.dialogs.reason import ExcludeDialog

        def service(work: UnitOfWork, note: str) -> int:
            from models.services import evidence

            return evidence.exclude(work, rule, chosen, note=note)

        def save(form: Form, proof: Proof) -> None:
            said = _("{indicator}: {n} {items} tidak dihitung lagi").format(**facts)
            unit = units.common(item.unit for item in chosen)
            self.submit(form, "exclude", unit, lambda work: service(work, proof.reference), lambda _count: said)

        what = _("{n} {items}").format(**facts)
        self.app.push_screen(ExcludeDialog([rule], what, save))

    def _include(self, rule: Indicator, chosen: list[Item], facts: dict[str, str]) -> None:
        from screens.dialogs.confirm import Confirm

        def service(work: UnitOfWork) -> int:
            from models.services import evidence

            return evidence.include(work, rule, chosen)

        def done(_count: int) -> None:
            self.say(_("{indicator}: {n} {items} dihitung lagi").format(**facts), "siap")
            self.acted()

        def answered(yes: bool | None) -> None:
            if yes:
                self.write("include", units.common(item.unit for item in chosen), service, done)

        question = _("Hitung lagi {indicator} untuk {n} {items}?").format(**facts)
        self.app.push_screen(Confirm(question, yes=_("Hitung lagi")), answered)
