"""How a screen comes by its data: it asks in a thread and shows on the event loop.

One load at a time: what moves meanwhile makes another one follow. A question that is no longer asked is ended where it
is, and its answer dropped. After a failure it is tried again, less and less often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from models import queries, units
from models.clock import at_place
from models.errors import SiagaError, StorageError
from screens.context import Context, Host, Place
from screens.messages import Loaded, LoadFailed

if TYPE_CHECKING:
    from textual.timer import Timer

    from models.database import Database, Interrupt

Data = TypeVar("Data")
Answer = TypeVar("Answer")

PATIENCE = 0.4
"""Seconds before one is told that a load takes time."""
RETRIES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before the next attempt after a failed load; the last one goes on."""


class LoadingScreen(Screen[None], Generic[Data], inherit_bindings=False):
    """A screen with a question to the database. ``data`` is what was shown last, ``shown_at`` when;
    ``complete``: all its widgets are mounted."""

    NEEDS_DATA: ClassVar[bool] = True
    """False: there is nothing to load, so keys are not held back."""

    def __init__(self, context: Context) -> None:
        """``context`` is shared by all screens."""
        super().__init__()
        self.disable_messages(Worker.StateChanged)  # three to each load, and nobody hears them
        self.context = context
        self.data: Data | None = None
        self.shown_at: datetime | None = None
        self.complete = False
        self._question = 0
        self._loaded = -1
        self._place: Place | None = None
        self._settled: Place | None = None
        self._anew = False
        self._loading = False
        self._dirty = self.NEEDS_DATA
        self._failures = 0
        self._retry: Timer | None = None
        self._interrupt: Interrupt | None = None
        self._told = asyncio.Event()

    # ── for subclasses ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Data:
        """Ask the database what this screen shows of ``context.place``. Runs in a thread: touch no widget."""
        raise NotImplementedError

    def show(self, data: Data) -> None:
        """Show what ``read`` returned."""
        raise NotImplementedError

    def show_failed(self, error: SiagaError) -> None:
        """Say that there are no (new) data."""
        raise NotImplementedError

    def recovered(self) -> None:
        """An answer has come: take back what ``show_failed`` and ``show_slow`` said."""

    def show_slow(self) -> None:
        """The answer takes its time: say so."""

    def say(self, text: str, style: str = "text") -> None:
        """Say something, for a while."""
        raise NotImplementedError

    def complain(self, error: SiagaError) -> None:
        """Something else that was asked for did not work: say why."""
        self.say(self.sentence(error), "kritis")

    def sentence(self, error: SiagaError) -> str:
        """A coded error in words."""
        from screens.presenters.errors import worded

        return worded(error, self.context)

    # ── asking ────────────────────────────────────────────────────────────

    @property
    def host(self) -> Host:
        """The program around."""
        return cast(Host, self.app)

    @property
    def in_view(self) -> bool:
        """Whether this screen is on top, or under a dialog."""
        return self in self.app.screen_stack

    def reload(self, *, anew: bool = False) -> None:
        """Read again. ``anew``: the question is another one (filter, order), so an answer under way is dropped, and
        keys wait for the new one: they are meant for what it will show."""
        if anew:
            self._question += 1
            self._anew = self.context.database is not None
            if self._interrupt is not None:
                self._interrupt.cancel()
        self._dirty = True
        self._start()

    def _start(self) -> None:
        ready = self.NEEDS_DATA and self.complete and self.context.database is not None
        if not ready or self._loading or not self._dirty or not self.in_view:
            return
        if self._place != self.context.place:
            self._place = self.context.place
            self._question += 1
        if self._retry is not None:
            self._retry.stop()
            self._retry = None
        self._dirty = False
        self._loading = True
        self.run_worker(self._load(self._question), group="load")

    async def _load(self, question: int) -> None:
        from models.database import Interrupt

        slow = asyncio.get_running_loop().call_later(PATIENCE, self.show_slow)  # a timer of Textual's is a task
        answer: Any = None
        error: SiagaError | None = None
        self._interrupt = Interrupt()
        try:
            answer = await asyncio.to_thread(self._with_connection, self._read, self._interrupt)
        except SiagaError as caught:
            error = caught
        finally:
            slow.cancel()
            self._loading = False
            self._interrupt = None
        if question == self._question and self.is_attached:
            if error is None:
                self._succeeded(question, answer)
            else:
                self._failed(question, error)
        self._told.set()
        self._start()

    async def answered(self, seconds: float) -> None:
        """Wait so long for the answer to what is asked at this moment, if anything is."""
        if self._loading:
            self._told.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), seconds)

    def _with_connection(self, reader: Callable[[Any], Answer], interrupt: Interrupt | None = None) -> Answer:
        database = self.context.database
        assert database is not None
        with database.read(interrupt) as connection:
            return reader(connection)

    def _read(self, connection: Any) -> Any:
        """``read``, and the names on the way to the place if they are not known yet."""
        unit = self.context.place.unit
        if unit not in self.context.names:
            found = queries.territory.path(connection, unit)
            self.context.names.update({row.code: row.name for row in found})
        return self.read(connection)

    def learn(self, connection: Any, codes: Iterable[str]) -> None:
        """The names of what stands between these units and the place, unless they are known. In a thread."""
        place, names = self.context.place.unit, self.context.names
        above = {units.parent(code) for code in codes if units.contains(place, code)} - {None}
        wanted = {up for code in above for up in (code, *units.ancestors(code or "")) if up not in names}
        inside = {code for code in wanted if code is not None and code != place and units.contains(place, code)}
        if inside:
            names.update(queries.territory.names(connection, inside))

    def of_present(self, reader: Callable[[Any, datetime], Answer]) -> Answer | None:
        """Ask the present while another state is shown: as of its own moment beside the past, as of the same moment
        beside a supposition. None where the present is shown, or does not answer. In a thread."""
        context, present = self.context, self.context.beneath
        if present is None or present.database is None:
            return None
        clock = present.clock if context.supposed is None else context.clock
        with suppress(StorageError), present.database.read() as connection:
            return reader(connection, at_place(clock.now(), context.place.unit))
        return None

    def _succeeded(self, question: int, answer: Any) -> None:
        self.recovered()
        self._failures = 0
        self.shown_at = self.context.now()
        self.data = answer
        self.show(answer)
        if question != self._loaded:
            self._loaded = question
            self.post_message(Loaded(question))
        self._open_gate()

    def _failed(self, question: int, error: SiagaError) -> None:
        self.show_failed(error)
        wait = RETRIES[min(self._failures, len(RETRIES) - 1)]
        self._failures += 1
        self._retry = self.set_timer(wait, self.reload)
        self.post_message(LoadFailed(question, error))
        self._open_gate()

    def fetch(
        self,
        reader: Callable[[Any], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[SiagaError], None] | None = None,
    ) -> None:
        """Ask something beside the main question (a page of rows); dropped when the question changes meanwhile.
        ``failed``: who hears why there is no answer; else the status line says it."""
        if self.context.database is not None:
            self.run_worker(self._fetch(self._question, reader, then, failed), group="fetch")

    async def _fetch(
        self,
        question: int,
        reader: Callable[[Any], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[SiagaError], None] | None,
    ) -> None:
        try:
            answer = await asyncio.to_thread(self._with_connection, reader)
        except SiagaError as error:
            if failed is not None:
                failed(error)
            elif question == self._question:
                self.complain(error)
            return
        if question == self._question and self.is_mounted:
            then(answer)

    def perform(
        self,
        task: Callable[[Database], Answer],
        then: Callable[[Answer], None] | None = None,
        failed: Callable[[SiagaError], None] | None = None,
    ) -> None:
        """Run a verb of ``models.services`` in a thread, then show its result, or say in words why it failed."""
        if self.context.database is not None:
            self.run_worker(self._perform(self.context.database, task, then, failed), group="perform")

    async def _perform(
        self,
        database: Database,
        task: Callable[[Database], Answer],
        then: Callable[[Answer], None] | None,
        failed: Callable[[SiagaError], None] | None,
    ) -> None:
        try:
            # A write that has begun is seen to its end, whatever becomes of this screen.
            answer = await asyncio.shield(asyncio.to_thread(task, database))
        except SiagaError as error:
            if failed is not None:
                failed(error)
            else:
                self.complain(error)
            return
        if then is not None and self.is_mounted:
            then(answer)

    def acted(self) -> None:
        """Something was written here."""
        self.reload()

    # ── the gate ────────────────────────────────────────────────────────────

    @property
    def gate_closed(self) -> bool:
        """Whether keys must wait: what they would act upon is not shown yet."""
        if not self.NEEDS_DATA:
            return False
        return self._settled != self.context.place or (self._anew and not isinstance(self.focused, Input))

    def close_gate(self) -> None:
        """Hold keys back until the next answer is shown: another question was asked, at the same place."""
        self._settled = None

    def _open_gate(self) -> None:
        self._anew = False
        self._settled = self.context.place
        self.host.release_keys()
