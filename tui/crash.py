"""What is written down when something goes wrong: warnings and crash reports, without personal data.

A report has the type of the error and where in the code it happened: no values of variables, and no message
of the error, since a message may quote a person's name. Nothing of it is ever written over the picture.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens.locale import _
from tui import paths
from tui.version import VERSION

if TYPE_CHECKING:
    from textual.app import App

SIZE = 256 * 1024
"""Bytes of a log before it becomes ``siaga.log.1`` (which is then forgotten)."""
CODE_ONLY = (ImportError, AttributeError, NameError, TypeError, NotImplementedError, RecursionError)
"""Errors whose messages name code, never data: these may be quoted."""


class LogFile(logging.Handler):
    """Appends warnings to a file of the user's own (0600), opened for each record."""

    def __init__(self, path: Path) -> None:
        """Nothing is created before the first record."""
        super().__init__(logging.WARNING)
        self.path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written is no reason to fail."""
        with suppress(OSError):
            append(self.path, _line(record))


def append(path: Path, text: str) -> None:
    """Add ``text`` to a log file, 0600, rotated by size. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileNotFoundError):
        if path.stat().st_size > SIZE:
            path.replace(path.with_name(path.name + ".1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def _line(record: logging.LogRecord) -> str:
    """The record without its arguments, which are data: only the first line of its message as the code has it."""
    moment = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
    first = str(record.msg).partition("\n")[0] if record.name.startswith("siaga") or record.args else record.name
    text = f"{moment} {record.levelname} {record.name}: {first}\n"
    if record.exc_info and record.exc_info[1]:
        text += describe(record.exc_info[1])
    return text


def describe(error: BaseException) -> str:
    """An error and its causes: types and places in the code, no values."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.insert(0, "".join(traceback.format_tb(current.__traceback__)) + _headline(current) + "\n")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "-- then --\n".join(parts)


def _headline(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError):
        return f"{name}: errno {error.errno}"
    if isinstance(error, CODE_ONLY):
        return f"{name}: {error}"
    code = getattr(error, "code", None) or getattr(getattr(error, "orig", None), "sqlite_errorname", None)
    return f"{name}: {code}" if isinstance(code, str) else name


# ── While the program runs ────────────────────────────────────────────────────────────


def start_log() -> None:
    """Send warnings, and errors of threads, to the log file instead of the terminal."""
    logging.getLogger().addHandler(LogFile(paths.log_file()))
    threading.excepthook = _thread_failed


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.thread is not None and failure.thread.name == "textual-output" and failure.exc_type is OSError:
        return  # the terminal went away while it was written to: an end like any other
    if failure.exc_value is not None and failure.exc_type is not SystemExit:
        logging.getLogger("siaga.thread").error(
            "a thread failed", exc_info=(failure.exc_type, failure.exc_value, failure.exc_traceback)
        )


def guard(app: App[Any]) -> None:
    """Make a crash of ``app`` end it without Textual's report, which shows the values of variables."""

    def fatal_error() -> None:
        error = sys.exc_info()[1] or app._exception
        if error is not None:
            record(error)
        app._close_messages_no_wait()

    # Textual has no public hook for this; the name is checked by a test.
    app._fatal_error = fatal_error  # type: ignore[method-assign]


def happened(app: App[Any]) -> bool:
    """Whether ``app`` ended by an unhandled error."""
    return app._exception is not None


def record(error: BaseException) -> bool:
    """Write a crash report to the log; True when that worked."""
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    head = f"{moment} CRASH siaga {VERSION}, Python {sys.version.split()[0]}\n"
    try:
        append(paths.log_file(), head + describe(error))
    except OSError:
        return False
    return True


def sentence(written: bool = True) -> str:
    """What the user is told."""
    sentences = [_("Siaga berhenti karena kesalahan di dalam program. Yang sudah tersimpan tetap aman.")]
    if written:
        sentences.append(_("Kirimkan {log} kepada pengelola; isinya tanpa data pribadi.").format(log=paths.log_file()))
    return " ".join(sentences)
