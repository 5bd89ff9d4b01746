"""A line of a dry run in words: where it stands, whom it is about, what changes, what is doubtful.

Personal data stay masked as everywhere (``presenters.biodata``); where two of them are compared, it is said whether
they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from models import units
from screens.locale import N_, _
from screens.presenters import biodata, glyphs, places
from screens.presenters.impor_problems import problem
from screens.presenters.numbers import Segments
from screens.presenters.text import cut, fit, plain, wrapped
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.exchange.draft import Problem
    from models.exchange.line import Candidate, Held, Line
    from models.rules.schema import Election


class Known(NamedTuple):
    """What words need beside a line: the election, all of them by code, the names of units."""

    election: Election
    elections: Mapping[str, Election]
    names: Mapping[str, str]


STATUSES = (N_("RAGU"), N_("TOLAK"), N_("UBAH"), N_("BARU"), N_("SAMA"))
"""In the order in which they need somebody."""
_STYLES = {"BARU": "siap", "UBAH": "kurang", "SAMA": "dim", "RAGU": "takada", "TOLAK": "kritis"}
SIGNS = {"BARU": "+", "UBAH": "~", "SAMA": "=", "RAGU": "?"}
_MEANING = {
    "BARU": N_("kursi kosong yang akan terisi, atau cadangan baru"),
    "UBAH": N_("orang yang sama di kursinya atau gilirannya, datanya lain"),
    "SAMA": N_("sudah seperti di berkas; tidak disentuh"),
    "RAGU": N_("Anda yang memutuskan: Enter"),
    "TOLAK": N_("tidak dapat diterima; Enter menunjukkan sebabnya"),
}

FIELDS = {
    "name": N_("nama"),
    "nik": N_("NIK"),
    "nik15": N_("NIK 15 digit"),
    "sex": N_("L/P"),
    "born_in": N_("tempat lahir"),
    "born_on": N_("tanggal lahir"),
    "address": N_("alamat"),
    "rt": N_("RT"),
    "rw": N_("RW"),
    "domicile": N_("kelurahan KTP"),
    "kelurahan": N_("kelurahan"),
    "kecamatan": N_("kecamatan"),
    "region": N_("kab/kota"),
    "tps": N_("TPS"),
    "body": N_("badan"),
    "post": N_("jabatan"),
    "ordinal": N_("anggota ke"),
    "phone": N_("telepon"),
    "education": N_("pendidikan"),
    "occupation": N_("pekerjaan"),
    "asn": N_("ASN"),
    "decree": N_("nomor SK"),
    "start_on": N_("mulai tugas"),
    "end_on": N_("berhenti"),
    "election": N_("pemilihan"),
    "note": N_("keterangan"),
    "rank": N_("urutan cadangan"),
    "state": N_("keadaan cadangan"),
    "born": N_("tempat dan tanggal lahir"),
    "rt_rw": N_("RT/RW"),
    "sex_l": N_("centang L"),
    "sex_p": N_("centang P"),
}
"""What a column can mean, and what a line can change (models.exchange.draft.FIELDS), in words; the last four are
columns that hold two of them, or half of one."""
SECRET = frozenset({"nik", "nik15", "phone", "born_on", "born", "address", "rt", "rw", "rt_rw"})
"""Of whom these are, a screen that others see says little."""


def status(name: str) -> tuple[str, str]:
    """``? RAGU`` and its style: sign and word, colour never alone."""
    return f"{sign_of(name)} {_(name)}", _STYLES[name]


def sign_of(name: str) -> str:
    """The sign of a status."""
    return SIGNS.get(name) or glyphs.glyphs().no


def meanings() -> Iterator[Segments]:
    """What the statuses say, for ``?``."""
    for name in STATUSES:
        sign, style = status(name)
        yield [(fit(sign, 9), style), (_(_MEANING[name]), "text")]


# ── the table ────────────────────────────────────────────────────────────


def columns(listed: str, *, broad: bool) -> tuple[Column, ...]:
    """Status, where it stands in the file, who, which seat, what is said of it; ``listed``: the only status there is,
    which then needs no column."""
    seat_room, said_room = _ROOM[broad, listed in _QUIET]
    if not (listed or broad):
        seat_room, said_room = 18, 19
    return (
        *(() if listed else (Column("status", _("status"), 8, sortable=False),)),
        Column("place", _("di berkas"), 26 if broad else PLACE, sortable=False),
        Column("name", _("nama"), 24 if broad else 17, weight=1, sortable=False),
        Column("seat", _("kursi"), seat_room, weight=1, sortable=False),
        Column("said", _("catatan"), said_room, weight=3, sortable=False),
    )


_QUIET = frozenset({"BARU", "SAMA"})
"""Statuses of whose lines there is mostly nothing to say."""
_ROOM = {(False, False): (16, 29), (False, True): (30, 16), (True, False): (30, 32), (True, True): (44, 16)}
"""Cells of seat and remark: (broad, quiet)."""
PLACE = 12
"""Cells of the place in the file where there is little room: of a long sheet's name only the beginning."""


