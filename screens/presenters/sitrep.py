"""What a report says, in words: every figure, reason and request of it, before it is laid out.

The same data make the same text: nothing of it hangs on the terminal, only on the language. Nobody's name is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import countdown, queries, units
from models.clock import stored
from models.pace import Verdict
from models.readiness import Colour, Reason
from screens.locale import _
from screens.presenters import dates, eskalasi, glyphs, laju, numbers, panggilan, places
from screens.presenters import readiness as words
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.queries.board import Action, UnitState
    from models.queries.report import Ask, Report
    from models.rules.schema import Election, Indicator

AREAS = 3
"""Areas of one ask that are named."""
SIGN = 12
"""Digits of the digest that are shown."""
_ORDER = (Colour.RED, Colour.YELLOW, Colour.UNKNOWN, Colour.GREEN, Colour.NOT_YET)


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit or an indicator as a line: colour (style and word), ``done`` of 100, today's target (None: none yet),
    and why."""

    code: str
    name: str
    style: str
    word: str
    figure: str
    done: int
    target: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Request:
    """Who must do what, where, by when."""

    owner: str
    what: str
    where: str
    when: str


@dataclass(frozen=True, slots=True)
class Paced:
    """What one indicator gained in the week, what it needs a day, and what comes of it."""

    code: str
    name: str
    gained: str
    needed: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Said:
    """A report in words, harmless everywhere (``text.plain``). ``mark``: what it must not be taken for otherwise."""

    mark: str
    place: str
    election: str
    polling: str
    label: str
    at: str
    own: Measure
    level: str
    below: str
    units: tuple[Measure, ...]
    reds: tuple[tuple[str, str], ...]
    asks: tuple[Request, ...]
    waiting: tuple[tuple[str, str], ...]
    gates: tuple[Measure, ...]
    paces: tuple[Paced, ...]
    due: tuple[tuple[str, str, str], ...]
    call: str
    called: str
    stations: tuple[tuple[str, str, str], ...]
    age: str
    sign: str


def rehearsal() -> str:
    """What stands above a rehearsal's texts."""
    return _("LATIHAN: orang dan angka rekaan")


def said(report: Report, election: Election, mark: str = "") -> Said:
    """A report in words, in the language at hand. ``mark``: what stands above it, as a supposition's does."""
    board, now = report.board, report.at
    own, below, h = board.own, board.children, board.moment.h
    found, called = countdown.countdown(election, now), report.called
    level = units.Level(min(units.level(own.code) + 1, units.Level.TPS))
    rehearsed = rehearsal() if report.rehearsed else ""
    archive = _("ARSIP: keadaan saat TPS dibuka") if board.moment.frozen else ""
    return Said(
        mark=" · ".join(part for part in (plain(mark), rehearsed, archive) if part),
        place=", ".join([_unit(report, own), *_above(report)]),
        election=_(election.name),
        polling=dates.long_day(election.polling.date),
        label=dates.h_label(found.days),
        at=f"{dates.full_day(now)} {dates.hour(now)} {now.tzname() or ''}".rstrip(),
        own=_measured(report, own, election),
        level=places.level_name(level, [one.code for one in below]),
        below=", ".join(_tally(below)),
        units=tuple(_measured(report, one, election) for one in below),
        reds=tuple(_red(report, one, election) for one in report.reds),
        asks=tuple(_ask(report, one, election) for one in report.asks),
        waiting=tuple(eskalasi.reported(one, election, now) for one in report.waiting),
        gates=tuple(_gate(own, rule) for rule in election.indicators if rule.gate and rule.code in report.paces),
        paces=() if board.moment.frozen else tuple(_paces(report, election)),
        due=tuple(_due(election, report)),
        call=panggilan.title(called.call, election) if called is not None else "",
        called=panggilan.state(called, election, now)[0] if called is not None else "",
        stations=tuple(
            (plain(one.state.name), *panggilan.word(one.signed, one.lapses))
            for one in (called.stations if called is not None and h <= called.call.day + 1 else ())
        ),
        age=_age(report),
        sign=_("#{digest} · aturan {rules}").format(digest=report.digest[:SIGN], rules=plain(election.rules_version)),
    )


def _unit(report: Report, one: UnitState) -> str:
    path = report.board.path
    region = path[-2].name if units.level(one.code) is units.Level.TPS and len(path) > 1 else one.name
    return places.unit_name(one.code, region) if one is report.board.own else places.number_or_name(one.code, one.name)


def _above(report: Report) -> list[str]:
    """What the unit lies in, up to its kabupaten or kota."""
    own = report.board.own.code
    there = [
        one.name
        for one in reversed(report.board.path)
        if one.code != own and units.Level.KOTA <= one.level < units.Level.TPS
    ]
    return [plain(name) for name in (there[1:] if units.level(own) is units.Level.TPS else there)]


