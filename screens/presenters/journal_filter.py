"""What is typed to find journal entries, as a question: who, where, what kind, from when until when.

``sari personel kemarin`` → what sari changed of people yesterday; ``di wates sejak 12/2`` → all that concerns Wates
since then. Words say what they are by themselves; ``oleh`` and ``di`` say it where a name could be both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from models import queries
from models.clock import stored
from models.verbs import KINDS
from screens.locale import N_, _
from screens.presenters import dates
from screens.presenters.numbers import Segments
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.queries.activity import Only

KIND_WORDS = {
    "personel": N_("personel"),
    "kesiapan": N_("kesiapan"),
    "panggilan": N_("panggilan"),
    "impor": N_("impor"),
    "logistik": N_("logistik"),
    "sinergi": N_("sinergi"),
    "wilayah": N_("wilayah"),
    "akun": N_("akun"),
    "privasi": N_("privasi"),
    "urung": N_("urung"),
}
BY, IN, SINCE, UNTIL = N_("oleh"), N_("di"), N_("sejak"), N_("sampai")
TODAY, YESTERDAY = N_("hari-ini"), N_("kemarin")
SHORTEST = 3
"""Letters from which on a word may be the beginning of a kind's."""
YEARS = (2000, 2100)
"""What is no mistyped year."""
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Question:
    """Entries that concern a unit: by whom, of which kinds, between which moments (aware; ``until`` left out).
    ``place`` is the unit's name where it was typed, ``unknown`` a word that means nothing here."""

    unit: str
    typed: str = ""
    place: str = ""
    actor: str = ""
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    unknown: str = ""

    def only(self) -> Only:
        """The same for ``queries.activity``."""
        return queries.activity.Only(
            self.actor,
            tuple(verb for kind in self.kinds for verb in KINDS[kind]),
            stored(self.since) if self.since is not None else None,
            stored(self.until) if self.until is not None else None,
        )


def asked(connection: Any, typed: str, place: str, now: datetime) -> Question:
    """What was typed, by the accounts and regions that there are. ``now`` is local: days are meant in its zone."""
    days: list[tuple[date | None, date | None]] = []
    kinds: list[str] = []
    words: list[tuple[str, str]] = []
    said, kind = typed.casefold().replace(TODAY.replace("-", " "), TODAY).split(), ""
    while said:
        word = said.pop(0)
        marker = next((one for one in (BY, IN, SINCE, UNTIL) if _is(word, one)), "")
        if marker and not said:
            continue  # still being typed
        if marker in (SINCE, UNTIL):
            day = _day(said[0], now.date())
            if day is None:
                return Question(place, typed, unknown=said[0])
            said.pop(0)
            days.append((day, None) if marker == SINCE else (None, day))
        elif marker:
            words.append((marker, said.pop(0)))
        elif span := _span(word, now.date()):
            days.append(span)
        elif kind := kind_of(word):
            kinds.append(kind)
        else:
            words.append(("", word))
    since = [_midnight(day, now) for day, _last in days if day is not None]
    until = [_midnight(day + timedelta(days=1), now) for _first, day in days if day is not None]
    unit, name, actor, unknown = _named(connection, words, place)
    first, last = max(since, default=None), min(until, default=None)
    return Question(unit, typed, name, actor, tuple(dict.fromkeys(kinds)), first, last, unknown)


def kind_of(word: str) -> str:
    """The kind whose name is or begins with a word; empty where there is none."""
    if len(word) < SHORTEST:
        return ""
    return next(
        (kind for kind, name in KIND_WORDS.items() if name.startswith(word) or _(name).casefold().startswith(word)), ""
    )


def _named(connection: Any, words: list[tuple[str, str]], place: str) -> tuple[str, str, str, str]:
    """Unit, its name, account, and the word that is neither."""
    actor, where, unknown = "", [], ""
    for marker, word in words:
        found = None
        if marker != IN and not actor:
            found = queries.activity.actor_like(connection, word)
        if found is not None:
            actor = found
        elif marker == BY:
            unknown = unknown or word
        else:
            where.append(word)
    region = queries.activity.region_like(connection, " ".join(where), place) if where else None
    if where and region is None:
        unknown = unknown or " ".join(where)
    return (*(region or (place, "")), actor, unknown)


def title(question: Question, place: str) -> Segments:
    """``Aktivitas Kota Magelang · sari · personel · 12 Feb–14 Feb``."""
    found: Segments = [(_("Aktivitas {unit}").format(unit=plain(question.place or place)), "title")]
    parts = [_("oleh {actor}").format(actor=plain(question.actor))] if question.actor else []
    parts += [_(KIND_WORDS[kind]) for kind in question.kinds]
    span = _said(question)
    return [*found, *((f" · {part}", "key") for part in (*parts, *([span] if span else [])))]


def nothing(question: Question) -> str:
    """Why nothing is listed, and what to do."""
    if question.unknown:
        return _("{word} bukan akun, wilayah di sini, jenis, atau tanggal. Esc menghapus saringan.").format(
            word=plain(question.unknown)
        )
    return _("Tidak ada yang cocok. Esc menghapus saringan.")


def _said(question: Question) -> str:
    """The span in words; its last day is one of it."""
    first = question.since.date() if question.since is not None else None
    last = question.until.date() - timedelta(days=1) if question.until is not None else None
    if first is not None and last is not None:
        short = dates.short_day
        same = first == last
        return (
            short(last, year=True) if same else f"{short(first, year=first.year != last.year)}–{short(last, year=True)}"
        )
    if first is not None:
        return _("sejak {day}").format(day=dates.short_day(first, year=True))
    return _("sampai {day}").format(day=dates.short_day(last, year=True)) if last is not None else ""


def _is(word: str, message: str) -> bool:
    return word in (message, _(message).casefold())


def _span(word: str, today: date) -> tuple[date, date] | None:
    """``kemarin``, ``12/2``, ``12/2..14/2``."""
    first, dots, last = word.partition("..")
    one = _day(first, today)
    other = _day(last, today) if dots else one
    return (one, other) if one is not None and other is not None else None


def _day(word: str, today: date) -> date | None:
    """A day as people write it; without its year the latest one that is not ahead."""
    if _is(word, TODAY) or _is(word, YESTERDAY):
        return today - timedelta(days=int(_is(word, YESTERDAY)))
    iso, plain_day = _ISO.fullmatch(word), _DAY.fullmatch(word)
    try:
        if iso:
            return _sane(date(*(int(part) for part in iso.groups())))
        if plain_day:
            day, month, year = plain_day.groups()
            found = date(int(year or today.year), int(month), int(day))
            return _sane(found) if year or found <= today else found.replace(year=today.year - 1)
    except ValueError:
        pass
    return None


def _sane(day: date) -> date | None:
    return day if YEARS[0] <= day.year <= YEARS[1] else None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
