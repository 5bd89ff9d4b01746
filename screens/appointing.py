"""Seats filled and emptied from Personel: somebody is appointed, the SK completed, one or many leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models import queries
from screens.clashing import Edit
from screens.dialogs.appoint import AppointDialog, Appointed
from screens.dialogs.decree import Decree, DecreeDialog
from screens.dialogs.end import EndDialog, Ended
from screens.dialogs.who import Who, asked_of
from screens.locale import _
from screens.presenters import numbers
from screens.presenters import people as rows
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.errors import Clash
    from models.queries.people import SeatRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.seat_list import SeatList


def appoint(screen: SeatList, seat: SeatRow) -> None:
    """Fill an empty seat; where a colleague did so meanwhile it is asked what becomes of both."""
    election = screen.context.election
    called = rows.called(seat, election)
    asn = election.body(seat.body).post(seat.post).asn == "required"

    def save(form: Form, entered: Appointed, version: int = seat.version) -> None:
        def service(work: UnitOfWork) -> str:
            from models.services.appointment import Appointment
            from models.services.staffing import appoint

            wanted = Appointment(
                seat.id, entered.name, entered.day, entered.decree.number or None, entered.asn, version,
                entered.person_id, None if entered.person_id is not None else {}, entered.decree.day,
            )  # fmt: skip
            appoint(work, wanted)
            return str(work.detail["name"])

        def clashed(clash: Clash) -> bool:
            from screens.taken import Mine, choose

            mine = Mine(
                seat.id, seat.unit, seat.body, called, str(clash.detail["mine"]), entered.day,
                entered.decree.number or None, entered.decree.day, entered.asn, entered.person_id,
            )  # fmt: skip
            return choose(
                screen, form, clash, mine, lambda fresh: save(form, entered, fresh), lambda done: said(done.tenure.name)
            )

        def said(name: str) -> str:
            return _("{name} diangkat: {seat}").format(name=plain(name), seat=called)

        screen.submit(form, "appoint", seat.unit, service, said, clashed=clashed)

    who = Who(asked_of(screen), screen.context.elections)
    today, begins = screen.context.today(seat.unit), election.body(seat.body).tenure.start
    screen.ask(AppointDialog(called, asn, today, begins, who, save), f"seat:{seat.id}")


def complete(screen: SeatList, seat: SeatRow) -> None:
    """The SK of a filled one."""

    def save(form: Form, decree: Decree) -> None:
        def service(work: UnitOfWork, edit: Edit) -> str:
            from models.services.staffing import complete_decree

            said = edit.whole
            complete_decree(work, seat.id, said["decree"], on=said["decree_on"], seen=edit.seen)
            return str(said["decree"])

        edit = Edit(
            {"decree": decree.number, **({"decree_on": decree.day} if decree.day is not None else {})},
            {"tenure_id": seat.tenure_id, "decree": seat.decree, "decree_on": seat.decree_on},
        )
        words = _("SK {name} dicatat: {decree}")
        screen.submit_edit(
            form, "decree", seat.unit, edit, service, lambda found: words.format(name=seat.name, decree=found)
        )

    called, today = rows.called(seat, screen.context.election), screen.context.today(seat.unit)
    screen.ask(DecreeDialog(seat.name or "", called, seat.decree or "", seat.decree_on, today, save), f"seat:{seat.id}")


def end(screen: SeatList, seat: SeatRow) -> None:
    """The holder leaves."""
    called = rows.called(seat, screen.context.election)

    def save(form: Form, entered: Ended) -> None:
        def service(work: UnitOfWork, edit: Edit) -> None:
            from models.services.staffing import end_tenure

            said = edit.whole
            end_tenure(work, seat.id, said["end_on"], said["end_reason"], seen=edit.seen)

        edit = Edit(
            {"end_on": entered.day, "end_reason": entered.reason},
            {"tenure_id": seat.tenure_id, "end_on": None, "end_reason": None},
        )
        words = _("Masa tugas {name} diakhiri: {seat} · w: waris").format(name=seat.name, seat=called)
        screen.submit_edit(form, "end", seat.unit, edit, service, lambda _done: words)

    screen.ask(EndDialog(seat.name or "", called, screen.context.today(seat.unit), save), f"seat:{seat.id}")


def end_many(screen: SeatList, chosen: Sequence[SeatRow]) -> None:
    """Everybody of a selection leaves, in one transaction: a term is over for all of them. Of "all that were found"
    (``A``) it is those who are found when it is written."""
    asked, election, everything = screen.asked, screen.context.election, screen.grid.everything
    if not everything and not chosen:
        screen.say(_("Tidak ada yang menjabat di kursi yang dipilih."), "kurang")
        return
    many = _("semua yang menjabat") if everything else _("{n} orang").format(n=numbers.number(len(chosen)))

    def save(form: Form, entered: Ended) -> None:
        def service(work: UnitOfWork, seen: Mapping[int, int | None]) -> int:
            from models.services.staffing import end_many

            wanted = dict(seen)
            if everything:
                people = queries.people
                found = people.asked(work.connection, election, asked.place.unit, asked.filter(election))
                wanted = dict.fromkeys(found.ids(work.connection))
            return end_many(work, wanted, entered.day, entered.reason)

        words = _("Masa tugas {n} orang diakhiri.")
        shown = {} if everything else {seat.id: seat.tenure_id for seat in chosen}
        screen.submit_many(
            form, "end_many", asked.place.unit, shown, service, lambda done: words.format(n=numbers.number(done))
        )  # fmt: skip

    screen.ask(
        EndDialog(many, screen.chosen_words(), screen.context.today(), save, "masa_habis"),
        *(f"seat:{seat.id}" for seat in chosen),
    )
