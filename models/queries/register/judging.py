"""Who is judged, by what stands in the database: their data, the seats they hold or held, those of their spouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from models import eligibility
from models.eligibility import Candidate, Finding, Held, Paper, Place
from models.errors import Refused, RulesError
from models.journal import Row
from models.queries.register.rows import SLICE, Card, papers
from models.rules import loader
from models.rules.schema import Election
from models.tables import Biodata, Person, Seat, Tenure


def held(
    connection: Connection, people: Iterable[int], known: Mapping[str, Election] | None = None
) -> dict[int, list[Held]]:
    """Every seat that these people hold or held, in any election; somebody without one is left out. The regular end of
    an open term comes from ``known`` elections, or from the file of one that is not given."""
    wanted, found = sorted(set(people)), dict[int, list[Held]]()
    for at in range(0, len(wanted), SLICE):
        rows = connection.execute(
            select(
                Tenure.c.person_id, Tenure.c.id, Tenure.c.start_on, Tenure.c.end_on,
                Seat.c.id, Seat.c.election, Seat.c.body, Seat.c.post, Seat.c.unit,
            )
            .join(Seat, Seat.c.id == Tenure.c.seat_id)
            .where(Tenure.c.person_id.in_(wanted[at : at + SLICE]))
        )  # fmt: skip
        for person, tenure, start, end, seat, code, body, post, unit in rows:
            last = end or _usual_end(code, body, start, known or {})
            found.setdefault(person, []).append(Held(code, body, post, unit, start, last, seat, tenure))
    return found


def _usual_end(code: str, body: str, start: date, known: Mapping[str, Election]) -> date | None:
    election = known.get(code) or _election(code)
    try:
        return eligibility.term(election, body, start)[1] if election is not None else None
    except KeyError:  # a body that its file no longer has
        return None


@lru_cache(maxsize=8)
def _election(code: str) -> Election | None:
    try:
        return loader.load_election(code)
    except RulesError:
        return None


def candidates(
    connection: Connection,
    people: Mapping[int, Row],
    known: Mapping[str, Election] | None = None,
) -> dict[int, Candidate]:
    """These people as rules judge them: what stands of each, and over it the values given (columns of Biodata, and
    ``asn``). Nobody is left out: of an unknown number only the values count."""
    persons, known_of = _rows(connection, Person, "id", people), _rows(connection, Biodata, "person_id", people)
    handed = papers(connection, persons)
    data = {one: {**known_of.get(one, {}), **values} for one, values in people.items()}
    spouses = {one: row["spouse_id"] for one, row in data.items() if row.get("spouse_id") is not None}
    seats = held(connection, spouses.values(), known) if spouses else {}
    return {
        one: eligibility.candidate(
            {**persons.get(one, {}), **values},
            data[one],
            seats.get(spouses.get(one, 0), ()),
            (paper.code for paper in handed.get(one, ())),
        )
        for one, values in people.items()
    }


def findings(
    connection: Connection,
    election: Election,
    seat_id: int,
    *,
    person_id: int | None = None,
    values: Row | None = None,
    asn: bool | None = None,
    on: date,
) -> tuple[Finding, ...]:
    """What the rules say of somebody in a seat from a day on: known here (``person_id``), as typed into a form
    (``values``: columns of Biodata), or both. Raises Refused (seat_missing)."""
    seat = connection.execute(select(Seat).where(Seat.c.id == seat_id)).mappings().first()
    if seat is None or seat["election"] != election.code:
        raise Refused("seat_missing", seat=seat_id)
    number, known = person_id or 0, {election.code: election}
    given = dict(values or {}) | ({} if asn is None else {"asn": asn})
    somebody = candidates(connection, {number: given}, known)[number]
    others = held(connection, [person_id], known).get(person_id, []) if person_id else []
    return judged(election, somebody, place(election, dict(seat), on), others)


def papers_asked(card: Card) -> tuple[Paper, ...]:
    """The papers that are asked of somebody by the bodies where they sit or wait, in the order of the rules."""
    rules = eligibility.load()
    asked = {
        one.code
        for held_ in card.tenures
        if held_.end_on is None
        for one in rules.asked(held_.body, replacement=held_.replaces is not None)
    }
    asked |= {one.code for waits in card.reserves if waits.state == "menunggu" for one in rules.asked(waits.body)}
    return tuple(one for one in rules.papers if one.code in asked)


def place(election: Election, seat: Mapping[str, Any], on: date) -> Place:
    """A row of Seat, to be judged for."""
    return eligibility.place(election, seat["body"], seat["post"], seat["unit"], on, seat["id"])


def judged(election: Election, somebody: Candidate, seat: Place, others: Sequence[Held]) -> tuple[Finding, ...]:
    """What the shipped rules say. Raises RulesError when their file is bad."""
    return eligibility.judge(eligibility.load(), somebody, seat, others, election.polling.date)


def _rows(connection: Connection, table: Any, key: str, people: Iterable[int]) -> dict[int, Row]:
    wanted, found = sorted(set(people)), dict[int, Row]()
    for at in range(0, len(wanted), SLICE):
        rows = connection.execute(select(table).where(table.c[key].in_(wanted[at : at + SLICE])))
        found.update((row[key], dict(row)) for row in rows.mappings())
    return found
