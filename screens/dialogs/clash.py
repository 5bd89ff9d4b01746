"""Two people changed the same: which value holds is chosen one by one, and nobody's work is lost unseen."""

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
MOST = 8
"""Lines of rows that are shown at once."""


class Contested(NamedTuple):
    """A field, or a row, that both changed: its label, and the three values, as values and in words. ``open``: mine
    can be chosen."""

    field: Any
    label: str
    values: tuple[Any, Any, Any]
    words: tuple[str, str, str]
    open: bool = True


class ClashTable(Painted, can_focus=True):
    """A line for each field or row, the values beside each other, the chosen one lit."""

    def __init__(
        self, rows: Sequence[Contested], theirs: str, *, original: bool, preset: int | None = None, whole: bool = False
    ) -> None:
        """``theirs``: who changed it, and when; ``original``: what stood there before is known; ``preset``: what is
        chosen of each at first; ``whole``: the one at hand stands below once more, uncut."""
        super().__init__()
        self._rows, self._whole = rows, whole
        self._which = (ORIGINAL, THEIRS, MINE) if original else (THEIRS, MINE)
        self._heads = (_("1 asal"), _("2 {who}").format(who=theirs), _("3 Anda"))
        self.chosen: list[int | None] = [preset] * len(rows)
        self.at = 0

    def choose(self, which: int) -> bool:
        """Take one of the values of the line at hand, and go on to the next one that is open; whether it can be."""
        if which not in self._which or (which == MINE and not self._rows[self.at].open):
            return False
        self.chosen[self.at] = which
        open_ = [at for at, one in enumerate(self.chosen) if one is None]
        self.at = next((at for at in open_ if at > self.at), open_[0] if open_ else self.at)
        self.repaint()
        return True

    def choose_all(self) -> None:
        """Mine everywhere, where it can be; theirs everywhere, where it is so already."""
        mine = [MINE if row.open else THEIRS for row in self._rows]
        self.chosen = [THEIRS] * len(mine) if self.chosen == mine else [*mine]
        self.repaint()

    def move(self, by: int) -> None:
        """To another line."""
        self.at = (self.at + by) % len(self._rows)
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The heading and the lines, and the one at hand once more."""
        return min(len(self._rows), MOST) + 1 + (3 if self._whole else 0)

    def lines(self, width: int, height: int) -> list[Line]:
        """The heading, then a field or row in each line."""
        label = min(max((cell_len(row.label) for row in self._rows), default=0) + 3, width * 2 // 5)
        each = max((width - label) // len(self._which), 4)
        first = max(0, min(self.at - MOST // 2, len(self._rows) - MOST))
        counted = f" {self.at + 1}/{len(self._rows)}" if len(self._rows) > MOST else ""
        found: list[Line] = [
            [
                (fit(counted, label), "dim"),
                *((fit(f" {self._heads[one]}", each - 1) + " ", "dim") for one in self._which),
            ],
        ]
        for at, row in list(enumerate(self._rows))[first : first + MOST]:
            mark = glyphs().mark if at == self.at else " "
            line = [(fit(f" {mark}{row.label}", label), "title" if at == self.at else "text")]
            for which in self._which:
                words = row.words[which]
                taken = self.chosen[at] == which
                lit = "cursor bold" if taken else "text" if row.open or which != MINE else "dim"
                sign = glyphs().yes if taken else " "
                line += [(fit(f"{sign}{words or _('kosong')}", each - 1), lit), (" ", "")]
            found.append(line)
        return found + (self._uncut(width) if self._whole else [])

    def _uncut(self, width: int) -> list[Line]:
        """The line at hand: what it is about, and both values."""
        row = self._rows[self.at]
        values = (f"{self._heads[which]}: {row.words[which] or _('kosong')}" for which in (THEIRS, MINE))
        return [
            [(fit(f" {row.label}", width), "title")],
            *([(fit(f"   {said}", width), "text")] for said in values),
        ]


class ClashDialog(Dialog[dict[Any, Any]], inherit_bindings=False):
    """Asks for every contested field which value holds; dismisses with field → value."""

    WHERE: ClassVar[tuple[str, ...]] = ("dialog", "clash")
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(WHERE)]
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


class ClashRows(ClashDialog, inherit_bindings=False):
    """Asks for every contested row whether mine is written over theirs, which stays unless one says so; dismisses with
    key → the value that was chosen."""

    WHERE: ClassVar[tuple[str, ...]] = ("dialog", "clash-rows")
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(WHERE)]

    def __init__(self, rows: Sequence[Contested], theirs: str, title: str, note: str = "") -> None:
        """``title``: how many of how many; ``theirs``: who changed them."""
        super().__init__(rows, theirs, note, original=False)
        self.heading.title = title
        self.table = ClashTable(rows, theirs, original=False, preset=THEIRS, whole=True)

    def action_choose(self, which: int) -> None:
        """2, 3: then the next row."""
        self.wrong("")
        if self.table.choose(which):
            self.table.move(int(self.table.at + 1 < len(self._rows)))
        else:
            self.wrong(_("Punya Anda tidak berlaku lagi di baris ini: orangnya sudah tidak di kursi itu."))

    def action_choose_all(self) -> None:
        """A."""
        self.wrong("")
        self.table.choose_all()
