"""Penahan: what holds the next day of the gates back, the cause that frees most first; Enter goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries
from screens import keys
from screens.base import where
from screens.context import Context, Place
from screens.escalating import Asks
from screens.locale import _
from screens.presenters import eskalasi, orang
from screens.presenters import penahan as words
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.blockers import Cause
    from models.queries.blockers import Held
    from models.queries.board import Moment
    from screens.presenters.eskalasi import Trouble
    from screens.widgets.painted import Line

BROAD = 100
"""Cells from which the title has room for the day, and for who must move."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What holds one day back; ``days``: those that can be asked for, of which it is number ``at``."""

    moment: Moment
    held: Held
    days: tuple[int, ...]
    at: int


class Penahan(Asks[Shown]):
    """One day at a time; ``f`` turns to the next one."""

    WHERE = where("penahan")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("penahan")]
    AUTO_FOCUS = "#causes"
    CSS: ClassVar[str] = "#causes { height: 1fr; } #path { height: auto; max-height: 8; }"

    def __init__(self, context: Context) -> None:
        """The first day that something holds back."""
        super().__init__(context)
        self.turned: int | None = None

    def compose_body(self) -> ComposeResult:
        """The causes, and of one what follows from it."""
        yield Grid(words.columns(), id="causes")
        yield Lines(id="path")

    @property
    def grid(self) -> Grid:
        """The causes."""
        return self.query_one("#causes", Grid)

    def read(self, connection: Any) -> Shown:
        """What holds the chosen day back here."""
        from models.blockers import checkpoints

        election = self.context.election
        moment = queries.board.moment_of(election, self.context.now())
        days, unit = checkpoints(election, moment.h), self.context.place.unit
        asked = range(len(days)) if self.turned is None else (self.turned % len(days),)
        for at in asked:
            held = queries.blockers.held(connection, election, unit, days[at], moment)
            if held.causes:
                break
        return Shown(moment, held, days, at)

    def show(self, data: Shown) -> None:
        """The causes."""
        election, held = self.context.election, data.held
        self.grid.describe(words.title(held, election, data.moment.h, broad=self._broad), self._next(data))
        rows = [
            Row((one.code, one.area), words.cells(at, one, held.names, election, data.moment.day))
            for at, one in enumerate(held.causes, 1)
        ]
        self.grid.set_rows(rows)
        if not rows:
            self.grid.show_state(words.free(held, data.moment.h))
        self._follow()

    @property
    def _broad(self) -> bool:
        return self.app.size.width >= BROAD

    def _next(self, data: Shown) -> Line:
        following = data.days[(data.at + 1) % len(data.days)]
        said: list[tuple[str, str]] = [*words.by_owner(data.held, self.context.election)] if self._broad else []
        if data.moment.frozen:
            said.insert(0, (_("keadaan kini, bukan arsip  "), "kurang"))
        if len(data.days) > 1:
            said.append((_("  f: {day}").format(day=words.day_words(following, data.moment.h)), "key"))
        return said

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """What follows from the row under the cursor."""
        self._follow()

    def _follow(self) -> None:
        panel, lines = self.query_one("#path", Lines), self.explain()
        panel.display = bool(lines)
        panel.update(lambda width: [one for line in lines for one in orang.broken([(" ", ""), *line], width, 4)])

    def _cause(self) -> Cause | None:
        causes = self.data.held.causes if self.data is not None else ()
        return next((one for one in causes if (one.code, one.area) == self.grid.key), None)

    def explain(self) -> Sequence[Line]:
        """The cause under the cursor: what, since when, by whom, and what waits for it."""
        cause = self._cause()
        if cause is None or self.data is None:
            return ()
        lines: list[Line] = [*words.path(cause, self.data.held.names, self.context.election)]
        if not self.data.held.whole:
            lines.append([(_("Terlalu banyak untuk dilihat satu per satu: Enter turun ke wilayah itu."), "dim")])
        return lines

    def trouble(self) -> Trouble | None:
        """The cause under the cursor."""
        cause = self._cause()
        return eskalasi.of_cause(cause, self.context.election) if cause is not None else None

    def action_next_list(self) -> None:
        """f: the next day."""
        self.turned = (self.data.at if self.data is not None else 0) + 1
        self.grid.set_rows([])
        self.reload(anew=True)

    @on(Grid.RowActivated)
    def open_cause(self) -> None:
        """Enter: there, on that indicator; where causes are sums, down to the causes of that unit."""
        cause = self._cause()
        if cause is None or self.data is None:
            return
        if not self.data.held.whole:
            self.go(cause.area)
            return
        self.context.indicator = cause.code
        self.host.go(Place(self.context.place.election, cause.area))
        self.host.show_mode("kesiapan")

    def back(self) -> None:
        """Esc: where one came from."""
        self.leave()
