"""Statements that every write sends: worded by SQLAlchemy, compiled once, handed to the driver as they are.

What SQLAlchemy does around each execution besides (a context, events, a result and what it knows of its columns) takes
several times as long as SQLite takes for the statement, while everybody else who writes waits for the lock. Rows are
tuples. Reads go the usual way, where they can be given up between two statements (``Interrupt``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect

Values = Mapping[str, Any]
"""By the names of a statement's parameters; of the types that its columns have."""


def rows(connection: Connection, statement: Any, values: Values) -> list[tuple[Any, ...]]:
    """Every row that a query gives. ``statement``: always the same object, for it is what the compiled one is found
    by; without lists that expand. Raises what the driver raises."""
    found = _compiled(statement, connection.dialect)
    return found.read(_driver(connection).execute(found.text, found.bound(values)).fetchall())


def first(connection: Connection, statement: Any, values: Values) -> tuple[Any, ...] | None:
    """The first of them; None where there is none."""
    return next(iter(rows(connection, statement, values)), None)


def send(connection: Connection, statement: Any, each: Sequence[Values]) -> None:
    """Carry out a statement that gives no rows, with each of several sets of values. Raises what the driver raises."""
    found, driver = _compiled(statement, connection.dialect), _driver(connection)
    if len(each) == 1:
        driver.execute(found.text, found.bound(each[0]))
    elif each:
        driver.cursor().executemany(found.text, [found.bound(values) for values in each])


class _Compiled:
    """The words of one engine, and what makes its values of ours and the other way round."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        assert not compiled.post_compile_params, "a list that expands has other words each time"
        self.text = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._places: Sequence[str] | None = compiled.positiontup
        kinds = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        self._to = [
            (name, kinds[name].dialect_impl(dialect).bind_processor(dialect))
            for name in (kinds if self._places is None else self._places)
        ]
        types = [column.type for column in getattr(statement, "selected_columns", ())]
        found = [one.dialect_impl(dialect).result_processor(dialect, None) for one in types]
        self._from = [(at, convert) for at, convert in enumerate(found) if convert is not None]

    def bound(self, values: Values) -> Any:
        """Values as the driver takes them: in the order of their places, or by name."""
        every = {**self._fixed, **values} if self._fixed else values
        if self._places is None:
            return {name: every[name] if to is None else to(every[name]) for name, to in self._to}
        return [every[name] if to is None else to(every[name]) for name, to in self._to]

    def read(self, found: list[Any]) -> list[tuple[Any, ...]]:
        """Rows of the driver as the types of their columns have them."""
        if not self._from:
            return found
        for number, row in enumerate(found):
            values = list(row)
            for at, convert in self._from:
                values[at] = convert(values[at])
            found[number] = tuple(values)
        return found


@lru_cache(maxsize=512)
def _compiled(statement: Any, dialect: Dialect) -> _Compiled:
    return _Compiled(statement, dialect)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
