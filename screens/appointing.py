"""Seats filled and emptied from Personel: somebody is appointed, the SK completed, one or many leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import queries
from screens.dialogs.appoint import AppointDialog, Appointed
from screens.dialogs.decree import DecreeDialog
from screens.dialogs.end import EndDialog, Ended
from screens.dialogs.who import Who, asked_of
from screens.locale import _
from screens.presenters import numbers
from screens.presenters import people as rows

if TYPE_CHECKING:
    from models.queries.people import SeatRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.personel import Personel


def appoint(screen: Personel, seat: SeatRow) -> None:
    """Fill an empty seat."""
    election = screen.context.election
    called = rows.called(seat, election)
    asn = election.body(seat.body).post(seat.post).asn == "required"

    def save(form: Form, entered: Appointed) -> None:
        def service(work: UnitOfWork) -> str:
            from models.services.staffing import Appointment, appoint

            wanted = Appointment(
                seat.id, entered.name, entered.day, entered.decree or None, entered.asn, seat.version,
                entered.person_id, None if entered.person_id is not None else {},
            )  # fmt: skip
            appoint(work, wanted)
            return str(work.detail["name"])

        words = _("{name} diangkat: {seat}")
        screen.submit(form, "appoint", seat.unit, service, lambda name: words.format(name=name, seat=called))

    who = Who(asked_of(screen), screen.context.elections)
    today, begins = screen.context.today(seat.unit), election.body(seat.body).tenure.start
    screen.app.push_screen(AppointDialog(called, asn, today, begins, who, save))


def complete(screen: Personel, seat: SeatRow) -> None:
    """The SK of a filled one."""

    def save(form: Form, decree: str) -> None:
        def service(work: UnitOfWork) -> str:
            from models.services.staffing import complete_decree

            complete_decree(work, seat.id, decree, version=seat.version)
            return decree

        words = _("SK {name} dicatat: {decree}")
        screen.submit(form, "decree", seat.unit, service, lambda found: words.format(name=seat.name, decree=found))

    called = rows.called(seat, screen.context.election)
    screen.app.push_screen(DecreeDialog(seat.name or "", called, seat.decree or "", save))


def end(screen: Personel, seat: SeatRow) -> None:
    """The holder leaves."""
    called = rows.called(seat, screen.context.election)

    def save(form: Form, entered: Ended) -> None:
        def service(work: UnitOfWork) -> None:
            from models.services.staffing import end_tenure

            end_tenure(work, seat.id, entered.day, entered.reason, version=seat.version)

        words = _("Masa tugas {name} diakhiri: {seat} · w: waris").format(name=seat.name, seat=called)
        screen.submit(form, "end", seat.unit, service, lambda _done: words)

    screen.app.push_screen(EndDialog(seat.name or "", called, screen.context.today(seat.unit), save))


def end_many(screen: Personel, chosen: Sequence[SeatRow]) -> None:
    """Everybody of a selection leaves, in one transaction: a term is over for all of them. Of "all that were found"
    (``A``) it is those who are found when it is written."""
    asked, election, everything = screen.asked, screen.context.election, screen.grid.everything
    if not everything and not chosen:
        screen.say(_("Tidak ada yang menjabat di kursi yang dipilih."), "kurang")
        return
    many = _("semua yang menjabat") if everything else _("{n} orang").format(n=numbers.number(len(chosen)))

    def save(form: Form, entered: Ended) -> None:
        def service(work: UnitOfWork) -> int:
            from models.services.staffing import end_many

            wanted: dict[int, int | None] = {seat.id: seat.version for seat in chosen}
            if everything:
                people = queries.people
                found = people.asked(work.connection, election, asked.place.unit, asked.filter(election))
                wanted = dict.fromkeys(found.ids(work.connection))
            return end_many(work, wanted, entered.day, entered.reason)

        words = _("Masa tugas {n} orang diakhiri.")
        screen.submit(
            form, "end_many", asked.place.unit, service, lambda done: words.format(n=numbers.number(done))
        )  # fmt: skip

    screen.app.push_screen(EndDialog(many, screen.chosen_words(), screen.context.today(), save, "masa_habis"))
