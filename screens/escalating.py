"""Y: help is asked for of an office of the area. A person sends the message; here the clock until its answer starts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic

from models import queries, units
from screens.locale import _
from screens.presenters import dates, places
from screens.presenters import eskalasi as words
from screens.writer import Data, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queries.synergy import ContactRow
    from models.uow import UnitOfWork
    from screens.context import Context
    from screens.dialogs.eskalasi import Entered
    from screens.dialogs.eskalasi import Words as Said
    from screens.dialogs.form import Form
    from screens.presenters.eskalasi import Trouble


class Asks(Writer[Data], Generic[Data]):
    """A screen on which one sees what stands in the way, and asks an office for help about it."""

    def trouble(self) -> Trouble | None:
        """What stands in the way under the cursor; None where that is not known."""
        return None

    def action_escalate(self) -> None:
        """Y: ask an office of the area for help about it, or about the place."""
        ask(self, self.trouble() or words.Trouble(self.context.place.unit))


def ask(screen: Writer[Any], trouble: Trouble) -> None:
    """Ask whom, and show the message; of a trouble that ``climbs`` among the offices above only."""
    row, context = trouble.climbs, screen.context
    if row is not None and not row.waiting:
        screen.say(_("Yang ini sudah selesai."), "dim")
        return
    if screen.refused("escalate" if row is None else "escalation_climb", trouble.unit):
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
            screen.say(
                _("Di atas {office} tidak ada anak tangga lagi.").format(office=words.office(row, context.election)),
                "kurang",
            )
        elif context.election.escalation:
            screen.say(_("Turun dulu ke kab/kota: di sini tidak ada kantor yang dapat diminta."), "kurang")
        else:
            screen.say(_("Berkas pemilihan ini tidak memuat tangga eskalasi."), "kurang")

    screen.fetch(read, then)


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

    context, unit, row = screen.context, trouble.unit, trouble.climbs
    election, by_role = context.election, {one.role: one for one in offices}
    offered = Offered(
        [(one.role, words.role_name(one.role, election)) for one in offices],
        _chosen(context, offices).role,
        lambda role: words.office_lines(by_role[role], _rung(context, by_role[role]), election, context.now()),
    )
    first = Words(trouble.subject, words.asked_words(trouble), words.due_words(trouble, election, context.today(unit)))
    title = _("Minta bantuan: Enter menyalin pesan, Anda yang mengirim")
    if row is not None:
        title = _("Naik: Enter menyalin pesan, Anda yang mengirim")

    def letter(role: str, said: Said) -> str:
        return _letter(context, trouble, by_role[role], said)

    def save(form: Form, entered: Entered) -> None:
        _save(screen, form, trouble, by_role[entered.role], entered)

    where = _where(context, unit)
    screen.app.push_screen(EscalationDialog(title, where, offered, first, letter, save, longest=LONGEST))


def _where(context: Context, unit: str) -> str:
    return places.unit_name(unit, context.name(unit[: units.LENGTHS[units.Level.KELURAHAN]]))


def _letter(context: Context, trouble: Trouble, one: ContactRow, said: Said) -> str:
    """The message to an office, at this minute."""
    election, now, row = context.election, context.now(), trouble.climbs
    kota = context.name(trouble.unit[: units.LENGTHS[units.Level.KOTA]])
    letter = words.Letter(
        office=words.office_name(one, election),
        where=_where(context, trouble.unit),
        subject=said.subject,
        asked=said.asked,
        by=said.by,
        answer_by=now + timedelta(minutes=election.escalation[_rung(context, one)].minutes),
        asker=words.asker(context.actor.role, context.names.get(context.actor.scope, kota)),
        before="" if row is None else words.unanswered(row, election, now),
    )
    return words.message(letter, election, now)


def _save(screen: Writer[Any], form: Form, trouble: Trouble, one: ContactRow, entered: Entered) -> None:
    """The clock starts, then the message is copied: what is pasted is always on record."""
    row, context = trouble.climbs, screen.context

    def service(work: UnitOfWork) -> Any:
        from models.services import escalation

        if row is not None:
            return escalation.climb(work, row.id, row.version, role=entered.role, text=entered.text)
        said: dict[str, Any] = {"subject": entered.subject, "text": entered.text, "indicator": trouble.indicator}
        return escalation.ask(work, trouble.unit, role=entered.role, **said)

    def done(made: Any) -> str:
        screen.app.copy_to_clipboard(made["text"])
        due = context.now() + (made["due_at"] - made["opened_at"])
        return _("Pesan disalin. Kirimkan ke {office}; jawabannya ditunggu s.d. {time}.").format(
            office=words.office_name(one, context.election), time=dates.hour(due)
        )

    screen.submit(form, "escalate" if row is None else "escalation_climb", trouble.unit, service, done)
