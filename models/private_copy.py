"""A private copy of a database, also of a server's: a file of one's own, in which anything may be tried.

The past is one from which later entries are taken back (``models.past``), a supposition one in which something was
done (``models.supposing``). All screens work on it as on any other database, read-only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from models.backup import backup
from models.database import Database, Interrupt, engine_for, storage_of
from models.errors import Cancelled
from models.migrations.upgrade import alive, unsafe_but_fast
from models.services.copy import copy
from models.where import Where, is_url

PREFIX = "siaga-salinan-"
"""Folders of copies; the number of the process that made it follows."""

Told = Callable[[str, int, int], object]
"""Is told what is being done (``copy``, ``change``), how much of it is done, of how much."""
Copy = TypeVar("Copy", bound="PrivateCopy")


class PrivateCopy(Database):
    """A read-only database of one's own; its files go when it is closed."""

    @contextmanager
    def writable(self) -> Iterator[Database]:
        """The copy, opened to be written while others read it."""
        with unsafe_but_fast(self.path, journal="WAL") as database:
            yield database

    @contextmanager
    def changed(self, interrupt: Interrupt) -> Iterator[Connection]:
        """A transaction on the copy, which its readers see whole when the block ends, or never. Raises Cancelled."""
        with (
            self.writable() as database,
            database.begin_write() as connection,
            interrupt.over(connection, storage_of(self.path).stop),
        ):
            yield connection

    def close(self) -> None:
        """Release the connections, and the files."""
        super().close()
        shutil.rmtree(self.path.parent, ignore_errors=True)


@contextmanager
def made(kind: type[Copy], where: Where, told: Told, interrupt: Interrupt) -> Iterator[Copy]:
    """A copy of the database at ``where`` as it stands now. What goes wrong in the block takes it away again.

    Raises StorageError and Cancelled.
    """
    Database.open(where, readonly=True).close()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_roomy(where)))

    def copied(done: int, total: int) -> None:
        if interrupt.cancelled:
            raise Cancelled()
        told("copy", done, total)

    try:
        _sweep(folder.parent)
        private = folder / ("siaga.db" if is_url(where) else Path(where).name)
        if is_url(where):
            copy(where, private, progress=copied, interrupt=interrupt)
        else:
            backup(Path(where), private, check=False, progress=copied)
        found = kind(private, engine_for(private, readonly=True), readonly=True)
        try:
            yield found
        except BaseException:
            found.close()
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _roomy(where: Where) -> Path | None:
    """Where the copy goes: beside the file when there is no room for it among the temporary files."""
    if is_url(where):
        return None
    path = Path(where)
    room = shutil.disk_usage(tempfile.gettempdir()).free
    return None if room > 2 * path.stat().st_size else path.parent


def _sweep(folder: Path) -> None:
    """Remove the copies of processes that were killed: each is as large as a database, and full of names."""
    for left in folder.glob(f"{PREFIX}*-*"):
        maker = left.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdigit() and not alive(int(maker)):
            shutil.rmtree(left, ignore_errors=True)
