"""Papers that somebody handed in, one by one: which of those that the rules ask for, when, under which number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from models.eligibility import load
from models.errors import Refused
from models.journal import Row
from models.tables import Paper, Person
from models.text import clean
from models.uow import UnitOfWork

Handed = tuple[date, str | None]
"""When a paper was received, and its number where it has one."""
LONGEST = 200


def hand_in(
    work: UnitOfWork,
    person_id: int,
    papers: Mapping[str, Handed | None],
    *,
    seen: Mapping[str, Handed | None] | None = None,
) -> int:
    """Set papers of somebody by their codes; None: it is not here (any more). ``seen``: the same as it was shown (None:
    not checked). Returns how many changed.

    Raises Clash, Refused: person_missing, value_bad (no such paper, a number too long), date_future.
    """
    person = work.get(Person, id=person_id)
    if person is None:
        raise Refused("person_missing")
    known = {one.code for one in load().papers}
    wanted: dict[str, Handed | None] = {}
    for code, handed in papers.items():
        number = clean(handed[1] or "") or None if handed is not None else None
        if code not in known or len(number or "") > LONGEST:
            raise Refused("value_bad", field=code)
        if handed is not None:
            work.until_today(handed[0])
        wanted[code] = (handed[0], number) if handed is not None else None
    rows = {row["code"]: dict(row) for row in work.connection.execute(_of(person_id)).mappings()}
    now: dict[str, Any] = {code: (row["received_on"], row["number"]) for code, row in rows.items()}
    work.unchanged(now, wanted, seen or {}, what="person", unit=work.unit)
    changed = {code: handed for code, handed in wanted.items() if handed != now.get(code)}
    for code, handed in changed.items():
        _set(work, {"person_id": person_id, "code": code}, rows.get(code), handed)
    work.touch((), work.unit)
    work.detail = {"name": person["name"], "papers": sorted(changed), "count": len(changed)}
    return len(changed)


def _of(person_id: int) -> Any:
    return select(Paper).where(Paper.c.person_id == person_id)


def _set(work: UnitOfWork, key: Row, row: Row | None, handed: Handed | None) -> None:
    if handed is None:
        if row is not None:
            work.delete(Paper, row)
        return
    values = {"received_on": handed[0], "number": handed[1]}
    if row is None:
        work.insert(Paper, {**key, **values})
    else:
        work.update(Paper, row, **values)