def cells(line: Line, said: tuple[str, str], known: Known, listed: str, *, broad: bool) -> list[tuple[str, str]]:
    """One row, in the order of ``columns``."""
    name = str(line.status)
    quiet = "dim" if name == "SAMA" else "text"
    place, sat = where(line), seat(line, known)
    if not broad:
        sheet, mark, cell = place.rpartition("!")
        place = cut(sheet, max(PLACE - len(cell) - 1, 1)) + mark + cell if mark else place
        sat = brief_seat(line, known)
    mark_of = [] if listed else [status(name)]
    return [*mark_of, (place, "dim"), (name_of(line) or _("(tanpa nama)"), quiet), (sat, quiet), said]


def where(line: Line, cell: str = "") -> str:
    """``Panjang!B14``: sheet and cell; of a file without sheets the row alone."""
    draft = line.draft
    cells_of = (cell, draft.cell("name"), *(one.cell for one in line.problems))
    return at(draft.sheet, next(filter(None, cells_of), "") or _("baris {n}").format(n=draft.row))


def at(name: str, place: str) -> str:
    """``Panjang!B14``; of a file without sheets the place alone."""
    return plain(f"{name}!{place}" if name else place)


def name_of(line: Line) -> str:
    """Whom the line is about."""
    return plain(str(line.draft.value("name") or ""))


def said_of(line: Line, decision: int | str | None, known: Known) -> tuple[str, str]:
    """What will become of a line, in few words."""
    name = str(line.status)
    if name == "RAGU" and decision is not None:
        return decided(line, decision), "siap" if decision != "skip" else "dim"
    if name in ("RAGU", "TOLAK"):
        worst = gravest(one for one in line.problems if one.level in ("fault", "doubt"))
        return (worded(line, worst, known) if worst is not None else ""), _STYLES[name]
    if name == "UBAH":
        return ", ".join(_(FIELDS.get(field, field)) for field in line.after), "text"
    # What is not known of somebody yet is so of nearly everybody: it stands in the details only.
    news = [one for one in line.problems if "missing" not in one.facts]
    news.sort(key=lambda one: one.level != "repair")
    return (worded(line, news[0], known) if news else ""), "dim"


def decided(line: Line, decision: int | str) -> str:
    """What the user said of a RAGU line."""
    if decision == "new":
        return _("diputuskan: orang baru")
    if decision == "skip":
        return _("diputuskan: dilewati")
    found = next((one.name for one in line.candidates if one.person_id == decision), "")
    return _("diputuskan: {name} yang sudah ada").format(name=plain(found))


def worded(line: Line, found: Problem, known: Known) -> str:
    """A problem's sentence, with what stood in the cell where that is nobody's secret."""
    if found.code in ("eligibility", "not_eligible"):
        from screens.presenters.eligibility import sentence as judged

        finding: Any = SimpleNamespace(level="", rule=found.facts.get("rule", ""), facts=found.facts)
        basis = f" ({plain(str(found.facts['basis']))})" if found.facts.get("basis") else ""
        said = judged(finding, known.elections, known.names)
        return said[:1].upper() + said[1:] + basis + "."
    cell = line.draft.found.get(found.field)
    return problem(found, cell.raw if cell is not None and found.field not in SECRET else "")


