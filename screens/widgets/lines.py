"""A box of styled lines: panels, lists that need no cursor, explanations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message

from screens import keys
from screens.locale import _
from screens.presenters.glyphs import glyphs
from screens.presenters.text import wrapped
from screens.widgets.painted import FILL, Drawable, Line, Painted, bottom_edge, boxed, top_edge

Content = Sequence[Line] | Callable[[int], Sequence[Line]]
"""Lines, or what makes them for a width in cells (called again when the size changes)."""

__all__ = ["FILL", "Content", "Line", "Lines"]


_ACTIONS = {"activate", "move", "page", "first", "last"}
"""What a box of lines does of the keys of tables."""


class Lines(Painted):
    """Styled lines in a frame with a title; an update repaints only the cells that changed.

    With ``focusable`` it takes the focus, scrolls what does not fit, and posts ``Activated`` on enter.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in keys.bindings("table") if binding.action.split("(")[0] in _ACTIONS
    ]

    class Activated(Message):
        """Enter on a focusable box."""

        def __init__(self, lines: Lines) -> None:
            """``lines`` is the box."""
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> Lines:
            """The box, for ``@on(Lines.Activated, "#id")``."""
            return self.lines

    def __init__(
        self,
        title: str | Line = "",
        *,
        frame: bool = True,
        focusable: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``title`` is text or styled parts; without a frame there is none."""
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self._framed = frame
        self._title: Line = _title(title)
        self._note: Line = ()
        self._content: Content = ()
        self._of: object = None
        self._tall: tuple[int, int] | None = None
        """The width and height that were last asked for, where content says how high it is."""
        self._top = 0

    # ── what it shows ────────────────────────────────────────────────────────────

    def update(
        self, content: Content, *, title: str | Line | None = None, note: Line | None = None, of: object = None
    ) -> None:
        """Show other lines; ``title`` and ``note`` (at the right of the title) stay as they are if not given. ``of``:
        all that content and title are made of: where that is what it was, nothing is made anew."""
        if of is not None and of == self._of:
            return
        self._content, self._of = content, of
        if title is not None:
            self._title = _title(title)
        if note is not None:
            self._note = note
        if self.styles.height is not None and self.styles.height.is_auto:
            self._content = self._made(self._inner(self.size.width))  # once, for the height and for the picture
            tall = (self.size.width, self._natural_height())
            if tall != self._tall:
                self._tall = tall
                self.refresh(layout=True)
        self.repaint()
        self._content = content

    def show_state(self, text: str) -> None:
        """One line instead of content: ``memuat…``, or why there is none. Nothing moves, nothing is sent."""
        self.update(lambda width: [[(f" {line}", "dim")] for line in wrapped(text, width - 2)])

    def lines(self, width: int, height: int) -> Sequence[Drawable]:
        """The frame and as much of the content as fits."""
        if not self._framed:
            content = self._made(width)
            page = self._page(content, height)
            more = self._more(len(content) - self._top - height + 1) if self.can_focus and height > 1 else ()
            return [*page[:-1], more] if more and len(content) > self._top + height else page
        if width < 2 or height < 2:
            return [top_edge(width, self._title, focused=self.has_focus)]
        content = self._made(width - 2)
        page = self._page(content, height - 2)
        page += [()] * (height - 2 - len(page))
        note = self._more(len(content) - self._top - (height - 2))
        return [
            top_edge(width, self._title, self._note, focused=self.has_focus),
            *(boxed(line) for line in page),
            bottom_edge(width, note),
        ]

    @staticmethod
    def _more(left: int) -> Line:
        return [(_("{n} lagi {sign}").format(n=left, sign=glyphs().descending), "dim")] if left > 0 else ()

    def _page(self, content: Sequence[Line], height: int) -> list[Line]:
        self._top = max(min(self._top, len(content) - height), 0)
        return list(content[self._top : self._top + height])

    def _made(self, width: int) -> Sequence[Line]:
        return self._content(width) if callable(self._content) else self._content

    # ── size ────────────────────────────────────────────────────────────

    def _natural_height(self, width: int | None = None) -> int:
        edges = 2 if self._framed else 0
        return len(self._made(self._inner(width or self.size.width))) + edges

    def _inner(self, width: int) -> int:
        return max((width or 80) - (2 if self._framed else 0), 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows that ``height: auto`` takes."""
        return self._natural_height(width)

    # ── keys ────────────────────────────────────────────────────────────

    def watch_has_focus(self, value: bool) -> None:
        """Show where the focus is."""
        super().watch_has_focus(value)
        self.repaint()

    def action_activate(self) -> None:
        """Enter."""
        self.post_message(self.Activated(self))

    def action_move(self, by: int) -> None:
        """Scroll by lines."""
        self._top = max(self._top + by, 0)
        self.repaint()

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        self.action_move(by * max(self.size.height - 3, 1))

    def action_first(self) -> None:
        """To the first line."""
        self._top = 0
        self.repaint()

    def action_last(self) -> None:
        """To the last line."""
        self.action_move(len(self._made(max(self.size.width - 2, 1))))


def _title(title: str | Line) -> Line:
    return [(title, "title")] if isinstance(title, str) else title
