"""What a person said for a whole file (``line.Defaults``), as a row would say it: the file of rejects carries it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models import units
from models.exchange.line import Defaults, Line
from models.exchange.matching import Places
from models.units import Level

PLAIN = ("body", "decree", "start_on")


@dataclass(frozen=True, slots=True)
class Said:
    """``defaults`` with the names of their places, each as it is found again: the name, or else the code."""

    defaults: Defaults
    names: dict[str, str] = field(default_factory=dict)

    def of(self, line: Line) -> dict[str, Any]:
        """What held for a line and it does not say itself, by field."""
        value = line.draft.value
        given = {name: getattr(self.defaults, name) for name in PLAIN}
        found = {name: one for name, one in given.items() if one is not None and value(name) is None}
        wanted = self._wide(line) | self._deep(line)
        return found | {name: self.names[name] for name in wanted if name in self.names and value(name) is None}

    def _wide(self, line: Line) -> set[str]:
        """The kecamatan or region that decides between two of one name; it says nothing against another one's."""
        unit = self.defaults.unit or ""
        chosen = Level.KOTA if "kecamatan" not in self.names else Level.KECAMATAN
        inside = line.unit.startswith(unit[: units.LENGTHS[chosen]])
        open_yet = not line.unit and not (line.draft.value("kelurahan") and "kelurahan" in self.names)
        return {"region", "kecamatan"} if inside or open_yet else set()

    def _deep(self, line: Line) -> set[str]:
        """The kelurahan and the TPS of a row that names none."""
        unit, value = self.defaults.unit or "", line.draft.value
        if value("kelurahan") is not None:
            return {"tps"} if line.unit == unit else set()
        return {"kelurahan"} if line.reserve else {"kelurahan", "tps"}


def said(defaults: Defaults, places: Places) -> Said:
    """What was said, with names."""
    unit = defaults.unit
    if not unit or units.contains(unit, places.home):
        return Said(defaults)
    names: dict[str, str] = {}
    level = units.level(unit)
    if level < Level.KECAMATAN:
        names["region"] = unit
        return Said(defaults, names)
    kecamatan = unit[: units.LENGTHS[Level.KECAMATAN]]
    name = places.name(kecamatan)
    names["kecamatan"] = name if places.kecamatan(name) == kecamatan else kecamatan
    if level >= Level.KELURAHAN:
        kelurahan = unit[: units.LENGTHS[Level.KELURAHAN]]
        name = places.name(kelurahan)
        names["kelurahan"] = name if places.kelurahan(name, names["kecamatan"]) == kelurahan else kelurahan
    if level is Level.TPS:
        names["tps"] = unit[-3:]
    return Said(defaults, names)
