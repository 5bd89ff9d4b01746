"""What happened since one last looked, in words: consequences first, never a list of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.locale import N_, _, ngettext
from screens.presenters import activity, dates, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.text import plain
from screens.widgets.columns import Column
from screens.widgets.grid import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.queries.since import Since
    from models.rules.schema import Election

OTHERS = {
    "emptied": (N_("kursi dikosongkan"), "kurang"),
    "withdrawn": (N_("bukti dicabut"), "kurang"),
    "filled": (N_("kursi diisi"), "siap"),
    "proved": (N_("bukti dan laporan dicatat"), "siap"),
    "other": (N_("perubahan lain"), "text"),
}
"""What others did, what hurts first."""


def columns() -> tuple[Column, ...]:
    """The columns of the consequences."""
    return (
        Column("what", _("akibat"), 30, weight=2, sortable=False),
        Column("where", _("di"), 20, weight=1, sortable=False),
        Column("now", _("dulu → kini"), 22, sortable=False),
    )


def title(found: Since, now: datetime) -> str:
    """``Sejak Sel 30 Jan: 2 memburuk · 5 membaik``."""
    if found.at is None:
        return _("Sejak terakhir masuk")
    worse = sum(one.worse for one in found.turned)
    return _("Sejak {day}: {worse} memburuk · {better} membaik").format(
        day=activity.stamp(found.at, now, brief=True), worse=worse, better=len(found.turned) - worse
    )


def rows(found: Since, election: Election) -> list[Row]:
    """What got worse, what others did, what is in order again, what is due; a row's key says where Enter goes."""
    turned, done, due = [], [], []
    arrow = "→" if glyphs.glyphs() is glyphs.UNICODE else "->"
    for one in found.turned:
        style = words.style(one.now)
        rule = election.indicator(one.code)
        was = f"{words.status(one.was)} {arrow} {words.status(one.now)}"
        cells = [
            (f"{glyphs.sign(style)} {one.code} {_(rule.short)}", style),
            (plain(places.brief(one.name)), "text"),
            (was, style),
        ]
        turned.append(Row(("kesiapan", one.unit, one.code), cells))
    if found.mine:
        done.append(_mine(found.mine))
    for kind, (said, style) in OTHERS.items():
        if many := found.others.get(kind):
            cells = [
                (f"{numbers.number(many)} {_(said)}", style),
                (", ".join(map(plain, found.by)), "dim"),
                ("", "dim"),
            ]
            done.append(Row(("aktivitas", kind, *found.by), cells))
    for promise in found.due:
        what = _("janji {owner}: {promise}").format(owner=plain(promise.owner), promise=plain(promise.promise))
        day = _("jatuh tempo {day}").format(day=dates.short_day(promise.due_on))
        where = plain(places.brief(promise.unit_name))
        due.append(Row(("sinergi", promise.id), [(what, "kurang"), (where, "text"), (day, "kurang")]))
    worse = [row for row, one in zip(turned, found.turned, strict=True) if one.worse]
    better = [row for row, one in zip(turned, found.turned, strict=True) if not one.worse]
    return [*worse, *done, *better, *due]


def _mine(changed: Mapping[str, int]) -> Row:
    """``4 baris Anda diubah orang lain`` and who did."""
    many = sum(changed.values())
    what = ngettext("{n} baris Anda diubah orang lain", "{n} baris Anda diubah orang lain", many)
    who = ", ".join(f"{plain(name)} {numbers.number(count)}" for name, count in changed.items())
    cells = [(what.format(n=numbers.number(many)), "kurang"), (who, "text"), ("", "dim")]
    return Row(("aktivitas", "mine", *changed), cells)
