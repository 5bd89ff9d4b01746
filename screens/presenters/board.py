"""The board's figures as lines of text: panels, the team, what needs doing, what happened just now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from models import queries, readiness, units
from screens.locale import _
from screens.presenters import dates, eskalasi, glyphs, numbers, places, sinergi
from screens.presenters import readiness as words
from screens.presenters.numbers import Segments
from screens.presenters.text import cut, fit, plain
from screens.widgets.window import Row

if TYPE_CHECKING:
    from models.queries.board import Action, Board, ContactRow, ToDo, UnitState
    from models.queries.people import SeatRow
    from models.readiness import Assessment
    from models.rules.schema import Election, Indicator

BROAD = 34
"""Cells of content from which a panel spells things out."""
FIGURES = 11
"""Cells of figures as a kecamatan of a city has them."""
LEAST_BAR = 4
"""Cells below which a bar says nothing."""


def panel_title(state: UnitState, siblings: Sequence[str]) -> Segments:
    """``Magelang Tengah ■ MERAH``."""
    colour = words.style(state.standing.colour)
    return [
        (f"{places.short_name(state.name, siblings)} ", "title"),
        (glyphs.status(colour), f"{colour} bold"),
    ]


def panel(
    state: UnitState,
    election: Election,
    contacts: Sequence[ContactRow],
    width: int,
    *,
    estimated: bool = False,
    now: str = "",
) -> list[Segments]:
    """One unit's panel: its two numbers and trend, staffing, the chosen indicators, contacts, the worst reason.
    ``now``: how ready it is at present, in words, where another state is shown."""
    broad = width >= BROAD
    room = width - 2 if broad else width
    lines = [_numbers(state, room, now), *_staffing(state, election, room)]
    shown = [rule for rule in election.indicators if rule.panel]
    figures = max((_figures(state, rule) for rule in shown), default=0)
    lines += [_measure(state, rule, room, max(figures, FIGURES)) for rule in shown]
    if contacts:
        lines.append(_contacts(contacts, election, broad))
    lines += worst(state, election, broad=broad)
    if estimated:
        lines.append([(_("jumlah TPS perkiraan"), "dim")])
    return [[(" ", ""), *line] for line in lines] if broad else lines


def now_word(supposed: object) -> str:
    """How the present is called beside what is ``supposed``, or, where that is nothing, beside the past."""
    return _("kini") if supposed is None else _("nyata")


def now_words(siap: int | None, supposed: object) -> str:
    """``kini 97``; nothing where that is not known."""
    return "" if siap is None else f"{now_word(supposed)} {siap}"


def _numbers(state: UnitState, room: int, now: str) -> Segments:
    against = state.standing.against_target
    goal = "–" if against is None else str(against)
    if now:
        own: Segments = [(_("siap "), "dim"), (str(state.standing.siap), "title"), (f" ({now})", "text")]
        beside = "  " + _("target") + f" {goal}"
        fits_too = sum(cell_len(text) for text, _style in own) + cell_len(beside) <= room
        return [*own, (beside, "dim")] if fits_too else own
    label = _("terhadap target") if room >= BROAD - 2 else _("target")
    siap = str(state.standing.siap)
    left = room - sum(map(len, (_("siap "), siap, label, goal))) - 5
    spark = numbers.sparkline(state.trend[-left:], 0, 100) if left > 2 and any(state.trend) else ""
    return [(_("siap "), "dim"), (siap, "title"), (f"  {label} ", "dim"), (goal, "title"), (f"  {spark}", "dim")]


def _staffing(state: UnitState, election: Election, room: int) -> list[Segments]:
    """Filled and needed seats of the bodies that have no line of their own below."""
    measured = {body for rule in election.indicators if rule.panel and rule.proof == "tenure" for body in rule.bodies}
    parts: list[Segments] = []
    for body in election.seated():
        if body.code in state.staffing and body.code not in measured:
            filled, needed = state.staffing[body.code]
            name = _(body.short) if room >= BROAD - 2 else _(body.short).partition(". ")[0]
            parts.append([(f"{name} ", "dim"), (numbers.ratio(filled, needed), _full(filled, needed))])
    return _flowed(parts, room)


def _full(filled: int, needed: int) -> str:
    return "text" if filled >= needed else "kurang bold"


def _flowed(parts: Sequence[Segments], width: int) -> list[Segments]:
    """Short parts side by side, as many in a line as fit."""
    lines: list[Segments] = []
    used = 0
    for part in parts:
        size = sum(cell_len(text) for text, _style in part)
        if lines and used + 2 + size <= width:
            lines[-1] += [("  ", ""), *part]
            used += 2 + size
        else:
            lines.append(list(part))
            used = size
    return lines


def _figures(state: UnitState, rule: Indicator) -> int:
    """Cells of ``1.035/1.036``."""
    found = state.standing.assessments.get(rule.code)
    return 0 if found is None else len(numbers.ratio(found.counts.siap, found.counts.n))


def _measure(state: UnitState, rule: Indicator, width: int, figures: int) -> Segments:
    found = state.standing.assessments.get(rule.code)
    if found is None:
        return []
    style = words.style(found.colour)
    if found.colour is readiness.Colour.NOT_YET:
        return [(fit(_(rule.short), 12), "dim"), (_("mulai H-{day}").format(day=rule.start), "belum")]
    target = found.target if found.target < 100 else None
    return _barred(_(rule.short), found.counts.siap, found.counts.n, target, style, width, figures)


def _barred(name: str, done: int, total: int, target: int | None, style: str, room: int, wide: int) -> Segments:
    """``Surat suara   70/134 ■ █████·▏····``: name, figures to the right, sign, a bar with the target's mark."""
    figures = numbers.ratio(done, total)
    named = 12 if room >= BROAD - 2 else 11
    bar = room - named - wide - 3
    if bar < LEAST_BAR:
        named = min(named, room - 2 - wide)  # a number is never cut
        wide = room - named - 2
    return [
        (fit(name, named), "text"),
        (fit(figures, wide, "right"), "text"),
        (f" {glyphs.sign(style)}", style),
        *([(" ", ""), *numbers.bar(done, total, bar, target, style)] if bar >= LEAST_BAR else []),
    ]


