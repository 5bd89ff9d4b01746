"""Files of regions and TPS in words: what is wrong with a row, and what a new edition would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from models import units
from screens.locale import N_, _, ngettext
from screens.presenters.numbers import number
from screens.presenters.places import level_name
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.exchange.rows import Fault
    from models.queries.edition import Plan

REASONS = {
    "file_missing": N_("berkas {value} tidak ada"),
    "file_unreadable": N_("berkas tidak dapat dibaca ({value})"),
    "not_a_file": N_("bukan berkas biasa"),
    "file_empty": N_("berkas kosong"),
    "no_header": N_("baris judul tidak memuat kolom {value}"),
    "encoding": N_("bukan teks UTF-8; simpan kembali sebagai CSV UTF-8"),
    "nul": N_("memuat karakter NUL"),
    "line_long": N_("baris lebih panjang dari {value} bita; ini bukan CSV"),
    "quotes": N_("tanda kutip tidak ditutup"),
    "columns": N_("jumlah kolom berbeda dari baris judul"),
    "bad_code": N_("bukan kode wilayah (seperti 33, 33.08, 33.08.01, 33.08.01.2001)"),
    "duplicate": N_("kode sudah ada di baris {value}"),
    "no_parent": N_("induknya {value} tidak ada di berkas"),
    "name_empty": N_("nama kosong"),
    "name_long": N_("nama lebih panjang dari {value} huruf"),
    "no_region": N_("wilayah ini tidak ada di berkas"),
    "unknown_kelurahan": N_("kelurahan ini tidak ada di berkas wilayah"),
    "not_a_number": N_("{value} bukan bilangan"),
    "out_of_range": N_("TPS biasa 1 sampai 900, bukan {value}"),
    "special_range": N_("TPS khusus 901 sampai 999, bukan {value}"),
    "special_twice": N_("TPS khusus {value} disebut dua kali"),
    "overlap": N_("TPS khusus {value} bertindihan dengan TPS biasa"),
    "no_tps": N_("kelurahan tanpa TPS {value}"),
    "below": N_("ikut dilewati, karena {value} dilewati"),
    "bad_tps": N_("{value} bukan nomor TPS (1 sampai 999)"),
    "unknown_tps": N_("TPS ini tidak ada di basis data"),
    "move_level": N_("kode lama dan baru tidak setingkat ({value})"),
    "move_twice": N_("{value} disebut dua kali"),
    "move_nowhere": N_("kode baru {value} tidak ada di berkas wilayah"),
}
"""By the reason of a fault (models.exchange)."""
BARE = {
    "no_tps": N_("kelurahan tanpa TPS"),
    "unknown_kelurahan": N_("TPS di kelurahan yang tidak dikenal"),
    "no_parent": N_("wilayah tanpa induk"),
    "duplicate": N_("kode ganda"),
    "bad_code": N_("kode keliru"),
}
"""The commonest reasons, counted."""
EXAMPLES = 5


def fault_text(fault: Fault) -> str:
    """What is wrong, without where."""
    return _(REASONS[fault.reason]).format(value=plain(fault.value)).strip()


def fault_line(fault: Fault) -> str:
    """``wilayah.csv, baris 12, 33.08.01: induknya 33.08 tidak ada di berkas``."""
    where = plain(fault.file)
    if fault.line:
        where += ", " + _("baris {line}").format(line=number(fault.line))
    if fault.code:
        where += f", {plain(fault.code)}"
    return f"{where}: {fault_text(fault)}"


def fault_summary(faults: Sequence[Fault]) -> str:
    """How many, and of which kind the most."""
    counts = Counter(fault.reason for fault in faults)
    said = ngettext("{n} kesalahan", "{n} kesalahan", len(faults)).format(n=number(len(faults)))
    kinds = [f"{number(count)} {_(BARE[reason])}" for reason, count in counts.most_common() if reason in BARE]
    text = f"{said} ({', '.join(kinds)})." if kinds else f"{said}."
    if counts["unknown_kelurahan"] and counts["no_tps"]:
        text += " " + _("Berkas wilayah dan berkas TPS tampaknya dari edisi yang berbeda.")
    return text


def plan_lines(plan: Plan) -> Iterator[str]:
    """What an edition changes: a line a kind with its count, examples below."""
    if plan.new:
        yield from _part(_("BARU"), by_level([one.code for one in plan.new]), (f"{c.code}  {c.name}" for c in plan.new))
    if plan.moved:
        yield from _part(_("PINDAH"), number(len(plan.moved)), (f"{old} → {new}" for old, new in plan.moved))
    if plan.renamed:
        each = (f"{one.code}  {one.was} → {one.name}" for one in plan.renamed)
        yield from _part(_("UBAH NAMA"), number(len(plan.renamed)), each)
    if plan.elections:
        yield from _part(_("PEMILIHAN BARU"), number(len(plan.elections)), plan.elections)
    for title, name in ((_("TPS BARU"), "more"), (_("TPS HILANG"), "fewer")):
        found = [(one, getattr(one, name)) for one in plan.tps if getattr(one, name)]
        if found:
            each = (f"{one.kelurahan}  {one.election}: {_numbers(which)}{_used(one.used)}" for one, which in found)
            yield from _part(title, number(sum(len(which) for _one, which in found)), each)
    sure = [one for one in plan.tps if one.counted]
    if sure:
        title = _("TPS BUKAN PERKIRAAN LAGI")
        yield from _part(title, number(len(sure)), (f"{one.kelurahan}  {one.election}" for one in sure))
    if plan.gone:
        each = (f"{one.code}  {one.name}{_used(one.used)}" for one in sorted(plan.gone, key=lambda gone: not gone.used))
        yield from _part(_("HILANG"), by_level([one.code for one in plan.gone]), each)


def _part(title: str, count: str, each: Iterable[str]) -> Iterator[str]:
    lines = list(each)
    yield f"{title:<12} {count}"
    for line in lines[:EXAMPLES]:
        yield f"  {plain(line)}"
    if len(lines) > EXAMPLES:
        yield "  " + _("… dan {n} lagi").format(n=number(len(lines) - EXAMPLES))


def by_level(codes: Sequence[str]) -> str:
    """``1 kab/kota, 21 kecamatan, 372 kelurahan/desa``."""
    found: dict[units.Level, list[str]] = {}
    for code in codes:
        found.setdefault(units.level(code), []).append(code)
    return ", ".join(
        f"{number(len(some))} {level_name(level, some) or _('negara')}" for level, some in sorted(found.items())
    )


def _numbers(which: Sequence[int]) -> str:
    """``004, 005, 901``; of many the first and the last."""
    if len(which) <= EXAMPLES:
        return ", ".join(f"{one:03d}" for one in which)
    return f"{which[0]:03d} … {which[-1]:03d} ({number(len(which))})"


def _used(used: object) -> str:
    return "  " + _("(masih dipakai)") if used else ""
