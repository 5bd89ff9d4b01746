"""Database time: the statements of a reading, recorded once and run again bare, each fetched to its last row."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event

from models.database import Database

Statements = list[tuple[str, Any]]


def recorded(database: Database, read: Callable[[Connection], object]) -> Statements:
    """The statements, with their parameters, that one reading sends."""
    found: Statements = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        found.append((statement, parameters))

    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", note)
        read(connection)
        event.remove(connection, "before_cursor_execute", note)
    return found


def database_time(database: Database, statements: Statements) -> float:
    """Milliseconds in which the driver runs the statements and hands over all rows, in one snapshot."""
    with database.read() as connection:
        cursor = connection.connection.cursor()
        start = time.perf_counter()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        milliseconds = (time.perf_counter() - start) * 1000
        cursor.close()
    return milliseconds


def clocked(work: Callable[[], object]) -> float:
    """Milliseconds of a piece of work."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
