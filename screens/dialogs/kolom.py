"""What the columns of a file mean: seen beside their heads and some cells, and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import impor as words
from screens.presenters.impor_lines import FIELDS
from screens.presenters.text import plain
from screens.widgets.grid import Column, Grid, Row

if TYPE_CHECKING:
    from screens.readings import Header

Mapping = dict[str, dict[int, str]]
"""Shape → position → field."""
HEIGHT = 16
"""Lines of the list, where there is room."""
AROUND = 5
"""Lines around it: title, message, keys, and something of the screen below."""


class ColumnsDialog(Dialog[Mapping], inherit_bindings=False):
    """All columns of all shapes in one list; dismisses with the shapes that were changed."""

    WHERE: ClassVar[tuple[str, ...]] = ("dialog", "kolom")
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(WHERE)]

    def __init__(self, headers: Sequence[Header]) -> None:
        """``headers``: the shapes of the file."""
        super().__init__(_("Arti kolom"), _("huruf pertama memilih arti; diingat untuk berkas sebentuk"))
        self._headers = headers
        self._meant: Mapping = {one.digest: dict(one.columns) for one in headers}
        self.table = Grid(_columns(several=len(headers) > 1), frame=False, id="columns")
        self.table.can_focus = False

    def compose_form(self) -> ComposeResult:
        """The list; the arrows go through it and through the meanings."""
        count = sum(len(one.headers) for one in self._headers) + 1
        self.table.styles.height = max(min(count, HEIGHT, self.app.size.height - AROUND), 2)
        yield self.table

    def on_mount(self) -> None:
        """All columns as they are read now."""
        self.table.set_reactive(type(self.table).has_focus, True)
        self._show()

    def _show(self) -> None:
        several = len(self._headers) > 1
        rows = []
        for one in self._headers:
            more = len(one.sheets) - 1
            sheets = plain(one.sheets[0]) + (f" +{more}" if more else "") if one.sheets else ""
            for at, head in enumerate(one.headers):
                rows.append(self._row(one, at, head, sheets if several else ""))
        self.table.set_rows(rows, cursor=self.table.key)

    def _row(self, one: Header, at: int, head: str, sheets: str) -> Row:
        field = self._meant[one.digest].get(at, "")
        sample = words.sample(one.sample[at]) if at < len(one.sample) else ""
        changed = one.columns.get(at, "") != field
        style = "kurang bold" if changed else "siap" if field in FIELDS else "dim"
        shown = [
            (words.letter(one.first + at), "key"),
            (plain(head), "text"),
            (words.field_name(field), style),
            (sample, "dim"),
        ]
        return Row((one.digest, at), [*shown, (sheets, "dim")])

    # ── keys ────────────────────────────────────────────────────────────

    def action_move(self, by: int) -> None:
        """The arrows."""
        self.table.action_move(by)

    def action_turn(self, by: int) -> None:
        """Left and right: another meaning."""
        fields = [words.NOTHING, *FIELDS]
        now = self._field()
        at = fields.index(now) if now in fields else 0
        self._mean(fields[(at + by) % len(fields)])

    def on_key(self, event: events.Key) -> None:
        """A letter: the next meaning that begins with it."""
        if event.character is None or not event.character.isalpha():
            return
        event.stop()
        event.prevent_default()
        fields = list(FIELDS)
        now = self._field()
        at = fields.index(now) if now in fields else -1
        order = fields[at + 1 :] + fields[: at + 1]
        letter = event.character.casefold()
        found = next((one for one in order if words.field_name(one).casefold().startswith(letter)), None)
        if found is not None:
            self._mean(found)

    def _field(self) -> str:
        key = self.table.key
        return self._meant[key[0]].get(key[1], "") if isinstance(key, tuple) else ""

    def _mean(self, field: str) -> None:
        """The column under the cursor means this from now on; two columns cannot mean the same."""
        key = self.table.key
        if not isinstance(key, tuple):
            return
        digest, at = key
        columns = self._meant[digest]
        taken = next((other for other, one in columns.items() if one == field and other != at), None)
        columns.pop(at, None)
        if field:
            columns[at] = field
        self.wrong("")
        if field and taken is not None:
            columns.pop(taken)
            self.wrong(_("Kolom {letter} tidak lagi berarti itu.").format(letter=self._letter(digest, taken)))
        self._show()

    def _letter(self, digest: str, at: int) -> str:
        return words.letter(at + next(one.first for one in self._headers if one.digest == digest))

    def accept(self) -> None:
        """Enter: read again with these."""
        before = {one.digest: dict(one.columns) for one in self._headers}
        self.dismiss({digest: columns for digest, columns in self._meant.items() if columns != before[digest]})


def _columns(*, several: bool) -> tuple[Column, ...]:
    shown = (
        Column("letter", "", 3, sortable=False),
        Column("head", _("judul di berkas"), 18, weight=2, sortable=False),
        Column("field", _("artinya"), 16, weight=1, sortable=False),
        Column("sample", _("contoh isi"), 16, weight=2, sortable=False, priority=2),
    )
    return (*shown, Column("sheets", _("lembar"), 12, sortable=False, priority=1)) if several else shown