_GRAVITY = ("fault", "doubt", "note", "repair")


def gravest(found: Iterable[Problem]) -> Problem | None:
    """The problem that decides about a line."""
    return min(found, key=lambda one: _GRAVITY.index(one.level), default=None)


def seat(line: Line, known: Known) -> str:
    """``KPPS Anggota 3 · TPS 014 Wates``, as far as it is known."""
    if not line.body or not line.unit:
        return _post(line, known)
    unit = places.unit_name(line.unit, _kelurahan(line.unit, known))
    return f"{places.body_name(known.election, line.body)} {_post(line, known)}".rstrip() + f" · {unit}"


def brief_seat(line: Line, known: Known) -> str:
    """``014 Wates Anggota 3``, ``cadangan ke-2 Wates``: for where there is little room; the body is mostly that of the
    whole file."""
    if not line.body or not line.unit:
        return _post(line, known)
    name = plain(_kelurahan(line.unit, known))
    unit = f"{line.unit[-3:]} {name}" if units.level(line.unit) is units.Level.TPS else name
    if line.reserve:
        return f"{_post(line, known)} {unit}"
    return f"{unit} {_post(line, known)}".rstrip()


def places_of(lines: Sequence[Line]) -> set[str]:
    """The regions that these lines, and who may be meant by them, are worded with."""
    size = units.LENGTHS[units.Level.KELURAHAN]
    found = {line.unit[:size] for line in lines if line.unit}
    return found | {one.unit[:size] for line in lines for who in line.candidates for one in who.seats}


def _kelurahan(unit: str, known: Known) -> str:
    region = unit[: units.LENGTHS[units.Level.KELURAHAN]]
    return known.names.get(region, region)


def _post(line: Line, known: Known) -> str:
    """The post, numbered when it is known which one; ``cadangan ke-2`` of somebody who waits."""
    if line.reserve:
        return _("cadangan ke-{n}").format(n=line.ordinal) if line.ordinal else _("cadangan")
    if not line.body or not line.unit or not line.post:
        return ""
    if line.ordinal:
        return places.post_name(known.election, line.body, line.post, line.ordinal)
    return _(known.election.body(line.body).post(line.post).name)


# ── one line ────────────────────────────────────────────────────────────


def details(line: Line, known: Known, width: int) -> list[Segments]:
    """A line whole: where it stands, before → after, every problem as a sentence with its cell."""
    lines = [headline(line, known)]
    for part in (sentences(line, known, width), values(line, known)):
        if part:
            lines += [[], *part]
    return lines


def headline(line: Line, known: Known) -> Segments:
    """Status, name, seat."""
    sign, style = status(str(line.status))
    return [(f" {sign}  ", f"{style} bold"), (name_of(line), "title"), (f"  {seat(line, known)}", "text")]


def values(line: Line, known: Known) -> list[Segments]:
    """What would be written, with what stands there now."""
    changes = list(before_after(line, known.names))
    room = max((len(label) for label, _old, _new in changes), default=0)
    lines: list[Segments] = []
    for label, old, new in changes:
        shown: Segments = [(f" {fit(label, room)}  ", "dim")]
        if old:
            shown += [(old, "text"), (" → ", "dim")]
        lines.append([*shown, (new, "siap" if old else "text")])
    return lines


def sentences(line: Line, known: Known, width: int, *, unknown: bool = True) -> list[Segments]:
    """Every problem, the gravest first; with ``unknown`` also what is not known yet and no rule asks for here."""
    found = sorted(line.problems, key=lambda one: _GRAVITY.index(one.level))
    if not unknown:
        found = [one for one in found if "missing" not in one.facts]
    return [told for one in found for told in sentence(line, one, known, width)]


_LEVELS = {"fault": "kritis", "doubt": "takada", "note": "dim", "repair": "kurang"}
_LEVELSIGNS = {"doubt": "?", "note": "i", "repair": "~"}


