"""Invented people in every seat of any area, from a kecamatan to the nation, with evidence as of the moment asked for.

The same seed, area and moment give the same rows. Nothing is held but one batch of rows and the tallies of the
regions above the area at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

import msgspec
from sqlalchemy import Connection, Table, bindparam, update

from models import bulk, items, journal, readiness, search_index, tally, units
from models.actor import Actor
from models.clock import stored
from models.readiness import Counts
from models.rehearsal import invented
from models.rehearsal.condition import Condition, Conditions
from models.rehearsal.invented import Inventor, Row
from models.rehearsal.names import Registry
from models.rehearsal.story import load_people, load_story
from models.rules.schema import Election, RegionRules
from models.services import setup
from models.tables import Contact, Evidence, Person, Report, Seat, Tally, TallyDay, Tenure
from models.tally import Kept
from models.units import Level

AFFORDABLE = 400_000
"""Seats of an area in which everybody has evidence of their own; of more only so many of them have it."""
TREND = 7
"""Days before the moment for which regions above the kelurahan have tallies too."""
INDEXED = 4
"""People whose names are indexed in the time in which one is made, evidence and all."""
Progress = Callable[[int, int], object]
"""Is told (done, in all), in parts of the work that take about as long."""


def fill(
    connection: Connection,
    region: RegionRules,
    election: Election,
    *,
    seed: int,
    at: datetime,
    actor: Actor,
    papers: float | None = None,
    progress: Progress | None = None,
) -> int:
    """Put an area and invented people in all its seats into an empty schema. Returns how many seats.

    ``at``: the moment (aware) as which everything stands. ``papers``: the share of kabupaten and kota whose people
    have evidence of their own (None: as many as are affordable). The connection must not check foreign keys row by
    row against what comes in the same batch.
    """
    setup.places(connection, region, [election])
    total = seats(region, election)
    share = min(1.0, AFFORDABLE / max(total, 1)) if papers is None else papers
    conditions = Conditions(election, seed, at, share)
    work = _Work(total, progress)
    filling = _Filling(connection, region, election, conditions, seed, at)
    with search_index.suspended(connection, work.indexed):
        filling.run(work.made)
    _call(connection, region, election)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")  # until then the planner takes every table for empty
    detail = {"bodies": [body.code for body in election.seated()], "count": filling.inventor.person}
    said = (("setup", None, {"edition": region.edition}), ("appoint_many", election.code, detail))
    for verb, code, facts in said:
        entry = journal.Entry(stored(at), actor.name, verb, code, region.code, facts, [], [])
        journal.append(connection, entry, [region.code])
    return total


def seats(region: RegionRules, election: Election) -> int:
    """How many seats an election has in an area."""
    found = {"kecamatan": 0, "kelurahan": 0, "tps": region.tps[election.code].total()}
    for one in region.regions:
        if (level := units.level(one.code)) in (Level.KECAMATAN, Level.KELURAHAN):
            found[level.name.casefold()] += 1
    return sum(found[body.level] * body.size for body in election.seated())


class _Work:
    """How far the work is, in people made: the index of their names comes behind."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        """``total``: seats."""
        self._total = total
        self._indexed = 0
        self._progress = progress

    def made(self, count: int) -> None:
        """So many seats are filled."""
        self._tell(count)

    def indexed(self, count: int) -> None:
        """So many names more are indexed."""
        self._indexed += count
        self._tell(self._total + self._indexed // INDEXED)

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(done, self._total + self._total // INDEXED)


class _Filling:
    """A walk over an area in the order of its codes, which is that of every unique index: all are appended to."""

    TABLES = (
        (Seat, invented.SEAT),
        (Person, invented.PERSON),
        (Tenure, invented.TENURE),
        (Evidence, invented.EVIDENCE),
        (Report, invented.REPORT),
        (Tally, ("election", "level", "unit", "counts")),
        (TallyDay, ("election", "unit", "day", "counts")),
    )
    """In the order in which their rows refer to each other."""

    def __init__(
        self,
        connection: Connection,
        region: RegionRules,
        election: Election,
        conditions: Conditions,
        seed: int,
        at: datetime,
    ) -> None:
        """Nothing is written yet."""
        self.connection = connection
        self.region = region
        self.election = election
        self.conditions = conditions
        self.inventor = Inventor(election, load_story(), conditions, seed)
        self.day = tally.bucket(election, at)
        self._tps = region.tps[election.code]
        self._above: list[tuple[str, list[Kept]]] = []
        self._tallies: list[Row] = []
        self._days: list[Row] = []

    def run(self, progress: Callable[[int], object]) -> None:
        """Write everything."""
        names, condition = Registry(load_people()), Condition()
        kecamatan = ""
        for unit in sorted((one.code for one in self.region.regions), key=lambda code: (code != units.NATION, code)):
            while self._above and not units.contains(self._above[-1][0], unit):
                self._leave()
            parts: list[Kept] = []
            if units.level(unit) >= Level.KECAMATAN:
                if (inside := unit[: units.LENGTHS[Level.KECAMATAN]]) != kecamatan:
                    kecamatan, condition = inside, self.conditions.of(inside)
                    self.inventor.enter()
                parts = [self.inventor.area(unit, self._tps.codes(unit), condition, names.of(unit))]
            self._above.append((unit, parts))
            if len(self.inventor.rows.people) >= bulk.BATCH:
                self._flush()
                progress(self.inventor.seat)
        while self._above:
            self._leave()
        self._flush()
        progress(self.inventor.seat)

    def _leave(self) -> None:
        """A region is complete: keep its tallies, and hand them to the one above."""
        unit, parts = self._above.pop()
        codes = tally.codes(self.election)
        counts = {code: readiness.pool(part[code] for part in parts if code in part) for code in codes}
        if self._above:
            self._above[-1][1].append({code: found for code, found in counts.items() if found.items})
        text = tally.packed(counts)
        self._tallies.append((self.election.code, units.level(unit).value, unit, text))
        if units.level(unit) < Level.KELURAHAN:
            for back in range(TREND, 0, -1):
                day = self.day - timedelta(days=back)
                self._days.append((self.election.code, unit, day, tally.packed(self._then(counts, day))))
        self._days.append((self.election.code, unit, self.day, text))

    def _then(self, counts: Mapping[str, Counts], day: date) -> Kept:
        """Counts as they may have been on an earlier day: as much less as the target was lower."""
        h, found = (self.election.polling.date - day).days, {}
        for code, now in counts.items():
            if code.startswith(items.STAFFING):
                bodies: Sequence[str] = (code[len(items.STAFFING) :],)
                share = 100
            else:
                rule = self.election.indicator(code)
                bodies = rule.bodies if rule.proof == "tenure" else ()
                goal, was = readiness.target(rule, self.conditions.h), readiness.target(rule, h)
                share = 0 if h > rule.start else 100 if was >= goal else 100 * was // goal
            if any((sworn := self.inventor.sworn(body)) is None or sworn > day for body in bodies):
                share = 0
            siap = now.siap * share // 100
            found[code] = msgspec.structs.replace(now, siap=siap, belum=now.belum + now.siap - siap)
        return found

    def _flush(self) -> None:
        made = self.inventor.rows
        self._tallies.sort(key=itemgetter(1, 2))
        lists = (made.seats, made.people, made.tenures, made.evidence, made.reports, self._tallies, self._days)
        for (table, columns), rows in zip(self.TABLES, lists, strict=True):
            bulk.load(self.connection, table, columns, rows)
            rows.clear()


def _call(connection: Connection, region: RegionRules, election: Election) -> None:
    """Names and numbers of the offices to call; the numbers are no real ones."""
    names = Registry(load_people())
    rows = [
        {"k_unit": one.code, "k_role": role, "name": names.of(one.code).name(number * 7_919_993)[0]}
        | {"phone": f"0812-0000-{number % 10_000:04d}"}
        for at, one in enumerate(region.regions)
        if units.level(one.code) is Level.KECAMATAN
        for number, role in enumerate(election.tested(), 100 + 7 * at)
    ]
    if rows:
        table: Table = Contact
        same = (table.c.unit == bindparam("k_unit"), table.c.role == bindparam("k_role"))
        connection.execute(update(table).where(*same).values(name=bindparam("name"), phone=bindparam("phone")), rows)
