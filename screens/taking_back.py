"""An import is taken back as a whole, with a bar, until it is too late to change one's mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Cancelled, SiagaError
from screens.locale import _
from screens.planned import OFTEN, Planned, plan_unit
from screens.presenters import impor as words
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.database import Database
    from models.services.importing import Batch


class TakesBack(Planned):
    """What is done about the imports there were."""

    def action_undo_batch(self) -> None:
        """Z: take a whole import back, after naming it."""
        batch = self.chosen
        if batch is None or self.busy or self.applying or not self.batches.display or self.refused("undo"):
            return
        if batch.undone:
            self.say(_("Impor itu sudah diurungkan."), "kurang")
            return
        from screens.dialogs.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._undo(batch)

        question = _("Urungkan seluruh impor {file}?").format(file=plain(batch.file))
        details = words.batch_lines(batch, self.context.now())
        self.app.push_screen(Confirm(question, details, yes=_("Urungkan")), answered)

    def _undo(self, batch: Batch) -> None:
        from screens.readings import Writing

        context = self.context
        self.writing = writing = Writing(batch.file, words.people_of(batch), undoing=True)

        def told(done: int, total: int) -> None:
            writing.told(writing.total * done // max(total, 1), writing.total)

        def task(database: Database) -> None:
            from models.services import importing
            from models.uow import unit_of_work

            with unit_of_work(database, context.clock, context.actor, "undo", plan_unit(context)) as work:
                importing.undo_batch(work, batch.seq, told)
                writing.seal()

        def done(_done: None) -> None:
            said = _("Impor {file} diurungkan seluruhnya.").format(file=plain(batch.file))
            self.said, self.said_of = (said, "siap bold"), None
            self.ended()
            self.say(said, "siap")
            self.acted()

        def failed(error: SiagaError) -> None:
            self.ended()
            if isinstance(error, Cancelled):
                self.say(_("Dibatalkan. Impor {file} tetap berlaku.").format(file=plain(batch.file)), "kurang")
            else:
                self.ring()
                self.say(self.sentence(error), "kritis")

        self.perform(task, done, failed)
        self.say("")
        self.show_writing()

    def show_writing(self) -> None:
        """The bar of what is being written, or taken back."""
        self._offer()
        self._head()
        self._clock = self.set_interval(OFTEN, self._head)

    def ended(self) -> None:
        """It is over, whatever came of it."""
        self.writing = None
        if self._clock is not None:
            self._clock.stop()
        self._offer()
        self._head()
