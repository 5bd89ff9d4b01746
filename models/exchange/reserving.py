"""Rows about those who wait to follow: whom they are about, and what becomes of them. Writes nothing.

A reserve waits for a body of an area (of a TPS: of its kelurahan) by rank. One that the file says left, or that sits
there already, is put nowhere; who is not in the file keeps waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from models import units
from models.exchange.draft import Problem
from models.exchange.identity import Match, match
from models.exchange.judging import candidate, differing, offered
from models.exchange.line import SKIP, Candidate, Status
from models.exchange.matching import Places
from models.exchange.resolving import Row
from models.queries.around import Around, Chair, Somebody, Term
from models.queries.register.rows import ReserveRow, reserves
from models.rules.schema import Election
from models.text import clean

WAITING, APPOINTED = "menunggu", "diangkat"
Judge = Callable[[Row, Chair, Somebody | None, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row, without its rank."""

    status: Status
    person: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    people: tuple[Candidate, ...] = ()
    choices: tuple[str, ...] = ()


class Reserving:
    """The reserves of one pass over a file."""

    def __init__(self, election: Election, places: Places) -> None:
        """Nobody was met yet."""
        self.election, self.places = election, places
        self._there: dict[tuple[str, str], tuple[ReserveRow, ...]] = {}
        self._of_people: dict[tuple[str, str, int], list[ReserveRow]] = {}
        self._called: dict[tuple[str, str], dict[str, list[ReserveRow]]] = {}
        """The same by person, and by the key of their names."""

    def load(self, connection: Connection, rows: Iterable[Row]) -> set[int]:
        """Who waits or waited where some rows want to; their numbers."""
        wanted = sorted({(row.unit, row.body) for row in rows if row.reserve and row.unit and row.body})
        code = self.election.code
        self._there = {place: reserves(connection, code, *place, limit=None) for place in wanted}
        self._of_people, self._called = {}, {}
        for place, there in self._there.items():
            for one in there:
                self._of_people.setdefault((*place, one.person_id), []).append(one)
        return {one.person_id for there in self._there.values() for one in there}

    def match(self, row: Row, around: Around, claimed: Container[int]) -> Match:
        """Whom a row is about. Of several of one name there the one with its rank comes first."""
        state = row.draft.value("state") or WAITING
        there = sorted(
            self._named(row, around).get(row.key, ()),
            key=lambda one: (one.state != state, one.rank != row.ordinal, one.rank),
        )
        here = list({one.person_id: around.people[one.person_id] for one in there}.values())
        found = match(row, around, [], claimed if state == WAITING else (), here)
        found.problems[:] = [
            Problem("matched_by_list", one.level) if one.code == "matched_by_seat" else one for one in found.problems
        ]
        return found

    def outcome(self, row: Row, found: Match, judge: Judge, *, settled: bool = False) -> Outcome:
        """What becomes of a row about this person. ``settled``: somebody decided so, whatever is in doubt."""
        person = found.person
        here = [] if person is None else self._of(row, person)
        mine = None if person is None else self.waits(row, person)
        state = row.draft.value("state")
        if state is not None and state != WAITING:
            known = any(one.state == state for one in here)
            return self._gone(row, person, state, waits=mine is not None and not known)
        sits = None if person is None else self._seat(row, person)
        if person is not None and mine is not None:
            if sits is not None:
                row.note("note", "reserve_sits", post=sits.post)
            return self._waiting(row, person, mine, settled=settled)
        if person is not None and sits is not None:
            if any(one.state == APPOINTED for one in here):
                row.note("note", "reserve_appointed")
                return Outcome(Status.SAMA, person.id)
            row.fault("reserve_sits", "name", post=sits.post)
            return Outcome(Status.TOLAK)
        if here and not settled:
            row.note("doubt", "reserve_left", "name", state=here[-1].state)
        return self._new(row, found, judge, settled=settled)

    def waits(self, row: Row, person: Somebody) -> ReserveRow | None:
        """The place that somebody has there while they wait."""
        return next((one for one in self._of(row, person) if one.state == WAITING), None)

    def changes(self, row: Row, person: Somebody) -> tuple[dict[str, Any], dict[str, Any]]:
        """Before and after, of what a row would write of somebody who waits there."""
        before, after = differing(row, person)
        mine = self.waits(row, person)
        if mine is not None and row.ordinal not in (0, mine.rank):
            before["rank"], after["rank"] = mine.rank, row.ordinal
        return before, after

    def _of(self, row: Row, person: Somebody) -> list[ReserveRow]:
        return self._of_people.get((row.unit, row.body, person.id), [])

    def _named(self, row: Row, around: Around) -> dict[str, list[ReserveRow]]:
        place = (row.unit, row.body)
        found = self._called.get(place)
        if found is None:
            found = self._called[place] = {}
            for one in self._there.get(place, ()):
                found.setdefault(around.people[one.person_id].key, []).append(one)
        return found

    def _seat(self, row: Row, person: Somebody) -> Term | None:
        """The seat that somebody holds where the row wants to wait."""
        for one in person.terms:
            there = (one.election, one.body, units.area(one.unit)) == (self.election.code, row.body, row.unit)
            if one.end_on is None and there:
                return one
        return None

    def _gone(self, row: Row, person: Somebody | None, state: str, *, waits: bool) -> Outcome:
        """The file says that somebody waits no more: whoever waits still is taken off by a person, not by a list."""
        row.problems = [one for one in row.problems if one.level != "doubt"]
        if person is None or not waits:
            row.note("note", "reserve_gone", "state", state=state)
            return Outcome(Status.SAMA, person.id if person is not None else None)
        row.note("doubt", "reserve_waits", "state", state=state)
        return Outcome(Status.RAGU, person.id, choices=(SKIP,))

    def _waiting(self, row: Row, person: Somebody, mine: ReserveRow, *, settled: bool) -> Outcome:
        """They wait there: what differs, if anything does."""
        before, after = self.changes(row, person)
        row.ordinal = row.ordinal or mine.rank
        if not after:
            return Outcome(Status.SAMA, person.id)
        if settled or not row.doubtful():
            return Outcome(Status.UBAH, person.id, before, after)
        return Outcome(Status.RAGU, person.id, before, after, (candidate(self.places, person),), (SKIP,))

    def _new(self, row: Row, found: Match, judge: Judge, *, settled: bool) -> Outcome:
        """They are not waiting there: what speaks against it."""
        person, body = found.person, self.election.body(row.body)
        before, after = differing(row, person)
        judge(row, Chair(0, row.unit, row.body, body.posts[-1].code, 0, None, None), person, after)
        if row.ordinal:
            after["rank"] = row.ordinal
        if note := clean(str(row.draft.value("note") or "")):
            after["note"] = note
        if row.faulty():
            return Outcome(Status.TOLAK)
        if settled or not row.doubtful():
            return Outcome(Status.BARU, person.id if person else None, before, after)
        people, choices = offered(row, found, self.places)
        return Outcome(Status.RAGU, None, before, after, people, choices)
