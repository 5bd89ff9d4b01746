"""Go to a region, a TPS, a person or a command by a few letters of its name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from models import queries, text, units
from models.errors import Cancelled, SiagaError
from screens import keys
from screens.context import Context, Host, Place
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import places
from screens.presenters.errors import sentence
from screens.widgets.field import Entry
from screens.widgets.grid import Column, Grid, Row

if TYPE_CHECKING:
    from models.database import Interrupt
    from models.queries.search import Found

HEIGHT = 12
"""Lines of results, where there is room."""
AROUND = 6
"""Lines around them: title, entry, message, keys, and something of the screen below."""
PLACELESS = frozenset({"pengaturan", "kalender", "impor", "orang", "waris"})
"""Modes that do not show the place: going to one leaves them for the board."""
NOT_HERE = frozenset({"goto", "open", "back"})
"""Keys that are no command to choose from a list."""
NUMBERED = re.compile(r"(?P<name>.*?\D)\s*(?:tps\s*)?(?P<number>\d{1,3})", re.IGNORECASE)
"""``cacaban 901``, ``wates tps 4``."""
CODE = re.compile(r"[0-9.]+")
"""A code, or the beginning of one."""
NAMESAKES = 50
"""Kelurahan of one name whose TPS of a number are looked for."""
FIRST_KOTA = "7"
"""From 71 on the second part of a code is a kota's, below a kabupaten's."""


@dataclass(frozen=True, slots=True)
class Target:
    """A line of the list: a unit, with ``seat`` a person at a unit, or with ``command`` a key of the table."""

    name: str
    beside: str
    kind: str
    unit: str = ""
    seat: int = 0
    command: str = ""


class Goto(Dialog[str], inherit_bindings=False):
    """An entry, and below it what fits it, as one types. Nothing typed: where one was lately, and the commands."""

    WHERE: ClassVar[tuple[str, ...]] = ("goto",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("goto")]

    def __init__(self, context: Context, title: str = "", note: str = "") -> None:
        """``context`` tells the place, and the database once it is open."""
        super().__init__(title or _("Lompat ke"), note or _("wilayah, TPS, orang, perintah"))
        self.context = context
        self.entry = Entry(placeholder=_("nama, kode, atau perintah, misalnya: cacaban 901"))
        self.results = Grid(_COLUMNS, header=False, frame=False, empty=_("tidak ada yang cocok"), id="goto-results")
        self.results.can_focus = False
        self._targets: tuple[Target, ...] = ()
        self._wanted = ""
        self._answered: str | None = None
        self._accepting = False
        self._interrupt: Interrupt | None = None

    def compose_form(self) -> ComposeResult:
        """The entry keeps the focus; the arrows move in the list."""
        yield self.entry
        self.results.styles.height = max(min(HEIGHT, self.app.size.height - AROUND), 1)
        # The list is drawn as the one that the keys act on.
        self.results.set_reactive(Widget.has_focus, True)
        yield self.results

    def on_mount(self) -> None:
        """Begin with what is at hand without typing."""
        self.entry.focus()
        self._ask()

    # ── searching ────────────────────────────────────────────────────────────

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.entry.text != self._wanted:
            self._wanted = self.entry.text
            self.message.show("")
            self._ask()

    def _ask(self) -> None:
        if self._interrupt is not None:
            self._interrupt.cancel()
        self.run_worker(self._search(self._wanted), group="search", exclusive=True)

    async def _search(self, typed: str) -> None:
        """Only the newest question is answered; the query of an older one is ended."""
        found: Sequence[Target] = ()
        if self.context.database is not None:
            from models.database import Interrupt

            self._interrupt = Interrupt()
            try:
                found = await asyncio.to_thread(self._find, typed, self._interrupt)
            except Cancelled:
                return
            except SiagaError as error:
                self.message.show(sentence(error))
        if typed != self._wanted:
            return
        self._answered = typed
        self._targets = tuple(self._ordered(typed, found))
        rows = [Row(at, (one.name, (one.beside, "dim"), (one.kind, "key"))) for at, one in enumerate(self._targets)]
        self.results.set_rows(rows, cursor=0)
        if self._accepting:
            self._accepting = False
            self.accept()

    def _find(self, typed: str, interrupt: Interrupt) -> list[Target]:
        """Units and people. Runs in a thread."""
        database, election = self.context.database, self.context.place.election
        assert database is not None
        with database.read(interrupt) as connection:
            if not typed:
                return self._places(connection, self.context.visited)
            exact = self._places(connection, self._codes(connection, typed))
            found = queries.search.find(connection, election, typed)
        return exact + [self._target(one) for one in found if one.unit not in {known.unit for known in exact}]

    def _codes(self, connection: Any, typed: str) -> list[str]:
        """Units that are named in full: by code, or a TPS by kelurahan and number."""
        try:
            codes = [typed] if units.level(typed) is not units.Level.NATION else []
        except ValueError:
            codes = []
        numbered = NUMBERED.fullmatch(typed)
        if numbered is not None and not CODE.fullmatch(typed):
            codes += [
                units.tps_code(one.unit, int(numbered["number"]))
                for one in queries.search.regions(connection, numbered["name"], limit=NAMESAKES)
                if units.level(one.unit) is units.Level.KELURAHAN
            ]
        election = self.context.place.election
        return [code for code in codes if queries.territory.exists(connection, code, election)]

    def _places(self, connection: Any, codes: Sequence[str]) -> list[Target]:
        targets = []
        for code in codes:
            path = queries.territory.path(connection, code)
            self.context.names.update({row.code: row.name for row in path if units.level(row.code) < units.Level.TPS})
            name = places.unit_name(code, self.context.name(units.parent(code) or ""))
            above = [row.name for row in path[:-1] if row.level not in (units.Level.NATION, units.Level.KELURAHAN)]
            if units.level(code) is not units.Level.TPS:
                name = self.context.name(code)
            targets.append(Target(name, _way(reversed(above)), kind_word(code), unit=code))
        return targets

    def _target(self, found: Found) -> Target:
        if found.kind == "region":
            return Target(found.name, _way(found.place), kind_word(found.unit), unit=found.unit)
        body = places.body_name(self.context.election, found.body) if found.body else ""
        here, *above = found.place or ("",)
        where = _way([places.unit_name(found.unit, here), *above])
        return Target(found.name, where, body, unit=found.unit, seat=found.seat_id or 0)

    def _ordered(self, typed: str, found: Sequence[Target]) -> Iterator[Target]:
        """Units, then commands that begin with what was typed, people, other commands."""
        wanted = text.key(typed)
        commands = [one for one in self._commands() if wanted in text.key(f"{one.name} {one.beside}")]
        near = [one for one in commands if wanted and text.key(one.name).startswith(wanted)]
        yield from (one for one in found if not one.seat)
        yield from near
        yield from (one for one in found if one.seat)
        yield from (one for one in commands if one not in near)

    # ── commands ────────────────────────────────────────────────────────────

    def _below(self) -> Any:
        """The screen from which this was called."""
        return self.app.screen_stack[-2]

    def _commands(self) -> Iterator[Target]:
        """What the keys of that screen do, as far as it can be done there."""
        screen, keymap = self._below(), cast(Host, self.app).keymap
        hidden = NOT_HERE | getattr(screen, "WITHOUT", frozenset())
        for key in keys.of(getattr(screen, "WHERE", "app")):
            if key.show and key.id not in hidden and not (key.writes and self.context.readonly):
                holder, name = self._holder(key.action)
                if hasattr(holder, f"action_{name}"):
                    pressed = keys.display(keymap.get(key.id, key.keys).split(",")[0])
                    yield Target(_(key.label), _(key.tooltip), pressed, command=key.id)

    def _holder(self, action: str) -> tuple[Any, str]:
        """Whose method an action of the key table is, and its name."""
        screen = self._below()
        space, _dot, name = action.partition("(")[0].rpartition(".")
        holders = {"app": self.app, "screen": screen}
        return holders.get(space, screen.focused), name

    # ── keys ────────────────────────────────────────────────────────────

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.results.action_move(by)

    def accept(self) -> None:
        """Go to what is under the cursor, as soon as what was typed last is answered."""
        if self.entry.text != self._answered:
            self._accepting = True
            return
        at = self.results.key
        if at is None:
            self.wrong(self.nothing())
            return
        self.choose(self._targets[cast(int, at)])

    async def action_card(self) -> None:
        """The card of the person under the cursor."""
        at, database = self.results.key, self.context.database
        target = self._targets[cast(int, at)] if at is not None and self.entry.text == self._answered else None
        if target is None or not target.seat or database is None:
            self.wrong(_("Sorot seorang petugas dulu."))
            return
        election = self.context.election

        def holder() -> int:
            with database.read() as connection:
                seat = queries.people.one(connection, election, target.seat)
            return (seat.person_id if seat is not None else None) or 0

        below, person = self._below(), await asyncio.to_thread(holder)
        if not person:
            self.wrong(_("Kursi itu sudah kosong."))
            return
        self.context.person = person
        self.dismiss(None)
        below.visit("orang")

    def nothing(self) -> str:
        """What is said where nothing fits."""
        return _("Tidak ada yang cocok. Ketik sebagian nama, kode, atau perintah.")

    def choose(self, target: Target) -> None:
        """Go there, or do it."""
        below, host = self._below(), cast(Host, self.app)
        self.dismiss(None)
        if target.command:
            self._run(target.command, below)
        elif target.seat:
            self.context.seat = target.seat
            host.go(Place(self.context.place.election, target.unit))
            host.show_mode("personel")
        else:
            host.go(Place(self.context.place.election, target.unit))
            if self.app.current_mode in PLACELESS:
                host.show_mode("papan")

    def _run(self, command: str, below: Any) -> None:
        action = next(key.action for key in keys.of(below.WHERE) if key.id == command)
        below.call_later(partial(self.app.run_action, action, below.focused or below))


def kind_word(code: str) -> str:
    """What kind of unit a code is: ``provinsi``, ``kota``, ``desa``, …"""
    level = units.level(code)
    if level is units.Level.KOTA:
        return _("kota") if code[3] >= FIRST_KOTA else _("kabupaten")
    return places.level_name(level, [code])


def _way(names: Iterable[str]) -> str:
    """``Magelang Tengah, Kota Magelang, Jawa Tengah``."""
    return ", ".join(places.brief(name) for name in names if name)


_COLUMNS = (Column("name", "", 20, weight=2), Column("beside", "", 20, weight=2), Column("kind", "", 10, priority=1))
