"""Readiness in words: a colour's sentence, and the whole arithmetic behind a figure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models import readiness, units
from models.readiness import Assessment, Colour, Reason
from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers
from screens.presenters.numbers import Segments

if TYPE_CHECKING:
    from models.rules.schema import Election, Indicator

STYLES = {
    Colour.GREEN: "siap",
    Colour.YELLOW: "kurang",
    Colour.RED: "kritis",
    Colour.UNKNOWN: "takada",
    Colour.NOT_YET: "belum",
}
"""The style name (and so sign and word) of each colour."""

ITEMS = {
    "seat": N_("kursi"),
    "tps": N_("TPS"),
    "kelurahan": N_("kelurahan"),
    "kecamatan": N_("kecamatan"),
    "contact": N_("nomor"),
}
"""What an indicator counts, in words."""

STATES = {
    "siap": N_("siap"),
    "klaim": N_("klaim"),
    "belum": N_("belum"),
    "unknown": N_("belum dilaporkan"),
    "na": N_("tidak dihitung"),
}
"""The state of one item, in words."""

KINDS = {
    "decree": N_("SK"),
    "minutes": N_("berita acara"),
    "receipt": N_("tanda terima"),
    "attendance": N_("daftar hadir"),
    "photo": N_("foto"),
    "witness": N_("saksi"),
    "document": N_("dokumen"),
}
"""The kinds of evidence, in words."""

LEVELS = {
    units.Level.PROVINCE: N_("provinsi"),
    units.Level.KOTA: N_("kota"),
    units.Level.KECAMATAN: N_("kecamatan"),
    units.Level.KELURAHAN: N_("kelurahan"),
    units.Level.TPS: N_("TPS"),
}
"""What a unit of each level is called; of a kabupaten too."""


def style(colour: Colour) -> str:
    """The style name of a colour."""
    return STYLES[colour]


def state_style(state: str) -> str:
    """The style name of an item's state."""
    return {"siap": "siap", "klaim": "kurang", "belum": "kritis", "unknown": "takada"}.get(state, "belum")


def state_word(state: str) -> str:
    """``siap``, ``klaim``, ``belum``, ``belum dilaporkan`` or ``tidak dihitung``."""
    return _(STATES[state]) if state in STATES else ""


def kinds() -> list[tuple[str, str]]:
    """The kinds of evidence with their words."""
    return [(kind, _(words)) for kind, words in KINDS.items()]


def kind_word(kind: str | None) -> str:
    """``berita acara``; empty where nobody said which it is."""
    return _(KINDS[kind]) if kind in KINDS else ""


def status(colour: Colour) -> str:
    """Sign and word of a colour: ``■ MERAH``."""
    return glyphs.status(style(colour))


def reason(found: Assessment, rule: Indicator) -> str:
    """Why an indicator has its colour, in a few words behind its short name."""
    missing = numbers.number(found.counts.missing)
    items = _(ITEMS[rule.counts])
    words = {
        Reason.NOT_STARTED: _("mulai H-{day}").format(day=rule.start),
        Reason.NO_ITEMS: _("tidak ada butir"),
        Reason.NO_COUNT: _("jumlah {items} belum diketahui").format(items=items),
        Reason.TOO_LITTLE_KNOWN: _("baru {percent} % dilaporkan").format(percent=found.known),
        Reason.COMPLETE: _("lengkap"),
        Reason.WITHIN_GRACE: _("{missing} belum, dalam tenggang").format(missing=missing),
        Reason.OVERDUE: _("{missing} belum, lewat {days}").format(
            missing=missing, days=dates.days_long(found.overdue or 0)
        ),
        Reason.ON_TARGET: _("sesuai target"),
        Reason.BEHIND: _("{percent} %, target {target} %").format(percent=found.percent, target=found.target),
        Reason.FAR_BEHIND: _("{percent} %, target {target} %").format(percent=found.percent, target=found.target),
        Reason.STALE: _("basi: laporan terakhir terlalu lama"),
    }
    return words[found.reason]


