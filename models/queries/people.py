"""Every seat of a unit, filled or empty: filtered, sorted by any column, a page at a time by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select, tuple_

from models import items, text, units
from models.rules.schema import Election, Indicator
from models.tables import Evidence, Person, Region, Seat, Tenure

SORTS = ("body", "unit", "name", "decree", "asn", "since", "proof1", "proof2")
"""Columns to sort by; ``proof1`` and ``proof2`` are those of ``proofs``."""
EMPTY, NO_DECREE, ASN, FILLED = "empty", "no_decree", "asn", "filled"
_PLAIN = (
    "id", "unit", "unit_name", "body", "post", "ordinal", "tenure_id", "name", "asn", "decree", "version"
)  # fmt: skip
WITHOUT = "without:"
"""A state filter that begins so asks for filled seats without SIAP for the indicator that follows."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep: every word of ``words`` must match name, body, post, kelurahan or TPS number, and every
    one of ``states`` (EMPTY, FILLED, NO_DECREE, ASN, ``without:N1``) must hold."""

    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat with its holder. ``since``: the tenure's first day, or the day the seat fell empty. ``proofs``: the
    state of each of ``proofs(election)`` for this holder. ``anchor`` finds the next page."""

    id: int
    unit: str
    unit_name: str
    body: str
    post: str
    ordinal: int
    tenure_id: int | None
    name: str | None
    asn: bool | None
    decree: str | None
    since: date | None
    version: int
    proofs: tuple[str, ...]
    anchor: tuple[Any, int]


def proofs(election: Election) -> tuple[Indicator, ...]:
    """The indicators with a column on the list: evidence about people that also stands on the board's panels."""
    found = [one for one in election.indicators if one.counts == "seat" and one.proof == "evidence" and one.panel]
    return tuple(found[:2])


def page(
    connection: Connection,
    election: Election,
    unit: str,
    wanted: Filter,
    *,
    sort: str = "body",
    descending: bool = False,
    after: tuple[Any, int] | None = None,
    before: tuple[Any, int] | None = None,
    limit: int = 50,
) -> tuple[SeatRow, ...]:
    """The ``limit`` seats after (or before) an anchor, in order. Never more is read than shown."""
    backwards = before is not None
    statement, key = _listed(election, unit, wanted, sort)
    anchor = before if backwards else after
    down = descending != backwards
    if anchor is not None:
        pair, value = tuple_(key, Seat.c.id), tuple_(literal(anchor[0]), literal(anchor[1]))
        statement = statement.where(pair < value if down else pair > value)
    order = (key.desc(), Seat.c.id.desc()) if down else (key, Seat.c.id)
    rows = connection.execute(statement.order_by(*order).limit(limit)).all()
    found = [_row(row, len(proofs(election))) for row in rows]
    return tuple(found[::-1] if backwards else found)


def total(connection: Connection, election: Election, unit: str, wanted: Filter) -> int:
    """How many seats the filter keeps."""
    statement, _ = _listed(election, unit, wanted, "body")
    return connection.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def one(connection: Connection, election: Election, seat_id: int) -> SeatRow | None:
    """A single seat as the list shows it, by its id."""
    statement, _ = _listed(election, units.NATION, Filter(), "body")
    row = connection.execute(statement.where(Seat.c.id == seat_id)).first()
    return _row(row, len(proofs(election))) if row else None


def of_unit(connection: Connection, election: Election, unit: str, *, limit: int) -> tuple[SeatRow, ...]:
    """The seats of exactly this unit, not of those below it, in their order: a team."""
    statement, key = _listed(election, unit, Filter(), "body")
    rows = connection.execute(statement.where(Seat.c.unit == unit).order_by(key).limit(limit)).all()
    return tuple(_row(row, len(proofs(election))) for row in rows)


