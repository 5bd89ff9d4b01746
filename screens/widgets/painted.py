"""Widgets that are drawn as lines of styled text; only the lines that changed are drawn again.

A subclass says what its lines are now (``lines``); ``repaint`` compares them with those that are shown. Of the lines
that differ the terminal gets the cells that do (``tui.canvas``); nothing differs: nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import ANSIToTruecolor, DimFilter, LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens.presenters.glyphs import glyphs
from screens.presenters.text import cut, plain
from screens.styles.palette import Palette, faded, ground, palette

Seg = tuple[str, str]
"""Text and its style names, e.g. ``("MERAH", "kritis bold")``."""
Line = Sequence[Seg]


class Boxed(NamedTuple):
    """A line between the sides of a frame."""

    line: Line
    side: Seg


Drawable = Line | Boxed
"""What a widget says that stands in one of its lines."""

FILL: Seg = ("\0", "")
"""Takes the room that is left in a line: what follows stands at the right."""

TITLE = 8
"""Cells of a frame's title that a note at its right must leave."""


class Painted(Widget):
    """Base of the drawn widgets. ``stale`` greys everything: the figures are out of date."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """An empty picture, until ``repaint``."""
        super().__init__(id=id, classes=classes)
        self._said: list[Drawable] = []
        self._shown: list[list[Seg]] = []
        self._strips: dict[int, Strip] = {}
        self._drawn_in: Palette | None = None
        self._shown_size: Size | None = None
        self._stale = False
        self._hidden = False

    def lines(self, width: int, height: int) -> Sequence[Drawable]:
        """What is to be seen in ``width`` × ``height`` cells; longer lines are cut, missing ones are blank."""
        raise NotImplementedError

    @property
    def stale(self) -> bool:
        """Whether the figures are known to be out of date."""
        return self._stale

    @stale.setter
    def stale(self, value: bool) -> None:
        if value != self._stale:
            self._stale = value
            self._said = []  # the same words in another look
            self.repaint()

    # ── drawing ────────────────────────────────────────────────────────────

    def repaint(self) -> None:
        """Bring the screen up to date with what ``lines`` says now."""
        size = self.size
        if not size or self._shown_size != size:
            return  # not laid out yet, or resized: drawn as a whole when Textual asks
        if changed := self._draw(size):
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines for Textual's compositor: as they are, where they have no more around them than a palette's ground."""
        if self.styles.gutter:
            return super().render_lines(crop)
        size, styles = self._up_to_date()
        strips = [self._strip(y, size, styles) for y in crop.line_range]
        for one in self.get_line_filters():
            strips = [strip.apply_filter(one, self.background_colors[1]) for strip in strips]
        if crop.column_span != (0, size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One of them."""
        return self._strip(y, *self._up_to_date())

    def _up_to_date(self) -> tuple[Size, Palette]:
        """Size and palette; what is drawn and was made into strips is so for these."""
        size, styles = self.size, palette(self.app)
        if self._shown_size != size:
            self._shown_size = size
            self._said = []
            self._draw(size)
        if styles is not self._drawn_in:
            self._drawn_in = styles
            self._strips.clear()
        return size, styles

    def _strip(self, y: int, size: Size, styles: Palette) -> Strip:
        if y >= len(self._shown):
            return Strip.blank(size.width)
        strip = self._strips.get(y)
        if strip is None:
            strip = Strip([Segment(text, styles[style]) for text, style in self._shown[y]], size.width)
            self._strips[y] = strip
        return strip

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Only the filters for NO_COLOR: the palette has no colours that the others would have to convert."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor | DimFilter)]

    def _draw(self, size: Size) -> list[int]:
        """Bring the picture up to date; the numbers of the lines that are others now."""
        said: list[Drawable] = [*self.lines(size.width, size.height)[: size.height]]
        said += [()] * (size.height - len(said))
        before, self._said = self._said, said
        if len(self._shown) != len(said):
            self._shown = [[]] * len(said)
            self._strips.clear()
        changed = []
        for y, line in enumerate(said):
            if before and before[y] == line:
                continue
            drawn = arranged(line, size.width)
            if self._stale:
                drawn = [(text, faded(style)) for text, style in drawn]
            if drawn != self._shown[y]:
                self._shown[y] = drawn
                self._strips.pop(y, None)
                changed.append(y)
        return changed

    def on_hide(self) -> None:
        """Out of sight: what changes is not drawn."""
        self._hidden = True

    def on_show(self) -> None:
        """Back in sight, at the size of old: what changed meanwhile was not drawn."""
        if not self._hidden:
            return
        self._hidden = False
        self._shown_size = None
        self.refresh()


def arranged(line: Drawable, width: int) -> list[Seg]:
    """A line in exactly ``width`` cells, safe to draw, with as few segments as its look allows."""
    merged: list[Seg] = []
    if isinstance(line, Boxed):
        parts = [line.side, *arranged(line.line, width - 2), line.side] if width > 1 else [line.side][:width]
        for text, style in parts:
            _append(merged, text, style)
        return merged
    room = width
    for text, style in _filled(line, width):
        if room <= 0:
            break
        fitting = cut(text, room)
        room -= cell_len(fitting)
        _append(merged, fitting, style)
    if room > 0:
        _append(merged, " " * room, merged[-1][1] if merged and ground(merged[-1][1]) else "")
    return merged


def _filled(line: Line, width: int) -> Iterable[Seg]:
    parts = [part if part is FILL else (plain(part[0]), part[1]) for part in line]
    fills = sum(part is FILL for part in parts)
    if not fills:
        return [part for part in parts if part[0]]
    room = max(width - sum(cell_len(part[0]) for part in parts if part is not FILL), 0)
    filled: list[Seg] = []
    for index, part in enumerate(parts):
        if part is not FILL:
            filled.append(part)
            continue
        share, fills = room // fills, fills - 1
        room -= share
        # A gap has the ground of what stands before it.
        before = filled[-1][1] if filled else parts[index + 1][1] if index + 1 < len(parts) else ""
        filled.append((" " * share, " ".join(sorted(ground(before)))))
    return [part for part in filled if part[0]]


def _append(merged: list[Seg], text: str, style: str) -> None:
    """Add a segment; one of the same look, or blanks on the same ground, join their neighbour."""
    if not text:
        return
    if merged:
        last, name = merged[-1]
        if name == style or (ground(name) == ground(style) and text.isspace()):
            merged[-1] = (last + text, name)
            return
        if ground(name) == ground(style) and last.isspace():
            merged[-1] = (last + text, style)
            return
    merged.append((text, style))


# ── frames ────────────────────────────────────────────────────────────


def top_edge(width: int, title: Line, note: Line = (), *, focused: bool = False) -> Line:
    """``┌ title ─── note ┐``; a long title is cut, a note that leaves it no room is left out."""
    left, right, _, _, across, _ = glyphs().box
    style = "line-focus" if focused else "line"
    if focused:
        title = [(text, f"{name} cursor".strip()) for text, name in title]
    return _edge(left, right, across, width, title, note, style)


def bottom_edge(width: int, note: Line = (), said: Line = (), *, focused: bool = False) -> Line:
    """``└ said ─── note ┘``."""
    _, _, left, right, across, _ = glyphs().box
    return _edge(left, right, across, width, said, note, "line-focus" if focused else "line")


def _edge(left: str, right: str, across: str, width: int, title: Line, note: Line, style: str) -> Line:
    inner = width - 2
    if inner < 0:
        return [(across * width, style)]
    # The note is short and says how it stands: a long title is cut for it.
    note_parts = _label(note, inner)
    noted = sum(cell_len(text) for text, _ in note_parts)
    if noted > inner - TITLE:
        note_parts, noted = [], 0
    title_parts = _label(title, inner - noted - 2 * bool(noted))
    used = sum(cell_len(text) for text, _ in title_parts)
    rest = inner - used - sum(cell_len(text) for text, _ in note_parts)
    tail = across if note_parts and rest > 1 else ""
    return [
        (left, style),
        *title_parts,
        (across * (rest - len(tail)), style),
        *note_parts,
        (tail + right, style),
    ]


def _label(parts: Line, room: int) -> list[Seg]:
    """Text set into an edge with a blank on each side, in at most ``room`` cells; a title is cut."""
    clean = [(plain(text), style) for text, style in parts if text]
    if not clean or room < 4:
        return []
    label: list[Seg] = [(" ", "")]
    left = room - 2
    for text, style in clean:
        shown = cut(text, left)
        label.append((shown, style))
        left -= cell_len(shown)
    return [*label, (" ", "")]


def boxed(line: Line, *, focused: bool = False) -> Boxed:
    """A line between the sides of a frame."""
    return Boxed(line, (glyphs().box[-1], "line-focus" if focused else "line"))
