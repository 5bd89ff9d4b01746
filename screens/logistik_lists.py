"""The lists of Logistik: what one reading brought, and how each list shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models import presence, units
from models.units import Level
from screens.locale import _, ngettext
from screens.presenters import kesiapan, numbers
from screens.presenters import logistics as words
from screens.widgets.columns import Column
from screens.widgets.grid import Row
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from models.queries.board import UnitState
    from models.queries.logistics import FlagRow, GoodRow, Part, Shortage, Station, StockRow, Voters
    from models.rules.schema import Election, Indicator
    from screens.context import Place

GOODS, TPS, SHORT, FLAGS = "barang", "tps", "kurang", "rawan"


EMPTY = {
    GOODS: lambda: _("Tidak ada barang yang dicatat di sini."),
    TPS: lambda: _("Tidak ada TPS di sini."),
    SHORT: lambda: _("Tidak ada yang kurang dari yang sudah dihitung."),
    FLAGS: lambda: _("Tidak ada tanda rawan di sini."),
}
"""Why a list is empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one reading brought: the goods of the place always, of the other lists the one that is shown."""

    place: Place
    listed: str
    there: Voters | None = None
    goods: Sequence[GoodRow] = ()
    total: int = 0
    short: Sequence[Shortage] = ()
    parts: Sequence[Part] = ()
    stations: Sequence[Station] = ()
    before: bool = False
    after: bool = False
    flags: Sequence[FlagRow] = ()
    flagged: tuple[int, int] = (0, 0)
    stock: Mapping[str, StockRow] = field(default_factory=dict)
    own: UnitState | None = None
    seats: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    wide: Sequence[UnitState] = ()


def lists(unit: str) -> tuple[str, ...]:
    """What can be listed of a unit."""
    level = units.level(unit)
    if kesiapan.is_wide(unit):
        return (TPS,)
    return (GOODS, FLAGS) if level is Level.TPS else (GOODS, TPS, SHORT, FLAGS)


def table(data: Shown, election: Election) -> tuple[Sequence[Column], list[Row], int]:
    """Columns, rows, and how many rows there are in all."""
    unit = data.place.unit
    if data.wide:
        rules = _proved(election)
        rows = [Row(one.code, words.wide_cells(one, rules)) for one in data.wide]
        return words.wide_columns(rules), rows, len(rows)
    if data.listed == GOODS:
        at_tps = units.level(unit) is Level.TPS
        rows = [Row(one.good, words.good_cells(one, election, at_tps=at_tps)) for one in data.goods]
        return words.good_columns(election, at_tps=at_tps), rows, len(rows)
    if data.listed == SHORT:
        rows = [Row((one.unit, one.good), words.short_cells(one, election)) for one in data.short]
        return words.short_columns(), rows, len(rows)
    if data.listed == FLAGS:
        rows = [Row(one.id, words.flag_cells(one, election)) for one in data.flags]
        return words.flag_columns(), rows, data.flagged[1]
    if data.parts:
        rows = [Row(one.code, words.part_cells(one, election)) for one in data.parts]
        return words.part_columns(election), rows, len(rows)
    rows = [Row(one.code, words.station_cells(one, election)) for one in data.stations]
    return words.station_columns(), rows, data.there.tps if data.there is not None else len(rows)


def _proved(election: Election) -> list[Indicator]:
    """The indicators that steps prove, in the order of the steps."""
    return [election.indicator(step.proves) for step in election.steps if step.proves]


def title(data: Shown) -> Line:
    """What the list is, and how much of it there is; what is not known with it."""
    name = {GOODS: _("Barang"), TPS: _("TPS"), SHORT: _("Kekurangan"), FLAGS: _("TPS rawan")}[data.listed]
    if data.wide or data.parts:
        name = _("Logistik tiap wilayah")
    line: list[tuple[str, str]] = [(f"{name}  ", "title")]
    if data.listed == FLAGS:
        still, every = data.flagged
        count = ngettext("{n} tanda", "{n} tanda", every).format(n=numbers.number(every))
        line.append((f"{count}, " + _("{n} terbuka").format(n=numbers.number(still)), "dim"))
    elif data.there is not None:
        line += words.voters_line(data.there)
    return line


def next_words(data: Shown) -> Line:
    """What ``f`` turns to."""
    found = lists(data.place.unit)
    if len(found) == 1:
        return ()
    name = found[(found.index(data.listed) + 1) % len(found)]
    if name == SHORT:
        said = _("f: {n} kekurangan").format(n=numbers.number(data.total))
        return [(said, "kurang" if data.total else "dim")]
    if name == FLAGS:
        return [(_("f: {n} rawan").format(n=numbers.number(data.flagged[1])), "key")]
    below = _("f: TPS") if units.level(data.place.unit) >= Level.KECAMATAN else _("f: tiap wilayah")
    return [(below if name == TPS else _("f: barang"), "key")]


def about(listed: str, unit: str, key: Any) -> Sequence[str]:
    """What a form on a row of a list is about, as the others are told."""
    if listed == GOODS:
        return (f"stock:{unit}:{key}",)
    if listed == FLAGS:
        return (f"flag:{key}",)
    return (f"voters:{key}", presence.item("tps", str(key))) if listed == TPS else ()
