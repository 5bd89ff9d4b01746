"""Reports: a sitrep to paste into a chat, the longer one of the Monday desk, and a page to print (``halaman``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.locale import N_, _
from screens.presenters.sitrep import Measure, Paced, Request, Said, said
from screens.presenters.text import fit

if TYPE_CHECKING:
    from models.queries.report import Report
    from models.rules.schema import Election

KINDS = {"wa": N_("WhatsApp"), "html": N_("Halaman A4"), "desk": N_("Meja Senin")}
"""The kinds of reports, in words."""
ENDINGS = {"wa": "txt", "html": "html", "desk": "txt"}
"""What the name of a file of each kind ends with."""


def made(kind: str, report: Report, election: Election, mark: str = "") -> str:
    """The report of a kind, as it is pasted or written."""
    found = said(report, election, mark)
    if kind == "html":
        from screens.presenters.halaman import page

        return page(found, report, election)
    return desk(found) if kind == "desk" else wa(found)


# ── a chat ────────────────────────────────────────────────────────────

_MARKUP = str.maketrans("", "", "*_~`")
"""What a chat would take for the beginning of bold, italic, struck or typed text, and none of our words need."""


def bare(text: str) -> str:
    """Without anything that a chat takes for markup."""
    return text.translate(_MARKUP)


def _bold(text: str) -> str:
    return f"*{bare(text).strip()}*"


def wa(found: Said) -> str:
    """The sitrep to paste into a chat: short lines, ``*bold*``."""
    own = found.own
    lines = [_bold(found.mark)] if found.mark else []
    lines += [
        _bold(_("SIAGA {label} · {place}").format(label=found.label, place=found.place)),
        bare(f"{found.election} · {found.polling}"),
        bare(found.at),
        "",
        f"{_bold(own.word)} · " + bare(_numbers(own)),
    ]
    if found.units:
        lines.append(bare(f"{len(found.units)} {found.level}: {found.below}"))
    lines += ["", _bold(_("PALING MERAH"))]
    lines += [bare(f"{at}. {where}: {why}") for at, (where, why) in enumerate(found.reds, 1)] or [_("tidak ada merah")]
    if found.asks:
        lines.append("")
    for at, one in enumerate(found.asks, 1):
        owner = _("MOHON: {owner}").format(owner=one.owner)
        lines.append(f"{at}. {_bold(owner)} {bare(one.what)}")
        lines += [bare(f"   {one.where}"), bare(f"   {one.when}")]
    if found.waiting:
        lines += ["", _bold(_("BELUM DIJAWAB"))]
        lines += [bare(f"{office}: {what}") for office, what in found.waiting]
    if found.call:
        lines += ["", bare(f"{found.call}: {found.called}")]
    return "\n".join([*lines, "", bare(found.age), bare(found.sign)]) + "\n"


def _numbers(own: Measure) -> str:
    return _("siap {siap} · terhadap target {target}").format(siap=own.done, target=own.figure)


# ── the desk ────────────────────────────────────────────────────────────


def desk(found: Said) -> str:
    """The report of the Monday desk: every unit and every gate, in columns of about 80 cells."""
    return outline(found, _("LAPORAN MEJA SENIN · {place}").format(place=found.place))


def outline(found: Said, title: str) -> str:
    """All that is said, in columns; what stands on the page, too."""
    lines = [found.mark] if found.mark else []
    lines += [
        title,
        f"{found.election} · {found.label} · {found.polling}",
        found.at,
        "",
        f"{found.own.word} · {_numbers(found.own)}",
        *([f"{len(found.units)} {found.level}: {found.below}"] if found.units else []),
    ]
    parts = [
        (found.level.upper(), [_unit_line(one) for one in found.units]),
        (_("GERBANG"), [_gate_line(one) for one in found.gates]),
        (_("LAJU 7 HARI"), [_pace_line(one) for one in found.paces]),
        (_("JATUH TEMPO 7 HARI INI"), [f"{fit(day, 16)} {fit(label, 7)} {name}" for day, label, name in found.due]),
        (_("PALING MERAH"), [f"{at}. {where}: {why}" for at, (where, why) in enumerate(found.reds, 1)]),
        (_("MOHON"), [line for at, one in enumerate(found.asks, 1) for line in _request(at, one)]),
        (_("BELUM DIJAWAB"), [f"{office}: {what}" for office, what in found.waiting]),
        (found.call.upper(), [found.called, *(f"{fit(name, 24)} {word}" for name, word, _style in found.stations)]),
    ]
    for heading, content in parts:
        if heading and any(content):
            lines += ["", heading, *(line.rstrip() for line in content)]
    return "\n".join([*lines, "", found.age, found.sign]) + "\n"


def _unit_line(one: Measure) -> str:
    numbers_ = _("siap {siap} target {target}").format(siap=f"{one.done:>3}", target=f"{one.figure:>3}")
    return f"{fit(one.name, 24)} {fit(one.word, 14)} {numbers_}  {one.why}"


def _gate_line(one: Measure) -> str:
    return f"{fit(one.code, 3)} {fit(one.name, 12)} {fit(one.word, 14)} {fit(one.figure, 13, 'right')}  {one.why}"


def _pace_line(one: Paced) -> str:
    return f"{fit(one.code, 3)} {fit(one.name, 12)} {fit(one.gained, 9, 'right')}  {fit(one.needed, 18)} {one.verdict}"


def _request(at: int, one: Request) -> list[str]:
    return [f"{at}. {one.owner}: {one.what}", f"   {one.where}", f"   {one.when}"]