def _contacts(contacts: Sequence[ContactRow], election: Election, broad: bool) -> Segments:
    names = {role.code: _(role.name) for role in election.contacts}
    sign = glyphs.glyphs()
    line: Segments = []
    for contact in contacts:
        mark, style = {
            "siap": (sign.yes, "siap"),
            "belum": (sign.no, "kritis"),
            "klaim": (sign.unknown, "kurang"),
        }.get(contact.state, (sign.unknown, "takada"))
        name = names.get(contact.role, contact.role)
        line += [(name if broad else name[:3], "text"), (f"{mark} ", style)]
    return line


def worst(state: UnitState, election: Election, *, broad: bool) -> list[Segments]:
    """The worst reason in words, or that all is well; on two lines where one is too short."""
    if not state.standing.worst:
        return [[(calm(state), "dim")]]
    found = state.standing.assessments[state.standing.worst[0]]
    style = words.style(found.colour)
    rule = election.indicator(found.code)
    if broad:
        return [[(f"{glyphs.sign(style)} {words.headline(found, rule)}", style)]]
    return [[(f"{glyphs.sign(style)} {_(rule.short)}", style)], [(f"  {words.reason(found, rule)}", style)]]


def calm(state: UnitState) -> str:
    """What is said of a unit that nothing keeps from green."""
    said = {readiness.Colour.NOT_YET: _("belum waktunya"), readiness.Colour.UNKNOWN: _("tidak ada data")}
    return said.get(state.standing.colour, _("sesuai target"))


def action_level(unit: str) -> Segments:
    """Which units what needs doing below a unit is about, where these are no kecamatan or what is in one."""
    level = units.Level(min(units.level(unit) + 1, units.Level.TPS))
    if level >= units.Level.KECAMATAN:
        return []
    each = _("tiap {level}").format(level=places.level_name(level))
    return [(f" {glyphs.glyphs().separator} {each}", "dim")]


def action_row(one: ToDo, election: Election, siblings: Sequence[str], beside: str, now: datetime) -> Row:
    """That as a row, known by its unit and the code of the indicator, or its register and number there. ``now`` is
    local."""
    if isinstance(one, queries.board.Action):
        return Row((one.unit, one.code), action_cells(one, election, siblings, beside))
    if isinstance(one, queries.escalation.EscalationRow):
        return Row((one.unit, ("eskalasi", one.id)), eskalasi.waited_for(one, election, siblings, now, beside))
    return Row((one.unit, ("janji", one.id)), sinergi.chased(one, siblings, now.date(), beside))


def action_cells(one: Action, election: Election, siblings: Sequence[str], beside: str = "") -> list[tuple[str, str]]:
    """What needs doing as a row: sign and code, place (``beside``: what it lies in), why, who must move it."""
    style = words.style(one.assessment.colour)
    name = places.short_name(one.name, siblings) if one.name in siblings else places.number_or_name(one.unit, one.name)
    name = places.brief(name) + (f", {beside}" if beside else "")
    return [
        (f"{glyphs.sign(style)} {one.code}", style),
        (name, "text"),
        (words.headline(one.assessment, election.indicator(one.code)), "text"),
        (_(one.owner), "dim"),
    ]


