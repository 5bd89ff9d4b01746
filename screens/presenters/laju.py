"""Laju: the pace of every indicator in words, and the burn-up of one as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from models.pace import ENOUGH, WINDOW, Pace, Past, Verdict
from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers
from screens.presenters import readiness as words
from screens.presenters.kesiapan import marks
from screens.presenters.numbers import Segments

if TYPE_CHECKING:
    from models.readiness import Assessment, Counts
    from models.rules.schema import Election, Indicator

_NONE = {
    Verdict.UNKNOWN: N_("jumlahnya belum diketahui"),
    Verdict.NOT_YET: N_("belum waktunya"),
    Verdict.DONE: N_("selesai"),
    Verdict.TOO_LITTLE: N_("data kurang"),
    Verdict.STILL: N_("tak bergerak"),
}
"""Where no day can be told."""
_RANK = (
    Verdict.LATE, Verdict.STILL, Verdict.TOO_LITTLE, Verdict.UNKNOWN, Verdict.IN_TIME, Verdict.NOT_YET, Verdict.DONE,
)  # fmt: skip
"""What needs attention first."""


def ordered(rules: Sequence[Indicator], paces: dict[str, Pace]) -> list[Indicator]:
    """The latest first; what does not move, or cannot be told, before what will be done in time."""
    known = [rule for rule in rules if rule.code in paces]
    return sorted(known, key=lambda rule: (_RANK.index(paces[rule.code].verdict), -paces[rule.code].late))


def made(found: Pace) -> str:
    """Items a day that were made, rounded down, with tenths below ten; "–" where there is too little to tell."""
    if found.recorded < ENOUGH:
        return "–"
    sign, (whole, tenths) = "-" if found.gained < 0 else "", divmod(abs(found.gained) * 10 // WINDOW, 10)
    if whole >= 10 or not found.gained:
        return sign + numbers.number(whole)
    return f"{sign}{numbers.decimal(whole, tenths)}"


def verdict(found: Pace, election: Election) -> tuple[str, str]:
    """``selesai H-4, meleset 3 hari`` and its style."""
    if found.done_on is None:
        styles = {Verdict.DONE: "siap", Verdict.STILL: "kurang", Verdict.NOT_YET: "dim"}
        return _(_NONE[found.verdict]), styles.get(found.verdict, "takada")
    day = _done(found.done_on, election)
    if found.late:
        return _("selesai {day}, meleset {days}").format(day=day, days=dates.days_long(found.late)), "kritis"
    return _("selesai {day}").format(day=day), "siap"


def _done(day: date, election: Election) -> str:
    """``H-4``; so far away that nobody counts in days: so."""
    left = (election.polling.date - day).days
    return dates.h_label(left) if left > -1000 else _("bertahun-tahun lagi")


def sentence(found: Pace, election: Election) -> Segments:
    """``perlu 165/hari · 7 hari ini 121/hari → selesai H-4, meleset 3 hari``."""
    said, style = verdict(found, election)
    if found.needed is None or found.verdict in (Verdict.UNKNOWN, Verdict.DONE):
        return [(said, style)]
    dot = f" {glyphs.glyphs().separator} "
    parts = [_("perlu {n}/hari").format(n=numbers.number(found.needed))]
    if found.recorded >= ENOUGH:
        parts.append(_("{days} hari ini {n}/hari").format(days=WINDOW, n=made(found)))
    arrow = " → " if glyphs.glyphs() is glyphs.UNICODE else " -> "
    return [(dot.join(parts) + arrow, "text"), (said, style)]


def cells(rule: Indicator, assessed: Assessment, found: Pace, election: Election) -> list[tuple[str, str]]:
    """One indicator as cells: code, marks, name, siap n/N, due, needed, made, what comes of it."""
    said, style = verdict(found, election)
    quiet = "dim" if found.verdict in (Verdict.DONE, Verdict.NOT_YET) else "text"
    return [
        (rule.code, words.style(assessed.colour)),
        (marks(rule), "key"),
        (_(rule.short), quiet),
        (numbers.ratio(assessed.counts.siap, assessed.counts.n), quiet),
        (dates.h_label(rule.due), "dim"),
        (numbers.number(found.needed) if found.needed else "–", quiet),
        (made(found), quiet),
        (said, style),
    ]


# ── the curve ────────────────────────────────────────────────────────────

_BLANK, _DOTS = "\u2800", 0x2800
_EDGE = 9
"""Cells for the figures beside the curve."""


def curve(
    rule: Indicator,
    counts: Counts,
    history: Sequence[Past],
    found: Pace,
    election: Election,
    today: date,
    width: int,
    height: int,
) -> list[Segments]:
    """The burn-up of an indicator: what became SIAP, its target, and where the present pace leads, over the days from
    its start to the polling day; two lines below name the days and the curves."""
    rows, columns = height - 2, width - _EDGE - 1
    if rows < 2 or columns < 20 or not counts.n:
        return [[(" " + _("tidak ada yang dapat digambar"), "dim")]]
    first, last = election.day(rule.start), election.polling.date
    reach = max((last - first).days, 1)

    def at(day: date) -> int:
        return min(max((day - first).days, 0), reach)

    due = reach - rule.due
    lines = {
        "siap": [*((at(one.day), one.siap) for one in history if one.day <= today), (at(today), counts.siap)],
        "target": [(0, 0), (due, counts.n), (reach, counts.n)],
        "key": [(at(today), counts.siap), (at(found.done_on), counts.n)] if found.done_on else [],
    }
    drawn = {
        style: _drawn(points, reach, max(counts.n, *(one.siap for one in history), 1), columns, rows, dotted)
        for (style, points), dotted in zip(lines.items(), (1, 3, 2), strict=True)
    }
    edge = {0: numbers.number(counts.n), rows - 1: "0"}
    picture = [
        [(f"{edge.get(row, ''):>{_EDGE}} ", "dim"), *_merged([(style, made[row]) for style, made in drawn.items()])]
        for row in range(rows)
    ]
    marks_: list[tuple[int, str]] = [
        (reach, dates.h_label(0)), (0, dates.h_label(rule.start)), (due, dates.h_label(rule.due)),
        (at(today), _("kini")),
    ]  # fmt: skip
    return [*picture, [(" " * (_EDGE + 1) + _axis(marks_, reach, columns), "dim")], _legend(found)]


def _drawn(points: Sequence[tuple[int, int]], reach: int, top: int, columns: int, rows: int, dotted: int) -> list[str]:
    """A line through points as rows of braille cells; ``dotted``: only every so many-th dot of it."""
    from plotille import Canvas

    canvas = Canvas(columns, rows, 0, 0, reach, top)
    if dotted == 1:
        for (x0, y0), (x1, y1) in pairwise([points[0], *points]):
            canvas.line(x0, y0, x1, y1)
    else:
        steps = columns * 2 // dotted
        for (x0, y0), (x1, y1) in pairwise(points):
            many = max(steps * (x1 - x0) // reach, 1)
            for step in range(many + 1):
                canvas.point(x0 + (x1 - x0) * step / many, y0 + (y1 - y0) * step / many)
    return str(canvas.plot()).split("\n")


def _merged(layers: Sequence[tuple[str, str]]) -> Segments:
    """Rows of several curves as one: each cell has the dots of all, in the style of the first that is there."""
    plain = glyphs.glyphs() is not glyphs.UNICODE
    parts: Segments = []
    for cells_ in zip(*(row for _style, row in layers), strict=True):
        there = [(style, cell) for (style, _row), cell in zip(layers, cells_, strict=True) if cell != _BLANK]
        style = there[0][0] if there else ""
        dots = 0
        for _style, cell in there:
            dots |= ord(cell) - _DOTS
        sign = (_PLAIN[style] if plain else chr(_DOTS + dots)) if there else " "
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + sign, style)
        else:
            parts.append((sign, style))
    return parts


_PLAIN = {"siap": "*", "target": ".", "key": "+"}
"""Where a font lacks braille."""


def _axis(found: Sequence[tuple[int, str]], reach: int, columns: int) -> str:
    """Names of days under the curve, the first ones where two would overlap."""
    line = [" "] * columns
    for position, name in found:
        start = min(max(position * (columns - 1) // reach - len(name) // 2, 0), columns - len(name))
        if all(sign == " " for sign in line[max(start - 1, 0) : start + len(name) + 1]):
            line[start : start + len(name)] = name
    return "".join(line)


def _legend(found: Pace) -> Segments:
    plain = glyphs.glyphs() is not glyphs.UNICODE
    signs = ("***", "...", "+++") if plain else ("⠤⠤⠤", "⠄⠠⠀", "⠄⠄⠄")
    parts: Segments = [(" " * (_EDGE + 1), "")]
    parts += [(signs[0], "siap"), (" " + _("siap") + "   ", "dim"), (signs[1], "target"), (" " + _("target"), "dim")]
    if found.done_on is not None:
        parts += [("   " + signs[2], "key"), (" " + _("bila laju tetap"), "dim")]
    return parts


def remaining(found: Pace, rule: Indicator, election: Election) -> Segments:
    """``kurang 1.153 kursi sampai H-7 (Rab 7 Feb 2024)``."""
    if found.verdict in (Verdict.UNKNOWN, Verdict.DONE):
        return []
    day = dates.full_day(election.polling.date - timedelta(days=rule.due))
    said = _("kurang {n} {items} sampai H-{due} ({day})").format(
        n=numbers.number(found.remaining), items=_(words.ITEMS[rule.counts]), due=rule.due, day=day
    )
    return [(said, "text")]
