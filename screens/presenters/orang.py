"""Somebody's card: who it is, the seats past and present, what proves them, the papers, the calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from models.clock import local
from screens.locale import _
from screens.presenters import biodata, dates, eligibility, glyphs, papers, places
from screens.presenters import readiness as words
from screens.presenters.entered import Reading
from screens.presenters.numbers import Segments
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.eligibility import Finding, Paper
    from models.queries.register import CallRow, Card, Proof, ReserveRow, TenureRow
    from models.queries.search import Meant
    from models.rules.schema import Election

CALLS = 5
"""Calls that a card shows."""
_PIECES = re.compile(r"\s*\S+\s*|\s+")
"""Words with the blanks around them: where a line may be broken."""
LABEL = 12
"""Cells of the labels."""


class Shown(NamedTuple):
    """A card and what its words need. ``open_``: private fields that were opened; ``names``: of regions by code;
    ``asked``: the papers that their bodies ask for."""

    card: Card
    findings: Sequence[Finding]
    elections: Mapping[str, Election]
    names: Mapping[str, str]
    now: datetime
    open_: frozenset[str] = frozenset()
    asked: Sequence[Paper] = ()


# ── the whole card ────────────────────────────────────────────────────────────


def title(shown: Shown) -> Segments:
    """The name and, beside it, whether a civil servant."""
    asn = _("ASN") if shown.card.asn else _("bukan ASN")
    return [(plain(shown.card.name), "title"), (f" {glyphs.glyphs().separator} {asn}", "dim")]


def lines(shown: Shown, width: int) -> list[Segments]:
    """The card in ``width`` cells."""
    card = shown.card
    found = [*_identity(shown), []]
    found += _part(_("Kursi"), [line for held in card.tenures for line in _tenure(held, shown)], _("belum pernah"))
    if any(held.end_on is None for held in card.tenures):
        said = eligibility.lines(shown.findings, shown.elections, shown.names)
        sign = glyphs.sign("siap")
        found += _part(_("Syarat"), said or [[(f"{sign} " + _("memenuhi semua syarat yang tercatat"), "siap")]])
    if shown.asked or card.papers:
        found += _part(_("Berkas"), list(papers.lines(card.papers, shown.asked)))
    if card.reserves:
        found += _part(_("Cadangan"), [_reserve(one, shown.elections) for one in card.reserves])
    found += _part(_("Telepon"), [call(one, shown.now) for one in card.calls[:CALLS]], _("belum pernah ditelepon"))
    return [one for line in found for one in broken(line, width)]


def _part(heading: str, body: Sequence[Segments], none: str = "") -> Iterator[Segments]:
    """The first line beside the heading, the others below it."""
    body = body or [[(none, "dim")]]
    for at, line in enumerate(body):
        yield [(f" {heading if not at else '':<{LABEL}}", "key"), *line]
    yield []


def broken(line: Segments, width: int, margin: int = LABEL + 3) -> list[Segments]:
    """A line that is too long goes on below it, from ``margin`` on, broken between words."""
    if sum(cell_len(part[0]) for part in line) <= width:
        return [line]
    rows: list[Segments] = [[]]
    used = 0
    for words_, style in line:
        for piece in _PIECES.findall(words_):
            new = used + cell_len(piece.rstrip()) > width and used > margin
            if new:
                last, its = rows[-1][-1]
                rows[-1][-1] = (last.rstrip(), its)  # a blank beyond the edge would be told as something cut off
                rows.append([(" " * margin, "")])
                used = margin
            word = piece.lstrip() if new else piece
            rows[-1].append((word, style))
            used += cell_len(word)
    return rows


def _identity(shown: Shown) -> Iterator[Segments]:
    known = shown.card.biodata
    if known is None:
        yield [(" " + _("Belum ada biodata. Tekan E untuk mengisinya."), "dim")]
        return

    def said(field: str) -> str:
        value = getattr(known, field)
        if field == "domicile" and known.domicile_name:
            return plain(known.domicile_name)
        if field not in biodata.PRIVATE and isinstance(value, date):
            return dates.short_day(value, year=True)
        return biodata.words(field, value, shown.names, hidden=field not in shown.open_)

    nik = said("nik") or (_("baru 15 angka") if known.nik15 else "")
    born = said("born_on")
    if known.born_on is not None:
        if "born_on" in shown.open_:
            born = dates.short_day(known.born_on, year=True)
        years = biodata.age(known.born_on, shown.now.date())
        born += " " + _("({years} th)").format(years=years)
    birth = ", ".join(part for part in (said("born_in"), born) if part)
    yield _pair("nik", nik, "phone", said("phone"))
    yield _pair("born_on", birth, "sex", said("sex"))
    street = " ".join(part for part in (said("address"), _road(said("rt"), said("rw"))) if part)
    if not {"address", "rt", "rw"} & shown.open_ and street:
        street = _("disamarkan")
    yield _pair("education", said("education"), "occupation", said("occupation"))
    yield _pair("domicile", said("domicile"), "address", street)
    sipol = ", ".join(part for part in (said("sipol"), said("sipol_reference")) if part)
    until = said("health_until")
    health = said("health") + (" " + _("s.d. {day}").format(day=until) if until else "")
    yield _pair("sipol", sipol, "health", health)
    if known.spouse:
        yield [(f" {_(biodata.FIELDS['spouse_id']):<{LABEL}}", "dim"), (plain(known.spouse), "text")]


def _road(rt: str, rw: str) -> str:
    return " ".join(f"{name} {value}" for name, value in (("RT", rt), ("RW", rw)) if value)


def _pair(first: str, said: str, second: str, also: str) -> Segments:
    labels = (_(biodata.FIELDS[first]), _(biodata.FIELDS[second]))
    return [
        (f" {labels[0]:<{LABEL}}", "dim"),
        (f"{said or '–':<28}", "text" if said else "dim"),
        (f" {labels[1]:<{LABEL}}", "dim"),
        (also or "–", "text" if also else "dim"),
    ]


# ── husband or wife ────────────────────────────────────────────────────────────


def meant(found: Meant, person_id: int, elections: Mapping[str, Election]) -> Reading:
    """Whom somebody is said to be married to, read back with the seat; else what to type so that one is meant."""
    card = found.card
    if card is None and not found.count:
        return Reading(wrong=_("Bukan petugas atau cadangan di sini: ketik nama lengkap atau NIK, atau kosongkan."))
    if card is None:
        several = _("{n} orang cocok. Ketik NIK, atau nama dan tempatnya: {example}").format(
            n=f"{found.count}+" if found.more else found.count, example=_("Budi TPS 014 Wates")
        )
        return Reading(said=several, wrong=several, unfinished=True)
    theirs = card.biodata
    if theirs is not None and theirs.spouse_id not in (None, person_id):
        said = _("{name} tercatat menikah dengan {other}. Ubah dulu di kartunya.")
        return Reading(wrong=said.format(name=plain(card.name), other=plain(theirs.spouse or "?")))
    return Reading(card.person_id, f"{plain(card.name)}, {sitting(card, elections)}")


def sitting(card: Card, elections: Mapping[str, Election]) -> str:
    """Where somebody sits now, or waits, or sat last."""
    now = [called(held, elections.get(held.election)) for held in card.tenures if held.end_on is None]
    if now:
        return " + ".join(now)
    for one in card.reserves:
        if one.state == "menunggu":
            return _("cadangan {seat}").format(seat=called(one, elections.get(one.election)))
    last = next(iter(card.tenures), None)
    return _("dulu {seat}").format(seat=called(last, elections.get(last.election))) if last is not None else ""


# ── a tenure ────────────────────────────────────────────────────────────


def called(held: TenureRow | ReserveRow, election: Election | None) -> str:
    """``KPPS Anggota 3 · TPS 014 Wates``; of a reserve without a post."""
    where = places.unit_name(held.unit, held.unit_name or held.unit)
    if election is None:
        return where
    body = places.body_name(election, held.body)
    post = getattr(held, "post", "")
    if post:
        body += " " + places.post_name(election, held.body, post, getattr(held, "ordinal", 1))
    return f"{body} · {where}"


def _tenure(held: TenureRow, shown: Shown) -> Iterator[Segments]:
    election = shown.elections.get(held.election)
    style = "title" if held.end_on is None else "dim"
    name = plain(election.name) if election is not None else held.election
    yield [
        (f"{called(held, election)}  ", style),
        (f"{name}  ", "dim"),
        (term(held), style if style == "dim" else "text"),
    ]
    yield [("  ", ""), *life(held)]
    proofs = [part for one in held.evidence for part in _proof(one, election)]
    if proofs:
        yield [("  ", ""), *proofs]


def term(held: TenureRow) -> str:
    """From when to when, and why it ended."""
    start = dates.short_day(held.start_on, year=True)
    if held.end_on is None:
        return _("sejak {day}").format(day=start)
    why = places.END_REASONS.get(held.end_reason or "")
    said = _("{start} – {end}").format(start=start, end=dates.short_day(held.end_on, year=True))
    return f"{said}, {_(why)}" if why else said


def life(held: TenureRow) -> Segments:
    """How far a seat's life has come: proposed → decreed → sworn in; each with its day and number."""
    yes, no = glyphs.glyphs().yes, glyphs.glyphs().no
    found: Segments = []
    if held.decree:
        day = f" {dates.short_day(held.decree_on, year=True)}" if held.decree_on else ""
        number = plain(held.decree)
        said = number if number.casefold().startswith("sk") else _("SK {number}").format(number=number)
        found.append((f"{yes} {said}{day}", "siap"))
    else:
        found.append((f"{no} " + _("diusulkan, belum ada SK"), "kurang"))
    found.append(("  ", ""))
    if held.sworn_on:
        place = f", {plain(held.sworn_at)}" if held.sworn_at else ""
        by = _(", saksi {name}").format(name=plain(held.witness)) if held.witness else ""
        day = dates.short_day(held.sworn_on, year=True)
        found.append((f"{yes} " + _("dilantik {day}").format(day=day) + place + by, "siap"))
    else:
        found.append((f"{no} " + _("belum dilantik"), "kurang" if held.end_on is None else "dim"))
    return found


