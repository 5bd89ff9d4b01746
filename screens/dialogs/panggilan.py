"""The roll-call's questions: what does a station say, who lets a gate be red, what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from models.clock import stored
from models.rollcall import DECISIONS, GO, HOLD, Waiver
from screens import keys
from screens.dialogs.base import Dialog
from screens.dialogs.form import Choices, DayField, Form, TextField
from screens.locale import _
from screens.presenters.entered import Reading, hour, read_hour
from screens.widgets.lines import Lines
from screens.widgets.painted import Line


class CallDialog(Dialog[str], inherit_bindings=False):
    """One station: its gates, and a key for each answer. Dismisses with ``siap``, ``tidak``, ``let``, ``next`` or
    ``undo``."""

    WHERE: ClassVar[tuple[str, ...]] = ("jawab",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("jawab")]
    CSS: ClassVar[str] = "#station { max-height: 60vh; }"

    def __init__(self, title: str, note: str, lines: Sequence[Line], sentence: str = "") -> None:
        """``sentence``: what was wrong with the last answer."""
        super().__init__(title, note)
        self._sentence = sentence
        self.text = Lines(frame=False, focusable=True, id="station")
        self.text.update([[(" ", ""), *line] for line in lines])

    def compose_form(self) -> ComposeResult:
        """What stands in the way."""
        yield self.text

    def on_mount(self) -> None:
        """The keys need no entry."""
        self.text.focus()
        self.wrong(self._sentence)

    def action_say(self, what: str) -> None:
        """s, t, d, l, u."""
        self.dismiss(what)

    def accept(self) -> None:
        """Enter answers nothing: a hasty one must not."""
        self.wrong(_("Tekan s siap, t tidak siap, d dispensasi, atau l lewati."))

    def on_lines_activated(self) -> None:
        """Enter on the text."""
        self.accept()


class WaiverDialog(Form):
    """A gate that may stay red until a moment."""

    def __init__(
        self, station: str, gates: Sequence[tuple[str, str]], now: datetime, save: Callable[[Form, Waiver], None]
    ) -> None:
        """``gates``: (code, words) of those that are red; ``now`` is local."""
        super().__init__(_("Dispensasi"), save, station)
        self._zone = now.tzinfo
        self._now = now
        self.gate = Choices(_("Gerbang"), gates)
        self.by = TextField(_("Diberikan oleh"), placeholder=_("nama dan jabatan"), required=_("Siapa yang memberi?"))
        self.reason = TextField(_("Alasan"), placeholder=_("mengapa boleh"), required=_("Alasan belum diisi."))
        tomorrow = (now + timedelta(days=1)).date()
        self.day = DayField(_("Sampai"), now.date(), tomorrow, latest=tomorrow + timedelta(days=60))
        self.hour = TextField(_("Pukul"), "12.00", placeholder="12.00", read=read_hour)

    def compose_form(self) -> ComposeResult:
        """Gate, who and why, until when."""
        yield self.gate
        with Horizontal(classes="row"):
            yield self.by
            yield self.reason
        with Horizontal(classes="row"):
            yield self.day
            yield self.hour

    def on_mount(self) -> None:
        """Begin with who."""
        self.by.entry.focus()

    def entered(self) -> Waiver | None:
        """The waiver, if nothing is missing and it has not ended yet."""
        day = self.day.day
        assert day is not None
        until = datetime.combine(day, hour(self.hour.text) or time(23, 59), self._zone)
        if until <= self._now:
            self.wrong(_("Saat itu sudah lewat."))
            return None
        return Waiver(self.gate.value, self.by.text, self.reason.text, stored(until))


class RefusalDialog(Form):
    """Why a station is not ready."""

    def __init__(self, station: str, preset: str, save: Callable[[Form, str], None]) -> None:
        """``preset``: its red gates."""
        super().__init__(_("Tidak siap"), save, station)
        self.reason = TextField(_("Alasan"), preset, required=_("Alasan belum diisi."))

    def compose_form(self) -> ComposeResult:
        """One field."""
        yield self.reason

    def entered(self) -> str:
        """The reason."""
        return self.reason.text


@dataclass(frozen=True, slots=True)
class Decided:
    """What was entered."""

    decision: str
    reason: str


class DecisionDialog(Form):
    """What follows from the answers: go on, or hold."""

    def __init__(self, what: str, save: Callable[[Form, Decided], None], *, ready: bool) -> None:
        """``what``: the roll-call, and how it stands; ``ready``: every station is."""
        super().__init__(_("Keputusan"), save, what)
        self._ready = ready
        words = {GO: _("lanjut"), HOLD: _("tunda")}
        self.decision = Choices(_("Keputusan"), [(one, words[one]) for one in DECISIONS])
        needed = _("perlu bila ditunda") if ready else _("perlu: belum semua SIAP")
        self.reason = TextField(_("Alasan"), placeholder=needed, read=self._why)

    def compose_form(self) -> ComposeResult:
        """The decision, and why."""
        yield self.decision
        yield self.reason

    def _why(self, said: str) -> Reading:
        """To hold needs a reason, and to go on over one that is not ready."""
        missing = (self.decision.value == HOLD or not self._ready) and not said
        return Reading(wrong=_("Alasan belum diisi."), unfinished=True) if missing else Reading(said)

    def entered(self) -> Decided:
        """Decision and reason."""
        return Decided(self.decision.value, self.reason.text)
