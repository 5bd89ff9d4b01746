"""The indexes that find people by name (schema 0002): built once after many rows, else kept in step.

By how a name begins: the B-tree of name_key. By any part of it: FTS5 trigram on SQLite, pg_trgm on PostgreSQL. What
one write changes the engine itself keeps in step, in the same transaction; row by row, in no order of names, that
would more than double the time of a bulk load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select, text

from models.tables import Person

CHUNK = 50_000
"""People indexed by one statement: between two of them work can be shown and interrupted."""

_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'person'")
_INDEX = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'person' AND indexname = 'person_trgm'")
_PART = "INSERT INTO person_fts (rowid, name_key) SELECT id, name_key FROM person WHERE id > ? AND id <= ?"


@contextmanager
def suspended(connection: Connection, progress: Callable[[int], object] | None = None) -> Iterator[None]:
    """While the block loads people the indexes are not kept; at its end they are built anew from all of them.

    ``progress`` is told how many people more are indexed.
    """
    sqlite = connection.dialect.name == "sqlite"
    names = next(index for index in Person.indexes if index.name == "ix_person_name_key")
    kept = connection.execute(_TRIGGERS if sqlite else _INDEX).all()
    for name, _ in kept:
        connection.exec_driver_sql(f"DROP {'TRIGGER' if sqlite else 'INDEX'} {name}")
    names.drop(connection)
    yield
    if sqlite:
        _rebuild(connection, progress or (lambda _count: None))
    for _, sql in kept:
        connection.exec_driver_sql(sql)
    names.create(connection)


def _rebuild(connection: Connection, progress: Callable[[int], object]) -> None:
    connection.exec_driver_sql("INSERT INTO person_fts (person_fts) VALUES ('delete-all')")
    last = connection.scalar(select(func.max(Person.c.id))) or 0
    for low in range(0, last, CHUNK):
        progress(connection.exec_driver_sql(_PART, (low, low + CHUNK)).rowcount)


def terms(connection: Connection) -> Iterator[tuple[str, int]]:
    """What the index of parts knows on SQLite: each three letters, and how many names hold them."""
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.person_terms USING fts5vocab(main, person_fts, 'row')")
    yield from (
        (term, people) for term, people in connection.exec_driver_sql("SELECT term, doc FROM temp.person_terms")
    )
    connection.exec_driver_sql("DROP TABLE temp.person_terms")
