"""Names of places, posts and people as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import units
from screens.locale import N_, _, ngettext
from screens.presenters import numbers
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.rules.schema import Election

END_REASONS = {
    "masa_habis": N_("masa tugas habis"),
    "mundur": N_("mengundurkan diri"),
    "berhenti": N_("diberhentikan"),
    "wafat": N_("meninggal dunia"),
    "berhalangan": N_("berhalangan tetap"),
}
"""Why a tenure ended, in words."""
OUTCOMES = {
    "dijawab": N_("dijawab"),
    "tak_angkat": N_("tidak diangkat"),
    "salah_nomor": N_("salah nomor"),
    "beres": N_("beres"),
}
"""How a call ended, or that what was shaky is settled."""
PIECES = {
    "received": N_("Diterima"),
    "damaged": N_("Rusak"),
    "good": N_("Baik"),
    "counted": N_("Terhitung"),
    "packed": N_("Dikemas"),
    "returned": N_("Kembali"),
    "dpt": N_("DPT"),
}
"""What numbers of logistics are called."""
CASES = {
    "dilaporkan": N_("dilaporkan"),
    "diproses": N_("diproses"),
    "terbukti": N_("terbukti"),
    "tidak_terbukti": N_("tidak terbukti"),
    "selesai": N_("selesai"),
}
"""Where a case of neutrality stands."""
ESCALATIONS = {
    "menunggu": N_("menunggu"),
    "dijawab": N_("dijawab"),
    "batal": N_("dibatalkan"),
    "naik": N_("naik"),
}
"""What became of a request for help."""
RESERVE = {
    "menunggu": N_("menunggu"),
    "diangkat": N_("diangkat"),
    "mundur": N_("mengundurkan diri"),
    "gugur": N_("gugur"),
}
"""Where a reserve stands."""


def short_name(name: str, siblings: Sequence[str] = ()) -> str:
    """A region's name without the first word that all its siblings share: ``Tengah`` beside ``Utara``."""
    first = name.partition(" ")[0]
    shared = len(siblings) > 1 and all(one.partition(" ")[0] == first and " " in one for one in siblings)
    return plain(name.partition(" ")[2] if shared else name)


def brief(name: str) -> str:
    """``Kab. Kulon Progo`` for ``Kabupaten Kulon Progo``; every other name as it is."""
    first, _blank, rest = name.partition(" ")
    return plain(_("Kab. {name}").format(name=rest) if first == "Kabupaten" and rest else name)


LEVELS = {
    units.Level.PROVINCE: N_("provinsi"),
    units.Level.KOTA: N_("kab/kota"),
    units.Level.KECAMATAN: N_("kecamatan"),
    units.Level.KELURAHAN: N_("kelurahan"),
    units.Level.TPS: N_("TPS"),
}
"""What the units of a level are called, many of them as well as one."""
VILLAGE = 9
"""Where in the code of a kelurahan stands what it is: 1 a kelurahan, 2 a desa."""


def level_name(level: units.Level, codes: Iterable[str] = ()) -> str:
    """``provinsi``, ``kab/kota``, …; of the units ``codes`` of the lowest level, what they are: ``desa``."""
    if level is not units.Level.KELURAHAN:
        return _(LEVELS[level]) if level in LEVELS else ""
    kinds = {code[VILLAGE : VILLAGE + 1] for code in codes}
    if "2" not in kinds:
        return _(LEVELS[level])
    return _("desa") if kinds == {"2"} else _("kelurahan/desa")


def counted(level: units.Level, codes: Sequence[str]) -> str:
    """So many units of a level: ``38 provinsi``, ``12 desa``."""
    n = numbers.number(len(codes))
    if level is units.Level.PROVINCE:
        return ngettext("{n} provinsi", "{n} provinsi", len(codes)).format(n=n)
    return f"{n} {level_name(level, codes)}"


def beneath(unit: str, names: Mapping[str, str], top: str) -> str:
    """What stands between a unit and ``top`` above it, nearest first: ``Magelang Tengah, Kota Magelang``."""
    between = [code for code in units.ancestors(unit) if code != top and units.contains(top, code)]
    if units.level(unit) is units.Level.TPS:
        del between[:1]  # its kelurahan is part of its name
    return ", ".join(brief(names[code]) for code in between if code in names)


def beside(unit: str, names: Mapping[str, str], top: str) -> str:
    """``beneath``, where a name alone does not say which one is meant: in what is wider than a kabupaten or kota."""
    return beneath(unit, names, top) if units.level(top) < units.Level.KOTA else ""


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
