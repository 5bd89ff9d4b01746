"""Which past moment to look at: a day, and perhaps an hour."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from models.clock import end_of_day
from screens.dialogs.form import DayField, Form, Save, TextField
from screens.locale import N_, _
from screens.presenters import entered


class MomentDialog(Form):
    """A day in any usual spelling; without an hour its end is meant."""

    ACCEPT: ClassVar[str] = N_("Buka")

    def __init__(self, shown: datetime, now: datetime, save: Save) -> None:
        """``shown``: the moment on screen, ``now``: the latest there is, both local; ``save`` gets a datetime."""
        super().__init__(_("Mundur waktu"), save, _("layar seperti pada saat itu"))
        self._now = now
        self.day = DayField(_("Hari"), now.date(), shown.date())
        self.hour = TextField(_("Jam"), placeholder=_("20:00; kosong: akhir hari itu"), read=entered.read_hour)

    def compose_form(self) -> ComposeResult:
        """One line."""
        with Horizontal(classes="row"):
            yield self.day
            yield self.hour

    def on_mount(self) -> None:
        """Begin with the day."""
        self.day.entry.focus()

    def entered(self) -> datetime:
        """The moment."""
        day = self.day.day
        assert day is not None
        hour = entered.hour(self.hour.text)
        zone = self._now.tzinfo
        return end_of_day(day, zone) if hour is None else datetime.combine(day, hour, zone)
