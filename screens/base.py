"""What all screens are made of: bars, the way to their data, and the keys that wait for it.

Its author writes ``compose_body``, ``read`` and ``show``; the rest is here and in ``loading``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from models import units
from models.errors import RulesError, SiagaError
from screens import keys
from screens.context import Context, Place
from screens.loading import Data
from screens.locale import _
from screens.messages import Moved
from screens.presenters import away, dates
from screens.presenters.text import cut
from screens.together import TogetherScreen
from screens.widgets.bare import Bare, Down
from screens.widgets.bars import KeyBar, TopBar
from screens.widgets.countdown import Countdown
from screens.widgets.grid import Grid
from screens.widgets.lines import Lines
from screens.widgets.painted import Line, Painted

if TYPE_CHECKING:
    from screens.exports import Export

CLIPBOARD = 4000
"""Characters that terminals take by OSC 52 without cutting them off."""


class SiagaScreen(Bare, TogetherScreen[Data], inherit_bindings=False):
    """Base of the program's screens: top bar, body, key bar.

    Subclasses set ``WHERE`` (their groups of the key table) and write ``compose_body``, ``read`` and ``show``;
    ``SiagaScreen[Board]`` is one whose ``read`` returns a ``Board``. ``data`` is what was shown last.
    """

    WHERE: ClassVar[tuple[str, ...]] = ("table", "app")
    WITHOUT: frozenset[str] = frozenset()
    """Ids of keys of those groups that mean nothing here: they are not offered. A screen may change its own."""

    cut_since: datetime | None = None
    """When the server was first found not to answer."""
    _greyed = False
    """Whether the figures are shown as out of date."""

    def __init__(self, context: Context) -> None:
        """``context`` is shared by all screens."""
        super().__init__(context)
        self.top_bar = TopBar(context)
        self.key_bar = KeyBar(self.WHERE, readonly=context.readonly, without=self.WITHOUT)
        self._hour = self._this_hour(context.now())

    # ── for subclasses ────────────────────────────────────────────────────────────

    def compose_body(self) -> ComposeResult:
        """The widgets between the bars. They are mounted once and updated."""
        yield from ()

    def recovered(self) -> None:
        """Take back what was said while there was no answer; the name of the place is known by now."""
        self.top_bar.place(self.title_text())
        if self.key_bar.remark == _("memuat…"):
            self.key_bar.say("")
        self.key_bar.note("")
        if self.cut_since is not None:
            self.cut_since = None
            self.say(_("tersambung lagi"), "siap")
        if self._greyed:
            self._greyed = False
            for painted in self.query(Painted):
                painted.stale = False

    def show_slow(self) -> None:
        """Say that the answer takes its time, but not over what was just said."""
        if not self.key_bar.remark:
            self.key_bar.say(_("memuat…"), "dim", 30)

    def concerns(self, moved: Moved) -> bool:
        """Whether a change has to do with what is shown. By default: with the unit where the user stands."""
        unit = self.context.place.unit
        return moved.everything or unit in moved.units or any(units.contains(unit, one) for one in moved.units)

    def show_failed(self, error: SiagaError) -> None:
        """Say that there are no (new) data. What is shown stays, greyed; panels that show nothing say why."""
        sentence = self.sentence(error)
        if self.shown_at is None:
            panels = sorted(self._panels(), key=lambda panel: panel.size.area)
            for panel in panels:
                panel.show_state(sentence if panel is panels[-1] else _("tidak ada data"))
            return
        self._greyed = True
        for painted in self.query(Painted):
            painted.stale = painted not in (self.top_bar, self.key_bar) and not isinstance(painted, Countdown)
        zone = self.context.zone_said
        if error.code == "unreachable":
            self.cut_since = self.cut_since or self.context.now()
            self.key_bar.note(away.cut_off(self.cut_since, self.shown_at, zone), "kritis")
            return
        since = f"{dates.hour(self.shown_at)} {zone}".rstrip()
        self.key_bar.note(_("data sejak {time}: {why}").format(time=since, why=sentence), "kritis")

    def title_text(self) -> str:
        """What stands beside SIAGA in the top bar: the path to where the user stands."""
        return self.context.path(self.context.place.unit)

    def explain(self) -> Sequence[Line]:
        """Lines that explain what is under the cursor, for ``?``."""
        return ()

    def copy_text(self) -> str:
        """What ``y`` copies: the row under the cursor of the list that has the focus."""
        return self.focused.row_text if isinstance(self.focused, Grid) else ""

    def exported(self) -> Export | None:
        """What ``e`` exports; None: nothing here can be."""
        from screens import exports

        return exports.of_list(self)

    def unsaved(self) -> bool:
        """Whether leaving the program would lose something."""
        return False

    def back(self) -> None:
        """Esc: one unit up, as far as the database reaches, and from its top back to the present. Screens with
        something to close do that first."""
        up = units.parent(self.context.place.unit)
        if up in self.context.names:  # known with the path to the place
            self.go(up)
        else:
            self.host.return_to_now()

    # ── place ────────────────────────────────────────────────────────────

    def go(self, unit: str) -> None:
        """Move to another unit of the same election."""
        self.host.go(Place(self.context.place.election, unit))

    def visit(self, mode: str) -> None:
        """Show a screen that belongs to none of the digits; Esc there comes back here (``leave``)."""
        if self.app.current_mode != mode:
            self.context.behind[mode] = self.app.current_mode
        self.host.show_mode(mode)

    def leave(self) -> None:
        """Back to the screen from which this one was visited."""
        self.host.show_mode(self.context.behind.get(self.app.current_mode, "papan"))

    # ── what happens ────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """Bars and body."""
        self.whole = self.host.at_once
        yield self.top_bar
        with Down(id="body"):
            yield from self.compose_body()
            if self.whole:
                yield from self.compose_rest()
        yield self.key_bar

    def on_mount(self) -> None:
        """Show what is there; the rest follows the first picture (``furnish``)."""
        self.key_bar.keymap = self.host.keymap
        self.offer()
        self.top_bar.place(self.title_text())
        if self.whole:
            self._furnished()
            self.wait_for_data()
        elif self.host.pictured:
            self.furnish()

    def _furnished(self) -> None:
        """Everything is mounted: begin to load, if there is a database already."""
        self.complete = True
        self.watch_claims()
        if self.context.database is not None:
            self._complete_clocks()
        if self.NEEDS_DATA:
            for panel in self._panels():
                panel.show_state(_("memuat…"))
        if self.context.failure is not None:
            self.database_failed(self.context.failure)
        self._start()

    def on_screen_resume(self) -> None:
        """Back in view: bring time and data up to date."""
        self.tick(self.context.now())
        self.place_changed()
        self._start()

    def place_changed(self) -> None:
        """The user stands elsewhere: show that. Keys wait meanwhile (``gate_closed``)."""
        if self.in_view and self._place is not None and self._place != self.context.place:
            self.top_bar.place(self.title_text())
            now = self.context.now()
            if self._this_hour(now) != self._hour:  # another time zone
                self._show_time(now)
            self.reload(anew=True)

    def database_opened(self) -> None:
        """The database is there, and the election files are read."""
        self._complete_clocks()
        self._start()

    def _complete_clocks(self) -> None:
        with suppress(RulesError):  # told with the data, which need the same file
            for clock in self.query(Countdown):
                clock.complete(self.context.elections[clock.election.code])

    def database_failed(self, error: SiagaError) -> None:
        """There is no database: say so, and let the keys act."""
        self._complete_clocks()
        self.show_failed(error)
        self._open_gate()

    def moved(self, moved: Moved) -> None:
        """Something changed: read again what is in view, remember it for what is not."""
        if self.NEEDS_DATA and self._place is not None and self.concerns(moved):
            self.reload()

    def view_changed(self) -> None:
        """The present, the past, or a supposition is shown instead of another: nothing of what is shown holds."""
        self.offer()
        self.moved(Moved((), (), 0, everything=True))
        self.reload(anew=True)
        if self.in_view:
            self.key_bar.say("")
            self.top_bar.place(self.title_text())
            self._show_time(self.context.now())
            for painted in self.query(Painted):
                painted.refresh()

    def offer(self) -> None:
        """Name the keys: those that write where one can, and what matters most in the past."""
        context = self.context
        away = keys.SUPPOSED if context.supposed is not None else keys.PAST
        self.key_bar.offer(keys.PRESENT if context.beneath is None else away, readonly=context.readonly)

    def leave_out(self, ids: Iterable[str]) -> None:
        """Offer all keys, in the bar and in the help, but those that never mean anything here, and these."""
        without = type(self).WITHOUT.union(ids)
        if without != self.WITHOUT:
            self.WITHOUT = without
            self.key_bar.leave_out(without)

    def untouchable(self) -> str:
        """Why nothing can be written here, as a sentence: no present is shown; empty where it is."""
        return away.untouchable(self.context)

    # ── time ────────────────────────────────────────────────────────────

    def tick(self, now: datetime) -> None:
        """Show the time; with the hour the colours may change, so data are read again."""
        if self.context.claims:
            self.show_claims()
        hour = self._hour
        self._show_time(now)
        if hour != self._hour:
            self.reload()

    def _show_time(self, now: datetime) -> None:
        self._hour = self._this_hour(now)
        self.top_bar.tick(now)
        for clock in self.query(Countdown):
            clock.tick(now)

    def seconds(self, now: datetime) -> bool:
        """Whether something here shows seconds now."""
        return any(clock.seconds(now) for clock in self.query(Countdown))

    @staticmethod
    def _this_hour(now: datetime) -> tuple[int, int]:
        return now.toordinal(), now.hour

    def _panels(self) -> Iterable[Lines | Grid]:
        found: list[Lines | Grid] = [one for one in self.query(Lines) if not isinstance(one, Countdown)]
        return [*found, *self.query(Grid)]

    # ── saying ────────────────────────────────────────────────────────────

    def say(self, text: str, style: str = "text") -> None:
        """Say something in the last line, for a while."""
        self.key_bar.say(text, style)

    def ring(self) -> None:
        """The terminal's bell, for those who want it."""
        if self.context.settings is not None and self.context.settings.look.bell:
            self.app.bell()

    # ── keys ────────────────────────────────────────────────────────────

    def action_back(self) -> None:
        """Esc."""
        if not self.host.give_up():
            self.back()

    def action_visit(self, mode: str) -> None:
        """Keys of screens that belong to none of the digits."""
        why = self.untouchable() if mode in keys.WRITING else ""
        if why:
            self.say(why, "kurang")
        else:
            self.visit(mode)

    def action_refresh_data(self) -> None:
        """r: read again, and draw again what somebody may have written over."""
        self.host.redraw()
        self.say(_("dibaca ulang"), "dim")
        if self.context.failure is not None:
            self.context.failure = None
            self.host.open_again()
        self.reload()

    def action_export(self) -> None:
        """e: what is shown here, as a file."""
        from screens.exporting import ask

        ask(self, self.exported())

    def action_copy(self) -> None:
        """Send what is under the cursor to the terminal's clipboard. Whether it takes it, nobody can know."""
        text = self.copy_text()
        if not text:
            self.say(_("Tidak ada yang dapat disalin di sini."), "dim")
            return
        self.app.copy_to_clipboard(cut(text, CLIPBOARD))
        self.say(_("Baris dikirim ke papan klip terminal."), "dim")


def where(*groups: str) -> tuple[str, ...]:
    """The key groups of a screen: its own, then those that hold everywhere."""
    return (*groups, *keys.EVERYWHERE)
