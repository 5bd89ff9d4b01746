"""Help that was asked for: what waits for an answer, the most urgent first, then what came of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, literal_column, select

from models import prepared
from models.queries import territory
from models.queries.paging import Edge, Group, bounds, grouped, inside, unit_names, within
from models.rules.schema import Election
from models.tables import Escalation
from models.units import NATION

WAITING = "menunggu"
OPEN, CLOSED = 0, 1
"""The groups of the list, in their order."""


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One asking of one office; ``unit``: where the trouble is, ``office``: whose office is asked. Moments are as
    stored (UTC). ``follows``: the asking that nobody answered before."""

    id: int
    unit: str
    unit_name: str
    office: str
    office_name: str
    role: str
    rung: int
    indicator: str | None
    subject: str
    text: str
    opened_at: datetime
    opened_by: str
    due_at: datetime
    state: str
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None
    follows: int | None
    version: int

    @property
    def anchor(self) -> tuple[int, datetime, int]:
        return (OPEN, self.due_at, self.id) if self.closed_at is None else (CLOSED, self.closed_at, self.id)

    @property
    def waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == WAITING


def escalations(
    connection: Connection, election: Election, unit: str, edge: Edge, *, limit: int
) -> tuple[EscalationRow, ...]:
    """Those of a unit and below: what waits by when its minutes run out, then the rest, the latest first."""
    table = Escalation
    every = select(table).where(table.c.election == election.code, *inside(table.c.unit, unit))
    groups = (
        Group(every.where(table.c.state == WAITING), (table.c.due_at, table.c.id)),
        Group(every.where(table.c.state != WAITING), (table.c.closed_at, table.c.id), latest_first=True),
    )
    return _rows(connection, grouped(connection, groups, edge, limit))


def waiting(connection: Connection, election: str, unit: str, *, limit: int) -> tuple[EscalationRow, ...]:
    """What waits for an answer in a unit and below, the most urgent first: one query, and one for names."""
    asked = {"election": election, "limit": limit, **bounds(unit)}
    return _rows(connection, prepared.records(connection, waiting_statement(everywhere=unit == NATION), asked))


@lru_cache(maxsize=2)
def waiting_statement(*, everywhere: bool) -> Select[Any]:
    """That as one walk along the index of what is open."""
    table = Escalation
    # In words: as a parameter SQLite would not know that the index holds these. Where they are is looked at in it.
    waits = table.c.state == literal_column(f"'{WAITING}'")
    found = select(table).where(table.c.election == bindparam("election"), waits)
    found = found.where(*([] if everywhere else within(table.c.unit + "")))
    return found.order_by(table.c.due_at, table.c.unit).limit(bindparam("limit", type_=Integer))


def _rows(connection: Connection, found: Sequence[Any]) -> tuple[EscalationRow, ...]:
    if not found:
        return ()
    places = unit_names(connection, found)
    offices = territory.names(connection, {row.office for row in found})
    return tuple(
        EscalationRow(
            row.id, row.unit, places[row.unit], row.office, offices.get(row.office, row.office), row.role, row.rung,
            row.indicator, row.subject, row.text, row.opened_at, row.opened_by, row.due_at, row.state, row.closed_at,
            row.closed_by, row.reason, row.follows, row.version,
        )
        for row in found
    )  # fmt: skip
