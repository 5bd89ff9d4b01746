"""``siaga status``: the board as a few lines of text, for a login message; as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from screens.locale import _
from tui.command_line import Command
from tui.invocation import Invocation
from tui.words import give, tell

if TYPE_CHECKING:
    from datetime import datetime

    from models.queries.board import Board, UnitState
    from models.rules.schema import Election

STYLES = {"hijau": "siap", "kuning": "kurang", "merah": "kritis", "tak_diketahui": "takada", "belum_waktu": "belum"}
"""Colours of readiness to the style names that signs and words go by."""


def status(invocation: Invocation, as_json: bool) -> None:
    """Print how every election stands in the home unit and in the units below it."""
    from models import queries
    from models.clock import at_place
    from screens.presenters import glyphs
    from tui import bootstrap

    site = bootstrap.site(invocation)
    glyphs.use(site.settings.look.glyphs)
    readable = bootstrap.for_reading(site)
    unit = site.settings.site.home or site.settings.site.region
    now = at_place(site.clock.now(), unit)
    database = readable.open()
    try:
        with database.read() as connection:
            boards = [
                (election, queries.board.board(connection, election, unit, now)) for election in site.elections.values()
            ]
    finally:
        database.close()
    if as_json:
        import json

        give(json.dumps(_as_data(now, boards), ensure_ascii=False, indent=2))
        return
    for line in _as_text(now, boards):
        tell(line)


def _as_text(now: datetime, boards: list[tuple[Election, Board]]) -> list[str]:
    from screens.presenters import dates
    from screens.presenters.text import plain

    name = plain(boards[0][1].own.name) if boards else ""
    lines = [f"SIAGA · {name} · {dates.full_day(now)} {dates.hour(now)} {now:%Z}"]
    for election, board in boards:
        lines += ["", _headline(now, election, board), _line(board.own)]
        lines += [f"  {_line(child)}" for child in board.children]
    return lines


def _headline(now: datetime, election: Election, board: Board) -> str:
    from models.countdown import countdown, next_deadlines
    from screens.presenters import dates

    found = countdown(election, now)
    line = f"{election.name}  {found.label}  {dates.long_day(election.polling.date)}"
    if found.archived:
        return f"{line}  {_('arsip')}"
    for item in next_deadlines(election, now.date(), 1):
        line += "  " + _("tenggat: {name} {label} ({day})").format(
            name=item.name, label=item.label, day=dates.numeric_day(item.on)
        )
    return line


def _line(state: UnitState) -> str:
    from screens.presenters import glyphs
    from screens.presenters.text import fit

    standing = state.standing
    numbers = _("siap {siap}").format(siap=standing.siap)
    if standing.against_target is not None:
        numbers += "  " + _("terhadap target {target}").format(target=standing.against_target)
    worst = ", ".join(_reason(standing.assessments[code]) for code in standing.worst[:2])
    colour = glyphs.status(STYLES[standing.colour.value])
    return f"{fit(state.name, 24)} {fit(colour, 18)} {numbers}  {worst}".rstrip()


def _reason(assessment: Any) -> str:
    return f"{assessment.code} {assessment.counts.siap}/{assessment.counts.n}"


def _as_data(now: datetime, boards: list[tuple[Election, Board]]) -> dict[str, Any]:
    from models.countdown import countdown

    return {
        "moment": now.isoformat(timespec="seconds"),
        "elections": [
            {
                "code": election.code,
                "name": election.name,
                "polling": election.polling.date.isoformat(),
                "days": countdown(election, now).days,
                "frozen": board.moment.frozen,
                "estimated": board.estimated,
                "unit": _unit(board.own),
                "children": [_unit(child) for child in board.children],
            }
            for election, board in boards
        ],
    }


def _unit(state: UnitState) -> dict[str, Any]:
    standing = state.standing
    return {
        "code": state.code,
        "name": state.name,
        "colour": standing.colour.value,
        "siap": standing.siap,
        "against_target": standing.against_target,
        "worst": list(standing.worst),
        "staffing": {body: {"filled": filled, "needed": needed} for body, (filled, needed) in state.staffing.items()},
        "indicators": {
            code: {
                "colour": one.colour.value,
                "reason": one.reason.value,
                "siap": one.counts.siap,
                "items": one.counts.n,
                "percent": one.percent,
                "target": one.target,
            }
            for code, one in standing.assessments.items()
        },
    }


command = Command(
    "status",
    callback=click.pass_obj(status),
    params=[click.Option(["--json", "as_json"], is_flag=True, help=_("Sebagai JSON, untuk program lain."))],
    help=_("Tampilkan kesiapan sebagai teks biasa, misalnya untuk pesan saat masuk server."),
)