def headline(found: Assessment, rule: Indicator) -> str:
    """``Surat suara 52 %, target 69 %``."""
    return f"{_(rule.short)} {reason(found, rule)}"


def explained(found: Assessment, rule: Indicator, election: Election, h: int, now: datetime) -> list[Segments]:
    """The arithmetic of one figure, a line each; every number can be checked by hand. ``now``: as stored."""
    return [
        [(f"{rule.code} {_(rule.name)}", "title"), *_tags(rule)],
        [],
        [(_share(found, rule), "")],
        [(_target(rule, h), "")],
        [(_verdict(found, rule, h), style(found.colour)), (_gate(found, rule, h), "")],
        [
            (
                _("aturan {version} · diketahui {known} % · bukti termuda {age}").format(
                    version=election.rules_version, known=found.known, age=_age(found, now)
                ),
                "dim",
            )
        ],
        [
            (
                _("dasar: {basis} · yang bertindak: {owner}").format(basis=_(rule.basis), owner=_(rule.owner)),
                "dim",
            )
        ],
    ]


def _tags(rule: Indicator) -> Segments:
    tags = [_("bobot {weight}").format(weight=rule.weight)]
    if rule.gate:
        tags.append(_("gerbang"))
    if rule.perishable:
        tags.append(_("cepat basi"))
    return [("   " + " · ".join(tags), "dim")]


def _share(found: Assessment, rule: Indicator) -> str:
    counts = found.counts
    return _("{percent} % = {siap} siap ÷ {n} {items} (N/A {na}, ? {unknown}, klaim {klaim}, belum {belum})").format(
        percent=found.percent,
        siap=numbers.number(counts.siap),
        n=numbers.number(counts.n),
        items=_(ITEMS[rule.counts]),
        na=numbers.number(counts.na),
        unknown=numbers.number(counts.unknown),
        klaim=numbers.number(counts.klaim),
        belum=numbers.number(counts.belum),
    )


def _target(rule: Indicator, h: int) -> str:
    goal = readiness.target(rule, h)
    if h <= rule.due:
        return _("target 100, jatuh tempo H-{due}").format(due=rule.due)
    if h >= rule.start:
        return _("target 0 sampai H-{start}, jatuh tempo H-{due}").format(start=rule.start, due=rule.due)
    return _("target {target} = 100×({start}−{h})÷({start}−{due})   jatuh tempo H-{due}").format(
        target=goal, start=rule.start, h=h, due=rule.due
    )


def _verdict(found: Assessment, rule: Indicator, h: int) -> str:
    word = status(found.colour)
    if found.reason in (Reason.BEHIND, Reason.FAR_BEHIND):
        sign = ">" if found.gap > readiness.SMALL_GAP else "≤"
        return _("selisih {gap} {sign} {limit} → {word}").format(
            gap=found.gap, sign=sign, limit=readiness.SMALL_GAP, word=word
        )
    if found.reason is Reason.TOO_LITTLE_KNOWN:
        return _("diketahui {known} % < {limit} % → {word}").format(
            known=found.known, limit=readiness.KNOWN_ENOUGH, word=word
        )
    if found.reason in (Reason.OVERDUE, Reason.WITHIN_GRACE):
        sign = ">" if found.reason is Reason.OVERDUE else "≤"
        return _("butir tertua terbuka {days} {sign} tenggang {grace} → {word}").format(
            days=dates.days_long(found.overdue or 0),
            sign=sign,
            grace=dates.days_long(readiness.grace(h)),
            word=word,
        )
    return f"{reason(found, rule)} → {word}"


def _gate(found: Assessment, rule: Indicator, h: int) -> str:
    if not rule.gate:
        return ""
    if found.colour is Colour.RED or (found.colour is Colour.UNKNOWN and h <= readiness.GATE_NEEDS_REPORT):
        return " " + _("· {code} gerbang → unitnya MERAH (bobot tidak ikut)").format(code=rule.code)
    return ""


def _age(found: Assessment, now: datetime) -> str:
    newest = found.counts.newest
    return dates.span(now - newest) if newest is not None else _("belum ada")
