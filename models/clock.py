"""Time enters the program here and nowhere else.

Indonesia has no daylight saving time, so a zone is a fixed offset and needs no time zone database.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Protocol

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
ZONES = {"WIB": WIB, "WITA": WITA, "WIT": WIT}


class Clock(Protocol):
    """What tells the time: an aware local moment, and its calendar day."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The machine's clock, shown in ``zone``."""

    def __init__(self, zone: timezone = WIB) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(self.zone)

    def today(self) -> date:
        return self.now().date()


class FixedClock:
    """Always the same moment: for ``--as-of`` and for tests. ``moment`` must be aware."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


class OffsetClock:
    """Ticks from ``start`` as time passes since ``origin`` (seconds since 1970; default: now).

    Two processes that share ``start`` and ``origin`` agree on the time: that is how a rehearsal's
    colleagues live in the same evening as its board.
    """

    def __init__(self, start: datetime, origin: float | None = None) -> None:
        self.start = start
        self.origin = time.time() if origin is None else origin

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.time() - self.origin)

    def today(self) -> date:
        return self.now().date()


def stored(moment: datetime) -> datetime:
    """An aware moment as the database keeps it: UTC, without a zone, whole milliseconds."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def local(moment: datetime, zone: tzinfo | None = WIB) -> datetime:
    """A stored moment, aware again and in local time."""
    return moment.replace(tzinfo=UTC).astimezone(zone or WIB)
