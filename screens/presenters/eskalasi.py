"""Help that is asked for, in words: the message a person sends, how long one has waited, who is asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from models.clock import local
from models.readiness import Colour
from screens.locale import N_, _
from screens.presenters import dates, glyphs, logistics, numbers, penahan, places
from screens.presenters import readiness as words
from screens.presenters.changes import masked
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from models.blockers import Cause
    from models.queries.board import UnitState
    from models.queries.escalation import EscalationRow
    from models.queries.logistics import FlagRow, Shortage, Station
    from models.queries.readiness import ItemRow
    from models.queries.synergy import CommitmentRow, ContactRow
    from models.readiness import Assessment
    from models.rules.schema import Election, Indicator

Cells = list[tuple[str, str]]
MINUTE = timedelta(minutes=1)

ROLES = {
    "operator": N_("Operator"),
    "koordinator": N_("Koordinator"),
    "kpu": N_("KPU"),
    "admin": N_("Admin"),
}
"""Who asks: no name, for the message leaves the house."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What help is asked for: where, what stands in the way, who must move it, by when. ``climbs``: the asking that
    nobody has answered."""

    unit: str
    subject: str = ""
    indicator: str | None = None
    owner: str = ""
    due: date | None = None
    climbs: EscalationRow | None = None


# ── what stands in the way ────────────────────────────────────────────────────────────


def of_indicator(unit: str, found: Assessment, rule: Indicator, election: Election) -> Trouble:
    """An indicator of a unit, with its figure: ``L2 Surat suara 70/134: 52 %, target 69 %``. Of what is green
    nothing is said: whoever asks knows why."""
    if found.colour is Colour.GREEN:
        return Trouble(unit, indicator=rule.code)
    figure = numbers.ratio(found.counts.siap, found.counts.n)
    subject = f"{rule.code} {_(rule.short)} {figure}: {words.reason(found, rule)}"
    return Trouble(unit, subject, rule.code, rule.owner, election.day(rule.due))


def of_state(state: UnitState, code: str, election: Election) -> Trouble:
    """An indicator of a unit, or else what is worst there."""
    code = code if code in state.standing.assessments else next(iter(state.standing.worst), "")
    if not code:
        return Trouble(state.code)
    return of_indicator(state.code, state.standing.assessments[code], election.indicator(code), election)


def of_item(item: ItemRow, rule: Indicator, election: Election) -> Trouble:
    """One item of an indicator: ``L2 Surat suara: belum``."""
    subject = f"{rule.code} {_(rule.short)}: {words.state_word(item.state)}"
    return Trouble(item.unit, subject, rule.code, rule.owner, election.day(rule.due))


def of_cause(cause: Cause, election: Election) -> Trouble:
    """A cause that holds a day back: ``P3 Anggota KPPS: 3 belum``."""
    rule = election.indicator(cause.code)
    subject = f"{rule.code} {_(rule.short)}: {penahan.counted(cause)}"
    return Trouble(cause.area, subject, rule.code, rule.owner, election.day(rule.due))


def of_shortage(one: Shortage, election: Election) -> Trouble:
    """Goods that are short."""
    return Trouble(one.unit, logistics.short_sentence(one, election), due=election.polling.date)


def of_flag(one: FlagRow, election: Election) -> Trouble:
    """A sign of trouble at a TPS."""
    subject = _("TPS rawan: {sign}").format(sign=logistics.sign_name(election, one.sign))
    return Trouble(one.unit, subject, owner=one.owner or "", due=election.polling.date)


def of_station(one: Station, election: Election) -> Trouble | None:
    """All that a TPS lacks; None where it lacks nothing."""
    short = logistics.lacking(one, election)
    subject = _("kurang {goods}").format(goods=", ".join(short))
    return Trouble(one.code, subject, due=election.polling.date) if short else None


def of_promise(row: CommitmentRow) -> Trouble:
    """Something that an office promised."""
    subject = _("janji {owner}: {promise}").format(owner=plain(row.owner), promise=plain(row.promise))
    return Trouble(row.unit, subject, owner=row.owner, due=row.due_on)


def of_row(row: EscalationRow) -> Trouble:
    """An asking that nobody answers: the same trouble, a rung higher."""
    return Trouble(row.unit, plain(row.subject), row.indicator, climbs=row)


def asked_words(trouble: Trouble) -> str:
    """What is asked, as it is proposed."""
    return _("bantu {owner} menuntaskannya").format(owner=_(trouble.owner)) if trouble.owner else ""


def due_words(trouble: Trouble, election: Election, today: date) -> str:
    """By when: ``Rab 7 Feb 2024 (H-7)``; what is due already: ``sekarang``."""
    if trouble.due is None or trouble.due < today:
        return _("sekarang")
    label = dates.h_label((election.polling.date - trouble.due).days)
    return f"{dates.full_day(trouble.due)} ({label})"


# ── the message ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says. ``before``: who did not answer; ``asker``: who asks, without a name."""

    office: str
    where: str
    subject: str
    asked: str
    by: str
    answer_by: datetime
    asker: str
    before: str = ""


