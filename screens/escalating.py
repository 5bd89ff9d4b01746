"""Y: help is asked for of an office of the area. A person sends the message; here the clock until its answer starts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models import queries, units
from screens.locale import _
from screens.presenters import dates, places
from screens.presenters import eskalasi as words
from screens.presenters.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queries.synergy import ContactRow
    from models.uow import UnitOfWork
    from screens.context import Context
    from screens.dialogs.eskalasi import Entered
    from screens.dialogs.eskalasi import Words as Said
    from screens.dialogs.form import Form
    from screens.presenters.eskalasi import Trouble
    from screens.writer import Writer


def ask(screen: Writer[Any], trouble: Trouble) -> None:
    """Ask whom, and show the message; of a trouble that ``climbs`` among the offices above only."""
    row, context = trouble.climbs, screen.context
    if row is not None and not row.waiting:
        screen.say(_("Yang ini sudah selesai."), "dim")
        return
    if screen.refused("escalate" if row is None else "escalation_climb"):
        return

    def read(connection: Any) -> tuple[ContactRow, ...]:
        screen.learn(connection, [trouble.unit])
        found: tuple[ContactRow, ...] = queries.synergy.offices(connection, context.election, trouble.unit)
        return found

    def then(offices: tuple[ContactRow, ...]) -> None:
        above = [one for one in offices if row is None or _rung(context, one) > row.rung]
        if above:
            _open(screen, trouble, above)
        elif row is not None:
            screen.say(_("Di atas {office} tidak ada anak tangga lagi.").format(office=_office(context, row)), "kurang")
        elif context.election.escalation:
            screen.say(_("Turun dulu ke kab/kota: di sini tidak ada kantor yang dapat diminta."), "kurang")
        else:
            screen.say(_("Berkas pemilihan ini tidak memuat tangga eskalasi."), "kurang")

    screen.fetch(read, then)


def _office(context: Context, row: Any) -> str:
    return words.office(row, context.election)


def _rung(context: Context, one: ContactRow) -> int:
    """On which rung an office stands."""
    return next(at for at, rung in enumerate(context.election.escalation) if one.role in rung.contacts)


def _chosen(context: Context, offices: Sequence[ContactRow]) -> ContactRow:
    """Whom one most likely asks: the nearest office, but below a kecamatan only who works there asks the Lurah."""
    lowest = max(units.level(context.actor.scope), units.Level.KECAMATAN)
    return next((one for one in offices if units.level(one.unit) <= lowest), offices[0])


def _open(screen: Writer[Any], trouble: Trouble, offices: Sequence[ContactRow]) -> None:
    from models.services.escalation import LONGEST
    from screens.dialogs.eskalasi import EscalationDialog, Offered, Words

    context, row, unit = screen.context, trouble.climbs, trouble.unit
    election, by_role = context.election, {one.role: one for one in offices}
    where = places.unit_name(unit, context.name(unit[: units.LENGTHS[units.Level.KELURAHAN]]))
    kota = context.name(unit[: units.LENGTHS[units.Level.KOTA]])
    asker = words.asker(context.actor.role, context.names.get(context.actor.scope, kota))

    def letter(role: str, said: Said) -> str:
        one, now = by_role[role], context.now()
        return words.message(
            words.Letter(
                office=f"{words.role_name(role, election)} {plain(one.unit_name)}",
                where=where,
                subject=said.subject,
                asked=said.asked,
                by=said.by,
                answer_by=now + timedelta(minutes=election.escalation[_rung(context, one)].minutes),
                asker=asker,
                before="" if row is None else words.unanswered(row, election, now),
            ),
            election,
            now,
        )

    def save(form: Form, entered: Entered) -> None:
        def service(work: UnitOfWork) -> Any:
            from models.services import escalation

            if row is not None:
                return escalation.climb(work, row.id, row.version, role=entered.role, text=entered.text)
            return escalation.ask(
                work, unit, role=entered.role, subject=entered.subject, text=entered.text, indicator=trouble.indicator
            )

        def done(made: Any) -> str:
            screen.app.copy_to_clipboard(made["text"])
            due = context.now() + (made["due_at"] - made["opened_at"])
            return _("Pesan disalin. Kirimkan ke {office}; jawabannya ditunggu s.d. {time}.").format(
                office=f"{words.role_name(entered.role, election)} {plain(by_role[entered.role].unit_name)}",
                time=dates.hour(due),
            )

        screen.submit(form, "escalate" if row is None else "escalation_climb", unit, service, done)

    offered = Offered(
        [(one.role, words.role_name(one.role, election)) for one in offices],
        _chosen(context, offices).role,
        lambda role: words.office_lines(by_role[role], _rung(context, by_role[role]), election, context.now()),
    )
    first = Words(trouble.subject, words.asked_words(trouble), words.due_words(trouble, election, context.today(unit)))
    title = _("Minta bantuan: Enter menyalin pesan, Anda yang mengirim")
    if row is not None:
        title = _("Naik: Enter menyalin pesan, Anda yang mengirim")
    screen.app.push_screen(EscalationDialog(title, where, offered, first, letter, save, longest=LONGEST))
