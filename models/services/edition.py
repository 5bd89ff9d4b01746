"""A new edition of the regions in a database at work: does what ``models.queries.edition`` plans, as one write.

What has people, evidence or contacts is never removed. What is merely set up (empty seats) comes and goes without an
image in the journal; regions that come and codes that move are taken back by the past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count

import msgspec
from sqlalchemy import Table, delete, func, select, update

from models import access, bulk, tally, units
from models.first_tallies import initial
from models.grants import check_owner
from models.journal import Change
from models.queries.edition import Plan, TpsChange, Wanted, plan
from models.relocate import relocate, remove
from models.rules.schema import Election, TpsRules
from models.services import setup
from models.tables import Contact, ElectionRow, Region, Seat, Tps
from models.text import key
from models.uow import UnitOfWork

MOST_NAMED = 500
"""Units named in the journal's index at most; of more changes only the area as a whole is told."""
AT_ONCE = 400
"""Codes in one statement."""
Progress = Callable[[int, int], object]


def apply(work: UnitOfWork, wanted: Wanted, *, progress: Progress | None = None) -> Plan:
    """Make the area as it is wanted; returns what changed. The unit of work has no election and the verb ``edition``.
    ``progress`` is told (rows done, rows in all), more or less.

    Raises Refused: region_in_use, tps_in_use, move_unknown, move_taken, parent_unknown; StorageError: owner_only (the
    past gets other codes too).
    """
    access.check(work.actor, work.verb, work.unit)
    check_owner(work.connection)
    found = plan(work.connection, wanted)
    found.check()
    if found:
        _Renewal(work, wanted, found, progress).run()
    return found


