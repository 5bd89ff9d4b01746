"""Journal entries as sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.clock import local
from screens.locale import N_, _
from screens.presenters import dates, logistics, numbers, places
from screens.presenters.numbers import Segments
from screens.presenters.readiness import state_word
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.queries.activity import EntryRow
    from models.rules.schema import Election

    _Fact = Callable[[Mapping[str, Any], Election | None], str]

_SENTENCES = {
    "appoint": N_("mengangkat {name} · {body} {place}"),
    "appoint_many": N_("mengangkat {count} orang · {bodies} {place}"),
    "decree": N_("melengkapi SK {name} · {body} {place}"),
    "end": N_("mencatat {name} {reason} · {body} {place}"),
    "end_many": N_("mencatat {count} orang {reason} · {bodies} {place}"),
    "evidence": N_("mencatat {indicator} {count} butir {state} · {place}"),
    "withdraw": N_("mencabut {indicator} {count} butir · {place}"),
    "rollcall": N_("mencatat panggilan H-{h}: {place} {said}"),
    "rollcall_decide": N_("memutuskan panggilan H-{h}: {said} · {place}"),
    "account": N_("mengatur akun {name}"),
    "include": N_("menghitung lagi {indicator} {count} butir · {place}"),
    "exclude": N_("mengecualikan {indicator} {count} butir · {place}"),
    "nihil": N_("melaporkan nihil {indicator} · {place}"),
    "confirm": N_("mengonfirmasi {indicator} · {place}"),
    "import": N_("mengimpor {file} · {appointed} diangkat, {changed} diubah · {place}"),
    "import_reserves": N_(
        "mengimpor {file} · {appointed} diangkat, {reserves} cadangan ditambahkan, {changed} diubah · {place}"
    ),
    "mapping": N_("mencatat arti kolom berkas impor"),
    "tps": N_("menetapkan {total} TPS · {place}"),
    "contact": N_("memperbarui kontak {role} · {place}"),
    "contact_call": N_("menelepon {role}: {outcome} · {place}"),
    "meeting": N_("mencatat rakor {day} {reference} · {place}"),
    "commitment": N_("mencatat janji {owner} s.d. {due}: {promise} · {place}"),
    "commitment_done": N_("mencatat janji {owner} ditepati: {promise} · {place}"),
    "escalate": N_("meminta bantuan {role}: {subject} · {place}"),
    "escalation_answered": N_("mencatat {role} menjawab: {subject} · {place}"),
    "escalation_cancel": N_("membatalkan permintaan ke {role}: {subject} · {place}"),
    "escalation_climb": N_("menaikkan permintaan dari {below} ke {role}: {subject} · {place}"),
    "pattern": N_("menetapkan pengamanan {pattern} {count} TPS · {place}"),
    "case": N_("mencatat kasus netralitas {reference}: {case} · {place}"),
    "export": N_("mengekspor {what} lengkap, {count} baris, untuk {purpose} · {place}"),
    "swear": N_("melantik {name} · {body} {place}"),
    "replace": N_("mengangkat {name} menggantikan {previous} · {body} {place}"),
    "ceremony": N_("mencatat {kind} {count} orang · {bodies} {place}"),
    "reserve": N_("menambah cadangan {name} · {body} {place}"),
    "reserve_move": N_("memindah giliran cadangan {name} ke {rank} · {body} {place}"),
    "reserve_end": N_("mencatat cadangan {name} {reserve} · {body} {place}"),
    "call": N_("menelepon {name}: {outcome} · {place}"),
    "biodata": N_("mengubah biodata {name} · {place}"),
    "papers": N_("mencatat {count} berkas {name} · {place}"),
    "unmask": N_("membuka data pribadi {name} · {place}"),
    "dpt": N_("mengisi DPT {count} TPS · {place}"),
    "stock": N_("mencatat {good}: {pieces} · {place}"),
    "kit": N_("mencatat {step} {count} TPS · {place}"),
    "flag": N_("menandai rawan: {sign} · {place}"),
    "mitigate": N_("menjawab kerawanan: {sign} · {place}"),
    "flag_end": N_("menghapus tanda rawan: {sign} · {place}"),
    "erase": N_("menghapus data pribadi {count} orang yang selesai bertugas sebelum {before} (UU 27/2022)"),
    "erase_journal": N_("menghapus data pribadi dari {count} catatan jurnal (UU 27/2022)"),
    "setup": N_("menyiapkan basis data"),
    "restore": N_("memulihkan basis data dari cadangan {file}, sampai dengan catatan {seq}"),
    "suppose": N_("mengandaikan, tidak dicatat · {place}"),
    "edition": N_("memperbarui wilayah · {place}"),
}
"""One sentence a verb, behind the actor's name."""


def sentence(entry: EntryRow, elections: Mapping[str, Election], beside: str = "") -> str:
    """What an entry did, without who and when. ``beside``: what its place lies in, where that must be said."""
    place = places.unit_name(entry.unit, entry.unit_name) + (f", {beside}" if beside else "")
    election = elections.get(entry.election or "")
    if entry.verb == "undo":
        was = entry.detail.get("was", {})
        verb = str(entry.detail.get("verb", ""))
        return _("mengurungkan: {what}").format(what=_said(verb, was, place, election))
    return _said(entry.verb, entry.detail, place, election)