def sentence(line: Line, found: Problem, known: Known, width: int) -> list[Segments]:
    """``~ Panjang!E14  NIK tersimpan sebagai angka …``, wrapped under itself."""
    sign = _LEVELSIGNS.get(found.level) or glyphs.glyphs().no
    place = where(line, found.cell)
    style = _LEVELS[found.level]
    room = max(width - len(place) - 5, 20)
    told = wrapped(worded(line, found, known), room)
    first: Segments = [(f" {sign} ", style), (f"{place}  ", "key"), (told[0], "text")]
    return [first, *([(" " * (len(place) + 5), ""), (more, "text")] for more in told[1:])]


def before_after(line: Line, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Label, what is there, what will be: of a new line the old is empty."""
    order = list(FIELDS)
    for field in sorted(line.after, key=lambda name: order.index(name) if name in FIELDS else len(order)):
        old, new = line.before.get(field), line.after[field]
        if (new is None and old is None) or (field == "nik15" and line.after.get("nik")):
            continue
        if field == "name" and old is None:  # it stands on top
            continue
        shown_old = value(field, old, names) if line.before else ""
        shown_new = value(field, new, names)
        if shown_old == shown_new and old != new:
            shown_new += " " + _("(beda)")
        yield _(FIELDS.get(field, field)), shown_old, shown_new


def value(field: str, found: Any, names: Mapping[str, str]) -> str:
    """A value as it may stand on a screen that others see."""
    return biodata.words("nik" if field == "nik15" else field, found, names) or "–"


# ── a doubt ────────────────────────────────────────────────────────────


def candidates(line: Line, known: Known, width: int) -> list[Segments]:
    """Who is meant? Each candidate by number, with what tells them apart: compared with the file, and their seats."""
    lines: list[Segments] = []
    for number, one in enumerate(line.candidates[:9], 1):
        lines.append([(f" {number} ", "key bold"), (plain(one.name), "title"), ("  ", ""), *compared(line, one)])
        held = " · ".join(_held(each, known) for each in one.seats) or _("tidak memegang kursi")
        lines += [[("   ", ""), (part, "dim")] for part in wrapped(held, max(width - 4, 20))]
    more = len(line.candidates) - 9
    if more > 0:
        lines.append([(" " + _("dan {n} lagi; persempit dengan NIK di berkas").format(n=more), "dim")])
    return lines


def compared(line: Line, one: Candidate) -> Segments:
    """``lahir sama …1990 NIK beda …0001 HP belum dicatat``: what the file says against what is known."""
    draft = line.draft
    nik = str(draft.value("nik") or draft.value("nik15") or "")[:15]
    facts = (
        (_("lahir"), draft.value("born_on"), one.born_on, str(one.born_on.year) if one.born_on else ""),
        (_("NIK"), nik, one.nik15, (one.nik15 or "")[-4:]),
        (_("HP"), draft.value("phone"), one.phone, (one.phone or "")[-3:]),
    )
    parts: Segments = []
    unknown = [label for label, _mine, theirs, _shown in facts if not theirs]
    for label, mine, theirs, shown in facts:
        if not theirs:
            continue
        if not mine:
            parts += [(f"{label} …{shown} ", "dim")]
        elif mine == theirs:
            parts += [(f"{label} " + _("sama") + f" …{shown} ", "siap")]
        else:
            parts += [(f"{label} " + _("beda") + f" …{shown} ", "kritis")]
    if unknown:
        parts.append((_("{what} belum dicatat").format(what=", ".join(unknown)) + " ", "dim"))
    if one.domicile:
        parts.append((plain(one.domicile), "dim"))
    return parts


def _held(held: Held, known: Known) -> str:
    election = known.elections.get(held.election)
    unit = places.unit_name(held.unit, _kelurahan(held.unit, known))
    if election is None:
        return f"{plain(held.body)} {unit}"
    post = places.post_name(election, held.body, held.post, held.ordinal)
    return f"{places.body_name(election, held.body)} {post} {unit} ({_(election.name)})"


def reason(line: Line, decisions: Mapping[int, Any], known: Known) -> str:
    """Why a line was left out, for the column ``Alasan`` of the rejects."""
    grave = [worded(line, one, known) for one in line.problems if one.level in ("fault", "doubt")]
    if decisions.get(line.number) == "skip":
        grave = [_("Dilewati oleh pengguna."), *grave]
    return " ".join(dict.fromkeys(grave))
