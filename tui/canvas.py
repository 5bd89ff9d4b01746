"""What stands on the terminal, so that only what changes is sent.

Textual sends every segment of a widget's line that is touched, each with its complete style, and whole screens for a
dialog. Over a slow line that is the cost of a key. The canvas remembers each cell, sends the runs that differ, and
names only what changes from one pen to the next. It is fed with Textual's own updates (``App._display``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

NEAR = 8
"""Unchanged cells between two changes that are sent along: moving the cursor costs as much."""
TAIL = "\0"
"""Stands for the second cell of a wide character."""
NOTHING = "\x01"
"""Stands for a cell that was not sent yet: none is equal to it."""
SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})
"""SGR attributes that show on a blank: underline, reverse, strike, double underline, overline."""


class Pen(msgspec.Struct, frozen=True):
    """SGR codes: attributes, foreground, background; empty is the terminal's own."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


class Canvas:
    """The cells of the terminal as last sent."""

    def __init__(self) -> None:
        """Nothing is known of the terminal."""
        self.size = (0, 0)

        self._text: list[str] = []
        self._pens: list[str] = []
        self._known: list[Pen] = []
        self._numbers: dict[Pen, int] = {}
        self._styles: dict[tuple[Style | None, bool], str] = {}
        self._colours: ColorSystem | None = None

    def forget(self) -> None:
        """Send everything next time: somebody else may have written on the terminal."""
        self.size = (0, 0)

    def sequence(self, update: CompositorUpdate, console: Console, size: tuple[int, int]) -> str | None:
        """What must be sent for ``update`` on a terminal of ``size`` (columns, rows); None: not one of the known."""
        if isinstance(update, LayoutUpdate):
            lines = self._laid_out(update)
        elif isinstance(update, ChopsUpdate):
            lines = self._chopped(update)
        else:
            return None
        if size != self.size:
            self.size = size
            self._text = [""] * size[1]
            self._pens = [""] * size[1]
        if console._color_system != self._colours:
            self._colours = console._color_system
            self._styles.clear()
        sent: list[str] = []
        pen = Pen()
        for y, x, segments in lines:
            if 0 <= y < size[1]:
                pen = self._line(y, x, segments, pen, sent)
        if pen != Pen():
            sent.append("\x1b[0m")
        return "".join(sent)

    @staticmethod
    def _laid_out(update: LayoutUpdate) -> Iterator[tuple[int, int, Iterable[Segment]]]:
        for y, strips in enumerate(update.strips, update.region.y):
            yield y, update.region.x, [segment for strip in strips for segment in strip]

    @staticmethod
    def _chopped(update: ChopsUpdate) -> Iterator[tuple[int, int, Iterable[Segment]]]:
        done: set[tuple[int, int]] = set()
        for y, x1, x2 in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is not None and x < x2 and end > x1 and (y, x) not in done:
                    done.add((y, x))
                    yield y, x, strip

    def _line(self, y: int, x: int, segments: Iterable[Segment], pen: Pen, sent: list[str]) -> Pen:
        """Send what differs in a part of a line that begins at ``x``; the pen afterwards."""
        text, pens = self._cells(segments)
        width = self.size[0]
        text, pens = text[: width - x], pens[: width - x]
        old_text, old_pens = self._text[y], self._pens[y]
        if len(old_text) < x:
            old_text += NOTHING * (x - len(old_text))
            old_pens += NOTHING * (x - len(old_pens))
        end = x + len(text)
        before_text, before_pens = old_text[x:end], old_pens[x:end]
        if before_text == text and before_pens == pens:
            return pen
        self._text[y] = old_text[:x] + text + old_text[end:]
        self._pens[y] = old_pens[:x] + pens + old_pens[end:]
        for start, stop in _runs(before_text, before_pens, text, pens):
            sent.append(f"\x1b[{y + 1};{x + start + 1}H")
            pen = self._run(text, pens, start, stop, pen, sent)
        return pen

    def _run(self, text: str, pens: str, start: int, stop: int, pen: Pen, sent: list[str]) -> Pen:
        at = start
        while at < stop:
            last = stop - len(pens[at:stop].lstrip(pens[at]))
            wanted = self._known[ord(pens[at])]
            piece = text[at:last]
            if piece.isspace() and not wanted.attributes & SEEN_ON_BLANKS:
                # A blank shows neither foreground nor weight: what the pen has may stay.
                wanted = Pen(pen.attributes - SEEN_ON_BLANKS, pen.foreground, wanted.background)
            if wanted != pen:
                sent.append(change(pen, wanted))
                pen = wanted
            sent.append(piece.replace(TAIL, ""))
            at = last
        return pen

    def _cells(self, segments: Iterable[Segment]) -> tuple[str, str]:
        """Segments as one character and one pen a cell. Combining characters stay with their base, as they came."""
        texts: list[str] = []
        pens: list[str] = []
        for text, style, control in segments:
            if control or not text:
                continue
            if not text.isascii() and cell_len(text) != len(text):
                text = _spread(text)  # noqa: PLW2901
            texts.append(text)
            plain, blank = self._pen(style, False), self._pen(style, True)
            pens.append(
                plain * len(text) if plain == blank else blank.join(plain * len(one) for one in text.split(" "))
            )
        return "".join(texts), "".join(pens)

    def _pen(self, style: Style | None, blank: bool) -> str:
        """The pen of a style, as the character with its number."""
        found = self._styles.get((style, blank))
        if found is None:
            pen = Pen() if style is None or self._colours is None else _pen(style, self._colours)
            if blank:
                seen = pen.attributes & SEEN_ON_BLANKS
                pen = Pen(seen, pen.foreground if seen else "", pen.background)
            number = self._numbers.setdefault(pen, len(self._known))
            if number == len(self._known):
                self._known.append(pen)
            found = self._styles[style, blank] = chr(number)
        return found


