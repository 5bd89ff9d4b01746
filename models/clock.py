"""Time enters the program here and nowhere else.

Indonesia has no daylight saving time, so a zone is a fixed offset and needs no time zone database. A clock tells the
office's time; ``at_place`` turns a moment into that of the unit that one looks at or writes about.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from datetime import time as dt_time
from typing import Protocol

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
ZONES = {"WIB": WIB, "WITA": WITA, "WIT": WIT}
_PROVINCES = {
    WIB: "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    WITA: "51 52 53 63 64 65 71 72 73 74 75 76",
    WIT: "81 82 91 92 93 94 95 96",
}
"""Keppres 41/1987: Sumatra, Java, West and Central Kalimantan; Bali, Nusa Tenggara, South and East Kalimantan,
Sulawesi; Maluku and Irian Jaya. Provinces made since then keep the time of the one that they were split from."""
_ZONE_OF = {code: zone for zone, codes in _PROVINCES.items() for code in codes.split()}


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


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """A stored moment, aware again and in local time."""
    return moment.replace(tzinfo=UTC).astimezone(zone or WIB)


def end_of_day(day: date, zone: tzinfo | None) -> datetime:
    """The last second of a day, aware."""
    return datetime.combine(day, dt_time(23, 59, 59), zone)


def zone_of(unit: str) -> timezone | None:
    """The time zone of a unit, by its province; None for the nation, which has three, and for an unknown province."""
    return _ZONE_OF.get(unit[:2])


def at_place(moment: datetime, unit: str) -> datetime:
    """An aware moment in the local time of a unit; in its own zone, the office's, where the unit has no single one."""
    zone = zone_of(unit)
    return moment if zone is None else moment.astimezone(zone)
