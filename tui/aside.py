"""The past, or a supposition, in place of the present: prepared in a thread, shown on every screen, left again.

What is shown is a private copy of the database (``models.private_copy``); it goes when it is left.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from models.clock import FixedClock, at_place, end_of_day
from models.errors import Cancelled, Refused, SiagaError
from screens.base import SiagaScreen
from screens.context import Context, Place, View
from screens.locale import _
from screens.presenters import dates, numbers
from tui.held import PatientApp

if TYPE_CHECKING:
    from models.database import Interrupt
    from models.private_copy import PrivateCopy, Told
    from models.scenario import Scenario, Supposed

Copy = TypeVar("Copy", bound="PrivateCopy")
EACH = 0.25
"""Seconds between two looks at how far the preparation is."""


class Aside:
    """What is shown instead of the present, if anything is."""

    def __init__(self, app: AsideApp) -> None:
        """The present is shown."""
        self._app = app
        self._copy: PrivateCopy | None = None
        self._left: tuple[Place, str] | None = None
        self._doing: Interrupt | None = None
        self._far: tuple[str, int, int] = ("", 0, 0)

    @property
    def busy(self) -> bool:
        """Whether something is being prepared: keys wait for it."""
        return self._doing is not None

    @property
    def present(self) -> View:
        """The latest state there is, whatever is shown."""
        return self._app.context.beneath or self._app.context.view

    # ── the past ────────────────────────────────────────────────────────────

    def step(self, days: int) -> None:
        """To the end of the day so many days away, or to now."""
        shown = self._app.context.now()
        self.go_to(end_of_day(shown.date() + timedelta(days=days), shown.tzinfo))

    def go_to(self, moment: datetime) -> None:
        """Show the state of a moment; of now, or what has not come yet, the present."""
        context, present, database = self._app.context, self.present, self.present.database
        if self._elsewhere() or database is None:
            return
        office = present.clock.now()
        if moment >= office:
            if context.beneath is None:
                self._say(_("Ini sudah yang terbaru; [ mundur sehari."), "dim")
            self.leave()
            return
        elections, zone, shown = context.elections, office.tzinfo, self._copy

        def prepare(told: Told, interrupt: Interrupt) -> PrivateCopy:
            from models.past import PastDatabase, check_reach, open_past

            check_reach(database, moment)
            if isinstance(shown, PastDatabase) and context.as_of is not None and moment <= context.as_of:
                shown.further(moment, elections, told=told, interrupt=interrupt)
                return shown
            return open_past(database.place, moment, elections, told=told, interrupt=interrupt)

        def enter(copy: PrivateCopy) -> None:
            clock = FixedClock(moment.astimezone(zone))
            self._enter(copy, View(copy, clock, True, moment, None, {}))

        self._prepare(_("menyiapkan keadaan {day}").format(day=dates.full_day(moment)), prepare, enter)

    # ── suppositions ────────────────────────────────────────────────────────────

    def suppose(self, scenario: Scenario, moment: datetime) -> None:
        """Show what would be, from the present on."""
        present, election = self.present, self._app.context.election
        database = present.database
        if database is None:
            return
        said: list[Supposed] = []

        def prepare(told: Told, interrupt: Interrupt) -> PrivateCopy:
            from models.supposing import suppose

            copy, found = suppose(database.place, scenario, election, moment, told=told, interrupt=interrupt)
            said.append(found)
            return copy

        def enter(copy: PrivateCopy) -> None:
            clock = FixedClock(moment.astimezone(present.clock.now().tzinfo))
            self._enter(copy, View(copy, clock, True, None, said[0], dict(present.names)))
            self.tell()

        self._prepare(_("menghitung andai"), prepare, enter)

    def tell(self) -> None:
        """Say what the supposition does, in a panel."""
        from screens.dialogs.details import Details
        from screens.presenters import supposing

        context, said = self._app.context, self._app.context.supposed
        if said is not None:
            election = context.elections[said.election]
            title = supposing.watermark(said, context.elections)
            self._app.push_screen(Details(title, lambda width: supposing.summary(said, election, width - 2)))

    def _elsewhere(self) -> bool:
        """Whether a supposition is shown, which is of one moment; says so."""
        if self._app.context.supposed is None:
            return False
        self._say(_("Ini ANDAI; kembali dulu ke kenyataan (Esc di puncak)."), "kurang")
        return True

    # ── there and back ────────────────────────────────────────────────────────────

    def _enter(self, copy: PrivateCopy, view: View) -> None:
        context, present, before = self._app.context, self.present, self._copy
        if context.beneath is None:
            self._left = (context.place, self._app.current_mode)
        self._copy = copy
        context.show(view, present)
        self._app.show_view()
        if before is not None and before is not copy:
            self._release(before)

    def leave(self, *, as_left: bool = False) -> None:
        """Show the present again, where one stands; ``as_left``: at the place and on the screen where one left it."""
        context = self._app.context
        if context.beneath is None or self._copy is None or self._left is None:
            return
        copy, (place, mode) = self._copy, self._left
        self._copy = self._left = None
        context.show(context.beneath)
        self._app.show_view()
        if as_left:
            self._app.go(place)
            self._app.show_mode(mode)
        self._say(_("Kembali ke kini."), "dim")
        self._release(copy)

    def _release(self, copy: PrivateCopy) -> None:
        """Files of a nation take a moment to go."""
        self._app.run_worker(asyncio.to_thread(copy.close), group="release")

    def close(self) -> None:
        """The program ends: nothing is left behind. Blocking."""
        self.give_up()
        if self._copy is not None:
            self._copy.close()
            if self._app.context.beneath is not None:
                self._app.context.show(self._app.context.beneath)

    # ── preparing ────────────────────────────────────────────────────────────

    def give_up(self) -> bool:
        """Esc: end the preparation; whether there was one."""
        if self._doing is None:
            return False
        self._doing.cancel()
        return True

    def _prepare(self, words: str, prepare: Callable[[Told, Interrupt], Copy], enter: Callable[[Copy], None]) -> None:
        from models.database import Interrupt

        self._doing, self._far = Interrupt(), ("", 0, 0)
        self._app.run_worker(self._prepared(words, prepare, enter, self._doing), group="perform")

    async def _prepared(
        self,
        words: str,
        prepare: Callable[[Told, Interrupt], Copy],
        enter: Callable[[Copy], None],
        interrupt: Interrupt,
    ) -> None:
        def told(*far: Any) -> None:
            self._far = far

        def prepared() -> Copy:
            found = prepare(told, interrupt)
            if interrupt.cancelled and found is not self._copy:  # at the last moment: nobody waits for it
                found.close()
                raise Cancelled()
            return found

        bar = front.key_bar if (front := self._app.front) is not None else None
        timer = self._app.set_interval(EACH, lambda: bar.note(self._progress(words), "dim") if bar else None)
        error: SiagaError | None = None
        try:
            found = await asyncio.to_thread(prepared)
        except SiagaError as caught:
            error = caught
        finally:
            timer.stop()
            self._doing = None
        if bar is not None:
            bar.note("")
        if error is None:
            enter(found)
        elif isinstance(error, Cancelled):
            self._say(_("Dibatalkan."), "kurang")
        elif self._app.front is not None:
            self._app.front.complain(error)
        self._app.release_keys()

    def _progress(self, words: str) -> str:
        """``menyiapkan keadaan Kam 25 Jan 2024: menyalin 34 % · Esc batal``."""
        doing, done, total = self._far
        said = {"copy": _("menyalin"), "change": _("menghitung")}.get(doing, "…")
        part = f"{numbers.percent(done, total)} %" if total else ""
        return _("{what}: {doing} {part}  Esc batal").format(what=words, doing=said, part=part)

    def _say(self, text: str, style: str) -> None:
        if self._app.front is not None:
            self._app.front.say(text, style)


class AsideApp(PatientApp, inherit_bindings=False):
    """An app whose screens can show the past, or a supposition, in place of the present."""

    def __init__(self, context: Context) -> None:
        """The present is shown."""
        super().__init__()
        self.context = context
        self._aside = Aside(self)

    @abstractmethod
    def go(self, place: Place) -> None:
        """Move to another place, on every screen."""

    @abstractmethod
    def show_mode(self, name: str) -> None:
        """Show another screen."""

    @abstractmethod
    def ticks_changed(self) -> None:
        """The clock goes, or stands."""

    def _screens(self) -> Iterator[SiagaScreen[Any]]:
        for stack in list(self._screen_stacks.values()):
            yield from (screen for screen in stack if isinstance(screen, SiagaScreen))

    @property
    def front(self) -> SiagaScreen[Any] | None:
        """The screen of the mode at hand, under whatever dialogs."""
        return next((one for one in self.screen_stack if isinstance(one, SiagaScreen)), None)

    @property
    def aside(self) -> bool:
        """Whether the past or a supposition is shown: the frame has another colour."""
        return self.context.beneath is not None or self.context.as_of is not None

    def show_view(self) -> None:
        """Show another state of the database on every screen."""
        for screen in self._screens():
            screen.view_changed()
        self.ticks_changed()

    def give_up(self) -> bool:
        """Give up what is being prepared; whether there was something."""
        return self._aside.give_up()

    def return_to_now(self) -> None:
        """Show the present again, as it was left."""
        self._aside.leave(as_left=True)

    def action_past_step(self, days: int) -> None:
        """[ and ]: a day back or on."""
        self._aside.step(days)

    def action_past_at(self) -> None:
        """@: ask for a moment."""
        from screens.dialogs.moment import MomentDialog

        def save(form: Any, moment: datetime) -> None:
            form.saved()
            self._aside.go_to(moment)

        now = at_place(self._aside.present.clock.now(), self.context.place.unit)
        self.push_screen(MomentDialog(self.context.now(), now, save))

    def action_suppose(self) -> None:
        """=: ask what is supposed; where something is, say what it does."""
        from screens.dialogs.andai import AndaiDialog

        context = self.context
        if context.supposed is not None:
            self._aside.tell()
            return
        front = self.front
        if front is None:
            return
        if context.beneath is not None:
            front.say(_("Andai dihitung dari kini: kembali dulu (Esc di puncak)."), "kurang")
            return
        if context.now().date() > context.election.polling.date:
            front.complain(Refused("supposed_late"))
            return

        def save(form: Any, supposing: tuple[Scenario, datetime]) -> None:
            form.saved()
            self._aside.suppose(*supposing)

        where = context.name(context.place.unit)
        self.push_screen(AndaiDialog(context.election, context.place.unit, where, context.now(), save))
