"""The first and the last line of every screen."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from screens import keys
from screens.locale import _
from screens.presenters import dates
from screens.presenters.glyphs import glyphs
from screens.presenters.together import in_bar
from screens.widgets.painted import FILL, Line, Painted, Seg

if TYPE_CHECKING:
    from textual.timer import Timer

    from screens.context import Context


class TopBar(Painted):
    """``SIAGA · Kota Magelang   LATIHAN   sari · koordinator   Rab 31 Jan 2024 20:00 WIB``.

    A minute's tick sends the digits that changed.
    """

    def __init__(self, context: Context) -> None:
        """``context`` tells who, where and when."""
        super().__init__(id="top-bar")
        self._shared = context
        self._now = context.now()
        self._where = ""

    def place(self, where: str) -> None:
        """Name where the user stands: ``Kota Magelang``, or a path of names."""
        if where != self._where:
            self._where = where
            self.repaint()

    def tick(self, now: datetime) -> None:
        """Show the time."""
        self._now = now
        self.repaint()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The banner and the time are the last to go when there is no room."""
        context = self._shared
        dot = f" {glyphs().separator} "
        banner = self._banner()
        moment: list[Seg] = [
            (f"{dates.full_day(self._now)} ", "head"),
            (dates.hour(self._now), "head bold"),
            (f" {self._now.tzname() or ''} ", "head"),
        ]
        who = f"{context.actor.name}{dot}{context.actor.role}"
        online = list(in_bar(context.online, context.session))
        if context.as_of is not None:
            moment = []  # the banner says it
        short: list[Seg] = [(f"{dates.hour(self._now)} {context.zone_said}".rstrip(), "head bold"), (" ", "head")]
        if not moment:
            short = []
        path = self._where.split(" › ")
        # Who one is oneself one knows; who else is there, and how many, goes later.
        said = [*(f"{who}{dot}{one}" for one in online), *online[-1:], who] if online else [who]
        with_people = [([(f"{one}   ", "head"), *moment], path) for one in said]
        for right, parts in (*with_people, (moment, path), *_shorter(short, path)):
            where = " › ".join(parts)
            name: list[Seg] = [(" SIAGA", "head bold"), (f"{dot}{where}" if where else "", "head")]
            if _width([*name, *banner, *right]) + 3 <= width:
                return [[*name, ("  ", "head"), *banner, FILL, *right]]
        alone: list[Seg] = [(f" {path[-1]}", "head bold"), ("  ", "head")]
        named = _width([*alone, *banner]) <= width and self._where
        return [[*(alone if named else [(" SIAGA", "head bold"), ("  ", "head")]), *banner, FILL]]

    def _banner(self) -> list[Seg]:
        context = self._shared
        dot = f" {glyphs().separator} "
        parts: list[Seg] = []
        if context.rehearsal:
            parts += [(_(" LATIHAN "), "rehearsal bold"), (" ", "head")]
        if context.supposed is not None:
            from screens.presenters.supposing import watermark

            parts += [(f" {watermark(context.supposed, context.elections)} ", "aside bold"), (" ", "head")]
        elif context.as_of is not None:
            there = context.now()  # the clock stands at that moment
            time = f"{dates.hour(there)} {context.zone_said}".rstrip()
            said = _("{mark} {day} {time} LAYAR LAMPAU").format(
                mark=glyphs().back, day=dates.full_day(there), time=time
            )
            parts += [(f" {said}{dot}", "aside bold"), (_("hanya baca"), "aside bold"), (" ", "aside"), (" ", "head")]
        elif context.readonly:
            parts += [(_(" HANYA BACA "), "rehearsal"), (" ", "head")]
        return parts


TOGETHER = "screens"
"""The id of the screens' numbers named together."""