class _Renewal:
    """One plan being done. The order matters: codes move first, then regions go, come and are joined."""

    def __init__(self, work: UnitOfWork, wanted: Wanted, found: Plan, progress: Progress | None) -> None:
        self.work = work
        self.connection = work.connection
        self.wanted = wanted
        self.plan = found
        stand = sorted(self.connection.scalars(select(ElectionRow.c.code)))
        self.elections = [wanted.known[code] for code in stand]
        self.added = [one for one in wanted.elections if one.code in found.elections]
        self.touched: set[str] = set()
        self.empty: list[str] = []
        """Regions that came whole: nobody sits anywhere below them, so their tallies need no counting."""
        self._progress, self._done = progress, 0
        self._total = len(found.tps) + self._size()

    def run(self) -> None:
        """Everything, tallies and journal included."""
        self._move()
        self._remove()
        self._add()
        self._join()
        self._rename()
        for change in self.plan.tps:
            self._set_tps(change)
            self._tell_rows(1)
        for election in self.elections:
            self._tally(election)
        for election in setup.in_order(self.added):
            self._elect(election)
        self._tell()

    def _size(self) -> int:
        """About how many rows will be written: those of the regions that come, and of elections that do."""
        rules = self.wanted.rules
        among = {one.code for one in self.plan.new}
        new = [one for one in rules.regions if one.code in among]
        tps = {code: some for code in rules.tps if (some := self._counts(self.wanted.known[code], among))}
        return setup.size(msgspec.structs.replace(rules, regions=tuple(new), tps=tps), self.elections) + sum(
            setup.size(rules, [election]) for election in self.added
        )

    def _tell_rows(self, rows: int) -> None:
        self._done += rows
        if self._progress is not None:
            self._progress(self._done, max(self._done, self._total))

    def _load(self, table: Table, columns: Sequence[str], rows: Iterable[setup.Row]) -> None:
        bulk.load(self.connection, table, columns, rows, progress=self._tell_rows)

    def _move(self) -> None:
        for old, new in _in_turn(dict(self.plan.moved)):
            relocate(self.connection, old, new)
            self.work.changes.append(Change("region", {"code": old}, {"code": old}, {"code": new}))
        for old, new in self.plan.moved:
            self.touched.update((new, units.parent(new) or new, units.parent(old) or old))

    def _remove(self) -> None:
        gone = {one.code for one in self.plan.gone}
        for code in sorted(gone):
            above = units.parent(code)
            if above not in gone:
                remove(self.connection, code, below=True)
                self.touched.update([above] if above else [])

    def _add(self) -> None:
        """Regions with their contacts and seats; of a region that comes whole only the topmost is told."""
        new = [one.code for one in self.plan.new]
        if not new:
            return
        stand = set(self.connection.scalars(select(Region.c.code)))
        joined = {up for code in stand for up in units.ancestors(code)}
        self.empty = [code for code in new if code not in joined]
        whole = set(self.empty)
        self._load(Region, setup.REGION, setup.region_values(self.plan.new, stand | set(new)))
        every = [*self.elections, *self.added]
        self._load(Contact, setup.CONTACT, setup.contact_values(new, every))
        for election in setup.in_order(self.elections):
            counts = self._counts(election, new)
            self._load(Tps, setup.TPS, setup.tps_values(election.code, counts))
            self._seat(setup.seat_values(election, new, counts, self._next()))
        for one in self.plan.new:
            above = units.parent(one.code)
            if one.code not in whole or above not in whole:
                fact = {"code": one.code, "name": one.name}
                told = {"code": one.code, "whole": one.code in whole}
                self.work.changes.append(Change("region", told, None, fact))
                self.touched.add(above if one.code in whole and above else one.code)

    def _join(self) -> None:
        """Every region below the one it stands in, where that is in the database."""
        moved = [new for _, new in self.plan.moved]
        loose = select(Region).where(Region.c.parent.is_(None) | Region.c.code.in_(moved))
        for row in self.connection.execute(loose).mappings().all():
            above = units.parent(row["code"])
            here = above is not None and self.work.get(Region, code=above) is not None
            if row["parent"] != (above if here else None):
                self.work.update(Region, dict(row), parent=above if here else None)
                self.touched.update([above] if above and here else [])

    def _rename(self) -> None:
        pairs = [
            (before, {"name": one.name, "name_key": key(one.name)})
            for one in self.plan.renamed
            if (before := self.work.get(Region, code=one.code))
        ]
        self.work.update_many(Region, pairs)

    def _set_tps(self, change: TpsChange) -> None:
        """More and fewer TPS of a kelurahan, and their seats."""
        election = self.wanted.known[change.election]
        gone = [units.tps_code(change.kelurahan, number) for number in change.fewer]
        for part in _parts(gone):
            for table, column in ((Seat, Seat.c.unit), (Tps, Tps.c.code)):
                same = (table.c.election == election.code, column.in_(part))
                self.connection.execute(delete(table).where(*same))
        new = [units.tps_code(change.kelurahan, number) for number in change.more]
        rows = (
            (election.code, code, change.kelurahan, number, number > 900, False, self.work.today)
            for code, number in zip(new, change.more, strict=True)
        )
        self._load(Tps, setup.TPS, rows)
        self._seat(setup.seat_values(election, new, None, self._next()))
        if change.counted:
            of_it = (Tps.c.election == election.code, Tps.c.kelurahan == change.kelurahan)
            self.connection.execute(update(Tps).where(*of_it).values(estimated=False))
        self.touched.add(change.kelurahan)

    def _tally(self, election: Election) -> None:
        counts = setup.totals(self._counts(election, self.empty))
        initial(self.connection, election, self.empty, counts, self.work.moment, self._tell_rows)
        tally.pooled(self.connection, election, self.touched, self.work.moment)

    def _elect(self, election: Election) -> None:
        """An election that was not set up here yet, for every region that there is by now."""
        table = ElectionRow
        self._load(table, ("code", "rules"), [(election.code, election.rules_version)])
        codes = sorted(self.connection.scalars(select(Region.c.code)), key=lambda code: (code != units.NATION, code))
        known = {tuple(row) for row in self.connection.execute(select(Contact.c.unit, Contact.c.role))}
        contacts = [row for row in setup.contact_values(codes, [election]) if row not in known]
        self._load(Contact, setup.CONTACT, contacts)
        counts = self._counts(election, codes)
        self._load(Tps, setup.TPS, setup.tps_values(election.code, counts))
        self._seat(setup.seat_values(election, codes, counts, self._next()))
        initial(self.connection, election, codes, setup.totals(counts), self.work.moment, self._tell_rows)

    def _counts(self, election: Election, codes: Iterable[str]) -> TpsRules | None:
        """The TPS that the files give an election in some regions."""
        rules = self.wanted.rules.tps.get(election.code)
        if rules is None:
            return None
        among = set(codes)
        counts = {code: count for code, count in rules.counts.items() if code in among}
        return TpsRules(source=rules.source, estimated=rules.estimated, counts=counts)

    def _next(self) -> int:
        return (self.connection.scalar(select(func.max(Seat.c.id))) or 0) + 1

    def _seat(self, rows: Iterator[setup.Row]) -> None:
        self._load(Seat, setup.SEAT, rows)

    def _tell(self) -> None:
        """The journal's entry, and what the boards of others read again."""
        plan_, work = self.plan, self.work
        work.set_up = True
        work.detail = {
            "edition": self.wanted.rules.edition,
            "new": len(plan_.new),
            "renamed": len(plan_.renamed),
            "gone": [one.code for one in plan_.gone],
            "moved": [list(pair) for pair in plan_.moved],
            "more": sum(len(one.more) for one in plan_.tps),
            "fewer": sum(len(one.fewer) for one in plan_.tps),
            "elections": list(plan_.elections),
        }
        codes = {code for election in (*self.elections, *self.added) for code in tally.codes(election)}
        named = {*self.touched, *(one.code for one in plan_.renamed), *(new for _, new in plan_.moved)}
        work.touch(sorted(codes), work.unit)
        for unit in sorted(named) if len(named) <= MOST_NAMED else ():
            work.touch(min(codes), unit)


def _in_turn(moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Moves in an order in which each new code is free and nothing that moves elsewhere is carried along; a circle is
    opened by way of a code that nobody has."""
    left = dict(sorted(moves.items(), key=lambda move: (-len(move[0]), move[0])))
    for aside in count(1):
        while free := [old for old, new in left.items() if not _in_the_way(old, new, left)]:
            for old in free:
                yield old, left.pop(old)
        if not left:
            return
        old, new = next(iter(left.items()))
        place = f"~{aside:0{len(old) - 1}d}"
        yield old, place
        del left[old]
        left[place] = new


def _in_the_way(old: str, new: str, left: Iterable[str]) -> bool:
    """Whether a region that still has to move lies below the one that moves, or where it moves to, or around that."""
    others = (other for other in left if other != old)
    return any(
        units.contains(old, other) or units.contains(new, other) or units.contains(other, new) for other in others
    )


def _parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(codes), AT_ONCE):
        yield codes[at : at + AT_ONCE]
