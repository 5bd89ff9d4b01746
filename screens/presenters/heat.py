"""The rows of the board's tables: units with their figures, and the orders they can stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import queries, readiness, units
from models.readiness import Colour
from screens.locale import N_, _
from screens.presenters import board, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.numbers import Segments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.queries.board import UnitState
    from models.rules.schema import Indicator

ORDERS = {
    "name": N_("nama"),
    "colour": N_("warna"),
    "siap": N_("siap"),
    "target": N_("terhadap target"),
    "seats": N_("kursi terisi"),
}
"""What a table of units can be sorted by, in words; beside these, by the code of each indicator."""

_WORST = (Colour.RED, Colour.UNKNOWN, Colour.YELLOW, Colour.GREEN, Colour.NOT_YET)
_NOTHING = 101
"""Behind every percentage: what has none goes last."""


def ordered(states: Sequence[UnitState], by: str | None, *, descending: bool = False) -> Sequence[UnitState]:
    """The units as they came (None), by name, or by a figure: the worst first, and among equals the worse one first.

    ``descending`` turns the order round.
    """
    if by is None:
        return states
    if by == "name":
        found = sorted(states, key=lambda one: (_bare(one.name), one.code))
    else:
        found = sorted(states, key=lambda one: (*_figure(one, by), *queries.board.badness(one)))
    return found[::-1] if descending else found


def _bare(name: str) -> str:
    """A name as it is looked up: a kabupaten and a kota by what they are called, side by side."""
    first, _blank, rest = name.partition(" ")
    return f"{rest} {first}".casefold() if first in ("Kabupaten", "Kota") and rest else name.casefold()


def _figure(one: UnitState, by: str) -> tuple[int, ...]:
    standing = one.standing
    if by == "colour":
        return ()
    if by == "siap":
        return (standing.siap,)
    if by == "target":
        return (_NOTHING if standing.against_target is None else standing.against_target,)
    if by == "seats":
        filled, needed = seats(one)
        # In tenths of a thousandth: of two provinces at 99 % one is worse.
        return (1_000_000 * filled // needed if needed else 2_000_000, filled - needed)
    found = standing.assessments.get(by)
    if found is None or found.reason is readiness.Reason.NO_ITEMS:
        return (len(_WORST), 0, 0)
    return (_WORST.index(found.colour), found.percent, -found.counts.missing)


def order_words(by: str | None, *, descending: bool, worst: bool) -> Segments:
    """``urut: siap ▲``: what the rows are sorted by, whether its column is in view or not."""
    if by is None:
        text, sign = (_("terburuk dulu"), "") if worst else (_("kode"), "")
    else:
        text = _(ORDERS[by]) if by in ORDERS else by
        sign = " " + (glyphs.glyphs().descending if descending else glyphs.glyphs().ascending)
    return [(_("urut: {order}").format(order=text), "dim"), (sign, "dim")]


def seats(state: UnitState) -> tuple[int, int]:
    """Filled and needed seats of all bodies."""
    return sum(one[0] for one in state.staffing.values()), sum(one[1] for one in state.staffing.values())


def rules_of(states: Sequence[UnitState], rules: Sequence[Indicator]) -> list[Indicator]:
    """The indicators that have items somewhere among these units; those that have begun first."""
    known: dict[str, bool] = {}
    for state in states:
        for one in state.standing.assessments.values():
            if one.reason is not readiness.Reason.NO_ITEMS:
                known[one.code] = known.get(one.code, False) or one.reason is not readiness.Reason.NOT_STARTED
    return sorted((rule for rule in rules if rule.code in known), key=lambda rule: not known[rule.code])


def begun(states: Sequence[UnitState], rule: Indicator) -> bool:
    """Whether an indicator has begun among these units."""
    found = (state.standing.assessments.get(rule.code) for state in states)
    return any(one is not None and one.reason is not readiness.Reason.NOT_STARTED for one in found)


def heading(unit: str, codes: Sequence[str], *, estimated: bool) -> str:
    """What the rows of a board's table are, and how many: ``35 kab/kota``."""
    name = places.counted(units.Level(units.level(unit) + 1), codes)
    return _("{rows} (jumlah TPS perkiraan)").format(rows=name) if estimated else name


def worst_heading(level: units.Level, codes: Sequence[str], place: str) -> Segments:
    """``7.277 kecamatan, terburuk dulu · Indonesia``."""
    return [(places.counted(level, codes), "title"), (f" {glyphs.glyphs().separator} {places.brief(place)}", "dim")]


def name_parts(state: UnitState, names: Mapping[str, str], top: str | None, *, title: bool = False) -> Segments:
    """A unit's name; below a distant ``top`` with what stands between: ``Wates · Kab. Kulon Progo``."""
    name = places.brief(places.number_or_name(state.code, state.name))
    between = places.beneath(state.code, names, top) if top is not None else ""
    style = "title" if title else "text"
    if not between:
        return [(name, style)]
    return [(name, style), (f" {glyphs.glyphs().separator} {between}", "dim")]


def status_parts(state: UnitState) -> tuple[str, str]:
    """Sign and word of a unit's colour."""
    style = words.style(state.standing.colour)
    return glyphs.status(style), style


def against(state: UnitState) -> str:
    """P as it is shown."""
    return "–" if state.standing.against_target is None else str(state.standing.against_target)


def seats_cell(state: UnitState) -> tuple[str, str]:
    """Filled and needed seats."""
    filled, needed = seats(state)
    if not needed:
        return ("–", "dim")
    return numbers.ratio(filled, needed), "text" if filled >= needed else "kurang"


def trend_cell(state: UnitState) -> tuple[str, str]:
    """A over the last days as a line of blocks."""
    return (numbers.sparkline(state.trend, 0, 100) if any(state.trend) else "", "dim")


def why(state: UnitState, rules: Mapping[str, Indicator]) -> tuple[str, str]:
    """The worst reason in words with its sign."""
    worst = state.standing.worst
    if not worst:
        return board.calm(state), "dim"
    found = state.standing.assessments[worst[0]]
    style = words.style(found.colour)
    return f"{glyphs.sign(style)} {words.headline(found, rules[found.code])}", style
