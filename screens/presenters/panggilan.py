"""The roll-call in words: what each kecamatan answered, what stands in the way, the record to print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from models import rollcall
from models.clock import local
from models.readiness import Colour
from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.activity import stamp
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.queries.rollcall import Called, Signed, Station
    from models.rollcall import Lapse, Waiver
    from models.rules.schema import Election, RollCall

_SAID = {
    rollcall.SIAP: (N_("SIAP"), "siap"),
    rollcall.TIDAK: (N_("TIDAK SIAP"), "kritis"),
    rollcall.GO: (N_("LANJUT"), "siap"),
    rollcall.HOLD: (N_("TUNDA"), "kritis"),
}


def columns() -> tuple[Column, ...]:
    """The columns of the stations."""
    return (
        Column("number", "#", 2, align="right", sortable=False),
        Column("name", _("Stasiun"), 14, weight=1, sortable=False),
        Column("status", _("kini"), 9, sortable=False),
        Column("said", _("jawaban"), 13, sortable=False),
        Column("why", _("keterangan"), 20, weight=3, sortable=False),
        Column("by", _("dicatat"), 12, weight=1, priority=1, sortable=False),
    )


def said(signed: Signed | None, lapses: Sequence[Lapse] = ()) -> tuple[str, str]:
    """``● SIAP``, ``▲ SIAP gugur`` or ``–``, with its style."""
    text, style = word(signed, lapses)
    return (text, style) if signed is None else (f"{glyphs.sign(style)} {text}", style)


def word(signed: Signed | None, lapses: Sequence[Lapse] = ()) -> tuple[str, str]:
    """``SIAP``, ``SIAP gugur`` or ``–``, with its style."""
    if signed is None:
        return "–", "dim"
    text, style = _SAID[signed.answer.said]
    return (_("{word} gugur").format(word=_(text)), "kurang") if lapses else (_(text), style)


def cells(number: int, station: Station, call: RollCall, election: Election, now: datetime) -> list[tuple[str, str]]:
    """One station, in the order of ``columns``. ``now`` is local."""
    colour = words.style(station.state.standing.colour)
    signed = station.signed
    why, style = _why(station, call, election, now)
    return [
        (str(number), "dim"),
        (places.brief(station.state.name), "text"),
        (glyphs.status(colour), colour),
        said(signed, station.lapses),
        (why, style),
        (f"{plain(signed.by)} {stamp(signed.at, now, brief=True)}" if signed else "", "dim"),
    ]


def late(signed: Signed, call: RollCall, election: Election, now: datetime) -> str:
    """``terlambat 2 hr``; empty for what was said in time."""
    days = rollcall.days_late(election, call, local(signed.at, now.tzinfo).date())
    return _("terlambat {days}").format(days=dates.days_long(days)) if days else ""


def _why(station: Station, call: RollCall, election: Election, now: datetime) -> tuple[str, str]:
    text, style = _reason(station, election)
    behind = late(station.signed, call, election, now) if station.signed is not None else ""
    return (" · ".join(part for part in (behind, text) if part), style) if behind else (text, style)


def _reason(station: Station, election: Election) -> tuple[str, str]:
    if station.lapses:
        return ", ".join(lapsed(station.lapses)), "kurang"
    signed = station.signed
    if signed is not None and signed.note:
        return plain(signed.note), "text"
    if signed is not None and signed.answer.waivers:
        codes = ", ".join(one.code for one in signed.answer.waivers)
        return _("dengan dispensasi {codes}").format(codes=codes), "text"
    blocked = rollcall.red(station.gates)
    if signed is None and blocked:
        return _("gerbang merah: {codes}").format(codes=", ".join(blocked)), "kritis"
    return "", "dim"


def lapsed(lapses: Iterable[Lapse]) -> list[str]:
    """``sejak 16 Jan: L1, L2 memburuk``, a part for each day and reason, the first day first."""
    found: dict[tuple[date, bool], list[str]] = {}
    for one in sorted(lapses, key=lambda one: (one.since, one.ended)):
        found.setdefault((one.since, one.ended), []).append(one.code)
    said = {False: _("sejak {day}: {codes} memburuk"), True: _("sejak {day}: dispensasi {codes} habis")}
    return [
        said[ended].format(day=dates.short_day(since), codes=", ".join(codes))
        for (since, ended), codes in found.items()
    ]


def title(call: RollCall, election: Election) -> str:
    """``Panggilan siap H-7 · Rab 7 Feb 2024``."""
    day = dates.full_day(election.day(call.day))
    return _("Panggilan siap H-{day} · {when}").format(day=call.day, when=day)


def state(called: Called, election: Election, now: datetime) -> tuple[str, str]:
    """How far it is, or when it opens; with its style."""
    today, call = now.date(), called.call
    if today < rollcall.opens(election, call):
        return _("dibuka {day}").format(day=dates.full_day(rollcall.opens(election, call))), "kurang"
    holds = called.ready
    answered = sum(one.signed is not None for one in called.stations)
    text = _("{siap} dari {n} masih SIAP, {answered} menjawab").format(
        siap=numbers.number(holds), n=numbers.number(len(called.stations)), answered=numbers.number(answered)
    )
    if today > election.day(call.day):
        text += _(" · sudah lewat")
    return text, "siap" if holds == len(called.stations) else "text"


def calls(called: Called, election: Election, now: datetime, width: int) -> Segments:
    """Every roll-call of the election in one line, the one that is shown lit: how many are ready, what was decided."""
    parts: Segments = []
    total = len(called.stations)
    for call in sorted(election.rollcalls, key=lambda one: -one.day):
        held, shown = called.held[call.day], call == called.call
        label = f"H-{call.day}"
        if now.date() < rollcall.opens(election, call):
            text, style = label, "dim"
        else:
            ready = numbers.ratio(held.ready, total)
            text, style = f"{label} {ready}", "text"
            if held.decision is not None:
                text, style = f"{text} {_(_SAID[held.decision][0])}", _SAID[held.decision][1]
        parts += [(" ", ""), (f"{glyphs.glyphs().mark if shown else ' '}{text} ", f"{style} bold" if shown else style)]
    before, hint = " " + _("menjawab SIAP:"), _("f: berikut")
    used = sum(len(text) for text, _style in parts)
    if used + len(hint) + 2 <= width:
        parts = [*parts, ("  ", ""), (hint, "dim")]
        used += len(hint) + 2
    return [(before, "dim"), *parts] if used + len(before) <= width else parts


def decision(called: Called, wide: bool, possible: bool, now: datetime) -> Segments:
    """What was decided, and by whom. ``wide``: the stations' answers are decisions of their own; ``possible``: one can
    be made now."""
    found = called.decision
    if found is None:
        none = _("keputusan: belum ada (Q)") if possible else _("keputusan: belum ada")
        return [(f"{none}; " + _("tiap baris adalah keputusan wilayah itu") if wide else none, "dim")]
    word, style = _SAID[found.answer.said]
    note = f" · {plain(found.note)}" if found.note else ""
    by = f" · {plain(found.by)} {stamp(found.at, now, brief=True)}"
    gone = "  " + _("gugur {why}").format(why=", ".join(lapsed(called.lapses))) if called.lapses else ""
    return [(_("keputusan: "), "dim"), (_(word), f"{style} bold"), (note, "text"), (by, "dim"), (gone, "kurang")]


def gates(station: Station, election: Election, waivers: Iterable[Waiver], now: datetime) -> list[Segments]:
    """Every gate of a station that is not green, and what lets it pass. ``now`` is local."""
    found: list[Segments] = []
    let = {one.code: one for one in waivers}
    for code, how in station.gates.items():
        if not how:
            continue
        rule, assessed = election.indicator(code), station.state.standing.assessments[code]
        style = words.style(assessed.colour)
        line: Segments = [(f"{glyphs.sign(style)} {code} {words.headline(assessed, rule)}", style)]
        line.append((f"  {_(rule.owner)}", "dim"))
        if how == 2:
            one = let.get(code)
            line.append((f"  {waived(one, now)}" if one else "  " + _("menghalangi SIAP"), "key" if one else "kritis"))
        found.append(line)
    if not found:
        later = sum(station.state.standing.assessments[code].colour is Colour.NOT_YET for code in station.gates)
        if later:
            said = _("tidak ada gerbang kuning atau merah; {n} belum waktunya").format(n=later)
        else:
            said = _("semua gerbang hijau")
        found.append([(said, "dim" if later == len(station.gates) else "siap")])
    return found


def answered(station: Station, election: Election) -> list[Segments]:
    """What the station answered, who answers for it, and why it holds no longer; nothing where it did not yet."""
    if station.signed is None:
        return []
    first: Segments = [said(station.signed, station.lapses), (f"  {_by(station.signed, election)}", "dim")]
    return [first, *([(f"  {part}", "kurang")] for part in lapsed(station.lapses))]


def waived(one: Waiver, now: datetime) -> str:
    """``dispensasi Ketua KPU s.d. Kam 8 Feb 12:00: genset menyusul``."""
    until = local(one.until, now.tzinfo)
    return _("dispensasi {by} s.d. {day} {hour}: {reason}").format(
        by=plain(one.by), day=dates.short_day(until.date()), hour=dates.hour(until), reason=plain(one.reason)
    )


def _by(signed: Signed, election: Election) -> str:
    """Who answers for it."""
    names = [
        f"{plain(name)} ({places.body_name(election, body)} {places.post_name(election, body, post, 1)})"
        for body, post, name in signed.signed
    ]
    if signed.answer.said in rollcall.DECISIONS:
        return _("keputusan {who}").format(who=plain(signed.by))
    return ", ".join(names) or _("ketua PPK dan kepala sekretariat belum ada")


def refused(codes: Iterable[str], call: RollCall) -> str:
    """Why SIAP cannot be said."""
    codes = tuple(codes)
    firm = [code for code in codes if code in call.firm]
    if firm:
        return _("SIAP ditolak: {codes} merah, dan tidak dapat didispensasi pada H-{day}.").format(
            codes=", ".join(firm), day=call.day
        )
    return _("SIAP ditolak: gerbang {codes} merah. d memberi dispensasi: siapa, mengapa, sampai kapan.").format(
        codes=", ".join(codes)
    )


def record(called: Called, election: Election, unit: str, now: datetime, mark: str = "") -> str:
    """The roll-call as plain text, to print or to paste; the same data give the same text. ``now`` gives the zone;
    ``mark``: what stands above it, of a rehearsal. The last line is the SHA-256 of all lines above it."""
    lines = [
        *([mark, ""] if mark else []),
        _("PANGGILAN SIAP H-{day}").format(day=called.call.day),
        f"{_(election.name)} · {plain(unit)} · {dates.long_day(election.day(called.call.day))}",
        "",
    ]
    for number, station in enumerate(called.stations, 1):
        signed = station.signed
        name = plain(station.state.name)
        if signed is None:
            lines.append(f"{number}. {name}: " + _("belum menjawab"))
            continue
        lines.append(f"{number}. {name}: {said(signed, station.lapses)[0]}")
        lines.append(f"   {_by(signed, election)}")
        red = ", ".join(code for code, how in signed.answer.gates.items() if how == 2) or "–"
        lines.append("   " + _("gerbang merah saat itu: {codes}").format(codes=red))
        lines += [f"   {one.code}: {waived(one, now)}" for one in signed.answer.waivers]
        lines += [f"   {part}" for part in lapsed(station.lapses)]
        if signed.note:
            lines.append(f"   {plain(signed.note)}")
        behind = late(signed, called.call, election, now)
        lines.append("   " + _("dicatat {who} {when} · aturan {rules} · #{digest}").format(
            who=plain(signed.by), when=_moment(signed.at, now), rules=signed.rules, digest=signed.digest[:12]
        ) + (f" · {behind}" if behind else ""))  # fmt: skip
    lines.append("")
    found = called.decision
    if found is None:
        lines.append(_("KEPUTUSAN: belum ada"))
    else:
        note = f": {plain(found.note)}" if found.note else ""
        lines.append(_("KEPUTUSAN: {said}{note}").format(said=_(_SAID[found.answer.said][0]), note=note))
        lines.append(f"{plain(found.by)} {_moment(found.at, now)} · #{found.digest[:12]}")
        lines += lapsed(called.lapses)
    text = "\n".join([*lines, "", ""])
    return text + _("SHA-256 {digest}").format(digest=hashlib.sha256(text.encode()).hexdigest()) + "\n"


def _moment(at: datetime, now: datetime) -> str:
    moment = local(at, now.tzinfo)
    return f"{dates.full_day(moment.date())} {dates.hour(moment)} {moment.tzname() or ''}".rstrip()