def _listed(election: Election, unit: str, wanted: Filter, sort: str) -> tuple[items.Rows, ColumnElement[Any]]:
    low, high = units.span(unit)
    columns: list[Any] = [
        Seat.c.id,
        Seat.c.unit,
        Region.c.name.label("unit_name"),
        Seat.c.body,
        Seat.c.post,
        Seat.c.ordinal,
        Seat.c.tenure_id,
        Person.c.name,
        Person.c.asn,
        Tenure.c.decree,
        func.coalesce(Tenure.c.start_on, Seat.c.open_since).label("since"),
        Seat.c.version,
    ]
    statement = (
        select(*columns)
        .join(Region, Region.c.code == items.area_of(Seat.c.unit))
        .outerjoin(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Person, Person.c.id == Tenure.c.person_id)
        .where(Seat.c.election == election.code, Seat.c.unit >= low, Seat.c.unit < high)
    )
    states: list[ColumnElement[str]] = []
    for rule in proofs(election):
        proof, excluded = Evidence.alias(), Evidence.alias()
        statement = statement.outerjoin(
            proof,
            and_(
                proof.c.election == Seat.c.election,
                proof.c.unit == Seat.c.unit,
                proof.c.indicator == rule.code,
                proof.c.slot == Seat.c.id,
                proof.c.tenure_id == Seat.c.tenure_id,
            ),
        ).outerjoin(
            excluded,
            and_(
                excluded.c.election == Seat.c.election,
                excluded.c.unit == Seat.c.unit,
                excluded.c.indicator == rule.code,
                excluded.c.slot == Seat.c.id,
                excluded.c.tenure_id == 0,
            ),
        )
        counted = case(
            (Seat.c.body.not_in(rule.bodies), ""), else_=func.coalesce(excluded.c.state, proof.c.state, items.BELUM)
        )
        states.append(counted.label(f"proof_{rule.code}"))
    key = _sort_key(sort, states)
    statement = statement.add_columns(*states, key.label("sort_key"))
    for word in wanted.words:
        statement = statement.where(_matches(election, word))
    for state in wanted.states:
        statement = statement.where(_holds(election, state, states))
    return statement, key


def _sort_key(sort: str, states: list[ColumnElement[str]]) -> ColumnElement[Any]:
    """A key without NULL, so that a page can begin after any row."""
    if sort.startswith("proof"):
        at = int(sort.removeprefix("proof")) - 1
        return states[at] if at < len(states) else literal("")
    keys: dict[str, ColumnElement[Any]] = {
        "body": func.printf("%05d", Seat.c.rank // 1000) + Seat.c.unit + func.printf("%05d", Seat.c.rank),
        "unit": Seat.c.unit + " " + func.printf("%05d", Seat.c.rank),  # a blank sorts before what is below
        "name": func.coalesce(Person.c.name_key, ""),
        "decree": func.coalesce(Tenure.c.decree, ""),
        "asn": case((Person.c.asn.is_(None), 2), (Person.c.asn, 0), else_=1),
        "since": func.coalesce(func.strftime("%Y-%m-%d", func.coalesce(Tenure.c.start_on, Seat.c.open_since)), ""),
    }
    return keys[sort]


def _matches(election: Election, word: str) -> ColumnElement[bool]:
    found = text.key(word)
    like = f"%{found}%"
    bodies = [body.code for body in election.seated() if found in text.key(body.short) or found in text.key(body.name)]
    posts = sorted({post.code for body in election.seated() for post in body.posts if found in text.key(post.name)})
    places = select(Region.c.code).where(Region.c.name_key.like(like))
    either: list[ColumnElement[bool]] = [
        Person.c.name_key.like(like),
        Seat.c.body.in_(bodies),
        Seat.c.post.in_(posts),
        items.area_of(Seat.c.unit).in_(places),
    ]
    if found.isdigit() and len(found) <= 3:
        either.append(func.substr(Seat.c.unit, units.LENGTHS[units.Level.KELURAHAN] + 1) == f".{found:0>3}")
    return or_(*either)


def _holds(election: Election, state: str, states: list[ColumnElement[str]]) -> ColumnElement[bool]:
    if state == EMPTY:
        return Seat.c.tenure_id.is_(None)
    if state == FILLED:
        return Seat.c.tenure_id.is_not(None)
    if state == NO_DECREE:
        return and_(Seat.c.tenure_id.is_not(None), Tenure.c.decree.is_(None))
    if state == ASN:
        return Person.c.asn.is_(True)
    code = state.removeprefix(WITHOUT)
    at = [rule.code for rule in proofs(election)].index(code)
    return and_(Seat.c.tenure_id.is_not(None), states[at].not_in((items.SIAP, items.NA, "")))


def _row(row: Any, proved: int) -> SeatRow:
    since = date.fromisoformat(row.since) if isinstance(row.since, str) else row.since
    values = row._asdict()
    found = {name: values[name] for name in _PLAIN}
    return SeatRow(**found, since=since, proofs=tuple(row[12 : 12 + proved]), anchor=(row[12 + proved], row.id))