def _measured(report: Report, one: UnitState, election: Election) -> Measure:
    standing = one.standing
    style = words.style(standing.colour)
    why = ", ".join(
        f"{code} {numbers.ratio(standing.assessments[code].counts.siap, standing.assessments[code].counts.n)}"
        for code in standing.worst[:2]
    )
    target = standing.against_target
    name = plain(places.brief(_unit(report, one)))
    figure = "–" if target is None else str(target)
    return Measure(one.code, name, style, glyphs.word(style), figure, standing.siap, target, why)


def _gate(own: UnitState, rule: Indicator) -> Measure:
    found = own.standing.assessments[rule.code]
    style = words.style(found.colour)
    figure = numbers.ratio(found.counts.siap, found.counts.n)
    goal = None if found.colour is Colour.NOT_YET else found.target
    return Measure(
        rule.code, _(rule.short), style, glyphs.word(style), figure, found.percent, goal, words.reason(found, rule)
    )


def _tally(below: Iterable[UnitState]) -> Iterator[str]:
    """``2 merah``, ``1 kuning``; the worst first, without those that nobody is."""
    many = Counter(one.standing.colour for one in below)
    for colour in _ORDER:
        if many[colour]:
            yield f"{numbers.number(many[colour])} {glyphs.word(words.style(colour)).lower()}"


def _names(report: Report) -> dict[str, str]:
    board = report.board
    path = {one.code: one.name for one in board.path}
    return path | {one.code: one.name for one in board.children} | dict(report.names)


def _red(report: Report, one: Action, election: Election) -> tuple[str, str]:
    rule, top = election.indicator(one.code), report.board.own.code
    if one.unit == top:
        return f"{one.code} {_(rule.short)}", words.reason(one.assessment, rule)
    between = places.beneath(one.unit, _names(report), top)
    name = plain(places.brief(places.number_or_name(one.unit, one.name)))
    return ", ".join([name, between] if between else [name]), f"{one.code} {words.headline(one.assessment, rule)}"


def _ask(report: Report, one: Ask, election: Election) -> Request:
    rule, today = election.indicator(one.code), report.board.moment.day
    what = f"{one.code} {_(rule.short)}, {numbers.number(one.count)} {_(words.ITEMS[rule.counts])}"
    named = [plain(places.brief(report.names[area])) for area in one.areas[:AREAS]]
    more = len(one.areas) - AREAS
    if more > 0:
        named.append(_("+{n} lagi").format(n=numbers.number(more)))
    due, label = election.day(rule.due), dates.h_label(rule.due)
    if today <= due:
        when = _("jatuh tempo {day} ({label})").format(day=dates.full_day(due), label=label)
    elif one.since > due:  # a seat that fell empty when the day had passed
        when = _("terbuka {days} (tenggat {label} sudah lewat)").format(
            days=dates.days_long((today - one.since).days), label=label
        )
    else:
        when = _("lewat {days} (tenggat {label})").format(days=dates.days_long((today - due).days), label=label)
    if one.waiting:
        when += _("; {n} butir lain menunggunya").format(n=numbers.number(one.waiting))
    return Request(_(rule.owner), what, ", ".join(named), when)


def _paces(report: Report, election: Election) -> Iterator[Paced]:
    known = report.board.own.standing.assessments
    for rule in laju.ordered(election.indicators, dict(report.paces)):
        found = report.paces[rule.code]
        if found.verdict in (Verdict.NOT_YET, Verdict.UNKNOWN) or known[rule.code].reason is Reason.NO_ITEMS:
            continue
        gained = numbers.number(found.gained) if found.gained <= 0 else f"+{numbers.number(found.gained)}"
        needed = _("perlu {n}/hari").format(n=numbers.number(found.needed)) if found.needed else ""
        yield Paced(rule.code, _(rule.short), gained, needed, laju.verdict(found, election)[0])


def _due(election: Election, report: Report) -> Iterator[tuple[str, str, str]]:
    """Day, H-label and name of what falls due within the next days."""
    for one in countdown.next_deadlines(election, report.at.date()):
        if one.days_left > queries.report.AHEAD:
            return
        time = f" {one.at:%H:%M}" if one.at is not None else ""
        code = f"{one.indicator} " if one.indicator else ""
        gate = " (" + _("gerbang") + ")" if one.gate else ""
        yield (
            f"{dates.numeric_day(one.on)}{time}",
            dates.h_label((election.polling.date - one.on).days),
            f"{code}{plain(_(one.name))}{gate}",
        )


def _age(report: Report) -> str:
    now = stored(report.at)
    if report.newest is None:
        return _("Data: belum ada laporan")
    parts = [_("Data: terbaru {ago}").format(ago=dates.ago(report.newest, now))]
    if report.oldest is not None:
        parts.append(_("yang cepat basi tertua {ago}").format(ago=dates.ago(report.oldest, now)))
    if report.silent:
        parts.append(_("ada yang belum melaporkan {codes}").format(codes=", ".join(report.silent)))
    return "; ".join(parts)
