"""What a new edition of the regions changes in a database: areas, names, splits, moved codes, more or fewer TPS.

``models.services.edition`` does what is planned here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from models import units
from models.errors import Refused
from models.exchange.territory import NATION_NAME
from models.journal import detail_of
from models.rules.schema import Election, RegionRules, TpsCount
from models.rules.schema import Region as RegionRule
from models.tables import (
    OF_TPS,
    Commitment,
    Contact,
    ElectionRow,
    Journal,
    Meeting,
    Neutrality,
    Region,
    Report,
    Reserve,
    Seat,
    Tenure,
    Tps,
)
from models.units import Level


@dataclass(frozen=True)
class Wanted:
    """How the area shall be. ``elections``: those asked for; ``known``: the rules of all that the database may have;
    ``above``: names of regions outside of the area; ``unknown``: codes that the files do not describe rightly, about
    which nothing is concluded; ``moved``: old code → new code."""

    rules: RegionRules
    elections: tuple[Election, ...]
    known: Mapping[str, Election]
    above: Mapping[str, str] = field(default_factory=dict)
    unknown: Collection[str] = ()
    moved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gone:
    """A region that stands in the database and not in the file. ``used``: people, evidence or contacts hold it."""

    code: str
    name: str
    used: bool


@dataclass(frozen=True, slots=True)
class Renamed:
    """A region with another name."""

    code: str
    was: str
    name: str


@dataclass(frozen=True, slots=True)
class TpsChange:
    """The TPS of a kelurahan that is there already: numbers that come and that go; those among them that cannot,
    because people or evidence hold them; ``counted``: what was an estimate is one no more."""

    election: str
    kelurahan: str
    more: tuple[int, ...]
    fewer: tuple[int, ...]
    used: tuple[int, ...]
    counted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition changes. All codes are those that hold afterwards, but for the first of ``moved``."""

    moved: tuple[tuple[str, str], ...]
    new: tuple[RegionRule, ...]
    renamed: tuple[Renamed, ...]
    gone: tuple[Gone, ...]
    tps: tuple[TpsChange, ...]
    elections: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return any((self.moved, self.new, self.renamed, self.gone, self.tps, self.elections))

    def check(self) -> None:
        """Raises Refused when something in use would have to go: region_in_use, tps_in_use."""
        used = [one.code for one in self.gone if one.used]
        if used:
            raise Refused("region_in_use", units=used)
        stuck = [units.tps_code(one.kelurahan, number) for one in self.tps for number in one.used]
        if stuck:
            raise Refused("tps_in_use", units=stuck)


def asked_above(connection: Connection, region: str) -> set[str]:
    """The regions outside of ``region`` whose names are needed to put it into the tree of the database."""
    roots = connection.scalars(select(Region.c.code).where(Region.c.parent.is_(None))).all()
    return {up for code in (region, *roots) for up in (code, *units.ancestors(code))} - {region}


def plan(connection: Connection, wanted: Wanted) -> Plan:
    """What would change. Raises Refused: move_unknown, move_taken, parent_unknown (with ``units``)."""
    return _Comparison(connection, wanted).plan()


