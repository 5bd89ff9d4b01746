"""Seats and the people in them as rows, and what one types to find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models import text, units
from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.queries.people import Count, Filter, SeatRow
    from models.queries.readiness import ItemRow
    from models.queries.register import Risk, TenureRow
    from models.rules.schema import Election, Indicator

BROAD = 110
"""Cells from which states are words beside their sign, and the numbers of decrees are shown."""

_STATES = {N_("kosong"): "empty", N_("terisi"): "filled", N_("asn"): "asn"}
_WITHOUT = (N_("belum"), N_("tanpa"))
_DECREE = N_("sk")
_PLACES = ("tps", "kel", "kel.", "kelurahan", "kec", "kec.", "kecamatan")
"""Words before a name or a number that say nothing more than it."""
_EXACT = 2
"""Letters of an indicator's name that are enough behind "belum"."""


# ── what one types ────────────────────────────────────────────────────────────


def wanted(typed: str, rules: Sequence[Indicator]) -> Filter:
    """``kosong panjang`` → the empty seats of Panjang; ``belum bimtek 14`` → TPS 014, without proof of Bimtek.

    ``rules`` are the indicators that have a column. Words that say no state must match the row.
    """
    from models import queries

    found: list[str] = []
    states: list[str] = []
    said = iter(typed.casefold().split())
    for word in said:
        state = _state(word)
        if state:
            states.append(state)
        elif _is(word, _WITHOUT):
            following = next(said, "")
            lack = _lacking(following, rules)
            if lack:
                states.append(lack)
            elif following:
                found += [word, following]
        elif word not in _PLACES and text.key(word):
            found.append(word)
    return queries.people.Filter(tuple(found), tuple(dict.fromkeys(states)))


def _is(word: str, messages: Sequence[str]) -> bool:
    return any(word in (message, _(message).casefold()) for message in messages)


def _state(word: str) -> str:
    return next((state for message, state in _STATES.items() if _is(word, (message,))), "")


def _lacking(word: str, rules: Sequence[Indicator]) -> str:
    """What is missing, by the beginning of its name: SK, or an indicator with a column."""
    if _is(word, (_DECREE,)):
        return "no_decree"
    if len(word) < _EXACT:
        return ""
    for rule in rules:
        if any(name.casefold().startswith(word) for name in (rule.short, _(rule.short), rule.code)):
            return f"without:{rule.code}"
    return ""


# ── the table ────────────────────────────────────────────────────────────


def columns(rules: Sequence[Indicator], *, broad: bool) -> tuple[Column, ...]:
    """The columns; ``rules`` are the indicators that have one. Keys are what ``queries.people`` sorts by."""
    proofs = (
        Column(f"proof{at}", _(rule.short), max(len(_(rule.short)), 8 if broad else 3), priority=5)
        for at, rule in enumerate(rules, 1)
    )
    number = (Column("number", _("nomor SK"), 14, weight=2, priority=1, sortable=False),) if broad else ()
    return (
        Column("body", _("badan"), 8),
        Column("post", _("jabatan"), 10, priority=7, sortable=False),
        Column("unit", _("TPS/kel."), 16 if broad else 11, weight=2, priority=8),
        Column("name", _("nama"), 20 if broad else 14, weight=4),
        Column("decree", _("SK"), 2, priority=6),
        *number,
        Column("asn", _("ASN"), 3, priority=4),
        *proofs,
        Column("since", _("sejak"), 11 if broad else 8, align="right", priority=3),
    )


def cells(
    seat: SeatRow, election: Election, today: date, within: str, *, broad: bool, above: str = ""
) -> list[tuple[str, str]]:
    """One row, in the order of ``columns``. ``within``: the name of the user's home, which need not be repeated;
    ``above``: in which kecamatan and city it is, where that is not plain."""
    held = seat.name is not None
    where = places.unit_name(seat.unit, seat.unit_name) if broad else place(seat, within)
    number = [(seat.decree or "", "dim")] if broad else []
    return [
        (places.body_name(election, seat.body), "text"),
        (places.post_name(election, seat.body, seat.post, seat.ordinal), "text"),
        (f"{where}, {above}" if above else where, "text"),
        holder(seat, today),
        decree(seat),
        *number,
        ((_("ya") if seat.asn else "–") if held else "", "text" if seat.asn else "dim"),
        *(proof(state, held=held, broad=broad) for state in seat.proofs),
        (since(seat, broad=broad), "dim"),
    ]


def place(seat: SeatRow | Risk, within: str) -> str:
    """``014 Wates``, and ``Selatan`` for a Magelang Selatan in Kota Magelang: for where there is little room."""
    name = plain(seat.unit_name)
    if units.level(seat.unit) is units.Level.TPS:
        return f"{seat.unit[-3:]} {name}"
    first, _blank, rest = name.partition(" ")
    return rest if rest and first in within.split() else name


