"""A seat that a colleague filled or emptied meanwhile, and what I entered for it, beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from screens.locale import _
from screens.presenters import clashes, dates, places
from screens.presenters.text import fit, plain
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from models.errors import Clash
    from models.services.contested import SeatNow

LABEL = 14
"""Cells of the first column."""


@dataclass(frozen=True, slots=True)
class Mine:
    """What I entered: who is to sit where (``called``: the seat in words), from when on, by which decree.

    ``person_id``: somebody who is here; ``reserve_id``: they wait for the seat already. ``shown``: the number of the
    person who sat there as it was shown (None: nobody)."""

    seat_id: int
    unit: str
    body: str
    called: str
    name: str
    start_on: date
    decree: str | None
    decree_on: date | None
    asn: bool = False
    person_id: int | None = None
    reserve_id: int | None = None
    shown: int | None = None


def title(now: SeatNow, *, same: bool) -> str:
    """What happened to the seat."""
    if now.holder is None:
        return _("Bentrok: kursi ini dikosongkan rekan")
    return _("Bentrok: rekan mengubah kursi ini") if same else _("Bentrok: kursi ini sudah diisi rekan")


def both(clash: Clash, now: SeatNow, mine: Mine, width: int) -> list[Line]:
    """In ``width`` cells: who sits there now (or who left last), by which SK, since when; and what I entered."""
    held = now.holder or now.left
    none, each = _("belum ada"), (width - LABEL - 2) // 2
    rows = [
        ("", _("Kini (terakhir {who})").format(who=clashes.who(clash)), _("Isian Anda")),
        (_("Nama"), plain(held.name) if held is not None else _("kursi kosong"), plain(mine.name)),
        (_("Mulai"), _day(held.start_on if held is not None else None), _day(mine.start_on)),
        (_("Nomor SK"), plain(held.decree or "") if held is not None else "", plain(mine.decree or "")),
        (_("Tanggal SK"), _day(held.decree_on if held is not None else None), _day(mine.decree_on)),
    ]
    if held is not None and held.end_on is not None:
        why = _(places.END_REASONS.get(held.end_reason or "", ""))
        rows.append((_("Berhenti"), f"{_day(held.end_on)}, {why}", ""))
    found: list[Line] = []
    for at, (label, theirs, own) in enumerate(rows):
        empty = none if 0 < at < len(rows[:5]) else ""
        style = "dim" if at == 0 else "title" if at == 1 else "text"
        found.append(
            [
                (fit(f" {label}", LABEL), "dim"),
                (fit(theirs or empty, each) + "  ", style),
                (fit(own or empty, each), style),
            ]
        )
    return found


def note(mine: Mine) -> str:
    """What was entered for the seat, for the note of somebody who waits now: ``untuk Ketua …, SK 7/SK, mulai …``."""
    said = _("semula untuk {seat}, mulai {day}").format(seat=mine.called, day=dates.short_day(mine.start_on, year=True))
    if not mine.decree:
        return said
    day = f" ({dates.short_day(mine.decree_on, year=True)})" if mine.decree_on is not None else ""
    return said + _(", SK {decree}").format(decree=f"{mine.decree}{day}")


def _day(day: date | None) -> str:
    return dates.full_day(day) if day is not None else ""
