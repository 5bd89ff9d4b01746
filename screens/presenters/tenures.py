"""Those who ever sat in a seat, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.locale import _
from screens.presenters import dates, places
from screens.presenters.text import plain
from screens.widgets.grid import Column

if TYPE_CHECKING:
    from models.queries.register import TenureRow


def columns() -> tuple[Column, ...]:
    """The columns."""
    return (
        Column("name", _("nama"), 18, weight=3, sortable=False),
        Column("start", _("sejak"), 11, sortable=False),
        Column("end", _("sampai"), 11, sortable=False),
        Column("why", _("alasan berhenti"), 17, weight=1, sortable=False),
        Column("decree", _("SK"), 14, weight=2, priority=1, sortable=False),
    )


def cells(held: TenureRow) -> list[tuple[str, str]]:
    """One of them, in the order of ``columns``."""
    there = held.end_on is None
    style = "title" if there else "text"
    until = _("sekarang") if held.end_on is None else dates.short_day(held.end_on, year=True)
    number = plain(held.decree or "")
    day = f", {dates.short_day(held.decree_on, year=True)}" if held.decree_on is not None else ""
    return [
        (plain(held.name), style),
        (dates.short_day(held.start_on, year=True), "text"),
        (until, "siap" if there else "text"),
        (_(places.END_REASONS.get(held.end_reason or "", "")) if held.end_reason else "", "dim"),
        (f"{number}{day}" if number else _("belum ada"), "dim" if number else "kurang"),
    ]


def sat(held: Sequence[TenureRow], day: date) -> TenureRow | None:
    """Who held the seat on a day; on the day on which one left it is the next one's, or nobody's."""
    return next((one for one in held if one.start_on <= day and (one.end_on is None or day < one.end_on)), None)


def on_day(held: Sequence[TenureRow], day: date) -> str:
    """``Sel 30 Jan 2024: Siti Aminah``."""
    one = sat(held, day)
    return _("{day}: {who}").format(day=dates.full_day(day), who=plain(one.name) if one else _("kursi kosong"))
