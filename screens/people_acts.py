"""What several screens do about somebody and their seat: the card, the heirs, the oath, calls.

A screen that is ``PeopleActs[Shown]`` says whom its keys are about (``at_hand``); the rest is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from screens.locale import _
from screens.presenters.text import plain
from screens.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queries.register import TenureRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.oath import Held
    from screens.widgets.grid import Grid

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
    """A screen with people under its cursor. ``ABOUT``: what the numbers are that its rows are known by, as the others
    are told of forms on them; empty: of something that no form is about."""

    ABOUT: ClassVar[str] = ""

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """The seat, or the place in a list of reserves."""
        return (f"{self.ABOUT}:{key}",) if self.ABOUT and isinstance(key, int) else ()

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

    def seat_shown(self) -> Hand | None:
        """The seat whose holders ``P`` lists; says why there is none."""
        return self._seat()

    def action_tenures(self) -> None:
        """P: who ever sat there, and who on a day that is typed."""
        hand = self.seat_shown()
        if hand is None:
            return

        def read(connection: Any) -> tuple[TenureRow, ...]:
            from models.queries import register

            return register.of_seat_ever(connection, hand.seat_id)

        def then(held: tuple[TenureRow, ...]) -> None:
            from screens.dialogs.tenures import SeatHistory

            self._open_gate()
            self.app.push_screen(SeatHistory(hand.words, held, self.context.today(hand.unit), export))

        def export() -> None:
            from screens import exporting, exports

            exporting.ask(self, exports.of_seat(self.context.election, hand.seat_id, hand.unit, hand.words))

        self.close_gate()
        self.fetch(read, then)

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
        if hand is None or self.refused("call", hand.unit):
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
        if hand is None or self.refused("swear", hand.unit):
            return
        if not hand.seat_id:
            self.say(_("Tidak ada kursi pemilihan ini di sini."), "kurang")
            return

        def read(connection: Any) -> TenureRow | None:
            from models.queries import register

            return register.of_seat(connection, hand.seat_id)

        def then(held: TenureRow | None) -> None:
            self._open_gate()
            if held is None or held.person_id != hand.person_id:
                self.say(_("Sementara itu kursi ini berubah."), "kurang")
            else:
                self._ask_oath(hand, held)

        self.close_gate()  # what somebody presses until the form is there must not act on the list
        self.fetch(read, then)

    def _ask_oath(self, hand: Hand, held: TenureRow) -> None:
        from screens.clashing import Edit
        from screens.dialogs.oath import OathDialog

        seen = {name: getattr(held, name) for name in ("tenure_id", "sworn_on", "sworn_at", "witness")}

        def save(form: Form, entered: Held) -> None:
            def service(work: UnitOfWork, edit: Edit) -> None:
                from models.services.register import swear

                said = edit.whole
                swear(
                    work,
                    hand.seat_id,
                    on=said["sworn_on"],
                    place=said["sworn_at"] or "",
                    witness=said["witness"] or "",
                    reference=entered.reference,
                    seen=edit.seen,
                )

            words = _("{name} dilantik: {seat}").format(name=plain(hand.name), seat=hand.words)
            values = {"sworn_on": entered.day, "sworn_at": entered.place, "witness": entered.witness}
            self.submit_edit(form, "swear", hand.unit, Edit(values, seen), service, lambda _done: words)

        title = _("Lantik {name}").format(name=plain(hand.name))
        self.ask(OathDialog(title, hand.words, self.context.today(hand.unit), save, sworn=True), f"seat:{hand.seat_id}")
