"""A file of what is known: read in one snapshot, written whole or not at all. In full it is an act, with a purpose."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from models import access, text
from models.actor import Actor
from models.clock import Clock
from models.database import Database, Interrupt
from models.errors import Refused
from models.exchange import writing
from models.exchange.writing import Table, Told
from models.rules.schema import Election
from models.uow import unit_of_work

VERB = "export"
LONGEST_PURPOSE = 300
Maker = Callable[[Connection], Table]
"""Makes the table in the snapshot that its rows are read in."""


def write(
    database: Database,
    make: Maker,
    target: Path | BinaryIO,
    format: str,
    *,
    replace: bool = False,
    progress: Told | None = None,
    interrupt: Interrupt | None = None,
) -> int:
    """Write a masked table; how many rows. Raises Refused (see ``writing.write``), StorageError, Cancelled."""
    with _path_of(target) as path, database.read(interrupt) as connection:
        return writing.write(make(connection), path, format, replace=replace, progress=progress)


def write_full(
    database: Database,
    make: Maker,
    target: Path | BinaryIO,
    format: str,
    *,
    clock: Clock,
    actor: Actor,
    election: Election,
    unit: str,
    what: str,
    purpose: str,
    replace: bool = False,
    progress: Told | None = None,
    interrupt: Interrupt | None = None,
) -> int:
    """Write a table with all that is known of people. The journal says who, what, how many and what for, before the
    file is there: none leaves without an entry (UU 27/2022; DKPP 15-PKE-DKPP/II/2023).

    Raises as ``write``; Refused: purpose_empty; AccessDenied.
    """
    said = text.clean(purpose)[:LONGEST_PURPOSE]
    if not said:
        raise Refused("purpose_empty")
    access.check(actor, VERB, unit)

    def enter(count: int) -> None:
        with unit_of_work(database, clock, actor, VERB, unit, election) as work:
            work.detail = {"what": what, "count": count, "format": format, "purpose": said}
            work.set_up = True  # nothing changes, and still it is entered

    with _path_of(target) as path, database.read(interrupt) as connection:
        return writing.write(make(connection), path, format, replace=replace, progress=progress, ready=enter)


@contextmanager
def _path_of(target: Path | BinaryIO) -> Iterator[Path]:
    """Where to write. A stream gets the complete file at the end: a reader that is slow, or gone, holds no snapshot."""
    if isinstance(target, Path):
        yield target
        return
    with tempfile.TemporaryDirectory(prefix="siaga-") as folder:
        path = Path(folder) / "export"
        yield path
        with path.open("rb") as whole:
            shutil.copyfileobj(whole, target)
