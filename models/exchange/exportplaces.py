"""Where the rows of an export are: the names of the regions above a unit."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from models import units
from models.queries import exported, territory

PAGE = exported.PAGE
_SIZES = tuple(units.LENGTHS[level] for level in (units.Level.KOTA, units.Level.KECAMATAN, units.Level.KELURAHAN))
_KELURAHAN = _SIZES[-1]


class Places:
    """Names of the regions that units lie in; each is read once."""

    def __init__(self, connection: Connection) -> None:
        """Nothing is known yet."""
        self._connection = connection
        self._names: dict[str, str] = {}
        self._found: dict[str, tuple[str | None, ...]] = {}

    def learn(self, codes: Iterable[str]) -> None:
        """Read the names that are needed for these units."""
        new = {code for code in codes if code not in self._found}
        wanted = {up for code in new for up in (code, *units.ancestors(code)) if len(up) <= _KELURAHAN}
        missing = sorted(wanted.difference(self._names))
        for at in range(0, len(missing), PAGE):
            self._names.update(territory.names(self._connection, set(missing[at : at + PAGE])))
        self._found.update((code, self._path(code)) for code in new)

    def of(self, unit: str) -> tuple[str | None, ...]:
        """Kota, kecamatan, kelurahan, TPS number: as far as the unit is deep."""
        return self._found[unit]

    def name(self, unit: str) -> str:
        """The name of a region; of a TPS its number behind that of its kelurahan."""
        kelurahan = self._names.get(unit[:_KELURAHAN], unit)
        return f"TPS {unit[-3:]} {kelurahan}" if len(unit) > _KELURAHAN else kelurahan

    def _path(self, unit: str) -> tuple[str | None, ...]:
        regions = [self._names.get(unit[:size]) if len(unit) >= size else None for size in _SIZES]
        return (*regions, unit[-3:] if len(unit) > _KELURAHAN else None)
