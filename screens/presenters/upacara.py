"""A ceremony for many: what it is about, who is there, what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import text, units
from screens.locale import _
from screens.presenters import dates, glyphs, numbers, places
from screens.presenters.activity import CEREMONIES
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.queries.register import Attendee
    from models.rules.schema import Election

PAKTA, OATH = "pakta", "sumpah"
_PAKTA = "N1"
"""The indicator that the ceremony ``pakta`` is about: not offered twice."""


def kinds(election: Election) -> list[str]:
    """What can be held here: the pakta, the oath, then every indicator about people that evidence proves."""
    proved = [rule.code for rule in election.indicators if rule.counts == "seat" and rule.proof == "evidence"]
    first = [PAKTA] if _PAKTA in proved else []
    panel = [code for code in proved if code != _PAKTA and election.indicator(code).panel]
    return [*first, OATH, *panel, *(code for code in proved if code != _PAKTA and code not in panel)]


def kind_name(kind: str, election: Election) -> str:
    """``Pakta integritas``, ``Sumpah atau janji``, or the indicator's short name."""
    if kind in CEREMONIES:
        said = _(CEREMONIES[kind])
        return said[:1].upper() + said[1:]
    return _(election.indicator(kind).short)


def bodies(kind: str, election: Election) -> list[str]:
    """The bodies that it is about, in their order."""
    seated = [body.code for body in election.seated()]
    if kind == OATH:
        return seated
    code = _PAKTA if kind == PAKTA else kind
    return [body for body in seated if body in election.indicator(code).bodies]


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("name", _("nama"), 18, weight=4, sortable=False),
        Column("post", _("jabatan"), 14, weight=1, sortable=False),
        Column("unit", _("TPS/kel."), 14, weight=2, sortable=False),
        Column("state", _("keadaan"), 14, weight=1, sortable=False),
    )


def cells(one: Attendee, election: Election, *, ticked: bool, done: bool) -> list[tuple[str, str]]:
    """One person, in the order of ``columns``. ``done``: has it already, so that there is nothing to tick."""
    post = places.post_name(election, one.body, one.post, one.ordinal)
    style = "text" if ticked else "dim"
    if done:
        said, look = _("sudah"), "siap"
        if one.sworn_on is not None:
            said += " " + dates.short_day(one.sworn_on)
    else:
        said, look = (_("hadir"), "siap") if ticked else (_("tidak hadir"), "kurang")
    sign = glyphs.glyphs().yes if done else "+" if ticked else glyphs.glyphs().no
    return [
        (plain(one.name), style),
        (f"{places.body_name(election, one.body)} {post}", style),
        (places.unit_name(one.unit, one.unit_name), style),
        (f"{sign} {said}", "dim" if done else look),
    ]


def title(kind: str, body: str, election: Election, place: str) -> Segments:
    """``Pakta integritas · semua badan · Kota Magelang``."""
    sign = f" {glyphs.glyphs().separator} "
    who = places.body_name(election, body) if body else _("semua badan")
    return [(kind_name(kind, election), "title"), (f"{sign}{who}{sign}{place}", "text")]


def counted(ticked: int, absent: int, done: int, seen: int | None = None) -> Segments:
    """``2.468 hadir · 3 tidak · 0 sudah`` of all; in front of that how many are ``seen``, where one filters."""
    found: Segments = [(_("{n} tampak").format(n=numbers.number(seen)) + "  ", "key")] if seen is not None else []
    found.append((_("{n} hadir").format(n=numbers.number(ticked)), "siap bold"))
    if absent:
        found.append((" " + _("{n} tidak").format(n=numbers.number(absent)), "kurang bold"))
    if done:
        found.append((" " + _("{n} sudah").format(n=numbers.number(done)), "dim"))
    return found


def matches(typed: str, one: Attendee) -> bool:
    """Whether each word typed is in a person's name or kelurahan; figures are those of a TPS, with or without zeros."""
    at_tps = units.level(one.unit) is units.Level.TPS
    number = one.unit[-3:] if at_tps else ""
    there = text.key(f"{one.name} {places.unit_name(one.unit, one.unit_name)}")
    return all(
        number.startswith(part) or number.lstrip("0") == part.lstrip("0") if part.isdigit() else part in there
        for part in text.key(typed).split()
    )


def recorded(kind: str, election: Election, count: int, absent: int, reference: str) -> str:
    """``Pakta integritas dicatat: 2.468 orang, BA 12; 3 tidak hadir``."""
    said = _("{kind} dicatat: {n} orang, {reference}").format(
        kind=kind_name(kind, election), n=numbers.number(count), reference=plain(reference)
    )
    if absent:
        said += "; " + _("{n} tidak hadir").format(n=numbers.number(absent))
    return said


def done(found: Sequence[Attendee]) -> frozenset[int]:
    """Who has it already."""
    return frozenset(one.tenure_id for one in found if one.state == "siap")


def chosen(count: int, body: str, election: Election, place: str) -> str:
    """``2.468 orang · KPPS · Kota Magelang``."""
    sign = f" {glyphs.glyphs().separator} "
    who = places.body_name(election, body) if body else _("semua badan")
    return sign.join((_("{n} orang").format(n=numbers.number(count)), who, place))
