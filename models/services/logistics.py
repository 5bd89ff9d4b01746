"""Logistics: voters of a TPS, pieces of goods, the steps of a kit; what they prove is recorded in the same write.

What is beyond what is needed, or out of the usual order, is asked about: it is refused with one of ``ASKED`` until the
caller says ``confirmed``. What cannot be is refused for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from models import items, logistics, units
from models.errors import Refused
from models.items import BELUM, NA, SIAP
from models.journal import Row
from models.logistics import COUNTED, NUMBERS, PACKED, STORED, Pieces
from models.rules.schema import Good, Step
from models.services import evidence
from models.services.evidence import Item
from models.tables import Kit, Stock, Tps
from models.text import clean
from models.uow import UnitOfWork

ASKED = frozenset({"over_need", "over_voters", "kit_unpacked"})
"""Codes of refusals that a person may overrule."""
MOST = 9_999_999
"""Pieces of one kind: a larger number is a slip of the finger."""
SLICE = 300
_ORDER = (("received", "damaged"), ("good", "counted"), ("counted", "packed"), ("packed", "returned"))
"""(larger, smaller): no more can be said of the second than of the first."""


# ── voters ────────────────────────────────────────────────────────────


def set_voters(
    work: UnitOfWork,
    voters: Mapping[str, int | None],
    *,
    seen: Mapping[str, int] | None = None,
    confirmed: bool = False,
) -> int:
    """Set the number of voters (DPT) of TPS; None: it is not known. Returns how many changed.

    ``seen``: the versions of the TPS as they were shown. What their goods prove is looked at again.
    Raises Clash, Refused: unit_unknown, number_bad, over_voters (asked; ``units``: those beyond the largest TPS).
    """
    found = _tps(work, voters)
    for number in voters.values():
        _check_number("dpt", number)
    most = work.rules.max_voters_per_tps
    large = sorted(unit for unit, number in voters.items() if number is not None and number > most)
    if large and not confirmed:
        raise Refused("over_voters", units=large, most=most)
    for unit, row in found.items():
        if seen is not None:
            mine, theirs = voters[unit], row["dpt"]
            work.as_shown(row, seen.get(unit), what="tps", field="dpt", mine=mine, theirs=theirs, unit=unit)
    pairs = [(row, {"dpt": voters[unit]}) for unit, row in found.items() if row["dpt"] != voters[unit]]
    work.update_many(Tps, pairs)
    changed = [row["code"] for row, _ in pairs]
    for unit in changed:
        work.touch((), unit)
    _judge(work, changed, work.today, None)
    work.detail = {"count": len(changed), "dpt": voters[changed[0]] if len(changed) == 1 else None}
    return len(changed)


# ── pieces ────────────────────────────────────────────────────────────


def record_pieces(
    work: UnitOfWork,
    unit: str,
    good: str,
    said: Pieces,
    *,
    on: date,
    reference: str = "",
    version: int | None = None,
    confirmed: bool = False,
) -> None:
    """Say how many pieces of a kind a TPS or the store of a kecamatan has; all numbers as they stand then.

    ``version``: of the row as it was shown, None where there was none. Numbers that complete a step, or no longer do,
    move the evidence of what it proves; then ``reference`` must name the paper.
    Raises Clash, Refused: unit_unknown, good_unknown, number_bad, number_order, date_future, over_need (asked), and as
    ``evidence.record``.
    """
    kind = _good(work, good)
    at_tps = units.level(unit) is units.Level.TPS
    row = _tps(work, [unit])[unit] if at_tps else None
    if row is None and units.level(unit) is not units.Level.KECAMATAN:
        raise Refused("unit_unknown", unit=unit)
    work.until_today(on)
    _check_pieces(said, at_tps=at_tps)
    wanted = logistics.need(work.rules, kind, row["dpt"]) if row is not None else None
    largest = max((number for number in asdict(said).values() if number is not None), default=0)
    if wanted is not None and largest > wanted and not confirmed:
        raise Refused("over_need", good=kind.name, unit=unit, number=largest, need=wanted)
    before = work.get(Stock, election=work.rules.code, unit=unit, good=good)
    theirs = _said(before).have if before else None
    work.as_shown(before, version, what="stock", field="pieces", mine=said.have, theirs=theirs, unit=unit)
    values = {**asdict(said), "said_on": on, "reference": clean(reference) or None}
    if before is None:
        work.insert(Stock, {"election": work.rules.code, "unit": unit, "good": good, **values})
    else:
        work.update(Stock, before, **values)
    work.touch((), unit)
    if at_tps:
        _judge(work, [unit], on, clean(reference))
    work.detail = {"good": good, **{name: number for name, number in asdict(said).items() if number is not None}}


# ── steps ────────────────────────────────────────────────────────────


def record_step(
    work: UnitOfWork,
    code: str,
    where: Sequence[str],
    *,
    on: date,
    reference: str = "",
    receiver: str = "",
    seen: Mapping[str, int | None] | None = None,
    confirmed: bool = False,
) -> int:
    """Say that the goods of TPS have come to a step, in full. Returns how many TPS there are.

    ``counted`` and ``packed`` set their numbers to what is needed; the others move the kit, also back. ``seen``: the
    versions of the kits as they were shown. ``reference`` and ``receiver``: number of the paper, who signed for it.
    Raises Clash, Refused: step_unknown, unit_unknown, no_tps, date_future, dpt_unknown, not_enough, receipt_empty,
    kit_unpacked (asked), and as ``evidence.record``.
    """
    step = _step(work, code)
    if not where:
        raise Refused("no_tps")
    work.until_today(on)
    paper, signed = clean(reference), clean(receiver)
    if step.receipt and not (paper and signed):
        raise Refused("receipt_empty")
    found = _tps(work, where)
    kits = _kits(work, where)
    for unit in where:
        if seen is not None:
            kit = kits.get(unit)
            theirs = kit["step"] if kit is not None else None
            work.as_shown(kit, seen.get(unit), what="kit", field="step", mine=code, theirs=theirs, unit=unit)
    if code in (COUNTED, PACKED):
        _fill(work, code, found, on, paper)
    if code != COUNTED:
        _move(work, step, where, kits, on, paper, signed, confirmed=confirmed)
    for unit in where:
        work.touch((), unit)
    _prove(work, step.proves, where, SIAP, on, paper)
    work.detail = {"step": code, "count": len(where), "reference": paper}
    return len(where)


def _fill(work: UnitOfWork, code: str, found: Mapping[str, Row], on: date, paper: str) -> None:
    """Set the numbers of a step to what each TPS needs, where they are less."""
    goods = logistics.about(work.rules, code)
    blind = sorted(unit for unit, row in found.items() if row["dpt"] is None)
    if blind and any(good.ballot for good in goods):
        raise Refused("dpt_unknown", units=blind)
    stand = _stocks(work, found)
    made: list[Row] = []
    changed: list[tuple[Row, Row]] = []
    for unit, row in found.items():
        for good in goods:
            wanted = logistics.need(work.rules, good, row["dpt"]) or 0
            before = stand.get((unit, good.code))
            said = _said(before)
            if (getattr(said, code) or 0) >= wanted:
                continue
            values = {code: wanted, "said_on": on, "reference": paper or None}
            most = said.good if code == COUNTED else said.counted
            if most is not None and most < wanted:
                raise Refused("not_enough", good=good.name, unit=unit, number=wanted, most=most)
            if before is None:
                key = {"election": work.rules.code, "unit": unit, "good": good.code}
                made.append({**dict.fromkeys(NUMBERS), **key, **values, "version": 1})
            else:
                changed.append((before, values))
    work.insert_many(Stock, made)
    work.update_many(Stock, changed)


def _move(
    work: UnitOfWork,
    step: Step,
    where: Sequence[str],
    kits: Mapping[str, Row],
    on: date,
    paper: str,
    signed: str,
    *,
    confirmed: bool = False,
) -> None:
    """Put the kits of TPS at a step. What a step behind it proved is no longer so."""
    bare = [unit for unit in where if unit not in kits]
    if bare and step.code != PACKED and not confirmed:
        raise Refused("kit_unpacked", units=bare)
    values = {"step": step.code, "since": on, "reference": paper or None, "receiver": signed or None}
    news = [{"election": work.rules.code, "unit": unit, **values, "version": 1} for unit in bare]
    work.insert_many(Kit, news)
    work.update_many(Kit, [(row, values) for row in kits.values()])
    order = [one.code for one in work.rules.steps]
    for at, later in enumerate(work.rules.steps):
        if at > order.index(step.code) and later.code not in (COUNTED, PACKED):
            back = [unit for unit, row in kits.items() if row["step"] in order and order.index(row["step"]) >= at]
            _prove(work, later.proves, back, BELUM, work.today, "")


# ── what it proves ────────────────────────────────────────────────────────────


def _judge(work: UnitOfWork, where: Sequence[str], on: date, paper: str | None) -> None:
    """Look whether what was counted and packed at TPS is complete: what that proves follows, either way. Without a
    ``paper`` (None) nothing is proved by it: a number of voters counts no ballots."""
    found = _tps(work, where)
    stand: dict[str, dict[str, Pieces]] = {}
    for (unit, good), row in _stocks(work, where).items():
        stand.setdefault(unit, {})[good] = _said(row)
    for step in work.rules.steps:
        if step.code not in (COUNTED, PACKED):
            continue
        done = {
            unit: logistics.complete(work.rules, step.code, found[unit]["dpt"], said) for unit, said in stand.items()
        }
        full = [unit for unit, whole in done.items() if whole]
        if paper is not None:
            kits = _kits(work, full)
            if step.code == PACKED:
                _move(work, step, [unit for unit in full if unit not in kits], {}, on, paper, "")
            _prove(work, step.proves, full, SIAP, on, paper)
        _prove(work, step.proves, [unit for unit, whole in done.items() if whole is False], BELUM, work.today, "")


def _prove(work: UnitOfWork, code: str, where: Sequence[str], state: str, on: date, paper: str) -> None:
    """Record the state of the TPS' items of an indicator, where it is another one and counts."""
    if not code or not where:
        return
    rule = work.rules.indicator(code)
    chosen: list[Item] = []
    for at in range(0, len(where), SLICE):
        rows = work.connection.execute(items.at(work.rules, rule, where[at : at + SLICE]))
        chosen += [Item(row.unit, version=row.version) for row in rows if row.state not in (state, NA)]
    if chosen:
        evidence.record(work, rule, chosen, state=state, reference=paper, on=on, seen=True)


