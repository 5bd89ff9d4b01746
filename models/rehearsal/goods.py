"""Logistics of a rehearsal: invented voters, what came to the stores, kits on their way, signs of trouble.

Which steps are done is told by the progress of the indicators that they prove (models.rehearsal.plan), so that goods
and evidence agree at any moment.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from models import logistics, units
from models.logistics import Pieces
from models.queries import logistics as asked
from models.rehearsal.story import Goods, Short, Story, Told
from models.rules.schema import Election, Good, Step
from models.services import hazards
from models.services import logistics as acts
from models.tables import Flag, Kit, Stock, Tps
from models.uow import UnitOfWork

Plan = tuple[dt.datetime, str, str, Callable[[UnitOfWork], object]]
"""When, where, the verb, and what it does."""
RECEIVER = "Ketua KPPS"


def plans(story: Story, seed: int, kecamatan: Sequence[str]) -> Iterator[Plan]:
    """The writes of a story's logistics that no progress tells, in no order."""
    told = story.goods
    if told is None:
        return
    for at, unit in enumerate(kecamatan):
        yield (
            told.voters_at + dt.timedelta(minutes=4 * at),
            unit,
            "dpt",
            partial(_voters, told=told, seed=seed, unit=unit),
        )
        for number, code in enumerate(told.store):
            moment = told.store_at + dt.timedelta(minutes=20 * at + number)
            damaged = told.damaged.get(unit, {}).get(code, 0)
            yield moment, unit, "stock", partial(_store, unit=unit, good=code, damaged=damaged, paper=told.paper)
        for move in told.moves:
            moment = move.at + dt.timedelta(minutes=15 * at)
            yield moment, unit, "kit", partial(_move, unit=unit, step=move.step, paper=move.reference)
    if told.unknown:
        area = units.common(told.unknown)
        yield told.known_at, area, "dpt", partial(_late, told=told, seed=seed)
    for short in told.short:
        yield short.at, short.unit, "stock", partial(_short, short=short, paper=told.paper)
        yield short.mended, short.unit, "stock", partial(_mend, short=short, paper=told.paper)
    for flag in told.flags:
        yield flag.at, flag.unit, "flag", partial(_flag, told=flag)
        if flag.answered is not None:
            yield flag.answered, flag.unit, "mitigate", partial(_answer, told=flag, held=True)
        if flag.planned is not None:
            yield flag.planned, flag.unit, "mitigate", partial(_answer, told=flag, held=False)


def step_of(election: Election, code: str) -> Step | None:
    """The step that proves an indicator."""
    return next((step for step in election.steps if step.proves == code), None)


def ready(work: UnitOfWork, step: Step | None, code: str, where: Iterable[str]) -> set[str]:
    """Those of these TPS of which an indicator can be said: their voters are known where that is needed, nothing
    that would have to be answered is open."""
    found = set(where)
    if step is not None and step.code == logistics.COUNTED:
        blind = select(Tps.c.code).where(Tps.c.election == work.rules.code, Tps.c.dpt.is_(None))
        found -= set(work.connection.scalars(blind))
    if step is not None and step.code == logistics.PACKED:
        found -= {row.unit for row in _lacking(work)}
    if code == work.rules.hazards_prove:
        still = select(Flag.c.unit).where(Flag.c.election == work.rules.code, Flag.c.answered_on.is_(None))
        found -= set(work.connection.scalars(still))
    return found


def advance(work: UnitOfWork, step: Step, where: Sequence[str], reference: str) -> None:
    """The goods of these TPS have come to a step, which proves its indicator."""
    receiver = RECEIVER if step.receipt else ""
    acts.record_step(work, step.code, where, on=work.today, reference=reference, receiver=receiver, confirmed=True)


def invented(told: Goods, seed: int, tps: str) -> int:
    """Voters of a TPS; of a special one fewer."""
    low, high = told.special if tps[-3:] > "900" else told.voters
    return random.Random(f"{seed}/dpt/{tps}").randint(low, high)


def _voters(work: UnitOfWork, told: Goods, seed: int, unit: str) -> None:
    codes = [code for code in _codes(work, unit) if code not in told.unknown]
    acts.set_voters(work, {code: invented(told, seed, code) for code in codes}, confirmed=True)


