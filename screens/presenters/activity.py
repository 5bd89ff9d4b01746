"""Journal entries as sentences."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.clock import local
from screens.locale import N_, _
from screens.presenters import dates, numbers, places
from screens.presenters.numbers import Segments
from screens.presenters.readiness import state_word
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.queries.activity import EntryRow
    from models.rules.schema import Election

_SENTENCES = {
    "appoint": N_("mengangkat {name} · {body} {place}"),
    "appoint_many": N_("mengangkat {count} orang · {bodies} {place}"),
    "decree": N_("melengkapi SK {name} · {body} {place}"),
    "end": N_("mencatat {name} {reason} · {body} {place}"),
    "evidence": N_("mencatat {indicator} {count} butir {state} · {place}"),
    "withdraw": N_("mencabut {indicator} {count} butir · {place}"),
    "exclude": N_("mengecualikan {indicator} {count} butir · {place}"),
    "nihil": N_("melaporkan nihil {indicator} · {place}"),
    "confirm": N_("mengonfirmasi {indicator} · {place}"),
    "tps": N_("menetapkan {total} TPS · {place}"),
    "contact": N_("memperbarui kontak {role} · {place}"),
    "setup": N_("menyiapkan basis data"),
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


def stamp(at: datetime, now: datetime, *, brief: bool = False) -> str:
    """When: the time today, the day and time before. ``now`` is local."""
    moment = local(at, now.tzinfo)
    if moment.date() == now.date():
        return dates.hour(moment, seconds=not brief)
    day = dates.short_day(moment.date(), year=moment.year != now.year)
    return day if brief else f"{day} {dates.hour(moment)}"


def _said(verb: str, detail: Mapping[str, Any], place: str, election: Election | None) -> str:
    template = _SENTENCES.get(verb)
    if template is None:
        return f"{verb} · {place}"
    facts = {
        "place": place,
        "name": plain(str(detail.get("name", ""))),
        "count": numbers.number(int(detail.get("count", 0) or 0)),
        "body": _body(election, str(detail.get("body", ""))),
        "bodies": ", ".join(_body(election, str(code)) for code in detail.get("bodies", ())),
        "indicator": _indicator(election, str(detail.get("indicator", ""))),
        "state": state_word(str(detail.get("state", ""))),
        "reason": _(places.END_REASONS.get(str(detail.get("reason", "")), "")) if detail.get("reason") else "",
        "role": str(detail.get("role", "")),
        "total": numbers.number(int(detail.get("regular", 0)) + len(detail.get("special", ()))),
    }
    return _(template).format(**facts)


def _body(election: Election | None, code: str) -> str:
    if election is None or not code:
        return code
    return _(election.body(code).short)


def _indicator(election: Election | None, code: str) -> str:
    if election is None or not code:
        return code
    return _(election.indicator(code).short)
