"""What a journal entry says of people, and what is left of it when some of them are erased.

Which seat, which paper's number, how many, when and by whom stays; name, biodata, papers handed in and free text about
somebody go. What is left is exactly what the tables say then, so that the past can still be laid back over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from models import journal, text
from models.journal import Change, Row
from models.tables import Biodata, Call, Evidence, Neutrality, Paper, Person, Reserve, Tenure
from models.verbs import KINDS

NAME = "dihapus (UU 27/2022)"
"""Stands for the name of somebody who was erased, wherever names are read: on screens, in files, in the past."""
WHOLE = (Biodata, Paper)
"""Tables whose rows are personal from end to end."""
FREE = (Reserve, Call, Evidence, Neutrality)
"""Tables in which ``note`` is free text about somebody."""
NOBODY = -1
"""Whom free text is about where the row that said so has gone: no longer anybody in the tables."""
_NAMING = frozenset({*KINDS["personel"], "unmask"})
"""Verbs whose facts name a person who may sit somewhere; others name accounts and officials."""
_NAMES = ("name", "previous")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept; ``people``: whom each change is about (None: nobody, or nobody knows)."""

    seq: int
    verb: str
    detail: Row
    changes: list[Change]
    people: list[int | None]


@dataclass(frozen=True, slots=True)
class Left:
    """What is to stand in an entry's place."""

    seq: int
    detail: Row
    changes: list[Change]


def read(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Entries by rows of the journal (seq, verb, detail, changes)."""
    found = [
        (row["seq"], row["verb"], journal.detail_of(row["detail"]), journal.changes_of(row["changes"])) for row in rows
    ]
    about = _About(connection, [change for _seq, _verb, _detail, changes in found for change in changes])
    return [Entry(seq, verb, detail, changes, [about(one) for one in changes]) for seq, verb, detail, changes in found]


def people_of(entry: Entry) -> set[int]:
    """Everybody whom an entry is about, as far as it says."""
    named = {entry.detail["person"]} if entry.verb == "unmask" and "person" in entry.detail else set()
    return named | {one for one in entry.people if one is not None}


def left(entry: Entry, gone: Collection[int], names: Mapping[int, str]) -> Left | None:
    """What is left of an entry without the people in ``gone``; None where it says nothing of them. ``names``: the keys
    of the names of the others."""
    people = people_of(entry)
    if not people & set(gone):
        return None
    changes: list[Change] = []
    for change, person in zip(entry.changes, entry.people, strict=True):
        kept = _without(change) if person in gone else change
        if kept is not None:
            changes.append(kept)
    others = {names[one] for one in people if one not in gone and one in names}
    detail = _facts(entry.verb, entry.detail, others)
    if detail == entry.detail and changes == entry.changes:
        return None
    return Left(entry.seq, detail, changes)


def _without(change: Change) -> Change | None:
    """A change of a row about somebody who is erased; None where nothing is left of it."""
    if any(change.table == table.name for table in WHOLE):
        return None
    if change.table == Person.name:
        return _put(change, {"name": NAME, "name_key": ""})
    if any(change.table == table.name for table in FREE):
        return _put(change, {"note": None})
    return change


def _put(change: Change, values: Row) -> Change:
    def image(row: Row | None) -> Row | None:
        return None if row is None else {name: values.get(name, value) for name, value in row.items()}

    return Change(change.table, change.key, image(change.before), image(change.after))


def _facts(verb: str, detail: Row, others: Collection[str]) -> Row:
    """The facts of a sentence; of an undo also those of the one that was undone."""
    kept = dict(detail)
    if verb == "undo" and isinstance(detail.get("was"), dict):
        kept["was"] = _facts(str(detail.get("verb", "")), detail["was"], others)
        return kept
    for name in _NAMES if verb in _NAMING else ():
        if isinstance(kept.get(name), str) and text.key(kept[name]) not in others:
            kept[name] = NAME
    if kept.get("note") and not others:
        kept["note"] = None
    return kept


class _About:
    """Whom rows are about: it stands in their images, else in the table."""

    def __init__(self, connection: Connection, changes: Iterable[Change]) -> None:
        """Asks for all rows at once."""
        self._connection = connection
        self._owners = {
            Tenure.name: (Tenure.c.id, Tenure.c.person_id),
            Reserve.name: (Reserve.c.id, Reserve.c.person_id),
            Call.name: (Call.c.id, Call.c.person_id),
            Neutrality.name: (Neutrality.c.id, Neutrality.c.person_id),
            Evidence.name: (Evidence.c.id, Evidence.c.tenure_id),
        }
        unsaid: dict[str, set[int]] = {name: set() for name in self._owners}
        held: set[int] = set()
        for one in changes:
            said = _said(one)
            if one.table in unsaid and said is None:
                unsaid[one.table].add(one.key["id"])
            elif one.table == Evidence.name and said:
                held.add(said)
        self._known = {name: self._ask(*self._owners[name], ids) for name, ids in unsaid.items()}
        held |= {tenure for tenure in self._known[Evidence.name].values() if tenure}
        self._holders = self._ask(Tenure.c.id, Tenure.c.person_id, held)

    def __call__(self, change: Change) -> int | None:
        """The person."""
        said: int | None = _said(change)
        if said is None and change.table in self._known:
            said = self._known[change.table].get(change.key["id"], NOBODY)
        if change.table == Evidence.name and said:  # 0: of no tenure
            said = self._holders.get(said, NOBODY)
        elif change.table == Evidence.name:
            return None
        return None if said == NOBODY and not _value(change, "note") else said

    def _ask(self, key: Column[Any], value: Column[Any], ids: Collection[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for some in chunks(ids):
            found.update(
                (one, other) for one, other in self._connection.execute(select(key, value).where(key.in_(some)))
            )
        return found


def _said(change: Change) -> int | None:
    """The person, or of evidence the tenure, as the change itself says it."""
    if change.table == Person.name:
        return int(change.key["id"])
    if change.table in (Biodata.name, Paper.name):
        return int(change.key["person_id"])
    if change.table == Evidence.name:
        return _number(change, "tenure_id")
    of_people = (Tenure.name, Reserve.name, Call.name, Neutrality.name)
    return _number(change, "person_id") if change.table in of_people else None


def _value(change: Change, name: str) -> Any:
    return next((row[name] for row in (change.after, change.before) if row and row.get(name) is not None), None)


def _number(change: Change, name: str) -> int | None:
    found = _value(change, name)
    return None if found is None else int(found)


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    """Some at a time, as many as a statement takes."""
    ordered = sorted(ids)
    for at in range(0, len(ordered), AT_ONCE):
        yield ordered[at : at + AT_ONCE]


def name_keys(connection: Connection, people: Collection[int]) -> dict[int, str]:
    """The keys of the names of people who are there."""
    return {
        one: name
        for some in chunks(people)
        for one, name in connection.execute(select(Person.c.id, Person.c.name_key).where(Person.c.id.in_(some)))
    }


def notes(table: Table) -> Row:
    """What becomes of the free text of a row."""
    return {"note": None, "version": table.c.version + 1}