class KeyBar(Painted):
    """What the keys do here, most important first; in front of them, what there is to say.

    Two kinds of words: ``note`` stays until it is taken back ("data sejak 20:00"), ``say`` goes after a while. Both
    share the line with the keys, so that nothing above moves when they come and go.
    """

    SECONDS = 6.0
    """How long a remark stands."""

    def __init__(self, where: keys.Groups, *, readonly: bool = False, without: Container[str] = ()) -> None:
        """``where``: the groups of the key table that hold on this screen, ``without`` the ids that do not."""
        super().__init__(id="key-bar")
        self._where = where
        self._readonly = readonly
        self._first: Sequence[str] = ()
        self._off: Sequence[str] = ()
        self._without = without
        self._words: Mapping[str, str] = {}
        self._note: Seg | None = None
        self._remark: Seg | None = None
        self._timer: Timer | None = None
        self.keymap: dict[str, str] = {}

    def show_keys(self, where: keys.Groups) -> None:
        """Name the keys of other groups."""
        self._where = where
        self.repaint()

    def offer(self, shown: keys.Shown, *, readonly: bool) -> None:
        """Name the keys for the present, the past, or a supposition; with those that write, or without."""
        self._readonly, (self._first, self._off) = readonly, shown
        self.repaint()

    def leave_out(self, without: Container[str]) -> None:
        """Name the keys but for these, which mean nothing now."""
        self._without = without
        self.repaint()

    def word(self, words: Mapping[str, str]) -> None:
        """Other words for some ids: what Enter does in this very form."""
        self._words = words
        self.repaint()

    def say(self, text: str, style: str = "text", seconds: float = SECONDS) -> None:
        """Say something for a while; an empty text takes it back."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._remark = (text, style) if text else None
        if text:
            self._timer = self.set_timer(seconds, self._unsay)
        self.repaint()

    def _unsay(self) -> None:
        self._timer = None
        self._remark = None
        self.repaint()

    def note(self, text: str, style: str = "kurang") -> None:
        """Say something until it is taken back with an empty text."""
        before, self._note = self._note, (text, style) if text else None
        if self._note != before:
            self.repaint()

    @property
    def remark(self) -> str:
        """What is being said, for tests."""
        return self._remark[0] if self._remark else ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """Words first, then as many keys as fit."""
        line: list[Seg] = [(" ", "")]
        for words in (self._note, self._remark):
            if words is not None:
                line += [(words[0], f"{words[1]} bold"), ("   ", "")]
        room = width - _width(line)
        here = keys.footer(self._where, self.keymap, readonly=self._readonly, without=self._without, first=self._first)
        parts = [(name, key, self._words.get(name, label)) for name, key, label in here if name not in self._off]
        for _id, key, label in _chosen(parts, room) or _chosen(_together(parts), room) or []:
            line += [(key, "key"), (f" {label}", "dim"), ("  ", "")]
        return [line[:-1]]


Part = tuple[str, str, str]


def _chosen(parts: Sequence[Part], room: int) -> list[Part]:
    """What there is room for, what matters most first; nothing when a screen's number must go before lesser keys.

    The numbers stand first all the same.
    """
    chosen: list[Part] = []
    for part in parts:
        size = cell_len(part[1]) + 1 + cell_len(part[2])
        if size <= room:
            room -= size + 2
            chosen.append(part)
        elif part[0] in keys.MODES:
            return []
    return sorted(chosen, key=lambda part: part[0] not in keys.MODES and part[0] != TOGETHER)


def _together(parts: Sequence[Part]) -> list[Part]:
    """The screens' numbers in one: ``1-5 Layar``."""
    modes = {part[0]: part[1] for part in parts if part[0] in keys.MODES}
    found: list[Part] = []
    for part in parts:
        if part[0] not in modes:
            found.append(part)
        elif part[0] == next(iter(modes)):
            found.append((TOGETHER, _runs([modes[name] for name in keys.MODES if name in modes]), _("Layar")))
    return found


def _runs(pressed: Sequence[str]) -> str:
    """``1-9``; where one of them was moved ``1,m,3-9``."""
    runs: list[str] = []
    for key in pressed:
        if runs and (runs[-1][-1] + key) in "1234567890":
            runs[-1] += key
        else:
            runs.append(key)
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) if run.isdigit() else run for run in runs)


def _shorter(right: list[Seg], path: list[str]) -> list[tuple[list[Seg], list[str]]]:
    """A path with less and less of its middle, then of its beginning: where one stands is at its end."""
    middles = [[path[0], "…", *path[at:]] for at in range(2, len(path))]
    return [(right, one) for one in (path, *middles, *(["…", *path[at:]] for at in range(1, len(path))))]


def _width(line: Sequence[Seg]) -> int:
    return sum(cell_len(text) for text, _ in line)
