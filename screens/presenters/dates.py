"""Days, times and ages in short words, through the catalogue (no locale database: it is large and slow to load)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from screens.locale import N_, _, ngettext

_DAYS = (N_("Sen"), N_("Sel"), N_("Rab"), N_("Kam"), N_("Jum"), N_("Sab"), N_("Min"))
_LONG_DAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("Mei"),
    N_("Jun"),
    N_("Jul"),
    N_("Agu"),
    N_("Sep"),
    N_("Okt"),
    N_("Nov"),
    N_("Des"),
)
_LONG_MONTHS = (
    N_("Januari"),
    N_("Februari"),
    N_("Maret"),
    N_("April"),
    N_("Mei"),
    N_("Juni"),
    N_("Juli"),
    N_("Agustus"),
    N_("September"),
    N_("Oktober"),
    N_("November"),
    N_("Desember"),
)


def weekday(day: date) -> str:
    """``Rab``."""
    return _(_DAYS[day.weekday()])


def month(day: date) -> str:
    """``Jan``."""
    return _(_MONTHS[day.month - 1])


def short_day(day: date, *, year: bool = False) -> str:
    """``31 Jan``, with the year ``31 Jan 2024``."""
    return f"{day.day} {month(day)}" + (f" {day.year}" if year else "")


def full_day(day: date) -> str:
    """``Rab 31 Jan 2024``."""
    return f"{weekday(day)} {short_day(day, year=True)}"


def written_day(day: date) -> str:
    """``14 Februari 2024``, as a document is dated."""
    return f"{day.day} {_(_LONG_MONTHS[day.month - 1])} {day.year}"


def long_day(day: date) -> str:
    """``Rabu 14 Februari 2024``."""
    return f"{_(_LONG_DAYS[day.weekday()])} {written_day(day)}"


def numeric_day(day: date) -> str:
    """``Rab 7/2``: where there is little room."""
    return f"{weekday(day)} {day.day}/{day.month}"


def hour(moment: datetime, *, seconds: bool = False) -> str:
    """``20:00``, or ``20:00:05``."""
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def h_label(days: int) -> str:
    """``H-14``, ``HARI-H`` or ``H+9`` for days before polling (negative: after)."""
    if days == 0:
        return _("HARI-H")
    return f"H-{days}" if days > 0 else f"H+{-days}"


def days_long(days: int) -> str:
    """``2 hr``: how many days something has lasted."""
    return ngettext("{n} hr", "{n} hr", days).format(n=days)


def span(length: timedelta) -> str:
    """``45 dtk``, ``12 mnt``, ``3 jam``, ``2 hr``: a length in its largest whole unit."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 60:
        return _("{n} dtk").format(n=seconds)
    if seconds < 3600:
        return _("{n} mnt").format(n=seconds // 60)
    if seconds < 86400:
        return _("{n} jam").format(n=seconds // 3600)
    return days_long(seconds // 86400)


def ago(moment: datetime, now: datetime) -> str:
    """``3 jam lalu``; less than a minute is ``baru saja``."""
    length = now - moment
    if length < timedelta(minutes=1):
        return _("baru saja")
    return _("{span} lalu").format(span=span(length))


def remaining(length: timedelta, *, seconds: bool) -> str:
    """``13 hari 10:59`` or ``13 hari 10:59:55``; days are left out when there are none.

    Rounded down to what is shown, so it never promises more time than there is.
    """
    whole = max(int(length.total_seconds()), 0)
    days, rest = divmod(whole, 86400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}" + (f":{rest % 60:02}" if seconds else "")
    if not days:
        return clock
    return ngettext("{n} hari {clock}", "{n} hari {clock}", days).format(n=days, clock=clock)
