"""The roll-call in words: what each kecamatan answered, what stands in the way, the record to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from models import rollcall
from models.clock import local
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
    if signed is None:
        return "–", "dim"
    word, style = _SAID[signed.answer.said]
    if lapses:
        return f"{glyphs.sign('kurang')} {_('{word} gugur').format(word=_(word))}", "kurang"
    return f"{glyphs.sign(style)} {_(word)}", style


def cells(number: int, station: Station, election: Election, now: datetime) -> list[tuple[str, str]]:
    """One station, in the order of ``columns``. ``now`` is local."""
    colour = words.style(station.state.standing.colour)
    signed = station.signed
    why, style = _why(station, election)
    return [
        (str(number), "dim"),
        (places.brief(station.state.name), "text"),
        (glyphs.status(colour), colour),
        said(signed, station.lapses),
        (why, style),
        (f"{plain(signed.by)} {stamp(signed.at, now, brief=True)}" if signed else "", "dim"),
    ]


def _why(station: Station, election: Election) -> tuple[str, str]:
    if station.lapses:
        return ", ".join(lapse(one) for one in station.lapses), "kurang"
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


def lapse(one: Lapse) -> str:
    """``L2 memburuk``."""
    return (_("dispensasi {code} habis") if one.ended else _("{code} memburuk")).format(code=one.code)


def title(call: RollCall, election: Election) -> str:
    """``Panggilan siap H-7 · Rab 7 Feb 2024``."""
    day = dates.full_day(election.day(call.day))
    return _("Panggilan siap H-{day} · {when}").format(day=call.day, when=day)


def state(called: Called, election: Election, now: datetime) -> tuple[str, str]:
    """How far it is, or when it opens; with its style."""
    today, call = now.date(), called.call
    if today < rollcall.opens(election, call):
        return _("dibuka {day}").format(day=dates.full_day(rollcall.opens(election, call))), "kurang"
    holds = sum(one.signed is not None and one.signed.answer.said == rollcall.SIAP and not one.lapses
                for one in called.stations)  # fmt: skip
    answered = sum(one.signed is not None for one in called.stations)
    text = _("{siap} SIAP dari {n}, {answered} menjawab").format(
        siap=numbers.number(holds), n=numbers.number(len(called.stations)), answered=numbers.number(answered)
    )
    if today > election.day(call.day):
        text += _(" · sudah lewat")
    return text, "siap" if holds == len(called.stations) else "text"


def decision(called: Called, now: datetime) -> Segments:
    """What was decided, and by whom."""
    found = called.decision
    if found is None:
        return [(_("keputusan: belum ada (Q)"), "dim")]
    word, style = _SAID[found.answer.said]
    note = f" · {plain(found.note)}" if found.note else ""
    by = f" · {plain(found.by)} {stamp(found.at, now, brief=True)}"
    return [(_("keputusan: "), "dim"), (_(word), f"{style} bold"), (note, "text"), (by, "dim")]


def details(station: Station, election: Election, waivers: Iterable[Waiver], now: datetime) -> list[Segments]:
    """A station in full: every gate that is not green, what lets it pass, who answers. ``now`` is local."""
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
        found.append([(_("semua gerbang hijau"), "siap")])
    if station.signed is not None:
        found.append([])
        found.append([said(station.signed, station.lapses), (f"  {_by(station.signed, election)}", "dim")])
    return found


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


def record(called: Called, election: Election, unit: str, now: datetime) -> str:
    """The roll-call as plain text, to print or to paste; the same data give the same text. ``now`` gives the zone."""
    lines = [
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
        lines += [f"   {lapse(one)}" for one in station.lapses]
        if signed.note:
            lines.append(f"   {plain(signed.note)}")
        lines.append("   " + _("dicatat {who} {when} · aturan {rules} · #{digest}").format(
            who=plain(signed.by), when=_moment(signed.at, now), rules=signed.rules, digest=signed.digest[:12]
        ))  # fmt: skip
    lines.append("")
    found = called.decision
    if found is None:
        lines.append(_("KEPUTUSAN: belum ada"))
    else:
        note = f": {plain(found.note)}" if found.note else ""
        lines.append(_("KEPUTUSAN: {said}{note}").format(said=_(_SAID[found.answer.said][0]), note=note))
        lines.append(f"{plain(found.by)} {_moment(found.at, now)} · #{found.digest[:12]}")
    return "\n".join(lines)


def _moment(at: datetime, now: datetime) -> str:
    moment = local(at, now.tzinfo)
    return f"{dates.full_day(moment.date())} {dates.hour(moment)} {moment.tzname() or ''}".rstrip()
