"""Statements that every write sends, and every board: worded by SQLAlchemy, compiled once, handed to the driver as they
are.

What SQLAlchemy does around each execution besides (a context, events, a result and what it knows of its columns) takes
several times as long as SQLite takes for the statement: while everybody else who writes waits for the lock, and on each
of fifty boards whenever something is committed. Rows are tuples.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect

Values = Mapping[str, Any]
"""By the names of a statement's parameters; of the types that its columns have."""


def rows(connection: Connection, statement: Any, values: Values) -> list[tuple[Any, ...]]:
    """Every row that a query gives. ``statement``: always the same object, for it is what the compiled one is found
    by; its expanding parameters take lists. Raises what the driver raises, and Cancelled (``Interrupt``)."""
    found, values = _expanded(connection, statement, values)
    return found.read(_execute(connection, found.text, found.bound(values)).fetchall())


def records(connection: Connection, statement: Any, values: Values) -> list[Any]:
    """The same, their values by the names of the columns."""
    found = rows(connection, statement, values)
    return list(map(_named(statement)._make, found)) if found else []


def first(connection: Connection, statement: Any, values: Values) -> tuple[Any, ...] | None:
    """The first of them; None where there is none."""
    return next(iter(rows(connection, statement, values)), None)


def send(connection: Connection, statement: Any, each: Sequence[Values]) -> None:
    """Carry out a statement that gives no rows, with each of several sets of values. Raises what the driver raises."""
    found = _compiled(statement, connection.dialect)
    if len(each) == 1:
        _execute(connection, found.text, found.bound(each[0]))
    elif each:
        driver: Any = connection.connection.driver_connection
        driver.cursor().executemany(found.text, [found.bound(values) for values in each])


class _Compiled:
    """The words of one engine, and what makes its values of ours and the other way round."""

    def __init__(self, statement: Any, dialect: Dialect, lists: Sequence[tuple[str, int]]) -> None:
        compiled = _worded(statement, dialect)
        kinds = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        self.text, self._places, known = str(compiled), compiled.positiontup, compiled.params
        if compiled.post_compile_params:
            each = {name: [None] * count for name, count in lists}
            expanded = compiled.construct_expanded_state({**known, **each})
            self.text, self._places, known = expanded.statement, expanded.positiontup, expanded.parameters
            for name, places in expanded.parameter_expansion.items():
                kinds |= dict.fromkeys(places, kinds.pop(name))
        self._fixed = {name: value for name, value in known.items() if value is not None}
        self._to = [
            (name, kinds[name].dialect_impl(dialect).bind_processor(dialect))
            for name in (kinds if self._places is None else self._places)
        ]
        types = [column.type for column in getattr(statement, "selected_columns", ())]
        found = [one.dialect_impl(dialect).result_processor(dialect, None) for one in types]
        self._from = [(place, convert) for place, convert in enumerate(found) if convert is not None]

    def bound(self, values: Values) -> Any:
        """Values as the driver takes them: in the order of their places, or by name."""
        every = {**self._fixed, **values} if self._fixed else values
        if self._places is None:
            return {name: every[name] if to is None else to(every[name]) for name, to in self._to}
        return [every[name] if to is None else to(every[name]) for name, to in self._to]

    def read(self, found: list[Any]) -> list[tuple[Any, ...]]:
        """Rows of the driver as the types of their columns have them."""
        for place, convert in self._from:
            for number, row in enumerate(found):
                if row[place] is not None:
                    found[number] = (*row[:place], convert(row[place]), *row[place + 1 :])
        return found


@lru_cache(maxsize=256)
def _worded(statement: Any, dialect: Dialect) -> Any:
    return statement.compile(dialect=dialect)


@lru_cache(maxsize=512)
def _compiled(statement: Any, dialect: Dialect, lists: Sequence[tuple[str, int]] = ()) -> _Compiled:
    return _Compiled(statement, dialect, lists)


def _expanded(connection: Connection, statement: Any, values: Values) -> tuple[_Compiled, Values]:
    """What is sent for lists as long as these. They are filled up with what they end with: for each length there are
    other words, and so there are few."""
    lists = {name: value for name, value in values.items() if value.__class__ is list}
    if not lists:
        return _compiled(statement, connection.dialect), values
    each: dict[str, Any] = {name: value for name, value in values.items() if name not in lists}
    sizes = []
    for name, found in lists.items():
        size = 1 << (len(found) - 1).bit_length() if found else 0
        each.update(zip(_numbered(name, size), found + found[-1:] * (size - len(found)), strict=True))
        sizes.append((name, size))
    return _compiled(statement, connection.dialect, tuple(sizes)), each


@lru_cache(maxsize=64)
def _numbered(name: str, size: int) -> list[str]:
    """What the values of a list are called."""
    return [f"{name}_{at}" for at in range(1, size + 1)]


@lru_cache(maxsize=64)
def _named(statement: Any) -> Any:
    return namedtuple("_named", statement.selected_columns.keys())


def _execute(connection: Connection, text: str, values: Any) -> Any:
    """Whoever listens to what a connection sends hears of it, and may refuse it (``Interrupt``)."""
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, None, text, values, None, False)
    driver: Any = connection.connection.driver_connection
    return driver.execute(text, values)
