"""The papers that are asked of somebody, a line for each: when it was handed in, and its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from screens.dialogs.form import FieldLine, Form, Save
from screens.locale import _
from screens.presenters import papers
from screens.presenters.entered import Reading

if TYPE_CHECKING:
    from models.eligibility import Paper


class PapersDialog(Form):
    """An empty line is a paper that is not here; ``-`` takes one back."""

    CSS: ClassVar[str] = """
    PapersDialog .line .label { width: 25; }
    PapersDialog #panel { max-height: 100%; }
    """

    def __init__(
        self, name: str, person_id: int, asked: Sequence[Paper], seen: Mapping[str, Any], today: date, save: Save
    ) -> None:
        """``seen``: code → (day, number) of those that are here; ``save`` gets code → the same, or None."""
        super().__init__(_("Berkas"), save, name)
        self._person = person_id

        def read(said: str) -> Reading:
            return papers.read(said, today)

        self.fields = {
            one.code: FieldLine(papers.brief(one), papers.typed(seen.get(one.code)), read, _("tanggal, lalu nomornya"))
            for one in asked
        }

    @property
    def draft_name(self) -> str:
        """Of this person: others may have the same name."""
        return f"papers:{self._person}"

    def compose_form(self) -> ComposeResult:
        """A line for each paper."""
        yield from self.fields.values()

    def on_mount(self) -> None:
        """Begin at the top."""
        next(iter(self.fields.values())).entry.focus()

    def entered(self) -> dict[str, Any]:
        """All of them as they are to be."""
        return {code: line.reading().value for code, line in self.fields.items()}
