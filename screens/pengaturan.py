"""Pengaturan: what each user may have otherwise. A change holds at once and goes to the user's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, units
from screens import keys
from screens.base import SiagaScreen
from screens.context import Context, Place
from screens.dialogs.form import Form, Save, TextField
from screens.dialogs.goto import Goto, Target
from screens.key_table import KEYS
from screens.locale import _
from screens.presenters import places
from screens.presenters import settings as words
from screens.presenters.entered import Reading
from screens.widgets.grid import Column, Grid, Row

if TYPE_CHECKING:
    from models.database import Interrupt


class KeyDialog(Form):
    """One entry: keys as people write them."""

    def __init__(self, title: str, label: str, value: str, read: Callable[[str], Reading], save: Save) -> None:
        """``value`` stands in the entry to begin with."""
        super().__init__(title, save)
        self.field = TextField(label, value, read=read)

    def compose_form(self) -> ComposeResult:
        """The entry."""
        yield self.field

    def on_mount(self) -> None:
        """Ready to be typed over."""
        self.field.entry.focus()
        self.field.entry.select_all()

    def entered(self) -> str:
        """The keys."""
        return str(self.field.reading().value)


class HomeChooser(Goto):
    """Where the board opens: any unit of the database, by a few letters of its name or by its code."""

    def __init__(self, context: Context) -> None:
        """``context`` tells the database, and where one is."""
        super().__init__(context, _("Wilayah awal"), _("tempat papan dibuka"))
        self.entry.placeholder = _("nama atau kode, misalnya: 33.71.03")

    def _find(self, typed: str, interrupt: Interrupt) -> list[Target]:
        """Units only. Nothing typed: the office's region, and where one is or lately was. Runs in a thread."""
        database, context = self.context.database, self.context
        assert database is not None
        with database.read(interrupt) as connection:
            if typed:
                exact = self._places(connection, self._codes(connection, typed))
                known = {one.unit for one in exact}
                found = queries.search.regions(connection, typed)
                return exact + [self._target(one) for one in found if one.unit not in known]
            here = dict.fromkeys((context.settings.site.region, context.place.unit, *context.visited))
            there = [one for one in here if queries.territory.exists(connection, one, context.place.election)]
            return self._places(connection, there)

    def _commands(self) -> Iterator[Target]:
        yield from ()

    def nothing(self) -> str:
        """What was typed is not there."""
        return _("{typed} tidak ada di basis data ini.").format(typed=self.entry.text)

    def choose(self, target: Target) -> None:
        """That one."""
        self.dismiss(target.unit)


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
        home = self._home_said(_home(now))
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
            self.app.push_screen(HomeChooser(self.context), self._set_home)
            return
        self.host.save_settings({key: words.following(key, now)})

    def _set_home(self, unit: str | None) -> None:
        if unit is not None:
            self.host.save_settings({words.HOME: "" if unit == self.context.settings.site.region else unit})
            self.host.go(Place(self.context.place.election, unit))
            self._name_home()

    def _home_said(self, unit: str) -> str:
        """``Wates, Kab. Kulon Progo, Daerah Istimewa Yogyakarta``; the code while its name is not known."""
        names = self.context.names
        if _region(unit) not in names:
            return unit
        name, above = places.unit_name(unit, names[_region(unit)]), places.beneath(unit, names, units.NATION)
        return f"{name}, {above}" if above else name

    def _name_home(self) -> None:
        now = self.context.settings
        if now is not None and _region(_home(now)) not in self.context.names:
            self.fetch(lambda connection: queries.territory.path(connection, _home(now)), self._named)

    def _named(self, path: Any) -> None:
        self.context.names.update({row.code: row.name for row in path})
        self.reload()

    # ── keys ────────────────────────────────────────────────────────────

    @on(Grid.RowActivated, "#keys")
    def change_key(self, event: Grid.RowActivated) -> None:
        """Enter: ask for the new key."""
        id_, keymap = str(event.key), self.context.settings.keys
        key = next(key for key in KEYS if key.id == id_)

        def read(typed: str) -> Reading:
            wanted = words.parsed(typed) or key.keys
            why = words.problem(id_, wanted, keymap)
            return Reading(wanted, why, why, unfinished=True)

        def save(form: Form, wanted: str) -> None:
            form.saved()
            self.host.save_settings({f"keys.{id_}": None if wanted == key.keys else wanted})

        label = _("Tombol baru, misalnya: k ctrl+k f5; kosong: kembali ke {default}").format(
            default=" ".join(keys.display(name) for name in key.keys.split(","))
        )
        title = _("{action} ({id})").format(action=_(key.tooltip), id=id_)
        written = " ".join(keys.display(name) for name in keymap.get(id_, key.keys).split(","))
        self.app.push_screen(KeyDialog(title, label, written, read, save))


def _home(settings: Any) -> str:
    """The unit to begin with."""
    return str(settings.site.home or settings.site.region)


def _region(unit: str) -> str:
    """The region that names a unit: its own, or the kelurahan of a TPS."""
    return unit if units.level(unit) < units.Level.TPS else units.parent(unit) or unit


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