def _proof(one: Proof, election: Election | None) -> Segments:
    style = words.state_style(one.state)
    short = one.indicator
    if election is not None and any(rule.code == one.indicator for rule in election.indicators):
        short = _(election.indicator(one.indicator).short)
    reference = f" {plain(one.reference)}" if one.reference and one.state == "siap" else ""
    return [
        (f"{glyphs.sign(style)} ", style),
        (f"{short} ", "text"),
        (f"{words.state_word(one.state)}{reference}  ", style),
    ]


def _reserve(one: ReserveRow, elections: Mapping[str, Election]) -> Segments:
    state = _(places.RESERVE.get(one.state, one.state))
    note = f" ({plain(one.note)})" if one.note else ""
    where = called(one, elections.get(one.election))
    return [(_("no. {rank} {where}").format(rank=one.rank, where=where) + "  ", "text"), (f"{state}{note}", "dim")]


def call(one: CallRow, now: datetime, *, narrow: bool = False) -> Segments:
    """``3 jam lalu  tidak diangkat  bayu``, in columns unless ``narrow``. ``now`` is local."""
    style = {"dijawab": "siap", "beres": "siap"}.get(one.outcome, "kurang")
    note = f" {plain(one.note)}" if one.note else ""
    return [
        (f"{dates.ago(local(one.at, now.tzinfo), now):<{1 if narrow else 14}} ", "dim"),
        (_(places.OUTCOMES.get(one.outcome, one.outcome)), style),
        (f"  {plain(one.by)}{note}", "dim"),
    ]


def called_words(name: str, outcome: str) -> str:
    """What is said when a call was noted."""
    return _("{name}: {outcome}, dicatat").format(name=plain(name), outcome=_(places.OUTCOMES[outcome]))


# ── as text ────────────────────────────────────────────────────────────


def copied(shown: Shown) -> str:
    """The card as plain text, masked as it is shown: for the clipboard."""
    head = "".join(part[0] for part in title(shown))
    rest = ["".join(part[0] for part in line).rstrip() for line in lines(shown, 100)]
    return "\n".join([head, *rest]).rstrip() + "\n"


def opened(card: Card) -> tuple[str, ...]:
    """The private fields of which something is known."""
    known = card.biodata
    return () if known is None else tuple(name for name in biodata.PRIVATE if getattr(known, name))
