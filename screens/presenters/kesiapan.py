"""The rows of Kesiapan: indicators with their figures, and the items behind one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from models import readiness, units
from models.readiness import Assessment, Colour, Counts
from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.activity import stamp
from screens.presenters.numbers import Segments
from screens.presenters.text import plain

if TYPE_CHECKING:
    from datetime import datetime

    from models.queries.board import UnitState
    from models.queries.readiness import ItemRow
    from models.rules.schema import Election, Indicator

STATE_CYCLE: tuple[tuple[str, ...], ...] = (
    (),
    ("belum", "klaim", "unknown"),
    ("belum",),
    ("klaim",),
    ("unknown",),
    ("siap",),
    ("na",),
)
"""What the items can be filtered by, in the order in which a key walks through it."""
UNREADY = ("belum", "klaim", "unknown")
SETTLED = ("siap", "na")
_GROUPS = {(): N_("semua"), UNREADY: N_("belum siap")}

ORDERS = ("code", "status", "due")
"""What the indicators can be sorted by: the columns of these keys."""

_RANK = {Colour.RED: 1, Colour.UNKNOWN: 2, Colour.YELLOW: 3, Colour.GREEN: 4, Colour.NOT_YET: 5}


def marks(rule: Indicator) -> str:
    """``▣`` for a gate, ``~`` for what goes stale."""
    gate = "▣" if glyphs.glyphs() is glyphs.UNICODE else "!"
    return (gate if rule.gate else " ") + ("~" if rule.perishable else "")


def ordered(
    rules: Sequence[Indicator], standing: readiness.Standing, by: str, *, descending: bool = False
) -> list[Indicator]:
    """The indicators that the unit has, as in the file (``code``), worst first (``status``), or first due first."""
    known = [rule for rule in rules if rule.code in standing.assessments]
    if by == "status":
        worst = {code: at for at, code in enumerate(standing.worst)}
        known.sort(
            key=lambda rule: (
                worst.get(rule.code, len(worst)),
                _RANK[standing.assessments[rule.code].colour],
                -standing.assessments[rule.code].gap,
            )
        )
    elif by == "due":
        known.sort(key=lambda rule: -rule.due)
    return known[::-1] if descending else known


def indicator_cells(
    found: Assessment, rule: Indicator, *, bar: int, broad: bool, beside: Mapping[str, int] | None = None
) -> list[tuple[str, str] | Segments]:
    """One indicator as cells: code, marks, name, siap n/N, %, target, status, belum, klaim, ?, due, bar, reason.

    The bar (``bar`` cells) is in parts of several styles. ``broad``: the whole name, and the status in full.
    ``beside``: percents of the present (code → percent), which follow the one that is shown.
    """
    present = [] if beside is None else [(str(beside[rule.code]) if rule.code in beside else "–", "text")]
    counts, style = found.counts, words.style(found.colour)
    idle = found.colour is Colour.NOT_YET
    quiet = "dim" if idle else "text"
    target = found.target if 0 < found.target < 100 else None
    status = glyphs.status(style)
    if found.reason is readiness.Reason.NO_ITEMS:  # its time may well have come: it is counted elsewhere
        status = glyphs.sign(style) + " " + _("tanpa butir")
    return [
        (rule.code, style),
        (marks(rule), "key"),
        (_(rule.name) if broad else _(rule.short), quiet),
        (numbers.ratio(counts.siap, counts.n), quiet),
        (str(found.percent), quiet if idle else "title"),
        *present,
        (str(found.target), "dim"),
        (status, style),
        _count(counts.belum, "dim" if idle else "text"),
        _count(counts.klaim, "kurang"),
        _count(counts.unknown, "takada"),
        (dates.h_label(rule.due), "dim"),
        numbers.bar(counts.siap, counts.n, bar, target, style),
        (words.reason(found, rule), style if not idle else "dim"),
    ]


def _count(value: int, style: str) -> tuple[str, str]:
    return (numbers.number(value), style) if value else ("-", "dim")


LISTED_FROM = units.Level.KOTA
"""The level from which on items are listed one by one: a kabupaten has thousands, a province a million."""


def is_wide(unit: str) -> bool:
    """Whether a unit has too many items to list: the units below it are listed instead."""
    return units.level(unit) < LISTED_FROM


def below_title(own: UnitState, rule: Indicator, codes: Sequence[str]) -> Segments:
    """``L2 Surat suara · 38 provinsi``."""
    dot = glyphs.glyphs().separator
    rows = places.counted(units.Level(units.level(own.code) + 1), codes)
    return [(f"{rule.code} {_(rule.short)} {dot} {rows}", "title")]


def below_cells(name: str, found: Assessment | None, rule: Indicator, *, bar: int) -> list[tuple[str, str] | Segments]:
    """One unit's figures of an indicator as cells: name, siap n/N, %, status, belum, klaim, ?, bar, reason."""
    if found is None:
        return [(name, "dim")]
    counts, style = found.counts, words.style(found.colour)
    target = found.target if 0 < found.target < 100 else None
    return [
        (name, "text"),
        (numbers.ratio(counts.siap, counts.n), "text"),
        (str(found.percent), "title"),
        (glyphs.status(style), style),
        _count(counts.belum, "text"),
        _count(counts.klaim, "kurang"),
        _count(counts.unknown, "takada"),
        numbers.bar(counts.siap, counts.n, bar, target, style),
        (words.reason(found, rule), style),
    ]


