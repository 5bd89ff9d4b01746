"""What a colleague changed meanwhile, told so that it can be chosen: rows of many that are written together, a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models import units
from models.errors import Clash
from models.journal import Row
from models.queries import territory
from models.queries.register.rows import TenureRow, last_of_seat, of_seat, of_tenures
from models.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Contested:
    """One of many rows: what I meant and what stands there now, as columns.

    ``key``: what the service calls it; ``now``: what the service takes as seen of it once theirs was shown; ``open``:
    mine can be written all the same (not where whom it is about has left). ``by`` and ``at``: who changed it, and
    when. ``tenure_id`` 0: it is about nobody; ``tenure`` is who, ``slot`` the role of a contact; ``unit_name`` is that
    of the area."""

    key: Any
    unit: str
    mine: Row
    theirs: Row
    now: Any = None
    open: bool = True
    by: str | None = None
    at: datetime | None = None
    slot: int = 0
    tenure_id: int = 0
    tenure: TenureRow | None = None
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat that is no longer as it was shown: its version, who sits there, or else who left it last."""

    version: int
    holder: TenureRow | None
    left: TenureRow | None


def of_rows(work: UnitOfWork, rows: Sequence[Contested], count: int, *, what: str) -> Clash:
    """The error for rows of ``count`` that are written together: ``rows`` of its detail can be chosen one by one, the
    others stand as they were seen."""
    held = of_tenures(work.connection, [row.tenure_id for row in rows if row.tenure_id])
    names, told = territory.names(work.connection, {units.area(row.unit) for row in rows}), []
    for row in rows:
        by, at = (row.by, row.at) if row.by is not None else work.last_writer(row.unit)
        told.append(
            replace(row, by=by, at=at, tenure=held.get(row.tenure_id), unit_name=names.get(units.area(row.unit), ""))
        )
    first, field = told[0], next(iter(told[0].theirs))
    mine = first.mine.get(field, first.tenure.name if first.tenure is not None else None)
    return Clash(
        "changed", what=what, field=field, mine=mine, theirs=first.theirs[field], by=first.by,
        at=first.at, rows=tuple(told), count=count,
    )  # fmt: skip


def of_a_seat(work: UnitOfWork, seat: Row, mine: object) -> Clash:
    """The error for a seat that somebody else filled or emptied meanwhile: ``seat`` of its detail is a ``SeatNow``."""
    holder = of_seat(work.connection, seat["id"])
    left = last_of_seat(work.connection, seat["id"]) if holder is None else None
    theirs = holder.name if holder is not None else None
    clash = work.clash(what="seat", field="holder", mine=mine, theirs=theirs, unit=seat["unit"])
    return Clash(clash.code, **clash.detail, seat=SeatNow(seat["version"], holder, left))
