"""A supposition in words: what is supposed, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models import readiness, units
from models.scenario import Flood, Merge, Resign
from screens.locale import _
from screens.presenters import dates, numbers, places
from screens.presenters.glyphs import glyphs
from screens.presenters.numbers import Segments
from screens.presenters.readiness import status, style
from screens.presenters.text import fit, wrapped

if TYPE_CHECKING:
    from models.rules.schema import Election
    from models.scenario import Supposed

MOST = 6
"""Places that are named."""


def title(supposed: Supposed, election: Election) -> str:
    """``1 % KPPS mundur di H-3``."""
    scenario, day = supposed.scenario, dates.h_label(supposed.h)
    if isinstance(scenario, Resign):
        body = places.body_name(election, scenario.body)
        return _("{n} % {body} mundur di {day}").format(n=scenario.percent, body=body, day=day)
    if isinstance(scenario, Merge):
        return _("TPS {one} digabung ke TPS {other}").format(one=_number(scenario.tps), other=_number(scenario.into))
    assert isinstance(scenario, Flood)
    where = places.brief(supposed.names.get(scenario.unit, scenario.unit))
    return _("gudang {where} kebanjiran di {day}").format(where=where, day=day)


def _number(tps: str) -> str:
    return tps.rpartition(".")[2]


def watermark(supposed: Supposed, elections: Mapping[str, Any]) -> str:
    """``ANDAI 1 % KPPS mundur di H-3 · tidak dicatat``: on every screen."""
    what = title(supposed, elections[supposed.election])
    return _("ANDAI {what} {dot} tidak dicatat").format(what=what, dot=glyphs().separator)


def summary(supposed: Supposed, election: Election, width: int) -> list[Segments]:
    """What it does, in a few sentences; then how that was found."""
    dot = f" {glyphs().separator} "
    found: list[Segments] = [[(_head(supposed), "title")]]
    if supposed.short:
        named = [f"{places.brief(one.name)} {numbers.number(one.count)}" for one in supposed.short[:MOST]]
        if len(supposed.short) > MOST:
            named.append(_("{n} lagi").format(n=len(supposed.short) - MOST))
        found += [[(part, "kritis")] for part in wrapped(dot.join(named), width)]
    else:
        found.append([])
    found += _effects(supposed, election)
    found += _moved(supposed, election)
    found.append([])
    for sentence in _how(supposed, election):
        found += [[(part, "dim")] for part in wrapped(sentence, width)]
    return [[(" ", ""), *line] for line in found]


def _head(supposed: Supposed) -> str:
    scenario, hit = supposed.scenario, numbers.number(supposed.hit)
    if isinstance(scenario, Resign):
        short = sum(one.count for one in supposed.short)
        left = _("KURANG {n}").format(n=numbers.number(short)) if short else _("cukup")
        return _("{n} kursi {dot} ada cadangannya {reserves} → {left}").format(
            n=hit, dot=glyphs().separator, reserves=numbers.number(supposed.replaced), left=left
        )
    if isinstance(scenario, Merge):
        return _("{n} butir TPS {one} tidak dihitung lagi").format(n=hit, one=_number(scenario.tps))
    return _("{n} butir yang SIAP menjadi BELUM: {codes}").format(n=hit, codes=" ".join(scenario.indicators))


def _effects(supposed: Supposed, election: Election) -> list[Segments]:
    """``P5 Bimtek  42 → 41 %  ■ MERAH 2  ▲ KUNING 2``: in how many areas more is missing, by the colour they have."""
    was, now = supposed.siap
    where = places.brief(supposed.names.get(supposed.unit, supposed.unit))
    found: list[Segments] = [[(_("siap {where} {was} → {now}").format(where=where, was=was, now=now), "text")]]
    codes = [code for code, (had, has) in supposed.percents.items() if had != has or code in supposed.turned]
    for code in sorted(codes, key=lambda code: _rank(supposed.turned.get(code, {}))):
        rule, (had, has) = election.indicator(code), supposed.percents[code]
        line: Segments = [(f"{fit(code, 3)}{fit(_(rule.short), 12)}", "text"), (f"{had:3} → {has:3} %", "text")]
        for colour in _ORDER:
            if colour in supposed.turned.get(code, ()):
                line.append((f"  {status(colour)} {numbers.number(supposed.turned[code][colour])}", style(colour)))
        found.append(line)
    if supposed.turned:
        found.insert(1, [(_("bertambah kurang di sekian kelurahan atau kecamatan, berwarna:"), "dim")])
    return found


def _moved(supposed: Supposed, election: Election) -> list[Segments]:
    """``pemilih TPS 003: 243 → 481, melebihi batas 300``."""
    if supposed.voters is None or not isinstance(supposed.scenario, Merge):
        return []
    was, now = (_("tidak diketahui") if one is None else numbers.number(one) for one in supposed.voters)
    text = _("pemilih TPS {other}: {was} → {now}").format(other=_number(supposed.scenario.into), was=was, now=now)
    most, together = election.max_voters_per_tps, supposed.voters[1]
    if together is None or together <= most:
        return [[(text, "text")]]
    return [[(text, "text"), (", " + _("melebihi batas {most} pemilih").format(most=numbers.number(most)), "kritis")]]


_ORDER = (
    readiness.Colour.RED,
    readiness.Colour.UNKNOWN,
    readiness.Colour.YELLOW,
    readiness.Colour.NOT_YET,
    readiness.Colour.GREEN,
)


def _rank(areas: Mapping[readiness.Colour, int]) -> list[int]:
    """The worst first."""
    return [-areas.get(colour, 0) for colour in _ORDER]


def _how(supposed: Supposed, election: Election) -> list[str]:
    scenario, found = supposed.scenario, []
    if isinstance(scenario, Resign):
        found.append(
            _(
                "Siapa: undian tetap {draw} (urutan SHA-256 dari undian dan nomor kursi); undian lain, orang lain."
            ).format(draw=scenario.draw)
        )
        found.append(_("Cadangan dihitung yang menunggu di wilayah kursinya sendiri."))
    if isinstance(scenario, Merge):
        found.append(_("Petugasnya bebas; kebutuhan barang TPS {other} mengikuti pemilihnya.").format(
            other=_number(scenario.into)
        ))  # fmt: skip
    grace = readiness.grace(supposed.h)
    if grace and any(readiness.Colour.YELLOW in areas for areas in supposed.turned.values()):
        found.append(_("Yang KUNING masih dalam tenggang: MERAH bila sesudah {n} hari tetap kurang.").format(n=grace))
    day = dates.full_day(election.day(supposed.h))
    found.append(
        _("Keadaan di {h} ({day}), bila sampai saat itu tidak ada lain yang berubah.").format(
            h=dates.h_label(supposed.h), day=day
        )
    )
    found.append(_("Semua layar kini bekerja atas andai ini, tidak ada yang dicatat; Esc di puncak mengakhirinya."))
    return found


def stores(election: Election) -> tuple[str, ...]:
    """The indicators that a flooded store takes back unless one says others: what KPU brings for each TPS."""
    return tuple(
        rule.code
        for rule in election.indicators
        if rule.counts == "tps" and rule.proof == "evidence" and rule.owner == "KPU"
    )


def kinds(unit: str) -> list[tuple[str, str]]:
    """What can be supposed at a unit: (kind, words)."""
    level = units.level(unit)
    found = [("resign", _("orang mundur"))]
    if level >= units.Level.KELURAHAN:
        found.append(("merge", _("TPS digabung")))
    if units.Level.KOTA <= level <= units.Level.KECAMATAN:
        found.append(("flood", _("gudang kebanjiran")))
    return found