def below_lines(name: str, found: tuple[Assessment, Indicator] | None) -> list[Segments]:
    """Two lines under a list of units: why the one that is highlighted is as it is, and where items are listed."""
    said = _("Enter turun; butir satu per satu didaftar mulai dari {level}.").format(
        level=places.level_name(LISTED_FROM)
    )
    first: Segments = []
    if found is not None:
        style = words.style(found[0].colour)
        first = [(f" {places.brief(name)}  ", "title"), (f"{glyphs.sign(style)} {words.headline(*found)}", style)]
    return [first, [(f" {said}", "dim")]]


def standing_note(own: UnitState, *, frozen: bool, broad: bool) -> Segments:
    """``■ MERAH · siap 56 · terhadap target 94``, with "arsip" after polling."""
    colour = words.style(own.standing.colour)
    against = own.standing.against_target
    words_for = _("siap {siap} · terhadap target {target}") if broad else _("siap {siap} · target {target}")
    figures = words_for.format(siap=own.standing.siap, target="–" if against is None else against)
    note: Segments = [(glyphs.status(colour), f"{colour} bold"), (f" · {figures}", "dim")]
    return [(_("arsip · "), "kurang"), *note] if frozen else note


def reason_lines(found: Assessment, rule: Indicator, election: Election) -> list[Segments]:
    """Two lines under the table about the indicator that is highlighted: why, and until when by whom."""
    style = words.style(found.colour)
    name = f" {rule.code} {_(rule.name)}  "
    due = _("jatuh tempo H-{due} ({day})").format(due=rule.due, day=dates.full_day(election.day(rule.due)))
    facts = [due, _("bobot {weight}").format(weight=rule.weight), _(rule.owner), _(rule.basis)]
    if rule.gate:
        facts.insert(1, _("gerbang"))
    if rule.perishable:
        facts.insert(2 if rule.gate else 1, _("cepat basi"))
    return [
        [(name, "title"), (f"{glyphs.sign(style)} {words.reason(found, rule)}", style)],
        [(" " + f" {glyphs.glyphs().separator} ".join(facts), "dim")],
    ]


def matches(typed: str, rule: Indicator, found: Assessment) -> bool:
    """Whether each word typed begins a word of an indicator's code, name, status or reason."""
    text = " ".join(
        (rule.code, _(rule.name), _(rule.short), glyphs.word(words.style(found.colour)), _(rule.owner))
        + ((_("gerbang"),) if rule.gate else ())
    )
    there = text.casefold().split()
    return all(any(word.startswith(part) for word in there) for part in typed.casefold().split())


def matching_states(typed: str) -> tuple[str, ...] | None:
    """The states of items that what was typed means: the beginning of a state's word, or ``?``. None: none."""
    typed = typed.casefold().strip()
    if not typed:
        return ()
    if typed == "?":
        return ("unknown",)
    exact = tuple(state for state in words.STATES if words.state_word(state).casefold() == typed)
    if exact:
        return exact
    if _(_GROUPS[UNREADY]).casefold().startswith(typed) and " " in typed:
        return UNREADY
    found = tuple(state for state in words.STATES if words.state_word(state).casefold().startswith(typed))
    return found or None


