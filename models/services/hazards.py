"""Signs of trouble at a TPS (TPS rawan): flagged, answered by a mitigation, taken off the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from models import items
from models.errors import Refused
from models.items import BELUM, SIAP
from models.journal import Row
from models.services import evidence
from models.services.evidence import Item
from models.tables import Flag, Tps
from models.text import clean
from models.uow import UnitOfWork


def flag(work: UnitOfWork, unit: str, sign: str, *, on: date, note: str = "") -> Row:
    """A TPS shows a sign of trouble. What said that all there is answered is no longer so. Returns the row.

    Raises Refused: unit_unknown, sign_unknown, date_future, flag_known (it shows it already).
    """
    if sign not in work.rules.signs():
        raise Refused("sign_unknown", sign=sign)
    if work.get(Tps, election=work.rules.code, code=unit) is None:
        raise Refused("unit_unknown", unit=unit)
    work.until_today(on)
    key = {"election": work.rules.code, "unit": unit, "sign": sign}
    if work.get(Flag, **key) is not None:
        raise Refused("flag_known", sign=sign)
    row = work.insert(
        Flag,
        {**key, "since": on, "note": clean(note) or None, "mitigation": None, "owner": None, "answered_on": None},
    )
    _unanswered(work, unit)
    work.detail = {"sign": sign}
    return row


def answer(
    work: UnitOfWork, flag_id: int, *, mitigation: str, on: date | None, owner: str = "", version: int | None = None
) -> int:
    """Say what is done about it, who sees to it, and from which day it holds (None: it is only meant yet). Returns how
    many flags of the TPS are still open; at 0 what ``hazards_prove`` counts may be recorded.

    Raises Clash, Refused: flag_gone, mitigation_empty, date_future, date_order (before it was flagged).
    """
    row = _row(work, flag_id, version)
    said = clean(mitigation)
    if not said:
        raise Refused("mitigation_empty")
    if on is not None:
        work.until_today(on)
    if on is not None and on < row["since"]:
        raise Refused("date_order", day=on, after=row["since"])
    work.update(Flag, row, mitigation=said, owner=clean(owner) or None, answered_on=on)
    work.touch((), row["unit"])
    if on is None:
        _unanswered(work, row["unit"])
    work.detail = {"sign": row["sign"], "answered": on is not None}
    return open_flags(work, row["unit"])


def unflag(work: UnitOfWork, flag_id: int, *, reason: str, version: int | None = None) -> int:
    """Take a sign off a TPS that does not show it; returns how many flags there are still open.

    Raises Clash, Refused: flag_gone, reason_empty.
    """
    row = _row(work, flag_id, version)
    said = clean(reason)
    if not said:
        raise Refused("reason_empty")
    work.delete(Flag, row)
    work.touch((), row["unit"])
    work.detail = {"sign": row["sign"], "note": said}
    return open_flags(work, row["unit"])


def open_flags(work: UnitOfWork, unit: str) -> int:
    """Flags of a TPS without an answer."""
    same = (Flag.c.election == work.rules.code, Flag.c.unit == unit, Flag.c.answered_on.is_(None))
    return work.connection.scalar(select(func.count()).select_from(Flag).where(*same)) or 0


def _row(work: UnitOfWork, flag_id: int, version: int | None) -> Row:
    row: Any = work.get(Flag, id=flag_id)
    if row is None or row["election"] != work.rules.code:
        raise Refused("flag_gone")
    if version is not None:
        work.as_shown(
            row, version, what="flag", field="mitigation", mine=None, theirs=row["mitigation"], unit=row["unit"]
        )
    return dict(row)


def _unanswered(work: UnitOfWork, unit: str) -> None:
    """Something is open at the TPS: whoever said that all is answered is contradicted."""
    work.touch((), unit)
    if not work.rules.hazards_prove:
        return
    rule = work.rules.indicator(work.rules.hazards_prove)
    rows = work.connection.execute(items.at(work.rules, rule, [unit]))
    chosen = [Item(row.unit, version=row.version) for row in rows if row.state == SIAP]
    if chosen:
        evidence.record(work, rule, chosen, state=BELUM, seen=True)
