"""What several screens do about somebody and their seat: the card, the heirs, the oath, calls.

A screen that is ``PeopleActs[Shown]`` says whom its keys are about (``at_hand``); the rest is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from screens.acts import Writer
from screens.locale import _
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.oath import Held

Data = TypeVar("Data")


class Hand(NamedTuple):
    """A seat and who holds it, as the user sees them. ``person_id`` 0: nobody; ``seat_id`` 0: no seat of the election
    that is shown. ``version`` is the seat's, ``words`` call it by its name."""

    seat_id: int
    version: int
    unit: str
    words: str
    person_id: int = 0
    name: str = ""


class PeopleActs(Writer[Data], Generic[Data]):
    """A screen with people under its cursor."""

    def at_hand(self) -> Hand | None:
        """Whom the keys are about."""
        raise NotImplementedError

    def _person(self) -> Hand | None:
        hand = self.at_hand()
        if hand is None or not hand.person_id:
            self.say(_("Tidak ada orang di baris ini."), "kurang")
            return None
        return hand

    def _seat(self) -> Hand | None:
        hand = self.at_hand()
        if hand is None or not hand.seat_id:
            self.say(_("Tidak ada kursi pemilihan ini di sini."), "kurang")
            return None
        return hand

    # ── other screens ────────────────────────────────────────────────────────────

    def action_person(self) -> None:
        """o: the card of whoever sits there."""
        hand = self._person()
        if hand is not None:
            self.context.person = hand.person_id
            self.visit("orang")

    def action_heirs(self) -> None:
        """w: who comes next in this seat."""
        hand = self._seat()
        if hand is not None:
            self.context.vacancy = hand.seat_id
            self.visit("waris")

    def action_ceremony(self) -> None:
        """U: many at once, at this place."""
        if not self.refused("ceremony"):
            self.visit("upacara")

    def action_risk(self) -> None:
        """R: the seats that are filled but shaky."""
        self.visit("risiko")

    # ── writing ────────────────────────────────────────────────────────────

    def action_called(self, outcome: str) -> None:
        """d, m, M, v: how a call ended."""
        hand = self._person()
        if hand is None or self.refused("call"):
            return

        def service(work: UnitOfWork) -> None:
            from models.services.register import record_call

            record_call(work, hand.person_id, outcome)

        def done(_result: None) -> None:
            from screens.presenters.orang import called_words

            self.say(called_words(hand.name, outcome), "siap")
            self.acted()

        self.write("call", hand.unit, service, done)

    def action_swear(self) -> None:
        """L: the holder takes the oath."""
        hand = self._person()
        if hand is None or self.refused("swear"):
            return
        if not hand.seat_id:
            self.say(_("Tidak ada kursi pemilihan ini di sini."), "kurang")
            return
        from screens.dialogs.oath import OathDialog

        def save(form: Form, entered: Held) -> None:
            def service(work: UnitOfWork) -> None:
                from models.services.register import swear

                swear(
                    work,
                    hand.seat_id,
                    on=entered.day,
                    place=entered.place,
                    witness=entered.witness,
                    reference=entered.reference,
                    version=hand.version,
                )

            words = _("{name} dilantik: {seat}").format(name=plain(hand.name), seat=hand.words)
            self.submit(form, "swear", hand.unit, service, lambda _done: words)

        title = _("Lantik {name}").format(name=plain(hand.name))
        self.app.push_screen(OathDialog(title, hand.words, self.context.today(hand.unit), save, sworn=True))
