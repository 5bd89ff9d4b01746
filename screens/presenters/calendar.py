"""The calendar's rows: deadlines, stages and terms of office, and the line of time that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.countdown import next_deadlines
from screens.locale import N_, _, ngettext
from screens.presenters import dates, glyphs
from screens.presenters.numbers import Segments
from screens.presenters.text import fit, plain

if TYPE_CHECKING:
    from models.countdown import Upcoming
    from models.rules.schema import Body, Election, Indicator, Stage

NEAREST = 6
"""Deadlines at the top of the calendar, of all elections together."""
STYLES = ("key", "takada", "siap", "kurang")
"""The colour of each election's bars, in the order of the elections."""
KINDS = {"deadline": N_("tenggat"), "indicator": N_("tenggat indikator"), "stage": N_("akhir tahapan")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``start`` and ``end`` are the days of its bar; ``text`` stands where rows without a bar have room.

    ``days``, where given, are its days in short and at length.
    ``state`` is in words and style; ``facts`` are what its details say, label and text. ``more``: bars beside the one
    from ``start`` to ``end``, each with its style.
    """

    key: tuple[str, ...]
    name: str
    start: date | None = None
    end: date | None = None
    state: tuple[str, str] = ("", "dim")
    days: tuple[str, str] = ("", "")
    text: str = ""
    style: str = "text"
    bar: str = ""
    heading: bool = False
    unverified: bool = False
    facts: tuple[tuple[str, str], ...] = field(default=())
    more: tuple[tuple[date, date, str], ...] = ()


# ── the line of time ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from ``first`` to ``last`` on a line of cells."""

    first: date
    last: date

    @classmethod
    def over(cls, entries: Iterable[Entry]) -> Scale:
        """From the first month to the last one that a bar touches."""
        days = [day for entry in entries if entry.bar for day in (entry.start, entry.end) if day is not None]
        if not days:
            return cls(date(2000, 1, 1), date(2000, 12, 31))
        last = max(days)
        return cls(min(days).replace(day=1), (last.replace(day=1) + timedelta(days=31)).replace(day=1))

    def cell(self, day: date, width: int) -> int:
        """The cell of a day, within the line."""
        length = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days * width // length, 0), width - 1)

    def title(self, width: int) -> str:
        """``2023      Apr  Jul  Okt 2024``: years, and months between them as far as there is room."""
        cells = [" "] * width
        months = list(self._months())
        # Years first: they must stand; then where the line begins, then quarters where there is room.
        januaries = [day for day in months if day.month == 1]
        for day in [*januaries, self.first, *(day for day in months if day.month in {4, 7, 10})]:
            text = str(day.year) if day.month == 1 or day == self.first else dates.month(day)
            at = self.cell(day, width)
            room = cells[max(at - 1, 0) : at + len(text) + 1]
            if at + len(text) <= width and all(cell == " " for cell in room):
                cells[at : at + len(text)] = text
        return "".join(cells)

    def _months(self) -> Iterator[date]:
        day = self.first
        while day < self.last:
            yield day
            day = (day + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a line of time is drawn with."""

    bar: str
    today: str
    polling: str


def signs() -> Signs:
    """Unicode, or ASCII where the settings say so."""
    return Signs("═", "│", "▼") if glyphs.glyphs() is glyphs.UNICODE else Signs("=", "|", "v")


def line(entry: Entry, scale: Scale, width: int, today: date, polling: date | None) -> Segments:
    """A bar on the line of time, with today and the polling day."""
    if width <= 0:
        return []
    drawn = signs()
    cells = [(" ", "")] * width
    if entry.bar and (entry.start or entry.end):
        # A side that no source gives is not drawn.
        first = scale.cell(entry.start or entry.end or today, width)
        last = scale.cell(entry.end, width) if entry.end else first
        for at in range(first, max(first, last) + 1):
            cells[at] = (drawn.bar, entry.bar)
    for start, end, style in entry.more:
        for at in range(scale.cell(start, width), scale.cell(end, width) + 1):
            cells[at] = (drawn.bar, style)
    if scale.first <= today <= scale.last:
        cells[scale.cell(today, width)] = (drawn.today, "title")
    if polling is not None and entry.start == entry.end == polling:
        cells[scale.cell(polling, width)] = (drawn.polling, f"{entry.bar} bold")
    parts: Segments = []
    for text, style in cells:
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + text, style)
        else:
            parts.append((text, style))
    return parts


# ── rows ────────────────────────────────────────────────────────────


def entries(elections: Sequence[Election], today: date) -> list[Entry]:
    """The whole calendar; the election where the user stands comes first in ``elections``."""
    found = list(_nearest(elections, today))
    colours = dict(zip((one.code for one in sorted(elections, key=_polling)), STYLES * len(elections), strict=False))
    for election in elections:
        found.append(_heading("stages", election, _("Tahapan {election}")))
        found += [
            _stage(election, at, stage, today, colours[election.code]) for at, stage in enumerate(election.stages)
        ]
    for election in elections:
        found.append(_heading("due", election, _("Semua tenggat {election}")))
        found += [_deadline("due", election, one, today) for one in _deadlines(election, date.min)]
    found += _offices(elections, today, colours)
    for election in elections:
        found.append(_heading("tenure", election, _("Masa kerja {election}")))
        found += [_tenure(election, body, today, colours[election.code]) for body in election.bodies]
    return found


def _polling(election: Election) -> date:
    return election.polling.date


def _heading(section: str, election: Election, text: str) -> Entry:
    name = text.format(election=_(election.name))
    return Entry((section, election.code), name, style="title", heading=True)


def _nearest(elections: Sequence[Election], today: date) -> Iterator[Entry]:
    yield Entry(("near",), _("Tenggat berikutnya"), style="title", heading=True)
    ahead = [(election, one) for election in elections for one in _deadlines(election, today)]
    ahead.sort(key=lambda item: item[1].on)
    for election, one in ahead[:NEAREST]:
        yield _deadline("near", election, one, today)
    if not ahead:
        yield Entry(("near", "none"), _("tidak ada lagi"), style="dim")


def _deadlines(election: Election, since: date) -> list[Upcoming]:
    """Duties and due days of indicators; the ends of stages have their own section."""
    return [one for one in next_deadlines(election, since) if one.kind != "stage"]


def _deadline(section: str, election: Election, one: Upcoming, today: date) -> Entry:
    left = (one.on - today).days
    code = f" ({one.indicator})" if one.indicator else ""
    hour = f" {one.at:%H:%M}" if one.at else ""
    label = _("HARI-H") if one.on == election.polling.date else one.label
    basis = _(one.basis)
    note = next((d.note for d in election.deadlines if d.name == one.name and d.note), "")
    facts = [
        (_("pemilihan"), _(election.name)),
        (_("jenis"), _(KINDS[one.kind])),
        (_("hari"), f"{dates.long_day(one.on)}{hour} · {label}"),
        (_("sisa"), left_words(left)),
        (_("dasar"), basis),
    ]
    if one.indicator:
        rule = election.indicator(one.indicator)
        facts.insert(2, (_("indikator"), f"{rule.code} {_(rule.name)}" + (f" · {_('gerbang')}" if rule.gate else "")))
        facts.append((_("yang bertindak"), _(rule.owner)))
        facts += _dependencies(election, rule)
    return Entry(
        key=(section, election.code, one.name, one.indicator),
        name=f"  {_(one.name)}{code}",
        start=one.on,
        end=one.on,
        state=(f"{label} · {left_words(left, short=True)}", _urgency(left)),
        days=(dates.numeric_day(one.on) + hour, dates.full_day(one.on) + hour),
        text=f"{_(election.name)} · {basis}",
        style="dim" if left < 0 else "text",
        unverified=one.unverified,
        facts=_with_notes(facts, note, unverified=one.unverified),
    )


def _dependencies(election: Election, rule: Indicator) -> Iterator[tuple[str, str]]:
    """What must be ready before, what waits for it, and in which stages it falls."""
    if rule.needs:
        yield _("menunggu"), ", ".join(_called(election.indicator(code)) for code in rule.needs)
    waiting = [_called(one) for one in election.indicators if rule.code in one.needs]
    if waiting:
        yield _("ditunggu"), ", ".join(waiting)
    first, last = election.day(rule.start), election.day(rule.due)
    around = [
        _(stage.name)
        for stage in election.stages
        if stage.held and stage.start and stage.end and stage.start <= last and stage.end >= first
        and (stage.end - stage.start).days < LONG
    ]  # fmt: skip
    if around:
        yield _("tahapan saat itu"), ", ".join(around)


LONG = 120
"""Days from which on a stage says nothing about what happens in it."""


def _called(rule: Indicator) -> str:
    return f"{rule.code} {_(rule.short)}"


def _within(election: Election, stage: Stage) -> Iterator[tuple[str, str]]:
    """The indicators that begin, and those that are due, while a stage runs."""
    if not stage.held or stage.start is None or stage.end is None or (stage.end - stage.start).days >= LONG:
        return
    for label, days in ((_("mulai di dalamnya"), "start"), (_("jatuh tempo"), "due")):
        found = [
            f"{_called(rule)} ({dates.h_label(getattr(rule, days))})"
            for rule in election.indicators
            if stage.start <= election.day(getattr(rule, days)) <= stage.end
        ]
        if found:
            yield label, ", ".join(found)


def _offices(elections: Sequence[Election], today: date, colours: Mapping[str, str]) -> list[Entry]:
    """Who is in office when: each body that several elections have, with all of its terms on one line of time."""
    ordered = sorted(elections, key=_polling)
    terms: dict[str, list[tuple[Election, Body, date, date]]] = {}
    for election in ordered:
        for body in election.bodies:
            start, end = body.tenure.start, body.tenure.end
            if start is not None and end is not None:
                terms.setdefault(body.code, []).append((election, body, start, end))
    several = {code: found for code, found in terms.items() if len(found) > 1}
    if not several:
        return []
    heading = Entry(("offices",), _("Siapa menjabat kapan, semua pemilihan"), style="title", heading=True)
    return [heading, *(_office(code, found, today, colours) for code, found in several.items())]


def _office(
    code: str, terms: Sequence[tuple[Election, Body, date, date]], today: date, colours: Mapping[str, str]
) -> Entry:
    facts, gaps = [], []
    for at, (election, _body, start, end) in enumerate(terms):
        if at and (gap := (start - terms[at - 1][3]).days - 1) > 0:
            first, last = terms[at - 1][3] + timedelta(days=1), start - timedelta(days=1)
            days = f"{dates.short_day(first)}–{dates.short_day(last, year=True)}"
            gaps.append(days)
            facts.append((_("tidak ada"), f"{days} ({dates.days_long(gap)})"))
        facts.append((_(election.name), f"{dates.long_day(start)} – {dates.long_day(end)}"))
    now = next((_(election.name) for election, _body, start, end in terms if start <= today <= end), "")
    return Entry(
        key=("offices", code),
        name=f"  {_(terms[0][1].short)}",
        start=terms[0][2],
        end=terms[-1][3],
        state=(now, "siap") if now else (_("tidak ada"), "kurang"),
        days=("; ".join(gaps), _("kosong {days}").format(days="; ".join(gaps)) if gaps else ""),
        more=tuple((start, end, colours[election.code]) for election, _body, start, end in terms),
        facts=tuple((label, plain(text)) for label, text in facts),
    )


def _stage(election: Election, at: int, stage: Stage, today: date, colour: str) -> Entry:
    state = state_words(stage.start, stage.end, today) if stage.held else (_("tidak dilaksanakan"), "dim")
    past = not stage.held or (stage.end is not None and stage.end < today)
    facts = [
        (_("pemilihan"), _(election.name)),
        (_("mulai"), dates.long_day(stage.start) if stage.start else _("belum diketahui")),
        (_("selesai"), dates.long_day(stage.end) if stage.end else _("belum diketahui")),
        (_("keadaan"), state[0]),
        (_("dasar"), _(stage.basis)),
        *_within(election, stage),
    ]
    return Entry(
        key=("stages", election.code, str(at)),
        name=("    " if stage.sub else "  ") + _(stage.name),
        start=stage.start,
        end=stage.end,
        state=state,
        style="dim" if past else "text",
        bar="track" if not stage.held else "dim" if past else colour,
        unverified=stage.unverified,
        facts=_with_notes(facts, stage.note, stage.source, unverified=stage.unverified, held=stage.held),
    )


def _tenure(election: Election, body: Body, today: date, colour: str) -> Entry:
    tenure = body.tenure
    state = state_words(tenure.start, tenure.end, today)
    past = tenure.end is not None and tenure.end < today
    facts = [
        (_("badan"), _(body.name)),
        (_("mulai"), dates.long_day(tenure.start) if tenure.start else _("belum diketahui")),
        (_("selesai"), dates.long_day(tenure.end) if tenure.end else _("belum diketahui")),
        (_("keadaan"), state[0]),
        (_("diangkat oleh"), _(body.appointed_by)),
        (_("dasar"), _(body.basis)),
    ]
    note = "; ".join(_(text) for text in (tenure.note, body.note) if text)
    return Entry(
        key=("tenure", election.code, body.code),
        name=f"  {_(body.short)}",
        start=tenure.start,
        end=tenure.end,
        state=state,
        style="dim" if past else "text",
        bar="dim" if past else colour,
        unverified=tenure.unverified,
        facts=_with_notes(facts, note, tenure.source or body.source, unverified=tenure.unverified),
    )


def _with_notes(
    facts: list[tuple[str, str]], note: str, source: str = "", *, unverified: bool, held: bool = True
) -> tuple[tuple[str, str], ...]:
    if not held:
        facts.append((_("catatan"), _("tidak dilaksanakan")))
    if unverified:
        facts.append((_("catatan"), _("belum dipastikan")))
    if note:
        facts.append((_("catatan"), _(note)))
    if source:
        facts.append((_("sumber"), source))
    return tuple((label, plain(text)) for label, text in facts)


# ── words ────────────────────────────────────────────────────────────


def state_words(start: date | None, end: date | None, today: date) -> tuple[str, str]:
    """``selesai``, ``berjalan · 10 hr``, ``12 hari lagi``, with a style; nothing where no day is known."""
    if end is not None and end < today:
        return (_("selesai"), "dim")
    if start is not None and start > today:
        return (left_words((start - today).days), "text")
    if start is None and end is None:
        return (_("belum diketahui"), "dim")
    if start is None or end is None:
        return (_("berjalan"), "siap") if end is None else (_("awal belum pasti"), "dim")
    left = (end - today).days
    if left == 0:
        return (_("hari ini") if start == end else _("hari terakhir"), "kurang bold")
    return (_("berjalan · {days}").format(days=dates.days_long(left)), "siap")


def left_words(days: int, *, short: bool = False) -> str:
    """``7 hari lagi``, ``hari ini``, ``lewat``."""
    if days < 0:
        return _("lewat")
    if days == 0:
        return _("hari ini")
    if short:
        return dates.days_long(days)
    return ngettext("{n} hari lagi", "{n} hari lagi", days).format(n=days)


def _urgency(left: int) -> str:
    return "dim" if left < 0 else "kritis bold" if left == 0 else "kurang" if left <= 3 else "text"


def matches(typed: str, entry: Entry) -> bool:
    """Whether what was typed is in an entry's name or in what its details say; headings go while one filters."""
    if not typed:
        return True
    text = " ".join((entry.name, *(fact for _label, fact in entry.facts))).casefold()
    return not entry.heading and all(part in text for part in typed.casefold().split())


def days_words(entry: Entry, *, broad: bool) -> str:
    """The days of an entry: ``12 Feb – 14 Mar 2023``, or ``12/2/23–14/3/23`` where there is little room."""
    if entry.heading:
        return ""
    text = entry.days[broad] or _span(entry.start, entry.end, broad=broad)
    return f"{text} ?" if entry.unverified else text


def _span(start: date | None, end: date | None, *, broad: bool) -> str:
    def one(day: date, *, year: bool = True) -> str:
        return dates.short_day(day, year=year) if broad else f"{day.day}/{day.month}" + (f"/{day:%y}" if year else "")

    if start is None or end is None:
        if start is not None:
            return _("mulai {day}").format(day=one(start))
        return _("s.d. {day}").format(day=one(end)) if end is not None else ""
    if start == end:
        return one(start)
    return f"{one(start, year=start.year != end.year)}{' – ' if broad else '–'}{one(end)}"


def detail_lines(entry: Entry, sources: dict[str, str]) -> list[Segments]:
    """What Enter shows: the facts, and where they were read."""
    room = max((len(label) for label, _text in entry.facts), default=0) + 2
    lines: list[Segments] = []
    for label, text in entry.facts:
        if label == _("sumber"):
            for at, key in enumerate(part.strip() for part in text.split(",")):
                where = f"{key} {sources[key]}" if key in sources else key
                lines.append([(f" {fit(label if not at else '', room)}", "dim"), (plain(where), "dim")])
        else:
            lines.append([(f" {fit(label, room)}", "dim"), (text, "text")])
    return lines
