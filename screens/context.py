"""What every screen shares: where the user stands, and what the program was started with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from models import units
from models.actor import Actor
from models.clock import at_place
from screens.presenters import places

if TYPE_CHECKING:
    from models.clock import Clock
    from models.database import Database
    from models.errors import SiagaError
    from models.presence import Online
    from models.scenario import Supposed


VISITED = 8
"""Units that are remembered to go back to."""


class Place(msgspec.Struct, frozen=True):
    """Where the user stands: an election and a unit. All modes show the same place."""

    election: str
    unit: str


class View(msgspec.Struct, frozen=True):
    """A state of the database to look at, with its clock: as it is, at a past moment (``as_of``), or as it would be
    (``supposed``). ``names``: those of its regions, as far as known."""

    database: Database | None
    clock: Clock
    readonly: bool
    as_of: datetime | None
    supposed: Supposed | None
    names: dict[str, str]


class Context(msgspec.Struct):
    """What a session is made of. ``elections`` and ``names`` are given before the database is open.

    ``home``: the region that the office works for. ``as_of``: a past moment that is shown instead of the present
    (read-only). ``names``: unit code → name, as far as known. ``indicator``: the one to stand on when Kesiapan is
    opened; ``seat``: likewise for Personel, a seat's id; ``person``: whose card is shown; ``vacancy``: the seat whose
    heirs are. ``behind``: mode → the mode it was opened from, for Esc. ``visited``: units one was at, the latest first.
    ``register``: the list to open Sinergi with; ``journal``: what to look for in Aktivitas. ``failure``: why there is
    no database. ``files``: the only folder where files are chosen and written, on a server that many share ("":
    wherever the user may); ``folder``: where one chose the last one. ``supposed``: what is supposed, where no real
    state is shown. ``beneath``: the present, while the past or a supposition is shown. ``online``: who is there,
    ``session`` being one's own number among them;
    ``claims``: who else has a form on a row open (``seat:12``).
    """

    clock: Clock
    elections: Mapping[str, Any]
    actor: Actor
    place: Place
    home: str = ""
    readonly: bool = False
    rehearsal: bool = False
    as_of: datetime | None = None
    settings: Any = None
    database: Database | None = None
    names: dict[str, str] = msgspec.field(default_factory=dict)
    indicator: str = ""
    failure: SiagaError | None = None
    seat: int = 0
    person: int = 0
    vacancy: int = 0
    register: str = ""
    journal: str = ""
    behind: dict[str, str] = msgspec.field(default_factory=dict)
    visited: list[str] = msgspec.field(default_factory=list)
    files: str = ""
    folder: str = ""
    supposed: Supposed | None = None
    session: int = 0
    online: tuple[Online, ...] = ()
    claims: Mapping[str, Online] = msgspec.field(default_factory=dict)
    beneath: View | None = None

    @property
    def view(self) -> View:
        """The state that is shown."""
        return View(self.database, self.clock, self.readonly, self.as_of, self.supposed, self.names)

    def show(self, view: View, beneath: View | None = None) -> None:
        """Show another state, over the present one."""
        self.database, self.clock, self.readonly = view.database, view.clock, view.readonly
        self.as_of, self.supposed, self.names, self.beneath = view.as_of, view.supposed, view.names, beneath

    @property
    def election(self) -> Any:
        """The election of the place: a ``models.rules.Election``."""
        return self.elections[self.place.election]

    @property
    def heads(self) -> Mapping[str, Any]:
        """The elections as far as a countdown needs them: there before their files are read whole."""
        heads: Mapping[str, Any] = getattr(self.elections, "heads", self.elections)
        return heads

    def now(self) -> datetime:
        """The moment in the local time of the place that is shown."""
        return at_place(self.clock.now(), self.place.unit)

    def today(self, unit: str = "") -> date:
        """The day there, or in another unit."""
        return at_place(self.clock.now(), unit or self.place.unit).date()

    @property
    def zone_said(self) -> str:
        """``WIT`` where a time could be taken for another's: away from the office's zone, and on the level of the
        nation, which has three. Else nothing: who works in one zone need not read its name everywhere."""
        office, here = self.clock.now(), self.now()
        away = here.utcoffset() != office.utcoffset() or self.place.unit == units.NATION
        return here.tzname() or "" if away else ""

    def name(self, unit: str) -> str:
        """The name of a unit, or its code while the name is not known."""
        return self.names.get(unit, unit)

    def visit(self, unit: str) -> None:
        """Remember a unit among those one was at."""
        self.visited = [unit, *(one for one in self.visited if one != unit)][:VISITED]

    def path(self, unit: str) -> str:
        """``Kota Magelang › Magelang Tengah › Cacaban › TPS 901``, as far as names are known."""
        path = (*reversed(units.ancestors(unit)), unit)
        known = [code for code in path if code in self.names or units.level(code) is units.Level.TPS]
        return " › ".join(places.number_or_name(code, self.names.get(code, "")) for code in known)


class Host(Protocol):
    """What screens may ask of the program around them (``tui.app``)."""

    keymap: dict[str, str]
    pictured: bool
    """Whether anything has been shown."""
    at_once: bool
    """Whether all of a screen is shown at once: not before the countdowns are, where more would have to be imported."""

    def release_keys(self) -> None:
        """Keys that were held back for the screen on top may act now."""

    def open_again(self) -> None:
        """Try once more to open the database."""

    def give_up(self) -> bool:
        """Give up what is being prepared (a past moment, a supposition); whether there was something."""

    def return_to_now(self) -> None:
        """Show the present again, as it was left; nothing happens where it is shown."""

    def redraw(self) -> None:
        """Draw everything again: somebody may have written over the picture."""

    def apply(self, settings: Any) -> None:
        """Make other settings effective at once: theme, language, signs, keys."""

    def save_settings(self, changes: Mapping[str, Any]) -> None:
        """Make settings effective at once (``{"look.theme": "terang"}``) and keep them; says so when it cannot."""

    def go(self, place: Place) -> None:
        """Move to another place, on every screen."""

    def show_mode(self, name: str) -> None:
        """Show another screen: ``papan``, ``personel``, ...; at the same place."""

    def ticks_changed(self) -> None:
        """Something that ticks came or went, or needs another pace."""

    def edits(self, about: Sequence[str]) -> None:
        """Tell the others which rows a form is open on; none: it was closed."""

    def editors(self, about: Sequence[str]) -> str:
        """Who else has a form on one of these rows open, in words; empty where nobody has."""

    def draft(self, name: str) -> Sequence[str] | None:
        """What was typed into the fields of a form before the line was lost; None where nothing was."""

    def keep_draft(self, name: str, values: Sequence[str] | None) -> None:
        """Keep what is typed into a form; None: it was saved or given up."""