def heat_cell(state: UnitState, rule: Indicator, *, broad: bool) -> tuple[str, str]:
    """One cell of the heat table: the sign, and the percentage where there is room."""
    found = state.standing.assessments.get(rule.code)
    if found is None:
        return ("", "belum")
    style = words.style(found.colour)
    sign = glyphs.sign(style)
    plainly = found.colour in (readiness.Colour.NOT_YET, readiness.Colour.UNKNOWN) or found.percent == 100
    if not broad or plainly:
        return (sign, style)
    return (f"{sign}{found.percent}", style)


def nothing_to_do(board: Board) -> str:
    """Why the list of what needs doing is empty."""
    if not board.moment.frozen:
        return _("Tidak ada yang mendesak.")
    if board.own.standing.colour is not readiness.Colour.UNKNOWN:
        return _("Arsip: keadaan saat TPS dibuka pada hari pemungutan suara.")
    return _("Arsip tanpa data: tidak ada yang tercatat sampai hari pemungutan suara. Untuk mencoba: siaga demo.")


def own_note(own: UnitState, now: str = "") -> Segments:
    """A unit's two numbers at the right of a title; ``now`` as on a panel."""
    against = "–" if own.standing.against_target is None else own.standing.against_target
    words_for = _("siap {siap} · terhadap target {target}")
    siap = f"{own.standing.siap} ({now})" if now else own.standing.siap
    return [(words_for.format(siap=siap, target=against), "dim")]


def indicator_row(found: Assessment, rule: Indicator) -> list[str | tuple[str, str]]:
    """An indicator of a TPS as a row: code, name, figures, state, why."""
    figure, style = numbers.ratio(found.counts.siap, found.counts.n), words.style(found.colour)
    return [rule.code, _(rule.name), figure, (words.status(found.colour), style), words.reason(found, rule)]


def team(seats: Sequence[SeatRow], election: Election, width: int) -> list[Segments]:
    """The people of one unit as one team: post, name, and what is missing, two columns where there is room."""
    if not seats:
        return [[(_("Tidak ada kursi di sini."), "dim")]]
    columns = 2 if width >= 2 * BROAD else 1
    each = (width - 2 * (columns - 1)) // columns
    cells = [_seat(seat, election, each) for seat in seats]
    rows = -(-len(cells) // columns)
    lines: list[Segments] = []
    for at in range(rows):
        line: Segments = []
        for column in range(columns):
            index = column * rows + at
            if index < len(cells):
                line += ([("  ", "")] if column else []) + cells[index]
        lines.append(line)
    return lines


def _seat(seat: SeatRow, election: Election, width: int) -> Segments:
    post = places.post_name(election, seat.body, seat.post, seat.ordinal)
    label = fit(f"{places.body_name(election, seat.body)} {post}", 20)
    if seat.name is None:
        text, style = _("kosong"), "kritis"
        if seat.since is not None:
            text = _("kosong sejak {day}").format(day=dates.short_day(seat.since))
    else:
        text, style = plain(seat.name), "text"
        if seat.decree is None:
            text, style = _("{name} (belum ada SK)").format(name=text), "kurang"
    return [(f"{label} ", "dim"), (fit(cut(text, width - 21), max(width - 21, 0)), style)]


def fits(children: int, width: int) -> bool:
    """Whether the children stand side by side as panels, or must be a table."""
    return 0 < children <= 4 and width // children >= 26


def explained(state: UnitState, election: Election) -> list[Segments]:
    """A unit's two numbers in words, and how each of its indicators stands: the legend of the codes, too."""
    standing = state.standing
    colour = words.style(standing.colour)
    lines: list[Segments] = [
        [(f"{places.number_or_name(state.code, state.name)} ", "title"), (glyphs.status(colour), f"{colour} bold")],
        [(_("siap {siap}: {siap} dari 100 butir berbobot sudah terbukti").format(siap=standing.siap), "")],
    ]
    if standing.against_target is not None:
        against = _("terhadap target {target}: {target} % dari yang seharusnya sudah siap hari ini")
        lines.append([(against.format(target=standing.against_target), "")])
    lines.append([])
    wide = max((_figures(state, rule) for rule in election.indicators), default=0)
    for rule in election.indicators:
        found = standing.assessments.get(rule.code)
        if found is None or found.reason is readiness.Reason.NO_ITEMS:
            continue
        style = words.style(found.colour)
        figure = numbers.ratio(found.counts.siap, found.counts.n)
        lines.append(
            [
                (f"{glyphs.sign(style)} {rule.code} ", style),
                (f"{fit(_(rule.short), 12)}{fit(figure, max(wide, FIGURES + 1), 'right')}  ", "text"),
                (words.reason(found, rule), "dim"),
            ]
        )
    return lines
