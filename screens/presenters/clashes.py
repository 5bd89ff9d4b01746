"""Fields that two people changed, and who did, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.errors import Clash
from screens.locale import N_, _
from screens.presenters import dates, places
from screens.presenters.glyphs import glyphs
from screens.presenters.readiness import state_word
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.rules.schema import Election
    from models.services.contested import Contested

FIELDS: dict[str, str] = {
    "decree": N_("Nomor SK"),
    "decree_on": N_("Tanggal SK"),
    "end_on": N_("Berhenti"),
    "end_reason": N_("Alasan"),
    "sworn_on": N_("Hari"),
    "sworn_at": N_("Tempat"),
    "witness": N_("Saksi"),
    "state": N_("Keadaan"),
    "reference": N_("Bukti"),
    "since": N_("Tanggal"),
    "note": N_("Catatan"),
}
"""Of tenures, reserves and evidence."""


def words(field: str, value: Any) -> str:
    """A value as people read it; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return dates.full_day(value)
    if field == "end_reason" and value in places.END_REASONS:
        return _(places.END_REASONS[value])
    if field == "state":
        known = {**places.RESERVE, **places.ESCALATIONS}
        return _(known[value]) if value in known else state_word(value)
    return plain(str(value))


def who(clash: Clash) -> str:
    """``bayu 20:00``."""
    return _stamp(clash.detail.get("by"), clash.detail.get("at"))


def _stamp(by: str | None, at: datetime | None) -> str:
    when = f" {dates.hour(at)}" if isinstance(at, datetime) else ""
    return plain(by or _("rekan")) + when


# ── many rows ────────────────────────────────────────────────────────────


def writers(rows: Sequence[Contested]) -> str:
    """``bayu 20:00``; of several people how many, of several moments the last one."""
    names = {row.by for row in rows}
    if len(names) > 1:
        return _("{n} rekan").format(n=len(names))
    return _stamp(rows[0].by, max((row.at for row in rows if row.at is not None), default=None))


def title(rows: Sequence[Contested], count: int) -> str:
    """``Bentrok: bayu mengubah 3 dari 12 · 9 lainnya ikut ditulis``."""
    names = sorted({plain(row.by or _("rekan")) for row in rows})
    said = _("Bentrok: {who} mengubah {n} dari {count}").format(who=", ".join(names), n=len(rows), count=count)
    rest = count - len(rows)
    return said + (f" {glyphs().separator} " + _("{n} lainnya ikut ditulis").format(n=rest) if rest else "")


def about(row: Contested, election: Election) -> str:
    """What a row is about: ``Sari · KPPS Anggota 2 · TPS 002 Cacaban``; of no seat the place, and the contact's
    role."""
    held, dot = row.tenure, f" {glyphs().separator} "
    place = places.unit_name(row.unit, row.unit_name or row.unit)
    if held is not None:
        post = places.post_name(election, held.body, held.post, held.ordinal)
        return dot.join((plain(held.name), f"{places.body_name(election, held.body)} {post}", place))
    if 0 < row.slot <= len(election.contacts):
        return dot.join((_(election.contacts[row.slot - 1].name), place))
    return place


def row_words(values: Mapping[str, Any]) -> str:
    """What stands in a row, in few words: ``siap · BA 7 · 31 Jan``; ``kini Rina Wati``; ``berhenti 31 Jan · wafat``."""
    if all(value is None for value in values.values()):
        return _("kursi kosong") if "holder" in values else _("belum dicatat")
    shown = {name: value for name, value in values.items() if value is not None}
    if "reference" in shown:
        shown.pop("note", None)
    if shown.get("state") not in (None, "siap"):
        shown.pop("since", None)  # counted, not said
    said = []
    for field, value in shown.items():
        text = dates.short_day(value) if isinstance(value, date) else words(field, value)
        text = _("kini {name}").format(name=text) if field == "holder" else text
        said.append(_("berhenti {day}").format(day=text) if field == "end_on" else text)
    return f" {glyphs().separator} ".join(said)


def kept(count: int) -> str:
    """`` · 3 punya rekan tetap``."""
    return f" {glyphs().separator} " + _("{n} punya rekan tetap").format(n=count) if count else ""
