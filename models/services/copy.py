"""A whole database moved: from a file to a server, back, or to another of its kind.

Row by row in the order of the keys, so that neither side holds more than a batch, from one snapshot into one
transaction: what interrupts it leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Table, func, select

from models import bulk, search_index
from models.database import Database, Interrupt, storage_of, translated
from models.errors import StorageError
from models.migrations.upgrade import new_database
from models.tables import METADATA, Person
from models.where import Where, is_url, shown

Progress = Callable[[int, int], object]
"""Is told how much is done, of how much."""


def copy(
    source: Where, target: Where, *, progress: Progress | None = None, interrupt: Interrupt | None = None
) -> dict[str, int]:
    """Copy the database at ``source`` into a new one at ``target``: how many rows of each table were counted there.

    Raises StorageError (not_empty: something stands at the target; copy_differs: the copy has not as many rows;
    and what either engine says) and Cancelled.
    """
    interrupt = interrupt or Interrupt()
    database = Database.open(source, readonly=True)
    try:
        with database.read(interrupt) as reader, new_database(target) as writer:
            if writer is None:
                raise StorageError("not_empty", path=shown(target))
            with interrupt.over(writer, storage_of(target).stop):
                with translated(source):
                    wanted = sizes(reader)
                _load(reader, source, writer, wanted, progress)
                found = sizes(writer)
                if found != wanted:
                    raise StorageError("copy_differs", path=shown(target), wanted=wanted, found=found)
                if is_url(target):
                    writer.exec_driver_sql("ANALYZE")  # else the server plans as for empty tables for a while
    finally:
        database.close()
    return found


def sizes(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in METADATA.sorted_tables
    }


def _load(
    reader: Connection, source: Where, writer: Connection, wanted: dict[str, int], progress: Progress | None
) -> None:
    """Every table, those first that others refer to; the search index at the end from all names at once."""
    done, total = 0, sum(wanted.values()) + wanted[Person.name]

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, total)

    with search_index.suspended(writer, advance):
        for table in METADATA.sorted_tables:
            with closing(_rows(reader, source, table)) as rows:
                bulk.load(writer, table, table.columns.keys(), rows, progress=advance)
    advance(total - done)  # a server does not tell how far an index is


def _rows(reader: Connection, source: Where, table: Table) -> Generator[tuple[Any, ...], None, None]:
    """The rows of a table by key. What goes wrong here is the source's, not that of the database being written."""
    every = select(table).order_by(*table.primary_key).execution_options(yield_per=bulk.BATCH)
    with translated(source), reader.execute(every) as found:
        for row in found:
            yield tuple(row)
