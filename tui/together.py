"""An app that is one of several on a database: it says where its user stands, and knows who else is there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from models.clock import stored
from models.units import NATION
from screens.context import Context
from screens.messages import Gathered, Moved
from screens.presenters import places
from tui.aside import AsideApp

if TYPE_CHECKING:
    from models.actor import Actor
    from models.errors import AccessDenied
    from models.presence import Online
    from models.queries.activity import EntryRow
    from models.queries.since import Since
    from tui.follower import Follower

NEWS = 50
"""Entries of colleagues that are counted for one line; of more it is said that there are as many."""
LEAVING = 1.0
"""Seconds that the end of the program waits for its bookmark: a long import may hold the lock."""


class TogetherApp(AsideApp, inherit_bindings=False):
    """It is said by the thread that follows the database; screens read ``context.online``."""

    _follower: Follower
    _makers: Mapping[str, Any]

    def __init__(self, context: Context) -> None:
        """Nobody knows of this session before its database is open."""
        super().__init__(context)
        self._said: Online | None = None
        self._greeted = False
        self._told = 0
        self._begun_at = context.place
        self._editing: tuple[str, ...] = ()
        self._editing_since = self._came = stored(context.clock.now())

    def open_again(self) -> None:
        """Try once more to open the database."""
        self._follower.start()

    def tell_where(self) -> None:
        """Say where the user stands, unless this session must not write."""
        from models.presence import Online, new_session

        context = self.context
        present = context.beneath or context.view
        if present.database is None or present.readonly or present.as_of is not None:
            return
        if not context.session:
            context.session = new_session()
        unit = context.place.unit
        me = Online(
            context.session,
            context.actor.name,
            unit,
            places.number_or_name(unit, context.name(unit)),
            self.current_mode,
            self._came,
            self._editing,
            self._editing_since if self._editing else None,
        )
        if me != self._said:
            self._said = me
            self._follower.announce(me)

    def on_loaded(self) -> None:
        """The name of the place is known by now; the first time, what happened meanwhile is worth a look."""
        self.tell_where()
        context = self.context
        if self._greeted or context.readonly or context.beneath is not None or context.rehearsal:
            return
        self._greeted = True
        if "sejak" in self._makers:
            self.screen.call_after_refresh(self.run_worker, self._greet, group="greet")

    def edits(self, about: Sequence[str]) -> None:
        """A form on these rows was opened; none: it was closed."""
        if tuple(about) == self._editing:
            return
        self._editing = tuple(about)
        self._editing_since = stored((self.context.beneath or self.context).clock.now())
        self.tell_where()

    def editors(self, about: Sequence[str]) -> str:
        """Who else has a form on one of these rows open, in words; empty where nobody has."""
        from models.presence import editors
        from screens.presenters import together

        now = stored((self.context.beneath or self.context).clock.now())
        return together.editing(editors(self.context.online, about, self.context.session, now), now)

    # ── one's own account ────────────────────────────────────────────────────────────

    def ask_account(self, message: Moved) -> None:
        """Where accounts changed: perhaps one's own."""
        if message.accounts or message.everything:
            self.run_worker(self._ask_account(), group="account", exclusive=True)

    async def _ask_account(self) -> None:
        from models import access
        from models.errors import AccessDenied, SiagaError

        context = self.context.beneath or self.context.view
        database, known = context.database, self.context.actor
        if database is None or context.as_of is not None:
            return

        def read() -> Actor:
            with database.read() as connection:
                return access.standing(connection, known)

        try:
            actor = await asyncio.to_thread(read)
        except AccessDenied as error:
            self.shut_out(error)
        except SiagaError:
            return  # told by the screen that reads the same database
        else:
            if actor != known:
                self._become(actor)

    def _become(self, actor: Actor) -> None:
        """One has another role, or another part of the country, from now on."""
        from screens.presenters import together

        self.context.actor = actor
        for screen in self._screens():
            screen.top_bar.repaint()
            screen.offer()
        if self.front is not None:
            self.front.say(together.became(actor, self.context), "kurang")

    def shut_out(self, error: AccessDenied) -> None:
        """The account is closed: nothing here is theirs to see any more."""
        from rich.text import Text

        from screens.presenters.errors import worded
        from tui.exit_codes import ExitCode

        self.exit(return_code=ExitCode.FAILED, message=Text(f"siaga: {worded(error, self.context)}"))

    # ── what colleagues do ────────────────────────────────────────────────────────────

    @property
    def concern(self) -> str:
        """The unit whose news one is told: one's account's, or the chosen home; empty where that is everything."""
        context = self.context
        home = context.settings.site.home if context.settings is not None else ""
        return context.actor.scope if context.actor.scope != NATION else home or ""

    def tell_news(self, message: Moved) -> None:
        """Say in one line what colleagues did in one's own unit, however much that was."""
        told, self._told = self._told, message.seq
        if told and message.seq > told and self.concern and (message.everything or self.concern in message.units):
            self.run_worker(self._tell_news(told), group="news")

    async def _tell_news(self, told: int) -> None:
        from models.errors import SiagaError
        from screens.presenters import together

        context, unit = self.context, self.concern

        def read() -> Sequence[EntryRow]:
            from models import queries

            assert context.database is not None
            with context.database.read() as connection:
                return queries.activity.entries(connection, unit, limit=NEWS, after=told)

        with suppress(SiagaError):
            entries = [one for one in await asyncio.to_thread(read) if one.actor != context.actor.name]
            front = self.front
            if entries and front is not None and not front.key_bar.remark:
                front.say(together.news(entries, context, unit), "title")

    # ── since one last looked ────────────────────────────────────────────────────────────

    def opened_at(self, seq: int) -> None:
        """The database is open, its newest entry is this one: say where one is."""
        self._told = seq
        self.tell_where()

    async def _greet(self) -> None:
        """Tell what happened since one last looked, unless one is somewhere else by then. The board comes first: both
        at once would take as long as one after the other."""
        from models.errors import SiagaError

        place = self.context.place
        try:
            found = await asyncio.to_thread(self._unseen)
        except SiagaError:
            return  # told by the screen that reads the same database
        front = self.front
        untouched = place == self.context.place and self.current_mode == self.DEFAULT_MODE
        if found is not None and found.anything and untouched and len(self.screen_stack) == 1 and front is not None:
            front.visit("sejak")

    def _unseen(self) -> Since | None:
        """What happened since one last looked, if one ever did. In a thread, while the board is painted."""
        from models import queries

        context = self.context
        if (database := context.database) is None:
            return None
        with database.read() as connection:
            if not queries.since.looked(connection, context.place.election, context.actor.name):
                return None
        return self._since()

    def _since(self) -> Since | None:
        """What one has not seen yet where one begins. In a thread."""
        from models import queries

        context = self.context
        if (database := context.database) is None:
            return None
        with database.read() as connection:
            return queries.since.since(
                connection, context.election, context.place.unit, context.actor.name, context.now()
            )

    def leave_bookmark(self) -> None:
        """At the end: what stands now has been seen. Whoever must not write, or cannot at once, sees it again."""
        context = self.context
        if context.readonly or context.rehearsal or context.beneath is not None or context.database is None:
            return
        context.place = self._begun_at  # the colours are kept of the place where one begins

        def keep() -> None:
            from models.errors import SiagaError
            from models.services import bookmarks

            with suppress(SiagaError):
                found, database = self._since(), context.database
                if found is not None and database is not None:
                    bookmarks.keep(
                        database, context.actor.name, context.place.election, found.seq, found.seen,
                        stored(context.clock.now()),
                    )  # fmt: skip

        thread = threading.Thread(target=keep, name="siaga-bookmark", daemon=True)
        thread.start()
        thread.join(LEAVING)

    def on_gathered(self, message: Gathered) -> None:
        """Somebody came, went, or is somewhere else: the first line says so, and the head of an open form."""
        from models.presence import claims

        self.context.online, before = message.people, self.context.claims
        self.context.claims = claims(message.people, self.context.session)
        for screen in self._screens():
            screen.top_bar.repaint()
            if before != self.context.claims:
                screen.show_claims()
        for dialog in self.screen_stack:
            met = getattr(dialog, "met", None)
            if met is not None:
                met()

    def action_online(self) -> None:
        """*: who is there, and where."""
        from screens.dialogs.online import OnlineList

        self.push_screen(OnlineList(self.context))