# ── rows ────────────────────────────────────────────────────────────


def _tps(work: UnitOfWork, where: Iterable[str]) -> dict[str, Row]:
    """The rows of TPS by code. Raises Refused (unit_unknown)."""
    wanted = sorted(set(where))
    found: dict[str, Row] = {}
    for at in range(0, len(wanted), SLICE):
        same = (Tps.c.election == work.rules.code, Tps.c.code.in_(wanted[at : at + SLICE]))
        found |= {row["code"]: dict(row) for row in work.connection.execute(select(Tps).where(*same)).mappings()}
    for unit in wanted:
        if unit not in found:
            raise Refused("unit_unknown", unit=unit)
    return found


def _kits(work: UnitOfWork, where: Iterable[str]) -> dict[str, Row]:
    return {row["unit"]: row for row in _rows(work, Kit, where)}


def _stocks(work: UnitOfWork, where: Iterable[str]) -> dict[tuple[str, str], Row]:
    return {(row["unit"], row["good"]): row for row in _rows(work, Stock, where)}


def _rows(work: UnitOfWork, table: Any, where: Iterable[str]) -> list[Row]:
    wanted = sorted(set(where))
    found: list[Row] = []
    for at in range(0, len(wanted), SLICE):
        same = (table.c.election == work.rules.code, table.c.unit.in_(wanted[at : at + SLICE]))
        found += [dict(row) for row in work.connection.execute(select(table).where(*same)).mappings()]
    return found


def _said(row: Row | None) -> Pieces:
    return Pieces(**{name: row[name] for name in NUMBERS}) if row is not None else Pieces()


# ── what cannot be ────────────────────────────────────────────────────────────


def _step(work: UnitOfWork, code: str) -> Step:
    for step in work.rules.steps:
        if step.code == code:
            return step
    raise Refused("step_unknown", step=code)


def _good(work: UnitOfWork, code: str) -> Good:
    for good in work.rules.supplies():
        if good.code == code:
            return good
    raise Refused("good_unknown", good=code)


def _check_number(what: str, number: int | None) -> None:
    if number is not None and not 0 <= number <= MOST:
        raise Refused("number_bad", what=what, number=number, most=MOST)


def _check_pieces(said: Pieces, *, at_tps: bool) -> None:
    """No number is negative, and none larger than the one it is a part of."""
    for name in NUMBERS:
        _check_number(name, getattr(said, name))
        if not at_tps and name not in STORED and getattr(said, name) is not None:
            raise Refused("number_elsewhere", what=name)
    for more, less in _ORDER:
        most, number = getattr(said, more), getattr(said, less)
        if most is not None and number is not None and number > most:
            raise Refused("number_order", what=less, number=number, more=more, most=most)