class _Comparison:
    """The database as it stands, under the codes that will hold, beside what the files want."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self.connection = connection
        self.wanted = wanted
        self.rules = wanted.rules
        rows = connection.execute(select(Region.c.code, Region.c.name).order_by(Region.c.code)).all()
        self.stand = {row.code: row.name for row in rows}
        self.moved = self._moved()
        self.here = {self.now(code): (name, code) for code, name in self.stand.items()}
        self.files = {one.code: one.name for one in self.rules.regions}
        self.elections = set(connection.scalars(select(ElectionRow.c.code)))

    def plan(self) -> Plan:
        """The whole comparison."""
        gone = tuple(self._gone())
        lost = {one.code for one in gone}
        return Plan(
            tuple(self.moved.items()),
            tuple(self._new()),
            tuple(
                Renamed(code, self.here[code][0], name)
                for code, name in self.files.items()
                if code in self.here and self.here[code][0] != name
            ),
            gone,
            tuple(
                change
                for election in self.wanted.elections
                if election.code in self.rules.tps and election.code in self.elections
                for change in self._tps(election.code, lost)
            ),
            tuple(one.code for one in self.wanted.elections if one.code not in self.elections),
        )

    def now(self, code: str) -> str:
        """The code that a region or TPS of the database will have."""
        for old in (code, *units.ancestors(code)):
            if old in self.moved:
                return self.moved[old] + code[len(old) :]
        return code

    def _moved(self) -> dict[str, str]:
        """What is still to be moved: not what an earlier edition moved."""
        entries = self.connection.scalars(select(Journal.c.detail).where(Journal.c.verb == "edition"))
        done = {tuple(pair) for text in entries for pair in detail_of(text).get("moved", ())}
        moves = {old: new for old, new in self.wanted.moved.items() if (old, new) not in done}
        unknown = [old for old in moves if old not in self.stand]
        if unknown:
            raise Refused("move_unknown", units=unknown)
        taken = [new for new in moves.values() if new in self.stand and new not in moves]
        if taken:
            raise Refused("move_taken", units=taken)
        return moves

    def _new(self) -> Iterator[RegionRule]:
        """The regions that come, those that join the area to the rest of the tree among them."""
        missing = {code: name for code, name in self.files.items() if code not in self.here}
        for code in self._joints():
            name = self.wanted.above.get(code) or (NATION_NAME if code == units.NATION else "")
            if not name:
                raise Refused("parent_unknown", units=[code])
            missing[code] = name
        for code in sorted(missing, key=lambda one: "" if one == units.NATION else one):
            yield RegionRule(code=code, name=missing[code])

    def _joints(self) -> set[str]:
        """Regions that are missing between the topmost ones, this area among them, and their nearest common one."""
        every = self.here.keys() | self.files.keys()
        tops = {code for code in every if units.parent(code) not in every}
        if len(tops) <= 1:
            return set()
        lines = [(code, *units.ancestors(code)) for code in sorted(tops)]
        common = next(up for up in lines[0] if all(up in line for line in lines[1:]))
        return {up for line in lines for up in line[: line.index(common) + 1]} - every

    def _gone(self) -> Iterator[Gone]:
        for code, (name, origin) in self.here.items():
            if units.contains(self.rules.code, code) and code not in self.files and not self._doubtful(code):
                yield Gone(code, name, self._used(origin))

    def _doubtful(self, code: str) -> bool:
        """Whether the files say something about the region, or one above, that is not right."""
        return any(one in self.wanted.unknown for one in (code, *units.ancestors(code)))

    def _used(self, unit: str) -> bool:
        """Whether people, reserves, evidence, goods, voters, reports or contacts hold what is the region's own, or its
        TPS'."""
        low, high = units.span(unit) if units.level(unit) is Level.KELURAHAN else (unit, f"{unit}.")
        held = select(Seat.c.id).join(Tenure, Tenure.c.seat_id == Seat.c.id)
        checks = [held.where(_in(self.elections, Seat), Seat.c.unit >= low, Seat.c.unit < high)]
        said = [(table, table.c.unit) for table in (*OF_TPS, Reserve, Meeting, Commitment, Neutrality)]
        for table, column in (*said, (Report, Report.c.area), (Tps, Tps.c.code)):
            checks.append(select(column).where(_in(self.elections, table), column >= low, column < high))
        checks[-1] = checks[-1].where(Tps.c.dpt.is_not(None))
        called = or_(Contact.c.name.is_not(None), Contact.c.phone.is_not(None))
        checks.append(select(Contact.c.unit).where(Contact.c.unit == unit, called))
        return bool(self.connection.scalar(select(or_(*(check.exists() for check in checks)))))

    def _tps(self, election: str, lost: Collection[str]) -> Iterator[TpsChange]:
        """Each kelurahan that stands and whose TPS differ."""
        counts = self.rules.tps[election].counts
        estimated = self.rules.tps[election].estimated
        rows = self.connection.execute(
            select(Tps.c.kelurahan, Tps.c.number, Tps.c.estimated)
            .where(Tps.c.election == election)
            .order_by(Tps.c.election, Tps.c.kelurahan)
            .execution_options(yield_per=5000)
        )
        found = groupby(rows, key=attrgetter("kelurahan"))
        seen = set()
        for kelurahan, each in found:
            code = self.now(kelurahan)
            seen.add(code)
            stand = {row.number: row.estimated for row in each}
            if code not in counts or code in lost:
                continue
            yield from self._differs(election, kelurahan, counts[code], stand, estimated=estimated)
        for code in counts.keys() - seen:
            if code in self.here:
                yield from self._differs(election, self.here[code][1], counts[code], {}, estimated=estimated)

    def _differs(
        self, election: str, kelurahan: str, count: TpsCount, stand: Mapping[int, bool], *, estimated: bool
    ) -> Iterator[TpsChange]:
        numbers = set(count.numbers())
        fewer = tuple(sorted(stand.keys() - numbers))
        change = TpsChange(
            election,
            self.now(kelurahan),
            tuple(sorted(numbers - stand.keys())),
            fewer,
            tuple(number for number in fewer if self._used(units.tps_code(kelurahan, number))),
            not estimated and any(stand.values()),
        )
        if change.more or change.fewer or change.counted:
            yield change


def _in(elections: Iterable[str], table: Table) -> ColumnElement[bool]:
    return table.c.election.in_(sorted(elections))
