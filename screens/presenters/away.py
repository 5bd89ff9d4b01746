"""What is said of a state that is not the present one, or of a present that does not answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from screens.locale import _
from screens.presenters import dates

if TYPE_CHECKING:
    from screens.context import Context


def untouchable(context: Context) -> str:
    """Why nothing can be written here, as a sentence: no present is shown; empty where it is."""
    if context.supposed is not None:
        return _("Ini ANDAI: tidak ada yang dicatat. Esc di puncak kembali ke kenyataan.")
    if context.as_of is not None:
        return _("Ini keadaan {day}, sudah lampau: tidak dapat diubah.").format(
            day=dates.short_day(context.as_of, year=True)
        )
    return ""


def cut_off(since: datetime, shown: datetime, zone: str) -> str:
    """``sambungan putus sejak 20:06 (data 20:05 WIB)``: the last picture stands, greyed."""
    data = f"{dates.hour(shown)} {zone}".rstrip()
    return _("sambungan putus sejak {time} (data {data})").format(time=dates.hour(since), data=data)
