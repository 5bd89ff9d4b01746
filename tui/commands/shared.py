"""What several subcommands ask of their arguments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screens.locale import _
from tui.words import Misuse

if TYPE_CHECKING:
    from models.rules.schema import Election, Indicator
    from tui.bootstrap import Site


def election_of(site: Site, code: str) -> Election:
    """An election of this office by its code. Raises Misuse with the codes there are."""
    if code not in site.elections:
        raise Misuse(
            _("Pemilihan {code} tidak ada di pengaturan ini. Yang ada: {known}.").format(
                code=code, known=", ".join(site.elections)
            )
        )
    return site.elections[code]


def indicator_of(election: Election, code: str) -> Indicator:
    """An indicator by its code, in any case. Raises Misuse with the codes there are."""
    for one in election.indicators:
        if one.code.casefold() == code.casefold():
            return one
    raise Misuse(
        _("Indikator {code} tidak ada. Yang ada: {known}.").format(
            code=code, known=", ".join(one.code for one in election.indicators)
        )
    )


def place_of(site: Site, unit: str | None) -> str:
    """A unit by its code; without one that of the office. Raises Misuse unless it is a code."""
    from models.units import level

    place = unit or site.settings.site.home or site.settings.site.region
    try:
        level(place)
    except ValueError:
        raise Misuse(
            _("--unit {text} bukan kode wilayah. Tulis seperti 33.71 atau 33.71.03.").format(text=place)
        ) from None
    return place


def day_of(text: str | None) -> date | None:
    """``2024-01-31``. Raises Misuse."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(_("{text} bukan tanggal. Tulis seperti 2024-01-31.").format(text=text)) from None
