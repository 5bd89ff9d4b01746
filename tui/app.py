"""The app: modes, global keys, the clock, and the thread that opens and follows the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import InvalidThemeError
from textual.binding import BindingType

import screens
from models.errors import AccessDenied, SiagaError
from screens import keys, locale
from screens.base import SiagaScreen
from screens.context import Context, Place
from screens.messages import DatabaseFailed, DatabaseOpened, Moved
from screens.presenters import glyphs
from screens.styles import themes
from screens.styles.sheets import Sheets
from screens.widgets.painted import Painted
from tui.follower import Follower
from tui.picture import PictureApp

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from models.database import Database
    from tui.drafts import Drafts

_ = locale._

MODES = {
    "papan": "screens.papan:Papan",
    "personel": "screens.personel:Personel",
    "kesiapan": "screens.kesiapan:Kesiapan",
    "kalender": "screens.kalender:Kalender",
    "aktivitas": "screens.aktivitas:Aktivitas",
    "logistik": "screens.logistik:Logistik",
    "panggilan": "screens.panggilan:Panggilan",
    "sinergi": "screens.sinergi:Sinergi",
    "laporan": "screens.laporan:Laporan",
    "pengaturan": "screens.pengaturan:Pengaturan",
    "impor": "screens.impor:Impor",
    "orang": "screens.orang:Orang",
    "waris": "screens.waris:Waris",
    "upacara": "screens.upacara:Upacara",
    "risiko": "screens.risiko:Risiko",
    "laju": "screens.laju:Laju",
    "penahan": "screens.penahan:Penahan",
    "sejak": "screens.sejak:Sejak",
}
"""Where the screen of each mode is; imported when it is first shown."""

POLL = 0.25
"""Seconds between looks for changes, without settings."""
AHEAD = 0.05
"""Seconds that a start from memory waits for the database: with the figures the first picture is the only one."""
SOON = 0.02
"""Seconds: timers may fire a little early, and must not fire twice for one minute."""


class SiagaApp(PictureApp, inherit_bindings=False):
    """The program on the terminal. ``open_database`` is called in a thread, after the first picture."""

    CSS_PATH = Path(screens.__file__).parent / "styles" / "siaga.tcss"
    TITLE = "Siaga"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    DEFAULT_MODE = "papan"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("app")]

    def __init__(
        self,
        context: Context,
        open_database: Callable[[], Database],
        *,
        modes: Mapping[str, str | Callable[[Context], SiagaScreen[Any]]] | None = None,
        save: Callable[[Mapping[str, Any]], str] | None = None,
        drafts: Callable[[], Drafts] | None = None,
    ) -> None:
        """``modes``: name → ``"module:Class"`` or a callable that makes the screen. ``save`` keeps changed settings;
        called in a thread, it returns why that failed, in words, or nothing. ``drafts`` makes, when a form first
        asks, what keeps the typed and unsaved."""
        super().__init__(context)
        self._drafts = cache(drafts) if drafts is not None else None
        self.keymap: dict[str, str] = {}
        self._clock_timer: Timer | None = None
        self._follower = Follower(
            open_database,
            self.post_message,
            poll=context.settings.feed.fallback_poll if context.settings else POLL,
            live=context.as_of is None,
        )
        self._save = save
        self._saving = asyncio.Lock()
        self.animation_level = "none"
        for theme in themes.themes():
            self.register_theme(theme)
        self._makers = {name: partial(self._make, screen) for name, screen in (modes or MODES).items()}
        for name, maker in self._makers.items():
            self.add_mode(name, maker)
        self._parsed = ""
        self._look(context.settings)
        # The style sheets are parsed once, for this theme, and not again when it becomes known to be this one.
        self.stylesheet = Sheets()
        self.stylesheet.set_variables(self.get_css_variables())
        self._parsed = self.theme

    def _make(self, screen: str | Callable[[Context], SiagaScreen[Any]]) -> Screen[Any]:
        if isinstance(screen, str):
            module, _colon, name = screen.partition(":")
            screen = cast("Callable[[Context], SiagaScreen[Any]]", getattr(import_module(module), name))
        return screen(self.context)

    # ── settings ────────────────────────────────────────────────────────────

    def apply(self, settings: Any) -> None:
        """Make other settings effective at once."""
        before = locale.language()
        self.context.settings = settings
        self._look(settings)
        if locale.language() != before:
            self._forget_screens()
        for screen in self._screens():
            screen.key_bar.keymap = self.keymap
            for painted in screen.query(Painted):
                painted.repaint()
            screen.reload()

    def save_settings(self, changes: Mapping[str, Any]) -> None:
        """Make settings effective at once and keep them; a failure is told, and they hold until the end."""
        from tui.config import changed

        self.apply(changed(self.context.settings, changes))
        self.run_worker(self._keep(dict(changes)), group="settings")

    async def _keep(self, changes: Mapping[str, Any]) -> None:
        if self._save is None:
            return
        async with self._saving:  # one after the other: each reads the file that the one before wrote
            problem = await asyncio.to_thread(self._save, changes)
        if problem and self.front is not None:
            self.front.say(problem, "kritis")

    def _forget_screens(self) -> None:
        """Screens out of view are made anew when they are shown: their titles are in another language."""
        for name, maker in self._makers.items():
            if name in self._screen_stacks and name != self.current_mode:
                self.remove_mode(name)
                self.add_mode(name, maker)

    def _look(self, settings: Any) -> None:
        if settings is None:
            self.theme = themes.DEFAULT
            return
        look = settings.look
        locale.install(look.language)
        glyphs.use(look.glyphs)
        try:
            self.theme = look.theme
        except InvalidThemeError:
            self.theme = themes.DEFAULT
        self.keymap = dict(settings.keys)
        self.set_keymap(self.keymap)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual parses all style sheets anew for each new screen; only another theme needs that."""
        stack = self._screen_stacks.get(self.current_mode)
        screen = stack[-1] if stack else None
        current = screen is None or screen._css_update_count in {-1, self._css_update_count}
        if self._parsed == self.theme and current:
            if screen is not None:
                screen._css_update_count = self._css_update_count
            return
        self._parsed = self.theme
        super().refresh_css(animate)

    # ── drafts ────────────────────────────────────────────────────────────

    def draft(self, name: str) -> Sequence[str] | None:
        """What was typed into a form before the line was lost."""
        return self._drafts().read(name) if self._drafts is not None else None

    def keep_draft(self, name: str, values: Sequence[str] | None) -> None:
        """Keep what is typed into a form; None: it is saved, or given up."""
        if self._drafts is None:
            return
        if values is None:
            self._drafts().drop(name)
        else:
            self._drafts().write(name, values)

    # ── start and end ────────────────────────────────────────────────────────────

    def begin_with_data(self) -> None:
        """Before it runs, where all is imported: the first picture shows everything, if the database is quick."""
        self.at_once = True
        if (found := self._follower.ahead(AHEAD)) is not None:
            self.context.database, rehearsal = found
            self.context.rehearsal = self.context.rehearsal or rehearsal

    def on_mount(self) -> None:
        """Begin to tell the time."""
        self.app_resume_signal.subscribe(self, lambda _app: self.redraw())  # stopped, and brought back by the shell
        self.ticks_changed()

    def after_first_picture(self) -> None:
        """The rest of the screen, and the database, whose import takes longer than all else."""
        self._follower.start()
        super().after_first_picture()

    def on_unmount(self) -> None:
        """End the feed; its thread releases what it holds. What was shown instead of the present goes."""
        self._follower.stop()
        self._aside.close()

    # ── the database ────────────────────────────────────────────────────────────

    def on_database_opened(self, message: DatabaseOpened) -> None:
        """Now the screens can ask."""
        self.context.database = message.database
        self.context.failure = None
        self.context.rehearsal = self.context.rehearsal or message.rehearsal  # its file may be opened like any other
        for screen in self._screens():
            screen.top_bar.repaint()
            screen.database_opened()
        self.opened_at(message.seq)

    def on_database_failed(self, message: DatabaseFailed) -> None:
        """Say why, in words; what has no words is a fault of ours and ends the program with a report."""
        if not isinstance(message.error, SiagaError):
            raise message.error
        if isinstance(message.error, AccessDenied):
            return self.shut_out(message.error)
        self.context.failure = message.error
        for screen in self._screens():
            screen.database_failed(message.error)

    def on_moved(self, message: Moved) -> None:
        """Tell every screen; those out of view remember. The past does not move, and everything is read anew after."""
        self.ask_account(message)
        if self.context.beneath is not None:
            return
        for screen in self._screens():
            screen.moved(message)
        self.tell_news(message)

    # ── place and time ────────────────────────────────────────────────────────────

    def go(self, place: Place) -> None:
        """Move to another place, on every screen."""
        if place != self.context.place:
            self.context.place = place
            self.context.visit(place.unit)
            for screen in self._screens():
                screen.place_changed()
            self.tell_where()

    def ticks_changed(self) -> None:
        """Wait for the next minute, or second if somebody shows seconds. In the past the clock stands."""
        if self._clock_timer is not None:
            self._clock_timer.stop()
        if self.aside:
            return
        now = self.context.now()
        front = self.front
        step = 1 if front is not None and front.seconds(now) else 60
        self._clock_timer = self.set_timer(step - now.timestamp() % step + SOON, self._tick)

    def _tick(self) -> None:
        front = self.front
        if front is not None:
            front.tick(self.context.now())
        self.ticks_changed()

    # ── keys that wait for the screen ────────────────────────────────────────────────────────────

    def urgent_keys(self) -> set[str]:
        """What ends the program must work whatever it is waiting for."""
        ids = ("quit-now", "interrupt", *(["back"] if self._aside.busy else []))
        table = {key.id: key.keys for key in keys.of("app")}
        return {key for name in ids for key in self.keymap.get(name, table[name]).split(",")}

    def gate_closed(self) -> bool:
        """Whether the screen in front has nothing to act upon yet, or another state is being prepared."""
        if self._aside.busy:
            return True
        stack = self._screen_stacks.get(self.current_mode, [])
        screen = stack[-1] if stack else None
        return screen is None or (isinstance(screen, SiagaScreen) and screen.gate_closed)

    # ── global keys ────────────────────────────────────────────────────────────

    def show_mode(self, name: str) -> None:
        """Show another screen, at the same place."""
        if name != self.current_mode:
            self.switch_mode(name)
            self.ticks_changed()
            self.tell_where()

    action_mode = show_mode
    """The number keys."""

    def action_next_election(self) -> None:
        """Show the next election, at the same unit."""
        codes, place = list(self.context.elections), self.context.place
        at = codes.index(place.election) if place.election in codes else -1
        self.go(Place(codes[(at + 1) % len(codes)], place.unit))

    def action_help(self, explain: bool) -> None:
        """The keys of this screen; with ``explain`` also what is under the cursor."""
        from screens.dialogs.help import Help

        front = self.front
        if front is not None:
            explanation = front.explain() if explain else ()
            readonly, without = self.context.readonly, front.WITHOUT
            self.push_screen(Help(front.WHERE, self.keymap, explanation, readonly=readonly, without=without))

    def action_goto(self) -> None:
        """Jump to a unit, a person, a command."""
        from screens.dialogs.goto import Goto

        self.push_screen(Goto(self.context))

    def action_leave(self) -> None:
        """Leave; ask first when something would be lost."""
        if self.front is None or not self.front.unsaved():
            self.exit(0)
            return
        from screens.dialogs.confirm import Confirm

        question = _("Ada isian yang belum disimpan. Tetap keluar?")
        self.push_screen(Confirm(question, yes=_("Keluar")), lambda yes: self.exit(0) if yes else None)

    async def action_quit(self) -> None:
        """Leave at once."""
        self.exit(0)

    def action_interrupt(self) -> None:
        """ctrl+c out of habit: say how to leave."""
        if self.front is not None:
            key = keys.display(self.keymap.get("quit-now", "ctrl+q").split(",")[0])
            self.front.say(_("Untuk keluar tekan {key}.").format(key=key))