def message(letter: Letter, election: Election, now: datetime) -> str:
    """The message: the same trouble at the same minute makes the same text."""
    zone = now.tzname() or ""
    lines = [
        _("Yth. {office}").format(office=letter.office),
        _("Mohon bantuan di {where}.").format(where=letter.where),
        _("Masalah: {what}").format(what=letter.subject),
    ]
    if letter.asked:
        lines.append(_("Yang diminta: {what}").format(what=letter.asked))
    if letter.by:
        lines.append(_("Paling lambat: {when}").format(when=letter.by))
    if letter.before:
        lines.append(letter.before)
    lines.append(_("Mohon dijawab sebelum {time} {zone}.").format(time=dates.hour(letter.answer_by), zone=zone))
    sent = f"{dates.full_day(now)} {dates.hour(now)}"
    return "\n".join(plain(line) for line in [*lines, f"{letter.asker}, {_(election.name)}, {sent}"])


def unanswered(row: EscalationRow, election: Election, now: datetime) -> str:
    """``Camat Magelang Tengah dihubungi 09:41, belum menjawab.``."""
    asked = dates.hour(local(row.opened_at, now.tzinfo))
    return _("{office} dihubungi {time}, belum menjawab.").format(office=office(row, election), time=asked)


def asker(role: str, place: str) -> str:
    """``Koordinator Kota Magelang``."""
    return f"{_(ROLES.get(role, role))} {plain(place)}"


# ── whom ────────────────────────────────────────────────────────────


def role_name(role: str, election: Election) -> str:
    """``Camat``."""
    return next((_(one.name) for one in election.contacts if one.code == role), plain(role))


def office(row: EscalationRow, election: Election) -> str:
    """``Camat Magelang Tengah``."""
    return f"{role_name(row.role, election)} {plain(row.office_name)}"


def office_name(one: ContactRow, election: Election) -> str:
    """The same of an office as the register has it."""
    return f"{role_name(one.role, election)} {plain(one.unit_name)}"


def rung_names(election: Election, rung: int) -> str:
    """``Sekda, KPU``; nothing above the last rung."""
    if rung >= len(election.escalation):
        return ""
    return ", ".join(role_name(role, election) for role in election.escalation[rung].contacts)


def next_office(election: Election, row: EscalationRow) -> str:
    """``Sekda``: the first of those who are asked next."""
    return rung_names(election, row.rung + 1).partition(",")[0]


def office_lines(one: ContactRow, rung: int, election: Election, now: datetime) -> list[Segments]:
    """Number and last answer of an office, and what follows when it does not answer."""
    said: Segments = [(f"{office_name(one, election)}  ", "title")]
    if one.phone is None:
        said.append((_("nomornya belum ada (7 Sinergi)"), "kurang"))
    else:
        said.append((f"{masked(one.phone)}  ", "text"))
        if one.answered_at is None:
            said.append((f"{glyphs.sign('kurang')} " + _("belum pernah dijawab"), "kurang"))
        else:
            day = dates.short_day(local(one.answered_at, now.tzinfo))
            said.append((f"{glyphs.sign('siap')} " + _("terakhir dijawab {day}").format(day=day), "siap"))
    minutes = election.escalation[rung].minutes
    due = dates.hour(now + timedelta(minutes=minutes))
    above = rung_names(election, rung + 1)
    then = _("Tidak dijawab dalam {n} mnt: naik ke {office} {time}").format(n=minutes, office=above, time=due)
    last = _("Anak tangga terakhir; jawabannya ditunggu s.d. {time}").format(time=due)
    return [said, [(then if above else last, "dim")]]


# ── lists ────────────────────────────────────────────────────────────


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("state", _("keadaan"), 22, sortable=False),
        Column("role", _("kepada"), 9, sortable=False),
        Column("unit", _("wilayah"), 12, weight=2, sortable=False),
        Column("subject", _("masalah"), 10, weight=5, sortable=False),
        Column("next", _("berikut"), 13, sortable=False),
    )


