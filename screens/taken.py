"""A seat that a colleague filled or emptied meanwhile: what is done about it, and nothing that was entered is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from models import access, units
from screens.clashing import leave
from screens.locale import _
from screens.presenters import taken as words
from screens.presenters.taken import Mine
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.errors import Clash
    from models.services.contested import SeatNow
    from models.uow import UnitOfWork
    from screens.dialogs.end import Ended
    from screens.dialogs.form import Form
    from screens.writer import Writer

__all__ = ["Mine", "choose"]

LEAVE, RESERVE, REPLACE, GO_ON = "leave", "reserve", "replace", "go-on"


def choose(
    screen: Writer[Any],
    form: Form,
    clash: Clash,
    mine: Mine,
    go_on: Callable[[int], None],
    replaced: Callable[[Any], str],
) -> bool:
    """Ask what becomes of both; False where the error says nothing of a seat. ``go_on``: write what was entered once
    more, for the seat of that version: nobody else sits there. ``replaced``: what is said once mine followed theirs."""
    now: SeatNow | None = clash.detail.get("seat")
    if now is None:
        return False
    from screens.dialogs.taken import TakenDialog

    def chosen(way: str | None) -> None:
        if way is None:
            form.failed(_("Belum disimpan: kursi ini berubah sementara itu. Isian Anda masih di sini."))
        elif way == LEAVE:
            leave(screen, form)
        elif way == RESERVE:
            _wait(screen, form, mine)
        elif way == REPLACE:
            _replace(screen, form, now, mine, replaced)
        else:
            go_on(now.version)

    title, ways = words.title(now, same=_same(now, mine)), _ways(screen, now, mine)
    both = partial(words.both, clash, now, mine)
    screen.app.push_screen(TakenDialog(title, mine.called, both, ways), chosen)
    return True


def _same(now: SeatNow, mine: Mine) -> bool:
    """Whether the one who was shown still sits there."""
    return now.holder is not None and now.holder.person_id == mine.shown


def _ways(screen: Writer[Any], now: SeatNow, mine: Mine) -> list[tuple[str, str]]:
    """What the rules and this user's role allow; leaving it is what a hasty Enter does."""
    name, holder = plain(mine.name), now.holder
    if holder is None or _same(now, mine):
        stays = _("biarkan seperti sekarang") if holder is None else _("biarkan {name} di kursi itu")
        goes = _("angkat {mine} juga: kursinya kosong") if holder is None else _("tetap gantikan dengan {mine}")
        theirs = plain(holder.name) if holder is not None else ""
        return [(LEAVE, stays.format(name=theirs)), (GO_ON, goes.format(mine=name))]
    theirs, actor = plain(holder.name), screen.context.actor
    found = [(LEAVE, _("biarkan {name} di kursi itu").format(name=theirs))]
    if mine.reserve_id is None and access.allowed(actor, "reserve"):
        found.append((RESERVE, _("{mine} menunggu sebagai cadangan").format(mine=name)))
    if access.allowed(actor, "replace"):
        found.append((REPLACE, _("akhiri {name}, lalu {mine} menggantikan (PAW)").format(name=theirs, mine=name)))
    return found


def _wait(screen: Writer[Any], form: Form, mine: Mine) -> None:
    """Mine is put behind those who wait; what was entered of the decree stands in the note."""
    note = words.note(mine)

    def service(work: UnitOfWork) -> int:
        from models.services.register import add_reserve

        added = add_reserve(
            work, mine.body, mine.unit, person_id=mine.person_id, name=mine.name, asn=mine.asn, note=note
        )
        return int(added["rank"])

    said = _("{name} menunggu di giliran {rank}")
    area = mine.unit[: units.LENGTHS[units.Level.KELURAHAN]]
    screen.submit(form, "reserve", area, service, lambda rank: said.format(name=plain(mine.name), rank=rank))


def _replace(screen: Writer[Any], form: Form, now: SeatNow, mine: Mine, replaced: Callable[[Any], str]) -> None:
    """Theirs ends, for a reason and on a day that are asked; mine follows, as it was entered."""
    from screens.dialogs.end import EndDialog

    assert now.holder is not None

    def save(asking: Form, ended: Ended) -> None:
        def service(work: UnitOfWork) -> Any:
            from models.services.register import Successor, replace

            return replace(
                work,
                Successor(
                    mine.seat_id,
                    mine.start_on,
                    reserve_id=mine.reserve_id,
                    person_id=mine.person_id,
                    name=mine.name,
                    asn=mine.asn,
                    biodata=None if mine.reserve_id is not None or mine.person_id is not None else {},
                    decree=mine.decree,
                    decree_on=mine.decree_on,
                    ended_on=ended.day,
                    reason=ended.reason,
                    version=now.version,
                ),
            )

        def said(done: Any) -> str:
            form.saved()
            return replaced(done)

        def clashed(again: Clash) -> bool:
            asking.saved()
            return choose(screen, form, again, mine, lambda version: None, replaced)

        screen.submit(asking, "replace", mine.unit, service, said, clashed=clashed)

    form.failed(_("Belum disimpan: {name} masih di kursi itu.").format(name=plain(now.holder.name)))
    today = screen.context.today(mine.unit)
    screen.app.push_screen(EndDialog(plain(now.holder.name), mine.called, today, save, "berhenti"))
