"""Reports in words: a sitrep to paste into a chat, the longer one of the Monday desk; ``halaman`` makes a page of them.

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
from screens.locale import N_, _
from screens.presenters import dates, eskalasi, glyphs, laju, numbers, panggilan, places
from screens.presenters import readiness as words
from screens.presenters.text import fit, plain

if TYPE_CHECKING:
    from models.queries.board import Action, UnitState
    from models.queries.report import Ask, Report
    from models.rules.schema import Election, Indicator

KINDS = {"wa": N_("WhatsApp"), "html": N_("Halaman A4"), "desk": N_("Meja Senin")}
"""The kinds of reports, in words."""
ENDINGS = {"wa": "txt", "html": "html", "desk": "txt"}
"""What the name of a file of each kind ends with."""
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


def made(kind: str, report: Report, election: Election, mark: str = "") -> str:
    """The report of a kind, as it is pasted or written."""
    found = said(report, election, mark)
    if kind == "html":
        from screens.presenters.halaman import page

        return page(found, report, election)
    return desk(found) if kind == "desk" else wa(found)


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
    else:
        late = dates.days_long((today - max(due, one.since)).days)
        when = _("lewat {days} (tenggat {label})").format(days=late, label=label)
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


# ── a chat ────────────────────────────────────────────────────────────

_MARKUP = str.maketrans("", "", "*_~`")
"""What a chat would take for the beginning of bold, italic, struck or typed text, and none of our words need."""


def bare(text: str) -> str:
    """Without anything that a chat takes for markup."""
    return text.translate(_MARKUP)


def _bold(text: str) -> str:
    return f"*{bare(text).strip()}*"


def wa(found: Said) -> str:
    """The sitrep to paste into a chat: short lines, ``*bold*``."""
    own = found.own
    lines = [_bold(found.mark)] if found.mark else []
    lines += [
        _bold(_("SIAGA {label} · {place}").format(label=found.label, place=found.place)),
        bare(f"{found.election} · {found.polling}"),
        bare(found.at),
        "",
        f"{_bold(own.word)} · " + bare(_numbers(own)),
    ]
    if found.units:
        lines.append(bare(f"{len(found.units)} {found.level}: {found.below}"))
    lines += ["", _bold(_("PALING MERAH"))]
    lines += [bare(f"{at}. {where}: {why}") for at, (where, why) in enumerate(found.reds, 1)] or [_("tidak ada merah")]
    if found.asks:
        lines.append("")
    for at, one in enumerate(found.asks, 1):
        owner = _("MOHON: {owner}").format(owner=one.owner)
        lines.append(f"{at}. {_bold(owner)} {bare(one.what)}")
        lines += [bare(f"   {one.where}"), bare(f"   {one.when}")]
    if found.waiting:
        lines += ["", _bold(_("BELUM DIJAWAB"))]
        lines += [bare(f"{office}: {what}") for office, what in found.waiting]
    if found.call:
        lines += ["", bare(f"{found.call}: {found.called}")]
    return "\n".join([*lines, "", bare(found.age), bare(found.sign)]) + "\n"


def _numbers(own: Measure) -> str:
    return _("siap {siap} · terhadap target {target}").format(siap=own.done, target=own.figure)


# ── the desk ────────────────────────────────────────────────────────────


def desk(found: Said) -> str:
    """The report of the Monday desk: every unit and every gate, in columns of about 80 cells."""
    return outline(found, _("LAPORAN MEJA SENIN · {place}").format(place=found.place))


def outline(found: Said, title: str) -> str:
    """All that is said, in columns; what stands on the page, too."""
    lines = [found.mark] if found.mark else []
    lines += [
        title,
        f"{found.election} · {found.label} · {found.polling}",
        found.at,
        "",
        f"{found.own.word} · {_numbers(found.own)}",
        *([f"{len(found.units)} {found.level}: {found.below}"] if found.units else []),
    ]
    parts = [
        (found.level.upper(), [_unit_line(one) for one in found.units]),
        (_("GERBANG"), [_gate_line(one) for one in found.gates]),
        (_("LAJU 7 HARI"), [_pace_line(one) for one in found.paces]),
        (_("JATUH TEMPO 7 HARI INI"), [f"{fit(day, 16)} {fit(label, 7)} {name}" for day, label, name in found.due]),
        (_("PALING MERAH"), [f"{at}. {where}: {why}" for at, (where, why) in enumerate(found.reds, 1)]),
        (_("MOHON"), [line for at, one in enumerate(found.asks, 1) for line in _request(at, one)]),
        (_("BELUM DIJAWAB"), [f"{office}: {what}" for office, what in found.waiting]),
        (found.call.upper(), [found.called, *(f"{fit(name, 24)} {word}" for name, word, _style in found.stations)]),
    ]
    for heading, content in parts:
        if heading and any(content):
            lines += ["", heading, *(line.rstrip() for line in content)]
    return "\n".join([*lines, "", found.age, found.sign]) + "\n"


def _unit_line(one: Measure) -> str:
    numbers_ = _("siap {siap} target {target}").format(siap=f"{one.done:>3}", target=f"{one.figure:>3}")
    return f"{fit(one.name, 24)} {fit(one.word, 14)} {numbers_}  {one.why}"


def _gate_line(one: Measure) -> str:
    return f"{fit(one.code, 3)} {fit(one.name, 12)} {fit(one.word, 14)} {fit(one.figure, 13, 'right')}  {one.why}"


def _pace_line(one: Paced) -> str:
    return f"{fit(one.code, 3)} {fit(one.name, 12)} {fit(one.gained, 9, 'right')}  {fit(one.needed, 18)} {one.verdict}"


def _request(at: int, one: Request) -> list[str]:
    return [f"{at}. {one.owner}: {one.what}", f"   {one.where}", f"   {one.when}"]
