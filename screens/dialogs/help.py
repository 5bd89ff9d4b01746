"""What the keys do here, and above them, if there is something to explain, its explanation."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType

from screens import keys
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters.text import fit
from screens.widgets.lines import Lines
from screens.widgets.painted import Line, Seg

NARROW = 110
"""Cells below which the keys stand in one column."""


class Help(Dialog[None], inherit_bindings=False):
    """The keys of a screen from the one table; ``explanation`` stands on top."""

    WHERE: ClassVar[tuple[str, ...]] = ("help",)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("help")]

    def __init__(
        self,
        where: keys.Groups,
        keymap: Mapping[str, str],
        explanation: Sequence[Line] = (),
        *,
        title: str = "",
        readonly: bool = False,
        without: Container[str] = (),
    ) -> None:
        """``where``: the screen's groups, ``without`` the ids that mean nothing there; ``keymap``: the user's own."""
        super().__init__(title or _("Bantuan"))
        self._rows = keys.help_rows(where, keymap, readonly=readonly, without=without)
        self._explanation = list(explanation)
        self.text = Lines(frame=False, focusable=True, id="help-text")

    def compose_form(self) -> ComposeResult:
        """One scrollable text."""
        self.text.update(self._lines)
        yield self.text

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = [[(" ", ""), *line] for line in self._explanation]
        if lines:
            lines.append([])
        room = max((cell_len(row[0]) for row in self._rows), default=0)
        words = max((cell_len(row[1]) for row in self._rows), default=0)
        columns = 1 if width < NARROW else 2
        each = width // columns
        half = -(-len(self._rows) // columns)
        for at in range(half):
            line: list[Seg] = []
            for shown, label, tooltip in self._rows[at::half]:
                line += [(f" {fit(shown, room)}  ", "key"), (f"{fit(label, words)}  ", "text")]
                used = room + words + 5
                line.append((fit(tooltip if tooltip != label else "", max(each - used, 0)), "dim"))
            lines.append(line)
        return lines

    def on_lines_activated(self) -> None:
        """Enter on the text."""
        self.dismiss(None)
