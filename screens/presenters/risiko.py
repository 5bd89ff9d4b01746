"""Seats that are filled but shaky, people in two seats, the share of women: plain reasons, no hidden score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.locale import N_, _
from screens.presenters import dates, eligibility, glyphs, numbers, orang, people, places
from screens.presenters.changes import masked
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.eligibility import Women
    from models.queries.register import Double, Reason, Risk, Risks, Share
    from models.rules.schema import Election

_REASONS = {
    "unanswered": N_("{attempts}x tak angkat"),
    "bimtek_missing": N_("bimtek BELUM"),
    "sipol": N_("Sipol: {state}"),
    "health": N_("surat sehat: {state}"),
    "first_timers": N_("tim {members} dari {members} pemula"),
    "no_decree": N_("SK belum ada"),
}
"""Why a seat is shaky, by the code of the reason."""
SHORT = {
    "unanswered": N_("tak angkat"),
    "bimtek_missing": N_("bimtek"),
    "sipol": N_("Sipol"),
    "health": N_("sehat"),
    "first_timers": N_("tim pemula"),
    "no_decree": N_("tanpa SK"),
}
"""The same for counts."""


def columns() -> tuple[Column, ...]:
    """The columns of the shaky seats."""
    return (
        Column("unit", _("TPS/kel."), 12, weight=1, sortable=False),
        Column("post", _("jabatan"), 14, weight=1, sortable=False),
        Column("name", _("nama"), 14, weight=2, sortable=False),
        Column("reasons", _("mengapa"), 24, weight=5, sortable=False),
        Column("due", _("batas"), 8, align="right", priority=1, sortable=False),
    )


def cells(risk: Risk, election: Election, today: date, within: str) -> list[tuple[str, str]]:
    """One shaky seat, in the order of ``columns``. ``within``: the user's home, which need not be repeated."""
    worst = "kritis" if risk.reasons[0].gate or risk.due <= today else "kurang"
    left = (risk.due - today).days
    when = dates.days_long(left) if left > 0 else _("hari ini") if left == 0 else _("lewat")
    body, post = places.body_name(election, risk.body), places.post_name(election, risk.body, risk.post, risk.ordinal)
    return [
        (people.place(risk, within), "text"),
        (f"{body} {post}", "text"),
        (plain(risk.name), "text"),
        (f"{glyphs.sign(worst)} " + ", ".join(reason(one) for one in risk.reasons), worst),
        (when, "dim" if left > 0 else "kritis"),
    ]


def reason(one: Reason) -> str:
    """One reason in a few words."""
    facts = {name: str(value) for name, value in one.facts.items()}
    if one.code == "sipol":
        facts["state"] = eligibility.sipol({"sipol": one.facts.get("state"), "reference": one.facts.get("reference")})
    if one.code == "health":
        facts["state"] = eligibility.health(str(one.facts.get("state", "")))
    template = _REASONS.get(one.code)
    return _(template).format(**facts) if template else plain(one.code)


def title(found: Risks) -> Segments:
    """``12 kursi berisiko``, and what of."""
    sign = glyphs.glyphs().separator
    counts = f" {sign} ".join(f"{_(SHORT.get(code, code))} {numbers.number(n)}" for code, n in found.counts.items())
    return [
        (_("{n} kursi berisiko").format(n=numbers.number(found.total)), "title"),
        (f" {sign} {counts}" if counts else "", "dim"),
    ]


def details(risk: Risk, election: Election) -> list[Segments]:
    """All reasons of the seat under the cursor, each with what it is measured by."""
    phone = masked(risk.phone) if risk.phone else _("belum ada")
    lines: list[Segments] = [[(_("telepon") + " ", "dim"), (phone, "text")]]
    for one in risk.reasons:
        style = "kritis" if one.gate else "kurang"
        line: Segments = [(f"{glyphs.sign(style)} ", style), (reason(one), "text")]
        if one.indicator:
            short = _(election.indicator(one.indicator).short)
            line.append(("  " + _("{code} {short}, batas {day}").format(
                code=one.indicator, short=short, day=dates.full_day(one.due)), "dim"))  # fmt: skip
        lines.append(line)
    return lines


