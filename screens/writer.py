"""How screens write: every verb in a thread, said in the status line when done, in the open dialog when refused.

Screens call ``refused`` (may one write here?), then ``submit`` from a ``Form``. Those that record evidence are
``screens.acts.Acts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from models import access
from models.errors import AccessDenied, Clash, SiagaError, StorageError
from screens.base import SiagaScreen
from screens.locale import _

if TYPE_CHECKING:
    from models.database import Database
    from models.queries.activity import EntryRow
    from models.uow import UnitOfWork
    from screens.clashing import Edit
    from screens.dialogs.form import Form

Data = TypeVar("Data")
Done = TypeVar("Done")

MOST = 100
"""Rows of a form that the others are told of."""


class Writer(SiagaScreen[Data], Generic[Data]):
    """A screen that writes: may one, in a thread, and what is said then. Undo is here too."""

    # ── writing ────────────────────────────────────────────────────────────

    def refusal(self, verb: str, *touched: str) -> str:
        """Why the verb cannot be done here at all, or not about these units, as a sentence; empty when it can."""
        context = self.context
        if why := self.untouchable():
            return why
        if context.readonly:
            return self.sentence(StorageError("read_only"))
        try:
            access.check(context.actor, verb, context.place.unit)
            access.inside(context.actor, verb, touched)
        except AccessDenied as error:
            return self.sentence(error)
        return _("Basis data belum terbuka.") if context.database is None else ""

    def refused(self, verb: str, *touched: str) -> bool:
        """Whether the verb cannot be done here, or not about these units; says why, before anything is typed."""
        why = self.refusal(verb, *touched)
        if why:
            self.say(why, "kurang")
        return bool(why)

    def write(
        self,
        verb: str,
        unit: str,
        service: Callable[[UnitOfWork], Done],
        then: Callable[[Done], None],
        failed: Callable[[SiagaError], None] | None = None,
    ) -> None:
        """Call a service of ``models.services`` in one unit of work, in a thread."""
        context, election = self.context, self.context.election

        def task(database: Database) -> Done:
            from models.uow import unit_of_work

            with unit_of_work(database, context.clock, context.actor, verb, unit, election) as work:
                return service(work)

        self.perform(task, then, failed)

    def ask(self, form: Form, *about: str) -> None:
        """Open a form on these rows (``seat:12``): the others see who is at them while it is open."""
        form.about = about[:MOST]
        self.app.push_screen(form)

    def submit(
        self,
        form: Form,
        verb: str,
        unit: str,
        service: Callable[[UnitOfWork], Done],
        words: Callable[[Done], str],
        *,
        clashed: Callable[[Clash], bool] = lambda _clash: False,
    ) -> None:
        """Write what a dialog asked for. It closes when that is done, and ``words`` are said; else it stays open,
        with all that was typed and the error's sentence. ``clashed``: asks what holds where somebody else changed it
        meanwhile; False where there is nothing to choose."""

        def done(result: Done) -> None:
            form.saved()
            self.say(words(result), "siap")
            self.acted()

        def failed(error: SiagaError) -> None:
            if isinstance(error, Clash):
                self.ring()
            if isinstance(error, Clash) and form.is_attached and clashed(error):
                form.failed("")
                return
            sentence = self.sentence(error)
            if form.is_attached:
                form.failed(sentence)
            else:
                self.say(sentence, "kritis")
            if isinstance(error, Clash):
                self.acted()

        self.write(verb, unit, service, done, failed)

    def submit_edit(
        self,
        form: Form,
        verb: str,
        unit: str,
        edit: Edit,
        service: Callable[[UnitOfWork, Edit], Done],
        words: Callable[[Done], str],
    ) -> None:
        """The same for values that stood otherwise before: of fields that somebody else changed meanwhile it is asked
        one by one which value holds, then it is written again."""

        def clashed(error: Clash) -> bool:
            from screens.clashing import choose

            if "fields" not in error.detail:
                return False
            choose(self, form, error, edit, lambda new: self.submit_edit(form, verb, unit, new, service, words))
            return True

        self.submit(form, verb, unit, lambda work: service(work, edit), words, clashed=clashed)

    def submit_many(
        self,
        form: Form,
        verb: str,
        unit: str,
        seen: Mapping[Any, Any],
        service: Callable[[UnitOfWork, Mapping[Any, Any]], Done],
        words: Callable[[Done], str],
        kept: int = 0,
    ) -> None:
        """The same for many rows, ``seen``: key → what the service takes of a row as it was shown. Of rows that
        somebody else changed meanwhile it is asked one by one whose hold, then mine and all others are written.
        ``kept``: rows that were left to them already."""

        def clashed(error: Clash) -> bool:
            from screens.clashing import choose_rows

            if "rows" not in error.detail:
                return False
            choose_rows(
                self, form, error, seen,
                lambda new: self.submit_many(form, verb, unit, new, service, words, kept + len(seen) - len(new)),
            )  # fmt: skip
            return True

        def said(done: Done) -> str:
            from screens.presenters import clashes

            return words(done) + clashes.kept(kept)

        self.submit(form, verb, unit, lambda work: service(work, seen), said, clashed=clashed)

    # ── undo ────────────────────────────────────────────────────────────

    def action_undo(self) -> None:
        """u: take my last change back, after naming it."""
        self.undo()

    def undo(self, left: Callable[[str], object] | None = None) -> None:
        """The same. ``left`` is called when nothing was taken back, with a sentence that says why, or "" after a no."""
        if self.refused("undo"):
            return
        unit = self.context.place.unit

        def service(work: UnitOfWork) -> EntryRow:
            from models import queries
            from models.services import undo

            entry = undo.last_of(work)
            return queries.activity.entries(work.connection, entry["unit"], limit=1, before=entry["seq"] + 1)[0]

        def failed(error: SiagaError) -> None:
            if left is None:
                self.complain(error)
            else:
                left(self.sentence(error))

        self.write("undo", unit, service, lambda entry: self._confirm_undo(entry, left), failed)

    def _confirm_undo(self, entry: EntryRow, left: Callable[[str], object] | None) -> None:
        from screens.dialogs.confirm import Confirm
        from screens.presenters import activity

        elections, now = self.context.elections, self.context.now()
        what = activity.sentence(entry, elections)
        lines = [activity.line(entry, elections, now)]

        def service(work: UnitOfWork) -> bool:
            from models.services import undo

            if undo.last_of(work)["seq"] != entry.seq:
                return False  # something newer came in between, in another session of mine
            undo.undo_last(work, elections)
            return True

        def done(undone: bool) -> None:
            if undone:
                self.say(_("Diurungkan: {what}").format(what=what), "siap")
            else:
                self.say(_("Sementara itu ada perubahan Anda yang lebih baru; tekan u lagi."), "kurang")
            self.acted()

        def answered(yes: bool | None) -> None:
            if yes:
                self.write("undo", self.context.place.unit, service, done)
            elif left is not None:
                left("")

        self.app.push_screen(Confirm(_("Urungkan perubahan ini?"), lines, yes=_("Urungkan")), answered)
