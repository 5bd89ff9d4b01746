"""Fields that two people changed, and who did, in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models.errors import Clash
from screens.locale import N_, _
from screens.presenters import dates, places
from screens.presenters.readiness import state_word
from screens.presenters.text import plain

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
    at = clash.detail.get("at")
    when = f" {dates.hour(at)}" if isinstance(at, datetime) else ""
    return plain(str(clash.detail.get("by") or _("rekan"))) + when
