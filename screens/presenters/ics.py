"""The calendar of elections as a file for other calendars (RFC 5545): whole days, one event a deadline and a stage.

An event keeps its UID while its name stays, so that a newer file moves what an older one brought.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from models.countdown import next_deadlines
from screens.locale import _
from screens.presenters import dates
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.countdown import Upcoming
    from models.rules.schema import Election, Stage

FOLD = 75
"""Octets after which a line must go on in the next one."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """Days from ``start`` to ``end``, both included. ``ident``: what the thing is called in its election file."""

    ident: tuple[str, str, str]
    title: str
    start: date
    end: date
    about: tuple[str, ...]


def calendar(elections: Sequence[Election], stamp: datetime) -> str:
    """The deadlines, stages and polling days of elections. ``stamp``: when the file was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Siaga//Kalender//ID", "CALSCALE:GREGORIAN"]
    many: Counter[tuple[str, str, str]] = Counter()
    for event in (one for election in elections for one in _events(election)):
        many[event.ident] += 1
        lines += _lines(event, many[event.ident], f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _events(election: Election) -> Iterator[Event]:
    name, polling = _(election.name), election.polling
    hours = _("TPS buka {opens}–{closes}").format(opens=f"{polling.opens:%H:%M}", closes=f"{polling.closes:%H:%M}")
    title = _("HARI-H {election}").format(election=name)
    yield Event((election.code, "polling", ""), title, polling.date, polling.date, (hours, _(election.legal)))
    for one in next_deadlines(election, date.min):
        if one.kind != "stage":
            yield _deadline(election, one)
    for stage in election.stages:
        if stage.held and (stage.start or stage.end):
            yield _stage(election, stage)


def _deadline(election: Election, one: Upcoming) -> Event:
    code = f"{one.indicator} " if one.indicator else ""
    hour = f" {one.at:%H:%M}" if one.at else ""
    about = [f"{dates.h_label((election.polling.date - one.on).days)}{hour}"]
    if one.indicator:
        rule = election.indicator(one.indicator)
        gate = " · " + _("gerbang") if rule.gate else ""
        about += [f"{rule.code} {_(rule.name)}{gate}", _("yang bertindak: {owner}").format(owner=_(rule.owner))]
    ident = (election.code, one.kind, one.indicator if one.kind == "indicator" else one.name)
    return Event(
        ident,
        f"{code}{_(one.name)} · {_(election.name)}",
        one.on,
        one.on,
        (*about, *_basis(one.basis, unverified=one.unverified)),
    )


def _stage(election: Election, stage: Stage) -> Event:
    start, end = stage.start or stage.end, stage.end or stage.start
    assert start is not None and end is not None
    about = tuple(_basis(stage.basis, unverified=stage.unverified))
    title = f"{_(stage.name)} · {_(election.name)}"
    return Event((election.code, "stage", stage.name), title, start, end, about)


def _basis(basis: str, *, unverified: bool) -> Iterable[str]:
    yield _("dasar: {basis}").format(basis=_(basis))
    if unverified:
        yield _("harinya belum dipastikan sumbernya")


def _lines(event: Event, number: int, stamp: str) -> Iterator[str]:
    uid = hashlib.sha256("\x1f".join((*event.ident, str(number))).encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@siaga.invalid"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.end + timedelta(days=1):%Y%m%d}"  # the first day after it
    yield f"SUMMARY:{escaped(event.title)}"
    about = "\n".join(plain(part) for part in event.about)
    yield f"DESCRIPTION:{about.translate(_ESCAPES)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text as a value: on one line, without anything that ends it."""
    return plain(text).translate(_ESCAPES)


def folded(line: str) -> str:
    """A line in pieces of at most ``FOLD`` octets, none of which splits a character."""
    pieces, piece, room = [], "", FOLD
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", FOLD - 1  # the blank with which it goes on
        piece += char
        room -= size
    return "\r\n ".join([*pieces, piece])
