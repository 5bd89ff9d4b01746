"""Who comes next in a seat, what stands against each, what each still lacks; and the text of the minutes (BA)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from screens.locale import _
from screens.presenters import dates, eligibility, glyphs, orang, places
from screens.presenters.changes import masked
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.queries.register import Heir, Heirs
    from models.queries.register.rows import TenureRow
    from models.rules.schema import Election

SIGNED = 32
"""Dots on which a name is signed."""


def columns() -> tuple[Column, ...]:
    """The columns of the heirs."""
    return (
        Column("rank", _("no."), 3, align="right", sortable=False),
        Column("name", _("nama"), 18, weight=3, sortable=False),
        Column("eligible", _("syarat"), 22, weight=4, sortable=False),
        Column("lacks", _("belum punya"), 12, weight=1, priority=2, sortable=False),
        Column("call", _("telepon"), 14, priority=1, sortable=False),
    )


def cells(
    heir: Heir, election: Election, elections: Mapping[str, Election], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """One heir, in the order of ``columns``."""
    lacks = sorted(
        (code for code in heir.missing if code not in heir.had), key=lambda code: not election.indicator(code).panel
    )
    said = " ".join(_(election.indicator(code).short) for code in lacks)
    return [
        (str(heir.reserve.rank), "dim" if heir.blocked else "text"),
        (plain(heir.reserve.name), "dim" if heir.blocked else "text"),
        eligibility.short(heir.findings, elections, names),
        (said or glyphs.glyphs().yes, "kurang" if lacks else "siap"),
        _called(heir),
    ]


def _called(heir: Heir) -> tuple[str, str]:
    last = heir.last_call
    if last is None:
        return (_("ada nomor") if heir.phone else _("tanpa nomor")), "dim"
    return _(places.OUTCOMES[last.outcome]), "siap" if last.outcome in ("dijawab", "beres") else "kurang"


def called(found: Heirs, election: Election) -> str:
    """``KPPS Anggota 4 · TPS 041 Panjang``."""
    post = places.post_name(election, found.body, found.post, found.ordinal)
    return f"{places.body_name(election, found.body)} {post} · {places.unit_name(found.unit, found.unit_name)}"


def title(found: Heirs, election: Election) -> Segments:
    """The seat."""
    return [(_("Waris") + " ", "key"), (called(found, election), "title")]


def head(found: Heirs, today: date) -> list[Segments]:
    """How the seat stands: empty since when, who left and why, or who holds it; how many wait."""
    able = sum(not one.blocked for one in found.heirs)
    waiting = _("{able} dari {n} cadangan memenuhi syarat").format(able=able, n=len(found.heirs))
    if not found.heirs:
        waiting = _("tidak ada cadangan menunggu")
    if found.holder is not None:
        life = orang.life(found.holder)
        return [
            [(plain(found.holder.name), "title"), ("  ", ""), *life],
            [(waiting, "text"), ("  " + _("a: akhiri dan ganti sekaligus"), "dim")],
        ]
    sign = glyphs.sign("kritis")
    if found.open_since is not None:
        days = dates.days_long((today - found.open_since).days)
        empty = _("kosong {days}").format(days=days)
    else:
        empty = _("belum pernah terisi")
    first: Segments = [(f"{sign} {empty}", "kritis bold")]
    if found.last is not None:
        why = places.END_REASONS.get(found.last.end_reason or "")
        said = _("terakhir {name}").format(name=plain(found.last.name)) + (f", {_(why)}" if why else "")
        first.append((f"  {said}", "dim"))
    return [first, [(waiting, "text" if able else "kritis")]]


def details(
    heir: Heir | None,
    found: Heirs,
    election: Election,
    elections: Mapping[str, Election],
    names: Mapping[str, str],
    now: datetime,
) -> list[Segments]:
    """All that is known of the heir under the cursor: every finding, the gap, the papers to gather."""
    if heir is None:
        return [
            [(_("Tidak ada cadangan menunggu. + menambah; a mengangkat orang lain langsung."), "dim")],
            *_papers(found),
        ]
    lines = eligibility.lines(heir.findings, elections, names)
    if not lines:
        lines = [[(f"{glyphs.sign('siap')} " + _("memenuhi semua syarat yang tercatat"), "siap")]]
    lines.append(_gap(heir, election))
    phone = masked(heir.phone) if heir.phone else _("belum ada")
    note = f"   {plain(heir.reserve.note)}" if heir.reserve.note else ""
    called_: Segments = [("   ", ""), *orang.call(heir.last_call, now, narrow=True)] if heir.last_call else []
    lines.append([(_("telepon") + " ", "dim"), (phone, "text"), *called_, (note, "dim")])
    return [*lines, *_papers(found)]


def _gap(heir: Heir, election: Election) -> Segments:
    """What a new holder starts without; what they had before must be shown anew for this seat."""
    if not heir.missing:
        return [(f"{glyphs.sign('siap')} " + _("tidak ada yang perlu disusul"), "siap")]
    parts: Segments = [(f"{glyphs.sign('kurang')} " + _("perlu disusul:"), "kurang")]
    for code in heir.missing:
        short = _(election.indicator(code).short)
        parts.append((f" {short}", "text"))
        if code in heir.had:
            parts.append((" " + _("(pernah)"), "dim"))
    return parts


def _papers(found: Heirs) -> list[Segments]:
    said = ", ".join(_(paper.name) for paper in found.papers)
    return [[(_("berkas: ") + said, "dim")]] if said else []


def _decree(number: str, day: date | None) -> str:
    if not number:
        return _("menyusul")
    return (
        _("{number} tanggal {day}").format(number=plain(number), day=dates.written_day(day)) if day else plain(number)
    )


# ── the minutes ────────────────────────────────────────────────────────────


def _left(previous: TenureRow) -> str:
    """Why and when somebody left: ``, mengundurkan diri, Senin 29 Januari 2024``."""
    why = _(places.END_REASONS[previous.end_reason]) if previous.end_reason in places.END_REASONS else ""
    return "".join(f", {one}" for one in (why, dates.long_day(previous.end_on) if previous.end_on else "") if one)


def minutes(found: Heirs, election: Election, holder: TenureRow, previous: TenureRow | None) -> str:
    """The text of the BA on how somebody came to hold a seat after somebody else (None: it was never held): plain, with
    blanks where something is signed or still to be numbered."""
    body, post = election.body(found.body), places.post_name(election, found.body, found.post, found.ordinal)
    where, day = places.unit_name(found.unit, found.unit_name), holder.start_on
    numbered = [
        (_("Jabatan"), post),
        *([(_("Digantikan"), plain(previous.name) + _left(previous))] if previous is not None else []),
        (_("Pengganti") if previous is not None else _("Diangkat"), plain(holder.name)),
        (_("Mulai tugas"), dates.long_day(day)),
        (_("Keputusan"), _decree(holder.decree or "", holder.decree_on)),
        (_("Dasar"), plain(body.basis)),
    ]
    wide = max(len(label) for label, _said in numbered)
    said = [
        _("BERITA ACARA PENGGANTIAN ANTARWAKTU") if previous else _("BERITA ACARA PENUNJUKAN"),
        _("{body} {where}, {election}").format(body=_(body.name), where=where, election=plain(election.name)),
        _("Nomor: {number}").format(number="." * 12),
        "",
        _("Pada hari ini, {day}, telah diputuskan dalam rapat pleno:").format(day=dates.long_day(day)),
        "",
        *(f"{at}. {label:<{wide}} : {value}" for at, (label, value) in enumerate(numbered, 1)),
        "",
    ]
    papers = [_(paper.name) for paper in found.papers if paper.replacement]
    if papers and previous is not None:
        said += [_("Lampiran:"), *(f"- {paper}" for paper in papers), ""]
    said += [
        _("Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya."),
        "",
        f"{plain(found.unit_name)}, {dates.written_day(day)}",
        "",
        *(f"{at}. {'.' * SIGNED}" for at in range(1, 4)),
    ]
    return "\n".join(said) + "\n"
