"""The territory of any area from CSV files: ``kode,nama`` and ``kode,kelurahan,tps_reguler,tps_khusus``.

Every row is checked and every fault told, with file and line; nothing here writes. What lies outside of the area asked
for is passed over. Reasons besides those of ``models.exchange.rows``:

- of a region: ``bad_code``, ``duplicate`` (value: the first line), ``no_parent`` (value: the parent), ``name_empty``,
  ``name_long``, ``no_region`` (the area itself is not in the file)
- of a TPS row: ``bad_code``, ``duplicate``, ``unknown_kelurahan``, ``not_a_number``, ``out_of_range``,
  ``special_range``, ``special_twice``, ``overlap`` (value: the number)
- of a kelurahan: ``no_tps`` (value: the election)
- of what falls with a bad row: ``below`` (value: the region above that is left out)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models import units
from models.clock import WIB, zone_of
from models.exchange.names import normal
from models.exchange.rows import Fault, FileFault, rows
from models.rules.schema import Region, RegionRules, TpsCount, TpsRules
from models.text import clean
from models.units import LENGTHS, Level

MOST_TPS = 900
"""Regular TPS are numbered 001 to 900; 901 to 999 are special places."""
LAST_SPECIAL = 999
LONGEST_NAME = 160
NATION_NAME = "Indonesia"
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass
class Reading:
    """What the files say of an area. ``faults`` by file and line; ``left_out``: what falls with them, unless all is
    repaired. ``rules`` is what is left when both are left out; None where the files cannot be used at all."""

    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    rules: RegionRules | None = None
    above: dict[str, str] = field(default_factory=dict)
    """Names of the regions asked for by ``also``, outside of the area."""

    @property
    def unknown(self) -> set[str]:
        """The codes that the files name but do not describe rightly: nothing can be said of them."""
        return {fault.code for fault in (*self.faults, *self.left_out) if fault.code}


def read(
    region: str, regions: Path, tps: Mapping[str, Path], *, edition: str = "", also: Collection[str] = ()
) -> Reading:
    """Read the area ``region`` (a code, or ``id`` for the nation) and the TPS of elections (code → file)."""
    reader = _Reader(region, also)
    try:
        reader.regions(regions)
        counts = {election: reader.tps(election, path) for election, path in tps.items()}
    except FileFault as error:
        reader.found.faults.append(error.fault)
        return reader.sorted((regions, *tps.values()))
    if region not in reader.names:
        reader.found.faults.append(Fault(regions.name, 0, region, "no_region"))
    for election, of in counts.items():
        reader.without_tps(election, of, regions.name)
    found = reader.sorted((regions, *tps.values()))
    if region in reader.names:
        found.rules = RegionRules(
            code=region,
            edition=edition or regions.stem,
            source=regions.name,
            timezone=(zone_of(region) or WIB).tzname(None),  # type: ignore[arg-type]
            regions=tuple(Region(code=code, name=reader.names[code]) for code in reader.codes()),
            tps={
                election: TpsRules(
                    source=tps[election].name,
                    counts={code: of[code] for code in sorted(of) if code in reader.names},
                )
                for election, of in counts.items()
            },
        )
    return found


class _Reader:
    """One reading: what was found so far, by code."""

    def __init__(self, region: str, also: Collection[str]) -> None:
        self.region = region
        self.also = frozenset(also)
        self.found = Reading()
        self.names: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self._bad: set[str] = set()
        self._counts: dict[tuple[int, tuple[int, ...]], TpsCount] = {}
        self._hopeless: set[tuple[str, str]] = set()

    def codes(self) -> list[str]:
        """In the order of codes; the nation, which is a word, before the numbers."""
        return sorted(self.names, key=lambda code: "" if code == units.NATION else code)

    def sorted(self, files: Iterable[Path]) -> Reading:
        """The reading with its faults as they stand in the files."""
        order = {path.name: at for at, path in enumerate(files)}
        for faults in (self.found.faults, self.found.left_out):
            faults.sort(key=lambda fault: (order.get(fault.file, 0), fault.line, fault.code))
        return self.found

    def regions(self, path: Path) -> None:
        """Read the regions, then look whether each has its parent. Raises FileFault."""
        if self.region == units.NATION:
            self.names[units.NATION], self.lines[units.NATION] = NATION_NAME, 0
        for line, (text, name), broken in rows(path, ("kode", "nama")):
            code = clean(text)
            if code in self.also:
                self.found.above[code] = normal(name)
            if self._outside(code):
                continue
            reason, value = (broken, "") if broken else self._wrong_region(code, name)
            if reason:
                self._fault(path, line, code, reason, value)
            else:
                self.names[code], self.lines[code] = normal(name), line
        self._parents(path)

    def tps(self, election: str, path: Path) -> dict[str, TpsCount]:
        """Read the TPS of an election per kelurahan. Raises FileFault."""
        counts: dict[str, TpsCount] = {}
        seen: dict[str, int] = {}
        for line, (text, regular, special), broken in rows(path, ("kode", "tps_reguler", "tps_khusus")):
            code = clean(text)
            if self._outside(code):
                continue
            reason, value = (broken, "") if broken else self._wrong_kelurahan(code, seen)
            if not reason:
                reason, value, numbers = _numbers(regular, special)
                counts.update({} if reason else {code: self._shared(numbers)})
            seen.setdefault(code, line)
            if reason == "below":
                self.found.left_out.append(Fault(path.name, line, code, reason, value))
            elif reason:
                self.found.faults.append(Fault(path.name, line, code, reason, value))
                if reason != "duplicate":
                    self._hopeless.add((election, code))
        return counts

    def without_tps(self, election: str, counts: Mapping[str, TpsCount], file: str) -> None:
        """A kelurahan without a TPS is a fault, unless its row of TPS is one already; either way it is left out."""
        for code in [code for code in self.names if code not in counts and _is_kelurahan(code)]:
            fault = Fault(file, self.lines[code], code, "no_tps", election)
            (self.found.left_out if (election, code) in self._hopeless else self.found.faults).append(fault)
            self._drop(code)

    def _shared(self, numbers: tuple[int, tuple[int, ...]]) -> TpsCount:
        """One object for all kelurahan with the same TPS: the nation has few kinds."""
        return self._counts.setdefault(numbers, TpsCount(regular=numbers[0], special=numbers[1]))

    def _outside(self, code: str) -> bool:
        """Whether a row is about another area. What cannot be a code of another province is looked at."""
        if self.region == units.NATION or not (code[:2].isascii() and code[:2].isdigit()):
            return False
        if code[:2] != self.region[:2]:
            return True
        return _is_code(code) and not units.contains(self.region, code)

    def _wrong_region(self, code: str, name: str) -> tuple[str, str]:
        if not _is_code(code) or len(code) > LENGTHS[Level.KELURAHAN] or code == units.NATION:
            return "bad_code", ""
        if code in self.lines:
            return "duplicate", str(self.lines[code])
        shown = clean(name)
        if not shown:
            return "name_empty", ""
        return ("name_long", str(LONGEST_NAME)) if len(shown) > LONGEST_NAME else ("", "")

    def _wrong_kelurahan(self, code: str, seen: Mapping[str, int]) -> tuple[str, str]:
        if not _is_kelurahan(code):
            return "bad_code", ""
        if code in seen:
            return "duplicate", str(seen[code])
        if code in self.names:
            return "", ""
        # The kelurahan itself, or what it stands in, was left out: told there.
        dropped = next((up for up in (code, *units.ancestors(code)) if up in self._bad), "")
        return ("below", dropped) if dropped else ("unknown_kelurahan", "")

    def _parents(self, path: Path) -> None:
        """Leave out what has no parent, and what stands below something left out."""
        for code in sorted(self.names):
            if code in (self.region, units.NATION):
                continue
            up = units.parent(code)
            assert up is not None
            if up in self._bad:
                self.found.left_out.append(Fault(path.name, self.lines[code], code, "below", up))
                self._drop(code)
            elif up not in self.names:
                self.found.faults.append(Fault(path.name, self.lines[code], code, "no_parent", up))
                self._drop(code)

    def _fault(self, path: Path, line: int, code: str, reason: str, value: str) -> None:
        self.found.faults.append(Fault(path.name, line, code, reason, value))
        if reason != "duplicate" and _is_code(code) and code not in self.names:
            self._bad.add(code)
            self.lines.setdefault(code, line)

    def _drop(self, code: str) -> None:
        self.names.pop(code, None)
        self._bad.add(code)


def _is_code(code: str) -> bool:
    try:
        units.level(code)
    except ValueError:
        return False
    return True


def _is_kelurahan(code: str) -> bool:
    return len(code) == LENGTHS[Level.KELURAHAN] and _is_code(code)


def _numbers(regular: str, special: str) -> tuple[str, str, tuple[int, tuple[int, ...]]]:
    """What is wrong with the numbers of a kelurahan, with the number; else how many regular TPS and which special."""
    none: tuple[int, tuple[int, ...]] = (0, ())
    parts = [part for part in _SEPARATORS.split(special) if part]
    for text in (regular, *parts):
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            return "not_a_number", clean(text)[:20], none
    count, numbers = int(regular), tuple(int(part) for part in parts)
    if count > MOST_TPS:
        return "out_of_range", regular, none
    for at, number in enumerate(numbers):
        if number in numbers[:at]:
            return "special_twice", str(number), none
        if 1 <= number <= count:
            return "overlap", str(number), none
        if not MOST_TPS < number <= LAST_SPECIAL:
            return "special_range", str(number), none
    return ("", "", (count, tuple(sorted(numbers)))) if count or numbers else ("no_tps", "", none)