# ── in two seats ────────────────────────────────────────────────────────────


def double_columns() -> tuple[Column, ...]:
    """The columns of people in two seats."""
    return (
        Column("name", _("nama"), 16, weight=2, sortable=False),
        Column("first", _("kursi"), 24, weight=3, sortable=False),
        Column("second", _("dan"), 24, weight=3, sortable=False),
    )


def double_cells(double: Double, elections: Mapping[str, Election]) -> list[tuple[str, str]]:
    """One person and the two seats."""
    first, second = (orang.called(held, elections.get(held.election)) for held in double.tenures)
    return [(plain(double.name), "text"), (first, "kritis"), (second, "kritis")]


def double_details(double: Double, elections: Mapping[str, Election]) -> list[Segments]:
    """Both terms, and what to do."""
    lines: list[Segments] = []
    for held in double.tenures:
        election = elections.get(held.election)
        name = plain(election.name) if election is not None else held.election
        lines.append([(f"{orang.called(held, election)}  ", "text"), (f"{name}  ", "dim"), (orang.term(held), "text")])
    lines.append([(_("Akhiri salah satunya di Personel: Enter membuka kursinya."), "dim")])
    return lines


def double_title(found: Sequence[Double]) -> Segments:
    """``2 orang rangkap``."""
    style = "kritis bold" if found else "siap bold"
    return [(_("{n} jabatan rangkap").format(n=numbers.number(len(found))), style)]


# ── the share of women ────────────────────────────────────────────────────────────


def women_columns() -> tuple[Column, ...]:
    """The columns of the share of women."""
    return (
        Column("body", _("badan"), 10, weight=1, sortable=False),
        Column("women", _("perempuan"), 10, align="right", sortable=False),
        Column("known", _("diketahui"), 10, align="right", sortable=False),
        Column("filled", _("terisi"), 10, align="right", sortable=False),
        Column("percent", "%", 5, align="right", sortable=False),
        Column("reached", _("keterwakilan"), 20, weight=2, sortable=False),
    )


def women_cells(body: str, share: Share, election: Election) -> list[tuple[str, str]]:
    """One body, in the order of ``women_columns``."""
    figures = (share.women, share.known, share.filled)
    return [
        (places.body_name(election, body), "text"),
        *((numbers.number(figure), "text") for figure in figures),
        ("–" if share.percent is None else str(share.percent), "text"),
        _reached(share),
    ]


def _reached(share: Share) -> tuple[str, str]:
    """Whether as many as are looked for are there, in sign and word."""
    if share.reached is None:
        return f"{glyphs.sign('takada')} " + _("belum diketahui"), "takada"
    if share.reached:
        return f"{glyphs.glyphs().yes} " + _("mencapai {percent} %").format(percent=share.wanted), "siap"
    return f"{glyphs.sign('kurang')} " + _("di bawah {percent} %").format(percent=share.wanted), "kurang"


def women_details(women: Women) -> list[Segments]:
    """What is looked for and by which law; that nothing is blocked by it; of whom the figures are."""
    basis = plain(women.basis) + (f" ({_('belum dipastikan')})" if women.unverified else "")
    said = _("Pengangkatan memperhatikan perempuan paling sedikit {percent} %").format(percent=women.percent)
    return [
        [(said, "text"), (f"  {basis}", "dim")],
        [(_("Penunjuk saja: tidak pernah menghalangi siapa pun diangkat."), "dim")],
        [(_("Persen dari yang L/P-nya diketahui; L/P diisi di kartu orang."), "dim")],
    ]


def women_title() -> Segments:
    """What the list is called."""
    return [(_("Keterwakilan perempuan"), "title")]
