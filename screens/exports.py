"""What a screen exports, and the file that becomes of it while it is written (``screens.exporting`` asks how)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.errors import Cancelled
from screens.widgets.drawn import Drawn
from screens.widgets.grid import Grid
from screens.widgets.grid_picture import cell_text

if TYPE_CHECKING:
    from datetime import datetime

    from textual.screen import Screen

    from models.database import Interrupt
    from models.exchange.export import Seats
    from models.exchange.plan import Plan
    from models.exchange.writing import Table
    from models.queries.board import UnitState
    from models.rules.schema import Election, Indicator
    from screens.widgets.columns import Column

PAGE = 1_000
"""Lines of a dry run that are read at once."""
TABLES = ("xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class Export:
    """What a screen exports: ``name`` for the file and the journal; ``make`` reads a table in a thread, from a
    connection and whether it is wanted in full (None: it is no table); ``personal``: there is something to mask;
    ``texts``: endings of files that are no table, each with what makes its text; ``unit`` and ``about`` in words: what
    it is about, where that is not the place at hand."""

    name: str
    make: Callable[[Any, bool], Table] | None
    personal: bool = False
    texts: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    unit: str = ""
    about: str = ""

    @property
    def formats(self) -> tuple[str, ...]:
        """What the file may be."""
        return (*(TABLES if self.make is not None else ()), *self.texts)


# ── made of what is at hand ────────────────────────────────────────────────────────────


def of_list(screen: Screen[Any], name: str = "") -> Export | None:
    """The list that has the focus, or else the first one that is displayed, as text; None where it is not all at
    hand: then its screen must say what it reads. ``name`` stands in the dialog and in the file's name; otherwise the
    screen's, as in the menu."""
    grids = [grid for grid in screen.query(Grid) if grid.display and grid.window.rows]
    grid = screen.focused if isinstance(screen.focused, Grid) else next(iter(grids), None)
    if grid is None or not grid.window.rows or not grid.window.complete:
        return None
    titles = [column.title for column in grid.columns]
    rows = [
        # What is drawn there, a bar or a line of time, is nothing to read.
        ["" if isinstance(cell, Drawn) else cell_text(cell).strip() for cell in row.cells]
        for row in grid.window.rows
    ]
    name = name or type(screen).__name__.casefold()

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import listed

        return listed(name, titles, rows)

    return Export(name, make)


def of_units(election: Election, states: Sequence[UnitState], name: str) -> Export:
    """Units with their figures, in this order."""

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import standings

        return standings(election, states, name)

    return Export(name, make)


def of_figures(election: Election, states: Sequence[UnitState], rules: Sequence[Indicator]) -> Export:
    """Indicators of units, with their arithmetic."""

    def make(_connection: Any, _full: bool) -> Table:
        from models.exchange.export import figures

        return figures(election, states, rules)

    return Export("kesiapan", make)


# ── read when it is wanted ────────────────────────────────────────────────────────────


def of_items(election: Election, unit: str, rule: Indicator, groups: Any) -> Export:
    """The items of an indicator of a unit, in these groups."""

    def make(connection: Any, _full: bool) -> Table:
        from models.exchange.export import items

        return items(connection, election, rule, unit, groups)

    return Export(f"butir-{rule.code}", make)


def of_register(election: Election, unit: str, kind: str, now: datetime) -> Export:
    """A list of Sinergi, whole; phone numbers are masked."""

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.registers import register

        return register(connection, election, unit, kind, now, full=full)

    return Export(kind, make, personal=kind == "sinergi")


def of_logistics(election: Election, unit: str, *, flags: bool) -> Export:
    """The goods of all TPS of a unit, or their flags."""

    def make(connection: Any, _full: bool) -> Table:
        from models.exchange import exportlogistics

        return (exportlogistics.flags if flags else exportlogistics.kits)(connection, election, unit)

    return Export("rawan" if flags else "logistik", make)


def of_seats(election: Election, unit: str, wanted: Seats) -> Export:
    """The seats of a unit that answer a question, in its order."""

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.export import seats

        return seats(connection, election, unit, wanted, full=full)

    return Export("personel", make, personal=True)


def of_plan(
    plan: Plan,
    status: str,
    typed: str,
    decisions: Mapping[int, Any],
    total: int,
    election: Election,
    elections: Mapping[str, Election],
) -> Export:
    """The lines of a dry run: of a status (empty: of all), or as they were searched for; decided as they are now.
    ``total``: how many, 0 where that is not known."""

    def make(connection: Any, _full: bool) -> Table:
        from models import queries
        from screens.presenters import impor_lines as about

        def rows() -> Iterator[Sequence[str]]:
            after = 0
            while found := plan.lines(status or None, after=after, limit=PAGE, words=typed):
                known = about.Known(election, elections, queries.territory.names(connection, about.places_of(found)))
                for line in found:
                    said = about.said_of(line, decisions.get(line.number), known)
                    yield texts(about.cells(line, said, known, status, broad=True))
                after = found[-1].number
            if plan.closed:  # the file was put away meanwhile
                raise Cancelled()

        return table("impor", about.columns(status, broad=True), rows(), total)

    return Export("impor", make)


def of_text(name: str, ending: str, text: Callable[[], str], unit: str = "", about: str = "") -> Export:
    """A text (of a unit, ``about`` something in it), in a file with that ending."""
    return Export(name, None, texts={ending: text}, unit=unit, about=about)


def of_seat(election: Election, seat_id: int, unit: str, called: str) -> Export:
    """The dialog of a seat: everybody who ever held it."""

    def make(connection: Any, full: bool) -> Table:
        from models.exchange.export import history

        return history(connection, election, unit, seat_id=seat_id, full=full)

    return Export("riwayat", make, personal=True, unit=unit, about=called)


def texts(cells: Sequence[tuple[str, str]]) -> list[str]:
    """What stands in drawn cells."""
    return [text.strip() for text, _style in cells]


def table(name: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], total: int) -> Table:
    """A list under the heads that it has on the screen."""
    from models.exchange.writing import Column as Written
    from models.exchange.writing import Table as Made

    made = tuple(Written(one.key, one.title, "text", max(one.width, 12)) for one in columns)
    return Made(name, made, rows, total)


# ── while it is written ────────────────────────────────────────────────────────────


class Work:
    """A file that is being written: how far it is, and how it is given up."""

    def __init__(self, interrupt: Interrupt) -> None:
        """Nothing is done yet."""
        self.interrupt = interrupt
        self.done, self.total = 0, 0

    def told(self, done: int, total: int) -> None:
        """In the thread that writes. Raises Cancelled when nobody waits any more."""
        if self.interrupt.cancelled:
            raise Cancelled()
        self.done, self.total = done, total
