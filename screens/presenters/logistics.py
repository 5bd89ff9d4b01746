"""Logistics in words: goods, steps, what is short, what makes a TPS shaky."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import logistics, units
from screens.locale import _, ngettext
from screens.presenters import dates, glyphs, numbers, places, readiness
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.queries.board import UnitState
    from models.queries.logistics import FlagRow, GoodRow, KitRow, Part, Shortage, Station, Voters
    from models.rules.schema import Election, Good, Indicator, Step


# ── what things are called ────────────────────────────────────────────────────────────


def good_words(good: Good) -> str:
    """``surat suara DPR``, ``kotak suara``: as in the middle of a sentence."""
    return _("surat suara {kind}").format(kind=_(good.name)) if good.ballot else _lowered(good.name)


def _lowered(text: str) -> str:
    """As in the middle of a sentence: ``di PPK``."""
    said = _(text)
    return said[:1].lower() + said[1:]


def good_name(election: Election | None, code: str) -> str:
    """The same by its code."""
    found = next((one for one in election.supplies() if one.code == code), None) if election else None
    return good_words(found) if found is not None else plain(code)


def step_name(election: Election | None, code: str) -> str:
    """What a step is called."""
    found = next((one for one in election.steps if one.code == code), None) if election else None
    return _lowered(found.name) if found is not None else plain(code)


def sign_name(election: Election | None, code: str) -> str:
    """What a sign of trouble is called."""
    found = election.signs().get(code) if election else None
    return _(found[1].name) if found is not None else plain(code)


def pieces(detail: Mapping[str, Any]) -> str:
    """``diterima 300, rusak 2``: the numbers that were said."""
    said = [
        f"{_(places.PIECES[name]).lower()} {numbers.number(int(detail[name]))}"
        for name in logistics.NUMBERS
        if detail.get(name) is not None
    ]
    return ", ".join(said) or "–"


def number(value: int | None) -> tuple[str, str]:
    """A number that was said; a dash where none was."""
    return ("–", "dim") if value is None else (numbers.number(value), "text")


def at_least(value: int, unknown: int) -> str:
    """``≥ 1.234`` where something is not known that would make it more."""
    return f"≥ {numbers.number(value)}" if unknown else numbers.number(value)


def voters_words(voters: int | None) -> tuple[str, str]:
    """Voters of a TPS; ``DPT ?`` where nobody said."""
    return (_("DPT ?"), "unknown") if voters is None else (numbers.number(voters), "text")


def voters_line(there: Voters) -> Segments:
    """``353 TPS · DPT ≥ 98.233, 4 TPS belum diketahui``."""
    dot = f" {glyphs.glyphs().separator} "
    count = ngettext("{n} TPS", "{n} TPS", there.tps).format(n=numbers.number(there.tps))
    if there.unknown == there.tps:
        return [(f"{count}{dot}", "dim"), (_("DPT ? belum diketahui"), "unknown")]
    known = _("DPT {n}").format(n=at_least(there.voters, there.unknown))
    line: Segments = [(f"{count}{dot}{known}", "dim")]
    if there.unknown:
        line.append((_(", {n} TPS belum diketahui").format(n=numbers.number(there.unknown)), "unknown"))
    return line


# ── goods ────────────────────────────────────────────────────────────


def good_columns(election: Election, *, at_tps: bool) -> tuple[Column, ...]:
    """Goods of a place: what is needed, what came, how far the pieces are."""
    came = _("diterima") if at_tps else _("gudang")
    steps = () if at_tps else _kit_steps(election)
    return (
        Column("name", _("surat suara, barang"), 20, weight=3, sortable=False),
        Column("need", _("perlu"), 8, align="right", sortable=False),
        Column("received", came, 8, align="right", sortable=False),
        Column("damaged", _("rusak"), 5, align="right", sortable=False),
        Column("counted", _("terhitung"), 9, align="right", sortable=False),
        Column("packed", _("dikemas"), 8, align="right", sortable=False),
        *(Column(step.code, _lowered(step.short), 8, align="right", priority=1, sortable=False) for step in steps),
        Column("returned", _("kembali"), 7, align="right", priority=2 if at_tps else 0, sortable=False),
    )


def _kit_steps(election: Election) -> list[Step]:
    return [step for step in election.steps if step.code not in ("counted", "packed", "returned")]


def good_cells(row: GoodRow, election: Election, *, at_tps: bool) -> list[tuple[str, str]]:
    """One kind of goods, in the order of ``good_columns``."""
    came, said = (row.at if at_tps else row.store), row.at
    damaged = [one for one in (row.store.damaged, said.damaged) if one is not None]
    name = next((_(one.name) for one in election.supplies() if one.code == row.good), plain(row.good))
    need = ("?", "unknown") if not row.need and row.unknown else (at_least(row.need, row.unknown), "text")
    cells = [
        (name, "text"),
        need,
        _against(came.good, row.need),
        (numbers.number(sum(damaged)), "kurang" if sum(damaged) else "text") if damaged else ("–", "dim"),
        _against(said.counted, row.need),
        _against(said.packed, row.need),
    ]
    if not at_tps:
        cells += [number(row.steps.get(step.code)) for step in _kit_steps(election)]
    return [*cells, number(said.returned)]


def _against(value: int | None, need: int) -> tuple[str, str]:
    """A number beside what is needed: enough of it is ready."""
    said, style = number(value)
    return (said, "siap") if value is not None and value >= need > 0 else (said, style)


# ── TPS and places ────────────────────────────────────────────────────────────


def station_columns() -> tuple[Column, ...]:
    """TPS: voters, ballots, the kit, flags, what is short."""
    return (
        Column("unit", _("TPS"), 14, weight=2, sortable=False),
        Column("voters", _("DPT"), 6, align="right", sortable=False),
        Column("ballots", _("surat suara"), 13, align="right", sortable=False),
        Column("kit", _("kit"), 16, weight=2, sortable=False),
        Column("flags", _("rawan"), 9, priority=2, sortable=False),
        Column("short", _("kurang"), 20, weight=4, priority=1, sortable=False),
    )


def station_cells(one: Station, election: Election) -> list[tuple[str, str]]:
    """One TPS, in the order of ``station_columns``."""
    kinds = [good for good in election.supplies() if good.ballot]
    counted = [known.counted for good in kinds if (known := one.stock.get(good.code)) is not None]
    total = sum(pieces for pieces in counted if pieces is not None)
    needed = None if one.voters is None else logistics.ballots(one.voters, election.reserve_permille) * len(kinds)
    full = logistics.complete(election, "counted", one.voters, one.stock)
    said = total if any(pieces is not None for pieces in counted) else None
    ballots = f"{number(said)[0]}/{'?' if needed is None else numbers.number(needed)}"
    short = lacking(one, election)
    return [
        (places.unit_name(one.code, one.name), "text"),
        voters_words(one.voters),
        (ballots, "siap" if full else "kurang" if full is False else "dim"),
        kit_words(one.kit, election),
        flag_words(one.open, one.flags),
        (", ".join(short) if short else "", "kurang"),
    ]


def kit_words(kit: KitRow | None, election: Election) -> tuple[str, str]:
    """``Di PPS 12 Feb``; nothing packed yet is a dash."""
    if kit is None:
        return "–", "dim"
    step = next((one for one in election.steps if one.code == kit.step), None)
    name = _(step.short) if step is not None else plain(kit.step)
    return f"{name} {dates.short_day(kit.since)}", "siap" if kit.step in ("tps", "returned") else "text"


def flag_words(open_: int, every: int) -> tuple[str, str]:
    """``2 terbuka`` of the flags of a TPS, or that all are answered."""
    if open_:
        return _("{n} terbuka").format(n=numbers.number(open_)), "kurang"
    return (f"{glyphs.glyphs().yes} {numbers.number(every)}", "siap") if every else ("", "dim")


def lacking(one: Station, election: Election) -> list[str]:
    """``12 surat suara DPR``: what a TPS lacks."""
    found = []
    for good in election.supplies():
        lack = logistics.lack(logistics.need(election, good, one.voters), one.stock.get(good.code, logistics.Pieces()))
        if lack:
            found.append(f"{numbers.number(lack)} {good_words(good)}")
    return found


def part_columns(election: Election) -> tuple[Column, ...]:
    """Units below a place: their sums."""
    steps = [step for step in election.steps if step.code != "counted"]
    return (
        Column("name", "", 14, weight=3, sortable=False),
        Column("tps", _("TPS"), 5, align="right", sortable=False),
        Column("voters", _("DPT"), 9, align="right", sortable=False),
        Column("ballots", _("surat suara"), 17, align="right", sortable=False),
        *(
            Column(step.code, _lowered(step.short), 7, align="right", priority=_FIRST.get(step.code, 1), sortable=False)
            for step in steps
        ),
        Column("open", _("rawan"), 5, align="right", priority=5, sortable=False),
    )


_FIRST = {"packed": 4, "tps": 3, "ppk": 2, "returned": 0}
"""Which steps stay where there is little room."""


def part_cells(one: Part, election: Election) -> list[tuple[str, str]]:
    """One unit; kits are counted at the step where they stand, beside all that were packed."""
    there = one.voters
    needed = there.ballots * len(election.ballots)
    blind = there.unknown == there.tps
    steps = {**one.steps, "packed": sum(one.steps.values())} if one.steps else one.steps
    full = not there.unknown and needed and one.counted >= needed
    return [
        (plain(one.name), "text"),
        (numbers.number(there.tps), "text"),
        (_("DPT ?"), "unknown") if blind else (at_least(there.voters, there.unknown), "text"),
        (
            f"{numbers.number(one.counted)}/{'?' if blind else at_least(needed, there.unknown)}",
            "siap" if full else "text",
        ),
        *(number(steps.get(step.code)) for step in election.steps if step.code != "counted"),
        (numbers.number(one.open), "kurang") if one.open else ("–", "dim"),
    ]


def wide_columns(rules: Sequence[Indicator]) -> tuple[Column, ...]:
    """Units below a place that is too wide for sums: what the steps prove, from the tallies."""
    return (
        Column("name", "", 18, weight=3, sortable=False),
        *(Column(rule.code, f"{rule.code} {_(rule.short)}", 17, weight=1, align="right", sortable=False)
          for rule in rules),
    )  # fmt: skip


def wide_cells(state: UnitState, rules: Sequence[Indicator]) -> list[tuple[str, str]]:
    """One unit: how many of its TPS each step is proved of."""
    cells = [(plain(state.name), "text")]
    for rule in rules:
        found = state.standing.assessments.get(rule.code)
        if found is None:
            cells.append(("–", "dim"))
            continue
        style = readiness.style(found.colour)
        cells.append((f"{glyphs.sign(style)} {numbers.ratio(found.counts.siap, found.counts.n)}", style))
    return cells


# ── what is short ────────────────────────────────────────────────────────────


def short_columns() -> tuple[Column, ...]:
    """Shortages as sentences."""
    return (
        Column("short", _("kekurangan, terburuk dulu"), 40, weight=4, sortable=False),
        Column("need", _("perlu"), 10, align="right", sortable=False),
    )


def short_cells(one: Shortage, election: Election) -> list[tuple[str, str]]:
    """One shortage, in the order of ``short_columns``."""
    style = "kritis" if one.lack >= one.need else "kurang"
    sentence = f"{glyphs.sign(style)} {short_sentence(one, election)}"
    return [(sentence, style), (at_least(one.need, one.unknown), "dim")]


def short_sentence(one: Shortage, election: Election) -> str:
    """``kurang 12 surat suara DPRD Provinsi, TPS 014 Wates``; of a store ``gudang Magelang Tengah``."""
    at_store = units.level(one.unit) is not units.Level.TPS
    where = _("gudang {name}").format(name=plain(one.name)) if at_store else places.unit_name(one.unit, one.name)
    return _("kurang {n} {good}, {where}").format(
        n=at_least(one.lack, one.unknown), good=good_name(election, one.good), where=where
    )


# ── signs of trouble ────────────────────────────────────────────────────────────


def flag_columns() -> tuple[Column, ...]:
    """Flags with their mitigations."""
    return (
        Column("unit", _("TPS"), 17, weight=2, sortable=False),
        Column("sign", _("tanda rawan"), 20, weight=3, sortable=False),
        Column("state", _("keadaan"), 8, sortable=False),
        Column("mitigation", _("penanganan"), 16, weight=3, sortable=False),
        Column("owner", _("oleh"), 8, weight=1, priority=2, sortable=False),
        Column("since", _("sejak"), 6, align="right", priority=1, sortable=False),
    )


def flag_cells(one: FlagRow, election: Election) -> list[tuple[str, str]]:
    """One flag, in the order of ``flag_columns``."""
    style = "siap" if one.answered_on is not None else "kurang"
    return [
        (places.unit_name(one.unit, one.name), "text"),
        (sign_name(election, one.sign), "text"),
        (flag_state(one), style),
        (plain(one.mitigation or ""), "text"),
        (plain(one.owner or ""), "dim"),
        (dates.short_day(one.since), "dim"),
    ]


def flag_state(one: FlagRow) -> str:
    """Open, planned, answered."""
    if one.answered_on is not None:
        return _("dijawab")
    return _("rencana") if one.mitigation else _("terbuka")


def flag_lines(one: FlagRow, election: Election) -> list[Segments]:
    """All of a flag, for the panel below the list."""
    found = election.signs().get(one.sign)
    lines: list[Segments] = [[(_("variabel") + ": ", "dim"), (_(found[0].name) if found else plain(one.sign), "text")]]
    if found and found[0].source:
        lines[0].append((f"  ({found[0].source})", "dim"))
    if one.note:
        lines.append([(_("catatan") + ": ", "dim"), (plain(one.note), "text")])
    said = plain(one.mitigation or "") or _("belum ada: v menuliskannya")
    lines.append([(_("penanganan") + ": ", "dim"), (said, "text" if one.mitigation else "kurang")])
    if one.answered_on is not None:
        lines.append([(_("dijawab") + ": ", "dim"), (dates.full_day(one.answered_on), "text")])
    return lines


# ── the card of a TPS ────────────────────────────────────────────────────────────


def card(
    one: Station,
    own: UnitState,
    flags: Sequence[FlagRow],
    seats: Mapping[str, tuple[int, int]],
    election: Election,
) -> list[Segments]:
    """A TPS at a glance: voters, seats, kit, flags, and what holds it back."""
    dot = f" {glyphs.glyphs().separator} "
    head: Segments = [_heading(_("DPT"))]
    if one.voters is None:
        head.append((_("? belum diketahui: X mengisinya"), "unknown"))
    else:
        each = numbers.number(logistics.ballots(one.voters, election.reserve_permille))
        reserve = f"{election.reserve_permille / 10:g}".replace(".", ",")
        head.append((numbers.number(one.voters), "title"))
        head.append((dot + _("{n} lembar tiap jenis (cadangan {reserve} %)").format(n=each, reserve=reserve), "text"))
    held = [(body, *seats[body]) for body in (one.code for one in election.seated()) if body in seats]
    sat: Segments = [
        (
            f"{places.body_name(election, body)} {numbers.ratio(filled, every)}   ",
            "siap" if filled == every else "kurang",
        )
        for body, filled, every in held
    ]
    lines = [head, [_heading(_("Kursi")), *sat], [_heading(_("Barang")), *_path(one, election)]]
    if one.kit is not None and one.kit.reference:
        signed = one.kit.reference + (
            " " + _("diterima {who}").format(who=one.kit.receiver) if one.kit.receiver else ""
        )
        lines.append([_heading(""), (plain(signed) + dot + dates.full_day(one.kit.since), "dim")])
    lines.append([_heading(_("Rawan")), *_flags(flags, election)])
    lines.append([_heading(_("Menahan")), *_holding(own, election)])
    return lines


def _heading(words: str) -> tuple[str, str]:
    return f" {words:<9}", "key"


def _path(one: Station, election: Election) -> Segments:
    """``✓ Terhitung  ✓ Dikemas  ✓ Di PPK  · Di PPS  · Di TPS``: the steps, as far as its goods are."""
    signs = glyphs.glyphs()
    return [
        (f"{signs.yes if done else signs.not_yet} {_(step.short)}  ", "siap" if done else "dim")
        for step, done in _done(one, election)
    ]


def _done(one: Station, election: Election) -> list[tuple[Step, bool]]:
    """Every step, and whether the goods of a TPS have come to it."""
    order = [step.code for step in election.steps]
    reached = order.index(one.kit.step) if one.kit is not None and one.kit.step in order else -1
    found = []
    for at, step in enumerate(election.steps):
        whole = logistics.complete(election, step.code, one.voters, one.stock) if step.code in _NUMBERS else None
        kit = reached >= at and step.code != logistics.COUNTED
        found.append((step, kit if whole is None else whole))
    return found


_NUMBERS = (logistics.COUNTED, logistics.PACKED)


def next_step(stations: Sequence[Station], election: Election) -> str:
    """The first step that the goods of one of these TPS have not come to."""
    behind = {step.code for one in stations for step, done in _done(one, election) if not done}
    return next((step.code for step in election.steps if step.code in behind), "")


def _flags(flags: Sequence[FlagRow], election: Election) -> Segments:
    if not flags:
        return [(_("tidak ada tanda"), "dim")]
    still = [one for one in flags if one.answered_on is None]
    shown = still or list(flags)
    head = flag_words(len(still), len(flags))
    return [(f"{head[0]}: ", head[1]), (", ".join(sign_name(election, one.sign) for one in shown), "text")]


def _holding(own: UnitState, election: Election) -> Segments:
    """The indicators that decide its colour, worst first."""
    found = [own.standing.assessments[code] for code in own.standing.worst if code in own.standing.assessments]
    if not found:
        return [(_("tidak ada"), "siap")]
    line: Segments = []
    for one in found:
        style = readiness.style(one.colour)
        line.append((f"{glyphs.sign(style)} {one.code} {_(election.indicator(one.code).short)}  ", style))
    return line