def _late(work: UnitOfWork, told: Goods, seed: int) -> None:
    acts.set_voters(work, {code: invented(told, seed, code) for code in told.unknown}, confirmed=True)


def _codes(work: UnitOfWork, unit: str) -> list[str]:
    low, high = units.span(unit)
    same = (Tps.c.election == work.rules.code, Tps.c.code >= low, Tps.c.code < high)
    return list(work.connection.scalars(select(Tps.c.code).where(*same).order_by(Tps.c.code)))


def _store(work: UnitOfWork, unit: str, good: str, damaged: int, paper: str) -> None:
    """What a kecamatan needs has come; some of it is damaged."""
    there, rows = asked.goods(work.connection, work.rules, unit)
    row = next(one for one in rows if one.good == good)
    spare = row.unknown * work.rules.max_voters_per_tps if there.unknown else 0
    said = Pieces(received=row.need + spare, damaged=damaged)
    acts.record_pieces(work, unit, good, said, on=work.today, reference=paper, confirmed=True)


def _short(work: UnitOfWork, short: Short, paper: str) -> None:
    """In the first TPS of a kelurahan that nobody counted yet, some pieces are missing."""
    counted = select(Stock.c.unit).where(Stock.c.election == work.rules.code, Stock.c.unit.startswith(short.unit))
    free = ready(work, work.rules.steps[0], "", _codes(work, short.unit)) - set(work.connection.scalars(counted))
    good = next(one for one in work.rules.supplies() if one.code == short.good)
    for unit in sorted(free)[:1]:
        said = Pieces(counted=max(_need(work, unit, good) - short.lack, 0), damaged=short.damaged)
        acts.record_pieces(work, unit, good.code, said, on=work.today, reference=paper)


def _mend(work: UnitOfWork, short: Short, paper: str) -> None:
    """The missing pieces have come."""
    good = next(one for one in work.rules.supplies() if one.code == short.good)
    for row in _lacking(work):
        if units.contains(short.unit, row.unit) and row.good == good.code:
            said = Pieces(counted=_need(work, row.unit, good), damaged=row.damaged)
            acts.record_pieces(work, row.unit, good.code, said, on=work.today, reference=paper, version=row.version)


def _need(work: UnitOfWork, unit: str, good: Good) -> int:
    row = work.get(Tps, election=work.rules.code, code=unit)
    return logistics.need(work.rules, good, row["dpt"] if row else None) or 0


def _lacking(work: UnitOfWork) -> list[Any]:
    """What was counted and is short, at TPS."""
    found = select(Stock.c.unit, Stock.c.good, Stock.c.damaged, Stock.c.counted, Stock.c.version, Tps.c.dpt).join(
        Tps, (Tps.c.election == Stock.c.election) & (Tps.c.code == Stock.c.unit)
    )
    goods = {one.code: one for one in work.rules.supplies()}
    rows = work.connection.execute(found.where(Stock.c.election == work.rules.code, Stock.c.counted.is_not(None)))
    return [row for row in rows if logistics.lack(
        logistics.need(work.rules, goods[row.good], row.dpt), Pieces(counted=row.counted)
    )]  # fmt: skip


def _move(work: UnitOfWork, unit: str, step: str, paper: str) -> None:
    """Every kit of a kecamatan that is packed goes on."""
    same = (Kit.c.election == work.rules.code, Kit.c.unit.startswith(f"{unit}."))
    packed = [row.unit for row in work.connection.execute(select(Kit.c.unit, Kit.c.step).where(*same))
              if row.step in (logistics.PACKED, "ppk")]  # fmt: skip
    if packed:
        acts.record_step(work, step, sorted(packed), on=work.today, reference=paper, receiver=RECEIVER)


def _flag(work: UnitOfWork, told: Told) -> None:
    hazards.flag(work, told.unit, told.sign, on=work.today, note=told.note)


def _answer(work: UnitOfWork, told: Told, *, held: bool) -> None:
    row = work.get(Flag, election=work.rules.code, unit=told.unit, sign=told.sign)
    if row is not None:
        on = work.today if held else None
        hazards.answer(work, row["id"], mitigation=told.mitigation, owner=told.owner, on=on)
