"""Offices, meetings, promises, guards and cases in words: columns, cells, and what is said of the row under the
cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from models.clock import local
from screens.locale import N_, _
from screens.presenters import dates, eskalasi, glyphs, numbers, places
from screens.presenters.changes import masked
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.queries.synergy import CaseRow, CommitmentRow, ContactRow, GuardRow, MeetingRow
    from models.rules.schema import Election, Pattern

Cells = list[tuple[str, str]]

LISTS = {
    "kontak": N_("Kontak"),
    "rakor": N_("Rakor"),
    "janji": N_("Janji"),
    "pengamanan": N_("Pengamanan"),
    "netralitas": N_("Netralitas ASN"),
    "eskalasi": N_("Eskalasi"),
}
"""The lists of the screen, in their order."""
EMPTY = {
    "kontak": N_("Tidak ada kontak di sini."),
    "rakor": N_("Belum ada rakor di sini. + mencatatnya."),
    "janji": N_("Belum ada janji di sini. + mencatatnya."),
    "pengamanan": N_("Tidak ada TPS di sini."),
    "netralitas": N_("Tidak ada kasus di sini. + mencatatnya."),
    "eskalasi": N_("Tidak ada yang ditunggu jawabannya. Y meminta bantuan."),
}
KINDS = {"etik": N_("kode etik"), "disiplin": N_("disiplin")}
"""The forms of a violation (SKB 2/2022, annex II)."""


class Figure(NamedTuple):
    """What the indicator that a list moves has: ``K1 Kontak 11/12``."""

    code: str
    short: str
    siap: int
    n: int


def title(name: str, figure: Figure | None, sums: Mapping[str, int], election: Election) -> Segments:
    """The list's name, its figure, and of guards how many TPS have which pattern and the police that takes."""
    found: Segments = [(_(LISTS[name]), "title")]
    if figure is not None:
        style = "siap" if figure.siap == figure.n else "kurang"
        found += [(f"  {figure.code} ", "dim"), (numbers.ratio(figure.siap, figure.n), style)]
    if sums:
        parts = [f"{_(one.name)} {numbers.number(sums[one.code])}" for one in election.security if one.code in sums]
        police = sum(-(-sums.get(one.code, 0) // one.tps) * one.police for one in election.security)
        found.append(("  " + ", ".join(parts), "dim"))
        found.append(("  " + _("polisi {n}").format(n=numbers.number(police)), "text"))
    return found


def columns(name: str) -> tuple[Column, ...]:
    """The columns of a list."""
    place = Column("unit", _("wilayah"), 14, weight=2, sortable=False)
    return {
        "kontak": (
            place,
            Column("role", _("kontak"), 10, sortable=False),
            Column("name", _("nama"), 14, weight=3, sortable=False),
            Column("phone", _("telepon"), 14, weight=1, sortable=False),
            Column("answered", _("dijawab"), 12, sortable=False),
            Column("last", _("terakhir"), 14, priority=1, sortable=False),
        ),
        "rakor": (
            Column("day", _("hari"), 6, sortable=False),
            place,
            Column("place", _("tempat"), 12, weight=2, sortable=False),
            Column("attended", _("hadir"), 14, weight=3, sortable=False),
            Column("minutes", _("nomor BA"), 12, weight=2, sortable=False),
        ),
        "janji": (
            Column("due", _("batas"), 13, sortable=False),
            place,
            Column("owner", _("oleh"), 10, weight=1, sortable=False),
            Column("promise", _("janji"), 20, weight=6, sortable=False),
        ),
        "pengamanan": (
            Column("unit", _("TPS"), 20, weight=2, sortable=False),
            Column("pattern", _("kelas"), 16, sortable=False),
            Column("ratio", _("polisi:TPS:linmas"), 17, sortable=False),
            Column("reference", _("surat"), 12, weight=2, sortable=False),
            Column("since", _("sejak"), 6, align="right", priority=1, sortable=False),
        ),
        "netralitas": (
            Column("day", _("hari"), 6, sortable=False),
            Column("name", _("orang atau badan"), 16, weight=3, sortable=False),
            Column("state", _("keadaan"), 16, weight=1, sortable=False),
            Column("source", _("surat"), 12, weight=3, sortable=False),
            Column("kind", _("jenis"), 9, sortable=False),
            Column("handler", _("penangan"), 8, priority=1, sortable=False),
        ),
        "eskalasi": eskalasi.columns(),
    }[name]


def where(unit: str, name: str, beside: str) -> str:
    """A unit, and what it lies in where that must be said."""
    return places.unit_name(unit, name) + (f", {beside}" if beside else "")


# ── offices ────────────────────────────────────────────────────────────


def role_name(code: str, election: Election) -> str:
    """``Danramil``."""
    return next((_(one.name) for one in election.contacts if one.code == code), plain(code))


def contact_cells(row: ContactRow, election: Election, place: str, now: datetime, *, opened: bool) -> Cells:
    """An office; its number is masked unless it was ``opened``. ``now`` is local."""
    if row.phone is None:
        phone = (_("belum ada"), "kurang")
    else:
        phone = (plain(row.phone) if opened else masked(row.phone), "text")
    return [
        (place, "text"),
        (role_name(row.role, election), "text"),
        (plain(row.name), "text") if row.name else (_("belum diisi"), "kurang"),
        phone,
        _answered(row, now),
        _last(row, now),
    ]


def _answered(row: ContactRow, now: datetime) -> tuple[str, str]:
    if row.answered_at is None:
        return _("belum pernah"), "dim" if row.phone is None else "kurang"
    return f"{glyphs.sign('siap')} {dates.short_day(local(row.answered_at, now.tzinfo))}", "siap"


def _last(row: ContactRow, now: datetime) -> tuple[str, str]:
    if row.called_at is None or row.outcome is None:
        return "", "dim"
    style = "siap" if row.outcome == "dijawab" else "kurang"
    return f"{_(places.OUTCOMES[row.outcome])}", style


def contact_details(row: ContactRow, election: Election, now: datetime, *, opened: bool) -> list[Segments]:
    """The last call, and whether the number counts for readiness."""
    lines: list[Segments] = []
    if row.called_at is not None and row.outcome is not None:
        moment = local(row.called_at, now.tzinfo)
        said = _("{outcome} {ago}").format(outcome=_(places.OUTCOMES[row.outcome]), ago=dates.ago(moment, now))
        lines.append([(_("panggilan terakhir: "), "dim"), (said, "text")])
    elif not row.phone:
        lines.append([(_("Nomornya belum ada: E mengisinya."), "kurang")])
    else:
        lines.append([(_("Nomor ini belum pernah diuji. d: dijawab, m: tak angkat, M: salah nomor"), "dim")])
    if row.role in election.tested():
        rule = next((one for one in election.indicators if one.counts == "contact"), None)
        if rule is not None:
            lines.append([(_("{code}: dijawab membuatnya SIAP").format(code=rule.code), "dim")])
    if row.phone and not opened:
        lines.append([(_("Nomor disamarkan; I membukanya, dan jurnal mencatatnya."), "dim")])
    return lines


def tested(row: ContactRow, outcome: str, election: Election) -> str:
    """``Danramil Magelang Utara: dijawab``."""
    office = f"{role_name(row.role, election)} {plain(row.unit_name)}"
    return f"{office}: {_(places.OUTCOMES[outcome])}"


def proof(today: date) -> str:
    """What stands as the evidence of a number that answered."""
    return _("telepon dijawab {day}").format(day=dates.short_day(today, year=True))


# ── meetings ────────────────────────────────────────────────────────────


def meeting_cells(row: MeetingRow, election: Election, place: str) -> Cells:
    """A meeting; without the number of its minutes it is a claim."""
    came = ", ".join(role_name(code, election) for code in row.attended)
    minutes = (plain(row.minutes), "siap") if row.minutes else (_("BA belum ada"), "kurang")
    return [
        (dates.short_day(row.held_on), "text"),
        (place, "text"),
        (plain(row.place or ""), "text"),
        (came, "text"),
        minutes,
    ]


def meeting_details(row: MeetingRow, election: Election) -> list[Segments]:
    """Who came, and who did not."""
    came = ", ".join(role_name(code, election) for code in row.attended)
    missed = [role_name(one.code, election) for one in election.contacts if one.code not in row.attended]
    lines: list[Segments] = [
        [(dates.full_day(row.held_on), "text"), (f"  {plain(row.place or '')}", "dim")],
        [(_("hadir: "), "dim"), (came, "text")],
    ]
    if missed:
        lines.append([(_("tidak hadir: "), "dim"), (", ".join(missed), "dim")])
    if not row.minutes:
        lines.append([(_("Tanpa nomor BA rakor ini baru KLAIM. E mengisinya."), "kurang")])
    return lines


# ── promises ────────────────────────────────────────────────────────────


def due_words(row: CommitmentRow, today: date) -> tuple[str, str]:
    """``▲ lewat 2 hr``, ``hari ini``, ``3 hr lagi``, or that it was kept."""
    if row.done_on is not None:
        return f"{glyphs.sign('siap')} {dates.short_day(row.done_on)}", "siap"
    left = (row.due_on - today).days
    if left < 0:
        return f"{glyphs.sign('kurang')} " + _("lewat {days}").format(days=dates.days_long(-left)), "kurang"
    if left == 0:
        return f"{glyphs.sign('kurang')} " + _("hari ini"), "kurang"
    return _("{days} lagi").format(days=dates.days_long(left)), "text"


def promise_cells(row: CommitmentRow, place: str, today: date) -> Cells:
    """Something promised."""
    style = "dim" if row.done_on is not None else "text"
    return [due_words(row, today), (place, style), (plain(row.owner), style), (plain(row.promise), style)]


def promise_details(row: CommitmentRow) -> list[Segments]:
    """The whole of it, and its days."""
    lines: list[Segments] = [
        [(plain(row.owner), "title"), (": ", "dim"), (plain(row.promise), "text")],
        [(_("batas ") + dates.full_day(row.due_on), "dim")],
    ]
    if row.done_on is not None:
        lines.append([(_("ditepati ") + dates.full_day(row.done_on), "siap")])
    return lines


def chased(row: CommitmentRow, siblings: Sequence[str], today: date, beside: str = "") -> Cells:
    """A promise that is due, as a line of what needs doing on the board."""
    name = places.brief(places.short_name(row.unit_name, siblings)) + (f", {beside}" if beside else "")
    late = (today - row.due_on).days
    promise = plain(row.promise)
    said = _("janji hari ini: {promise}").format(promise=promise)
    if late > 0:
        said = _("janji lewat {days}: {promise}").format(days=dates.days_long(late), promise=promise)
    return [(glyphs.sign("kurang"), "kurang"), (name, "text"), (said, "text"), (plain(row.owner), "dim")]


# ── guards ────────────────────────────────────────────────────────────


def ratio(one: Pattern) -> str:
    """``2:16:32``."""
    return f"{one.police}:{one.tps}:{one.linmas}"


def guard_cells(row: GuardRow, election: Election, place: str) -> Cells:
    """How a TPS is guarded."""
    pattern = next((one for one in election.security if one.code == row.pattern), None)
    styles = {"aman": "siap", "rawan": "kurang"}
    return [
        (place, "text"),
        (_(pattern.name), styles.get(pattern.code, "kritis")) if pattern else (_("belum ditetapkan"), "dim"),
        (ratio(pattern), "text") if pattern else ("", "dim"),
        (plain(row.reference or ""), "text"),
        (dates.short_day(row.since) if row.since is not None and row.state == "siap" else "", "dim"),
    ]


def guard_details(row: GuardRow, election: Election) -> list[Segments]:
    """What the pattern means, and where it is from."""
    pattern = next((one for one in election.security if one.code == row.pattern), None)
    if pattern is None:
        return [[(_("E menetapkan polanya: untuk TPS ini, yang dipilih, atau sekelurahan."), "dim")]]
    said = _("{police} polisi dan {linmas} Linmas untuk {tps} TPS").format(
        police=pattern.police, linmas=pattern.linmas, tps=pattern.tps
    )
    doubt = _("belum dipastikan") if pattern.unverified else ""
    about = " · ".join(part for part in (_(pattern.note) if pattern.note else "", doubt) if part)
    return [[(_(pattern.name) + ": ", "dim"), (said, "text"), (f"  {about}" if about else "", "dim")]]


# ── cases ────────────────────────────────────────────────────────────


def case_state(row: CaseRow) -> tuple[str, str]:
    """``▲ diproses``; a closed one is dim."""
    said = _(places.CASES[row.state])
    return (said, "dim") if row.closed_on is not None else (f"{glyphs.sign('kurang')} {said}", "kurang")


def case_cells(row: CaseRow, election: Election) -> Cells:
    """A case."""
    return [
        (dates.short_day(row.reported_on), "text"),
        (plain(row.name), "text"),
        case_state(row),
        (plain(row.source), "text"),
        (_(KINDS[row.kind]), "text"),
        (handler_name(row.handler, election), "dim"),
    ]


def handler_name(code: str, election: Election) -> str:
    """``KASN``."""
    return next((_(one.name) for one in election.handlers if one.code == code), plain(code))


def case_details(row: CaseRow, election: Election, place: str) -> list[Segments]:
    """Where, what is noted, and what the case does to the pledge of its person."""
    lines: list[Segments] = [
        [(place, "text"), (f"  {dates.full_day(row.reported_on)}", "dim"), (f"  {plain(row.note or '')}", "text")]
    ]
    rule = election.fed_by("netralitas")
    if row.closed_on is not None:
        lines.append([(_("ditutup ") + dates.full_day(row.closed_on), "dim")])
    elif rule is not None and row.person_id is not None:
        said = _("Selama terbuka, {short} ({code}) orang ini BELUM. o membuka kartunya.")
        lines.append([(said.format(short=_(rule.short), code=rule.code), "kurang")])
    return lines
