"""The thread that opens the database and then follows it. It touches no screen: it posts messages."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.errors import SiagaError
from screens.messages import DatabaseFailed, DatabaseOpened, Gathered, Moved

if TYPE_CHECKING:
    from textual.message import Message

    from models.database import Database
    from models.feed import Feed
    from models.presence import Online

AFTER = 0.3
"""Seconds before the feed begins: the first board has the processor to itself. What is committed meanwhile is told."""
AGAIN = 5.0
"""Seconds until a feed that broke, or a server that did not answer, is tried again."""


class Follower:
    """Opens, tells, follows, until ``stop``."""

    def __init__(
        self, open_database: Callable[[], Database], post: Callable[[Message], Any], *, poll: float, live: bool
    ) -> None:
        """``post`` takes messages from any thread. ``poll``: seconds between looks where the system does not tell of
        changes. ``live`` false: the past is shown, which does not move."""
        self._open_database = open_database
        self._post = post
        self._poll = poll
        self._live = live
        self._ended = threading.Event()
        self._hurry = threading.Event()
        self._heard = threading.Event()
        self._tried = threading.Event()
        self._found: tuple[Database, bool] | None = None
        self._thread: threading.Thread | None = None
        self._feed: Feed | None = None
        self._me: Online | None = None

    def start(self) -> None:
        """Begin, in a thread that does not keep the program alive; or try at once what it would try again later."""
        self._heard.set()
        self._hurry.set()
        self._begin()

    def ahead(self, seconds: float) -> tuple[Database, bool] | None:
        """Begin before anybody hears what is posted, and wait so many seconds: the open database and whether it is a
        rehearsal's, if it took no longer. What is to be told is told after ``start``."""
        self._begin()
        self._tried.wait(seconds)
        return self._found

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="siaga-database", daemon=True)
            self._thread.start()

    def announce(self, me: Online) -> None:
        """Have the thread tell the others where one is, as soon as it follows; the latest counts."""
        self._me = me
        if (feed := self._feed) is not None:
            feed.announce(me)

    def stop(self) -> None:
        """End; what is held is released by the thread itself."""
        self._ended.set()
        self._heard.set()
        self._hurry.set()
        if self._feed is not None:
            self._feed.stop()

    def _run(self) -> None:
        found = self._opened()
        if found is None:
            return
        database, since, rehearsal = found
        self._found = database, rehearsal
        self._say(DatabaseOpened(database, since, rehearsal=rehearsal))
        if self._ended.wait(AFTER):
            return
        gc.freeze()  # all that will be imported is: it stays, and need not be looked through for garbage
        gc.enable()
        while self._live and not self._ended.is_set():
            try:
                since = self._follow(database, since)
            except SiagaError:
                self._lost()
                self._ended.wait(AGAIN)

    def _opened(self) -> tuple[Database, int, bool] | None:
        """The open database, the number of its newest entry, and whether it is a rehearsal's. A server that does not
        answer is asked again until it does or the program ends; any other failure is told, and that is all."""
        told = ""
        while not self._ended.is_set():
            self._hurry.clear()
            try:
                database = self._open_database()
                return database, *_known(database)
            except Exception as error:  # the app words it, or ends by it
                gc.enable()
                code = error.code if isinstance(error, SiagaError) else ""
                if not told or code != told:
                    self._say(DatabaseFailed(error))
                if code != "unreachable":
                    return None
                told = code
            if self._hurry.wait(AGAIN):
                told = ""  # who asked anew is answered anew
        return None

    def _say(self, message: Message) -> None:
        """Post what became of opening, as soon as somebody hears it."""
        self._tried.set()
        self._heard.wait()
        self._post(message)

    def _lost(self) -> None:
        """Nobody tells of changes any more: whoever shows something asks for itself, and says so where that fails."""
        self._post(Moved((), (), 0, everything=True))

    def _follow(self, database: Database, since: int) -> int:
        """Tell what moved since that entry and moves, until the end. Raises StorageError when the database cannot be
        followed."""
        from models.feed import Feed
        from models.feed import Gathered as Met

        feed = self._feed = Feed(database, poll=self._poll, since=since, lost=self._lost)
        if self._me is not None:
            feed.announce(self._me)
        try:
            while not self._ended.is_set() and (news := feed.wait()) is not None:
                if isinstance(news, Met):
                    self._post(Gathered(news.people))
                else:
                    self._post(
                        Moved(news.units, news.codes, news.seq, everything=news.everything, accounts=news.accounts)
                    )
            return feed.seq
        finally:
            self._feed = None
            feed.close()


def _known(database: Database) -> tuple[int, bool]:
    from models import queries
    from models.feed import last_seq

    with database.read() as connection:
        return last_seq(connection), queries.activity.rehearsed(connection)
