"""Coded errors of the models floor.

The floor above words them: an error carries a code and the facts needed to say something useful, never a
sentence.
"""

from __future__ import annotations

from typing import Any


class SiagaError(Exception):
    """Anything that went wrong for a reason a person can be told: a stable ``code`` and its ``detail``."""

    def __init__(self, code: str, **detail: Any) -> None:
        """Keep the code and the facts; ``str()`` of the error is for logs, not for people."""
        super().__init__(code)
        self.code = code
        self.detail: dict[str, Any] = detail

    def __str__(self) -> str:
        """Code and facts on one line, for logs and test output."""
        facts = " ".join(f"{key}={value!r}" for key, value in self.detail.items())
        return f"{self.code} {facts}".rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive pickling (another process or a pool may hand the error over) with its detail."""
        return _rebuild, (type(self), self.code, self.detail)


class StorageError(SiagaError):
    """The database cannot be opened, read or written.

    Codes: ``busy``, ``read_only``, ``disk_full``, ``disk_failed``, ``not_a_database``, ``newer_schema``,
    ``older_schema``, ``not_writable``, ``missing``, ``storage``; of a server also ``unreachable``, ``denied``,
    ``unknown_database``, ``older_server``, ``no_extension``, ``no_driver``, ``bad_url``, ``owner_only``; of a copy
    ``not_empty``, ``copy_differs``. Its detail has a path, the place as people may read it, and a reason for logs.
    """


class Cancelled(SiagaError):
    """A read was given up by who had asked (``models.database.Interrupt``)."""

    def __init__(self) -> None:
        """There is nothing to say about it."""
        super().__init__("cancelled")

    def __reduce__(self) -> tuple[Any, ...]:
        return Cancelled, ()


class RulesError(SiagaError):
    """An election or region file cannot be used.

    Codes: ``rules_missing``, ``rules_syntax``, ``rules_invalid``, ``rules_weight_sum``,
    ``rules_unknown_body``, ``rules_dates``. Detail: ``path`` (file), ``where`` (place in it), ``reason``
    (a stable token, see ``models.rules.loader``), and whatever the reason needs (``line``, ``field``,
    ``value``, ``expected``, ...).
    """


class AccessDenied(SiagaError):
    """This actor may not do this here."""


class Clash(SiagaError):
    """Somebody else changed the row meanwhile.

    Detail: ``what``, ``field``, ``mine``, ``theirs``, ``by``, ``at`` (aware, in the time of the unit written about);
    ``fields`` (name → mine, theirs) where several values of a row may be chosen one by one.
    """


class Refused(SiagaError):
    """A verb that cannot be done as things stand: ``seat_taken``, ``date_order``, ``nothing_to_undo``, ..."""


def _rebuild(kind: type[SiagaError], code: str, detail: dict[str, Any]) -> SiagaError:
    return kind(code, **detail)
