"""People by a part of their name, among millions: the B-tree of names for beginnings, trigrams for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, func, literal, select, table, tuple_, union_all

from models.exchange.parse.people import match_key
from models.tables import Person
from models.text import LONGEST_NAME, key

LAST = "\U0010ffff"
"""Sorts behind every letter on both engines."""
LETTERS = 3
"""Of a trigram: shorter parts are found at the beginning of a name only."""
SAMPLE, SAMPLES, SEVERAL = 5_000, 4, 24
"""Rows of a sample, how many are taken, and how many hits in one tell that a name is common."""

_SORTING = ("enable_sort", "enable_bitmapscan", "enable_seqscan")
_FTS = table("person_fts", column("rowid"), column("name_key"))


def beginning(
    connection: Connection, prefix: str, *, after: tuple[str, int] | None = None, limit: int
) -> list[tuple[str, int]]:
    """``(name_key, id)`` of people whose name begins so, in that order, from behind ``after`` on."""
    return walk(connection, low=prefix, high=f"{prefix}{LAST}", after=after, limit=limit)


def walk(
    connection: Connection,
    *,
    low: str = "",
    high: str = LAST,
    after: tuple[str, int] | None = None,
    down: bool = False,
    inclusive: bool = False,
    limit: int,
) -> list[tuple[str, int]]:
    """``(name_key, id)`` of people in the order of names, with ``low <= name_key < high``."""
    place = (Person.c.name_key, Person.c.id)
    statement = select(*place).where(Person.c.name_key >= low, Person.c.name_key < high)
    if after is not None:
        statement = statement.where(beyond(place, after, down=down, inclusive=inclusive))
        # Said again in one column: an index of names alone can begin there.
        statement = statement.where(Person.c.name_key <= after[0] if down else Person.c.name_key >= after[0])
    statement = statement.order_by(*([one.desc() for one in place] if down else place)).limit(limit)
    if connection.dialect.name == "sqlite":
        return [(row[0], row[1]) for row in connection.execute(statement)]
    # PostgreSQL would rather fetch all who are called so and sort them than follow the index to the first few.
    _plan(connection, dict.fromkeys(_SORTING, False))
    found = [(row[0], row[1]) for row in connection.execute(statement)]
    _plan(connection, dict.fromkeys(_SORTING, True))
    return found


def beyond(columns: Sequence[Any], values: Sequence[Any], *, down: bool, inclusive: bool) -> ColumnElement[bool]:
    """Rows behind a place in an order by several columns (``down``: in front of it)."""
    ours = tuple_(*columns)
    theirs = tuple_(*(literal(value, one.type) for one, value in zip(columns, values, strict=True)))
    if down:
        return ours <= theirs if inclusive else ours < theirs
    return ours >= theirs if inclusive else ours > theirs


def having(connection: Connection, parts: Sequence[str], *, limit: int) -> list[int]:
    """Ids of people whose name holds every one of ``parts`` (as ``models.text.key`` makes them), in no order.

    When every part is shorter than three letters the name must begin with the first one.
    """
    if not any(len(part) >= LETTERS for part in parts):
        rest = [Person.c.name_key.like(f"%{part}%") for part in parts[1:]]
        low, high = parts[0], f"{parts[0]}{LAST}"
        begun = select(Person.c.id).where(Person.c.name_key >= low, Person.c.name_key < high, *rest)
        return list(connection.scalars(begun.order_by(Person.c.name_key).limit(limit)))
    if connection.dialect.name == "sqlite":
        held = and_(*(_FTS.c.name_key.like(f"%{part}%") for part in sorted(parts, key=len, reverse=True)))
        return list(connection.scalars(select(_FTS.c.rowid).where(held).limit(limit)))
    return _by_trigrams(connection, and_(*(Person.c.name_key.like(f"%{part}%") for part in parts)), limit)


def holding(connection: Connection, name: str, *, limit: int) -> tuple[list[int], bool]:
    """Ids of people whose name begins with or holds this, and whether there may be more than ``limit`` of either.
    Titles stand in names as they were given: the words are looked for without them. Nobody for fewer than three
    letters, or for more than a name may have."""
    if len(name) > LONGEST_NAME or len(wanted := key(name)) < LETTERS:
        return [], False
    begun = [person for _, person in beginning(connection, wanted, limit=limit)]
    words = [word for word in match_key(name).split() if len(word) >= LETTERS and word != "muhammad"]
    held = having(connection, words, limit=limit) if words else []
    return list(dict.fromkeys([*begun, *held])), len(begun) >= limit or len(held) >= limit


def _by_trigrams(connection: Connection, held: ColumnElement[bool], limit: int) -> list[int]:
    """On PostgreSQL a trigram index brings all hits before the first one: for a rare name that is quick, for a common
    one rows in their order are. Which it is, a few small samples tell; the planner's guess is off by thousands."""
    found: dict[int, None] = {}
    wanted = select(Person.c.id).where(held)
    first, last = connection.execute(select(func.min(Person.c.id), func.max(Person.c.id))).one()
    if first is None:
        return []
    lows = (first + (last - first) * part // SAMPLES for part in range(SAMPLES))
    samples = (wanted.where(Person.c.id >= low, Person.c.id < low + SAMPLE).limit(limit).subquery() for low in lows)
    found.update(dict.fromkeys(connection.scalars(union_all(*map(select, samples)))))
    if len(found) >= limit:
        return list(found)[:limit]
    common = len(found) >= SEVERAL
    with_index = {"enable_seqscan": common, "enable_bitmapscan": not common, "enable_indexscan": False}
    _plan(connection, {**with_index, "enable_indexonlyscan": False})
    found.update(dict.fromkeys(connection.scalars(wanted.limit(limit))))
    _plan(connection, dict.fromkeys((*with_index, "enable_indexonlyscan"), True))
    return list(found)[:limit]


def _plan(connection: Connection, allowed: dict[str, bool]) -> None:
    """What the planner may do in the rest of this transaction."""
    connection.execute(select(*(func.set_config(name, "on" if on else "off", True) for name, on in allowed.items())))
