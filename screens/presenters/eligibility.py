"""What the rules say of somebody in a seat, as sentences with the regulation behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from screens.locale import N_, _
from screens.presenters import biodata, dates, glyphs, places
from screens.presenters.numbers import Segments
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.eligibility import Finding
    from models.errors import SiagaError
    from models.rules.schema import Election

STYLES = {"block": "kritis", "warning": "kurang", "note": "takada"}
"""The style name of each weight."""
_SAID = {
    "umur-minimum": N_("umur {age} th pada hari pemungutan suara, paling rendah {years}"),
    "umur-maksimum": N_("umur {age} th pada hari pemungutan suara, diutamakan paling tinggi {years}"),
    "domisili": N_("KTP bukan dari {area}"),
    "pendidikan": N_("pendidikan {education}, paling rendah {least}"),
    "partai": N_("Sipol: {sipol}"),
    "pasangan": N_("suami atau istri penyelenggara: {seat}"),
    "sehat": N_("surat sehat: {health}"),
    "kepala-asn": N_("kepala sekretariat harus ASN"),
    "dua-periode": N_("sudah {periods} periode di badan ini, paling banyak {most}"),
    "rangkap": N_("rangkap: {seat}"),
    "berkas": N_("berkas belum ada: {papers}"),
}
"""By the code of the rule (models/rules/eligibility.toml)."""
_MISSING = {
    "born_on": N_("tanggal lahir belum diisi"),
    "domicile": N_("kelurahan KTP belum diisi"),
    "education": N_("pendidikan belum diisi"),
    "sipol": N_("Sipol belum dicek"),
    "health": N_("surat sehat belum ada"),
}


def sentence(finding: Finding, elections: Mapping[str, Election], names: Mapping[str, str]) -> str:
    """One finding, without its source."""
    facts = finding.facts
    lack = _lack(finding)
    if lack:
        return lack
    template = _SAID.get(finding.rule)
    if template is None:
        return plain(finding.rule)
    said = {name: _fact(name, value) for name, value in facts.items()}
    if "area" in facts:
        said["area"] = plain(names.get(facts["area"], facts["area"]))
    if finding.rule in ("pasangan", "rangkap"):
        said["seat"] = seat(facts, elections, names)
    if finding.rule == "partai":
        said["sipol"] = sipol(facts)
    return _(template).format_map(_Said(said))


class _Said(dict[str, str]):
    """Facts in words; one that is not there reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _fact(name: str, value: Any) -> str:
    if name in ("education", "least"):
        return biodata.word("education", str(value))
    if name == "papers":
        return ", ".join(plain(_(str(one))) for one in value)
    if name == "health":
        return health(str(value))
    return plain(str(value))


def _lack(finding: Finding) -> str:
    """What is not known, in words; nothing when the finding is about something known."""
    said = _MISSING.get(str(finding.facts.get("missing", "")))
    return _(said) if said else ""


def health(state: str) -> str:
    """What the letter says, or that it holds no more."""
    return _("habis masa berlaku") if state == "expired" else biodata.word("health", state)


def sipol(facts: Mapping[str, Any]) -> str:
    """A hit in the party rolls goes from letter to decision; which party is never said."""
    state = str(facts.get("sipol", ""))
    word = biodata.word("sipol", state)
    if state == "ditolak":
        return word
    if facts.get("reference"):
        return _("{state}, menunggu keputusan").format(state=word)
    return _("{state}, surat klarifikasi belum ada").format(state=word)


def seat(facts: Mapping[str, Any], elections: Mapping[str, Election], names: Mapping[str, str]) -> str:
    """``KPPS · TPS 004 Wates, Pilkada 2024``: the other seat of a finding."""
    election = elections.get(str(facts.get("election", "")))
    unit = str(facts.get("unit", ""))
    where = places.unit_name(unit, names.get(unit[:13], unit)) if unit else ""
    if election is None:
        return where
    body = places.body_name(election, str(facts["body"]))
    said = f"{body} · {where}, {plain(election.name)}"
    if facts.get("start"):
        end = _day(facts["end"]) if facts.get("end") else _("kini")
        said += f" ({_day(facts['start'])} – {end})"
    return said


def _day(found: date | str) -> str:
    """A day; in the plan of an import it lies as ISO."""
    return dates.short_day(date.fromisoformat(found) if isinstance(found, str) else found, year=True)


def line(finding: Finding, elections: Mapping[str, Election], names: Mapping[str, str]) -> Segments:
    """``■ KTP bukan dari Cacaban  PKPU 8/2022 ps 35(1)``."""
    style = STYLES[finding.level]
    return [
        (f"{glyphs.sign(style)} ", style),
        (sentence(finding, elections, names), style if finding.level == "block" else "text"),
        (f"  {plain(finding.basis)}", "dim"),
    ]


def lines(found: Sequence[Finding], elections: Mapping[str, Election], names: Mapping[str, str]) -> list[Segments]:
    """All of them, what closes the way first; what is only unknown together in one line."""
    said = [line(one, elections, names) for one in found if not _unknown(one)]
    unknown = unknowns(found)
    if unknown:
        said.append([(f"{glyphs.sign('takada')} ", "takada"), (unknown, "dim")])
    return said


def _unknown(finding: Finding) -> bool:
    return finding.level == "note" and "missing" in finding.facts


def unknowns(found: Iterable[Finding]) -> str:
    """What is not known yet, in one sentence."""
    return ", ".join(_lack(one) for one in found if _unknown(one))


def short(found: Sequence[Finding], elections: Mapping[str, Election], names: Mapping[str, str]) -> tuple[str, str]:
    """What matters most, with its style: a cell of a table."""
    worst = next((one for one in found if not _unknown(one)), None)
    if worst is None:
        unknown = sum(_unknown(one) for one in found)
        if unknown:
            return f"{glyphs.sign('takada')} " + _("{n} belum diketahui").format(n=unknown), "takada"
        return f"{glyphs.sign('siap')} " + _("memenuhi syarat"), "siap"
    style = STYLES[worst.level]
    return f"{glyphs.sign(style)} {sentence(worst, elections, names)}", style


def refused(error: SiagaError, elections: Mapping[str, Election], names: Mapping[str, str]) -> str:
    """Who may not sit there, and why."""
    why = refusal(error.detail.get("findings", ()), elections, names)
    name = plain(str(error.detail.get("name") or ""))
    return _("{name} tidak dapat duduk di sini: {why}.").format(name=name, why=why)


def refusal(found: Iterable[Finding], elections: Mapping[str, Election], names: Mapping[str, str]) -> str:
    """Why somebody may not sit there: the rules that close the way, each with its source."""
    blocks = (one for one in found if one.level == "block")
    return "; ".join(f"{sentence(one, elections, names)} ({plain(one.basis)})" for one in blocks)
