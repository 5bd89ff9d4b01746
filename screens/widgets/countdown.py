"""How long is left: the box that is painted first, before there is a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len

from models.countdown import (
    Countdown as Left,
)
from models.countdown import (
    Phase,
    countdown,
    current_stages,
    next_deadlines,
    upcoming_stages,
)
from models.rules.schema import PollingHead
from screens.locale import _
from screens.presenters import dates
from screens.presenters.glyphs import glyphs
from screens.presenters.text import cut
from screens.widgets.lines import Lines
from screens.widgets.painted import FILL, Drawable, Line, Seg, bottom_edge, boxed, top_edge

if TYPE_CHECKING:
    from models.rules.schema import Election

LAST_HOUR = timedelta(hours=1)
STAGE = 12
"""Cells that the name of a stage needs to be of use."""


class Countdown(Lines):
    """One election's clock: ``H-14``, the day, what remains, the stage and the next tenggat.

    A tick sends the digits that changed. It ticks by the second only in the hour before an event and on polling
    day, else by the minute.
    """

    def __init__(
        self,
        election: Election | PollingHead,
        now: datetime,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``now``: the moment to begin with, aware."""
        super().__init__(_heading(election, chosen=False), id=id, classes=classes)
        self.election: Election | PollingHead = election
        self._now = now

    def complete(self, election: Election) -> None:
        """The whole of an election that began as its head: stage and tenggat can be told now."""
        self.election = election
        self.repaint()

    def choose(self, *, chosen: bool) -> None:
        """Whether the screen shows this election."""
        title = _heading(self.election, chosen=chosen)
        if title != self._title:
            self._title = title
            self.repaint()

    def tick(self, now: datetime) -> None:
        """Show another moment."""
        self._now = now
        self.repaint()

    def seconds(self, now: datetime) -> bool:
        """Whether the seconds are shown, so that a tick a second is needed."""
        return _by_second(countdown(self.election, now))

    def lines(self, width: int, height: int) -> Sequence[Drawable]:
        """Two lines in a frame; the second one gives way when there is one row only."""
        if height < 2 or width < 2:
            return [self._first(width)]
        content = [self._first(width - 2), self._second(width - 2)][: max(height - 2, 0)]
        return [
            top_edge(width, self._title),
            *(boxed(line) for line in content),
            bottom_edge(width),
        ]

    def _natural_height(self, width: int | None = None) -> int:
        return 4

    def _first(self, width: int) -> Line:
        left = countdown(self.election, self._now)
        polling = self.election.polling
        label: Seg = (f" {_label(left)} ", _style(left))
        clock = f"{polling.opens:%H:%M}"
        remains = self._remains(left)
        for day in (f"{dates.long_day(polling.date)} {clock}", dates.full_day(polling.date), ""):
            line: list[Seg] = [(" ", ""), label, (f"  {day}", "text"), FILL, *remains, (" ", "")]
            if sum(cell_len(text) for part in line if part is not FILL for text in part[:1]) < width:
                return line
        return [label, FILL, *remains]

    def _remains(self, left: Left) -> list[Seg]:
        if left.remaining is None:
            return [(_("arsip"), "dim")] if left.phase is Phase.AFTER else [(_("TPS ditutup"), "kurang bold")]
        text = dates.remaining(left.remaining, seconds=_by_second(left))
        if left.phase is Phase.POLLING_OPEN:
            return [(_("TPS dibuka, tutup dalam "), "siap"), (text, "siap bold")]
        return [(text, "title")]

    def _second(self, width: int) -> Line:
        if isinstance(self.election, PollingHead):
            return []
        due = next_deadlines(self.election, self._now.date(), 1)
        if not due:
            return [(f" {self._stage()}", "dim")]
        first = due[0]
        when = _("hari ini") if first.days_left == 0 else dates.numeric_day(first.on)
        style = "kritis" if first.days_left == 0 else "kurang" if first.days_left <= 3 else "dim"
        said, day = _("tenggat: "), f" {first.label} ({when}) "
        # The day must be read; the name may be cut.
        name = cut(_(first.name), width - 1 - cell_len(said) - cell_len(day))
        tenggat: list[Seg] = [(said, "dim"), (f"{name}{day}", style)]
        room = width - 3 - sum(cell_len(text) for text, _style in tenggat)
        # The tenggat matters more than the stage, whose name may be cut.
        stage = cut(self._stage(), room) if room >= STAGE else ""
        return [(f" {stage}", "dim"), FILL, *tenggat] if stage else [(" ", ""), *tenggat]

    def _stage(self) -> str:
        today = self._now.date()
        assert not isinstance(self.election, PollingHead)
        stages = current_stages(self.election, today)
        if stages:
            # What ends first is what one must know of.
            stage = min(stages, key=lambda one: one.end or today)
            until = dates.short_day(stage.end) if stage.end else ""
            return _("{stage} s.d. {day}").format(stage=_(stage.name), day=until)
        ahead = upcoming_stages(self.election, today, 1)
        if ahead and ahead[0].start:
            return _("{stage} mulai {day}").format(stage=_(ahead[0].name), day=dates.short_day(ahead[0].start))
        return _("selesai")


def _heading(election: Election | PollingHead, *, chosen: bool) -> list[Seg]:
    title: list[Seg] = [(f"{glyphs().mark} ", "key")] if chosen else []
    title.append((_(election.name).upper(), "title"))
    if election.subtitle:
        title.append((f" {glyphs().separator} {_(election.subtitle)}", "dim"))
    return title


def _by_second(left: Left) -> bool:
    if left.remaining is None:
        return False
    return left.days == 0 or left.remaining <= LAST_HOUR


def _label(left: Left) -> str:
    return _("HARI-H") if left.days == 0 else left.label


def _style(left: Left) -> str:
    if left.days < 0:
        return "dim bold"
    return "kritis bold" if left.days <= 1 else "kurang bold" if left.days <= 7 else "title"
