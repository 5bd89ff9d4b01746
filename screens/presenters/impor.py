"""An import in words: what a file would change, what it does not say, and the imports there were."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from screens.locale import N_, _
from screens.presenters import glyphs, numbers
from screens.presenters.activity import stamp
from screens.presenters.impor_lines import FIELDS, SIGNS, at, status
from screens.presenters.numbers import Segments
from screens.presenters.text import plain, wrapped
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.exchange.plan import Plan
    from models.services.importing import Applied, Batch

NOTHING = ""
"""A column that is not read."""

# ── the head ────────────────────────────────────────────────────────────

_ORDER = (N_("BARU"), N_("UBAH"), N_("SAMA"), N_("RAGU"), N_("TOLAK"))


def counts(plan: Plan, decided: int) -> Segments:
    """``+ BARU 182 · ~ UBAH 11 · = SAMA 40 · ? RAGU 6 (2 diputuskan) · TOLAK 3``."""
    line: Segments = []
    for name in _ORDER:
        count = counted(plan, name)
        sign, style = status(name)
        style = style if count else "dim"
        line += [(sign, style), (f" {numbers.number(count)}", f"{style} bold" if count else "dim")]
        if name == "RAGU" and decided:
            line.append((_(" ({n} diputuskan)").format(n=numbers.number(decided)), "dim"))
        line.append(("   ", ""))
    return line[:-1]


def reserves(plan: Plan) -> str:
    """How many of the lines are about people who wait, by status; nothing where none is."""
    found = [f"{_(name)} {numbers.number(count)}" for name in _ORDER if (count := counted(plan, name, reserves=True))]
    separator = f" {glyphs.glyphs().separator} "
    return _("di antaranya cadangan: {counts}").format(counts=separator.join(found)) if found else ""


def counted(plan: Plan, name: str, *, reserves: bool = False) -> int:
    """How many lines have a status; how many of them are about ``reserves``."""
    counts = plan.reserves if reserves else plan.counts
    return next((count for key, count in counts.items() if str(key) == name), 0)


def repairs(found: Mapping[str, int], width: int) -> list[Segments]:
    """``dibaca sebagai maksudnya: 182 NIK 15 digit · 9 RT/RW jadi tanggal``, wrapped; nothing when nothing was."""
    if not found:
        return []
    from screens.presenters.impor_problems import repair

    said = f" {glyphs.glyphs().separator} ".join(
        f"{numbers.number(count)} {repair(code)}" for code, count in sorted(found.items(), key=lambda one: -one[1])
    )
    label = _("diperbaiki saat dibaca: ")
    lines = wrapped(label + said, width)
    return [[(label, "dim"), (lines[0][len(label) :], "text")], *([(line, "text")] for line in lines[1:])]


# ── columns ────────────────────────────────────────────────────────────


def letter(position: int) -> str:
    """The column of a spreadsheet: 0 is A, 26 is AA."""
    found = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(65 + rest) + found
    return found


def field_name(field: str) -> str:
    """What a column means, in words."""
    return _(FIELDS[field]) if field in FIELDS else _("(tidak dibaca)")


def sample(cell: str) -> str:
    """A cell as an example of its column. Figures that could be somebody's number or birthday are hidden, whatever the
    column is said to mean."""
    text = plain(cell)
    if sum(char.isdigit() for char in text) <= HARMLESS:
        return text
    return "".join("*" if char.isdigit() else char for char in text)


HARMLESS = 3
"""Figures in a cell that say nothing of anybody: ``TPS 007``."""


# ── the pages ────────────────────────────────────────────────────────────

ASKED = ("body", "unit", "start_on", "decree")
"""What is asked when a file does not say it."""
_LACKING = {
    "body": N_("badan"),
    "unit": N_("wilayah"),
    "start_on": N_("mulai tugas"),
    "decree": N_("nomor SK"),
}


def lacking(found: Collection[str]) -> str:
    """What the file does not say, and the key that says it."""
    names = ", ".join(_(_LACKING[name]) for name in ASKED if name in found)
    return _("Berkas tidak menyebut: {names}. D mengisinya.").format(names=names) if names else ""


def unread(sheets: Sequence[str]) -> str:
    """Which sheets were not read."""
    names = ", ".join(plain(name) for name in sheets)
    return _("Tidak dibaca (tersembunyi atau tanpa judul kolom): {names}.").format(names=names) if names else ""


def odd(rows: Sequence[tuple[str, int]]) -> str:
    """Which rows were passed over though they are neither title, total nor signature."""
    if not rows:
        return ""
    named = ", ".join(at(name, _("baris {n}").format(n=number)) for name, number in rows[:NAMED])
    more = "" if len(rows) <= NAMED else " " + _("dan {n} lagi").format(n=numbers.number(len(rows) - NAMED))
    return _("Tidak tampak seperti orang, dilewati: {rows}{more}.").format(rows=named, more=more)


NAMED = 3
"""Rows that are named before the rest is counted."""


def listed(name: str, total: int | None, typed: str) -> Segments:
    """The title of the table: which lines are listed, and how many, or what was searched for."""
    lines = _("{n} baris").format(n=numbers.number(total)) if total is not None else f"“{plain(typed)}”"
    if not name:
        return [(_("semua"), "title"), (f" {lines}", "dim")]
    sign, style = status(name)
    return [(sign, f"{style} bold"), (f" {lines}", "title")]


def nobody(plan: Plan) -> str:
    """What is said instead of lines where there are none."""
    return _("Di {file} tidak ada baris orang di bawah judul kolomnya. Isi berkasnya, lalu r.").format(
        file=plain(plan.file)
    )


def bar(done: int, total: int, width: int) -> list[Segments]:
    """How far the reading or writing is: a bar with figures, or how many rows so far when nobody knows of how many."""
    if total <= 0:
        rows = _("{n} baris dibaca…").format(n=numbers.number(done)) if done else _("membuka…")
        return [[(f" {rows}", "text")]]
    done = min(done, total)
    figures = f" {numbers.ratio(done, total)} · {numbers.percent(done, total)} %"
    room = max(width - len(figures) - 2, 4)
    return [[(" ", ""), *numbers.bar(done, total, room, style="siap"), (figures, "text")]]


def paragraph(text: str, style: str, width: int) -> list[Segments]:
    """A sentence for the head of the screen, in as many lines as it takes; nothing for no sentence."""
    return [[(f" {line}", style)] for line in wrapped(text, width - 2)] if text else []


# ── what was done ────────────────────────────────────────────────────────────


def batch_columns() -> tuple[Column, ...]:
    """The imports there were."""
    return (
        Column("at", _("waktu"), 13, sortable=False),
        Column("actor", _("oleh"), 10, sortable=False, priority=2),
        Column("file", _("berkas"), 20, weight=2, sortable=False),
        Column("counts", _("hasil"), 26, weight=1, sortable=False),
        Column("state", "", 10, sortable=False),
    )


def batch(one: Batch, now: datetime) -> list[tuple[str, str]]:
    """One import, in the order of ``batch_columns``. ``now`` is local."""
    style = "dim strike" if one.undone else "text"
    return [
        (stamp(one.at, now), "dim"),
        (plain(one.actor), "key"),
        (plain(one.file), style),
        (_done(one), style),
        (_("diurungkan") if one.undone else "", "kurang"),
    ]


def people_of(one: Batch) -> int:
    """How many people an import was about."""
    return sum(one.counts.get(name, 0) for name in ("appointed", "changed", "reserves"))


def _done(one: Batch) -> str:
    return done(*(one.counts.get(name, 0) for name in ("appointed", "changed", "reserves")))


def done(appointed: int, changed: int, waiting: int = 0) -> str:
    """``182 orang diangkat, 3 cadangan ditambahkan, 11 diubah``."""
    other = changed or waiting
    parts = [_("{n} orang diangkat").format(n=numbers.number(appointed))] if appointed or not other else []
    parts += [_("{n} cadangan ditambahkan").format(n=numbers.number(waiting))] if waiting else []
    parts += [_("{n} diubah").format(n=numbers.number(changed))] if changed else []
    return ", ".join(parts)


def batch_lines(one: Batch, now: datetime) -> list[Segments]:
    """An import whole."""
    state = _("sudah diurungkan") if one.undone else _("berlaku")
    return [
        [(plain(one.file), "title"), (f" · {state}", "kurang" if one.undone else "siap")],
        [(f"{stamp(one.at, now)} · {plain(one.actor)} · " + _("catatan {n}").format(n=numbers.number(one.seq)), "dim")],
        [(f"{_done(one)}{left_words(one.counts.get('skipped', 0))}.", "text")],
    ]


def outcome(applied: Applied, left: int) -> str:
    """``Diterapkan: 182 orang diangkat, 11 diubah; 9 baris tidak ikut.``"""
    what = done(applied.appointed, applied.changed, applied.reserves)
    return _("Diterapkan: {what}.").format(what=what + left_words(left))


def left_words(left: int) -> str:
    """How many lines were left out, if any, behind what was done."""
    return "; " + _("{n} baris tidak ikut").format(n=numbers.number(left)) if left else ""


def taken(decisions: Mapping[int, Any]) -> int:
    """How many RAGU lines are to be written."""
    return sum(decision != "skip" for decision in decisions.values())


def work_of(plan: Plan, decisions: Mapping[int, Any]) -> int:
    """How many lines would be written."""
    return counted(plan, "BARU") + counted(plan, "UBAH") + taken(decisions)


def left_out(plan: Plan, decisions: Mapping[int, Any]) -> int:
    """How many lines are not: refused, skipped, or waiting for a decision."""
    return counted(plan, "TOLAK") + counted(plan, "RAGU") - taken(decisions)


def asked(plan: Plan, decisions: Mapping[int, Any]) -> list[Segments]:
    """What applying will do, for the question before it."""
    use = taken(decisions)
    skipped = len(decisions) - use
    waiting = counted(plan, "RAGU") - len(decisions)
    no = glyphs.glyphs().no
    waiting_new = counted(plan, "BARU", reserves=True)
    rows = (
        (SIGNS["BARU"], "siap", _("{n} orang diangkat ke kursi kosong"), counted(plan, "BARU") - waiting_new),
        (SIGNS["BARU"], "siap", _("{n} orang masuk daftar cadangan"), waiting_new),
        (SIGNS["UBAH"], "kurang", _("{n} orang diubah datanya"), counted(plan, "UBAH")),
        (SIGNS["RAGU"], "takada", _("{n} baris RAGU ikut seperti diputuskan"), use),
        (SIGNS["SAMA"], "dim", _("{n} baris sama, tidak disentuh"), counted(plan, "SAMA")),
        (SIGNS["RAGU"], "kritis", _("{n} baris RAGU belum diputuskan: TIDAK ikut"), waiting),
        (SIGNS["RAGU"], "dim", _("{n} baris RAGU dilewati"), skipped),
        (no, "kritis", _("{n} baris ditolak: TIDAK ikut"), counted(plan, "TOLAK")),
    )
    return [
        [(f"{sign} ", style), (told.format(n=numbers.number(count)), "dim" if style == "dim" else "text")]
        for sign, style, told, count in rows
        if count
    ]