def _pen(style: Style, colours: ColorSystem) -> Pen:
    codes = iter((style._ansi or style._make_ansi_codes(colours)).split(";"))
    attributes: set[str] = set()
    foreground = background = ""
    for code in codes:
        if code in {"38", "48"}:
            kind = next(codes)
            colour = ";".join([code, kind, *(next(codes) for _ in range(1 if kind == "5" else 3))])
        else:
            colour = code
        if (len(code) >= 2 and code[0] == "3") or (len(code) == 2 and code[0] == "9"):
            foreground = colour
        elif (len(code) >= 2 and code[0] == "4") or code[:2] == "10":
            background = colour
        elif code:
            attributes.add(code)
    return Pen(
        frozenset(attributes),
        "" if foreground == "39" else foreground,
        "" if background == "49" else background,
    )


def change(old: Pen, new: Pen) -> str:
    """The SGR sequence from one pen to another."""
    codes: list[str] = []
    if not old.attributes <= new.attributes:
        codes.append("0")
        old = Pen()
    codes += sorted(new.attributes - old.attributes)
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _runs(old: str, old_pens: str, new: str, pens: str) -> Iterator[tuple[int, int]]:
    """Where two parts of a line differ. With characters that are not one cell wide terminals may disagree with us
    about what stands where: such a part is sent as a whole."""
    if not _even(old) or not _even(new) or len(old) != len(new):
        yield 0, len(new)
        return
    start = stop = -1
    for at, (char, other, pen, number) in enumerate(zip(old, new, old_pens, pens, strict=True)):
        if char == other and pen == number:
            continue
        if start >= 0 and at - stop >= NEAR:
            yield start, stop
            start = at
        elif start < 0:
            start = at
        stop = at + 1
    if start >= 0:
        yield start, stop


def _even(text: str) -> bool:
    return (text.isascii() and TAIL not in text) or (cell_len(text) == len(text) and TAIL not in text)


def _spread(text: str) -> str:
    """One character a cell: a wide one is followed by ``TAIL``. A combining one cannot be placed: it is left out."""
    cells: list[str] = []
    for char in text:
        width = cell_len(char)
        if width:
            cells.append(char + TAIL * (width - 1))
    return "".join(cells)


class Ready(CompositorUpdate):
    """An update that is text already."""

    def __init__(self, text: str) -> None:
        """``text`` is what is sent."""
        self.text = text

    def render_segments(self, console: Console) -> str:
        """The text."""
        return self.text
