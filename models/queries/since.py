"""What happened since somebody last looked, by its consequence: what turned red or is in order again, what others
filled, emptied, proved; and which promises are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, select

from models import journal, units
from models.feed import last_seq
from models.queries import board, synergy, territory
from models.queries.synergy import CommitmentRow
from models.readiness import Colour
from models.rules.schema import Election
from models.tables import Bookmark, Journal

Seen = dict[str, dict[str, str]]
"""Unit → indicator → colour (``RED``, ``GREEN``, …)."""
MOST = 20_000
"""Journal entries that are summed up; of more the newest."""
PROMISES = 20
_JUDGED = {"GREEN", "YELLOW", "RED"}
_COUNTED = {
    "appoint": "filled", "appoint_many": "filled", "end": "emptied", "end_many": "emptied", "import": "filled",
    "evidence": "proved", "nihil": "proved", "confirm": "proved", "withdraw": "withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turned:
    """An indicator of a unit that has another colour than when it was last seen."""

    unit: str
    name: str
    code: str
    was: Colour
    now: Colour

    @property
    def worse(self) -> bool:
        """Whether it must be looked at."""
        return self.now is Colour.RED or self.was is Colour.GREEN


@dataclass(frozen=True, slots=True)
class Since:
    """``at``: when one last looked (UTC), None where that never was; ``turned``: first what got worse, in the order of
    places; ``others``: what others did, by kind (filled, emptied, proved, withdrawn, other) → how much; ``by``: who
    they are; ``due``: promises that are due. ``seq`` and ``seen``: how it stands now."""

    at: datetime | None
    turned: tuple[Turned, ...]
    others: Mapping[str, int]
    by: tuple[str, ...]
    due: tuple[CommitmentRow, ...]
    seq: int
    seen: Seen

    @property
    def anything(self) -> bool:
        """Whether there is something to tell; promises alone were due before."""
        return self.at is not None and bool(self.turned or self.others)


def looked(connection: Connection, election: str, name: str) -> bool:
    """Whether ``name`` ever looked: whoever did not has nothing that is new to them."""
    mine = select(Bookmark.c.seq).where(Bookmark.c.name == name, Bookmark.c.election == election)
    return connection.execute(mine).first() is not None


def since(connection: Connection, election: Election, unit: str, name: str, local: datetime) -> Since:
    """What ``name`` has not seen yet, at and below ``unit``. ``local``: the moment, aware."""
    names, seen = _colours(connection, election, unit, local)
    row = connection.execute(
        select(Bookmark).where(Bookmark.c.name == name, Bookmark.c.election == election.code)
    ).one_or_none()
    seq = last_seq(connection)
    due = synergy.due(connection, election.code, unit, local.date(), limit=PROMISES)
    if row is None:
        return Since(None, (), {}, (), due, seq, seen)
    before = msgspec.json.decode(row.seen, type=Seen)
    turned = sorted(_turned(before, seen, names), key=lambda one: (not one.worse, one.now is not Colour.RED))
    others, by = _done(connection, election.code, unit, name, row.seq)
    return Since(row.at, tuple(turned), others, by, due, seq, seen)


def _colours(connection: Connection, election: Election, unit: str, local: datetime) -> tuple[Mapping[str, str], Seen]:
    """The areas of a place and their colours; from a province up only those right below it."""
    moment = board.moment_of(election, local)
    if moment.frozen:
        return {}, {}  # readiness stands as it was when polling opened
    below = [(one.code, one.name) for one in territory.children(connection, unit, election.code)]
    if units.level(unit) is units.Level.KOTA:
        for code, _name in tuple(below):
            below += [(one.code, one.name) for one in territory.children(connection, code, election.code)]
    path = territory.path(connection, unit)
    names = {unit: path[-1].name if path else unit}
    names |= {code: name for code, name in below if units.level(code) <= units.Level.KELURAHAN}
    counted = board.tallies(connection, election.code, list(names), moment)
    states = {code: board.state(election, code, name, counted.get(code, {}), moment) for code, name in names.items()}
    return names, {
        code: {rule: found.colour.name for rule, found in one.standing.assessments.items()}
        for code, one in states.items()
    }


def _turned(before: Seen, seen: Seen, names: Mapping[str, str]) -> Iterator[Turned]:
    """What is judged otherwise than before; a unit whose parts tell it already is left out."""
    for unit, colours in sorted(seen.items()):
        for code, now in colours.items():
            was = before.get(unit, {}).get(code, "NOT_YET")
            if was == now or not (now == "RED" or {was, now} <= _JUDGED):
                continue
            if any(_same(before, seen, other, code, was, now) for other in seen if units.parent(other) == unit):
                continue
            yield Turned(unit, names[unit], code, Colour[was], Colour[now])


def _same(before: Seen, seen: Seen, unit: str, code: str, was: str, now: str) -> bool:
    return before.get(unit, {}).get(code) == was and seen[unit].get(code) == now


def _done(
    connection: Connection, election: str, unit: str, name: str, seq: int
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """What others did since that entry and did not undo, and who they are."""
    later = Journal.alias()
    low, high = units.span(unit)
    rows = connection.execute(
        select(Journal.c.actor, Journal.c.verb, Journal.c.detail)
        .outerjoin(later, later.c.undoes == Journal.c.seq)
        .where(
            Journal.c.seq > seq,
            Journal.c.actor != name,
            Journal.c.verb.not_in(("undo", "setup", "account", "export")),
            func.coalesce(Journal.c.election, election) == election,
            Journal.c.unit >= low,
            Journal.c.unit < high,
            later.c.seq.is_(None),
        )
        .order_by(Journal.c.seq.desc())
        .limit(MOST)
    )
    done: dict[str, int] = {}
    by: dict[str, None] = {}
    for actor, verb, text in rows:
        detail = journal.detail_of(text)
        kind = _COUNTED.get(verb, "other")
        many = int(detail.get("appointed" if verb == "import" else "count", 1) or 0) if kind != "other" else 1
        done[kind] = done.get(kind, 0) + many
        by[actor] = None
    return {kind: many for kind, many in done.items() if many}, tuple(by)
