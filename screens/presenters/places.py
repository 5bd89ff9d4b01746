"""Names of places, posts and people as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import units
from screens.locale import N_, _
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rules.schema import Election

END_REASONS = {
    "masa_habis": N_("masa tugas habis"),
    "mundur": N_("mengundurkan diri"),
    "berhenti": N_("diberhentikan"),
    "wafat": N_("meninggal dunia"),
    "berhalangan": N_("berhalangan tetap"),
}
"""Why a tenure ended, in words."""


def short_name(name: str, siblings: Sequence[str] = ()) -> str:
    """A region's name without the first word that all its siblings share: ``Tengah`` beside ``Utara``."""
    first = name.partition(" ")[0]
    shared = len(siblings) > 1 and all(one.partition(" ")[0] == first and " " in one for one in siblings)
    return plain(name.partition(" ")[2] if shared else name)


def unit_name(unit: str, region: str) -> str:
    """``TPS 014 Wates`` for a TPS, else the region's name."""
    if units.level(unit) is units.Level.TPS:
        return _("TPS {number} {kelurahan}").format(number=unit[-3:], kelurahan=plain(region))
    return plain(region)


def number_or_name(unit: str, region: str) -> str:
    """``TPS 014`` for a TPS, where its kelurahan is known anyway; else the region's name."""
    if units.level(unit) is units.Level.TPS:
        return _("TPS {number}").format(number=unit[-3:])
    return plain(region)


def body_name(election: Election, body: str) -> str:
    """A body's short name: ``Sek. PPS``."""
    return _(election.body(body).short)


def post_name(election: Election, body: str, post: str, ordinal: int) -> str:
    """A post's name, numbered where there are several: ``Anggota 2``."""
    found = election.body(body).post(post)
    return f"{_(found.name)} {ordinal}" if found.count > 1 else _(found.name)
