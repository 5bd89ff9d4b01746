"""What holds a day back, in words: causes, what waits for them, who must move, since when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screens.locale import N_, _
from screens.presenters import dates, glyphs, numbers, places
from screens.presenters import readiness as words
from screens.presenters.numbers import Segments
from screens.presenters.text import plain
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.blockers import Cause
    from models.queries.blockers import Held
    from models.rules.schema import Election

_STATES = {"klaim": N_("{n} klaim"), "belum": N_("{n} belum"), "unknown": N_("{n} ?")}


def columns() -> tuple[Column, ...]:
    """The columns of the causes."""
    return (
        Column("number", "#", 3, align="right", sortable=False),
        Column("cause", _("akar"), 16, weight=1, sortable=False),
        Column("place", _("di"), 12, weight=2, sortable=False),
        Column("items", _("butir"), 9, weight=3, sortable=False),
        Column("frees", _("membuka"), 14, weight=2, sortable=False),
        Column("owner", _("siapa"), 8, weight=1, sortable=False),
        Column("age", _("umur"), 6, align="right", sortable=False),
    )


def day_words(day: int, h: int) -> str:
    """``H-7``; what is due already: ``tenggat yang lewat``."""
    return _("tenggat yang sudah tiba") if day >= h else dates.h_label(day)


def title(held: Held, election: Election, h: int, *, broad: bool) -> str:
    """``H-7 tertahan oleh 3 akar``; ``broad``: with the date of the day."""
    many = numbers.number(len(held.causes))
    if held.day >= h:
        return _("Yang sudah jatuh tempo tertahan oleh {n} akar").format(n=many)
    day = dates.h_label(held.day) + (f" ({dates.full_day(election.day(held.day))})" if broad else "")
    return _("{day} tertahan oleh {n} akar").format(day=day, n=many)


def free(held: Held, h: int) -> str:
    """Where nothing is in the way."""
    return _("Tidak ada yang menahan {day} di sini.").format(day=day_words(held.day, h))


def cells(
    number: int, cause: Cause, names: Mapping[str, str], election: Election, today: date
) -> list[tuple[str, str]]:
    """One cause, in the order of ``columns``."""
    rule = election.indicator(cause.code)
    style = "kritis" if today >= election.day(rule.due) else "kurang"
    return [
        (str(number), "dim"),
        (f"{glyphs.sign(style)} {cause.code} {_(rule.short)}", style),
        (plain(places.brief(names.get(cause.area, cause.area))), "text"),
        (counted(cause), "text"),
        (frees(cause), "text" if cause.waiting else "dim"),
        (_(rule.owner), "text"),
        (dates.days_long(max((today - cause.since).days, 0)), "dim"),
    ]


def counted(cause: Cause) -> str:
    """``12 belum 3 klaim``."""
    return " ".join(
        _(said).format(n=numbers.number(cause.states[state]))
        for state, said in _STATES.items()
        if cause.states.get(state)
    )


def frees(cause: Cause) -> str:
    """``→ 12 butir: P4 4, P5 4, N1 4``."""
    if not cause.waiting:
        return ""
    arrow = "→" if glyphs.glyphs() is glyphs.UNICODE else "->"
    parts = ", ".join(f"{code} {numbers.number(many)}" for code, many in cause.waiting.items())
    return _("{arrow} {n} butir: {parts}").format(
        arrow=arrow, n=numbers.number(sum(cause.waiting.values())), parts=parts
    )


def path(cause: Cause, names: Mapping[str, str], election: Election) -> list[Segments]:
    """What must be done, and what follows, a line each; for the row under the cursor."""
    rule = election.indicator(cause.code)
    where = plain(names.get(cause.area, cause.area))
    gate = _("gerbang") if rule.gate else _("bukan gerbang, tetapi gerbang menunggunya")
    lines: list[Segments] = [
        [
            (f"{cause.code} {_(rule.name)}", "title"),
            (f" · {where} · {_(words.ITEMS[rule.counts])}: {counted(cause)}", "text"),
        ],
        [
            (
                _("terbuka sejak {day} · jatuh tempo H-{due} ({when}) · {gate}").format(
                    day=dates.full_day(cause.since),
                    due=rule.due,
                    when=dates.full_day(election.day(rule.due)),
                    gate=gate,
                ),
                "dim",
            )
        ],
        [(_("yang bertindak: {owner} · dasar: {basis}").format(owner=_(rule.owner), basis=_(rule.basis)), "dim")],
    ]
    waiting: Segments = [(_("yang menunggu: "), "dim")]
    for at, (code, many) in enumerate(cause.waiting.items()):
        other = election.indicator(code)
        waiting.append((", " if at else "", "dim"))
        waiting.append((f"{code} {_(other.short)} {numbers.number(many)}", "text"))
    return [*lines, waiting] if cause.waiting else lines


def by_owner(held: Held, election: Election) -> Segments:
    """``PPS 12 · KPU 3``: how many causes each must move."""
    many: dict[str, int] = {}
    for cause in held.causes:
        owner = _(election.indicator(cause.code).owner)
        many[owner] = many.get(owner, 0) + 1
    dot = f" {glyphs.glyphs().separator} "
    said = dot.join(f"{owner} {numbers.number(n)}" for owner, n in sorted(many.items(), key=lambda one: -one[1]))
    return [(said, "dim")]