def holder(seat: SeatRow, today: date) -> tuple[str, str]:
    """The name, or since when nobody sits there."""
    if seat.name is not None:
        return plain(seat.name), "text"
    sign = glyphs.sign("kritis")
    if seat.since is None:
        return f"{sign} " + _("kosong"), "kritis"
    days = dates.days_long((today - seat.since).days)
    return f"{sign} " + _("kosong {days}").format(days=days), "kritis"


def decree(seat: SeatRow) -> tuple[str, str]:
    """Whether there is an SK; of an empty seat nothing."""
    if seat.name is None:
        return "", "dim"
    return (glyphs.glyphs().yes, "siap") if seat.decree else (glyphs.glyphs().no, "kurang")


def proof(state: str, *, held: bool, broad: bool) -> tuple[str, str]:
    """The sign of a state, with its word where there is room. A seat that is not counted has none."""
    if not state:
        return "", "dim"
    if not held:
        return "–", "dim"
    style = words.state_style(state)
    sign = glyphs.sign(style)
    return (f"{sign} {_short(state)}" if broad else sign), style


def _short(state: str) -> str:
    return _("N/A") if state == "na" else words.state_word(state)


def since(seat: SeatRow, *, broad: bool) -> str:
    """The day in figures, or with the month's name where there is room."""
    if seat.since is None:
        return ""
    if broad:
        return dates.short_day(seat.since, year=True)
    return f"{seat.since.day}/{seat.since.month}/{seat.since.year % 100:02}"


def counted(total: Count, empty: Count, everything: Count, typed: str) -> Segments:
    """``3.303 kursi · 12 kosong``, or how many were found: ``1.000+ ditemukan`` where there may be more."""
    if typed:
        found = _("{n} ditemukan").format(n=_many(total))
        return [(found, "title"), (_(" dari {n} kursi").format(n=_many(everything)), "dim")]
    seats = _("{n} kursi").format(n=_many(everything))
    style = "kritis bold" if empty.value else "siap bold"
    return [
        (seats, "title"),
        (f" {glyphs.glyphs().separator} ", "dim"),
        (_("{n} kosong").format(n=_many(empty)), style),
    ]


def _many(count: Count) -> str:
    return numbers.number(count.value) + ("+" if count.more else "")


def unsorted(sort: str, shown: Sequence[Column]) -> str:
    """Why so many seats are not sorted by a column."""
    from models import queries

    title = next((column.title for column in shown if column.key == sort), sort)
    most = numbers.number(queries.people.NARROW)
    return _("Urut menurut {column} hanya sampai {n} kursi, atau dengan saringan.").format(column=title, n=most)


# ── one seat ────────────────────────────────────────────────────────────


def called(seat: SeatRow, election: Election) -> str:
    """``KPPS Anggota 3 · TPS 014 Wates``."""
    post = places.post_name(election, seat.body, seat.post, seat.ordinal)
    return f"{places.body_name(election, seat.body)} {post} · {places.unit_name(seat.unit, seat.unit_name)}"


def card(
    seat: SeatRow,
    held: TenureRow | None,
    found: Sequence[tuple[Indicator, ItemRow]],
    election: Election,
    today: date,
    width: int,
) -> list[Segments]:
    """Everything known of a seat: who, how far its life has come, and each indicator that counts it."""
    from screens.presenters.orang import life

    name, style = holder(seat, today)
    lines: list[Segments] = [
        [(name, style if seat.name is None else "title"), *_tags(seat)],
        life(held) if held is not None else [],
    ]
    if seat.name is None:
        body = election.body(seat.body)
        lines[1] = [(_("Diangkat oleh {who} ({basis}).").format(who=_(body.appointed_by), basis=_(body.basis)), "dim")]
    states = [_indicator(rule, item, today) for rule, item in found]
    each = 38
    across = max(width // each, 1)
    for at in range(0, len(states), across):
        line: Segments = []
        for state in states[at : at + across]:
            used = sum(len(part[0]) for part in state)
            line += [*state, (" " * max(each - used, 1), "")]
        lines.append(line)
    return lines


def _tags(seat: SeatRow) -> Iterator[tuple[str, str]]:
    if seat.name is None:
        return
    yield "   " + (_("ASN") if seat.asn else _("bukan ASN")), "text" if seat.asn else "dim"
    if seat.since is not None:
        yield "   " + _("sejak {day}").format(day=dates.full_day(seat.since)), "dim"


def _indicator(rule: Indicator, item: ItemRow, today: date) -> Segments:
    style = words.state_style(item.state)
    when = ""
    if item.since is not None and item.state == "siap":
        when = " " + dates.short_day(item.since, year=item.since.year != today.year)
    return [
        (f"{glyphs.sign(style)} ", style),
        (f"{rule.code} {_(rule.short)} ", "text"),
        (f"{words.state_word(item.state)}{when}", style),
    ]