# ── items ────────────────────────────────────────────────────────────


def filter_words(states: tuple[str, ...]) -> str:
    """What the items are filtered by: ``semua``, ``belum siap``, ``klaim``, …"""
    if states in _GROUPS:
        return _(_GROUPS[states])
    return ", ".join(words.state_word(state) for state in states)


def item_title(rule: Indicator, unit: str, counts: Mapping[str, int]) -> Segments:
    """``L2 Surat suara · Magelang Tengah · 70 siap 60 belum 4 ?``."""
    dot = glyphs.glyphs().separator
    figures = [_("{n} siap").format(n=numbers.number(counts.get("siap", 0)))]
    figures += [
        text.format(n=numbers.number(counts[state]))
        for state, text in (
            ("belum", _("{n} belum")),
            ("klaim", _("{n} klaim")),
            ("unknown", _("{n} ?")),
            ("na", _("{n} N/A")),
        )
        if counts.get(state)
    ]
    return [(f"{rule.code} {_(rule.short)} {dot} {plain(unit)}", "title"), (f" {dot} {' '.join(figures)}", "dim")]


def by_state(counts: Counts) -> dict[str, int]:
    """Items by state, from the tally."""
    return {
        "siap": counts.siap,
        "klaim": counts.klaim,
        "belum": counts.belum,
        "unknown": counts.unknown,
        "na": counts.na,
    }


def count_in(counts: Mapping[str, int], states: Iterable[str]) -> int:
    """How many items stand in these states; in any, if none is named."""
    states = tuple(states) or tuple(counts)
    return sum(counts.get(state, 0) for state in states)


def item_cells(item: ItemRow, rule: Indicator, election: Election) -> list[tuple[str, str]]:
    """One item as cells: where, (post, holder | role), state, since, what proves it."""
    style = words.state_style(item.state)
    since = dates.short_day(item.since, year=item.since.year != election.polling.date.year) if item.since else ""
    return [
        (places.unit_name(item.unit, item.unit_name), "text"),
        *_who(item, rule, election),
        (f"{glyphs.sign(style)} {words.state_word(item.state)}", style),
        (since, "dim"),
        (plain(item.reference) if item.reference else "", "text"),
    ]


def item_lines(item: ItemRow, rule: Indicator, election: Election, now: datetime) -> list[Segments]:
    """Two lines under the items: what proves the one that is highlighted, and who recorded it. ``now`` is local."""
    style = words.state_style(item.state)
    who = " · ".join(text for text, _style in _who(item, rule, election))
    where = places.unit_name(item.unit, item.unit_name)
    first: Segments = [(f" {where}{' · ' + who if who else ''}  ", "title")]
    state = f"{glyphs.sign(style)} {words.state_word(item.state)}"
    since = _(" sejak {day}").format(day=dates.full_day(item.since)) if item.since else ""
    first.append((state + since, style))
    said = item.said
    if said is None:
        return [first, [(" " + _("belum ada yang dicatat di sini"), "dim")] if rule.proof == "evidence" else []]
    proof = [part for part in (words.kind_word(said.kind), plain(item.reference or ""), plain(said.note or "")) if part]
    by = _("dicatat {who}, {when}").format(who=plain(said.by), when=stamp(said.at, now, brief=False))
    dot = f" {glyphs.glyphs().separator} "
    return [first, [(" " + dot.join(proof), "text"), (dot if proof else "", "dim"), (by, "dim")]]


def _who(item: ItemRow, rule: Indicator, election: Election) -> list[tuple[str, str]]:
    if rule.counts == "contact":
        inside = 0 < item.slot <= len(election.contacts)
        return [(_(election.contacts[item.slot - 1].name) if inside else str(item.slot), "text")]
    if rule.counts != "seat" or item.body is None:
        return []
    post = places.post_name(election, item.body, item.post or "", item.ordinal or 1)
    holder = (plain(item.name), "text") if item.name is not None else (_("kosong"), "kritis")
    return [(f"{places.body_name(election, item.body)} {post}", "text"), holder]
