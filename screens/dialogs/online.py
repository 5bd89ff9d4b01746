"""Who is there, and where: it changes while one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.dialogs.details import Details
from screens.presenters import together

if TYPE_CHECKING:
    from screens.context import Context


class OnlineList(Details):
    """A line a session."""

    def __init__(self, context: Context) -> None:
        """``context`` knows them."""
        self._shared = context
        super().__init__(together.title(context.online), together.lines(context))

    def met(self) -> None:
        """Somebody came, went, or is somewhere else."""
        self.heading.title = together.title(self._shared.online)
        self.heading.repaint()
        self.text.update(together.lines(self._shared))
        self.text.refresh(layout=True)
