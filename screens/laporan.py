"""Laporan: what is reported of a place, as it will be pasted or printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries
from screens import keys
from screens.base import CLIPBOARD, SiagaScreen, where
from screens.context import Context
from screens.locale import _
from screens.presenters import laporan as words
from screens.presenters import numbers, sitrep
from screens.presenters.text import wrapped
from screens.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from models.queries.report import Report
    from screens.exports import Export


class Laporan(SiagaScreen["Report"]):
    """One report; ``f`` turns to the next kind, ``y`` copies it, ``e`` writes it."""

    WHERE = where("laporan")
    WITHOUT = frozenset({"open", "filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("laporan")]
    AUTO_FOCUS = "#report"
    CSS: ClassVar[str] = "#report { height: 1fr; }"

    def __init__(self, context: Context) -> None:
        """The one to paste comes first. ``text``: the report as it is pasted or written."""
        super().__init__(context)
        self.kind = next(iter(words.KINDS))
        self.text = ""

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield Lines(focusable=True, id="report")

    def read(self, connection: Any) -> Report:
        """All that reports say, in one snapshot."""
        context = self.context
        found: Report = queries.report.report(connection, context.election, context.place.unit, context.now())
        return found

    def show(self, data: Report) -> None:
        """The report of the kind that is chosen."""
        self.text = words.made(self.kind, data, self.context.election, self._mark())
        text = self._shown(data)
        kinds = list(words.KINDS)
        following = words.KINDS[kinds[(kinds.index(self.kind) + 1) % len(kinds)]]

        def content(width: int) -> Sequence[Line]:
            return [
                [(f" {part}", "title" if line.startswith("*") else "text")]
                for line in text.splitlines()
                for part in wrapped(line, width - 2)
            ]

        self.query_one("#report", Lines).update(
            content,
            title=_("Laporan {kind}").format(kind=_(words.KINDS[self.kind])),
            note=[
                (_("{n} huruf").format(n=numbers.number(len(self.text))), "dim"),
                (_("  f: {kind}").format(kind=_(following)), "key"),
            ],
        )

    def _shown(self, data: Report) -> str:
        """The text as it is; of a page what stands in it, for its text is for a browser."""
        if self.kind != "html":
            return self.text
        told = _("Satu halaman untuk dibuka di peramban dan dicetak di A4: e menulisnya ke berkas. Isinya:")
        found = sitrep.said(data, self.context.election, self._mark())
        return f"{told}\n\n{words.outline(found, found.place)}"

    def _mark(self) -> str:
        """What the report must say of itself, so that nobody takes it for what is."""
        context = self.context
        if context.supposed is None:
            return ""
        from screens.presenters.supposing import watermark

        return watermark(context.supposed, context.elections)

    def action_next_list(self) -> None:
        """f: the next kind."""
        kinds = list(words.KINDS)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        if self.data is not None:
            self.show(self.data)
            self.query_one("#report", Lines).action_first()

    def action_copy(self) -> None:
        """y: the whole report, or nothing: half a report would be pasted for a whole one."""
        text = self.text
        if not text:
            self.say(_("Tidak ada yang dapat disalin di sini."), "dim")
        elif self.kind == "html" or len(text.encode()) > CLIPBOARD:
            self.say(_("Terlalu panjang untuk papan klip: e menulisnya ke berkas."), "kurang")
        else:
            self.app.copy_to_clipboard(text)
            self.say(_("Laporan dikirim ke papan klip terminal."), "siap")

    # ── export ────────────────────────────────────────────────────────────

    def exported(self) -> Export | None:
        """The report of the kind that is shown, as it is pasted or printed."""
        from screens import exports

        if self.data is None:
            return None
        text = self.text
        return exports.of_text(f"laporan-{self.kind}", words.ENDINGS[self.kind], lambda: text)
