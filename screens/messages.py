"""What threads tell the screens. Messages cross threads with ``post_message``; nothing else does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.message import Message


class Moved(Message):
    """What others, or oneself, changed: unit codes with all their ancestors, and indicator codes.

    A flood collapses: while one waits to be handled, the next takes over what it carried, so nothing is lost.
    """

    def __init__(
        self,
        units: Iterable[str],
        indicators: Iterable[str],
        seq: int,
        *,
        everything: bool = False,
        accounts: bool = False,
    ) -> None:
        """``seq`` is the newest journal entry; ``everything``: too much happened to name it; ``accounts``: who may do
        what changed, too."""
        super().__init__()
        self.units = frozenset(units)
        self.indicators = frozenset(indicators)
        self.seq = seq
        self.everything = everything
        self.accounts = accounts

    def can_replace(self, message: Message) -> bool:
        """Asked of the older message with the newer one that waits behind it: hand over, and go."""
        if not isinstance(message, Moved):
            return False
        message.units |= self.units
        message.indicators |= self.indicators
        message.seq = max(message.seq, self.seq)
        message.everything |= self.everything
        message.accounts |= self.accounts
        return True


class Gathered(Message):
    """Who is there now: a session came, went, or is somewhere else. The latest one counts."""

    def __init__(self, people: Iterable[Any]) -> None:
        """``people``: ``models.presence.Online``, oneself among them."""
        super().__init__()
        self.people = tuple(people)

    def can_replace(self, message: Message) -> bool:
        """Asked of the older message with the newer one that waits behind it."""
        return isinstance(message, Gathered)


class DatabaseOpened(Message):
    """The database is there; until now only the countdowns could be shown."""

    def __init__(self, database: Any, seq: int = 0, *, rehearsal: bool = False) -> None:
        """``database`` is a ``models.database.Database``; ``seq``: its newest journal entry; ``rehearsal``: it is a
        rehearsal's."""
        super().__init__()
        self.database = database
        self.seq = seq
        self.rehearsal = rehearsal


class DatabaseFailed(Message):
    """The database could not be opened."""

    def __init__(self, error: Exception) -> None:
        """``error`` is worded by ``presenters.errors``; one that is not a SiagaError ends the program."""
        super().__init__()
        self.error = error


class Loaded(Message):
    """A screen shows the first answer to its present question; later ones are that of the same place."""

    def __init__(self, sequence: int) -> None:
        """``sequence`` counts the questions of that screen."""
        super().__init__()
        self.sequence = sequence


class LoadFailed(Message):
    """A screen's question could not be answered."""

    def __init__(self, sequence: int, error: Exception) -> None:
        """``error`` is a SiagaError."""
        super().__init__()
        self.sequence = sequence
        self.error = error
