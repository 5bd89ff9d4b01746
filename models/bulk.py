"""Many rows at once, at the pace of the engine itself: a new area, a rehearsal, a copy.

Bypasses SQLAlchemy's compiled inserts (0.27 of the pace of bare ``executemany``), not its types: values are what the
tables' columns take. Only for rows that nobody else can see yet; what people write goes through the unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

BATCH = 10_000
"""Rows handed to the engine at once: memory does not grow with their number."""

Convert = Callable[[Any], Any]


def load(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Insert tuples of values of ``columns``, streamed. ``progress`` is told how many rows each batch had.

    Returns how many in all. Raises what the engine raises, for the caller's transaction to translate.
    """
    write = _copy if connection.dialect.name == "postgresql" else _execute_many
    converted = _converted(connection, table, columns, rows)
    count = 0
    while batch := list(islice(converted, BATCH)):
        write(connection, table, columns, batch)
        count += len(batch)
        if progress is not None:
            progress(len(batch))
    return count


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Writes of the block, of which none asks for what another gives back, in one round trip to a server. What fails
    may be told only at the end of the block."""
    driver: Any = connection.connection.driver_connection
    with driver.pipeline() if connection.dialect.name == "postgresql" else nullcontext():
        yield


def _execute_many(connection: Connection, table: Table, columns: Sequence[str], batch: Sequence[Any]) -> None:
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", batch)


def _copy(connection: Connection, table: Table, columns: Sequence[str], batch: Sequence[Any]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in batch:
            copy.write_row(row)


def _converted(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them: SQLite keeps dates as text, in SQLAlchemy's form."""
    dialect = connection.dialect
    found = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    # A day or a moment stands in many rows, and to write it out costs as much as the row's insert.
    needed: list[tuple[int, Convert]] = [
        (at, lru_cache(maxsize=1024)(convert)) for at, convert in enumerate(found) if convert is not None
    ]
    if not needed:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for at, convert in needed:
            values[at] = convert(values[at])
        yield tuple(values)
