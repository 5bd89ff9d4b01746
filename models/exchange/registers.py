"""The registers of working together as tables: offices, meetings, promises, guards, cases of neutrality, asked help.

A telephone number is masked unless it is asked for in full; a case is for those who may write, which the caller asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from models import units
from models.clock import at_place, local
from models.exchange.columns import columns
from models.exchange.exportplaces import Places
from models.exchange.masking import masked, spoken
from models.exchange.writing import Row, Table
from models.queries import escalation, synergy
from models.queries.exported import PAGE
from models.queries.paging import Edge
from models.rules.schema import Election

KINDS = ("sinergi", "rakor", "janji", "pengamanan", "netralitas", "eskalasi")
"""By the names that they have on the command line."""
_PLACE = ("region", "kecamatan", "kelurahan")


def register(
    connection: Connection, election: Election, unit: str, kind: str, now: datetime, *, full: bool = False
) -> Table:
    """The register of that name in a unit and below, as it is listed. ``now`` is aware, of the place."""
    roles = {one.code: one.name for one in election.contacts}
    patterns = {one.code: one for one in election.security}
    handlers = {one.code: one.name for one in election.handlers}

    def said(moment: datetime | None, where: str) -> datetime | None:
        return local(moment, at_place(now, where).tzinfo) if moment is not None else None

    def office(row: Any) -> Row:
        phone = spoken(row.phone) if full else masked(spoken(row.phone))
        answered = said(row.answered_at, row.unit)
        return roles[row.role], row.name, phone, answered, row.outcome, said(row.called_at, row.unit)

    def meeting(row: Any) -> Row:
        return row.held_on, row.place, ", ".join(roles.get(code, code) for code in row.attended), row.minutes

    def promise(row: Any) -> Row:
        return row.owner, row.promise, row.due_on, row.done_on

    def guard(row: Any) -> Row:
        one = patterns.get(row.pattern)
        ratio = f"{one.police}:{one.tps}:{one.linmas}" if one is not None else None
        return row.unit[-3:], one.name if one is not None else row.pattern, ratio, row.reference, row.since

    def case(row: Any) -> Row:
        handler = handlers.get(row.handler, row.handler)
        return row.reported_on, row.name, row.source, row.kind, handler, row.state, row.closed_on, row.note

    listed: dict[str, tuple[Callable[..., Any], tuple[str, ...], Callable[[Any], Row]]] = {
        "sinergi": (synergy.contacts, ("role", "name", "phone", "answered", "outcome", "at"), office),
        "rakor": (synergy.meetings, ("day", "held_at", "attended", "minutes"), meeting),
        "janji": (synergy.commitments, ("owner", "promise", "due", "done"), promise),
        "pengamanan": (synergy.guards, ("tps", "pattern", "ratio", "reference", "since"), guard),
        "netralitas": (
            synergy.cases,
            ("day", "accused", "letter", "kind", "handler", "state", "closed", "note"),
            case,
        ),
        "eskalasi": (
            escalation.escalations,
            ("tps", "indicator", "subject", "asked_of", "at", "answer_by", "state", "closed_at", "note"),
            lambda row: _asking(row, roles, said),
        ),
    }
    read, fields, made = listed[kind]

    def rows() -> Iterator[Row]:
        places, edge = Places(connection), Edge()
        while page := read(connection, election, unit, edge, limit=PAGE):
            places.learn({row.unit for row in page})
            for row in page:
                yield (*places.of(row.unit)[:3], *made(row))
            edge = Edge(page[-1].anchor)

    return Table(kind, columns((*_PLACE, *fields)), rows())


def _asking(row: Any, roles: Mapping[str, str], said: Callable[[datetime | None, str], datetime | None]) -> Row:
    """Help that was asked for; ``said``: a moment as it is told in a place."""
    opened, due, closed = (said(moment, row.unit) for moment in (row.opened_at, row.due_at, row.closed_at))
    tps = row.unit[-3:] if units.level(row.unit) is units.Level.TPS else None
    office = f"{roles.get(row.role, row.role)} {row.office_name}"
    return tps, row.indicator, row.subject, office, opened, due, row.state, closed, row.reason
