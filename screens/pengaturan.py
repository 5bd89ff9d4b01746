"""Pengaturan: what each user may have otherwise. A change holds at once and goes to the user's own file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, units
from models.errors import SiagaError
from screens import keys
from screens.base import SiagaScreen
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import settings as words
from screens.widgets.field import Field
from screens.widgets.grid import Column, Grid, Row

Check = Callable[[str], Awaitable[tuple[str, str]]]
"""What was typed → ``(what is meant, "")``, or ``("", why it cannot be)``."""


class Ask(Dialog[str]):
    """One entry, checked before it is taken; dismisses with what ``check`` made of it."""

    def __init__(self, title: str, label: str, value: str, check: Check) -> None:
        """``value`` stands in the entry to begin with."""
        super().__init__(title)
        self.field = Field(label, value)
        self._check = check

    def compose_form(self) -> ComposeResult:
        """The entry."""
        yield self.field

    def on_mount(self) -> None:
        """Ready to be typed over."""
        self.field.entry.focus()
        self.field.entry.select_all()

    def accept(self) -> None:
        """Check, which may ask the database; then take it or say why not."""
        self.run_worker(self._accept(self.field.text), exclusive=True)

    async def _accept(self, typed: str) -> None:
        meant, problem = await self._check(typed)
        if problem:
            self.field.wrong(problem)
        else:
            self.dismiss(meant)


class Pengaturan(SiagaScreen[None]):
    """Two lists: settings, whose values go round with Enter, and all keys of the program."""

    WHERE = ("app", "table")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all", "undo", "refresh"})
    NEEDS_DATA = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def compose_body(self) -> ComposeResult:
        """The lists; their titles come with ``reload``, in the language of the moment."""
        chosen = Grid((), id="settings", header=False)
        chosen.styles.height = 7
        yield chosen
        yield Grid((), id="keys")

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.reload()
        self.query_one("#settings").focus()

    def title_text(self) -> str:
        """Not a place."""
        return _("Pengaturan")

    def back(self) -> None:
        """Esc: back to the board."""
        self.host.show_mode("papan")

    def database_opened(self) -> None:
        """Now the name of the home unit can be asked for."""
        super().database_opened()
        self._name_home()

    def on_screen_resume(self) -> None:
        """Back in view."""
        super().on_screen_resume()
        self._name_home()

    def reload(self, *, anew: bool = False) -> None:
        """Show the settings as they are now; called again after each change."""
        now = self.context.settings
        if now is None or not self.query(Grid):
            return
        self.top_bar.place(self.title_text())
        chosen = self.query_one("#settings", Grid)
        chosen.set_columns(_setting_columns())
        chosen.describe(_("Tampilan"), [(_("Enter mengganti"), "dim")])
        home = self.context.path(_home(now)) or _home(now)
        chosen.set_rows(
            [Row(one.key, (one.name, (one.value, "title"), (one.meaning, "dim"))) for one in words.settings(now, home)]
        )
        every = self.query_one("#keys", Grid)
        every.set_columns(_key_columns())
        every.describe(_("Tombol"), [(_("Enter mengganti, Tab berpindah"), "dim")])
        every.set_rows(
            [
                Row(one.id, ((one.keys, "key bold" if one.own else "key"), one.name, (one.meaning, "dim"), one.where))
                for one in words.shortcuts(now.keys)
            ]
        )

    # ── settings ────────────────────────────────────────────────────────────

    @on(Grid.RowActivated, "#settings")
    def change(self, event: Grid.RowActivated) -> None:
        """Enter: the next value, or for a unit the question which."""
        key, now = str(event.key), self.context.settings
        if key == words.HOME:
            title = _("Wilayah awal")
            label = _("Kode atau nama kecamatan atau kelurahan; kosong: seluruh wilayah kerja")
            ask = Ask(title, label, now.site.home or self.context.place.unit, self._find_home)
            self.app.push_screen(ask, self._set_home)
            return
        self.host.save_settings({key: words.following(key, now)})

    def _set_home(self, unit: str | None) -> None:
        if unit is not None:
            self.host.save_settings({words.HOME: unit})
            self._name_home()

    async def _find_home(self, typed: str) -> tuple[str, str]:
        region = self.context.settings.site.region
        if typed in ("", region):
            return "", ""
        try:
            found = await asyncio.to_thread(self._find_unit, typed)
        except SiagaError as error:
            return "", self.sentence(error)
        if found is None:
            return "", _("{typed} tidak ada di wilayah ini. Ketik kodenya, misalnya 33.71.03, atau namanya.").format(
                typed=typed
            )
        return found if found != region else "", ""

    def _find_unit(self, typed: str) -> str | None:
        """The unit of a code or a name inside the region; None when there is none. Runs in a thread."""
        region, election = self.context.settings.site.region, self.context.place.election
        coded = _is_code(typed)
        if self.context.database is None:
            return typed if coded and units.contains(region, typed) else None
        with self.context.database.read() as connection:
            if coded:
                inside = units.contains(region, typed) and queries.territory.exists(connection, typed, election)
                return typed if inside else None
            found = queries.search.find(connection, election, typed)
        return next((one.unit for one in found if one.kind == "region" and units.contains(region, one.unit)), None)

    def _name_home(self) -> None:
        now = self.context.settings
        if now is not None and self.context.path(_home(now)) == "":
            self.fetch(lambda connection: queries.territory.path(connection, _home(now)), self._named)

    def _named(self, path: Any) -> None:
        self.context.names.update({row.code: row.name for row in path})
        self.reload()

    # ── keys ────────────────────────────────────────────────────────────

    @on(Grid.RowActivated, "#keys")
    def change_key(self, event: Grid.RowActivated) -> None:
        """Enter: ask for the new key."""
        id_, keymap = str(event.key), self.context.settings.keys
        key = next(key for key in keys.KEYS if key.id == id_)

        async def check(typed: str) -> tuple[str, str]:
            wanted = words.parsed(typed) or key.keys
            return wanted, words.problem(id_, wanted, keymap)

        def keep(wanted: str | None) -> None:
            if wanted is not None:
                self.host.save_settings({f"keys.{id_}": None if wanted == key.keys else wanted})

        label = _("Tombol baru, misalnya: k ctrl+k f5; kosong: kembali ke {default}").format(
            default=" ".join(keys.display(name) for name in key.keys.split(","))
        )
        title = _("{action} ({id})").format(action=_(key.tooltip), id=id_)
        written = " ".join(keys.display(name) for name in keymap.get(id_, key.keys).split(","))
        self.app.push_screen(Ask(title, label, written, check), keep)


def _home(settings: Any) -> str:
    """The unit to begin with."""
    return str(settings.site.home or settings.site.region)


def _is_code(typed: str) -> bool:
    try:
        units.level(typed)
    except ValueError:
        return False
    return True


def _setting_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("Pengaturan"), 14),
        Column("value", _("Nilai"), 22, weight=1),
        Column("meaning", _("Arti"), 20, weight=2, priority=1),
    )


def _key_columns() -> tuple[Column, ...]:
    return (
        Column("keys", _("Tombol"), 14, sortable=False),
        Column("name", _("Perintah"), 16, sortable=False),
        Column("meaning", _("Arti"), 24, weight=1, sortable=False),
        Column("where", _("Berlaku"), 12, priority=1, sortable=False),
    )