def line(
    entry: EntryRow, elections: Mapping[str, Election], now: datetime, beside: str = "", *, brief: bool = False
) -> Segments:
    """``20:00:02 bayu  mencatat Bimtek 12 butir siap · Panjang``; what was undone is struck. ``now`` is local."""
    style = "dim strike" if entry.undone else "text"
    return [
        (f"{stamp(entry.at, now, brief=brief)} ", "dim"),
        (f"{plain(entry.actor)} ", "key"),
        (sentence(entry, elections, beside), style),
    ]


def recent(
    entries: Sequence[EntryRow], elections: Mapping[str, Election], now: datetime, names: Mapping[str, str], top: str,
    *, brief: bool,
) -> list[Segments]:  # fmt: skip
    """The newest entries of a unit (``top``), a line each."""
    return [line(one, elections, now, places.beside(one.unit, names, top), brief=brief) for one in entries] or [
        [(_("Belum ada catatan."), "dim")]
    ]


def stamp(at: datetime, now: datetime, *, brief: bool = False) -> str:
    """When: the time today, the day and time before. ``now`` is local."""
    moment = local(at, now.tzinfo)
    if moment.date() == now.date():
        return dates.hour(moment, seconds=not brief)
    day = dates.short_day(moment.date(), year=moment.year != now.year)
    return day if brief else f"{day} {dates.hour(moment)}"


def _said(verb: str, detail: Mapping[str, Any], place: str, election: Election | None) -> str:
    template = _SENTENCES.get(_as(verb, detail))
    if template is None:
        return f"{verb} · {place}"
    return _(template).format_map(_Facts(detail, place, election))


class _Facts:
    """What stands in the gaps of a sentence; only what it has a gap for is made."""

    def __init__(self, detail: Mapping[str, Any], place: str, election: Election | None) -> None:
        self._detail = detail
        self._place = place
        self._election = election

    def __getitem__(self, name: str) -> str:
        return self._place if name == "place" else _FACTS[name](self._detail, self._election)


def _as(verb: str, detail: Mapping[str, Any]) -> str:
    """Whose sentence it is: evidence that changed no item still said that the report holds."""
    if verb == "import" and detail.get("reserves"):
        return "import_reserves"
    return "confirm" if verb == "evidence" and not detail.get("count") else verb


CEREMONIES = {"pakta": N_("pakta integritas"), "sumpah": N_("sumpah atau janji")}
"""What is held for many at once, beside the indicators."""


def _kind(election: Election | None, kind: str) -> str:
    return _(CEREMONIES[kind]) if kind in CEREMONIES else _indicator(election, kind)


def _body(election: Election | None, code: str) -> str:
    if election is None or not code:
        return code
    return _(election.body(code).short)


def _role(election: Election | None, code: str) -> str:
    roles = election.contacts if election is not None else ()
    return next((_(one.name) for one in roles if one.code == code), code)


def _day(text: str | None, *, year: bool = False) -> str:
    return dates.short_day(date.fromisoformat(text), year=year) if text else ""


def _indicator(election: Election | None, code: str) -> str:
    if election is None or not code:
        return code
    return _(election.indicator(code).short)


def _text(name: str) -> _Fact:
    return lambda detail, _election: "" if (value := detail.get(name)) is None else plain(str(value))


def _count(name: str) -> _Fact:
    return lambda detail, _election: numbers.number(int(detail.get(name, 0) or 0))


def _word(name: str, words: Mapping[str, str]) -> _Fact:
    return lambda detail, _election: _(words.get(str(detail.get(name, "")), "")) if detail.get(name) else ""


_TEXTS = ("name", "file", "subject", "reference", "owner", "promise", "pattern", "h", "rank", "what", "seq", "purpose")
_COUNTS = ("appointed", "changed", "reserves", "count")
_FACTS: dict[str, _Fact] = {
    **{name: _text(name) for name in _TEXTS},
    **{name: _count(name) for name in _COUNTS},
    "body": lambda detail, election: _body(election, str(detail.get("body", ""))),
    "bodies": lambda detail, election: ", ".join(_body(election, str(code)) for code in detail.get("bodies", ())),
    "indicator": lambda detail, election: _indicator(election, str(detail.get("indicator") or "")),
    "state": lambda detail, _election: state_word(str(detail.get("state", ""))),
    "reason": _word("reason", places.END_REASONS),
    "role": lambda detail, election: _role(election, str(detail.get("role", ""))),
    "below": lambda detail, election: _role(election, str(detail.get("from", ""))),
    "day": lambda detail, _election: _day(detail.get("day")),
    "before": lambda detail, _election: _day(detail.get("before"), year=True),
    "due": lambda detail, _election: _day(detail.get("due")),
    "case": _word("case", places.CASES),
    "said": lambda detail, _election: str(detail.get("said", "")).upper(),
    "previous": lambda detail, _election: plain(str(detail.get("previous") or _("kursi kosong"))),
    "kind": lambda detail, election: _kind(election, str(detail.get("kind", ""))),
    "reserve": _word("reserve", places.RESERVE),
    "outcome": _word("outcome", places.OUTCOMES),
    "good": lambda detail, election: logistics.good_name(election, str(detail.get("good", ""))),
    "pieces": lambda detail, _election: logistics.pieces(detail),
    "step": lambda detail, election: logistics.step_name(election, str(detail.get("step", ""))),
    "sign": lambda detail, election: logistics.sign_name(election, str(detail.get("sign", ""))),
    "total": lambda detail, _election: numbers.number(int(detail.get("regular", 0)) + len(detail.get("special", ()))),
}
"""By the name of the gap."""
