"""Papers that somebody handed in: as they are shown, and as they are typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.text import clean
from screens.locale import _
from screens.presenters import dates, entered, glyphs
from screens.presenters.entered import Reading
from screens.presenters.numbers import Segments
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.eligibility import Paper
    from models.queries.register import PaperRow

WORDS = 3
"""Of a day, at most: ``31 Jan 2024``."""
NONE = "-"


def typed(handed: tuple[date, str | None] | None) -> str:
    """What stands in the form when it opens: ``31-01-2024 12/KES``."""
    return "" if handed is None else f"{entered.written(handed[0])} {handed[1] or ''}".strip()


def read(said: str, today: date) -> Reading:
    """A day and behind it, perhaps, a number; nothing or ``-``: it is not here."""
    parts = clean(said).split()
    if not parts or parts == [NONE]:
        return Reading()
    for count in range(min(WORDS, len(parts)), 0, -1):
        if entered.day(" ".join(parts[:count]), today) is not None:
            found = entered.read_day(" ".join(parts[:count]), today, today)
            if found.wrong:
                return found
            value = (found.value, " ".join(parts[count:]) or None)
            return Reading(value, words("", value))
    found = entered.read_day(" ".join(parts[:WORDS]), today, today)
    return found._replace(wrong=_("Tulis tanggal, lalu nomornya: 31-01-2024 12/KES"), said=_("tanggal, lalu nomornya"))


def words(_code: str, handed: Any) -> str:
    """``31 Jan 2024, no. 12/KES``; nothing where it is not here."""
    if handed is None:
        return ""
    day = dates.short_day(handed[0], year=True)
    return _("{day}, no. {number}").format(day=day, number=plain(handed[1])) if handed[1] else day


def handed(rows: Sequence[PaperRow]) -> dict[str, tuple[date, str | None]]:
    """By their codes."""
    return {one.code: (one.received_on, one.number) for one in rows}


def brief(paper: Paper) -> str:
    """``Surat sehat``: without what it is about."""
    return _(paper.name).partition(":")[0]


def names(asked: Sequence[Paper]) -> dict[str, str]:
    """What papers are called, by their codes, in the user's language."""
    return {one.code: brief(one) for one in asked}


def lines(rows: Sequence[PaperRow], asked: Sequence[Paper]) -> Iterator[Segments]:
    """How many are here, which are missing, and each that is here."""
    here, called = handed(rows), names(asked)
    missing = [name for code, name in called.items() if code not in here]
    count = _("{n} dari {all}").format(n=len(called) - len(missing), all=len(called))
    if not rows:
        yield [(_("belum ada yang dicatat; C mencatatnya"), "dim")]
        return
    if missing:
        yield [(f"{count}  ", "text"), (_("belum: {papers}").format(papers=", ".join(missing)), "kurang")]
    else:
        yield [(f"{glyphs.sign('siap')} {count}", "siap")]
    yes = glyphs.glyphs().yes
    for code, said in here.items():
        yield [(f"{yes} ", "siap"), (called.get(code, code), "text"), (f"  {words(code, said)}", "dim")]


def changed(
    values: Mapping[str, Any], seen: Mapping[str, Any]
) -> tuple[dict[str, tuple[date, str | None] | None], dict[str, Any]]:
    """What is otherwise than it was, and the same as it was."""
    found = {code: value for code, value in values.items() if value != seen.get(code)}
    return found, {code: seen.get(code) for code in found}