def overdue(row: EscalationRow, now: datetime) -> bool:
    """Whether its minutes have run out. ``now`` is local."""
    return row.waiting and local(row.due_at, now.tzinfo) <= now


def state(row: EscalationRow, now: datetime) -> tuple[str, str]:
    """``▲ belum dijawab 6 mnt``, ``■ lewat 2 mnt``, ``● dijawab 09:45``."""
    if overdue(row, now):
        late = dates.span(now - local(row.due_at, now.tzinfo))
        return f"{glyphs.sign('kritis')} " + _("lewat {span}").format(span=late), "kritis"
    if row.waiting:
        waited = now - local(row.opened_at, now.tzinfo)
        # No seconds: what is shown moves once a minute at most.
        said = _("belum dijawab {span}").format(span=dates.span(waited)) if waited >= MINUTE else _("menunggu jawaban")
        return f"{glyphs.sign('kurang')} {said}", "kurang"
    closed = _moment(row.closed_at, now)
    said = f"{_(places.ESCALATIONS.get(row.state, row.state))} {closed}"
    return (f"{glyphs.sign('siap')} {said}", "siap") if row.state == "dijawab" else (said, "dim")


def _moment(at: datetime | None, now: datetime) -> str:
    """The time today, else the day and time."""
    if at is None:
        return ""
    moment = local(at, now.tzinfo)
    return dates.hour(moment) if moment.date() == now.date() else f"{dates.short_day(moment)} {dates.hour(moment)}"


def following(row: EscalationRow, election: Election, now: datetime, *, brief: bool = False) -> str:
    """``→ Sekda 09:51``: who is asked when nobody answers, and when."""
    if not row.waiting:
        return ""
    above, time = next_office(election, row), _moment(row.due_at, now)
    if not above:
        return _("batas {time}").format(time=time)
    arrow = "→" if glyphs.glyphs() is glyphs.UNICODE else "->"
    if brief:
        return f"{arrow} {above} {time}"
    return f"{arrow} " + _("naik ke {office} {time}").format(office=above, time=time)


def cells(row: EscalationRow, election: Election, place: str, now: datetime) -> Cells:
    """One asking, in the order of ``columns``."""
    style = "text" if row.waiting else "dim"
    return [
        state(row, now),
        (role_name(row.role, election), style),
        (place, style),
        (plain(row.subject), style),
        (following(row, election, now, brief=True), "dim"),
    ]


def details(row: EscalationRow, election: Election, now: datetime) -> list[Segments]:
    """Who asked whom and when, what was sent, what came of it."""
    asked = _("{actor} meminta {office} {time}").format(
        actor=plain(row.opened_by), office=office(row, election), time=_moment(row.opened_at, now)
    )
    lines: list[Segments] = [[state(row, now), (f"  {asked}", "text")]]
    if row.waiting:
        hint = _("d: sudah dijawab, Y: naik, x: batal, y: salin lagi")
        lines.append([(following(row, election, now), "text"), (f"  {hint}", "key")])
    elif row.closed_by:
        by = _("oleh {actor}").format(actor=plain(row.closed_by))
        lines.append([(by, "dim"), (f"  {plain(row.reason)}" if row.reason else "", "text")])
    return [*lines, *([(line, "dim")] for line in row.text.splitlines()[2:-2])]


def waited_for(
    row: EscalationRow, election: Election, siblings: Sequence[str], now: datetime, beside: str = ""
) -> Cells:
    """An asking as a line of what needs doing on the board."""
    name = places.short_name(row.unit_name, siblings) if row.unit_name in siblings else row.unit_name
    name = places.brief(places.number_or_name(row.unit, name)) + (f", {beside}" if beside else "")
    said, style = state(row, now)
    then = f" {following(row, election, now)}"
    if overdue(row, now) and (above := next_office(election, row)):
        then = ", " + _("Y: naik ke {office}").format(office=above)
    return [
        (f"{glyphs.sign(style)} {row.indicator or ''}".rstrip(), style),
        (name, "text"),
        (f"{said.partition(' ')[2]}{then}: {plain(row.subject)}", style),
        (role_name(row.role, election), "dim"),
    ]


def reported(row: EscalationRow, election: Election, now: datetime) -> tuple[str, str]:
    """The same in a report, which says when and not how long ago: whom, and what for."""
    said = _("{place}, {subject}; diminta {asked}, batas {due}").format(
        place=places.unit_name(row.unit, row.unit_name),
        subject=plain(row.subject),
        asked=_moment(row.opened_at, now),
        due=_moment(row.due_at, now),
    )
    return office(row, election), said
