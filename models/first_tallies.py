"""The first tallies of an area whose seats are all empty and where nobody reported anything, from the rules alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import add

from sqlalchemy import Connection

from models import bulk, items, units
from models.clock import at_place
from models.readiness import Counts
from models.rules.schema import Election
from models.tables import Tally, TallyDay
from models.tally import Progress, bucket, codes, packed


def initial(
    connection: Connection,
    election: Election,
    regions: Iterable[str],
    tps: Mapping[str, int],
    moment: datetime,
    progress: Progress | None = None,
) -> None:
    """Write the tallies of an area whose seats are all empty and where nobody reported anything, without counting;
    booked on the day that it is in each region at ``moment`` (aware, the office's).

    ``regions``: every region of the area; ``tps``: TPS by kelurahan. ``tally.rebuild`` would come to the same.
    """
    each = _Sizes(election)
    sizes: dict[str, list[int]] = {}
    for unit in sorted(regions, key=units.level, reverse=True):
        found = sizes.setdefault(unit, [0] * len(each.codes))
        for at, own in each.own(units.level(unit), tps.get(unit, 0)):
            found[at] += own
        above = units.parent(unit)
        if above is not None:
            pooled = sizes.setdefault(above, [0] * len(each.codes))
            pooled[:] = map(add, pooled, found)
    known = set(regions)
    rows = [
        (election.code, units.level(unit).value, unit, each.text(tuple(sizes[unit])))
        for unit in sorted(known, key=lambda one: (units.level(one), one))
    ]
    bulk.load(connection, Tally, ("election", "level", "unit", "counts"), rows, progress=progress)
    provinces = {unit[:2] for unit in known}
    days = {province: bucket(election, at_place(moment, province)) for province in provinces}
    booked = ((code, unit, days[unit[:2]], counts) for code, _, unit, counts in rows)
    bulk.load(connection, TallyDay, ("election", "unit", "day", "counts"), booked, progress=progress)


class _Sizes:
    """How many items of each code a unit of a level has of its own, by the rules of an election."""

    def __init__(self, election: Election) -> None:
        self.codes = codes(election)
        self._staffing = [code.startswith(items.STAFFING) for code in self.codes]
        self._each: dict[str, list[tuple[int, int]]] = {"kecamatan": [], "kelurahan": [], "tps": []}
        for at, code in enumerate(self.codes):
            for place, size in self._places(election, code):
                self._each[place].append((at, size))
        self._texts: dict[tuple[int, ...], str] = {}

    @staticmethod
    def _places(election: Election, code: str) -> Iterator[tuple[str, int]]:
        if code.startswith(items.STAFFING):
            body = election.body(code[len(items.STAFFING) :])
            yield body.level, body.size
            return
        rule = election.indicator(code)
        if rule.counts == "contact":
            yield "kecamatan", len(election.tested())
        elif rule.counts != "seat":
            yield rule.counts, 1
        elif rule.holders == "all":  # nobody sits anywhere: no seat is held by an ASN
            for one in map(election.body, rule.bodies):
                yield one.level, one.size

    def own(self, level: units.Level, tps: int) -> Iterator[tuple[int, int]]:
        """(position of the code, items) of a unit; ``tps``: how many stand there."""
        if level is units.Level.KECAMATAN:
            yield from self._each["kecamatan"]
        elif level is units.Level.KELURAHAN:
            yield from self._each["kelurahan"]
            for at, size in self._each["tps"]:
                yield at, size * tps

    def text(self, sizes: tuple[int, ...]) -> str:
        """The packed counts of a unit with so many items by code: empty seats are BELUM, all else is "?"."""
        if sizes not in self._texts:
            found = {}
            for code, size, staffing in zip(self.codes, sizes, self._staffing, strict=True):
                belum = size if staffing else 0
                found[code] = Counts(size, belum=belum, open_since=date.min) if size else Counts()
            self._texts[sizes] = packed(found)
        return self._texts[sizes]
