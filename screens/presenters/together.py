"""Who else is at work, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len

from models.clock import stored
from models.units import NATION
from screens.key_table import KEYS
from screens.locale import _, ngettext
from screens.presenters.glyphs import glyphs
from screens.presenters.text import fit, plain

if TYPE_CHECKING:
    from models.actor import Actor
    from models.presence import Online
    from models.queries.activity import EntryRow
    from screens.context import Context
    from screens.presenters.numbers import Segments


NAME, PLACE = 32, 40
"""Cells of an account's name, and of a place, that are shown of each."""


def in_bar(people: Sequence[Online], mine: int) -> Iterator[str]:
    """``daring 3: rini@Magelang Utara · bayu@TPS 041``, then with fewer names, down to ``3 daring``; nothing when one
    is alone."""
    if len(people) < 2:
        return
    others = [f"{plain(one.name)}@{plain(one.place)}" for one in people if one.session != mine]
    for shown in range(len(others), 0, -1):
        said = f" {glyphs().separator} ".join(others[:shown])
        more = f" {glyphs().separator} …" if shown < len(others) else ""
        yield _("daring {n}: {who}").format(n=len(people), who=said + more)
    yield _("{n} daring").format(n=len(people))


def minutes(since: datetime, now: datetime) -> str:
    """``2 mnt``; both of the same kind."""
    spent = max(now - since, timedelta())
    hours, left = divmod(int(spent.total_seconds()) // 60, 60)
    if not hours and not left:
        return _("baru saja")
    return _("{h} j {m} mnt").format(h=hours, m=left) if hours else _("{m} mnt").format(m=left)


def editing(others: Sequence[Online], now: datetime) -> str:
    """``bayu menyunting 2 mnt``, for the head of a form on the same row. ``now``: UTC."""
    return ", ".join(
        _("{name} menyunting {spent}").format(name=plain(one.name), spent=minutes(one.editing_since or now, now))
        for one in others
    )


def became(actor: Actor, context: Context) -> str:
    """What one's account says from now on: ``Akun Anda kini: operator, Magelang Utara``."""
    where = plain(context.name(actor.scope)) if actor.scope != NATION else _("seluruhnya")
    return _("Akun Anda kini: {role}, {where}").format(role=actor.role, where=where)


def news(entries: Sequence[EntryRow], context: Context, unit: str) -> str:
    """What colleagues did, in one line: a sentence, or how much of it there is. Newest first."""
    if len(entries) == 1:
        from screens.presenters.activity import sentence

        return f"{plain(entries[0].actor)} {sentence(entries[0], context.elections)}"
    who = ", ".join(dict.fromkeys(plain(one.actor) for one in entries))
    said = _("{n} perubahan rekan di {unit}: {who}")
    return said.format(n=len(entries), unit=plain(context.name(unit)), who=who)


def screen_name(mode: str) -> str:
    """What a screen is called where its key is named."""
    wanted = (f"app.mode('{mode}')", f"screen.visit('{mode}')")
    return _(next((key.label for key in KEYS if key.action in wanted), mode.capitalize()))


def title(people: Sequence[Online]) -> str:
    """What the list is called."""
    return _("Daring: {sessions}").format(sessions=ngettext("{n} sesi", "{n} sesi", len(people)).format(n=len(people)))


def lines(context: Context) -> list[Segments]:
    """A line a session: who, where, on which screen, since when, and what is being edited."""
    from models.presence import EDITING
    from screens.presenters.activity import stamp

    people, now = context.online, context.now()
    if not people:
        return [[(" " + _("Belum diketahui siapa saja yang daring."), "dim")]]
    utc = stored(now)
    width = min(NAME, max(cell_len(plain(one.name)) for one in people))
    found: list[Segments] = []
    for one in people:
        line: Segments = [
            (f" {fit(one.name, width)}  ", "key"),
            (context.path(one.unit) if one.unit in context.names else plain(one.place, PLACE), "text"),
            (f" {glyphs().separator} {screen_name(one.screen)}", "dim"),
            (f" {glyphs().separator} " + _("sejak {time}").format(time=stamp(one.since, now, brief=True)), "dim"),
        ]
        if one.session == context.session:
            line.append(("  " + _("sesi ini"), "dim"))
        elif one.editing_since is not None and utc - one.editing_since < EDITING:
            line.append(("  " + _("menyunting {spent}").format(spent=minutes(one.editing_since, utc)), "kurang"))
        found.append(line)
    return found
