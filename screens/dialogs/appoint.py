"""Who takes an empty seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.dialogs.decree import Decree, DecreeRow
from screens.dialogs.form import Choices, DayField, Form
from screens.dialogs.who import Who
from screens.locale import _


@dataclass(frozen=True, slots=True)
class Appointed:
    """What was entered; an empty decree is one that is still to come, ``person_id`` somebody who is here already."""

    name: str
    person_id: int | None
    asn: bool
    decree: Decree
    day: date


class AppointDialog(Form):
    """Name, ASN, first day, SK with its day."""

    def __init__(
        self, seat: str, asn: bool, today: date, begins: date | None, who: Who, save: Callable[[Form, Appointed], None]
    ) -> None:
        """``seat`` in words; ``asn``: whether the post is for an ASN; ``begins``: when the body normally does, perhaps
        later than today."""
        super().__init__(_("Angkat"), save, seat)
        self.who = who
        options = [("y", _("ya")), ("t", _("tidak"))]
        label = _("ASN (harus)") if asn else _("ASN")
        self.asn = Choices(label, options, "y" if asn else "t")
        self.decree = DecreeRow(today)
        self.day = DayField(_("Mulai"), today, max(today, begins or today), latest=begins)

    def compose_form(self) -> ComposeResult:
        """The name, who is meant by it, since when, by which SK."""
        yield self.who
        with Horizontal(classes="row"):
            yield self.asn
            yield self.day
        yield self.decree

    def on_mount(self) -> None:
        """Begin with the name."""
        self.who.name_field.entry.focus()

    def entered(self) -> Appointed | None:
        """Everything, once it is said who is meant."""
        day = self.day.day
        if day is None or not self.who.check():
            return None
        name, person = self.who.name_field.text, self.who.person_id
        return Appointed(name, person, self.asn.value == "y", self.decree.decree, day)
