"""Files that can be read, where the user may look for them: read in threads. No widget in here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from screens.presenters.text import plain

SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv")
"""What the importer reads, by its name's end."""
MOST = 500
"""Entries of a folder that are listed: who has more types a part of the name."""
SEEN = 20_000
"""Entries of a folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder; ``name`` as it is listed, ``changed`` in seconds since 1970, ``size`` in bytes."""

    path: Path
    name: str
    folder: bool
    changed: float = 0.0
    size: int = 0


class Folders:
    """Where the user may look: everything the machine shows them, or only what lies in ``root``."""

    def __init__(self, root: str = "", start: str = "") -> None:
        """``root`` "": no limit; ``start``: the folder to begin with, the user's home if it is not given."""
        self.root = Path(root).resolve() if root else None
        wanted = Path(start) if start else self.root or Path.home()
        self.start = wanted if self.allowed(wanted) else self.root or wanted

    def allowed(self, path: Path) -> bool:
        """Whether a path lies where the user may look, wherever links lead."""
        return self.root is None or path.resolve().is_relative_to(self.root)

    def written(self, path: Path) -> str:
        """A path as people write it: ``~/Unduhan``; inside a limit without what stands before it."""
        base = self.root or Path.home()
        sign = "" if self.root else "~"
        if path.is_relative_to(base):
            inside = path.relative_to(base)
            return (sign if str(inside) == "." else f"{sign}/{inside}") or "/"
        return str(path)

    def meant(self, typed: str) -> Path:
        """The path that was typed, whole or from the home directory or from the limit."""
        if self.root is not None:
            return self.root / typed.removeprefix("~").lstrip("/")
        if typed == "~" or typed.startswith("~/"):
            return Path.home() / typed[2:]
        return Path("/") / typed if typed.startswith("/") else self.start / typed

    def split(self, typed: str) -> tuple[Path, str]:
        """The folder that was typed and the beginning of a name in it."""
        head, slash, tail = typed.rpartition("/")
        if typed in ("~", ""):
            return (Path.home() if typed and self.root is None else self.root or self.start), ""
        return self.meant(head + slash), tail

    def listed(self, folder: Path, beginning: str) -> Sequence[Entry]:
        """What of a folder begins so, or holds it in its name: files newest first, then folders. Raises OSError."""
        if not self.allowed(folder):
            raise PermissionError(str(folder))
        found = list(_entries(folder, beginning))
        files = sorted((one for one in found if not one.folder), key=lambda one: (-one.changed, one.name.casefold()))
        folders = sorted((one for one in found if one.folder), key=lambda one: one.name.casefold())
        up = [Entry(folder.parent, "..", folder=True)] if not beginning and self._above(folder) else []
        return [*files, *folders][:MOST] + up

    def _above(self, folder: Path) -> bool:
        return folder.parent != folder and self.allowed(folder.parent)


def _entries(folder: Path, beginning: str) -> Iterator[Entry]:
    wanted = beginning.casefold()
    with os.scandir(folder) as entries:
        for seen, entry in enumerate(entries):
            if seen >= SEEN:
                return
            hidden = entry.name.startswith(".") and not beginning.startswith(".")
            if hidden or wanted not in plain(entry.name).casefold():  # as it is seen
                continue
            try:
                is_folder = entry.is_dir()
                if not is_folder and not entry.name.casefold().endswith(SPREADSHEETS):
                    continue
                status = entry.stat()
            except OSError:  # a link to nowhere
                continue
            # What spreadsheets leave beside an open file is no file of anybody's.
            if is_folder or not entry.name.startswith(("~$", ".~lock")):
                yield Entry(Path(entry.path), entry.name, is_folder, status.st_mtime, status.st_size)


def completed(beginning: str, entries: Sequence[Entry]) -> str:
    """What all names that begin so have in common: ``KPPS`` for ``kp`` where only KPPS files are."""
    wanted = beginning.casefold()
    names = [one.name + ("/" if one.folder else "") for one in entries if one.name.casefold().startswith(wanted)]
    names = [name for name in names if name != "../"]
    if not names:
        return beginning
    shared = os.path.commonprefix([name.casefold() for name in names])  # noqa: RUF071 - names, no paths
    return names[0][: len(shared)] if len(shared) >= len(beginning) else beginning
