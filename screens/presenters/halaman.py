"""A report as one page of HTML that needs nothing else: no script, nothing from outside, pictures drawn in it, for A4.

Everything in it is escaped; the same data make the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import screens
from models.readiness import Colour
from screens import locale
from screens.locale import _
from screens.presenters import dates, numbers
from screens.presenters import readiness as words
from screens.presenters.sitrep import Said

if TYPE_CHECKING:
    from models.queries.report import Report
    from models.rules.schema import Election, Indicator

TEMPLATE = "laporan.html.jinja"
WIDE, HIGH = 200, 70
"""Size of a curve, in its own units."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The burn-up of an indicator. Points as SVG takes them; ``ahead``: where the pace leads ("": nobody knows)."""

    title: str
    figure: str
    verdict: str
    done: str
    target: str
    ahead: str
    now: int
    start: str
    due: str
    due_at: int


def page(found: Said, report: Report, election: Election) -> str:
    """The page, in the language at hand."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(screens.__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(TEMPLATE).render(
        said=found,
        language=locale.language(),
        curves=_curves(report, election),
        wide=WIDE,
        high=HIGH,
        words={
            "title": _("Laporan siaga"),
            "ready": _("siap"),
            "against": _("terhadap target"),
            "reds": _("Paling merah"),
            "none": _("tidak ada merah"),
            "ask": _("Mohon"),
            "waiting": _("Belum dijawab"),
            "gates": _("Gerbang"),
            "curves": _("Laju terhadap target"),
            "legend": _("garis penuh: siap · putus-putus: target · titik-titik: bila laju tetap"),
            "due": _("Jatuh tempo 7 hari ini"),
            "target": _("target"),
            "why": _("keterangan"),
            "foot": _("Dibuat oleh Siaga dari data yang tercatat; tanpa data pribadi."),
            "polling": dates.h_label(0),
        },
    )


def _curves(report: Report, election: Election) -> list[Curve]:
    """Of the gates that have begun."""
    known = report.board.own.standing.assessments
    begun = [
        rule
        for rule in election.indicators
        if rule.gate
        and rule.code in known
        and known[rule.code].colour is not Colour.NOT_YET
        and known[rule.code].counts.n
    ]
    return [_curve(report, election, rule) for rule in begun]


def _curve(report: Report, election: Election, rule: Indicator) -> Curve:
    from screens.presenters.laju import verdict

    found, pace = report.board.own.standing.assessments[rule.code], report.paces[rule.code]
    today, counts = report.board.moment.day, found.counts
    first, last = election.day(rule.start), election.polling.date
    reach = max((last - first).days, 1)
    top = max(counts.n, *(one.siap for one in report.history[rule.code]), 1)

    def at(day: date) -> int:
        return WIDE * min(max((day - first).days, 0), reach) // reach

    def points(*found_: tuple[date, int]) -> str:
        return " ".join(f"{at(day)},{HIGH - HIGH * many // top}" for day, many in found_)

    grown: Sequence[tuple[date, int]] = [(one.day, one.siap) for one in report.history[rule.code] if one.day <= today]
    due = election.day(rule.due)
    frozen = report.board.moment.frozen
    ahead = points((today, counts.siap), (pace.done_on, counts.n)) if pace.done_on and not frozen else ""
    return Curve(
        title=f"{rule.code} {_(rule.short)}",
        figure=numbers.ratio(counts.siap, counts.n),
        verdict=words.reason(found, rule) if frozen else verdict(pace, election)[0],
        done=points(*grown, (today, counts.siap)),
        target=points((first, 0), (due, counts.n), (last, counts.n)),
        ahead=ahead,
        now=at(today),
        start=dates.h_label(rule.start),
        due=dates.h_label(rule.due),
        due_at=at(due),
    )
