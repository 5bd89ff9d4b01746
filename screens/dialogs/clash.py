"""Two people changed the same fields: which value holds is chosen field by field, and nobody's work is lost unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size

from screens import keys
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters.glyphs import glyphs
from screens.presenters.text import fit
from screens.widgets.painted import Line, Painted

ORIGINAL, THEIRS, MINE = range(3)


class Contested(NamedTuple):
    """A field that both changed: its label, and the three values, as values and in words."""

    field: str
    label: str
    values: tuple[Any, Any, Any]
    words: tuple[str, str, str]


class ClashTable(Painted, can_focus=True):
    """A line for each field, the three values beside each other, the chosen one lit."""

    def __init__(self, rows: Sequence[Contested], theirs: str, *, original: bool) -> None:
        """``theirs``: who changed it, and when; ``original``: what stood there before is known. Nothing is chosen
        yet."""
        super().__init__()
        self._rows = rows
        self._which = (ORIGINAL, THEIRS, MINE) if original else (THEIRS, MINE)
        self._heads = (_("1 asal"), _("2 {who}").format(who=theirs), _("3 Anda"))
        self.chosen: list[int | None] = [None] * len(rows)
        self.at = 0

    def choose(self, which: int) -> None:
        """Take one of the three values of the field at hand, and go on to the next one that is open."""
        if which not in self._which:
            return
        self.chosen[self.at] = which
        open_ = [at for at, one in enumerate(self.chosen) if one is None]
        self.at = next((at for at in open_ if at > self.at), open_[0] if open_ else self.at)
        self.repaint()

    def move(self, by: int) -> None:
        """To another field."""
        self.at = (self.at + by) % len(self._rows)
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The heading and the fields."""
        return len(self._rows) + 1

    def lines(self, width: int, height: int) -> list[Line]:
        """The heading, then a field in each line."""
        label = max((cell_len(row.label) for row in self._rows), default=0) + 3
        each = max((width - label) // len(self._which), 4)
        found: list[Line] = [
            [(" " * label, ""), *((fit(f" {self._heads[one]}", each - 1) + " ", "dim") for one in self._which)],
        ]
        for at, row in enumerate(self._rows):
            mark = glyphs().mark if at == self.at else " "
            line = [(fit(f" {mark}{row.label}", label), "title" if at == self.at else "text")]
            for which in self._which:
                words = row.words[which]
                lit = "cursor bold" if self.chosen[at] == which else "text"
                line += [(fit(f" {words or _('kosong')}", each - 1), lit), (" ", "")]
            found.append(line)
        return found


class ClashDialog(Dialog[dict[str, Any]], inherit_bindings=False):
    """Asks for every contested field which value holds; dismisses with field → value."""

    WHERE: ClassVar[tuple[str, ...]] = ("clash",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("clash")]
    CSS: ClassVar[str] = "ClashTable { width: 1fr; height: auto; }"

    def __init__(self, rows: Sequence[Contested], theirs: str, note: str = "", *, original: bool = True) -> None:
        """``theirs``: who changed it, and when; ``original``: what stood there before is known."""
        super().__init__(_("Bentrok: rekan mengubah isian yang sama"), note)
        self._rows = rows
        self.table = ClashTable(rows, theirs, original=original)

    def compose_form(self) -> ComposeResult:
        """The table."""
        yield self.table

    def on_mount(self) -> None:
        """The keys go there."""
        self.table.focus()

    def action_choose(self, which: int) -> None:
        """1, 2, 3."""
        self.wrong("")
        self.table.choose(which)

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.table.move(by)

    def accept(self) -> None:
        """Enter: when every field has its value."""
        chosen: Callable[[int], int | None] = self.table.chosen.__getitem__
        left = [row.label for at, row in enumerate(self._rows) if chosen(at) is None]
        if left:
            self.wrong(_("Pilih dulu: {fields}").format(fields=", ".join(left)))
            return
        self.dismiss({row.field: row.values[chosen(at) or 0] for at, row in enumerate(self._rows)})
