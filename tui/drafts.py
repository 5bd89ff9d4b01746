"""What was typed into a form and not saved yet: kept in a small file, so that a lost line loses nothing.

A file a form, readable by the user alone, in their state directory; it goes when the form is saved or given up, and
after a week in any case: personal data do not lie about.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import time

DAYS = 7
"""Days that a draft is kept."""
SUFFIX = ".draft"


class Drafts:
    """The drafts of one user about one database. A disk that cannot be written is no reason to stop typing."""

    def __init__(self, directory: Path, where: str) -> None:
        """``where``: the database, so that a rehearsal's drafts are not taken for real ones."""
        self._directory = directory
        self._where = where

    def read(self, name: str) -> list[str] | None:
        """What stood in the fields of a form, in their order; None where there is no draft."""
        file = self._file(name)
        try:
            if time() - file.stat().st_mtime > DAYS * 86400:
                file.unlink()
                return None
            found = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(found, list) and all(isinstance(one, str) for one in found)
        return found if whole else None

    def write(self, name: str, values: Sequence[str]) -> None:
        """Keep what stands in the fields, whole or as it was before."""
        file = self._file(name)
        fresh = file.with_suffix(".new")
        with suppress(OSError):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._forget_old()
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(list(values), stream)
            fresh.replace(file)

    def drop(self, name: str) -> None:
        """The form was saved, or given up."""
        with suppress(OSError):
            self._file(name).unlink()

    def _forget_old(self) -> None:
        for file in self._directory.glob(f"*{SUFFIX}"):
            with suppress(OSError):
                if time() - file.stat().st_mtime > DAYS * 86400:
                    file.unlink()

    def _file(self, name: str) -> Path:
        """Names of forms hold names of people: the file's own name says nothing."""
        digest = hashlib.sha256(f"{self._where}\n{name}".encode()).hexdigest()[:32]
        return self._directory / f"{digest}{SUFFIX}"
