"""A journal entry whole: every row that it changed, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from models.clock import local
from screens.locale import N_, _
from screens.presenters import activity, dates, numbers, places
from screens.presenters.numbers import Segments
from screens.presenters.readiness import kind_word, state_word
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.queries.activity import ChangeRow, EntryRow
    from models.rules.schema import Election

TABLES = {
    "seat": N_("kursi"),
    "tenure": N_("masa tugas"),
    "person": N_("orang"),
    "evidence": N_("bukti"),
    "report": N_("laporan"),
    "contact": N_("kontak"),
    "tps": N_("TPS"),
    "region": N_("wilayah"),
    "biodata": N_("biodata"),
    "paper": N_("berkas"),
    "reserve": N_("cadangan"),
    "call": N_("telepon"),
    "account": N_("akun"),
    "sign_off": N_("panggilan"),
    "meeting": N_("rakor"),
    "commitment": N_("janji"),
    "guard": N_("pengamanan"),
    "neutrality": N_("kasus netralitas"),
    "escalation": N_("permintaan bantuan"),
    "journal": N_("catatan"),
}
"""What a row of each table is."""
ERASED = "journal"
"""Of other entries only the number says something: personal data were erased from them."""

COLUMNS = {
    "state": N_("keadaan"),
    "role": N_("peran"),
    "said": N_("jawaban"),
    "disabled_at": N_("ditutup"),
    "reference": N_("nomor bukti"),
    "note": N_("catatan"),
    "since": N_("sejak"),
    "start_on": N_("mulai"),
    "end_on": N_("selesai"),
    "end_reason": N_("alasan"),
    "decree": N_("SK"),
    "name": N_("nama"),
    "asn": N_("ASN"),
    "phone": N_("telepon"),
    "open_since": N_("kosong sejak"),
    "first_at": N_("laporan pertama"),
    "last_at": N_("laporan terakhir"),
    "number": N_("nomor"),
    "received_on": N_("diterima"),
    "estimated": N_("perkiraan"),
    "special": N_("khusus"),
    "decree_on": N_("tanggal SK"),
    "sworn_on": N_("dilantik"),
    "sworn_at": N_("tempat"),
    "witness": N_("saksi"),
    "rank": N_("giliran"),
    "outcome": N_("hasil"),
    "called_at": N_("ditelepon"),
    "answered_at": N_("dijawab"),
    "held_on": N_("hari"),
    "place": N_("tempat"),
    "attended": N_("hadir"),
    "minutes": N_("nomor BA"),
    "promise": N_("janji"),
    "owner": N_("oleh"),
    "due_on": N_("jatuh tempo"),
    "done_on": N_("ditepati"),
    "pattern": N_("pola"),
    "reported_on": N_("dilaporkan"),
    "source": N_("nomor surat"),
    "kind": N_("jenis"),
    "handler": N_("penangan"),
    "closed_on": N_("ditutup"),
    "subject": N_("masalah"),
    "due_at": N_("ditunggu s.d."),
    "closed_at": N_("ditutup"),
}
"""The columns that say something to a reader; ids, versions and search keys do not."""


def masked(phone: str) -> str:
    """A telephone number of which only the last three digits are shown: who may see more finds it in its place."""
    digits = sum(char.isdigit() for char in phone)
    shown, left = "", digits - 3
    for char in phone:
        hidden = char.isdigit() and left > 0
        left -= char.isdigit()
        shown += "*" if hidden else char
    return plain(shown)


def title(entry: EntryRow) -> str:
    """What the dialog is called."""
    return _("Catatan {seq}").format(seq=numbers.number(entry.seq))


def lines(
    entry: EntryRow, rows: tuple[ChangeRow, ...], elections: Mapping[str, Election], now: datetime, width: int
) -> list[Segments]:
    """Who, when, what; then each row with what it was and what it became, in ``width`` cells. ``now`` is local."""
    moment = local(entry.at, now.tzinfo)
    election = elections.get(entry.election or "")
    found: list[Segments] = [
        [
            (f" {dates.full_day(moment)} {dates.hour(moment, seconds=True)} {moment.tzname()}  ", "dim"),
            (plain(entry.actor), "key"),
            (f"  {_(election.name)}" if election is not None else "", "dim"),
        ],
        [(f" {activity.sentence(entry, elections)}", "dim strike" if entry.undone else "title")],
    ]
    if entry.undone:
        found.append([(" " + _("diurungkan"), "kurang")])
    proof = [str(entry.detail[name]) for name in ("reference", "note") if entry.detail.get(name)]
    if proof:
        found.append([(f" {plain(' · '.join(proof))}", "text")])
    found.append([])
    for row in rows:
        changed = _changed(row, now.tzinfo)
        if changed or row.table == ERASED:
            found += _row(row, changed, election, width)
    return found


def _row(row: ChangeRow, changed: list[Segments], election: Election | None, width: int) -> list[Segments]:
    """The row in one line where it fits, else a line for each column."""
    line: Segments = [(f" {_(TABLES.get(row.table, row.table))} ", "key"), (_about(row, election), "text")]
    whole = [*line, *(part for one in changed for part in [("  ", ""), *one])]
    if sum(cell_len(text) for text, _style in whole) <= width:
        return [whole]
    return [line, *([("    ", ""), *one] for one in changed)]


def _about(row: ChangeRow, election: Election | None) -> str:
    if row.table == ERASED:
        return numbers.number(int(row.key["seq"]))
    about = row.about
    parts = []
    if about["unit"]:
        parts.append(places.unit_name(str(about["unit"]), str(about["unit_name"] or about["unit"])))
    if about["indicator"]:
        parts.append(str(about["indicator"]))
    if about["body"] and election is not None:
        body = str(about["body"])
        post = places.post_name(election, body, str(about["post"]), int(about["ordinal"] or 1))
        parts.append(f"{places.body_name(election, body)} {post}")
    if about["role"] and election is not None:
        role = next((_(one.name) for one in election.contacts if one.code == about["role"]), str(about["role"]))
        parts.append(role)
    if about["name"]:
        parts.append(str(about["name"]))
    return plain(" · ".join(parts))


def _changed(row: ChangeRow, zone: tzinfo | None) -> list[Segments]:
    before, after = row.before or {}, row.after or {}
    found: list[Segments] = []
    for name, label in COLUMNS.items():
        if row.table in {"evidence", "report", "tps"} and name == "name":
            continue
        if row.table == "seat" and name == "rank":
            continue
        old, new = before.get(name), after.get(name)
        if old == new or (row.before is None and new in (None, False)):
            continue
        text = _value(name, new, zone) if row.after is not None else _("dihapus")
        was = _value(name, old, zone) if row.before is not None else ""
        found.append([(f"{_(label)}: ", "dim"), (was, "dim"), (" → " if was else "", "dim"), (text, "text")])
    if not found and row.after is None:
        found.append([(_("dihapus"), "dim")])
    return found


def _value(name: str, value: Any, zone: tzinfo | None) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return _("kosong")
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    text = str(value)
    if name == "phone":
        return masked(text)
    if name == "state":
        words = {**places.RESERVE, **places.CASES, **places.ESCALATIONS}
        return state_word(text) or (_(words[text]) if text in words else plain(text))
    if name == "kind":
        return kind_word(text) or plain(text)
    if name == "outcome":
        return _(places.OUTCOMES[text]) if text in places.OUTCOMES else plain(text)
    if name == "end_reason":
        return _(places.END_REASONS[text]) if text in places.END_REASONS else plain(text)
    if name.endswith("_on") or name in {"since", "open_since"}:
        return dates.short_day(date.fromisoformat(text), year=True)
    if name in {"first_at", "last_at", "called_at", "answered_at", "due_at", "closed_at"}:
        moment = local(datetime.fromisoformat(text), zone)
        return f"{dates.short_day(moment)} {dates.hour(moment)}"
    return plain(text)
